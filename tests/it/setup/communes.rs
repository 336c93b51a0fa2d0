//! Which communes the market serves: found by any of their names, and felt by households and buyers.

use super::{HOSTILE, office, save};
use crate::buyer::{execute, number, text};
use crate::households::{APPLICATION, apply};
use crate::support::build;

const HERE: &str = "/office/setup/communes";
const WHY: (&str, &str) = ("why", "Quyết định 12");

#[actix_web::test]
async fn an_unserved_commune_takes_nobody_new_and_keeps_who_is_there() {
    let (shop, admin) = office().await;
    let house = build::producer_in(&shop, "Bà Lụa", "08761").await;
    build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    shop.work_off().await;
    let lap_thach = format!("{HERE}/08761");
    assert_eq!(save(&admin, &lap_thach, &[WHY]).await.status, 303);
    // Vân Trục is Lập Thạch today.
    let person = shop.signed_in(build::account(&shop, "Bà Mận").await).await;
    let refused = apply(&person, &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("chưa") || !refused.texts(".why").is_empty(), "{}", refused.words());
    assert!(APPLICATION.contains(&("commune", "Vân Trục")));
    assert!(member.get("/sell/household").await.words().contains("không còn nằm trong vùng"), "their page says so");
    let slug = text(&shop, &format!("SELECT slug FROM producers WHERE id = {house}")).await;
    let page = admin.get(&format!("/office/producers/{slug}")).await;
    assert!(page.words().contains("không phục vụ"), "{}", page.words());
    assert!(shop.guest().get("/products").await.words().contains("Cá thính"), "it still sells");
    assert!(!shop.guest().get("/products").await.body.contains("value=\"08761\""), "nobody filters by it any more");
    let told = "SELECT concat_ws('|', act, subject, why) FROM acts";
    assert_eq!(text(&shop, told).await, "commune.left|08761 Xã Lập Thạch|Quyết định 12");

    assert_eq!(save(&admin, &lap_thach, &[WHY]).await.status, 303);
    assert_eq!(apply(&person, &[]).await.status, 303, "served again at once");
    assert!(!member.get("/sell/household").await.words().contains("không còn nằm trong vùng"));
}

#[actix_web::test]
async fn a_commune_is_found_by_code_new_and_old_name_and_begins_to_be_served() {
    let (shop, admin) = office().await;
    for q in ["08761", "van+truc", "L%E1%BA%ADp+Th%E1%BA%A1ch"] {
        let page = admin.get(&format!("{HERE}?q={q}")).await;
        let found = page.attributes("section[aria-labelledby=found] a", "href");
        assert!(found.contains(&format!("{HERE}/08761")), "{q}: {found:?}");
    }
    assert!(admin.get(&format!("{HERE}?q=zzzz")).await.words().contains("Không có xã nào"));
    let far = text(&shop, "SELECT min(code) FROM communes WHERE NOT served AND province_code = '25'").await;
    assert_eq!(save(&admin, &format!("{HERE}/{far}"), &[WHY]).await.status, 303);
    assert_eq!(number(&shop, &format!("SELECT served::integer FROM communes WHERE code = '{far}'")).await, 1);
    assert!(admin.get(HERE).await.attributes("a", "href").contains(&format!("{HERE}/{far}")));
}

#[actix_web::test]
async fn the_last_commune_stays_and_nonsense_is_answered() {
    let (shop, admin) = office().await;
    execute(&shop, "UPDATE communes SET served = false WHERE served AND code <> '08761'").await;
    let last = save(&admin, &format!("{HERE}/08761"), &[WHY]).await;
    assert_eq!(last.status, 409);
    assert!(last.words().contains("xã cuối cùng"), "{}", last.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM communes WHERE served").await, 1);
    // It is so already: nothing to write down.
    assert_eq!(admin.post(&format!("{HERE}/08842"), &[WHY]).await.status, 409);
    let silent = save(&admin, &format!("{HERE}/08842"), &[("why", "")]).await;
    assert_eq!((silent.status, silent.texts("#why-why").len()), (422, 1));
    for nowhere in ["00000", "x", "-1"] {
        assert_eq!(admin.get(&format!("{HERE}/{nowhere}")).await.status, 404, "{nowhere}");
        assert_eq!(admin.post(&format!("{HERE}/{nowhere}"), &[WHY]).await.status, 404, "{nowhere}");
    }
    for q in HOSTILE {
        let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        assert!([200, 400].contains(&admin.get(&format!("{HERE}?q={q}")).await.status), "{q}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 0);
}
