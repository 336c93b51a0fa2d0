//! An order after the button: who may look at it, who may take it back and until when, and who is told what, once.

use market::config::Config;
use market::kernel::ids::{AccountId, OrderId, ParcelId, ProducerId};
use market::orders::messages::{TellOrderPlaced, TellParcelMoved};
use market::platform::jobs::Job as _;
use market::platform::secrets;

use super::buyer::{WHO, code, desk_path, execute, fingerprint, number, press, put, ready, say, sound, text};
use super::support::build::Goods;
use super::support::{self, Answer, Client, TestShop, build, placed};

/// A shop with one household's fish, and a guest who has ordered two jars; the order's code.
async fn ordered() -> (TestShop, Goods, Client, String) {
    ordered_in(support::shop().await).await
}

async fn ordered_in(shop: TestShop) -> (TestShop, Goods, Client, String) {
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let code = order(&buyer, &[(fish, 2)]).await;
    (shop, fish, buyer, code)
}

/// A shop in which a guest has ordered fish of one household and honey of another; the fish's household, and the code.
async fn ordered_of_two() -> (TestShop, ProducerId, Client, String) {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let buyer = shop.guest();
    let code = order(&buyer, &[(fish, 2), (honey, 1)]).await;
    (shop, lua, buyer, code)
}

async fn order(buyer: &Client, goods: &[(Goods, i32)]) -> String {
    for (goods, qty) in goods {
        put(buyer, *goods, *qty).await;
    }
    code(&press(buyer, &ready(buyer).await).await)
}

async fn track(client: &Client, code: &str, digits: &str) -> Answer {
    client.post("/track", &[("code", code), ("digits", digits)]).await
}

/// A code that could be an order's and is none: the check symbol fits.
fn unknown(shop_code: &str) -> String {
    const SYMBOLS: &[u8] = b"23456789ABCDEFGHJKMNPQRTVWXYZ";
    let place = |b: u8| SYMBOLS.iter().position(|s| *s == b).unwrap();
    let mut body: Vec<usize> = shop_code[2..8].bytes().map(place).collect();
    body[0] = (body[0] + 1) % 29;
    let check = body.iter().zip(2..).map(|(v, w)| v * w).sum::<usize>() % 29;
    let symbols = body.iter().chain([&check]).map(|v| char::from(SYMBOLS[*v]));
    format!("LT{}", symbols.collect::<String>())
}

#[actix_web::test]
async fn wrong_digits_and_an_unknown_code_are_answered_alike() {
    let (shop, _, _, code) = ordered().await;
    let stranger = shop.guest();
    let other = unknown(&code);
    let wrong = track(&stranger, &code, "0000").await;
    let nobody = track(&stranger, &other, "0000").await;
    assert_eq!((wrong.status, nobody.status), (422, 422));
    assert_eq!(wrong.body.replace(&code, "…"), nobody.body.replace(&other, "…"));
    assert!(wrong.words().contains("Không thấy đơn nào"), "{}", wrong.words());
    assert_eq!(wrong.form("/track")[1].1, "0000", "what was typed stays");
    assert!(wrong.headers.get("set-cookie").is_none() && nobody.headers.get("set-cookie").is_none());
    // Neither does the order's own address tell one from the other.
    let by_code = [code.as_str(), other.as_str()];
    for code in by_code {
        let answer = stranger.get(&format!("/orders/{code}")).await;
        assert_eq!((answer.status, answer.location()), (303, Some(format!("/track?code={code}"))));
        let answer = stranger.post(&format!("/orders/{code}/cancellation"), &[]).await;
        assert_eq!(answer.status, 404);
    }
    for digits in ["", "567", "56789", "abcd", "５６７８", "-678", "%%%%"] {
        let answer = track(&stranger, &code, digits).await;
        assert_eq!(answer.status, 422, "{digits}");
        assert_eq!(answer.texts("#digits-why").len(), 1, "{digits}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM parcels WHERE state = 'placed'").await, 1);
}

#[actix_web::test]
async fn guessing_the_digits_is_throttled_also_for_a_code_that_is_none() {
    let (shop, _, _, code) = ordered_in(support::shop_with(|c: &mut Config| c.rate_limits = true).await).await;
    for code in [code.clone(), unknown(&code)] {
        let stranger = shop.guest();
        let mut answers = Vec::new();
        for digit in 0..12 {
            answers.push(track(&stranger, &code, &format!("000{}", digit % 10)).await);
        }
        let statuses: Vec<u16> = answers.iter().map(|a| a.status).collect();
        assert_eq!(statuses, [[422; 10].as_slice(), &[429; 2]].concat());
        assert!(answers[11].header("retry-after").parse::<u32>().unwrap() > 0);
    }
    // Nor does the right answer get through then.
    assert_eq!(track(&shop.guest(), &code, "5678").await.status, 429);
}

#[actix_web::test]
async fn a_code_is_read_as_people_write_it() {
    let (shop, _, _, code) = ordered().await;
    let (front, back) = code.split_at(5);
    for typed in [
        code.to_lowercase(),
        format!("  {front} {back} "),
        format!("{front}-{back}."),
        code[2..].to_owned(),
        code[2..].to_lowercase(),
    ] {
        let answer = track(&shop.guest(), &typed, " 56 78 ").await;
        assert_eq!(answer.location().as_deref(), Some(format!("/orders/{code}").as_str()), "{typed}");
    }
    for typed in
        ["", "LT", "LTO0O0O0O", "LT0000000", &code[..8], &format!("{code}2"), "\u{0}", "../../x", &"L".repeat(9_000)]
    {
        let answer = track(&shop.guest(), typed, "5678").await;
        assert_eq!(answer.status, 422, "{typed}");
        assert_eq!(answer.texts("#code-why").len(), 1, "{typed}: {}", answer.words());
    }
    assert!(track(&shop.guest(), "LTO0O0O0O", "5678").await.texts("#code-why")[0].contains("không có chữ O và số 0"));
}

/// The value of the cookie that opens orders, as the server would write it.
fn sealed(shop: &TestShop, list: &str) -> String {
    let seal = secrets::keyed_hash(&shop.ground.config.secret_key, &format!("orders seen: {list}"));
    format!("{list}.{}", secrets::hex(&seal))
}

async fn opens(shop: &TestShop, cookie: &str, code: &str) -> bool {
    let client = Client::with_cookie(&shop.url, &format!("orders={cookie}"));
    let answer = client.get(&format!("/orders/{code}")).await;
    assert!(matches!(answer.status, 200 | 303), "{}", answer.status);
    answer.status == 200
}

#[actix_web::test]
async fn a_guests_access_can_neither_be_forged_nor_extended() {
    let (shop, fish, _, code) = ordered().await;
    let other = order(&shop.guest(), &[(fish, 1)]).await;
    let found = track(&shop.guest(), &code, "5678").await;
    let set = found.header("set-cookie").to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().unwrap().strip_prefix("orders=").unwrap().to_owned();
    assert!(opens(&shop, &cookie, &code).await && !opens(&shop, &cookie, &other).await);
    let (list, seal) = cookie.rsplit_once('.').unwrap();
    let day = list.split_once('-').unwrap().1;
    assert_eq!(day, "20270122", "sixty days from the day of the shop's clock");
    for forged in [
        String::new(),
        code.clone(),
        list.to_owned(),
        format!("{code}-{day}."),
        format!("{other}-{day}.{seal}"),
        format!("{list}.{other}-{day}.{seal}"),
        format!("{code}-20991231.{seal}"),
        format!("{list}.{}", seal.to_uppercase()),
        format!("{list}.{}", &seal[..seal.len() - 1]),
        sealed(&shop, &code),
        sealed(&shop, &format!("{code}-20261122")),
        sealed(&shop, &format!("{code}-99999999")),
    ] {
        let either = opens(&shop, &forged, &code).await || opens(&shop, &forged, &other).await;
        assert!(!either, "{forged} opens an order");
    }
    assert!(opens(&shop, &sealed(&shop, &format!("{code}-20261123")), &code).await, "the last day counts");
}

#[actix_web::test]
async fn an_accounts_order_stays_with_the_account_when_it_signs_out() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let account = build::account(&shop, "Thu Hà").await;
    let browser = shop.signed_in(account).await;
    let code = order(&browser, &[(fish, 1)]).await;
    assert_eq!(browser.get(&format!("/orders/{code}")).await.status, 200);
    assert_eq!(browser.post("/account/sign-out", &[]).await.status, 303);
    assert_eq!(browser.get(&format!("/orders/{code}")).await.status, 303, "the next one at this screen is a stranger");
    let other = shop.signed_in(build::account(&shop, "Người khác").await).await;
    assert_eq!(other.get(&format!("/orders/{code}")).await.status, 303);
    assert_eq!(other.post(&format!("/orders/{code}/cancellation"), &[]).await.status, 404);
    assert!(!other.get("/account/orders").await.body.contains(&code));
}

async fn give(shop: &TestShop, code: &str, account: AccountId) {
    execute(shop, &format!("UPDATE orders SET account_id = {account} WHERE code = '{code}'")).await;
}

#[actix_web::test]
async fn an_account_pages_through_its_own_orders_only() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
    let (own, other) = (build::account(&shop, "Thu Hà").await, build::account(&shop, "Người khác").await);
    let mut mine = Vec::new();
    for i in 0..50 {
        let placed = placed::order(&shop, &[(fish, 1)], "carrier").await;
        if i % 10 == 9 {
            give(&shop, &placed.code, other).await;
        } else {
            give(&shop, &placed.code, own).await;
            mine.push(placed.code);
        }
    }
    mine.reverse();
    let browser = shop.signed_in(own).await;
    let (mut seen, mut path) = (Vec::new(), "/account/orders".to_owned());
    for size in [20, 20, 5] {
        let before = shop.ground.db.queries();
        let page = browser.get(&path).await;
        let spent = shop.ground.db.queries() - before;
        assert!(spent <= 4, "{path}: {spent} queries");
        let codes = page.texts("tbody th a");
        assert_eq!(codes.len(), size, "{path}");
        seen.extend(codes);
        path = page.attributes("a[rel=next]", "href").pop().unwrap_or_default();
    }
    assert_eq!((seen, path.as_str()), (mine.clone(), ""));
    for odd in ["abc", "", "9223372036854775808", "1.5", "%00"] {
        let page = browser.get(&format!("/account/orders?before={odd}")).await;
        assert_eq!((page.status, &page.texts("tbody th a")[0]), (200, &mine[0]), "{odd}");
    }
    for none in ["0", "-1", "-9223372036854775808"] {
        assert!(browser.get(&format!("/account/orders?before={none}")).await.words().contains("chưa có đơn nào"));
    }
    assert!(shop.guest().get("/account/orders").await.location().unwrap().starts_with("/account/sign-in"));
}

#[actix_web::test]
async fn the_buyer_takes_parcels_back_until_the_household_confirms() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let buyer = shop.guest();
    let code = order(&buyer, &[(fish, 2), (honey, 1)]).await;
    let (page, cancel) = (format!("/orders/{code}"), format!("/orders/{code}/cancellation"));
    let reserved = async |pack| number(&shop, &format!("SELECT reserved FROM packs WHERE id = {pack}")).await;

    let before = fingerprint(&shop).await;
    for odd in ["3", "0", "-1", "99999", "x", "1.0"] {
        assert_eq!(buyer.post(&cancel, &[("parcel", odd)]).await.status, 404, "{odd}");
    }
    assert_eq!(buyer.post_from("https://evil.example", &cancel, &[]).await.status, 403);
    assert_eq!(fingerprint(&shop).await, before);

    let shown = buyer.get(&page).await;
    let one = buyer.submit(&shown, &cancel, &[]).await;
    assert_eq!((one.status, one.location()), (303, Some(page.clone())));
    assert_eq!((reserved(fish.pack).await, reserved(honey.pack).await), (0, 1), "the first form is the first parcel's");
    let after = fingerprint(&shop).await;
    assert_eq!(buyer.submit(&shown, &cancel, &[]).await.status, 303, "done already");
    assert_eq!(fingerprint(&shop).await, after, "and not done again");
    let shown = buyer.get(&page).await.words();
    assert!(
        shown.contains(&say("order-state-cancelled", &[]))
            && shown.contains("165.000 ₫")
            && shown.contains("Lúc đặt là 376.000 ₫"),
        "{shown}"
    );

    let member = shop.signed_in(build::member(&shop, loi).await).await;
    let state = format!("{}/state", desk_path(&shop, &code, 2).await);
    assert_eq!(member.post(&state, &[("from", "placed"), ("to", "confirmed")]).await.status, 303);
    let after = fingerprint(&shop).await;
    let late = buyer.post(&cancel, &[("parcel", "2")]).await;
    assert_eq!(late.status, 409);
    let said = &late.texts("[role=alert]")[0];
    assert!(said.contains(&say("order-cancel-late", &[])), "{said}");
    assert!(late.words().contains("Nhà đã nhận đơn"), "the page shows how it stands now");
    assert!(!buyer.get(&page).await.body.contains("/cancellation"), "nothing left to cancel");
    assert_eq!(fingerprint(&shop).await, after);
    sound(&shop).await;
}

#[actix_web::test]
async fn a_cancellation_and_a_confirmation_at_once_leave_one_of_them() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let buyer = shop.guest();
    for round in 0..8 {
        let code = order(&buyer, &[(fish, 1)]).await;
        let (cancel, state) =
            (format!("/orders/{code}/cancellation"), format!("{}/state", desk_path(&shop, &code, 1).await));
        let to = if round % 2 == 0 { "confirmed" } else { "unfulfillable" };
        let fields = [("from", "placed"), ("to", to), ("reason", "short")];
        let (cancelled, moved) = futures_util::join!(buyer.post(&cancel, &[]), member.post(&state, &fields));
        let won = [cancelled.status, moved.status];
        assert!(won == [303, 409] || won == [409, 303], "{to}: {won:?}");
        let loser = if cancelled.status == 409 { cancelled } else { moved };
        assert_eq!(loser.texts("[role=alert]").len(), 1);
        let moves = format!(
            "SELECT count(*) FROM parcel_diary d JOIN parcels p ON p.id = d.parcel_id JOIN orders o \
                             ON o.id = p.order_id WHERE o.code = '{code}'"
        );
        assert_eq!(number(&shop, &moves).await, 2);
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn loading_the_confirmation_again_tells_nobody_again() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    let thanks = press(&buyer, &ready(&buyer).await).await.location().unwrap();
    shop.work_off().await;
    let (before, told) = (fingerprint(&shop).await, number(&shop, "SELECT count(*) FROM messages").await);
    for _ in 0..3 {
        let page = buyer.get(&thanks).await;
        assert!(page.words().contains("cảm ơn bạn") && page.texts(".order-code").len() == 1, "{}", page.words());
    }
    shop.work_off().await;
    assert_eq!((fingerprint(&shop).await, number(&shop, "SELECT count(*) FROM messages").await), (before, told));
    // On paper: code, goods, sums, where it goes and whom to call, and no button.
    let page = buyer.get(&thanks).await;
    assert_eq!(page.attributes("[data-print]", "type"), ["button"]);
    let paper = page.words();
    for part in ["2 × 98.000 ₫", "211.000 ₫", "Thôn Đồi, cạnh nhà văn hóa, Xã Lập Thạch, Phú Thọ", "0912 345 678"]
    {
        assert!(paper.contains(part), "{part}: {paper}");
    }
    assert!(page.texts(".only-print")[0].contains(&shop.ground.config.operator.phone));
    // Kept open until the household has the order in hand, it tells that instead of thanking once more.
    execute(&shop, "UPDATE parcels SET state = 'confirmed'").await;
    let later = buyer.get(&thanks).await.words();
    assert!(!later.contains("cảm ơn bạn") && later.contains("Nhà đã nhận đơn"), "{later}");
}

/// Who was told what, by number: the messages in the order they were written.
async fn told(shop: &TestShop) -> Vec<String> {
    let all = text(shop, "SELECT coalesce(string_agg(channel || ' ' || recipient || ' ' || body, E'\\x01' ORDER BY id), '') FROM messages").await;
    all.split('\u{1}').filter(|m| !m.is_empty()).map(str::to_owned).collect()
}

#[actix_web::test]
async fn buyer_and_households_are_told_once_however_often_the_job_runs() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    // The first household has two members, the second nobody with an account.
    for _ in 0..2 {
        build::member(&shop, lua).await;
    }
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    put(&buyer, honey, 1).await;
    let page = buyer.get("/checkout").await;
    let mut fields = WHO.to_vec();
    fields.extend([("email", "ha@example.com"), ("step", "quote")]);
    let page = buyer.submit(&page, "/checkout", &fields).await;
    let code = code(&press(&buyer, &page).await);
    assert_eq!(told(&shop).await, Vec::<String>::new(), "nothing is sent before the order is there");
    shop.work_off().await;
    let first = told(&shop).await;
    let to = |start: &str| first.iter().filter(|m| m.starts_with(start)).count();
    assert_eq!(
        (first.len(), to("sms +84912345678 "), to("mail ha@example.com"), to("sms +84990000999 ")),
        (5, 1, 1, 1)
    );
    for message in &first {
        let to_buyer = message.starts_with("sms +84912345678 ") || message.starts_with("mail ");
        assert_eq!(message.contains(&code), to_buyer, "{message}");
    }
    let household = first.iter().find(|m| m.starts_with("sms +84990000999 ")).unwrap();
    assert!(household.contains("1 x Mật ong, hũ 1 kg, 150.000 ₫"), "what to pack: {household}");
    assert!(!household.contains("196.000") && !household.contains("Cá thính"), "only its own part: {household}");

    let id = OrderId(number(&shop, "SELECT id FROM orders").await);
    for _ in 0..2 {
        TellOrderPlaced { order: id }.run(shop.ground.clone()).await.unwrap();
    }
    let both = || TellOrderPlaced { order: id }.run(shop.ground.clone());
    let (a, b) = futures_util::join!(both(), both());
    assert!(a.is_ok() && b.is_ok());
    shop.work_off().await;
    assert_eq!(told(&shop).await, first);
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE sent_at IS NULL").await, 0);
}

#[actix_web::test]
async fn each_step_that_matters_is_told_once_in_words_a_buyer_understands() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let walk = async |kind: &str, moves: &[&str], reason: &str| {
        let placed = placed::order(&shop, &[(fish, 1)], kind).await;
        shop.work_off().await;
        let before = told(&shop).await.len();
        let mut from = "placed";
        for to in moves {
            let fields = [("from", from), ("to", to), ("reason", reason), ("words", "mưa to quá")];
            let answer = member.post(&format!("/sell/parcels/{}/state", placed.parcels[0].code), &fields).await;
            assert_eq!(answer.status, 303, "{from} to {to}: {}", answer.words());
            from = to;
        }
        shop.work_off().await;
        for to in moves {
            let again = TellParcelMoved { parcel: placed.parcels[0].id, to: (*to).to_owned() };
            if TellParcelMoved::worth(to) {
                again.run(shop.ground.clone()).await.unwrap();
            }
        }
        (placed, told(&shop).await.split_off(before))
    };
    let (order, messages) = walk("carrier", &["confirmed", "packed", "handed_over", "delivered"], "").await;
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages.iter().all(|m| m.starts_with("sms +84912345678 ") && m.contains(&order.code)), "{messages:?}");
    assert!(messages[0].contains("Bà Lụa đã nhận đơn") && messages[0].contains("thứ Ba 24/11 đến thứ Tư 25/11"));
    assert!(messages[1].contains("đang trên đường") && messages[1].contains("118.000 ₫"), "{}", messages[1]);
    let (picked, messages) = walk("pickup", &["confirmed", "packed", "handed_over"], "").await;
    assert!(messages[1].contains("đã sẵn sàng. Giao thử, ") && !messages[1].contains("trên đường"), "{}", messages[1]);

    let (order, messages) = walk("round", &["unfulfillable"], "weather").await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("(Mưa gió, chưa thu được: mưa to quá)"), "{}", messages[0]);
    let buyer = shop.guest();
    assert_eq!(track(&buyer, &order.code, "5678").await.status, 303);
    let account = build::account(&shop, "Thu Hà").await;
    give(&shop, &order.code, account).await;
    give(&shop, &picked.code, account).await;
    let listed = shop.signed_in(account).await.get("/account/orders").await.texts("tbody .tag");
    assert_eq!(listed, ["Không giao được", "Chờ bạn đến lấy"]);
    let clerk = build::clerk(&shop).await;
    let office = shop.signed_in(clerk).await.get("/office/orders").await.texts("tbody .tag");
    assert!(office.iter().any(|tag| tag == "Chờ ở điểm lấy"), "{office:?}");
    sound(&shop).await;
}

#[actix_web::test]
async fn the_buyer_reads_why_a_parcel_does_not_come_and_the_household_that_it_was_taken_back() {
    let (shop, fish, buyer, code) = ordered().await;
    let account = build::member(&shop, fish.producer).await;
    let member = shop.signed_in(account).await;
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "short"), ("words", "hũ cuối vỡ")];
    assert_eq!(member.post(&format!("{}/state", desk_path(&shop, &code, 1).await), &fields).await.status, 303);
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert!(page.words().contains("Lý do: Hết hàng, không đủ: hũ cuối vỡ"), "{}", page.words());
    assert!(page.words().contains("Gói này không tính tiền"));
    assert_eq!(page.texts(".sum .total dd"), ["0 ₫"], "{}", page.words());
    let english = buyer.get(&format!("/orders/{code}?lang=en")).await.words();
    assert!(english.contains("Reason: Sold out, or not enough: hũ cuối vỡ"), "{english}");
    assert_eq!(number(&shop, &format!("SELECT reserved FROM packs WHERE id = {}", fish.pack)).await, 0);

    let second = order(&buyer, &[(fish, 1)]).await;
    shop.work_off().await;
    let before = told(&shop).await.len();
    assert_eq!(buyer.post(&format!("/orders/{second}/cancellation"), &[]).await.status, 303);
    shop.work_off().await;
    let messages = told(&shop).await.split_off(before);
    let phone = text(&shop, &format!("SELECT phone FROM accounts WHERE id = {account}")).await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        messages[0].starts_with(&format!("sms {phone} ")) && messages[0].contains("người mua đã hủy"),
        "{messages:?}"
    );
    let parcel = ParcelId(number(&shop, "SELECT max(id) FROM parcels").await);
    TellParcelMoved { parcel, to: "cancelled".to_owned() }.run(shop.ground.clone()).await.unwrap();
    assert_eq!(told(&shop).await.len(), before + 1);
    sound(&shop).await;
}

#[actix_web::test]
async fn the_page_tells_when_it_comes_and_what_is_left_to_pay() {
    let (shop, lua, buyer, code) = ordered_of_two().await;
    let page = format!("/orders/{code}");
    // Ordered on Monday; a day to pack, then none or one on the road within the commune.
    let shown = buyer.get(&page).await.words();
    assert_eq!(shown.matches("dự kiến thứ Ba 24/11 đến thứ Tư 25/11").count(), 2, "{shown}");
    assert!(shown.contains("376.000 ₫") && !shown.contains("Đã trả khi nhận"), "{shown}");
    let member = shop.signed_in(build::member(&shop, lua).await).await;
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        let state = format!("{}/state", desk_path(&shop, &code, 1).await);
        assert_eq!(member.post(&state, &[("from", from), ("to", to), ("cash", "1")]).await.status, 303);
    }
    let shown = buyer.get(&page).await;
    assert_eq!(shown.texts(".sum .total dd"), ["165.000 ₫"], "{}", shown.words());
    assert!(shown.texts(".sum div").contains(&"Đã trả khi nhận211.000 ₫".to_owned()), "{}", shown.words());
    assert!(!shown.words().contains("Lúc đặt là"), "{}", shown.words());
    sound(&shop).await;
}

#[actix_web::test]
async fn what_a_household_knows_of_an_order_does_not_open_it() {
    let (shop, lua, _, code) = ordered_of_two().await;
    shop.work_off().await;
    let account = build::member(&shop, lua).await;
    let member = shop.signed_in(account).await;
    let parcel = desk_path(&shop, &code, 1).await;
    for path in ["/sell", "/sell/picking", "/sell/parcels", &parcel] {
        let page = member.get(path).await;
        assert!(page.status == 200 && !page.body.contains(&code), "{path}");
    }
    let to_households =
        text(&shop, "SELECT string_agg(body, ' ') FROM messages WHERE recipient <> '+84912345678'").await;
    assert!(to_households.contains("Đơn mới G") && !to_households.contains(&code), "{to_households}");
    let own = parcel.trim_start_matches("/sell/parcels/");
    assert_eq!(track(&shop.guest(), own, "5678").await.status, 422);
    // The buyer can name the parcel to the household, and the office finds it by that name.
    assert!(track(&shop.guest(), &code, "5678").await.status == 303);
    let clerk = build::clerk(&shop).await;
    let found = shop.signed_in(clerk).await.get(&format!("/office/orders?q={}", own.to_lowercase())).await;
    assert_eq!(found.texts("tbody th"), [code]);
}

#[actix_web::test]
async fn a_message_whose_job_was_not_written_is_written_again_with_it() {
    let (shop, _, _, code) = ordered().await;
    let order = OrderId(number(&shop, &format!("SELECT id FROM orders WHERE code = '{code}'")).await);
    let tell = || TellOrderPlaced { order }.run(shop.ground.clone());
    execute(&shop, "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$").await;
    execute(
        &shop,
        "CREATE TRIGGER no BEFORE INSERT ON jobs FOR EACH ROW WHEN (NEW.kind = 'send_message') EXECUTE FUNCTION no()",
    )
    .await;
    assert!(tell().await.is_err());
    execute(&shop, "DROP TRIGGER no ON jobs").await;
    tell().await.unwrap();
    shop.work_off().await;
    assert!(number(&shop, "SELECT count(*) FROM messages").await > 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE sent_at IS NULL").await, 0);
}

#[actix_web::test]
async fn a_page_left_open_does_not_open_the_order_of_an_account_that_has_signed_out() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let account = build::account(&shop, "Thu Hà").await;
    let browser = shop.signed_in(account).await;
    put(&browser, fish, 2).await;
    let page = ready(&browser).await;
    let code = code(&press(&browser, &page).await);
    browser.post("/account/sign-out", &[]).await;
    let again = press(&browser, &page).await;
    assert_ne!(again.status, 303, "{:?}", again.location());
    assert_ne!(browser.get(&format!("/orders/{code}")).await.status, 200);
    assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 1);
}
