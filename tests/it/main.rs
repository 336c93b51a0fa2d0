//! The journeys, in one binary so that they share one database server and one link step.

mod accounts;
mod architecture;
mod browser;
mod buyer;
mod cart;
mod catalog;
mod errors;
mod locales;
mod media;
mod migrations;
mod places;
mod races;
mod storefront;
mod support;
