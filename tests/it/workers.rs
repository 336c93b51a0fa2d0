//! `market work` as real processes over one database: killed in the middle of a job, told to stop, two side by side.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use market::platform::messages::{self, NewMessage};
use market::schema::{jobs, messages as letters};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::program::{Running, Var, until};
use crate::support::{self, TestShop};

/// A provider of SMS. It says nothing to a message whose text begins with `wait`, until it is told to go on.
#[derive(Clone, Default)]
struct Provider {
    asked: Arc<Mutex<Vec<String>>>,
    open: Arc<Mutex<bool>>,
}

impl Provider {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sms", listener.local_addr().unwrap());
        let provider = self.clone();
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                actix_web::rt::spawn(provider.clone().answer(stream));
            }
        });
        url
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut heard = Vec::new();
        while !heard.ends_with(b"}") {
            let mut chunk = [0; 2048];
            match stream.read(&mut chunk).await {
                Ok(n @ 1..) => heard.extend_from_slice(&chunk[..n]),
                _ => return,
            }
        }
        let heard = String::from_utf8(heard).unwrap();
        let body: serde_json::Value = serde_json::from_str(heard.split_once("\r\n\r\n").unwrap().1).unwrap();
        self.asked.lock().unwrap().push(body["id"].as_str().unwrap().to_owned());
        if body["text"].as_str().unwrap().starts_with("wait") {
            until("the provider to go on", || *self.open.lock().unwrap()).await;
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
    }

    fn asked_for(&self, id: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == id).count()
    }
}

async fn post(shop: &TestShop, id: &str, text: &str) {
    let message = NewMessage {
        dedupe_key: id.to_owned(),
        channel: "sms",
        recipient: "+84912345678".to_owned(),
        subject: String::new(),
        body: text.to_owned(),
        body_html: None,
    };
    messages::post(&mut *shop.conn().await, &message).await.unwrap();
}

async fn unsent(shop: &TestShop) -> i64 {
    letters::table.filter(letters::sent_at.is_null()).count().get_result(&mut *shop.conn().await).await.unwrap()
}

async fn all_sent(shop: &TestShop) {
    let begun = std::time::Instant::now();
    while unsent(shop).await > 0 {
        assert!(begun.elapsed().as_secs() < 90, "waited in vain for the messages");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn start(var: &Var, shop: &TestShop, provider: &str) -> Running {
    let variables = [
        ("DATABASE_URL", shop.database_url.as_str()),
        ("SMS_WEBHOOK_URL", provider),
        ("DB_POOL", "4"),
        ("JOB_TICK_SECONDS", "1"),
    ];
    var.start(&["work"], &variables)
}

#[actix_web::test]
async fn a_worker_killed_in_the_middle_of_a_job_loses_nothing_and_one_told_to_stop_finishes() {
    let shop = support::shop().await;
    let provider = Provider::default();
    let url = provider.start().await;
    let var = Var::new();
    post(&shop, "first", "wait for it").await;
    let doomed = start(&var, &shop, &url);
    until("the provider to be asked", || provider.asked_for("first") == 1).await;
    doomed.signal("KILL");
    assert_eq!(doomed.ended().await.0, None);

    let heir = start(&var, &shop, &url);
    post(&shop, "second", "at once").await;
    until("the second message", || provider.asked_for("second") == 1).await;
    assert_eq!(provider.asked_for("first"), 1, "while the lease runs, it is somebody else's");
    let mut conn = shop.conn().await;
    let lapsed =
        diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>>("now() - interval '1 second'");
    diesel::update(jobs::table.filter(jobs::leased_until.is_not_null()))
        .set(jobs::leased_until.eq(lapsed))
        .execute(&mut conn)
        .await
        .unwrap();
    until("the first message to be taken over", || provider.asked_for("first") == 2).await;

    // It is in the heir's hands now: told to stop, the heir finishes it first.
    heir.signal("TERM");
    *provider.open.lock().unwrap() = true;
    let (code, said) = heir.ended().await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(unsent(&shop).await, 0);
    let left: i64 = jobs::table.filter(jobs::kind.eq("send_message")).count().get_result(&mut conn).await.unwrap();
    assert_eq!(left, 0);
}

#[actix_web::test]
async fn two_workers_share_the_jobs_out_and_send_nothing_twice() {
    let shop = support::shop().await;
    let provider = Provider::default();
    let url = provider.start().await;
    let (one, two) = (Var::new(), Var::new());
    let workers = [start(&one, &shop, &url), start(&two, &shop, &url)];
    // One that a provider keeps waiting for ever holds up nobody else.
    post(&shop, "held", "wait").await;
    for n in 0..60 {
        post(&shop, &format!("message-{n}"), "at once").await;
    }
    until("all but the held one", || provider.asked.lock().unwrap().len() == 61).await;
    *provider.open.lock().unwrap() = true;
    all_sent(&shop).await;
    for worker in workers {
        worker.signal("TERM");
        let (code, said) = worker.ended().await;
        assert_eq!(code, Some(0), "{said}");
    }
    let asked = provider.asked.lock().unwrap();
    assert_eq!((asked.len(), asked.iter().collect::<BTreeSet<_>>().len()), (61, 61));
}
