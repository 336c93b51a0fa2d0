//! What a visitor intends to buy: a cart for a guest (found by a cookie) or an account, looked at anew at each read,
//! because prices and stock move on while it waits. Nothing is reserved here.

pub mod change;
pub mod find;
pub mod http;
pub mod jobs;
pub mod lines;
pub mod lock;
pub mod pages;
pub mod view;
