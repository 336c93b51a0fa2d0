//! A body has to keep coming: whoever stalls is let go, with all that was kept for it.

use std::cell::Cell;
use std::io::ErrorKind;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep};

/// How slow a line may be.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// So long is waited for the next `least` bytes.
    pub patience: Duration,
    pub least: usize,
}

/// Pieces of a body that ends with an error when its sender is too slow. Only the time in which somebody waits for a piece
/// counts: what we do with the pieces is not its sender's fault.
pub struct Paced<S> {
    body: Pin<Box<S>>,
    pace: Pace,
    /// Of the patience, what is left for the next bytes.
    left: Duration,
    came: usize,
    since: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
    /// Set by whoever comes back to the body after a while of other work: waiting begins anew.
    anew: Rc<Cell<bool>>,
}

impl<S> Paced<S> {
    #[must_use]
    pub fn new(body: S, pace: Pace, anew: Rc<Cell<bool>>) -> Self {
        let alarm = Box::pin(sleep(pace.patience));
        Paced { body: Box::pin(body), pace, left: pace.patience, came: 0, since: None, alarm, anew }
    }

    fn begin(&mut self) {
        self.left = self.pace.patience;
        self.came = 0;
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>>> Stream for Paced<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.anew.take() {
            this.since = None;
            this.begin();
        }
        let Poll::Ready(piece) = this.body.as_mut().poll_next(cx) else {
            if this.since.is_none() {
                let now = Instant::now();
                this.since = Some(now);
                this.alarm.as_mut().reset(now + this.left);
            }
            ready!(this.alarm.as_mut().poll(cx));
            metrics::counter!("market_uploads_stalled_total").increment(1);
            return Poll::Ready(Some(Err(PayloadError::Io(ErrorKind::TimedOut.into()))));
        };
        if let Some(since) = this.since.take() {
            this.left = this.left.saturating_sub(since.elapsed());
        }
        if let Some(Ok(bytes)) = &piece {
            this.came += bytes.len();
            if this.came >= this.pace.least {
                this.begin();
            }
        }
        Poll::Ready(piece)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, StreamExt as _, stream};

    use super::*;

    const QUICK: Pace = Pace { patience: Duration::from_millis(300), least: 1000 };

    fn pieces(size: usize, of: usize) -> impl Stream<Item = Result<Bytes, PayloadError>> {
        stream::iter(0..of).then(move |_| async move {
            sleep(Duration::from_millis(10)).await;
            Ok(Bytes::from(vec![7; size]))
        })
    }

    async fn came(body: impl Stream<Item = Result<Bytes, PayloadError>>) -> (usize, bool) {
        let mut paced = Paced::new(body, QUICK, Rc::default());
        let mut bytes = 0;
        while let Some(piece) = paced.next().await {
            match piece {
                Ok(piece) => bytes += piece.len(),
                Err(_) => return (bytes, false),
            }
        }
        (bytes, true)
    }

    #[tokio::test]
    async fn who_stalls_or_trickles_is_let_go_and_who_goes_on_is_not() {
        assert_eq!(came(pieces(999, 1).chain(stream::pending())).await, (999, false));
        let (trickled, whole) = came(pieces(1, 1000)).await;
        assert!(!whole && trickled < 100, "{trickled}");
        assert_eq!(came(pieces(1000, 40)).await, (40_000, true), "longer than the patience altogether");
    }

    #[tokio::test]
    async fn the_time_in_which_nobody_waits_for_it_does_not_count() {
        let anew = Rc::new(Cell::new(false));
        let mut paced = Paced::new(pieces(1, 2), QUICK, Rc::clone(&anew));
        assert!(paced.next().now_or_never().is_none());
        sleep(QUICK.patience * 2).await;
        anew.set(true);
        for _ in 0..2 {
            assert!(paced.next().await.unwrap().is_ok());
        }
        assert!(paced.next().await.is_none());
    }
}
