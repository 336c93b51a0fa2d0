//! The handlers below `/office/vouchers`. Terms are never changed once they are out: a voucher is only stopped.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::form;
use super::pages::{Household, NewVoucherPage, Row, VouchersPage};
use crate::accounts::actors::{Promoter, Spender, Visitor};
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, VoucherId};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::schema::producers;
use crate::vouchers::make::{self, MakeError};
use crate::vouchers::{list as vouchers, stop as stopping};

/// `GET /office/vouchers`
pub async fn list(spender: Spender, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let listed = vouchers::list(&mut conn).await?;
    drop(conn);
    let vouchers = listed.iter().map(|v| Row::of(spender.visitor.lang, v)).collect();
    spender.visitor.page(&shop, &VouchersPage { vouchers, promotes: spender.promotes })
}

/// `GET /office/vouchers/new`
pub async fn show(promoter: Promoter, shop: Shop) -> Result<HttpResponse> {
    let form = form::blank(shop.clock.now());
    page(&promoter.visitor, &shop, form, StatusCode::OK).await
}

/// `POST /office/vouchers/new`
pub async fn submit(promoter: Promoter, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(new) = form::read(&mut form, promoter.account) else {
        return page(&promoter.visitor, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    if let Some(household) = new.terms.household
        && !known(&mut conn, household).await?
    {
        drop(conn);
        form.refuse("producer", "field-choose");
        return page(&promoter.visitor, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let made = make::make(&mut conn, &new).await;
    drop(conn);
    match made {
        Ok(id) => {
            tracing::info!(voucher = %id, code = new.code.as_str(), clerk = %promoter.account, "voucher made");
            Ok(promoter.visitor.go(&shop, "/office/vouchers", Some("office-voucher-made")))
        }
        Err(MakeError::Taken) => {
            form.refuse("code", "office-voucher-code-taken");
            page(&promoter.visitor, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(MakeError::Failed(error)) => Err(error),
    }
}

/// `POST /office/vouchers/{id}/stop`
pub async fn stop(promoter: Promoter, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    if !stopping::stop(&mut conn, VoucherId(*id)).await? {
        return Err(Error::NotFound);
    }
    tracing::info!(voucher = *id, clerk = %promoter.account, "voucher stopped");
    Ok(promoter.visitor.go(&shop, "/office/vouchers", Some("office-voucher-stopped-done")))
}

async fn known(conn: &mut Conn, id: ProducerId) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(producers::table.find(id))).get_result(conn).await?)
}

async fn page(visitor: &Visitor, shop: &Shop, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let rows: Vec<(ProducerId, String, String)> = producers::table
        .select((producers::id, producers::name_vi, producers::name_en))
        .order(producers::name_vi)
        .load(&mut conn)
        .await?;
    drop(conn);
    let chosen: Option<i64> = form.raw("producer").trim().parse().ok();
    let households = rows
        .into_iter()
        .map(|(id, vi, en)| Household {
            id,
            name: visitor.lang.pick(&vi, &en).to_owned(),
            chosen: chosen == Some(id.0),
        })
        .collect();
    visitor.page_with(shop, &NewVoucherPage { form, households }, status)
}
