//! The tables of the machine's page as files: without anybody's name, as there.

use actix_web::{HttpResponse, web};

use super::backups::{self, Row};
use super::queries::{self, Channel, JobRow, ScheduleRow, Unsent};
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, at, at_last, text, word, yes};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::payments::books::{self, Reading};
use crate::platform::Shop;
use crate::platform::sheet::Cell;

const JOBS: File = File {
    name: "viec-cua-may",
    head: &[
        "office-col-job",
        "machine-running",
        "machine-due",
        "machine-later",
        "machine-again",
        "machine-given-up",
        "list-oldest-minutes",
    ],
};

fn job(lang: Lang, row: JobRow) -> Vec<Cell> {
    vec![
        text(queries::named(lang, &row.kind)),
        Cell::Number(row.running),
        Cell::Number(row.due),
        Cell::Number(row.later),
        Cell::Number(row.again),
        Cell::Number(row.dead),
        row.oldest.map_or(Cell::Empty, |seconds| Cell::Number(seconds / 60)),
    ]
}

const SCHEDULES: File = File {
    name: "viec-theo-gio",
    head: &["office-col-job", "list-every-seconds", "machine-last", "machine-next", "list-late"],
};

fn schedule(lang: Lang, row: ScheduleRow) -> Vec<Cell> {
    vec![
        text(queries::named(lang, &row.kind)),
        row.every_seconds.map_or(Cell::Empty, |seconds| Cell::Number(seconds.into())),
        at_last(row.done_at),
        at(row.next_at),
        yes(lang, row.late),
    ]
}

const CHANNELS: File =
    File { name: "tin-va-thu", head: &["machine-channel", "machine-sent", "machine-waiting", "machine-given-up"] };

fn channel(lang: Lang, row: Channel) -> Vec<Cell> {
    vec![
        word(lang, "machine-channel-", &row.channel),
        Cell::Number(row.sent),
        Cell::Number(row.waiting),
        Cell::Number(row.failed),
    ]
}

const UNSENT: File = File {
    name: "tin-chua-gui-duoc",
    head: &["machine-channel", "list-to-whom", "office-col-why", "office-col-attempts", "machine-given-up"],
};

fn unsent(lang: Lang, row: Unsent) -> Vec<Cell> {
    vec![
        word(lang, "machine-channel-", &row.channel),
        text(row.to),
        text(row.why),
        Cell::Number(row.attempts.into()),
        yes(lang, row.dead),
    ]
}

const CHECKS: File = File { name: "doi-soat", head: &["list-number", "log-at", "list-faults"] };

fn check(_: Lang, row: Reading) -> Vec<Cell> {
    vec![Cell::Number(row.id), at(row.at), Cell::Number(row.faults.into())]
}

const BACKUPS: File = File {
    name: "sao-luu",
    head: &[
        "log-at",
        "machine-backup-file",
        "list-megabytes",
        "office-col-state",
        "office-col-why",
        "list-restored-at",
    ],
};

fn backup(lang: Lang, row: Row) -> Vec<Cell> {
    let state = if !row.failed.is_empty() {
        "failed"
    } else if row.gone {
        "gone"
    } else {
        "good"
    };
    vec![
        at(row.at),
        text(row.file),
        if row.failed.is_empty() { Cell::Number(row.megabytes) } else { Cell::Empty },
        word(lang, "machine-backup-", state),
        text(row.failed),
        at_last(row.restored_at),
    ]
}

/// `GET /office/jobs/{table}.{kind}`
pub async fn show(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (table, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    match table.as_str() {
        "schedules" => {
            let found = queries::schedules(&mut conn).await?;
            drop(conn);
            SCHEDULES.respond(&clerk, &shop, &kind, found.into(), schedule).await
        }
        "channels" => {
            let found = queries::channels(&mut conn).await?;
            drop(conn);
            CHANNELS.respond(&clerk, &shop, &kind, found.into(), channel).await
        }
        "unsent" => {
            let found = queries::unsent(&mut conn, MOST).await?;
            drop(conn);
            UNSENT.respond(&clerk, &shop, &kind, found.into(), unsent).await
        }
        "checks" => {
            let found = books::readings(&mut conn, MOST).await?;
            drop(conn);
            CHECKS.respond(&clerk, &shop, &kind, found.into(), check).await
        }
        "backups" => {
            let found = backups::load(&mut conn, MOST).await?.rows;
            drop(conn);
            BACKUPS.respond(&clerk, &shop, &kind, found.into(), backup).await
        }
        _ => {
            let found = queries::jobs(&mut conn).await?;
            drop(conn);
            JOBS.respond(&clerk, &shop, &kind, found.into(), job).await
        }
    }
}
