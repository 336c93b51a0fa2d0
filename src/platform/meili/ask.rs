//! Searching.

use std::collections::{BTreeMap, HashMap};

use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{
    FacetStats, FederationOptions, MatchingStrategies, MergeFacets, SearchQuery, SearchResult, Selectors,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::http::Http;
use super::{Failure, ID, Meili, Sort, Wanted, wanted};

/// One question to one index. A document answers it when all its words and all conditions are met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    pub uid: String,
    /// A person's words; empty: every document.
    pub q: String,
    /// The fields to look in; `None`: all that the settings name.
    pub on: Option<Vec<&'static str>>,
    pub wanted: Vec<Wanted>,
    pub sort: Vec<Sort>,
    /// Fields whose values are to be counted among all that answer.
    pub facets: Vec<&'static str>,
    pub offset: usize,
    pub limit: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<Id> {
    /// The page that was asked for, best first.
    pub ids: Vec<Id>,
    /// All that answer; an estimate when there are many.
    pub total: u64,
    /// Field, value, documents.
    pub facets: BTreeMap<String, BTreeMap<String, u64>>,
    /// Field, least and greatest value; of the facets that are numbers, rounded to whole ones.
    pub ranges: BTreeMap<String, (i64, i64)>,
}

#[derive(Clone, Deserialize)]
struct Hit<Id> {
    id: Id,
}

/// The pieces of a question that must be kept while its query borrows them.
struct Rendered {
    index: Index<Http>,
    filter: Option<String>,
    sort: Vec<String>,
}

impl Meili {
    /// Asks several questions in one call; the answers come in their order.
    pub async fn find<Id>(&self, asks: &[Ask]) -> Result<Vec<Answer<Id>>, Failure>
    where
        Id: DeserializeOwned + Send + Sync + 'static,
    {
        if asks.is_empty() {
            return Ok(Vec::new());
        }
        let rendered = self.render(asks);
        let sorts = sorts(&rendered);
        let mut search = self.quick.multi_search();
        for ((ask, rendered), sort) in asks.iter().zip(&rendered).zip(&sorts) {
            let mut query = query(ask, rendered, sort);
            query.with_offset(ask.offset).with_limit(ask.limit);
            if !ask.facets.is_empty() {
                query.with_facets(Selectors::Some(&ask.facets));
            }
            search.with_search_query(query);
        }
        let found = search.execute::<Hit<Id>>().await?;
        if found.results.len() != asks.len() {
            return Err(Failure::Garbled);
        }
        let answers = found.results.into_iter().map(|one| Answer {
            ids: ids(one.hits),
            total: whole(one.estimated_total_hits.or(one.total_hits).unwrap_or_default()),
            facets: facets(one.facet_distribution),
            ranges: ranges(one.facet_stats),
        });
        Ok(answers.collect())
    }

    /// Asks the same index in different words and merges what is found into one order, every document once, by how well
    /// it matches times the weight of its question. Sorts must agree in field order and direction, or it is refused.
    ///
    /// `offset` and `limit` are of the merged list; those of the questions mean nothing here. The facets of the first
    /// question are counted among the documents of all.
    pub async fn merged<Id>(&self, asks: &[(Ask, f32)], offset: usize, limit: usize) -> Result<Answer<Id>, Failure>
    where
        Id: DeserializeOwned + Send + Sync + 'static,
    {
        let (questions, weights): (Vec<Ask>, Vec<f32>) = asks.iter().cloned().unzip();
        let rendered = self.render(&questions);
        let sorts = sorts(&rendered);
        let mut search = self.quick.multi_search();
        for (((ask, weight), rendered), sort) in questions.iter().zip(weights).zip(&rendered).zip(&sorts) {
            search.with_search_query_and_weight(query(ask, rendered, sort), weight);
        }
        let counted = questions.first().filter(|first| !first.facets.is_empty());
        let federation = FederationOptions {
            offset: Some(offset),
            limit: Some(limit),
            facets_by_index: counted.map(|first| {
                HashMap::from([(first.uid.clone(), first.facets.iter().map(|&field| field.to_owned()).collect())])
            }),
            merge_facets: counted.map(|_| MergeFacets::default()),
            show_performance_details: None,
        };
        let found = search.with_federation(federation).execute::<Hit<Id>>().await?;
        Ok(Answer {
            ids: ids(found.hits),
            total: whole(found.estimated_total_hits),
            facets: facets(found.facet_distribution),
            ranges: ranges(found.facet_stats),
        })
    }

    fn render(&self, asks: &[Ask]) -> Vec<Rendered> {
        let rendered = asks.iter().map(|ask| Rendered {
            index: self.quick.index(ask.uid.as_str()),
            filter: wanted::all(&ask.wanted),
            sort: ask.sort.iter().filter_map(|sort| sort.rendered()).collect(),
        });
        rendered.collect()
    }
}

fn sorts(rendered: &[Rendered]) -> Vec<Vec<&str>> {
    rendered.iter().map(|one| one.sort.iter().map(String::as_str).collect()).collect()
}

fn query<'a>(ask: &'a Ask, rendered: &'a Rendered, sort: &'a [&'a str]) -> SearchQuery<'a, Http> {
    let mut query = SearchQuery::new(&rendered.index);
    query.with_query(&ask.q).with_matching_strategy(MatchingStrategies::ALL);
    query.with_attributes_to_retrieve(Selectors::Some(&[ID]));
    if let Some(on) = &ask.on {
        query.with_attributes_to_search_on(on);
    }
    if let Some(filter) = &rendered.filter {
        query.with_filter(filter);
    }
    if !sort.is_empty() {
        query.with_sort(sort);
    }
    query
}

fn ids<Id>(hits: Vec<SearchResult<Hit<Id>>>) -> Vec<Id> {
    hits.into_iter().map(|hit| hit.result.id).collect()
}

fn facets(counted: Option<HashMap<String, HashMap<String, usize>>>) -> BTreeMap<String, BTreeMap<String, u64>> {
    let fields = counted.unwrap_or_default().into_iter();
    fields.map(|(field, values)| (field, values.into_iter().map(|(value, n)| (value, whole(n))).collect())).collect()
}

fn ranges(counted: Option<HashMap<String, FacetStats>>) -> BTreeMap<String, (i64, i64)> {
    let fields = counted.unwrap_or_default().into_iter();
    fields.filter_map(|(field, range)| Some((field, (rounded(range.min)?, rounded(range.max)?)))).collect()
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// By way of its digits: there is no conversion that cannot go wrong silently.
fn rounded(number: f64) -> Option<i64> {
    format!("{number:.0}").parse().ok()
}
