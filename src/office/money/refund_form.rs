//! Giving money back for a parcel: all that is left, by line, or an amount, with the reason.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, SmallInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderLineId, ParcelId, ProducerId, RefundId};
use crate::kernel::money::Money;
use crate::office::own;
use crate::orders::lock as orders_lock;
use crate::payments::parcel_money::{self, PAID};
use crate::payments::refund::{self, Part, RefundError, Way, Wish};
use crate::payments::refund_list;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};

/// A parcel that something goes back for.
#[derive(Serialize, QueryableByName)]
pub struct Parcel {
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub id: ParcelId,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub producer: ProducerId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub method: String,
    /// Its buyer has paid for it: there is something to give back.
    #[diesel(sql_type = Bool)]
    pub paid: bool,
}

#[derive(Serialize, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    pub id: OrderLineId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Integer)]
    pub qty: i32,
    /// As many have not gone back.
    #[diesel(sql_type = Integer)]
    pub left: i32,
    /// What the buyer paid for the line.
    #[diesel(sql_type = BigInt)]
    pub paid: Money,
}

/// A line with what was typed for it.
#[derive(Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub line: Line,
    pub typed: String,
}

#[derive(Serialize)]
pub struct RefundFormPage {
    pub p: Parcel,
    pub rows: Vec<Row>,
    pub goods_left: Money,
    pub shipping_left: Money,
    /// The ways it may go back; the first is the one it came.
    pub ways: Vec<Way>,
    pub form: Form,
    /// Fluent key and amount of why nothing was done.
    pub refused: Option<&'static str>,
    pub left: Money,
}

impl Page for RefundFormPage {
    const TEMPLATE: &'static str = "office/money/refund_form.html";
}

async fn load(conn: &mut Conn, code: &str, number: i16) -> Result<Parcel> {
    let found: Option<Parcel> = diesel::sql_query(format!(
        "SELECT p.id, p.producer_id AS producer, o.code, p.number, replace(p.state, '_', '-') AS state, p.delivery_kind AS kind, h.name_vi, \
                h.name_en, o.payment_method AS method, {PAID} AS paid \
         FROM parcels p JOIN orders o ON o.id = p.order_id JOIN producers h ON h.id = p.producer_id \
         WHERE o.code = $1 AND p.number = $2"
    ))
    .bind::<Text, _>(code)
    .bind::<SmallInt, _>(number)
    .get_result(conn)
    .await
    .optional()?;
    found.ok_or(Error::NotFound)
}

async fn list_lines(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<Line>> {
    Ok(diesel::sql_query(
        "SELECT l.id, l.name_vi || ', ' || l.pack_name_vi AS name_vi, \
                coalesce(nullif(l.name_en, ''), l.name_vi) || ', ' || coalesce(nullif(l.pack_name_en, ''), l.pack_name_vi) AS name_en, \
                l.qty, l.qty - l.qty_off - coalesce(sum(r.qty), 0)::int AS \"left\", l.total - l.discount - l.paid_off AS paid \
         FROM order_lines l LEFT JOIN refund_lines r ON r.line_id = l.id WHERE l.parcel_id = $1 \
         GROUP BY l.id ORDER BY l.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .load(conn)
    .await?)
}

async fn page(conn: &mut Conn, p: Parcel, form: Form, refused: Option<&'static str>) -> Result<RefundFormPage> {
    let money = parcel_money::load(conn, p.id).await?;
    let lines = list_lines(conn, p.id).await?;
    let rows = lines.into_iter().map(|line| Row { typed: form.raw(&format!("qty-{}", line.id)).to_owned(), line });
    let ways = match p.method.as_str() {
        "card" => vec![Way::Card, Way::BankTransfer, Way::Cash],
        "bank_transfer" => vec![Way::BankTransfer, Way::Cash],
        _ => vec![Way::Cash, Way::BankTransfer],
    };
    let (goods_left, shipping_left) = (money.goods_left(), money.shipping_left());
    let left = goods_left + shipping_left;
    Ok(RefundFormPage { rows: rows.collect(), p, goods_left, shipping_left, ways, form, refused, left })
}

/// `GET /office/orders/{code}/parcels/{number}/refund`
pub async fn show(clerk: Clerk, shop: Shop, of: web::Path<(String, i16)>) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let mut conn = shop.db.conn().await?;
    let parcel = load(&mut conn, &code, number).await?;
    let form = Form::blank(&[("key", &secrets::form_token()), ("part", "rest")]);
    let refused = (!parcel.paid).then_some("refund-not-paid");
    let page = page(&mut conn, parcel, form, refused).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// What is to go back, or a sentence beside a field.
fn read(form: &mut Form) -> Option<Part> {
    match form.raw("part") {
        "rest" => Some(Part::Rest { shipping: form.ticked("shipping") }),
        "amount" => form.money("amount").map(Part::Amount),
        "lines" => {
            let pairs = form.pairs().to_vec();
            let mut lines = Vec::new();
            for (name, value) in &pairs {
                let Some(id) = name.strip_prefix("qty-").and_then(|id| id.parse().ok()) else { continue };
                if value.trim().is_empty() || value.trim() == "0" {
                    continue;
                }
                lines.push((OrderLineId(id), form.number(name, 1, 100_000)?));
            }
            if lines.is_empty() {
                form.refuse("part", "refund-no-line");
            }
            Some(Part::Lines(lines)).filter(|_| form.ok())
        }
        _ => {
            form.refuse("part", "field-choose");
            None
        }
    }
}

/// Says beside its field why nothing goes back like this; `None` then, else the sentence for the top of the page. `part` is the
/// field that says how much: `amount` in it is the sum that was typed.
pub fn told(form: &mut Form, part: &str, refused: &RefundError) -> Option<&'static str> {
    match refused {
        RefundError::TooMuch(_) => {
            let field = if form.raw(part) == "amount" { "amount" } else { part };
            form.refuse(field, "refund-too-much");
            None
        }
        RefundError::WrongWay => {
            form.refuse("way", "refund-wrong-way");
            None
        }
        RefundError::NotPaid => Some("refund-not-paid"),
        RefundError::Nothing | RefundError::NotFound | RefundError::Failed(_) => Some("refund-nothing"),
    }
}

/// `POST /office/orders/{code}/parcels/{number}/refund`. The form's key makes a second press the same refund.
pub async fn submit(clerk: Clerk, shop: Shop, of: web::Path<(String, i16)>, mut form: Form) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let mut conn = shop.db.conn().await?;
    let parcel = load(&mut conn, &code, number).await?;
    let part = read(&mut form);
    let reason = form.line("reason", 200);
    let way = Way::parse(form.raw("way"));
    if way.is_none() {
        form.refuse("way", "field-choose");
    }
    let key = form.raw("key");
    let whole =
        (16..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let key = if whole { key.to_owned() } else { secrets::form_token() };
    form.set("key", &*key);
    let (Some(part), Some(reason), Some(_)) = (part, reason, way) else {
        let page = page(&mut conn, parcel, form, None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let household = parcel.producer;
    let wish = Wish { key: format!("form:{key}"), parcel: parcel.id, part, way, reason, by: Some(clerk.account) };
    let outcome = conn
        .transaction(async |conn| {
            own::household(conn, household, clerk.account).await?;
            // Two presses at once wait for each other here, so that the second finds what the first has made.
            orders_lock::parcel(conn, wish.parcel, None).await?;
            let before = refund::by_key(conn, &wish.key).await?;
            let id = refund::refund(conn, &wish).await?;
            if before != Some(id) {
                let made = refund_list::find(conn, id).await?;
                let now = json!({ "refund": id, "amount": made.amount, "way": made.method });
                let act = clerk.act("refund.made").of(household).on(format!("{code}-{number}")).because(&wish.reason);
                acts::record(conn, &act.changed(Value::Null, now)).await?;
            }
            Ok::<RefundId, RefundError>(id)
        })
        .await;
    let refused = match outcome {
        Ok(id) => {
            tracing::info!(refund = %id, clerk = %clerk.account, "refund made");
            return Ok(clerk.visitor.go(&shop, &format!("/office/money/refunds/{id}"), Some("refund-made")));
        }
        Err(RefundError::Failed(error)) => return Err(error),
        Err(RefundError::NotFound) => return Err(Error::NotFound),
        Err(refused) => told(&mut form, "part", &refused),
    };
    let page = page(&mut conn, parcel, form, refused).await?;
    clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}
