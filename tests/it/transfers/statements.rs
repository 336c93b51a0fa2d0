//! A statement of the bank: looked at line by line, applied once, and the same money as the notices told.

use super::super::buyer::{execute, number};
use super::super::money::support::{balance, market_account, order, states};
use super::super::support::{Answer, Client, TestShop, build};
use super::support::{self, Came, all_sound, sepay, stand};
use market::kernel::ids::BankAccountId;
use market::platform::sheet::{Book, Cell};
use reqwest::Method;
use reqwest::multipart::{Form, Part};

pub async fn upload(client: &Client, account: BankAccountId, name: &str, file: Vec<u8>) -> Answer {
    let form =
        Form::new().text("account", account.to_string()).part("file", Part::bytes(file).file_name(name.to_owned()));
    client.send(client.request(Method::POST, "/office/money/statement").multipart(form)).await
}

/// A statement as CSV: reference, amount, content of each line, all on one day.
pub fn csv(lines: &[(&str, i64, &str)]) -> Vec<u8> {
    let mut text = "NGÂN HÀNG,,,\nNgày giao dịch,Số tham chiếu,Số tiền ghi có,Mô tả\n".to_owned();
    for (reference, amount, content) in lines {
        text.push_str(&format!("23/11/2026,{reference},\"{amount}\",{content}\n"));
    }
    text.into_bytes()
}

async fn scene() -> (TestShop, BankAccountId, Client, Vec<String>) {
    let shop = support::shop().await;
    let account = market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await);
    }
    (shop, account, clerk, codes)
}

#[actix_web::test]
async fn a_statement_is_looked_at_then_applied_and_again_changes_nothing() {
    let (shop, account, clerk, codes) = scene().await;
    // SePay has told of the first; the bank writes around the same.
    sepay(&shop, &Came::new(1, 113_000, &codes[0])).await;
    let mut file = csv(&[
        ("FT26327 000001", 113_000, &format!("REM {} B/O NGUYEN", codes[0])),
        ("FT26327100002", 113_000, &codes[1]),
        ("FT26327100003", 113_000, &codes[1]),
        ("FT26327100004", 100_000, &codes[2]),
        ("FT26327100005", 5_000, "lai tien gui"),
        ("", 113_000, &codes[3]),
    ]);
    file.extend_from_slice(b"23/11/2026,FT26327100009,abc,khong doc duoc\n");
    let sent = upload(&clerk, account, "thang 11.csv", file.clone()).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let there = sent.location().unwrap();
    let look = clerk.get(&there).await;
    let words = look.words();
    for part in [
        "6 dòng tiền vào",
        "2 dòng trả đủ đơn",
        "1 dòng thiếu tiền",
        "1 dòng của đơn đã trả",
        "1 dòng không có mã đơn",
        "1 dòng đã có trong sổ",
        "số tiền không đọc được",
        "còn thiếu 13.000",
        "Mô tả",
        "thang 11.csv",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 1, "looking writes nothing");
    for _ in 0..2 {
        assert_eq!(clerk.submit(&look, &there, &[]).await.status, 303);
        shop.work_off().await;
        assert_eq!(stand(&shop).await, "applied, applied, open twice, open short, open unknown, applied");
    }
    assert_eq!(balance(&shop, "bank").await, 4 * 113_000 + 105_000);
    let after = clerk.get(&there).await;
    assert!(after.words().contains("6 dòng đã có trong sổ"), "{}", after.words());
    assert!(after.attributes("main form", "action").is_empty(), "nothing is left to apply");
    // The same file again is the same statement, and another file with the same lines tells nothing new.
    assert_eq!(upload(&clerk, account, "lai.csv", file.clone()).await.location().unwrap(), there);
    file.extend_from_slice(b"\n\n");
    let other = upload(&clerk, account, "lai.csv", file).await.location().unwrap();
    assert_ne!(other, there);
    clerk.post(&other, &[]).await;
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 6);
    // And what SePay tells now of those lines is known.
    let late = Came { reference: Some("FT26327100002".to_owned()), ..Came::new(9, 113_000, &codes[1]) };
    sepay(&shop, &late).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 6);
    assert_eq!(states(&shop, &codes[3]).await, "placed");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn lines_without_a_reference_are_paired_with_what_was_told() {
    let (shop, account, clerk, codes) = scene().await;
    // The buyer paid twice, and the bank's statement prints neither number nor time.
    for id in [1, 2] {
        sepay(&shop, &Came::new(id, 113_000, &codes[0])).await;
    }
    let file = csv(&[("", 113_000, &codes[0]), ("", 113_000, &codes[0]), ("", 113_000, &codes[0])]);
    let there = upload(&clerk, account, "a.csv", file).await.location().unwrap();
    clerk.post(&there, &[]).await;
    shop.work_off().await;
    assert_eq!(stand(&shop).await, "applied, open twice, open twice", "two lines are known, the third is new");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn files_that_are_no_statement_are_refused_in_words() {
    let (shop, account, clerk, _) = scene().await;
    for (file, status) in [
        (Vec::new(), 422),
        (vec![b'a'; 5 * 1024 * 1024 + 1], 413),
        (b"x,y\n1,2\n".to_vec(), 422),
        (b"PK\x03\x04 not a zip".to_vec(), 422),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 422),
        ((0..200_u8).cycle().take(4_000).collect(), 422),
    ] {
        let length = file.len();
        let answer = upload(&clerk, account, "../../x.csv", file).await;
        assert_eq!(answer.status, status, "{length} bytes: {}", answer.words());
        assert_eq!(answer.texts(".note.bad").len(), 1);
    }
    let nobody = upload(&clerk, BankAccountId(99_999), "a.csv", csv(&[("FT1", 5, "x")])).await;
    assert_eq!(nobody.status, 422);
    for (kind, body) in
        [("multipart/form-data", "x"), ("multipart/form-data; boundary=a", "--a\r\n"), ("text/plain", "")]
    {
        let request = clerk.request(Method::POST, "/office/money/statement").header("content-type", kind).body(body);
        let answer = clerk.send(request).await;
        assert!((400..500).contains(&answer.status), "{kind}: {}", answer.status);
    }
    assert_eq!(clerk.get("/office/money/statements/1").await.status, 404);
    assert_eq!(clerk.post("/office/money/statements/1", &[]).await.status, 404);
    assert_eq!(number(&shop, "SELECT count(*) FROM statements").await, 0);
}

/// `STATEMENT_LINES=20000` is as long as one may be.
fn long() -> i64 {
    std::env::var("STATEMENT_LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_200)
}

#[actix_web::test]
async fn a_long_statement_is_applied_in_the_background_and_goes_on_where_it_stopped() {
    let (shop, account, clerk, codes) = scene().await;
    let lines = long();
    let contents: Vec<(String, String)> = (0..lines)
        .map(|n| {
            let reference = if n % 3 == 0 { String::new() } else { format!("FT2632{n:07}") };
            let code =
                if n % 50 == 7 { codes[usize::try_from(n / 50).unwrap() % codes.len()].as_str() } else { "tien hang" };
            (reference, format!("{code} {n}"))
        })
        .collect();
    let rows: Vec<(&str, i64, &str)> =
        contents.iter().map(|(reference, content)| (reference.as_str(), 113_000, content.as_str())).collect();
    let there = upload(&clerk, account, "nam.csv", csv(&rows)).await.location().unwrap();
    let began = std::time::Instant::now();
    assert_eq!(clerk.get(&there).await.status, 200);
    println!("{lines} lines looked at in {:?}", began.elapsed());
    let began = std::time::Instant::now();
    for _ in 0..3 {
        assert_eq!(clerk.post(&there, &[]).await.status, 303);
    }
    println!("asked for in {:?}", began.elapsed());
    assert_eq!(
        number(&shop, "SELECT count(*) FROM jobs WHERE kind = 'take_statement'").await,
        1,
        "asked thrice is once"
    );
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0, "the request itself writes nothing");
    let page = clerk.get(&there).await;
    assert!(page.words().contains("Đang ghi sao kê"), "{}", page.words());
    assert_eq!(page.attributes("meta[http-equiv=refresh]", "content"), ["3"], "without a script too");
    assert!(page.attributes("main form", "action").is_empty());
    // Our side breaks in the middle: what was taken stays, and the job goes on from there.
    let broken = lines / 2;
    execute(&shop, &format!("ALTER TABLE transfers ADD CONSTRAINT broken CHECK (content NOT LIKE '% {broken}')")).await;
    let began = std::time::Instant::now();
    shop.work_off().await;
    let taken = number(&shop, "SELECT count(*) FROM transfers").await;
    assert_eq!(taken, broken, "line by line");
    assert_eq!(number(&shop, "SELECT taken FROM statements").await, broken / 100 * 100);
    let words = clerk.get(&there).await.words();
    assert!(words.contains(&format!("trên {}", market::kernel::money::group_digits(lines))), "{words}");
    execute(&shop, "ALTER TABLE transfers DROP CONSTRAINT broken").await;
    execute(&shop, "UPDATE jobs SET run_at = now()").await;
    shop.work_off().await;
    println!("{lines} lines applied in {:?}", began.elapsed());
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, lines);
    assert_eq!(number(&shop, "SELECT taken FROM statements WHERE applied_at IS NOT NULL").await, lines);
    let began = std::time::Instant::now();
    let after = clerk.get(&there).await;
    println!("looked at afterwards in {:?}", began.elapsed());
    assert!(after.words().contains("Sao kê này đã ghi"), "{}", after.words());
    assert!(after.attributes("meta[http-equiv=refresh]", "content").is_empty());
    assert_eq!(clerk.post(&there, &[]).await.status, 303);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, lines, "again it changes nothing");
    for code in &codes {
        assert_eq!(states(&shop, code).await, "placed");
    }
    all_sound(&shop).await;
}

/// The most memory that this process has had, in megabytes.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[actix_web::test]
async fn a_long_workbook_is_read_looked_at_and_applied_like_text() {
    let (shop, account, clerk, codes) = scene().await;
    let lines = long();
    let mut book = Book::default();
    let head = ["Ngày giao dịch", "Số tham chiếu", "Số tiền ghi có", "Mô tả"].map(str::to_owned);
    let tab = book.tab("Sao kê", head.into()).unwrap();
    let day = "2026-11-23".parse().unwrap();
    let text = |text: String| Cell::Text(text);
    for n in 0..lines {
        let code = codes.get(usize::try_from(n).unwrap()).map_or("tien hang", String::as_str);
        let content = format!("MBVCB.5512345678.{n}.{code}.CT tu 0123456789 NGUYEN THI HUONG toi 1234567890123");
        let row = [Cell::Day(day), text(format!("FT2632{n:07}")), Cell::Number(113_000), text(content)];
        book.row(tab, &row).unwrap();
    }
    let file = book.finish().unwrap();
    let (before, size) = (peak_mb(), file.len());
    let began = std::time::Instant::now();
    let sent = upload(&clerk, account, "nam.xlsx", file).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    println!("{lines} lines of a workbook of {size} bytes taken in {:?}", began.elapsed());
    let there = sent.location().unwrap();
    let began = std::time::Instant::now();
    let look = clerk.get(&there).await;
    println!("looked at in {:?}", began.elapsed());
    assert!(
        look.words().contains(&format!("{} dòng tiền vào", market::kernel::money::group_digits(lines))),
        "{}",
        look.words()
    );
    assert_eq!(clerk.submit(&look, &there, &[]).await.status, 303);
    let began = std::time::Instant::now();
    shop.work_off().await;
    println!("applied in {:?}; {} MB at most, {before} MB before", began.elapsed(), peak_mb());
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, lines);
    for code in &codes {
        assert_eq!(states(&shop, code).await, "placed");
    }
    all_sound(&shop).await;
}
