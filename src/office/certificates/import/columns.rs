//! Which column is what, by the names that offices give them and those of our own template and export.

use crate::kernel::lang::Lang;
use crate::kernel::text::fold;
use crate::platform::locales;
use crate::platform::sheet_read::{Cell, Line, SEARCHED};

/// Each column: the tail of its heading's key (`certificate-col-…`), the form field it fills, folded names it goes by.
pub const COLUMNS: [(&str, &str, &str); 13] = [
    ("household", "household", "nha nong, ho, ten ho, co so, chu the, ten chu the, ten co so, household, producer"),
    ("phone", "phone", "so dien thoai, dien thoai, sdt, phone"),
    ("kind", "kind", "loai giay, loai, loai chung nhan, kind, type"),
    ("number", "number", "so giay, so chung nhan, so giay chung nhan, so, number, certificate number"),
    ("label", "label", "ten giay, ten chung nhan, label, paper"),
    ("product", "product", "san pham, ten san pham, product"),
    ("stars", "stars", "so sao, sao, hang sao, xep hang, stars"),
    ("score", "score", "diem, so diem, diem danh gia, score, points"),
    ("decision", "decision_no", "so quyet dinh, quyet dinh, decision, decision number"),
    ("decided", "decided_on", "ngay quyet dinh, decided, decided on"),
    ("issuer", "issuer", "noi cap, co quan cap, issuer, issued by"),
    ("issued", "issued_on", "ngay cap, issued, issued on"),
    ("expires", "expires_on", "het han, het han ngay, ngay het han, han, expires, valid until"),
];

/// Where each column stands: its index in [`COLUMNS`], and the cell's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(pub Vec<(usize, usize)>);

/// A column's heading in the template.
#[must_use]
pub fn heading(lang: Lang, column: &str) -> String {
    locales::text(lang, &format!("certificate-col-{column}"))
}

impl Columns {
    fn of(line: &Line) -> Self {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (at, cell) in line.cells.iter().enumerate() {
            let Cell::Text(heading) = cell else { continue };
            let folded = fold(heading);
            let named = COLUMNS.iter().position(|(_, _, names)| names.split(',').any(|name| name.trim() == folded));
            if let Some(column) = named.filter(|column| places.iter().all(|(known, _)| known != column)) {
                places.push((column, at));
            }
        }
        Columns(places)
    }

    fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(column, _)| COLUMNS.get(*column).is_some_and(|(_, name, _)| *name == field))
    }
}

/// The line that names the columns: at least whose papers they are, which kind, and their numbers.
#[must_use]
pub fn find(lines: &[Line]) -> Option<(usize, Columns)> {
    lines.iter().take(SEARCHED).enumerate().find_map(|(at, line)| {
        let columns = Columns::of(line);
        let whose = columns.has("household") || columns.has("phone");
        (whose && columns.has("kind") && columns.has("number")).then_some((at, columns))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_headings_are_known_in_both_languages() {
        for lang in [Lang::Vi, Lang::En] {
            let cells = COLUMNS.iter().map(|(column, ..)| Cell::text(&heading(lang, column))).collect();
            let (at, columns) = find(&[Line { number: 1, cells }]).unwrap();
            assert_eq!((at, columns.0.len()), (0, COLUMNS.len()), "{lang:?}");
        }
    }

    #[test]
    fn a_table_of_goods_is_none_of_papers() {
        let cells = vec![Cell::text("Tên hàng"), Cell::text("Giá")];
        assert_eq!(find(&[Line { number: 1, cells }]), None);
    }
}
