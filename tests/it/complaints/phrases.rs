//! Words that no product may claim, as the office keeps them.

use crate::households::clerk_as;
use crate::listing::{FISH, begin, fill, setting};
use crate::support::{self, build};

const WORDS: &str = "sống lâu trăm tuổi";
const WHY: (&str, &str) = ("why", "Công văn 12/ATTP");

#[actix_web::test]
async fn words_that_the_office_adds_stop_a_listing_until_they_are_struck() {
    let setting = setting().await;
    let shop = &setting.shop;
    let path = begin(&setting, &FISH, 1).await;
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS), WHY]).await.status, 303);
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
        assert!(refused.words().contains(&format!("“{WORDS}”")), "{claim}: {}", refused.words());
    }
    assert_eq!(clerk.post("/office/phrases", &[("remove", WORDS), WHY]).await.status, 303);
    assert!(!clerk.get("/office/phrases").await.words().contains(WORDS));
    assert_eq!(write("Ăn vào sống lâu trăm tuổi").await.status, 303);
}

#[actix_web::test]
async fn a_phrase_is_added_once_and_nothing_odd_is() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let acts = "SELECT count(*) AS n FROM acts WHERE act LIKE 'phrase.%'";
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS), WHY]).await.status, 303);
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS), WHY]).await.status, 409);
    for odd in [" ... ", "", "\0", &"dài ".repeat(40)] {
        assert_eq!(clerk.post("/office/phrases", &[("words", odd), WHY]).await.status, 422, "{odd:?}");
    }
    assert_eq!(clerk.post("/office/phrases", &[("remove", "không có"), WHY]).await.status, 303);
    assert_eq!(clerk.post("/office/phrases", &[("remove", "a\0b"), WHY]).await.status, 303);
    assert_eq!(crate::households::number(&shop, acts).await, 1);
    // Neither without its reason; what was typed stays.
    let bare = clerk.post("/office/phrases", &[("words", "khỏi bệnh gút")]).await;
    assert_eq!(bare.status, 422);
    assert_eq!(bare.attributes("#f-words", "value"), ["khỏi bệnh gút"], "{}", bare.words());
    let bare = clerk.post("/office/phrases", &[("remove", WORDS)]).await;
    assert_eq!((bare.status, bare.texts("details[open] .why").len()), (422, 1), "{}", bare.words());
    assert_eq!(bare.texts(".why").len(), 1, "beside these words alone: {}", bare.words());
    assert!(bare.words().contains(WORDS), "nothing was struck: {}", bare.words());
    for role in ["promoter", "support", "finance"] {
        let other = shop.signed_in(clerk_as(&shop, role).await).await;
        assert_eq!(other.post("/office/phrases", &[("words", "x"), WHY]).await.status, 403, "{role}");
        assert_eq!(other.get("/office/phrases").await.status, 403, "{role}");
    }
}

#[actix_web::test]
async fn what_is_on_the_market_already_is_read_for_new_words() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let mut ids = Vec::new();
    for (name, description, state) in [
        ("Cá thính", "", "on_sale"),
        ("Cá thính sống lâu trăm tuổi", "", "on_sale"),
        ("Mật ong", "An vao SONG LAU, TRAM TUOI.", "hidden"),
        ("Bưởi", "Quả to.", "on_sale"),
    ] {
        let product = build::goods(&shop, house, name, 98_000, 10).await.product;
        let sql =
            format!("UPDATE products SET description_vi = '{description}', state = '{state}' WHERE id = {product}");
        crate::households::run(&shop, &sql).await;
        ids.push(product);
    }
    // The first one says it in the name of a pack.
    let pack = format!("UPDATE packs SET name_vi = 'Hũ sống lâu trăm tuổi' WHERE product_id = {}", ids[0]);
    crate::households::run(&shop, &pack).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    assert_eq!(clerk.post("/office/phrases", &[("words", WORDS), WHY]).await.status, 303);
    shop.work_off().await;
    let flagged =
        "SELECT string_agg(product_id::text, ' ' ORDER BY product_id) AS word FROM flags WHERE kind = 'phrase'";
    let three = ids[..3].iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(crate::households::word(&shop, flagged).await, three);
    let inbox = clerk.get("/office/inbox?kind=flag").await;
    assert_eq!(inbox.texts("[data-keys] tbody tr").len(), 3, "{}", inbox.words());
    let one = crate::households::number(&shop, "SELECT min(id) AS n FROM flags").await;
    let flag = clerk.get(&format!("/office/flags/{one}")).await;
    assert!(flag.words().contains(&format!("“{WORDS}”")), "{}", flag.words());
    // It leads to the request that takes it down; what is hidden already has nothing to take down and no page.
    let to = flag.attributes("main a[href^='/office/takedowns?']", "href");
    let asked = clerk.get(&to[0]).await;
    assert_eq!(asked.attributes("details[open] #f-product", "value"), [to[0].split('=').nth(1).unwrap()]);
    let last = crate::households::number(&shop, "SELECT max(id) AS n FROM flags").await;
    let hidden = clerk.get(&format!("/office/flags/{last}")).await;
    assert!(hidden.attributes("main a[href^='/products/'], main a[href^='/office/takedowns?']", "href").is_empty());
    // Struck and added again, each is flagged once; one that is answered stays answered until then.
    assert_eq!(clerk.post("/office/phrases", &[("remove", WORDS), ("why", "Thêm nhầm")]).await.status, 303);
    let open = "SELECT count(*) AS n FROM flags WHERE state = 'open'";
    assert_eq!(crate::households::number(&shop, open).await, 0, "nothing waits because of words that are allowed");
    let why = "SELECT DISTINCT reason AS word FROM flags";
    assert_eq!(crate::households::word(&shop, why).await, "Thêm nhầm");
    for _ in 0..2 {
        clerk.post("/office/phrases", &[("words", WORDS), WHY]).await;
        shop.work_off().await;
    }
    assert_eq!(crate::households::number(&shop, open).await, 3);
    // No visitor says it of a product.
    let slug = format!("SELECT slug AS word FROM products WHERE id = {}", ids[3]);
    let path = format!("/products/{}/flag", crate::households::word(&shop, &slug).await);
    assert_eq!(shop.guest().post(&path, &[("kind", "phrase"), ("words", "x")]).await.status, 422);
}
