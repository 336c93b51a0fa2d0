//! The household itself: what it says of itself, who works for it, where its money goes, what it agreed to, how it brings its
//! goods, what it gives.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::payments::banks;
use crate::platform::db::Conn;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};
use crate::producers::facts;
use crate::producers::members;
use crate::producers::producer::kind_key;

#[derive(QueryableByName)]
struct Line {
    /// Fluent key of what it is.
    #[diesel(sql_type = Text)]
    key: String,
    /// Of an account: the bank's six digits.
    #[diesel(sql_type = Nullable<Text>)]
    bin: Option<String>,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Nullable<Date>)]
    since: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
}

const LINES: &str = "SELECT key, bin, words, (since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS since, \
      (until AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS until FROM ( \
    SELECT 1 AS n, b.id, 'export-own-account' AS key, b.bin, b.number || ' ' || b.holder AS words, b.since, b.ended_at AS until \
      FROM bank_accounts b WHERE b.producer_id = $1 \
    UNION ALL SELECT 2, t.id, 'export-own-terms', NULL, t.slug || ' ' || t.lang || ' ' || t.version, t.at, NULL \
      FROM terms_acceptances t WHERE t.producer_id = $1 \
    UNION ALL SELECT 3, r.id, 'export-own-round', NULL, c.name, NULL, r.stopped_at \
      FROM rounds r JOIN communes c ON c.code = r.commune_code WHERE r.producer_id = $1 \
    UNION ALL SELECT 4, p.id, 'export-own-point', NULL, p.name_vi, NULL, p.closed_at FROM producer_pickup_points x \
      JOIN pickup_points p ON p.id = x.pickup_point_id WHERE x.producer_id = $1 \
    UNION ALL SELECT 5, v.id, 'export-own-voucher', NULL, v.code, v.starts_at, coalesce(v.stopped_at, v.ends_at) \
      FROM vouchers v WHERE v.producer_id = $1) x ORDER BY n, id";

const COLUMNS: [&str; 4] = ["own", "own-words", "since", "until"];

/// Writes it all as a sheet.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let head = COLUMNS.map(|column| locales::text(lang, &format!("export-col-{column}")));
    let tab = book.tab(&locales::text(lang, "export-sheet-own"), head.into())?;
    let day = |at: DateTime<Utc>| Cell::Day(in_vietnam(at).date_naive());
    let (stood, _) = facts::find(conn, producer).await?;
    let since_year = stood.since_year.map(|year| year.to_string());
    for (key, said) in [
        ("join-name", Some(stood.name_vi)),
        ("facts-name-en", Some(stood.name_en)),
        ("join-kind", Some(locales::text(lang, &kind_key(&stood.kind)))),
        ("household-person", Some(stood.contact_name)),
        ("facts-registration-no", stood.registration_no),
        ("join-hamlet", Some(stood.hamlet)),
        ("facts-phone", Some(stood.phone)),
        ("join-grows", Some(stood.grows)),
        ("facts-since-year", since_year),
        ("facts-story-vi", Some(stood.story_vi)),
        ("facts-story-en", Some(stood.story_en)),
    ] {
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            book.row(tab, &[Cell::Text(locales::text(lang, key)), Cell::Text(said), Cell::Empty, Cell::Empty])?;
        }
    }
    for person in members::list(conn, producer).await? {
        let role = locales::text(lang, &format!("member-role-{}", person.role));
        book.row(tab, &[Cell::Text(role), Cell::Text(person.name), day(person.joined_at), Cell::Empty])?;
    }
    let lines: Vec<Line> = diesel::sql_query(LINES).bind::<BigInt, _>(producer.0).load(conn).await?;
    for line in lines {
        let bank = line.bin.as_deref().map(|bin| banks::find(bin).map_or(bin, |bank| bank.short_name));
        let said = bank.map_or_else(|| line.words.clone(), |bank| format!("{bank} {}", line.words));
        let [since, until] = [line.since, line.until].map(|day| day.map_or(Cell::Empty, Cell::Day));
        book.row(tab, &[Cell::Text(locales::text(lang, &line.key)), Cell::Text(said), since, until])?;
    }
    Ok(())
}
