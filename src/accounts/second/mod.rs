//! The second factor of a clerk: a code that a phone makes anew every half minute, asked after the password, and ten codes
//! on paper for the day when the phone is gone. Nobody else is asked for one.

mod codes;
pub mod prove;
pub mod put_away;
pub mod set_up;
mod standing;
mod totp;

pub use codes::renew;
pub use standing::{Standing, asked_of, find};
