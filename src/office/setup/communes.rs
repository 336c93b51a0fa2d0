//! Where households sell, below `/office/setup/communes`. Names and old names come with the program, as the state has
//! decreed them; the office says which communes the market serves.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::list_file::{File, text as cell, yes};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::text;
use crate::places::{self, Serving};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::jobs::{self, NewJob};
use crate::platform::sheet::Cell;
use crate::platform::views::Page;
use crate::search::vocabulary::RebuildVocabulary;

const HERE: &str = "/office/setup/communes";
const MOST_WHY: usize = 300;
/// As many as a name may find.
const MOST_FOUND: i64 = 12;

/// A commune with what is there.
#[derive(Serialize, QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    province: String,
    /// Its names from before July 2025.
    #[diesel(sql_type = Text)]
    was: String,
    #[diesel(sql_type = Bool)]
    served: bool,
    #[diesel(sql_type = BigInt)]
    households: i64,
}

const ROWS: &str = "SELECT c.code, CASE c.kind WHEN 'phuong' THEN 'Phường ' WHEN 'dac_khu' THEN 'Đặc khu ' ELSE 'Xã ' END || c.name AS name, \
       v.name AS province, c.served, coalesce(h.households, 0) AS households, \
       coalesce((SELECT string_agg(DISTINCT regexp_replace(f.name, '^(Xã|Phường|Thị trấn) ([^0-9])', '\\2'), ', ') \
                 FROM former_communes f WHERE f.commune_code = c.code), '') AS was \
     FROM communes c JOIN provinces v ON v.code = c.province_code \
     LEFT JOIN (SELECT commune_code, count(*) AS households FROM producers GROUP BY commune_code) h \
       ON h.commune_code = c.code";

/// Those served, and those that are not but have households.
async fn in_use(conn: &mut Conn) -> Result<Vec<Row>> {
    let order = "ORDER BY c.served DESC, c.folded, c.code";
    Ok(diesel::sql_query(format!("{ROWS} WHERE c.served OR h.households > 0 {order}")).load(conn).await?)
}

/// In the order of the codes.
async fn of_codes(conn: &mut Conn, codes: &[String]) -> Result<Vec<Row>> {
    Ok(diesel::sql_query(format!("{ROWS} WHERE c.code = ANY($1) ORDER BY array_position($1, c.code)"))
        .bind::<Array<Text>, _>(codes)
        .load(conn)
        .await?)
}

#[derive(Serialize)]
struct CommunesPage {
    rows: Vec<Row>,
    q: String,
    /// Query of what is looked for.
    query: String,
    /// `None` when nothing was looked for.
    found: Option<Vec<Row>>,
}

impl Page for CommunesPage {
    const TEMPLATE: &'static str = "office/setup/communes.html";
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

impl Asked {
    fn tidied(&self) -> String {
        text::tidy(&self.q).chars().take(80).collect()
    }
}

/// What is looked for, by code, or a name of today or before; `None` when nothing is.
async fn found(conn: &mut Conn, q: &str) -> Result<Option<Vec<Row>>> {
    if q.is_empty() {
        return Ok(None);
    }
    let mut codes: Vec<String> = places::find(conn, q).await?.into_iter().map(|c| c.code).collect();
    if codes.is_empty() {
        let near = places::suggest(conn, q, None, MOST_FOUND).await?;
        codes = near.into_iter().map(|s| s.commune.code).collect();
    }
    Ok(Some(of_codes(conn, &codes).await?))
}

/// `GET /office/setup/communes`
pub async fn list(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let q = asked.tidied();
    let mut conn = shop.db.conn().await?;
    let rows = in_use(&mut conn).await?;
    let found = found(&mut conn, &q).await?;
    drop(conn);
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &q).finish();
    clerk.visitor.page(&shop, &CommunesPage { rows, q, query, found })
}

const COMMUNES: File = File {
    name: "xa",
    head: &[
        "list-number",
        "commune-col-name",
        "list-province",
        "commune-col-was",
        "commune-is-served",
        "commune-col-households",
    ],
};

fn cells(lang: Lang, row: Row) -> Vec<Cell> {
    vec![
        cell(row.code),
        cell(row.name),
        cell(row.province),
        cell(row.was),
        yes(lang, row.served),
        Cell::Number(row.households),
    ]
}

/// `GET /office/setup/communes.{kind}`: what was found, or, where nothing was looked for, those that are served.
pub async fn files(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let rows = match found(&mut conn, &asked.tidied()).await? {
        Some(rows) => rows,
        None => in_use(&mut conn).await?,
    };
    drop(conn);
    COMMUNES.respond(&clerk, &shop, &kind, rows.into(), cells).await
}

#[derive(Serialize)]
struct CommunePage {
    row: Row,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for CommunePage {
    const TEMPLATE: &'static str = "office/setup/commune.html";
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    code: &str,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let row = of_codes(&mut conn, &[code.to_owned()]).await?.pop().ok_or(Error::NotFound)?;
    drop(conn);
    clerk.visitor.page_with(shop, &CommunePage { row, form, refused }, status)
}

/// `GET /office/setup/communes/{code}`
pub async fn show(clerk: Clerk, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    page(&clerk, &shop, &code, Form::default(), None, StatusCode::OK).await
}

/// `POST /office/setup/communes/{code}`: `served` says which way.
pub async fn submit(clerk: Clerk, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let served = form.ticked("served");
    let Some(why) = form.line("why", MOST_WHY) else {
        return page(&clerk, &shop, &code, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let commune = places::find(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let done = conn
        .transaction(async |conn| {
            let serving = places::serve(conn, &commune.code, served).await?;
            match serving {
                Serving::Changed => {
                    jobs::enqueue(conn, &[NewJob::of(&RebuildVocabulary {})?]).await?;
                    let act = clerk.act(if served { "commune.served" } else { "commune.left" });
                    let act = act.on(format!("{} {}", commune.code, commune.full_name())).because(&why);
                    acts::record(conn, &act.changed(json!({ "served": !served }), json!({ "served": served }))).await?;
                }
                Serving::Same => {}
                // The broken constraint has ended the transaction: nothing else may be asked in it.
                Serving::Last => return Err(Error::Conflict("commune-last")),
            }
            Ok(serving)
        })
        .await;
    drop(conn);
    let refused = match done {
        Ok(Serving::Changed) => {
            shop.shelf.outdate();
            tracing::info!(commune = commune.code, served, clerk = %clerk.account, "commune served or left");
            let done = if served { "commune-served-done" } else { "commune-left-done" };
            return Ok(clerk.visitor.go(&shop, HERE, Some(done)));
        }
        Ok(_) => "commune-same",
        Err(Error::Conflict(sentence)) => sentence,
        Err(error) => return Err(error),
    };
    page(&clerk, &shop, &code, form, Some(refused), StatusCode::CONFLICT).await
}
