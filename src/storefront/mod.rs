//! The shop's own pages: home, the season calendar, the texts, and what search engines and phones ask for.

pub mod calendar;
pub mod desk;
pub mod home;
pub mod http;
pub mod machines;
pub mod markdown;
mod news;
pub mod news_pages;
pub mod pages;
pub mod plan;
pub mod promoted;
pub mod share;
pub mod sitemap;
mod spots;
pub mod text;
