//! Goods from a spreadsheet: read, looked at and mended in the page, then taken over row by row by a job. Until the household
//! says begin, nothing is written. The same file again makes nothing twice: a row is found by the household's own code, by
//! the market's, or by the names of product and pack.

mod begin;
mod columns;
pub mod http;
pub mod job;
mod keep;
mod lock;
mod mend;
mod pages;
mod read;
mod row;
mod shelf;
mod show;
mod take;
mod template;
mod weigh;
