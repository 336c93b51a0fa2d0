//! What a table of papers would do, row by row, as a file: all of it, where the page shows the first rows of each fate.

use actix_web::{HttpResponse, web};

use super::keep;
use super::weigh::{self, Weighed};
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, text, word};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::Shop;
use crate::platform::locales;
use crate::platform::sheet::Cell;

const ROWS: File = File {
    name: "xem-lai-chung-nhan",
    head: &["list-fate", "list-line", "list-whose-paper", "certificate-col-label", "list-faults-of"],
};

fn row(lang: Lang, row: Weighed) -> Vec<Cell> {
    let faults: Vec<String> = row
        .faults
        .iter()
        .map(|(field, sentence)| {
            let field = locales::text(lang, &format!("certificate-field-{}", field.replace('_', "-")));
            format!("{field}: {}", locales::text(lang, sentence))
        })
        .collect();
    vec![
        word(lang, "", row.fate.key()),
        Cell::Number(i64::try_from(row.line).unwrap_or(i64::MAX)),
        text(row.name),
        text(row.entry.map(|entry| entry.label).unwrap_or_default()),
        text(faults.join("; ")),
    ]
}

/// `GET /office/certificates/import/{id}.{kind}`
pub async fn show(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let kept = keep::load(&mut conn, id).await?;
    let mut rows = weigh::weigh(&mut conn, &kept.rows, shop.clock.today()).await?;
    drop(conn);
    // As the page has them, fate by fate.
    rows.sort_by_key(|row| row.fate);
    ROWS.respond_of(&id.to_string(), &clerk, &shop, &kind, rows.into(), row).await
}
