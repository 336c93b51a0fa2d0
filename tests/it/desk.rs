//! The household's desk: one button after the other from the order to the cash, and nobody else's parcels.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel_async::RunQueryDsl;
use market::kernel::ids::{AccountId, PackId, ParcelId};
use market::orders::parcel::ParcelState;

use crate::support::placed::{self, Parcel, Placed};
use crate::support::{self, Answer, Client, TestShop, build};

/// What the database holds about a parcel and its first pack.
#[derive(QueryableByName, Debug, PartialEq, Eq)]
pub struct Facts {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub payment: String,
    #[diesel(sql_type = BigInt)]
    pub settled_by: i64,
    #[diesel(sql_type = Array<Text>)]
    pub diary: Vec<String>,
    #[diesel(sql_type = Integer)]
    pub on_hand: i32,
    #[diesel(sql_type = Integer)]
    pub reserved: i32,
    #[diesel(sql_type = BigInt)]
    pub entries: i64,
}

pub async fn facts(shop: &TestShop, parcel: ParcelId) -> Facts {
    let mut conn = shop.conn().await;
    diesel::sql_query(
        "SELECT p.state, y.state AS payment, coalesce(y.settled_by, 0) AS settled_by, k.on_hand, k.reserved, \
                ARRAY(SELECT to_state FROM parcel_diary d WHERE d.parcel_id = p.id ORDER BY d.id) AS diary, \
                (SELECT sum(qty) FROM stock_entries e WHERE e.pack_id = k.id)::bigint AS entries \
         FROM parcels p JOIN payments y ON y.parcel_id = p.id \
         JOIN order_lines l ON l.parcel_id = p.id JOIN packs k ON k.id = l.pack_id WHERE p.id = $1",
    )
    .bind::<BigInt, _>(parcel.0)
    .get_result(&mut conn)
    .await
    .unwrap()
}

/// Every row that a press of a button could touch, as one number.
pub async fn everything(shop: &TestShop) -> String {
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = Text)]
        sum: String,
    }
    let mut conn = shop.conn().await;
    let row: Sum = diesel::sql_query(
        "SELECT md5(concat((SELECT string_agg(p::text, ';' ORDER BY id) FROM parcels p), \
                           (SELECT string_agg(d::text, ';' ORDER BY id) FROM parcel_diary d), \
                           (SELECT string_agg(y::text, ';' ORDER BY id) FROM payments y), \
                           (SELECT string_agg(k::text, ';' ORDER BY id) FROM packs k), \
                           (SELECT string_agg(e::text, ';' ORDER BY id) FROM stock_entries e), \
                           (SELECT count(*) FROM events))) AS sum",
    )
    .get_result(&mut conn)
    .await
    .unwrap();
    row.sum
}

async fn sql(shop: &TestShop, statement: &str) {
    let mut conn = shop.conn().await;
    diesel::sql_query(statement).execute(&mut conn).await.unwrap();
}

/// A shop with one household, its member, and an order of two jars.
pub async fn one_order(kind: &str) -> (TestShop, AccountId, Client, Placed, PackId) {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let account = build::member(&shop, producer).await;
    let member = shop.signed_in(account).await;
    let placed = placed::order(&shop, &[(jar, 2)], kind).await;
    (shop, account, member, placed, jar.pack)
}

pub fn state_url(parcel: &Parcel) -> String {
    format!("/sell/parcels/{}/state", parcel.code)
}

/// Presses the one big button of the only parcel on the desk.
pub async fn press(member: &Client, parcel: &Parcel) -> Answer {
    let desk = member.get("/sell").await;
    assert_eq!(desk.status, 200, "{}", desk.body);
    let answer = member.submit(&desk, &state_url(parcel), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer
}

#[actix_web::test]
async fn a_parcel_walks_from_the_order_to_the_cash() {
    let (shop, account, member, placed, _) = one_order("round").await;
    let parcel = &placed.parcels[0];
    let desk = member.get("/sell").await;
    assert!(desk.words().contains("Nguyễn Thu Hà"), "{}", desk.words());
    assert!(desk.words().contains("216.000"), "{}", desk.words());

    press(&member, parcel).await;
    let sheet = member.get("/sell/picking").await;
    assert!(sheet.words().contains("Cá thính trắm, hũ 1 kg"), "{}", sheet.words());
    assert!(sheet.words().contains("0912 345 678") && sheet.words().contains("Gọi trước 15 phút"));
    press(&member, parcel).await;
    assert_eq!(facts(&shop, parcel.id).await.reserved, 2, "packed goods are still promised");
    press(&member, parcel).await;
    let left = facts(&shop, parcel.id).await;
    assert_eq!((left.on_hand, left.reserved, left.entries), (8, 0, 8), "the goods left with the parcel");
    // On the household's own round the first button notes delivery and cash at once.
    press(&member, parcel).await;

    let end = facts(&shop, parcel.id).await;
    assert_eq!(end.state, "delivered");
    assert_eq!((end.payment.as_str(), end.settled_by), ("collected", account.0));
    assert_eq!(end.diary, ["placed", "confirmed", "packed", "handed_over", "delivered"]);
    let desk = member.get("/sell").await;
    assert!(desk.words().contains("Hôm nay chưa có đơn"), "{}", desk.words());
    let page = member.get(&format!("/sell/parcels/{}", parcel.code)).await;
    assert!(page.words().contains("Đã giao") && page.words().contains("Người nhà"), "{}", page.words());
}

#[actix_web::test]
async fn the_carriers_cash_is_collected_days_after_delivery() {
    let (shop, account, member, placed, _) = one_order("carrier").await;
    let parcel = &placed.parcels[0];
    let cash = format!("/sell/parcels/{}/cash", parcel.code);
    let early = member.post(&cash, &[]).await;
    assert_eq!(early.status, 409);
    assert!(early.words().contains("Hàng chưa đi"), "{}", early.words());
    for _ in 0..4 {
        press(&member, parcel).await;
    }
    assert_eq!(facts(&shop, parcel.id).await.payment, "due");
    let desk = member.get("/sell").await;
    assert!(desk.words().contains("Chưa thu tiền"), "{}", desk.words());
    assert_eq!(member.submit(&desk, &cash, &[]).await.status, 303);
    let once = facts(&shop, parcel.id).await;
    assert_eq!((once.payment.as_str(), once.settled_by), ("collected", account.0));
    let before = everything(&shop).await;
    assert_eq!(member.post(&cash, &[]).await.status, 303, "a second press is told so and changes nothing");
    assert_eq!(everything(&shop).await, before);
}

#[actix_web::test]
async fn what_is_stale_or_not_legal_is_refused_in_words_and_writes_nothing() {
    let (shop, _, member, placed, _) = one_order("carrier").await;
    let parcel = &placed.parcels[0];
    let url = state_url(parcel);
    let old_page = member.get("/sell").await;
    press(&member, parcel).await;
    press(&member, parcel).await;
    let before = everything(&shop).await;

    let stale = member.submit(&old_page, &url, &[]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.words().contains("vừa có thay đổi"), "{}", stale.words());
    assert!(stale.words().contains("Đã đóng gói"), "the page shows how it stands now: {}", stale.words());

    for (from, to, status) in [
        ("packed", "delivered", 409),
        ("packed", "confirmed", 409),
        ("packed", "cancelled", 409),
        ("placed", "cancelled", 409),
        ("packed", "packed", 409),
        ("placed", "unfulfillable", 409),
        ("packed", "PACKED", 422),
        ("", "handed_over", 422),
        ("packed", "", 422),
    ] {
        let answer = member.post(&url, &[("from", from), ("to", to), ("reason", "short")]).await;
        assert_eq!(answer.status, status, "{from} to {to}: {}", answer.words());
        assert_eq!(answer.texts("[role=alert]").len(), 1, "{from} to {to} says why");
        assert_eq!(everything(&shop).await, before, "{from} to {to} wrote something");
    }
    for fields in [
        [("from", "packed"), ("to", "unfulfillable"), ("reason", "")],
        [("from", "packed"), ("to", "unfulfillable"), ("reason", "bored")],
        [("from", "packed"), ("to", "unfulfillable"), ("reason", "other")],
    ] {
        let answer = member.post(&url, &fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert_eq!(answer.texts(".why").len(), 1, "{fields:?}: {}", answer.words());
        assert_eq!(everything(&shop).await, before, "{fields:?}");
    }
}

#[actix_web::test]
async fn what_cannot_be_delivered_goes_back_to_stock_once_and_owes_nothing() {
    let (shop, account, member, placed, _) = one_order("round").await;
    let parcel = &placed.parcels[0];
    let url = state_url(parcel);
    press(&member, parcel).await;
    assert_eq!(facts(&shop, parcel.id).await.reserved, 2);
    let fields = [("from", "confirmed"), ("to", "unfulfillable"), ("reason", "other"), ("words", "Hũ vỡ <b>hết</b>")];
    assert_eq!(member.post(&url, &fields).await.status, 303);
    let end = facts(&shop, parcel.id).await;
    assert_eq!((end.on_hand, end.reserved, end.entries), (10, 0, 10));
    assert_eq!((end.payment.as_str(), end.settled_by), ("void", account.0));
    let before = everything(&shop).await;
    assert_eq!(member.post(&url, &fields).await.status, 303, "already done");
    assert_eq!(everything(&shop).await, before);
    let page = member.get(&format!("/sell/parcels/{}", parcel.code)).await;
    assert!(page.words().contains("Lý do khác: Hũ vỡ <b>hết</b>"), "{}", page.words());
}

#[actix_web::test]
async fn a_parcel_whose_cash_is_in_cannot_be_refused_any_more() {
    let (shop, _, member, placed, _) = one_order("round").await;
    let parcel = &placed.parcels[0];
    for _ in 0..3 {
        press(&member, parcel).await;
    }
    assert_eq!(member.post(&format!("/sell/parcels/{}/cash", parcel.code), &[]).await.status, 303);
    let before = everything(&shop).await;
    let answer = member.post(&state_url(parcel), &[("from", "handed_over"), ("to", "refused")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.words().contains("đã thu rồi"), "{}", answer.words());
    assert_eq!(everything(&shop).await, before);
}

#[actix_web::test]
async fn two_members_press_the_same_button_and_the_parcel_moves_once() {
    let (shop, _, first, placed, _) = one_order("carrier").await;
    let parcel = &placed.parcels[0];
    let second = shop.signed_in(build::member(&shop, parcel.producer).await).await;
    let url = state_url(parcel);
    let fields = [("from", "placed"), ("to", "confirmed")];
    for round in 0..5 {
        let (a, b) = futures_util::join!(first.post(&url, &fields), second.post(&url, &fields));
        assert_eq!((a.status, b.status), (303, 303), "round {round}");
    }
    assert_eq!(facts(&shop, parcel.id).await.diary, ["placed", "confirmed"]);
}

/// Every route below `prefix`, as `routes` has it: method and path.
pub fn routes(prefix: &str) -> Vec<(&'static str, &'static str)> {
    let source = concat!(
        include_str!("../../src/routes/mod.rs"),
        include_str!("../../src/routes/sell.rs"),
        include_str!("../../src/routes/office.rs")
    );
    let mut found = Vec::new();
    for rest in source.split(".route(").skip(1) {
        let path = rest.split('"').nth(1).unwrap();
        let after = rest.split_once(&format!("\"{path}\"")).unwrap().1;
        let method = if after.trim_start_matches([',', ' ', '\n']).starts_with("get()") { "GET" } else { "POST" };
        if path == prefix || path.starts_with(&format!("{prefix}/")) {
            found.push((method, path));
        }
    }
    assert!(found.len() >= 7, "{found:?}");
    found
}

/// A route's path with the first of the tables that stand on one page: `{table:a|b}` becomes `a`.
pub fn first_table(path: &str) -> String {
    let Some((before, rest)) = path.split_once("{table:") else { return path.to_owned() };
    let (tables, after) = rest.split_once('}').unwrap();
    format!("{before}{}{after}", tables.split('|').next().unwrap())
}

/// What `payouts::desks` looks at.
pub fn about_money(path: &str) -> bool {
    path.contains("/money") || path.ends_with("/refund")
}

/// What `listing::foreign` looks at.
pub fn about_goods(path: &str) -> bool {
    path.contains("/sell/products") || path.contains("/office/listings")
}

/// What `packing` looks at: a stream without an end, pages of no box at all, pictures that are not there.
fn about_packing(path: &str) -> bool {
    matches!(path, "/sell/live" | "/sell/labels") || path.ends_with("/photo")
}

/// What `vouchers::office` looks at.
fn about_vouchers(path: &str) -> bool {
    path.starts_with("/office/vouchers/{")
}

/// What `imports::foreign` looks at.
pub fn about_imports(path: &str) -> bool {
    path.starts_with("/sell/import/{")
}

/// What `complaints` and `reviews` look at.
fn about_complaints(path: &str) -> bool {
    let complaints = path.contains("/complaints/") || path.ends_with("/complaint");
    complaints || path.contains("/reviews/") || path.starts_with("/office/takedowns/{")
}

/// What `reports::monthly` looks at.
fn about_monthly_reports(path: &str) -> bool {
    path.starts_with("/office/reports/monthly/{")
}

/// What `inbox::rights` looks at.
fn about_the_inbox(path: &str) -> bool {
    path.starts_with("/office/inbox/") || path.starts_with("/office/flags/")
}

/// What `safety::rights` tries with every role.
fn by_role(path: &str) -> bool {
    ["/office/setup", "/office/people/", "/office/jobs/checks/"].iter().any(|start| path.starts_with(start))
}

/// What has a test of its own for who may open it.
fn elsewhere(path: &str) -> bool {
    let goods = about_goods(path) || about_imports(path) || about_complaints(path) || about_the_inbox(path);
    let office = about_vouchers(path) || about_monthly_reports(path) || about_promotion(path) || by_role(path);
    goods || office || about_money(path) || about_packing(path) || about_households(path)
}

/// What `certificates::desk`, `spotlights::desk`, `news`, `broadcasts` and `posters` look at.
fn about_promotion(path: &str) -> bool {
    ["certificates", "spotlights", "collections", "news", "pages", "broadcasts", "posters"]
        .iter()
        .any(|desk| path.strip_prefix("/office/").is_some_and(|rest| rest.starts_with(desk)))
}

/// What `households::desks` looks at: not the files of what a household has, which more clerks may read.
pub fn about_households(path: &str) -> bool {
    ["/sell/household/", "/sell/join", "/sell/take-over", "/office/producers/", "/office/acting/"].iter().any(|begin| {
        path.starts_with(begin) && path != "/office/producers/{slug}" && !path.ends_with(".{kind:xlsx|csv}")
    })
}

pub async fn call(client: &Client, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    if method == "GET" { client.get(path).await } else { client.post(path, fields).await }
}

#[actix_web::test]
async fn no_household_sees_or_moves_anothers_parcel_by_any_url_or_form() {
    let (shop, _, _, placed, _) = one_order("carrier").await;
    let theirs = &placed.parcels[0];
    let mine = build::producer(&shop, "Nhà bên cạnh").await;
    let jar = build::goods(&shop, mine, "Mật ong", 150_000, 5).await;
    let own = placed::order(&shop, &[(jar, 1)], "carrier").await;
    let neighbour = shop.signed_in(build::member(&shop, mine).await).await;
    let before = everything(&shop).await;
    let id = theirs.id.to_string();
    let household = theirs.producer.to_string();
    let forged = [
        ("from", "placed"),
        ("to", "confirmed"),
        ("cash", "1"),
        ("reason", "short"),
        ("household", household.as_str()),
        ("producer", household.as_str()),
        ("producer_id", household.as_str()),
        ("parcel", id.as_str()),
        ("role", "admin"),
    ];
    for (method, path) in routes("/sell").into_iter().filter(|(_, path)| !elsewhere(path)) {
        let one = path.contains('{') || matches!((method, path), ("POST", "/sell/household" | "/sell/picking/ticks"));
        for code in [theirs.code.as_str(), id.as_str(), placed.code.as_str(), "LT0000000-1", "-1", "x-99999999999"] {
            let url = path.replace("{code}", code).replace("{id}", code).replace("{lot}", code);
            let url = url.replace("{pack}", code).replace("{harvest}", code);
            assert!(!url.contains('{'), "this test does not know how to fill {path}");
            for query in [String::new(), format!("?household={household}&producer={household}")] {
                let answer = call(&neighbour, method, &format!("{url}{query}"), &forged).await;
                // What writes something of one's own takes none of these fields for it.
                let refused = !one && method == "POST" && (400..500).contains(&answer.status);
                assert!(
                    refused || answer.status == if one { 404 } else { 200 },
                    "{method} {url}{query}: {}",
                    answer.status
                );
                // A page repeats its own address, in its link to the other language; in a packed file any two letters stand.
                let packed = answer.header("content-type").contains("spreadsheetml");
                let named = !packed && answer.body.replace(&url, "").contains(&theirs.code);
                assert!(!named, "{method} {url} names the other's parcel");
                assert!(!answer.body.contains("Cá thính trắm"), "{method} {url} names the other's goods");
            }
        }
    }
    assert_eq!(everything(&shop).await, before);
    // The same forged fields on one's own parcel do nothing to the other's.
    let answer = neighbour.post(&state_url(&own.parcels[0]), &forged).await;
    assert_eq!(answer.status, 303);
    assert_eq!(facts(&shop, theirs.id).await.state, "placed");
    assert_eq!(facts(&shop, own.parcels[0].id).await.payment, "due");
    // A forged cookie chooses only among one's own.
    let cookie = neighbour.request(reqwest::Method::GET, "/sell").header("cookie", format!("household={household}"));
    assert!(!neighbour.send(cookie).await.body.contains(&theirs.code));
}

#[actix_web::test]
async fn each_desk_opens_to_its_own_people_only() {
    let (shop, _, member, placed, pack) = one_order("carrier").await;
    sql(&shop, "INSERT INTO jobs (kind, payload, dead_at, attempts) VALUES ('lost', '{}', now(), 8)").await;
    let parcel = &placed.parcels[0];
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    let guest = shop.guest();
    let harvest = crate::harvest::ahead::window(&shop, pack, 5_000).await.to_string();
    let before = everything(&shop).await;
    #[derive(QueryableByName)]
    struct Names {
        #[diesel(sql_type = Text)]
        slug: String,
        #[diesel(sql_type = BigInt)]
        job: i64,
    }
    let mut conn = shop.conn().await;
    let names: Names =
        diesel::sql_query("SELECT p.slug, j.id AS job FROM producers p, jobs j WHERE j.dead_at IS NOT NULL")
            .get_result(&mut conn)
            .await
            .unwrap();
    let lot = crate::trace::support::lot(&shop, parcel.producer).await.code;
    let fields = [("from", "placed"), ("to", "confirmed")];
    for prefix in ["/sell", "/office"] {
        for (method, path) in routes(prefix).into_iter().filter(|(_, path)| !elsewhere(path)) {
            let code = if prefix == "/sell" { &parcel.code } else { &placed.code };
            let url = first_table(path).replace("{code}", code).replace("{slug}", &names.slug).replace("{lot}", &lot);
            let url = url.replace("{kind:xlsx|csv}", "csv");
            let url = url.replace("{id}", &names.job.to_string()).replace("{id:[0-9]{1,18}}", &names.job.to_string());
            let url = url.replace("{pack}", &pack.to_string()).replace("{harvest}", &harvest);
            assert!(!url.contains('{'), "this test does not know how to fill {path}");
            let insider = if prefix == "/sell" { &member } else { &clerk };
            let outsider = if prefix == "/sell" { &clerk } else { &member };
            let answer = call(&guest, method, &url, &fields).await;
            assert_eq!(answer.status, 303, "guest {method} {url}");
            assert!(answer.location().unwrap().starts_with("/account/sign-in?next="), "guest {method} {url}");
            assert_eq!(call(&buyer, method, &url, &fields).await.status, 403, "buyer {method} {url}");
            assert_eq!(call(outsider, method, &url, &fields).await.status, 403, "outsider {method} {url}");
            if method == "GET" {
                let answer = insider.get(&url).await;
                assert_eq!(answer.status, 200, "insider {url}: {}", answer.body);
                // A file to take along is no page.
                if answer.header("content-type").starts_with("text/html") {
                    assert_eq!(answer.texts("h1").len(), 1, "{url} has one h1");
                }
            }
        }
    }
    assert_eq!(everything(&shop).await, before, "nobody wrote anything");
    let foreign = member.post_from("https://evil.example", &state_url(parcel), &fields).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(everything(&shop).await, before);
}

#[actix_web::test]
async fn the_program_and_the_database_know_the_same_legal_moves() {
    #[derive(QueryableByName)]
    struct Move {
        #[diesel(sql_type = Text)]
        from_state: String,
        #[diesel(sql_type = Text)]
        to_state: String,
    }
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    let rows: Vec<Move> =
        diesel::sql_query("SELECT from_state, to_state FROM parcel_moves").load(&mut conn).await.unwrap();
    let mut in_sql: Vec<(String, String)> = rows.into_iter().map(|m| (m.from_state, m.to_state)).collect();
    let mut in_code: Vec<(String, String)> = ParcelState::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(|to| (from.as_str().to_owned(), to.as_str().to_owned())))
        .collect();
    in_sql.sort();
    in_code.sort();
    assert_eq!(in_sql, in_code);
}

#[actix_web::test]
async fn a_buyers_phone_and_street_are_hidden_30_days_after_the_end() {
    let (shop, _, member, placed, _) = one_order("round").await;
    let parcel = &placed.parcels[0];
    let url = format!("/sell/parcels/{}", parcel.code);
    for _ in 0..4 {
        press(&member, parcel).await;
    }
    let fresh = member.get(&url).await;
    assert!(fresh.body.contains("0912 345 678") && fresh.body.contains("Số 12 ngõ Đồi"));
    sql(&shop, "UPDATE parcels SET state_since = now() - interval '31 days'").await;
    let old = member.get(&url).await;
    for secret in ["0912 345", "+84912345678", "Số 12 ngõ Đồi", "Gọi trước"] {
        assert!(!old.body.contains(secret), "{secret} still shows");
    }
    assert!(old.words().contains("•••• ••• 678") && old.words().contains("Xã Lập Thạch"), "{}", old.words());
    let list = member.get("/sell/parcels").await;
    assert!(!list.body.contains("0912 345") && !list.body.contains("Số 12 ngõ Đồi"));
}

#[actix_web::test]
async fn a_full_desk_costs_no_more_queries_than_an_empty_one() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà đông khách").await;
    let jar = build::goods(&shop, producer, "Mật ong", 150_000_000, 100).await;
    let comb = build::goods(&shop, producer, "Sáp ong", 1_000, 100).await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let mut code = String::new();
    for _ in 0..25 {
        code = placed::order(&shop, &[(jar, 1), (comb, 2)], "pickup").await.parcels[0].code.clone();
    }
    let desk = member.get("/sell").await;
    assert!(desk.words().contains("25 chờ nhận đơn"), "{}", desk.words());
    assert!(desk.body.contains("150.022.000\u{a0}₫"), "a big sum shows whole");
    let one = format!("/sell/parcels/{code}");
    for path in ["/sell", "/sell/picking", "/sell/parcels", "/sell/parcels?state=placed", one.as_str()] {
        member.get(path).await;
        let before = shop.ground.db.queries();
        assert_eq!(member.get(path).await.status, 200);
        let spent = shop.ground.db.queries() - before;
        assert!(spent <= 9, "{path} took {spent} queries");
    }
    let first = member.get("/sell/parcels").await;
    let next = first.attributes("a[rel=next]", "href");
    let second = member.get(&next[0]).await;
    let all: std::collections::BTreeSet<String> =
        [&first, &second].iter().flat_map(|page| page.texts("tbody th a")).collect();
    assert_eq!(all.len(), 25, "two pages show each parcel once");
    assert!(second.attributes("a[rel=next]", "href").is_empty());
}

#[actix_web::test]
async fn a_member_of_two_households_turns_from_one_desk_to_the_other() {
    let (shop, account, member, placed, _) = one_order("carrier").await;
    let other = build::producer(&shop, "Vườn ông Bền").await;
    sql(&shop, &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {other}, 'owner')"))
        .await;
    let guava = build::goods(&shop, other, "Ổi lê", 30_000, 9).await;
    let second = placed::order(&shop, &[(guava, 3)], "carrier").await;
    let desk = member.get("/sell").await;
    assert!(desk.body.contains(&placed.parcels[0].code) && !desk.body.contains(&second.parcels[0].code));
    let turned = member.post("/sell/household", &[("household", &other.to_string())]).await;
    assert_eq!(turned.status, 303);
    let desk = member.get("/sell").await;
    assert!(desk.body.contains(&second.parcels[0].code) && !desk.body.contains(&placed.parcels[0].code));
    // A link to a parcel of the first one still opens, and says whose it is.
    let page = member.get(&format!("/sell/parcels/{}", placed.parcels[0].code)).await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("Gói của Cá thính Bà Lụa"), "{}", page.words());
}
