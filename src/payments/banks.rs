//! Banks that a VietQR code can pay into. The table is `assets/banks.tsv`: banks are renamed and merged, their six digits
//! (BIN) stay, so the digits are the key. The banks with branches in the communes come first.

use std::sync::LazyLock;

use crate::kernel::text::fold;

const TABLE: &str = include_str!("../../assets/banks.tsv");

static BANKS: LazyLock<Vec<Bank>> = LazyLock::new(|| TABLE.lines().skip(1).filter_map(Bank::read).collect());

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Six digits.
    pub bin: &'static str,
    /// NAPAS' abbreviation, capital letters.
    pub code: &'static str,
    /// As people call it.
    pub short_name: &'static str,
    /// In Vietnamese.
    pub name: &'static str,
    /// A VietQR code may name it as the receiver. "No" also where nobody has confirmed it.
    pub receives: bool,
    /// The bank's application at dl.vietqr.io, where it has one.
    pub app: Option<&'static str>,
}

impl Bank {
    fn read(line: &'static str) -> Option<Bank> {
        let [bin, code, short_name, name, receives, app]: [&str; 6] =
            line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        let app = (!app.is_empty()).then_some(app);
        Some(Bank { bin, code, short_name, name, receives: receives == "yes", app })
    }

    /// A link that opens the bank's application on a phone. It is a redirect of a third party (vietqr.io), so it says nothing
    /// of the payment: no account, no amount, no order. Whoever follows it scans or types those in the application.
    #[must_use]
    pub fn deep_link(&self) -> Option<String> {
        self.app.map(|app| format!("https://dl.vietqr.io/pay?app={app}"))
    }
}

/// All of the table, those that rural households use first.
#[must_use]
pub fn all() -> &'static [Bank] {
    &BANKS
}

/// By its six digits.
#[must_use]
pub fn find(bin: &str) -> Option<&'static Bank> {
    all().iter().find(|bank| bank.bin == bin)
}

/// The bank that somebody typed: its short name, code, six digits or full name, with or without accents, spaces, "ngân hàng"
/// and "TMCP"; or the beginning of one short name only, from four letters on. `None` when it could be two banks.
#[must_use]
pub fn by_word(typed: &str) -> Option<&'static Bank> {
    let word = key(typed);
    if word.is_empty() {
        return None;
    }
    let named = |bank: &&Bank| [bank.bin, bank.code, bank.short_name, bank.name].iter().any(|name| key(name) == word);
    if let Some(bank) = all().iter().find(named) {
        return Some(bank);
    }
    let mut alike = all().iter().filter(|bank| word.chars().count() >= 4 && key(bank.short_name).starts_with(&word));
    let bank = alike.next()?;
    alike.next().is_none().then_some(bank)
}

/// What of a bank's name tells it from others.
fn key(text: &str) -> String {
    let folded = fold(text);
    let mut rest = folded.as_str();
    for word in ["ngan hang ", "nh ", "tmcp "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.chars().filter(|c| *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_bank_and_no_two_are_one() {
        assert_eq!(all().len(), TABLE.lines().count() - 1);
        assert!(all().len() >= 55);
        let mut keys = HashSet::new();
        for bank in all() {
            assert!(bank.bin.len() == 6 && bank.bin.bytes().all(|b| b.is_ascii_digit()), "{bank:?}");
            assert!(bank.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{bank:?}");
            assert!(bank.app.is_none_or(|app| app.bytes().all(|b| b.is_ascii_lowercase())), "{bank:?}");
            let own: HashSet<String> = [bank.bin, bank.code, bank.short_name, bank.name].map(key).into();
            for name in own {
                assert!(keys.insert(name.clone()), "{name} names two banks");
            }
        }
        for line in TABLE.lines().skip(1) {
            assert!(line.ends_with('\t') || Bank::read(line).unwrap().app.is_some());
            assert!(matches!(line.split('\t').nth(4), Some("yes" | "no")), "{line}");
        }
    }

    #[test]
    fn the_banks_of_the_communes_come_first() {
        let first: Vec<&str> = all().iter().take(9).map(|bank| bank.short_name).collect();
        let rural =
            ["Agribank", "VietinBank", "BIDV", "Vietcombank", "MBBank", "VPBank", "Techcombank", "LPBank", "Co-opBank"];
        assert_eq!(first, rural);
        assert_eq!(find("970405").map(|bank| bank.code), Some("VBA"));
        assert_eq!(find("000000"), None);
    }

    #[test]
    fn a_bank_is_known_by_what_people_type() {
        let bin = |typed: &str| by_word(typed).map(|bank| bank.bin);
        for typed in
            ["Vietcombank", "vcb", " VCB ", "viet com bank", "Vietcom", "970436", "NH TMCP Ngoại thương Việt Nam"]
        {
            assert_eq!(bin(typed), Some("970436"), "{typed}");
        }
        for typed in ["agribank", "AGRI BANK", "agri", "vba", "Ngân hàng Agribank"] {
            assert_eq!(bin(typed), Some("970405"), "{typed}");
        }
        assert_eq!(bin("MB"), Some("970422"));
        assert_eq!(bin("mb bank"), Some("970422"));
        assert_eq!(bin("ngan hang quan doi"), Some("970422"));
        assert_eq!(bin("coop bank"), Some("970446"));
        assert_eq!(bin("Vietinbank"), Some("970415"));
        for typed in ["", "  ", "viet", "bank", "Ngân hàng", "xyz", "9704", "🏦"] {
            assert_eq!(bin(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_deep_link_tells_the_third_party_nothing() {
        assert_eq!(find("970415").and_then(Bank::deep_link).as_deref(), Some("https://dl.vietqr.io/pay?app=icb"));
        assert_eq!(find("970403").and_then(Bank::deep_link), None);
    }
}
