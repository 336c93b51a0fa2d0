//! `/office/inbox`: what waits, for whom, until when, from every desk of the office in one list. A source is one entry of
//! [`sources`]; who looks at what is a claim of [`claims`], which every decision on an item goes through.

pub mod claims;
pub mod filter;
pub mod hours;
pub mod http;
pub mod lock;
pub mod many;
mod pages;
pub mod queries;
pub mod reasons;
pub mod reasons_http;
pub mod sources;
pub mod trust;
