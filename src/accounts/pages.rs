//! The pages of an account: each struct is what its template shows.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::next::Next;
use super::second::Standing;
use crate::platform::forms::Form;
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct SignInPage {
    pub form: Form,
    pub next: Next,
    /// The last try did not fit.
    pub wrong: bool,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "accounts/sign_in.html";
}

#[derive(Serialize)]
pub struct SignUpPage {
    pub form: Form,
    pub next: Next,
}

impl Page for SignUpPage {
    const TEMPLATE: &'static str = "accounts/sign_up.html";
}

#[derive(Serialize)]
pub struct VerifyPage {
    pub form: Form,
    pub next: Next,
    /// The phone or e-mail as its owner would write it.
    pub handle: String,
}

impl Page for VerifyPage {
    const TEMPLATE: &'static str = "accounts/verify.html";
}

#[derive(Serialize)]
pub struct ResetPage {
    pub form: Form,
}

impl Page for ResetPage {
    const TEMPLATE: &'static str = "accounts/reset.html";
}

#[derive(Serialize)]
pub struct ResetCodePage {
    pub form: Form,
    pub handle: String,
}

impl Page for ResetCodePage {
    const TEMPLATE: &'static str = "accounts/reset_code.html";
}

#[derive(Serialize)]
pub struct AccountPage {
    pub name: String,
    /// How one greets a Vietnamese person: by the last word of the name.
    pub given_name: String,
    /// E.164.
    pub phone: Option<String>,
    pub phone_verified_at: Option<DateTime<Utc>>,
    pub email: Option<String>,
    pub email_verified_at: Option<DateTime<Utc>>,
    /// A clerk of the trade office, even one who has not given the second factor.
    pub staff: bool,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "accounts/account.html";
}

#[derive(Serialize)]
pub struct NamePage {
    pub form: Form,
}

impl Page for NamePage {
    const TEMPLATE: &'static str = "accounts/name.html";
}

#[derive(Serialize)]
pub struct PasswordPage {
    pub form: Form,
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "accounts/password.html";
}

/// Asks a clerk for the second factor.
#[derive(Serialize)]
pub struct SecondCodePage {
    pub form: Form,
    pub next: Next,
}

impl Page for SecondCodePage {
    const TEMPLATE: &'static str = "accounts/second_code.html";
}

/// How a clerk's second factor stands.
#[derive(Serialize)]
pub struct SecondPage {
    pub standing: Option<Standing>,
    /// No clerk is without one here.
    pub needed: bool,
    pub form: Form,
}

impl Page for SecondPage {
    const TEMPLATE: &'static str = "accounts/second.html";
}

#[derive(Serialize)]
pub struct SecondSetUpPage {
    /// Address of the QR code.
    pub picture: String,
    /// What it says, for typing.
    pub typed: String,
    /// The same, encrypted, for the form.
    pub sealed: String,
    pub needed: bool,
    pub form: Form,
}

impl Page for SecondSetUpPage {
    const TEMPLATE: &'static str = "accounts/second_set_up.html";
}

/// The codes to print, shown once.
#[derive(Serialize)]
pub struct SecondPaperPage {
    pub codes: Vec<String>,
    pub name: String,
}

impl Page for SecondPaperPage {
    const TEMPLATE: &'static str = "accounts/second_paper.html";
}
