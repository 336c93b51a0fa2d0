//! One struct per template of a person's own pages about their data.

use serde::Serialize;

use super::export::Export;
use super::person::Person;
use super::register::Request;
use crate::accounts::consents::Consent;
use crate::platform::forms::Form;
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct AccountDataPage {
    pub person: Person,
    pub orders: usize,
    /// May be written to about more than their orders.
    pub news: bool,
    pub consents: Vec<Consent>,
    pub requests: Vec<Request>,
    pub exports: Vec<Export>,
    /// A file is being made.
    pub making: bool,
    pub form: Form,
}

impl Page for AccountDataPage {
    const TEMPLATE: &'static str = "people/account.html";
}

#[derive(Serialize)]
pub struct OrderDataPage {
    pub code: String,
    /// The order is an account's, whose own page can do more.
    pub account: bool,
    pub form: Form,
}

impl Page for OrderDataPage {
    const TEMPLATE: &'static str = "people/order.html";
}
