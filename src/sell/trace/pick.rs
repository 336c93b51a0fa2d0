//! `/sell/parcels/{code}/lots`: which lot each line of a parcel came from, and what comes instead. The newest that fits is
//! chosen already, or a new one where none does, so that most of the time one press is all; who packs without looking here
//! has said the same.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;

use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::kernel::ids::{LotId, OrderLineId, ParcelId, PlotId, ProducerId, ProductId};
use crate::orders::called::Called;
use crate::orders::lock;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::kept::Keep as _;
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};
use crate::refusal;
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::sell::parcels::Parcel;
use crate::sell::queries;
use crate::trace::diary::Waiting;
use crate::trace::lines::{self, Fitting, LineLot, PutError};
use crate::trace::make::{self, MakeError, NewLot};
use crate::trace::{code, lot, plot};

/// What a select says for a lot that is made on the spot.
const NEW: &str = "new";

/// What comes of one product in a line of the order: as it was ordered, or instead of it.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    id: OrderLineId,
    #[diesel(sql_type = BigInt)]
    product: ProductId,
    #[diesel(embed)]
    called: Called,
    #[diesel(sql_type = Integer)]
    qty: i32,
    /// What it weighs together, as it is said or as it was weighed.
    #[diesel(sql_type = BigInt)]
    grams: i64,
    /// Of the product that was ordered.
    #[diesel(sql_type = Bool)]
    own: bool,
}

impl Line {
    /// What the names of its fields end in.
    fn field(&self) -> String {
        if self.own { self.id.to_string() } else { format!("{}-{}", self.id, self.product) }
    }

    fn has(&self, part: &LineLot) -> bool {
        (part.line, part.product) == (self.id, self.product)
    }

    /// Pieces of which no lot is said.
    fn unsaid(&self, parts: &[LineLot]) -> i32 {
        self.qty - parts.iter().filter(|part| self.has(part)).map(|part| part.qty).sum::<i32>()
    }

    /// The newest lot of which enough is left; a lot whose quantity nobody said has always enough.
    fn usual<'a>(&self, fitting: &'a [Fitting]) -> Option<&'a Fitting> {
        let of_product = || fitting.iter().filter(|lot| lot.product_id == self.product);
        let needed = |lot: &Fitting| if lot.by_weight { self.grams } else { i64::from(self.qty) };
        of_product().find(|lot| lot.left.is_none_or(|left| left >= needed(lot)))
    }
}

async fn load_lines(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<Line>> {
    Ok(diesel::sql_query(
        "WITH comes AS ( \
           SELECT l.id, l.product_id AS product, l.name_vi, l.name_en, l.pack_name_vi AS pack_vi, l.pack_name_en AS pack_en, \
                  n.qty, coalesce(l.final_g, n.qty::bigint * l.net_weight_g) AS grams, true AS own \
           FROM order_lines l CROSS JOIN LATERAL (SELECT l.qty - l.qty_off - l.swapped + l.extra AS qty) n \
           WHERE l.parcel_id = $1 AND n.qty > 0 \
           UNION ALL \
           SELECT l.id, p.id, p.name_vi, p.name_en, k.name_vi, pack_english(k.name_vi, k.name_en), \
                  c.swapped, c.swapped::bigint * k.net_weight_g, p.id = l.product_id \
           FROM order_lines l JOIN correction_lines c ON c.line_id = l.id JOIN packs k ON k.id = c.pack_id \
           JOIN products p ON p.id = k.product_id WHERE l.parcel_id = $1) \
         SELECT id, product, min(name_vi) AS name_vi, min(name_en) AS name_en, string_agg(DISTINCT pack_vi, ' + ') AS pack_vi, \
                string_agg(DISTINCT pack_en, ' + ') AS pack_en, sum(qty)::integer AS qty, sum(grams)::bigint AS grams, own \
         FROM comes GROUP BY id, product, own ORDER BY id, own DESC, product",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .load(conn)
    .await?)
}

/// Says the usual lots of all that comes in a parcel and of which nothing was said, and makes those that are not there yet: a
/// recall finds whatever was packed, also without a look at this page. Call it inside a transaction that holds the parcel.
///
/// # Locks
/// The lines and the lots.
///
/// # Refuses
/// What was called back in this very moment, and what would be made where a spraying still has to wait.
pub async fn say_the_rest(
    conn: &mut Conn,
    member: &Member,
    parcel: ParcelId,
    producer: ProducerId,
    today: chrono::NaiveDate,
) -> Result<(), PickError> {
    let parts = lines::of_parcel(conn, parcel).await?;
    let mut rows = load_lines(conn, parcel).await?;
    rows.retain(|row| row.unsaid(&parts) > 0);
    if rows.is_empty() {
        return Ok(());
    }
    let fitting = lines::fitting(conn, &products(&rows), today).await?;
    // Whoever holds the parcel packs it once: no form needs to be known again.
    let token = secrets::form_token();
    let mut fresh = Fresh { member, producer, today, token: &token, made: HashMap::new() };
    for row in &rows {
        let mut chosen: Vec<(LotId, i32)> =
            parts.iter().filter(|part| row.has(part)).map(|part| (part.lot, part.qty)).collect();
        let lot = match row.usual(&fitting) {
            Some(lot) => lot.id,
            None => fresh.lot(conn, row.product).await?,
        };
        add(&mut chosen, lot, row.unsaid(&parts));
        lines::put(conn, row.id, row.product, &chosen, Some(today)).await?;
    }
    Ok(())
}

/// A lot that is chosen twice is one part.
fn add(chosen: &mut Vec<(LotId, i32)>, lot: LotId, qty: i32) {
    match chosen.iter_mut().find(|(other, _)| *other == lot) {
        Some((_, sum)) => *sum += qty,
        None => chosen.push((lot, qty)),
    }
}

/// The products of these lines, each once.
fn products(rows: &[Line]) -> Vec<ProductId> {
    let mut products: Vec<ProductId> = rows.iter().map(|row| row.product).collect();
    products.sort();
    products.dedup();
    products
}

/// A lot in a select.
#[derive(Serialize)]
struct LotChoice {
    id: String,
    spaced: String,
    made_on: chrono::NaiveDate,
    plot: String,
    /// Grams or pieces left.
    left: Option<i64>,
    by_weight: bool,
}

/// A line with the lots to choose from: up to two, for a line that took the end of one and the beginning of another.
#[derive(Serialize)]
struct LineCard {
    /// What the names of its fields end in.
    id: String,
    name: String,
    pack: String,
    qty: i32,
    lots: Vec<LotChoice>,
    /// The chosen ones as the form says them: a lot's id, `new` or nothing.
    first: String,
    first_qty: String,
    second: String,
    second_qty: String,
    /// Packed already, and gone: what was said stays said.
    fixed: bool,
    /// Codes of lots in it that were called back.
    recalled: Vec<String>,
}

#[derive(Serialize)]
struct PickPage {
    desk: Desk,
    p: Parcel,
    lines: Vec<LineCard>,
    /// Nothing is to be said any more.
    over: bool,
    token: String,
    form: Form,
    waiting: Option<Waiting>,
    refused: Option<&'static str>,
}

impl Page for PickPage {
    const TEMPLATE: &'static str = "sell/trace/pick.html";
}

/// `GET /sell/parcels/{code}/lots`
pub async fn show(member: Member, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    let page = page(&member, &shop, &code, Form::default(), None).await?;
    member.visitor.page(&shop, &page)
}

async fn page(member: &Member, shop: &Shop, code: &str, form: Form, refused: Option<Refused>) -> Result<PickPage> {
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, member, code, lang).await?;
    let desk = desk(&mut conn, member).await?;
    let rows = load_lines(&mut conn, parcel.id).await?;
    let parts = lines::of_parcel(&mut conn, parcel.id).await?;
    let fitting = lines::fitting(&mut conn, &products(&rows), shop.clock.today()).await?;
    drop(conn);
    let posted = form.ticked("token");
    let cards = rows
        .into_iter()
        .map(|row| {
            let own: Vec<&LineLot> = parts.iter().filter(|part| row.has(part)).collect();
            let card = card(lang, &row, &own, &fitting, &parcel);
            if posted { typed(card, &form) } else { card }
        })
        .collect();
    let token = secrets::form_token_of(form.raw("token"));
    let (refused, waiting) = refused.map_or((None, None), |r| (Some(r.sentence), r.waiting));
    Ok(PickPage { desk, over: parcel.failed, p: parcel, lines: cards, token, form, waiting, refused })
}

fn card(
    lang: crate::kernel::lang::Lang,
    row: &Line,
    own: &[&LineLot],
    fitting: &[Fitting],
    parcel: &Parcel,
) -> LineCard {
    let of_product = || fitting.iter().filter(|lot| lot.product_id == row.product);
    let mut lots: Vec<LotChoice> = of_product()
        .map(|lot| LotChoice {
            id: lot.id.to_string(),
            spaced: code::spaced(&lot.code),
            made_on: lot.made_on,
            plot: lot.plot.clone(),
            left: lot.left.map(|left| left.max(0)),
            by_weight: lot.by_weight,
        })
        .collect();
    // A lot that is in the line already stays a choice, whatever became of it; but for one that was called back.
    lots.retain(|lot| !own.iter().any(|part| part.recalled.is_some() && part.lot.to_string() == lot.id));
    let kept: Vec<&&LineLot> = own.iter().filter(|part| part.recalled.is_none()).collect();
    // Less may come than when it was said.
    let said = |part: &LineLot, most: i32| (part.lot.to_string(), part.qty.min(most).to_string());
    let newest = || row.usual(fitting).map_or_else(|| NEW.to_owned(), |lot| lot.id.to_string());
    let ((first, first_qty), (second, second_qty)) = match kept.as_slice() {
        [] => ((newest(), row.qty.to_string()), Default::default()),
        [one, other, ..] if one.qty < row.qty => (said(one, row.qty), said(other, row.qty - one.qty)),
        [one, ..] => (said(one, row.qty), Default::default()),
    };
    LineCard {
        id: row.field(),
        name: row.called.name(lang).to_owned(),
        pack: row.called.pack(lang).to_owned(),
        qty: row.qty,
        fixed: fixed(parcel, own),
        recalled: own.iter().filter(|p| p.recalled.is_some()).map(|p| code::spaced(&p.code)).collect(),
        lots,
        first,
        first_qty,
        second,
        second_qty,
    }
}

/// Once a parcel is gone, what was said of a line stays said; what was forgotten may still be said.
fn fixed(parcel: &Parcel, own: &[&LineLot]) -> bool {
    !parcel.stands.to_pack() && !own.is_empty()
}

/// The card as it was typed.
fn typed(mut card: LineCard, form: &Form) -> LineCard {
    let said = |name: &str| form.raw(&format!("{name}-{}", card.id)).to_owned();
    (card.first, card.first_qty) = (said("lot"), said("qty"));
    (card.second, card.second_qty) = (said("lot2"), said("qty2"));
    card
}

#[derive(Debug, thiserror::Error)]
pub enum PickError {
    /// The parcel, or a lot that was chosen, is another household's.
    #[error("no such parcel or lot")]
    NotFound,
    /// More than comes, or a number that is none.
    #[error("wrong quantity")]
    Quantity,
    #[error("the lot is called back")]
    Recalled,
    #[error("the lot ran out")]
    Expired,
    #[error("the parcel has ended")]
    Over,
    #[error("not before {}", .0.until)]
    TooSoon(Waiting),
    #[error(transparent)]
    Failed(Error),
}
refusal!(PickError);

impl From<PutError> for PickError {
    fn from(error: PutError) -> Self {
        match error {
            PutError::TooMany => PickError::Quantity,
            PutError::Recalled => PickError::Recalled,
            PutError::Expired => PickError::Expired,
            PutError::NotFound => PickError::NotFound,
            PutError::Failed(error) => PickError::Failed(error),
        }
    }
}

impl From<MakeError> for PickError {
    fn from(error: MakeError) -> Self {
        match error {
            MakeError::NotFound => PickError::NotFound,
            MakeError::TooSoon(waiting) => PickError::TooSoon(waiting),
            MakeError::Failed(error) => PickError::Failed(error),
        }
    }
}

/// Why nothing was written.
struct Refused {
    sentence: &'static str,
    waiting: Option<Waiting>,
}

/// `POST /sell/parcels/{code}/lots`
pub async fn submit(member: Member, shop: Shop, code: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    let today = shop.clock.today();
    let outcome = conn.transaction(async |conn| pick(conn, &member, &parcel, &form, today).await).await;
    drop(conn);
    let (status, sentence) = match &outcome {
        Ok(()) => {
            let back = format!("/sell/parcels/{}", parcel.code);
            return Ok(member.visitor.go(&shop, &back, Some("sell-lots-done")));
        }
        Err(PickError::NotFound) => return Err(Error::NotFound),
        Err(PickError::Failed(_)) => (StatusCode::INTERNAL_SERVER_ERROR, ""),
        Err(PickError::Quantity) => (StatusCode::UNPROCESSABLE_ENTITY, "sell-lots-quantity"),
        Err(PickError::TooSoon(_)) => (StatusCode::UNPROCESSABLE_ENTITY, "trace-lot-too-soon"),
        Err(PickError::Recalled) => (StatusCode::CONFLICT, "sell-lots-recalled"),
        Err(PickError::Expired) => (StatusCode::UNPROCESSABLE_ENTITY, "sell-lots-expired"),
        Err(PickError::Over) => (StatusCode::CONFLICT, "sell-lots-over"),
    };
    let waiting = match outcome {
        Err(PickError::Failed(error)) => return Err(error),
        Err(PickError::TooSoon(waiting)) => Some(waiting),
        _ => None,
    };
    let page = page(&member, &shop, &code, form, Some(Refused { sentence, waiting })).await?;
    member.visitor.page_with(&shop, &page, status)
}

/// Writes what the form says, all of it or nothing.
///
/// # Locks
/// Order, parcel, then the lines and the lots.
async fn pick(
    conn: &mut Conn,
    member: &Member,
    parcel: &Parcel,
    form: &Form,
    today: chrono::NaiveDate,
) -> Result<(), PickError> {
    let locked = lock::parcel(conn, parcel.id, Some(parcel.producer)).await?.ok_or(PickError::NotFound)?;
    if locked.state.failed() || !locked.state.known_to_household() {
        return Err(PickError::Over);
    }
    let before = Thing::Parcel(parcel.id).before(conn, member).await?;
    let rows = load_lines(conn, parcel.id).await?;
    let parts = lines::of_parcel(conn, parcel.id).await?;
    let packed_on = locked.state.to_pack().then_some(today);
    let token = form.raw("token");
    let mut fresh = Fresh { member, producer: parcel.producer, today, token, made: HashMap::new() };
    for row in &rows {
        let own = parts.iter().any(|part| row.has(part));
        let field = row.field();
        // A line that the form does not speak of stays as it is.
        let spoken = form.pairs().iter().any(|(name, _)| *name == format!("lot-{field}"));
        if !spoken || (own && !locked.state.to_pack()) {
            continue;
        }
        let mut chosen: Vec<(LotId, i32)> = Vec::new();
        for (lot, qty) in [("lot", "qty"), ("lot2", "qty2")] {
            let (lot, qty) = (form.raw(&format!("{lot}-{field}")), form.raw(&format!("{qty}-{field}")));
            let lot = match lot {
                "" => continue,
                NEW => fresh.lot(conn, row.product).await?,
                id => id.parse().map(LotId).map_err(|_| PickError::NotFound)?,
            };
            let qty =
                qty.trim().parse::<i32>().ok().filter(|n| (1..=row.qty).contains(n)).ok_or(PickError::Quantity)?;
            add(&mut chosen, lot, qty);
        }
        lines::put(conn, row.id, row.product, &chosen, packed_on).await?;
    }
    Ok(before.log(conn, member, "parcel.lots", &parcel.code).await?)
}

/// The lots made while picking: one for each product, however many of the parcel's lines are of it.
struct Fresh<'a> {
    member: &'a Member,
    producer: ProducerId,
    today: chrono::NaiveDate,
    token: &'a str,
    made: HashMap<ProductId, LotId>,
}

impl Fresh<'_> {
    async fn lot(&mut self, conn: &mut Conn, product: ProductId) -> Result<LotId, PickError> {
        if let Some(lot) = self.made.get(&product) {
            return Ok(*lot);
        }
        // A second press of the same form finds the lot that the first one made.
        let token = secrets::hex(&secrets::hash(&format!("{}:{product}", self.token)));
        let token: String = token.chars().take(32).collect();
        let new = NewLot {
            plot: place(conn, self.producer, product).await?,
            account: Some(self.member.account),
            ..NewLot::of(self.producer, product, self.today, token)
        };
        let made = make::make(conn, &new).await?;
        self.made.insert(product, made.id);
        Ok(made.id)
    }
}

/// Where it was most likely made: where its last lot was, or the only place there is.
async fn place(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<Option<PlotId>> {
    let choices = lot::choices(conn, producer).await?;
    if let Some(last) = choices.iter().find(|c| c.id == product).and_then(|c| c.last_plot) {
        return Ok(Some(last));
    }
    let open: Vec<PlotId> =
        plot::list(conn, producer).await?.into_iter().filter(|p| p.closed_at.is_none()).map(|p| p.id).collect();
    Ok(match open.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}
