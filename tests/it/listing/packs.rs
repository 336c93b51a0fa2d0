//! Packs of what is on sale: price and stock change at once, and nothing is written over unseen.

use diesel_async::RunQueryDsl;
use market::payments::books;

use super::{FISH, Setting, begin, fill, number, on_sale, setting, submit, text, waiting};

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
    assert_eq!(setting.phone.post(&format!("{pack}/withdraw"), &[]).await.status, 303, "pressed twice");
    let late = setting.phone.post(&pack, &[("name", "hũ"), ("price", "90k"), ("weight", "1 kg"), ("left", "3")]).await;
    assert!(late.status == 409 && late.words().contains("thôi bán"), "{} {}", late.status, late.words());
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM packs WHERE withdrawn_at IS NULL").await, 1);
    let draft = begin(&setting, &FISH, 1).await;
    assert_eq!(
        setting.phone.post(&format!("{draft}/packs"), &add).await.status,
        404,
        "a draft has no packs of its own"
    );
}

#[actix_web::test]
async fn no_more_is_asked_to_be_bought_at_once_than_is_made_in_a_day() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let pack = pack_path(&setting, &path).await;
    super::run(&setting.shop, "UPDATE packs SET made_to_order = true, most_per_day = 4").await;
    let page = setting.phone.get(&path).await;
    let answer = setting.phone.submit(&page, &pack, &[("least", "5"), ("price", "105k")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.texts(".why").join(" ").contains("không ai đặt được"), "{}", answer.words());
    assert_eq!(answer.attributes("input[name=least]", "value")[0], "5", "kept");
    assert_eq!(number(&setting.shop, "SELECT min_qty + price FROM packs").await, 98_001, "nothing is written");
    assert_eq!(setting.phone.submit(&page, &pack, &[("least", "4")]).await.status, 303);
    // What is sold only from stock has no such bound.
    super::run(&setting.shop, "UPDATE packs SET made_to_order = false").await;
    assert_eq!(setting.phone.submit(&page, &pack, &[("least", "5")]).await.status, 303);
    assert_eq!(number(&setting.shop, "SELECT min_qty FROM packs").await, 5);
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

#[actix_web::test]
async fn a_draft_says_that_it_is_sold_by_weight_and_goes_on_sale_so() {
    let setting = setting().await;
    let told = "thấp hơn tối đa 5 %";
    let path = begin(&setting, &FISH, 1).await;
    let asked = setting.phone.get("/sell/products/new").await;
    assert!(asked.attributes("[name^=by_weight]", "name").is_empty(), "not among the first four answers");
    let page = setting.phone.get(&path).await;
    assert_eq!(page.attributes("[name=band-0]", "value"), ["10"]);
    let wrong =
        fill(&setting.phone, &page, &path, &[("by_weight-0", "1"), ("band-0", "21"), ("do", "save")], &[]).await;
    assert_eq!((wrong.status, wrong.attributes("[name=band-0]", "value")), (422, vec!["21".to_owned()]));
    assert_eq!(wrong.attributes("[name=by_weight-0][checked]", "name").len(), 1, "what was ticked stays ticked");
    assert!(wrong.words().contains("từ 1 đến 20"), "{}", wrong.words());
    let fields = [("by_weight-0", "1"), ("band-0", "5 %"), ("do", "save")];
    let saved = fill(&setting.phone, &page, &path, &fields, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert!(setting.phone.get(&format!("{path}/preview")).await.words().contains(told));
    assert_eq!(submit(&setting, &path).await.status, 303);
    let office = waiting(&setting.shop).await;
    let page = setting.clerk.get(&office).await;
    assert!(page.words().contains(told), "{}", page.words());
    let approved = setting.clerk.submit(&page, &office, &[("verdict", "approve")]).await;
    assert_eq!(approved.status, 303, "{}", approved.words());
    assert_eq!(number(&setting.shop, "SELECT weight_band FROM packs").await, 5);
    // Unticked again, in another draft, it is sold at the price that stands there.
    let other =
        begin(&setting, &[("name", "Cá mè"), ("price-0", "50k"), ("pack-0", "con 1 kg"), ("stock-0", "3")], 1).await;
    let page = setting.phone.get(&other).await;
    assert_eq!(fill(&setting.phone, &page, &other, &fields, &[]).await.status, 303);
    let page = setting.phone.get(&other).await;
    let mut form = page.form(&other);
    form.retain(|(name, _)| name != "by_weight-0");
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(super::send(&setting.phone, &other, &form, &[]).await.status, 303);
    let kept = "SELECT content #>> '{packs,0,weight_band}' FROM revisions ORDER BY id DESC LIMIT 1";
    assert_eq!(text(&setting.shop, kept).await, "");
}

#[actix_web::test]
async fn a_preview_of_what_was_never_on_sale_names_its_packs_in_english() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let preview = setting.phone.get(&format!("{path}/preview?lang=en")).await;
    assert_eq!(preview.texts(".choice b"), ["500 g jar"], "{}", preview.words());
    assert!(!preview.words().contains("hũ"), "{}", preview.words());
    let preview = setting.phone.get(&format!("{path}/preview?lang=vi")).await;
    assert_eq!(preview.texts(".choice b"), ["hũ 500 g"], "{}", preview.words());
    // As the office sees it that looks at it, and as it is called once it is sold.
    assert_eq!(submit(&setting, &path).await.status, 303);
    let looked = setting.clerk.get(&format!("{}/preview?lang=en", waiting(&setting.shop).await)).await;
    assert_eq!(looked.texts(".choice b"), ["500 g jar"], "{}", looked.words());
}

#[actix_web::test]
async fn a_household_says_from_how_many_it_sells_and_by_how_many_more() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let pack = pack_path(&setting, &path).await;
    let sold = "SELECT string_agg(min_qty || ' ' || qty_step, ', ' ORDER BY id) FROM packs";
    assert_eq!(text(&setting.shop, sold).await, "1 1", "one by one where nothing is said");
    let page = setting.phone.get(&path).await;
    let saved = setting.phone.submit(&page, &pack, &[("least", "2"), ("step", "2")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert_eq!(text(&setting.shop, sold).await, "2 2");
    for (name, typed) in
        [("least", "0"), ("least", "-2"), ("least", "hai"), ("step", "1001"), ("step", "1,5"), ("step", "99999999999")]
    {
        let page = setting.phone.get(&path).await;
        let wrong = setting.phone.submit(&page, &pack, &[(name, typed), ("price", "91k")]).await;
        assert_eq!(wrong.status, 422, "{name}={typed}");
        assert_eq!(wrong.texts(".why"), ["Ghi một số từ 1 đến 1000."], "{name}={typed}");
        assert_eq!(wrong.attributes(&format!("[name={name}][aria-invalid]"), "value"), [typed]);
        assert_eq!(text(&setting.shop, sold).await, "2 2", "{name}={typed}");
        assert_eq!(number(&setting.shop, "SELECT price FROM packs").await, 98_000, "{name}={typed}");
    }
    // What buyers read, and what the cart takes.
    setting.shop.work_off().await;
    let guest = setting.shop.guest();
    let slug = text(&setting.shop, "SELECT slug FROM products").await;
    let shown = guest.get(&format!("/products/{slug}")).await;
    assert!(shown.words().contains("Mua từ 2, thêm mỗi lần 2"), "{}", shown.words());
    let shown = guest.get(&format!("/products/{slug}?lang=en")).await;
    assert!(shown.words().contains("From 2, in steps of 2"), "{}", shown.words());
    let id = text(&setting.shop, "SELECT id FROM packs").await;
    for (qty, status) in [("1", 422), ("3", 422), ("4", 303)] {
        assert_eq!(guest.post("/cart/lines", &[("pack", &id), ("qty", qty)]).await.status, status, "{qty}");
    }
    // A form that does not ask leaves it; one that is emptied is one by one.
    let silent = [("name", "hũ 500 g"), ("price", "98k"), ("weight", "500 g"), ("left", "19")];
    assert_eq!(setting.phone.post(&pack, &silent).await.status, 303);
    assert_eq!(text(&setting.shop, sold).await, "2 2");
    let page = setting.phone.get(&path).await;
    assert_eq!(setting.phone.submit(&page, &pack, &[("least", ""), ("step", "")]).await.status, 303);
    let another = [("name", "hũ 1 kg"), ("price", "180k"), ("left", "50"), ("least", "1 chục"), ("step", "5")];
    assert_eq!(setting.phone.post(&format!("{path}/packs"), &another).await.status, 303);
    assert_eq!(text(&setting.shop, sold).await, "1 1, 10 5");
    let wrong = setting.phone.post(&format!("{path}/packs"), &[("name", "hũ 2 kg"), ("step", "0")]).await;
    assert_eq!((wrong.status, wrong.attributes("#step-new", "value")), (422, vec!["0".to_owned()]));
    assert_eq!(wrong.texts("#step-new-why"), ["Ghi một số từ 1 đến 1000."]);
    for (column, check) in [("min_qty", "packs_min_qty_check"), ("qty_step", "packs_qty_step_check")] {
        let refused = diesel::sql_query(format!("UPDATE packs SET {column} = 1001"));
        let refused = refused.execute(&mut *setting.shop.conn().await).await.unwrap_err().to_string();
        assert!(refused.contains(check), "{refused}");
    }
}

#[actix_web::test]
async fn a_draft_says_from_how_many_it_is_sold_and_goes_on_sale_so() {
    let setting = setting().await;
    let told = "Mua từ 2, thêm mỗi lần 3";
    let path = begin(&setting, &FISH, 1).await;
    let page = setting.phone.get(&path).await;
    let wrong = fill(&setting.phone, &page, &path, &[("least-0", "0"), ("step-0", "3"), ("do", "save")], &[]).await;
    assert_eq!((wrong.status, wrong.texts("#least-0-why")), (422, vec!["Ghi một số từ 1 đến 1000.".to_owned()]));
    assert_eq!(wrong.attributes("[name=least-0]", "value"), ["0"]);
    let saved = fill(&setting.phone, &page, &path, &[("least-0", "2"), ("step-0", "3"), ("do", "save")], &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let page = setting.phone.get(&path).await;
    assert_eq!(page.attributes("[name=least-0],[name=step-0]", "value"), ["2", "3"]);
    let preview = setting.phone.get(&format!("{path}/preview")).await;
    assert!(preview.words().contains(told), "{}", preview.words());
    assert_eq!(submit(&setting, &path).await.status, 303);
    let office = waiting(&setting.shop).await;
    let page = setting.clerk.get(&office).await;
    assert!(page.words().contains(told), "{}", page.words());
    let approved = setting.clerk.submit(&page, &office, &[("verdict", "approve")]).await;
    assert_eq!(approved.status, 303, "{}", approved.words());
    assert_eq!(text(&setting.shop, "SELECT min_qty || ' ' || qty_step FROM packs").await, "2 3");
    let preview = setting.phone.get(&format!("{path}/preview")).await;
    assert!(preview.words().contains(told), "{}", preview.words());
}
