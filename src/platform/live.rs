//! What pages that stay open hear at once: signals on their way from Postgres to the browsers of this process, each account
//! so many streams at most, all of them ended when the process is told to stop.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{broadcast, watch};

/// All clones are one.
#[derive(Clone)]
pub struct Live {
    sender: broadcast::Sender<String>,
    closed: watch::Sender<bool>,
    seats: Arc<Mutex<HashMap<i64, usize>>>,
}

impl Default for Live {
    fn default() -> Self {
        Live { sender: broadcast::channel(256).0, closed: watch::channel(false).0, seats: Arc::default() }
    }
}

impl Live {
    /// Passes a signal on; `None`: some were missed, anything may have happened.
    pub fn tell(&self, signal: Option<&str>) {
        // Nobody listening is no error.
        let _ = self.sender.send(signal.unwrap_or_default().to_owned());
    }

    /// Ends every stream, those to come too.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// A stream for `who`, unless they have `most` open already.
    #[must_use]
    pub fn open(&self, who: i64, most: usize) -> Option<Stream> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.entry(who).or_default();
        if *taken >= most {
            return None;
        }
        *taken = taken.saturating_add(1);
        let seat = Seat { seats: self.seats.clone(), who };
        Some(Stream { receiver: self.sender.subscribe(), closed: self.closed.subscribe(), _seat: seat })
    }
}

/// One open page's end.
pub struct Stream {
    receiver: broadcast::Receiver<String>,
    closed: watch::Receiver<bool>,
    _seat: Seat,
}

/// What a stream heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Signal(String),
    /// Some signals were missed.
    Missed,
    /// Nothing for as long as was waited.
    Quiet,
    /// The process stops.
    Closed,
}

impl Stream {
    /// The next signal, waiting at most so long.
    pub async fn next(&mut self, patience: Duration) -> Heard {
        tokio::select! {
            biased;
            _ = self.closed.wait_for(|closed| *closed) => Heard::Closed,
            heard = self.receiver.recv() => match heard {
                Ok(signal) if signal.is_empty() => Heard::Missed,
                Ok(signal) => Heard::Signal(signal),
                Err(broadcast::error::RecvError::Lagged(_)) => Heard::Missed,
                Err(broadcast::error::RecvError::Closed) => Heard::Closed,
            },
            () = tokio::time::sleep(patience) => Heard::Quiet,
        }
    }
}

/// A place among the streams of an account, free again when the stream is dropped.
struct Seat {
    seats: Arc<Mutex<HashMap<i64, usize>>>,
    who: i64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = seats.get_mut(&self.who) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                seats.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_seat_is_free_again_and_a_stop_ends_all() {
        let live = Live::default();
        let (first, second) = (live.open(7, 2), live.open(7, 2));
        assert!(live.open(7, 2).is_none() && live.open(8, 2).is_some());
        drop(first);
        let mut third = live.open(7, 2).unwrap();
        live.tell(Some("desk:1"));
        assert_eq!(third.next(Duration::from_secs(5)).await, Heard::Signal("desk:1".to_owned()));
        assert_eq!(third.next(Duration::from_millis(1)).await, Heard::Quiet);
        live.tell(None);
        assert_eq!(third.next(Duration::from_secs(5)).await, Heard::Missed);
        live.close();
        assert_eq!(third.next(Duration::from_secs(5)).await, Heard::Closed);
        drop((second, third));
        assert!(live.seats.lock().unwrap().is_empty());
    }
}
