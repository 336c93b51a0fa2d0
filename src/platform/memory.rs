//! Answers about the shelf that many visitors ask alike, kept in memory.
//!
//! When the shelf changes, in whichever process ([`super::signals::SHELF`]), answers grow old rather than vanish. What
//! names goods is asked again at once. Counts of a large market take long to make, and every order changes the shelf: they
//! may be a few seconds behind, and while one visitor waits for the new ones the others get the old. A burst of orders
//! then costs a count every few seconds, not one for every page.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::future::Cache;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Result};

const MOST_ANSWERS: u64 = 2_000;
/// How long an answer holds when nothing says that it does not: a signal may have been lost.
const LONGEST: Duration = Duration::from_secs(60);
/// How far counts may be behind the shelf.
const BEHIND: Duration = Duration::from_secs(5);
/// Counts that nobody asks for are forgotten.
const IDLE: Duration = Duration::from_secs(600);

/// All clones share what is kept.
#[derive(Clone)]
pub struct Memory {
    exact: Cache<String, Arc<Answer>>,
    recent: Cache<String, Arc<Answer>>,
    changes: Arc<AtomicU64>,
}

struct Answer {
    value: Value,
    /// How often the shelf had changed when the question was put.
    change: u64,
    put_at: Instant,
    renewing: AtomicBool,
}

impl Default for Memory {
    fn default() -> Self {
        let cache = || Cache::builder().max_capacity(MOST_ANSWERS);
        Memory {
            exact: cache().time_to_live(LONGEST).build(),
            recent: cache().time_to_idle(IDLE).build(),
            changes: Arc::default(),
        }
    }
}

impl Memory {
    /// The shelf has changed.
    pub fn outdate(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// Forgets everything, as a new process would.
    pub fn invalidate_all(&self) {
        self.exact.invalidate_all();
        self.recent.invalidate_all();
    }

    /// An answer no older than the shelf's last change. However many put the question at once, it is asked once.
    pub async fn exact<T>(&self, question: &str, ask: impl AsyncFnOnce() -> Result<T>) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let change = self.now();
        first(&self.exact, format!("{change} {question}"), Answer::to(change, ask)).await?.read()
    }

    /// An answer that may be a few seconds behind the shelf: for counts.
    pub async fn recent<T>(&self, question: &str, ask: impl AsyncFnOnce() -> Result<T>) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let change = self.now();
        let Some(kept) = self.recent.get(question).await else {
            return first(&self.recent, question.to_owned(), Answer::to(change, ask)).await?.read();
        };
        let Some(renewal) = kept.renewal(change) else { return kept.read() };
        let answer = Arc::new(Answer::to(change, ask).await?);
        self.recent.insert(question.to_owned(), answer.clone()).await;
        drop(renewal);
        answer.read()
    }

    fn now(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }
}

async fn first(
    cache: &Cache<String, Arc<Answer>>,
    question: String,
    answer: impl Future<Output = Result<Answer>>,
) -> Result<Arc<Answer>> {
    cache.try_get_with(question, async { answer.await.map(Arc::new) }).await.map_err(|error: Arc<Error>| {
        match error.as_ref() {
            Error::Busy => Error::Busy,
            other => Error::Internal(anyhow::anyhow!("{other}")),
        }
    })
}

impl Answer {
    async fn to<T: Serialize>(change: u64, ask: impl AsyncFnOnce() -> Result<T>) -> Result<Self> {
        let put_at = Instant::now();
        let value = serde_json::to_value(ask().await?).map_err(anyhow::Error::new)?;
        Ok(Answer { value, change, put_at, renewing: AtomicBool::new(false) })
    }

    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.value).map_err(|error| Error::Internal(error.into()))
    }

    /// The right to ask again, given to one visitor at a time once the answer is too old.
    fn renewal(&self, change: u64) -> Option<Renewal<'_>> {
        let age = self.put_at.elapsed();
        let old = age >= LONGEST || (self.change != change && age >= BEHIND);
        // Only he who has the right makes a `Renewal`: dropping one gives the right back.
        (old && !self.renewing.swap(true, Ordering::AcqRel)).then(|| Renewal(self))
    }
}

/// Given back when the visitor has the new answer, failed to get one, or went away.
struct Renewal<'a>(&'a Answer);

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        self.0.renewing.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes every kept count as old as `age`.
    async fn aged(memory: &Memory, question: &str, age: Duration) {
        let kept = memory.recent.get(question).await.unwrap();
        let put_at = kept.put_at.checked_sub(age).unwrap();
        let older = Answer { value: kept.value.clone(), change: kept.change, put_at, renewing: AtomicBool::new(false) };
        memory.recent.insert(question.to_owned(), Arc::new(older)).await;
    }

    #[tokio::test]
    async fn what_names_goods_is_asked_again_after_every_change_and_only_then() {
        let memory = Memory::default();
        let ask = async |n: i32| memory.exact("q", async || Ok(n)).await.unwrap();
        assert_eq!((ask(1).await, ask(2).await), (1, 1));
        memory.outdate();
        assert_eq!((ask(3).await, ask(4).await), (3, 3));
        memory.invalidate_all();
        assert_eq!(ask(5).await, 5);
    }

    #[tokio::test]
    async fn counts_are_made_again_some_seconds_after_a_change_however_many_there_are() {
        let memory = Memory::default();
        let ask = async |n: i32| memory.recent("q", async || Ok(n)).await.unwrap();
        assert_eq!(ask(1).await, 1);
        for n in 2..50 {
            memory.outdate();
            assert_eq!(ask(n).await, 1);
        }
        aged(&memory, "q", BEHIND).await;
        assert_eq!((ask(50).await, ask(51).await), (50, 50));
        aged(&memory, "q", BEHIND).await;
        assert_eq!(ask(52).await, 50, "nothing has changed since");
        aged(&memory, "q", LONGEST).await;
        assert_eq!(ask(53).await, 53, "a signal may have been lost");
    }

    #[tokio::test]
    async fn while_one_counts_the_others_have_the_old_counts_and_one_who_goes_away_leaves_his_place() {
        let memory = Memory::default();
        memory.recent("q", async || Ok(1)).await.unwrap();
        memory.outdate();
        aged(&memory, "q", BEHIND).await;
        let (begin, begun) = tokio::sync::oneshot::channel::<()>();
        let (go, gate) = tokio::sync::oneshot::channel::<()>();
        let counting = memory.recent("q", async || {
            begin.send(()).map_err(|()| Error::Busy)?;
            gate.await.map_err(anyhow::Error::new)?;
            Ok(2)
        });
        let others = async {
            begun.await.unwrap();
            for _ in 0..3 {
                assert_eq!(memory.recent("q", async || Ok(9)).await.unwrap(), 1);
            }
            go.send(()).unwrap();
        };
        assert_eq!(tokio::join!(counting, others).0.unwrap(), 2);
        memory.outdate();
        aged(&memory, "q", BEHIND).await;
        let gone = memory.recent::<i32>("q", async || std::future::pending().await);
        assert!(tokio::time::timeout(Duration::from_millis(20), gone).await.is_err());
        assert!(memory.recent::<i32>("q", async || Err(Error::Busy)).await.is_err());
        assert_eq!(memory.recent("q", async || Ok(3)).await.unwrap(), 3);
    }
}
