//! The households, groups and cooperatives that sell, and the papers the office has checked. Knows no product; what
//! they sell is counted from the shelf.

pub mod certificate;
pub mod numbers;
pub mod producer;
