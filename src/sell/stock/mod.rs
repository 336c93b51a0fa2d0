//! What a household has: counted pack by pack with the thumb, or all of it on one page.

pub mod grid;
mod grid_form;
pub mod how;
pub mod http;
mod pages;
pub(in crate::sell) mod queries;
