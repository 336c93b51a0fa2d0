//! Searching: what both engines must do alike, how the index is kept right, and what happens when it is not; what is near,
//! and what is noted.

mod contract;
mod failures;
mod freshness;
mod near;
mod noted;
mod state;
mod support;
