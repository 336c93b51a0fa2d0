//! The program's commands.

use std::io::IsTerminal as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::accounts::password;
use crate::accounts::staff::{self, Added};
use crate::config::{Config, VARIABLES};
use crate::kernel::clock::Clock;
use crate::platform::cluster::{Cluster, DATABASE, Tuning};
use crate::platform::jobs::Runner;
use crate::platform::signals::Listener;
use crate::platform::{Ground, telemetry};
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
    /// Look whether units and money add up; names every row that does not, and fails then
    Check,
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
        #[arg(long, value_parser = staff::ROLES)]
        role: String,
    },
}

fn variables() -> String {
    let mut text = "Variables:\n".to_owned();
    for (name, meaning) in VARIABLES {
        text.push_str(&format!("  {name:<20} {meaning}\n"));
    }
    text
}

/// Runs the command line; 2 for a wrong configuration, 1 for a failure.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::read() {
        Ok(config) => config,
        Err(problems) => {
            eprint!("{problems}");
            return ExitCode::from(2);
        }
    };
    telemetry::start(config.production());
    app::use_tls_provider();
    match dispatch(cli.command, config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("market: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Health => health(&config).await,
        Command::Migrate => {
            let database = Database::open(&config).await?;
            let applied = app::prepare(&database.url).await;
            database.close().await?;
            println!("{} migration(s) applied", applied?.len());
            Ok(())
        }
        Command::Serve { no_jobs, demo_if_empty } => {
            with_ground(config, async |ground, url| serve(ground, url, !no_jobs, demo_if_empty).await).await
        }
        Command::Demo { products } => with_ground(config, async |ground, _| demo(&ground, products).await).await,
        Command::Check => with_ground(config, async |ground, _| check(&ground).await).await,
        Command::Staff { command: Staff::Add { name, phone, email, role } } => {
            let login = phone.or(email).unwrap_or_default();
            with_ground(config, async |ground, _| add_staff(&ground, &name, &login, &role).await).await
        }
        Command::Work => with_ground(config, async |ground, url| work(ground, url).await).await,
    }
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

/// Opens the database, brings it up to date, runs `work` on it, and closes it whatever came of the work.
async fn with_ground(config: Config, work: impl AsyncFnOnce(Ground, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let database = Database::open(&config).await?;
    let ran = async {
        let applied = app::prepare(&database.url).await?;
        if !applied.is_empty() {
            tracing::info!(count = applied.len(), "migrated");
        }
        let ground = app::ground(config, &database.url, Clock::Real)?;
        work(ground, &database.url).await
    }
    .await;
    database.close().await?;
    ran
}

async fn serve(ground: Ground, url: &str, jobs: bool, demo_if_empty: bool) -> anyhow::Result<()> {
    // Told again at every start of a demo shop: nobody remembers them.
    let mut sign_ins = false;
    if demo_if_empty {
        if demo::empty(&ground).await? {
            fill_demo(&ground).await?;
        }
        sign_ins = demo::filled(&ground).await?;
    }
    let address = (ground.config.host.clone(), ground.config.port);
    let listener = TcpListener::bind(&address).with_context(|| format!("port {} of {}", address.1, address.0))?;
    let signals = Listener::start(url.to_owned());
    app::follow_signals(&ground, &signals);
    let server = app::server(&ground, listener, telemetry::recorder())?;
    let handle = server.handle();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = jobs.then(|| -> anyhow::Result<_> {
        let runner = Runner::new(ground.clone(), Arc::new(worker::works()?));
        let wake = signals.subscribe();
        Ok(tokio::spawn(async move { runner.work(stopped, wake).await }))
    });
    let runner = runner.transpose()?;
    println!("The market is open on {}", ground.config.base_url);
    if sign_ins {
        print!("{}", demo::sign_ins(&ground.config.base_url));
    }
    tokio::spawn(async move {
        told_to_stop().await;
        tracing::info!("closing: finishing what is under way");
        handle.stop(true).await;
    });
    server.await?;
    stop.send_replace(true);
    if let Some(runner) = runner {
        runner.await?;
    }
    Ok(())
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
    println!("The demo market is filled, in {} s", started.elapsed().as_secs());
    Ok(())
}

/// A progress bar on the terminal; silent where there is none.
fn bar(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}

async fn work(ground: Ground, url: &str) -> anyhow::Result<()> {
    let signals = Listener::start(url.to_owned());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = Runner::new(ground, Arc::new(worker::works()?));
    let wake = signals.subscribe();
    let working = tokio::spawn(async move { runner.work(stopped, wake).await });
    told_to_stop().await;
    stop.send_replace(true);
    Ok(working.await?)
}

async fn check(ground: &Ground) -> anyhow::Result<()> {
    let mut conn = ground.db.conn().await?;
    let faults = crate::orders::check::faults(&mut conn).await?;
    for fault in &faults {
        println!("{} — {}: expected {}, found {}", fault.rule, fault.place, fault.expected, fault.found);
    }
    anyhow::ensure!(faults.is_empty(), "{} thing(s) do not add up", faults.len());
    println!("units and money add up");
    Ok(())
}

async fn add_staff(ground: &Ground, name: &str, login: &str, role: &str) -> anyhow::Result<()> {
    if std::io::stdin().is_terminal() {
        eprintln!("Password (empty: one is made up; for an account that exists: its password stays):");
    }
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
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

/// Waits for Ctrl-C or SIGTERM.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

/// Asks the shop that should be running here; for a container's health check.
async fn health(config: &Config) -> anyhow::Result<()> {
    let host = if config.host == "0.0.0.0" { "127.0.0.1" } else { &config.host };
    let answer = reqwest::get(format!("http://{host}:{}/readyz", config.port)).await?;
    anyhow::ensure!(answer.status().is_success(), "answered {}", answer.status());
    Ok(())
}
