//! The outside world: database, jobs, messages, files, pages, the web. Knows no product and no order.

pub mod assets;
pub mod cluster;
pub mod db;
pub mod dead_letters;
pub mod files;
pub mod forms;
pub mod guard;
pub mod jobs;
pub mod locales;
pub mod messages;
pub mod methods;
pub mod secrets;
pub mod sessions;
pub mod signals;
pub mod stop;
pub mod sweep;
pub mod telemetry;
pub mod throttle;
pub mod views;

use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::kernel::clock::Clock;

/// What every slice stands on, built once and passed everywhere.
#[derive(Clone)]
pub struct Ground {
    pub config: Arc<Config>,
    pub db: db::Db,
    pub views: views::Views,
    pub files: files::Files,
    pub shelf: ShelfCache,
    pub clock: Clock,
}

/// Answers about the shelf that many visitors ask alike, as JSON by question. Dropped in every process when the shelf
/// changes ([`signals::SHELF`]); the time limit only covers a signal that was lost.
pub type ShelfCache = moka::future::Cache<String, Arc<serde_json::Value>>;

/// An empty cache of bounded size.
#[must_use]
pub fn shelf_cache() -> ShelfCache {
    moka::future::Cache::builder().max_capacity(2_000).time_to_live(Duration::from_secs(60)).build()
}

/// The ground as handlers receive it.
pub type Shop = actix_web::web::Data<Ground>;
