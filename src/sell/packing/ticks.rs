//! `POST /sell/picking/ticks`: pieces lie in the box, or were taken out again. Kept on the server, so that whoever goes on
//! packing sees it.

use actix_web::HttpResponse;
use diesel::sql_types::{Array, BigInt, Bool};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::pages::BoxPart;
use super::picking::HERE;
use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::kernel::ids::{ParcelId, ProducerId};
use crate::orders::lock;
use crate::orders::parcel::ParcelState;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::queries;

/// `POST /sell/picking/ticks`: of the parcel `parcel`, each `line` named, or all with `all`; `on` puts it in, else out.
pub async fn submit(member: Member, shop: Shop, form: Form) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, form.raw("parcel"), lang).await?;
    let mut lines = Vec::new();
    for (_, value) in form.pairs().iter().filter(|(name, _)| name == "line") {
        let line = value.parse().ok().filter(|id| parcel.lines.iter().any(|l| l.id.0 == *id));
        lines.push(line.ok_or(Error::NotFound)?);
    }
    if form.ticked("all") {
        lines = parcel.lines.iter().map(|l| l.id.0).collect();
    }
    let on = form.ticked("on");
    let ticked = conn
        .transaction(async |conn| {
            let before = Thing::Parcel(parcel.id).before(conn, &member).await?;
            let ticked = tick(conn, parcel.id, parcel.producer, &lines, on).await?;
            before.log(conn, &member, "parcel.ticked", &parcel.code).await?;
            Ok::<bool, Error>(ticked)
        })
        .await?;
    if member.visitor.htmx() && ticked {
        let p = queries::load_parcel(&mut conn, &member, &parcel.code, lang).await?;
        let part = BoxPart { desk: desk(&mut conn, &member).await?, p, form: Form::default(), back: HERE };
        drop(conn);
        return member.visitor.page(&shop, &part);
    }
    let sentence = if ticked { None } else { Some("sell-tick-late") };
    Ok(member.visitor.go(&shop, &format!("{HERE}#{}", parcel.code), sentence))
}

/// Ticks lines of a parcel that is being packed; `false` when it is not any more.
///
/// # Locks
/// Order, parcel.
async fn tick(conn: &mut Conn, parcel: ParcelId, owner: ProducerId, lines: &[i64], on: bool) -> Result<bool> {
    let locked = lock::parcel(conn, parcel, Some(owner)).await?.ok_or(Error::NotFound)?;
    if locked.state != ParcelState::Confirmed {
        return Ok(false);
    }
    diesel::sql_query(
        "UPDATE order_lines SET packed_qty = CASE WHEN $3 THEN qty - qty_off ELSE 0 END \
         WHERE parcel_id = $1 AND id = ANY($2)",
    )
    .bind::<BigInt, _>(parcel.0)
    .bind::<Array<BigInt>, _>(lines)
    .bind::<Bool, _>(on)
    .execute(conn)
    .await?;
    Ok(true)
}
