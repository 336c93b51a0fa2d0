//! What a search engine does for the shop. Two keep this contract, one on Meilisearch and one on Postgres, and one suite of
//! tests runs against both.

use std::future::Future;

use crate::catalog::directory::{Commune, Directory};
use crate::catalog::list::filter::Filter;
use crate::catalog::list::tally::Tally;
use crate::catalog::list::words::Words;
use crate::kernel::ids::{ProducerId, ProductId};

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

/// What these words lead to: for suggestions, and for the strip above a list of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub goods: Vec<ProductId>,
    pub producers: Vec<ProducerId>,
    /// Slugs of help pages.
    pub pages: Vec<String>,
}

pub trait SearchEngine {
    type Failure: std::fmt::Debug;

    /// As logs and counters name it.
    const NAME: &'static str;

    fn goods(&self, ask: &Ask<'_>) -> impl Future<Output = Result<Found, Self::Failure>> + Send;

    /// At most so many goods, and so many of each other sort. Of a household or a help page the words are looked for in its
    /// names and its commune, of goods in all their texts, as in [`SearchEngine::goods`]. The last word counts as unfinished.
    /// Goods are what takes long to find; no goods are not looked for.
    fn named(
        &self,
        words: &Words,
        goods: usize,
        others: usize,
    ) -> impl Future<Output = Result<Named, Self::Failure>> + Send;
}
