//! A clerk's decisions about a household, each with a reason where the household must hear one, and an SMS that tells it.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::page::again;
use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::kernel::ids::{CertificateId, ProducerId};
use crate::office::inbox::claims::{self, Whence};
use crate::office::inbox::reasons;
use crate::office::{own, producers};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::producers::identity::decide::{DecideError, Decision, Selling, decide};
use crate::producers::papers::{Answer, PaperError, answer};
use crate::producers::standing::{self, StandingError};
use crate::producers::suspension::{self, PlanError};
use crate::producers::{letters, scan};

const MOST_WHY: usize = 300;
/// Of which order, of whom, of which day.
const MOST_ORDER: usize = 160;
/// No card is good for longer.
const MOST_YEARS: u32 = 30;

async fn household(shop: &Shop, slug: &str) -> Result<ProducerId> {
    Ok(producers::load_producer(&mut *shop.db.conn().await?, slug).await?.id)
}

fn back(clerk: &Clerk, shop: &Shop, slug: &str, from: &Whence, said: &str) -> Result<HttpResponse> {
    Ok(claims::go(clerk, shop, from, &format!("/office/producers/{slug}"), said))
}

/// The form, with the reasons that were chosen put before what was typed.
async fn filled(shop: &Shop, form: &mut Form, kind: &str, field: &str) -> Result<()> {
    reasons::fill(&mut *shop.db.conn().await?, form, kind, field).await
}

/// `POST /office/producers/{slug}/approve`
pub async fn approve(clerk: Clerk, shop: Shop, slug: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let (id, today) = (household(&shop, &slug).await?, shop.clock.today());
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "application", id.0, clerk.account).await?;
            standing::approve(conn, id, clerk.account, today).await?;
            letters::tell(conn, &shop, id, "household-sms-approved", "").await?;
            Ok::<Whence, StandingError>(from)
        })
        .await;
    drop(conn);
    answered(&clerk, &shop, &slug, form, done, "household-approved").await
}

/// `POST /office/producers/{slug}/refuse`: turns the application down, with a reason that the household reads.
pub async fn refuse(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let id = household(&shop, &slug).await?;
    filled(&shop, &mut form, "application", "refuse_why").await?;
    let Some(why) = form.line("refuse_why", MOST_WHY) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "application", id.0, clerk.account).await?;
            standing::refuse(conn, id, clerk.account, &why).await?;
            letters::tell(conn, &shop, id, "household-sms-refused", &why).await?;
            Ok::<Whence, StandingError>(from)
        })
        .await;
    drop(conn);
    answered(&clerk, &shop, &slug, form, done, "household-refused-done").await
}

/// `POST /office/producers/{slug}/suspend`: at once, as an `order` says.
pub async fn suspend(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let id = household(&shop, &slug).await?;
    filled(&shop, &mut form, "household", "suspend_why").await?;
    let (order, why) = (form.line("order", MOST_ORDER), form.line("suspend_why", MOST_WHY));
    let (Some(order), Some(why)) = (order, why) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "application", id.0, clerk.account).await?;
            standing::suspend(conn, id, Some(clerk.account), &order, &why).await?;
            letters::tell(conn, &shop, id, "household-sms-suspended", &format!("{why} ({order})")).await?;
            Ok::<Whence, StandingError>(from)
        })
        .await;
    drop(conn);
    answered(&clerk, &shop, &slug, form, done, "household-suspended-done").await
}

/// `POST /office/producers/{slug}/suspension`: on a `day` of which the household hears in time.
pub async fn plan(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let (id, today) = (household(&shop, &slug).await?, shop.clock.today());
    filled(&shop, &mut form, "household", "plan_why").await?;
    let (day, why) = (form.day("day"), form.line("plan_why", MOST_WHY));
    let (Some(day), Some(why)) = (day, why) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            own::household(conn, id, clerk.account).await?;
            suspension::plan(conn, id, today, day, clerk.account, &why).await?;
            letters::tell_plan(conn, &shop, id, "household-sms-suspension", day, &why).await?;
            Ok::<(), PlanError>(())
        })
        .await;
    drop(conn);
    planned(&clerk, &shop, &slug, form, done, "household-suspension-done").await
}

/// `POST /office/producers/{slug}/suspension/take-back`
pub async fn take_back(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let id = household(&shop, &slug).await?;
    filled(&shop, &mut form, "lift", "back_why").await?;
    let Some(why) = form.line("back_why", MOST_WHY) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            own::household(conn, id, clerk.account).await?;
            let day = suspension::take_back(conn, id, clerk.account, &why).await?;
            letters::tell_plan(conn, &shop, id, "household-sms-suspension-off", day, &why).await?;
            Ok::<(), PlanError>(())
        })
        .await;
    drop(conn);
    planned(&clerk, &shop, &slug, form, done, "household-suspension-off").await
}

async fn planned(
    clerk: &Clerk,
    shop: &Shop,
    slug: &str,
    mut form: Form,
    done: Result<(), PlanError>,
    said: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => back(clerk, shop, slug, &Whence::default(), said),
        Err(PlanError::TooEarly) => {
            form.refuse("day", "household-suspension-early");
            again(clerk, shop, slug, form, None).await
        }
        Err(PlanError::Already) => again(clerk, shop, slug, form, Some("household-already")).await,
        Err(PlanError::Failed(Error::Conflict(sentence))) => again(clerk, shop, slug, form, Some(sentence)).await,
        Err(PlanError::Failed(error)) => Err(error),
    }
}

/// `POST /office/producers/{slug}/lift`
pub async fn lift(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let id = household(&shop, &slug).await?;
    filled(&shop, &mut form, "lift", "lift_why").await?;
    let Some(why) = form.line("lift_why", MOST_WHY) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            own::household(conn, id, clerk.account).await?;
            standing::lift(conn, id, clerk.account, &why).await?;
            letters::tell(conn, &shop, id, "household-sms-lifted", "").await?;
            Ok::<Whence, StandingError>(Whence::default())
        })
        .await;
    drop(conn);
    answered(&clerk, &shop, &slug, form, done, "household-lifted").await
}

async fn answered(
    clerk: &Clerk,
    shop: &Shop,
    slug: &str,
    form: Form,
    done: Result<Whence, StandingError>,
    said: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(from) => back(clerk, shop, slug, &from, said),
        Err(StandingError::Failed(Error::Conflict(sentence))) => again(clerk, shop, slug, form, Some(sentence)).await,
        Err(StandingError::NotReady) => again(clerk, shop, slug, form, Some("household-not-ready")).await,
        Err(StandingError::Already) => again(clerk, shop, slug, form, Some("household-already")).await,
        Err(StandingError::IdentityFirst) => again(clerk, shop, slug, form, Some("household-identity-first")).await,
        Err(StandingError::Failed(error)) => Err(error),
    }
}

/// `POST /office/producers/{slug}/identity`: `decision` is `verify` with a day, `return` or `revoke` with a reason.
pub async fn identity(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let id = household(&shop, &slug).await?;
    let today = shop.clock.today();
    filled(&shop, &mut form, "identity", "identity_why").await?;
    let decision = match form.raw("decision") {
        "verify" => form.day("until").and_then(|until| {
            let last = today.checked_add_months(chrono::Months::new(12 * MOST_YEARS));
            let good = until > today && last.is_some_and(|last| until <= last);
            if !good {
                form.refuse("until", "identity-until-wrong");
            }
            good.then_some(Decision::Verify { until })
        }),
        "return" => form.line("identity_why", MOST_WHY).map(|why| Decision::Return { why }),
        "revoke" => form.line("identity_why", MOST_WHY).map(|why| Decision::Revoke { why }),
        _ => return Err(Error::NotFound),
    };
    let Some(decision) = decision else { return again(&clerk, &shop, &slug, form, None).await };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "identity", id.0, clerk.account).await?;
            let selling = decide(conn, id, clerk.account, &decision).await?;
            let (letter, said) = told(&decision, selling);
            let why = match &decision {
                Decision::Verify { .. } => "",
                Decision::Return { why } | Decision::Revoke { why } => why.as_str(),
            };
            letters::tell(conn, &shop, id, letter, why).await?;
            Ok::<_, DecideError>((from, said))
        })
        .await;
    drop(conn);
    match done {
        Ok((from, said)) => back(&clerk, &shop, &slug, &from, said),
        Err(DecideError::Failed(Error::Conflict(sentence))) => again(&clerk, &shop, &slug, form, Some(sentence)).await,
        Err(DecideError::Stands(_)) => again(&clerk, &shop, &slug, form, Some("household-already")).await,
        Err(DecideError::Failed(error)) => Err(error),
    }
}

/// The letter to the household, and what the clerk reads.
const fn told(decision: &Decision, selling: Selling) -> (&'static str, &'static str) {
    match (decision, selling) {
        (Decision::Verify { .. }, Selling::Lifted) => ("household-sms-identity-lifted", "identity-verified-lifted"),
        (Decision::Verify { .. }, _) => ("household-sms-identity", "identity-verified-done"),
        (Decision::Return { .. }, _) => ("household-sms-identity-back", "identity-returned-done"),
        (Decision::Revoke { .. }, Selling::Suspended) => ("household-sms-identity-stopped", "identity-revoked-stopped"),
        (Decision::Revoke { .. }, _) => ("household-sms-identity-revoked", "identity-revoked-done"),
    }
}

/// `POST /office/producers/{slug}/papers/{id}`: `answer` is `checked`, or `refused` with a reason.
pub async fn paper(clerk: Clerk, shop: Shop, path: web::Path<(String, i64)>, mut form: Form) -> Result<HttpResponse> {
    let (slug, paper) = path.into_inner();
    let id = household(&shop, &slug).await?;
    let field = format!("why-{paper}");
    filled(&shop, &mut form, "paper", &field).await?;
    let said = match form.raw("answer") {
        "checked" => Some(Answer::Checked),
        "refused" => form.line(&field, MOST_WHY).map(Answer::Refused),
        _ => return Err(Error::NotFound),
    };
    let Some(said) = said else { return again(&clerk, &shop, &slug, form, None).await };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "paper", paper, clerk.account).await?;
            answer(conn, id, CertificateId(paper), clerk.account, &said).await?;
            if let Answer::Refused(why) = &said {
                letters::tell(conn, &shop, id, "household-sms-paper-back", why).await?;
            }
            Ok::<Whence, PaperError>(from)
        })
        .await;
    drop(conn);
    match done {
        Ok(from) => back(&clerk, &shop, &slug, &from, "paper-answered"),
        Err(PaperError::Failed(Error::Conflict(sentence))) => again(&clerk, &shop, &slug, form, Some(sentence)).await,
        Err(PaperError::Taken | PaperError::Twice) => again(&clerk, &shop, &slug, form, Some("paper-taken")).await,
        Err(PaperError::Answered | PaperError::NotTheirs) => {
            again(&clerk, &shop, &slug, form, Some("household-already")).await
        }
        Err(PaperError::Failed(error)) => Err(error),
    }
}

/// `GET /office/producers/{slug}/papers/{id}/scan`
pub async fn file(_: Clerk, shop: Shop, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (slug, paper) = path.into_inner();
    let id = household(&shop, &slug).await?;
    scan::respond(&shop, id, CertificateId(paper)).await
}
