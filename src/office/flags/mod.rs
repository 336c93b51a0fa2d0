//! `/office/flags/{id}`: what a visitor says against a product, and the office's answer to it.

pub mod http;
