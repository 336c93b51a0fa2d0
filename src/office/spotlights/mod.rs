//! `/office/spotlights` and `/office/collections`: what the office puts forward, when, where and why; a form for another one;
//! who was put forward how often.

pub mod collections;
mod find;
mod form;
pub mod http;
mod pages;
pub mod report;
