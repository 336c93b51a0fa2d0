//! Whole files: the layouts of four banks with invented people and money, as CSV and as XLSX, and files that mean harm.

use std::io::{Cursor, Write as _};

use chrono::{TimeZone as _, Utc};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;
use crate::kernel::money::Money;

/// What the first payer of each sample paid.
fn first(line: usize, at: (u32, u32, u32), content: &str, reference: &str) -> StatementRow {
    StatementRow {
        line,
        at: Utc.with_ymd_and_hms(2026, 11, 23, at.0, at.1, at.2).unwrap(),
        amount: Money::dong(245_000),
        content: content.to_owned(),
        bank_reference: Some(reference.to_owned()),
        payer_name: None,
        payer_account: None,
    }
}

/// A list of cells as an XLSX sheet: what begins with `#` is a number, with `@` a date, the rest is text.
fn xlsx(lines: &[Vec<&str>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let dated = Format::new().set_num_format("dd/mm/yyyy hh:mm:ss");
    let sheet = book.add_worksheet();
    for (line, cells) in (0..).zip(lines) {
        for (column, cell) in (0..).zip(cells) {
            if let Some(number) = cell.strip_prefix('#') {
                sheet.write_number(line, column, number.parse::<f64>().unwrap()).unwrap();
            } else if let Some(date) = cell.strip_prefix('@') {
                let date = ExcelDateTime::parse_from_str(date).unwrap();
                sheet.write_datetime_with_format(line, column, &date, &dated).unwrap();
            } else if !cell.is_empty() {
                sheet.write_string(line, column, *cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn cells(csv: &str) -> Vec<Vec<&str>> {
    csv.lines().map(|line| line.split(';').collect()).collect()
}

const VIETCOMBANK: &str = "\u{feff}\
NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM,,,,,,\r\n\
Số tài khoản,0011000000000,,,,,\r\n\
,,,,,,\r\n\
STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\r\n\
1,23/11/2026,5078 - 12345,,\"245,000\",\"1,245,000\",\"MBVCB.123.LT7K2M9QA.CT tu 00123, NGUYEN VAN A\"\r\n\
2,23/11/2026,5078 - 12346,\"50,000\",,\"1,195,000\",Rut tien\r\n\
3,24/11/2026,5078 - 12347,,\"1,000,000.00\",\"2,195,000\",Chuyen khoan\r\n\
Tổng,,,\"50,000\",\"1,245,000\",,\r\n\
,,,,,Người lập biểu,\r\n";

#[test]
fn vietcombanks_csv_is_read() {
    let statement = read(VIETCOMBANK.as_bytes()).unwrap();
    let content = "MBVCB.123.LT7K2M9QA.CT tu 00123, NGUYEN VAN A";
    let midnight = StatementRow {
        at: Utc.with_ymd_and_hms(2026, 11, 22, 17, 0, 0).unwrap(),
        ..first(5, (0, 0, 0), content, "5078 - 12345")
    };
    assert_eq!(statement.rows.first(), Some(&midnight));
    assert_eq!(statement.rows.len(), 2);
    assert_eq!((statement.rows[1].line, statement.rows[1].amount), (7, Money::dong(1_000_000)));
    assert_eq!((statement.debits, statement.problems), (1, vec![]));
}

/// Semicolons, Vietnamese points, times, both names in one cell.
const BIDV: &str = "\
Ngân hàng BIDV;;;;;;;\n\
STT;Ngày giao dịch/ TNX Date;Ngày hiệu lực/ Effective Date;Số bút toán/ Seq;PS nợ/ Debit;PS có/ Credit;Số dư/ Balance;Nội dung/ Remark\n\
1;23/11/2026 14:02:37;23/11/2026;771;;245.000;1.245.000;REM Tfr Ac:12345 LT7K2M9QA thanh toan\n\
2;23/11/2026 15:00:00;23/11/2026;772;1.000.000,00;;245.000;Chuyen di\n\
3;23/11/2026 16:00:00;23/11/2026;773;;1.234.567,00;1.479.567;Ban ca thinh\n";

/// Without accents, tabs, capitals.
const AGRIBANK: &str = "\
SAO KE TAI KHOAN\t\t\t\t\n\
NGAY GIAO DICH\tMA GIAO DICH\tGHI NO\tGHI CO\tSO DU\tDIEN GIAI\n\
23/11/2026 14:02\tA1\t0\t245,000\t1,245,000\tLT7K2M9QA\n\
23/11/2026 15:02\tA2\t45,000\t0\t1,200,000\tPhi\n";

/// As MB prints it: two lines of names, the payer beside the content.
const MB: &str = "\
STT;Ngày giao dịch;Số bút toán;Phát sinh nợ;Phát sinh có;Số dư;Nội dung;Đơn vị thụ hưởng/Đơn vị chuyển;Tài khoản đối ứng\n\
No;Transaction Date;Transaction No;Debit;Credit;Balance;Details;Remitter;Counter account\n\
1;23/11/2026 14:02:37;FT26327000001;;245,000;1,245,000;LT7K2M9QA;TRAN THI B;0099999999\n\
2;23/11/2026 14:03:00;FT26327000002;10,000;;1,235,000;phi;;\n";

#[test]
fn bidvs_agribanks_and_mbs_csv_are_read() {
    let bidv = read(BIDV.as_bytes()).unwrap();
    assert_eq!(bidv.rows[0], first(3, (7, 2, 37), "REM Tfr Ac:12345 LT7K2M9QA thanh toan", "771"));
    assert_eq!((bidv.rows[1].amount, bidv.debits, bidv.problems), (Money::dong(1_234_567), 1, vec![]));

    let agribank = read(AGRIBANK.as_bytes()).unwrap();
    assert_eq!(agribank.rows, [first(3, (7, 2, 0), "LT7K2M9QA", "A1")]);
    assert_eq!((agribank.debits, agribank.problems), (1, vec![]));

    let mb = read(MB.as_bytes()).unwrap();
    let paid = StatementRow {
        payer_name: Some("TRAN THI B".to_owned()),
        payer_account: Some("0099999999".to_owned()),
        ..first(3, (7, 2, 37), "LT7K2M9QA", "FT26327000001")
    };
    assert_eq!((mb.rows, mb.debits, mb.problems), (vec![paid], 1, vec![]));
}

#[test]
fn the_same_tables_are_read_from_xlsx() {
    for (name, csv) in [("BIDV", BIDV), ("MB", MB)] {
        assert_eq!(read(&xlsx(&cells(csv))), read(csv.as_bytes()), "{name}");
    }
    let agribank = AGRIBANK.replace('\t', ";");
    assert_eq!(read(&xlsx(&cells(&agribank))), read(AGRIBANK.as_bytes()));

    // With true numbers and dates, as Vietcombank's file has them, after two empty lines.
    let file = xlsx(&[
        vec![],
        vec![],
        vec!["STT", "Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Số dư", "Mô tả"],
        vec!["#1", "@2026-11-23T14:02:37", "#12345", "", "#245000", "#1245000", "LT7K2M9QA"],
        vec!["#2", "@2026-11-23T14:02:37", "#12346", "#50000", "#0", "#1195000", "Rut tien"],
        vec!["#3", "#46349.5", "#12347", "", "#1000000", "#1", "so ngay"],
        vec!["#4", "@2026-11-23", "#12348", "", "#1000.5", "#1", "le"],
    ]);
    let statement = read(&file).unwrap();
    assert_eq!(statement.rows[0], first(4, (7, 2, 37), "LT7K2M9QA", "12345"));
    assert_eq!(statement.rows[1].at, Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap());
    assert_eq!((statement.rows.len(), statement.debits), (2, 1));
    assert_eq!(statement.problems, [RowProblem { line: 7, reason: Reason::Amount }]);
}

#[test]
fn one_signed_column_works_too() {
    let csv = "Thời gian,Số tiền,Nội dung,Mã giao dịch\n\
               23/11/2026 14:02:37,\"+245,000\",LT7K2M9QA,X1\n\
               23/11/2026 14:02:38,\"-45,000\",phi,X2\n";
    let statement = read(csv.as_bytes()).unwrap();
    assert_eq!((statement.rows, statement.debits), (vec![first(2, (7, 2, 37), "LT7K2M9QA", "X1")], 1));

    let csv = "Ngày GD,Số tiền,Loại giao dịch,Diễn giải,Ref\n\
               23/11/2026 14:02:37,245000,Ghi có,LT7K2M9QA,X1\n\
               23/11/2026 14:02:38,45000,Ghi nợ,phi,X2\n\
               23/11/2026 14:02:38,45000,Khác,la,X3\n";
    let statement = read(csv.as_bytes()).unwrap();
    assert_eq!((statement.rows, statement.debits), (vec![first(2, (7, 2, 37), "LT7K2M9QA", "X1")], 1));
    assert_eq!(statement.problems, [RowProblem { line: 4, reason: Reason::Way }]);
}

#[test]
fn a_word_a_letter_or_a_sign_beside_says_which_way() {
    for (name, came, went) in [
        ("Ghi nợ/Ghi có", "Ghi có", "Ghi nợ"),
        ("D/C", "C", "D"),
        ("Dr/Cr", "CR", "DR"),
        ("+/-", "+", "-"),
        ("Loại GD", "Ghi có/Credit", "Ghi nợ/Debit"),
        ("Nợ/Có", "Có", "Nợ"),
        ("Type", "(+)", "(-)"),
        ("Loại giao dịch", "Tiền vào", "Tiền ra"),
    ] {
        let csv = format!(
            "Thời gian,Số tiền,{name},Nội dung,Mã giao dịch\n\
             23/11/2026 14:02:37,\"245,000\",{came},LT7K2M9QA,X1\n\
             23/11/2026 14:02:38,\"45,000\",{went},phi,X2\n\
             23/11/2026 14:02:39,\"45,000\",,la,X3\n"
        );
        let statement = read(csv.as_bytes()).unwrap();
        let found = (statement.rows, statement.debits, statement.unsigned);
        assert_eq!(found, (vec![first(2, (7, 2, 37), "LT7K2M9QA", "X1")], 1, None), "{name}");
        assert_eq!(statement.problems, [RowProblem { line: 4, reason: Reason::Way }], "{name}");
        let sheet = csv.replace("\"245,000\"", "#245000").replace("\"45,000\"", "#45000").replace(',', ";");
        assert_eq!(read(&xlsx(&cells(&sheet))).unwrap().rows.len(), 1, "{name}");
    }
    // Where the amounts have signs, a kind of transfer beside them says nothing else.
    let csv = "Thời gian,Số tiền,Loại GD,Nội dung\n\
               23/11/2026 14:02:37,\"+245,000\",Chuyển khoản,LT7K2M9QA\n\
               23/11/2026 14:02:38,\"-45,000\",Phí,phi\n";
    let statement = read(csv.as_bytes()).unwrap();
    assert_eq!((statement.rows.len(), statement.debits, statement.problems), (1, 1, vec![]));
}

#[test]
fn amounts_that_go_either_way_are_nobodys_money() {
    // The column that may say which way is called what nobody has heard of: the file is refused once, not line by line.
    let csv = "Thời gian,Số tiền,Kiểu,Nội dung\n\
               23/11/2026 14:02:37,\"245,000\",X,LT7K2M9QA\n\
               23/11/2026 14:02:38,\"45,000\",Y,phi\n";
    let statement = read(csv.as_bytes()).unwrap();
    assert_eq!((statement.rows, statement.debits, statement.problems), (vec![], 0, vec![]));
    assert_eq!(statement.unsigned.unwrap(), ["Thời gian", "Số tiền", "Kiểu", "Nội dung"]);
    let sheet = xlsx(&[vec!["Ngày GD", "Số tiền", "Nội dung"], vec!["@2026-11-23T14:02:37", "#245000", "LT7K2M9QA"]]);
    assert_eq!(read(&sheet).unwrap().unsigned.unwrap(), ["Ngày GD", "Số tiền", "Nội dung"]);
    let words = csv.replace("Kiểu", "Loại GD");
    assert!(read(words.as_bytes()).unwrap().unsigned.is_some(), "nor do words that we do not know");
    // One sign in the file is enough to know that the others are not without a meaning.
    let signed = csv.replace("\"45,000\"", "\"-45,000\"");
    let statement = read(signed.as_bytes()).unwrap();
    assert_eq!((statement.rows.len(), statement.debits, statement.problems), (1, 1, vec![]));
    assert_eq!(statement.unsigned, None);
}

#[test]
fn utf_16_is_read() {
    let expected = read(BIDV.as_bytes());
    assert!(expected.is_ok());
    let units = || std::iter::once('\u{feff}').chain(BIDV.chars()).collect::<String>();
    let little: Vec<u8> = units().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&little), expected);
    assert_eq!(read(&big), expected);
    assert_eq!(read(&little[..little.len() - 1]), Err(SheetError::NotATable));
}

#[test]
fn every_line_that_cannot_be_read_is_named() {
    let csv = "Date,Credit,Debit,Description\n\
               ,1000,,no date\n\
               31/02/2026,1000,,no such day\n\
               23/11/2026,12.5,,no whole sum\n\
               23/11/2026,-1000,,below zero\n\
               23/11/2026,,,no sum\n\
               23/11/2026,1000,1000,both\n\
               23/11/2026,1000,,fine\n\
               ,,,\n\
               Total,9000,1000,\n";
    let statement = read(csv.as_bytes()).unwrap();
    let problem = |line, reason| RowProblem { line, reason };
    assert_eq!(
        statement.problems,
        [
            problem(2, Reason::Date),
            problem(3, Reason::Date),
            problem(4, Reason::Amount),
            problem(5, Reason::Amount),
            problem(6, Reason::NoAmount),
            problem(7, Reason::BothWays),
        ]
    );
    assert_eq!((statement.rows.len(), statement.rows[0].line, statement.debits), (1, 8, 0));
}

#[test]
fn a_quotation_mark_that_nobody_closed_hides_no_money() {
    let mut csv = "Date,Credit,Description\n23/11/2026,1000,\"never closed\n".to_owned();
    for _ in 0..10 {
        csv.push_str("23/11/2026,2000,x\n");
    }
    let statement = read(csv.as_bytes()).unwrap();
    assert_eq!(statement.problems, [RowProblem { line: 2, reason: Reason::Cell }]);
}

#[test]
fn what_is_no_statement_is_refused() {
    let png = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R'];
    let old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    for (name, file, error) in [
        ("empty", &b""[..], SheetError::Empty),
        ("only a mark", &[0xEF, 0xBB, 0xBF][..], SheetError::Empty),
        ("blank", b" \r\n \r\n", SheetError::Empty),
        ("a picture", &png, SheetError::NotATable),
        ("zeros", &[0; 64], SheetError::NotATable),
        ("junk", &[0xFE, 0xC3, 0x28, 0xA0], SheetError::NotATable),
        ("old Excel", &old, SheetError::OldExcel),
        ("cut off", b"PK\x03\x04", SheetError::NotATable),
        ("another table", b"Name,Phone\nA,0990\n", SheetError::NoHeader),
        ("no amount", b"Date,Description\n23/11/2026,x\n", SheetError::NoHeader),
        ("a page", b"<html><body><table></table></body></html>", SheetError::NoHeader),
    ] {
        assert_eq!(read(file), Err(error), "{name}");
    }
    assert_eq!(read(&vec![b'a'; LARGEST + 1]), Err(SheetError::TooLarge));
    let bare = read(b"Date,Credit,Description\n").unwrap();
    assert_eq!(Statement { columns: vec![], ..bare.clone() }, Statement::default(), "only the names");
    assert_eq!(bare.columns.len(), 3);
    let late = format!("{}Date,Credit,Description\n", "x\n".repeat(30));
    assert_eq!(read(late.as_bytes()), Err(SheetError::NoHeader), "the names come too late");
}

#[test]
fn a_table_has_an_end() {
    let lines = |count| format!("Date,Credit,Description\n{}", "23/11/2026,1,x\n".repeat(count));
    assert_eq!(read(lines(MOST_ROWS).as_bytes()).unwrap().rows.len(), MOST_ROWS);
    assert_eq!(read(lines(MOST_ROWS + 30).as_bytes()), Err(SheetError::TooManyRows));
}

#[test]
fn a_huge_cell_is_a_problem_of_its_line() {
    let csv = format!("Date,Credit,Description\n23/11/2026,1000,{}\n23/11/2026,2000,y\n", "x".repeat(1024 * 1024));
    let statement = read(csv.as_bytes()).unwrap();
    assert_eq!(statement.problems, [RowProblem { line: 2, reason: Reason::Cell }]);
    assert_eq!(statement.rows.len(), 1);
}

#[test]
fn a_formula_is_what_it_last_came_to_and_never_run() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Date", "Credit", "Description"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for line in 1..=3 {
        sheet.write_string(line, 0, "23/11/2026").unwrap();
        sheet.write_string(line, 2, "=HYPERLINK(\"http://x\")").unwrap();
    }
    sheet.write_formula(1, 1, Formula::new("=240000+5000").set_result("245000")).unwrap();
    sheet.write_formula(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(3, 1, Formula::new("=1000*2")).unwrap();
    let statement = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(statement.rows.len(), 1);
    assert_eq!(statement.rows[0].amount, Money::dong(245_000));
    assert_eq!(statement.rows[0].content, "=HYPERLINK(\"http://x\")");
    let problem = |line, reason| RowProblem { line, reason };
    assert_eq!(statement.problems, [problem(3, Reason::Amount), problem(4, Reason::NoAmount)]);
}

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_refused() {
    let zeros = vec![b' '; 40 * 1024 * 1024];
    let bomb = archive(&[("xl/sharedStrings.xml", &zeros)]);
    assert!(bomb.len() < LARGEST, "{} bytes packed", bomb.len());
    assert_eq!(read(&bomb), Err(SheetError::TooLarge));
    let many: Vec<String> = (0..300).map(|n| format!("{n}.xml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(read(&archive(&many)), Err(SheetError::TooLarge));
    assert_eq!(read(&archive(&[("a.txt", b"x")])), Err(SheetError::NotATable));
}

#[test]
fn two_cells_far_apart_are_two_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Date", "Credit", "Description"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    sheet.write_string(1_048_575, 0, "23/11/2026").unwrap();
    sheet.write_string(1_048_575, 1, "245.000").unwrap();
    let statement = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((statement.rows.len(), statement.rows[0].line), (1, 1_048_576));
}

#[test]
fn one_long_text_in_many_cells_is_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let long = "x".repeat(1_900);
    for line in 0..200 {
        for column in 0..50 {
            sheet.write_string(line, column, &long).unwrap();
        }
    }
    let file = book.save_to_buffer().unwrap();
    assert!(file.len() < LARGEST);
    assert_eq!(read(&file), Err(SheetError::TooLarge));
}

#[test]
fn the_statement_may_be_the_second_sheet() {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "Hướng dẫn").unwrap();
    let sheet = book.add_worksheet();
    for (column, cell) in (0..).zip(["Date", "Credit", "Description"]) {
        sheet.write_string(0, column, cell).unwrap();
    }
    for (column, cell) in (0..).zip(["23/11/2026", "245.000", "x"]) {
        sheet.write_string(1, column, cell).unwrap();
    }
    assert_eq!(read(&book.save_to_buffer().unwrap()).unwrap().rows.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_file_makes_the_reader_fall(file in any::<Vec<u8>>(), text in "[0-9/.,;\" \nxA-]{0,120}") {
        let _ = read(&file);
        let _ = read(format!("Date,Credit,Debit,Description\n{text}").as_bytes());
        let _ = read(&[b"PK\x03\x04", file.as_slice()].concat());
    }

    #[test]
    fn no_broken_archive_makes_the_reader_fall(at in 0_usize..8_000, to in any::<u8>(), cut in 0_usize..8_000) {
        let mut file = xlsx(&cells(MB));
        let length = file.len();
        if let Some(byte) = file.get_mut(at % length) {
            *byte = to;
        }
        let _ = read(&file);
        file.truncate(cut % length);
        let _ = read(&file);
    }
}

#[test]
fn what_came_in_at_no_time_of_now_waits_for_somebody() {
    let at = |day: &str| format!("{day}T00:00:00Z").parse().unwrap();
    let row = |line: usize, day: &str| StatementRow {
        line,
        at: at(day),
        amount: Money::dong(126_000),
        content: "LT5NQAN4W".to_owned(),
        bank_reference: None,
        payer_name: None,
        payer_account: None,
    };
    let days = ["2001-01-01", "2025-11-23", "2026-11-23", "2026-11-24", "2026-11-26", "2099-12-01"];
    let mut statement = Statement {
        rows: days.into_iter().zip(1..).map(|(day, line)| row(line, day)).collect(),
        problems: vec![RowProblem { line: 5, reason: Reason::Cell }],
        ..Statement::default()
    };
    statement.put_aside_of_other_times(at("2026-11-24"));
    assert_eq!(statement.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4]);
    let aside: Vec<_> = statement.problems.iter().map(|problem| (problem.line, problem.reason)).collect();
    assert_eq!(aside, [(1, Reason::Time), (5, Reason::Cell), (5, Reason::Time), (6, Reason::Time)]);
}
