//! Share cards: the picture that a chat or a social site shows beside a link to a product, a household or a collection.

mod draw;
pub mod http;
mod subject;
