//! The household's desk: what to confirm, pack, hand over and collect today, and every parcel it ever had.

pub mod complaints;
pub mod correct;
pub mod export;
pub mod handover;
pub mod harvests;
pub mod household;
pub mod http;
pub mod import;
pub mod join;
pub mod know;
pub mod live;
pub mod members;
pub mod money;
mod move_on;
pub mod other_desk;
pub mod packing;
pub mod pages;
mod parcel_page;
mod parcels;
mod picks;
pub mod products;
mod queries;
pub mod receive;
pub mod rounds;
pub mod stock;
pub mod trace;
