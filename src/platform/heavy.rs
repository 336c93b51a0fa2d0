//! Threads of their own for work that takes much memory. What such work holds is held by so many threads as ever did it; done
//! on any of the hundreds of threads that may wait for something, that would be much. `docs/adr/0013-photos.md` has figures.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::{self, JoinHandle};

/// A thread that ends gives its share to nobody in particular, so these stay.
const STAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A few threads that do one kind of work.
#[derive(Debug)]
pub struct Heavy {
    runtime: Option<Runtime>,
}

impl Heavy {
    /// `name` is what the system calls the threads, of which there are `threads` at most.
    #[must_use]
    pub fn new(name: &str, threads: usize) -> Self {
        let built = Builder::new_current_thread()
            .thread_name(name)
            .max_blocking_threads(threads)
            .thread_keep_alive(STAY)
            .build();
        let runtime = built.inspect_err(|error| tracing::warn!(%error, name, "no threads of its own")).ok();
        Heavy { runtime }
    }

    /// Does `work` as soon as one of them is free. Dropping the handle does not end it.
    pub fn spawn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.runtime {
            Some(runtime) => runtime.spawn_blocking(work),
            None => task::spawn_blocking(work),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use super::*;

    #[tokio::test]
    async fn one_thread_does_all_of_it_and_outlives_what_breaks_on_it() {
        let heavy = Heavy::new("heavy", 1);
        let mut threads = HashSet::new();
        for _ in 0..4 {
            let all: Vec<_> = (0..8).map(|_| heavy.spawn(|| thread::current().id())).collect();
            for one in all {
                threads.insert(one.await.unwrap());
            }
            assert!(heavy.spawn(|| assert_eq!(1, 2, "broken on purpose")).await.is_err());
        }
        assert_eq!(threads.len(), 1);
        assert!(!threads.contains(&thread::current().id()));
        // A runtime may not end where another one runs.
        task::spawn_blocking(move || drop(heavy)).await.unwrap();
    }
}
