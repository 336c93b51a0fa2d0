//! A parcel between its order and its buyer: what is missing, and what that means for the money.

mod corrections;
mod support;
