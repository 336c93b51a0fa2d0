//! Words that no product may claim, as the office keeps them.

use crate::households::clerk_as;
use crate::listing::{FISH, begin, fill, setting};
use crate::support;

const WORDS: &str = "sống lâu trăm tuổi";

#[actix_web::test]
async fn words_that_the_office_adds_stop_a_listing_until_they_are_struck() {
    let setting = setting().await;
    let shop = &setting.shop;
    let path = begin(&setting, &FISH, 1).await;
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS)]).await.status, 303);
    assert!(clerk.get("/office/phrases").await.words().contains(WORDS));
    let write = async |claim: &str| {
        let page = setting.phone.get(&path).await;
        let fields = [("description", claim), ("ingredients", "Cá"), ("allergen-fish", "1"), ("do", "submit")];
        fill(&setting.phone, &page, &path, &fields, &[]).await
    };
    for claim in ["Ăn vào sống lâu trăm tuổi", "SONG LAU TRAM TUOI!", "Sống  Lâu, trăm tuổi", "song lâu tram tuổi"]
    {
        let refused = write(claim).await;
        assert_eq!(refused.status, 422, "{claim}: {}", refused.words());
        assert!(refused.texts("#description-why")[0].contains(WORDS), "{claim}: {}", refused.words());
    }
    assert_eq!(clerk.post("/office/phrases", &[("remove", WORDS)]).await.status, 303);
    assert!(!clerk.get("/office/phrases").await.words().contains(WORDS));
    assert_eq!(write("Ăn vào sống lâu trăm tuổi").await.status, 303);
}

#[actix_web::test]
async fn a_phrase_is_added_once_and_nothing_odd_is() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let acts = "SELECT count(*) AS n FROM acts WHERE act LIKE 'phrase.%'";
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS)]).await.status, 303);
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS)]).await.status, 409);
    for odd in [" ... ", "", "\0", &"dài ".repeat(40)] {
        assert_eq!(clerk.post("/office/phrases", &[("words", odd)]).await.status, 422, "{odd:?}");
    }
    assert_eq!(clerk.post("/office/phrases", &[("remove", "không có")]).await.status, 303);
    assert_eq!(clerk.post("/office/phrases", &[("remove", "a\0b")]).await.status, 303);
    assert_eq!(crate::households::number(&shop, acts).await, 1);
    for role in ["promoter", "support", "finance"] {
        let other = shop.signed_in(clerk_as(&shop, role).await).await;
        assert_eq!(other.post("/office/phrases", &[("words", "x")]).await.status, 403, "{role}");
        assert_eq!(other.get("/office/phrases").await.status, 403, "{role}");
    }
}
