//! How often a lot's label is read: a number for each lot and day, and nothing about who.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::LotId;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// What programs that read pages call themselves, in lower case. Zalo's and Facebook's own browsers are people.
const PROGRAMS: [&str; 15] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "externalhit",
    "whatsapp",
    "curl",
    "wget",
    "python",
    "okhttp",
    "headless",
    "lighthouse",
    "monitor",
    "http-client",
];

/// Whether a browser that calls itself so, and says this about why it asks, is a person's.
#[must_use]
pub fn by_person(agent: &str, purpose: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    agent.starts_with("mozilla/") && !purpose.contains("prefetch") && !PROGRAMS.iter().any(|p| agent.contains(p))
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

/// Counts one look, and says how many there were in all.
pub async fn count(conn: &mut Conn, lot: LotId, day: NaiveDate) -> Result<i64> {
    let row: Sum = diesel::sql_query(
        "WITH now AS (INSERT INTO lot_scans AS s (lot_id, day, scans) VALUES ($1, $2, 1) \
           ON CONFLICT (lot_id, day) DO UPDATE SET scans = s.scans + 1 RETURNING scans) \
         SELECT (coalesce((SELECT sum(scans) FROM lot_scans WHERE lot_id = $1 AND day <> $2), 0) \
                 + (SELECT scans FROM now))::bigint AS sum",
    )
    .bind::<BigInt, _>(lot.0)
    .bind::<Date, _>(day)
    .kept()
    .get_result(conn)
    .await?;
    Ok(row.sum)
}

/// How many looks there were in all.
pub async fn total(conn: &mut Conn, lot: LotId) -> Result<i64> {
    let row: Sum = diesel::sql_query("SELECT coalesce(sum(scans), 0)::bigint AS sum FROM lot_scans WHERE lot_id = $1")
        .bind::<BigInt, _>(lot.0)
        .kept()
        .get_result(conn)
        .await?;
    Ok(row.sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_programs() {
        for agent in [
            "Mozilla/5.0 (Linux; Android 9; SM-J260G) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36 Zalo android/12110684",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/400.0]",
        ] {
            assert!(by_person(agent, ""), "{agent}");
            assert!(!by_person(agent, "prefetch"), "{agent}");
        }
        for agent in [
            "",
            "curl/8.5.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36",
        ] {
            assert!(!by_person(agent, ""), "{agent}");
        }
    }
}
