//! A file as rows.

use super::columns;
use super::row::Row;
use crate::platform::sheet_read::{self, Limits, SheetError};

/// The most rows of one file.
pub const MOST_ROWS: usize = 1_000;
/// The largest upload, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// A table of so many rows has a tenth of these bytes. An introduction has 4,000 characters at most; one that is longer is to
/// be seen as such, and not as a cell that is broken.
const LIMITS: Limits = Limits {
    bytes: LARGEST,
    unpacked: 16 * 1024 * 1024,
    text: 4 * 1024 * 1024,
    rows: MOST_ROWS,
    cell: 5_000,
    breaks: 60,
};

/// The rows of the first sheet that names products and prices. Off the server's threads.
///
/// # Errors
/// A [`SheetError`], for a sheet without rows [`SheetError::Empty`].
pub fn read(file: &[u8]) -> Result<Vec<Row>, SheetError> {
    let known = |lines: &[sheet_read::Line]| columns::find(lines).map_or(0, |(_, columns)| columns.count());
    let sheets = sheet_read::read(file, &LIMITS, known)?;
    let found = sheets.iter().find_map(|lines| columns::find(lines).map(|(at, columns)| (lines, at, columns)));
    let (lines, at, columns) = found.ok_or(SheetError::NoHeader)?;
    let rows: Vec<Row> = lines.iter().skip(at + 1).filter_map(|line| Row::of(line, &columns)).collect();
    match rows.len() {
        0 => Err(SheetError::Empty),
        n if n > MOST_ROWS => Err(SheetError::TooManyRows),
        _ => Ok(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::money::Money;

    #[test]
    fn text_with_any_separator_and_any_mark_is_read() {
        for (separator, mark) in [(",", ""), (";", "\u{feff}"), ("\t", "")] {
            let text = [
                "Bảng giá nhà mình|||||",
                "Mã hàng|Tên hàng|Quy cách|Khối lượng (g)|Giá|Còn bán",
                "M1|Mật ong|chai|700|120k|5",
                "|||||",
                "M2|Mật ong|can|\"2,8 kg\"|\"450.000\"|2 chục",
            ]
            .join("\r\n")
            .replace('|', separator);
            let rows = read(format!("{mark}{text}").as_bytes()).unwrap();
            assert_eq!((rows.len(), rows[0].line, rows[0].code.as_str()), (2, 3, "M1"), "{separator:?}");
            assert_eq!(rows[0].read().unwrap().weight_g, Some(700), "the heading says grams");
            let second = rows[1].read().unwrap();
            assert_eq!((second.weight_g, second.price, second.left), (Some(2_800), Money::dong(450_000), Some(20)));
        }
    }

    #[test]
    fn what_stands_behind_the_goods_may_be_long() {
        use crate::platform::sheet::{Book, Cell};
        let mut book = Book::default();
        let text = |text: &str| Cell::Text(text.to_owned());
        let goods = book.tab("Hàng bán", vec!["Tên hàng".to_owned(), "Quy cách".to_owned(), "Giá".to_owned()]).unwrap();
        book.row(goods, &[text("Mật ong"), text("chai"), Cell::Money(Money::dong(120_000))]).unwrap();
        let parcels = book.tab("Gói hàng", vec!["Món".to_owned(), "Giá".to_owned()]).unwrap();
        for _ in 0..2 * MOST_ROWS {
            book.row(parcels, &[text("Mật ong"), Cell::Money(Money::dong(120_000))]).unwrap();
        }
        let rows = read(&book.finish().unwrap()).unwrap();
        assert_eq!((rows.len(), rows[0].product.as_str(), rows[0].pack.as_str()), (1, "Mật ong", "chai"));
    }

    #[test]
    fn what_is_no_list_of_goods_is_refused() {
        assert_eq!(read(b"a,b\n1,2\n"), Err(SheetError::NoHeader));
        assert_eq!(read("Tên hàng,Giá\n,\n".as_bytes()), Err(SheetError::Empty));
        let many = |n| format!("Tên hàng,Giá\n{}", "x,1\n".repeat(n));
        assert_eq!(read(many(MOST_ROWS).as_bytes()).unwrap().len(), MOST_ROWS);
        assert_eq!(read(many(MOST_ROWS + 1).as_bytes()), Err(SheetError::TooManyRows));
        assert_eq!(read(many(MOST_ROWS + 90).as_bytes()), Err(SheetError::TooManyRows));
        assert_eq!(read(&vec![b'a'; LARGEST + 1]), Err(SheetError::TooLarge));
    }
}
