//! A thousand random carts, half of them paid to the market and half to the households: what the page says is what is
//! asked, told, shown on the order's page, booked and exported, to the đồng.
//! `CARTS_SEED=n` makes others.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use futures_util::StreamExt as _;
use market::cart::view;
use market::checkout::details::Buyer;
use market::checkout::draft::{Choices, Draft};
use market::checkout::place_order::{Placing, place};
use market::checkout::seen::Seen;
use market::delivery::terms;
use market::kernel::ids::{AccountId, CartId, OrderId, OrderLineId, ParcelId, PaymentId, ProducerId};
use market::kernel::lang::Lang;
use market::kernel::money::Money;
use market::kernel::phone::Phone;
use market::kernel::settlement::Settlement;
use market::ledger::account::Account;
use market::orders::messages::TellOrderPlaced;
use market::orders::pages::OrderCard;
use market::orders::queries;
use market::payments::change::{self, Change};
use market::payments::collect::{self, With};
use market::payments::ended;
use market::payments::payment::Method;
use market::payments::receive::{self, News, Outcome};
use market::payments::refund::{self, Part, RefundError, Wish};
use market::platform::jobs::Job as _;
use market::vouchers::code::Code;
use market::vouchers::find;
use market::vouchers::voucher::{Bearer, Off};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::buyer::{WHO, code, execute, number, put, sound, text};
use super::super::checkout::field;
use super::super::money::support::{balanced, house as paid_house, market_account};
use super::super::support::build::Goods;
use super::super::support::{self, TestShop, build};
use super::support::voucher;

/// In each settlement.
const CARTS: usize = 500;
/// So many more go through the browser's door.
const BY_HTTP: usize = 25;
const HOUSEHOLDS: usize = 8;
/// Of so many, one is followed to the household's money.
const SETTLED: usize = 4;
const AT_ONCE: usize = 6;
/// Hundredths of a percent.
const COMMISSION: i64 = 370;

fn seed() -> u64 {
    std::env::var("CARTS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_124)
}

struct Market {
    shop: TestShop,
    settlement: Settlement,
    houses: Vec<ProducerId>,
    goods: Vec<Goods>,
    codes: Vec<&'static str>,
    clerk: AccountId,
}

async fn open(rng: &mut StdRng, settlement: Settlement) -> Market {
    let shop = support::shop_with(|config| config.settlement = settlement).await;
    if settlement == Settlement::Operator {
        market_account(&shop).await;
    }
    execute(&shop, "UPDATE money_settings SET cod_order_cap = 9e15, cod_phone_cap = 9e15").await;
    execute(&shop, &format!("INSERT INTO commission_rates (from_day, bp) VALUES ('2026-10-01', {COMMISSION})")).await;
    let (mut houses, mut goods) = (Vec::new(), Vec::new());
    for n in 0..HOUSEHOLDS {
        let house = match settlement {
            Settlement::Operator => build::producer(&shop, &format!("Nhà {n}")).await,
            Settlement::Direct => paid_house(&shop, &format!("Nhà {n}")).await,
        };
        // Every second one drives, some for nothing.
        if n % 2 == 0 {
            let fee = rng.random_range(0..3) * 7_000;
            let round = "INSERT INTO rounds (producer_id, commune_code, weekdays, fee) VALUES";
            execute(&shop, &format!("{round} ({house}, '08761', 127, {fee})")).await;
        }
        for kind in 0..3 {
            let price = rng.random_range(1..[2_000, 90_000, 900_000][kind]);
            goods.push(build::goods(&shop, house, &format!("Hàng {n}.{kind}"), price, 1_000_000).await);
        }
        houses.push(house);
    }
    let dong = Money::dong;
    let part = |percent, most: Option<i64>| Off::Percent { percent, most: most.map(dong) };
    voucher(&shop, "MUOI", part(10, Some(30_000)), |_| {}).await;
    voucher(&shop, "BAY", part(7, None), |t| t.minimum = dong(50_000)).await;
    voucher(&shop, "HET", part(100, None), |_| {}).await;
    voucher(&shop, "NAM", Off::Amount(dong(50_001)), |_| {}).await;
    voucher(&shop, "TRIEU", Off::Amount(dong(1_000_003)), |_| {}).await;
    let (a, b, c) = (houses[0], houses[1], houses[2]);
    voucher(&shop, "NHAA", part(33, None), |t| (t.household, t.borne_by) = (Some(a), Bearer::Producer)).await;
    voucher(&shop, "NHAB", Off::Amount(dong(20_000)), |t| (t.household, t.borne_by) = (Some(b), Bearer::Producer))
        .await;
    voucher(&shop, "NHAC", part(100, None), |t| t.household = Some(c)).await;
    let codes = vec!["MUOI", "BAY", "HET", "NAM", "TRIEU", "NHAA", "NHAB", "NHAC"];
    let clerk = build::clerk(&shop).await;
    Market { shop, settlement, houses, goods, codes, clerk }
}

/// What somebody wants to buy.
#[derive(Clone, Debug)]
struct Wanted {
    n: usize,
    goods: Vec<(usize, i32)>,
    code: Option<&'static str>,
    round: bool,
    method: Method,
    /// Of each parcel: how much goes back after it came, in hundredths, by amount or by line.
    back: Option<(i64, bool)>,
}

fn wish(rng: &mut StdRng, market: &Market, n: usize) -> Wanted {
    let mut goods: HashMap<usize, i32> = HashMap::new();
    for _ in 0..rng.random_range(1..=12) {
        goods.insert(rng.random_range(0..market.goods.len()), rng.random_range(1..=9));
    }
    Wanted {
        n,
        goods: goods.into_iter().collect(),
        code: rng.random_bool(0.8).then(|| market.codes[rng.random_range(0..market.codes.len())]),
        round: rng.random_bool(0.5),
        method: match market.settlement {
            Settlement::Operator => Method::ALL[rng.random_range(0..3)],
            // No card can be charged for several households at once.
            Settlement::Direct => [Method::Cod, Method::BankTransfer][rng.random_range(0..2)],
        },
        back: rng.random_bool(0.6).then(|| (rng.random_range(1..=100), rng.random_bool(0.5))),
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Nullable<Integer>)]
    qty: Option<i32>,
    #[diesel(sql_type = Text)]
    state: String,
}

async fn rows(market: &Market, sql: &str) -> Vec<Row> {
    diesel::sql_query(sql).load(&mut market.shop.conn().await).await.unwrap()
}

/// Each buyer has a phone of their own.
fn phone_of(n: usize) -> Phone {
    Phone::parse(&format!("091{:07}", 2_000_000 + n)).unwrap()
}

/// The cart as a page would show it, and the order it becomes. Answers with the order and the page's draft.
async fn place_one(market: &Market, wanted: &Wanted) -> (OrderId, Draft, Option<Bearer>) {
    let shop = &market.shop;
    let mut conn = shop.conn().await;
    let pairs: Vec<String> =
        wanted.goods.iter().map(|(g, qty)| format!("({}, {qty})", market.goods[*g].pack)).collect();
    let cart: Row = diesel::sql_query(format!(
        "WITH c AS (INSERT INTO carts (token_hash) VALUES (sha256('{}')) RETURNING id), \
         l AS (INSERT INTO cart_lines (cart_id, pack_id, qty, seen_price) \
               SELECT c.id, k.id, w.qty, k.price FROM c, (VALUES {}) AS w (pack, qty) JOIN packs k ON k.id = w.pack) \
         SELECT id, 0::bigint AS n, NULL::int AS qty, '' AS state FROM c",
        wanted.n,
        pairs.join(", ")
    ))
    .get_result(&mut conn)
    .await
    .unwrap();
    let today: NaiveDate = shop.ground.clock.today();
    let view = view::load(&mut conn, Some(CartId(cart.id))).await.unwrap();
    let houses: Vec<ProducerId> = view.groups.iter().map(|g| g.producer).collect();
    let terms = terms::load(&mut conn, "08761", &houses, today).await.unwrap();
    let choices: Choices = houses
        .iter()
        .filter(|h| wanted.round && market.houses.iter().position(|own| own == *h).unwrap() % 2 == 0)
        .map(|h| (*h, "round".to_owned()))
        .collect();
    let mut draft = Draft::of(&view, terms.as_ref(), &choices);
    assert!(draft.complete());
    let phone = phone_of(wanted.n);
    let mut taken = None;
    if let Some(name) = wanted.code {
        let code = Code::parse(name).unwrap();
        let found = find::find(&mut conn, &code, Some(&phone)).await.unwrap().unwrap();
        // Refused: too little, or nothing of the household. The buyer empties the field.
        taken = draft.take_off(found).is_ok().then_some(code);
    }
    drop(conn);
    // No card can be charged without Stripe: such an order changes to a card after it was placed.
    let method = if wanted.method == Method::Card { Method::BankTransfer } else { wanted.method };
    let placing = Placing {
        token: format!("{:032x}", wanted.n),
        seen_total: Some(draft.total()),
        seen: Seen::parse(&Seen::of(&draft).write()),
        cart: Some(CartId(cart.id)),
        account: None,
        buyer: Buyer {
            name: "Nguyễn Thu Hà".to_owned(),
            phone: phone_of(wanted.n),
            email: None,
            commune_code: "08761".to_owned(),
            commune_name: "Xã Lập Thạch".to_owned(),
            province_name: "Tỉnh Phú Thọ".to_owned(),
            street: "Thôn Đồi".to_owned(),
            note: String::new(),
        },
        choices,
        voucher: taken,
        method,
        lang: Lang::Vi,
        today,
    };
    let code = place(&shop.ground, &placing).await.unwrap_or_else(|error| panic!("{wanted:?}: {error}"));
    let mut conn = shop.conn().await;
    let order = queries::by_code(&mut conn, &code).await.unwrap().unwrap();
    if wanted.method == Method::Card && draft.total() > Money::ZERO {
        let change = Change { order: order.id, code: &code, wanted: Method::Card, card_minutes: 31 };
        conn.transaction(async |conn| change::change(conn, &change).await).await.unwrap();
    }
    let bearer = draft.voucher.as_ref().map(|v| v.voucher.terms.borne_by);
    (order.id, draft, bearer)
}

/// The order's page says what the checkout's page said, parcel by parcel, and so do payments and tables.
async fn compare(market: &Market, wanted: &Wanted, order: OrderId, draft: &Draft) {
    let mut conn = market.shop.conn().await;
    let row = queries::by_id(&mut conn, order).await.unwrap().unwrap();
    let whole = queries::whole(&mut conn, row).await.unwrap();
    drop(conn);
    let card = OrderCard::of(Lang::Vi, whole);
    let total = draft.total();
    assert!(total >= Money::ZERO);
    assert_eq!(card.order.total, total, "{wanted:?}");
    assert_eq!(card.due + card.paid, total, "{wanted:?}");
    assert_eq!(
        (card.due_goods, card.due_shipping, card.due_discount),
        (draft.goods(), draft.shipping(), draft.discount())
    );
    for (shown, seen) in card.parcels.iter().zip(&draft.parcels) {
        assert_eq!((shown.goods_total, shown.discount), (seen.group.total(), seen.discount()), "{wanted:?}");
        assert_eq!(shown.total, seen.group.total() + seen.fee().unwrap() - seen.discount(), "{wanted:?}");
    }
    let asked = format!("SELECT coalesce(sum(amount), 0) FROM payments WHERE order_id = {order} AND state = 'due'");
    assert_eq!(number(&market.shop, &asked).await, total.amount(), "{wanted:?}");
    let parts = format!(
        "SELECT count(*) FROM parcels p LEFT JOIN (payment_parcels x JOIN payments y ON y.id = x.payment_id AND y.state = 'due') \
           ON x.parcel_id = p.id WHERE p.order_id = {order} AND p.total <> coalesce(x.amount, 0)"
    );
    assert_eq!(number(&market.shop, &parts).await, 0, "{wanted:?}: each parcel is asked for");
}

/// The money comes: what was asked for, by transfer or by card.
async fn pay(market: &Market, order: OrderId) {
    let due = format!(
        "SELECT y.id, y.amount AS n, p.producer_id::int AS qty, y.method AS state \
         FROM payments y LEFT JOIN parcels p ON p.id = y.parcel_id \
         WHERE y.order_id = {order} AND y.state = 'due' AND y.method <> 'cod' ORDER BY y.id"
    );
    for row in rows(market, &due).await {
        assert_eq!(row.qty.is_some(), market.settlement == Settlement::Direct, "whom it is paid to");
        let from = match row.qty {
            Some(house) => Account::WithHousehold(ProducerId(house.into())),
            None if row.state == "card" => Account::Card,
            None => Account::Bank,
        };
        let news = News { payment: PaymentId(row.id), amount: Money::dong(row.n), from, charge: None, by: None };
        let mut conn = market.shop.conn().await;
        let outcome = conn.transaction(async |conn| receive::receive(conn, &news).await).await.unwrap();
        assert_eq!(outcome, Outcome::Paid);
    }
}

/// Cash is taken or the delivery noted, and a part of it goes back; then the books say of the parcel what they must.
async fn settle(
    market: &Market,
    wanted: &Wanted,
    order: OrderId,
    draft: &Draft,
    bearer: Option<Bearer>,
) -> Vec<(ProducerId, Sold)> {
    let mut sold = Vec::new();
    let parcels =
        rows(market, &format!("SELECT id, producer_id AS n, NULL::int AS qty, '' AS state FROM parcels WHERE order_id = {order} ORDER BY number"))
            .await;
    for (row, seen) in parcels.iter().zip(&draft.parcels) {
        let (parcel, house) = (ParcelId(row.id), ProducerId(row.n));
        assert_eq!(house, seen.group.producer);
        let total = seen.group.total() + seen.fee().unwrap() - seen.discount();
        let mut conn = market.shop.conn().await;
        if wanted.method == Method::Cod && total > Money::ZERO {
            let of_carrier = market.settlement == Settlement::Operator && wanted.n % 2 == 1;
            let with = if of_carrier { With::Carrier } else { With::Household };
            let clerk = market.clerk;
            let cash = conn.transaction(async |conn| collect::collect(conn, parcel, house, with, clerk).await).await;
            assert_eq!(cash.unwrap(), total);
        }
        conn.transaction(async |conn| ended::follow(conn, parcel, None).await).await.unwrap();
        drop(conn);
        let goods = seen.group.total() - seen.discount();
        let mut back = Money::ZERO;
        if let Some((hundredths, by_line)) = wanted.back
            && total > Money::ZERO
        {
            let lines = format!(
                "SELECT id, (total - discount) AS n, qty, '' AS state FROM order_lines WHERE parcel_id = {parcel} ORDER BY id LIMIT 1"
            );
            let line = &rows(market, &lines).await[0];
            let part = if by_line {
                Part::Lines(vec![(OrderLineId(line.id), line.qty.unwrap())])
            } else {
                Part::Amount(total.part(hundredths, 100))
            };
            // A line's share of the discount never comes back, its price does: all of what was paid for it.
            let expected = if by_line { Money::dong(line.n) } else { total.part(hundredths, 100) };
            let key = format!("{parcel}");
            let wish = Wish { key, parcel, part, way: None, reason: "hũ vỡ".to_owned(), by: None };
            let mut conn = market.shop.conn().await;
            match conn.transaction(async |conn| refund::refund(conn, &wish).await).await {
                Ok(_) => back = expected,
                Err(RefundError::Nothing) => assert_eq!(expected, Money::ZERO, "{wanted:?}"),
                Err(other) => panic!("{wanted:?}: {other}"),
            }
            drop(conn);
            let written = format!("SELECT coalesce(sum(amount), 0) FROM refunds WHERE parcel_id = {parcel}");
            assert_eq!(number(&market.shop, &written).await, back.amount(), "{wanted:?}");
        }
        let back_goods = back.min(goods);
        let left = books(
            market,
            wanted,
            parcel,
            seen.group.total(),
            seen.discount(),
            seen.fee().unwrap(),
            bearer,
            back_goods,
            back - back_goods,
        )
        .await;
        sold.push((house, left));
    }
    sold
}

/// What is left of a parcel's goods after what went back: the household's revenue, and the commission on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sold {
    revenue: i64,
    commission: i64,
}

impl std::ops::AddAssign for Sold {
    fn add_assign(&mut self, other: Self) {
        self.revenue += other.revenue;
        self.commission += other.commission;
    }
}

/// The month's workbook, read back as a spreadsheet program would, says what was sold, household by household.
async fn exported(market: &Market, sold: &[(ProducerId, Sold)]) {
    let clerk = market.shop.signed_in(market.clerk).await;
    let month = text(&market.shop, "SELECT to_char(now() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')").await;
    let request = clerk.request(reqwest::Method::GET, &format!("/office/money/reports/{month}.xlsx"));
    let file = request.send().await.unwrap().bytes().await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let mut of: HashMap<ProducerId, Sold> = HashMap::new();
    for (house, part) in sold {
        *of.entry(*house).or_default() += *part;
    }
    let mut all = Sold::default();
    of.values().for_each(|part| all += *part);
    let money = |row: &[Data], column: usize| row[column].as_i64().unwrap();
    // Household, revenue, refunded, what is left of it, commission.
    let read = |row: &[Data]| {
        assert_eq!(money(row, 1) - money(row, 2), money(row, 3), "{row:?}");
        Sold { revenue: money(row, 3), commission: money(row, 4) }
    };
    // The column's own head begins with the same word as a household's name here, and has no number.
    let house = |row: &[Data]| row[0].as_string()?.strip_prefix("Nhà ")?.parse::<usize>().ok();
    let rows: Vec<(usize, &[Data])> = sheet.rows().filter_map(|row| Some((house(row)?, row))).collect();
    assert_eq!(rows.len(), of.len(), "a row for each household that sold");
    for (n, row) in &rows {
        assert_eq!(read(row), of[&market.houses[*n]], "{row:?}");
    }
    let total = sheet.rows().next_back().unwrap();
    assert_eq!(read(total), all, "{total:?}");
    let booked = "SELECT -sum(e.amount) FROM entries e WHERE e.account IN ('payable', 'commission', 'vat', 'pit')";
    assert_eq!(number(&market.shop, booked).await, all.revenue, "the workbook's total is the ledger's");
    let commission = "SELECT -sum(amount) FROM entries WHERE account = 'commission'";
    assert_eq!(number(&market.shop, commission).await, all.commission);
}

/// Worked out anew, from the prices alone.
#[expect(clippy::too_many_arguments, reason = "all that a parcel's books depend on")]
async fn books(
    market: &Market,
    wanted: &Wanted,
    parcel: ParcelId,
    goods: Money,
    discount: Money,
    fee: Money,
    bearer: Option<Bearer>,
    back_goods: Money,
    back_fee: Money,
) -> Sold {
    let (net, market_bears) = (goods - discount, bearer == Some(Bearer::Market));
    let by_market = if market_bears { discount } else { Money::ZERO };
    let commission = (net + by_market).part(COMMISSION, 10_000);
    let kept = net - back_goods;
    let left = |amount: Money| if net == Money::ZERO { amount } else { amount.part(kept.amount(), net.amount()) };
    let payable = kept + left(by_market) - left(commission);
    let sql = format!(
        "SELECT 0::bigint AS id, coalesce(sum(amount), 0)::bigint AS n, NULL::int AS qty, account AS state \
         FROM entries WHERE parcel_id = {parcel} GROUP BY account"
    );
    let found: HashMap<String, i64> = rows(market, &sql).await.into_iter().map(|r| (r.state, r.n)).collect();
    let of = |account: &str| found.get(account).copied().unwrap_or_default();
    let what = format!("{wanted:?}, parcel {parcel}: {found:?}");
    assert_eq!(of("held"), 0, "{what}");
    assert_eq!(-of("payable"), payable.amount(), "{what}");
    assert_eq!(-of("delivery"), (fee - back_fee).amount(), "{what}");
    assert_eq!(-of("commission"), left(commission).amount(), "{what}");
    assert_eq!(of("vouchers"), left(by_market).amount(), "{what}");
    assert_eq!(-of("refunds_due"), (back_goods + back_fee).amount(), "{what}");
    // Paid = payable + commission + delivery + refunds - what the market adds.
    let paid = -of("payable") - of("delivery") - of("commission") - of("refunds_due") - of("vouchers");
    assert_eq!(paid, (net + fee).amount(), "{what}");
    Sold { revenue: (kept + left(by_market)).amount(), commission: left(commission).amount() }
}

/// The buyer is told the sum that the page said.
async fn told(market: &Market, totals: &HashMap<OrderId, Money>) {
    let sql = "SELECT o.id, o.total AS n, NULL::int AS qty, m.body AS state FROM orders o \
               JOIN messages m ON m.dedupe_key = 'order-placed:' || o.id || ':sms'";
    let told = rows(market, sql).await;
    assert_eq!(told.len(), totals.len(), "everybody is told once");
    for row in told {
        let total = totals[&OrderId(row.id)];
        assert_eq!(row.n, total.amount());
        let words = total.to_string().replace('\u{a0}', " ");
        assert!(row.state.contains(&format!(" {words}")), "{words}: {}", row.state);
    }
}

#[actix_web::test]
async fn five_hundred_carts_paid_to_the_market_add_up_to_the_dong() {
    carts_add_up(Settlement::Operator).await;
}

#[actix_web::test]
async fn five_hundred_carts_paid_to_the_households_add_up_to_the_dong() {
    carts_add_up(Settlement::Direct).await;
}

async fn carts_add_up(settlement: Settlement) {
    // Other carts than in the other settlement.
    let mut rng = StdRng::seed_from_u64(seed() + u64::from(settlement == Settlement::Direct));
    let market = open(&mut rng, settlement).await;
    let wishes: Vec<Wanted> = (0..CARTS).map(|n| wish(&mut rng, &market, n)).collect();
    let market = &market;
    let placed: Vec<(Wanted, OrderId, Draft, Option<Bearer>)> = futures_util::stream::iter(wishes)
        .map(|wanted| async move {
            let (order, draft, bearer) = place_one(market, &wanted).await;
            compare(market, &wanted, order, &draft).await;
            pay(market, order).await;
            (wanted, order, draft, bearer)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let shop = &market.shop;
    balanced(shop).await;
    sound(shop).await;
    let with = placed.iter().filter(|(.., draft, _)| draft.voucher.is_some()).count();
    assert!(with > CARTS / 2, "the carts are not varied: {with} with a voucher");
    let used = number(shop, "SELECT sum(used) FROM vouchers").await;
    assert_eq!(used, i64::try_from(with).unwrap(), "once for each order");
    assert_eq!(number(shop, "SELECT count(*) FROM voucher_uses").await, used);
    let off: Money = placed.iter().map(|(.., draft, _)| draft.discount()).sum();
    assert_eq!(number(shop, "SELECT sum(amount) FROM voucher_uses").await, off.amount());
    // The one job that tells the sums; sending six thousand messages proves nothing more.
    for (_, order, ..) in &placed {
        TellOrderPlaced { order: *order }.run(shop.ground.clone()).await.unwrap();
    }
    told(market, &placed.iter().map(|(_, order, draft, _)| (*order, draft.total())).collect()).await;

    // Everything comes; the money becomes the households', and a part of it goes back.
    for state in ["confirmed", "packed", "handed_over"] {
        execute(shop, &format!("UPDATE parcels SET state = '{state}'")).await;
    }
    execute(shop, "UPDATE parcels SET state = 'delivered', delivered_at = now()").await;
    let sold: Vec<Vec<(ProducerId, Sold)>> = futures_util::stream::iter(placed.iter().step_by(SETTLED))
        .map(|(wanted, order, draft, bearer)| settle(market, wanted, *order, draft, *bearer))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    balanced(shop).await;
    exported(market, &sold.concat()).await;
}

#[actix_web::test]
async fn what_a_browser_is_shown_is_what_is_asked() {
    for settlement in [Settlement::Operator, Settlement::Direct] {
        shown_is_asked(settlement).await;
    }
}

async fn shown_is_asked(settlement: Settlement) {
    let mut rng = StdRng::seed_from_u64(seed());
    let market = open(&mut rng, settlement).await;
    for n in 0..BY_HTTP {
        let wanted = wish(&mut rng, &market, n);
        let buyer = market.shop.guest();
        for (goods, qty) in &wanted.goods {
            put(&buyer, market.goods[*goods], *qty).await;
        }
        let page = buyer.get("/checkout").await;
        let mut fields = WHO.to_vec();
        fields.extend([("step", "quote"), ("voucher", wanted.code.unwrap_or_default())]);
        let mut page = buyer.submit(&page, "/checkout", &fields).await;
        if page.status == 422 {
            page = buyer.submit(&page, "/checkout", &[("voucher", ""), ("step", "quote")]).await;
        }
        assert_eq!(page.status, 200, "{wanted:?}: {}", page.words());
        let shown = page.texts("#sum-box .total dd")[0].clone();
        let method = if wanted.method == Method::Cod { "cod" } else { "bank_transfer" };
        let placed = code(&buyer.submit(&page, "/checkout", &[("payment", method)]).await);
        let order = buyer.get(&format!("/orders/{placed}")).await;
        let due = order.texts("section .sum .total dd").pop().unwrap();
        assert_eq!(due, shown, "{wanted:?}");
        let asked = format!(
            "SELECT coalesce(sum(y.amount), 0) FROM payments y JOIN orders o ON o.id = y.order_id WHERE o.code = '{placed}'"
        );
        let asked = Money::dong(number(&market.shop, &asked).await);
        assert_eq!(asked.to_string().replace('\u{a0}', " "), shown, "{wanted:?}");
        assert_eq!(field(&page, "seen_total"), asked.amount().to_string());
        if method == "bank_transfer" && asked > Money::ZERO && settlement == Settlement::Operator {
            assert!(order.texts(".transfer").join(" ").contains(&shown), "{}", order.words());
        }
    }
    sound(&market.shop).await;
}
