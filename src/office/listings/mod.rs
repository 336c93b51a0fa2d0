//! `/office/listings`: what households want to put on the shelf or change there, the oldest first, each beside what
//! buyers see now.

pub mod decide;
mod facts;
pub mod files;
pub mod http;
mod pages;
pub(super) mod queries;
