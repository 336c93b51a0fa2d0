//! All that a household has here, to take along: its goods, its harvests, its parcels, its statements, its lots
//! and where they come from. A household whose
//! goods the office took off the shelf may take it too. Of buyers it holds what the desk shows for good: no phone and no
//! street.

mod goods;
mod harvests;
pub mod http;
mod parcels;
mod reviews;
mod seasons;
mod statements;
mod trace;
