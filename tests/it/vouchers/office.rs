//! The office makes vouchers and stops them; who may not, cannot.

use super::super::buyer::{code, execute, number, press, put, text};
use super::super::support::{self, Client, TestShop, build};
use super::support::{percent, ready_with, voucher};

const WHY: (&str, &str) = ("why", "Họp ngày 20/11");

async fn clerk(shop: &TestShop, role: &str) -> Client {
    let account = build::clerk(shop).await;
    execute(shop, &format!("UPDATE clerks SET role = '{role}' WHERE account_id = {account}")).await;
    shop.signed_in(account).await
}

#[actix_web::test]
async fn a_voucher_is_made_used_and_stopped() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let promoter = clerk(&shop, "promoter").await;
    assert!(promoter.get("/office").await.body.contains("href=\"/office/vouchers\""));
    let page = promoter.get("/office/vouchers/new").await;
    assert_eq!(page.status, 200);
    let fields = [
        ("code", "Tết 2027"),
        ("kind", "amount"),
        ("amount", "20k"),
        ("minimum", "50.000"),
        ("starts_at", "2026-11-01T08:00"),
        ("ends_at", "2027-02-01T23:59"),
        ("total_limit", "5"),
        ("producer", &house.to_string()),
        ("borne_by", "producer"),
        ("note", "Chợ Tết"),
        WHY,
    ];
    let made = promoter.submit(&page, "/office/vouchers/new", &fields).await;
    assert_eq!((made.status, made.location().as_deref()), (303, Some("/office/vouchers")), "{}", made.words());
    let row = "SELECT concat_ws(' ', code, percent, amount, most, minimum, total_limit, phone_limit, borne_by, \
                                starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh', made_by IS NOT NULL) FROM vouchers";
    assert_eq!(text(&shop, row).await, "TET2027 20000 50000 5 1 producer 2026-11-01 08:00:00 t");
    // The same code again, in whatever spelling, is refused beside its field.
    let again = promoter.submit(&page, "/office/vouchers/new", &[("code", "tet-2027"), WHY]).await;
    assert_eq!(again.status, 422);
    assert!(again.texts("#code-why")[0].contains("Đã có mã này"), "{}", again.words());

    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready_with(&buyer, "tet 2027").await;
    code(&press(&buyer, &page).await);
    let list = promoter.get("/office/vouchers").await;
    for part in ["TET2027", "Giảm 20.000 ₫", "Bà Lụa", "1 / 5", "20.000 ₫", "Đang dùng", "Chợ Tết", "Nhà nông"]
    {
        assert!(list.words().contains(part), "{part}: {}", list.words());
    }
    let id = number(&shop, "SELECT id FROM vouchers").await;
    let stop = format!("/office/vouchers/{id}/stop");
    // Not without a reason: what was too long for one is kept, and the voucher runs on.
    let long = "x".repeat(301);
    for unsaid in [" ", long.as_str()] {
        let refused = promoter.submit(&list, &stop, &[("why", unsaid)]).await;
        assert_eq!((refused.status, refused.texts(&format!("#why-{id}-why")).len()), (422, 1), "{}", refused.words());
        assert!(refused.form(&stop).contains(&("why".to_owned(), unsaid.to_owned())), "{unsaid}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM vouchers WHERE stopped_at IS NULL").await, 1);
    assert_eq!(promoter.submit(&list, &stop, &[WHY]).await.status, 303);
    assert_eq!(promoter.post(&stop, &[]).await.status, 303, "stopped is stopped");
    let told = "SELECT string_agg(act || ' ' || why, ', ' ORDER BY id) FROM acts WHERE act LIKE 'voucher.%'";
    assert_eq!(text(&shop, told).await, "voucher.made Họp ngày 20/11, voucher.stopped Họp ngày 20/11");
    let list = promoter.get("/office/vouchers").await;
    assert!(list.words().contains("Đã dừng"), "{}", list.words());
    assert!(list.attributes("main form", "action").is_empty(), "nothing is left to be done with it");
    assert_eq!(number(&shop, "SELECT discount_total FROM orders").await, 20_000);
    // Its household sees what it bears, and whether it still runs; its neighbour does not.
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let money = member.get("/sell/money").await;
    let own = money.texts("[aria-labelledby=vouchers] li").join(" ");
    for part in ["TET2027", "Đã dừng", "Giảm 20.000 ₫", "dùng 1 lần, giảm cả thảy 20.000 ₫", "Bà Lụa"]
    {
        assert!(own.contains(part), "{part}: {own}");
    }
    let neighbour = build::producer(&shop, "Nhà bên").await;
    let neighbour = shop.signed_in(build::member(&shop, neighbour).await).await;
    assert!(neighbour.get("/sell/money").await.texts("[aria-labelledby=vouchers]").is_empty());
    let parcel = member.get(&format!("/sell/parcels/G{}", number(&shop, "SELECT id FROM parcels").await)).await;
    assert!(parcel.words().contains("− 20.000 ₫"), "{}", parcel.words());
    assert_eq!(promoter.post("/office/vouchers/999/stop", &[]).await.status, 404);
}

#[actix_web::test]
async fn a_voucher_too_old_for_the_list_or_over_is_shown_where_nobody_said_why_it_is_stopped() {
    let shop = support::shop().await;
    let by = build::clerk(&shop).await;
    // One that is over, and 201 that run on, of which the list shows the newest 200.
    execute(
        &shop,
        &format!(
            "INSERT INTO vouchers (code, amount, minimum, starts_at, ends_at, borne_by, made_by) \
             SELECT 'CU' || n, 20000, 50000, now() - interval '9 days', \
                    now() + CASE n WHEN 0 THEN interval '-1 day' ELSE interval '9 days' END, 'market', {by} \
             FROM generate_series(0, 201) n"
        ),
    )
    .await;
    let promoter = clerk(&shop, "promoter").await;
    let list = promoter.get("/office/vouchers").await;
    for code in ["CU0", "CU1"] {
        assert!(!list.texts("tbody th").contains(&code.to_owned()), "{code} is not shown");
        let id = number(&shop, &format!("SELECT id FROM vouchers WHERE code = '{code}'")).await;
        let stop = format!("/office/vouchers/{id}/stop");
        let refused = promoter.post(&stop, &[("why", " ")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.texts(&format!("details[open] #why-{id}-why")).len(), 1, "{code}: {}", refused.words());
        assert_eq!(refused.texts("details[open]").len(), 1, "no other form is open");
        assert_eq!(promoter.submit(&refused, &stop, &[WHY]).await.status, 303);
        let stopped = format!("SELECT count(*) FROM vouchers WHERE id = {id} AND stopped_at IS NOT NULL");
        assert_eq!(number(&shop, &stopped).await, 1);
    }
}

#[actix_web::test]
async fn each_mistake_is_said_beside_its_field_and_makes_nothing() {
    let shop = support::shop().await;
    let admin = clerk(&shop, "admin").await;
    let page = admin.get("/office/vouchers/new").await;
    for (name, value, beside) in [
        ("code", "a", "#code-why"),
        ("kind", "x", "#kind-why"),
        ("percent", "0", "#percent-why"),
        ("percent", "1e1", "#percent-why"),
        ("most", "abc", "#most-why"),
        ("minimum", "-5", "#minimum-why"),
        ("starts_at", "", "#starts_at-why"),
        ("ends_at", "2020-01-01T00:00", "#ends_at-why"),
        ("total_limit", "99999999999", "#total_limit-why"),
        ("phone_limit", "1,5", "#phone_limit-why"),
        ("producer", "999", "#producer-why"),
        ("borne_by", "producer", "#producer-why"),
        ("borne_by", "", "#borne_by-why"),
        ("note", &"ố".repeat(201), "#note-why"),
        ("why", " ", "#why-why"),
        ("why", &"ố".repeat(301), "#why-why"),
    ] {
        let answer = admin.submit(&page, "/office/vouchers/new", &[WHY, (name, value)]).await;
        assert_eq!(answer.status, 422, "{name}={value}: {}", answer.words());
        assert_eq!(answer.texts(beside).len(), 1, "{name}={value}: {}", answer.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM vouchers").await, 0);
}

#[actix_web::test]
async fn who_keeps_the_books_sees_them_and_who_moderates_does_not() {
    let shop = support::shop().await;
    let id = voucher(&shop, "TET10", percent(10), |_| {}).await;
    let (stop, new) = (format!("/office/vouchers/{id}/stop"), "/office/vouchers/new");
    let finance = clerk(&shop, "finance").await;
    let list = finance.get("/office/vouchers").await;
    assert_eq!(list.status, 200);
    assert!(list.words().contains("TET10") && list.attributes("main form, main a:not([href*='?'])", "href").is_empty());
    let moderator = clerk(&shop, "moderator").await;
    assert_eq!(moderator.get("/office/vouchers").await.status, 403);
    assert!(!moderator.get("/office").await.body.contains("/office/vouchers"));
    for client in [&finance, &moderator] {
        assert_eq!(client.get(new).await.status, 403);
        assert_eq!(client.post(new, &[("code", "X123")]).await.status, 403);
        assert_eq!(client.post(&stop, &[]).await.status, 403);
    }
    let guest = shop.guest();
    assert_eq!(guest.get("/office/vouchers").await.status, 303);
    assert_ne!(guest.post(&stop, &[]).await.status, 200);
    assert_eq!(number(&shop, "SELECT count(*) FROM vouchers WHERE stopped_at IS NULL").await, 1);
}

#[actix_web::test]
async fn dates_limits_and_note_change_and_what_was_used_stands() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let id = voucher(&shop, "TET10", percent(10), |_| {}).await;
    voucher(&shop, "KHAC", percent(5), |_| {}).await;
    let promoter = clerk(&shop, "promoter").await;
    let here = format!("/office/vouchers/{id}");
    assert!(promoter.get("/office/vouchers").await.attributes("main a", "href").contains(&here));
    // Nobody has used it: everything may change, but not to a code that is taken.
    let page = promoter.get(&here).await;
    assert_eq!(page.attributes("#code", "value"), ["TET10"]);
    let taken = promoter.submit(&page, &here, &[("code", "khác"), WHY]).await;
    assert_eq!((taken.status, taken.texts("#code-why").len()), (422, 1), "{}", taken.words());
    let new = [("percent", "20"), ("code", "TET20"), ("total_limit", "3")];
    let unsaid = promoter.submit(&page, &here, &new).await;
    assert_eq!((unsaid.status, unsaid.texts("#why-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.attributes("#code", "value"), ["TET20"], "what was typed is there");
    let changed = promoter.submit(&page, &here, &[&new[..], &[WHY]].concat()).await;
    assert_eq!(changed.status, 303, "{}", changed.words());
    assert_eq!(text(&shop, "SELECT act || ' ' || why FROM acts").await, "voucher.changed Họp ngày 20/11");
    let row =
        format!("SELECT concat_ws(' ', code, percent, total_limit, note, stopped_at) FROM vouchers WHERE id = {id}");
    assert_eq!(text(&shop, &row).await, "TET20 20 3 ");

    // Whoever had the same form open is told what is different now, and may go on from there.
    let told = promoter.submit(&page, &here, &[("note", "gia hạn"), WHY]).await;
    assert_eq!(told.status, 409, "{}", told.words());
    let note = told.texts(".note.bad").join(" ");
    assert!(note.contains("TET20") && note.contains("20"), "what changed: {note}");
    assert_eq!(told.attributes("#note", "value"), ["gia hạn"], "what was typed is there");
    assert_eq!(told.texts("#why"), [WHY.1], "the reason too");
    assert_eq!(text(&shop, &row).await, "TET20 20 3 ", "nothing was written");
    // Who wrote the same has nothing to be told.
    let standing = promoter.get(&here).await.form(&here);
    let same = standing.iter().filter(|(n, _)| n != "seq" && n != "why").map(|(n, v)| (n.as_str(), v.as_str()));
    let same: Vec<_> = same.chain([WHY]).collect();
    assert_eq!(promoter.post(&here, &same).await.status, 303);
    assert_eq!(text(&shop, &row).await, "TET20 20 3 ");

    let stale = promoter.get(&here).await;
    for _ in 0..2 {
        let buyer = shop.guest();
        put(&buyer, fish, 1).await;
        let page = ready_with(&buyer, "TET20").await;
        code(&press(&buyer, &page).await);
    }
    // A page from before the first use, and crafted forms: what it takes off stands.
    for (name, value) in
        [("code", "TET99"), ("percent", "90"), ("most", "1k"), ("minimum", "5k"), ("producer", &house.to_string())]
    {
        let refused = promoter.submit(&stale, &here, &[(name, value), WHY]).await;
        assert_eq!(refused.status, 409, "{name}: {}", refused.words());
    }
    let amount = promoter.submit(&stale, &here, &[("kind", "amount"), ("amount", "50k"), WHY]).await;
    assert_eq!(amount.status, 409);
    let few = promoter.submit(&stale, &here, &[("total_limit", "1"), WHY]).await;
    assert_eq!((few.status, few.texts("#total_limit-why").len()), (422, 1), "{}", few.words());
    assert_eq!(text(&shop, &row).await, "TET20 20 3 ");
    let page = promoter.get(&here).await;
    assert!(
        page.words().contains("Đã dùng 2 lượt") && page.attributes("#code", "value").is_empty(),
        "{}",
        page.words()
    );
    let fields = [("total_limit", "2"), ("ends_at", "2027-03-01T23:59"), ("note", "gia hạn"), WHY];
    assert_eq!(promoter.submit(&page, &here, &fields).await.status, 303);
    assert_eq!(text(&shop, &row).await, "TET20 20 2 gia hạn");
    assert_eq!(
        text(&shop, &format!("SELECT ends_at AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM vouchers WHERE id = {id}")).await,
        "2027-03-01 23:59:00"
    );
    assert_eq!(number(&shop, "SELECT sum(discount_total) FROM orders").await, 2 * 19_600);
    // Stopped is stopped; what is not there is not there; who may not, cannot.
    assert_eq!(promoter.post(&format!("{here}/stop"), &[WHY]).await.status, 303);
    assert_eq!(promoter.submit(&page, &here, &[("total_limit", "9"), WHY]).await.status, 409);
    assert_eq!(promoter.get("/office/vouchers/999").await.status, 404);
    assert_eq!(promoter.post("/office/vouchers/999", &[("total_limit", "9")]).await.status, 404);
    for role in ["finance", "moderator"] {
        let other = clerk(&shop, role).await;
        assert_eq!(other.get(&here).await.status, 403, "{role}");
        assert_eq!(other.post(&here, &[("note", "x")]).await.status, 403, "{role}");
    }
}
