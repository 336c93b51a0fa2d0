//! Reviews: who bought something and has it says how it is, with one to five stars and in words; its household answers once. All
//! of it is shown. The office hides only what law or decency forbids, says why, and its place stays.
//!
//! Legal source: Law on Protection of Consumers' Rights, article 39.3d.

pub mod check;
pub mod hide;
pub mod http;
pub mod kin;
pub mod list;
mod lock;
pub mod name;
pub mod pages;
pub mod public;
pub mod reply;
pub mod report;
pub mod tell;
pub mod write;
