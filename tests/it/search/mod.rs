//! Searching: what both engines must do alike, how the index is kept right, what happens when it is not, and what is
//! offered while someone types.

mod contract;
mod failures;
mod freshness;
mod program;
mod reindex;
mod suggest;
mod support;
