//! Words about goods on sale wait for the office; price and stock do not.

use super::{table, taken};
use crate::listing::{Setting, number, on_sale, run, setting, text, waiting};

const PRICE: &str = "SELECT price FROM packs";

async fn states(setting: &Setting) -> String {
    text(&setting.shop, "SELECT string_agg(state, ' ' ORDER BY id) FROM revisions").await
}

#[actix_web::test]
async fn new_words_wait_for_the_office_while_the_price_is_new_at_once() {
    let setting = setting().await;
    on_sale(&setting).await;
    let (shop, phone) = (&setting.shop, &setting.phone);
    let row = ["CT,Cá thính chép,Cá thính,hũ 500 g,,99k,,Ủ thính ngô ba tháng."];
    let page = table(shop, phone, &row).await;
    let shown = phone.get(&page).await;
    assert_eq!(
        shown.texts(".import-changes > div"),
        ["Giới thiệu chưa có → Ủ thính ngô ba tháng.", "Giá 98.000 ₫ → 99.000 ₫"]
    );
    assert!(shown.words().contains("Phần chữ chờ Phòng Kinh tế duyệt"), "{}", shown.words());
    taken(shop, phone, &page).await;
    assert_eq!(number(shop, PRICE).await, 99_000);
    assert_eq!(states(&setting).await, "approved submitted");
    assert_eq!(text(shop, "SELECT description_vi FROM products").await, "", "nobody reads it yet");

    // The same file while it waits: nothing to do. Other words meanwhile: the price passes, the words do not.
    let again = table(shop, phone, &row).await;
    assert_eq!(phone.get(&again).await.texts(".chip"), ["Không đổi gì (1)"]);
    let other = table(shop, phone, &["CT,Cá thính chép,,hũ 500 g,,97k,,Ủ bốn tháng."]).await;
    let done = taken(shop, phone, &other).await;
    assert!(done.words().contains("Phần chữ chưa đổi"), "{}", done.words());
    assert_eq!((number(shop, PRICE).await, states(&setting).await.as_str()), (97_000, "approved submitted"));
    let only = table(shop, phone, &["CT,Cá thính chép,,hũ 500 g,,97k,,Ủ bốn tháng."]).await;
    assert_eq!(phone.get(&only).await.texts(".chip"), ["Đang chờ duyệt (1)"]);
    assert_eq!(phone.post(&only, &[("seen", "")]).await.status, 409);

    let listing = waiting(shop).await;
    let looked = setting.clerk.get(&listing).await;
    assert_eq!(setting.clerk.submit(&looked, &listing, &[("verdict", "approve")]).await.status, 303);
    assert_eq!(text(shop, "SELECT description_vi FROM products").await, "Ủ thính ngô ba tháng.");
    let last = table(shop, phone, &["CT,Cá thính chép,,hũ 500 g,,97k,,"]).await;
    assert_eq!(phone.get(&last).await.texts(".chip"), ["Không đổi gì (1)"], "an empty cell takes nothing away");
}

#[actix_web::test]
async fn a_draft_that_somebody_writes_is_written_on_and_theirs_to_send() {
    let setting = setting().await;
    let sold = on_sale(&setting).await;
    let (shop, phone) = (&setting.shop, &setting.phone);
    assert_eq!(phone.post(&format!("{sold}/revision"), &[("do", "begin")]).await.status, 303);
    let page = table(shop, phone, &[",Cá thính chép,,hũ 500 g,,98k,,Ủ thính ngô."]).await;
    let done = taken(shop, phone, &page).await;
    assert!(done.words().contains("lưu vào bản đang viết"), "{}", done.words());
    assert_eq!(states(&setting).await, "approved draft");
    let written = "SELECT content ->> 'description' FROM revisions ORDER BY id DESC LIMIT 1";
    assert_eq!(text(shop, written).await, "Ủ thính ngô.");
    // A claim is no reason to lose the rest: it stays with the household, which is told on the product's page.
    run(shop, "DELETE FROM revisions WHERE state = 'draft'").await;
    run(shop, "INSERT INTO banned_phrases (words) VALUES ('chữa bệnh gan') ON CONFLICT DO NOTHING").await;
    let claim = table(shop, phone, &[",Cá thính chép,,hũ 500 g,,96k,,Chữa bệnh gan."]).await;
    taken(shop, phone, &claim).await;
    assert_eq!((number(shop, PRICE).await, states(&setting).await.as_str()), (96_000, "approved draft"));
}
