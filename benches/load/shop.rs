//! The shop that is measured: the demo market on a durable PostgreSQL of its own, in a folder that is gone afterwards.

use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::Context as _;
use indicatif::ProgressBar;
use market::config::Config;
use market::kernel::clock::Clock;
use market::platform::Ground;
use market::platform::cluster::{Cluster, DATABASE, Tuning};
use market::platform::files::Files;
use market::{app, demo};

pub struct Shop {
    pub ground: Ground,
    pub url: String,
    pub database_url: String,
    pub folder: PathBuf,
    cluster: Cluster,
}

/// Opens the shop and serves it.
pub async fn open() -> anyhow::Result<Shop> {
    app::use_tls_provider();
    let folder = std::env::temp_dir().join(format!("market-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let cluster = Cluster::start(&folder.join("postgres"), Tuning { durable: true }).await?;
    let database_url = cluster.url(DATABASE);
    app::prepare(&database_url).await?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = Config::from_vars(&|name| match name {
        "VAR_DIR" => Some(folder.display().to_string()),
        "BASE_URL" => Some(url.clone()),
        // One address sends all of it.
        "RATE_LIMITS" => Some("off".to_owned()),
        _ => None,
    })?;
    let mut ground = app::ground(config, &database_url, Clock::Real)?;
    ground.files = Files::memory();
    println!("filling the demo market ...");
    demo::fill(&ground, &ProgressBar::hidden()).await?;
    let server = app::server(&ground, listener, None)?;
    std::thread::Builder::new()
        .name("shop".to_owned())
        .spawn(move || actix_web::rt::System::new().block_on(server))
        .context("serving")?;
    Ok(Shop { ground, url, database_url, folder, cluster })
}

impl Shop {
    /// Stops the database and removes what was written.
    pub async fn close(self) -> anyhow::Result<()> {
        drop(self.ground);
        self.cluster.stop().await?;
        std::fs::remove_dir_all(&self.folder)?;
        Ok(())
    }
}
