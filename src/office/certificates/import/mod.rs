//! Papers from a spreadsheet, such as the list behind a decision: a table to fill in, a look at what would become of each row, and
//! taking it over. The same table again changes nothing.

mod columns;
pub mod files;
pub mod http;
mod keep;
mod read;
mod take;
mod weigh;
