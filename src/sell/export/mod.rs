//! All that a household has here, to take along: what it says of itself, its goods with their stock and prices, its harvests,
//! its parcels, its statements, what buyers said, its lots and where they come from, and what was done for it. A household
//! whose goods the office took off the shelf may take it too. Of buyers it holds what the desk shows for good: no phone and no
//! street. What the market keeps to check a household (numbers of identity papers, codes, marks of trust) is the person's, who
//! asks for it at `/account/data`, or the market's own.

mod complaints;
mod goods;
mod harvests;
mod history;
pub mod http;
mod own;
mod parcels;
mod reviews;
mod rows;
mod seasons;
mod statements;
mod trace;
