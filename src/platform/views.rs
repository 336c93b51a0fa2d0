//! Pages: Tera templates embedded in the program, the filters that write money and dates, and the frame around a page.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentType};
use chrono::{DateTime, NaiveDate, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::wording::{self, Words};
use super::{assets, locales};
use crate::config::Operator;
use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::kernel::text;

#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

/// What a template shows: each page is a struct, and the struct names its template.
pub trait Page: Serialize {
    const TEMPLATE: &'static str;
}

/// The frame of every page: who looks at it, in which language, from where.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub lang: Lang,
    /// Path of this page without the query.
    pub path: String,
    /// The query without `lang`, for links to the other language.
    pub query: String,
    pub base_url: String,
    /// Name of the signed-in account.
    pub account: Option<String>,
    pub member: bool,
    pub clerk: bool,
    /// The rights of a clerk, one word for each.
    pub may: Vec<&'static str>,
    /// Packs in the cart, as the cookie remembers them.
    pub cart_count: u32,
    /// Fluent key of a sentence about what was just done.
    pub flash: Option<String>,
    pub save_data: bool,
    pub operator: Operator,
    pub demo: bool,
}

/// HTML that our own code made and made harmless; a template shows it by the filter `rendered`.
#[derive(Clone, Debug, Serialize)]
pub struct Rendered {
    html: String,
}

impl Rendered {
    /// Takes the word of the caller that nobody's words in `html` can run.
    #[must_use]
    pub const fn trusted(html: String) -> Self {
        Rendered { html }
    }

    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }
}

/// The variable of a mail that holds the office's own words.
const WORDS: &str = "office_words";

/// The three parts of a mail.
pub struct Mail {
    pub subject: String,
    pub text: String,
    pub html: String,
}

#[derive(Clone)]
pub struct Views(Arc<Tera>);

impl Views {
    /// Parses every template; a mistake in one of them is told here and not to a visitor.
    pub fn load() -> anyhow::Result<Self> {
        let mut tera = Tera::default();
        tera.autoescape_on(vec![".html", ".xml"]);
        tera.register_function("t", translate);
        tera.register_function("asset", asset);
        tera.register_function("picture", picture);
        tera.register_filter("money", money);
        tera.register_filter("date", date);
        tera.register_filter("datetime", datetime);
        tera.register_filter("month", month);
        tera.register_filter("phone", phone);
        tera.register_filter("weight", weight);
        tera.register_filter("number", number);
        tera.register_filter("hours", hours);
        tera.register_filter("paragraphs", paragraphs);
        tera.register_filter("json", json);
        tera.register_filter("rendered", rendered);
        let mut sources = Vec::new();
        for name in Templates::iter() {
            if let Some(file) = Templates::get(&name) {
                sources.push((name.to_string(), String::from_utf8(file.data.into_owned())?));
            }
        }
        tera.add_raw_templates(sources).map_err(|error| anyhow::anyhow!("templates: {error}"))?;
        Ok(Views(Arc::new(tera)))
    }

    /// Every template's name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.get_template_names()
    }

    /// Renders a page in its frame.
    pub fn html<P: Page>(&self, page: &P, frame: &Frame) -> Result<String> {
        let mut context = Context::from_serialize(page)?;
        context.insert("site", frame);
        context.insert("lang", frame.lang.code());
        Ok(self.0.render(P::TEMPLATE, &context)?)
    }

    /// A page as the answer to a request. Pages tell who is signed in, so a shared cache may not keep them. At the `desk` of
    /// a household each form says whose it is.
    pub fn respond<P: Page>(
        &self,
        page: &P,
        frame: &Frame,
        desk: Option<ProducerId>,
        status: StatusCode,
    ) -> Result<HttpResponse> {
        let html = self.html(page, frame)?;
        let html = match desk {
            Some(desk) => of_desk(&html, desk),
            None => html,
        };
        Ok(HttpResponse::build(status)
            .content_type(ContentType::html())
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .body(html))
    }

    /// Renders `mail/<name>/` in `lang`; sentences that the office put into its own `words` are said so.
    pub fn mail(&self, name: &str, lang: Lang, words: &Words, values: &impl Serialize) -> anyhow::Result<Mail> {
        let mut context = Context::from_serialize(values)?;
        context.insert("lang", lang.code());
        context.insert(WORDS, words);
        let part = |file: &str| self.0.render(&format!("mail/{name}/{file}"), &context);
        let subject = text::tidy(&part("subject.txt")?);
        Ok(Mail { subject, text: part("body.txt")?, html: part("body.html")? })
    }

    /// Renders a template that is no page: a feed, a manifest, a part.
    pub fn plain(&self, template: &str, values: &impl Serialize) -> Result<String> {
        Ok(self.0.render(template, &Context::from_serialize(values)?)?)
    }
}

/// The part of a form's address that says at which household's desk it was shown.
pub const DESK: &str = "desk";

/// The same page, in which each address below `/sell` that a form or a button posts to names the household. It stands in the
/// address, and so is read before any body, be it fields or a photo; and it is put in here, so that no template can forget
/// it. Nobody's words hold the quotation mark: templates escape it.
fn of_desk(html: &str, desk: ProducerId) -> String {
    const BELOW: &str = "=\"/sell";
    let named = format!("{DESK}={desk}");
    let mut parts = html.split(BELOW);
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let posts = said.ends_with("action") || said.ends_with("hx-post");
        let (address, rest) = part.split_at(part.find('"').unwrap_or(part.len()));
        said.push_str(BELOW);
        said.push_str(address);
        if posts {
            said.push_str(if address.contains('?') { "&amp;" } else { "?" });
            said.push_str(&named);
        }
        said.push_str(rest);
    }
    said
}

fn lang(state: &State) -> TeraResult<Lang> {
    Ok(state.get::<String>("lang")?.and_then(|code| Lang::parse(&code)).unwrap_or_default())
}

/// The office's own words, in a mail; none on a page.
fn office_words(state: &State) -> TeraResult<Words> {
    let words = state.get::<Value>(WORDS)?;
    let mut found = Words::new();
    if let Some(words) = words.as_ref().and_then(Value::as_map) {
        for (key, body) in words.iter() {
            if let (Some(key), Some(body)) = (key.as_str(), body.as_str()) {
                found.insert(key.to_owned(), body.to_owned());
            }
        }
    }
    Ok(found)
}

/// `t(key="cart-empty")`, `t(key="cart-left", n=3)`: the sentence in the page's language.
fn translate(kwargs: Kwargs, state: &State) -> TeraResult<String> {
    let lang = match kwargs.get::<&str>("lang")? {
        Some(code) => Lang::parse(code).unwrap_or_default(),
        None => lang(state)?,
    };
    let key = kwargs.must_get::<&str>("key")?;
    let mut args = locales::Args::new();
    for (name, value) in kwargs.iter() {
        let Some(name) = name.as_str() else { continue };
        if name == "key" || name == "lang" {
            continue;
        }
        let value = match value.as_i128() {
            Some(n) => FluentValue::from(i64::try_from(n).unwrap_or(i64::MAX)),
            None => FluentValue::from(value.to_string()),
        };
        args.insert(name.to_owned().into(), value);
    }
    Ok(wording::say(lang, &office_words(state)?, key, &args))
}

/// `asset(path="css/market.css")`: the URL with the file's hash in it.
fn asset(kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let path = kwargs.must_get::<&str>("path")?;
    assets::url(path).ok_or_else(|| tera::Error::message(format!("no asset {path}")))
}

/// `picture(hash=h, width=640)` or `picture(hash=h, width=1280, kind="jpg")`: the URL of a rendition.
fn picture(kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let hash = kwargs.must_get::<&str>("hash")?;
    let width = kwargs.must_get::<i64>("width")?;
    let kind = kwargs.get::<&str>("kind")?.unwrap_or("webp");
    Ok(format!("/media/{hash}-{width}.{kind}"))
}

/// `32000` to `32.000 ₫`.
fn money(amount: i64, _: Kwargs, _: &State) -> String {
    Money::dong(amount).to_string()
}

/// `2026-11-23` to `23/11/2026`.
fn date(iso: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    let day: NaiveDate = iso.parse().map_err(|_| tera::Error::message(format!("{iso} is no date")))?;
    Ok(day.format("%d/%m/%Y").to_string())
}

/// `2026-11-01` to `11/2026`.
fn month(iso: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    let day: NaiveDate = iso.parse().map_err(|_| tera::Error::message(format!("{iso} is no date")))?;
    Ok(day.format("%m/%Y").to_string())
}

/// An RFC 3339 moment to `23/11/2026 14:05` in Vietnam.
fn datetime(iso: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    let at: DateTime<Utc> = iso.parse().map_err(|_| tera::Error::message(format!("{iso} is no moment")))?;
    Ok(in_vietnam(at).format("%d/%m/%Y %H:%M").to_string())
}

/// `+84912345678` to `0912 345 678`.
fn phone(e164: &str, _: Kwargs, _: &State) -> String {
    Phone::stored(e164).to_string()
}

/// Grams as people say them: `500 g`, `1,5 kg`, `1 kg`.
fn weight(grams: i64, _: Kwargs, state: &State) -> TeraResult<String> {
    Ok(crate::kernel::weight::written(lang(state)?, grams))
}

/// `1234` to `1.234`.
fn number(n: i64, _: Kwargs, _: &State) -> String {
    crate::kernel::money::group_digits(n)
}

/// A time that is promised in hours, as people say it: `24 giờ`, and from three whole days on `7 ngày`.
fn hours(n: i64, _: Kwargs, state: &State) -> TeraResult<String> {
    let (key, n) = if n >= 72 && n % 24 == 0 { ("site-days", n / 24) } else { ("site-hours", n) };
    Ok(locales::text_with(lang(state)?, key, &locales::Args::from([("n".into(), n.into())])))
}

/// Plain text with empty lines between paragraphs, as escaped HTML paragraphs.
fn paragraphs(text: &str, _: Kwargs, _: &State) -> Value {
    let html: String = text
        .split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(|p| format!("<p>{}</p>", escape(p).replace('\n', "<br>")))
        .collect();
    Value::safe_string(&html)
}

/// The HTML of a [`Rendered`].
fn rendered(value: Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let html = value.as_map().and_then(|map| map.get(&"html".into())).and_then(|html| html.as_str());
    html.map(Value::safe_string).ok_or_else(|| tera::Error::message("only what our code rendered is shown as it is"))
}

fn escape(text: &str) -> String {
    let mut html = Vec::with_capacity(text.len());
    // Writing to memory does not fail.
    let _ = tera::escape_html(text, &mut html);
    String::from_utf8_lossy(&html).into_owned()
}

/// A value as JSON that may stand inside a `<script type="application/ld+json">`.
fn json(value: Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let json = serde_json::to_string(&value).map_err(tera::Error::message)?;
    Ok(Value::safe_string(&json.replace('<', "\\u003c")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_at_a_desk_says_whose_it_is() {
        let page = r#"<a href="/sell/stock">x</a><form action="/sell/household/bank" method="post">
            <button formaction="/sell/stock?all=1">y</button></form><form action="/sell" hx-post="/sell/picking/ticks">
            <form action="/office/acting/end"> action=&quot;/sell"#;
        let told = r#"<a href="/sell/stock">x</a><form action="/sell/household/bank?desk=7" method="post">
            <button formaction="/sell/stock?all=1&amp;desk=7">y</button></form><form action="/sell?desk=7" hx-post="/sell/picking/ticks?desk=7">
            <form action="/office/acting/end"> action=&quot;/sell"#;
        assert_eq!(of_desk(page, ProducerId(7)), told);
    }
}
