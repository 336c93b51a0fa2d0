//! How a test gets a shop of its own: a real server on a free port over a real database, cloned from a template.
//!
//! ```ignore
//! #[actix_web::test]
//! async fn a_guest_sees_the_shelf() {
//!     let shop = support::shop().await;
//!     let page = shop.guest().get("/products").await;
//!     assert_eq!(page.status, 200);
//! }
//! ```

pub mod build;
mod client;
mod database;
pub mod exif;
pub mod meili;
pub mod placed;
pub mod program;
pub mod stripe;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::dev::ServerHandle;
use chrono::{TimeZone as _, Utc};
use diesel_async::pooled_connection::deadpool::Object;
use market::config::{Config, Engine, Env, Operator, Secret};
use market::kernel::clock::Clock;
use market::kernel::ids::AccountId;
use market::platform::db::Conn;
use market::platform::files::Files;
use market::platform::jobs::Runner;
use market::platform::{Ground, sessions};
use market::{app, worker};
use tokio::sync::{Mutex, OnceCell};

pub use client::{Answer, Client};

/// A running shop. Its clock stands at noon on 23 November 2026 in Vietnam.
pub struct TestShop {
    pub ground: Ground,
    pub url: String,
    pub database_url: String,
    /// To end it at once, requests under way included.
    pub server: ServerHandle,
}

/// A shop without throttles, for journeys.
pub async fn shop() -> TestShop {
    shop_with(|_| {}).await
}

/// A shop whose configuration `change` has changed.
pub async fn shop_with(change: impl FnOnce(&mut Config)) -> TestShop {
    open(database::fresh().await, Files::memory(), change)
}

/// A shop filled with the demo market, pictures included. Filled once for the whole run; each test has a copy. When the filling
/// fails, so does the test that asked, and the next one fills it anew.
pub async fn demo_shop() -> TestShop {
    static PICTURES: OnceCell<Files> = OnceCell::const_new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    // Copying a template asks that nobody be connected to it, so one copy is made at a time.
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    let files = PICTURES
        .get_or_init(async || {
            let template = open(database::anew("template_shop", "template_demo").await, Files::memory(), |_| {});
            market::demo::fill(&template.ground, &indicatif::ProgressBar::hidden()).await.unwrap();
            template.work_off().await;
            template.ground.files.clone()
        })
        .await;
    let name = format!("demo_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let url = database::own("template_demo", name).await;
    drop(turn);
    open(url, files.clone(), |_| {})
}

fn open(database_url: String, files: Files, change: impl FnOnce(&mut Config)) -> TestShop {
    let noon = Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap();
    open_at(Clock::Stopped(noon), database_url, files, change, |_| {})
}

/// A shop over a database that may have had one before, by another clock, and with another ground.
pub fn open_at(
    clock: Clock,
    database_url: String,
    files: Files,
    change: impl FnOnce(&mut Config),
    change_ground: impl FnOnce(&mut Ground),
) -> TestShop {
    app::use_tls_provider();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut config = Config {
        env: Env::Development,
        host: "127.0.0.1".to_owned(),
        port: 0,
        base_url: url.clone(),
        database_url: None,
        db_pool: 16,
        secret_key: Secret::new("a-secret-of-the-tests-0123456789abcdef"),
        var_dir: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("var"),
        media_url: None,
        backup_dir: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("backup"),
        smtp_url: None,
        mail_from: "cho@example.com".to_owned(),
        sms_webhook_url: None,
        meili_prefix: "market".to_owned(),
        engine: Engine::Off,
        stripe: None,
        trusted_proxies: vec![],
        reservation_minutes: 31,
        settlement: market::kernel::settlement::Settlement::Operator,
        bank_notices: market::config::BankNotices::default(),
        job_tick_seconds: 1,
        rate_limits: false,
        metrics_token: None,
        operator: Operator {
            name: "Phòng Kinh tế".to_owned(),
            address: "Xã Lập Thạch".to_owned(),
            phone: "0210 000 0000".to_owned(),
            email: "cho@example.com".to_owned(),
        },
    };
    change(&mut config);
    let mut ground = app::ground(config, &database_url, clock).unwrap();
    ground.files = files;
    change_ground(&mut ground);
    let server = app::server(&ground, listener, None).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    TestShop { ground, url, database_url, server: handle }
}

/// A database of its own, without a shop over it.
pub async fn database_url() -> String {
    database::fresh().await
}

impl TestShop {
    pub async fn conn(&self) -> Object<Conn> {
        self.ground.db.conn().await.unwrap()
    }

    /// A browser that was never here before.
    pub fn guest(&self) -> Client {
        Client::new(&self.url)
    }

    /// A browser in which this account is signed in.
    pub async fn signed_in(&self, account: AccountId) -> Client {
        let mut conn = self.conn().await;
        let cookie = sessions::open(&mut conn, &self.ground.config, account).await.unwrap();
        Client::with_cookie(&self.url, &cookie.to_string())
    }

    /// Does all that waits to be done: events, jobs, messages. What the worker does in a running shop.
    pub async fn work_off(&self) -> usize {
        let runner = Runner::new(self.ground.clone(), Arc::new(worker::works().unwrap()));
        runner.drain().await.unwrap()
    }
}
