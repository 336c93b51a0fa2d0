//! Pictures: an upload becomes three sizes in two formats, named by its content, and is served for ever.

pub mod http;
pub mod ingest;
pub mod picture;

pub use ingest::{IngestError, ingest};
pub use picture::Picture;
