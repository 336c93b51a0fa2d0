//! The shop's own pages: home, the season calendar, the texts, and what search engines and phones ask for.

pub mod calendar;
pub mod home;
pub mod http;
pub mod machines;
pub mod markdown;
pub mod pages;
pub mod sitemap;
pub mod text;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::platform::Ground;
use crate::platform::db::Conn;

/// The kept answer to a question about the shelf, or a new one that is kept.
async fn kept<T: Serialize + DeserializeOwned>(
    ground: &Ground,
    question: String,
    ask: impl AsyncFnOnce(&mut Conn) -> Result<T>,
) -> Result<T> {
    let json = match ground.shelf.get(&question).await {
        Some(known) => known,
        None => {
            let answer = ask(&mut *ground.db.conn().await?).await?;
            let json = std::sync::Arc::new(serde_json::to_value(answer).map_err(anyhow::Error::from)?);
            ground.shelf.insert(question, json.clone()).await;
            json
        }
    };
    T::deserialize(json.as_ref()).map_err(|error| Error::Internal(error.into()))
}
