//! A marketplace for the farm specialties of Lập Thạch. In reading order:
//!
//! [`kernel`] is the words of the trade, [`platform`] the outside world. The slices come next, each owning its tables:
//! [`accounts`], [`places`].

pub mod accounts;
pub mod app;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod cli;
pub mod config;
pub mod delivery;
pub mod demo;
pub mod error;
pub mod error_pages;
pub mod health;
pub mod kernel;
pub mod media;
pub mod office;
pub mod orders;
pub mod payments;
pub mod places;
pub mod platform;
pub mod producers;
pub mod reactions;
pub mod routes;
pub mod schema;
pub mod sell;
pub mod storefront;
pub mod worker;
