//! The tables of one listing's page as files: what it says beside what was approved before, and its packs.

use actix_web::{HttpResponse, web};

use super::facts::{Fact, PackLine};
use super::http;
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, text, word, yes};
use crate::catalog::revision::load;
use crate::error::{Error, Result};
use crate::kernel::ids::RevisionId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::Shop;
use crate::platform::sheet::Cell;

const FACTS: File = File {
    name: "mat-hang-sua-gi",
    head: &["office-listing-field", "office-listing-was", "office-listing-is", "list-changed"],
};

/// One of a listing that is the first of its product was nothing before.
fn fact(lang: Lang, (first, fact): (bool, Fact)) -> Vec<Cell> {
    let side = |without: &str| -> Cell {
        text(fact.runs.iter().filter(|run| run.kind != without).map(|run| run.text.as_str()).collect::<String>())
    };
    let was = if first { Cell::Empty } else { side("new") };
    vec![word(lang, "", &fact.key), was, side("gone"), yes(lang, fact.changed)]
}

const PACKS: File = File {
    name: "mat-hang-quy-cach",
    head: &[
        "export-col-pack",
        "list-kilos",
        "export-col-band",
        "office-col-price",
        "list-per-kilo",
        "listing-left-label",
    ],
};

fn pack(_: Lang, pack: PackLine) -> Vec<Cell> {
    let some = |n: i64, cell: fn(i64) -> Cell| if n > 0 { cell(n) } else { Cell::Empty };
    vec![
        text(pack.name),
        some(pack.net_weight_g.into(), Cell::Kilos),
        pack.weight_band.map_or(Cell::Empty, |band| Cell::Number(band.into())),
        Cell::Money(Money::dong(pack.price)),
        some(pack.per_kg, |amount| Cell::Money(Money::dong(amount))),
        Cell::Number(pack.left.into()),
    ]
}

/// `GET /office/listings/{id}/{table}.{kind}`
pub async fn show(clerk: Clerk, shop: Shop, path: web::Path<(i64, String, String)>) -> Result<HttpResponse> {
    let (id, table, kind) = path.into_inner();
    let of = id.to_string();
    let mut conn = shop.db.conn().await?;
    let found = load::find(&mut conn, RevisionId(id)).await?.ok_or(Error::NotFound)?;
    if table == "packs" {
        let packs = http::packs_of(&mut conn, &found).await?;
        drop(conn);
        return PACKS.respond_of(&of, &clerk, &shop, &kind, packs.into(), pack).await;
    }
    let facts = http::facts_of(&mut conn, clerk.visitor.lang, &found).await?;
    drop(conn);
    let facts: Vec<_> = facts.into_iter().map(|fact| (found.is_first(), fact)).collect();
    FACTS.respond_of(&of, &clerk, &shop, &kind, facts.into(), fact).await
}
