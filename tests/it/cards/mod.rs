//! Cards, against the stand-in for Stripe: there and back by every way the news can come, and in any weather.

mod accidents;
mod backwards;
mod chaos;
mod fees;
mod journeys;
mod killed;
mod lists;
pub mod support;
mod webhooks;
