//! What a person is written about their data: by SMS, or by mail to whoever has no phone.

use crate::error::Result;
use crate::kernel::clock::{in_vietnam, last_day};
use crate::kernel::lang::Lang;
use crate::kernel::text;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::messages::{self, NewMessage};
use crate::platform::wording::Words;
use crate::platform::{Ground, secrets, wording};

use super::person::Person;
use super::register::Request;

/// A message to the first of these contacts.
fn message(
    words: &Words,
    contacts: &[String],
    lang: Lang,
    key: &str,
    args: &Args,
    dedupe: String,
) -> Option<NewMessage> {
    let to = contacts.first()?;
    let mail = to.contains('@');
    let subject = if mail { wording::say(lang, words, "people-mail-subject", &Args::new()) } else { String::new() };
    Some(NewMessage {
        dedupe_key: dedupe,
        channel: if mail { "mail" } else { "sms" },
        recipient: to.clone(),
        subject: text::tidy(&subject),
        body: wording::say(lang, words, key, args),
        body_html: None,
    })
}

fn args(ground: &Ground) -> Args {
    Args::from([("phone".into(), ground.config.operator.phone.clone().into())])
}

/// It came, and by when it is done.
pub async fn received(conn: &mut Conn, ground: &Ground, person: &Person, request: &Request) -> Result<()> {
    told(conn, ground, person, request, "people-sms-received").await
}

/// It takes longer.
pub async fn extended(conn: &mut Conn, ground: &Ground, person: &Person, request: &Request) -> Result<()> {
    told(conn, ground, person, request, "people-sms-extended").await
}

/// It was refused, and why.
pub async fn refused(conn: &mut Conn, ground: &Ground, person: &Person, request: &Request) -> Result<()> {
    told(conn, ground, person, request, "people-sms-refused").await
}

/// A clerk closed it: with what came of it, in the clerk's words.
pub async fn closed(conn: &mut Conn, ground: &Ground, person: &Person, request: &Request) -> Result<()> {
    told(conn, ground, person, request, "people-sms-closed").await
}

/// The market itself did it.
pub async fn done(conn: &mut Conn, ground: &Ground, person: &Person, request: &Request) -> Result<()> {
    told(conn, ground, person, request, "people-sms-done").await
}

async fn told(conn: &mut Conn, ground: &Ground, person: &Person, request: &Request, key: &str) -> Result<()> {
    let words = wording::words(conn, person.lang).await?;
    let message = {
        let mut args = args(ground);
        args.insert("kind".into(), locales::text(person.lang, &format!("people-kind-{}", request.kind)).into());
        args.insert("day".into(), last_day(request.due_at).format("%d/%m/%Y").to_string().into());
        args.insert("why".into(), request.outcome.clone().into());
        let dedupe = format!("data-request:{}:{key}", request.id);
        message(&words, &person.contacts(), person.lang, key, &args, dedupe)
    };
    if let Some(message) = message {
        messages::post(conn, &message).await?;
    }
    Ok(())
}

/// The last word: nothing of it is kept once it is sent.
pub async fn erased(conn: &mut Conn, ground: &Ground, person: &Person) -> Result<()> {
    let words = wording::words(conn, person.lang).await?;
    let message = {
        let mut args = args(ground);
        args.insert("day".into(), in_vietnam(ground.clock.now()).format("%d/%m/%Y").to_string().into());
        let dedupe = format!("person-erased:{}", person.who);
        message(&words, &person.contacts(), person.lang, "people-sms-erased", &args, dedupe)
    };
    if let Some(message) = message {
        messages::post_fleeting(conn, &message).await?;
    }
    Ok(())
}

/// To where they were written until now: the market writes somewhere else from now on. The new contact by its last signs.
pub async fn corrected(conn: &mut Conn, ground: &Ground, old: &Person, now: &[String]) -> Result<()> {
    let words = wording::words(conn, old.lang).await?;
    let told: Vec<NewMessage> = {
        let mut args = args(ground);
        let last: Vec<String> = now.iter().map(|contact| veiled(contact)).collect();
        args.insert("now".into(), last.join(", ").into());
        let left = old.contacts().into_iter().filter(|contact| !now.contains(contact));
        let tell = |contact| {
            let dedupe = format!("person-corrected:{}:{}", old.who, secrets::form_token());
            message(&words, &[contact], old.lang, "people-sms-corrected", &args, dedupe)
        };
        left.filter_map(tell).collect()
    };
    for message in &told {
        messages::post(conn, message).await?;
    }
    Ok(())
}

/// `…678`, or `…@example.vn`.
#[must_use]
pub fn veiled(contact: &str) -> String {
    match contact.split_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => format!("…{}", contact.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect::<String>()),
    }
}
