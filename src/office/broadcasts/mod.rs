//! What the office writes to many households at once: written, looked at with the number of those it will reach, sent once,
//! and followed phone by phone.

mod form;
pub mod http;
mod pages;
pub mod read;
mod send;
mod write;
