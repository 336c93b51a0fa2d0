//! Questions and answers in the engine's terms.

use std::collections::BTreeMap;

use futures_util::future::try_join;

use super::indexes::{
    CALLED_EN, CALLED_VI, CALLED_VI_TONED, FOLDED, HOUSEHOLD, HOUSEHOLD_TONED, Names, SAID_EN, SAID_VI_TONED, TONED,
};
use crate::catalog::directory::Directory;
use crate::catalog::list::filter::{Filter, Sort as Order};
use crate::catalog::list::tally::{Facet, Tally};
use crate::catalog::list::words::Words;
use crate::kernel::ids::{ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::platform::meili::{Answer, Ask as Question, Failure, Meili, Sort, Wanted};
use crate::search::engine::{Ask, Found, Named, Naming, PAGE, SearchEngine, by_beginning};

/// So much better is what has the very accents that were typed, or lies nearer: no difference in place makes up for it.
const TIER: f32 = 1000.0;
/// Communes asked for in one call: each is two tiers, and the weight of the thirteenth would be infinite.
const COMMUNES: usize = 6;

/// Everything that is counted by.
const FACETS: [&str; 9] =
    ["top_category", "commune", "kind", "certificates", "stars", "in_season", "in_stock", "band", "price"];

/// One generation of indexes on a server.
pub struct Engine<'a> {
    pub meili: &'a Meili,
    pub names: &'a Names,
}

impl SearchEngine for Engine<'_> {
    type Failure = Failure;
    const NAME: &'static str = "meilisearch";

    async fn goods(&self, ask: &Ask<'_>) -> Result<Found, Failure> {
        let conditions = conditions(ask.filter, ask.directory);
        // No facet: whatever is counted is counted near there.
        let near = ask.near().map(|communes| communes.into_iter().map(|(c, _)| c.code.clone()).collect::<Vec<_>>());
        let within = near.clone().map(|codes| Wanted::OneOf("commune", codes));
        let all = conditions.iter().map(|(_, wanted)| wanted.clone()).chain(within.clone()).collect();
        let folded = Question {
            uid: self.names.goods.clone(),
            q: folded(ask.words, ask.by_beginning()),
            on: Some(FOLDED.to_vec()),
            wanted: all,
            sort: order(ask.filter.sort),
            facets: if ask.counted { FACETS.to_vec() } else { Vec::new() },
            offset: ask.filter.page * PAGE,
            limit: PAGE,
        };
        // Each filter in use is counted by with the others only: its own values are alternatives.
        let in_use = conditions.iter().filter(|_| ask.counted);
        let mut facets_in_use: Vec<Facet> = in_use.map(|(facet, _)| *facet).collect();
        facets_in_use.dedup();
        let others = facets_in_use.iter().map(|facet| Question {
            wanted: conditions
                .iter()
                .filter(|(of, _)| of != facet)
                .map(|(_, wanted)| wanted.clone())
                .chain(within.clone())
                .collect(),
            facets: fields(*facet).to_vec(),
            sort: vec![],
            offset: 0,
            limit: 0,
            ..folded.clone()
        });
        let by_fitness = ask.filter.sort == Order::Rank;
        let tones = ask.words.marked().then(|| toned(ask.words));
        let in_parts = by_fitness && (near.is_some() || tones.is_some());
        // Where the page is made of parts, this question only counts.
        let first = Question { limit: if in_parts { 0 } else { PAGE }, ..folded.clone() };
        let questions: Vec<Question> = std::iter::once(first).chain(others).collect();
        let counted = self.meili.find::<i64>(&questions);
        let (answers, merged) = match near {
            Some(communes) if by_fitness => {
                let answers = counted.await?;
                let ids = self.nearest(&folded, tones, &communes, answers.first()).await?;
                (answers, Some(ids))
            }
            _ if in_parts => {
                let tiers = weighted(tiers(&folded, tones));
                let merged = self.meili.merged::<i64>(&tiers, folded.offset, PAGE);
                let (answers, merged) = try_join(counted, merged).await?;
                (answers, Some(merged.ids))
            }
            _ => (counted.await?, None),
        };
        let mut answers = answers.into_iter();
        let main = answers.next().ok_or(Failure::Garbled)?;
        let mut tally = tally(&main, &FACETS);
        tally.total =
            tally.in_stock + main.facets.get("in_stock").and_then(|f| f.get("false")).map_or(0, |n| whole(*n));
        for (facet, answer) in facets_in_use.into_iter().zip(answers) {
            replace(&mut tally, facet, &answer);
        }
        let ids = merged.unwrap_or(main.ids);
        Ok(Found { goods: ids.into_iter().map(ProductId).collect(), tally })
    }

    async fn named(&self, naming: &Naming<'_>) -> Result<Named, Failure> {
        let Naming { words, goods, others, .. } = *naming;
        let question = |uid: &str, q: String, on: &[&'static str], most: usize| Question {
            uid: uid.to_owned(),
            q,
            on: Some(on.to_vec()),
            limit: most,
            ..Question::default()
        };
        let households = askings(naming).into_iter().map(|(q, with_accents)| {
            let on: &[&'static str] = if with_accents { &HOUSEHOLD_TONED } else { &HOUSEHOLD };
            question(&self.names.households, q, on, others)
        });
        let households: Vec<Question> = households.collect();
        let ways = households.len();
        // The engine's own order puts names first. Without accents both would find the same.
        let tones = words.marked().then(|| question(&self.names.goods, toned(words), &TONED, goods));
        let open = by_beginning(words, naming.unfinished);
        let any = question(&self.names.goods, folded(words, open), &FOLDED, goods);
        let of_goods = tones.into_iter().chain([any]).filter(|_| goods > 0);
        let numbered: Vec<Question> = households.into_iter().chain(of_goods).collect();
        // A page may be called so in either language; the reader's comes first.
        let languages = match naming.lang {
            Lang::Vi => [Lang::Vi, Lang::En],
            Lang::En => [Lang::En, Lang::Vi],
        };
        let mut of_pages = Vec::new();
        let strict = naming.exactly();
        let askings = askings(naming).into_iter().filter(|(_, with_accents)| *with_accents || !strict);
        for (q, with_accents) in askings.filter(|_| naming.pages()) {
            for lang in languages {
                of_pages.push(question(&self.names.help, q.clone(), called(lang, with_accents), others));
            }
        }
        let names = of_pages.len();
        for lang in languages.into_iter().filter(|_| naming.texts()) {
            // One word after the other. Those that are called so may be among them.
            let said_so = format!("\"{}\"", toned(words).trim_end());
            of_pages.push(question(&self.names.help, said_so, said(lang), others * 2));
        }
        let (numbered, answers) =
            try_join(self.meili.find::<i64>(&numbered), self.meili.find::<String>(&of_pages)).await?;
        let (producers, found) = numbered.split_at_checked(ways).ok_or(Failure::Garbled)?;
        let (called, says) = answers.split_at_checked(names).ok_or(Failure::Garbled)?;
        let pages = once_each(called, others, &[]);
        let texts = once_each(says, others, &pages);
        Ok(Named {
            goods: once_each(found, goods, &[]).into_iter().map(ProductId).collect(),
            producers: once_each(producers, others, &[]).into_iter().map(ProducerId).collect(),
            pages,
            texts,
        })
    }
}

impl Engine<'_> {
    /// A page of what is near, from commune to commune. Which of them stand on it is known from the counts, so only these are
    /// asked for.
    async fn nearest(
        &self,
        folded: &Question,
        tones: Option<String>,
        communes: &[String],
        counted: Option<&Answer<i64>>,
    ) -> Result<Vec<i64>, Failure> {
        let counts = counted.and_then(|answer| answer.facets.get("commune"));
        let held =
            |commune: &str| counts.and_then(|of| of.get(commune)).map_or(0, |n| usize::try_from(*n).unwrap_or(0));
        let mut ids = Vec::new();
        for some in stretches(communes, held, folded.offset).chunks(COMMUNES) {
            let of = |stretch: &Stretch| {
                let within = Wanted::OneOf("commune", vec![stretch.commune.clone()]);
                let mut tiers = tiers(folded, tones.clone());
                tiers.iter_mut().for_each(|tier| tier.wanted.push(within.clone()));
                tiers
            };
            let tiers = weighted(some.iter().flat_map(of).collect());
            let skip = some.first().map_or(0, |stretch| stretch.skip);
            let take = some.iter().map(|stretch| stretch.take).sum();
            ids.extend(self.meili.merged::<i64>(&tiers, skip, take).await?.ids);
        }
        Ok(ids)
    }
}

/// The words for the fields without accents. The engine takes the last word for a beginning unless a space follows it.
fn folded(words: &Words, by_beginning: bool) -> String {
    let end = if by_beginning { "" } else { " " };
    words.folded() + end
}

/// The words for the fields with accents, all whole.
fn toned(words: &Words) -> String {
    words.each.iter().map(|word| word.toned.clone() + " ").collect()
}

/// The ways to ask for a name, the strictest first, each with whether it is about the accents: with those that were typed, all
/// words whole, and the last one as a beginning.
fn askings(naming: &Naming<'_>) -> Vec<(String, bool)> {
    let words = naming.words;
    let tones = words.marked().then(|| (toned(words), true));
    let open = naming.open().then(|| (folded(words, true), false));
    tones.into_iter().chain([(folded(words, false), false)]).chain(open).collect()
}

/// The fields of what a help page is called.
const fn called(lang: Lang, with_accents: bool) -> &'static [&'static str] {
    match lang {
        Lang::Vi if with_accents => &CALLED_VI_TONED,
        Lang::Vi => &CALLED_VI,
        Lang::En => &CALLED_EN,
    }
}

/// The fields of what it says, with accents.
const fn said(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Vi => &SAID_VI_TONED,
        Lang::En => &SAID_EN,
    }
}

/// So many of the ids at most, in the order of the answers, each once, without these.
fn once_each<Id: Clone + PartialEq>(answers: &[Answer<Id>], most: usize, without: &[Id]) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for id in answers.iter().flat_map(|answer| &answer.ids) {
        if ids.len() < most && !ids.contains(id) && !without.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// A question in parts whose goods stand one after the other: those with the accents that were typed, and then the rest.
fn tiers(folded: &Question, tones: Option<String>) -> Vec<Question> {
    let bare = Question { facets: vec![], offset: 0, limit: 0, ..folded.clone() };
    let with_accents = tones.map(|q| Question { q, on: Some(TONED.to_vec()), ..bare.clone() });
    with_accents.into_iter().chain([bare]).collect()
}

/// So many goods of one commune, after so many others of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    commune: String,
    skip: usize,
    take: usize,
}

/// The stretches that make the page from `offset` on, of a list that goes from commune to commune. `held` tells how many goods
/// of one are in the list.
fn stretches(communes: &[String], held: impl Fn(&str) -> usize, offset: usize) -> Vec<Stretch> {
    let (mut before, mut room) = (offset, PAGE);
    let mut stretches = Vec::new();
    for commune in communes {
        let held = held(commune);
        let skip = before.min(held);
        let take = room.min(held - skip);
        (before, room) = (before - skip, room - take);
        if take > 0 {
            stretches.push(Stretch { commune: commune.clone(), skip, take });
        }
    }
    stretches
}

/// Each part with its weight, the last with 1.
#[expect(clippy::float_arithmetic, reason = "weights of the engine, which are no money")]
fn weighted(tiers: Vec<Question>) -> Vec<(Question, f32)> {
    let weights = std::iter::successors(Some(1.0_f32), |weight| Some(weight * TIER));
    tiers.into_iter().rev().zip(weights).collect::<Vec<_>>().into_iter().rev().collect()
}

fn order(order: Order) -> Vec<Sort> {
    match order {
        Order::Rank => vec![],
        Order::Price => vec![Sort::Up("price")],
        Order::PriceDown => vec![Sort::Down("price")],
        Order::New => vec![Sort::Down("listed")],
    }
}

/// The fields a facet is counted by.
const fn fields(facet: Facet) -> &'static [&'static str] {
    match facet {
        Facet::Category => &["top_category"],
        Facet::Commune => &["commune"],
        Facet::Kind => &["kind"],
        Facet::Certificate => &["certificates"],
        Facet::Stars => &["stars"],
        Facet::Season => &["in_season"],
        Facet::Stock => &["in_stock"],
        Facet::Price => &["band", "price"],
    }
}

/// Each filter in use, with the facet it belongs to; those of one facet stand together.
fn conditions(filter: &Filter, directory: &Directory) -> Vec<(Facet, Wanted)> {
    let mut wanted = Vec::new();
    let chosen: Vec<_> = filter.categories.iter().filter_map(|slug| directory.category(slug)).collect();
    if !chosen.is_empty() {
        let (tops, seconds): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|c| c.parent_id.is_none());
        let either = [("top_category", tops), ("category", seconds)]
            .into_iter()
            .filter(|(_, of)| !of.is_empty())
            .map(|(field, of)| Wanted::OneOf(field, of.iter().map(|c| c.id.to_string()).collect()));
        wanted.push((Facet::Category, Wanted::Any(either.collect())));
    }
    for (facet, field, values) in [
        (Facet::Commune, "commune", &filter.communes),
        (Facet::Kind, "kind", &filter.kinds),
        (Facet::Certificate, "certificates", &filter.certificates),
    ] {
        if !values.is_empty() {
            wanted.push((facet, Wanted::OneOf(field, values.clone())));
        }
    }
    wanted.extend(filter.stars.map(|stars| (Facet::Stars, Wanted::AtLeast("stars", stars))));
    wanted.extend(filter.price_from.map(|dong| (Facet::Price, Wanted::AtLeast("price", dong))));
    wanted.extend(filter.price_to.map(|dong| (Facet::Price, Wanted::AtMost("price", dong))));
    for (facet, field, asked) in
        [(Facet::Season, "in_season", filter.in_season), (Facet::Stock, "in_stock", filter.in_stock)]
    {
        if asked {
            wanted.push((facet, Wanted::Is(field, true)));
        }
    }
    wanted
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The counts of these fields; all others stay empty.
fn tally(answer: &Answer<i64>, fields: &[&str]) -> Tally {
    let values =
        |field: &str| answer.facets.get(field).into_iter().flatten().map(|(value, n)| (value.clone(), whole(*n)));
    let yes = |field: &str| values(field).find(|(value, _)| value == "true").map_or(0, |(_, n)| n);
    let numbers = |field: &str| values(field).filter_map(|(value, n)| Some((value.parse().ok()?, n)));
    let (low, high) = match answer.ranges.get("price").filter(|_| fields.contains(&"price")) {
        Some((low, high)) => (Some(*low), Some(*high)),
        None => (None, None),
    };
    Tally {
        total: 0,
        categories: numbers("top_category").collect::<BTreeMap<i64, i64>>(),
        communes: values("commune").collect(),
        kinds: values("kind").collect(),
        certificates: values("certificates").collect(),
        stars: numbers("stars").collect(),
        in_season: yes("in_season"),
        in_stock: yes("in_stock"),
        bands: numbers("band").filter_map(|(band, n)| Some((i32::try_from(band).ok()?, n))).collect(),
        low,
        high,
    }
}

/// Puts the counts of one facet in the place of those the other filters and itself left.
fn replace(tally: &mut Tally, facet: Facet, answer: &Answer<i64>) {
    let own = self::tally(answer, fields(facet));
    match facet {
        Facet::Category => tally.categories = own.categories,
        Facet::Commune => tally.communes = own.communes,
        Facet::Kind => tally.kinds = own.kinds,
        Facet::Certificate => tally.certificates = own.certificates,
        Facet::Stars => tally.stars = own.stars,
        Facet::Season => tally.in_season = own.in_season,
        Facet::Stock => tally.in_stock = own.in_stock,
        Facet::Price => (tally.bands, tally.low, tally.high) = (own.bands, own.low, own.high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(commune: &str, skip: usize, take: usize) -> Stretch {
        Stretch { commune: commune.to_owned(), skip, take }
    }

    #[test]
    fn a_page_begins_in_the_commune_where_the_one_before_it_ended() {
        let communes = ["a", "b", "c", "d"].map(str::to_owned);
        let held = |commune: &str| match commune {
            "a" => 20,
            "b" => 0,
            "c" => 30,
            _ => 5,
        };
        let page = |nth: usize| stretches(&communes, held, nth * PAGE);
        assert_eq!(page(0), [stretch("a", 0, 20), stretch("c", 0, 4)]);
        assert_eq!(page(1), [stretch("c", 4, 24)]);
        assert_eq!(page(2), [stretch("c", 28, 2), stretch("d", 0, 5)]);
        assert_eq!(page(3), []);
    }
}
