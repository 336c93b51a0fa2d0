//! The lists of one paper's page as files: when its end was told of, and what was done with it.

use actix_web::{HttpResponse, web};

use super::pages::Reminder;
use super::show;
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, at};
use crate::error::{Error, Result};
use crate::kernel::ids::CertificateId;
use crate::kernel::lang::Lang;
use crate::office::lists::acts::{HEAD, done};
use crate::platform::Shop;
use crate::platform::sheet::Cell;
use crate::producers::register;

const REMINDERS: File = File { name: "giay-da-nhac", head: &["list-days-left", "log-at"] };

fn reminder(_: Lang, row: Reminder) -> Vec<Cell> {
    vec![Cell::Number(row.days.into()), at(row.sent_at)]
}

const ACTS: File = File { name: "giay-viec-da-lam", head: &HEAD };

/// `GET /office/certificates/{id}/{table}.{kind}`
pub async fn tables(clerk: Clerk, shop: Shop, path: web::Path<(i64, String, String)>) -> Result<HttpResponse> {
    let (id, table, kind) = path.into_inner();
    let (of, id) = (id.to_string(), CertificateId(id));
    let mut conn = shop.db.conn().await?;
    let (producer, entry) = register::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    if table == "reminders" {
        let found = show::reminders(&mut conn, id).await?;
        drop(conn);
        return REMINDERS.respond_of(&of, &clerk, &shop, &kind, found.into(), reminder).await;
    }
    let found = show::acts(&mut conn, producer, id, &entry.number, MOST).await?;
    drop(conn);
    ACTS.respond_of(&of, &clerk, &shop, &kind, found.into(), done).await
}
