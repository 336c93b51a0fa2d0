//! The file that a clerk uploads to the bank: one line for each payout, in the columns that the banks' forms for many
//! transfers at once have in common.

use std::fmt::Write as _;

use super::queries::Payout;
use crate::payments::banks;

const HEAD: &str = "STT,Số tài khoản,Tên người thụ hưởng,Ngân hàng,Mã ngân hàng (BIN),Số tiền,Nội dung";

/// The file as CSV in UTF-8 with the mark by which spreadsheet programs know it. Only what is still to be sent belongs
/// into it.
#[must_use]
pub fn csv(payouts: &[Payout]) -> String {
    let mut file = format!("\u{feff}{HEAD}\r\n");
    for (n, payout) in payouts.iter().enumerate() {
        let bank = banks::find(&payout.bin).map_or("", |bank| bank.short_name);
        let fields = [payout.number.as_str(), payout.holder.as_str(), bank, payout.bin.as_str()].map(quoted);
        let [number, holder, bank, bin] = fields;
        let amount = payout.amount.amount();
        // Writing to a string does not fail.
        let _ = write!(file, "{},{number},{holder},{bank},{bin},{amount},{}\r\n", n + 1, quoted(&payout.content()));
    }
    file
}

/// A field in quotes, harmless in a spreadsheet program: one that would begin a formula begins with an apostrophe.
fn quoted(field: &str) -> String {
    let harmless = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{harmless}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::kernel::ids::{PayoutId, ProducerId};
    use crate::kernel::money::Money;

    #[test]
    fn a_line_for_each_and_no_formula() {
        let payout = |id, holder: &str| Payout {
            id: PayoutId(id),
            day: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            producer: ProducerId(1),
            slug: String::new(),
            name_vi: String::new(),
            name_en: String::new(),
            amount: Money::dong(1_234_567),
            state: "due".to_owned(),
            reference: String::new(),
            note: String::new(),
            settled_at: None,
            who: String::new(),
            bin: "970405".to_owned(),
            number: "0012345678".to_owned(),
            holder: holder.to_owned(),
            outdated: false,
            fallen: false,
        };
        let file = csv(&[payout(7, "TRAN VAN BEN"), payout(8, "-CTY \"A, B\"")]);
        let lines: Vec<&str> = file.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}STT,Số tài khoản"));
        assert_eq!(lines[1], "1,\"0012345678\",\"TRAN VAN BEN\",\"Agribank\",\"970405\",1234567,\"CHO LAP THACH P7\"");
        assert_eq!(
            lines[2],
            "2,\"0012345678\",\"'-CTY \"\"A, B\"\"\",\"Agribank\",\"970405\",1234567,\"CHO LAP THACH P8\""
        );
        assert!(payout(1, "").content().is_ascii());
    }
}
