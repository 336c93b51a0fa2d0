//! A marketplace for the farm specialties of Lập Thạch. In reading order:
//!
//! - [`kernel`] is the words of the trade, without I/O; [`platform`] the outside world, without products or orders.
//! - Slices, each owning its tables: [`accounts`], [`places`], [`media`], [`producers`], [`catalog`],
//!   [`search`], [`cart`], [`vouchers`], [`flags`], [`delivery`], [`trace`], [`orders`], [`ledger`], [`payments`],
//!   [`complaints`], [`reviews`], [`payouts`], [`figures`], and [`checkout`], where they meet in one transaction; [`people`], what is
//!   known of one person and how it goes.
//! - Desks and pages over them: [`sell`], [`office`], [`storefront`], and [`demo`], which fills an empty shop.
//! - All of it put together, each on one screen: [`routes`], [`worker`], [`reactions`], [`app`], [`cli`].

// The macro by which any two tables may be joined unfolds once for each table.
#![recursion_limit = "256"]

/// Photos take tens of megabytes for a moment, on many threads. The system's allocator keeps for each thread what it once
/// had; this one gives it back.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod accounts;
pub mod app;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod cli;
pub mod complaints;
pub mod config;
pub mod delivery;
pub mod demo;
pub mod error;
pub mod error_pages;
pub mod figures;
pub mod flags;
pub mod health;
pub mod kernel;
pub mod ledger;
pub mod media;
pub mod office;
pub mod orders;
pub mod payments;
pub mod payouts;
pub mod people;
pub mod places;
pub mod platform;
pub mod producers;
pub mod reactions;
pub mod reviews;
pub mod routes;
pub mod schema;
pub mod search;
pub mod sell;
pub mod storefront;
pub mod trace;
pub mod vouchers;
pub mod worker;
