//! The units of goods below `/office/setup/units`: the words that packs are named by.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::catalog::unit::{self, Unit, UnitError, Written};
use crate::error::{Error, Result};
use crate::kernel::ids::UnitId;
use crate::kernel::text;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const HERE: &str = "/office/setup/units";
const LONGEST_NAME: usize = 40;
const MOST_SORT: i32 = 9_999;
const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct UnitsPage {
    units: Vec<Unit>,
}

impl Page for UnitsPage {
    const TEMPLATE: &'static str = "office/setup/units.html";
}

/// `GET /office/setup/units`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let units = unit::list(&mut *shop.db.conn().await?).await?;
    clerk.visitor.page(&shop, &UnitsPage { units })
}

#[derive(Serialize)]
struct UnitPage {
    /// The one that is changed.
    unit: Option<Unit>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for UnitPage {
    const TEMPLATE: &'static str = "office/setup/unit.html";
}

fn filled(unit: &Unit) -> Form {
    let w = &unit.written;
    Form::blank(&[
        ("name_vi", &w.name_vi),
        ("name_en", &w.name_en),
        ("sort", &w.sort.to_string()),
        ("offered", if unit.off { "" } else { "on" }),
    ])
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<UnitId>,
    posted: Option<Form>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let unit = match id {
        Some(id) => Some(unit::find(&mut conn, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    drop(conn);
    let mut form = posted.unwrap_or_else(|| unit.as_ref().map_or_else(|| Form::blank(&[("sort", "100")]), filled));
    if let Some(unit) = &unit {
        // Who was told of a change sees it above, and may go on from there.
        form.set("seq", unit.seq.to_string());
    }
    clerk.visitor.page_with(shop, &UnitPage { unit, form, refused }, status)
}

/// `GET /office/setup/units/new`
pub async fn new(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, None, None, None, StatusCode::OK).await
}

/// `GET /office/setup/units/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, Some(UnitId(*id)), None, None, StatusCode::OK).await
}

/// Reads the whole form; what is wrong is said beside its field.
fn read(form: &mut Form) -> Option<(Written, String)> {
    let name_vi = form.line("name_vi", LONGEST_NAME);
    if name_vi.as_deref().is_some_and(|name| text::toned(name).is_empty()) {
        form.refuse("name_vi", "field-required");
    }
    let name_en = form.line("name_en", LONGEST_NAME);
    let sort = form.number("sort", 0, MOST_SORT);
    let why = form.line("why", MOST_WHY);
    if !form.ok() {
        return None;
    }
    Some((Written { name_vi: name_vi?, name_en: name_en?, sort: sort? }, why?))
}

fn told(written: &Written, off: bool) -> Value {
    let mut facts = json!(written);
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("offered".to_owned(), json!(!off));
    }
    facts
}

async fn refused(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<UnitId>,
    mut form: Form,
    why: UnitError,
) -> Result<HttpResponse> {
    match why {
        UnitError::Failed(error) => Err(error),
        UnitError::NotFound => Err(Error::NotFound),
        UnitError::Meanwhile => page(clerk, shop, id, Some(form), Some("setup-meanwhile"), StatusCode::CONFLICT).await,
        UnitError::Taken => {
            form.refuse("name_vi", "unit-taken");
            page(clerk, shop, id, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /office/setup/units/new`
pub async fn make(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some((new, why)) = read(&mut form) else {
        return page(&clerk, &shop, None, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let made = conn
        .transaction(async |conn| {
            unit::make(conn, &new).await?;
            let act = clerk.act("unit.made").on(new.name_vi.as_str()).because(&why);
            Ok::<(), UnitError>(acts::record(conn, &act.changed(Value::Null, told(&new, false))).await?)
        })
        .await;
    drop(conn);
    match made {
        Ok(()) => {
            shop.shelf.outdate();
            Ok(clerk.visitor.go(&shop, HERE, Some("unit-made-done")))
        }
        Err(why) => refused(&clerk, &shop, None, form, why).await,
    }
}

/// `POST /office/setup/units/{id}`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = UnitId(*id);
    let seen = form.raw("seq").parse().unwrap_or(0);
    let off = !form.ticked("offered");
    let Some((new, why)) = read(&mut form) else {
        return page(&clerk, &shop, Some(id), Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let changed = conn
        .transaction(async |conn| {
            let before = unit::change(conn, id, &new, off, seen).await?;
            let act = clerk.act("unit.changed").on(new.name_vi.as_str()).because(&why);
            let act = act.changed(told(&before.written, before.off), told(&new, off));
            Ok::<(), UnitError>(acts::record(conn, &act).await?)
        })
        .await;
    drop(conn);
    match changed {
        Ok(()) => {
            shop.shelf.outdate();
            Ok(clerk.visitor.go(&shop, HERE, Some("unit-changed-done")))
        }
        Err(why) => refused(&clerk, &shop, Some(id), form, why).await,
    }
}
