//! A buyer complains, household and office answer, somebody decides; nobody else reads a word of it.

use diesel_async::RunQueryDsl as _;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::buyer::{execute, number, sound, text};
use super::households::{clerk_as, run};
use super::money::support::{both, house, market_account, order, parcel};
use super::support::build::{self, Goods};
use super::support::{self, Answer, Client, TestShop, exif};
use market::kernel::ids::{ParcelId, ProducerId};

struct Sold {
    shop: TestShop,
    house: ProducerId,
    member: Client,
    buyer: Client,
    code: String,
    parcel: ParcelId,
}

impl Sold {
    fn new_path(&self) -> String {
        format!("/orders/{}/parcels/1/complaint", self.code)
    }

    fn path(&self, id: i64) -> String {
        format!("/orders/{}/complaints/{id}", self.code)
    }
}

/// Two jars of honey, delivered and paid in cash.
async fn sold(shop: TestShop) -> Sold {
    market_account(&shop).await;
    let house = house(&shop, "Bà Lụa").await;
    let honey: Goods = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(honey, 2)], "cod").await;
    let parcel = parcel(&shop, &code, 1).await;
    Sold { shop, house, member, buyer, code, parcel }
}

async fn delivered(shop: TestShop) -> Sold {
    let sold = sold(shop).await;
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        let path = format!("/sell/parcels/G{}/state", sold.parcel);
        let moved = sold.member.post(&path, &[("from", from), ("to", to), ("cash", "1")]).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
    }
    sold.shop.work_off().await;
    sold
}

async fn send(client: &Client, shop: &TestShop, path: &str, fields: &[(&str, &str)], photos: &[Vec<u8>]) -> Answer {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    for bytes in photos {
        form = form.part("photos", Part::bytes(bytes.clone()).file_name("hong.jpg"));
    }
    let request = client.request(Method::POST, path).header("origin", &shop.url);
    client.send(request.multipart(form)).await
}

async fn refused_by_sql(shop: &TestShop, sql: &str) -> bool {
    diesel::sql_query(sql).execute(&mut shop.conn().await).await.is_err()
}

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const SPOILED: [(&str, &str); 4] =
    [("token", TOKEN), ("kind", "spoiled"), ("wish", "refund"), ("words", "Một lọ bị sủi bọt.")];

async fn complain(sold: &Sold) -> i64 {
    let sent = send(&sold.buyer, &sold.shop, &sold.new_path(), &SPOILED, &[exif::with_gps()]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let at = sent.location().unwrap();
    at.rsplit('/').next().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn a_complaint_is_answered_decided_and_paid_back_once() {
    for shop in both().await {
        let sold = delivered(shop).await;
        let shop = &sold.shop;
        let page = sold.buyer.get(&format!("/orders/{}", sold.code)).await;
        assert_eq!(page.attributes("a[href$='/parcels/1/complaint']", "href"), [sold.new_path()]);
        let id = complain(&sold).await;
        // The same form again is the same complaint; another form is led to it.
        let again = send(&sold.buyer, shop, &sold.new_path(), &SPOILED, &[exif::with_gps()]).await;
        assert_eq!(again.location().unwrap(), sold.path(id));
        let other = [("kind", "short"), ("wish", "talk"), ("words", "Thiếu nữa.")];
        assert_eq!(send(&sold.buyer, shop, &sold.new_path(), &other, &[]).await.location().unwrap(), sold.path(id));
        assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 1);
        assert_eq!(number(shop, "SELECT count(*) FROM complaint_messages").await, 1);
        shop.work_off().await;
        let told = "SELECT count(*) FROM messages WHERE body LIKE '%KN%' AND dedupe_key NOT LIKE '%buyer'";
        assert_eq!(number(shop, told).await, 1, "the household is told once");

        let answered = send(&sold.member, shop, &format!("/sell/complaints/{id}"), &[("words", "Cháu xin lỗi bác.")], &[]);
        assert_eq!(answered.await.status, 303);
        shop.work_off().await;
        assert_eq!(text(shop, "SELECT state FROM complaints").await, "answered");
        assert_eq!(number(shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'complaint:%:buyer'").await, 1);
        let read = sold.buyer.get(&sold.path(id)).await;
        assert!(read.words().contains("Cháu xin lỗi bác."), "{}", read.words());

        let clerk = shop.signed_in(clerk_as(shop, "finance").await).await;
        let inner = [("words", "Hộ này lần thứ hai."), ("inner", "1")];
        assert_eq!(send(&clerk, shop, &format!("/office/complaints/{id}"), &inner, &[]).await.status, 303);
        for reader in [sold.buyer.get(&sold.path(id)).await, sold.member.get(&format!("/sell/complaints/{id}")).await] {
            assert!(!reader.body.contains("Hộ này lần thứ hai."), "a note of the office is nobody else's");
        }
        let path = format!("/office/complaints/{id}/decision");
        let half = [("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Một lọ hỏng.")];
        let (a, b) = tokio::join!(clerk.post(&path, &half), clerk.post(&path, &half));
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [303, 409], "pressed twice at once, it is decided once");
        assert_eq!(text(shop, "SELECT state || ' ' || outcome FROM complaints").await, "settled refund");
        assert_eq!(number(shop, "SELECT sum(amount) FROM refunds").await, 150_000);
        assert_eq!(number(shop, "SELECT count(*) FROM acts WHERE act = 'complaint.decide'").await, 1);
        shop.work_off().await;
        let told = text(shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'complaint-ended:%:buyer'").await;
        assert!(told.contains("150.000"), "{told}");
        // What has ended is only read.
        let late = send(&sold.buyer, shop, &sold.path(id), &[("words", "Còn nữa")], &[]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        assert!(late.words().contains("đã kết thúc"));
        let file = clerk.get(&format!("/office/complaints/{id}.xlsx")).await;
        assert!(file.header("content-type").contains("spreadsheetml"));
        sound(shop).await;
    }
}

#[actix_web::test]
async fn what_is_missing_is_said_beside_its_field_and_pictures_are_not_asked_for_twice() {
    let sold = delivered(support::shop().await).await;
    let (shop, path) = (&sold.shop, sold.new_path());
    let none = send(&sold.buyer, shop, &path, &[("kind", "spoiled"), ("wish", "refund"), ("words", "Hỏng")], &[]).await;
    assert_eq!(none.status, 422);
    assert!(none.texts("#photos-why")[0].contains("ít nhất một ảnh"), "{}", none.words());
    assert_eq!(none.texts("#f-words"), ["Hỏng"], "what was typed stays");
    for torn in [&b"<html><script>"[..], b"GIF89a", b"%PDF-1.7"] {
        let refused = send(&sold.buyer, shop, &path, &SPOILED, &[torn.to_vec()]).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
    }
    let five = vec![exif::with_gps(); 5];
    assert_eq!(send(&sold.buyer, shop, &path, &SPOILED, &five).await.status, 422);
    for fields in [
        vec![("kind", "poison"), ("wish", "refund"), ("words", "x")],
        vec![("kind", "short"), ("wish", "gold"), ("words", "x")],
        vec![("kind", "short"), ("wish", "refund"), ("words", "  ")],
        vec![],
    ] {
        assert_eq!(send(&sold.buyer, shop, &path, &fields, &[]).await.status, 422, "{fields:?}");
    }
    assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 0);
    // The picture that came with a mistake is kept, under a seal that is ours.
    let typo = [("kind", "spoiled"), ("wish", ""), ("words", "Hỏng")];
    let back = send(&sold.buyer, shop, &path, &typo, &[exif::with_gps()]).await;
    assert_eq!(back.status, 422);
    let kept = back.attributes("input[name=kept]", "value").remove(0);
    assert!(back.words().contains("Đã giữ 1 ảnh"), "{}", back.words());
    let forged = [("kind", "spoiled"), ("wish", "refund"), ("words", "Hỏng"), ("kept", "abc 0123456789abcdef")];
    assert_eq!(send(&sold.buyer, shop, &path, &forged, &[]).await.status, 422, "nobody else's seal");
    let whole = [("kind", "spoiled"), ("wish", "refund"), ("words", "Hỏng"), ("kept", kept.as_str())];
    assert_eq!(send(&sold.buyer, shop, &path, &whole, &[]).await.status, 303);
    assert_eq!(number(shop, "SELECT cardinality(photos) FROM complaint_messages").await, 1);
}

#[actix_web::test]
async fn nothing_is_said_too_early_or_too_late() {
    let sold = sold(support::shop().await).await;
    let shop = &sold.shop;
    let early = sold.buyer.get(&sold.new_path()).await;
    assert!(early.words().contains("chưa hoặc không còn khiếu nại được"), "{}", early.words());
    assert_eq!(send(&sold.buyer, shop, &sold.new_path(), &SPOILED, &[exif::with_gps()]).await.status, 422);
    execute(shop, "UPDATE parcels SET expected_from = current_date - 3, expected_to = current_date - 2").await;
    let missing = [("kind", "not_arrived"), ("wish", "talk"), ("words", "Chưa thấy đâu.")];
    let sent = send(&sold.buyer, shop, &sold.new_path(), &missing, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let path = sent.location().unwrap();
    assert_eq!(sold.buyer.post(&format!("{path}/withdrawal"), &[]).await.status, 303);
    assert_eq!(sold.buyer.post(&format!("{path}/withdrawal"), &[]).await.status, 303, "twice is once");
    assert_eq!(text(shop, "SELECT state FROM complaints").await, "withdrawn");
    let refused = "UPDATE complaints SET state = 'open', closed_at = NULL, outcome = NULL";
    assert!(refused_by_sql(shop, refused).await, "what has ended stays");
    assert!(refused_by_sql(shop, "DELETE FROM complaint_messages").await, "what was said stays");

    let old = delivered(support::shop().await).await;
    execute(&old.shop, "UPDATE parcels SET delivered_at = now() - interval '25 hours'").await;
    let late = send(&old.buyer, &old.shop, &old.new_path(), &SPOILED, &[exif::with_gps()]).await;
    assert_eq!(late.status, 422);
    assert!(!old.buyer.get(&old.new_path()).await.body.contains("value=\"spoiled\""));
    let short = [("kind", "short"), ("wish", "refund"), ("words", "Thiếu một lọ.")];
    assert_eq!(send(&old.buyer, &old.shop, &old.new_path(), &short, &[]).await.status, 303, "72 hours for this");
}

#[actix_web::test]
async fn nobody_reads_or_answers_anothers_complaint() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let message = number(shop, "SELECT id FROM complaint_messages").await;
    let photo = format!("photos/{message}/0");
    for (who, path) in [
        (&sold.buyer, format!("{}/{photo}", sold.path(id))),
        (&sold.member, format!("/sell/complaints/{id}/{photo}")),
    ] {
        let seen = who.get(&path).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "image/jpeg"), "{path}");
        let bytes = who.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
        assert!(!exif::says_where(&bytes), "{path} says where the buyer lives");
    }
    let beside = build::producer(shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(shop, beside).await).await;
    let guest = shop.guest();
    assert!(sold.house != beside);
    for path in [format!("/sell/complaints/{id}"), format!("/sell/complaints/{id}/{photo}")] {
        assert_eq!(neighbour.get(&path).await.status, 404, "{path}");
        assert_eq!(guest.get(&path).await.status, 303, "{path}");
    }
    for path in [sold.path(id), format!("{}/{photo}", sold.path(id)), sold.new_path()] {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
        assert_eq!(sold.member.get(&path).await.status, 404, "{path}");
    }
    let words = [("words", "Tôi là chủ đây")];
    assert_eq!(send(&neighbour, shop, &format!("/sell/complaints/{id}"), &words, &[]).await.status, 404);
    assert_eq!(send(&guest, shop, &sold.path(id), &words, &[]).await.status, 404);
    assert_eq!(guest.post(&format!("{}/withdrawal", sold.path(id)), &[]).await.status, 404);
    assert_eq!(sold.member.get(&format!("/office/complaints/{id}")).await.status, 403);
    let promoter = shop.signed_in(clerk_as(shop, "promoter").await).await;
    let decision = format!("/office/complaints/{id}/decision");
    assert_eq!(promoter.post(&decision, &[("outcome", "agreed"), ("words", "x")]).await.status, 403);
    assert_eq!(number(shop, "SELECT count(*) FROM complaint_messages").await, 1);
    assert_eq!(text(shop, "SELECT state FROM complaints").await, "open");
    assert!(neighbour.get("/sell/complaints").await.words().contains("Không có khiếu nại nào đang chờ"));
    assert!(sold.member.get("/sell/complaints").await.words().contains(&format!("KN{id}")));
}

#[actix_web::test]
async fn a_decision_is_judged_before_it_is_made() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let clerk = shop.signed_in(clerk_as(shop, "finance").await).await;
    let path = format!("/office/complaints/{id}/decision");
    for (fields, status) in [
        (vec![("outcome", "refused"), ("words", "")], 422),
        (vec![("outcome", "refund"), ("share", "amount"), ("amount", ""), ("way", "cash"), ("words", "x")], 422),
        (vec![("outcome", "refund"), ("share", "amount"), ("amount", "90.000.000"), ("way", "cash"), ("words", "x")], 409),
        (vec![("outcome", "refund"), ("share", "100"), ("way", "card"), ("words", "x")], 409),
        (vec![("outcome", "replacement"), ("day", "2026-11-01"), ("words", "x")], 422),
        (vec![("outcome", "burn"), ("words", "x")], 422),
    ] {
        let answer = clerk.post(&path, &fields).await;
        assert_eq!(answer.status, status, "{fields:?}: {}", answer.words());
    }
    assert_eq!(text(shop, "SELECT state FROM complaints").await, "open");
    assert_eq!(number(shop, "SELECT count(*) FROM refunds").await, 0);
    let again = [("outcome", "replacement"), ("day", "2026-11-27"), ("words", "Gửi lại một lọ.")];
    assert_eq!(clerk.post(&path, &again).await.status, 303);
    let page = sold.buyer.get(&sold.path(id)).await;
    assert!(page.words().contains("27/11/2026") && page.words().contains("Gửi lại một lọ."), "{}", page.words());
}

#[actix_web::test]
async fn the_times_are_published_set_by_the_office_and_kept_for_what_is_open() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let before = text(shop, "SELECT settle_by::text FROM complaints").await;
    let guest = shop.guest();
    assert!(guest.get("/complaints").await.words().contains("48 giờ"));
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    let page = clerk.get("/office/complaints/kinds").await;
    let wrong = clerk.submit(&page, "/office/complaints/kinds", &[("settle-spoiled", "2")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.words());
    let saved = clerk.submit(&page, "/office/complaints/kinds", &[("settle-spoiled", "36")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert!(guest.get("/complaints").await.words().contains("36 giờ"));
    assert_eq!(text(shop, "SELECT settle_by::text FROM complaints").await, before);
    assert_eq!(number(shop, "SELECT count(*) FROM acts WHERE act = 'complaint.hours'").await, 1, "one kind was changed");

    // Nobody answers: the household is reminded once at half time, and the list says so when the time is over.
    let aged = "ALTER TABLE complaints DISABLE TRIGGER USER; \
                UPDATE complaints SET opened_at = now() - interval '30 hours', answer_by = now() - interval '6 hours'; \
                ALTER TABLE complaints ENABLE TRIGGER USER";
    run(shop, aged).await;
    for _ in 0..2 {
        execute(shop, "UPDATE schedules SET next_at = now() WHERE kind = 'remind_of_complaints'").await;
        shop.work_off().await;
    }
    assert_eq!(number(shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'complaint-reminded:%'").await, 1);
    let late = clerk.get("/office/complaints?which=late").await;
    assert!(late.words().contains(&format!("KN{id}")) && late.words().contains("quá hạn"), "{}", late.words());
}

#[actix_web::test]
async fn the_list_goes_on_page_after_page() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    run(
        shop,
        "INSERT INTO complaints (token, parcel_id, kind, wish, state, answer_by, settle_by, answered_at, closed_at, outcome) \
         SELECT md5(n::text), (SELECT min(id) FROM parcels), 'other', 'talk', 'withdrawn', now(), now() + n * interval '1 hour', now(), now(), \
                'withdrawn' FROM generate_series(1, 60) AS n",
    )
    .await;
    let clerk = shop.signed_in(build::clerk(shop).await).await;
    let (mut seen, mut path) = (Vec::new(), "/office/complaints?which=ended".to_owned());
    for _ in 0..5 {
        let before = shop.ground.db.queries();
        let page = clerk.get(&path).await;
        assert!(shop.ground.db.queries() - before <= 3, "{path}");
        seen.extend(page.attributes("table a[href^='/office/complaints/']", "href"));
        let Some(next) = page.attributes("a[rel=next]", "href").into_iter().next() else { break };
        path = next;
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (60, 60));
}

#[actix_web::test]
async fn what_an_authority_orders_off_stays_off_until_it_is_lifted() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let product = number(&shop, &format!("SELECT product_id FROM packs WHERE id = {}", honey.pack)).await;
    let slug = text(&shop, &format!("SELECT slug FROM products WHERE id = {product}")).await;
    shop.work_off().await;
    let guest = shop.guest();
    assert_eq!(guest.get(&format!("/products/{slug}")).await.status, 200);
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let address = format!("{}/products/{slug}?x=1", shop.url);
    let request = |asked_at: &'static str, reference: &'static str| {
        vec![
            ("product".to_owned(), address.clone()),
            ("authority".to_owned(), "Sở Công Thương".to_owned()),
            ("reference".to_owned(), reference.to_owned()),
            ("reason".to_owned(), "Nghi mất an toàn".to_owned()),
            ("asked_at".to_owned(), asked_at.to_owned()),
            ("now".to_owned(), "1".to_owned()),
        ]
    };
    let send = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        clerk.post("/office/takedowns", &fields).await
    };
    for wrong in [request("2026-11-25T08:00", "12/SCT"), request("hôm qua", "12/SCT"), request("2026-11-22T08:00", "")] {
        assert_eq!(send(wrong).await.status, 422);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM takedowns").await, 0);
    let noted = send(request("2026-11-21T08:00", "12/SCT")).await;
    assert_eq!(noted.status, 303, "{}", noted.words());
    assert_eq!(send(request("2026-11-22T08:00", "13/SCT")).await.status, 409, "one is open");
    shop.work_off().await;
    assert_eq!(guest.get(&format!("/products/{slug}")).await.status, 404);
    let page = clerk.get("/office/takedowns").await;
    assert!(page.words().contains("quá hạn"), "two days were more than 24 hours: {}", page.words());
    let back = member.post(&format!("/sell/products/{product}/shelf"), &[("to", "on_sale")]).await;
    assert_eq!(back.status, 409, "{}", back.words());
    assert!(refused_by_sql(&shop, &format!("UPDATE products SET state = 'on_sale' WHERE id = {product}")).await);

    let id = number(&shop, "SELECT id FROM takedowns").await;
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", "")]).await.status, 422);
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/hide"), &[]).await.status, 409);
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", "Mẫu đạt")]).await.status, 303);
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", "Mẫu đạt")]).await.status, 409);
    shop.work_off().await;
    assert_eq!(guest.get(&format!("/products/{slug}")).await.status, 200);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act LIKE 'takedown.%'").await, 3);
    assert_eq!(member.post(&format!("/office/takedowns/{id}/hide"), &[]).await.status, 403);
}

#[actix_web::test]
async fn words_that_the_office_adds_are_found_in_what_households_write() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let add = [("words", "sống lâu trăm tuổi")];
    assert_eq!(clerk.post("/office/phrases", &add).await.status, 303);
    assert_eq!(clerk.post("/office/phrases", &add).await.status, 409);
    assert_eq!(clerk.post("/office/phrases", &[("words", " ... ")]).await.status, 422);
    assert!(clerk.get("/office/phrases").await.words().contains("sống lâu trăm tuổi"));
    let all = market::catalog::revision::phrases::all(&mut *shop.conn().await).await.unwrap();
    let found = market::catalog::revision::phrases::found(&all, "Ăn vào SONG LAU TRAM TUOI");
    assert_eq!(found, Some("sống lâu trăm tuổi"));
    assert_eq!(clerk.post("/office/phrases", &[("remove", "sống lâu trăm tuổi")]).await.status, 303);
    assert!(!clerk.get("/office/phrases").await.words().contains("sống lâu trăm tuổi"));
    let promoter = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    assert_eq!(promoter.post("/office/phrases", &add).await.status, 403);
}
