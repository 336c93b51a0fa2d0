//! The household's side: four answers, what is missing, saving, sending in, taking back, throwing away.

use super::{FISH, Setting, begin, fill, number, on_sale, photo, run, script, send, setting, submit, text, waiting};

#[actix_web::test]
async fn four_answers_and_photos_become_a_draft_that_says_what_it_lacks() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 3).await;
    let page = setting.phone.get(&path).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.attributes(".photos > li img", "src").len(), 3);
    let missing = page.texts("main .note.warn li");
    assert_eq!(missing.len(), 2, "the category is guessed and says the rest: {missing:?}");
    assert!(page.body.contains("nấu chín kỹ"), "its warning is offered");
    let form = page.form(&path);
    for (name, value) in [("price-0", "98.000"), ("stock-0", "20"), ("weight-0", "500 g"), ("shelf_life", "180")] {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}: {form:?}");
    }
    // It is a draft: nobody else sees it.
    assert_eq!(text(&setting.shop, "SELECT state FROM products").await, "draft");
    setting.shop.work_off().await;
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM shelf").await, 0);
    let list = setting.phone.get("/sell/products").await;
    assert!(list.words().contains("Cá thính chép") && list.words().contains("98.000"), "{}", list.words());
}

#[actix_web::test]
async fn the_same_form_sent_twice_begins_one_product() {
    let setting = setting().await;
    let page = setting.phone.get("/sell/products/new").await;
    let one = [photo(1)];
    let (a, b) = tokio::join!(
        fill(&setting.phone, &page, "/sell/products/new", &FISH, &one),
        fill(&setting.phone, &page, "/sell/products/new", &FISH, &one),
    );
    assert_eq!((a.status, a.location()), (b.status, b.location()));
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products").await, 1);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revision_pictures").await, 1);
}

#[actix_web::test]
async fn what_cannot_be_read_is_asked_again_and_kept() {
    let setting = setting().await;
    let page = setting.phone.get("/sell/products/new").await;
    let typed = [("name", "Mật ong"), ("price-0", "một trăm"), ("pack-0", "chai"), ("stock-0", "nhiều")];
    let answer = fill(&setting.phone, &page, "/sell/products/new", &typed, &[]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.texts(".why").len(), 2, "{}", answer.words());
    let kept = answer.form("/sell/products/new");
    assert!(typed.iter().all(|(n, v)| kept.contains(&((*n).to_owned(), (*v).to_owned()))), "{kept:?}");
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products").await, 0);

    let path = begin(&setting, &FISH, 1).await;
    let before = text(&setting.shop, "SELECT content FROM revisions").await;
    let page = setting.phone.get(&path).await;
    for (name, value) in
        [("price-0", "-5"), ("weight-0", "500"), ("stock-0", "1,5"), ("shelf_life", "lâu"), ("category", "9999")]
    {
        let answer = fill(&setting.phone, &page, &path, &[(name, value), ("description", "Mới gõ")], &[]).await;
        assert_eq!(answer.status, 422, "{name}");
        assert!(!answer.texts(".why").is_empty(), "{name}: {}", answer.words());
        assert!(answer.body.contains("Mới gõ"), "what was typed is kept");
    }
    assert_eq!(text(&setting.shop, "SELECT content FROM revisions").await, before, "nothing half-written");
}

#[actix_web::test]
async fn what_the_category_asks_is_asked_before_the_office_sees_it() {
    let setting = setting().await;
    let path = begin(&setting, &[("name", "Cá thính mè")], 0).await;
    let page = setting.phone.get(&path).await;
    let answer = fill(&setting.phone, &page, &path, &[("do", "submit")], &[]).await;
    assert_eq!(answer.status, 422);
    for id in ["photos", "ingredients", "allergens", "pack-0"] {
        assert!(answer.body.contains(&format!("href=\"#{id}\"")), "{id}: {}", answer.words());
    }
    // Where months are needed, leaving them empty says nothing.
    assert!(answer.body.contains("Bỏ trống nếu có quanh năm"));
    run(&setting.shop, "UPDATE category_defaults SET requires = requires || '{season}'").await;
    let page = setting.phone.get(&path).await;
    assert!(
        page.body.contains("chọn đủ 12 tháng") && !page.body.contains("Bỏ trống nếu có quanh năm"),
        "{}",
        page.words()
    );
    run(&setting.shop, "UPDATE category_defaults SET requires = array_remove(requires, 'season')").await;
    // The warning of the category may be said in other words, but not left out.
    let page = setting.phone.get(&path).await;
    let all = [
        ("ingredients", "Cá mè, thính"),
        ("allergen-fish", "1"),
        ("pack-0", "hũ 1 kg"),
        ("price-0", "120.000"),
        ("stock-0", "5"),
        ("warnings", "Ngon lắm"),
        ("do", "submit"),
    ];
    let answer = fill(&setting.phone, &page, &path, &all, &[photo(1)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("href=\"#warnings\""), "{}", answer.words());
    let page = setting.phone.get(&path).await;
    let answer = fill(&setting.phone, &page, &path, &[("warnings", "Nhớ nấu chín kỹ"), ("do", "submit")], &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    assert_eq!(text(&setting.shop, "SELECT state FROM revisions").await, "submitted");
}

#[actix_web::test]
async fn a_claim_to_cure_is_refused_beside_its_field() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    for claim in ["Ăn vào chữa bệnh dạ dày", "chua benh", "TRỊ UNG THƯ", "Thần dược!"] {
        let page = setting.phone.get(&path).await;
        let more = [("description", claim), ("ingredients", "Cá"), ("allergen-fish", "1"), ("do", "submit")];
        let answer = fill(&setting.phone, &page, &path, &more, &[]).await;
        assert_eq!(answer.status, 422, "{claim}");
        assert!(answer.body.contains("id=\"description-why\""), "{claim}: {}", answer.words());
        assert!(answer.body.contains(claim), "it is kept, to be put right");
    }
    let page = setting.phone.get(&path).await;
    let fine =
        [("description", "Cá chưa bệnh bao giờ"), ("ingredients", "Cá"), ("allergen-fish", "1"), ("do", "submit")];
    assert_eq!(fill(&setting.phone, &page, &path, &fine, &[]).await.status, 303);
}

#[actix_web::test]
async fn two_phones_that_write_at_once_are_told() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let (one, two) = (setting.phone.get(&path).await, setting.phone.get(&path).await);
    assert_eq!(fill(&setting.phone, &one, &path, &[("description", "Của máy một")], &[]).await.status, 303);
    let answer = fill(&setting.phone, &two, &path, &[("description", "Của máy hai")], &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.texts("main .note.bad q").contains(&"Của máy một".to_owned()), "{}", answer.words());
    assert!(answer.form(&path).contains(&("description".to_owned(), "Của máy hai".to_owned())));
    let kept = "SELECT content ->> 'description' FROM revisions";
    assert_eq!(text(&setting.shop, kept).await, "Của máy một");
    // Whoever has read that may write over it.
    assert_eq!(fill(&setting.phone, &answer, &path, &[], &[]).await.status, 303);
    assert_eq!(text(&setting.shop, kept).await, "Của máy hai");

    // The same words again are no conflict, whatever the number says.
    let same = fill(&setting.phone, &two, &path, &[("description", "Của máy hai")], &[]).await;
    assert_eq!(same.status, 303, "{}", same.words());
}

#[actix_web::test]
async fn script_saves_by_itself_what_can_be_read() {
    let setting = setting().await;
    let base = &setting.shop.url;
    // Under such a word an import begins its goods: nobody else may.
    for token in ["import57x0", "0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", ""] {
        let fields = [("token", token), ("name", "Mật ong")];
        assert_eq!(script(&setting.phone, base, "/sell/products/new", &fields).await.0, 422, "{token}");
    }
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products").await, 0);
    let token = ("token", "0123456789abcdef0123456789abcdef");
    let (status, json) = script(&setting.phone, base, "/sell/products/new", &[token, ("name", "Mật ong")]).await;
    assert_eq!(status, 200);
    let path = format!("/sell/products/{}", json["id"]);
    let seq = json["seq"].to_string();
    let fields = [("seq", seq.as_str()), ("do", "auto"), ("name", "Mật ong nhãn"), ("price-0", "abc")];
    let (status, json) = script(&setting.phone, base, &path, &fields).await;
    assert_eq!((status, json["whole"].as_bool(), json["at"].as_str()), (200, Some(false), Some("12:00")), "{json}");
    assert!(json["why"].as_str().unwrap().contains("số tiền"), "{json}");
    assert_eq!(text(&setting.shop, "SELECT content ->> 'name' FROM revisions").await, "Mật ong nhãn");
    // An old number: somebody else wrote.
    let fields = [("seq", seq.as_str()), ("do", "auto"), ("name", "Khác")];
    let (status, json) = script(&setting.phone, base, &path, &fields).await;
    assert_eq!(status, 409);
    assert!(json["refused"].as_str().unwrap().contains("máy khác"));
    assert_eq!(json["stale"], true);
    // The same beginning again goes on with the same product.
    let (_, again) = script(&setting.phone, base, "/sell/products/new", &[token]).await;
    assert_eq!(format!("/sell/products/{}", again["id"]), path);
}

#[actix_web::test]
async fn what_waits_can_be_taken_back_and_nothing_else_be_done_to_it() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let open = setting.phone.get(&path).await;
    assert_eq!(submit(&setting, &path).await.status, 303);
    let late = fill(&setting.phone, &open, &path, &[("name", "Muộn rồi")], &[photo(9)]).await;
    assert_eq!(late.status, 409, "{}", late.words());
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revision_pictures").await, 1);
    let revision = format!("{path}/revision");
    assert_eq!(setting.phone.post(&revision, &[("do", "discard")]).await.status, 409);
    let page = setting.phone.get(&path).await;
    assert!(page.texts("main .note").join(" ").contains("Gửi duyệt lúc"), "{}", page.words());
    assert_eq!(setting.phone.submit(&page, &revision, &[("do", "take-back")]).await.status, 303);
    assert_eq!(text(&setting.shop, "SELECT state FROM revisions").await, "draft");
    assert_eq!(setting.phone.post(&revision, &[("do", "take-back")]).await.status, 409, "it is back already");
    assert_eq!(setting.phone.post(&revision, &[("do", "discard")]).await.status, 303);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products").await, 0);
    assert_eq!(setting.phone.get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_draft_that_a_lot_tells_of_can_be_thrown_away_too() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    // From the time when drafts were offered there.
    run(
        &setting.shop,
        "INSERT INTO lots (code, token, producer_id, product_id, made_on, diary_from, name_vi, name_en) \
         SELECT '2345678A', md5('lot'), producer_id, id, '2026-11-22', '2026-11-01', name_vi, name_en FROM products",
    )
    .await;
    let thrown = setting.phone.post(&format!("{path}/revision"), &[("do", "discard")]).await;
    assert_eq!(thrown.status, 303, "{}", thrown.words());
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revisions").await, 0);
    assert_eq!(setting.phone.get(&path).await.status, 404);
    let list = setting.phone.get("/sell/products").await;
    assert!(list.attributes(&format!("a[href='{path}']"), "href").is_empty(), "{}", list.words());
    assert_eq!(setting.phone.post(&format!("{path}/revision"), &[("do", "discard")]).await.status, 404);
}

#[actix_web::test]
async fn a_change_waits_while_the_old_version_is_sold() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let slug = text(&setting.shop, "SELECT slug FROM products").await;
    assert_eq!(slug, "ca-thinh-chep");
    let revision = format!("{path}/revision");
    for _ in 0..2 {
        assert_eq!(setting.phone.post(&revision, &[("do", "begin")]).await.status, 303);
    }
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revisions").await, 2, "begun once");
    let page = setting.phone.get(&path).await;
    assert!(page.form(&path).contains(&("ingredients".to_owned(), "Cá chép, thính ngô, muối".to_owned())));
    assert_eq!(page.attributes(".photos > li", "data-id").len(), 2);
    let wish = [("name", "Cá thính chép sông"), ("do", "submit")];
    let sent = fill(&setting.phone, &page, &path, &wish, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let sold = setting.shop.guest().get("/products/ca-thinh-chep").await;
    assert_eq!(sold.texts("h1"), ["Cá thính chép"]);
    let listing = waiting(&setting.shop).await;
    let preview = setting.phone.get(&format!("{path}/preview")).await;
    assert_eq!(preview.texts("h1"), ["Cá thính chép sông"]);
    assert!(preview.attributes("form", "action").iter().all(|action| action != "/cart/lines"), "nobody buys a preview");
    assert!(preview.body.contains("noindex") && !preview.body.contains("rel=\"canonical\""));
    let looked = setting.clerk.get(&listing).await;
    assert_eq!(looked.texts(".diff ins"), ["sông"], "{}", looked.words());
    // The version that was approved stands beside it.
    assert_eq!(looked.texts(".diff thead th"), ["Mục", "Bản đã duyệt", "Bản gửi lên"]);
    assert_eq!(looked.texts(".diff tbody td"), ["Cá thính chép", "Cá thính chép sông"]);
    assert!(looked.texts(".photo-row.stood").is_empty(), "its photos are the same");
    let other = "WITH one AS (INSERT INTO pictures (hash, width, height) VALUES (repeat('b', 32), 640, 640) RETURNING id) \
                 UPDATE revision_pictures SET picture_id = (SELECT id FROM one) \
                 WHERE position = 1 AND revision_id = (SELECT id FROM revisions WHERE state = 'submitted')";
    run(&setting.shop, other).await;
    let looked = setting.clerk.get(&listing).await;
    assert_eq!(looked.attributes(".photo-row.stood li", "class"), ["same", "gone"]);
    assert_eq!(looked.attributes(".photo-row:not(.stood) li", "class"), ["same", "new"]);
    assert_eq!(setting.clerk.submit(&looked, &listing, &[("verdict", "approve")]).await.status, 303);
    let sold = setting.shop.guest().get("/products/ca-thinh-chep").await;
    assert_eq!(sold.texts("h1"), ["Cá thính chép sông"], "the address stays");
}

#[actix_web::test]
async fn goods_are_put_away_and_come_back() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let shelf = format!("{path}/shelf");
    let guest = setting.shop.guest();
    assert_eq!(guest.get("/products/ca-thinh-chep").await.status, 200);
    assert_eq!(setting.phone.post(&shelf, &[("to", "hidden")]).await.status, 303);
    assert_eq!(guest.get("/products/ca-thinh-chep").await.status, 404);
    assert_eq!(setting.phone.post(&shelf, &[("to", "hidden")]).await.status, 303, "a second press is no matter");
    assert!(setting.phone.get("/sell/products?state=hidden").await.words().contains("Cá thính chép"));
    assert_eq!(setting.phone.post(&shelf, &[("to", "on_sale")]).await.status, 303);
    assert_eq!(guest.get("/products/ca-thinh-chep").await.status, 200);
    assert_eq!(setting.phone.post(&shelf, &[("to", "draft")]).await.status, 400);
    let draft = begin(&setting, &FISH, 1).await;
    assert_eq!(setting.phone.post(&format!("{draft}/shelf"), &[("to", "on_sale")]).await.status, 404);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products WHERE state = 'draft'").await, 1);
}

#[actix_web::test]
async fn the_list_costs_the_same_however_long_it_is() {
    let setting = setting().await;
    for _ in 0..3 {
        begin(&setting, &FISH, 1).await;
    }
    let asked = async |setting: &Setting, path: &str| {
        setting.phone.get(path).await;
        let before = setting.shop.ground.db.queries();
        assert_eq!(setting.phone.get(path).await.status, 200);
        setting.shop.ground.db.queries() - before
    };
    let few = asked(&setting, "/sell/products").await;
    super::run(
        &setting.shop,
        "WITH made AS (INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, \
             ship_scope, tax_class, state) SELECT 'x-' || n, p.producer_id, p.category_id, '-', '', 4095, 'ambient', 'local', \
             'processed', 'draft' FROM (SELECT * FROM products LIMIT 1) p, generate_series(1, 60) n RETURNING id) \
         INSERT INTO revisions (product_id, content) SELECT id, jsonb_build_object('name', 'Món ' || id) FROM made",
    )
    .await;
    assert_eq!(asked(&setting, "/sell/products").await, few);
    assert!(few <= 6, "{few} queries");
    // Every one of them is on one page and on one only.
    let (mut seen, mut path) = (Vec::new(), Some("/sell/products".to_owned()));
    while let Some(at) = path {
        let page = setting.phone.get(&at).await;
        seen.extend(page.attributes(".goods h2 a", "href"));
        path = page.attributes("a[rel=next]", "href").pop();
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (63, 63));
}

#[actix_web::test]
async fn a_form_of_strange_bytes_breaks_nothing() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let long = "ế".repeat(9_000);
    for value in ["\0", "'; DROP TABLE packs; --", "<script>", "９９", "99999999999999999999", &long, "-1", "🐟"] {
        for name in [
            "name",
            "price-0",
            "stock-0",
            "weight-0",
            "pack-0",
            "seq",
            "category",
            "do",
            "shelf_life",
            "season-1",
            "tax_class",
        ] {
            let page = setting.phone.get(&path).await;
            let answer = fill(&setting.phone, &page, &path, &[(name, value)], &[]).await;
            assert!([303, 409, 422].contains(&answer.status), "{name}={value:.20}: {}", answer.status);
        }
        let answer = send(&setting.phone, "/sell/products/new", &[("token", value), ("name", value)], &[]).await;
        assert!([303, 422].contains(&answer.status), "{value:.20}: {}", answer.status);
    }
}

#[actix_web::test]
async fn a_price_that_may_be_meant_otherwise_is_asked_about_in_every_form() {
    let setting = setting().await;
    let sold = on_sale(&setting).await;
    let draft = begin(&setting, &FISH, 1).await;
    let (phone, grid) = (&setting.phone, "/sell/stock/grid");
    let id = number(&setting.shop, "SELECT max(id) FROM packs").await;
    let (pack, field, stock) = (format!("{sold}/packs/{id}"), format!("price-{id}"), format!("stock-{id}"));
    let everything = "SELECT concat((SELECT string_agg(concat(price, ' ', on_hand), ';') FROM packs), \
                                    (SELECT string_agg(content::text, ';' ORDER BY id) FROM revisions))";
    let before = text(&setting.shop, everything).await;
    // A part of what, and thousands or not?
    for typed in ["98,5", "1,5", "45.5", "45.00", "45.000,50", "98", "500"] {
        let page = phone.get(&draft).await;
        let answers = [
            fill(phone, &page, &draft, &[("price-0", typed)], &[]).await,
            phone.submit(&phone.get(&sold).await, &pack, &[("price", typed)]).await,
            phone.submit(&phone.get(grid).await, grid, &[(&field, typed)]).await,
        ];
        for answer in answers {
            assert_eq!((answer.status, answer.texts(".why").len()), (422, 1), "{typed}: {}", answer.words());
        }
    }
    let answer = phone.submit(&phone.get(grid).await, grid, &[(&stock, "1.5")]).await;
    assert_eq!(answer.status, 422, "one and a half jars are not fifteen");
    assert_eq!(text(&setting.shop, everything).await, before);
    // Said plainly, and read again as it then stands in the field.
    for (typed, price) in [("45.000,00", 45_000), ("98,500", 98_500), ("500đ", 500)] {
        assert_eq!(phone.submit(&phone.get(grid).await, grid, &[(&field, typed)]).await.status, 303, "{typed}");
        assert_eq!(number(&setting.shop, "SELECT price FROM packs").await, price);
    }
    let saved = phone.submit(&phone.get(&sold).await, &pack, &[("left", "7")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert_eq!(text(&setting.shop, "SELECT concat(price, ' ', on_hand) FROM packs").await, "500 7");
}

#[actix_web::test]
async fn a_weight_as_a_scale_shows_it_is_none_of_tons() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 0).await;
    let page = setting.phone.get(&path).await;
    let answer = fill(&setting.phone, &page, &path, &[("weight-0", "1.200 kg")], &[]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words().contains("đọc được hai cách"), "{}", answer.words());
    let kept = "SELECT content -> 'packs' -> 0 ->> 'net_weight_g' FROM revisions";
    for (typed, grams) in [("0.850 kg", "850"), ("1,5 kg", "1500"), ("1.5 kg", "1500"), ("1.200 g", "1200")] {
        let page = setting.phone.get(&path).await;
        assert_eq!(fill(&setting.phone, &page, &path, &[("weight-0", typed)], &[]).await.status, 303, "{typed}");
        assert_eq!(text(&setting.shop, kept).await, grams, "{typed}");
    }
}

#[actix_web::test]
async fn photos_that_came_are_kept_by_beginning_the_product() {
    let setting = setting().await;
    let new = "/sell/products/new";
    let typed = [("name", "Cá thính chép"), ("price-0", "98,5"), ("pack-0", "hũ 500 g"), ("stock-0", "20")];
    let photos = [photo(1), photo(2)];
    let answer = fill(&setting.phone, &setting.phone.get(new).await, new, &typed, &photos).await;
    assert_eq!((answer.status, answer.texts(".why").len()), (422, 1), "{}", answer.words());
    let path = format!("/sell/products/{}", number(&setting.shop, "SELECT id FROM products").await);
    let form = answer.form(&path);
    for (name, value) in [("price-0", "98,5"), ("name", "Cá thính chép"), ("stock-0", "20"), ("shelf_life", "180")] {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}: {form:?}");
    }
    assert_eq!(answer.attributes(".photos > li img", "src").len(), 2);
    let saved = fill(&setting.phone, &answer, &path, &[("price-0", "98.500")], &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert_eq!(text(&setting.shop, "SELECT content -> 'packs' -> 0 ->> 'price' FROM revisions").await, "98500");
    // One bad photo among good ones is told, and all else is there.
    let page = setting.phone.get(new).await;
    let answer = fill(&setting.phone, &page, new, &FISH, &[photo(3), b"no picture".to_vec()]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words().contains("không phải ảnh"), "{}", answer.words());
    assert_eq!(answer.attributes(".photos > li img", "src").len(), 1);
}

#[actix_web::test]
async fn who_has_begun_too_many_keeps_the_form() {
    let setting = setting().await;
    begin(&setting, &FISH, 0).await;
    super::run(
        &setting.shop,
        "INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, \
             tax_class, state) SELECT 'x-' || n, p.producer_id, p.category_id, '-', '', 4095, 'ambient', 'local', \
             'processed', 'draft' FROM (SELECT * FROM products LIMIT 1) p, generate_series(1, 59) n",
    )
    .await;
    let page = setting.phone.get("/sell/products/new").await;
    let answer = fill(&setting.phone, &page, "/sell/products/new", &FISH, &[photo(1)]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.words().contains("viết dở nhiều món quá"), "{}", answer.words());
    let kept = answer.form("/sell/products/new");
    assert!(FISH.iter().all(|(n, v)| kept.contains(&((*n).to_owned(), (*v).to_owned()))), "{kept:?}");
    let token = ("token", "0123456789abcdef0123456789abcdef");
    let (status, json) = script(&setting.phone, &setting.shop.url, "/sell/products/new", &[token]).await;
    assert_eq!(status, 409);
    assert!(json["refused"].as_str().unwrap().contains("viết dở"), "{json}");
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products").await, 60);
}

#[actix_web::test]
async fn script_that_is_signed_out_is_not_led_to_a_page() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 0).await;
    let guest = setting.shop.guest();
    for to in [path.clone(), format!("{path}/pictures"), format!("{path}/pictures/act"), "/sell/products/new".into()] {
        let (status, json) = script(&guest, &setting.shop.url, &to, &[("do", "auto"), ("name", "Mất rồi")]).await;
        assert_eq!((status, json), (401, serde_json::Value::Null), "{to}");
        // Whoever sees pages is led to where one signs in.
        assert_eq!(guest.post(&to, &[("do", "save")]).await.status, 303, "{to}");
    }
}

#[actix_web::test]
async fn a_text_far_too_long_is_refused_beside_its_field_and_kept() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let before = text(&setting.shop, "SELECT content FROM revisions").await;
    let said = market::platform::locales::text(market::kernel::lang::Lang::Vi, "field-too-long");
    let page = setting.phone.get(&path).await;
    // Beyond what a form with files kept of a text, and beyond what it keeps now.
    for letters in [9_000, 60_000] {
        let long = "ế".repeat(letters);
        let refused = fill(&setting.phone, &page, &path, &[("description", &long), ("do", "save")], &[photo(9)]).await;
        assert_eq!(refused.status, 422, "{letters}");
        assert!(refused.words().contains(&said), "{letters}");
        let kept = refused.texts("textarea[name=description]").remove(0);
        assert!(long.starts_with(kept.trim()) && kept.trim().chars().count() >= letters.min(40_000), "{letters}");
    }
    // As script sends it, where each letter is nine bytes.
    let long = "ế".repeat(9_000);
    let fields = [("seq", "1"), ("description", long.as_str()), ("do", "save")];
    let (status, _) = script(&setting.phone, &setting.shop.url, &path, &fields).await;
    assert_eq!(status, 422);
    assert_eq!(text(&setting.shop, "SELECT content FROM revisions").await, before, "nothing was written");
}
