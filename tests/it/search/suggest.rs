//! `GET /suggest?q=`: what the search box offers, to whom, at what cost.

use diesel_async::SimpleAsyncConnection as _;
use market::catalog::shelf;
use market::kernel::ids::ProducerId;
use market::search::vocabulary;
use reqwest::Method;
use serde_json::Value;

use crate::support::build::{goods, producer};
use crate::support::{self, Answer, TestShop};

/// A household with fish, aubergine and a sold-out rice, and one that is suspended.
async fn stocked() -> (TestShop, ProducerId) {
    let shop = support::shop().await;
    let household = producer(&shop, "Bà Lụa").await;
    for (name, price, stock) in [
        ("Cá thính chép", 98_000, 20),
        ("Cà pháo muối", 35_000, 20),
        ("Gạo nếp", 30_000, 0),
        ("Cá kho làng", 150_000, 9),
    ] {
        goods(&shop, household, name, price, stock).await;
    }
    let closed = producer(&shop, "Ông Lùng").await;
    goods(&shop, closed, "Cá thính trắm", 90_000, 5).await;
    sql(
        &shop,
        "UPDATE producers SET suspended_at = now() WHERE name_vi = 'Ông Lùng'; \
         UPDATE products SET name_en = 'Fermented carp' WHERE name_vi = 'Cá thính chép'; \
         INSERT INTO categories (slug, name_vi, name_en) VALUES ('dac-san', 'Đặc sản cá', 'Specialties')",
    )
    .await;
    let today = shop.ground.clock.today();
    shop.work_off().await;
    let mut conn = shop.conn().await;
    shelf::refresh_all(&mut conn, today).await.unwrap();
    vocabulary::rebuild(&mut conn).await.unwrap();
    drop(conn);
    shop.ground.shelf.invalidate_all();
    (shop, household)
}

async fn sql(shop: &TestShop, statement: &str) {
    shop.conn().await.batch_execute(statement).await.unwrap();
}

async fn ask(shop: &TestShop, query: &str) -> Value {
    json(&shop.guest().get(&format!("/suggest?{query}")).await)
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!answer.body.contains("<mark"), "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// The names under a heading.
fn under(answer: &Value, title: &str) -> Vec<String> {
    let groups = answer["groups"].as_array().unwrap();
    let options = groups.iter().filter(|g| g["title"] == title).flat_map(|g| g["options"].as_array().unwrap());
    options.map(|option| option["parts"].as_array().unwrap().iter().map(|p| p[0].as_str().unwrap()).collect()).collect()
}

#[actix_web::test]
async fn goods_households_categories_and_help_are_offered_with_what_was_typed_marked() {
    let (shop, _) = stocked().await;
    let answer = ask(&shop, "q=C%C3%A1+th%C3%ADn").await;
    assert_eq!(answer["q"], "Cá thín");
    assert_eq!(under(&answer, "Món"), ["Cá thính chép"]);
    let first = &answer["groups"][0]["options"][0];
    assert_eq!(first["parts"], serde_json::json!([["Cá thín", true], ["h chép", false]]));
    assert_eq!((&first["price"], &first["more"]), (&Value::from("98.000\u{a0}₫"), &Value::from("Bà Lụa")));
    assert!(first["href"].as_str().unwrap().starts_with("/products/hang-"), "{first}");
    assert!(first["picture"].as_str().unwrap().starts_with("/assets/img/"), "{first}");
    let last = &answer["groups"].as_array().unwrap().last().unwrap()["options"][0];
    assert_eq!(last["parts"][0][0], "Tìm “Cá thín” trong mọi món");
    assert_eq!(last["href"], "/search?q=C%C3%A1+th%C3%ADn");
    assert_eq!(answer["said"], "Có 1 gợi ý. Bấm mũi tên lên, xuống để chọn.");

    let household = ask(&shop, "q=lua").await;
    assert_eq!(under(&household, "Nhà nông"), ["Bà Lụa"]);
    let words = household.to_string();
    assert!(words.contains("xã Lập Thạch") && words.contains("/producers/nha-"), "{words}");
    assert_eq!(under(&ask(&shop, "q=san+dac").await, "Loại hàng"), ["Đặc sản cá"]);
    assert!(under(&ask(&shop, "q=alties").await, "Loại hàng").is_empty(), "only beginnings of words count");
    let help = ask(&shop, "q=giao").await;
    assert!(under(&help, "Hướng dẫn").contains(&"Giao hàng".to_owned()), "{help}");
    let sold_out = ask(&shop, "q=gao+nep").await;
    assert_eq!(sold_out["groups"][0]["options"][0]["price"], "Hết hàng");
}

#[actix_web::test]
async fn the_visitors_language_speaks() {
    let (shop, _) = stocked().await;
    let english = ask(&shop, "q=ferm&lang=en").await;
    assert_eq!(under(&english, "Products"), ["Fermented carp"]);
    assert_eq!(under(&ask(&shop, "q=ca+thinh&lang=en").await, "Products"), ["Fermented carp"]);
    assert_eq!(under(&ask(&shop, "q=spec&lang=en").await, "Categories"), ["Specialties"]);
    let none = ask(&shop, "q=zzqq&lang=en").await;
    assert_eq!(none["said"], "No suggestions yet.");
    assert_eq!(under(&none, ""), ["Search all products for “zzqq”"]);
    // A language that was chosen before is kept in a cookie, and then the answer is nobody else's.
    let guest = shop.guest();
    guest.get("/?lang=en").await;
    let answer = guest.get("/suggest?q=ferm").await;
    assert_eq!(under(&json(&answer), "Products"), ["Fermented carp"]);
    assert_eq!(answer.header("cache-control"), "private, max-age=30");
    let shared = guest.get("/suggest?q=ferm&lang=vi").await;
    assert_eq!(shared.header("cache-control"), "public, max-age=30");
    for answer in [&answer, &shared] {
        assert!(answer.headers.get("set-cookie").is_none());
        assert!(answer.header("content-type").starts_with("application/json"));
    }
}

#[actix_web::test]
async fn tones_that_were_typed_come_first_and_keyboards_and_slips_are_understood() {
    let (shop, _) = stocked().await;
    assert_eq!(under(&ask(&shop, "q=c%C3%A0").await, "Món")[0], "Cà pháo muối");
    assert!(under(&ask(&shop, "q=c%C3%A1").await, "Món")[0].starts_with("Cá "));
    assert_eq!(under(&ask(&shop, "q=ca").await, "Món").len(), 3);
    for typed in ["cas+thisnh", "ca1+thi1nh", "ca+thinhh", "CA+THINH", "ca%CC%81+thi%CC%81nh"] {
        assert_eq!(under(&ask(&shop, &format!("q={typed}")).await, "Món"), ["Cá thính chép"], "{typed}");
    }
}

#[actix_web::test]
async fn another_name_is_offered_the_same_as_the_one_that_is_used_here() {
    let (shop, household) = stocked().await;
    for name in ["Lạc nhân đỏ", "Kẹo lạc vừng", "Muối vừng"] {
        goods(&shop, household, name, 30_000, 9).await;
    }
    shop.work_off().await;
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    let lac = ask(&shop, "q=l%E1%BA%A1c").await;
    assert_eq!(under(&lac, "Món"), ["Lạc nhân đỏ", "Kẹo lạc vừng"]);
    // With its accents, mistyped as keys, and with another one's size.
    for typed in ["%C4%91%E1%BA%ADu+ph%E1%BB%99ng", "ddaauj+phoongj", "%C4%91%E1%BA%ADu+ph%E1%BB%99ng+g%C3%B3i+7kg"] {
        let other = ask(&shop, &format!("q={typed}")).await;
        assert_eq!(under(&other, "Món"), under(&lac, "Món"), "{typed}");
        assert_eq!(other["groups"][0], lac["groups"][0], "{typed}: marked in the same way");
    }
    let typed = ask(&shop, "q=%C4%91%E1%BA%ADu+ph%E1%BB%99ng").await;
    assert_eq!(typed["q"], "đậu phộng");
    // Without accents both may mean more.
    assert_eq!(ask(&shop, "q=dau+phong").await["groups"][0], ask(&shop, "q=lac").await["groups"][0]);
}

#[actix_web::test]
async fn what_is_hidden_or_suspended_is_never_offered() {
    let (shop, _) = stocked().await;
    let said = ask(&shop, "q=ca+thinh").await.to_string() + &ask(&shop, "q=lung").await.to_string();
    assert!(!said.contains("trắm") && !said.contains("Lùng"), "{said}");
    // Whatever the shelf or an engine still says.
    sql(&shop, "UPDATE products SET state = 'hidden' WHERE name_vi = 'Cá thính chép'").await;
    assert!(under(&ask(&shop, "q=ca+thinh").await, "Món").is_empty());
    sql(&shop, "UPDATE producers SET suspended_at = now() WHERE name_vi = 'Bà Lụa'").await;
    let said = ask(&shop, "q=ca").await.to_string() + &ask(&shop, "q=lua").await.to_string();
    assert!(!said.contains("/products/") && !said.contains("/producers/"), "{said}");
}

#[actix_web::test]
async fn an_answer_costs_three_queries_and_one_more_for_each_other_reading() {
    let (shop, household) = stocked().await;
    let member = support::build::member(&shop, household).await;
    let client = shop.signed_in(member).await;
    for q in ["ca", "zzqq"] {
        client.get(&format!("/suggest?q={q}")).await;
    }
    // Each connection is first asked whether it is alive, which counts too: one for an engine's answer, one for the names.
    for (q, most) in [
        ("ca", 3 + 2),
        ("ba+lua", 3 + 2),
        ("zzqq", 1 + 1),
        ("cas+thisnh", 4 + 3),
        ("ca+thinhh", 5 + 4),
        ("c", 0),
        ("", 0),
    ] {
        let before = shop.ground.db.queries();
        client.get(&format!("/suggest?q={q}")).await;
        let asked = shop.ground.db.queries() - before;
        assert!(asked <= most, "{q}: {asked} queries");
    }
}

#[actix_web::test]
async fn any_text_is_answered() {
    let (shop, _) = stocked().await;
    let guest = shop.guest();
    let long = "ca".repeat(3_000);
    let many = "a+".repeat(2_000);
    for q in [
        "",
        "q",
        "q=",
        "q=c",
        "q=+",
        "q=%",
        "q=%00ca",
        "q=%ff%fe",
        "q=%C3",
        "q='%22;--",
        "q=%25_%5C",
        "q=%26%7C%21%3A*",
        "q=ca&q=ga",
        "q[]=ca",
        "q=%3Cscript%3E",
        "q=%F0%9F%90%9F%F0%9F%90%9F",
        "q=%E2%80%AEac",
        "q=-ca",
        "q=(ca",
        "q=ca:*",
        "lang=xx&q=ca",
        "lang=",
        "q=0",
        "q=00",
        "q=1e309",
        "q=%CC%81%CC%81",
        "q=%E1%BA%BF%E1%BA%BF",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([format!("q={long}"), format!("q={many}")])
    {
        let answer = json(&guest.get(&format!("/suggest?{q}")).await);
        assert!(answer["groups"].is_array(), "{q}");
    }
    let short = ask(&shop, "q=c").await;
    assert_eq!(short["groups"], serde_json::json!([]));
    let script = guest.get("/suggest?q=%3Cb%3Eca").await;
    assert!(json(&script).to_string().contains("Tìm “<b>ca”"), "{}", script.body);
    for (method, status) in [(Method::HEAD, 200), (Method::POST, 405), (Method::DELETE, 405)] {
        let answer = guest.send(guest.request(method.clone(), "/suggest?q=ca")).await;
        assert_eq!(answer.status, status, "{method}");
    }
}
