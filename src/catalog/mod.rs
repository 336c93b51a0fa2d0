//! What is for sale: categories, products, their packs and stock, and the shelf that lists are read from.

pub mod card;
pub mod category;
pub mod count;
pub mod directory;
pub mod harvest;
pub mod jobs;
pub mod list;
pub mod lock;
pub mod made;
pub mod orphans;
pub mod pack;
pub mod pages;
pub mod producer_list;
pub mod producer_page;
pub mod product;
pub mod product_page;
pub mod revision;
pub mod sellable;
pub mod shelf;
pub mod source;
pub mod spotlight;
pub mod statement;
pub mod stock;
pub mod synonyms;
pub mod takedown;
pub mod unit;
