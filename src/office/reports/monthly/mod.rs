//! The monthly report: asked for with one button, made by a job, kept as it was made. Made again, a new one stands beside the
//! old.

pub mod ask;
mod books;
mod content;
pub mod job;
mod keep;
pub mod show;
