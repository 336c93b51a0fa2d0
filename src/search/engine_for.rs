//! Which engine answers.

use super::engine::{Ask, Found, Named, SearchEngine as _};
use super::postgres::Postgres;
use super::state::Answering;
use crate::catalog::list::words::Words;
use crate::error::Result;
use crate::platform::Ground;

/// Which engine the next search is likely to be answered by. There is none but the database so far.
#[must_use]
pub const fn answering(_: &Ground) -> Answering {
    Answering { engine: Postgres::NAME, indexed: false }
}

pub async fn goods(ground: &Ground, ask: &Ask<'_>) -> Result<Found> {
    Postgres { db: &ground.db }.goods(ask).await
}

pub async fn named(ground: &Ground, words: &Words, most: usize) -> Result<Named> {
    Postgres { db: &ground.db }.named(words, most).await
}
