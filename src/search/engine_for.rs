//! Which engine answers.

use super::engine::{Ask, Found, Named, SearchEngine as _};
use super::postgres::Postgres;
use crate::catalog::list::words::Words;
use crate::error::Result;
use crate::platform::Ground;

pub async fn goods(ground: &Ground, ask: &Ask<'_>) -> Result<Found> {
    Postgres { db: &ground.db }.goods(ask).await
}

pub async fn named(ground: &Ground, words: &Words, most: usize) -> Result<Named> {
    Postgres { db: &ground.db }.named(words, most).await
}
