//! A cart waits for its visitor and tells what changed meanwhile.

use market::cart::jobs::SweepCarts;
use market::kernel::ids::AccountId;
use market::platform::jobs::Job as _;
use market::platform::sessions;

use super::buyer::{execute, number, put, text};
use super::support::build::Goods;
use super::support::{self, Client, TestShop, build};

#[actix_web::test]
async fn a_guest_fills_a_cart_and_reads_it_by_household() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 5).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 5).await;
    let guest = shop.guest();
    assert_eq!(guest.get("/cart").await.texts("h1"), ["Giỏ còn trống"]);
    put(&guest, fish, 2).await;
    put(&guest, honey, 1).await;
    put(&guest, fish, 1).await;
    let page = guest.get("/cart").await;
    assert_eq!(page.texts(".parcel h2"), ["Bà Lụa", "Ông Lợi"]);
    assert_eq!(page.attributes(".stepper input", "value"), ["3", "1"]);
    assert_eq!(page.texts(".parcel .sum b"), ["294.000 ₫", "150.000 ₫"]);
    assert!(page.words().contains("2 món của 2 nhà") && page.words().contains("444.000 ₫"), "{}", page.words());
    assert!(page.texts("#cart-link .count")[0].starts_with('2'));

    let answer = guest.submit(&page, "/cart", &[("more", &honey.pack.to_string())]).await;
    assert_eq!(answer.status, 303);
    let answer = guest.submit(&page, "/cart", &[("remove", &fish.pack.to_string())]).await;
    assert_eq!(answer.status, 303);
    let page = guest.get("/cart").await;
    assert_eq!(page.attributes(".stepper input", "value"), ["2"]);
    assert!(shop.guest().get("/cart").await.words().contains("Giỏ còn trống"), "a cart is its owner's");
}

#[actix_web::test]
async fn only_plain_whole_numbers_get_into_a_cart() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let pack = fish.pack.to_string();
    let guest = shop.guest();
    let typed = ["-1", "0", "1.5", "1,5", "9223372036854775808", "", "２", "1e3", "abc", "51", "10000"];
    for typed in typed {
        let page = guest.post("/cart/lines", &[("pack", &pack), ("qty", typed)]).await;
        assert_eq!(page.status, 422, "{typed}");
        assert_eq!(page.attributes("#qty", "value"), [typed]);
        assert_eq!(page.texts("#qty-why").len(), 1, "{typed}");
        assert!(!page.texts("#qty-why")[0].is_empty());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM cart_lines").await, 0);
    put(&guest, fish, 2).await;
    for typed in typed {
        let page = guest.post("/cart", &[(format!("qty-{pack}").as_str(), typed)]).await;
        assert_eq!(page.status, 422, "{typed}");
        assert_eq!(page.attributes(".stepper input", "value"), [typed]);
        assert_eq!(page.texts(".why").len(), 1, "{typed}");
        assert_eq!(number(&shop, "SELECT qty FROM cart_lines").await, 2, "{typed}");
    }
    for pack in ["", "0", "-1", "99999999", "9223372036854775808", "x"] {
        assert_eq!(guest.post("/cart/lines", &[("pack", pack), ("qty", "1")]).await.status, 404, "{pack}");
    }
}

#[actix_web::test]
async fn packs_are_sold_in_the_households_steps() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fruit = build::goods(&shop, house, "Bưởi", 35_000, 50).await;
    execute(&shop, "UPDATE packs SET min_qty = 2, qty_step = 2").await;
    let guest = shop.guest();
    let page = guest.post("/cart/lines", &[("pack", &fruit.pack.to_string()), ("qty", "3")]).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.texts("#qty-why"), ["Nhà bán từ 2, mỗi lần thêm 2."]);
    put(&guest, fruit, 4).await;
}

#[actix_web::test]
async fn a_cart_says_what_changed_since() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let mut goods = Vec::new();
    for name in ["Đắt", "Rẻ", "Ít", "Hết", "Nghỉ"] {
        goods.push(build::goods(&shop, house, name, 50_000, 10).await);
    }
    let guest = shop.guest();
    for g in &goods {
        put(&guest, *g, 3).await;
    }
    let set = |what: &str, i: usize| format!("UPDATE packs SET {what} WHERE id = {}", goods[i].pack);
    execute(&shop, &set("price = 60000", 0)).await;
    execute(&shop, &set("price = 40000", 1)).await;
    execute(&shop, &set("reserved = 8", 2)).await;
    execute(&shop, &set("reserved = 10", 3)).await;
    execute(&shop, &set("withdrawn_at = now()", 4)).await;
    let page = guest.get("/cart").await;
    let notes = page.texts(".line .note");
    assert_eq!(notes[0], "Giá đã tăng từ 50.000 ₫ lên 60.000 ₫ sau khi bạn thêm vào giỏ.");
    assert_eq!(notes[1], "Giá đã giảm từ 50.000 ₫ còn 40.000 ₫ sau khi bạn thêm vào giỏ.");
    assert_eq!(notes[2], "Chỉ còn 2. Bạn chọn 3, giỏ tính 2.");
    assert!(notes[3].starts_with("Món này vừa hết."), "{}", notes[3]);
    assert!(notes[4].starts_with("Món này nhà không bán nữa."), "{}", notes[4]);
    // 3 × 60.000 + 3 × 40.000 + 2 × 50.000
    assert_eq!(page.texts(".total dd"), ["400.000 ₫"]);
    let english = guest.get("/cart?lang=en").await;
    assert_eq!(english.texts(".line .note")[2], "Only 2 left. You chose 3, the cart counts 2.");
}

#[actix_web::test]
async fn a_guests_cart_joins_the_accounts_once() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let (fish, honey) = (
        build::goods(&shop, house, "Cá thính", 98_000, 50).await,
        build::goods(&shop, house, "Mật ong", 9_000, 50).await,
    );
    let account = build::account(&shop, "Thu Hà").await;
    put(&shop.signed_in(account).await, fish, 3).await;
    let guest = shop.guest();
    let first = put(&guest, fish, 2).await;
    put(&guest, honey, 1).await;
    let cart = first
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap().to_owned())
        .find(|c| c.starts_with("cart="))
        .unwrap();
    let session = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap();
    let cookies = format!("{}; {}", session.stripped(), cart.split(';').next().unwrap());
    let both = || async {
        let client = shop.guest();
        client.send(client.request(reqwest::Method::GET, "/cart").header("cookie", &cookies)).await
    };
    let (a, b, c, d) = futures_util::join!(both(), both(), both(), both());
    for page in [a, b, c, d, both().await] {
        assert_eq!(page.status, 200);
        assert_eq!(page.attributes(".stepper input", "value"), ["5", "1"]);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM carts").await, 1);
    assert_eq!(number(&shop, "SELECT sum(qty) FROM cart_lines").await, 6);
}

#[actix_web::test]
async fn a_script_gets_a_sentence_and_the_new_number() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 5).await;
    let guest = shop.guest();
    let ask = |qty: &'static str| {
        let request = guest.request(reqwest::Method::POST, "/cart/lines");
        request
            .header("origin", &shop.url)
            .header("hx-request", "true")
            .form(&[("pack", fish.pack.to_string().as_str()), ("qty", qty)])
    };
    let part = guest.send(ask("2")).await;
    assert_eq!(part.status, 200);
    assert!(!part.body.contains("<html"));
    assert!(part.texts(".note")[0].contains("2 × Cá thính, hũ 1 kg"));
    assert!(part.texts("#cart-link .count")[0].starts_with('1'));
    let part = guest.send(ask("9")).await;
    assert_eq!(part.status, 422);
    assert_eq!(part.texts(".note"), ["Chỉ còn 5, bạn chọn ít lại nhé."]);
}

#[actix_web::test]
async fn a_cart_holds_a_hundred_lines() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let guest = shop.guest();
    put(&guest, build::goods(&shop, house, "Món", 1_000, 5).await, 1).await;
    execute(
        &shop,
        "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand) \
         SELECT product_id, 'túi ' || n, 'bag ' || n, 1000, 100, 0 FROM packs, generate_series(1, 99) n",
    )
    .await;
    execute(
        &shop,
        "INSERT INTO cart_lines (cart_id, pack_id, qty, seen_price) \
         SELECT c.id, p.id, 1, p.price FROM carts c, packs p ON CONFLICT DO NOTHING",
    )
    .await;
    assert_eq!(number(&shop, "SELECT count(*) FROM cart_lines").await, 100);
    let more = build::goods(&shop, house, "Món nữa", 1_000, 5).await;
    let page = guest.post("/cart/lines", &[("pack", &more.pack.to_string()), ("qty", "1")]).await;
    assert_eq!(page.status, 422);
    assert!(page.texts("#qty-why")[0].starts_with("Giỏ chỉ chứa được 100 món"));
}

#[actix_web::test]
async fn blanks_around_a_number_are_no_mistake_and_a_line_has_a_most() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 20_000).await;
    let pack = fish.pack.to_string();
    let guest = shop.guest();
    assert_eq!(guest.post("/cart/lines", &[("pack", &pack), ("qty", " 3 ")]).await.status, 303);
    let field = format!("qty-{pack}");
    assert_eq!(guest.post("/cart", &[(field.as_str(), "\t9999 ")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT qty FROM cart_lines").await, 9_999);
    for (path, fields) in [
        ("/cart/lines", vec![("pack", pack.as_str()), ("qty", "1")]),
        ("/cart", vec![(field.as_str(), "10000")]),
        ("/cart", vec![(field.as_str(), "9999"), ("more", pack.as_str())]),
    ] {
        let page = guest.post(path, &fields).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.texts(".why")[0].contains("nhiều nhất là 9999"), "{path}: {}", page.words());
    }
    let page = guest.post("/cart", &[(field.as_str(), "1"), ("less", pack.as_str())]).await;
    assert_eq!((page.status, page.texts(".why")), (422, vec!["Số lượng ít nhất là 1.".to_owned()]));
    for odd in ["x", "", "-1", "9223372036854775808"] {
        let ignored = [("remove", odd), ("less", odd), ("more", odd), (field.as_str(), "9999")];
        assert_eq!(guest.post("/cart", &ignored).await.status, 303, "{odd}");
    }
    assert_eq!(number(&shop, "SELECT qty FROM cart_lines").await, 9_999);
}

#[actix_web::test]
async fn a_cart_is_reached_by_its_own_cookie_only() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let (guest, other) = (shop.guest(), shop.guest());
    put(&guest, fish, 3).await;
    put(&other, honey, 1).await;
    let cart = text(&shop, &format!("SELECT cart_id FROM cart_lines WHERE pack_id = {}", fish.pack)).await;
    let hash = text(&shop, &format!("SELECT encode(token_hash, 'hex') FROM carts WHERE id = {cart}")).await;
    for guess in [cart.as_str(), "1", "0", "", hash.as_str(), &"0".repeat(64), "' OR true --"] {
        let thief = Client::with_cookie(&shop.url, &format!("cart={guess}"));
        assert!(thief.get("/cart").await.words().contains("Giỏ còn trống"), "{guess}");
        assert_eq!(thief.get("/checkout").await.location().as_deref(), Some("/cart"), "{guess}");
    }
    // Nor by naming it, or what is in it, in a form.
    let (line, pack) = (format!("qty-{}", fish.pack), fish.pack.to_string());
    for fields in [
        vec![("cart", cart.as_str()), ("cart_id", cart.as_str()), (line.as_str(), "9")],
        vec![("cart_id", cart.as_str()), ("remove", pack.as_str())],
        vec![(line.as_str(), "9"), ("more", pack.as_str())],
    ] {
        assert_eq!(other.post("/cart", &fields).await.status, 303);
    }
    assert_eq!(number(&shop, &format!("SELECT qty FROM cart_lines WHERE cart_id = {cart}")).await, 3);
    assert_eq!(number(&shop, "SELECT count(*) FROM cart_lines").await, 2);
}

#[actix_web::test]
async fn two_carts_together_ask_for_no_more_than_there_is() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 8).await;
    let account = build::account(&shop, "Thu Hà").await;
    put(&shop.signed_in(account).await, fish, 5).await;
    let (guest, token) = guest_with(&shop, &[(fish, 6)]).await;
    drop(guest);
    let both = joined(&shop, account, &token).await;
    let page = both.get("/cart").await;
    assert_eq!(page.attributes(".stepper input", "value"), ["8"]);
    assert_eq!(page.texts(".line .note"), ["Chỉ còn 8. Bạn chọn 11, giỏ tính 8."]);
    assert_eq!(page.texts(".total dd"), ["784.000 ₫"]);
    // The sum of two carts stops at the most a line may hold.
    execute(&shop, "UPDATE packs SET on_hand = 20000").await;
    execute(&shop, "UPDATE cart_lines SET qty = 9000").await;
    let (_, token) = guest_with(&shop, &[(fish, 5_000)]).await;
    let page = joined(&shop, account, &token).await.get("/cart").await;
    assert_eq!(page.attributes(".stepper input", "value"), ["9999"]);
}

#[actix_web::test]
async fn two_carts_together_hold_no_more_lines_than_one() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let first = build::goods(&shop, house, "Món", 1_000, 5).await;
    let last = build::goods(&shop, house, "Món nữa", 1_000, 5).await;
    let account = build::account(&shop, "Thu Hà").await;
    put(&shop.signed_in(account).await, first, 1).await;
    execute(
        &shop,
        "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand) \
         SELECT min(product_id), 'túi ' || n, 'bag ' || n, 1000, 100, 0 FROM packs, generate_series(1, 140) n GROUP BY n",
    )
    .await;
    execute(
        &shop,
        "INSERT INTO cart_lines (cart_id, pack_id, qty, seen_price) SELECT c.id, p.id, 1, p.price FROM carts c, packs p \
         WHERE p.name_vi LIKE 'túi %' AND split_part(p.name_vi, ' ', 2)::int <= 70",
    )
    .await;
    let (_, token) = guest_with(&shop, &[(last, 1), (first, 2)]).await;
    execute(
        &shop,
        "INSERT INTO cart_lines (cart_id, pack_id, qty, seen_price) SELECT c.id, p.id, 1, p.price FROM carts c, packs p \
         WHERE c.account_id IS NULL AND p.name_vi LIKE 'túi %' AND split_part(p.name_vi, ' ', 2)::int > 60",
    )
    .await;
    assert_eq!(joined(&shop, account, &token).await.get("/cart").await.status, 200);
    assert_eq!(number(&shop, "SELECT count(*) FROM cart_lines").await, 100);
    let qty = async |goods: Goods| {
        number(&shop, &format!("SELECT coalesce(sum(qty), 0) FROM cart_lines WHERE pack_id = {}", goods.pack)).await
    };
    assert_eq!((qty(first).await, qty(last).await), (3, 1), "what is in both is added up; what came first comes first");
    assert_eq!(
        number(&shop, "SELECT count(*) FROM cart_lines l JOIN packs p ON p.id = l.pack_id WHERE qty = 2").await,
        10
    );
}

/// A guest with these goods, and the cookie of the cart.
async fn guest_with(shop: &TestShop, goods: &[(Goods, i32)]) -> (Client, String) {
    let guest = shop.guest();
    let mut token = String::new();
    for (goods, qty) in goods {
        let answer = put(&guest, *goods, *qty).await;
        let cookies = answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap());
        for cookie in cookies.filter(|c| c.starts_with("cart=")) {
            token = cookie.split(';').next().unwrap().to_owned();
        }
    }
    (guest, token)
}

/// A browser with this cart's cookie, in which this account has just signed in.
async fn joined(shop: &TestShop, account: AccountId, token: &str) -> Client {
    let session = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap();
    Client::with_cookies(&shop.url, &[&session.to_string(), token])
}

#[actix_web::test]
async fn only_pack_and_quantity_of_a_cart_form_count() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let pack = fish.pack.to_string();
    let forged = [
        ("price", "1"),
        ("seen_price", "1"),
        ("total", "1"),
        ("producer_id", "9"),
        ("account_id", "1"),
        ("role", "admin"),
    ];
    let guest = shop.guest();
    let mut fields = vec![("pack", pack.as_str()), ("qty", "2")];
    fields.extend(forged);
    assert_eq!(guest.post("/cart/lines", &fields).await.status, 303);
    let line = format!("qty-{pack}");
    let price = format!("price-{pack}");
    let mut fields = vec![(line.as_str(), "3"), (price.as_str(), "1")];
    fields.extend(forged);
    assert_eq!(guest.post("/cart", &fields).await.status, 303);
    let row = "SELECT concat_ws('|', l.qty, l.seen_price, p.price, c.account_id IS NULL) \
               FROM cart_lines l JOIN packs p ON p.id = l.pack_id JOIN carts c ON c.id = l.cart_id";
    assert_eq!(text(&shop, row).await, "3|98000|98000|t");
    assert_eq!(guest.get("/cart").await.texts(".total dd"), ["294.000 ₫"]);
}

#[actix_web::test]
async fn a_guests_cart_is_swept_when_its_cookie_has_run_out() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let account = build::account(&shop, "Thu Hà").await;
    for client in [shop.guest(), shop.guest(), shop.signed_in(account).await] {
        put(&client, fish, 1).await;
    }
    execute(&shop, "UPDATE carts SET touched_at = now() - interval '61 days' WHERE id <> (SELECT min(id) FROM carts)")
        .await;
    SweepCarts {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(number(&shop, "SELECT count(*) FROM carts WHERE account_id IS NULL").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM carts WHERE account_id IS NOT NULL").await, 1);
}
