//! One box over all households' goods that finds what a person means, whatever the keyboard.
//!
//! [`find`] reads a search in several ways until something is found; an engine ([`engine::SearchEngine`]) answers each
//! reading. What is said to be found is always loaded from the tables afterwards, so nothing hidden is ever shown.

pub mod changes;
pub mod engine;
pub mod engine_for;
pub mod find;
pub mod highlight;
pub mod http;
pub mod lock;
pub mod log;
pub mod meili;
pub mod names;
pub mod pages;
pub mod postgres;
pub mod readings;
pub mod remake;
pub mod same;
pub mod spelling;
pub mod state;
pub mod suggest;
pub mod vocabulary;
