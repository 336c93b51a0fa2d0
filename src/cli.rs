//! The program's commands.

use std::io::{ErrorKind, IsTerminal as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use diesel_async::AsyncConnection as _;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinHandle;

use crate::accounts::clerk_role::ClerkRole;
use crate::accounts::password;
use crate::accounts::second::put_away;
use crate::accounts::staff::{self, Added};
use crate::config::{self, Config, VARIABLES};
use crate::kernel::clock::Clock;
use crate::kernel::lang::Lang;
use crate::platform::backup;
use crate::platform::cluster::{Cluster, DATABASE, Tuning};
use crate::platform::jobs::Runner;
use crate::platform::meili::Standby;
use crate::platform::meili::server::{self, Engine};
use crate::platform::signals::Listener;
use crate::platform::stop::{Stop, Stopped};
use crate::platform::{Ground, telemetry};
use crate::search::meili::feed;
use crate::search::meili::reindex::{self, Reindexed};
use crate::{app, demo, worker};

#[derive(Parser)]
#[command(name = "market", version, about = "A marketplace for the farm specialties of Lập Thạch", after_help = variables())]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop, and work its jobs
    Serve {
        /// Leave the jobs to `market work`
        #[arg(long)]
        no_jobs: bool,
        /// Fill an empty database with the demo market first
        #[arg(long)]
        demo_if_empty: bool,
    },
    /// Work the jobs only
    Work,
    /// Bring the database up to date
    Migrate,
    /// Fill an empty database with the demo market: invented households and goods (not in production)
    Demo {
        /// Then add so many made-up products, for measuring
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        products: Option<u32>,
    },
    /// Make the search index anew while the old one goes on answering; cut off, it goes on where it stopped
    Reindex,
    /// Look whether units and money add up; names every row that does not, and fails then
    Check,
    /// Dump the database into BACKUP_DIR, look the dump through, and write it down where the office sees it
    Backup {
        /// How many dumps stay; older ones are removed
        #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        keep: u32,
    },
    /// Write down that a dump was restored for a trial and was whole
    BackupRestored {
        /// The dump, by its name or path
        file: String,
    },
    /// The trade office's accounts
    Staff {
        #[command(subcommand)]
        command: Staff,
    },
    /// Ask a running shop whether it is ready; exit 0 when it is
    Health,
}

#[derive(Subcommand)]
enum Staff {
    /// Make an account of the office, or give an account a role; its password is read from the standard input,
    /// and made up and printed once when that is empty
    Add {
        #[arg(long)]
        name: String,
        #[arg(long, required_unless_present = "email", conflicts_with = "email")]
        phone: Option<String>,
        #[arg(long)]
        email: Option<String>,
        #[arg(long, value_parser = ClerkRole::WORDS)]
        role: String,
    },
    /// Take the second factor off a clerk who has lost both phone and paper, and sign them out
    SecondOff {
        #[arg(long, required_unless_present = "email", conflicts_with = "email")]
        phone: Option<String>,
        #[arg(long)]
        email: Option<String>,
    },
}

fn variables() -> String {
    let mut text = "Variables:\n".to_owned();
    for (name, meaning) in VARIABLES {
        text.push_str(&format!("  {name:<20} {meaning}\n"));
    }
    text
}

/// How long a thread that no stop reaches (one reading the keyboard, one painting) may hold up the end.
const THREADS: Duration = Duration::from_secs(2);
/// How long a job in hand may take once the program is told to stop. One given up is taken again after its lease.
const LAST_JOB: Duration = Duration::from_secs(20);

/// Runs the command line; 2 for a wrong configuration, 1 for a failure.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("market: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(carry_out(cli.command));
    runtime.shutdown_timeout(THREADS);
    code
}

async fn carry_out(command: Command) -> ExitCode {
    // Before anything else, so that no moment is left in which a signal would leave the database running.
    let listening = Stop::listen();
    let config = match Config::read() {
        Ok(config) => config,
        Err(problems) => {
            eprint!("{problems}");
            return ExitCode::from(2);
        }
    };
    telemetry::start(config.production());
    app::use_tls_provider();
    let done = match listening {
        Ok(stop) => Box::pin(dispatch(command, config, &stop)).await,
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("market: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command, config: Config, stop: &Stop) -> anyhow::Result<()> {
    match command {
        Command::Health => health(&config).await,
        Command::Migrate => {
            let database = Database::open(&config).await?;
            let applied = stop.or(app::prepare(&database.url)).await;
            database.close().await?;
            println!("{} migration(s) applied", applied?.len());
            Ok(())
        }
        Command::Serve { no_jobs, demo_if_empty } => {
            // A port that is taken is told now, and not after a minute of filling.
            let listener = listen(&config)?;
            let serving = Box::pin(with_ground(config, stop, async |ground, url| {
                with_engine(ground, async |ground| serve(ground, url, listener, !no_jobs, demo_if_empty, stop).await)
                    .await
            }));
            until_told(serving).await
        }
        Command::Demo { products } => {
            with_ground(config, stop, async |ground, _| stop.or(demo(&ground, products)).await).await
        }
        Command::Reindex => {
            with_ground(config, stop, async |ground, _| {
                with_engine(ground, async |ground| stop.or(Box::pin(reindex(&ground))).await).await
            })
            .await
        }
        Command::Check => with_ground(config, stop, async |ground, _| stop.or(check(&ground)).await).await,
        Command::Backup { keep } => {
            with_ground(config, stop, async |ground, url| stop.or(back_up(&ground, url, keep)).await).await
        }
        Command::BackupRestored { file } => {
            with_ground(config, stop, async |ground, _| stop.or(restored(&ground, &file)).await).await
        }
        Command::Staff { command: Staff::Add { name, phone, email, role } } => {
            let login = phone.or(email).unwrap_or_default();
            with_ground(config, stop, async |ground, _| stop.or(add_staff(&ground, &name, &login, &role)).await).await
        }
        Command::Staff { command: Staff::SecondOff { phone, email } } => {
            let login = phone.or(email).unwrap_or_default();
            with_ground(config, stop, async |ground, _| stop.or(second_off(&ground, &login)).await).await
        }
        Command::Work => {
            let working = Box::pin(with_ground(config, stop, async |ground, url| {
                with_engine(ground, async |ground| work(ground, url, stop).await).await
            }));
            until_told(working).await
        }
    }
}

/// For work that has no end of its own: to be told to stop is how it is meant to end.
async fn until_told(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    match work.await {
        Err(error) if error.is::<Stopped>() => Ok(()),
        ended => ended,
    }
}

fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let (host, port) = (config.host.as_str(), config.port);
    TcpListener::bind((host, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "port {port} of {host} is taken, by another program or another copy of the shop: end that one, or set PORT"
        ),
        _ => anyhow::Error::new(error).context(format!("port {port} of {host}")),
    })
}

/// The database of this run: a given one, or our private server.
struct Database {
    url: String,
    cluster: Option<Cluster>,
}

impl Database {
    async fn open(config: &Config) -> anyhow::Result<Self> {
        if let Some(url) = &config.database_url {
            return Ok(Database { url: url.expose().to_owned(), cluster: None });
        }
        let dir: PathBuf = std::path::absolute(config.var_dir.join("postgres"))?;
        let cluster = Cluster::start(&dir, Tuning { durable: true }).await.context("private database")?;
        Ok(Database { url: cluster.url(DATABASE), cluster: Some(cluster) })
    }

    async fn close(self) -> anyhow::Result<()> {
        match self.cluster {
            Some(cluster) => cluster.stop().await,
            None => Ok(()),
        }
    }
}

/// Opens the database, brings it up to date, runs `work` on it, and closes it whatever came of the work. Opening is not
/// cut short by a stop: a server that nobody waited for would be left running.
async fn with_ground(
    config: Config,
    stop: &Stop,
    work: impl AsyncFnOnce(Ground, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let database = Database::open(&config).await?;
    let ran = async {
        let applied = stop.or(app::prepare(&database.url)).await?;
        if !applied.is_empty() {
            tracing::info!(count = applied.len(), "migrated");
        }
        let ground = app::ground(config, &database.url, Clock::Real)?;
        work(ground, &database.url).await
    }
    .await;
    let closed = database.close().await;
    ran.and(closed)
}

/// Runs `work` with the private search engine, if the shop has one, and stops it whatever came of the work. An engine
/// that does not start or stop is a pity and no more: the database searches too.
async fn with_engine(mut ground: Ground, work: impl AsyncFnOnce(Ground) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let engine = private_engine(&ground.config).await;
    if let Some(engine) = &engine {
        ground.engine = Some(Arc::new(Standby::new(engine.meili(), &ground.config.meili_prefix)));
    }
    let worked = work(ground).await;
    if let Some(engine) = engine
        && let Err(error) = engine.stop().await
    {
        tracing::warn!(error = format!("{error:#}"), "the search engine was not stopped");
    }
    worked
}

async fn private_engine(config: &Config) -> Option<Engine> {
    if config.engine != config::Engine::Private {
        return None;
    }
    let Some(program) = server::installed() else {
        tracing::info!("no meilisearch on the PATH: the database searches");
        return None;
    };
    let started = match std::path::absolute(config.var_dir.join("meili")) {
        Ok(dir) => Engine::start(&program, &dir).await,
        Err(error) => Err(error.into()),
    };
    started
        .inspect_err(|error| tracing::warn!(error = format!("{error:#}"), "no search engine: the database searches"))
        .ok()
}

async fn serve(
    ground: Ground,
    url: &str,
    listener: TcpListener,
    jobs: bool,
    demo_if_empty: bool,
    stop: &Stop,
) -> anyhow::Result<()> {
    if ground.config.production() && demo::filled(&ground).await? {
        anyhow::bail!("this database holds the demo market, whose passwords everybody knows: production needs its own");
    }
    // Told again at every start of a demo shop: nobody remembers them.
    let mut sign_ins = false;
    if demo_if_empty {
        if demo::empty(&ground).await? {
            stop.or(fill_demo(&ground)).await?;
        }
        sign_ins = demo::filled(&ground).await?;
    }
    let signals = Listener::start(url.to_owned(), stop.clone());
    app::follow_signals(&ground, &signals);
    app::write_counts(&ground, stop);
    let server = app::server(&ground, listener, telemetry::recorder())?;
    let handle = server.handle();
    let runner = jobs.then(|| start_runner(ground.clone(), &signals, stop)).transpose()?;
    println!("The market is open on {}", ground.config.base_url);
    if sign_ins {
        print!("{}", demo::sign_ins(&ground.config.base_url));
    }
    let (stopping, live) = (stop.clone(), ground.live.clone());
    tokio::spawn(async move {
        stopping.wait().await;
        // Streams have no end of their own, and requests under way are waited for.
        live.close();
        handle.stop(true).await;
    });
    server.await?;
    match runner {
        Some(runner) => last_job(runner).await,
        None => Ok(()),
    }
}

fn start_runner(ground: Ground, signals: &Listener, stop: &Stop) -> anyhow::Result<JoinHandle<()>> {
    let runner = Runner::new(ground.clone(), Arc::new(worker::works()?));
    let (wake, stop) = (signals.subscribe(), stop.clone());
    Ok(tokio::spawn(async move {
        let feeding = async {
            if let Some(engine) = ground.engine.clone() {
                feed::work(ground, engine, &stop, wake.another()).await;
            }
        };
        tokio::join!(runner.work(&stop, wake.another()), feeding);
    }))
}

/// Waits for the jobs in hand, but not for ever.
async fn last_job(mut runner: JoinHandle<()>) -> anyhow::Result<()> {
    match tokio::time::timeout(LAST_JOB, &mut runner).await {
        Ok(ended) => Ok(ended?),
        Err(_) => {
            tracing::warn!("a job in hand takes too long and is left to the next runner");
            runner.abort();
            Ok(())
        }
    }
}

async fn demo(ground: &Ground, products: Option<u32>) -> anyhow::Result<()> {
    if products.is_none() || demo::empty(ground).await? {
        fill_demo(ground).await?;
        print!("{}", demo::sign_ins(&ground.config.base_url));
    }
    if let Some(count) = products {
        let started = Instant::now();
        demo::many(ground, count, &bar("made-up products")).await?;
        println!("{count} products added in {} s", started.elapsed().as_secs());
    }
    Ok(())
}

async fn fill_demo(ground: &Ground) -> anyhow::Result<()> {
    let started = Instant::now();
    demo::fill(ground, &bar("demo market: pictures")).await?;
    demo::history::history(ground, &bar("demo market: two years of orders")).await?;
    println!("The demo market is filled, in {} s", started.elapsed().as_secs());
    Ok(())
}

/// A progress bar on the terminal; silent where there is none.
fn bar(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}

async fn work(ground: Ground, url: &str, stop: &Stop) -> anyhow::Result<()> {
    let runner = start_runner(ground, &Listener::start(url.to_owned(), stop.clone()), stop)?;
    stop.wait().await;
    last_job(runner).await
}

async fn reindex(ground: &Ground) -> anyhow::Result<()> {
    let Some(engine) = &ground.engine else {
        anyhow::bail!(
            "there is no search engine, so the database searches: set MEILI_URL, or put meilisearch on the PATH"
        )
    };
    let started = Instant::now();
    let Reindexed { goods, mended } = reindex::reindex(ground, engine, &bar("search index: products")).await?;
    println!("{goods} products indexed in {} s; {mended} things changed meanwhile", started.elapsed().as_secs());
    Ok(())
}

async fn check(ground: &Ground) -> anyhow::Result<()> {
    let mut conn = ground.db.conn().await?;
    let mut faults = crate::payments::books::faults(&mut conn).await?;
    faults.extend(crate::figures::check::faults(&mut conn).await?);
    faults.extend(crate::people::check::faults(&mut conn).await?);
    faults.extend(crate::reviews::check::faults(&mut conn).await?);
    for fault in &faults {
        let (place, name) = (fault.place_name(Lang::En), fault.name(Lang::En));
        println!("{place} — {name}: expected {}, found {}", fault.expected, fault.found);
        println!("    {} — {}", fault.place_name(Lang::Vi), fault.name(Lang::Vi));
    }
    anyhow::ensure!(faults.is_empty(), "{} thing(s) do not add up", faults.len());
    println!("units and money add up");
    Ok(())
}

async fn back_up(ground: &Ground, url: &str, keep: u32) -> anyhow::Result<()> {
    let made = backup::make(ground, url, keep).await?;
    println!("{} bytes in {}, sha256 {}", made.size, made.path.display(), made.sha256);
    if made.gone > 0 {
        println!("{} older dump(s) removed", made.gone);
    }
    Ok(())
}

async fn restored(ground: &Ground, file: &str) -> anyhow::Result<()> {
    backup::restored(&mut *ground.db.conn().await?, file).await?;
    println!("written down: {file} was restored and was whole");
    Ok(())
}

async fn add_staff(ground: &Ground, name: &str, login: &str, role: &str) -> anyhow::Result<()> {
    if std::io::stdin().is_terminal() {
        eprintln!("Password (empty: one is made up; for an account that exists: its password stays):");
    }
    let typed = tokio::task::spawn_blocking(|| {
        let mut typed = String::new();
        std::io::stdin().read_line(&mut typed).map(|_| typed)
    })
    .await??;
    let typed = Some(typed.trim_end_matches(['\r', '\n'])).filter(|t| !t.is_empty());
    let mut conn = ground.db.conn().await?;
    let generated = password::generated();
    let added = staff::add(&mut conn, name, login, role, typed, &generated).await?;
    match added {
        Added::Promoted => println!("{login} has the role {role}; the password stays as it was"),
        Added::Made | Added::Changed if typed.is_some() => {
            println!("{login} has the role {role}, with the password given")
        }
        Added::Made | Added::Changed => println!("{login} has the role {role}; password: {generated}"),
    }
    Ok(())
}

async fn second_off(ground: &Ground, login: &str) -> anyhow::Result<()> {
    let mut conn = ground.db.conn().await?;
    conn.transaction(async |conn| put_away::reset_by_handle(conn, login).await).await?;
    println!("{login} signs in with the password alone and is asked to set up another second factor");
    Ok(())
}

/// Asks the shop that should be running here; for a container's health check.
async fn health(config: &Config) -> anyhow::Result<()> {
    let answer = reqwest::get(format!("http://{}/readyz", config.own_address())).await?;
    anyhow::ensure!(answer.status().is_success(), "answered {}", answer.status());
    Ok(())
}
