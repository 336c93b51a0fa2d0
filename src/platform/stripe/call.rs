//! One call: tried again with the same key while its outcome is unknown, within a time, past a breaker.

use std::time::{Duration, Instant};

use async_stripe::{IdempotencyKey, RequestStrategy, StripeRequest};
use miniserde::json::{self, Value};
use rand::RngExt as _;
use serde::de::DeserializeOwned;

use super::lenient::List;
use super::{Stripe, StripeFailure};

/// The most of a list that is read in one go: so many a page, so many pages.
pub(super) const PAGE: i64 = 100;
const PAGES: usize = 20;
const TRIES: u32 = 3;
/// With less time left a try is not begun.
const SHORTEST: Duration = Duration::from_millis(50);

/// What was read of a list in one go, up to 2,000, and as much as there was time for.
#[derive(Debug)]
pub struct Stretch<A> {
    pub found: Vec<A>,
    /// After which id the list goes on; `None` at its end.
    pub next: Option<String>,
}

impl Stripe {
    /// Asks for something that changes nothing.
    pub(super) async fn read<R, A>(&self, request: &R) -> Result<A, StripeFailure>
    where
        R: StripeRequest + Sync,
        A: DeserializeOwned,
    {
        self.call(request, None, "").await
    }

    /// Asks for a list, newest first, from what comes after an id on: so many pages of it, and as long as a list may take, but
    /// one page at least; `ask` makes the request.
    pub(super) async fn list<R, A>(
        &self,
        ask: impl Fn(Option<&str>) -> R + Send,
        id: fn(&A) -> &str,
        after: Option<String>,
    ) -> Result<Stretch<A>, StripeFailure>
    where
        R: StripeRequest + Send + Sync,
        A: DeserializeOwned + Send,
    {
        let mut stretch = Stretch { found: Vec::new(), next: after };
        let until = Instant::now() + self.patience.list;
        for _ in 0..PAGES {
            let request = ask(stretch.next.as_deref());
            let page: List<A> = match self.read(&request).await {
                Ok(page) => page,
                Err(failure) if stretch.found.is_empty() => return Err(failure),
                // What was read is not lost: the next time goes on behind it.
                Err(_) => break,
            };
            stretch.next = page.data.last().filter(|_| page.has_more).map(|last| id(last).to_owned());
            stretch.found.extend(page.data);
            if stretch.next.is_none() || Instant::now() >= until {
                break;
            }
        }
        Ok(stretch)
    }

    /// Asks for something under the caller's key. `metadata` is form-encoded and goes at the end of the body.
    pub(super) async fn create<R, A>(&self, request: &R, key: &str, metadata: &str) -> Result<A, StripeFailure>
    where
        R: StripeRequest + Sync,
        A: DeserializeOwned,
    {
        let key = IdempotencyKey::new(key).map_err(|error| StripeFailure::Refused {
            status: 400,
            code: "idempotency_key".to_owned(),
            message: error.to_string(),
        })?;
        self.call(request, Some(key), metadata).await
    }

    async fn call<R, A>(&self, request: &R, key: Option<IdempotencyKey>, metadata: &str) -> Result<A, StripeFailure>
    where
        R: StripeRequest + Sync,
        A: DeserializeOwned,
    {
        if !self.breaker.allows(Instant::now()) {
            return Err(StripeFailure::NotAsked);
        }
        let ended = self.tries(request, key, metadata).await;
        match &ended {
            Ok(_) => self.breaker.succeeded(),
            Err(failure) => {
                metrics::counter!("market_stripe_failures_total", "why" => failure.why()).increment(1);
                self.tell(failure);
            }
        }
        ended
    }

    async fn tries<R, A>(&self, request: &R, key: Option<IdempotencyKey>, metadata: &str) -> Result<A, StripeFailure>
    where
        R: StripeRequest + Sync,
        A: DeserializeOwned,
    {
        let until = Instant::now() + self.patience.all;
        let left = || until.saturating_duration_since(Instant::now());
        let mut pause = self.patience.pause;
        let mut tried = 1;
        loop {
            let failure = match self.once(request, key.clone(), metadata, self.patience.one.min(left())).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            // So that those who failed together do not come back together.
            let pause_now = pause.mul_f32(rand::rng().random_range(0.8..1.2));
            if !failure.may_have_acted() || tried == TRIES || left() < pause_now + SHORTEST {
                return Err(failure);
            }
            tracing::debug!(why = failure.why(), tried, "asking Stripe again");
            tokio::time::sleep(pause_now).await;
            pause *= 3;
            tried += 1;
        }
    }

    async fn once<R, A>(
        &self,
        request: &R,
        key: Option<IdempotencyKey>,
        metadata: &str,
        limit: Duration,
    ) -> Result<A, StripeFailure>
    where
        R: StripeRequest + Sync,
        A: DeserializeOwned,
    {
        let mut built = request.build();
        if !metadata.is_empty() {
            let body = built.body.get_or_insert_default();
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(metadata);
        }
        let strategy = key.map_or(RequestStrategy::Once, RequestStrategy::Idempotent);
        // Read twice: the generated answers want every field of the version they were made from.
        let answer: Value = built.customize().request_strategy(strategy).timeout(limit).send(&self.client).await?;
        serde_json::from_str(&json::to_string(&answer)).map_err(|error| {
            tracing::warn!(at = error.column(), "an answer of Stripe could not be read");
            StripeFailure::Garbled
        })
    }

    /// A call that had an answer, even a no, shows that Stripe is well; unless it does not know our key.
    fn tell(&self, failure: &StripeFailure) {
        let now = Instant::now();
        match failure {
            StripeFailure::TimedOut => self.breaker.failed_slowly(now),
            StripeFailure::Refused { status: 401 | 403, .. }
            | StripeFailure::Unreachable
            | StripeFailure::Unwell { status: 429 | 500.., .. }
            | StripeFailure::Garbled => self.breaker.failed(now),
            StripeFailure::Refused { .. } | StripeFailure::Unwell { .. } => self.breaker.succeeded(),
            StripeFailure::NotAsked => {}
        }
    }
}
