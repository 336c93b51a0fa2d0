//! Where goods come from: the plots, ponds and workshops of a household, its farm diary, and its lots, each with what was
//! true on the day it was made. What is written here is only ever added to. `/t/{lot}` shows it all to anyone.

pub mod code;
pub mod diary;
pub mod gtin;
pub mod http;
pub mod lines;
mod lock;
pub mod lot;
pub mod make;
pub mod page;
pub mod plot;
pub mod recall;
mod record;
pub mod scan;
pub mod work;
