//! The households, groups and cooperatives that sell: how they come, who they are, which papers the office has checked,
//! who works for them. Knows no product; what they sell is counted from the shelf.

pub mod application;
pub mod certificate;
pub mod checklist;
pub mod codes;
pub mod expiry;
pub mod facts;
pub mod facts_form;
pub mod form;
pub mod holiday;
pub mod identity;
pub mod letters;
pub mod lock;
pub mod members;
pub mod numbers;
pub mod orphans;
pub mod papers;
pub mod producer;
pub mod register;
pub mod register_many;
pub mod scan;
pub mod standing;
pub mod suspension;
pub mod terms;
