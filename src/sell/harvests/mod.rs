//! A household sells ahead what grows still: it says when it takes orders, how much, and when it sends.

pub mod delay;
mod form;
pub mod http;
mod pages;
