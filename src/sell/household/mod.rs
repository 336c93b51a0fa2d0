//! `/sell/household`: what is still missing before the household sells, and each thing's own page.

pub mod bank;
pub mod facts;
pub mod holiday;
pub mod identity;
mod letters;
pub mod papers;
pub mod points;
pub mod rounds;
pub mod show;
pub mod terms;
