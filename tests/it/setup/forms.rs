//! What a form shows is what it reads: sent back as it came, no form of the office has a field refused, in either language.

use std::collections::BTreeSet;

use super::{office, save};
use crate::buyer::{execute, text};
use crate::support::{Client, build};

const WHY: (&str, &str) = ("why", "Không đổi gì");

/// The forms that these pages lead to.
async fn forms(admin: &Client) -> BTreeSet<String> {
    let mut found = BTreeSet::from([
        "/office/setup/hours".to_owned(),
        "/office/setup/delivery/provinces".to_owned(),
        "/office/complaints/kinds".to_owned(),
    ]);
    for kind in ["rules", "categories", "units", "points", "delivery", "messages"] {
        let list = format!("/office/setup/{kind}");
        let page = admin.get(&list).await;
        let below = format!("{list}/");
        let there: Vec<_> =
            page.attributes("main a", "href").into_iter().filter(|href| href.starts_with(&below)).collect();
        assert!(there.len() > 1, "{list} leads nowhere: {there:?}");
        // Messages are many and alike.
        let each = if kind == "messages" { 9 } else { 1 };
        found.extend(there.into_iter().filter(|href| !href.ends_with("/new")).step_by(each));
    }
    found
}

#[actix_web::test]
async fn a_form_that_is_sent_back_as_it_came_has_no_field_refused() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    execute(
        &shop,
        "INSERT INTO pickup_points (code, name_vi, name_en, commune_code, address, phone, hours_vi, hours_en, fee) \
           VALUES ('cho', 'Chợ', 'Market', '08761', 'Cổng chính', '+84912345678', 'sáng', 'mornings', 12345), \
                  ('ben', 'Bến', 'Station', '08761', 'Cổng sau', NULL, 'chiều', 'afternoons', 0)",
    )
    .await;
    execute(&shop, "UPDATE money_settings SET cod_order_cap = 1234567, cod_phone_cap = 7654321, cod_refusals = 2")
        .await;
    let rate = "/office/setup/delivery/zones/area";
    let odd = [("base_weight", "1234 g"), ("step_weight", "12,05 kg"), ("base_fee", "12.345"), WHY];
    assert_eq!(save(&admin, rate, &odd).await.status, 303);
    for lang in ["vi", "en"] {
        assert_eq!(admin.get(&format!("/office/setup?lang={lang}")).await.status, 200);
        for path in forms(&admin).await {
            // What a message's form does is said by its button.
            let sent = save(&admin, &path, &[("do", "keep"), WHY]).await;
            // 409 says that nothing was changed, or that the last way of paying stays.
            assert!([303, 409].contains(&sent.status), "{lang} {path}: {} {}", sent.status, sent.words());
            assert_eq!(sent.texts("main .why"), Vec::<String>::new(), "{lang} {path}");
        }
        let kept = "SELECT concat_ws('|', base_weight_g, step_weight_g, base_fee) FROM delivery_rates \
                    WHERE zone = 'area' ORDER BY id DESC LIMIT 1";
        assert_eq!(text(&shop, kept).await, "1234|12050|12345", "{lang}");
    }
    let shown = admin.get(rate).await;
    assert_eq!(shown.attributes("#base_weight", "value"), ["1234\u{a0}g"], "no mark that is read in two ways");
    assert_eq!(shown.attributes("#step_weight", "value"), ["12.05\u{a0}kg"]);
}
