//! What Stripe takes and what it refuses, in its words and numbers.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::books::{Books, Page};

/// The least it charges in VND: about half a US dollar.
const LEAST: i64 = 13_000;
const LARGEST: i64 = 99_999_999;

/// An error as Stripe writes it.
pub struct Refusal {
    pub status: u16,
    pub body: Value,
    /// Refused while being carried out, which is kept under the key; a wrong parameter is not.
    pub kept: bool,
}

pub fn refusal(status: u16, kind: &str, code: &str, message: &str) -> Refusal {
    let mut error = json!({"type": kind, "message": message});
    if !code.is_empty() {
        error["code"] = code.into();
    }
    Refusal { status, body: json!({"error": error}), kept: false }
}

fn wrong(code: &str, message: &str) -> Refusal {
    refusal(400, "invalid_request_error", code, message)
}

fn missing(what: &str) -> Refusal {
    refusal(404, "invalid_request_error", "resource_missing", &format!("No such {what}"))
}

type Form = BTreeMap<String, String>;

/// The parameters of a form; what comes twice is refused.
fn form(text: &str, known: impl Fn(&str) -> bool) -> Result<Form, Refusal> {
    let mut form = Form::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        if !known(&name) {
            return Err(wrong("parameter_unknown", &format!("Received unknown parameter: {name}")));
        }
        if form.insert(name.to_string(), value.to_string()).is_some() {
            return Err(wrong("parameter_invalid_string_blank", &format!("{name} was given twice")));
        }
    }
    Ok(form)
}

fn whole(form: &Form, name: &str) -> Result<i64, Refusal> {
    let text = form.get(name).ok_or_else(|| wrong("parameter_missing", &format!("Missing required param: {name}.")))?;
    text.parse().map_err(|_| wrong("parameter_invalid_integer", &format!("Invalid integer: {text}")))
}

/// `prefix[name]`, up to 50 names of 40 characters with values of 500.
fn metadata(form: &Form, prefix: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let named = form.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(prefix)?.strip_prefix('[')?.strip_suffix(']')?;
        Some((name.to_owned(), value.clone()))
    });
    let named: BTreeMap<_, _> = named.collect();
    let fits = named.iter().all(|(name, value)| name.len() <= 40 && value.chars().count() <= 500);
    if named.len() > 50 || !fits {
        return Err(wrong("", "Metadata is too large"));
    }
    Ok(named)
}

/// `line_items[0][price_data][currency]` without its number.
fn line_field(name: &str) -> Option<(usize, &str)> {
    let (n, field) = name.strip_prefix("line_items[")?.split_once(']')?;
    Some((n.parse().ok()?, field))
}

fn session_knows(name: &str) -> bool {
    const LINE: [&str; 4] =
        ["[price_data][currency]", "[price_data][product_data][name]", "[price_data][unit_amount]", "[quantity]"];
    const PLAIN: [&str; 8] = [
        "mode",
        "currency",
        "client_reference_id",
        "success_url",
        "cancel_url",
        "expires_at",
        "locale",
        "customer_email",
    ];
    PLAIN.contains(&name)
        || name.starts_with("metadata[")
        || name.starts_with("payment_intent_data[metadata][")
        || line_field(name).is_some_and(|(_, field)| LINE.contains(&field))
}

fn total(form: &Form) -> Result<i64, Refusal> {
    let lines = form.keys().filter_map(|name| line_field(name)).map(|(n, _)| n).max().map_or(0, |n| n + 1);
    if lines == 0 {
        return Err(wrong("parameter_missing", "line_items is required"));
    }
    let mut total = 0;
    for n in 0..lines {
        let field = |name: &str| format!("line_items[{n}]{name}");
        let unit = whole(form, &field("[price_data][unit_amount]"))?;
        let quantity = whole(form, &field("[quantity]"))?;
        if unit < 0 || quantity < 1 {
            return Err(wrong("parameter_invalid_integer", "This value must be greater than or equal to 0."));
        }
        if form.get(&field("[price_data][currency]")).map(String::as_str) != Some("vnd") {
            return Err(wrong("invalid_currency", "This stand-in takes vnd"));
        }
        if form.get(&field("[price_data][product_data][name]")).is_none_or(String::is_empty) {
            return Err(wrong("parameter_invalid_empty", "You passed an empty string for a name"));
        }
        total += unit * quantity;
    }
    match total {
        ..LEAST => Err(wrong("amount_too_small", "The total amount must convert to at least 50 cents.")),
        LEAST..=LARGEST => Ok(total),
        _ => Err(wrong("amount_too_large", "The total amount must be no more than 99,999,999 VND.")),
    }
}

pub fn open_session(books: &mut Books, body: &str, now: i64) -> Result<Value, Refusal> {
    let form = form(body, session_knows)?;
    let text = |name: &str| form.get(name).cloned();
    if text("mode").as_deref() != Some("payment") {
        return Err(wrong("parameter_missing", "mode"));
    }
    if !text("success_url").is_some_and(|url| url.starts_with("http")) {
        return Err(wrong("url_invalid", "Not a valid URL"));
    }
    if text("locale").is_some_and(|l| !["auto", "vi", "en"].contains(&l.as_str())) {
        return Err(wrong("", "Invalid locale"));
    }
    if text("customer_email").is_some_and(|email| !email.contains('@')) {
        return Err(wrong("email_invalid", "Invalid email address"));
    }
    if text("client_reference_id").is_some_and(|id| id.len() > 200) {
        return Err(wrong("", "client_reference_id is too long"));
    }
    let expires_at = if form.contains_key("expires_at") { whole(&form, "expires_at")? } else { now + 86_400 };
    if !(now + 1_800..=now + 86_400).contains(&expires_at) {
        return Err(wrong("", "The `expires_at` timestamp must be between 30 minutes and 24 hours from now."));
    }
    let page = Page {
        id: books.id("cs_test"),
        status: "open",
        payment_status: "unpaid",
        amount: total(&form)?,
        reference: text("client_reference_id"),
        metadata: metadata(&form, "metadata")?,
        payment_metadata: metadata(&form, "payment_intent_data[metadata]")?,
        payment_intent: None,
        email: text("customer_email"),
        created: now,
        expires_at,
    };
    let shown = page.shown();
    books.pages.push(page);
    Ok(shown)
}

pub fn session(books: &mut Books, id: &str) -> Result<Value, Refusal> {
    books.page(id).map(|page| page.shown()).map_err(|_| missing("checkout.session"))
}

pub fn expire_session(books: &mut Books, id: &str, now: i64) -> Result<Value, Refusal> {
    session(books, id)?;
    if books.expire(id, now).is_err() {
        let status = books.page(id).unwrap().status;
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This one has a status of `{status}`."
        );
        return Err(Refusal { kept: true, ..wrong("", &message) });
    }
    session(books, id)
}

/// Newest first.
pub fn movements(books: &Books, query: &str) -> Result<Value, Refusal> {
    let form =
        form(query, |name| ["limit", "created[gte]", "starting_after"].contains(&name) || name.starts_with("expand["))?;
    let limit = usize::try_from(if form.contains_key("limit") { whole(&form, "limit")? } else { 10 }).unwrap();
    let since = if form.contains_key("created[gte]") { whole(&form, "created[gte]")? } else { 0 };
    let expanded = form.iter().any(|(name, value)| name.starts_with("expand[") && value == "data.source");
    let all = books.movements.iter().rev().filter(|m| m.created >= since);
    let rest: Vec<_> = match form.get("starting_after") {
        Some(last) => all.skip_while(|m| m.id != *last).skip(1).collect(),
        None => all.collect(),
    };
    let data: Vec<Value> = rest.iter().take(limit).map(|m| m.shown(expanded)).collect();
    Ok(json!({"object": "list", "url": "/v1/balance_transactions", "has_more": rest.len() > limit, "data": data}))
}

/// Newest first.
pub fn sessions(books: &Books, query: &str) -> Result<Value, Refusal> {
    let form = form(query, |name| ["limit", "created[gte]", "starting_after"].contains(&name))?;
    let limit = if form.contains_key("limit") { whole(&form, "limit")? } else { 10 };
    if !(1..=100).contains(&limit) {
        return Err(wrong("parameter_invalid_integer", "limit"));
    }
    let since = if form.contains_key("created[gte]") { whole(&form, "created[gte]")? } else { 0 };
    let after = form.get("starting_after");
    let all = books.pages.iter().rev().filter(|p| p.created >= since);
    let rest: Vec<_> = match after {
        Some(last) => all.skip_while(|p| p.id != *last).skip(1).collect(),
        None => all.collect(),
    };
    let limit = usize::try_from(limit).unwrap();
    let data: Vec<Value> = rest.iter().take(limit).map(|p| p.shown()).collect();
    Ok(json!({"object": "list", "url": "/v1/checkout/sessions", "has_more": rest.len() > limit, "data": data}))
}

pub fn refund(books: &mut Books, body: &str, now: i64) -> Result<Value, Refusal> {
    let known = |name: &str| ["payment_intent", "amount"].contains(&name) || name.starts_with("metadata[");
    let form = form(body, known)?;
    let metadata = metadata(&form, "metadata")?;
    let intent = form.get("payment_intent").ok_or_else(|| wrong("parameter_missing", "payment_intent"))?;
    let charge = books.charges.iter().find(|c| c.payment_intent == *intent);
    let charge = charge.ok_or_else(|| missing("payment_intent"))?.clone();
    let left = charge.amount - charge.refunded;
    let amount = if form.contains_key("amount") { whole(&form, "amount")? } else { left };
    if amount < 1 {
        return Err(wrong("parameter_invalid_integer", "Invalid positive integer"));
    }
    let refused = |code: &str, message: &str| Err(Refusal { kept: true, ..wrong(code, message) });
    if charge.disputed {
        return refused("charge_disputed", "The charge has been charged back.");
    }
    if left == 0 {
        return refused("charge_already_refunded", "The charge has already been refunded.");
    }
    if amount > left {
        return refused("", &format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"));
    }
    Ok(books.give(&charge.id, amount, metadata, now))
}

/// Of one payment, newest first.
pub fn refunds(books: &Books, query: &str) -> Result<Value, Refusal> {
    let form = form(query, |name| ["limit", "payment_intent"].contains(&name))?;
    let of = form.get("payment_intent").ok_or_else(|| wrong("parameter_missing", "payment_intent"))?;
    let data: Vec<Value> = books.refunds.iter().rev().filter(|r| r.payment_intent == *of).map(|r| r.shown()).collect();
    Ok(json!({"object": "list", "url": "/v1/refunds", "has_more": false, "data": data}))
}

pub fn refund_of(books: &Books, id: &str) -> Result<Value, Refusal> {
    books.refunds.iter().find(|r| r.id == id).map(|r| r.shown()).ok_or_else(|| missing("refund"))
}
