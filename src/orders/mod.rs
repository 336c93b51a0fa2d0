//! Orders and their parcels: one order pays once, each household has its own parcel with its own state.

pub mod access;
pub mod adopt;
pub mod advance;
pub mod called;
pub mod check;
pub mod code;
pub mod corrected;
pub mod delays;
pub mod goods;
pub mod handover;
pub mod http;
pub mod lock;
pub mod messages;
pub mod new_order;
pub mod pages;
pub mod parcel;
pub mod photo;
pub mod queries;
pub mod reason;
pub mod receipt;
pub mod reliability;
pub mod words;
