//! Transfers that come: told by providers, statements and clerks, more than once, at once, too little, too much, too late.

mod adds_up;
mod books;
mod claims;
mod credits;
mod direct;
mod direct_words;
mod moved;
mod notices;
mod office;
mod once;
mod owners;
mod problems;
mod resolve;
mod second_look;
pub mod statements;
mod support;
mod tables;
mod together;
