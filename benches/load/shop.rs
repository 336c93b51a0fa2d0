//! The shop that is measured, and serves.

use std::net::TcpListener;

use anyhow::Context as _;
use market::app;
use market::platform::cluster::DATABASE;

use crate::stand::{self, Stand};

pub struct Shop {
    pub stand: Stand,
    pub url: String,
    pub database_url: String,
}

/// Opens the shop and serves it.
pub async fn open() -> anyhow::Result<Shop> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let stand = stand::open(&url).await?;
    let database_url = stand.cluster.url(DATABASE);
    let server = app::server(&stand.ground, listener, None)?;
    std::thread::Builder::new()
        .name("shop".to_owned())
        .spawn(move || actix_web::rt::System::new().block_on(server))
        .context("serving")?;
    Ok(Shop { stand, url, database_url })
}
