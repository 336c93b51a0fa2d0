//! The office's first pages. They only read.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::complaints::about;
use super::inbox::claims;
use super::inbox::queries as inbox;
use super::order_money;
use super::orders::{self, Sought};
use super::pages::{
    Choice, Happened, OrderPage, OrdersPage, OverviewPage, Parcel, Period, ProducersPage, SearchesPage,
};
use super::producers::{self, Standing};
use super::searches;
use crate::accounts::actors::Clerk;
use crate::error::Result;
use crate::kernel::ids::{OrderId, ParcelId};
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::kernel::text;
use crate::orders::corrected::{self, Change, ChangeCard};
use crate::orders::parcel::ParcelState;
use crate::orders::reason::Reason;
use crate::payments::transfer::credits;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::search::{engine_for, state};

/// `GET /office`
pub async fn overview(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let numbers = orders::count_today(&mut conn).await?;
    let (waiting, more_waiting) = orders::list_waiting_long(&mut conn, orders::WAITING_SHOWN).await?;
    let search = state::load(&mut conn, engine_for::answering(&shop).await).await?;
    let counts = inbox::counts(&mut conn, |right| clerk.visitor.may(right), clerk.account).await?;
    drop(conn);
    clerk.visitor.page(&shop, &OverviewPage { numbers, waiting, more_waiting, search, inbox: inbox::sum(&counts) })
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) commune: String,
    #[serde(default)]
    pub(super) standing: String,
    #[serde(default)]
    after: String,
}

impl Filter {
    fn after(&self) -> Option<Cursor> {
        self.after.parse().ok()
    }

    /// What was typed, short enough to be a name.
    pub(super) fn typed(&self) -> String {
        text::tidy(&self.q).chars().take(80).collect()
    }
}

/// What is asked for, as a query.
fn query(fields: &[(&str, &str)]) -> String {
    let fields = fields.iter().filter(|(_, value)| !value.is_empty());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The query that asks for the page after `cursor`.
fn next_page(query: &str, cursor: Cursor) -> String {
    format!("{query}{}after={cursor}", if query.is_empty() { "" } else { "&" })
}

/// `GET /office/orders`
pub async fn orders(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let q = filter.typed();
    let state = ParcelState::parse(&filter.state);
    let mut conn = shop.db.conn().await?;
    let (orders, next) = orders::list_orders(&mut conn, &Sought::read(&q), state, filter.after(), orders::PAGE).await?;
    drop(conn);
    let word = state.map(ParcelState::as_str).unwrap_or_default();
    let query = query(&[("q", &q), ("state", word)]);
    let page = OrdersPage {
        states: ParcelState::ALL
            .iter()
            .map(|s| Choice { word: s.as_str(), key: s.as_str().replace('_', "-"), chosen: Some(*s) == state })
            .collect(),
        orders,
        next: next.map(|cursor| next_page(&query, cursor)),
        query,
        q,
    };
    clerk.visitor.page(&shop, &page)
}

/// The parcels of an order with all that is in them and was changed of them, in the reader's words.
pub(super) async fn parcels(conn: &mut Conn, lang: Lang, order: OrderId) -> Result<Vec<Parcel>> {
    let parcels = orders::list_parcels(conn, order).await?;
    let mut lines = orders::list_lines(conn, order).await?;
    let ids: Vec<ParcelId> = parcels.iter().map(|parcel| parcel.id).collect();
    let mut changes = corrected::of_parcels(conn, &ids).await?;
    let whole = parcels.into_iter().map(|parcel| {
        let own = lines.extract_if(.., |line| line.parcel_id == parcel.id).collect();
        let changes: Vec<Change> = changes.extract_if(.., |change| change.parcel == parcel.id).collect();
        let off = changes.iter().map(|change| change.paid_off).sum();
        Parcel { parcel, lines: own, changes: changes.iter().map(|c| ChangeCard::of(lang, c)).collect(), off }
    });
    Ok(whole.collect())
}

/// What happened to the parcels of an order, latest first.
pub(super) async fn diary(conn: &mut Conn, order: OrderId) -> Result<Vec<Happened>> {
    let rows = orders::list_diary(conn, order).await?.into_iter().map(|row| {
        let (reason, words) = Reason::read(&row.reason);
        Happened {
            number: row.number,
            kind: row.kind,
            state: row.state,
            actor: row.actor,
            who: row.who,
            reason: reason.map(Reason::as_str),
            words: words.to_owned(),
            at: row.at,
        }
    });
    Ok(rows.collect())
}

/// `GET /office/orders/{code}`
pub async fn order(clerk: Clerk, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = orders::load_order(&mut conn, &code).await?;
    let parcels = parcels(&mut conn, clerk.visitor.lang, order.id).await?;
    let payments = orders::list_payments(&mut conn, order.id).await?;
    let open: Vec<_> = payments.iter().filter(|row| row.dispute == "open").map(|row| ("dispute", row.id.0)).collect();
    let held = if open.is_empty() { Vec::new() } else { claims::held(&mut conn, &open, clerk.account).await? };
    let credits = credits::for_order(&mut conn, &order.code, &order.buyer_phone).await?;
    let moves = order_money::list(&mut conn, clerk.visitor.lang, &order).await?;
    let complaints = about::of_order(&mut conn, order.id).await?;
    let diary = diary(&mut conn, order.id).await?;
    drop(conn);
    let has = moves.iter().map(|m| m.counts).sum();
    let off = parcels.iter().map(|parcel| parcel.off).sum();
    let page = OrderPage { order, parcels, off, payments, moves, has, held, credits, complaints, diary };
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/producers`
pub async fn producers(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let q = filter.typed();
    let commune = Some(filter.commune.as_str()).filter(|code| !code.is_empty());
    let mut conn = shop.db.conn().await?;
    let communes = producers::list_communes(&mut conn).await?;
    let standing = Standing::parse(&filter.standing);
    let (producers, next) = producers::list_producers(
        &mut conn,
        &q,
        commune,
        standing,
        shop.clock.today(),
        filter.after(),
        producers::PAGE,
    )
    .await?;
    drop(conn);
    let query = query(&[("q", &q), ("commune", &filter.commune), ("standing", standing.word())]);
    let page = ProducersPage {
        communes,
        producers,
        next: next.map(|cursor| next_page(&query, cursor)),
        query,
        standings: Standing::choices(standing),
        commune: filter.commune.clone(),
        q,
    };
    clerk.visitor.page(&shop, &page)
}

#[derive(Deserialize)]
pub struct Since {
    #[serde(default)]
    pub(super) days: String,
}

/// `GET /office/searches`
pub async fn searches(clerk: Clerk, shop: Shop, since: web::Query<Since>) -> Result<HttpResponse> {
    let days = searches::period(&since.days);
    let first = searches::first_day(shop.clock.today(), days);
    let mut conn = shop.db.conn().await?;
    let (missed, more_missed) = searches::list_missed(&mut conn, first, searches::SHOWN).await?;
    let (most, more_most) = searches::list_most(&mut conn, first, searches::SHOWN).await?;
    let search = state::load(&mut conn, engine_for::answering(&shop).await).await?;
    drop(conn);
    let page = SearchesPage {
        periods: searches::PERIODS.map(|n| Period { days: n, chosen: n == days }).into(),
        days,
        missed: missed.into_iter().map(Into::into).collect(),
        more_missed,
        most: most.into_iter().map(Into::into).collect(),
        more_most,
        shown: searches::SHOWN,
        search,
    };
    clerk.visitor.page(&shop, &page)
}
