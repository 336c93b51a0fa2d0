//! `/sell/join`: a household asks to sell here, on one short page.

pub mod http;
