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
async fn all_lines_of_a_statement_are_a_file_with_what_becomes_of_each() {
    let (shop, account, clerk, codes) = scene().await;
    let mut file = csv(&[
        ("FT26327200001", 113_000, &codes[0]),
        ("FT26327200002", 100_000, &codes[1]),
        ("FT26327200003", 5_000, "=1+1 lai tien gui"),
    ]);
    file.extend_from_slice(b"23/11/2026,FT26327200009,abc,khong doc duoc\n");
    // More than a page shows.
    for n in 0..250 {
        file.extend_from_slice(format!("23/11/2026,FT263273{n:05},\"1000\",khac\n").as_bytes());
    }
    let there = upload(&clerk, account, "thang 11.csv", file).await.location().unwrap();
    let page = clerk.get(&there).await;
    let links = page.attributes("main a[href*='.csv'], main a[href*='.xlsx']", "href");
    assert_eq!(links, [format!("{there}.xlsx?"), format!("{there}.csv?")]);
    let csv = clerk.get(&links[1]).await;
    let lines: Vec<_> = csv.body.trim_end().lines().collect();
    assert_eq!((csv.status, lines.len()), (200, 1 + 3 + 1 + 250), "{}", csv.body);
    let said = |n: usize, parts: &[&str]| {
        assert!(parts.iter().all(|part| lines[n].contains(part)), "{n}: {}", lines[n]);
    };
    said(1, &["3,2026-11-23 ", "113000", &codes[0], "Trả đủ đơn"]);
    said(2, &["4,", "100000", "còn thiếu 13.000"]);
    said(3, &["5,", "'=1+1 lai tien gui", "Không có mã đơn"]);
    said(4, &["6,,,,số tiền không đọc được"]);
    let book = clerk.request(Method::GET, &links[0]).send().await.unwrap();
    assert!(book.headers()["content-type"].to_str().unwrap().contains("spreadsheetml"));
    let taken = "SELECT count(*) FROM acts WHERE act = 'list.taken' AND subject = 'sao-ke'";
    assert_eq!(number(&shop, taken).await, 2);
    clerk.submit(&page, &there, &[]).await;
    shop.work_off().await;
    let after = clerk.get(&format!("{there}.csv")).await;
    let lines: Vec<_> = after.body.lines().collect();
    assert!(lines[1].contains("Đã vào đơn") && lines[2].contains("Chuyển thiếu"), "{} {}", lines[1], lines[2]);
    for gone in ["/office/money/statements/999999.csv", "/office/money/statements/x.csv", &format!("{there}.pdf")] {
        assert_eq!(clerk.get(gone).await.status, 404, "{gone}");
    }
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

#[actix_web::test]
async fn lines_of_another_year_pay_nothing_and_are_shown() {
    let (shop, account, clerk, codes) = scene().await;
    let line = |day: &str, code: &str| format!("{day},FT1,\"113,000\",{code}\n");
    let file = format!(
        "Ngày giao dịch,Số tham chiếu,Số tiền ghi có,Mô tả\n{}{}{}",
        line("01/12/2099", &codes[0]),
        line("01/01/2001", &codes[1]),
        line("23/11/2026", &codes[2])
    );
    let there = upload(&clerk, account, "a.csv", file.into_bytes()).await.location().unwrap();
    let look = clerk.get(&there).await;
    assert!(look.words().contains("1 dòng trả đủ đơn"), "{}", look.words());
    assert!(look.words().contains("ngày chưa tới, hoặc đã quá một năm"), "{}", look.words());
    clerk.submit(&look, &there, &[]).await;
    shop.work_off().await;
    for (code, state) in codes.iter().zip(["awaiting_payment", "awaiting_payment", "placed"]) {
        assert_eq!(states(&shop, code).await, state, "{code}");
    }
}

#[actix_web::test]
async fn amounts_without_a_sign_refuse_the_file_once_and_say_its_columns() {
    let (shop, account, clerk, codes) = scene().await;
    let file = |name: &str| {
        format!(
            "Thời gian,Số tiền,{name},Nội dung\n23/11/2026 14:02:37,\"113,000\",C,{}\n\
             23/11/2026 14:03:00,\"45,000\",D,phi\n",
            codes[0]
        )
    };
    let refused = upload(&clerk, account, "a.csv", file("Kiểu").into_bytes()).await;
    assert_eq!(refused.status, 422);
    let words = refused.texts(".note.bad").join(" ");
    assert!(words.contains("chỉ có một cột số tiền"), "{words}");
    assert!(words.contains("Thời gian, Số tiền, Kiểu, Nội dung"), "{words}");
    assert_eq!(number(&shop, "SELECT count(*) FROM statements").await, 0);
    // Called as banks call it, the same file is read.
    let there = upload(&clerk, account, "a.csv", file("D/C").into_bytes()).await.location().unwrap();
    let look = clerk.get(&there).await;
    assert!(look.words().contains("1 dòng trả đủ đơn"), "{}", look.words());
    assert!(look.words().contains("1 dòng tiền ra"), "{}", look.words());
    clerk.submit(&look, &there, &[]).await;
    shop.work_off().await;
    assert_eq!(states(&shop, &codes[0]).await, "placed");
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

/// As long as one may be: what is uploaded, looked at and asked for asks the database no more than a short one does, none of it
/// writes a line, and the job asks as much for each line, however many there are.
#[actix_web::test]
async fn twenty_thousand_lines_ask_the_database_no_more_than_two_hundred_do() {
    let (shop, account, clerk, _) = scene().await;
    let file = |lines: i64| {
        let line = |n: i64| (format!("FT{lines:05}{n:07}"), format!("tien hang {lines} {n}"));
        let rows: Vec<(String, String)> = (0..lines).map(line).collect();
        let rows: Vec<_> = rows.iter().map(|(number, words)| (number.as_str(), 113_000, words.as_str())).collect();
        csv(&rows)
    };
    let now = || shop.ground.db.queries();
    let keep = async |lines: i64| {
        let mut at = vec![now()];
        let sent = upload(&clerk, account, "nam.csv", file(lines)).await;
        at.push(now());
        assert_eq!(sent.status, 303, "{}", sent.words());
        let there = sent.location().unwrap();
        let look = clerk.get(&there).await;
        at.push(now());
        let said = format!("{} dòng tiền vào", market::kernel::money::group_digits(lines));
        assert!(look.words().contains(&said), "{}", look.words());
        assert_eq!(clerk.submit(&look, &there, &[]).await.status, 303);
        at.push(now());
        let going = clerk.get(&there).await;
        at.push(now());
        assert!(going.words().contains("Đang ghi sao kê"), "{}", going.words());
        at.windows(2).map(|step| step[1] - step[0]).collect::<Vec<u64>>()
    };
    let drop_job = "DELETE FROM jobs WHERE kind = 'take_statement'";
    let short = keep(200).await;
    execute(&shop, drop_job).await;
    let long = keep(20_000).await;
    println!(
        "uploaded, looked at, asked for, looked at meanwhile: {short:?} queries for 200 lines, {long:?} for 20,000"
    );
    for (few, many) in short.iter().zip(&long) {
        // A connection that is taken again may be asked whether it is there.
        assert!(*many <= few + 2 && *many < 40, "{short:?} {long:?}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM jobs WHERE kind = 'take_statement'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0, "no request writes a line");

    execute(&shop, drop_job).await;
    let mut taken = Vec::new();
    for lines in [120, 220, 320] {
        keep(lines).await;
        let before = now();
        shop.work_off().await;
        taken.push(now() - before);
    }
    println!("taken: {taken:?} queries for 120, 220 and 320 lines");
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 660);
    let (first, second) = (taken[1] - taken[0], taken[2] - taken[1]);
    assert!(second <= first + 50 && first <= 100 * 20, "{taken:?}");
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

/// A sum that is refused is said to be before anything is pressed, and after.
#[actix_web::test]
async fn more_than_there_can_be_is_not_said_to_be_taken() {
    let (shop, account, clerk, codes) = scene().await;
    let file = csv(&[("FT26327100001", 113_000, &codes[0]), ("FT26327100002", 1_000_000_000_000_000, &codes[1])]);
    let there = upload(&clerk, account, "lon.csv", file).await.location().unwrap();
    let look = clerk.get(&there).await;
    assert!(look.words().contains("1 dòng số tiền quá lớn, không ghi vào sổ"), "{}", look.words());
    assert!(clerk.get(&format!("{there}?lang=en")).await.words().contains("More money than there can be: not taken"));
    let look = clerk.get(&format!("{there}?lang=vi")).await;
    assert_eq!(clerk.submit(&look, &there, &[]).await.status, 303);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 1);
    assert_eq!(states(&shop, &codes[1]).await, "awaiting_payment");
    let after = clerk.get(&there).await.words();
    assert!(after.contains("1 dòng số tiền quá lớn, không ghi vào sổ"), "{after}");
    assert!(after.contains("1 dòng đã có trong sổ"), "{after}");
    all_sound(&shop).await;
}
