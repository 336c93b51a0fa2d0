//! One struct per template of the office's complaints.

use serde::Serialize;

use super::about::About;
use crate::complaints::ask::Asking;
use crate::complaints::kind::Kind;
use crate::complaints::pages::{Choice, Reply, Row, Thread};
use crate::kernel::ids::RefundId;
use crate::kernel::money::Money;
use crate::office::inbox::claims::Held;
use crate::office::moved::Moved;
use crate::payments::refund::Way;
use crate::platform::forms::Form;
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct ListPage {
    pub rows: Vec<Row>,
    pub which: &'static str,
    pub all: [&'static str; 4],
    pub next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "office/complaints.html";
}

#[derive(Serialize)]
pub struct ShowPage {
    #[serde(flatten)]
    pub thread: Thread,
    /// Who looks at it.
    pub held: Vec<Held>,
    pub reply: Reply,
    /// The decision as it was typed.
    pub decision: Form,
    /// Of the parcel's goods and delivery, what has not gone back yet.
    pub goods_left: Money,
    pub shipping_left: Money,
    /// The ways money may go back; the first is the one it came.
    pub ways: Vec<Way>,
    pub buyer_phone: String,
    pub about: About,
    /// The goods of the parcel, in words.
    pub goods: Vec<String>,
    /// The refund it was decided with.
    pub back: Option<RefundId>,
    pub refused: Option<&'static str>,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "office/complaint.html";
}

/// The form to write down what a buyer says on the phone or at the desk.
#[derive(Serialize)]
pub struct WritePage {
    #[serde(flatten)]
    pub asking: Asking,
    pub buyer: String,
}

impl Page for WritePage {
    const TEMPLATE: &'static str = "office/complaint_new.html";
}

#[derive(Serialize)]
pub struct KindsPage {
    pub kinds: Vec<Choice>,
    pub form: Form,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl KindsPage {
    #[must_use]
    pub fn of(kinds: Vec<Kind>, form: Form) -> Self {
        KindsPage { kinds: kinds.into_iter().map(Choice::from).collect(), form, moved: Vec::new() }
    }
}

impl Page for KindsPage {
    const TEMPLATE: &'static str = "office/complaint_kinds.html";
}
