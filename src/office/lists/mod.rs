//! The lists of the office as files; [`crate::accounts::list_file`] makes them. Where a page keeps its rows to itself, its file
//! stands beside it.

pub mod acts;
pub mod answer;
pub mod goods;
pub mod money;
pub mod order;
pub mod people;
pub mod promote;
pub mod settings;
pub mod trade;
