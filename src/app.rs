//! The program put together: the ground under the slices, and the web server over them. `main` and the tests build it
//! with the same calls.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;
use diesel_async::AsyncConnection as _;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::catalog::spotlight::count;
use crate::catalog::synonyms;
use crate::config::{Config, Engine, Secret};
use crate::kernel::clock::Clock;
use crate::platform::files::Files;
use crate::platform::meili::{Meili, Standby};
use crate::platform::signals::{self, Listener};
use crate::platform::stop::Stop;
use crate::platform::stripe::{Patience, Stripe};
use crate::platform::views::Views;
use crate::platform::{Ground, db, guard, methods, telemetry};
use crate::{delivery, error_pages, places, routes, storefront};

/// How long requests under way may take to finish once the program is told to stop.
const DRAIN_SECONDS: u64 = 15;

/// Brings the database up to date: its tables, and the rows every shop has. Returns the migrations it applied.
pub async fn prepare(database_url: &str) -> anyhow::Result<Vec<String>> {
    let applied = db::migrate(database_url).await?;
    let mut conn = db::Conn::establish(database_url).await.context("connecting to the database")?;
    let texts = storefront::text::load_defaults(&mut conn).await?;
    if texts > 0 {
        tracing::info!(texts, "default texts written");
    }
    if places::load(&mut conn).await? {
        tracing::info!("place names loaded");
    }
    if synonyms::load(&mut conn).await? {
        tracing::info!("synonyms loaded");
    }
    delivery::load_defaults(&mut conn).await.context("delivery zones")?;
    Ok(applied)
}

/// Chooses the only TLS provider compiled in; a second call changes nothing.
pub fn use_tls_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Opens everything the shop stands on. The database must have been migrated. A private search engine is not started
/// here; who has one puts it in.
pub fn ground(config: Config, database_url: &str, clock: Clock) -> anyhow::Result<Ground> {
    let engine = match &config.engine {
        Engine::At { url, key } => {
            let meili = Meili::new(url, key.as_ref().map(Secret::expose)).context("MEILI_URL")?;
            Some(Arc::new(Standby::new(meili, &config.meili_prefix)))
        }
        Engine::Off | Engine::Private => None,
    };
    let stripe = match &config.stripe {
        Some(keys) => {
            if config.production() && keys.test() {
                tracing::warn!("STRIPE_SECRET_KEY is a key for tests: no card is really charged");
            }
            Some(Arc::new(Stripe::new(keys, Patience::default()).context("STRIPE_SECRET_KEY or STRIPE_API_BASE")?))
        }
        None => None,
    };
    Ok(Ground {
        db: db::Db::connect(database_url, config.db_pool)?,
        views: Views::load()?,
        files: Files::open(config.media_url.as_deref(), &config.var_dir)?,
        shelf: crate::platform::memory::Memory::default(),
        clock,
        tally: crate::platform::tally::Tally::default(),
        room: crate::platform::upload::room(),
        live: crate::platform::live::Live::default(),
        engine,
        stripe,
        config: Arc::new(config),
    })
}

/// Serves the shop on an open socket until it is stopped.
pub fn server(ground: &Ground, listener: TcpListener, metrics: Option<PrometheusHandle>) -> anyhow::Result<Server> {
    let ground = ground.clone();
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(ground.clone()))
            .app_data(web::Data::new(metrics.clone()))
            .configure(|app| methods::paths(app, routes::routes))
            .default_service(web::route().to(error_pages::not_found))
            .wrap(from_fn(guard::unwind))
            .wrap(from_fn(guard::same_site))
            .wrap(from_fn(guard::no_nul))
            .wrap(from_fn(error_pages::render))
            .wrap(from_fn(error_pages::remember_language))
            .wrap(Compress::default())
            .wrap(from_fn(guard::headers))
            .wrap(tracing_actix_web::TracingLogger::<telemetry::RequestSpan>::new())
    })
    .workers(workers)
    .client_request_timeout(Duration::from_secs(10))
    .shutdown_timeout(DRAIN_SECONDS)
    .disable_signals()
    .listen(listener)
    .context("listening")?
    .run();
    Ok(server)
}

/// How often what was counted in memory is written.
const COUNTS_WRITTEN: Duration = Duration::from_secs(20);

/// Writes what this process counts now and then, and a last time when it is told to stop.
pub fn write_counts(ground: &Ground, stop: &Stop) {
    let (ground, stop) = (ground.clone(), stop.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = stop.wait() => {}
                () = tokio::time::sleep(COUNTS_WRITTEN) => {}
            }
            if let Err(error) = count::flush(&ground).await {
                tracing::warn!(error = format!("{error:#}"), "counts are not written yet");
            }
            if stop.told() {
                return;
            }
        }
    });
}

/// Lets what this process keeps in memory grow old when another one says that the shelf has changed, and passes what
/// desks want to know on to those that are open here.
pub fn follow_signals(ground: &Ground, listener: &Listener) {
    let ground = ground.clone();
    let mut signals = listener.subscribe();
    tokio::spawn(async move {
        loop {
            let signal = signals.next().await;
            match signal.as_deref() {
                Some(signals::EVENTS) => {}
                Some(signal) if signals::of_desk(signal) => ground.live.tell(Some(signal)),
                Some(signals::SHELF) => ground.shelf.outdate(),
                Some(_) | None => {
                    ground.shelf.outdate();
                    ground.live.tell(None);
                }
            }
        }
    });
}
