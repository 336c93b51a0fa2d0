//! Searching: what both engines must do alike, how the index is kept right, and what happens when it is not; what is near,
//! how a search is read that nothing answers, what is noted, and what is offered while someone types.

mod contract;
mod failures;
mod freshness;
mod near;
mod noted;
mod pages;
mod program;
mod readings;
mod reindex;
mod state;
mod suggest;
mod support;
