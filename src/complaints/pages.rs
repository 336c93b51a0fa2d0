//! One struct per template of complaints, as their buyer sees them.

use serde::Serialize;

use super::ask::Asking;
use super::complaint::{Complaint, Message};
use super::kind::Kind;
use super::state::State;
use crate::error::Result;
use crate::kernel::ids::ComplaintId;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// A kind as it is offered.
#[derive(Serialize)]
pub struct Choice {
    pub word: String,
    /// Tail of its Fluent keys.
    pub key: String,
    pub photo: bool,
    pub answer_hours: i32,
    pub settle_hours: i32,
    pub window_hours: Option<i32>,
    pub keeps_hours: Option<i32>,
}

impl From<Kind> for Choice {
    fn from(kind: Kind) -> Self {
        Choice {
            key: kind.key(),
            word: kind.word,
            photo: kind.photo,
            answer_hours: kind.answer_hours,
            settle_hours: kind.settle_hours,
            window_hours: kind.window_hours,
            keeps_hours: kind.keeps_hours,
        }
    }
}

/// The form to say what is wrong.
#[derive(Serialize)]
pub struct NewPage {
    #[serde(flatten)]
    pub asking: Asking,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "complaints/new.html";
}

/// A complaint with all that may be read of it, the same for its three readers.
#[derive(Serialize)]
pub struct Thread {
    pub c: Complaint,
    pub code: String,
    pub parcel_code: String,
    pub waits: bool,
    /// Whether somebody has answered; what is waited for is told by it.
    pub answered: bool,
    pub messages: Vec<Message>,
    /// Where its reader finds it: pictures lie below, and words are posted here.
    pub here: String,
}

impl Thread {
    /// Reads what was said, with the office's own notes or without.
    pub async fn load(conn: &mut Conn, c: Complaint, inner: bool, here: String) -> Result<Self> {
        let messages = super::complaint::messages(conn, c.id, inner).await?;
        let state = State::parse(&c.state);
        Ok(Thread {
            code: c.code(),
            parcel_code: c.parcel_code(),
            waits: c.waits(),
            answered: state != Some(State::Open),
            messages,
            here,
            c,
        })
    }
}

/// The form to say something, as it comes back.
#[derive(Default, Serialize)]
pub struct Reply {
    pub form: Form,
    pub photos: usize,
    pub kept: String,
}

#[derive(Serialize)]
pub struct ShowPage {
    #[serde(flatten)]
    pub thread: Thread,
    pub reply: Reply,
    /// Fluent key of why nothing was done.
    pub refused: Option<&'static str>,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "complaints/show.html";
}

/// The times that are kept, for everybody.
#[derive(Serialize)]
pub struct TimesPage {
    pub kinds: Vec<Choice>,
}

impl Page for TimesPage {
    const TEMPLATE: &'static str = "complaints/times.html";
}

/// A complaint in the list of an order or a desk.
#[derive(Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub c: Complaint,
    pub code: String,
    pub parcel_code: String,
}

impl From<Complaint> for Row {
    fn from(c: Complaint) -> Self {
        Row { code: c.code(), parcel_code: c.parcel_code(), c }
    }
}

/// Where a complaint lies under an order.
#[must_use]
pub fn path(order_code: &str, id: ComplaintId) -> String {
    format!("/orders/{order_code}/complaints/{id}")
}
