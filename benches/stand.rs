//! What is measured: the demo market on a durable PostgreSQL of its own, in a folder that is gone afterwards.

use std::path::PathBuf;

use indicatif::ProgressBar;
use market::config::Config;
use market::kernel::clock::Clock;
use market::platform::Ground;
use market::platform::cluster::{Cluster, DATABASE, Tuning};
use market::platform::files::Files;
use market::{app, demo};

pub struct Stand {
    pub ground: Ground,
    pub folder: PathBuf,
    pub cluster: Cluster,
}

/// Opens and fills it. `url` is where it will be served.
pub async fn open(url: &str) -> anyhow::Result<Stand> {
    app::use_tls_provider();
    let folder = std::env::temp_dir().join(format!("market-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let cluster = Cluster::start(&folder.join("postgres"), Tuning { durable: true }).await?;
    let database_url = cluster.url(DATABASE);
    app::prepare(&database_url).await?;
    let config = Config::from_vars(&|name| match name {
        "VAR_DIR" => Some(folder.display().to_string()),
        "BASE_URL" => Some(url.to_owned()),
        // One address sends all of it.
        "RATE_LIMITS" => Some("off".to_owned()),
        _ => None,
    })?;
    let mut ground = app::ground(config, &database_url, Clock::Real)?;
    ground.files = Files::memory();
    println!("filling the demo market ...");
    demo::fill(&ground, &ProgressBar::hidden()).await?;
    Ok(Stand { ground, folder, cluster })
}

impl Stand {
    /// Stops the database and removes what was written.
    pub async fn close(self) -> anyhow::Result<()> {
        drop(self.ground);
        self.cluster.stop().await?;
        std::fs::remove_dir_all(&self.folder)?;
        Ok(())
    }
}
