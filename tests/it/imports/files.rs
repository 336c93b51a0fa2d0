//! Files of every kind: as spreadsheets save them, and such as mean harm.

use std::io::{Cursor, Write as _};

use reqwest::Method;
use reqwest::header::ORIGIN;
use rust_xlsxwriter::{Formula, Workbook};

use super::{HEAD, goods, send, stall, table, taken};
use crate::listing::number;
use crate::support::build;

/// A sheet of text; what begins with `#` is a number.
fn xlsx(lines: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0..).zip(lines) {
        for (column, cell) in (0..).zip(cells.split('|')) {
            match cell.strip_prefix('#') {
                Some(number) => sheet.write_number(line, column, number.parse::<f64>().unwrap()).unwrap(),
                None => sheet.write_string(line, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[actix_web::test]
async fn tables_are_read_as_spreadsheets_and_editors_save_them() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let semicolons =
        "\u{feff}Tên hàng;Bán theo;Khối lượng;Giá bán;Số lượng\r\nỔi lê;túi 1,5 kg;1,5 kg;45k;2 chục\r\n\r\n";
    let commas = "Tên hàng,Quy cách,Khối lượng (g),Giá,Còn bán\nỔi lê,\"túi 1,5 kg\",\"1.500\",\"45.000\",20\n";
    let titled =
        "Nhà Bà Lụa;;;;\nBảng giá tháng 11;;;;\nTEN HANG;QUY CACH;KHOI LUONG;GIA;CON\nỔi lê;túi 1,5 kg;;45 nghìn;20\n";
    let utf_16: Vec<u8> = std::iter::once('\u{feff}')
        .chain("Tên hàng\tQuy cách\tGiá\tCòn\nỔi lê\ttúi 1,5 kg\t45.000 ₫\t20\n".chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let head = HEAD.replace(',', "|");
    let sheet = xlsx(&[&head, "|Ổi lê||túi 1,5 kg|#1500|#45000|#20|"]);
    for (name, bytes) in [
        ("semicolons", semicolons.as_bytes().to_vec()),
        ("commas", commas.as_bytes().to_vec()),
        ("titles above", titled.as_bytes().to_vec()),
        ("UTF-16", utf_16),
        ("XLSX", sheet),
    ] {
        let answer = send(&shop, &member, "bang", bytes).await;
        assert_eq!(answer.status, 303, "{name}: {}", answer.words());
        let shown = member.get(&answer.location().unwrap()).await;
        assert_eq!(shown.texts(".chip"), ["Món mới (1)"], "{name}: {}", shown.words());
        let row = shown.texts(".import-rows li").pop().unwrap();
        assert!(row.contains("Ổi lê, túi 1,5 kg") && row.contains("45.000 ₫ · 1500 g · còn 20"), "{name}: {row}");
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[actix_web::test]
async fn what_is_no_table_or_means_harm_is_refused_in_words() {
    let (shop, _, member) = stall().await;
    let many = format!("{HEAD}\n{}", ",x,,y,1 kg,1k,1,\n".repeat(1_001));
    let bomb = archive(&[("xl/sharedStrings.xml", &vec![b' '; 40 * 1024 * 1024])]);
    assert!(bomb.len() < 1024 * 1024, "{}", bomb.len());
    let echo = {
        // One long text that stands in fifty thousand cells.
        let (mut book, long) = (Workbook::new(), "x".repeat(4_900));
        let sheet = book.add_worksheet();
        for line in 0..900 {
            for column in 0..50 {
                sheet.write_string(line, column, &long).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    };
    let png = vec![0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D];
    for (name, bytes, word) in [
        ("junk.xlsx", b"PK\x03\x04junk".to_vec(), "không đọc được như một bảng"),
        ("other.zip", archive(&[("a.txt", b"x")]), "không đọc được như một bảng"),
        ("bomb.xlsx", bomb, "nặng quá"),
        ("echo.xlsx", echo, "nặng quá"),
        ("old.xls", vec![0xD0, 0xCF, 0x11, 0xE0], "Excel đời cũ"),
        ("photo.xlsx", png, "không đọc được như một bảng"),
        ("nul.csv", b"T\xc3\xaan h\xc3\xa0ng,Gi\xc3\xa1\nx\0,1k\n".to_vec(), "không đọc được như một bảng"),
        ("latin.csv", b"T\xean h\xe0ng,Gi\xe1\nx,1k\n".to_vec(), "không đọc được như một bảng"),
        ("a.csv", b"a,b\n1,2\n".to_vec(), "Không thấy dòng tên cột"),
        ("page.csv", b"<html><table></table></html>".to_vec(), "Không thấy dòng tên cột"),
        ("many.csv", many.into_bytes(), "hơn 1.000 dòng"),
        ("head.csv", format!("{HEAD}\n,,,,,,,\n").into_bytes(), "chưa có dòng hàng nào"),
        ("none.csv", Vec::new(), "chưa có dòng hàng nào"),
        ("", Vec::new(), "chưa chọn tệp nào"),
    ] {
        let answer = send(&shop, &member, name, bytes).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.words());
        assert_eq!(answer.texts("[role=alert]").len(), 1, "{name}");
        assert!(answer.words().contains(word), "{name}, {word}: {}", answer.words());
    }
    assert_eq!(send(&shop, &member, "a.csv", vec![b'a'; 3 * 1024 * 1024]).await.status, 413);
    assert_eq!(member.post("/sell/import", &[("file", "x")]).await.status, 400, "no form with a file");
    let cut = member.request(Method::POST, "/sell/import").header(ORIGIN, &shop.url);
    let cut = cut.header("content-type", "multipart/form-data; boundary=x").body("--x\r\nContent-Disp");
    assert_eq!(member.send(cut).await.status, 400);
    assert_eq!(number(&shop, "SELECT count(*) FROM imports").await, 0, "nothing of it is kept");
}

#[actix_web::test]
async fn cells_of_the_wrong_kind_are_to_be_mended_and_far_ones_are_two_cells() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(HEAD.split(',')) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(1, 1, "Ổi lê").unwrap();
    sheet.write_string(1, 3, "túi 1 kg").unwrap();
    sheet.write_formula(1, 5, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_string(2, 1, "Ổi đào").unwrap();
    sheet.write_string(2, 3, "túi 1 kg").unwrap();
    sheet.write_formula(2, 5, Formula::new("=20000+5000").set_result("25000")).unwrap();
    sheet.write_boolean(2, 6, true).unwrap();
    // A rectangle of seventeen billion cells, two of which are there.
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    sheet.write_string(1_048_575, 1, "Táo").unwrap();
    sheet.write_string(1_048_575, 3, "túi 1 kg").unwrap();
    sheet.write_string(1_048_575, 5, "30k").unwrap();
    let answer = send(&shop, &member, "bang.xlsx", book.save_to_buffer().unwrap()).await;
    let page = answer.location().unwrap_or_else(|| panic!("{}", answer.words()));
    let shown = member.get(&page).await;
    assert_eq!(shown.texts(".chip"), ["Món mới (1)"], "{}", shown.words());
    assert!(shown.words().contains("Dòng 1.048.576"), "{}", shown.words());
    let whys = shown.texts(".why");
    assert_eq!(whys.len(), 2, "{whys:?}");
    // An error is no text, whatever the spreadsheet calls it; a formula is what it last came to.
    assert_eq!(
        member.submit(&shown, &format!("{page}/rows"), &[("2-price", "24k"), ("3-left", "7")]).await.status,
        303
    );
    let done = taken(&shop, &member, &page).await;
    assert_eq!(done.texts(".chip"), ["Món mới (3)"], "{}", done.words());
    let goods = goods(&shop, producer).await;
    for name in ["Ổi lê", "Ổi đào", "Táo"] {
        assert!(goods.contains(&format!("draft {name} 1")), "{goods}");
    }
}

#[actix_web::test]
async fn a_thousand_rows_are_shown_in_as_many_queries_as_one() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let one = table(&shop, &member, &[",Cá thính trắm,,hũ 1 kg,,99k,,"]).await;
    let rows: Vec<String> =
        (0..1_000).map(|n| format!("M{n},Món {},,túi {} kg,,{}k,,", n / 10, n % 10 + 1, n % 2 * 20)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let many = table(&shop, &member, &rows).await;
    let mut asked = Vec::new();
    for page in [&one, &one, &many] {
        let before = shop.ground.db.queries();
        assert_eq!(member.get(page).await.status, 200);
        asked.push(shop.ground.db.queries() - before);
    }
    assert_eq!(asked[1], asked[2], "{asked:?}");
    let shown = member.get(&many).await;
    assert!(shown.body.len() < 100_000, "{} bytes", shown.body.len());
    assert!(shown.words().contains("dòng nữa cần sửa"), "{}", shown.words());
    let later = member.get(&format!("{many}?show=added&from=60")).await;
    assert_eq!(later.status, 200);
    for query in ["?show=nothing", "?from=99999999999", "?show=begun&show=added"] {
        assert!([200, 400, 404].contains(&member.get(&format!("{many}{query}")).await.status), "{query}");
    }
}
