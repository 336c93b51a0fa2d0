//! The pages about money, as every page: sound in the light and the dark, on a phone and on a desk.

use fantoccini::Locator;
use market::kernel::ids::BankAccountId;
use market::kernel::money::Money;
use market::vouchers::voucher::{Bearer, Off};

use super::looks::Walk;
use super::{DESK, PATIENCE, PHONE, Window, click, fill, picture, run, wanted};
use crate::buyer::execute;
use crate::transfers::statements::{csv, upload};
use crate::vouchers::support::{percent, voucher};
use crate::{payouts, support};

#[actix_web::test]
async fn the_pages_about_money_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_about_money_are_sound_on_a_desk() {
    check(DESK, "en").await;
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
    let (shop, house) = (&setting.shop, Some(setting.producer));
    let live = voucher(shop, "TET2027", percent(10), |terms| {
        (terms.household, terms.borne_by) = (house, Bearer::Producer);
    })
    .await;
    voucher(shop, "HAVUI", Off::Amount(Money::dong(20_000)), |terms| terms.total_limit = Some(500)).await;
    execute(shop, "UPDATE vouchers SET stopped_at = now() WHERE code = 'HAVUI'").await;
    let own = payouts::number(shop, "SELECT min(id) AS n FROM bank_accounts WHERE producer_id IS NULL").await;
    let lines = [("FT26327100001", 113_000, scene.code.as_str()), ("FT26327100002", 5_000, "lai tien gui thang 11")];
    let clerk = shop.signed_in(setting.clerk).await;
    let statement = upload(&clerk, BankAccountId(own), "sao kê tháng 11.csv", csv(&lines)).await.location().unwrap();
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
        ("money-payout-returned", format!("/office/money/payouts/{}", scene.payouts[2])),
        ("money-transfers", "/office/money/transfers".to_owned()),
        ("money-received", format!("/office/money/received?order={}", scene.code)),
        ("money-statement", "/office/money/statement".to_owned()),
        ("money-statement-look", statement.clone()),
        ("money-postings-none", "/office/money/postings".to_owned()),
        ("vouchers", "/office/vouchers".to_owned()),
        ("voucher-new", "/office/vouchers/new".to_owned()),
        ("voucher-change", format!("/office/vouchers/{live}")),
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
    // A posting by hand: refused with what is wrong, looked at, written, and about to be reversed.
    walk.see("money-posting-new", "/office/money/postings/new").await;
    walk.press("money-posting-refused", "main form button").await;
    for (side, account) in [("debit", "adjustment"), ("credit", "payable")] {
        run(&walk.window, &format!("document.querySelector('#f-{side}').value = '{account}'")).await;
    }
    run(&walk.window, &format!("document.querySelector('#f-household').value = '{}'", setting.producer)).await;
    fill(&walk.window, "[name=amount]", "120k").await;
    fill(&walk.window, "[name=memo]", "Bù hàng hỏng lúc giao").await;
    walk.press("money-posting-look", "main form button").await;
    walk.press("money-posting-written", "main form button").await;
    click(&walk.window, "main summary").await;
    walk.judge("money-posting-reversal").await;
    // The statement is taken, and a payout is taken back.
    walk.see("money-statement-look", &statement).await;
    // While a job takes it, the page comes again by itself every few seconds, without a script too: that is for nobody to judge.
    click(&walk.window, "main form button").await;
    walk.window.wait().at_most(PATIENCE).for_element(Locator::Css("meta[http-equiv=refresh]")).await.unwrap();
    picture(&walk.window, &format!("money-statement-asked-{}-{lang}", size.width)).await;
    shop.work_off().await;
    walk.see("money-statement-taken", &statement).await;
    walk.see("money-payout-due", &format!("/office/money/payouts/{}", scene.payouts[0])).await;
    click(&walk.window, "details:has(form[action$=undo]) summary").await;
    fill(&walk.window, "[name=undo_note]", "Nhầm ngày").await;
    walk.press("money-payout-undone", "form[action$=undo] button").await;
    walk.end().await;
}
