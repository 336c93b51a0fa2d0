//! Where the household's goods come from, as it writes it down itself: the diary of the day, its plots, its lots, which
//! lot went into which parcel, and what to do when one must come back.

pub mod diary;
pub mod labels;
pub mod lot;
pub mod lots;
pub mod new_lot;
pub mod pick;
pub mod plots;
pub mod tell;
