//! One page of a list that is read through: ids in order, by keyset, and each filter as SQL.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::filter::{Base, Filter, Sort};
use super::tally::Facet;
use crate::catalog::card::{self, Card};
use crate::catalog::directory::Directory;
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::ids::{CategoryId, ProductId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

pub const PAGE: usize = 24;

#[derive(Clone, Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    key: i64,
}

/// One page of goods, and where the next one begins.
pub async fn load(conn: &mut Conn, filter: &Filter, directory: &Directory) -> Result<(Vec<Card>, Option<Cursor>)> {
    let query = statement(filter, directory).query();
    let mut rows: Vec<Row> = if filter.plain() { query.kept().load(conn).await? } else { query.load(conn).await? };
    let next = cut(&mut rows, PAGE, |row| Cursor { key: row.key, id: row.id });
    let ids: Vec<ProductId> = rows.iter().map(|row| ProductId(row.id)).collect();
    Ok((card::load(conn, &ids).await?, next))
}

/// The ids of a page and one more. The sort key is the first column of the index that holds the order.
#[must_use]
pub fn statement(filter: &Filter, directory: &Directory) -> Statement {
    let mut statement = Statement::default();
    let (key, falling) = match filter.sort {
        Sort::Rank => ("s.rank", true),
        Sort::Price => ("s.from_price", false),
        Sort::PriceDown => ("s.from_price", true),
        Sort::New => ("s.listed_at", true),
    };
    let shown = if filter.sort == Sort::New { "(extract(epoch FROM s.listed_at) * 1000000)::bigint" } else { key };
    let mut wanted = Vec::new();
    if let Base::Top(id) = filter.base {
        wanted.push(format!("s.top_category_id = {}", statement.bind(Bind::BigInt(id.0))));
    }
    wanted.extend(conditions(&mut statement, filter, directory).into_iter().map(|(_, sql)| sql));
    let (sign, order) = if falling { ("<", "DESC") } else { (">", "ASC") };
    match (filter.sort, filter.after) {
        (Sort::New, Some(cursor)) => {
            if let Some((micros, id)) = Filter::after_moment(cursor) {
                let (micros, id) = (statement.bind(Bind::BigInt(micros)), statement.bind(Bind::BigInt(id)));
                wanted.push(format!(
                    "(s.listed_at, s.product_id) < (timestamptz 'epoch' + {micros} * interval '1 microsecond', {id})"
                ));
            }
        }
        (_, Some(cursor)) => {
            let (value, id) = (statement.bind(Bind::BigInt(cursor.key)), statement.bind(Bind::BigInt(cursor.id)));
            wanted.push(format!("({key}, s.product_id) {sign} ({value}, {id})"));
        }
        (_, None) => {}
    }
    statement.push(&format!(
        "SELECT s.product_id AS id, {shown} AS key FROM shelf s{} ORDER BY {key} {order}, s.product_id {order} LIMIT {}",
        wherever(&wanted),
        PAGE + 1
    ));
    statement
}

/// Each filter in use, with the facet it belongs to.
pub fn conditions(statement: &mut Statement, filter: &Filter, directory: &Directory) -> Vec<(Facet, String)> {
    let mut wanted = Vec::new();
    if let Base::Second { id, .. } = filter.base {
        wanted.push((Facet::Category, format!("s.category_id = {}", statement.bind(Bind::BigInt(id.0)))));
    }
    let chosen: Vec<_> = filter.categories.iter().filter_map(|slug| directory.category(slug)).collect();
    if !chosen.is_empty() {
        let (tops, seconds): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|c| c.parent_id.is_none());
        let either: Vec<String> = [("s.top_category_id", tops), ("s.category_id", seconds)]
            .into_iter()
            .filter(|(_, of)| !of.is_empty())
            .map(|(column, of)| one_of_ids(statement, column, of.iter().map(|c| c.id).collect()))
            .collect();
        wanted.push((Facet::Category, format!("({})", either.join(" OR "))));
    }
    let lists = [(Facet::Commune, "s.commune_code", &filter.communes), (Facet::Kind, "s.producer_kind", &filter.kinds)];
    for (facet, column, values) in lists {
        if !values.is_empty() {
            wanted.push((facet, format!("{column} = ANY({})", statement.bind(Bind::Texts(values.clone())))));
        }
    }
    if !filter.certificates.is_empty() {
        let kinds = statement.bind(Bind::Texts(filter.certificates.clone()));
        wanted.push((Facet::Certificate, format!("s.certificates && {kinds}")));
    }
    if let Some(stars) = filter.stars {
        wanted.push((Facet::Stars, format!("s.stars >= {}", statement.bind(Bind::BigInt(stars)))));
    }
    let prices: Vec<String> = [(">=", filter.price_from), ("<=", filter.price_to)]
        .into_iter()
        .filter_map(|(sign, dong)| Some(format!("s.from_price {sign} {}", statement.bind(Bind::BigInt(dong?)))))
        .collect();
    if !prices.is_empty() {
        wanted.push((Facet::Price, format!("({})", prices.join(" AND "))));
    }
    if filter.in_season {
        wanted.push((Facet::Season, "s.in_season".to_owned()));
    }
    if filter.in_stock {
        wanted.push((Facet::Stock, "s.in_stock".to_owned()));
    }
    wanted
}

fn one_of_ids(statement: &mut Statement, column: &str, ids: Vec<CategoryId>) -> String {
    match ids.as_slice() {
        // An equality lets the index on this column keep the order.
        [one] => format!("{column} = {}", statement.bind(Bind::BigInt(one.0))),
        _ => format!("{column} = ANY({})", statement.bind(Bind::BigInts(ids.iter().map(|id| id.0).collect()))),
    }
}

pub(super) fn wherever(wanted: &[String]) -> String {
    if wanted.is_empty() { String::new() } else { format!(" WHERE {}", wanted.join(" AND ")) }
}
