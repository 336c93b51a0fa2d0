//! Telling the shop of events, again and again until it says 2xx.

use std::sync::Arc;
use std::time::{Duration, Instant};

use market::config::Secret;
use market::platform::secrets;
use serde_json::Value;

use super::weather::Weather;
use super::{Inner, SIGNING};

const TICK: Duration = Duration::from_millis(10);
/// Stripe waits hours at last; nobody does in a test.
const LONGEST: Duration = Duration::from_secs(1);

struct Letter {
    event: String,
    body: String,
    due: Instant,
    tries: u32,
}

pub struct Post {
    pub to: Option<String>,
    pub secrets: Vec<Secret>,
    pub written: Vec<String>,
    pub answers: Vec<(String, u16)>,
    waiting: Vec<Letter>,
    on_the_way: usize,
}

impl Default for Post {
    fn default() -> Self {
        Post {
            to: None,
            secrets: vec![Secret::new(SIGNING)],
            written: vec![],
            answers: vec![],
            waiting: vec![],
            on_the_way: 0,
        }
    }
}

impl Post {
    pub fn take(&mut self, event: &Value, weather: &mut Weather) {
        let (id, body) = (event["id"].as_str().unwrap().to_owned(), event.to_string());
        self.written.push(body.clone());
        for _ in 0..=usize::from(weather.doubles()) {
            let due = Instant::now() + weather.waits();
            self.waiting.push(Letter { event: id.clone(), body: body.clone(), due, tries: 0 });
        }
    }

    pub fn resend(&mut self, n: usize) {
        let body = self.written[n].clone();
        let event: Value = serde_json::from_str(&body).unwrap();
        let event = event["id"].as_str().unwrap().to_owned();
        self.waiting.push(Letter { event, body, due: Instant::now(), tries: 0 });
    }

    pub fn idle(&self) -> bool {
        self.waiting.is_empty() && self.on_the_way == 0
    }

    pub fn last_were_tried(&self, n: usize) -> bool {
        self.written.iter().rev().take(n).all(|body| {
            let event: Value = serde_json::from_str(body).unwrap();
            self.answers.iter().any(|(id, _)| event["id"] == id.as_str())
        })
    }
}

/// `t=...,v1=...`, one `v1` for each secret, with the `v0` that Stripe adds for tests.
pub fn signature(secrets: &[Secret], body: &str, at: i64) -> String {
    let signed = format!("{at}.{body}");
    let mut header = format!("t={at}");
    for secret in secrets {
        header.push_str(",v1=");
        header.push_str(&secrets::hex(&secrets::hmac(secret, signed.as_bytes())));
    }
    header + ",v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"
}

/// Works as long as the stand-in does.
pub async fn deliver(inner: Arc<Inner>) {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).no_proxy().build().unwrap();
    loop {
        tokio::time::sleep(TICK).await;
        for letter in inner.due() {
            actix_web::rt::spawn(carry(inner.clone(), client.clone(), letter));
        }
    }
}

impl Inner {
    fn due(&self) -> Vec<Letter> {
        let mut weather = self.weather.lock().unwrap();
        let mut post = self.post.lock().unwrap();
        if weather.held || post.to.is_none() {
            return vec![];
        }
        let now = Instant::now();
        let (mut due, waiting): (Vec<_>, Vec<_>) = post.waiting.drain(..).partition(|letter| letter.due <= now);
        post.waiting = waiting;
        post.on_the_way += due.len();
        if weather.shuffled {
            for n in (1..due.len()).rev() {
                due.swap(n, weather.below(n + 1));
            }
        }
        due
    }
}

async fn carry(inner: Arc<Inner>, client: reqwest::Client, mut letter: Letter) {
    let at = inner.now();
    let (to, header) = {
        let post = inner.post.lock().unwrap();
        (post.to.clone().unwrap(), signature(&post.secrets, &letter.body, at))
    };
    let request = client.post(to).header("stripe-signature", header).header("content-type", "application/json");
    let status = match request.body(letter.body.clone()).send().await {
        Ok(response) => response.status().as_u16(),
        Err(_) => 0,
    };
    let mut post = inner.post.lock().unwrap();
    post.on_the_way -= 1;
    post.answers.push((letter.event.clone(), status));
    if !(200..300).contains(&status) {
        letter.tries += 1;
        letter.due = Instant::now() + LONGEST.min(TICK * 2_u32.pow(letter.tries.min(10)));
        post.waiting.push(letter);
    }
}
