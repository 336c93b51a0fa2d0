//! The lists of one order's page as files: what is in its parcels, the parcels, what was changed of them, what was paid, what money
//! came and went, what happened. What they say of its buyer is what the page says.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, at, at_last, named, text, word};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::office::http;
use crate::office::order_money::{self, Move};
use crate::office::orders::{self, Order, PaymentRow};
use crate::office::pages::{Happened, Parcel};
use crate::orders::corrected::ChangeCard;
use crate::platform::Shop;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;

/// `Gói 1`
fn number(lang: Lang, number: i16) -> Cell {
    text(locales::text_with(lang, "office-parcel", &Args::from([("n".into(), number.into())])))
}

/// A sentence about a parcel that reads otherwise by the way it travels.
fn travels(lang: Lang, key: &str, kind: String) -> Cell {
    text(locales::text_with(lang, key, &Args::from([("kind".into(), kind.into())])))
}

const GOODS: File = File {
    name: "don-hang-mon",
    head: &[
        "office-col-parcel",
        "office-col-producer",
        "office-col-goods",
        "office-col-qty",
        "office-col-price",
        "office-col-total",
    ],
};

/// A row of a parcel's table.
struct Line {
    number: i16,
    household: String,
    what: String,
    qty: i32,
    price: Money,
    total: Money,
}

/// The rows of all parcels, with what is paid for the way and what was taken off.
fn lines(lang: Lang, order: &Order, parcels: Vec<Parcel>) -> Vec<Line> {
    let mut rows = Vec::new();
    for of in parcels {
        let (number, household) = (of.parcel.number, lang.pick(&of.parcel.name_vi, &of.parcel.name_en).to_owned());
        let mut row = |what: String, qty: i32, price: Money, total: Money| {
            rows.push(Line { number, household: household.clone(), what, qty, price, total });
        };
        for line in &of.lines {
            let (name, pack) = (lang.pick(&line.name_vi, &line.name_en), lang.pick(&line.pack_vi, &line.pack_en));
            row(format!("{name}, {pack}"), line.qty, line.price, line.total);
        }
        row(locales::text(lang, "office-shipping"), 1, of.parcel.shipping_fee, of.parcel.shipping_fee);
        if of.parcel.discount > Money::ZERO {
            let args = Args::from([("code".into(), order.voucher.clone().into())]);
            let what = locales::text_with(lang, "voucher-discount", &args);
            row(what, 1, -of.parcel.discount, -of.parcel.discount);
        }
        if of.off > Money::ZERO {
            row(locales::text(lang, "order-off"), 1, -of.off, -of.off);
        }
    }
    rows
}

fn line(lang: Lang, line: Line) -> Vec<Cell> {
    vec![
        number(lang, line.number),
        text(line.household),
        text(line.what),
        Cell::Number(line.qty.into()),
        Cell::Money(line.price),
        Cell::Money(line.total),
    ]
}

const PARCELS: File = File {
    name: "don-hang-goi",
    head: &[
        "office-col-parcel",
        "office-col-producer",
        "office-col-phone",
        "office-col-state",
        "export-col-delivery",
        "list-expected-from",
        "list-expected-to",
        "office-col-total",
    ],
};

fn parcel(lang: Lang, of: Parcel) -> Vec<Cell> {
    let parcel = of.parcel;
    vec![
        number(lang, parcel.number),
        named(lang, &parcel.name_vi, &parcel.name_en),
        text(Phone::stored(&parcel.phone).to_string()),
        travels(lang, &format!("parcel-state-{}", parcel.state), parcel.kind),
        named(lang, &parcel.delivery_vi, &parcel.delivery_en),
        Cell::Day(parcel.expected_from),
        Cell::Day(parcel.expected_to),
        Cell::Money(parcel.total - of.off),
    ]
}

const CHANGES: File = File {
    name: "don-hang-sua",
    head: &["office-col-parcel", "list-change", "list-off", "list-why", "log-at", "log-who", "list-refund"],
};

fn change(lang: Lang, (of, change): (i16, ChangeCard)) -> Vec<Cell> {
    let refund = match &change.refund {
        _ if change.off <= Money::ZERO => Cell::Empty,
        Some(refund) => word(lang, "refund-is-", refund),
        None => word(lang, "", "office-change-less"),
    };
    vec![
        number(lang, of),
        text(change.words),
        Cell::Money(change.off),
        text(change.reason),
        at(change.at),
        word(lang, "parcel-by-", &change.actor),
        refund,
    ]
}

const PAYMENTS: File = File {
    name: "don-hang-tien",
    head: &[
        "office-col-parcel",
        "office-col-method",
        "office-col-state",
        "log-at",
        "log-who",
        "office-col-sum",
        "office-col-received",
        "inbox-kind-dispute",
        "list-disputed-at",
    ],
};

fn payment(lang: Lang, row: PaymentRow) -> Vec<Cell> {
    let dispute = if row.dispute.is_empty() {
        Cell::Empty
    } else {
        let args = Args::from([("charge".into(), row.charge.into())]);
        text(locales::text_with(lang, &format!("office-dispute-{}", row.dispute), &args))
    };
    vec![
        row.number.map_or_else(|| word(lang, "", "office-whole-order"), |of| number(lang, of)),
        word(lang, "office-method-", &row.method),
        word(lang, "office-payment-", &row.state),
        at_last(row.settled_at),
        text(row.who),
        Cell::Money(row.amount),
        Cell::Money(row.received),
        dispute,
        at_last(row.disputed_at),
    ]
}

const MOVES: File = File {
    name: "don-hang-tien-vao-ra",
    head: &[
        "log-at",
        "office-moves-what",
        "office-col-state",
        "office-moves-other",
        "office-col-sum",
        "office-moves-counts",
    ],
};

fn moved(lang: Lang, row: Move) -> Vec<Cell> {
    vec![
        at(row.at),
        text(row.what),
        word(lang, "", &row.state),
        text(row.code),
        Cell::Money(row.amount),
        Cell::Money(row.counts),
    ]
}

const DIARY: File = File {
    name: "don-hang-nhat-ky",
    head: &["log-at", "office-col-parcel", "office-col-state", "list-side", "log-who", "list-why"],
};

fn happened(lang: Lang, row: Happened) -> Vec<Cell> {
    let reason = row.reason.map(|reason| locales::text(lang, &format!("parcel-reason-{reason}")));
    let why: Vec<String> = reason.into_iter().chain(Some(row.words).filter(|words| !words.is_empty())).collect();
    vec![
        at(row.at),
        number(lang, row.number),
        travels(lang, &format!("parcel-diary-{}", row.state), row.kind),
        word(lang, "parcel-by-", &row.actor),
        text(row.who),
        text(why.join(": ")),
    ]
}

/// `GET /office/orders/{code}/{table}.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, path: web::Path<(String, String, String)>) -> Result<HttpResponse> {
    let (code, table, kind) = path.into_inner();
    let lang = clerk.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let order = orders::load_order(&mut conn, &code).await?;
    let of = order.code.as_str();
    match table.as_str() {
        "payments" => {
            let found = orders::list_payments(&mut conn, order.id).await?;
            drop(conn);
            PAYMENTS.respond_of(of, &clerk, &shop, &kind, found.into(), payment).await
        }
        "moves" => {
            let found = order_money::list(&mut conn, lang, &order).await?;
            drop(conn);
            MOVES.respond_of(of, &clerk, &shop, &kind, found.into(), moved).await
        }
        "diary" => {
            let found = http::diary(&mut conn, order.id).await?;
            drop(conn);
            DIARY.respond_of(of, &clerk, &shop, &kind, found.into(), happened).await
        }
        table => {
            let parcels = http::parcels(&mut conn, lang, order.id).await?;
            drop(conn);
            match table {
                "parcels" => PARCELS.respond_of(of, &clerk, &shop, &kind, parcels.into(), parcel).await,
                "changes" => {
                    let each = |of: Parcel| of.changes.into_iter().map(move |change| (of.parcel.number, change));
                    let found: Vec<_> = parcels.into_iter().flat_map(each).collect();
                    CHANGES.respond_of(of, &clerk, &shop, &kind, found.into(), change).await
                }
                _ => {
                    let found = lines(lang, &order, parcels);
                    GOODS.respond_of(of, &clerk, &shop, &kind, found.into(), line).await
                }
            }
        }
    }
}
