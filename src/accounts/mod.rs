//! Who someone is: accounts by phone or e-mail, sessions, one-time codes, and the extractors every handler starts with.

pub mod account;
pub mod actors;
