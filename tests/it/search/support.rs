//! A shop with an engine of its own on the run's Meilisearch.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use market::app;
use market::catalog::directory::{self, Directory};
use market::catalog::list::filter::{Base, Filter};
use market::catalog::list::words::Words;
use market::kernel::lang::Lang;
use market::platform::Ground;
use market::platform::meili::{Failure, Meili, Standby};
use market::search::engine::{Ask, Found, Named, Naming, SearchEngine as _};
use market::search::engine_for;
use market::search::meili::ask::Engine;
use market::search::meili::feed::Feeder;
use market::search::meili::indexes::Names;
use market::search::meili::{compare, fitness};

use crate::buyer::number;
use crate::support::{Client, TestShop, meili};

/// Gives the shop indexes of its own and fills them; `None` where no engine is to be had.
pub async fn with_engine(shop: &mut TestShop) -> Option<Arc<Standby>> {
    let real = meili::real().await?;
    let standby = Arc::new(Standby::new(real.meili, &meili::uid("shop").replace('_', "")));
    shop.ground.engine = Some(standby.clone());
    fed(shop, &standby).await;
    Some(standby)
}

/// Tells the index all that has changed, and lets the shop look at it.
pub async fn fed(shop: &TestShop, standby: &Arc<Standby>) {
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    assert!(feeder.turn().await.unwrap(), "it is another one's turn");
    fitness::find_out(&shop.ground, standby).await;
    assert!(standby.fit(Instant::now()));
}

pub fn names(standby: &Standby) -> Names {
    Names::of_this_version(&standby.prefix).unwrap()
}

pub async fn directory(shop: &TestShop) -> Directory {
    directory::load(&shop.ground, &mut *shop.conn().await).await.unwrap()
}

/// What the engine itself answers, whether it is fit or not.
pub async fn asked(shop: &TestShop, standby: &Standby, query: &str) -> Found {
    let directory = directory(shop).await;
    let filter = Filter::parse(query, Base::Market, &directory);
    let words = filter.words.clone().unwrap();
    let ask = Ask { words: &words, unfinished: false, filter: &filter, counted: true, directory: &directory };
    let names = names(standby);
    let engine = Engine { meili: &standby.meili, names: &names };
    // A machine that runs the other tests too may keep it longer than a visitor would wait.
    for _ in 0..9 {
        match engine.goods(&ask).await {
            Err(Failure::Slow) => {}
            found => return found.unwrap(),
        }
    }
    engine.goods(&ask).await.unwrap()
}

/// The same of households and help pages.
pub async fn named(standby: &Standby, words: &str) -> Named {
    let words = Words::parse(words).unwrap();
    let naming = Naming { words: &words, lang: Lang::Vi, unfinished: true, goods: 9, others: 9, speaking: true };
    Engine { meili: &standby.meili, names: &names(standby) }.named(&naming).await.unwrap()
}

/// Documents that are not what they should be; none of them waits to be told.
pub async fn wrong(shop: &TestShop, standby: &Standby) -> usize {
    let wrong = compared(shop, standby).await.unwrap();
    if wrong == 0 {
        assert_eq!(waiting(shop).await, 0);
    }
    wrong
}

/// Documents that are not what they should be, as long as there is an engine to tell.
pub async fn compared(shop: &TestShop, standby: &Standby) -> Option<usize> {
    compare::compare(&shop.ground.db, &standby.meili, &names(standby)).await.ok()
}

pub async fn waiting(shop: &TestShop) -> i64 {
    number(shop, "SELECT count(*) FROM search_changes").await
}

/// Another server over the shop's database, with this engine.
pub fn served(shop: &TestShop, engine: Option<Arc<Standby>>) -> Client {
    Client::new(&opened(shop, engine))
}

/// Where such a server is.
pub fn opened(shop: &TestShop, engine: Option<Arc<Standby>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let ground = Ground { engine, ..shop.ground.clone() };
    actix_web::rt::spawn(app::server(&ground, listener, None).unwrap());
    url
}

/// What stands at an engine's address.
#[derive(Clone, Copy, Debug)]
pub enum Gate {
    /// The engine.
    Open,
    /// The engine for so many requests. The next one is carried out and its answer lost; then nobody is there.
    Requests(usize),
    /// Nobody.
    Shut,
    /// Somebody who listens and says nothing.
    Mute,
    /// Somebody who always says this.
    Saying(&'static str),
}

/// A way to an engine that can be cut.
pub struct Road {
    pub url: String,
    gate: Arc<Mutex<Gate>>,
}

impl Road {
    /// A road to the engine at `url`.
    pub fn to(url: &str, gate: Gate) -> Road {
        let engine = url.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let road = Road { url, gate: Arc::new(Mutex::new(gate)) };
        let gate = road.gate.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (engine, gate) = (engine.clone(), gate.clone());
                std::thread::spawn(move || carry(client, &engine, &gate));
            }
        });
        road
    }

    pub fn set(&self, gate: Gate) {
        *self.gate.lock().unwrap() = gate;
    }

    /// The shop's indexes by this road.
    pub fn standby(&self, prefix: &str) -> Arc<Standby> {
        Arc::new(Standby::new(Meili::new(&self.url, Some(meili::KEY)).unwrap(), prefix))
    }
}

fn carry(mut client: TcpStream, engine: &str, gate: &Mutex<Gate>) {
    let Ok(mut engine) = TcpStream::connect(engine) else { return };
    let lost = Arc::new(AtomicBool::new(false));
    {
        let (mut from, mut to, lost) = (engine.try_clone().unwrap(), client.try_clone().unwrap(), lost.clone());
        std::thread::spawn(move || {
            let mut part = [0; 16 * 1024];
            while let Ok(n @ 1..) = from.read(&mut part) {
                if lost.load(Ordering::SeqCst) || to.write_all(&part[..n]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    let mut part = [0; 16 * 1024];
    while let Ok(n @ 1..) = client.read(&mut part) {
        let begins = ["GET /", "POST /", "PATCH /", "PUT /", "DELETE /"].iter().any(|m| part.starts_with(m.as_bytes()));
        let now = {
            let mut gate = gate.lock().unwrap();
            let now = *gate;
            match now {
                Gate::Requests(0) if begins => *gate = Gate::Shut,
                Gate::Requests(left) if begins => *gate = Gate::Requests(left - 1),
                _ => {}
            }
            now
        };
        match now {
            Gate::Requests(0) if begins => lost.store(true, Ordering::SeqCst),
            Gate::Open | Gate::Requests(_) => {}
            // The rest of the request whose answer will be lost.
            Gate::Shut if lost.load(Ordering::SeqCst) && !begins => {}
            Gate::Shut => break,
            Gate::Mute => continue,
            Gate::Saying(words) => {
                let _ = client.write_all(words.as_bytes());
                break;
            }
        }
        if engine.write_all(&part[..n]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = engine.shutdown(Shutdown::Both);
}

/// How many goods a page would say there are, whoever answers.
pub async fn total(shop: &TestShop, query: &str) -> i64 {
    let directory = directory(shop).await;
    let filter = Filter::parse(query, Base::Market, &directory);
    let words = filter.words.clone().unwrap();
    let ask = Ask { words: &words, unfinished: false, filter: &filter, counted: true, directory: &directory };
    engine_for::goods(&shop.ground, &ask).await.unwrap().tally.total
}
