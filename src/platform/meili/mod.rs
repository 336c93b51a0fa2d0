//! Talking to Meilisearch, and running one of our own. Knows no product: documents, conditions and answers only.
//!
//! Every call ends within a limit and every failure is a `Failure`; no answer, however odd, does worse.
//!
//! - `http` carries the client library's calls over the program's HTTP stack;
//! - `index` makes, fills and swaps indexes, and waits until that is really done;
//! - `ask` searches; `wanted` holds its conditions and orders;
//! - `standby` is how the shop holds it: asked while it is fit;
//! - `server` starts and stops the private engine.

mod ask;
mod failure;
mod http;
mod index;
pub mod server;
mod settings;
mod standby;
mod wanted;

use std::time::Duration;

use meilisearch_sdk::client::Client;

use self::http::Http;

pub use ask::{Answer, Ask};
pub use failure::Failure;
pub use settings::{Prefixes, Settings};
pub use standby::{Standby, TRUSTED};
pub use wanted::{Sort, Wanted};

/// The field that numbers the documents of every index.
pub const ID: &str = "id";

/// How long a buyer waits for the engine, all in all.
pub const SEARCH: Duration = Duration::from_millis(800);
/// How long one call about an index may take; what it starts is waited for besides.
const CALL: Duration = Duration::from_secs(30);

/// A way to one Meilisearch server. Cheap to clone; opens no connection until it is used.
#[derive(Clone)]
pub struct Meili {
    url: String,
    http: Http,
    patient: Client<Http>,
    quick: Client<Http>,
}

impl Meili {
    /// `url` is the server's, http or https; `key` is its master key, or one that may do everything.
    pub fn new(url: &str, key: Option<&str>) -> anyhow::Result<Meili> {
        let url = url.trim_end_matches('/').to_owned();
        let http = Http::new(key, CALL)?;
        let patient = Client::new_with_client(url.clone(), key, http.clone());
        let quick = Client::new_with_client(url.clone(), key, http.within(SEARCH));
        Ok(Meili { url, http, patient, quick })
    }

    /// Whether a server answers and takes our key.
    pub async fn alive(&self) -> Result<(), Failure> {
        self.quick.get_version().await?;
        Ok(())
    }
}
