//! A harvest: a dated window in which goods that are still growing are sold ahead, up to a cap, to be sent from one day
//! to another.

pub mod decide;
pub mod delay;
pub mod queries;
pub mod state;
pub mod write;
