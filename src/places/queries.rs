//! Finding a commune: by its code, by what was typed so far, by a whole typed name of today or of before.

use diesel::prelude::*;
use diesel::sql_types::{Int8, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::commune::{COLUMNS, Commune, Province, Row};
use super::typed::{self, Typed};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::text::fold;
use crate::platform::db::Conn;
use crate::platform::locales;
use crate::schema::provinces;

/// How many a typed name may lead to before the visitor is asked to type more.
const MOST: i64 = 20;

/// A commune that what was typed may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub commune: Commune,
    /// The former names by which it was found, when it was not found by today's: `Vân Trục, Xuân Hòa`.
    pub was: Option<String>,
}

impl Suggestion {
    /// `Xã Lập Thạch, Phú Thọ`, or `Vân Trục (nay là xã Lập Thạch), Phú Thọ`.
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        let Some(was) = &self.was else { return self.commune.label.clone() };
        let args = locales::Args::from([
            ("was".into(), was.clone().into()),
            ("kind".into(), self.commune.kind.word().to_lowercase().into()),
            ("name".into(), self.commune.name.clone().into()),
            ("province".into(), self.commune.province_name.clone().into()),
        ]);
        locales::text_with(lang, "places-former", &args)
    }
}

/// What a typed name turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    One(Commune),
    /// Several communes go by that name; the visitor chooses.
    Many(Vec<Suggestion>),
    /// None goes by exactly that name, these nearly do; the visitor chooses.
    Near(Vec<Suggestion>),
    None,
}

/// The provinces, as their own alphabet orders them.
pub async fn provinces(conn: &mut Conn) -> Result<Vec<Province>> {
    Ok(provinces::table.select(Province::as_select()).order((provinces::folded, provinces::code)).load(conn).await?)
}

/// The commune of a code.
pub async fn find(conn: &mut Conn, code: &str) -> Result<Option<Commune>> {
    let row: Option<Row> = diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM communes c JOIN provinces p ON p.code = c.province_code WHERE c.code = $1"
    ))
    .bind::<Text, _>(code)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(Commune::from))
}

/// A commune whose households sell here, with the names it had before July 2025.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Served {
    #[diesel(sql_type = Text)]
    pub code: String,
    /// `Xã Lập Thạch`
    #[diesel(sql_type = Text)]
    pub name: String,
    /// `Lập Thạch, Tử Du, Vân Trục, Xuân Hòa`; empty where nothing changed.
    #[diesel(sql_type = Text)]
    pub was: String,
}

/// The communes served, by name.
pub async fn served(conn: &mut Conn) -> Result<Vec<Served>> {
    Ok(diesel::sql_query(
        "SELECT c.code, CASE c.kind WHEN 'phuong' THEN 'Phường ' WHEN 'dac_khu' THEN 'Đặc khu ' ELSE 'Xã ' END || c.name AS name, \
                coalesce((SELECT string_agg(DISTINCT regexp_replace(f.name, '^(Xã|Phường|Thị trấn) ([^0-9])', '\\2'), ', ') \
                          FROM former_communes f WHERE f.commune_code = c.code), '') AS was \
         FROM communes c WHERE c.served ORDER BY c.folded",
    )
    .load(conn)
    .await?)
}

#[derive(QueryableByName)]
struct Hit {
    #[diesel(embed)]
    commune: Row,
    #[diesel(sql_type = Nullable<Text>)]
    was: Option<String>,
}

impl From<Hit> for Suggestion {
    fn from(hit: Hit) -> Self {
        Suggestion { commune: hit.commune.into(), was: hit.was }
    }
}

/// Communes whose name, of today or of before, starts with what was typed or has a word that does; when the province
/// has none, those of the others; when these have none, those of the province that are spelled nearly so. The served
/// communes come first among equals.
pub async fn suggest(conn: &mut Conn, q: &str, province: Option<&str>, limit: i64) -> Result<Vec<Suggestion>> {
    let Typed { name, .. } = Typed::parse(q);
    if name.chars().count() < 2 {
        return Ok(vec![]);
    }
    let name: String = name.chars().take(80).collect();
    for within in province.map(Some).into_iter().chain([None]) {
        // A folded name holds letters, digits and spaces only: nothing in it means anything to LIKE.
        let starting = hits(
            conn,
            "(folded LIKE $1 || '%' OR folded LIKE '% ' || $1 || '%')",
            "CASE WHEN folded = $1 THEN 0 WHEN folded LIKE $1 || '%' THEN 2 ELSE 4 END",
            &name,
            within,
            limit,
        )
        .await?;
        if !starting.is_empty() {
            return Ok(starting);
        }
    }
    hits(conn, "folded % $1", "round((1 - similarity(folded, $1)) * 20)::int * 2", &name, province, limit).await
}

/// `found` and `rank` speak of the `folded` column of either table; a smaller rank is better.
async fn hits(
    conn: &mut Conn,
    found: &'static str,
    rank: &'static str,
    name: &str,
    province: Option<&str>,
    limit: i64,
) -> Result<Vec<Suggestion>> {
    let sql = format!(
        "WITH hit AS ( \
           SELECT code, NULL AS was, {rank} AS rank FROM communes WHERE {found} \
           UNION ALL \
           SELECT commune_code, regexp_replace(name, '^(Xã|Phường|Thị trấn) ([^0-9])', '\\2'), {rank} + 1 \
           FROM former_communes WHERE {found}), \
         best AS ( \
           SELECT code, min(rank) AS rank, \
                  CASE WHEN bool_or(was IS NULL) THEN NULL ELSE string_agg(DISTINCT was, ', ') END AS was \
           FROM hit GROUP BY code) \
         SELECT {COLUMNS}, best.was FROM best \
         JOIN communes c ON c.code = best.code JOIN provinces p ON p.code = c.province_code \
         WHERE $2 IS NULL OR c.province_code = $2 \
         ORDER BY best.rank, c.served DESC, c.folded, c.code LIMIT $3"
    );
    let found: Vec<Hit> = diesel::sql_query(sql)
        .bind::<Text, _>(name)
        .bind::<Nullable<Text>, _>(province)
        .bind::<Int8, _>(limit.clamp(1, 50))
        .load(conn)
        .await?;
    Ok(found.into_iter().map(Suggestion::from).collect())
}

/// A place of exactly the typed name, with what may tell it from others of that name.
#[derive(QueryableByName)]
struct Namesake {
    #[diesel(embed)]
    commune: Row,
    /// The whole former name, with its kind.
    #[diesel(sql_type = Nullable<Text>)]
    former: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    district: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    province: Option<String>,
}

impl Namesake {
    fn is_of_kind(&self, kind: &str) -> bool {
        match &self.former {
            Some(former) => fold(former).starts_with(kind),
            None => fold(Commune::from(self.commune.clone()).kind.word()) == kind,
        }
    }

    /// Whether a district, province or present-day commune that was named fits.
    fn lies_in(&self, hint: &str) -> bool {
        let commune = Commune::from(self.commune.clone());
        let larger = |name: &Option<String>| name.as_ref().is_some_and(|n| typed::larger(&fold(n)) == hint);
        fold(&commune.province_name) == hint
            || larger(&self.district)
            || larger(&self.province)
            || (self.former.is_some() && fold(&commune.name) == hint)
    }

    fn suggestion(self) -> Suggestion {
        let was = self.former.map(|former| {
            let bare = ["Xã ", "Phường ", "Thị trấn "].into_iter().find_map(|kind| former.strip_prefix(kind));
            bare.filter(|b| b.starts_with(char::is_alphabetic)).unwrap_or(&former).to_owned()
        });
        Suggestion { commune: self.commune.into(), was }
    }
}

/// The commune that a typed name means, for a visitor without script: `van truc`, `Xã Lập Thạch, Phú Thọ`,
/// `Xuân Hòa, Lập Thạch, Vĩnh Phúc`. Never guesses between two places.
pub async fn resolve(conn: &mut Conn, typed: &str, province: Option<&str>) -> Result<Resolved> {
    let text: String = typed.chars().take(200).collect();
    if let Some(commune) = find(conn, text.trim()).await? {
        return Ok(Resolved::One(commune));
    }
    let mut typed = Typed::parse(&text);
    if typed.name.is_empty() {
        return Ok(Resolved::None);
    }
    let mut same = namesakes(conn, &typed.name, province).await?;
    if same.is_empty()
        && let Some((name, province)) = province_at_the_end(conn, &typed.name).await?
    {
        typed.hints.push(province);
        same = namesakes(conn, &name, None).await?;
        typed.name = name;
    }
    // A hyphen is part of some names; where it is not, people use it as a comma.
    if same.is_empty() && text.contains(['-', '–']) {
        typed = Typed::parse(&text.replace(['-', '–'], ","));
        same = namesakes(conn, &typed.name, province).await?;
    }
    if same.is_empty() {
        let near = suggest(conn, &typed.name, province, 8).await?;
        return Ok(if near.is_empty() { Resolved::None } else { Resolved::Near(near) });
    }
    let fitting = |s: &Namesake| typed.hints.iter().all(|hint| s.lies_in(hint));
    if !same.iter().any(fitting) {
        return Ok(Resolved::Many(distinct(same)));
    }
    same.retain(fitting);
    if let Some(kind) = typed.kind
        && same.iter().any(|s| s.is_of_kind(kind))
    {
        same.retain(|s| s.is_of_kind(kind));
    }
    let mut places = distinct(same);
    Ok(match places.pop() {
        Some(only) if places.is_empty() => Resolved::One(only.commune),
        Some(last) => {
            places.push(last);
            Resolved::Many(places)
        }
        None => Resolved::None,
    })
}

/// One suggestion per commune, found by today's name rather than by a former one.
fn distinct(places: Vec<Namesake>) -> Vec<Suggestion> {
    let mut seen: Vec<Suggestion> = Vec::new();
    for place in places.into_iter().map(Namesake::suggestion) {
        if !seen.iter().any(|s| s.commune.code == place.commune.code) {
            seen.push(place);
        }
    }
    seen
}

async fn namesakes(conn: &mut Conn, name: &str, province: Option<&str>) -> Result<Vec<Namesake>> {
    let sql = format!(
        "SELECT {COLUMNS}, found.former, found.district, found.province FROM ( \
           SELECT code, NULL AS former, NULL AS district, NULL AS province, 0 AS rank, 0 AS id \
           FROM communes WHERE folded = $1 \
           UNION ALL \
           SELECT commune_code, name, district, province, 1, id FROM former_communes WHERE folded = $1) found \
         JOIN communes c ON c.code = found.code JOIN provinces p ON p.code = c.province_code \
         WHERE $2 IS NULL OR c.province_code = $2 \
         ORDER BY c.served DESC, found.rank, found.id, c.code LIMIT $3"
    );
    Ok(diesel::sql_query(sql)
        .bind::<Text, _>(name)
        .bind::<Nullable<Text>, _>(province)
        .bind::<Int8, _>(MOST)
        .load(conn)
        .await?)
}

/// `lap thach phu tho` as `lap thach` and `phu tho`.
async fn province_at_the_end(conn: &mut Conn, name: &str) -> Result<Option<(String, String)>> {
    let all: Vec<String> = provinces::table.select(provinces::folded).load(conn).await?;
    Ok(all.into_iter().find_map(|province| {
        let commune = typed::without_kind(name.strip_suffix(&province)?.trim_end()).1;
        let commune = commune.strip_suffix(" tinh").unwrap_or(&commune).to_owned();
        (!commune.is_empty()).then_some((commune, province))
    }))
}
