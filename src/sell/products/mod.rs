//! The household's goods: a list by state, photo first for a new one, what the office still wants to know, and packs
//! whose price and stock change at once.

pub mod act;
pub mod fields;
pub mod list;
pub mod new;
pub mod packs;
pub mod pages;
pub mod pictures;
pub(super) mod posted;
mod queries;
pub mod save;
pub mod show;
