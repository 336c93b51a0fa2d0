//! What a search engine does for the shop. Two keep this contract, one on Meilisearch and one on Postgres, and one suite of
//! tests runs against both.

use std::future::Future;

use crate::catalog::directory::{Commune, Directory};
use crate::catalog::list::filter::Filter;
use crate::catalog::list::tally::Tally;
use crate::catalog::list::words::{Word, Words};
use crate::kernel::ids::{ProducerId, ProductId};
use crate::kernel::lang::Lang;

/// Goods on a page of results.
pub const PAGE: usize = 24;

/// Words shorter than this are looked for whole: "gà" is no beginning of "gạo".
pub const SHORT: usize = 4;

/// What lies at most so many metres away, as the crow flies from commune to commune, is near. The neighbours of the first six
/// communes lie 4 to 7 km apart and the next but one 10 km or more, so everyone has a neighbour and nobody all of them.
pub const NEAR: i64 = 8_000;

/// One question about goods. All words must be found, folded, each in any of a product's texts; the last one may be the
/// beginning of a word when it has [`SHORT`] letters or more.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    pub words: &'a Words,
    /// The last word may be a beginning however short it is: somebody is still typing.
    pub unfinished: bool,
    /// Facets, order and page. The words in it are what was typed, which may be others than `words`.
    pub filter: &'a Filter,
    /// Whether the whole list is counted; the tally is empty otherwise.
    pub counted: bool,
    pub directory: &'a Directory,
}

impl Ask<'_> {
    /// The communes whose goods alone are wanted, each with its metres, the nearest first; `None` when goods may be from
    /// anywhere. In the order of fitness goods stand in the order of their communes first.
    #[must_use]
    pub fn near(&self) -> Option<Vec<(&Commune, i64)>> {
        Some(self.directory.around(self.filter.near.as_deref()?, NEAR))
    }

    /// Whether the last word is looked for by its beginning.
    #[must_use]
    pub fn by_beginning(&self) -> bool {
        by_beginning(self.words, self.unfinished)
    }
}

/// See [`Ask::by_beginning`].
#[must_use]
pub fn by_beginning(words: &Words, unfinished: bool) -> bool {
    unfinished || words.each.last().is_some_and(|word| word.folded.chars().count() >= SHORT)
}

/// What an engine answers: the goods of one page, the best first, and the counts of the whole list.
///
/// In the order of fitness goods with the very accents that were typed stand first, wherever these are found; then names
/// before other names, those before category, household and commune, and these before the places of old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub goods: Vec<ProductId>,
    pub tally: Tally,
}

/// A question about what bears a name.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    pub words: &'a Words,
    /// Of a help page the text in this language counts first.
    pub lang: Lang,
    /// Somebody is still typing.
    pub unfinished: bool,
    /// So many goods at most, which are what takes long to find; none are not looked for.
    pub goods: usize,
    /// So many of each other sort at most.
    pub others: usize,
    /// Whether pages are looked for, too, that are not called so and only speak of it. That takes longer.
    pub speaking: bool,
}

impl Naming<'_> {
    /// Whether the last word of a name may be longer than the last one of these. Who has set an accent has written the
    /// syllable to its end: "cá" is no beginning of "cây".
    #[must_use]
    pub fn open(&self) -> bool {
        let Some(last) = self.words.each.last() else { return false };
        last.folded.chars().count() >= SHORT || self.unfinished && !last.marked()
    }

    /// Whether the words may be the name of a help page. One short word stands in many titles and means none of them: "cá" is
    /// a fish, and the page on "thông tin cá nhân" is about no fish.
    #[must_use]
    pub fn pages(&self) -> bool {
        self.words.each.len() > 1 || self.open()
    }

    /// Whether a help page must have the very accents that were typed. Short syllables are in many, with other accents: "Tử Du" is
    /// a place, and the page on "từ … dữ liệu" is not about it.
    #[must_use]
    pub fn exactly(&self) -> bool {
        let each = &self.words.each;
        each.iter().any(Word::marked) && each.iter().all(|word| word.folded.chars().count() < SHORT)
    }

    /// Whether the texts of help pages are worth looking through. A short syllable without accents is in all of them: "ca hoi"
    /// is a salmon, and no "cả … hỏi".
    #[must_use]
    pub fn texts(&self) -> bool {
        let each = &self.words.each;
        self.speaking
            && each.iter().all(|word| word.marked() || word.folded.chars().count() >= SHORT)
            && (each.len() > 1 || each.iter().any(|word| word.folded.chars().count() > SHORT))
    }
}

/// What these words lead to: for suggestions, and for the strip above a list of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub goods: Vec<ProductId>,
    pub producers: Vec<ProducerId>,
    /// Slugs of help pages that are called so.
    pub pages: Vec<String>,
    /// Slugs of other help pages, whose text has the words: an answer where there is no other. None unless they were asked for.
    pub texts: Vec<String>,
}

pub trait SearchEngine {
    type Failure: std::fmt::Debug;

    /// As logs and counters name it.
    const NAME: &'static str;

    fn goods(&self, ask: &Ask<'_>) -> impl Future<Output = Result<Found, Self::Failure>> + Send;

    /// Of goods the words are looked for in all their texts, as in [`SearchEngine::goods`], the last one as a beginning; of a
    /// household in its names and its commune; of a help page in its title, its headings and what else it is called, in one
    /// language at a time. First comes what has the very accents that were typed, then what has the words whole, and then what has
    /// the last one as a beginning ([`Naming::open`]); of each names before communes, and the reader's language before the other.
    /// A text must have all the words as they were typed, one after the other: "cá quả" is no page with "cá" here and "kết quả" there.
    fn named(&self, naming: &Naming<'_>) -> impl Future<Output = Result<Named, Self::Failure>> + Send;
}
