//! Everything at random: orders by every method with and without vouchers, corrected, paid, switched, refunded, cancelled,
//! delivered in any order; the books add up after each. `CORRECTIONS_SEED=n` makes others.

use diesel_async::AsyncConnection as _;
use market::kernel::ids::{AccountId, OrderLineId, ParcelId, PaymentId};
use market::kernel::money::Money;
use market::orders::advance::{self, By};
use market::orders::parcel::ParcelState;
use market::payments::collect::{self, With};
use market::payments::correct::{CorrectError, Cut, Less};
use market::payments::ended;
use market::payments::refund::{Part, RefundError};
use market::vouchers::voucher::Off;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::buyer::{self, execute, number, put, ready, sound, text};
use super::super::money::support::{balanced, both, give_back, house};
use super::super::support::build::{self, Goods};
use super::super::support::{Client, TestShop};
use super::super::vouchers::support::{ready_with, voucher};
use super::support::cut;

const ORDERS: usize = 10;
const STEPS: usize = 150;

fn seed() -> u64 {
    std::env::var("CORRECTIONS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_129)
}

struct World {
    shop: TestShop,
    goods: Vec<Goods>,
    clerk: AccountId,
    orders: Vec<(String, Client)>,
    rng: StdRng,
}

async fn open(shop: TestShop, mut rng: StdRng) -> World {
    execute(&shop, "UPDATE money_settings SET cod_order_cap = 9e15, cod_phone_cap = 9e15, cod_refusals = 1000").await;
    execute(&shop, "INSERT INTO commission_rates (from_day, bp) VALUES ('2026-10-01', 370)").await;
    let mut goods = Vec::new();
    for n in 0..2 {
        let house = house(&shop, &format!("Nhà {n}")).await;
        for kind in 0..3 {
            let price = rng.random_range(1_000..[9_000, 90_000, 400_000][kind]);
            goods.push(build::goods(&shop, house, &format!("Hàng {n}.{kind}"), price, 10_000).await);
        }
        // One of three is weighed when it is packed.
        execute(&shop, &format!("UPDATE packs SET weight_band = 15 WHERE id = {}", goods[goods.len() - 1].pack)).await;
    }
    voucher(&shop, "BAY", Off::Percent { percent: 7, most: None }, |_| {}).await;
    voucher(&shop, "HET", Off::Percent { percent: 100, most: None }, |_| {}).await;
    voucher(&shop, "NAM", Off::Amount(Money::dong(50_001)), |_| {}).await;
    let clerk = build::clerk(&shop).await;
    World { shop, goods, clerk, orders: Vec::new(), rng }
}

impl World {
    async fn place(&mut self) {
        let client = self.shop.guest();
        for _ in 0..self.rng.random_range(1..=4) {
            let goods = self.goods[self.rng.random_range(0..self.goods.len())];
            put(&client, goods, self.rng.random_range(1..=5)).await;
        }
        let method = ["cod", "cod", "bank_transfer"][self.rng.random_range(0..3)];
        let page = match ["", "", "BAY", "HET", "NAM"][self.rng.random_range(0..5)] {
            "" => ready(&client).await,
            code => ready_with(&client, code).await,
        };
        let placed = client.submit(&page, "/checkout", &[("payment", method)]).await;
        self.orders.push((buyer::code(&placed), client));
    }

    async fn any(&mut self, table: &str) -> Option<i64> {
        let count = number(&self.shop, &format!("SELECT count(*) FROM {table} x")).await;
        if count == 0 {
            return None;
        }
        let nth = self.rng.random_range(0..count);
        Some(number(&self.shop, &format!("SELECT x.id FROM {table} x ORDER BY x.id OFFSET {nth} LIMIT 1")).await)
    }

    async fn correct(&mut self, step: usize) {
        let Some(parcel) = self.any("parcels").await else { return };
        let lines = text(
            &self.shop,
            &format!("SELECT string_agg(concat_ws(' ', id, qty, total, (qty - qty_off - swapped) * net_weight_g, coalesce(weight_band, 0)), ',' ORDER BY id) FROM order_lines WHERE parcel_id = {parcel}"),
        )
        .await;
        let mut cuts = Vec::new();
        for line in lines.split(',') {
            let parts: Vec<i64> = line.split(' ').map(|n| n.parse().unwrap()).collect();
            let less = match self.rng.random_range(0..7) {
                0 => continue,
                5 | 6 if parts[4] > 0 => {
                    Less::Weight(i32::try_from(parts[3] * self.rng.random_range(840..1020) / 1000).unwrap())
                }
                1 => Less::Amount(Money::dong(self.rng.random_range(1..=parts[2]))),
                2 => Less::Extra(1),
                3 => Less::Swap { pack: self.goods[self.rng.random_range(0..6)].pack, qty: 1 },
                _ => Less::Pieces(i32::try_from(self.rng.random_range(1..=parts[1])).unwrap()),
            };
            cuts.push(Cut { line: OrderLineId(parts[0]), less });
        }
        let made = cut(&self.shop, &format!("step {step}"), ParcelId(parcel), &cuts).await;
        if let Err(CorrectError::Failed(error)) = made {
            panic!("step {step}: {cuts:?}: {error:?}");
        }
    }

    async fn pay(&mut self) {
        // The void ones too: a transfer comes when it comes.
        let open = "(SELECT id FROM payments WHERE method = 'bank_transfer' AND received = 0)";
        let Some(payment) = self.any(open).await else { return };
        super::super::money::support::pay(&self.shop, PaymentId(payment), None).await;
    }

    async fn refund(&mut self, step: usize) {
        let Some(parcel) = self.any("parcels").await else { return };
        let part = match self.rng.random_range(0..3) {
            0 => Part::Amount(Money::dong(self.rng.random_range(1..60_000))),
            1 => Part::Rest { shipping: self.rng.random_bool(0.5) },
            _ => {
                let line = format!("(SELECT id FROM order_lines WHERE parcel_id = {parcel})");
                Part::Lines(vec![(OrderLineId(self.any(&line).await.unwrap()), 1)])
            }
        };
        if let Err(RefundError::Failed(error)) =
            give_back(&self.shop, ParcelId(parcel), part, &format!("r{step}")).await
        {
            panic!("step {step}: {error:?}");
        }
    }

    async fn advance(&mut self) {
        let Some(id) = self.any("(SELECT id FROM parcels WHERE state <> 'awaiting_payment')").await else { return };
        let state = text(&self.shop, &format!("SELECT state FROM parcels WHERE id = {id}")).await;
        let moves = ParcelState::parse(&state).unwrap().moves();
        let moves: Vec<_> = moves.iter().filter(|to| **to != ParcelState::Placed).collect();
        if moves.is_empty() {
            return;
        }
        // Mostly straight on.
        let to = if self.rng.random_bool(0.8) { moves[0] } else { moves[self.rng.random_range(0..moves.len())] };
        let clerk = self.clerk;
        let mut conn = self.shop.conn().await;
        let outcome: Result<(), market::error::Error> = conn
            .transaction(async |conn| {
                let parcel = ParcelId(id);
                let moved = advance::advance(conn, parcel, *to, By::Clerk(clerk), "").await.unwrap();
                if *to == ParcelState::HandedOver {
                    market::payments::change::back_to_cash(conn, moved.order).await?;
                }
                ended::follow(conn, parcel, Some(clerk)).await.unwrap();
                Ok(())
            })
            .await;
        outcome.unwrap();
    }

    async fn collect(&mut self) {
        let delivered = "(SELECT p.id FROM parcels p JOIN payments y ON y.parcel_id = p.id \
                         WHERE p.state = 'delivered' AND y.method = 'cod' AND y.state = 'due')";
        let Some(id) = self.any(delivered).await else { return };
        let owner = number(&self.shop, &format!("SELECT producer_id FROM parcels WHERE id = {id}")).await;
        let owner = market::kernel::ids::ProducerId(owner);
        let clerk = self.clerk;
        let mut conn = self.shop.conn().await;
        conn.transaction(async |conn| collect::collect(conn, ParcelId(id), owner, With::Household, clerk).await)
            .await
            .unwrap();
    }

    /// How many corrections there were, how many of them gave money back, parcels that were cut, and lines that were weighed.
    async fn happened(&self) -> [i64; 4] {
        [
            number(&self.shop, "SELECT count(*) FROM corrections WHERE NOT gave_up").await,
            number(&self.shop, "SELECT count(*) FROM corrections WHERE refund_id IS NOT NULL").await,
            number(&self.shop, "SELECT count(*) FROM parcels WHERE cut > 0").await,
            number(&self.shop, "SELECT count(*) FROM correction_lines WHERE final_g IS NOT NULL").await,
        ]
    }

    async fn buyer_acts(&mut self) {
        let nth = self.rng.random_range(0..self.orders.len());
        let (code, client) = &self.orders[nth];
        let answer = match self.rng.random_range(0..5) {
            0 => client.post(&format!("/orders/{code}/cancellation"), &[("parcel", "1")]).await,
            1 => client.post(&format!("/orders/{code}/payment"), &[("method", "cod")]).await,
            _ => client.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await,
        };
        assert!(answer.status < 500, "{}", answer.words());
        let page = client.get(&format!("/orders/{code}")).await;
        assert_eq!(page.status, 200, "{}", page.words());
    }
}

#[actix_web::test]
async fn whatever_happens_the_books_add_up() {
    let [operator, direct] = both().await;
    let mut happened = [0; 4];
    for (n, shop) in [operator, direct].into_iter().enumerate() {
        let seed = seed() + n as u64;
        let mut world = open(shop, StdRng::seed_from_u64(seed)).await;
        for step in 0..STEPS {
            let act = if world.orders.is_empty() { 0 } else { world.rng.random_range(0..20) };
            match act {
                0 if world.orders.len() < ORDERS => world.place().await,
                0..6 => world.correct(step).await,
                6..9 => world.pay().await,
                9..11 => world.refund(step).await,
                11..15 => world.advance().await,
                15 | 16 => world.collect().await,
                17 if world.orders.len() < ORDERS => world.place().await,
                _ => world.buyer_acts().await,
            }
            let faults = market::payments::books::faults(&mut *world.shop.conn().await).await.unwrap();
            assert!(faults.is_empty(), "seed {seed}, step {step}, act {act}: {faults:#?}");
        }
        balanced(&world.shop).await;
        sound(&world.shop).await;
        for (n, of_one) in happened.iter_mut().zip(world.happened().await) {
            *n += of_one;
        }
    }
    let [corrected, paid, cut, weighed] = happened;
    assert!(corrected > 10 && paid > 0 && cut > 0 && weighed > 0, "nothing happened: {happened:?}");
}
