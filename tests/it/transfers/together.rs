//! Everything that tells of money, clerks and the clock at once, in orders drawn by lot: whatever the order, units and books
//! add up and no money is lost or made.

use std::collections::HashMap;

use chrono::Duration;
use diesel_async::AsyncConnection as _;
use market::kernel::ids::{AccountId, OrderId, PaymentId};
use market::kernel::ids::{BankAccountId, TransferId};
use market::kernel::money::Money;
use market::kernel::settlement::Settlement;
use market::payments::bank_account;
use market::payments::expire;
use market::payments::statement::StatementRow;
use market::payments::transfer::kinds::Source;
use market::payments::transfer::note::note;
use market::payments::transfer::resolve::{Act, Excess, ResolveError};
use market::payments::transfer::told::{To, Told};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::buyer::{execute, number};
use super::super::money::support::{order, payment};
use super::super::support::{TestShop, build};
use super::support::{self, Came, act, all_sound, casso, sepay};

const ORDERS: usize = 20;
/// In each settlement.
const STEPS: usize = 250;
const AT_ONCE: usize = 4;
/// As many transfers may come.
const NUMBERS: i64 = 60;

struct Scene {
    shop: TestShop,
    market: BankAccountId,
    clerk: AccountId,
    orders: Vec<(String, OrderId, PaymentId, i64)>,
}

/// The transfer of a number, always the same: whoever tells of it tells this.
fn transfer(scene: &Scene, n: i64) -> Came {
    let (code, _, _, total) = &scene.orders[usize::try_from(n).unwrap() % scene.orders.len()];
    let (other, ..) = &scene.orders[usize::try_from(n * 7 + 3).unwrap() % scene.orders.len()];
    let amount = match n % 5 {
        0 => total / 2,
        1 => total - total / 2,
        2 => total + 5_000,
        _ => *total,
    };
    let content = match n % 11 {
        9 => "tien hang".to_owned(),
        10 => format!("{code} {other}"),
        _ => format!("{code} chuyen tien"),
    };
    Came::new(n, amount, &content)
}

async fn told(scene: &Scene, told: &Told) {
    let mut conn = scene.shop.conn().await;
    conn.transaction(async |conn| note(conn, told).await).await.unwrap();
}

fn line(scene: &Scene, came: &Came) -> Told {
    let row = StatementRow {
        line: 1,
        at: scene.shop.ground.clock.now() - Duration::hours(5),
        amount: Money::dong(came.amount),
        content: came.content.clone(),
        bank_reference: came.reference.clone(),
        payer_name: None,
        payer_account: None,
    };
    Told::of_line(scene.market, &row, 0, scene.clerk)
}

/// A clerk who saw the transfer in the bank's application.
fn word(scene: &Scene, came: &Came) -> Told {
    Told {
        source: Source::Clerk,
        external_id: format!("token {}", came.id),
        to: To::Account(scene.market),
        by: Some(scene.clerk),
        ..line(scene, came)
    }
}

async fn step(scene: &Scene, lot: u32, n: i64) {
    let shop = &scene.shop;
    let (code, order, payment, _) = &scene.orders[usize::try_from(n).unwrap() % ORDERS];
    let came = transfer(scene, n);
    match lot {
        0..=24 => assert_eq!(sepay(shop, &came).await.status, 200),
        25..=39 => assert_eq!(casso(shop, &came).await.status, 200),
        40..=59 => told(scene, &line(scene, &came)).await,
        60..=64 => told(scene, &word(scene, &came)).await,
        65..=74 => {
            execute(
                shop,
                &format!(
                    "UPDATE payments SET expires_at = now() - interval '1 second' WHERE id = {payment} \
                                    AND state = 'due'"
                ),
            )
            .await;
            let mut conn = shop.conn().await;
            conn.transaction(async |conn| expire::expire(conn, *order, *payment).await).await.unwrap();
        }
        _ => {
            let count = number(shop, "SELECT count(*) FROM transfers").await;
            if count == 0 {
                return;
            }
            let pick = format!("SELECT id FROM transfers ORDER BY id OFFSET {} LIMIT 1", n % count);
            let transfer = TransferId(number(shop, &pick).await);
            let excess = [None, Some(Excess::Refund), Some(Excess::Credit)][usize::try_from(n).unwrap() % 3];
            let wish = match n % 6 {
                0 => Act::Refund,
                1 => Act::Credit,
                2 => Act::Ignore,
                3 => Act::Reopen,
                _ => Act::Apply { code: code.clone(), excess },
            };
            if let Err(ResolveError::Failed(error)) = act(shop, transfer, &wish, "thử", scene.clerk).await {
                panic!("{error:#}");
            }
        }
    }
}

#[actix_web::test]
async fn in_any_order_units_and_books_add_up() {
    any_order(Settlement::Operator).await;
}

#[actix_web::test]
async fn in_any_order_they_add_up_when_households_are_paid() {
    any_order(Settlement::Direct).await;
}

async fn any_order(settlement: Settlement) {
    let shop = support::shop_with(|config| config.settlement = settlement).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    // The same number, the market's or the household's.
    let owner = (settlement == Settlement::Direct).then_some(house);
    let holder = "TRAN THI LUA";
    let market = bank_account::set(&mut *shop.conn().await, owner, "970405", support::MARKET, holder).await.unwrap();
    // Fewer than would do for everyone who comes late.
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 24).await;
    let clerk = build::clerk(&shop).await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        let id = OrderId(number(&shop, &format!("SELECT id FROM orders WHERE code = '{code}'")).await);
        let payment = payment(&shop, &code).await;
        orders.push((code, id, payment, 113_000));
    }
    let scene = Scene { shop, market, clerk, orders };
    let seed = std::env::var("TRANSFER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_124);
    let mut rng = StdRng::seed_from_u64(seed);
    for batch in 0..STEPS / AT_ONCE {
        let steps: Vec<(u32, i64)> =
            (0..AT_ONCE).map(|_| (rng.random_range(0..100), rng.random_range(0..NUMBERS))).collect();
        futures_util::future::join_all(steps.iter().map(|(lot, n)| step(&scene, *lot, *n))).await;
        if batch % 10 == 0 {
            all_sound(&scene.shop).await;
        }
    }
    scene.shop.work_off().await;
    all_sound(&scene.shop).await;
    let shop = &scene.shop;
    // Every đồng that came is booked as it came, once.
    let came = "SELECT sum(amount) FROM transfers WHERE part_of IS NULL";
    let account = if settlement == Settlement::Direct { "with_household" } else { "bank" };
    let bank = format!(
        "SELECT sum(e.amount) FROM entries e JOIN postings g ON g.id = e.posting_id \
         WHERE g.kind = 'came' AND e.account = '{account}'"
    );
    assert_eq!(number(shop, came).await, number(shop, &bank).await);
    let kinds = number(shop, "SELECT count(DISTINCT state) FROM transfers").await;
    assert_eq!(kinds, 5, "every state was met with seed {seed}");
    // Of those that say the same there are never more than came, whoever told of which of them.
    let mut alike: HashMap<(String, i64), i64> = HashMap::new();
    for n in 0..NUMBERS {
        let came = transfer(&scene, n);
        *alike.entry((came.content, came.amount)).or_default() += 1;
    }
    for ((content, amount), most) in alike {
        let there = format!(
            "SELECT count(*) FROM transfers WHERE part_of IS NULL AND content = '{content}' AND amount = {amount}"
        );
        let there = number(shop, &there).await;
        assert!(there <= most, "{there} of {amount} {content}, and {most} came");
    }
    let twice = "SELECT count(*) FROM (SELECT FROM tellings GROUP BY transfer_id, source HAVING count(*) > 1) t";
    assert_eq!(number(shop, twice).await, 0, "nobody tells of one transfer twice");
    assert_eq!(number(shop, "SELECT count(*) FROM payments WHERE received > amount").await, 0);
}
