//! What was done about one thing, as the list on its page says it.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Done};
use crate::accounts::list_file::{File, MOST, at, text, word};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::office::log::http::{grounds, shown_by, who_did};
use crate::office::producers;
use crate::platform::Shop;
use crate::platform::sheet::Cell;

/// Columns of acts; [`done`] fills them.
pub const HEAD: [&str; 5] = ["log-at", "log-who", "log-what", "log-subject", "log-why"];

#[must_use]
pub fn done(lang: Lang, row: Done) -> Vec<Cell> {
    vec![
        at(row.at),
        text(who_did(lang, row.who, row.on_behalf)),
        word(lang, "act-", &row.key),
        text(row.subject),
        text(grounds(row.why, shown_by(lang, &row.evidence))),
    ]
}

const OF_HOUSEHOLD: File = File { name: "nha-viec-da-lam", head: &HEAD };

/// `GET /office/producers/{slug}/acts.{kind}`: what was done about one household.
pub async fn of_household(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (slug, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let found = acts::of_household(&mut conn, producer.id, MOST).await?;
    drop(conn);
    OF_HOUSEHOLD.respond_of(&producer.slug, &clerk, &shop, &kind, found.into(), done).await
}
