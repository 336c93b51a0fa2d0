//! A complaint as its three people see it: opened from the order with a photo, answered by the household, decided by a clerk,
//! and read by the buyer.

use fantoccini::{Client, Locator};

use super::looks::Walk;
use super::{DESK, PATIENCE, PHONE, Window, click, fill, text, wanted};
use crate::buyer::{execute, number};
use crate::complaints::{Sold, deliver, sold_to};
use crate::households::clerk_as;
use crate::support::{self, build};

#[actix_web::test]
async fn a_complaint_goes_from_the_order_to_the_refund_on_a_phone() {
    walk(PHONE, "vi", ["Đã gửi.", "Đã ghi quyết định", "Trả lại tiền: 150.000 ₫", "Khiếu nại và thời hạn"]).await;
}

#[actix_web::test]
async fn a_complaint_goes_from_the_order_to_the_refund_on_a_desk() {
    walk(DESK, "en", ["Sent.", "The decision is recorded", "Money back: 150.000 ₫", "Complaints and the times"]).await;
}

/// Chooses what a label stands for; the input itself may be hidden behind it.
async fn choose(window: &Client, name: &str, value: &str) {
    click(window, &format!("label:has(input[name={name}][value='{value}'])")).await;
}

async fn arrived(window: &Client) -> String {
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes .note, .note.good")).await.unwrap();
    text(window, "body").await
}

async fn walk(size: Window, lang: &str, [sent, decided, outcome, times]: [&str; 4]) {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let buyer = build::account(&shop, "Nguyễn Thị Hoa").await;
    let http = shop.signed_in(buyer).await;
    let sold: Sold = deliver(sold_to(shop, http, "cod").await).await;
    let shop = &sold.shop;
    let member = number(shop, &format!("SELECT min(account_id) FROM members WHERE producer_id = {}", sold.house)).await;
    let clerk = clerk_as(shop, "support").await;
    let mut walk = Walk::begin(shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(shop, buyer).await;
    let order = format!("/orders/{}", sold.code);
    walk.see("complaint-order", &order).await;
    walk.press("complaint-new", "a[href$='/parcels/1/complaint']").await;
    // A photo is missing: what was chosen and written stays.
    choose(&walk.window, "kind", "spoiled").await;
    choose(&walk.window, "wish", "refund").await;
    fill(&walk.window, "textarea[name=words]", "Một lọ bị sủi bọt, mở ra có mùi chua.").await;
    walk.press("complaint-new-refused", "main form .btn.big").await;
    let photo = std::env::temp_dir().join(format!("complaint-{}-{lang}.jpg", std::process::id()));
    std::fs::write(&photo, crate::listing::photo(140)).unwrap();
    let field = walk.window.find(Locator::Css("#photos")).await.unwrap();
    field.send_keys(photo.to_str().unwrap()).await.unwrap();
    click(&walk.window, "main form .btn.big").await;
    assert!(arrived(&walk.window).await.contains(sent));
    walk.judge("complaint-sent").await;
    let at = walk.window.current_url().await.unwrap().path().to_owned();
    let id: i64 = at.rsplit('/').next().unwrap().parse().unwrap();
    execute(shop, &format!("UPDATE accounts SET name = 'Bà Lụa' WHERE id = {member}")).await;
    execute(shop, &format!("UPDATE accounts SET name = 'Hoàng Văn Trợ' WHERE id = {clerk}")).await;

    walk.become_one(shop, market::kernel::ids::AccountId(member)).await;
    walk.see("complaint-sell-list", "/sell/complaints").await;
    walk.press("complaint-sell", &format!("a[href='/sell/complaints/{id}']")).await;
    fill(&walk.window, "textarea[name=words]", "Nhà em xin lỗi bác, lọ này em nút chưa kín. Em xin gửi lại tiền ạ.")
        .await;
    click(&walk.window, "main form[enctype] button").await;
    arrived(&walk.window).await;
    walk.judge("complaint-sell-answered").await;

    walk.become_one(shop, clerk).await;
    walk.see("complaint-office-list", "/office/complaints").await;
    walk.press("complaint-office", &format!("a[href='/office/complaints/{id}']")).await;
    choose(&walk.window, "outcome", "refund").await;
    choose(&walk.window, "share", "50").await;
    fill(&walk.window, "#reason", "Ảnh cho thấy một trong hai lọ hỏng; hộ đã nhận.").await;
    click(&walk.window, "form[action$='/decision'] button").await;
    assert!(arrived(&walk.window).await.contains(decided));
    walk.judge("complaint-office-decided").await;
    walk.see("complaint-office-ended", "/office/complaints?which=ended").await;
    walk.see("complaint-kinds", "/office/complaints/kinds").await;
    assert_eq!(number(shop, "SELECT sum(amount) FROM refunds").await, 150_000);

    walk.become_one(shop, buyer).await;
    walk.see("complaint-settled", &at).await;
    let read = text(&walk.window, "main").await;
    assert!(read.contains(outcome), "{read}");
    walk.see("complaint-order-settled", &order).await;
    walk.see("complaint-times", "/complaints").await;
    assert!(text(&walk.window, "h1").await.contains(times));
    let admin = build::clerk(shop).await;
    walk.become_one(shop, admin).await;
    let product = number(shop, "SELECT min(id) FROM products").await;
    execute(
        shop,
        &format!(
            "INSERT INTO takedowns (product_id, authority, reference, reason, asked_at, noted_by) VALUES \
             ({product}, 'Chi cục An toàn thực phẩm', '118/ATTP', 'Nghi mẫu không đạt', now() - interval '3 hours', {admin})"
        ),
    )
    .await;
    walk.see("takedowns", "/office/takedowns").await;
    walk.see("phrases", "/office/phrases").await;
    walk.see("complaint-kinds-admin", "/office/complaints/kinds").await;
    walk.see("complaint-board", "/office/reports").await;
    walk.end().await;
    std::fs::remove_file(photo).unwrap();
}
