//! The office's desk for transfers: what came, what waits, statements of the bank, and a clerk's own word.

pub mod acts;
pub mod queries;
pub mod queue;
pub mod received;
pub mod show;
pub mod statement;
pub mod suggest;
