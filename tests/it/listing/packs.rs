//! Packs of what is on sale: price and stock change at once, and nothing is written over unseen.

use market::payments::books;

use super::{FISH, Setting, begin, number, on_sale, setting, text};

async fn pack_path(setting: &Setting, product: &str) -> String {
    format!("{product}/packs/{}", number(&setting.shop, "SELECT max(id) FROM packs").await)
}

#[actix_web::test]
async fn a_new_price_is_on_the_shelf_at_once_and_the_old_one_is_kept() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let pack = pack_path(&setting, &path).await;
    let page = setting.phone.get(&path).await;
    let answer = setting.phone.submit(&page, &pack, &[("price", "105k"), ("left", "3 chục")]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    setting.shop.work_off().await;
    assert_eq!(number(&setting.shop, "SELECT from_price FROM shelf").await, 105_000);
    assert_eq!(
        number(&setting.shop, "SELECT count(*) FROM revisions WHERE state <> 'approved'").await,
        0,
        "nobody has to approve"
    );
    let change = "SELECT before || '>' || after || ' ' || (account_id IS NOT NULL) FROM price_changes";
    assert_eq!(text(&setting.shop, change).await, "98000>105000 true");
    let page = setting.phone.get(&path).await;
    assert!(page.words().contains("105.000"), "{}", page.words());
    assert_eq!(setting.phone.submit(&page, &pack, &[]).await.status, 303, "the same again");
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM price_changes").await, 1);
    assert_eq!(number(&setting.shop, "SELECT on_hand FROM packs").await, 30);
    assert!(books::faults(&mut *setting.shop.conn().await).await.unwrap().is_empty());
}

#[actix_web::test]
async fn packs_are_added_renamed_and_withdrawn() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let (packs, add) =
        (format!("{path}/packs"), [("name", "hũ 1 kg"), ("price", "180.000"), ("left", "5"), ("weight", "")]);
    assert_eq!(setting.phone.post(&packs, &add).await.status, 303);
    let pack = pack_path(&setting, &path).await;
    assert_eq!(number(&setting.shop, "SELECT net_weight_g FROM packs ORDER BY id DESC LIMIT 1").await, 1_000);
    for (name, value) in [("name", ""), ("price", "0"), ("left", "-1"), ("weight", "nặng"), ("name", "Hũ chữa bệnh")]
    {
        let page = setting.phone.get(&path).await;
        let answer = setting.phone.submit(&page, &pack, &[(name, value)]).await;
        assert_eq!(answer.status, 422, "{name}={value}");
        assert!(!answer.texts(".why").is_empty(), "{name}: {}", answer.words());
    }
    assert_eq!(setting.phone.post(&format!("{pack}/withdraw"), &[]).await.status, 303);
    assert_eq!(setting.phone.post(&format!("{pack}/withdraw"), &[]).await.status, 404);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM packs WHERE withdrawn_at IS NULL").await, 1);
    let draft = begin(&setting, &FISH, 1).await;
    assert_eq!(
        setting.phone.post(&format!("{draft}/packs"), &add).await.status,
        404,
        "a draft has no packs of its own"
    );
}

#[actix_web::test]
async fn a_sale_meanwhile_is_told_and_not_written_over() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let pack = pack_path(&setting, &path).await;
    let page = setting.phone.get(&path).await;
    super::run(&setting.shop, "UPDATE packs SET reserved = 4").await;
    let answer = setting.phone.submit(&page, &pack, &[("left", "25")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.words().contains("giờ còn 16"), "{}", answer.words());
    assert_eq!(number(&setting.shop, "SELECT on_hand FROM packs").await, 20);
    // Only the price was meant: the sale does not matter.
    assert_eq!(setting.phone.submit(&page, &pack, &[("price", "90k")]).await.status, 303);
    assert_eq!(number(&setting.shop, "SELECT on_hand - reserved FROM packs").await, 16);
    // Whoever has seen it may say how many there are.
    assert_eq!(setting.phone.submit(&setting.phone.get(&path).await, &pack, &[("left", "25")]).await.status, 303);
    assert_eq!(number(&setting.shop, "SELECT on_hand FROM packs").await, 29);
    let two = setting.phone.get(&path).await;
    assert_eq!(setting.phone.submit(&two, &pack, &[("price", "91k")]).await.status, 303);
    assert_eq!(setting.phone.submit(&two, &pack, &[("price", "92k")]).await.status, 409, "another phone was quicker");
}
