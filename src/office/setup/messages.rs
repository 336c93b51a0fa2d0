//! What people are told, below `/office/setup/messages`: each message with made-up values, and the office's own words.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::json;

use super::kinds::{self, KINDS};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::list_file::{File, text, word, yes};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::sms::Length;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;
use crate::platform::views::Page;
use crate::platform::wording::{self, Fault, Own, Words};

const HERE: &str = "/office/setup/messages";
const MOST_WHY: usize = 300;
const LONGEST: usize = 1_000;

/// A text as it would be sent.
#[derive(Serialize)]
struct Said {
    lang: &'static str,
    text: String,
    length: Length,
    /// The office's own words.
    own: bool,
}

fn said(lang: Lang, words: &Words, key: &str) -> Said {
    let text = wording::say(lang, words, key, &kinds::samples(lang, key)).replace('\u{a0}', " ");
    Said { lang: lang.code(), length: Length::of(&text), text, own: words.contains_key(key) }
}

/// The office's words in a language, of all that it wrote.
fn words(own: &[Own], lang: Lang) -> Words {
    let here = own.iter().filter(|own| own.lang == lang.code());
    here.filter_map(|own| Some((own.key.clone(), own.body.clone()?))).collect()
}

#[derive(Serialize)]
struct Row {
    key: &'static str,
    said: Vec<Said>,
}

#[derive(Serialize)]
struct Group {
    /// Tail of a Fluent key: who is told.
    to: &'static str,
    /// `sms` or `mail`.
    by: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct MessagesPage {
    groups: Vec<Group>,
}

impl Page for MessagesPage {
    const TEMPLATE: &'static str = "office/setup/messages.html";
}

/// `GET /office/setup/messages`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let own = wording::list(&mut *shop.db.conn().await?).await?;
    let (vi, en) = (words(&own, Lang::Vi), words(&own, Lang::En));
    let row = |key: &'static str| Row { key, said: vec![said(Lang::Vi, &vi, key), said(Lang::En, &en, key)] };
    let groups = KINDS.into_iter().map(|kind| Group {
        to: kind.to,
        by: kind.by,
        rows: kind.keys.iter().copied().map(&row).collect(),
    });
    clerk.visitor.page(&shop, &MessagesPage { groups: groups.collect() })
}

const MESSAGES: File =
    File { name: "mau-tin", head: &["list-to-whom", "list-by", "spotlight-lang", "message-text", "message-own"] };

/// A message in one language, as a file has it.
struct Line {
    to: &'static str,
    by: &'static str,
    said: Said,
}

fn line(lang: Lang, line: Line) -> Vec<Cell> {
    vec![
        word(lang, "message-to-", line.to),
        word(lang, "message-by-", line.by),
        word(lang, "spotlight-lang-", line.said.lang),
        text(line.said.text),
        yes(lang, line.said.own),
    ]
}

/// `GET /office/setup/messages.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let own = wording::list(&mut *shop.db.conn().await?).await?;
    let both = [(Lang::Vi, words(&own, Lang::Vi)), (Lang::En, words(&own, Lang::En))];
    let mut found = Vec::new();
    for group in KINDS {
        for key in group.keys {
            found.extend(both.iter().map(|(lang, words)| Line {
                to: group.to,
                by: group.by,
                said: said(*lang, words, key),
            }));
        }
    }
    MESSAGES.respond(&clerk, &shop, &kind, found.into(), line).await
}

#[derive(Serialize)]
struct MessagePage {
    key: &'static str,
    /// `sms` or `mail`.
    by: &'static str,
    of_lang: &'static str,
    /// What would be sent: of what is typed when it can be said, else of what is kept.
    said: Said,
    placeholders: Vec<String>,
    original: String,
    own: bool,
    form: Form,
    /// What is wrong with the text, in words.
    wrong: Option<String>,
    refused: Option<&'static str>,
}

impl Page for MessagePage {
    const TEMPLATE: &'static str = "office/setup/message.html";
}

struct Again {
    form: Form,
    fault: Option<Fault>,
    refused: Option<&'static str>,
    status: StatusCode,
}

fn in_words(lang: Lang, fault: &Fault) -> String {
    let named =
        |key: &str, name: &str| locales::text_with(lang, key, &Args::from([("name".into(), name.to_owned().into())]));
    match fault {
        Fault::Unreadable => locales::text(lang, "message-unreadable"),
        Fault::Unknown(name) => named("message-unknown", name),
        Fault::Missing(name) => named("message-missing", name),
    }
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    Named { lang, key, by }: Named,
    again: Option<Again>,
) -> Result<HttpResponse> {
    let all = wording::list(&mut *shop.db.conn().await?).await?;
    let own = all.iter().find(|own| own.key == key && own.lang == lang.code());
    let seq = own.map_or(0, |own| own.seq);
    let kept = own.and_then(|own| own.body.clone());
    let original = wording::original(lang, key).ok_or(Error::NotFound)?;
    let mut again = again.unwrap_or_else(|| Again {
        form: Form::blank(&[("body", kept.as_deref().unwrap_or(&original))]),
        fault: None,
        refused: None,
        status: StatusCode::OK,
    });
    // Who was told of a change may go on from there.
    again.form.set("seq", seq.to_string());
    let typed = again.form.raw("body").to_owned();
    let mut words = words(&all, lang);
    if wording::check(lang, key, &typed).is_ok() {
        words.insert(key.to_owned(), typed);
    }
    let page = MessagePage {
        key,
        by,
        of_lang: lang.code(),
        said: said(lang, &words, key),
        placeholders: wording::placeholders(lang, key),
        original,
        own: kept.is_some(),
        wrong: again.fault.map(|fault| in_words(clerk.visitor.lang, &fault)),
        refused: again.refused,
        form: again.form,
    };
    clerk.visitor.page_with(shop, &page, again.status)
}

/// A message in one language.
#[derive(Clone, Copy)]
struct Named {
    lang: Lang,
    key: &'static str,
    /// `sms` or `mail`.
    by: &'static str,
}

fn named(path: &(String, String)) -> Result<Named> {
    let (key, by) = kinds::known(&path.0).ok_or(Error::NotFound)?;
    Ok(Named { lang: Lang::parse(&path.1).ok_or(Error::NotFound)?, key, by })
}

/// `GET /office/setup/messages/{key}/{lang}`
pub async fn show(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    page(&clerk, &shop, named(&path)?, None).await
}

/// `POST /office/setup/messages/{key}/{lang}`: `do` says whether to look at it, to keep it, or to go back to the
/// program's own text.
pub async fn submit(
    clerk: Clerk,
    shop: Shop,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse> {
    let message = named(&path)?;
    let Named { lang, key, .. } = message;
    let act = form.raw("do").to_owned();
    let seen = form.raw("seq").parse().unwrap_or(-1);
    let body = form.optional_lines("body", LONGEST);
    let fault = match (&body, act.as_str()) {
        (_, "reset") => None,
        (Some(body), _) => wording::check(lang, key, body).err(),
        (None, _) => None,
    };
    if act == "look" {
        let status = if fault.is_none() && form.ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return page(&clerk, &shop, message, Some(Again { form, fault, refused: None, status })).await;
    }
    let why = form.line("why", MOST_WHY);
    let reset = act == "reset";
    let wrong = |form, fault| Again { form, fault, refused: None, status: StatusCode::UNPROCESSABLE_ENTITY };
    let (Some(why), true) = (why, fault.is_none() && (reset || form.ok())) else {
        return page(&clerk, &shop, message, Some(wrong(form, fault))).await;
    };
    let body = body.filter(|_| !reset);
    let mut conn = shop.db.conn().await?;
    let kept = conn
        .transaction(async |conn| {
            let before = wording::find(conn, lang, key).await?.and_then(|own| own.body);
            let kept = wording::keep(conn, lang, key, body.as_deref(), seen, clerk.account).await?;
            if kept {
                let act = clerk.act(if reset { "message.reset" } else { "message.written" });
                let act = act.on(format!("{key} {}", lang.code())).because(&why);
                acts::record(conn, &act.changed(json!({ "text": before }), json!({ "text": body }))).await?;
            }
            Ok::<bool, Error>(kept)
        })
        .await?;
    drop(conn);
    if kept {
        tracing::info!(key, lang = lang.code(), reset, clerk = %clerk.account, "message written");
        let done = if reset { "message-reset-done" } else { "message-written-done" };
        return Ok(clerk.visitor.go(&shop, HERE, Some(done)));
    }
    let again = Again { form, fault: None, refused: Some("setup-meanwhile"), status: StatusCode::CONFLICT };
    page(&clerk, &shop, message, Some(again)).await
}
