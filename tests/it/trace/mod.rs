//! Where goods come from: diary, lots, labels, which parcel got what, recalls, and the page that anyone may read.

mod diary;
mod lots;
mod one_press;
mod picker;
mod public;
mod recall;
mod rules;
pub mod support;
