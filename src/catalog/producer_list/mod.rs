//! `/producers`: who sells here. It stands in catalog because it tells how many goods each has. What is asked
//! ([`filter`]), how many there are of each sort ([`tally`]), and how it is shown.

pub mod filter;
pub mod http;
pub mod tally;
