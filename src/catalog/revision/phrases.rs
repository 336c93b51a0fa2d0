//! Claims that no food may make: found in a text whether it was typed with its accents, without, or half and half.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use unicode_normalization::UnicodeNormalization as _;

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

/// Letters of other scripts that a reader takes for Latin ones. What Unicode itself calls the same letter in another shape, full
/// width or mathematical, is none of them.
const LOOK_ALIKES: [(&str, char); 25] = [
    ("\u{430}\u{410}\u{3b1}\u{391}\u{251}", 'a'),
    ("\u{412}\u{392}\u{432}", 'b'),
    ("\u{441}\u{421}\u{3f2}\u{3f9}", 'c'),
    ("\u{501}", 'd'),
    ("\u{d0}\u{f0}\u{189}\u{110}", 'đ'),
    ("\u{435}\u{415}\u{395}", 'e'),
    ("\u{261}\u{50d}", 'g'),
    ("\u{4bb}\u{41d}\u{397}\u{43d}", 'h'),
    ("\u{456}\u{406}\u{3b9}\u{399}\u{131}\u{4cf}\u{4c0}", 'i'),
    ("\u{458}\u{408}", 'j'),
    ("\u{43a}\u{41a}\u{3ba}\u{39a}", 'k'),
    ("\u{43c}\u{41c}\u{39c}", 'm'),
    ("\u{39d}", 'n'),
    ("\u{43e}\u{41e}\u{3bf}\u{39f}\u{585}", 'o'),
    ("\u{440}\u{420}\u{3c1}\u{3a1}", 'p'),
    ("\u{51b}", 'q'),
    ("\u{433}", 'r'),
    ("\u{455}\u{405}", 's'),
    ("\u{442}\u{422}\u{3c4}\u{3a4}", 't'),
    ("\u{3c5}\u{57d}", 'u'),
    ("\u{3bd}\u{475}\u{474}", 'v'),
    ("\u{51d}\u{51c}", 'w'),
    ("\u{445}\u{425}\u{3c7}\u{3a7}", 'x'),
    ("\u{443}\u{423}\u{3b3}\u{3a5}\u{4af}\u{4ae}", 'y'),
    ("\u{396}", 'z'),
];

/// A text in the letters it is read in.
fn plain(text: &str) -> String {
    let seen = |c: char| LOOK_ALIKES.iter().find(|(others, _)| others.contains(c)).map_or(c, |(_, latin)| *latin);
    text.nfkd().map(seen).collect()
}

/// The longest phrase that stands in a text. A word counts with its own tones or with none at all: `chua benh` is meant,
/// `chưa bệnh` is something else. Letters that only look like those of the phrase count as them.
#[must_use]
pub fn found<'a>(phrases: &'a [String], text: &str) -> Option<&'a str> {
    let text = toned(&plain(text));
    let words: Vec<&str> = text.split(' ').collect();
    let stands = |phrase: &&String| {
        let phrase = plain(phrase);
        let (toned, folded) = (toned(&phrase), fold(&phrase));
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
            ("\u{ff23}\u{ff28}\u{1eee}\u{ff21} b\u{1ec7}nh", Some("chữa bệnh")),
            ("\u{441}h\u{1eef}\u{430} b\u{435}\u{323}\u{302}nh", Some("chữa bệnh")),
            ("\u{421}HỮA bện\u{4bb}", Some("chữa bệnh")),
            ("chữ\u{3b1} bệnh", Some("chữa bệnh")),
            ("t\u{433}\u{1ecb} h\u{43e}", Some("trị ho")),
            ("\u{441}hưa bệnh", None),
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
