//! Strangers' tables are read a few at a time.

use std::time::Duration;

use actix_web::web;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// A file of two megabytes may become sixteen: so many are read at once, the others wait.
static READING: Semaphore = Semaphore::const_new(2);
const PATIENCE: Duration = Duration::from_secs(20);

/// Does `read` when it is its turn, on another thread, where a reader that panics on a stranger's file brings nothing down,
/// nor a long one holds others up. `None` when it panicked.
///
/// # Errors
/// [`Error::Busy`] when its turn has not come in [`PATIENCE`].
pub async fn in_turn<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>> {
    let turn = tokio::time::timeout(PATIENCE, READING.acquire()).await.map_err(|_| Error::Busy)?;
    let turn = turn.map_err(anyhow::Error::from)?;
    let work = web::block(move || {
        let read = read();
        // Held by the work and not by who waits for it: a visitor who leaves does not end it.
        drop(turn);
        read
    });
    Ok(work.await.ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_that_panics_leaves_its_turn_to_others() {
        for _ in 0..3 {
            assert!(in_turn(|| assert_eq!(1, 2, "broken on purpose")).await.unwrap().is_none());
        }
        assert_eq!(in_turn(|| 7).await.unwrap(), Some(7));
    }
}
