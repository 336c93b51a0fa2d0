//! Who works for the household: the list and its roles, invitations by a code that is shown once, and coming in by one.

pub mod http;
pub mod take_over;
