//! The journeys, in one binary so that they share one database server and one link step.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::large_futures,
    clippy::disallowed_methods,
    clippy::type_complexity,
    reason = "a test that panics has failed, which is what it is for"
)]

mod accounts;
mod architecture;
mod bench;
mod broadcasts;
mod browser;
mod buyer;
mod cards;
mod cart;
mod catalog;
mod certificates;
mod checkout;
mod complaints;
mod desk;
mod desk_roles;
mod desk_together;
mod engine;
mod errors;
mod facets;
mod harvest;
mod headers;
mod hostile;
mod households;
mod imports;
mod inbox;
mod jobs;
mod know;
mod listing;
mod lists;
mod lists_of_one;
mod locales;
mod machine;
mod media;
mod migrations;
mod money;
mod news;
mod office;
mod orders;
mod packing;
mod payouts;
mod people;
mod places;
mod posters;
mod process;
mod producers;
mod product_page;
mod races;
mod reports;
mod reviews;
mod safety;
mod scale;
mod search;
mod sending;
mod setup;
mod share;
mod spotlights;
mod storefront;
mod stripe;
mod support;
mod trace;
mod transfers;
mod vouchers;
mod whole_road;
mod workers;
