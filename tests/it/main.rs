//! The journeys, in one binary so that they share one database server and one link step.

mod accounts;
mod architecture;
mod browser;
mod buyer;
mod cart;
mod catalog;
mod desk;
mod errors;
mod jobs;
mod locales;
mod media;
mod migrations;
mod office;
mod places;
mod races;
mod storefront;
mod support;
