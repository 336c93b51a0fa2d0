//! A parcel between its order and its buyer: corrected, confirmed in time, packed, labelled, handed over, received.

mod boxes;
mod confirm;
mod corrections;
mod desk;
mod handing_over;
pub mod live;
mod random;
pub mod support;
mod weights;
