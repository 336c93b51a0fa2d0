//! The lists of one person's page as files: orders, what was agreed to, what was asked for. Whose they are stands in the file's
//! name and in the log by number alone, as in the page's address.

use actix_web::{HttpResponse, web};

use super::pages::OrderRow;
use super::person;
use crate::accounts::actors::Clerk;
use crate::accounts::consents::Consent;
use crate::accounts::list_file::{File, MOST, at, text, word, yes};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::people::register::Request;
use crate::platform::Shop;
use crate::platform::sheet::Cell;

const ORDERS: File = File { name: "don-cua-nguoi", head: &["office-col-code", "office-col-placed", "list-unfinished"] };

fn order(lang: Lang, row: OrderRow) -> Vec<Cell> {
    vec![text(row.code), at(row.placed_at), yes(lang, row.open)]
}

const CONSENTS: File = File {
    name: "dong-y-cua-nguoi",
    head: &[
        "log-at",
        "people-file-given",
        "people-file-what",
        "people-file-version",
        "people-file-lang",
        "people-file-how",
        "log-who",
    ],
};

fn consent(lang: Lang, row: Consent) -> Vec<Cell> {
    vec![
        at(row.at),
        yes(lang, row.given),
        word(lang, "consent-", &row.kind),
        row.version.map_or(Cell::Empty, |version| Cell::Number(version.into())),
        text(row.lang.unwrap_or_default()),
        word(lang, "consent-how-", &row.how),
        text(row.clerk.unwrap_or_default()),
    ]
}

const REQUESTS: File = File {
    name: "yeu-cau-cua-nguoi",
    head: &["list-number", "people-col-request", "people-how", "people-col-received", "office-col-state", "list-late"],
};

fn request(lang: Lang, row: Request) -> Vec<Cell> {
    vec![
        Cell::Number(row.id.0),
        word(lang, "people-kind-", &row.kind),
        word(lang, "people-how-", &row.how),
        at(row.received_at),
        word(lang, "people-state-", &row.state),
        yes(lang, row.late),
    ]
}

/// `GET /office/people/{who}/{table}.{kind}`
pub async fn show(clerk: Clerk, shop: Shop, path: web::Path<(String, String, String)>) -> Result<HttpResponse> {
    let (who, table, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let person = person::load(&mut conn, &who).await?;
    let of = person.key.as_str();
    match table.as_str() {
        "consents" => {
            let found = person::said(&mut conn, &person, MOST).await?;
            drop(conn);
            CONSENTS.respond_of(of, &clerk, &shop, &kind, found.into(), consent).await
        }
        "requests" => {
            let found = person::asked(&mut conn, &person, MOST).await?;
            drop(conn);
            REQUESTS.respond_of(of, &clerk, &shop, &kind, found.into(), request).await
        }
        _ => {
            let found = person::orders(&mut conn, &person, MOST).await?;
            drop(conn);
            ORDERS.respond_of(of, &clerk, &shop, &kind, found.into(), order).await
        }
    }
}
