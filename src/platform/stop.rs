//! Being told to stop, by Ctrl-C or SIGTERM, at any moment from the first to the last.

use std::future::Future;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Whether the program was told to stop. Every clone hears of it.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

/// The work was given up because the program was told to stop.
#[derive(Debug, thiserror::Error)]
#[error("stopped before it was done")]
pub struct Stopped;

/// What a shell calls a program that Ctrl-C ended.
const AT_ONCE: i32 = 130;

impl Stop {
    /// Listens from now on. The first signal asks; the second ends the program at once, whatever it is doing. What that
    /// leaves behind, the next start puts in order.
    pub fn listen() -> std::io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (told, stop) = watch::channel(false);
        tokio::spawn(async move {
            let mut signalled = async || {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            };
            signalled().await;
            tracing::info!("stopping: what is under way is finished first; a second signal ends the program at once");
            told.send_replace(true);
            signalled().await;
            std::process::exit(AT_ONCE);
        });
        Ok(Stop(stop))
    }

    /// A stop that somebody else tells, and its teller.
    #[must_use]
    pub fn by_hand() -> (watch::Sender<bool>, Self) {
        let (told, stop) = watch::channel(false);
        (told, Stop(stop))
    }

    #[must_use]
    pub fn told(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the program is told to stop.
    pub async fn wait(&self) {
        let mut stop = self.0.clone();
        if stop.wait_for(|told| *told).await.is_err() {
            // Nobody is left who could tell.
            std::future::pending().await
        }
    }

    /// Works until the program is told to stop; then drops the work where it stands, so it must leave nothing half done
    /// when that happens.
    ///
    /// # Refuses
    /// [`Stopped`].
    pub async fn or<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
        tokio::select! {
            biased;
            () = self.wait() => Err(Stopped.into()),
            done = work => done,
        }
    }
}
