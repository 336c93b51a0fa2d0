//! Whether a household would judge its own goods: its people may buy from it, but what they say of it helps no buyer.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{AccountId, ParcelId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales;

/// The Fluent keys of what only hints at the household.
const HINTS: [&str; 2] = ["review-kin-bank", "review-kin-email"];

/// Who bought, seen from the household that sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    Stranger,
    /// Somebody else by name and phone, who is reached or paid like one of the household: the Fluent key of the sentence for the
    /// office.
    Perhaps(&'static str),
    /// A member, or the household itself, by account or by phone.
    Own,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Bool)]
    own: bool,
    #[diesel(sql_type = Bool)]
    mail: bool,
    #[diesel(sql_type = Bool)]
    bank: bool,
}

/// Who bought a parcel; `writer` is the account in whose browser the review is written. Phones are kept in one spelling, so
/// they are compared as they stand.
pub async fn of(conn: &mut Conn, parcel: ParcelId, writer: Option<AccountId>) -> Result<Kin> {
    let row: Row = diesel::sql_query(
        "SELECT r.phone = o.buyer_phone OR EXISTS (SELECT FROM members m JOIN accounts a ON a.id = m.account_id \
             WHERE m.producer_id = r.id AND (a.id = o.account_id OR a.id = $2 OR a.phone = o.buyer_phone)) AS own, \
           EXISTS (SELECT FROM members m JOIN accounts a ON a.id = m.account_id \
             WHERE m.producer_id = r.id AND a.email = lower(o.buyer_email)) AS mail, \
           EXISTS (SELECT FROM refunds f JOIN bank_accounts b ON (b.bin, b.number) = (f.to_bin, f.to_number) \
             WHERE f.order_id = o.id AND b.producer_id = r.id) AS bank \
         FROM parcels p JOIN orders o ON o.id = p.order_id JOIN producers r ON r.id = p.producer_id WHERE p.id = $1",
    )
    .bind::<BigInt, _>(parcel.0)
    .bind::<Nullable<BigInt>, _>(writer.map(|writer| writer.0))
    .get_result(conn)
    .await?;
    Ok(match row {
        Row { own: true, .. } => Kin::Own,
        Row { bank: true, .. } => Kin::Perhaps("review-kin-bank"),
        Row { mail: true, .. } => Kin::Perhaps("review-kin-email"),
        Row { .. } => Kin::Stranger,
    })
}

/// A hint as the database keeps it, in nobody's language. Of a review one question is open at a time, so what its words claim
/// stands in this one.
pub(super) fn kept(why: &str, phrase: Option<&str>) -> String {
    phrase.map_or_else(|| why.to_owned(), |phrase| format!("{why}\n{phrase}"))
}

/// What the office reads of a buyer who may be one of the household.
#[must_use]
pub fn said(lang: Lang, kept: &str) -> String {
    let (why, phrase) = kept.split_once('\n').map_or((kept, None), |(why, phrase)| (why, Some(phrase)));
    if !HINTS.contains(&why) {
        return kept.to_owned();
    }
    let why = locales::text(lang, why);
    let Some(phrase) = phrase else { return why };
    format!("{why}\n\n{}: {phrase}", locales::text(lang, "review-report-by-phrase"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_kept_in_no_language_and_read_in_both() {
        for why in HINTS {
            for lang in [Lang::Vi, Lang::En] {
                assert_eq!(said(lang, &kept(why, None)), locales::text(lang, why));
                let both = said(lang, &kept(why, Some("chữa bệnh")));
                assert!(both.starts_with(&locales::text(lang, why)) && both.ends_with(": chữa bệnh"), "{both}");
            }
        }
        assert_eq!(said(Lang::En, "Lời của ai đó"), "Lời của ai đó");
    }
}
