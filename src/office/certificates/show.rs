//! One paper: what it says, its scan, who checked it and when, everything that was done with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::OptionalExtension as _;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::form;
use super::pages::{CertificatePage, Good, KindChoice, Reminder, Standing, Whose};
use crate::accounts::actors::Clerk;
use crate::accounts::acts::Done;
use crate::error::{Error, Result};
use crate::kernel::ids::{CertificateId, ProducerId, ProductId};
use crate::kernel::paging::first;
use crate::office::inbox::{claims, reasons};
use crate::office::moved::moved;
use crate::office::producers;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::locales;
use crate::producers::certificate::{kind_key, state_sql};
use crate::producers::{register, scan};

/// Acts on the page; the file has all.
const LATEST: usize = 40;

/// `GET /office/certificates/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, CertificateId(*id), None, None, StatusCode::OK).await
}

/// The page, with what was typed where something was refused.
pub(super) async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: CertificateId,
    typed: Option<Form>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (producer, entry) = register::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let standing = standing(&mut conn, id, shop.clock.today()).await?;
    let household = whose(&mut conn, &standing.slug).await?;
    let goods = goods(&mut conn, producer, entry.product_id).await?;
    let reminders = reminders(&mut conn, id).await?;
    let (acts, more_acts) = acts(&mut conn, producer, id, &entry.number, LATEST).await?;
    let held = claims::held(&mut conn, &[("paper", id.0)], clerk.account).await?;
    let reasons = reasons::offered(&mut conn, &["paper"]).await?;
    drop(conn);
    let now = form::filled(&entry);
    let mut form = typed.unwrap_or_else(|| now.clone());
    let mut changed = Vec::new();
    if refused == Some(register::MOVED) {
        let goods = &goods;
        changed = moved(&form, &now, &form::FIELDS, |name, value| match name {
            "kind" => locales::text(clerk.visitor.lang, &kind_key(value)),
            "product" => {
                let named = goods.iter().find(|good| good.id.to_string() == value);
                named.map(|good| good.name.clone()).unwrap_or_default()
            }
            "decided_on" | "issued_on" | "expires_on" => {
                let day = value.parse::<chrono::NaiveDate>();
                day.map_or_else(|_| value.to_owned(), |day| day.format("%d/%m/%Y").to_string())
            }
            _ => value.to_owned(),
        });
    }
    // Who was told of a change may go on from there.
    if refused == Some(register::MOVED) || !form.has("mark") {
        form.set("mark", entry.mark());
    }
    let page = CertificatePage {
        moved: changed,
        id: id.0,
        kinds: KindChoice::all(Some(form.raw("kind"))),
        scope: clerk.visitor.lang.pick(&entry.scope_vi, &entry.scope_en).to_owned(),
        score: entry.score.map(form::score_text).unwrap_or_default(),
        kind: entry.kind,
        label: entry.label,
        number: entry.number,
        issuer: entry.issuer,
        stars: entry.stars,
        decision_no: entry.decision_no,
        decided_on: entry.decided_on,
        issued_on: entry.issued_on,
        expires_on: entry.expires_on,
        standing,
        held,
        reasons,
        household,
        reminders,
        acts,
        more_acts,
        form,
        goods,
        refused,
    };
    clerk.visitor.page_with(shop, &page, status)
}

/// `GET /office/certificates/{id}/scan`
pub async fn file(_: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (producer, _) = register::find(&mut conn, CertificateId(*id)).await?.ok_or(Error::NotFound)?;
    drop(conn);
    scan::respond(&shop, producer, CertificateId(*id)).await
}

async fn standing(conn: &mut Conn, id: CertificateId, today: chrono::NaiveDate) -> Result<Standing> {
    let found: Option<Standing> = diesel::sql_query(format!(
        "SELECT {} AS state, c.scan_kind, c.sent_at, coalesce(s.name, '') AS sent_by, \
                coalesce(c.checked_at, c.refused_at) AS checked_at, coalesce(k.name, '') AS checked_by, \
                coalesce(nullif(c.revoked_why, ''), c.refused_why) AS why, r.slug, p.slug AS product_slug, \
                p.name_vi AS product_name \
         FROM certificates c JOIN producers r ON r.id = c.producer_id LEFT JOIN products p ON p.id = c.product_id \
         LEFT JOIN accounts s ON s.id = c.sent_by LEFT JOIN accounts k ON k.id = c.checked_by WHERE c.id = $1",
        state_sql("c", "$2")
    ))
    .bind::<BigInt, _>(id.0)
    .bind::<Date, _>(today)
    .get_result(conn)
    .await
    .optional()?;
    found.ok_or(Error::NotFound)
}

/// The household at this address.
pub(super) async fn whose(conn: &mut Conn, slug: &str) -> Result<Whose> {
    let found = producers::load_producer(conn, slug).await?;
    Ok(Whose {
        slug: found.slug,
        name_vi: found.name_vi,
        name_en: found.name_en,
        commune: found.commune,
        listed: found.listed,
    })
}

/// What the household sells or is about to, for a paper of one product.
pub(super) async fn goods(conn: &mut Conn, producer: ProducerId, chosen: Option<ProductId>) -> Result<Vec<Good>> {
    Ok(diesel::sql_query(
        "SELECT id, name_vi AS name, id IS NOT DISTINCT FROM $2 AS chosen FROM products \
         WHERE producer_id = $1 ORDER BY name_vi, id LIMIT 300",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Nullable<BigInt>, _>(chosen.map(|id| id.0))
    .load(conn)
    .await?)
}

/// When household and office were told of its end, the first time first.
pub(super) async fn reminders(conn: &mut Conn, id: CertificateId) -> Result<Vec<Reminder>> {
    Ok(diesel::sql_query(
        "SELECT days, sent_at FROM certificate_reminders WHERE certificate_id = $1 ORDER BY sent_at, days DESC",
    )
    .bind::<BigInt, _>(id.0)
    .load(conn)
    .await?)
}

/// What was done with this paper, newest first: `most` of it, and whether there is more. Acts of the time before the log named
/// papers are found by their number.
pub(super) async fn acts(
    conn: &mut Conn,
    producer: ProducerId,
    id: CertificateId,
    number: &str,
    most: usize,
) -> Result<(Vec<Done>, bool)> {
    let rows: Vec<Done> = diesel::sql_query(
        "SELECT x.id, x.at, coalesce(a.name, '') AS who, x.on_behalf, replace(x.act, '.', '-') AS key, x.subject, x.why, x.evidence \
         FROM acts x LEFT JOIN accounts a ON a.id = x.account_id \
         WHERE x.producer_id = $1 AND x.act LIKE 'paper.%' \
           AND coalesce(x.after ->> 'paper', x.before ->> 'paper', CASE WHEN x.subject = $3 THEN $2 END) = $2 \
         ORDER BY x.id DESC LIMIT $4",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Text, _>(id.to_string())
    .bind::<Text, _>(number)
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}
