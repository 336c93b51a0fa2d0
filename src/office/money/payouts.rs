//! Paying the households: the batch of a day, its file for the bank, and what became of each payout.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::settings::MOST_WHY;
use super::slip::Slip;
use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::accounts::list_file;
use crate::error::{Error, Result};
use crate::kernel::ids::PayoutId;
use crate::kernel::money::Money;
use crate::office::own;
use crate::payouts::bank_file;
use crate::payouts::batch::{self, Standing};
use crate::payouts::pay::{PayError, pay, sent_before};
use crate::payouts::queries::{self, Batch, Payout};
use crate::payouts::returned::{ReturnError, come_back};
use crate::payouts::statement::{self, Statement};
use crate::payouts::undo::{UndoError, undo};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Shop, sheet};

/// As many batches as are shown at once.
const LATEST: i64 = 60;

#[derive(Serialize)]
pub struct PayoutsPage {
    pub today: NaiveDate,
    /// Who would be paid now, and the sum of it.
    pub ready: Vec<Standing>,
    pub ready_sum: Money,
    /// Who has to wait.
    pub waiting: Vec<Standing>,
    pub due: Vec<Payout>,
    pub due_sum: Money,
    pub batches: Vec<Batch>,
    /// There are older batches.
    pub older: bool,
}

impl Page for PayoutsPage {
    const TEMPLATE: &'static str = "office/money/payouts.html";
}

#[derive(Serialize)]
pub struct BatchPage {
    pub day: NaiveDate,
    pub payouts: Vec<Payout>,
}

impl Page for BatchPage {
    const TEMPLATE: &'static str = "office/money/batch.html";
}

#[derive(Serialize)]
pub struct PayoutPage {
    pub s: Statement,
    /// How to send it.
    pub slip: Slip,
    pub form: Form,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for PayoutPage {
    const TEMPLATE: &'static str = "office/money/payout.html";
}

/// `GET /office/money/payouts`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let standing = batch::list_standing(&mut conn, today).await?;
    let due = queries::list_due(&mut conn).await?;
    let mut batches = queries::list_batches(&mut conn, LATEST + 1).await?;
    drop(conn);
    let latest = usize::try_from(LATEST).unwrap_or_default();
    let older = batches.len() > latest;
    batches.truncate(latest);
    let (ready, waiting): (Vec<_>, Vec<_>) = standing.into_iter().partition(|s| s.ready);
    let page = PayoutsPage {
        today,
        ready_sum: ready.iter().map(|s| s.amount).sum(),
        ready,
        waiting,
        due_sum: due.iter().map(|p| p.amount).sum(),
        due,
        batches,
        older,
    };
    clerk.visitor.page(&shop, &page)
}

/// `POST /office/money/payouts`: makes today's batch, or adds to it.
pub async fn make(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let made = conn
        .transaction(async |conn| {
            let made = batch::make(conn, today, Some(clerk.account)).await?;
            if made > 0 {
                let act = clerk.act("payout.made").on(today.to_string()).shown_by(Evidence::Due);
                acts::record(conn, &act.changed(Value::Null, json!({ "payouts": made }))).await?;
            }
            Ok::<usize, Error>(made)
        })
        .await?;
    tracing::info!(made, day = %today, clerk = %clerk.account, "payouts made");
    let sentence = if made == 0 { "payout-none-made" } else { "payout-made" };
    Ok(clerk.visitor.go(&shop, "/office/money/payouts", Some(sentence)))
}

/// `GET /office/money/batches/{day}`
pub async fn day(clerk: Clerk, shop: Shop, day: web::Path<String>) -> Result<HttpResponse> {
    let day = super::read_day(&day).ok_or(Error::NotFound)?;
    let mut conn = shop.db.conn().await?;
    let payouts = queries::list_of_day(&mut conn, day).await?;
    drop(conn);
    if payouts.is_empty() {
        return Err(Error::NotFound);
    }
    clerk.visitor.page(&shop, &BatchPage { day, payouts })
}

#[derive(Deserialize)]
pub struct OfDay {
    day: Option<NaiveDate>,
}

/// `GET /office/money/payouts.csv`: what is still to be sent, of a day or of all, for the bank.
pub async fn file(clerk: Clerk, shop: Shop, of: web::Query<OfDay>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let mut due = queries::list_due(&mut conn).await?;
    // What is more than is owed by now is not to be sent, nor what would go to an account that is its household's no more.
    due.retain(|payout| !payout.fallen && !payout.outdated && of.day.is_none_or(|day| day == payout.day));
    list_file::taken(&mut conn, &clerk, "chi-tien", "csv", due.len()).await?;
    drop(conn);
    let name = format!("chi-tien-{}.csv", of.day.unwrap_or(shop.clock.today()).format("%Y%m%d"));
    Ok(sheet::attached("text/csv; charset=utf-8", &name, bank_file::csv(&due).into_bytes()))
}

async fn load(conn: &mut Conn, id: i64, form: Form, refused: Option<&'static str>) -> Result<PayoutPage> {
    let payout = queries::load(conn, PayoutId(id)).await?;
    let slip = Slip::of(&payout.bin, &payout.number, &payout.holder, payout.amount, &payout.content());
    Ok(PayoutPage { s: statement::load(conn, payout).await?, slip, form, refused })
}

/// `GET /office/money/payouts/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = load(&mut conn, *id, Form::default(), None).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/money/payouts/{id}.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let page = load(&mut conn, id, Form::default(), None).await?;
    let (table, name) = (page.s.sheet(clerk.visitor.lang), format!("P{id}"));
    list_file::taken(&mut conn, &clerk, &name, &kind, table.rows.len()).await?;
    drop(conn);
    sheet::respond_as(&kind, &name, table)
}

async fn again(
    clerk: &Clerk,
    shop: &Shop,
    id: i64,
    form: Form,
    (status, sentence): (StatusCode, Option<&'static str>),
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = load(&mut conn, id, form, sentence).await?;
    drop(conn);
    clerk.visitor.page_with(shop, &page, status)
}

/// Writes down what was done with a payout, as it stands now.
async fn note(conn: &mut Conn, act: Act<'_>, id: PayoutId) -> Result<()> {
    let payout = queries::load(conn, id).await?;
    let now = json!({ "amount": payout.amount, "state": payout.state, "reference": payout.reference });
    acts::record(conn, &act.of(payout.producer).on(format!("P{id}")).changed(Value::Null, now)).await
}

const WRONG: (StatusCode, Option<&'static str>) = (StatusCode::UNPROCESSABLE_ENTITY, None);

const fn moved_on(sentence: &'static str) -> (StatusCode, Option<&'static str>) {
    (StatusCode::CONFLICT, Some(sentence))
}

/// `POST /office/money/payouts/{id}/paid`: it was sent, with the bank's reference; with `sent=before`, before less was
/// owed, and `sent_why` says how the clerk knows.
pub async fn paid(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let before = form.raw("sent") == "before";
    let why = if before { form.line("sent_why", MOST_WHY) } else { Some(String::new()) };
    let (Some(reference), Some(why)) = (form.line("reference", 60), why) else {
        return again(&clerk, &shop, *id, form, WRONG).await;
    };
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "payout", &[*id], clerk.account).await?;
            if before {
                sent_before(conn, PayoutId(*id), &reference, clerk.account).await?;
            } else {
                pay(conn, PayoutId(*id), &reference, clerk.account).await?;
            }
            let act = clerk.act("payout.paid").shown_by(Evidence::BankReference).because(&why);
            Ok::<(), PayError>(note(conn, act, PayoutId(*id)).await?)
        })
        .await;
    drop(conn);
    let sentence = match outcome {
        Ok(()) => return Ok(clerk.visitor.go(&shop, &address(*id), Some("payout-paid"))),
        Err(PayError::Already(before)) if before == reference => {
            return Ok(clerk.visitor.go(&shop, &address(*id), Some("payout-paid")));
        }
        Err(PayError::NotFound) => return Err(Error::NotFound),
        Err(PayError::Failed(Error::Conflict(sentence))) => sentence,
        Err(PayError::Failed(error)) => return Err(error),
        Err(PayError::Already(_)) => "payout-paid-before",
        Err(PayError::MovedOn(_)) => "payout-moved-on",
        Err(PayError::NotOwed(_)) => "payout-not-owed",
        Err(PayError::Fallen(_)) => "payout-fallen",
    };
    again(&clerk, &shop, *id, form, moved_on(sentence)).await
}

/// `POST /office/money/payouts/{id}/undo`: it was not sent and will not be.
pub async fn undone(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let Some(why) = form.line("undo_note", 200) else { return again(&clerk, &shop, *id, form, WRONG).await };
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "payout", &[*id], clerk.account).await?;
            undo(conn, PayoutId(*id), &why, clerk.account).await?;
            Ok::<(), UndoError>(note(conn, clerk.act("payout.undone").because(&why), PayoutId(*id)).await?)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) | Err(UndoError::Already) => Ok(clerk.visitor.go(&shop, &address(*id), Some("payout-undone"))),
        Err(UndoError::NotFound) => Err(Error::NotFound),
        Err(UndoError::Failed(Error::Conflict(sentence))) => again(&clerk, &shop, *id, form, moved_on(sentence)).await,
        Err(UndoError::Failed(error)) => Err(error),
        Err(UndoError::MovedOn(_)) => again(&clerk, &shop, *id, form, moved_on("payout-moved-on")).await,
    }
}

/// `POST /office/money/payouts/{id}/returned`: the bank sent it back.
pub async fn returned(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let Some(why) = form.line("returned_note", 200) else { return again(&clerk, &shop, *id, form, WRONG).await };
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "payout", &[*id], clerk.account).await?;
            come_back(conn, PayoutId(*id), &why, clerk.account).await?;
            Ok::<(), ReturnError>(note(conn, clerk.act("payout.returned").because(&why), PayoutId(*id)).await?)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) | Err(ReturnError::Already) => Ok(clerk.visitor.go(&shop, &address(*id), Some("payout-returned"))),
        Err(ReturnError::NotFound) => Err(Error::NotFound),
        Err(ReturnError::Failed(Error::Conflict(sentence))) => {
            again(&clerk, &shop, *id, form, moved_on(sentence)).await
        }
        Err(ReturnError::Failed(error)) => Err(error),
        Err(ReturnError::NotSent(_)) => again(&clerk, &shop, *id, form, moved_on("payout-moved-on")).await,
    }
}

fn address(id: i64) -> String {
    format!("/office/money/payouts/{id}")
}
