//! Lists of goods: the whole market, a category, a search. What is asked ([`filter`]), how the database is asked
//! ([`listing`], [`tally`]), and how it is shown.

pub mod band;
pub mod facets;
pub mod filter;
pub mod http;
pub mod listing;
pub mod pages;
pub mod size;
pub mod tally;
pub mod words;
