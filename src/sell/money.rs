//! The household's money: what it has coming and when, what it holds already, and what it was paid and why.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::pages::Desk;
use super::queries as desk_queries;
use crate::accounts::actors::{Member, Seller};
use crate::accounts::list_file;
use crate::accounts::rights::Right;
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::kernel::ids::{PayoutId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;
use crate::ledger::balance;
use crate::orders::parcel;
use crate::payments::awaited::{self, Awaited};
use crate::payments::bank_account::{self, Masked, masked};
use crate::payments::owed::{self, Owed};
use crate::payments::settings;
use crate::payments::slip::Slip;
use crate::payouts::due::{self, Coming};
use crate::payouts::payout::PayoutState;
use crate::payouts::queries::{self, Payout};
use crate::payouts::statement::{self, Statement};
use crate::platform::db::Conn;
use crate::platform::views::Page;
use crate::platform::{Shop, sheet};
use crate::vouchers::list::{self, Listed};
use crate::vouchers::words;

/// As many payouts as a phone shows at once.
const PAGE: usize = 24;

/// Parcels that buyers have paid for and that are still to be delivered.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Underway {
    #[diesel(sql_type = BigInt)]
    pub parcels: i64,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
}

#[derive(Serialize)]
pub struct MoneyPage {
    pub desk: Desk,
    /// Positive: the market owes the household.
    pub balance: Money,
    pub owes: Money,
    /// What the household has to give back to buyers: in no sum above.
    pub back: Money,
    /// Each household is paid by its buyers itself.
    pub direct: bool,
    /// Refunds that the household has to send.
    pub owed: Vec<OwedRow>,
    /// Transfers that buyers were asked to make to its own account.
    pub awaited: Vec<Awaited>,
    pub today: NaiveDate,
    /// Made and not sent yet.
    pub sending: Vec<Payout>,
    /// What a payout of today would be.
    pub ready: Money,
    /// Enough for a payout.
    pub enough: bool,
    pub coming: Vec<Coming>,
    pub underway: Underway,
    pub in_hand: Money,
    pub minimum: Money,
    pub days: i32,
    pub paid: Vec<Payout>,
    /// Where the next page of them begins.
    pub next_paid: Option<String>,
    pub account: Option<Masked>,
    pub vouchers: Vec<VoucherRow>,
    /// Where the next page of them begins.
    pub next_vouchers: Option<String>,
}

/// A voucher for the household's goods alone.
#[derive(Serialize)]
pub struct VoucherRow {
    pub code: String,
    /// What it takes off, until when, and who bears it.
    pub terms: String,
    /// The tail of a Fluent key (`office-voucher-…`).
    pub state: &'static str,
    pub used: i32,
    pub cost: Money,
}

impl VoucherRow {
    fn of(lang: Lang, listed: &Listed) -> Self {
        let house = lang.pick(&listed.name_vi, &listed.name_en);
        VoucherRow {
            code: listed.code.clone(),
            terms: words::terms(lang, &listed.terms, house),
            state: listed.state(),
            used: listed.used,
            cost: listed.cost,
        }
    }
}

/// A refund that the household has to send, and how.
#[derive(Serialize)]
pub struct OwedRow {
    #[serde(flatten)]
    pub owed: Owed,
    /// What the household calls the parcel.
    pub parcel_code: Option<String>,
    /// To an account that is known.
    pub slip: Option<Slip>,
}

impl OwedRow {
    fn of(owed: Owed) -> Self {
        let slip = match (&owed.to_bin, &owed.to_number, &owed.to_holder) {
            (Some(bin), Some(number), Some(holder)) if owed.method == "bank_transfer" => {
                Some(Slip::of_refund(owed.id, owed.code.as_deref(), (bin, number, holder), owed.amount))
            }
            _ => None,
        };
        OwedRow { parcel_code: owed.parcel.map(parcel::code), slip, owed }
    }
}

impl Page for MoneyPage {
    const TEMPLATE: &'static str = "sell/money.html";
}

#[derive(Serialize)]
pub struct StatementPage {
    pub desk: Desk,
    pub s: Statement,
    pub account: Masked,
}

impl Page for StatementPage {
    const TEMPLATE: &'static str = "sell/statement.html";
}

async fn count_underway(conn: &mut Conn, producer: ProducerId) -> Result<Underway> {
    Ok(diesel::sql_query(
        "SELECT count(*) AS parcels, coalesce(sum(p.total - p.cut - coalesce( \
           (SELECT sum(r.of_goods + r.of_shipping) FROM refunds r WHERE r.parcel_id = p.id), 0)), 0)::bigint AS total FROM parcels p \
         WHERE p.producer_id = $1 AND p.state IN ('placed', 'confirmed', 'packed', 'handed_over') \
           AND EXISTS (SELECT FROM payment_parcels x JOIN payments y ON y.id = x.payment_id \
                       WHERE x.parcel_id = p.id AND y.state = 'paid')",
    )
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?)
}

/// Where a page of payouts and one of vouchers begin, from the query.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    paid: String,
    #[serde(default)]
    vouchers: String,
}

/// `GET /sell/money`
pub async fn show(Seller(member): Seller, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (producer, today) = (member.producer, shop.clock.today());
    let mut conn = shop.db.conn().await?;
    let set = settings::load(&mut conn).await?;
    let next = due::next(&mut conn, producer, today).await?;
    let direct = shop.config.settlement == Settlement::Direct;
    // What goes back to buyers is no debt to the market, though a payout is less by it until they have it.
    let back = owed::sum_of_household(&mut conn, producer).await?;
    let held = due::held_in_hand(&mut conn, producer).await?;
    let balance = balance::of_household(&mut conn, producer).await? + held + back;
    let sending = queries::list_due_of(&mut conn, producer).await?;
    let (paid, next_paid) = queries::list_sent_to(&mut conn, producer, asked.paid.parse().ok(), PAGE).await?;
    let account = bank_account::of_households(&mut conn, &[producer]).await?.pop();
    let after = asked.vouchers.parse().ok();
    let (vouchers, next_vouchers) = list::list_of_household(&mut conn, producer, after, list::SHOWN).await?;
    let page = MoneyPage {
        desk: desk(&mut conn, &member).await?,
        balance,
        owes: (-balance).max(Money::ZERO),
        back,
        direct,
        owed: owed::of_household(&mut conn, producer).await?.into_iter().map(OwedRow::of).collect(),
        awaited: awaited::of_household(&mut conn, producer).await?,
        today,
        sending,
        enough: next.payable && next.amount > Money::ZERO && next.amount >= set.payout_minimum,
        ready: next.amount,
        coming: due::after(&mut conn, producer, today, next).await?,
        underway: count_underway(&mut conn, producer).await?,
        in_hand: due::in_hand(&mut conn, producer).await?,
        minimum: set.payout_minimum,
        days: set.payout_days,
        paid,
        next_paid: next_paid.map(|cursor| cursor.to_string()),
        account: account.map(|a| masked(&a.bin, &a.number, &a.holder)),
        vouchers: vouchers.iter().map(|v| VoucherRow::of(member.visitor.lang, v)).collect(),
        next_vouchers: next_vouchers.map(|cursor| cursor.to_string()),
    };
    drop(conn);
    member.visitor.page(&shop, &page)
}

async fn desk(conn: &mut Conn, member: &Member) -> Result<Desk> {
    Ok(Desk::of(desk_queries::list_households(conn, member, member.visitor.lang).await?))
}

/// A payout of one of the households where the member sees the money; another's is not found, nor one that was undone.
async fn load(conn: &mut Conn, member: &Member, id: i64) -> Result<Statement> {
    let payout = queries::load(conn, PayoutId(id)).await?;
    let sees = member.role_in(payout.producer).is_some_and(Role::sells);
    if !sees || payout.state() == Some(PayoutState::Undone) {
        return Err(Error::NotFound);
    }
    statement::load(conn, payout).await
}

/// `GET /sell/money/{id}`
pub async fn statement(Seller(member): Seller, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let s = load(&mut conn, &member, *id).await?;
    let desk = desk(&mut conn, &member).await?;
    drop(conn);
    let account = masked(&s.payout.bin, &s.payout.number, &s.payout.holder);
    member.visitor.page(&shop, &StatementPage { desk, s, account })
}

/// `GET /sell/money/{id}.xlsx`
pub async fn workbook(Seller(member): Seller, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let s = load(&mut conn, &member, *id).await?;
    list_file::taken_for(&mut conn, &member, &[Right::Money], &format!("P{id}"), "xlsx").await?;
    drop(conn);
    sheet::respond(&format!("P{id}.xlsx"), &s.sheet(member.visitor.lang))
}
