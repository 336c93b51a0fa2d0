//! Goods gathered on a page of their own while it is open.

use market::catalog::spotlight::count::flush;

use super::*;

#[actix_web::test]
async fn a_collection_is_gathered_shown_promoted_and_closed() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let other = household(&shop, "HTX Ven Lô").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 30_000, 9).await;
    for owner in [house, other] {
        build::goods(&shop, owner, "Gạo nếp", 30_000, 9).await;
    }
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    let page = clerk.get("/office/collections/new").await;
    let address = format!("{}/products/{of}?s=1", shop.url);
    let (from, to) = (hours(&shop, -1).await, hours(&shop, 24).await);
    let right = [
        ("title_vi", "Quà Tết 2027"),
        ("title_en", "Tết gifts 2027"),
        ("lead_vi", "Gói sẵn, gửi đi xa được."),
        ("lead_en", "Packed, and fit to be sent far."),
        ("starts_at", &from),
        ("ends_at", &to),
        ("why", "Họp ngày 20/11"),
    ];
    let send = async |goods: &str| {
        let fields: Vec<_> = right.into_iter().chain([("goods", goods)]).collect();
        clerk.submit(&page, "/office/collections/new", &fields).await
    };
    let wrong = send(&format!("{address}\nGạo nếp\nmon khong co")).await;
    assert_eq!((wrong.status, wrong.texts("#f-goods-why").len()), (422, 1), "{}", wrong.words());
    assert_eq!(wrong.texts("main li"), ["Gạo nếp", "mon khong co"], "a name of two households names neither");
    assert_eq!(send("").await.status, 422);
    assert_eq!(number(&shop, "SELECT count(*) FROM collections").await, 0);
    let made = send(&format!("Bưởi soi bãi\n{address}\n{of}")).await;
    assert_eq!(made.status, 303, "{}", made.words());
    assert_eq!(send("Bưởi soi bãi").await.status, 409, "its address is taken");
    let silent: Vec<_> = right.into_iter().filter(|(name, _)| *name != "why").chain([("goods", of.as_str())]).collect();
    let silent = clerk.submit(&page, "/office/collections/new", &silent).await;
    assert_eq!((silent.status, silent.texts("#f-why-why").len()), (422, 1), "a reason is recorded");
    for field in ["title_en", "lead_en"] {
        let fields: Vec<_> =
            right.into_iter().filter(|(name, _)| *name != field).chain([("goods", of.as_str())]).collect();
        let half = clerk.submit(&page, "/office/collections/new", &fields).await;
        assert_eq!((half.status, half.texts(&format!("#f-{field}-why")).len()), (422, 1), "{}", half.words());
    }
    let guest = shop.guest();
    let open = guest.get("/collections/qua-tet-2027").await;
    assert_eq!(open.texts("h1"), ["Quà Tết 2027"]);
    assert_eq!(open.texts(".card h2"), ["Bưởi soi bãi", "Cá thính"]);
    assert!(open.words().contains("Phòng Kinh tế chọn"), "{}", open.words());
    let id = number(&shop, "SELECT id FROM collections").await;
    let way = open.attributes(".card a", "href").remove(0);
    assert!(way.ends_with(&format!("?s=c{id}")), "{way}");
    guest.get(&way).await;
    // It leads to none of these: an address that is made up counts nothing.
    let rice = text(&shop, "SELECT slug FROM products WHERE name_vi = 'Gạo nếp' ORDER BY id LIMIT 1").await;
    assert_eq!(guest.get(&format!("/products/{rice}?s=c{id}")).await.status, 200);
    flush(&shop.ground).await.unwrap();
    assert_eq!(text(&shop, "SELECT concat(shown, '/', clicked) FROM collection_days").await, "1/1");
    // On the home page as a campaign; sold out, it leaves.
    let campaign = [("slot", "campaign")];
    assert_eq!(plan(&shop, &clerk, "collection", "qua-tet-2027", &campaign).await.status, 303);
    look_again(&shop);
    assert!(guest.get("/").await.body.contains("/collections/qua-tet-2027?s="));
    // One from before English was asked for has no words for who reads English.
    let reader = shop.guest();
    assert!(reader.get("/?lang=en").await.words().contains("Tết gifts 2027"));
    execute(&shop, "UPDATE collections SET title_en = ''").await;
    look_again(&shop);
    assert!(!reader.get("/?lang=en").await.body.contains("/collections/qua-tet-2027?s="));
    assert!(guest.get("/").await.body.contains("/collections/qua-tet-2027?s="));
    execute(&shop, "UPDATE collections SET title_en = 'Tết gifts 2027'").await;
    execute(&shop, "UPDATE packs SET on_hand = 0").await;
    shop.work_off().await;
    look_again(&shop);
    assert!(!guest.get("/").await.body.contains("/collections/qua-tet-2027"));
    assert!(guest.get("/collections/qua-tet-2027").await.words().contains("vừa bán hết"));
    // It changes under the address that people have, and closes at its time.
    let path = made.location().unwrap();
    let again = clerk.get(&path).await;
    let spring = [("title_vi", "Quà xuân"), ("goods", "Bưởi soi bãi"), ("why", "Sang xuân")];
    assert_eq!(clerk.submit(&again, &path, &spring).await.status, 303);
    let peel = slug(&shop, "products", pomelo.product.0).await;
    let acts = "SELECT string_agg(concat_ws('|', why, before ->> 'title_vi', before ->> 'goods', after ->> 'title_vi', after ->> 'goods'), ';' ORDER BY id) \
                FROM acts WHERE act = 'collection.saved'";
    assert_eq!(
        text(&shop, acts).await,
        format!(
            "Họp ngày 20/11|Quà Tết 2027|[\"{peel}\", \"{of}\"];Sang xuân|Quà Tết 2027|[\"{peel}\", \"{of}\"]|Quà xuân|[\"{peel}\"]"
        ),
        "what stood there and what stands there, in the same words"
    );
    assert_eq!(guest.get("/collections/qua-tet-2027").await.texts("h1"), ["Quà xuân"]);
    assert_eq!(number(&shop, "SELECT count(*) FROM collection_products").await, 1);
    assert_eq!(number(&shop, "SELECT product_id FROM collection_products").await, pomelo.product.0);
    execute(
        &shop,
        "UPDATE collections SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 second'",
    )
    .await;
    assert_eq!(guest.get("/collections/qua-tet-2027").await.status, 404);
    // Whoever puts it together looks at it out of its time, and is told so.
    let closed = clerk.get("/collections/qua-tet-2027").await;
    assert!(closed.status == 200 && closed.words().contains("Chỉ người của Phòng xem được"), "{}", closed.words());
    assert!(closed.body.contains("content=\"noindex\""), "no engine keeps it");
    let moderator = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    assert_eq!(moderator.get("/collections/qua-tet-2027").await.status, 404);
    assert_eq!(clerk.get("/collections/khong-co").await.status, 404);
    for path in ["/collections/khong-co", "/collections/%00"] {
        assert!([400, 404].contains(&guest.get(path).await.status), "{path}");
    }
}

#[actix_web::test]
async fn two_clerks_with_the_same_collection_open_do_not_write_over_one_another() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    for name in ["Cá thính", "Bưởi soi bãi"] {
        build::goods(&shop, house, name, 30_000, 9).await;
    }
    shop.work_off().await;
    let (one, two) = (promoter(&shop).await, promoter(&shop).await);
    let new = "/office/collections/new";
    let page = one.get(new).await;
    let made = one
        .submit(
            &page,
            new,
            &[("title_vi", "Quà Tết"), ("title_en", "Tết gifts"), ("goods", "Cá thính"), ("why", "Họp")],
        )
        .await;
    let path = made.location().unwrap();
    let (first, second) = (one.get(&path).await, two.get(&path).await);
    let spring = [("title_vi", "Quà xuân"), ("goods", "Bưởi soi bãi"), ("why", "Sang xuân")];
    assert_eq!(one.submit(&first, &path, &spring).await.status, 303);
    let told =
        two.submit(&second, &path, &[("lead_vi", "Gói sẵn."), ("lead_en", "Packed."), ("why", "Thêm lời dẫn")]).await;
    assert_eq!(told.status, 409, "{}", told.words());
    let note = told.texts(".note.bad").join(" ");
    let goods = text(&shop, "SELECT slug FROM products WHERE name_vi = 'Bưởi soi bãi'").await;
    assert!(note.contains("Quà xuân") && note.contains(&goods), "what changed: {note}");
    assert!(told.form(&path).contains(&("lead_vi".to_owned(), "Gói sẵn.".to_owned())), "what was typed is there");
    let stands = "SELECT concat_ws('|', title_vi, lead_vi) FROM collections";
    assert_eq!(text(&shop, stands).await, "Quà xuân|", "nothing was written");
    assert_eq!(two.submit(&told, &path, &[]).await.status, 303, "told of it, it is theirs to decide");
    assert_eq!(text(&shop, stands).await, "Quà Tết|Gói sẵn.");
    let (first, second) = (one.get(&path).await, two.get(&path).await);
    for (clerk, page) in [(&one, &first), (&two, &second)] {
        let same = clerk.submit(page, &path, &[("lead_vi", "Gói đẹp."), ("why", "Thêm lời dẫn")]).await;
        assert_eq!(same.status, 303, "who wrote the same has nothing to be told: {}", same.words());
    }
    assert_eq!(text(&shop, stands).await, "Quà Tết|Gói đẹp.");
}

#[actix_web::test]
async fn more_collections_than_a_page_holds_are_read_page_after_page_and_taken_along_whole() {
    let shop = support::shop().await;
    execute(
        &shop,
        "INSERT INTO collections (slug, title_vi, starts_at, ends_at) \
         SELECT 'bo-' || n, 'Bộ ' || n, now(), now() + interval '1 day' FROM generate_series(1, 120) n",
    )
    .await;
    let clerk = promoter(&shop).await;
    let (mut seen, mut path) = (std::collections::BTreeSet::new(), Some("/office/collections".to_owned()));
    while let Some(at) = path {
        let page = clerk.get(&at).await;
        seen.extend(page.texts("tbody th"));
        path = page.attributes("a[rel=next]", "href").pop();
    }
    assert_eq!(seen.len(), 120);
    assert_eq!(clerk.get("/office/collections.csv").await.body.lines().count(), 121);
    assert_eq!(clerk.get("/office/collections?after=x.y").await.status, 200);
}
