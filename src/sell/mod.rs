//! The household's desk: what to confirm, pack, hand over and collect today, and every parcel it ever had.

pub mod export;
pub mod http;
pub mod know;
pub mod money;
mod move_on;
pub mod pages;
mod parcels;
mod queries;
