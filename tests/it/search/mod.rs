//! Searching: what both engines must do alike, how the index is kept right, and what happens when it is not.

mod contract;
mod failures;
mod freshness;
mod support;
