//! Which column is what, by the names that banks give them in Vietnamese and English, with or without accents.

use crate::kernel::text::{fold, tidy};
use crate::platform::sheet_read::{Cell, Line, SEARCHED};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    At,
    Credit,
    Debit,
    /// One column for both ways, with a sign.
    Amount,
    /// Which way the amount goes, in words or letters.
    Way,
    Content,
    Reference,
    PayerName,
    PayerAccount,
    /// Known, so that it is not taken for another, and not read.
    Other,
}

impl Column {
    /// The tail of a Fluent key (`statement-column-…`).
    pub const fn as_str(self) -> &'static str {
        match self {
            Column::At => "at",
            Column::Credit => "credit",
            Column::Debit => "debit",
            Column::Amount => "amount",
            Column::Way => "way",
            Column::Content => "content",
            Column::Reference => "reference",
            Column::PayerName => "payer-name",
            Column::PayerAccount => "payer-account",
            Column::Other => "other",
        }
    }
}

/// Folded names. The longest that a column's name is, or begins with, says what it is.
const NAMES: &[(Column, &str)] = &[
    (
        Column::At,
        "ngay, ngay gd, ngay giao dich, ngay gio, ngay gio giao dich, ngay gio gd, thoi gian, \
         thoi gian giao dich, thoi gian gd, ngay hach toan, transaction date, trans date, tran date, \
         tnx date, txn date, posting date, date, date time, transaction time, booking date",
    ),
    (
        Column::Credit,
        "so tien ghi co, ghi co, ps co, phat sinh co, so tien phat sinh co, tien vao, so tien vao, \
         credit, credit amount, amount credit, so tien co, paid in, money in, so tien nhan",
    ),
    (
        Column::Debit,
        "so tien ghi no, ghi no, ps no, phat sinh no, so tien phat sinh no, tien ra, so tien ra, \
         debit, debit amount, amount debit, so tien no, paid out, money out, rut ra",
    ),
    (
        Column::Amount,
        "so tien, so tien gd, so tien giao dich, amount, transaction amount, phat sinh, \
         gia tri giao dich, so tien ghi no ghi co, so tien no co, phat sinh no co, ps no co",
    ),
    (
        Column::Way,
        "loai giao dich, loai gd, loai, loai but toan, ghi no ghi co, ghi co ghi no, no co, co no, \
         dr cr, cr dr, d c, c d, debit credit, credit debit, transaction type, tran type, type, dau, \
         chieu, chieu giao dich, thu chi, vao ra, drcr, indicator, debit credit indicator",
    ),
    (
        Column::Content,
        "noi dung, noi dung giao dich, noi dung chi tiet, noi dung chuyen khoan, dien giai, mo ta, \
         mo ta giao dich, chi tiet, chi tiet giao dich, description, transaction description, \
         details, detail, remark, remarks, transactions in detail, transaction details, narrative",
    ),
    (
        Column::Reference,
        "so tham chieu, ma tham chieu, so but toan, ma giao dich, ma gd, so chung tu, so ct, \
         so giao dich, so gd, reference, reference no, reference number, ref, ref no, doc no, \
         transaction no, transaction id, transaction number, trace no, seq",
    ),
    (
        Column::PayerAccount,
        "tai khoan doi ung, so tai khoan doi ung, so tk doi ung, tk doi ung, tai khoan nguoi chuyen, \
         so tai khoan nguoi chuyen, counter account, counter account no, counterpart account, \
         corresponsive account, beneficiary account, remitter account, remitter s account",
    ),
    (
        Column::PayerName,
        "ten doi ung, ten tai khoan doi ung, ten tk doi ung, ten nguoi chuyen, nguoi chuyen, \
         don vi chuyen, don vi thu huong don vi chuyen, ten nguoi chuyen nhan, corresponsive name, \
         counter account name, counterpart name, remitter, remitter name, remitter s account name, \
         ten khach hang doi ung",
    ),
    (
        Column::Other,
        "so du, so du cuoi, so du sau giao dich, balance, running balance, available balance, stt, \
         ngay hieu luc, effective date, value date, ngan hang doi ung, ngan hang doi tac, phi, fee, \
         so tai khoan, account no, so tien bang chu, so du dau ky, credit balance, \
         ma giao dich vien",
    ),
];

/// Where each column stands, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    places: Vec<(Column, usize)>,
}

impl Columns {
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
    }

    /// Those that are read, from the left, each with what the bank calls it.
    pub fn names<'a>(&'a self, header: &'a Line) -> impl Iterator<Item = (&'static str, String)> + 'a {
        let read = self.places.iter().filter(|(column, _)| *column != Column::Other);
        read.filter_map(|(column, at)| match header.cell(*at) {
            Cell::Text(name) => Some((column.as_str(), tidy(name))),
            _ => None,
        })
    }

    /// How many are known.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// When, what and how much: without these it is no statement.
    fn are_enough(&self) -> bool {
        let has = |column| self.place(column).is_some();
        has(Column::At) && has(Column::Content) && (has(Column::Credit) || has(Column::Amount))
    }
}

/// The line that names the columns, counted from 0 in `lines`, and what it names.
pub fn find(lines: &[Line]) -> Option<(usize, Columns)> {
    lines.iter().take(SEARCHED).enumerate().find_map(|(at, line)| Some((at, named(line)?)))
}

/// The columns, when this line names them. Of two columns with one name the first counts.
pub fn named(line: &Line) -> Option<Columns> {
    let mut columns = Columns::default();
    for (at, cell) in line.cells.iter().enumerate() {
        if let Cell::Text(name) = cell
            && let Some(column) = known(name)
            && column != Column::Other
            && columns.place(column).is_none()
        {
            columns.places.push((column, at));
        }
    }
    columns.are_enough().then_some(columns)
}

/// Banks write `Số tiền ghi có (VND)`, `Ngày giao dịch/Transaction date`, or the two names below each other.
fn known(name: &str) -> Option<Column> {
    // Without its accent "Nợ" would be an English number.
    match tidy(name).to_lowercase().as_str() {
        "nợ" => return Some(Column::Debit),
        "có" => return Some(Column::Credit),
        // Folded, nothing is left of it.
        "+/-" | "-/+" | "+ / -" | "(+/-)" | "+/−" => return Some(Column::Way),
        _ => {}
    }
    let whole = fold(name);
    let parts = name.split(['/', '\n', '(', ')', '|', '-']).map(fold).collect::<Vec<_>>();
    [std::slice::from_ref(&whole), &parts].into_iter().find_map(|readings| {
        let named = |reading: &str| {
            let is = |name: &str| reading == name || reading.strip_suffix(" vnd") == Some(name);
            let begins =
                |name: &str| name.contains(' ') && reading.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
            NAMES
                .iter()
                .flat_map(|(column, names)| names.split(", ").map(|name| (*column, name)))
                .filter(|(_, name)| is(name) || begins(name))
                .max_by_key(|(_, name)| name.len())
                .map(|(column, _)| column)
        };
        readings.iter().find_map(|reading| named(reading))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_as_banks_write_them() {
        for (name, column) in [
            ("Ngày giao dịch", Some(Column::At)),
            ("NGAY GIAO DICH", Some(Column::At)),
            ("Ngày giao dịch/ Transaction Date", Some(Column::At)),
            ("Ngày\n(TNX Date)", Some(Column::At)),
            ("Date", Some(Column::At)),
            ("Ngày hiệu lực", Some(Column::Other)),
            ("Số tiền ghi có (VND)", Some(Column::Credit)),
            ("Phát sinh có/Credit", Some(Column::Credit)),
            ("PS Có", Some(Column::Credit)),
            ("PS nợ", Some(Column::Debit)),
            ("Số tiền ghi nợ", Some(Column::Debit)),
            ("Debit (VND)", Some(Column::Debit)),
            ("Số tiền", Some(Column::Amount)),
            ("Số tiền VND", Some(Column::Amount)),
            ("Số tiền ghi nợ/ghi có", Some(Column::Amount)),
            ("Phát sinh Nợ/Có", Some(Column::Amount)),
            ("Ghi nợ/Ghi có", Some(Column::Way)),
            ("D/C", Some(Column::Way)),
            ("Dr/Cr", Some(Column::Way)),
            ("+/-", Some(Column::Way)),
            ("Loại GD", Some(Column::Way)),
            ("Nợ/Có", Some(Column::Way)),
            ("Số dư", Some(Column::Other)),
            ("Nội dung", Some(Column::Content)),
            ("Diễn giải (Details)", Some(Column::Content)),
            ("Mô tả", Some(Column::Content)),
            ("Số bút toán", Some(Column::Reference)),
            ("Doc No", Some(Column::Reference)),
            ("Mã giao dịch", Some(Column::Reference)),
            ("Tài khoản đối ứng", Some(Column::PayerAccount)),
            ("Tên đối ứng", Some(Column::PayerName)),
            ("Đơn vị thụ hưởng/Đơn vị chuyển", Some(Column::PayerName)),
            ("STT", Some(Column::Other)),
            ("Ghi chú", None),
            ("", None),
            ("Nợ", Some(Column::Debit)),
            ("CÓ", Some(Column::Credit)),
            ("No", None),
            ("PS công", None),
        ] {
            assert_eq!(known(name), column, "{name}");
        }
    }
}
