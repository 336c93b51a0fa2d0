//! Where the office writes: news, and the texts of the shop. They stand here and not in the office's slice because what is written
//! is looked at as the storefront shows it.

pub mod news;
pub mod texts;
