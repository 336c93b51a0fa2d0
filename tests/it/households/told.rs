//! Whatever a clerk does at a household's desk says in the log what stood there before and what stands there now.

use std::collections::BTreeSet;

use market::orders::receipt;
use market::platform::secrets;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::*;
use crate::complaints::{Sold, complain, delivered, sold};
use crate::listing::{FISH, fill, photo, setting};
use crate::packing::support::line;
use crate::safety::walk;
use crate::support::{self, exif};
use crate::{imports, reviews};

const WHY: [(&str, &str); 1] = [("act_why", "Chủ nhà gọi nhờ")];

/// These change nothing of the household's: whose desk it is, and what no clerk does in a household's place.
const NOTHING: [&str; 3] = ["/sell/household", "/sell/household/bank", "/sell/money/received"];
/// And these are nobody's desk yet.
const NO_DESK: [&str; 2] = ["/sell/join", "/sell/take-over"];

const PARCELS: [&str; 8] = [
    "/sell/picking/ticks",
    "/sell/parcels/{code}/state",
    "/sell/parcels/{code}/cash",
    "/sell/parcels/{code}/correction",
    "/sell/parcels/{code}/handover",
    "/sell/parcels/{code}/receive",
    "/sell/parcels/{code}/photo",
    "/sell/parcels/{code}/lots",
];
const GOODS: [&str; 19] = [
    "/sell/products/new",
    "/sell/products/{id:[0-9]{1,18}}",
    "/sell/products/{id:[0-9]{1,18}}/shelf",
    "/sell/products/{id:[0-9]{1,18}}/revision",
    "/sell/products/{id:[0-9]{1,18}}/pictures",
    "/sell/products/{id:[0-9]{1,18}}/pictures/act",
    "/sell/products/{id:[0-9]{1,18}}/packs",
    "/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}",
    "/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}/withdraw",
    "/sell/stock/grid",
    "/sell/stock/{pack}",
    "/sell/stock/{pack}/how",
    "/sell/harvests/new",
    "/sell/harvests/{harvest}",
    "/sell/harvests/{harvest}/close",
    "/sell/harvests/{harvest}/delay",
    "/sell/import",
    "/sell/import/{id}",
    "/sell/import/{id}/rows",
];
const FARM: [&str; 8] = [
    "/sell/trace/diary",
    "/sell/trace/diary/{id}/strike",
    "/sell/trace/plots",
    "/sell/trace/plots/{id}/state",
    "/sell/trace/lots/new",
    "/sell/trace/lots/{lot}/diary",
    "/sell/trace/lots/{lot}/recall",
    "/sell/trace/lots/{lot}/note",
];
const HOUSE: [&str; 10] = [
    "/sell/household/facts",
    "/sell/household/terms",
    "/sell/household/identity",
    "/sell/household/papers",
    "/sell/household/again",
    "/sell/household/holiday",
    "/sell/household/points",
    "/sell/household/members/{account:[0-9]{1,18}}",
    "/sell/household/invites",
    "/sell/household/invites/{id:[0-9]{1,18}}/void",
];
const ROUNDS: [&str; 3] = [
    "/sell/household/rounds",
    "/sell/household/rounds/{id:[0-9]{1,18}}",
    "/sell/household/rounds/{id:[0-9]{1,18}}/state",
];
const ANSWERS: [&str; 4] = [
    "/sell/reviews/{id:[0-9]{1,18}}",
    "/sell/reviews/{id:[0-9]{1,18}}/report",
    "/sell/complaints/{id:[0-9]{1,18}}",
    "/sell/complaints/{id:[0-9]{1,18}}/replacement",
];

/// A walk over some of the routes of the desk.
struct Walk<'a> {
    shop: &'a TestShop,
    left: BTreeSet<&'static str>,
}

impl<'a> Walk<'a> {
    fn over(shop: &'a TestShop, routes: &[&'static str]) -> Self {
        Walk { shop, left: routes.iter().copied().collect() }
    }

    /// Presses, is let on, and finds just these acts in the log, each with its facts.
    async fn told(&mut self, route: &'static str, acts: &str, pressed: impl Future<Output = Answer>) -> Answer {
        let last = number(self.shop, "SELECT coalesce(max(id), 0) AS n FROM acts").await;
        let answer = pressed.await;
        assert!([200, 303].contains(&answer.status), "{route}: {} {}", answer.status, answer.words());
        let since = format!("FROM acts WHERE id > {last} AND on_behalf AND act <> 'behalf.request'");
        let named = format!("SELECT coalesce(string_agg(act, ' ' ORDER BY id), '') AS word {since}");
        assert_eq!(word(self.shop, &named).await, acts, "{route}");
        let silent = format!(
            "SELECT coalesce(string_agg(act, ' '), '') AS word {since} \
             AND coalesce(before, '{{}}') = '{{}}' AND coalesce(after, '{{}}') = '{{}}'"
        );
        assert_eq!(word(self.shop, &silent).await, "", "{route} says not what it changed");
        self.left.remove(route);
        answer
    }

    /// What the latest act of this name says of a fact: before, and after.
    async fn moved(&self, act: &str, fact: &str) -> String {
        walk::moved(self.shop, act, fact).await
    }

    async fn done(self) {
        assert_eq!(self.left, BTreeSet::new(), "these were never tried");
        walk::named(self.shop).await;
        let kept = "SELECT coalesce(string_agg(concat(before, after), ' '), '') AS word FROM acts";
        let kept = word(self.shop, kept).await;
        for secret in ["912000111", "912 000 111", "912345678", "912 345 678", "+84", "00123456", "025184001234"] {
            assert!(!kept.contains(secret), "{secret} stands in the log: {kept}");
        }
    }
}

/// A clerk at the desk of this household.
async fn acting(shop: &TestShop, house: ProducerId) -> Client {
    let clerk = shop.signed_in(clerk_as(shop, "admin").await).await;
    let path = format!("/office/producers/{}/act", slug(shop, house).await);
    assert_eq!(clerk.post(&path, &WHY).await.status, 303);
    clerk
}

async fn upload(client: &Client, path: &str, fields: &[(&str, &str)], file: Option<(&'static str, Vec<u8>)>) -> Answer {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if let Some((name, bytes)) = file {
        form = form.part(name, Part::bytes(bytes).file_name("anh.jpg"));
    }
    client.send(client.request(Method::POST, path).multipart(form)).await
}

#[test]
fn every_press_of_the_desk_is_walked() {
    let mut walked: Vec<&str> = Vec::new();
    for routes in [&PARCELS[..], &GOODS, &FARM, &HOUSE, &ROUNDS, &ANSWERS, &NOTHING, &NO_DESK] {
        walked.extend(routes);
    }
    walked.sort_unstable();
    let presses = crate::desk::routes("/sell").into_iter().filter(|(method, _)| *method == "POST");
    let mut presses: Vec<&str> = presses.map(|(_, path)| path).collect();
    presses.sort_unstable();
    assert_eq!(walked, presses);
}

#[actix_web::test]
async fn a_parcel_is_told_as_it_was_and_as_it_is() {
    let sold = sold(support::shop().await).await;
    let (shop, id) = (&sold.shop, sold.parcel);
    let clerk = acting(shop, sold.house).await;
    let mut walk = Walk::over(shop, &PARCELS);
    let at = |what: &str| format!("/sell/parcels/G{id}/{what}");
    let moving = |from: &'static str, to: &'static str| [("from", from), ("to", to)];
    let [_, state, cash, correction, handover, receive, picture, lots] = PARCELS;

    walk.told(state, "parcel.moved", clerk.post(&at("state"), &moving("placed", "confirmed"))).await;
    assert_eq!(walk.moved("parcel.moved", "state").await, "placed|confirmed");
    let (key, short) = (secrets::form_token(), format!("short-{}", line(shop, id, 0).await));
    let missing = [("key", key.as_str()), (&short, "1"), ("reason", "short"), ("words", "Vỡ một lọ")];
    walk.told(correction, "parcel.corrected", clerk.post(&at("correction"), &missing)).await;
    assert_eq!(walk.moved("parcel.corrected", "goods").await, r#"["2 × Mật ong, hũ 1 kg"]|["1 × Mật ong, hũ 1 kg"]"#);
    assert_eq!(walk.moved("parcel.corrected", "parcel_reason").await, "short");
    assert_eq!(walk.moved("parcel.corrected", "said").await, "Vỡ một lọ");
    let code = format!("G{id}");
    let tick = [("parcel", code.as_str()), ("all", "1"), ("on", "1")];
    walk.told(PARCELS[0], "parcel.ticked", clerk.post("/sell/picking/ticks", &tick)).await;
    let page = clerk.get(&at("lots")).await;
    walk.told(lots, "parcel.lots", clerk.submit(&page, &at("lots"), &[])).await;
    assert!(walk.moved("parcel.lots", "lots").await.contains("1 × Mật ong: "));
    walk.told(state, "parcel.moved", clerk.post(&at("state"), &moving("confirmed", "packed"))).await;
    let coach = [
        ("kind", "coach"),
        ("plate", "88b 01234"),
        ("phone", "0912 000 111"),
        ("station", "Bến xe Vĩnh Yên"),
        ("day", "2026-11-24"),
        ("time", "14h00"),
    ];
    walk.told(handover, "parcel.handover parcel.moved", clerk.post(&at("handover"), &coach)).await;
    assert_eq!(walk.moved("parcel.handover", "station").await, "Bến xe Vĩnh Yên");
    walk.told(picture, "parcel.photo", upload(&clerk, &at("photo"), &[], Some(("photo", exif::with_gps())))).await;
    let door = receipt::code(&shop.ground.config.secret_key, id);
    walk.told(receive, "parcel.moved", clerk.post(&at("receive"), &[("code", &door)])).await;
    walk.told(cash, "parcel.cash", clerk.post(&at("cash"), &[])).await;
    assert_eq!(walk.moved("parcel.cash", "cash_with").await, "household");
    // Pressed once more it is as it was.
    walk.told(cash, "", clerk.post(&at("cash"), &[])).await;
    walk.done().await;

    // On the page in words, and found by them: in the reader's language, and by the day as it is shown.
    let page = clerk.get("/office/log").await.words();
    for said in
        ["Trạng thái: chờ nhận đơn → đã nhận đơn", "Tiền mặt ở: — → nhà làm ra", "Xe chạy lúc: — → 14:00 24/11/2026"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    for (asked, found) in [
        ("q=đã+nhận+đơn", 2),
        ("q=Hết+hàng,+không+đủ", 1),
        ("q=24/11/2026&kind=parcel.handover", 1),
        ("q=14:00+24/11/2026", 1),
        ("q=14:01+24/11/2026", 0),
        ("q=Sold+out,+or+not+enough", 0),
    ] {
        let listed = clerk.get(&format!("/office/log?{asked}")).await;
        assert_eq!(listed.texts("tbody tr").len(), found, "{asked}: {}", listed.words());
    }
    let listed = clerk.get("/office/log?q=Sold+out,+or+not+enough&lang=en").await;
    assert_eq!(listed.texts("tbody tr").len(), 1, "{}", listed.words());
}

#[actix_web::test]
async fn goods_are_told_as_they_were_and_as_they_are() {
    let setting = setting().await;
    let shop = &setting.shop;
    let house = ProducerId(number(shop, "SELECT id AS n FROM producers").await);
    let jar = build::goods(shop, house, "Mật ong", 150_000, 9).await;
    let clerk = acting(shop, house).await;
    let mut walk = Walk::over(shop, &GOODS);

    let new = "/sell/products/new";
    let page = clerk.get(new).await;
    let begun = walk.told(GOODS[0], "product.begun product.photos", fill(&clerk, &page, new, &FISH, &[photo(1)])).await;
    let own = begun.location().unwrap();
    assert_eq!(walk.moved("product.begun", "name").await, "Cá thính chép");
    let page = clerk.get(&own).await;
    let words = [("description", "Cá chép ủ thính ngô"), ("do", "save")];
    walk.told(GOODS[1], "product.saved", fill(&clerk, &page, &own, &words, &[])).await;
    assert_eq!(walk.moved("product.saved", "description").await, "|Cá chép ủ thính ngô");
    let page = clerk.get(&own).await;
    walk.told(GOODS[1], "", fill(&clerk, &page, &own, &words, &[])).await;
    let pictures = format!("{own}/pictures");
    walk.told(GOODS[4], "product.photos", upload(&clerk, &pictures, &[], Some(("photos", photo(2))))).await;
    let second = number(shop, "SELECT picture_id AS n FROM revision_pictures ORDER BY position DESC LIMIT 1").await;
    let cover = format!("cover-{second}");
    walk.told(GOODS[5], "product.photos", clerk.post(&format!("{pictures}/act"), &[("do", &cover)])).await;
    let page = clerk.get(&own).await;
    let whole = [("ingredients", "Cá chép, thính ngô, muối"), ("allergen-fish", "1"), ("do", "submit")];
    walk.told(GOODS[1], "product.saved product.sent", fill(&clerk, &page, &own, &whole, &[])).await;
    assert_eq!(walk.moved("product.sent", "listing_state").await, "draft|submitted");
    let revision = format!("{own}/revision");
    walk.told(GOODS[3], "product.taken-back", clerk.post(&revision, &[("do", "take-back")])).await;
    walk.told(GOODS[3], "product.discarded", clerk.post(&revision, &[("do", "discard")])).await;
    assert_eq!(walk.moved("product.discarded", "name").await, "Cá thính chép", "what was there");
    let own = format!("/sell/products/{}", jar.product);
    walk.told(GOODS[2], "product.hidden", clerk.post(&format!("{own}/shelf"), &[("to", "hidden")])).await;
    walk.told(GOODS[2], "", clerk.post(&format!("{own}/shelf"), &[("to", "hidden")])).await;
    walk.told(GOODS[2], "product.shown", clerk.post(&format!("{own}/shelf"), &[("to", "on_sale")])).await;
    assert_eq!(walk.moved("product.shown", "state").await, "hidden|on_sale");

    let size = [("name", "chai 2 kg"), ("price", "280k"), ("left", "4")];
    walk.told(GOODS[6], "pack.added", clerk.post(&format!("{own}/packs"), &size)).await;
    assert_eq!(walk.moved("pack.added", "net_weight_g").await, "2000");
    let page = clerk.get(&own).await;
    let edit = format!("{own}/packs/{}", jar.pack);
    walk.told(GOODS[7], "pack.changed", clerk.submit(&page, &edit, &[("price", "160k")])).await;
    assert_eq!(walk.moved("pack.changed", "price").await, "150000|160000");
    let other = number(shop, &format!("SELECT max(id) AS n FROM packs WHERE product_id = {}", jar.product)).await;
    walk.told(GOODS[8], "pack.withdrawn", clerk.post(&format!("{own}/packs/{other}/withdraw"), &[])).await;
    assert_eq!(walk.moved("pack.withdrawn", "withdrawn").await, "false|true");
    walk.told(GOODS[3], "product.change", clerk.post(&format!("{own}/revision"), &[("do", "begin")])).await;
    assert_eq!(walk.moved("product.change", "listing_state").await, "draft");
    let (grid, price) = ("/sell/stock/grid", format!("price-{}", jar.pack));
    let page = clerk.get(grid).await;
    walk.told(GOODS[9], "stock.grid", clerk.submit(&page, grid, &[(&price, "155k")])).await;
    assert!(walk.moved("stock.grid", "prices").await.starts_with(r#"["Mật ong, hũ 1 kg: 160.000"#));
    let stock = format!("/sell/stock/{}", jar.pack);
    let page = clerk.get("/sell/stock").await;
    walk.told(GOODS[10], "stock.counted", clerk.submit(&page, &stock, &[("do", "less")])).await;
    assert_eq!(walk.moved("stock.counted", "left").await, "9|8");
    let made = [("made", "1"), ("days", "3"), ("most", "5")];
    walk.told(GOODS[11], "pack.made", clerk.post(&format!("{stock}/how"), &made)).await;
    assert_eq!(walk.moved("pack.made", "most_per_day").await, "5");

    let product = jar.product.to_string();
    let terms = [
        ("product", product.as_str()),
        ("expected", "120"),
        ("cap", ""),
        ("opens_on", "2026-11-23"),
        ("closes_on", "2027-12-10"),
        ("ships_from", "2027-12-05"),
        ("ships_to", "2027-12-12"),
    ];
    let page = clerk.get("/sell/harvests/new").await;
    let opened = walk.told(GOODS[12], "harvest.opened", clerk.submit(&page, "/sell/harvests/new", &terms)).await;
    let harvest = opened.location().unwrap();
    let page = clerk.get(&harvest).await;
    walk.told(GOODS[13], "harvest.changed", clerk.submit(&page, &harvest, &[("cap", "80,5")])).await;
    assert_eq!(walk.moved("harvest.changed", "cap_g").await, "120000|80500");
    let rain = [("delay_days", "2"), ("delay_reason", "mưa")];
    walk.told(GOODS[15], "harvest.delayed", clerk.submit(&page, &format!("{harvest}/delay"), &rain)).await;
    assert_eq!(walk.moved("harvest.delayed", "ships_from").await, "2027-12-05|2027-12-07");
    walk.told(GOODS[14], "harvest.closed", clerk.post(&format!("{harvest}/close"), &[])).await;
    assert_eq!(walk.moved("harvest.closed", "harvest_state").await, "open|closed");

    let csv = format!("{}\nM1,Mật ong rừng,,chai 1 kg,1000 g,99k,1,\n", imports::HEAD).into_bytes();
    let sent = walk.told(GOODS[16], "goods.kept", imports::send(shop, &clerk, "hang.csv", csv)).await;
    let table = sent.location().unwrap();
    walk.told(GOODS[18], "goods.mended", clerk.post(&format!("{table}/rows"), &[("2-price", "98k")])).await;
    let cells = walk.moved("goods.mended", "cells").await;
    assert!(cells.contains("99k") && cells.ends_with(r#": 98k"]"#), "{cells}");
    walk.told(GOODS[17], "goods.imported", imports::begin(&clerk, &table)).await;
    assert_eq!(walk.moved("goods.imported", "rows").await, "1");
    assert!(walk.moved("goods.imported", "cells").await.contains("2 Giá: 98k"));
    // Of what is there already, what it was and what it becomes.
    let csv = format!("{}\nM2,Mật ong,,hũ 1 kg,1000 g,140k,3,\n", imports::HEAD).into_bytes();
    let sent = walk.told(GOODS[16], "goods.kept", imports::send(shop, &clerk, "gia.csv", csv)).await;
    shop.work_off().await;
    walk.told(GOODS[17], "goods.imported", imports::begin(&clerk, &sent.location().unwrap())).await;
    let cells = walk.moved("goods.imported", "cells").await;
    assert!(cells.contains("155.000") && cells.contains("140.000"), "{cells}");
    walk.done().await;
}

#[actix_web::test]
async fn a_farm_is_told_as_it_was_and_as_it_is() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính trắm", 98_000, 50).await;
    let clerk = acting(&shop, house).await;
    let mut walk = Walk::over(&shop, &FARM);
    let [diary, strike, plots, close, new_lot, lines, recall, note] = FARM;

    let pond = [("name", "Ao trước nhà"), ("kind", "pond"), ("commune", "08761"), ("area", "500")];
    walk.told(plots, "plot.added", clerk.post("/sell/trace/plots", &pond)).await;
    assert_eq!(walk.moved("plot.added", "area_m2").await, "500");
    let plot = number(&shop, "SELECT id AS n FROM plots").await.to_string();
    for _ in 0..2 {
        let token = secrets::form_token();
        let fed = [("plot", plot.as_str()), ("token", &token), ("work", "feed"), ("words", "Hai rổ rau")];
        walk.told(diary, "diary.written", upload(&clerk, "/sell/trace/diary", &fed, Some(("photo", Vec::new())))).await;
    }
    assert_eq!(walk.moved("diary.written", "work").await, "feed");
    let line = number(&shop, "SELECT min(id) AS n FROM farm_diary").await;
    let (product, token) = (fish.product.to_string(), secrets::form_token());
    let lot = [
        ("product", product.as_str()),
        ("plot", &plot),
        ("made_on", "2026-11-23"),
        ("diary_from", "2026-05-26"),
        ("token", &token),
        ("quantity", "12,5"),
        ("expires_on", ""),
        ("gtin", ""),
    ];
    let made = walk.told(new_lot, "lot.made", clerk.post("/sell/trace/lots/new", &lot)).await;
    assert_eq!(walk.moved("lot.made", "quantity_g").await, "12500");
    let own = made.location().unwrap();
    let late = line.to_string();
    walk.told(lines, "lot.lines", clerk.post(&format!("{own}/diary"), &[("line", &late)])).await;
    assert_eq!(walk.moved("lot.lines", "diary_lines").await, format!("[{line}]"));
    walk.told(lines, "", clerk.post(&format!("{own}/diary"), &[("line", &late)])).await;
    let wrong = [("reason", "Ghi nhầm ao")];
    walk.told(strike, "diary.struck", clerk.post(&format!("/sell/trace/diary/{line}/strike"), &wrong)).await;
    let why = [("reason", "Nắp hũ hở"), ("sure", "1")];
    walk.told(recall, "lot.recalled", clerk.post(&format!("{own}/recall"), &why)).await;
    assert_eq!(walk.moved("lot.recalled", "recalled_why").await, "Nắp hũ hở");
    walk.told(note, "lot.noted", clerk.post(&format!("{own}/note"), &[("words", "Đổi hũ mới")])).await;
    walk.told(close, "plot.closed", clerk.post(&format!("/sell/trace/plots/{plot}/state"), &[("closed", "1")])).await;
    walk.told(close, "plot.opened", clerk.post(&format!("/sell/trace/plots/{plot}/state"), &[])).await;
    assert_eq!(walk.moved("plot.opened", "open").await, "false|true");
    walk.done().await;
    assert!(clerk.get("/office/log").await.words().contains("Việc trong sổ: Cho ăn"));
}

#[actix_web::test]
async fn a_household_is_told_as_it_was_and_as_it_is() {
    let shop = support::shop().await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let page = admin.get("/office/producers/new").await;
    let person = [("contact_name", "Trần Thị Mận"), ("phone", "0912 345 678")];
    let fields: Vec<(&str, &str)> = APPLICATION.iter().chain(&person).copied().collect();
    assert_eq!(admin.submit(&page, "/office/producers/new", &fields).await.status, 303);
    let house = ProducerId(number(&shop, "SELECT id AS n FROM producers").await);
    let clerk = acting(&shop, house).await;
    let mut walk = Walk::over(&shop, &HOUSE);
    let [facts, terms, identity, papers, again, holiday, points, members, invites, void] = HOUSE;

    let page = clerk.get(facts).await;
    walk.told(facts, "facts.changed", clerk.submit(&page, facts, &[("hamlet", "Khu 3")])).await;
    assert_eq!(walk.moved("facts.changed", "hamlet").await, "Thôn Đồng Núi|Khu 3");
    // Saved as it is, it is no act.
    let page = clerk.get(facts).await;
    walk.told(facts, "", clerk.submit(&page, facts, &[])).await;
    let page = clerk.get(terms).await;
    walk.told(terms, "terms.accepted", clerk.submit(&page, terms, &[("agree", "1")])).await;
    let card = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    walk.told(identity, "identity.submitted", clerk.post(identity, &card)).await;
    assert_eq!(walk.moved("identity.submitted", "state").await, "unverified|pending");
    let paper = [
        ("kind", "vietgap"),
        ("label", "VietGAP thanh long"),
        ("number", "VG-12"),
        ("issuer", "Trung tâm"),
        ("issued_on", "2026-01-10"),
        ("expires_on", "2029-01-09"),
    ];
    walk.told(papers, "paper.sent", upload(&clerk, papers, &paper, Some(("file", exif::with_gps())))).await;
    assert_eq!(walk.moved("paper.sent", "label").await, "VietGAP thanh long");
    let away = [("from", "2026-12-01"), ("to", "2026-12-05")];
    walk.told(holiday, "holiday.set", clerk.post(holiday, &away)).await;
    let there = number(
        &shop,
        "INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en) \
         VALUES ('cho', 'Chợ Lập Thạch', 'Lập Thạch market', '08761', 'sáng', 'mornings') RETURNING id AS n",
    )
    .await;
    let ticked = format!("point-{there}");
    walk.told(points, "points.offered", clerk.post(points, &[("whole", "1"), (&ticked, "on")])).await;
    walk.told(points, "points.offered", clerk.post(points, &[("whole", "1")])).await;
    assert_eq!(walk.moved("points.offered", "points").await, r#"["Chợ Lập Thạch"]|[]"#);
    let helper = member_as(&shop, house, "packer").await;
    let path = format!("/sell/household/members/{helper}");
    walk.told(members, "member.role", clerk.post(&path, &[("part", "seller")])).await;
    let friend = [("phone", "0900 000 001"), ("part", "packer")];
    walk.told(invites, "member.invited", clerk.post(invites, &friend)).await;
    let code = number(&shop, "SELECT max(id) AS n FROM takeover_codes").await;
    walk.told(void, "code.voided", clerk.post(&format!("/sell/household/invites/{code}/void"), &[])).await;
    assert_eq!(walk.moved("code.voided", "role").await, "packer");
    run(&shop, "UPDATE producers SET refused_at = now(), refused_why = 'Chưa đủ'").await;
    walk.told(again, "household.again", clerk.post(again, &[])).await;
    walk.done().await;
}

#[actix_web::test]
async fn a_round_is_told_as_it_was_and_as_it_is() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let clerk = acting(&shop, house).await;
    let mut walk = Walk::over(&shop, &ROUNDS);
    let [add, change, drive] = ROUNDS;
    let new = [("commune-08761", "on"), ("day-2", "on"), ("day-5", "on"), ("fee", "8k")];
    walk.told(add, "round.added", clerk.post(add, &new)).await;
    assert_eq!(walk.moved("round.added", "weekdays").await, r#"["2", "5"]"#);
    let own = format!("{add}/{}", number(&shop, "SELECT id AS n FROM rounds").await);
    let page = clerk.get(&own).await;
    walk.told(change, "round.changed", clerk.submit(&page, &own, &[("fee", "9k"), ("free_from", "300k")])).await;
    assert_eq!(walk.moved("round.changed", "fee").await, "8000|9000");
    // Saved as it is, it is no act.
    let page = clerk.get(&own).await;
    walk.told(change, "", clerk.submit(&page, &own, &[])).await;
    walk.told(drive, "round.stopped", clerk.post(&format!("{own}/state"), &[("stop", "1")])).await;
    assert_eq!(walk.moved("round.stopped", "stopped").await, "false|true");
    walk.told(drive, "", clerk.post(&format!("{own}/state"), &[("stop", "1")])).await;
    walk.told(drive, "round.driven", clerk.post(&format!("{own}/state"), &[])).await;
    walk.done().await;
    let page = clerk.get("/office/log").await.words();
    assert!(page.contains("Ngày trong tuần: Thứ Ba, Thứ Sáu"), "{page}");
}

#[actix_web::test]
async fn what_is_answered_to_buyers_is_told_as_it_was_and_as_it_is() {
    let sold: Sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let (review, complaint) = (reviews::judge(&sold, "2", "Lọ bị hở.").await, complain(&sold).await);
    let clerk = acting(shop, sold.house).await;
    let mut walk = Walk::over(shop, &ANSWERS);
    let [reply, report, answer, replacement] = ANSWERS;

    let (words, look) = (format!("words-{review}"), format!("report-{review}"));
    let own = format!("/sell/reviews/{review}");
    walk.told(reply, "review.answered", clerk.post(&own, &[(&words, "Xin đổi lọ mới.")])).await;
    walk.told(reply, "review.answered", clerk.post(&own, &[(&words, "Xin đổi hai lọ mới.")])).await;
    assert_eq!(walk.moved("review.answered", "said").await, "Xin đổi lọ mới.|Xin đổi hai lọ mới.");
    walk.told(report, "review.reported", clerk.post(&format!("{own}/report"), &[(&look, "Không đúng")])).await;
    let own = format!("/sell/complaints/{complaint}");
    walk.told(answer, "complaint.answered", upload(&clerk, &own, &[("words", "Nhà xin gửi bù.")], None)).await;
    assert_eq!(walk.moved("complaint.answered", "state").await, "open|answered");
    let again = [("outcome", "replacement"), ("day", "2026-11-27"), ("words", "Gửi lại một lọ.")];
    assert_eq!(clerk.post(&format!("/office/complaints/{complaint}/decision"), &again).await.status, 303);
    walk.told(replacement, "complaint.replaced", clerk.post(&format!("{own}/replacement"), &[])).await;
    assert_eq!(walk.moved("complaint.replaced", "sent_again").await, "true");
    walk.done().await;
}
