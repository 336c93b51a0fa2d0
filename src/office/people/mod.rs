//! `/office/people`: the personal data desk. Somebody is found by exactly what they have (a phone, an e-mail, an order's
//! code), and every search, every look at a person and every act about one is in the log, without what was typed.

pub mod desk;
pub mod files;
mod pages;
pub mod person;
pub mod work;
