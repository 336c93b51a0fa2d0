//! Categories are added, renamed, moved and retired, and buyers and households see it.

use super::{HOSTILE, office};
use crate::buyer::{execute, number, text};
use crate::households::clerk_as;
use crate::listing::{self, FISH};
use crate::support::{Answer, Client, build};

const HERE: &str = "/office/setup/categories";
const NEW: &str = "/office/setup/categories/new";

const WHY: (&str, &str) = ("why", "Họp ngày 20/11");

/// Fills in a category's form, with a reason.
async fn save(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    super::save(client, path, &[fields, &[WHY]].concat()).await
}

async fn id(shop: &crate::support::TestShop, slug: &str) -> i64 {
    number(shop, &format!("SELECT id FROM categories WHERE slug = '{slug}'")).await
}

#[actix_web::test]
async fn a_new_category_is_there_for_a_household_and_what_it_asks_is_asked() {
    let setting = listing::setting().await;
    let shop = &setting.shop;
    let admin = shop.signed_in(clerk_as(shop, "admin").await).await;
    let top = id(shop, "dac-san").await.to_string();
    let fields = [
        ("name_vi", "Nấm rơm"),
        ("name_en", "Straw mushrooms"),
        ("parent", top.as_str()),
        ("words", "Nấm rơm, nấm"),
        ("requires-origin", "on"),
        ("tax_class", "processed"),
    ];
    assert_eq!(save(&admin, NEW, &fields).await.status, 303);
    assert_eq!(text(shop, "SELECT concat_ws('|', slug, tax_class, array_to_string(requires, ' ')) FROM category_defaults WHERE slug = 'nam-rom'").await, "nam-rom|processed|shelf_life storage origin");
    let told = "SELECT concat_ws('|', subject, after ->> 'name_en', why) FROM acts WHERE act = 'category.made'";
    assert_eq!(text(shop, told).await, "Nấm rơm|Straw mushrooms|Họp ngày 20/11");
    // The name tells the category, and the category what is missing.
    let mushrooms: Vec<_> = FISH.iter().map(|f| if f.0 == "name" { ("name", "Nấm rơm tươi") } else { *f }).collect();
    let path = listing::begin(&setting, &mushrooms, 1).await;
    let page = setting.phone.get(&path).await;
    let chosen = page.form(&path).into_iter().find(|(name, _)| name == "category").unwrap().1;
    assert_eq!(chosen, id(shop, "nam-rom").await.to_string());
    let refused = listing::fill(&setting.phone, &page, &path, &[("do", "submit")], &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert!(refused.attributes("a", "href").iter().any(|to| to == "#origin"), "{}", refused.words());
    let twice = save(&admin, NEW, &fields).await;
    assert_eq!((twice.status, twice.texts("#name_vi-why")), (422, vec!["Đã có loại mang tên này.".to_owned()]));
}

#[actix_web::test]
async fn a_new_name_is_read_by_buyers_at_its_old_address() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Thanh long", 30_000, 50).await;
    shop.work_off().await;
    let buyer = shop.guest();
    assert!(buyer.get("/c/hang-thu-nho").await.words().contains("Hàng thử nhỏ"));
    let small = id(&shop, "hang-thu-nho").await;
    let here = format!("{HERE}/{small}");
    assert_eq!(save(&admin, &here, &[("name_vi", "Quả cầu vồng"), ("name_en", "Rainbow fruit")]).await.status, 303);
    let page = buyer.get("/c/hang-thu-nho").await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("Quả cầu vồng") && !page.words().contains("Hàng thử nhỏ"), "{}", page.words());
    shop.work_off().await;
    // The shelf, and so the search, knows the goods by the new name.
    assert!(buyer.get("/search?q=cau+vong").await.words().contains("Thanh long"));
    assert_eq!(number(&shop, "SELECT count(*) FROM search_words WHERE folded = 'vong'").await, 1);

    // Moved below another top one.
    assert_eq!(save(&admin, NEW, &[("name_vi", "Nhóm khác"), ("name_en", "Others")]).await.status, 303);
    let other = id(&shop, "nhom-khac").await;
    assert_eq!(save(&admin, &here, &[("parent", &other.to_string())]).await.status, 303);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT min(top_category_id) FROM shelf").await, other);
    assert!(buyer.get("/c/nhom-khac").await.words().contains("Thanh long"));
    assert!(!buyer.get("/c/hang-thu").await.words().contains("Thanh long"));
}

#[actix_web::test]
async fn a_retired_category_takes_nothing_new_and_keeps_what_it_has() {
    let setting = listing::setting().await;
    let shop = &setting.shop;
    let admin = shop.signed_in(clerk_as(shop, "admin").await).await;
    let path = listing::on_sale(&setting).await;
    let fish = id(shop, "ca-thinh").await.to_string();
    let retire = format!("{HERE}/{fish}/retired");
    let page = admin.get(&format!("{HERE}/{fish}")).await;
    let bare = admin.submit(&page, &retire, &[("why", " ")]).await;
    let told = ["#why-retire-why", "#why-why"].map(|beside| bare.texts(beside).len());
    assert_eq!((bare.status, told), (422, [1, 0]), "beside the button that was pressed: {}", bare.words());
    assert_eq!(admin.submit(&page, &retire, &[("why", "Gộp vào đồ khô")]).await.status, 303);
    assert_eq!(admin.submit(&page, &retire, &[("why", "Gộp vào đồ khô")]).await.status, 303);
    assert_eq!(number(shop, "SELECT count(*) FROM acts WHERE act = 'category.retired'").await, 1, "retired is retired");
    let goods = shop.guest().get("/c/ca-thinh").await;
    assert!(goods.status == 200 && goods.words().contains("Cá thính chép"), "{}", goods.words());
    // Who is in it stays; nobody comes, whatever the form says.
    let own = setting.phone.get(&path).await;
    assert_eq!(own.status, 200);
    let craft: Vec<_> = FISH.iter().map(|f| if f.0 == "name" { ("name", "Rổ tre") } else { *f }).collect();
    let other = listing::begin(&setting, &craft, 1).await;
    let page = setting.phone.get(&other).await;
    assert!(!page.attributes("#category option", "value").contains(&fish), "not offered");
    let forced = listing::fill(&setting.phone, &page, &other, &[("category", &fish)], &[]).await;
    assert_eq!(forced.status, 422, "{}", forced.words());
    // A top one with others in use below it stays; none is ever deleted.
    let top = id(shop, "dac-san").await;
    let upper = admin.get(&format!("{HERE}/{top}")).await;
    let full = admin.submit(&upper, &format!("{HERE}/{top}/retired"), &[("why", "x")]).await;
    assert_eq!(full.status, 409);
    assert!(full.words().contains("còn loại đang dùng"), "{}", full.words());
    let mut conn = shop.conn().await;
    for statement in [
        format!("DELETE FROM categories WHERE id = {fish}"),
        format!("UPDATE categories SET slug = 'khac' WHERE id = {fish}"),
        format!("UPDATE categories SET parent_id = {fish} WHERE slug = 'mat-ong'"),
        format!("UPDATE categories SET retired_at = now() WHERE id = {top}"),
    ] {
        assert!(
            diesel_async::RunQueryDsl::execute(diesel::sql_query(&statement), &mut conn).await.is_err(),
            "{statement}"
        );
    }
    drop(conn);
    let back = admin.get(&format!("{HERE}/{fish}")).await;
    assert_eq!(admin.submit(&back, &retire, &[("why", "Dùng lại")]).await.status, 303);
    assert_eq!(number(shop, "SELECT count(*) FROM categories WHERE retired_at IS NOT NULL").await, 0);
}

#[actix_web::test]
async fn of_two_clerks_one_is_told_and_mistakes_stand_beside_their_fields() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Thanh long", 30_000, 50).await;
    let here = format!("{HERE}/{}", id(&shop, "hang-thu-nho").await);
    let stale = admin.get(&here).await;
    assert_eq!(save(&admin, &here, &[("name_vi", "Tên của tôi")]).await.status, 303);
    let bare = super::save(&admin, &here, &[("name_vi", "Tên nữa")]).await;
    assert_eq!((bare.status, bare.texts("#why-why").len()), (422, 1), "with a reason: {}", bare.words());
    assert_eq!(
        (bare.attributes("#name_vi", "value"), bare.texts("#why-retire-why").len()),
        (vec!["Tên nữa".to_owned()], 0)
    );
    let told = admin.submit(&stale, &here, &[("name_vi", "Tên khác"), WHY]).await;
    assert_eq!((told.status, told.attributes("#name_vi", "value")), (409, vec!["Tên khác".to_owned()]));
    assert!(told.words().contains("Tên đang dùng: Tên của tôi"), "{}", told.words());
    assert_eq!(text(&shop, "SELECT name_vi FROM categories WHERE slug = 'hang-thu-nho'").await, "Tên của tôi");
    for (name, value) in [("name_vi", "Hàng thử"), ("parent", "999999"), ("sort", "-1"), ("tax_class", "gold")] {
        let wrong = save(&admin, &here, &[(name, value)]).await;
        assert_eq!(
            (wrong.status, wrong.texts(&format!("#{name}-why")).len()),
            (422, 1),
            "{name}={value}: {}",
            wrong.words()
        );
    }
    for value in HOSTILE {
        let fields = [("name_vi", value), ("parent", value), ("sort", value), ("shelf_life", value), ("seq", value)];
        for to in [here.as_str(), NEW] {
            let answer = admin.post(to, &fields).await;
            assert!([409, 422].contains(&answer.status), "{to} {value}: {}", answer.status);
        }
    }
    let long = "x".repeat(5_000);
    assert_eq!(save(&admin, &here, &[("name_vi", &long), ("words", &long)]).await.status, 422);
    for nowhere in [format!("{HERE}/999999999999999999"), format!("{HERE}/0")] {
        assert_eq!(admin.get(&nowhere).await.status, 404);
        assert_eq!(admin.post(&format!("{nowhere}/retired"), &[("why", "x")]).await.status, 404);
    }
    execute(&shop, "UPDATE categories SET name_en = '<b>x</b>' WHERE slug = 'hang-thu-nho'").await;
    assert!(!admin.get(HERE).await.body.contains("<b>x</b>"), "words are shown as words");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act LIKE 'category.%'").await, 1);
}

#[actix_web::test]
async fn no_two_categories_of_a_group_are_called_the_same() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Thanh long", 30_000, 50).await;
    let top = id(&shop, "hang-thu").await.to_string();
    let fields = [("name_vi", "Nấm"), ("name_en", "Mushrooms"), ("parent", top.as_str())];
    assert_eq!(save(&admin, NEW, &fields).await.status, 303);
    let small = format!("{HERE}/{}", id(&shop, "hang-thu-nho").await);
    let mushrooms = format!("{HERE}/{}", id(&shop, "nam").await);
    for name in ["Nấm", "NAM", " nấm "] {
        let taken = save(&admin, &small, &[("name_vi", name)]).await;
        let told = (taken.status, taken.texts("#name_vi-why"));
        assert_eq!(told, (422, vec!["Đã có loại mang tên này.".to_owned()]), "{name}: {}", taken.words());
    }
    assert_eq!(text(&shop, "SELECT name_vi FROM categories WHERE slug = 'hang-thu-nho'").await, "Hàng thử nhỏ");
    // Nor behind the office's back, and of two clerks at once, one has the name.
    let doubled = "INSERT INTO categories (slug, parent_id, name_vi, name_en) \
                   SELECT 'nam-khac', parent_id, 'NAM', 'x' FROM categories WHERE slug = 'nam'";
    let written = diesel_async::RunQueryDsl::execute(diesel::sql_query(doubled), &mut *shop.conn().await).await;
    assert!(written.is_err(), "{written:?}");
    // A name that was given up is free, its address is not.
    assert_eq!(save(&admin, &mushrooms, &[("name_vi", "Nấm rừng")]).await.status, 303);
    assert_eq!(save(&admin, NEW, &fields).await.status, 303);
    let slugs = "SELECT string_agg(slug ~ '^nam(-[0-9]+)?$' || '|' || name_vi, ', ' ORDER BY id) FROM categories WHERE slug LIKE 'nam%'";
    assert_eq!(text(&shop, slugs).await, "true|Nấm rừng, true|Nấm");
    let (one, two) = (admin.get(&small).await, admin.get(&mushrooms).await);
    let fields = [("name_vi", "Rau rừng"), WHY];
    let (one, two) = futures_util::join!(admin.submit(&one, &small, &fields), admin.submit(&two, &mushrooms, &fields));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 422]);
}
