//! The shop's own pages: home, the season calendar, the texts, and what search engines and phones ask for.

pub mod calendar;
pub mod home;
pub mod http;
pub mod machines;
pub mod markdown;
pub mod pages;
pub mod promoted;
pub mod sitemap;
mod spots;
pub mod text;
