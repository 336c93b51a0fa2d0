//! Search on Meilisearch: what it is told ([`document`]), how it reads that ([`indexes`]), how it is asked ([`ask`]), how it is kept
//! right ([`feed`], [`fill`], [`compare`], [`reindex`]), and whether it is fit to answer ([`fitness`]).

pub mod ask;
pub mod compare;
pub mod document;
pub mod feed;
pub mod fill;
pub mod fitness;
pub mod indexes;
pub mod jobs;
pub mod reindex;
