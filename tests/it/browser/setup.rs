//! The office sets the market up in a real browser: every page, with and without mistakes, on a phone and on a desk.

use super::looks::Walk;
use super::{DESK, PHONE, Window, fill, wanted};
use crate::households::{clerk_as, number};
use crate::support;

#[actix_web::test]
async fn the_pages_of_setting_up_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_of_setting_up_are_sound_on_a_desk_in_english() {
    check(DESK, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let admin = clerk_as(&shop, "admin").await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&shop, admin).await;
    let category = number(&shop, "SELECT min(id) AS n FROM categories WHERE parent_id IS NOT NULL").await;
    let unit = number(&shop, "SELECT min(id) AS n FROM units").await;
    let point = number(&shop, "SELECT min(id) AS n FROM pickup_points").await;
    let house = number(&shop, "SELECT min(id) AS n FROM producers").await;
    for (name, path) in [
        ("setup", "/office/setup".to_owned()),
        ("setup-rules", "/office/setup/rules".to_owned()),
        ("setup-switch", "/office/setup/rules/card_on".to_owned()),
        ("setup-categories", "/office/setup/categories".to_owned()),
        ("setup-category", format!("/office/setup/categories/{category}")),
        ("setup-category-new", "/office/setup/categories/new".to_owned()),
        ("setup-units", "/office/setup/units".to_owned()),
        ("setup-unit", format!("/office/setup/units/{unit}")),
        ("setup-unit-new", "/office/setup/units/new".to_owned()),
        ("setup-communes", "/office/setup/communes?q=van+truc".to_owned()),
        ("setup-commune", "/office/setup/communes/08761".to_owned()),
        ("setup-delivery", format!("/office/setup/delivery?household={house}&to=08842&weight=3+kg&goods=98000")),
        ("setup-rate", "/office/setup/delivery/zones/hanoi".to_owned()),
        ("setup-provinces", "/office/setup/delivery/provinces".to_owned()),
        ("setup-points", "/office/setup/points".to_owned()),
        ("setup-point", format!("/office/setup/points/{point}")),
        ("setup-hours", "/office/setup/hours".to_owned()),
        ("setup-messages", "/office/setup/messages".to_owned()),
        ("setup-message", "/office/setup/messages/order-sms-handed-over/vi".to_owned()),
        ("setup-money", "/office/money/settings".to_owned()),
    ] {
        walk.see(name, &path).await;
    }
    // A day to come, and what came back to be put right.
    walk.see("setup-rule", "/office/setup/rules/payout_days").await;
    fill(&walk.window, "#value", "999").await;
    walk.press("setup-rule-refused", "main form .btn.big").await;
    fill(&walk.window, "#value", "5").await;
    super::run(&walk.window, "document.querySelector('#from_day').value = '2026-12-01'").await;
    fill(&walk.window, "#why", "Họp ngày 20/11").await;
    walk.press("setup-rule-planned", "main form .btn.big").await;
    walk.see("setup-message", "/office/setup/messages/order-sms-placed/vi").await;
    fill(&walk.window, "#body", "Don { $code }").await;
    walk.press("setup-message-refused", "main form .btn.quiet").await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM rule_changes").await, 1);
    let owner = support::build::member(&shop, market::kernel::ids::ProducerId(house)).await;
    walk.become_one(&shop, owner).await;
    walk.see("sell-points", "/sell/household/points").await;
    walk.end().await;
}
