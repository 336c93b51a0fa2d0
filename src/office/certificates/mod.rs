//! `/office/certificates`: the register of papers. What waits, stands, ends soon, has ended or was revoked; a page of each with
//! its scan and its history; a table to take along and one to bring.

pub mod files;
mod form;
pub mod import;
pub mod list;
mod pages;
pub mod show;
pub mod write;
