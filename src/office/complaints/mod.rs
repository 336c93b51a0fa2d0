//! `/office/complaints`: answering buyers in time, deciding, and handing over.

pub mod about;
mod decide;
pub mod file;
pub mod http;
pub mod kinds;
mod pages;
pub mod write_down;
