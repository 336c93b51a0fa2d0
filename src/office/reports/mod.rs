//! What the market sold, for whoever runs it: the board, the table of anything by anything, and the monthly report. All of
//! it from `figures`.

mod board;
mod book;
pub mod http;
pub mod monthly;
mod pages;
pub mod period;
mod queries;
pub mod table;
