//! How a complaint ends, and that it ends once, with the money in the same act.

use super::{SPOILED, complain, deliver, delivered, everything, send, sold_by};
use crate::buyer::{number, sound, text};
use crate::households::clerk_as;
use crate::money::support::both;
use crate::support::{self, Answer, exif};

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

        let desk = format!("/sell/complaints/{id}");
        assert_eq!(send(&sold.member, shop, &desk, &[("words", "Cháu xin lỗi bác.")], &[]).await.status, 303);
        shop.work_off().await;
        assert_eq!(text(shop, "SELECT state FROM complaints").await, "answered");
        assert_eq!(number(shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'complaint:%:buyer'").await, 1);
        let read = sold.buyer.get(&sold.path(id)).await;
        assert!(read.words().contains("Cháu xin lỗi bác."), "{}", read.words());

        let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
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
        // The order leads to its complaint, both to what goes back, for those who may see money.
        let refund = format!("/office/money/refunds/{}", number(shop, "SELECT refund_id FROM complaints").await);
        let admin = shop.signed_in(clerk_as(shop, "admin").await).await;
        let order = format!("/office/orders/{}", sold.code);
        let own = format!("/office/complaints/{id}");
        let leads = |page: &Answer, to: &str| !page.attributes(&format!("main a[href='{to}']"), "href").is_empty();
        assert!(leads(&admin.get(&order).await, &own) && leads(&clerk.get(&order).await, &own));
        assert!(leads(&admin.get(&order).await, &refund) && leads(&admin.get(&own).await, &refund));
        let only_said = clerk.get(&own).await;
        assert!(only_said.words().contains("Khoản hoàn R") && !leads(&only_said, &refund), "{}", only_said.words());
        assert_eq!(number(shop, "SELECT count(*) FROM acts WHERE act = 'complaint.decided'").await, 1);
        shop.work_off().await;
        let told = text(shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'complaint-ended:%:buyer'").await;
        assert!(told.contains("150.000"), "{told}");
        // What has ended is only read.
        let late = send(&sold.buyer, shop, &sold.path(id), &[("words", "Còn nữa")], &[]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        assert!(late.words().contains("đã kết thúc"));
        let page = sold.buyer.get(&sold.path(id)).await;
        assert!(page.words().contains("Trả lại tiền: 150.000 ₫"), "{}", page.words());
        sound(shop).await;
    }
}

#[actix_web::test]
async fn a_decision_is_judged_before_it_is_made() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let path = format!("/office/complaints/{id}/decision");
    for (fields, status, beside) in [
        (vec![("outcome", "refused"), ("words", "")], 422, "#reason-why"),
        (
            vec![("outcome", "refund"), ("share", "amount"), ("amount", ""), ("way", "cash"), ("words", "x")],
            422,
            "#f-amount-why",
        ),
        (
            vec![("outcome", "refund"), ("share", "amount"), ("amount", "90.000.000"), ("way", "cash"), ("words", "x")],
            409,
            "#f-amount-why",
        ),
        (vec![("outcome", "refund"), ("share", "100"), ("way", "card"), ("words", "x")], 409, "#way-why"),
        (vec![("outcome", "replacement"), ("day", "2026-11-01"), ("words", "x")], 422, "#day-why"),
        (vec![("outcome", "burn"), ("words", "x")], 422, "#outcome-why"),
    ] {
        let answer = clerk.post(&path, &fields).await;
        assert_eq!((answer.status, answer.texts(beside).len()), (status, 1), "{fields:?}: {}", answer.words());
        assert_eq!(answer.texts("main .note.bad").is_empty(), status == 409, "{fields:?}: {}", answer.words());
    }
    let half = [("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "")];
    let chosen = clerk.post(&path, &half).await.attributes("main input[type=radio][checked]", "value");
    assert_eq!(chosen, ["refund", "50"], "what was chosen stays");
    assert_eq!(text(shop, "SELECT state FROM complaints").await, "open");
    assert_eq!(number(shop, "SELECT count(*) FROM refunds").await, 0);
    let again = [("outcome", "replacement"), ("day", "2026-11-27"), ("words", "Gửi lại một lọ.")];
    assert_eq!(clerk.post(&path, &again).await.status, 303);
    let page = sold.buyer.get(&sold.path(id)).await;
    assert!(page.words().contains("27/11/2026") && page.words().contains("Gửi lại một lọ."), "{}", page.words());
}

#[actix_web::test]
async fn a_transfer_goes_back_by_transfer_and_the_buyer_says_where_to() {
    let sold = deliver(sold_by(support::shop().await, "bank_transfer").await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let page = clerk.get(&format!("/office/complaints/{id}")).await;
    let path = format!("/office/complaints/{id}/decision");
    let all = [("outcome", "refund"), ("share", "100"), ("shipping", "1"), ("words", "Cả hai lọ hỏng.")];
    let decided = clerk.submit(&page, &path, &all).await;
    assert_eq!(decided.status, 303, "{}", decided.words());
    let made = "SELECT r.method || ' ' || (r.amount = p.total) || ' ' || r.key FROM refunds r JOIN parcels p ON p.id = r.parcel_id";
    assert_eq!(text(shop, made).await, format!("bank_transfer true complaint:{id}"));
    assert_eq!(text(shop, "SELECT reason FROM refunds").await, "Cả hai lọ hỏng.");
    shop.work_off().await;
    let order = sold.buyer.get(&format!("/orders/{}", sold.code)).await;
    let account = order.attributes("form[action*='refund']", "action");
    assert_eq!(account.len(), 1, "the buyer is asked for an account: {}", order.words());
    sound(shop).await;
}

#[actix_web::test]
async fn a_share_with_the_delivery_takes_each_from_its_own() {
    for shop in both().await {
        let sold = delivered(shop).await;
        let shop = &sold.shop;
        let fee = number(shop, "SELECT shipping_fee FROM parcels").await;
        assert!(fee > 0);
        let id = complain(&sold).await;
        let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
        let half =
            [("outcome", "refund"), ("share", "50"), ("shipping", "1"), ("way", "cash"), ("words", "Một lọ hỏng.")];
        let decided = clerk.post(&format!("/office/complaints/{id}/decision"), &half).await;
        assert_eq!(decided.status, 303, "{}", decided.words());
        let back = "SELECT concat_ws(' ', of_goods, of_shipping, amount) FROM refunds";
        assert_eq!(text(shop, back).await, format!("150000 {fee} {}", 150_000 + fee));
        sound(shop).await;
    }
}

#[actix_web::test]
async fn a_refusal_says_its_reason_and_the_four_ways_on() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let path = format!("/office/complaints/{id}/decision");
    let refused = [("outcome", "refused"), ("words", "Ảnh chụp hũ của nhà khác.")];
    assert_eq!(clerk.post(&path, &refused).await.status, 303);
    assert_eq!(text(shop, "SELECT state || ' ' || outcome FROM complaints").await, "refused refused");
    assert_eq!(number(shop, "SELECT count(*) FROM refunds").await, 0);
    let page = sold.buyer.get(&sold.path(id)).await;
    for said in ["Không chấp nhận khiếu nại", "Ảnh chụp hũ của nhà khác.", "trọng tài hoặc tòa án"]
    {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    // Nothing more is said or done, and another may be opened while there is time.
    let more = [("words", "Không phải")];
    assert_eq!(send(&clerk, shop, &format!("/office/complaints/{id}"), &more, &[]).await.status, 409);
    assert_eq!(send(&sold.member, shop, &format!("/sell/complaints/{id}"), &more, &[]).await.status, 409);
    assert_eq!(sold.buyer.post(&format!("{}/withdrawal", sold.path(id)), &[]).await.status, 409);
    let again = [("kind", "short"), ("wish", "talk"), ("words", "Còn thiếu một lọ.")];
    assert_eq!(send(&sold.buyer, shop, &sold.new_path(), &again, &[]).await.status, 303);
    assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 2);
}

#[actix_web::test]
async fn an_agreement_ends_it_without_money() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let clerk = shop.signed_in(clerk_as(shop, "admin").await).await;
    let agreed = [("outcome", "agreed"), ("words", "Lần sau hộ gửi thêm một lọ.")];
    assert_eq!(clerk.post(&format!("/office/complaints/{id}/decision"), &agreed).await.status, 303);
    assert_eq!(everything(shop).await, "settledagreed 1 0 1");
    assert!(sold.member.get(&format!("/sell/complaints/{id}")).await.words().contains("Hai bên đã thỏa thuận"));
}

#[actix_web::test]
async fn two_clerks_at_once_decide_once() {
    for _ in 0..3 {
        let sold = delivered(support::shop().await).await;
        let shop = &sold.shop;
        let id = complain(&sold).await;
        let one = shop.signed_in(clerk_as(shop, "support").await).await;
        let two = shop.signed_in(clerk_as(shop, "admin").await).await;
        let path = format!("/office/complaints/{id}/decision");
        let (all, half) = (
            [("outcome", "refund"), ("share", "100"), ("way", "cash"), ("words", "Hỏng cả.")],
            [("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Hỏng một nửa.")],
        );
        let (a, b) = tokio::join!(one.post(&path, &all), two.post(&path, &half));
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [303, 409], "{} {}", a.words(), b.words());
        let sum = if a.status == 303 { 300_000 } else { 150_000 };
        assert_eq!(number(shop, "SELECT sum(amount) FROM refunds").await, sum, "what was said is what went back");
        assert_eq!(everything(shop).await, "settledrefund 1 1 1");
        sound(shop).await;
    }
}

#[actix_web::test]
async fn it_is_taken_back_or_decided_and_never_both() {
    for _ in 0..3 {
        let sold = delivered(support::shop().await).await;
        let shop = &sold.shop;
        let id = complain(&sold).await;
        let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
        let (decision, withdrawal) =
            (format!("/office/complaints/{id}/decision"), format!("{}/withdrawal", sold.path(id)));
        let refund = [("outcome", "refund"), ("share", "100"), ("way", "cash"), ("words", "Hỏng cả.")];
        let (a, b) = tokio::join!(clerk.post(&decision, &refund), sold.buyer.post(&withdrawal, &[]));
        let ended = if a.status == 303 { ("settledrefund 1 1 1", 409) } else { ("withdrawnwithdrawn 1 0 0", 303) };
        assert_eq!((everything(shop).await.as_str(), b.status), ended, "{} {}", a.words(), b.words());
        assert!([303, 409].contains(&a.status));
        sound(shop).await;
    }
}

#[actix_web::test]
async fn a_form_from_before_the_end_opens_nothing_new() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    assert_eq!(sold.buyer.post(&format!("{}/withdrawal", sold.path(id)), &[]).await.status, 303);
    let again = send(&sold.buyer, shop, &sold.new_path(), &SPOILED, &[exif::with_gps()]).await;
    assert_eq!(again.location().unwrap(), sold.path(id), "the same form is the same complaint");
    assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 1);
}
