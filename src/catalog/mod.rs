//! What is for sale: categories, products, their packs and stock, and the shelf that lists are read from.

pub mod lock;
pub mod stock;
