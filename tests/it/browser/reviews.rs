//! A review as its people see it: given from the order, answered by the household, read by everybody, hidden by a clerk.

use super::looks::Walk;
use super::{DESK, PHONE, Window, click, fill, text, wanted};
use crate::buyer::number;
use crate::complaints::{Sold, deliver, sold_to};
use crate::households::clerk_as;
use crate::support::{self, build};

#[actix_web::test]
async fn a_review_goes_from_the_order_to_the_shelf_on_a_phone() {
    walk(PHONE, "vi", "Phòng đã ẩn đánh giá này").await;
}

#[actix_web::test]
async fn a_review_goes_from_the_order_to_the_shelf_on_a_desk() {
    walk(DESK, "en", "The office has hidden this review").await;
}

async fn walk(size: Window, lang: &str, hidden: &str) {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let buyer = build::account(&shop, "Nguyễn Thị Hoa").await;
    let http = shop.signed_in(buyer).await;
    let sold: Sold = deliver(sold_to(shop, http, "cod").await).await;
    let shop = &sold.shop;
    let member = number(shop, &format!("SELECT min(account_id) FROM members WHERE producer_id = {}", sold.house)).await;
    let clerk = clerk_as(shop, "moderator").await;
    let product = crate::reviews::page(&sold).await;
    let mut walk = Walk::begin(shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(shop, buyer).await;
    walk.see("review-order", &format!("/orders/{}", sold.code)).await;
    walk.press("review-write", "a[href$='/parcels/1/review']").await;
    walk.press("review-write-refused", "main form .btn.big").await;
    click(&walk.window, "label:has(input[value='2'])").await;
    fill(&walk.window, "main textarea", "Một lọ bị sủi bọt, gọi thì nhà bán nói rất khó nghe.").await;
    walk.press("review-written", "main form .btn.big").await;
    let id = number(shop, "SELECT id FROM reviews WHERE stars = 2").await;

    walk.become_one(shop, market::kernel::ids::AccountId(member)).await;
    walk.see("review-sell", "/sell/reviews").await;
    fill(&walk.window, &format!("#f-words-{id}"), "Nhà em xin lỗi bác ạ.").await;
    walk.press(
        "review-sell-answered",
        &format!("form[action^='/sell/reviews/{id}?'] .btn, form[action='/sell/reviews/{id}'] .btn"),
    )
    .await;
    walk.see("know-stars", "/sell/know").await;
    walk.see("review-product", &product).await;
    walk.see("review-list", &format!("{product}/reviews")).await;
    walk.see("review-report", &format!("{product}/reviews/{id}/report")).await;

    walk.become_one(shop, clerk).await;
    walk.see("review-office-list", "/office/reviews").await;
    walk.press("review-office", &format!("a[href='/office/reviews/{id}']")).await;
    click(&walk.window, "label:has(input[value='insult'])").await;
    fill(&walk.window, "#f-words", "Có lời xúc phạm.").await;
    walk.press("review-office-hidden", "button[value=hide]").await;
    walk.see("review-product-hidden", &product).await;
    let read = text(&walk.window, "main").await;
    assert!(read.contains(hidden), "{read}");
    walk.end().await;
}
