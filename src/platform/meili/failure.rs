//! How a call to the search engine can fail, as far as anybody acts on the difference.

use meilisearch_sdk::errors::Error;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No answer in time. A task that was waited for may still be carried out.
    #[error("the search engine took too long")]
    Slow,
    /// No connection, or one that broke before an answer began.
    #[error("the search engine cannot be reached")]
    Unreachable,
    /// It answered no: an HTTP status and the engine's own code, empty when it gave none.
    #[error("the search engine refused with {status} {code}")]
    Refused { status: u16, code: String },
    /// It took a task on and could not finish it, for the reason of this code.
    #[error("a task of the search engine failed: {code}")]
    Failed { code: String },
    #[error("the search engine has no such index")]
    NoIndex,
    /// An answer that is not what the engine answers: another program, a proxy's page, half a text.
    #[error("the search engine's answer makes no sense")]
    Garbled,
}

impl Failure {
    /// One word, as a label of a counter.
    #[must_use]
    pub fn why(&self) -> &'static str {
        match self {
            Failure::Slow => "slow",
            Failure::Unreachable => "unreachable",
            Failure::Refused { .. } => "refused",
            Failure::Failed { .. } => "failed",
            Failure::NoIndex => "no_index",
            Failure::Garbled => "garbled",
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            // What `http` could tell is carried through the client library in its box.
            Error::Other(boxed) => boxed.downcast::<Failure>().map_or(Failure::Garbled, |failure| *failure),
            Error::Timeout => Failure::Slow,
            _ => Failure::Garbled,
        }
    }
}
