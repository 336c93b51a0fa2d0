//! Searching: what is offered while someone types.

mod suggest;
