//! Claims that no food may make: found in a text whether it was typed with its accents, without, or half and half.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::text::{fold, toned};
use crate::platform::db::Conn;
use crate::schema::banned_phrases;

/// All of them, as the office wrote them.
pub async fn all(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(banned_phrases::table.select(banned_phrases::words).order(banned_phrases::words).load(conn).await?)
}

/// Adds one; whether it is new.
pub async fn add(conn: &mut Conn, words: &str) -> Result<bool> {
    let row = diesel::insert_into(banned_phrases::table).values(banned_phrases::words.eq(words));
    Ok(row.on_conflict_do_nothing().execute(conn).await? > 0)
}

/// Strikes one; whether it was there.
pub async fn remove(conn: &mut Conn, words: &str) -> Result<bool> {
    Ok(diesel::delete(banned_phrases::table.find(words)).execute(conn).await? > 0)
}

/// The longest phrase that stands in a text. A word counts with its own tones or with none at all: `chua benh` is meant,
/// `chưa bệnh` is something else.
#[must_use]
pub fn found<'a>(phrases: &'a [String], text: &str) -> Option<&'a str> {
    let text = toned(text);
    let words: Vec<&str> = text.split(' ').collect();
    let stands = |phrase: &&String| {
        let (toned, folded) = (toned(phrase), fold(phrase));
        let wanted: Vec<(&str, &str)> = toned.split(' ').zip(folded.split(' ')).collect();
        let same = |(word, (toned, folded)): (&&str, &(&str, &str))| word == toned || word == folded;
        words.windows(wanted.len().max(1)).any(|window| window.iter().zip(&wanted).all(same))
    };
    phrases.iter().filter(stands).max_by_key(|phrase| phrase.len()).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_found_however_it_is_typed() {
        let phrases = ["chữa bệnh".to_owned(), "trị ung thư".to_owned(), "trị".to_owned() + " ho"];
        for (text, claim) in [
            ("Mật ong chữa bệnh dạ dày", Some("chữa bệnh")),
            ("CHỮA  BỆNH", Some("chữa bệnh")),
            ("chua benh", Some("chữa bệnh")),
            ("chữa benh", Some("chữa bệnh")),
            ("Chữa, bệnh", Some("chữa bệnh")),
            ("chu\u{31b}\u{303}a be\u{323}\u{302}nh", Some("chữa bệnh")),
            ("Trị ung thư, trị ho", Some("trị ung thư")),
            ("Cây chưa bệnh bao giờ", None),
            ("trị hoa mắt", None),
            ("Trì hò", None),
            ("", None),
        ] {
            assert_eq!(found(&phrases, text), claim, "{text}");
        }
    }
}
