//! What is put forward and what households are told, as files.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, PIECE, at, at_last, named, text, word, yes};
use crate::catalog::spotlight::collection::{self, Listed as Collection};
use crate::catalog::spotlight::list::{self, Planned, When};
use crate::catalog::spotlight::slot::Slot;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::BroadcastId;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::office::broadcasts::http::Asked;
use crate::office::broadcasts::read::{self, FATES, Line, Listed};
use crate::office::spotlights::http::Filter;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args, text_with};
use crate::platform::sheet::Cell;

const SPOTLIGHTS: File = File {
    name: "cho-noi-bat",
    head: &[
        "spotlight-col-what",
        "office-col-producer",
        "spotlight-slot",
        "list-category",
        "list-position",
        "spotlight-lang",
        "spotlight-audience",
        "spotlight-area",
        "office-col-state",
        "list-from",
        "list-to",
        "list-why",
        "spotlight-col-shown",
        "spotlight-col-clicked",
    ],
};

fn spotlight(lang: Lang, row: Planned) -> Vec<Cell> {
    vec![
        named(lang, &row.name_vi, &row.name_en),
        text(row.household.unwrap_or_default()),
        word(lang, "spotlight-slot-", &row.slot.replace('_', "-")),
        text(row.category.unwrap_or_default()),
        Cell::Number(row.position.into()),
        row.lang.map_or(Cell::Empty, |of| word(lang, "spotlight-lang-", &of)),
        word(lang, "spotlight-audience-", &row.audience.replace('_', "-")),
        text(row.area.unwrap_or_default()),
        if row.gone { word(lang, "", "spotlight-gone") } else { word(lang, "spotlight-when-", &row.state) },
        at(row.starts_at),
        at(row.ends_at),
        text(row.why),
        Cell::Number(row.shown),
        Cell::Number(row.clicked),
    ]
}

/// `GET /office/spotlights.{kind}`
pub async fn spotlights(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let (when, slot) = (When::parse(&filter.state), Slot::parse(&filter.slot));
    let page = async |conn: &mut Conn, after| list::page(conn, when, slot, after, PIECE).await;
    SPOTLIGHTS.paged(&clerk, &shop, &kind, page, spotlight).await
}

const COLLECTIONS: File = File {
    name: "bo-suu-tap",
    head: &[
        "collection-title",
        "list-from",
        "list-to",
        "list-running",
        "collection-goods-n",
        "list-to-be-had",
        "spotlight-col-shown",
        "spotlight-col-clicked",
    ],
};

fn one_collection(lang: Lang, row: Collection) -> Vec<Cell> {
    vec![
        named(lang, &row.title_vi, &row.title_en),
        at(row.starts_at),
        at(row.ends_at),
        yes(lang, row.running),
        Cell::Number(row.goods),
        Cell::Number(row.to_be_had),
        Cell::Number(row.shown),
        Cell::Number(row.clicked),
    ]
}

/// `GET /office/collections.{kind}`
pub async fn collections(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let page = async |conn: &mut Conn, after| collection::list(conn, after, PIECE).await;
    COLLECTIONS.paged(&clerk, &shop, &kind, page, one_collection).await
}

const BROADCASTS: File = File {
    name: "tin-nhan",
    head: &[
        "broadcast-body",
        "office-col-commune",
        "list-listing-kind",
        "list-made",
        "list-pressed",
        "office-col-state",
        "broadcast-households",
        "broadcast-fate-sent",
        "broadcast-fate-waiting",
        "broadcast-fate-failed",
    ],
};

/// Where one is on its way, as its page says it.
fn state(lang: Lang, row: &Listed) -> String {
    let goes = row.goes_at.map(|at| in_vietnam(at).format("%d/%m/%Y %H:%M").to_string()).unwrap_or_default();
    let n = if row.state == "failed" { row.counts.failed } else { row.counts.sent };
    let args =
        Args::from([("at".into(), goes.into()), ("n".into(), n.into()), ("all".into(), row.counts.households.into())]);
    let state = text_with(lang, &format!("broadcast-state-{}", row.state), &args);
    if row.gone { format!("{state}, {}", locales::text(lang, "broadcast-gone-tag")) } else { state }
}

fn broadcast(lang: Lang, row: Listed) -> Vec<Cell> {
    let state = state(lang, &row);
    vec![
        text(row.body),
        row.commune.map_or_else(|| word(lang, "", "broadcast-every-commune"), text),
        row.kind.map_or_else(|| word(lang, "", "broadcast-every-kind"), |kind| word(lang, "producers-kind-", &kind)),
        at(row.made_at),
        at_last(row.sent_at),
        text(state),
        Cell::Number(row.counts.households),
        Cell::Number(row.counts.sent),
        Cell::Number(row.counts.waiting),
        Cell::Number(row.counts.failed),
    ]
}

/// `GET /office/broadcasts.{kind}`
pub async fn broadcasts(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let page = async |conn: &mut Conn, after| read::list(conn, after, PIECE).await;
    BROADCASTS.paged(&clerk, &shop, &kind, page, broadcast).await
}

const DELIVERY_LOG: File = File {
    name: "tin-nhan-tung-nha",
    head: &[
        "office-col-producer",
        "office-col-commune",
        "broadcast-phone",
        "broadcast-shared",
        "office-col-state",
        "broadcast-when",
    ],
};

fn line(lang: Lang, line: Line) -> Vec<Cell> {
    vec![
        named(lang, &line.name_vi, &line.name_en),
        text(line.commune),
        text(Phone::stored(&line.phone).to_string()),
        yes(lang, line.shared),
        word(lang, "broadcast-fate-", &line.fate),
        at_last(line.sent_at),
    ]
}

/// `GET /office/broadcasts/{id}.{kind}`: what became of the message to each household.
pub async fn delivery_log(
    clerk: Clerk,
    shop: Shop,
    path: web::Path<(i64, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let id = BroadcastId(id);
    let fate = FATES.into_iter().find(|fate| *fate == asked.fate);
    read::find(&mut *shop.db.conn().await?, id).await?.ok_or(Error::NotFound)?;
    let page = async |conn: &mut Conn, after| read::lines(conn, id, fate, after, PIECE).await;
    DELIVERY_LOG.paged(&clerk, &shop, &kind, page, line).await
}
