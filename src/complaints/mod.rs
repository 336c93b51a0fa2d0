//! Complaints: a buyer says what was wrong with a parcel; household and office answer within the hours that are published for its
//! kind; a person of the office decides. What was said stays as it was said.
//!
//! Legal source: Decree 248/2026, article 7 (times by kind, tracking number, a human decision, a file for the authorities);
//! Law on Protection of Consumers' Rights, article 39.3e.

pub mod ask;
pub mod complaint;
pub mod http;
pub mod jobs;
pub mod kind;
pub mod list;
mod lock;
pub mod open;
pub mod orphans;
pub mod pages;
pub mod photos;
pub mod public;
pub mod replace;
pub mod say;
pub mod settle;
pub mod state;
pub mod talk;
pub mod tell;
