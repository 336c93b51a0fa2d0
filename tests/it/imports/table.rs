//! The whole road: a table is looked at, mended, begun, and sent again.

use super::{EVERYTHING, begin, goods, stall, table, taken};
use crate::listing::{number, run, text};
use crate::support::build;

const FISH_AND_HONEY: [&str; 4] = [
    "CT1,cá thính  trắm,,Hũ 1 kg,1000 g,105k,7,",
    ",Cá thính trắm,,hũ 500 g,,55.000,2 chục,",
    "MO1,Mật ong hoa nhãn,,chai 500 ml,700 g,120k,5,Ong nhà nuôi",
    "MO2,Mật ong hoa nhãn,,can 2 lít,\"2,8 kg\",rẻ thôi,1,",
];

#[actix_web::test]
async fn a_table_is_looked_at_mended_and_taken_over_once() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let page = table(&shop, &member, &FISH_AND_HONEY).await;
    let shown = member.get(&page).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert_eq!(shown.texts(".chip"), ["Có thay đổi (1)", "Món mới (1)", "Thêm loại bán (1)"]);
    let changes = shown.texts(".import-changes > div");
    assert_eq!(changes, ["Giá 98.000 ₫ → 105.000 ₫", "Còn bán 10 → 7"], "{}", shown.words());
    let added = member.get(&format!("{page}?show=added")).await;
    assert!(added.words().contains("55.000 ₫ · 500 g · còn 20"), "{}", added.words());
    assert!(shown.texts(".why").iter().any(|why| why.contains("Giá này chợ chưa hiểu")), "{}", shown.words());
    assert_eq!(shown.attributes("[aria-invalid]", "value"), ["rẻ thôi"], "what was typed is kept");
    assert!(shown.words().contains("Đưa 3 dòng vào chợ") && shown.words().contains("1 dòng chưa sửa"));
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ 1 kg/98000/10", "looking changes nothing");

    let rows = format!("{page}/rows");
    let still = member.submit(&shown, &rows, &[("5-price", "đắt")]).await;
    assert_eq!(still.status, 303, "{}", still.words());
    assert_eq!(member.get(&page).await.attributes("[aria-invalid]", "value"), ["đắt"]);
    assert_eq!(member.submit(&shown, &rows, &[("5-price", "450k")]).await.status, 303);
    let done = taken(&shop, &member, &page).await;
    assert!(done.words().contains("Đã xong cả 4 dòng"), "{}", done.words());
    assert_eq!(done.texts(".chip"), ["Đã đổi (1)", "Món mới (1)", "Đã thêm loại bán (2)"]);
    assert!(done.words().contains("1 món mới còn thiếu ảnh"), "{}", done.words());
    let draft = number(&shop, "SELECT id FROM products WHERE state = 'draft'").await;
    assert_eq!(done.attributes(".ways a", "href"), [format!("/sell/products/{draft}#photos")]);
    let expected = "Cá thính trắm/hũ 1 kg/105000/7; Cá thính trắm/hũ 500 g/55000/20; draft Mật ong hoa nhãn 2";
    assert_eq!(goods(&shop, producer).await, expected);
    assert_eq!(number(&shop, "SELECT count(*) FROM price_changes").await, 1, "a new price is on the record");
    let sound = "SELECT count(*) FROM packs k WHERE k.on_hand <> \
                 (SELECT coalesce(sum(e.qty), 0) FROM stock_entries e WHERE e.pack_id = k.id)";
    assert_eq!(number(&shop, sound).await, 0, "the stock is the sum of its entries");

    // The button of an old page, and the same file again: nothing twice.
    let before = text(&shop, EVERYTHING).await;
    assert_eq!(member.post(&page, &[("seen", "old")]).await.status, 303);
    shop.work_off().await;
    assert_eq!(text(&shop, EVERYTHING).await, before);
    let mut rows = FISH_AND_HONEY;
    rows[3] = "MO2,Mật ong hoa nhãn,,can 2 lít,2800 g,450k,1,";
    let again = table(&shop, &member, &rows).await;
    let shown = member.get(&again).await;
    assert_eq!(shown.texts(".chip"), ["Không đổi gì (4)"], "{}", shown.words());
    assert!(shown.words().contains("Không có gì phải đưa vào"), "{}", shown.words());
    assert_eq!(member.post(&again, &[("seen", "")]).await.status, 409);
    assert_eq!(goods(&shop, producer).await, expected);

    // Known by its code, whatever it is called now.
    let renamed = table(&shop, &member, &["ct1,Cá thính trắm,,hũ lớn,1 kg,110k,,"]).await;
    taken(&shop, &member, &renamed).await;
    let now = goods(&shop, producer).await;
    assert!(now.starts_with("Cá thính trắm/hũ 500 g/55000/20; Cá thính trắm/hũ lớn/110000/7;"), "{now}");
}

#[actix_web::test]
async fn what_may_not_be_written_stands_beside_its_cell() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let page = table(
        &shop,
        &member,
        &[
            "A,Ổi lê,Nhóm không có,túi 1 kg,,25k,,",
            "B,Ổi lê,,túi,,25k,,",
            "C,Ổi lê,,túi 2 kg,,45,,",
            "D,=HYPERLINK(1),,túi 2 kg,,45k,,",
            "#999999,Cá thính trắm,,hũ 1 kg,,98k,,",
            ",Cá thính trắm,,hũ 1 kg,,98k,,",
            ",cá thính trắm,,HŨ 1 KG,,99k,,",
            "E,Táo,,túi 1 kg,,20k,,",
            "e,Lê,,túi 1 kg,,20k,,",
            ",,,,,,,",
            "F,Bí đỏ,,quả 2 kg,2 kg,\"98,5\",\"1,5\",",
        ],
    )
    .await;
    let shown = member.get(&page).await;
    let whys = shown.texts(".why");
    for (line, why) in [
        "Chợ không có nhóm này",
        "Một phần nặng bao nhiêu",
        "chợ đoán là tính bằng nghìn",
        "Ô này là công thức",
        "không phải hàng của nhà",
        "trùng với một dòng ở trên",
        "Mã này đã có ở một dòng trên",
        "Giá này chợ chưa hiểu",
        "Viết một số, ví dụ 20",
    ]
    .iter()
    .enumerate()
    {
        assert!(whys.get(line).is_some_and(|said| said.contains(why)), "{why}: {whys:?}");
    }
    assert_eq!(shown.attributes("#categories option", "value"), ["Hàng thử nhỏ"]);
    assert_eq!(shown.texts(".chip"), ["Món mới (1)", "Không đổi gì (1)"]);
    // What stays wrong is passed over, and named afterwards.
    let done = taken(&shop, &member, &page).await;
    assert!(done.texts(".chip").contains(&"Đã bỏ qua (8)".to_owned()), "{:?}", done.texts(".chip"));
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ 1 kg/98000/10; draft Táo 1");
}

#[actix_web::test]
async fn a_price_below_a_thousand_is_asked_about_with_the_likely_one_filled_in() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Ớt", 500, 10).await;
    let rows =
        [",Ổi lê,,túi 1 kg,,45,5,", ",Lê,,túi 1 kg,,\"900\",5,", ",Chanh,,quả 100 g,,500đ,5,", ",Ớt,,hũ 1 kg,,500,12,"];
    let page = table(&shop, &member, &rows).await;
    let shown = member.get(&page).await;
    // What costs so little already, and what says đồng, is as it is.
    assert_eq!(shown.texts(".chip"), ["Có thay đổi (1)", "Món mới (1)"], "{}", shown.words());
    let prices = |page: &crate::support::Answer| page.attributes(".import-mend [name$=-price]", "value");
    assert_eq!(prices(&shown), ["45k", "900k"]);
    // One is right, the other was đồng after all.
    let mended = member.submit(&shown, &format!("{page}/rows"), &[("3-price", "900 đ")]).await;
    assert_eq!(mended.status, 303, "{}", mended.words());
    let shown = member.get(&page).await;
    assert!(prices(&shown).is_empty(), "{}", shown.words());
    assert!(
        shown.words().contains("45.000 ₫")
            || member.get(&format!("{page}?show=begun")).await.words().contains("45.000 ₫")
    );
    taken(&shop, &member, &page).await;
    let of = |name: &str| {
        format!("SELECT content #>> '{{packs,0,price}}' FROM revisions WHERE content ->> 'name' = '{name}'")
    };
    for (name, price) in [("Ổi lê", "45000"), ("Lê", "900"), ("Chanh", "500")] {
        assert_eq!(crate::listing::text(&shop, &of(name)).await, price, "{name}");
    }
    assert!(goods(&shop, producer).await.contains("Ớt/hũ 1 kg/500/12"));
}

#[actix_web::test]
async fn a_sale_after_the_look_is_not_written_over() {
    let (shop, producer, member) = stall().await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let page = table(&shop, &member, &[",Cá thính trắm,,hũ 1 kg,,98k,12,"]).await;
    let looked = member.get(&page).await;
    let sell = format!("UPDATE packs SET on_hand = on_hand - 1 WHERE id = {}", jar.pack);
    run(&shop, &sell).await;
    // Before begin: the page is shown again with what has changed.
    let answer = member.submit(&looked, &page, &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.words().contains("hàng đã có thay đổi"), "{}", answer.words());
    assert_eq!(answer.texts(".import-changes > div"), ["Còn bán 9 → 12"]);
    // After it: the row is left alone and says so.
    assert_eq!(begin(&member, &page).await.status, 303);
    assert!(member.get(&page).await.body.contains("http-equiv=\"refresh\""));
    run(&shop, &sell).await;
    shop.work_off().await;
    let done = member.get(&page).await;
    assert_eq!(done.texts(".chip"), ["Vừa thay đổi (1)"], "{}", done.words());
    assert!(!done.body.contains("http-equiv=\"refresh\""));
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ 1 kg/98000/8");
    // Mending comes too late by then.
    assert_eq!(member.post(&format!("{page}/rows"), &[("2-price", "1k")]).await.status, 409);
}

#[actix_web::test]
async fn drafts_have_an_end_and_what_waits_at_the_office_is_left_alone() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let rows: Vec<String> = (1..=62).map(|n| format!(",Món {n},,túi 1 kg,,20k,,")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let page = table(&shop, &member, &rows).await;
    assert_eq!(member.get(&page).await.texts(".chip"), ["Món mới (60)", "Quá nhiều bản nháp (2)"]);
    let done = taken(&shop, &member, &page).await;
    assert_eq!(done.texts(".chip"), ["Món mới (60)", "Quá nhiều bản nháp (2)"]);
    assert_eq!(number(&shop, "SELECT count(*) FROM products WHERE state = 'draft'").await, 60);

    run(&shop, "UPDATE revisions SET state = 'submitted', submitted_at = now() WHERE content ->> 'name' = 'Món 1'")
        .await;
    let page =
        table(&shop, &member, &[",Món 1,,túi 1 kg,,21k,,", ",Món 2,,túi 1 kg,,21k,,", ",Món 3,,túi 2 kg,,39k,,"]).await;
    let expected = ["Có thay đổi (1)", "Thêm loại bán (1)", "Đang chờ duyệt (1)"];
    assert_eq!(member.get(&page).await.texts(".chip"), expected);
    let done = taken(&shop, &member, &page).await;
    assert_eq!(done.texts(".chip"), ["Đã đổi (1)", "Đã thêm loại bán (1)", "Đang chờ duyệt (1)"]);
    let price = |name: &str| {
        format!("SELECT content #>> '{{packs,0,price}}' FROM revisions WHERE content ->> 'name' = '{name}'")
    };
    assert_eq!(text(&shop, &price("Món 1")).await, "20000");
    assert_eq!(text(&shop, &price("Món 2")).await, "21000");
}

#[actix_web::test]
async fn a_code_alone_says_which_pack_is_meant() {
    let (shop, producer, member) = stall().await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    // The market's code, with nothing beside it but what is new.
    let page = table(&shop, &member, &[&format!("#{},,,,,99k,4,", jar.pack)]).await;
    taken(&shop, &member, &page).await;
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ 1 kg/99000/4");
    // The household's own, once it has been said whose it is.
    let own = table(&shop, &member, &["CT1,Cá thính trắm,,hũ 1 kg,,100k,4,"]).await;
    taken(&shop, &member, &own).await;
    let page = table(&shop, &member, &["ct1,,,,,105k,,"]).await;
    taken(&shop, &member, &page).await;
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ 1 kg/105000/4");
    // A code that nobody has named says nothing.
    let unknown = table(&shop, &member, &["ZZ,,,,,105k,,"]).await;
    let whys = member.get(&unknown).await.texts(".why").len();
    assert_eq!(whys, 2, "product and pack are missing");
}
