//! In how many hours each kind of what waits at the office is due, below `/office/setup/hours`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::json;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::office::inbox::hours;
use crate::office::inbox::sources::Source;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Shop, locales};

const HERE: &str = "/office/setup/hours";
const MOST_WHY: usize = 300;

/// A kind in the form.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    /// What holds now.
    hours: i32,
    most: i32,
    law: bool,
    /// What its field shows.
    typed: String,
    /// It shows something else than what holds.
    other: bool,
}

impl Row {
    fn of(source: &Source, hours: i32, form: &Form) -> Self {
        let now = hours.to_string();
        let typed = form.raw(&field(source));
        // What was left alone follows what others set meanwhile.
        let left = !form.has(&field(source)) || typed == form.raw(&was(source));
        let typed = if left { now.clone() } else { typed.to_owned() };
        Row { kind: source.kind, hours, most: source.most, law: source.law, other: typed != now, typed }
    }
}

#[derive(Serialize)]
struct HoursPage {
    rows: Vec<Row>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for HoursPage {
    const TEMPLATE: &'static str = "office/setup/hours.html";
}

fn field(source: &Source) -> String {
    format!("hours-{}", source.kind)
}

/// What stood in the field when the page was made.
fn was(source: &Source) -> String {
    format!("was-{}", source.kind)
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let there = hours::load(&mut *shop.db.conn().await?).await?;
    let rows = there.into_iter().map(|(source, hours)| Row::of(source, hours, &form)).collect();
    clerk.visitor.page_with(shop, &HoursPage { rows, form, refused }, status)
}

/// `GET /office/setup/hours`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, Form::default(), None, StatusCode::OK).await
}

/// What the form asks for one kind.
struct Wish {
    kind: &'static str,
    hours: i32,
    /// What its page showed.
    was: i32,
}

/// What the form changes; what is out of bounds is refused beside its field.
fn wishes(form: &mut Form) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for source in hours::settable() {
        let field = field(source);
        let was = form.raw(&was(source)).to_owned();
        if !form.has(&field) || form.raw(&field) == was {
            continue;
        }
        match form.raw(&field).trim().parse::<i32>() {
            Ok(hours) if (1..=source.most).contains(&hours) => {
                // A form without it was not made by the page: it saw nothing.
                wishes.push(Wish { kind: source.kind, hours, was: was.parse().unwrap_or(0) });
            }
            Ok(hours) if source.law && hours > source.most => form.refuse(&field, "hours-beyond-law"),
            _ => form.refuse(&field, "field-number-wrong"),
        }
    }
    wishes
}

/// `POST /office/setup/hours`: `hours-…` of each kind, and `was-…` of what its page showed.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let wishes = wishes(&mut form);
    let why = form.line("why", MOST_WHY);
    let (Some(why), true) = (why, form.ok()) else {
        return page(&clerk, &shop, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let mut changed = 0_i32;
            for (source, before) in hours::load(conn).await? {
                let Some(wish) = wishes.iter().find(|wish| wish.kind == source.kind) else { continue };
                if wish.hours == before {
                    continue;
                }
                if wish.was != before || !hours::set(conn, source, wish.hours, before, clerk.account).await? {
                    return Err(Error::Conflict("setup-meanwhile"));
                }
                let name = locales::text(Lang::Vi, &format!("inbox-kind-{}", source.kind));
                let act = clerk.act("inbox.hours").on(name).because(&why);
                acts::record(conn, &act.changed(json!({ "hours": before }), json!({ "hours": wish.hours }))).await?;
                changed += 1;
            }
            Ok::<_, Error>(changed)
        })
        .await;
    drop(conn);
    let refused = match done {
        Ok(0) => "rule-same",
        Ok(_) => return Ok(clerk.visitor.go(&shop, HERE, Some("hours-saved"))),
        Err(Error::Conflict(sentence)) => sentence,
        Err(error) => return Err(error),
    };
    page(&clerk, &shop, form, Some(refused), StatusCode::CONFLICT).await
}
