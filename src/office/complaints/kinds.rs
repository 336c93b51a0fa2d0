//! Until when each kind of complaint may be said, whether with a picture, and in how many hours it is answered and settled: set
//! here, read by everybody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde_json::json;

use super::pages::KindsPage;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::complaints::kind::{self, Kind, Terms};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::office::moved::Moved;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::locales::{self, Args};

/// As SQL has it.
const MOST_WINDOW: i32 = 8760;
const MOST_ANSWER: i32 = 720;
const MOST_SETTLE: i32 = 2160;
const MOST_WHY: usize = 300;

/// `GET /office/complaints/kinds`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let kinds = kind::list(&mut *shop.db.conn().await?).await?;
    clerk.visitor.page(&shop, &KindsPage::of(kinds, Form::default()))
}

/// What the page showed of a kind. A form without it was not made by the page: it saw nothing.
fn shown(form: &Form, kind: &Kind) -> Terms {
    let was = |what: &str| form.raw(&format!("was-{what}-{}", kind.word));
    let hours = |what: &str| -> Option<i32> { was(what).parse().ok() };
    let windowed = kind.window_hours.is_some();
    Terms {
        window_hours: if windowed { hours("window") } else { None },
        keeps_hours: if windowed { hours("keeps") } else { kind.keeps_hours },
        photo: was("photo") == "yes",
        answer_hours: hours("answer").unwrap_or(0),
        settle_hours: hours("settle").unwrap_or(0),
    }
}

/// What was typed for a kind; `None`, with a sentence beside the field, when it cannot stand. What may be said before the parcel
/// comes has no window to set.
fn typed(form: &mut Form, kind: &Kind) -> Option<Terms> {
    let [window, keeps, photo, answer, settle] =
        ["window", "keeps", "photo", "answer", "settle"].map(|what| format!("{what}-{}", kind.word));
    let windowed = kind.window_hours.is_some();
    let window_hours = if windowed { form.number(&window, 1, MOST_WINDOW).map(Some) } else { Some(None) };
    let keeps_hours = if !windowed {
        Some(kind.keeps_hours)
    } else if form.raw(&keeps).trim().is_empty() {
        Some(None)
    } else {
        form.number(&keeps, 1, MOST_WINDOW).map(Some)
    };
    if matches!((window_hours, keeps_hours), (Some(Some(all)), Some(Some(longer))) if longer <= all) {
        form.refuse(&keeps, "complaint-keeps-order");
    }
    let with_photo = match form.raw(&photo) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            form.refuse(&photo, "field-choose");
            None
        }
    };
    let hours = form.number(&answer, 1, MOST_ANSWER).zip(form.number(&settle, 1, MOST_SETTLE));
    if hours.is_some_and(|(first, last)| first > last) {
        form.refuse(&settle, "complaint-hours-order");
    }
    let (answer_hours, settle_hours) = hours?;
    Some(Terms {
        window_hours: window_hours?,
        keeps_hours: keeps_hours?,
        photo: with_photo?,
        answer_hours,
        settle_hours,
    })
}

/// The fields that say something else by now, each with its kind and what it says; what the page showed is what stands from here on.
fn moved(form: &mut Form, kinds: &[Kind], lang: Lang) -> Vec<Moved> {
    let hours = |n: Option<i32>| match n {
        Some(n) => (n.to_string(), locales::text_with(lang, "complaint-hours", &Args::from([("n".into(), n.into())]))),
        None => (String::new(), "—".to_owned()),
    };
    let yes = |yes: bool| {
        let word = if yes { "yes" } else { "no" };
        (word.to_owned(), locales::text(lang, &format!("log-{word}")))
    };
    let mut moved = Vec::new();
    for kind in kinds {
        let windowed = kind.window_hours.is_some();
        for (what, (now, read), label) in [
            ("window", hours(kind.window_hours), "complaint-col-window"),
            ("keeps", hours(kind.keeps_hours.filter(|_| windowed)), "complaint-col-keeps"),
            ("photo", yes(kind.photo), "complaint-with-photo"),
            ("answer", hours(Some(kind.answer_hours)), "complaint-col-answer"),
            ("settle", hours(Some(kind.settle_hours)), "complaint-col-settle"),
        ] {
            let was = format!("was-{what}-{}", kind.word);
            if form.raw(&was) != now {
                let name = locales::text(lang, &format!("complaint-kind-{}", kind.key()));
                moved.push(Moved { label, now: format!("{name}: {read}") });
                form.set(&was, now);
            }
        }
    }
    moved
}

/// `POST /office/complaints/kinds`: `window-…`, `keeps-…` (may be empty), `photo-…` (`yes` or `no`), `answer-…` and `settle-…` of
/// each kind, `was-…` of what the page showed, and `why`. What is open keeps its times, and what the form left alone is left as others
/// have set it meanwhile.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kinds = kind::list(&mut conn).await?;
    let mut wanted = Vec::new();
    for kind in &kinds {
        wanted.push((kind.word.clone(), shown(&form, kind), typed(&mut form, kind)));
    }
    let (Some(why), true) = (form.line("why", MOST_WHY), form.ok()) else {
        drop(conn);
        let page = KindsPage::of(kinds, form);
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let saved = conn
        .transaction(async |conn| {
            for (word, were, terms) in wanted {
                let Some(terms) = terms.filter(|terms| *terms != were) else { continue };
                if kind::set(conn, &word, &were, &terms).await? == 0 {
                    return Err(Error::Conflict("office-moved"));
                }
                let act = clerk.act("complaint.hours").on(word.as_str()).because(&why);
                acts::record(conn, &act.changed(json!(were), json!(terms))).await?;
            }
            Ok::<_, Error>(())
        })
        .await;
    match saved {
        Ok(()) => Ok(clerk.visitor.go(&shop, "/office/complaints/kinds", Some("complaint-hours-saved"))),
        Err(Error::Conflict("office-moved")) => {
            let kinds = kind::list(&mut conn).await?;
            drop(conn);
            let moved = moved(&mut form, &kinds, clerk.visitor.lang);
            let page = KindsPage { moved, ..KindsPage::of(kinds, form) };
            clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
        Err(error) => Err(error),
    }
}
