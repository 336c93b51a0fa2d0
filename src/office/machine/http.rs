//! `/office/jobs`: how the machine stands, on one page, and the buttons that help it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use super::super::inbox::claims::{self, Held};
use super::backups::{self, Backups};
use super::queries::{self, Channel, JobRow, Outbox, ScheduleRow, Unsent};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::accounts::list_file::{File, PIECE, all, at, text};
use crate::error::{Error, Result};
use crate::kernel::ids::JobId;
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, first};
use crate::kernel::veil::veil;
use crate::payments::books::{self, Reading};
use crate::platform::Shop;
use crate::platform::dead_letters::{self, DeadLetter};
use crate::platform::forms::Form;
use crate::platform::sheet::Cell;
use crate::platform::views::Page;
use crate::search::remake::{self, Remake, RemakeError};
use crate::search::state::State;
use crate::search::{engine_for, state};

const HERE: &str = "/office/jobs";
/// Dead letters on a page.
const PAGE: usize = 50;
/// Messages whose error is shown.
const MOST_UNSENT: usize = 10;
/// Readings of the books.
const MOST_READINGS: usize = 14;

/// A row with what its kind is called.
#[derive(Serialize)]
struct Named<T> {
    name: String,
    #[serde(flatten)]
    row: T,
}

/// The dead letters of one kind, to be tried again together.
#[derive(Serialize)]
struct Kind {
    kind: String,
    name: String,
    n: i64,
}

#[derive(Serialize)]
struct MachinePage {
    jobs: Vec<Named<JobRow>>,
    schedules: Vec<Named<ScheduleRow>>,
    outbox: Outbox,
    channels: Vec<Channel>,
    unsent: Vec<Unsent>,
    /// There are more than are shown.
    more_unsent: bool,
    dead: Vec<Named<DeadLetter>>,
    /// Of all pages.
    dead_all: i64,
    /// The page is not the first one.
    later: bool,
    /// Where the next page of dead letters begins.
    next: Option<String>,
    /// Who looks at one of them.
    held: Vec<Held>,
    /// Kinds with several dead letters.
    kinds: Vec<Kind>,
    search: State,
    /// There is an index to make anew.
    engine: bool,
    /// The engine is left alone for a while after failures.
    resting: bool,
    remake: Option<Remake>,
    remaking: bool,
    readings: Vec<Reading>,
    more_readings: bool,
    backups: Backups,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for MachinePage {
    const TEMPLATE: &'static str = "office/machine/machine.html";
}

fn jobs(lang: Lang, rows: Vec<JobRow>) -> (Vec<Named<JobRow>>, Vec<Kind>) {
    let rows: Vec<_> = rows.into_iter().map(|row| Named { name: queries::named(lang, &row.kind), row }).collect();
    let kinds = rows.iter().filter(|job| job.row.dead > 1);
    let kinds = kinds.map(|job| Kind { kind: job.row.kind.clone(), name: job.name.clone(), n: job.row.dead }).collect();
    (rows, kinds)
}

/// Where a page of dead letters begins, from the query.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    after: Option<Cursor>,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let answering = engine_for::answering(shop).await;
    let mut conn = shop.db.conn().await?;
    let (jobs, kinds) = jobs(lang, queries::jobs(&mut conn).await?);
    let schedules = queries::schedules(&mut conn).await?;
    let outbox = queries::outbox(&mut conn).await?;
    let channels = queries::channels(&mut conn).await?;
    let (unsent, more_unsent) = first(queries::unsent(&mut conn, MOST_UNSENT.saturating_add(1)).await?, MOST_UNSENT);
    let (dead, next) = dead_letters::list(&mut conn, after, PAGE).await?;
    let items: Vec<_> = dead.iter().map(|letter| ("job", letter.id.0)).collect();
    let held = claims::held(&mut conn, &items, clerk.account).await?;
    let search = state::load(&mut conn, answering).await?;
    let remake = remake::latest(&mut conn).await?;
    let (readings, more_readings) =
        first(books::readings(&mut conn, MOST_READINGS.saturating_add(1)).await?, MOST_READINGS);
    let backups = backups::load(&mut conn, backups::SHOWN).await?;
    drop(conn);
    let dead = dead.into_iter().map(|mut letter| {
        letter.last_error = letter.last_error.map(|error| veil(&error));
        Named { name: queries::named(lang, &letter.kind), row: letter }
    });
    let page = MachinePage {
        dead_all: jobs.iter().map(|job| job.row.dead).sum(),
        later: after.is_some(),
        next: next.map(|cursor| cursor.to_string()),
        jobs,
        kinds,
        schedules: schedules.into_iter().map(|row| Named { name: queries::named(lang, &row.kind), row }).collect(),
        outbox,
        channels,
        unsent,
        more_unsent,
        dead: dead.collect(),
        held,
        search,
        engine: shop.engine.is_some(),
        resting: shop.engine.as_ref().is_some_and(|standby| !standby.breaker.closed()),
        remaking: remake.as_ref().is_some_and(|remake| remake.ended_at.is_none() && !remake.stalled),
        remake,
        readings,
        more_readings,
        backups,
        refused,
    };
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    clerk.visitor.page_with(shop, &page, status)
}

/// `GET /office/jobs`
pub async fn show(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&clerk, &shop, asked.after.parse().ok(), None).await
}

const DEAD: File = File {
    name: "viec-bi-ket",
    head: &["list-number", "office-col-job", "office-col-given-up", "office-col-attempts", "office-col-why"],
};

fn dead(lang: Lang, letter: DeadLetter) -> Vec<Cell> {
    vec![
        Cell::Number(letter.id.0),
        text(queries::named(lang, &letter.kind)),
        letter.dead_at.map_or(Cell::Empty, at),
        Cell::Number(letter.attempts.into()),
        text(letter.last_error.map(|error| veil(&error)).unwrap_or_default()),
    ]
}

/// `GET /office/jobs.{kind}`: the dead letters of all pages.
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| dead_letters::list(&mut conn, after, PIECE).await).await?;
    drop(conn);
    DEAD.respond(&clerk, &shop, &kind, found, dead).await
}

/// `POST /office/jobs/{id}/retry`: one dead letter back into the queue.
pub async fn retry(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let from = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "job", *id, clerk.account).await?;
            let kind = dead_letters::revive(conn, JobId(*id)).await?.ok_or(Error::NotFound)?;
            let act = clerk.act("job.retried").on(format!("{kind} {id}")).shown_by(Evidence::TriedAgain);
            acts::record(conn, &act).await?;
            Ok::<claims::Whence, Error>(from)
        })
        .await?;
    tracing::info!(job = *id, clerk = %clerk.account, "dead letter put back in the queue");
    Ok(claims::go(&clerk, &shop, &from, HERE, "office-job-retried"))
}

/// `POST /office/jobs/retry`: all dead letters of a kind but those that another clerk looks at. Pressed twice, there is none left to put back and nothing to log.
pub async fn retry_kind(clerk: Clerk, shop: Shop, form: Form) -> Result<HttpResponse> {
    let kind: String = form.raw("kind").chars().take(80).collect();
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        let mut these = dead_letters::of(conn, &kind).await?;
        let items: Vec<_> = these.iter().map(|id| ("job", id.0)).collect();
        let held = claims::held(conn, &items, clerk.account).await?;
        these.retain(|id| !held.iter().any(|claim| claim.item == id.0 && !claim.mine));
        let n = dead_letters::revive_all(conn, &these).await?;
        if n > 0 {
            let told = serde_json::json!({ "jobs": n });
            let act = clerk.act("jobs.retried").on(&kind).changed(serde_json::Value::Null, told);
            acts::record(conn, &act.shown_by(Evidence::TriedAgain)).await?;
        }
        Ok::<_, Error>(())
    })
    .await?;
    Ok(clerk.visitor.go(&shop, HERE, Some("machine-all-retried")))
}

/// `POST /office/jobs/reindex`
pub async fn reindex(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let asked = conn
        .transaction(async |conn| {
            remake::ask(conn, &shop, clerk.account).await?;
            let act = clerk.act("search.remade").shown_by(Evidence::Reading);
            Ok::<_, RemakeError>(acts::record(conn, &act).await?)
        })
        .await;
    drop(conn);
    match asked {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("machine-reindex-asked"))),
        Err(RemakeError::NoEngine) => page(&clerk, &shop, None, Some("machine-no-engine")).await,
        Err(RemakeError::UnderWay) => page(&clerk, &shop, None, Some("machine-reindex-runs")).await,
        Err(RemakeError::Failed(error)) => Err(error),
    }
}
