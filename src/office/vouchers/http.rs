//! The handlers below `/office/vouchers`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde_json::Value;

use super::pages::{Changed, Row, VoucherPage, VouchersPage};
use super::{form, told};
use crate::accounts::actors::{Clerk, Visitor};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, VoucherId};
use crate::office::households::choose;
use crate::office::moved::{Moved, moved};
use crate::office::own;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::{Shop, locales};
use crate::schema::producers;
use crate::vouchers::edit::{self, EditError, Editable};
use crate::vouchers::make::{self, MakeError};
use crate::vouchers::voucher::Terms;
use crate::vouchers::{list as vouchers, stop as stopping, words};

/// `GET /office/vouchers`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    all(&clerk, &shop, VoucherId(0), Form::default(), StatusCode::OK).await
}

async fn all(clerk: &Clerk, shop: &Shop, of: VoucherId, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (mut listed, more) = vouchers::list(&mut conn, vouchers::SHOWN).await?;
    // The one whose form was sent has its form, however old it is.
    if of != VoucherId(0) && listed.iter().all(|voucher| voucher.id != of) {
        listed.extend(vouchers::find(&mut conn, of).await?);
    }
    drop(conn);
    let vouchers = listed.iter().map(|v| Row::of(clerk.visitor.lang, v)).collect();
    clerk.visitor.page_with(shop, &VouchersPage { vouchers, more, of, form }, status)
}

/// `GET /office/vouchers/new`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let form = form::blank(shop.clock.now());
    page(&clerk.visitor, &shop, form, StatusCode::OK).await
}

/// `POST /office/vouchers/new`
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some((new, why)) = form::read(&mut form, clerk.account) else {
        return page(&clerk.visitor, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    if let Some(household) = new.terms.household
        && !known(&mut conn, household).await?
    {
        drop(conn);
        form.refuse("producer", "field-choose");
        return page(&clerk.visitor, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let made = conn
        .transaction(async |conn| {
            if let Some(household) = new.terms.household {
                own::household(conn, household, clerk.account).await?;
            }
            let id = make::make(conn, &new).await?;
            let act = about(clerk.act("voucher.made"), new.code.as_str(), &new.terms).because(&why);
            acts::record(conn, &act.changed(Value::Null, told::of_new(&new))).await?;
            Ok::<VoucherId, MakeError>(id)
        })
        .await;
    drop(conn);
    match made {
        Ok(id) => {
            tracing::info!(voucher = %id, code = new.code.as_str(), clerk = %clerk.account, "voucher made");
            Ok(clerk.visitor.go(&shop, "/office/vouchers", Some("office-voucher-made")))
        }
        Err(MakeError::Taken) => {
            form.refuse("code", "office-voucher-code-taken");
            page(&clerk.visitor, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(MakeError::Failed(error)) => Err(error),
    }
}

/// `GET /office/vouchers/{id}`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let voucher = found(edit::load(&mut conn, VoucherId(*id)).await)?;
    drop(conn);
    let form = form::filled(&voucher);
    change_page(&clerk, &shop, VoucherId(*id), voucher, form, None, StatusCode::OK).await
}

fn found(loaded: Result<Editable, EditError>) -> Result<Editable> {
    loaded.map_err(|error| match error {
        EditError::Failed(error) => error,
        _ => Error::NotFound,
    })
}

async fn change_page(
    clerk: &Clerk,
    shop: &Shop,
    id: VoucherId,
    voucher: Editable,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let off = words::off(clerk.visitor.lang, &voucher.terms, "");
    let (mut form, mut moved) = (form, Vec::new());
    if refused == Some("office-moved") {
        moved = moved_since(clerk, shop, &voucher, &form).await?;
        // Both wrote the same.
        if moved.is_empty() {
            return Ok(clerk.visitor.go(shop, "/office/vouchers", Some("office-voucher-changed")));
        }
        // Who was told of a change may go on from there.
        form.set("seq", voucher.seq.to_string());
    }
    let changed = Changed { id, code: voucher.code, off, used: voucher.used, refused, moved };
    page_of(&clerk.visitor, shop, form, Some(changed), voucher.fixed, status).await
}

/// The fields that somebody else has changed since this form was opened, as people read them.
async fn moved_since(clerk: &Clerk, shop: &Shop, voucher: &Editable, typed: &Form) -> Result<Vec<Moved>> {
    let lang = clerk.visitor.lang;
    let now = form::filled(voucher);
    let household = choose::chosen(choose::list(&mut *shop.db.conn().await?, lang, now.raw("producer")).await?);
    Ok(moved(typed, &now, &form::FIELDS, |name, value| match name {
        "kind" => locales::text(lang, &format!("office-voucher-kind-{value}")),
        "borne_by" => locales::text(lang, &format!("office-voucher-bearer-{value}")),
        "starts_at" => words::moment(voucher.terms.starts_at),
        "ends_at" => words::moment(voucher.terms.ends_at),
        "producer" => household.clone().unwrap_or_else(|| locales::text(lang, "office-voucher-any")),
        _ => value.to_owned(),
    }))
}

/// `POST /office/vouchers/{id}`
pub async fn changed(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = VoucherId(*id);
    let mut conn = shop.db.conn().await?;
    let before = found(edit::load(&mut conn, id).await)?;
    let Some((new, why)) = form::read(&mut form, clerk.account) else {
        drop(conn);
        return change_page(&clerk, &shop, id, before, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if let Some(household) = new.terms.household
        && !known(&mut conn, household).await?
    {
        drop(conn);
        form.refuse("producer", "field-choose");
        return change_page(&clerk, &shop, id, before, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    // A form without it was not made by the page: it saw nothing.
    let seen = form.raw("seq").parse().unwrap_or(-1);
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "voucher", &[id.0], clerk.account).await?;
            if let Some(household) = new.terms.household {
                own::household(conn, household, clerk.account).await?;
            }
            let was = edit::load(conn, id).await?;
            edit::edit(conn, id, seen, &new).await?;
            let act = about(clerk.act("voucher.changed"), new.code.as_str(), &new.terms).because(&why);
            acts::record(conn, &act.changed(told::of_kept(&was), told::of_new(&new))).await?;
            Ok::<(), EditError>(())
        })
        .await;
    drop(conn);
    let refused = match outcome {
        Ok(()) => {
            tracing::info!(voucher = %id, code = new.code.as_str(), clerk = %clerk.account, "voucher changed");
            return Ok(clerk.visitor.go(&shop, "/office/vouchers", Some("office-voucher-changed")));
        }
        Err(EditError::Failed(error)) => return Err(error),
        Err(EditError::NotFound) => return Err(Error::NotFound),
        Err(EditError::Taken) => {
            form.refuse("code", "office-voucher-code-taken");
            None
        }
        Err(EditError::BelowUsed(_)) => {
            form.refuse("total_limit", "office-voucher-below-used");
            None
        }
        Err(EditError::Fixed) => Some("office-voucher-fixed"),
        Err(EditError::Stopped) => Some("office-voucher-is-stopped"),
        Err(EditError::Meanwhile) => {
            let now = found(edit::load(&mut *shop.db.conn().await?, id).await)?;
            return change_page(&clerk, &shop, id, now, form, Some("office-moved"), StatusCode::CONFLICT).await;
        }
    };
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    change_page(&clerk, &shop, id, before, form, refused, status).await
}

/// `POST /office/vouchers/{id}/stop`: with a reason; one that is stopped stays so.
pub async fn stop(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = VoucherId(*id);
    let why = form.line("why", form::MOST_WHY);
    let mut conn = shop.db.conn().await?;
    if !found(edit::load(&mut conn, id).await)?.stopped {
        let Some(why) = why else {
            drop(conn);
            return all(&clerk, &shop, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        };
        conn.transaction(async |conn| {
            let was = found(edit::load(conn, id).await)?;
            if was.stopped {
                return Ok::<(), Error>(());
            }
            stopping::stop(conn, id).await?;
            acts::record(conn, &about(clerk.act("voucher.stopped"), &was.code, &was.terms).because(&why)).await
        })
        .await?;
        tracing::info!(voucher = %id, clerk = %clerk.account, "voucher stopped");
    }
    Ok(clerk.visitor.go(&shop, "/office/vouchers", Some("office-voucher-stopped-done")))
}

/// What the log says a voucher's act is about.
fn about(act: Act<'static>, code: &str, terms: &Terms) -> Act<'static> {
    let act = act.on(code);
    match terms.household {
        Some(household) => act.of(household),
        None => act,
    }
}

async fn known(conn: &mut Conn, id: ProducerId) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(producers::table.find(id))).get_result(conn).await?)
}

async fn page(visitor: &Visitor, shop: &Shop, form: Form, status: StatusCode) -> Result<HttpResponse> {
    page_of(visitor, shop, form, None, false, status).await
}

async fn page_of(
    visitor: &Visitor,
    shop: &Shop,
    form: Form,
    changed: Option<Changed>,
    fixed: bool,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let households = choose::list(&mut conn, visitor.lang, form.raw("producer")).await?;
    drop(conn);
    visitor.page_with(shop, &VoucherPage { form, households, fixed, changed }, status)
}
