//! What a handler may answer instead of a page. A refusal is not a failure: only [`Error::Internal`] is a fault,
//! and it is logged once, in `error_pages`, with the request's id, and shows nothing of itself.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::kernel::ids::ProducerId;
use crate::platform::db;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug)]
pub enum Error {
    /// 404, also for what belongs to somebody else.
    NotFound,
    /// 303 to the sign-in page, coming back afterwards.
    SignInFirst,
    /// 303 to where a clerk gives the second factor, coming back afterwards.
    CodeFirst,
    /// 303 to where a clerk sets a second factor up.
    SetUpFirst,
    /// 403: signed in, but this is not yours to do.
    Forbidden,
    /// 405 with the methods that the path does know.
    NotAllowed(&'static str),
    /// 400 with the Fluent key of a sentence.
    BadRequest(&'static str),
    /// 409 with the Fluent key of a sentence: the thing has moved on since the page was loaded.
    Conflict(&'static str),
    /// 409: the form was shown at the desk of the household that is `meant`, and this browser has turned to another one's
    /// since. Nothing was done.
    OtherDesk {
        meant: ProducerId,
        now: ProducerId,
    },
    /// 413
    TooLarge,
    /// 429 with the seconds to wait.
    TooMany(u64),
    /// 503 with Retry-After: a dependency is down or the pool is empty.
    Busy,
    Internal(anyhow::Error),
}

/// Left in a response's extensions for the middleware that renders the error page in the visitor's language.
#[derive(Clone, Copy, Debug)]
pub struct ErrorPage {
    pub status: StatusCode,
    pub sentence: Option<&'static str>,
    pub retry_after: Option<u64>,
    pub allow: Option<&'static str>,
    /// The page that comes first.
    pub first: Option<&'static str>,
    /// The household that a form was for, and the one whose desk it came to.
    pub desks: Option<(ProducerId, ProducerId)>,
}

impl Error {
    fn page(&self) -> ErrorPage {
        let (status, sentence, retry_after) = match self {
            Error::NotFound => (StatusCode::NOT_FOUND, None, None),
            Error::SignInFirst | Error::CodeFirst | Error::SetUpFirst => (StatusCode::UNAUTHORIZED, None, None),
            Error::Forbidden => (StatusCode::FORBIDDEN, None, None),
            Error::NotAllowed(_) => (StatusCode::METHOD_NOT_ALLOWED, None, None),
            Error::BadRequest(sentence) => (StatusCode::BAD_REQUEST, Some(*sentence), None),
            Error::Conflict(sentence) => (StatusCode::CONFLICT, Some(*sentence), None),
            Error::OtherDesk { .. } => (StatusCode::CONFLICT, Some("error-other-desk"), None),
            Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, None, None),
            Error::TooMany(seconds) => (StatusCode::TOO_MANY_REQUESTS, None, Some(*seconds)),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, None, Some(5)),
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, None, None),
        };
        let allow = if let Error::NotAllowed(methods) = self { Some(*methods) } else { None };
        let first = match self {
            Error::SignInFirst => Some("/account/sign-in"),
            Error::CodeFirst => Some("/account/second/code"),
            Error::SetUpFirst => Some("/account/second/set-up"),
            _ => None,
        };
        let desks = if let Error::OtherDesk { meant, now } = self { Some((*meant, *now)) } else { None };
        ErrorPage { status, sentence, retry_after, allow, first, desks }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Internal(error) => write!(f, "{error:#}"),
            other => write!(f, "{}", other.page().status),
        }
    }
}

impl std::error::Error for Error {}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.page().status
    }

    fn error_response(&self) -> HttpResponse {
        let page = self.page();
        let mut response = HttpResponse::build(page.status).finish();
        response.extensions_mut().insert(page);
        response
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Error::Internal(error)
    }
}

/// A database error is always a fault: absence is written out with `optional()`, and a broken constraint that is a
/// lawful refusal is matched by name in the slice that owns it. Only a lock that was not had in time is nobody's.
impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        if db::kept_waiting(&error) {
            tracing::warn!(%error, "gave up waiting for a lock");
            return Error::Busy;
        }
        Error::Internal(anyhow::Error::new(error).context("database"))
    }
}

impl From<tera::Error> for Error {
    fn from(error: tera::Error) -> Self {
        Error::Internal(anyhow::Error::new(error).context("template"))
    }
}

/// Gives a use case's refusal type the two conversions that `?` and a transaction ask for.
/// The type needs a variant `Failed(crate::error::Error)`.
#[macro_export]
macro_rules! refusal {
    ($name:ident) => {
        impl From<$crate::error::Error> for $name {
            fn from(error: $crate::error::Error) -> Self {
                $name::Failed(error)
            }
        }
        impl From<diesel::result::Error> for $name {
            fn from(error: diesel::result::Error) -> Self {
                $name::Failed(error.into())
            }
        }
    };
}
