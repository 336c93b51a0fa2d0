//! The outside world: database, jobs, messages, files, pages, the web. Knows no product and no order.

pub mod archive;
pub mod assets;
pub mod backup;
pub mod breaker;
pub mod chart;
pub mod cluster;
pub mod db;
pub mod dead_letters;
pub mod draw;
pub mod files;
pub mod forms;
pub mod guard;
pub mod heat;
pub mod heavy;
pub mod jobs;
pub mod kept;
pub mod letters;
pub mod live;
pub mod locales;
pub mod meili;
pub mod memory;
pub mod messages;
pub mod methods;
pub mod orphans;
pub mod pace;
pub mod private;
pub mod qr;
pub mod room;
pub mod secrets;
pub mod sessions;
pub mod sheet;
pub mod sheet_read;
pub mod signals;
pub mod stop;
pub mod stripe;
pub mod sweep;
pub mod tally;
pub mod telemetry;
pub mod throttle;
pub mod upload;
pub mod views;
pub mod wording;

use std::sync::Arc;

use crate::config::Config;
use crate::kernel::clock::Clock;

/// What every slice stands on, built once and passed everywhere.
#[derive(Clone)]
pub struct Ground {
    pub config: Arc<Config>,
    pub db: db::Db,
    pub views: views::Views,
    pub files: files::Files,
    pub shelf: memory::Memory,
    pub clock: Clock,
    /// What is counted without being written at once.
    pub tally: tally::Tally,
    /// Where files that come with forms are held.
    pub room: Arc<upload::Room>,
    /// Pages that stay open.
    pub live: live::Live,
    /// The search engine beside the database, where there is one. It may be down at any moment.
    pub engine: Option<Arc<meili::Standby>>,
    /// Cards, where the shop has an account for them. It may be down at any moment.
    pub stripe: Option<Arc<stripe::Stripe>>,
}

/// The ground as handlers receive it.
pub type Shop = actix_web::web::Data<Ground>;
