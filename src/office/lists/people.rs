//! The register of requests about personal data, as a file: whose they are by number alone; and who is a clerk.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::appoint::{self, Clerk as Colleague};
use crate::accounts::list_file::{File, MOST, PIECE, all, at, text, word, yes};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::office::people::desk::Filter;
use crate::people::register::{self, Request, Shown};
use crate::platform::Shop;
use crate::platform::locales;
use crate::platform::sheet::Cell;

const REQUESTS: File = File {
    name: "yeu-cau-du-lieu",
    head: &[
        "list-number",
        "people-col-request",
        "people-col-person",
        "people-how",
        "people-col-received",
        "people-answer-until",
        "people-col-due",
        "office-col-state",
        "people-closed-at",
        "people-outcome",
    ],
};

fn request(lang: Lang, row: Request) -> Vec<Cell> {
    vec![
        Cell::Number(row.id.0),
        word(lang, "people-kind-", &row.kind),
        text(row.who().map(|who| who.to_string()).unwrap_or_default()),
        word(lang, "people-how-", &row.how),
        at(row.received_at),
        at(row.answer_by),
        at(row.due_at),
        word(lang, "people-state-", &row.state),
        row.closed_at.map_or(Cell::Empty, at),
        text(row.outcome),
    ]
}

/// `GET /office/people.{kind}`
pub async fn requests(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let shown = Shown::parse(&filter.shown);
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| register::list(&mut conn, shown, after, PIECE).await).await?;
    drop(conn);
    REQUESTS.respond(&clerk, &shop, &kind, found, request).await
}

const STAFF: File = File {
    name: "can-bo",
    head: &["list-name", "broadcast-phone", "list-email", "staff-role", "staff-second-on", "list-since"],
};

fn colleague(lang: Lang, row: Colleague) -> Vec<Cell> {
    let roles: Vec<String> = row.roles.iter().map(|role| locales::text(lang, &format!("clerk-role-{role}"))).collect();
    vec![
        text(row.name),
        text(row.phone.map(|phone| Phone::stored(&phone).to_string()).unwrap_or_default()),
        text(row.email.unwrap_or_default()),
        text(roles.join(", ")),
        yes(lang, row.second),
        at(row.since),
    ]
}

/// `GET /office/staff.{kind}`
pub async fn staff(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = appoint::list(&mut *shop.db.conn().await?, MOST).await?;
    STAFF.respond(&clerk, &shop, &kind, found.into(), colleague).await
}
