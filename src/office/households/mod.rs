//! What the office does for and with a household: approve, check, suspend, write down, act in its place. Each act is in
//! the log, with its reason.

pub mod behalf;
pub mod choose;
pub mod create;
pub mod decide;
pub mod facts;
pub mod page;
