//! What one process tells the others through Postgres (LISTEN/NOTIFY): there is work, or a cached thing is out of date.
//! A signal may be lost when the connection is; everything that relies on one also looks by itself now and then.

use std::time::Duration;

use diesel::QueryResult;
use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;
use tokio::sync::broadcast;

use super::db::Conn;
use super::kept::Keep as _;
use super::stop::Stop;

/// An event was recorded.
pub const EVENTS: &str = "events";
/// The shelf has changed: counts and lists kept in memory are out of date.
pub const SHELF: &str = "shelf";

/// A parcel of this household came, or was answered: open desks look again.
#[must_use]
pub fn desk(household: i64) -> String {
    format!("desk:{household}")
}

/// Whether a signal is for open desks only.
#[must_use]
pub fn of_desk(signal: &str) -> bool {
    signal.starts_with("desk:")
}

const CHANNEL: &str = "market";

/// Sends a signal when the caller's transaction commits.
pub async fn send(conn: &mut Conn, signal: &str) -> QueryResult<()> {
    send_all(conn, &[signal.to_owned()]).await
}

/// The same for several, in one statement.
pub async fn send_all(conn: &mut Conn, signals: &[String]) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_notify($1, s) FROM unnest($2) AS s")
        .bind::<Text, _>(CHANNEL)
        .bind::<Array<Text>, _>(signals)
        .kept()
        .execute(conn)
        .await?;
    Ok(())
}

/// One listener's end.
pub struct Signals(broadcast::Receiver<String>);

impl Signals {
    /// An end that hears all that is sent from now on.
    #[must_use]
    pub fn another(&self) -> Self {
        Signals(self.0.resubscribe())
    }

    /// The next signal; `None` when some were missed, which must be taken as "anything may have changed".
    pub async fn next(&mut self) -> Option<String> {
        match self.0.recv().await {
            Ok(signal) => Some(signal),
            Err(broadcast::error::RecvError::Lagged(_)) => None,
            // Nobody will ever send again; wait for the process to end.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Listens on its own connection and hands every signal to all who subscribed; reconnects by itself until told to stop.
#[derive(Clone)]
pub struct Listener(broadcast::Sender<String>);

impl Listener {
    #[must_use]
    pub fn start(url: String, stop: Stop) -> Self {
        let (sender, _) = broadcast::channel(256);
        let listener = Listener(sender.clone());
        tokio::spawn(async move {
            loop {
                let ended = tokio::select! {
                    () = stop.wait() => return,
                    ended = listen(&url, &sender) => ended,
                };
                if let Err(error) = ended {
                    tracing::warn!(%error, "signals: reconnecting");
                }
                tokio::time::sleep(Duration::from_secs(2)).await;
                // What was signalled meanwhile is unknown.
                let _ = sender.send(SHELF.to_owned());
                let _ = sender.send(String::new());
            }
        });
        listener
    }

    #[must_use]
    pub fn subscribe(&self) -> Signals {
        Signals(self.0.subscribe())
    }
}

async fn listen(url: &str, sender: &broadcast::Sender<String>) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let forward = std::future::poll_fn(move |cx| {
        loop {
            match std::task::ready!(connection.poll_message(cx)) {
                Some(Ok(tokio_postgres::AsyncMessage::Notification(n))) => {
                    // Nobody listening is no error.
                    let _ = sender.send(n.payload().to_owned());
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return std::task::Poll::Ready(Err(error)),
                None => return std::task::Poll::Ready(Ok(())),
            }
        }
    });
    let subscribe = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        // The client must outlive the wait: dropping it closes the connection.
        std::future::pending::<()>().await;
        drop(client);
        Ok(())
    };
    tokio::select! { ended = forward => ended, refused = subscribe => refused }
}
