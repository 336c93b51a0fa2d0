//! The register as a list, and as a file.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::pages::{CertificatesPage, KindChoice};
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, PIECE, all};
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::ids::CertificateId;
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, cut};
use crate::kernel::text;
use crate::office::pages::Choice;
use crate::office::producers;
use crate::platform::db::Conn;
use crate::platform::sheet::Cell;
use crate::platform::{Shop, locales};
use crate::producers::certificate::{self, kind_key, state_sql};

const PAGE: usize = 25;
/// How a certificate can stand, in the order of the filter.
const STATES: [&str; 6] = ["waiting", "soon", "in-force", "expired", "revoked", "refused"];

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    commune: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

/// What the list shows: only values that exist, whatever stands in the address.
pub(super) struct Wanted {
    q: String,
    kind: Option<&'static str>,
    commune: String,
    state: Option<&'static str>,
}

impl Filter {
    fn wanted(&self) -> Wanted {
        Wanted {
            q: text::tidy(&self.q).chars().take(80).collect(),
            kind: certificate::kind(&self.kind),
            commune: self.commune.chars().take(10).filter(char::is_ascii_digit).collect(),
            state: STATES.into_iter().find(|state| *state == self.state),
        }
    }
}

impl Wanted {
    /// The filter as a query, without where the page begins.
    fn query(&self) -> String {
        let all = [
            ("q", self.q.as_str()),
            ("kind", self.kind.unwrap_or_default()),
            ("commune", &self.commune),
            ("state", self.state.unwrap_or_default()),
        ];
        let some = all.into_iter().filter(|(_, value)| !value.is_empty());
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(some).finish()
    }
}

#[derive(Serialize, diesel::QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: CertificateId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub label: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub issuer: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub stars: Option<i16>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub score: Option<i16>,
    #[diesel(sql_type = Text)]
    pub decision_no: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub decided_on: Option<NaiveDate>,
    #[diesel(sql_type = Date)]
    pub issued_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub product_vi: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub checked_on: Option<NaiveDate>,
}

/// A page of `size` certificates as wanted, newest first; those that end soon by their last day.
async fn page(
    conn: &mut Conn,
    wanted: &Wanted,
    today: NaiveDate,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Row>, Option<Cursor>)> {
    let mut statement = Statement::default();
    let today = statement.bind(Bind::Day(today));
    let state = state_sql("c", &today);
    let mut filters = vec!["true".to_owned()];
    if let Some(kind) = wanted.kind {
        filters.push(format!("c.kind = {}", statement.bind(Bind::Text(kind.to_owned()))));
    }
    if !wanted.commune.is_empty() {
        filters.push(format!("r.commune_code = {}", statement.bind(Bind::Text(wanted.commune.clone()))));
    }
    if !wanted.q.is_empty() {
        let typed = statement.bind(Bind::Text(wanted.q.to_lowercase()));
        let folded = statement.bind(Bind::Text(text::fold(&wanted.q)));
        filters.push(format!(
            "(position({typed} IN lower(c.number)) > 0 OR position({typed} IN lower(c.decision_no)) > 0 \
              OR {folded} <> '' AND (position({folded} IN folded(r.name_vi)) > 0 OR position({folded} IN folded(c.label)) > 0))"
        ));
    }
    if let Some(wanted) = wanted.state {
        filters.push(format!("{state} = {}", statement.bind(Bind::Text(wanted.to_owned()))));
    }
    let by_day = wanted.state == Some("soon");
    if let Some(after) = after {
        let (key, id) = (statement.bind(Bind::BigInt(after.key)), statement.bind(Bind::BigInt(after.id)));
        filters.push(if by_day {
            format!("(c.expires_on - DATE '1970-01-01', c.id) > ({key}, {id})")
        } else {
            format!("c.id < {id}")
        });
    }
    let limit = statement.bind(Bind::BigInt(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX)));
    statement.push(&format!(
        "SELECT c.id, c.kind, c.label, c.number, c.issuer, c.stars, c.score, c.decision_no, c.decided_on, c.issued_on, \
                c.expires_on, {state} AS state, r.slug, r.name_vi AS household_vi, r.name_en AS household_en, r.phone, \
                m.name AS commune, p.name_vi AS product_vi, \
                (c.checked_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS checked_on \
         FROM certificates c JOIN producers r ON r.id = c.producer_id JOIN communes m ON m.code = r.commune_code \
         LEFT JOIN products p ON p.id = c.product_id WHERE {} ORDER BY {} LIMIT {limit}",
        filters.join(" AND "),
        if by_day { "c.expires_on, c.id" } else { "c.id DESC" }
    ));
    let mut found: Vec<Row> = statement.query().load(conn).await?;
    let epoch = NaiveDate::default();
    let next = cut(&mut found, size, |row| Cursor {
        key: row.expires_on.filter(|_| by_day).map_or(row.id.0, |day| (day - epoch).num_days()),
        id: row.id.0,
    });
    Ok((found, next))
}

/// `GET /office/certificates?q=&kind=&commune=&state=&after=`. A value that is none counts as not asked for.
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let wanted = filter.wanted();
    let mut conn = shop.db.conn().await?;
    let (found, next) = page(&mut conn, &wanted, shop.clock.today(), filter.after.parse().ok(), PAGE).await?;
    let communes = producers::list_communes(&mut conn).await?;
    drop(conn);
    let query = wanted.query();
    let page = CertificatesPage {
        next: next.map(|cursor| format!("{query}{}after={cursor}", if query.is_empty() { "" } else { "&" })),
        kinds: KindChoice::all(wanted.kind),
        states: STATES
            .iter()
            .map(|word| Choice { word, key: (*word).to_owned(), chosen: wanted.state == Some(word) })
            .collect(),
        q: wanted.q,
        commune: wanted.commune,
        communes,
        certificates: found,
        query,
    };
    clerk.visitor.page(&shop, &page)
}

const REGISTER: File = File {
    name: "chung-nhan",
    head: &[
        "certificate-col-kind",
        "certificate-col-label",
        "certificate-col-number",
        "certificate-col-household",
        "certificate-col-phone",
        "certificate-col-commune",
        "certificate-col-product",
        "certificate-col-stars",
        "certificate-col-score",
        "certificate-col-decision",
        "certificate-col-decided",
        "certificate-col-issuer",
        "certificate-col-issued",
        "certificate-col-expires",
        "certificate-col-state",
        "certificate-col-checked",
    ],
};

/// `GET /office/certificates.{kind}`: all that the list shows, under the same filter.
pub async fn files(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let (wanted, today) = (filter.wanted(), shop.clock.today());
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| page(&mut conn, &wanted, today, after, PIECE).await).await?;
    drop(conn);
    REGISTER.respond(&clerk, &shop, &kind, found, |lang, row| cells(lang, &row)).await
}

fn cells(lang: Lang, row: &Row) -> Vec<Cell> {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let day = |day: Option<NaiveDate>| day.map_or(Cell::Empty, Cell::Day);
    vec![
        text(&locales::text(lang, &kind_key(&row.kind))),
        text(&row.label),
        text(&row.number),
        text(lang.pick(&row.household_vi, &row.household_en)),
        text(&row.phone),
        text(&row.commune),
        text(row.product_vi.as_deref().unwrap_or_default()),
        row.stars.map_or(Cell::Empty, |stars| Cell::Number(stars.into())),
        text(&row.score.map(super::form::score_text).unwrap_or_default()),
        text(&row.decision_no),
        day(row.decided_on),
        text(&row.issuer),
        Cell::Day(row.issued_on),
        day(row.expires_on),
        text(&locales::text(lang, &format!("paper-state-{}", row.state))),
        day(row.checked_on),
    ]
}
