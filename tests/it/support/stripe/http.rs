//! The door: keys of the account, keys of idempotency, weather, and then the rules.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::{Value, json};

use super::books::{Books, Kept, Seen};
use super::rules::{self, Refusal, refusal};
use super::weather::Trouble;
use super::{Inner, KEY};

pub fn server(inner: Arc<Inner>, listener: TcpListener) -> Server {
    let inner = Data::from(inner);
    HttpServer::new(move || App::new().app_data(inner.clone()).default_service(web::route().to(door)))
        .workers(2)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run()
}

/// What a request comes to.
struct Outcome {
    status: u16,
    body: Value,
    replayed: bool,
    /// Events that arose from it.
    news: usize,
}

/// A client that gives up does not stop Stripe's work, nor does it give its key free.
async fn door(request: HttpRequest, body: Bytes, inner: Data<Inner>) -> HttpResponse {
    actix_web::rt::spawn(any(request, body, inner)).await.unwrap()
}

async fn any(request: HttpRequest, body: Bytes, inner: Data<Inner>) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    let (method, path, key) = (request.method().to_string(), request.path().to_owned(), header("idempotency-key"));
    let text = String::from_utf8_lossy(&body).into_owned();
    let n = {
        let mut books = inner.books.lock().unwrap();
        let (method, path, key, body) = (method.clone(), path.clone(), key.clone(), text.clone());
        books.seen.push(Seen { method, path, key, body, answered: 0, replayed: false });
        books.seen.len() - 1
    };
    let (trouble, silence) = {
        let mut weather = inner.weather.lock().unwrap();
        (weather.take(), weather.silence)
    };
    let note = |status: u16, replayed: bool| {
        let mut books = inner.books.lock().unwrap();
        books.seen[n].answered = status;
        books.seen[n].replayed = replayed;
    };
    let refused = |no: Refusal| {
        note(no.status, false);
        answer(no.status, &no.body, false)
    };
    if header("authorization").as_deref() != Some(&format!("Bearer {KEY}")) {
        return refused(refusal(401, "invalid_request_error", "", "Invalid API Key provided: sk_test_****"));
    }
    match trouble {
        Some(Trouble::Hang) => {
            tokio::time::sleep(silence).await;
            return HttpResponse::GatewayTimeout().finish();
        }
        Some(Trouble::Fail) => return refused(refusal(500, "api_error", "", "Sorry, something went wrong")),
        Some(Trouble::Busy) => {
            return refused(refusal(429, "invalid_request_error", "rate_limit", "Too many requests"));
        }
        _ => {}
    }
    let kept = key.filter(|_| method == "POST");
    let asked = format!("{method} {path} {text}");
    let outcome = match inner.begin(kept.as_deref(), &asked) {
        Err(no) => return refused(no),
        Ok(Some((status, body))) => Outcome { status, body, replayed: true, news: 0 },
        Ok(None) => {
            if let Some(Trouble::Slow(time)) = trouble {
                tokio::time::sleep(time).await;
            }
            inner.act(&method, &path, request.query_string(), &text, kept.as_deref(), trouble)
        }
    };
    match trouble {
        Some(Trouble::Cut) => {
            let whole = outcome.body.to_string();
            let half = Bytes::from(whole.clone().into_bytes()).slice(..whole.len() / 2);
            let cut: Vec<Result<Bytes, std::io::Error>> = vec![Ok(half), Err(std::io::Error::other("cut"))];
            return HttpResponse::Ok()
                .no_chunking(whole.len().try_into().unwrap())
                .streaming(futures_util::stream::iter(cut));
        }
        Some(Trouble::Lost) => {
            tokio::time::sleep(silence).await;
            return HttpResponse::GatewayTimeout().finish();
        }
        Some(Trouble::FailActed) => {
            note(502, false);
            return HttpResponse::BadGateway().content_type("text/html").body("<h1>502 Bad Gateway</h1>");
        }
        Some(Trouble::Early) => inner.told(outcome.news).await,
        _ => {}
    }
    note(outcome.status, outcome.replayed);
    answer(outcome.status, &outcome.body, outcome.replayed)
}

fn answer(status: u16, body: &Value, replayed: bool) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap());
    response.insert_header(("request-id", "req_stand_in"));
    if replayed {
        response.insert_header(("idempotent-replayed", "true"));
    }
    response.content_type("application/json").body(body.to_string())
}

impl Inner {
    /// Takes the key, or says what is kept under it.
    fn begin(&self, key: Option<&str>, asked: &str) -> Result<Option<(u16, Value)>, Refusal> {
        let Some(key) = key else { return Ok(None) };
        let mut books = self.books.lock().unwrap();
        match books.keys.get(key) {
            None => {
                books.keys.insert(key.to_owned(), Kept { asked: asked.to_owned(), answer: None });
                Ok(None)
            }
            Some(kept) if kept.asked != asked => Err(refusal(
                400,
                "idempotency_error",
                "",
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            )),
            Some(Kept { answer: None, .. }) => Err(refusal(
                409,
                "invalid_request_error",
                "idempotency_key_in_use",
                "There is currently another in-progress request using this Idempotent Key.",
            )),
            Some(Kept { answer, .. }) => Ok(answer.clone()),
        }
    }

    fn act(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: &str,
        key: Option<&str>,
        trouble: Option<Trouble>,
    ) -> Outcome {
        let now = self.now();
        let mut books = self.books.lock().unwrap();
        let acted = route(&mut books, method, path, query, body, now);
        let (mut status, mut body, keep) = match acted {
            Ok(body) => (200, body, true),
            Err(no) => (no.status, no.body, no.kept),
        };
        if trouble == Some(Trouble::FailKept) {
            (status, body) = (500, json!({"error": {"type": "api_error", "message": "Sorry, something went wrong"}}));
        }
        if let Some(key) = key {
            if keep {
                books.keys.get_mut(key).unwrap().answer = Some((status, body.clone()));
            } else {
                books.keys.remove(key);
            }
        }
        let news = self.send_off(&mut books);
        Outcome { status, body, replayed: false, news }
    }

    /// Waits until the shop was asked to hear the last `news` events, whatever it said.
    async fn told(&self, news: usize) {
        for _ in 0..300 {
            if self.post.lock().unwrap().last_were_tried(news) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn route(books: &mut Books, method: &str, path: &str, query: &str, body: &str, now: i64) -> Result<Value, Refusal> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        ("POST", ["v1", "checkout", "sessions"]) => rules::open_session(books, body, now),
        ("GET", ["v1", "checkout", "sessions"]) => rules::sessions(books, query),
        ("GET", ["v1", "checkout", "sessions", id]) => rules::session(books, id),
        ("POST", ["v1", "checkout", "sessions", id, "expire"]) => rules::expire_session(books, id, now),
        ("GET", ["v1", "balance_transactions"]) => rules::movements(books, query),
        ("POST", ["v1", "refunds"]) => rules::refund(books, body, now),
        ("GET", ["v1", "refunds"]) => rules::refunds(books, query),
        ("GET", ["v1", "refunds", id]) => rules::refund_of(books, id),
        _ => Err(refusal(404, "invalid_request_error", "", "Unrecognized request URL")),
    }
}
