//! `POST /sell/import/{id}/rows`: what was mended in the page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::json;

use super::columns::Column;
use super::http::id_of;
use super::read::MOST_ROWS;
use super::row::Row;
use super::{keep, lock, show};
use crate::accounts::actors::{Member, Seller};
use crate::error::{Error, Result};
use crate::kernel::ids::ImportId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// Longer than any field, for what was typed to be kept.
const LONGEST_FIELD: usize = 5_000;

/// Keeps what was typed, right or wrong; the page then says what still is.
pub async fn submit(Seller(member): Seller, shop: Shop, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let id = id_of(&id)?;
    let mut conn = shop.db.conn().await?;
    keep::find(&mut conn, member.producer, id).await?;
    let mended = conn.transaction(async |conn| mend(conn, &member, id, &form).await).await?;
    drop(conn);
    if mended {
        return Ok(member.visitor.go(&shop, &format!("/sell/import/{id}"), Some("import-mended")));
    }
    show::page(&member, &shop, id, &show::Wanted::default(), Some("import-begun-already"), StatusCode::CONFLICT).await
}

async fn mend(conn: &mut Conn, member: &Member, id: ImportId, form: &Form) -> Result<bool> {
    let stand = lock::import(conn, id).await?.ok_or(Error::NotFound)?;
    if stand.begun() {
        return Ok(false);
    }
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for line in keep::rows(conn, id, 0, most).await? {
        let mended = typed_over(&line.row, form);
        if mended != line.row {
            keep::write(conn, id, line.n, &mended).await?;
            before.extend(cells(&line.row, &mended));
            after.extend(cells(&mended, &line.row));
        }
    }
    if !after.is_empty() {
        let (before, after) = (json!({ "cells": before }), json!({ "cells": after }));
        member.log_change(conn, "goods.mended", &stand.file_name, before, after).await?;
    }
    Ok(true)
}

/// What a row says otherwise than another one of its line, each cell as the log keeps it.
fn cells(row: &Row, other: &Row) -> impl Iterator<Item = String> {
    let differ = Column::ALL.into_iter().filter(move |column| row.field(*column) != other.field(*column));
    differ.map(move |column| column.cell(row.line, row.field(column)))
}

/// The row as the form has it, whose fields are named by line and column.
fn typed_over(row: &Row, form: &Form) -> Row {
    let mut mended = row.clone();
    for column in Column::ALL {
        let name = format!("{}-{}", row.line, column.as_str());
        if form.has(&name) {
            let typed: String = form.raw(&name).chars().take(LONGEST_FIELD).collect();
            mended.mend(column, &typed);
        }
    }
    mended
}
