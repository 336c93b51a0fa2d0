//! The private engine: shared, adopted, brought back, and begun anew when its data is of no use.

use std::path::PathBuf;
use std::time::Duration;

use market::platform::meili::Meili;
use market::platform::meili::server::Engine;
use tokio::time::sleep;

use super::settings;
use crate::support::meili::program;
use crate::support::program::{Var, engines_on, kill, until};

/// A folder of its own, gone at the end with what runs on it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        market::app::use_tls_provider();
        Folder(std::env::temp_dir().join(format!("market-engine-{:016x}", rand::random::<u64>())))
    }

    async fn start(&self) -> Engine {
        Engine::start(program().unwrap(), &self.0).await.unwrap()
    }

    fn pids(&self) -> Vec<u32> {
        engines_on(&self.0)
    }

    fn kill(&self) {
        let pids = self.pids();
        assert_eq!(pids.len(), 1);
        kill("KILL", &pids[0].to_string());
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for pid in self.pids() {
            kill("KILL", &pid.to_string());
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn alive(meili: &Meili) -> bool {
    for _ in 0..200 {
        if meili.alive().await.is_ok() {
            return true;
        }
        sleep(Duration::from_millis(50)).await;
    }
    false
}

#[actix_web::test]
async fn the_last_one_out_stops_it_and_its_data_stays() {
    if program().is_none() {
        return;
    }
    let folder = Folder::new();
    let (first, second) = tokio::join!(folder.start(), folder.start());
    assert_eq!(folder.pids().len(), 1);
    first.meili().make("kept", &settings()).await.unwrap();
    first.stop().await.unwrap();
    assert_eq!(second.meili().count("kept").await, Ok(Some(0)));
    let begun = std::time::Instant::now();
    second.stop().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(folder.pids(), [0; 0]);

    let again = folder.start().await;
    assert_eq!(again.meili().count("kept").await, Ok(Some(0)));
    again.stop().await.unwrap();
    use std::os::unix::fs::PermissionsExt as _;
    for (name, mode) in [("key", 0o600), ("server.log", 0o600), (".", 0o700)] {
        let found = std::fs::metadata(folder.0.join(name)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
}

#[actix_web::test]
async fn one_whose_program_was_killed_is_adopted_and_one_that_dies_comes_back() {
    if program().is_none() {
        return;
    }
    let folder = Folder::new();
    // Dropping does what a kill does: the locks go, the engine stays.
    drop(folder.start().await);
    let pids = folder.pids();
    let engine = folder.start().await;
    assert_eq!((folder.pids(), pids.len()), (pids, 1));

    engine.meili().make("kept", &settings()).await.unwrap();
    folder.kill();
    assert!(alive(&engine.meili()).await);
    assert_eq!(engine.meili().count("kept").await, Ok(Some(0)));
    engine.stop().await.unwrap();
    assert_eq!(folder.pids(), [0; 0]);
}

#[actix_web::test]
async fn data_of_another_release_or_of_none_is_made_again() {
    if program().is_none() {
        return;
    }
    let folder = Folder::new();
    for (file, text) in [("VERSION", "1.9.0"), ("VERSION", "99.0.0"), ("VERSION", ""), ("tasks/data.mdb", "nonsense")] {
        let engine = folder.start().await;
        engine.meili().make("old", &settings()).await.unwrap();
        engine.stop().await.unwrap();
        std::fs::write(folder.0.join("data").join(file), text).unwrap();
        let engine = folder.start().await;
        assert_eq!(engine.meili().count("old").await, Ok(None), "{file} {text}");
        engine.stop().await.unwrap();
    }
    // A key that was lost is made anew, also while an engine with the old one runs.
    let engine = folder.start().await;
    drop(engine);
    std::fs::remove_file(folder.0.join("key")).unwrap();
    let engine = folder.start().await;
    assert_eq!(engine.meili().alive().await, Ok(()));
    engine.stop().await.unwrap();
}

#[actix_web::test]
async fn a_program_that_is_none_is_told() {
    let folder = Folder::new();
    let error = Engine::start(&PathBuf::from("/bin/false"), &folder.0).await.err().unwrap();
    assert!(format!("{error:#}").contains("ended at once"), "{error:#}");
    let error = Engine::start(&PathBuf::from("/nowhere/meilisearch"), &folder.0).await.err().unwrap();
    assert!(format!("{error:#}").contains("starting meilisearch"), "{error:#}");
}

#[actix_web::test]
async fn the_shop_starts_it_outlives_it_and_takes_it_along() {
    if program().is_none() {
        return;
    }
    let var = Var::new();
    let engines = || engines_on(&std::fs::canonicalize(var.dir.join("meili")).unwrap());
    let shop = var.start(&["serve"], &[]);
    var.ready().await;
    let first = engines();
    assert_eq!(first.len(), 1);
    kill("KILL", &first[0].to_string());
    until("the engine to come back", || engines().first().is_some_and(|&pid| pid != first[0])).await;
    var.ready().await;

    // Killed: the next start takes the orphan over. Told to end: both go.
    shop.signal("KILL");
    shop.ended().await;
    let orphan = engines();
    assert_eq!(orphan.len(), 1);
    let shop = var.start(&["serve"], &[]);
    var.ready().await;
    assert_eq!(engines(), orphan);
    shop.signal("TERM");
    let (code, said) = shop.ended().await;
    assert_eq!((code, engines()), (Some(0), vec![]), "{said}");

    let shop = var.start(&["serve"], &[("MEILI_URL", "off")]);
    var.ready().await;
    assert_eq!(engines(), [0; 0]);
    shop.signal("TERM");
    shop.ended().await;

    // An engine that cannot start is a warning, and the shop opens.
    std::fs::remove_dir_all(var.dir.join("meili")).unwrap();
    std::fs::write(var.dir.join("meili"), "in the way").unwrap();
    let shop = var.start(&["serve"], &[]);
    var.ready().await;
    shop.signal("TERM");
    let (code, said) = shop.ended().await;
    assert_eq!((code, said.matches("no search engine").count()), (Some(0), 1), "{said}");
}
