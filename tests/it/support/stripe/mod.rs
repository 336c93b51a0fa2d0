//! A stand-in for Stripe: speaks its HTTP on a free port, keeps its rules and its books, and tells the shop of events
//! until it is heard, in any weather that a test orders. It lives in a thread of its own, so that shops may come and go.
//!
//! ```ignore
//! let stripe = StandIn::open(shop_clock);
//! stripe.tell(&format!("{}/webhooks/stripe", shop.url));
//! stripe.weather(|w| w.next(Trouble::Cut));
//! // the shop opens a page ...
//! stripe.pay(&stripe.sessions()[0].id).unwrap();
//! stripe.heard().await;
//! assert_eq!(stripe.charges().len(), 1);
//! ```

mod books;
mod http;
mod post;
mod rules;
mod weather;

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use market::config::{Secret, StripeKeys};
use market::kernel::clock::Clock;
use market::platform::stripe::{Patience, Stripe};

pub use books::{Charge, Given, Page, Seen};
pub use post::signature;
pub use weather::{Trouble, Weather};

use books::{Books, Kept};
use post::Post;

pub const KEY: &str = "sk_test_stand_in_0123456789abcdef";
pub const SIGNING: &str = "whsec_stand_in_0123456789abcdef";

pub struct StandIn {
    pub url: String,
    inner: Arc<Inner>,
    server: ServerHandle,
}

pub struct Inner {
    pub clock: Mutex<Clock>,
    pub books: Mutex<Books>,
    pub weather: Mutex<Weather>,
    pub post: Mutex<Post>,
}

impl StandIn {
    /// `clock` dates its sessions and signs its events: the shop's own.
    pub fn open(clock: Clock) -> StandIn {
        market::app::use_tls_provider();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            clock: Mutex::new(clock),
            books: Mutex::default(),
            weather: Mutex::default(),
            post: Mutex::default(),
        });
        let (tell, told) = std::sync::mpsc::channel();
        let served = inner.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                actix_web::rt::spawn(post::deliver(served.clone()));
                let server = http::server(served, listener);
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        StandIn { url, inner, server: told.recv().unwrap() }
    }

    /// What a shop is configured with to come here.
    pub fn keys(&self) -> StripeKeys {
        StripeKeys {
            secret_key: Secret::new(KEY),
            webhook_secrets: vec![Secret::new(SIGNING)],
            api_base: self.url.clone(),
        }
    }

    /// A client that waits a second where a shop waits eight.
    pub fn client(&self) -> Stripe {
        Stripe::new(&self.keys(), HASTY).unwrap()
    }

    /// Where events go, from the first one on; events are kept until it is known.
    pub fn tell(&self, url: &str) {
        self.inner.post.lock().unwrap().to = Some(url.to_owned());
    }

    /// What events are signed with: with several, there are several `v1`.
    pub fn sign_with(&self, secrets: &[&str]) {
        self.inner.post.lock().unwrap().secrets = secrets.iter().map(|s| Secret::new(*s)).collect();
    }

    pub fn set_clock(&self, clock: Clock) {
        *self.inner.clock.lock().unwrap() = clock;
    }

    pub fn weather(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut self.inner.weather.lock().unwrap());
    }

    /// Waits until every event was answered with 2xx.
    pub async fn heard(&self) {
        for _ in 0..3_000 {
            if self.inner.post.lock().unwrap().idle() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nobody hears: {:?}", self.inner.post.lock().unwrap().answers.last());
    }

    /// Every answer to an event so far: its id and the status, 0 for none.
    pub fn answers(&self) -> Vec<(String, u16)> {
        self.inner.post.lock().unwrap().answers.clone()
    }

    /// The bodies of all events that ever arose, in order.
    pub fn events(&self) -> Vec<String> {
        self.inner.post.lock().unwrap().written.clone()
    }

    /// Sends an event again, as somebody can from the dashboard.
    pub fn resend(&self, event: usize) {
        self.inner.post.lock().unwrap().resend(event);
    }

    // What buyers do.

    /// The buyer pays by card.
    pub fn pay(&self, session: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.pay(session, true, now))
    }

    /// The buyer pays in a way that takes days.
    pub fn pay_async(&self, session: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.pay(session, false, now))
    }

    /// The money of [`StandIn::pay_async`] comes.
    pub fn settle(&self, session: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.settle(session, true, now))
    }

    /// It does not.
    pub fn fail(&self, session: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.settle(session, false, now))
    }

    /// Its time is over.
    pub fn expire(&self, session: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.expire(session, now))
    }

    /// The buyer's bank wants the money of this page back.
    pub fn dispute(&self, session: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.dispute(session, now))
    }

    /// And is told no, or yes.
    pub fn close_dispute(&self, session: &str, won: bool) -> Result<(), &'static str> {
        self.change(|books, now| books.close_dispute(session, won, now))
    }

    // What the operator does at the dashboard, and banks do.

    pub fn refund(&self, session: &str, amount: i64) -> Result<(), &'static str> {
        self.change(|books, now| books.refund_by_hand(session, amount, now))
    }

    /// A refund comes back, as from a closed account.
    pub fn fail_refund(&self, refund: &str) -> Result<(), &'static str> {
        self.change(|books, now| books.fail_refund(refund, now))
    }

    /// Stripe keeps so much of each charge from now on: a sum, and hundredths of a percent.
    pub fn fees(&self, fixed: i64, part: i64) {
        self.inner.books.lock().unwrap().fee = (fixed, part);
    }

    /// So much goes to the bank; Stripe's name for it.
    pub fn pay_out(&self, amount: i64) -> String {
        let now = self.inner.now();
        self.inner.books.lock().unwrap().pay_out(amount, now)
    }

    /// Something moves the money of the account.
    pub fn move_money(&self, kind: &'static str, amount: i64, fee: i64, currency: &'static str, source: &str) {
        let now = self.inner.now();
        let mut books = self.inner.books.lock().unwrap();
        books.movement(kind, amount, fee, serde_json::json!({"id": source, "object": "other"}), now);
        books.movements.last_mut().unwrap().currency = currency;
    }

    /// What the account at Stripe holds.
    pub fn balance(&self) -> i64 {
        self.inner.books.lock().unwrap().balance()
    }

    /// A day passes: Stripe forgets what it answered under which key.
    pub fn forget_keys(&self) {
        self.inner.books.lock().unwrap().keys.clear();
    }

    /// Something else was asked for under this key, by a shop that has lost its memory of it.
    pub fn spend_key(&self, key: &str) {
        let kept = Kept { asked: "something else".to_owned(), answer: Some((200, serde_json::json!({}))) };
        self.inner.books.lock().unwrap().keys.insert(key.to_owned(), kept);
    }

    // The books.

    pub fn sessions(&self) -> Vec<Page> {
        self.inner.books.lock().unwrap().pages.clone()
    }

    /// The money taken.
    pub fn charges(&self) -> Vec<Charge> {
        self.inner.books.lock().unwrap().charges.clone()
    }

    pub fn refunds(&self) -> Vec<Given> {
        self.inner.books.lock().unwrap().refunds.clone()
    }

    /// Every request that arrived, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.inner.books.lock().unwrap().seen.clone()
    }

    /// How many have arrived.
    pub fn asked(&self) -> usize {
        self.inner.books.lock().unwrap().seen.len()
    }

    fn change<T>(&self, act: impl FnOnce(&mut Books, i64) -> Result<T, &'static str>) -> Result<T, &'static str> {
        let now = self.inner.now();
        let mut books = self.inner.books.lock().unwrap();
        let done = act(&mut books, now);
        self.inner.send_off(&mut books);
        done
    }
}

pub const HASTY: Patience =
    Patience { one: Duration::from_secs(1), all: Duration::from_secs(3), pause: Duration::from_millis(30), list: LONG };

/// A busy machine reads as much of a list as a quick one.
const LONG: Duration = Duration::from_secs(300);

impl Inner {
    pub fn now(&self) -> i64 {
        self.clock.lock().unwrap().now().timestamp()
    }

    /// Gives what has arisen in the books to the post.
    pub fn send_off(&self, books: &mut Books) -> usize {
        let news = std::mem::take(&mut books.news);
        let count = news.len();
        let mut weather = self.weather.lock().unwrap();
        let mut post = self.post.lock().unwrap();
        for event in news {
            post.take(&event, &mut weather);
        }
        count
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}
