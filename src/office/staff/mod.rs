//! `/office/staff`: who is a clerk, and for what. For admins.

pub mod http;
