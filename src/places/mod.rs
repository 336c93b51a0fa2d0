//! Where people live: the provinces and communes in force, and the names from before July 2025 that people still write.
//! The lists travel inside the program ([`load`]) and are asked in Postgres.

pub mod commune;
pub mod http;
mod load;
mod queries;
mod serve;
mod typed;

#[cfg(test)]
mod tests;

pub use commune::{Commune, Kind, Province};
pub use load::load;
pub use queries::{Resolved, Served, Suggestion, find, provinces, resolve, served, suggest};
pub use serve::{Serving, serve};
