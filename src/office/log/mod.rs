//! `/office/log`: every act of the office, who did it, what it changed and why. Only read; nothing can be taken out of it.

pub(super) mod facts;
mod filter;
pub mod http;
mod queries;
