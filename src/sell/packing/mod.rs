//! Packing: what to pick in all, what to put into whose box, ticked off piece by piece; what does not come; the labels.

mod groups;
pub mod labels;
pub mod pages;
pub mod picking;
pub mod ticks;
