//! Orders, households and what people look for, as files.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, PIECE, all, at, named, text, word};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::office::http::{Filter, Since};
use crate::office::orders::{self, OrderRow, Sought, Waiting};
use crate::office::producers::{self, OpenParcel, ProducerRow, ProductRow, Standing};
use crate::office::searches::{self, Wish};
use crate::orders::parcel::ParcelState;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;
use crate::platform::{Shop, locales::text_with};
use crate::producers::papers::{self, Sent};

const ORDERS: File = File {
    name: "don-hang",
    head: &[
        "office-col-code",
        "office-col-placed",
        "office-col-buyer",
        "office-col-producer",
        "office-col-state",
        "office-col-method",
        "office-col-sum",
    ],
};

/// The states an order's parcels are in, as its page reads them.
fn states(lang: Lang, order: &OrderRow) -> String {
    let each = order.states.as_array().into_iter().flatten().filter_map(|state| {
        let (key, kind) = (state.get(0)?.as_str()?, state.get(1)?.as_str()?);
        let args = Args::from([("kind".into(), kind.to_owned().into())]);
        Some(text_with(lang, &format!("parcel-state-{key}"), &args))
    });
    each.collect::<Vec<_>>().join(", ")
}

fn order(lang: Lang, order: OrderRow) -> Vec<Cell> {
    let household = if order.parcels > 1 {
        locales::text_with(lang, "office-households", &Args::from([("n".into(), order.parcels.into())]))
    } else {
        lang.pick(&order.household_vi, &order.household_en).to_owned()
    };
    let states = states(lang, &order);
    vec![
        text(order.code),
        at(order.placed_at),
        text(order.buyer_name),
        text(household),
        text(states),
        word(lang, "office-method-", &order.payment_method),
        Cell::Money(order.total),
    ]
}

/// `GET /office/orders.{kind}`
pub async fn orders(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let (sought, state) = (Sought::read(&filter.typed()), ParcelState::parse(&filter.state));
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| orders::list_orders(&mut conn, &sought, state, after, PIECE).await).await?;
    drop(conn);
    ORDERS.respond(&clerk, &shop, &kind, found, order).await
}

const WAITING: File = File {
    name: "goi-cho-lau",
    head: &["office-col-code", "office-col-since", "office-col-producer", "office-col-phone", "office-col-sum"],
};

fn waiting_long(lang: Lang, row: Waiting) -> Vec<Cell> {
    vec![
        text(row.code),
        at(row.since),
        named(lang, &row.name_vi, &row.name_en),
        text(Phone::stored(&row.phone).to_string()),
        Cell::Money(row.total),
    ]
}

/// `GET /office/waiting.{kind}`: the parcels that nobody has confirmed for a day.
pub async fn waiting(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = orders::list_waiting_long(&mut *shop.db.conn().await?, MOST).await?;
    WAITING.respond(&clerk, &shop, &kind, found.into(), waiting_long).await
}

const HOUSEHOLDS: File = File {
    name: "nha-ban-hang",
    head: &[
        "office-col-producer",
        "office-col-contact",
        "office-col-commune",
        "office-col-kind",
        "household-standing",
        "list-papers-in-force",
        "list-papers-expired",
        "list-papers-unchecked",
        "office-col-on-sale",
        "office-col-open",
    ],
};

fn household(lang: Lang, row: ProducerRow) -> Vec<Cell> {
    let standing = if row.suspended {
        "suspended"
    } else if row.refused {
        "refused"
    } else if row.waiting {
        "waiting"
    } else {
        "approved"
    };
    vec![
        text(lang.pick(&row.name_vi, &row.name_en)),
        text(row.contact_name),
        text(row.commune),
        word(lang, "office-kind-", &row.kind),
        word(lang, "household-standing-", standing),
        Cell::Number(row.in_force),
        Cell::Number(row.expired),
        Cell::Number(row.unchecked),
        Cell::Number(row.on_sale),
        Cell::Number(row.open_parcels),
    ]
}

/// `GET /office/producers.{kind}`
pub async fn households(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let (q, standing, today) = (filter.typed(), Standing::parse(&filter.standing), shop.clock.today());
    let commune = Some(filter.commune.as_str()).filter(|code| !code.is_empty());
    let mut conn = shop.db.conn().await?;
    let found =
        all(async |after| producers::list_producers(&mut conn, &q, commune, standing, today, after, PIECE).await)
            .await?;
    drop(conn);
    HOUSEHOLDS.respond(&clerk, &shop, &kind, found, household).await
}

const GOODS: File = File {
    name: "hang-cua-nha",
    head: &["office-col-goods", "office-col-state", "office-col-from", "office-col-on-hand", "office-col-reserved"],
};

fn good(lang: Lang, row: ProductRow) -> Vec<Cell> {
    vec![
        text(lang.pick(&row.name_vi, &row.name_en)),
        word(lang, "office-product-", &row.state),
        row.from_price.map_or(Cell::Empty, Cell::Money),
        Cell::Number(row.on_hand),
        Cell::Number(row.reserved),
    ]
}

/// `GET /office/producers/{slug}/products.{kind}`: what one household sells.
pub async fn goods_of(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (slug, kind) = path.into_inner();
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let found = producers::list_products(&mut conn, producer.id, most).await?;
    drop(conn);
    GOODS.respond(&clerk, &shop, &kind, found.into(), good).await
}

const PAPERS: File = File {
    name: "giay-cua-nha",
    head: &[
        "certificate-col-label",
        "certificate-col-number",
        "certificate-col-stars",
        "certificate-col-issuer",
        "certificate-col-issued",
        "certificate-col-expires",
        "certificate-col-state",
        "list-why",
    ],
};

fn paper(lang: Lang, row: Sent) -> Vec<Cell> {
    vec![
        text(row.label),
        text(row.number),
        row.stars.map_or(Cell::Empty, |stars| Cell::Number(stars.into())),
        text(row.issuer),
        Cell::Day(row.issued_on),
        row.expires_on.map_or(Cell::Empty, Cell::Day),
        word(lang, "paper-state-", &row.state),
        text(row.why),
    ]
}

/// `GET /office/producers/{slug}/papers.{kind}`: the papers of one household.
pub async fn papers_of(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (slug, kind) = path.into_inner();
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let found = all(async |after| papers::list(&mut conn, producer.id, today, after, PIECE).await).await?;
    drop(conn);
    PAPERS.respond(&clerk, &shop, &kind, found, paper).await
}

const OPEN: File =
    File { name: "goi-dang-lam", head: &["office-col-code", "office-col-state", "office-col-since", "office-col-sum"] };

fn open_parcel(lang: Lang, row: OpenParcel) -> Vec<Cell> {
    let args = Args::from([("kind".into(), row.kind.into())]);
    vec![
        text(format!("{}-{}", row.code, row.number)),
        text(text_with(lang, &format!("parcel-state-{}", row.state), &args)),
        at(row.since),
        Cell::Money(row.total),
    ]
}

/// `GET /office/producers/{slug}/parcels.{kind}`: the parcels that one household has in hand.
pub async fn parcels_of(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (slug, kind) = path.into_inner();
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let found = producers::list_open_parcels(&mut conn, producer.id, most).await?;
    drop(conn);
    OPEN.respond(&clerk, &shop, &kind, found.into(), open_parcel).await
}

const SEARCHES: File = File {
    name: "tim-kiem",
    head: &["list-which", "office-col-words", "office-col-empty", "office-col-times", "office-col-last"],
};

fn wish(lang: Lang, (which, wish): (&'static str, Wish)) -> Vec<Cell> {
    vec![word(lang, "", which), text(wish.typed), Cell::Number(wish.empty), Cell::Number(wish.times), at(wish.last_at)]
}

/// `GET /office/searches.{kind}`: both of the page's lists, one after the other, and more of each than the page shows.
pub async fn searches(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    since: web::Query<Since>,
) -> Result<HttpResponse> {
    let first = searches::first_day(shop.clock.today(), searches::period(&since.days));
    let mut conn = shop.db.conn().await?;
    let (missed, more_missed) = searches::list_missed(&mut conn, first, MOST / 2).await?;
    let (most, more_most) = searches::list_most(&mut conn, first, MOST / 2).await?;
    drop(conn);
    let missed = missed.into_iter().map(|wish| ("office-missed", wish));
    let both: Vec<_> = missed.chain(most.into_iter().map(|wish| ("office-most", wish))).collect();
    SEARCHES.respond(&clerk, &shop, &kind, (both, more_missed || more_most).into(), wish).await
}
