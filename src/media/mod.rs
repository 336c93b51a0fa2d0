//! Pictures: an upload becomes three sizes in two formats, named by its content, and is served for ever.

mod decode;
mod foreign;
pub mod http;
pub mod ingest;
mod jpeg;
pub mod mount;
pub mod picture;
mod png;
mod profile;
mod render;
mod riff;
pub mod strip;

pub use ingest::{IngestError, ingest};
pub use picture::Picture;
