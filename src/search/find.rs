//! From what was typed to what is found. A search is taken at its word first; only when nothing has those words is it read
//! in other ways, one after the other, until something is found. Engines know nothing of this.

use futures_util::future::try_join;

use super::engine::{Ask, Found, Naming, SearchEngine as _, by_beginning};
use super::postgres::{self, Postgres};
use super::vocabulary::{self, Known};
use super::{engine_for, readings, same, spelling};
use crate::catalog::directory::Directory;
use crate::catalog::list::filter::{Filter, Sort};
use crate::catalog::list::words::{Word, Words};
use crate::error::Result;
use crate::kernel::ids::ProductId;
use crate::kernel::lang::Lang;
use crate::kernel::text::toned;
use crate::platform::Ground;

/// In which way a search was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it was typed.
    Typed,
    /// The last word was taken for the beginning of one, or words that say nothing were left out.
    Loosely,
    /// Otherwise spelled: the page says how.
    Read,
    /// Not at all: nothing on the market has these words.
    Nothing,
}

/// What came of a search.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub how: How,
    /// The words it was understood as.
    pub words: Words,
    pub found: Found,
    /// When filters leave nothing: what there is without them. When nothing has the words: what has some of them.
    pub near: Vec<ProductId>,
    /// How many goods there are without the filters.
    pub unfiltered: i64,
    /// Whether what was found only stands in for what was looked for: it lacks words that say what that was, has another word in
    /// the place of one that was typed with accents, or has such a word with other accents only.
    pub lacking: bool,
}

/// The goods that are looked at for accents: the best of a page, for those that have them stand first.
const LOOKED_AT: usize = 6;

/// One way to understand a search.
struct Reading {
    how: How,
    words: Words,
    unfinished: bool,
}

/// Finds goods for what was `typed`, narrowed, ordered and cut by `filter`.
pub async fn find(ground: &Ground, directory: &Directory, typed: &Words, filter: &Filter) -> Result<Outcome> {
    let words = same::meant(typed);
    let vocabulary = vocabulary::load(ground).await?;
    let mut outcome = understand(ground, directory, &words, &vocabulary, filter).await?;
    outcome.lacking = lacks(ground, &outcome, &words, &vocabulary, filter).await?;
    Ok(outcome)
}

async fn understand(
    ground: &Ground,
    directory: &Directory,
    words: &Words,
    vocabulary: &[Known],
    filter: &Filter,
) -> Result<Outcome> {
    let typed = Reading { how: How::Typed, words: words.clone(), unfinished: false };
    let mut readings = Vec::new();
    if in_use(words, vocabulary) {
        if let Some(outcome) = attempt(ground, directory, typed, filter).await? {
            return Ok(outcome);
        }
    } else {
        // Most likely mistyped: which reading has goods is asked in one go, and the engine only for that one.
        readings.push(typed);
    }
    readings.extend(cheap_readings(words));
    // Who looks for a household or for help has spelled it right, and is not read in costly ways. The database is asked of it
    // meanwhile, for the readings are asked of the database too. In which language is all the same for that.
    let postgres = Postgres { db: &ground.db };
    let naming = Naming { words, lang: Lang::Vi, unfinished: false, goods: 0, others: 1, speaking: true };
    let (first, named) = try_join(first_with_goods(ground, &readings), postgres.named(&naming)).await?;
    let elsewhere = !(named.producers.is_empty() && named.pages.is_empty() && named.texts.is_empty());
    let reading = match first {
        Some(nth) => Some(readings.swap_remove(nth)),
        None if elsewhere => None,
        None => {
            let mut readings = costly_readings(words, vocabulary);
            first_with_goods(ground, &readings).await?.map(|nth| readings.swap_remove(nth))
        }
    };
    if let Some(reading) = reading
        && let Some(outcome) = attempt(ground, directory, reading, filter).await?
    {
        return Ok(outcome);
    }
    nothing(ground, directory, words, vocabulary).await
}

/// See [`Outcome::lacking`], of `words` that were meant.
async fn lacks(
    ground: &Ground,
    outcome: &Outcome,
    words: &Words,
    vocabulary: &[Known],
    filter: &Filter,
) -> Result<bool> {
    match outcome.how {
        How::Nothing => Ok(false),
        How::Read => Ok(replaces(words, &outcome.words)),
        How::Loosely if left_out(words, &outcome.words) => Ok(true),
        // What filters leave, or put first, is not the best there is.
        How::Typed | How::Loosely if filter.page > 0 || filter.narrowed() || filter.sort != Sort::Rank => Ok(false),
        How::Typed | How::Loosely => {
            // A spelling that is met here more than any other with these letters is no other word's.
            let known = |word: &Word| {
                vocabulary.iter().any(|known| known.folded == word.folded && toned(&known.shown) == word.toned)
            };
            let each = &outcome.words.each;
            let marked: Vec<&Word> = each.iter().filter(|word| word.marked()).collect();
            if marked.into_iter().all(known) {
                return Ok(false);
            }
            let best = outcome.found.goods.get(..LOOKED_AT).unwrap_or(&outcome.found.goods);
            postgres::lacks_accents(&ground.db, best, each, by_beginning(&outcome.words, false)).await
        }
    }
}

/// Whether words that say what was meant are left out. What is said of the pack is not among them.
fn left_out(words: &Words, read: &Words) -> bool {
    let telling = words.telling().unwrap_or_else(|| words.clone());
    let bare = |words: &Words| words.looser().last().unwrap_or(words).each.len();
    bare(read) < bare(&telling)
}

/// Whether another word was taken for one that was typed with accents. Who has typed none may have meant any.
fn replaces(words: &Words, read: &Words) -> bool {
    let run_together = |words: &Words| words.folded().replace(' ', "");
    run_together(words) != run_together(read)
        && words.each.iter().any(|word| word.marked() && read.each.iter().all(|read| read.folded != word.folded))
}

/// Whether each word is in use on the market, as far as the vocabulary can tell: it has no sizes and no single letters, and
/// nothing at all before it was first written.
fn in_use(words: &Words, vocabulary: &[Known]) -> bool {
    vocabulary.is_empty()
        || words.each.iter().all(|word| {
            word.folded.chars().count() < 2
                || word.folded.contains(|c: char| c.is_ascii_digit())
                || vocabulary.iter().any(|known| known.folded == word.folded)
        })
}

/// The first reading whose words some product has: asked of the database in one go, whichever engine answers it then.
async fn first_with_goods(ground: &Ground, readings: &[Reading]) -> Result<Option<usize>> {
    let queries: Vec<String> = readings
        .iter()
        .map(|reading| postgres::query(&reading.words, by_beginning(&reading.words, reading.unfinished)))
        .collect();
    postgres::first_with_goods(&ground.db, &queries).await
}

/// Readings by the words in use on the market: spelled otherwise, then with fewer words.
fn costly_readings(words: &Words, vocabulary: &[Known]) -> Vec<Reading> {
    let mut spelled = spelling::corrections(words, vocabulary);
    if let Some(telling) = words.telling() {
        spelled.extend(spelling::corrections(&telling, vocabulary));
    }
    // Each of them is of all that was typed, and no pack may be like that.
    let looser: Vec<Words> = spelled.iter().flat_map(Words::looser).collect();
    let spelled = spelled.into_iter().chain(looser).map(|words| Reading { how: How::Read, words, unfinished: false });
    let fewer = fewer(words, vocabulary).into_iter();
    spelled.chain(fewer.map(|words| Reading { how: How::Loosely, words, unfinished: false })).collect()
}

/// A long search without the words that nobody here uses; and, when all are in use but nothing has them all, without one of
/// them, the rarest first. Two words at least must be left, and half of what was typed: one word of three is another search.
fn fewer(words: &Words, vocabulary: &[Known]) -> Vec<Words> {
    let often = |word: &Word| vocabulary.iter().find(|known| known.folded == word.folded).map(|known| known.n);
    let known: Vec<Word> = words.each.iter().filter(|word| often(word).is_some()).cloned().collect();
    let enough = |each: &[Word]| each.len() >= 2 && each.len() * 2 >= words.each.len();
    let with = |each: Vec<Word>| Words { typed: words.typed.clone(), each };
    let mut fewer = Vec::new();
    if known.len() < words.each.len() && enough(&known) {
        fewer.push(with(known.clone()));
    }
    let mut by_rarity: Vec<usize> = (0..known.len()).collect();
    by_rarity.sort_by_key(|nth| known.get(*nth).and_then(often));
    for out in by_rarity {
        let each: Vec<Word> =
            known.iter().enumerate().filter(|(nth, _)| *nth != out).map(|(_, word)| word.clone()).collect();
        if enough(&each) {
            fewer.push(with(each));
        }
    }
    fewer
}

async fn nothing(ground: &Ground, directory: &Directory, words: &Words, vocabulary: &[Known]) -> Result<Outcome> {
    let near = some_of(ground, directory, words, vocabulary).await?;
    let (how, words, found) = (How::Nothing, words.clone(), Found::default());
    Ok(Outcome { how, words, found, near, unfiltered: 0, lacking: false })
}

/// Readings that need no look at the vocabulary.
fn cheap_readings(words: &Words) -> Vec<Reading> {
    let read = readings::of(words).into_iter().map(|words| Reading { how: How::Read, words, unfinished: false });
    let looser = words.looser();
    let neither: Vec<Words> = looser.iter().filter_map(Words::telling).collect();
    let telling = looser.into_iter().chain(words.telling()).chain(neither);
    let telling = telling.map(|words| Reading { how: How::Loosely, words, unfinished: false });
    let beginning = Reading { how: How::Loosely, words: words.clone(), unfinished: true };
    read.chain(telling).chain([beginning]).collect()
}

/// One reading, and `None` when nothing on the whole market has its words.
async fn attempt(
    ground: &Ground,
    directory: &Directory,
    Reading { how, words, unfinished }: Reading,
    filter: &Filter,
) -> Result<Option<Outcome>> {
    let ask = Ask { words: &words, unfinished, filter, counted: true, directory };
    let found = engine_for::goods(ground, &ask).await?;
    if found.tally.total > 0 {
        let unfiltered = found.tally.total;
        return Ok(Some(Outcome { how, words, found, near: Vec::new(), unfiltered, lacking: false }));
    }
    if !filter.narrowed() {
        return Ok(None);
    }
    let all = engine_for::goods(ground, &Ask { filter: &filter.cleared(), ..ask }).await?;
    if all.tally.total == 0 {
        return Ok(None);
    }
    let unfiltered = all.tally.total;
    Ok(Some(Outcome { how, words, found, near: all.goods, unfiltered, lacking: false }))
}

/// Goods that have at least one of the words: of those in use the rarest, which says most.
async fn some_of(
    ground: &Ground,
    directory: &Directory,
    words: &Words,
    vocabulary: &[Known],
) -> Result<Vec<ProductId>> {
    let often = |folded: &str| vocabulary.iter().find(|known| known.folded == folded).map(|known| known.n);
    let mut known: Vec<_> = words.each.iter().filter_map(|word| Some((often(&word.folded)?, word))).collect();
    known.sort_by_key(|(n, _)| *n);
    for (_, word) in known {
        let words = Words { typed: words.typed.clone(), each: vec![word.clone()] };
        let filter = Filter::default();
        let ask = Ask { words: &words, unfinished: false, filter: &filter, counted: false, directory };
        let found = engine_for::goods(ground, &ask).await?;
        if !found.goods.is_empty() {
            return Ok(found.goods);
        }
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(typed: &str) -> Vec<String> {
        let known = [("mat", 9), ("ong", 8), ("hoa", 5), ("tre", 1)];
        let vocabulary = known.map(|(word, n)| Known { folded: word.to_owned(), shown: word.to_owned(), n });
        fewer(&Words::parse(typed).unwrap(), &vocabulary).iter().map(Words::folded).collect()
    }

    #[test]
    fn what_nobody_uses_is_left_out_first_and_then_the_rarest() {
        assert_eq!(left("mat ong xyz"), ["mat ong"]);
        assert_eq!(left("mat ong tre hoa"), ["mat ong hoa", "mat ong tre", "mat tre hoa", "ong tre hoa"]);
        assert_eq!(left("mat ong xyz tre"), ["mat ong tre", "mat ong", "mat tre", "ong tre"]);
    }

    #[test]
    fn a_word_that_nobody_uses_is_told_from_a_size_and_a_letter() {
        let vocabulary = [Known { folded: "mat".to_owned(), shown: "mật".to_owned(), n: 9 }];
        let used = |typed: &str| in_use(&Words::parse(typed).unwrap(), &vocabulary);
        assert!(used("mật") && used("mat 5kg") && used("mat a"));
        assert!(!used("maat") && !used("mat ong"));
        assert!(in_use(&Words::parse("maat").unwrap(), &[]));
    }

    #[test]
    fn a_size_is_not_what_was_meant_and_a_word_with_accents_is() {
        let words = |typed: &str| Words::parse(typed).unwrap();
        assert!(!left_out(&words("gạo nếp 3kg"), &words("gạo nếp")));
        assert!(!left_out(&words("gia gao 3kg"), &words("gao")));
        assert!(left_out(&words("gạo nếp 3kg"), &words("gạo")));
        assert!(!left_out(&words("gạo túi 3kg"), &words("gạo")) && !left_out(&words("gạo túi 3kg"), &words("gạo 3kg")));
        assert!(left_out(&words("gạo túi"), &words("gạo")));
        assert!(replaces(&words("xoài"), &words("xổi")));
        assert!(replaces(&words("giò lụa"), &words("đỗ lụa")));
        for (typed, read) in
            [("xoai", "xổi"), ("mật onng", "mật ong"), ("cáthính", "cá thính"), ("cas thinhs", "cá thính")]
        {
            assert!(!replaces(&words(typed), &words(read)), "{typed}");
        }
    }

    #[test]
    fn another_name_and_a_size_are_understood_in_every_reading() {
        let known = |shown: &str| Known { folded: crate::kernel::text::fold(shown), shown: shown.to_owned(), n: 5 };
        let vocabulary = ["mật", "ong", "kẹo"].map(known);
        let costly = costly_readings(&Words::parse("mật onng 7 kg").unwrap(), &vocabulary);
        assert!(costly.iter().any(|read| read.words.folded() == "mat ong"));
        let cheap = cheap_readings(&Words::parse("kẹo gói 7kg").unwrap());
        let cheap: Vec<String> = cheap.iter().map(|read| read.words.folded()).collect();
        assert_eq!(cheap[..3], ["keo 7000g", "keo goi", "keo"]);
        let read = |typed: &str| {
            let readings = cheap_readings(&same::meant(&Words::parse(typed).unwrap()));
            let read = readings.into_iter().filter(|read| read.how == How::Read);
            read.map(|read| read.words.folded()).collect::<Vec<_>>()
        };
        assert_eq!(read("dau phong"), Vec::<String>::new());
        assert_eq!(read("ddaauj phoongj"), ["lac"]);
    }

    #[test]
    fn two_words_and_half_of_what_was_typed_are_left() {
        assert_eq!(left("mat ong"), Vec::<String>::new());
        assert_eq!(left("ong xyz"), Vec::<String>::new());
        assert_eq!(left("mat ong a1 b2 c3"), Vec::<String>::new());
        assert_eq!(left("mat ong a1 b2"), ["mat ong"]);
    }
}
