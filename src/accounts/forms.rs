//! The fields of the account forms.

use super::account::Handle;
use super::password;
use crate::platform::forms::Form;

/// Names are as long as people's names get.
const LONGEST_NAME: usize = 120;

/// A person's name.
pub fn name(form: &mut Form) -> Option<String> {
    form.line("name", LONGEST_NAME)
}

/// A phone number or e-mail to sign up with: one that can exist.
pub fn new_handle(form: &mut Form) -> Option<Handle> {
    handle(form, Handle::parse_strictly)
}

/// A phone number or e-mail to find an account by.
pub fn known_handle(form: &mut Form) -> Option<Handle> {
    handle(form, Handle::parse)
}

fn handle(form: &mut Form, parse: fn(&str) -> Option<Handle>) -> Option<Handle> {
    let typed = form.raw("login").trim().to_owned();
    let handle = parse(&typed);
    if handle.is_none() {
        let why = match typed.as_str() {
            "" => "accounts-login-required",
            t if t.contains('@') => "field-email-wrong",
            _ => "field-phone-wrong",
        };
        form.refuse("login", why);
    }
    handle
}

/// A new password; `own` is what it may not be: the name, the phone, the e-mail. It is never shown again.
pub fn new_password(form: &mut Form, own: &[&str]) -> Option<String> {
    let typed = form.raw("password").to_owned();
    form.set("password", "");
    match password::check(&typed, own) {
        Ok(()) => Some(typed),
        Err(why) => {
            form.refuse("password", why);
            None
        }
    }
}
