//! What somebody says of money that came, made the same whoever says it.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::kinds::Source;
use crate::kernel::ids::{AccountId, BankAccountId, StatementId};
use crate::kernel::money::Money;
use crate::kernel::text::{fold, tidy};
use crate::payments::notices::Notice;
use crate::payments::statement::StatementRow;
use crate::platform::secrets;

/// The bank account that it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// By the numbers that the bank names, the first that is ours; at the bank of these six digits, where it is known.
    Numbers {
        numbers: Vec<String>,
        bank: Option<&'static str>,
    },
    Account(BankAccountId),
}

/// Money that came, as one source tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub source: Source,
    /// The same whenever this source tells of the same transfer.
    pub external_id: String,
    /// The uploaded statement that the line is of.
    pub statement: Option<StatementId>,
    pub to: To,
    pub amount: Money,
    /// What the payer wrote, with whatever the banks put around it.
    pub content: String,
    pub bank_reference: Option<String>,
    pub payer_name: Option<String>,
    pub payer_account: Option<String>,
    pub payer_bank: Option<String>,
    pub at: DateTime<Utc>,
    pub by: Option<AccountId>,
}

/// A bank's number of a transfer, as every source of it writes it. A short one is a place in some list and names nothing.
#[must_use]
pub fn reference(written: Option<&str>) -> Option<String> {
    const SHORTEST: usize = 6;
    let plain: String = written?.chars().filter(char::is_ascii_alphanumeric).collect();
    (plain.len() >= SHORTEST).then(|| plain.to_ascii_uppercase())
}

impl From<Notice> for Told {
    fn from(notice: Notice) -> Self {
        let numbers = std::iter::once(notice.account_number).chain(notice.virtual_account);
        Told {
            source: Source::Notice(notice.provider),
            external_id: notice.external_id,
            statement: None,
            to: To::Numbers {
                numbers: numbers.map(|number| number.replace(' ', "").to_ascii_uppercase()).collect(),
                bank: notice.bank,
            },
            amount: notice.amount,
            content: tidy(&notice.content),
            bank_reference: reference(notice.bank_reference.as_deref()),
            payer_name: notice.payer_name,
            payer_account: notice.payer_account,
            payer_bank: notice.payer_bank,
            at: notice.at,
            by: None,
        }
    }
}

impl Told {
    /// A line of a statement of `account`; `nth` lines before it say the very same.
    #[must_use]
    pub fn of_line(account: BankAccountId, row: &StatementRow, nth: i64, by: AccountId) -> Self {
        let said = format!(
            "{account}|{}|{}|{}|{}|{nth}",
            row.at.timestamp(),
            row.amount.amount(),
            fold(&row.content),
            row.bank_reference.as_deref().unwrap_or_default(),
        );
        let mut external_id = secrets::hex(&Sha256::digest(said.as_bytes()));
        external_id.truncate(32);
        Told {
            source: Source::Statement,
            external_id,
            statement: None,
            to: To::Account(account),
            amount: row.amount,
            content: row.content.clone(),
            bank_reference: reference(row.bank_reference.as_deref()),
            payer_name: row.payer_name.clone(),
            payer_account: row.payer_account.clone(),
            payer_bank: None,
            at: row.at,
            by: Some(by),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_reference_is_one_however_it_is_written() {
        for written in ["FT26327000001", "ft26327000001", "FT 263-270.00001"] {
            assert_eq!(reference(Some(written)).as_deref(), Some("FT26327000001"), "{written}");
        }
        for nothing in [None, Some(""), Some("12"), Some(" - ")] {
            assert_eq!(reference(nothing), None);
        }
    }
}
