//! The pages about money, as every page: sound in the light and the dark, on a phone and on a desk.

use super::looks::Walk;
use super::{DESK, PHONE, Window, wanted};
use crate::payouts;
use crate::support;

#[actix_web::test]
async fn the_pages_about_money_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_about_money_are_sound_on_a_desk() {
    check(DESK, "vi").await;
}

#[actix_web::test]
async fn the_pages_about_money_are_sound_in_english() {
    check(PHONE, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let setting = payouts::setting_in(support::shop().await).await;
    let scene = payouts::scene(&setting).await;
    let mut walk = Walk::begin(&setting.shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&setting.shop, scene.member).await;
    walk.see("sell-money", "/sell/money").await;
    walk.see("sell-statement", &format!("/sell/money/{}", scene.payouts[1])).await;
    walk.become_one(&setting.shop, setting.clerk).await;
    for (name, path) in [
        ("money", "/office/money".to_owned()),
        ("money-payouts", "/office/money/payouts".to_owned()),
        ("money-batch", "/office/money/batches/2026-11-23".to_owned()),
        ("money-payout-due", format!("/office/money/payouts/{}", scene.payouts[0])),
        ("money-payout-paid", format!("/office/money/payouts/{}", scene.payouts[1])),
        ("money-household", format!("/office/money/households/{}", scene.slug)),
        ("money-refunds", "/office/money/refunds".to_owned()),
        ("money-refund-transfer", format!("/office/money/refunds/{}", scene.refunds[0])),
        ("money-refund-cash", format!("/office/money/refunds/{}", scene.refunds[1])),
        ("money-refund-card", format!("/office/money/refunds/{}", scene.refunds[2])),
        ("money-refund-form", format!("/office/orders/{}/parcels/1/refund", scene.code)),
        ("money-cash", "/office/money/cash".to_owned()),
        ("money-settings", "/office/money/settings".to_owned()),
        ("money-report", "/office/money/reports".to_owned()),
        ("office-order-money", format!("/office/orders/{}", scene.code)),
    ] {
        walk.see(name, &path).await;
    }
    walk.end().await;
}
