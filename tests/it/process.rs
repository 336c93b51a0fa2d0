//! The program as an operator meets it: started, told to stop, killed at the worst moment, started again.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::buyer;
use crate::support;
use crate::support::program::{Var, kill, until};

const SERVE: &[&str] = &["serve"];

#[actix_web::test]
async fn a_stop_in_the_middle_of_the_first_filling_takes_the_database_along() {
    let var = Var::new();
    let program = var.start(&["serve", "--demo-if-empty"], &[]);
    // The first pictures are written, so the filling is under way.
    until("a picture", || std::fs::read_dir(var.dir.join("media")).is_ok_and(|mut files| files.next().is_some())).await;
    assert!(var.postmaster().is_some());
    program.signal("TERM");
    let (code, said) = program.ended().await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(var.postmaster(), None, "{said}");

    // What was begun is no market: the shop opens empty, and would be filled.
    let program = var.start(SERVE, &[]);
    var.ready().await;
    let page = reqwest::get(format!("http://{}/producers", var.address())).await.unwrap().text().await.unwrap();
    assert!(!page.contains("/producers/"), "a household is there already");
    program.signal("INT");
    let (code, said) = program.ended().await;
    assert_eq!((code, var.postmaster()), (Some(0), None), "{said}");
}

#[actix_web::test]
async fn a_wrong_configuration_is_told_whole_before_anything_is_touched_and_help_names_every_variable() {
    let var = Var::new();
    let wrong = [("APP_ENV", "production"), ("PORT", "eighty"), ("DATABASE_URL", "mysql://x"), ("HOST", "here")];
    let (code, said) = var.start(SERVE, &wrong).ended().await;
    assert_eq!(code, Some(2), "{said}");
    for name in ["PORT", "DATABASE_URL", "HOST", "BASE_URL", "SECRET_KEY"] {
        assert!(said.contains(name), "{name} in {said}");
    }
    assert!(!var.dir.exists());
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_market")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for name in market::config::VARIABLES
        .iter()
        .map(|(name, _)| *name)
        .chain(["serve", "work", "migrate", "demo", "reindex", "check"])
    {
        assert!(help.contains(&format!("  {name} ")), "{name} in {help}");
    }
}

#[actix_web::test]
async fn a_stop_while_the_database_is_made_waits_for_it_and_a_kill_spoils_nothing() {
    let var = Var::new();
    let program = var.start(SERVE, &[]);
    var.there("postgres/data.new").await;
    program.signal("INT");
    let (code, said) = program.ended().await;
    assert_eq!((code, var.postmaster()), (Some(0), None), "{said}");

    let var = Var::new();
    let program = var.start(SERVE, &[]);
    var.there("postgres/data.new/global").await;
    program.signal("KILL");
    assert_eq!(program.ended().await.0, None);
    // The one that was killed has left an initdb behind, which still writes.
    let program = var.start(SERVE, &[]);
    var.ready().await;
    program.signal("TERM");
    let (code, said) = program.ended().await;
    assert_eq!((code, var.postmaster()), (Some(0), None), "{said}");
}

/// A request of which the last part is still to come.
fn half_a_request(var: &Var) -> TcpStream {
    let mut slow = TcpStream::connect(var.address()).unwrap();
    let head = "POST /account/sign-in HTTP/1.1\r\nHost: shop\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 24\r\n\r\nlogin=nobody";
    slow.write_all(head.as_bytes()).unwrap();
    slow
}

#[actix_web::test]
async fn a_stop_answers_what_is_under_way_a_second_one_does_not_and_a_killed_shop_opens_again() {
    let var = Var::new();
    let program = var.start(SERVE, &[]);
    var.ready().await;
    let mut idle = TcpStream::connect(var.address()).unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: shop\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 512]).unwrap() > 0, "and it stays open");
    let mut slow = half_a_request(&var);
    // Nothing is answered to half a request, so nothing tells that it was taken: a busy machine needs a moment.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    program.signal("TERM");
    var.closed().await;
    slow.write_all(b"&password=12").unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
    let (code, said) = program.ended().await;
    assert_eq!((code, var.postmaster()), (Some(0), None), "{said}");

    let program = var.start(SERVE, &[]);
    var.ready().await;
    let _slow = half_a_request(&var);
    program.signal("INT");
    var.closed().await;
    program.signal("INT");
    let (code, said) = program.ended().await;
    assert_eq!(code, Some(130), "{said}");
    let left = var.postmaster().expect("nobody was there any more to stop it");

    let program = var.start(SERVE, &[]);
    var.ready().await;
    assert_eq!(var.postmaster(), Some(left), "it was taken over");
    kill("KILL", &left.to_string());
    until("another database server", || var.postmaster().is_some_and(|pid| pid != left)).await;
    var.ready().await;

    // Both at once, as when a machine runs out of memory: a stale postmaster.pid is left.
    let left = var.postmaster().unwrap();
    program.signal("KILL");
    kill("KILL", &left.to_string());
    assert_eq!(program.ended().await.0, None);
    assert!(var.dir.join("postgres/data/postmaster.pid").exists());

    let program = var.start(SERVE, &[]);
    var.ready().await;
    program.signal("TERM");
    let (code, said) = program.ended().await;
    assert_eq!((code, var.postmaster()), (Some(0), None), "{said}");
}

#[actix_web::test]
async fn the_number_on_the_page_of_a_fault_finds_its_reason_in_the_log() {
    let shop = support::shop().await;
    buyer::execute(&shop, "DROP TABLE shelf CASCADE").await;
    let var = Var::new();
    let program = var.start(&["serve", "--no-jobs"], &[("DATABASE_URL", &shop.database_url)]);
    var.ready().await;
    let answer = reqwest::get(format!("http://{}/products?q=personal", var.address())).await.unwrap();
    assert_eq!(answer.status(), 500);
    let page = answer.text().await.unwrap();
    assert!(!page.contains("relation"), "nothing of the reason is shown");
    program.signal("TERM");
    let (code, said) = program.ended().await;
    assert_eq!(code, Some(0), "{said}");
    let reasons: Vec<&str> = said.lines().filter(|line| line.contains("does not exist")).collect();
    assert_eq!(reasons.len(), 1, "told once: {said}");
    let words = page.split(|c: char| !(c.is_ascii_hexdigit() || c == '-')).filter(|word| word.len() == 36);
    assert_eq!(words.filter(|number| reasons[0].contains(number)).count(), 1, "{page}\n{said}");
    assert!(!said.contains("personal") && !said.contains("http.client_ip"), "nobody is told of in the log: {said}");
}

#[actix_web::test]
async fn a_shop_in_earnest_does_not_open_with_the_demo_markets_sign_ins() {
    let shop = support::shop().await;
    let clerk = market::demo::CLERK;
    let made = "INSERT INTO accounts (email, email_verified_at, name, password_hash)";
    buyer::execute(&shop, &format!("{made} VALUES ('{clerk}', now(), 'Phạm Thu Hà', '!')")).await;
    let earnest = [
        ("APP_ENV", "production"),
        ("BASE_URL", "https://cho.example"),
        ("SECRET_KEY", "a-secret-of-the-tests-0123456789abcdef"),
        ("DATABASE_URL", &shop.database_url),
    ];
    let (code, said) = Var::new().start(SERVE, &earnest).ended().await;
    assert_eq!(code, Some(1));
    assert!(said.contains("demo market"), "{said}");
}

#[actix_web::test]
async fn a_taken_port_is_told_before_any_work_is_done() {
    let var = Var::new();
    let _taken = TcpListener::bind(var.address()).unwrap();
    let (code, said) = var.start(&["serve", "--demo-if-empty"], &[]).ended().await;
    assert_eq!(code, Some(1));
    assert!(said.contains(&format!("port {} of 127.0.0.1 is taken", var.port)), "{said}");
    assert!(!var.dir.join("postgres").exists(), "no database was made for it");
}
