//! Who someone is: accounts by phone or e-mail, sessions, one-time codes, and the extractors every handler starts with.

pub mod account;
pub mod actors;
pub mod acts;
pub mod appoint;
pub mod clerk_role;
mod codes;
pub mod confirm;
pub mod consents;
mod forms;
pub mod http;
mod letters;
pub mod list_file;
mod lock;
mod next;
mod pages;
pub mod password;
mod pending;
mod reset;
pub mod rights;
pub mod role;
pub mod second;
mod sender;
mod sign_in;
mod sign_up;
mod signed_in;
pub mod staff;
mod verify;
