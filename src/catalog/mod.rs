//! What is for sale: categories, products, their packs and stock, and the shelf that lists are read from.

pub mod card;
pub mod directory;
pub mod jobs;
pub mod list;
pub mod lock;
pub mod sellable;
pub mod shelf;
pub mod statement;
pub mod stock;
