//! What a household learns from its own sales: how much, of what, when, to how many who came back. Nobody else's figures,
//! and no buyer's name.

pub mod http;
mod pages;
pub(super) mod queries;
mod ratings;
mod report;
pub(super) mod season;
