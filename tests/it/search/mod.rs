//! Searching, by what it is to find.

mod near;
mod noted;
mod state;
