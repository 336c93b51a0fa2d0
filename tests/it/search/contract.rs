//! One suite for both engines: what is found, what comes first, and counts that agree with the list.

use diesel_async::SimpleAsyncConnection as _;
use market::catalog::directory::Directory;
use market::catalog::list::filter::{Base, Filter};
use market::catalog::list::words::Words;
use market::kernel::ids::ProducerId;
use market::kernel::lang::Lang;
use market::platform::meili::Standby;
use market::search::engine::{Ask, Named, Naming, SearchEngine};
use market::search::meili::ask::Engine;
use market::search::postgres::Postgres;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::near;
use super::support::{directory, names, with_engine};
use crate::buyer::number;
use crate::support::{self, TestShop, build};
use crate::{catalog, facets};

/// Runs a suite on Postgres, and on Meilisearch when there is one.
macro_rules! on_both {
    ($shop:expr, $standby:expr, $suite:ident $(, $more:expr)*) => {
        $suite(&Postgres { db: &$shop.ground.db }, $shop $(, $more)*).await;
        if let Some(standby) = &$standby {
            let standby: &Standby = standby;
            $suite(&Engine { meili: &standby.meili, names: &names(standby) }, $shop $(, $more)*).await;
        }
    };
}

/// The names of what is found, best first.
async fn found<E: SearchEngine>(engine: &E, shop: &TestShop, directory: &Directory, query: &str) -> Vec<String> {
    let filter = Filter::parse(query, Base::Market, directory);
    let words = filter.words.clone().unwrap();
    let ask = Ask { words: &words, unfinished: false, filter: &filter, counted: true, directory };
    let found = engine.goods(&ask).await.unwrap();
    assert!(found.tally.total >= found.goods.len() as i64, "{}: {query}", E::NAME);
    let cards = market::catalog::card::load(&mut *shop.conn().await, &found.goods).await.unwrap();
    cards.into_iter().map(|card| card.name_vi).collect()
}

async fn stalls(shop: &TestShop) {
    shop.conn().await.batch_execute(&catalog::seed(1, 0)).await.unwrap();
    let home = build::producer(shop, "Cá thính Bà Lụa").await;
    for name in [
        "Cá thính chép",
        "Cà chua bãi",
        "Cà gai leo",
        "Gạo nếp",
        "Gà đồi",
        "Lạc nhân đỏ",
        "Thính ngô",
        "Na dai",
        "Nấm sò",
    ] {
        build::goods(shop, home, name, 10_000, 9).await;
    }
    let papers = format!(
        "INSERT INTO certificates (producer_id, kind, label, number, issuer, stars, issued_on, expires_on, checked_at) \
         VALUES ({home}, 'ocop', 'OCOP', 'O-1', 'UBND tỉnh', 4, '2024-01-01', '2027-12-31', now()), \
                ({home}, 'vietgap', 'VietGAP', 'V-1', 'UBND tỉnh', NULL, '2024-01-01', '2027-12-31', now()), \
                ({home}, 'organic', 'Hữu cơ', 'H-1', 'UBND tỉnh', NULL, '2020-01-01', '2026-11-22', now()); \
         UPDATE products SET certificate_kinds = '{{ocop,organic}}' WHERE name_vi = 'Gạo nếp'; \
         UPDATE products SET certificate_kinds = '{{vietgap}}' WHERE name_vi = 'Na dai'"
    );
    shop.conn().await.batch_execute(&papers).await.unwrap();
    let other = build::producer_in(shop, "Vườn Hòa Lộc", "08842").await;
    for name in ["Thanh long ruột đỏ", "Thanh long trái vụ", "Nho hạ đen"] {
        build::goods(shop, other, name, 20_000, 9).await;
    }
    shop.conn()
        .await
        .batch_execute(
            "UPDATE products SET name_en = 'Black grapes' WHERE name_vi = 'Nho hạ đen';
             INSERT INTO former_communes (name, district, province, folded, commune_code) \
               VALUES ('Xã Văn Quán', 'Huyện Lập Thạch', 'Tỉnh Vĩnh Phúc', 'van quan', '08842')",
        )
        .await
        .unwrap();
    catalog::refresh(shop).await;
}

async fn meanings<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let directory = directory(shop).await;
    let found = async |q: &str| {
        let query = format!("q={}", url::form_urlencoded::byte_serialize(q.as_bytes()).collect::<String>());
        found(engine, shop, &directory, &query).await
    };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let engine = E::NAME;
    // The very accents first, and the others still there.
    let fish = found("cá").await;
    assert_eq!(fish.first().map(String::as_str), Some("Cá thính chép"), "{engine}: {fish:?}");
    let tomatoes = found("cà").await;
    assert_eq!(sorted(tomatoes[..2].to_vec()), ["Cà chua bãi", "Cà gai leo"], "{engine}: {tomatoes:?}");
    let either = found("ca").await;
    assert_eq!(sorted(either[..3].to_vec()), ["Cà chua bãi", "Cà gai leo", "Cá thính chép"], "{engine}");
    assert_eq!(sorted(fish.clone()), sorted(tomatoes), "{engine}");
    assert_eq!(sorted(fish), sorted(either), "{engine}");
    // Composed or not, either place of the tone, đ or d.
    assert_eq!(found("ca\u{301} thi\u{301}nh").await, found("cá thính").await, "{engine}");
    assert_eq!(found("hoà lộc nho").await[0], "Nho hạ đen", "{engine}");
    assert_eq!(found("THANH LONG RUOT DO").await, ["Thanh long ruột đỏ"], "{engine}");
    assert_eq!(found("thanh long ruột đỏ").await, ["Thanh long ruột đỏ"], "{engine}");
    // Short words are whole words, long ones may be begun.
    assert_eq!(found("gà").await, ["Gà đồi"], "{engine}");
    assert_eq!(found("na").await, ["Na dai"], "{engine}");
    assert_eq!(found("nho ha den").await, ["Nho hạ đen"], "{engine}");
    assert_eq!(found("than").await.len(), 2, "{engine}");
    // Other names, the other language, the other number, the places of old.
    assert_eq!(found("đậu phộng").await, ["Lạc nhân đỏ"], "{engine}");
    assert_eq!(found("grape").await, ["Nho hạ đen"], "{engine}");
    assert_eq!(found("thanh long văn quán").await.len(), 2, "{engine}");
    // Fish is also called "cá muối chua", which has the same two letters and word, and is no tomato.
    let sour = found("ca chua").await;
    assert_eq!(sour.first().map(String::as_str), Some("Cà chua bãi"), "{engine}: {sour:?}");
    assert!(sour.contains(&"Cá thính chép".to_owned()), "{engine}: {sour:?}");
    let hers = found("bà Lụa thính").await;
    assert_eq!(sorted(hers[..2].to_vec()), ["Cá thính chép", "Thính ngô"], "{engine}: {hers:?}");
    // Papers that are in force and cover the very goods.
    for (words, goods) in [("gạo ocop", "Gạo nếp"), ("ocop 4 sao", "Gạo nếp"), ("na vietgap", "Na dai")] {
        assert_eq!(found(words).await, [goods], "{engine}: {words}");
    }
    for words in ["gạo vietgap", "gạo hữu cơ", "nấm ocop", "ocop 3 sao"] {
        assert_eq!(found(words).await, Vec::<String>::new(), "{engine}: {words}");
    }
    // All words, and nothing of what a query language would make of them.
    assert_eq!(found("thanh long sầu riêng").await, Vec::<String>::new(), "{engine}");
    for odd in ["nho\" OR 1=1", "nho AND price > 0", "-nho", "\"nho hạ\" đen", "nho:* | ca", "nho\\", "nho';--"] {
        found(odd).await;
    }
}

#[actix_web::test]
async fn both_engines_find_what_is_meant_the_very_accents_first() {
    let mut shop = support::shop().await;
    stalls(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, meanings);
}

async fn naming<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let named = async |typed: &str, goods: usize| {
        let words = Words::parse(typed).unwrap();
        let naming = Naming { words: &words, lang: Lang::Vi, unfinished: true, goods, others: 9, speaking: true };
        engine.named(&naming).await.unwrap()
    };
    let goods = async |typed: &str| {
        let found = named(typed, 9).await.goods;
        let cards = market::catalog::card::load(&mut *shop.conn().await, &found).await.unwrap();
        cards.into_iter().map(|card| card.name_vi).collect::<Vec<_>>()
    };
    let engine = E::NAME;
    // A household's goods are offered by its name, and those of a commune by the commune's.
    assert_eq!(goods("bà Lụa chép").await, ["Cá thính chép"], "{engine}");
    assert_eq!(goods("nấm bà lụa").await, ["Nấm sò"], "{engine}");
    assert_eq!(goods("hoà lộc nho").await[0], "Nho hạ đen", "{engine}");
    assert_eq!(goods("thanh long văn quán").await.len(), 2, "{engine}");
    let mut begun = goods("lap thach na").await;
    begun.sort();
    assert_eq!(begun, ["Na dai", "Nấm sò"], "{engine}: the last word is a beginning");
    assert_eq!(goods("la thach na").await, Vec::<String>::new(), "{engine}: the others are whole words");
    // The very accents first, however many may be shown.
    let mut tomatoes = goods("cà").await[..2].to_vec();
    tomatoes.sort();
    assert_eq!(tomatoes, ["Cà chua bãi", "Cà gai leo"], "{engine}");
    assert_eq!(named("ca", 2).await.goods.len(), 2, "{engine}");
    assert!(named("ca", 0).await.goods.is_empty(), "{engine}");

    let household = async |typed: &str| named(typed, 0).await.producers;
    let id = async |name: &str| number(shop, &format!("SELECT id FROM producers WHERE name_vi = '{name}'")).await;
    let (lua, loc) = (ProducerId(id("Cá thính Bà Lụa").await), ProducerId(id("Vườn Hòa Lộc").await));
    for typed in ["bà Lụa", "ba lu", "LUA", "lập thạch bà l"] {
        assert_eq!(household(typed).await, [lua], "{engine}: {typed}");
    }
    for typed in ["vườn tiên", "tiên lữ hòa lộc"] {
        assert_eq!(household(typed).await, [loc], "{engine}: {typed}");
    }
    for typed in ["b lụa", "lụ bà", "bà lụa lộc"] {
        assert!(household(typed).await.is_empty(), "{engine}: {typed}");
    }
    for (typed, pages) in [("giao hàng", vec!["delivery"]), ("giao h", vec!["delivery"]), ("gi giao", vec![])] {
        assert_eq!(named(typed, 0).await.pages, pages, "{engine}: {typed}");
    }
}

#[actix_web::test]
async fn both_engines_offer_the_same_while_someone_types() {
    let mut shop = support::shop().await;
    stalls(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, naming);
}

async fn names_with_accents<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let named = async |typed: &str, lang: Lang, unfinished: bool| {
        let words = Words::parse(typed).unwrap();
        engine.named(&Naming { words: &words, lang, unfinished, goods: 0, others: 9, speaking: true }).await.unwrap()
    };
    let id = async |name: &str| {
        ProducerId(number(shop, &format!("SELECT id FROM producers WHERE name_vi = '{name}'")).await)
    };
    let (fish, tomato, tree) = (id("Nhà Cá Đầm").await, id("Vườn Cà Bãi").await, id("Vườn Cây Nhà Trường").await);
    let (asked, engine) = (engine, E::NAME);
    let households = async |typed: &str, unfinished: bool| named(typed, Lang::Vi, unfinished).await.producers;
    // The accents that were typed come first, and a syllable that has one is whole.
    assert_eq!(households("cá", false).await, [fish, tomato], "{engine}");
    assert_eq!(households("cà", false).await, [tomato, fish], "{engine}");
    assert_eq!(households("cá", true).await, [fish, tomato], "{engine}");
    assert_eq!(households("ca", false).await, [fish, tomato], "{engine}");
    // While someone types without them a word may just have begun; whole ones stand first all the same.
    assert_eq!(households("ca", true).await, [fish, tomato, tree], "{engine}");
    // One short word is the name of no page; the title has the household's data, and no fish.
    assert!(named("cá", Lang::Vi, false).await.pages.is_empty(), "{engine}");
    assert_eq!(named("thông tin cá nhân", Lang::Vi, false).await.pages, ["privacy"], "{engine}");
    // Short syllables are in many titles with other accents: they count as they were typed, where any was.
    assert!(named("số thu", Lang::Vi, false).await.pages.is_empty(), "{engine}: a number, and no book");
    for typed in ["sổ thu", "so thu"] {
        assert_eq!(named(typed, Lang::Vi, false).await.pages, ["book"], "{engine}: {typed}");
    }
    // A page is found by its headings and by what else it is called, in either language but not in both at once.
    for typed in ["phí giao hàng", "phí giao", "nhận hàng", "delivery fees"] {
        assert_eq!(named(typed, Lang::Vi, false).await.pages, ["delivery"], "{engine}: {typed}");
    }
    for typed in ["chuyển khoản", "thanh toán", "payment"] {
        assert_eq!(named(typed, Lang::En, false).await.pages, ["terms"], "{engine}: {typed}");
    }
    assert!(named("giao fees", Lang::Vi, false).await.pages.is_empty(), "{engine}");
    // And else by its text, which must have the words as they were typed.
    let spoken = named("thời tiết", Lang::Vi, false).await;
    assert!(spoken.pages.is_empty() && spoken.texts == ["guide"], "{engine}: {spoken:?}");
    assert_eq!(named("thoi tiet", Lang::Vi, false).await.texts, ["guide"], "{engine}");
    // Only for who asks for it, and not where the page is called so as well.
    let words = Words::parse("thời tiết").unwrap();
    let naming = Naming { words: &words, lang: Lang::Vi, unfinished: false, goods: 0, others: 9, speaking: false };
    assert_eq!(asked.named(&naming).await.unwrap(), Named::default(), "{engine}");
    let both = named("mưa rào", Lang::Vi, false).await;
    assert!(both.pages == ["rain"] && both.texts.is_empty(), "{engine}: {both:?}");
    // One after the other, and no short syllables without accents, which stand everywhere.
    for typed in ["thói tiết", "thời xấu", "khi nghi"] {
        assert!(named(typed, Lang::Vi, false).await.texts.is_empty(), "{engine}: {typed}");
    }
}

#[actix_web::test]
async fn both_engines_tell_names_apart_by_their_accents_and_find_pages_by_what_they_say() {
    let mut shop = support::shop().await;
    for name in ["Vườn Cây Nhà Trường", "Nhà Cá Đầm", "Vườn Cà Bãi"] {
        build::producer(&shop, name).await;
    }
    shop.conn()
        .await
        .batch_execute(
            "UPDATE pages SET body = 'Chữ ' || repeat('a', 3000); \
             INSERT INTO pages (slug, lang, title, body) VALUES ('guide', 'vi', 'Sổ tay', 'Khi thời tiết xấu thì nghỉ.'), \
               ('book', 'vi', 'Sổ thu', 'Ghi ở đây.'), ('rain', 'vi', 'Mưa rào', 'Hôm nay có mưa rào.')",
        )
        .await
        .unwrap();
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, names_with_accents);
}

async fn sizes<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let directory = directory(shop).await;
    let found = async |q: &str| {
        let query = format!("q={}", url::form_urlencoded::byte_serialize(q.as_bytes()).collect::<String>());
        found(engine, shop, &directory, &query).await
    };
    let engine = E::NAME;
    for typed in
        ["gạo 2kg", "2kg gạo", "gạo 2 kg", "gạo 2.000 g", "gao 2000g", "gạo,2kg", "gạo 2kg/túi", "gạo 2 kg/túi"]
    {
        assert_eq!(found(typed).await, ["Gạo thảo dược 2 kg"], "{engine}: {typed}");
    }
    for typed in ["gạo 2 cân", "gao 2 can", "gạo 2 ký", "gạo 20 lạng"] {
        assert_eq!(found(typed).await, ["Gạo thảo dược 2 kg"], "{engine}: {typed}");
    }
    // Of packs too, by their names and by what they weigh.
    for typed in ["trứng 10 quả", "trứng 10 trái", "10 quả trứng", "trứng 600g"] {
        assert_eq!(found(typed).await, ["Trứng gà ta"], "{engine}: {typed}");
    }
    for typed in ["mật ong 1l", "mật ong 1 lít", "1000ml"] {
        assert_eq!(found(typed).await, ["Mật ong"], "{engine}: {typed}");
    }
    assert_eq!(found("5kg").await, Vec::<String>::new(), "{engine}");
}

#[actix_web::test]
async fn both_engines_know_the_sizes_of_packs() {
    let mut shop = support::shop().await;
    let home = build::producer(&shop, "Nhà Lụa").await;
    for name in ["Gạo thảo dược 2 kg", "Trứng gà ta", "Mật ong"] {
        build::goods(&shop, home, name, 10_000, 9).await;
    }
    shop.conn()
        .await
        .batch_execute(
            "UPDATE packs SET name_vi = 'vỉ 10 quả', name_en = 'tray', net_weight_g = 600 \
               FROM products p WHERE p.id = product_id AND p.name_vi = 'Trứng gà ta'; \
             UPDATE packs SET name_vi = 'chai 1 lít', name_en = 'bottle', net_weight_g = 1400 \
               FROM products p WHERE p.id = product_id AND p.name_vi = 'Mật ong'; \
             UPDATE packs SET name_vi = 'túi', name_en = 'bag', net_weight_g = 2000 \
               FROM products p WHERE p.id = product_id AND p.name_vi LIKE 'Gạo%'",
        )
        .await
        .unwrap();
    catalog::refresh(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, sizes);
}

#[actix_web::test]
async fn the_database_reads_every_unit_as_a_search_does() {
    let shop = support::shop().await;
    for (unit, _, _) in market::catalog::list::size::UNITS {
        for number in ["2", "1,5", "1.000", "12", "nửa"] {
            let said = market::catalog::list::size::read(number, Some(unit)).map(|(size, _)| size).unwrap_or_default();
            let same = format!("SELECT (size_words('Bao {number} {unit}, to') = '{said}')::int::bigint");
            assert_eq!(crate::buyer::number(&shop, &same).await, 1, "{number} {unit}: {said}");
        }
    }
    for other in ["Bột lọc 12 nước, loại 1, OCOP 4 sao", "Rượu 5 làng, 2 cần, măng nứa cân, vụ 2 kỳ, Lạng Sơn, ٣ kg"]
    {
        let none = format!("SELECT (size_words('{other}') = '')::int::bigint");
        assert_eq!(crate::buyer::number(&shop, &none).await, 1, "{other}");
    }
    let half = "SELECT (size_words('Chè nửa cân, 2 lạng, 1YẾN') = '10000g 200g 500g')::int::bigint";
    assert_eq!(crate::buyer::number(&shop, half).await, 1);
}

/// What nobody means, and somebody sends.
fn odd() -> Vec<String> {
    let signs = ["", " ", "%_", "'\"\\", "\0", "&|!:*()<->", "🐟🐟", "\u{301}\u{300}", "\u{202e}\u{200b}", "....,,,,"];
    let some = [
        "🐟 nho",
        "ｎｈｏ",
        "nho:*",
        "-nho",
        "\"nho",
        "nho\\",
        "nho' OR '1'='1",
        "nho\0",
        "\u{202e}nho",
        "=nho",
        "nho%",
    ];
    let numbers = [
        "0",
        "0kg",
        "-1kg",
        "1e9kg",
        "1e309",
        "99999999999999999kg",
        "12345678901234567890",
        "½ kg",
        "1️⃣",
        "٣ kg",
        "ca1",
    ];
    let scripts = ["تمر", "ماء 2kg", "กุ้ง", "İ", "ß", "ﷺ", "ﬁ", "ế\u{323}\u{323}"];
    let long = ["x", "a ", "1l ", "ế", "한", "\u{301}", "ﷺ", "🐟", "a,", "\\'"].map(|part| part.repeat(250));
    let short = [&signs[..], &some, &numbers, &scripts].concat();
    short.into_iter().map(str::to_owned).chain(long).collect()
}

async fn whatever<E: SearchEngine>(engine: &E, directory: &Directory) -> Vec<(String, Vec<i64>)> {
    let mut answers = Vec::new();
    for typed in odd() {
        let Some(words) = Words::parse(&typed) else { continue };
        for unfinished in [false, true] {
            let naming = Naming { words: &words, lang: Lang::En, unfinished, goods: 9, others: 9, speaking: true };
            engine.named(&naming).await.unwrap();
        }
        let filter = Filter { words: Some(words.clone()), ..Filter::default() };
        let ask = Ask { words: &words, unfinished: false, filter: &filter, counted: true, directory };
        let found = engine.goods(&ask).await.unwrap().goods;
        let mut goods: Vec<i64> = found.into_iter().map(|id| id.0).collect();
        goods.sort_unstable();
        answers.push((typed, goods));
    }
    answers
}

#[actix_web::test]
async fn both_engines_answer_whatever_is_typed_and_find_the_same() {
    let mut shop = support::shop().await;
    stalls(&shop).await;
    let standby = with_engine(&mut shop).await;
    let directory = directory(&shop).await;
    let found = whatever(&Postgres { db: &shop.ground.db }, &directory).await;
    let grapes = number(&shop, "SELECT id FROM products WHERE name_vi = 'Nho hạ đen'").await;
    for typed in ["🐟 nho", "ｎｈｏ", "nho:*", "-nho", "nho\\"] {
        let goods = found.iter().find(|(word, _)| word == typed).map(|(_, goods)| goods.as_slice()).unwrap_or_default();
        assert!(goods.contains(&grapes), "{typed}: {found:?}");
    }
    if let Some(standby) = &standby {
        let engine = Engine { meili: &standby.meili, names: &names(standby) };
        assert_eq!(whatever(&engine, &directory).await, found);
    }
}

async fn counts<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let directory = directory(shop).await;
    let all = facets::all(shop).await;
    let mut runner = TestRunner::deterministic();
    let mut some = 0;
    for _ in 0..60 {
        let (_, query) = facets::queries().new_tree(&mut runner).unwrap().current();
        let filter = Filter::parse(&format!("{query}q=hu"), Base::Market, &directory);
        let words = Words::parse("hũ").unwrap();
        let (tally, mut listed) = facets::searched(engine, &words, &filter, &directory).await;
        let mut expected = facets::counted(&filter, &all);
        let mut shown = tally.clone();
        // What nothing has may be counted as nothing or not at all.
        for stars in [&mut expected.stars, &mut shown.stars] {
            stars.retain(|_, n| *n > 0);
        }
        assert_eq!(shown, expected, "{}: {query}", E::NAME);
        let mut wanted = facets::wanted(&filter, &all);
        listed.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(listed, wanted, "{}: {query}", E::NAME);
        some += usize::from(!listed.is_empty());
    }
    assert!(some > 10, "the filters leave too little: {some}");
}

#[actix_web::test]
async fn both_engines_count_what_they_list_under_any_filter() {
    let mut shop = support::shop().await;
    facets::stock(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, counts);
}

async fn orders<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let directory = directory(shop).await;
    let words = Words::parse("hũ").unwrap();
    let ids = async |sort: &str| {
        let filter = Filter::parse(&format!("q=hu&sort={sort}"), Base::Market, &directory);
        facets::searched(engine, &words, &filter, &directory).await.1
    };
    let all = facets::all(shop).await;
    let price = |id: &i64| facets::price(&all, *id);
    let cheap: Vec<i64> = ids("price").await.iter().map(price).collect();
    assert!(cheap.is_sorted() && cheap.len() > 30, "{}", E::NAME);
    let dear: Vec<i64> = ids("-price").await.iter().map(price).collect();
    assert!(dear.iter().rev().is_sorted() && dear.len() == cheap.len(), "{}", E::NAME);
    let newest = ids("new").await;
    assert!(newest.iter().rev().is_sorted(), "{}: made one after the other", E::NAME);
    let best = ids("").await;
    let ranks = facets::ranks(shop).await;
    assert!(best.iter().rev().map(|id| ranks[id]).is_sorted(), "{}: alike in words, so by rank", E::NAME);
}

#[actix_web::test]
async fn both_engines_keep_the_orders_of_the_shop() {
    let mut shop = support::shop().await;
    facets::stock(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, orders);
}

async fn nearness<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let directory = directory(shop).await;
    let mut wanted = near::PLACES.map(|(_, name)| name)[..5].to_vec();
    wanted.insert(1, "Mắt óng ánh");
    let found = async |query: &str| found(engine, shop, &directory, query).await;
    // Nearness first, and the very accents within it.
    assert_eq!(found("q=m%E1%BA%ADt+ong&near=08761").await, wanted, "{}", E::NAME);
    let bare = found("q=mat+ong&near=08761").await;
    assert_eq!(bare[2..], wanted[2..], "{}", E::NAME);
    assert_eq!(found("q=mat+ong&near=08866").await, ["Mật ong Sơn Đông", "Muối mật ong Tiên Lữ"], "{}", E::NAME);
    assert_eq!(found("q=mat+ong&near=08866&commune=08842").await, ["Muối mật ong Tiên Lữ"], "{}", E::NAME);
    let newest = found("q=mat+ong&near=08761&sort=new").await;
    assert_eq!(newest.len(), 6, "{}", E::NAME);
    assert_eq!(newest[0], "Mắt óng ánh", "{}", E::NAME);
}

#[actix_web::test]
async fn both_engines_put_what_is_near_first_and_leave_the_rest_out() {
    let mut shop = near::stocked().await;
    let home = build::producer(&shop, "Nhà khác").await;
    build::goods(&shop, home, "Mắt óng ánh", 10_000, 9).await;
    catalog::refresh(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, nearness);
}

/// How many communes stand in a row, each two hundred metres further from Lập Thạch than the one before.
const ROW: usize = 16;

/// Goods of such a commune, those with the accents of "mật ong" first.
fn of_row(nth: usize) -> Vec<String> {
    let both = [format!("Mật ong {nth}"), format!("Mắt óng {nth}")];
    // One has one only, so that a page ends within a commune.
    both.into_iter().take(if nth == 3 { 1 } else { 2 }).collect()
}

async fn row_of_communes(shop: &TestShop) {
    let codes = "SELECT code, row_number() OVER (ORDER BY code) AS nth FROM communes WHERE NOT served";
    let row = format!(
        "UPDATE communes m SET served = true, lat = h.lat, lng = h.lng + 0.002 * c.nth FROM ({codes}) c, communes h \
         WHERE c.code = m.code AND c.nth < {ROW} AND h.code = '08761'"
    );
    shop.conn().await.batch_execute(&row).await.unwrap();
    let directory = directory(shop).await;
    let around = directory.around("08761", 4_000);
    assert_eq!(around.len(), ROW);
    // What lies furthest is the newest, and so would come first.
    for (nth, (commune, _)) in around.iter().enumerate() {
        let home = build::producer_in(shop, "Nhà khác", &commune.code).await;
        for name in of_row(nth) {
            build::goods(shop, home, &name, 10_000, 9).await;
        }
    }
    catalog::refresh(shop).await;
}

async fn many_neighbours<E: SearchEngine>(engine: &E, shop: &TestShop) {
    let directory = directory(shop).await;
    let found = async |query: &str| found(engine, shop, &directory, query).await;
    let wanted: Vec<String> = (0..ROW).flat_map(of_row).collect();
    let marked = "q=m%E1%BA%ADt+ong&near=08761";
    let pages =
        [found(marked).await, found(&format!("{marked}&page=2")).await, found(&format!("{marked}&page=3")).await];
    assert_eq!(pages.each_ref().map(Vec::len), [24, 7, 0], "{}", E::NAME);
    assert_eq!(pages.concat(), wanted, "{}", E::NAME);
    // Without accents each commune keeps its place, in whichever order its goods stand.
    let commune = |name: &String| name.rsplit(' ').next().unwrap().to_owned();
    let bare = [found("q=mat+ong&near=08761").await, found("q=mat+ong&near=08761&page=2").await].concat();
    assert_eq!(
        bare.iter().map(commune).collect::<Vec<_>>(),
        wanted.iter().map(commune).collect::<Vec<_>>(),
        "{}",
        E::NAME
    );
    // A filter on communes takes some of them out of the middle.
    let (first, last) =
        (&directory.around("08761", 4_000)[0].0.code, &directory.around("08761", 4_000)[ROW - 1].0.code);
    let two = found(&format!("{marked}&commune={last}&commune={first}")).await;
    assert_eq!(two, [of_row(0), of_row(ROW - 1)].concat(), "{}", E::NAME);
}

#[actix_web::test]
async fn both_engines_go_from_commune_to_commune_however_many_there_are() {
    let mut shop = support::shop().await;
    row_of_communes(&shop).await;
    let standby = with_engine(&mut shop).await;
    let shop = &shop;
    on_both!(shop, standby, many_neighbours);
}
