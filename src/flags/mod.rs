//! What visitors say against a product: that it is banned, false, unsafe. Anyone may say it, once for each product, and the
//! office answers each with a reason (Law on E-commerce 122/2025/QH15, Decree 248/2026 arts. 17-18). Words that the office
//! forbids say it of what has them.

pub mod flag;
pub mod http;
pub mod phrase;
pub mod resolve;
