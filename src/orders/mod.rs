//! Orders and their parcels: one order pays once, each household has its own parcel with its own state.

pub mod advance;
pub mod check;
pub mod lock;
pub mod parcel;
pub mod reason;
