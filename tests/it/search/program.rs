//! The real program beside the real engine, while both are killed.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection as _;
use market::platform::meili::{Meili, Standby};
use tokio::time::sleep;

use super::support::{asked, compared, waiting};
use crate::buyer::execute;
use crate::catalog;
use crate::support::program::{Running, Var, engines_on, kill, until};
use crate::support::{self, Client, TestShop, meili};

const LONG: Duration = Duration::from_secs(90);

/// A program with an engine of its own over the shop's database.
struct Market {
    shop: TestShop,
    var: Var,
}

impl Market {
    fn start(&self, arguments: &[&str]) -> Running {
        self.var.start(arguments, &[("DATABASE_URL", &self.shop.database_url)])
    }

    fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.var.address()))
    }

    fn folder(&self) -> PathBuf {
        std::fs::canonicalize(self.var.dir.join("meili")).unwrap()
    }

    /// The engine as the program asks it.
    fn standby(&self) -> Standby {
        let kept = |name: &str| std::fs::read_to_string(self.folder().join(name)).unwrap().trim().to_owned();
        let meili = Meili::new(&format!("http://127.0.0.1:{}", kept("port")), Some(&kept("key"))).unwrap();
        Standby::new(meili, "market")
    }

    fn kill_engine(&self) {
        for pid in engines_on(&self.folder()) {
            kill("KILL", &pid.to_string());
        }
    }

    /// Searches answered by the engine so far.
    async fn answered(&self) -> u64 {
        let metrics = self.client().get("/metrics").await.body;
        let line = "market_search_answers_total{engine=\"meilisearch\"} ";
        metrics.lines().find_map(|l| l.strip_prefix(line)?.parse().ok()).unwrap_or(0)
    }

    /// Waits until the engine answers again.
    async fn engine_answers(&self) {
        let (begun, before) = (Instant::now(), self.answered().await);
        while self.answered().await <= before {
            assert!(begun.elapsed() < LONG, "the engine does not answer again");
            assert_eq!(self.client().get("/search?q=hu").await.status, 200);
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until the index is what it should be.
    async fn healed(&self) {
        let begun = Instant::now();
        loop {
            let wrong = compared(&self.shop, &self.standby()).await;
            if wrong == Some(0) && waiting(&self.shop).await == 0 {
                return;
            }
            assert!(begun.elapsed() < LONG, "not healed: {wrong:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Asks for the same page without a pause, from whatever is there, until told to stop.
#[derive(Clone)]
struct Visitor {
    pages: Arc<AtomicUsize>,
    home: Arc<AtomicBool>,
}

impl Visitor {
    fn arrive(client: Client, goods: i64) -> (Visitor, tokio::task::JoinHandle<()>) {
        let visitor = Visitor { pages: Arc::default(), home: Arc::default() };
        let own = visitor.clone();
        let visit = actix_web::rt::spawn(async move {
            while !own.home.load(Ordering::SeqCst) {
                let page = client.get("/search?q=hu").await;
                assert_eq!(page.status, 200);
                let count = page.texts("h1 + p").concat();
                assert_eq!(count, format!("{goods} món"), "{}", page.words());
                own.pages.fetch_add(1, Ordering::SeqCst);
                sleep(Duration::from_millis(20)).await;
            }
        });
        (visitor, visit)
    }
}

#[actix_web::test]
async fn the_page_is_right_while_the_engine_is_killed_emptied_and_the_shop_too() {
    if meili::program().is_none() {
        return;
    }
    let shop = support::shop().await;
    shop.conn().await.batch_execute(&catalog::seed(25, 1200)).await.unwrap();
    catalog::refresh(&shop).await;
    let market = Market { shop, var: Var::new() };
    let mut program = market.start(&["serve"]);
    market.var.ready().await;
    market.engine_answers().await;
    market.healed().await;
    let (visitor, visit) = Visitor::arrive(market.client(), 300);

    for price in [777, 666] {
        let begun = Instant::now();
        execute(&market.shop, &format!("UPDATE packs SET price = {price} WHERE product_id = 4")).await;
        while asked(&market.shop, &market.standby(), "q=hu").await.tally.low != Some(price) {
            assert!(begun.elapsed() < LONG);
            sleep(Duration::from_millis(20)).await;
        }
    }

    let first = engines_on(&market.folder());
    market.kill_engine();
    until("the engine to come back", || engines_on(&market.folder()).first().is_some_and(|pid| *pid != first[0])).await;
    market.engine_answers().await;

    // Killed and emptied, and a change while it is down.
    market.kill_engine();
    std::fs::rename(market.folder().join("data"), market.folder().join("lost")).unwrap();
    execute(&market.shop, "UPDATE packs SET price = 555 WHERE product_id = 4").await;
    market.healed().await;
    assert_eq!(asked(&market.shop, &market.standby(), "q=hu").await.tally.low, Some(555));
    market.engine_answers().await;

    for _ in 0..2 {
        let (code, said) = market.start(&["reindex"]).ended().await;
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(said.matches("ERROR").count(), 0, "{said}");
        market.healed().await;
    }
    market.engine_answers().await;

    visitor.home.store(true, Ordering::SeqCst);
    visit.await.unwrap();
    assert!(visitor.pages.load(Ordering::SeqCst) > 20);

    // The shop in the middle of telling.
    for wait in [60, 180, 400] {
        execute(&market.shop, &format!("UPDATE products SET name_en = 'Goods {wait} ' || id")).await;
        sleep(Duration::from_millis(wait)).await;
        program.signal("KILL");
        program.ended().await;
        program = market.start(&["serve"]);
        market.var.ready().await;
        market.healed().await;
    }
    market.engine_answers().await;
    program.signal("TERM");
    let (code, said) = program.ended().await;
    assert_eq!((code, engines_on(&market.folder())), (Some(0), vec![]), "{said}");
}

#[actix_web::test]
async fn without_an_engine_there_is_nothing_to_make_anew_and_that_is_said() {
    let shop = support::shop().await;
    let off = [("DATABASE_URL", shop.database_url.as_str()), ("MEILI_URL", "off")];
    let (code, said) = Var::new().start(&["reindex"], &off).ended().await;
    assert_eq!(code, Some(1));
    assert!(said.contains("there is no search engine"), "{said}");
    let gone = [("DATABASE_URL", shop.database_url.as_str()), ("MEILI_URL", "http://127.0.0.1:1")];
    let (code, said) = Var::new().start(&["reindex"], &gone).ended().await;
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot be reached"), "{said}");
}
