//! The handlers below `/office/inbox`: to look, to open, to let go, to go on with the next.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::claims;
use super::filter::{Asked, Filter, Only};
use super::lock::{self, Take};
use super::pages::{Choice, Deadline, InboxPage, Outcome, Row};
use super::queries::{self, Count, Place, Sum};
use super::sources::{self, SOURCES};
use super::{reasons, trust};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::rights::Right;
use crate::error::{Error, Result};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::{Shop, locales};

/// `GET /office/inbox`
pub async fn show(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let filter = Filter::read(&asked, |right| clerk.visitor.may(right));
    page(&clerk, &shop, &filter, Said::default(), StatusCode::OK).await
}

/// What the page says of the last press.
#[derive(Default)]
pub(super) struct Said {
    pub outcomes: Vec<Outcome>,
    /// What was ticked and typed.
    pub form: Form,
    /// Fluent key of why it did nothing.
    pub refused: Option<&'static str>,
}

/// The page, after a press.
pub(super) async fn page(
    clerk: &Clerk,
    shop: &Shop,
    filter: &Filter,
    said: Said,
    status: StatusCode,
) -> Result<HttpResponse> {
    let may = |right| clerk.visitor.may(right);
    let mut conn = shop.db.conn().await?;
    let (items, next) = queries::list(&mut conn, filter, may, clerk.account, queries::PAGE).await?;
    let counts = queries::counts(&mut conn, may, clerk.account).await?;
    let Said { outcomes, form, refused } = said;
    let rows: Vec<Row> = items.into_iter().map(|item| Row::of(item, &form)).collect();
    // What was typed stays there, also when what it was typed for is gone.
    let asked = rows.iter().any(|row| row.pick.is_some()) || form.ticked("words") || !form.ok();
    let bulk = may(Right::Moderate) && asked;
    let reasons = if bulk { reasons::offered(&mut conn, &["listing"]).await? } else { Vec::new() };
    drop(conn);
    let sum = queries::sum(&counts);
    let page = InboxPage {
        bulk,
        reasons,
        form,
        after: filter.after.map(|cursor| cursor.to_string()),
        rows,
        next: next.map(|cursor| filter.next(cursor)),
        kinds: kinds(filter, &counts, sum),
        onlies: onlies(filter, &counts, sum),
        sum,
        view: filter.query(),
        deadlines: counts
            .iter()
            .filter_map(|count| {
                let source = sources::find(&count.kind, may)?;
                Some(Deadline { kind: source.kind, hours: count.hours, law: source.law })
            })
            .collect(),
        lease: claims::LEASE_MINUTES,
        approved: trust::APPROVED,
        days: trust::DAYS,
        outcomes,
        refused,
    };
    clerk.visitor.page_with(shop, &page, status)
}

fn kinds(filter: &Filter, counts: &[Count], sum: Sum) -> Vec<Choice> {
    let view = |kind| Filter { kind, after: None, ..*filter };
    let all = Choice {
        key: "inbox-kind-all".to_owned(),
        query: view(None).query(),
        waiting: sum.waiting,
        overdue: sum.overdue,
        on: filter.kind.is_none(),
    };
    let each = counts.iter().filter_map(|count| {
        let source = SOURCES.iter().find(|source| source.kind == count.kind)?;
        Some(Choice {
            key: format!("inbox-kind-{}", count.kind),
            query: view(Some(source)).query(),
            waiting: count.waiting,
            overdue: count.overdue,
            on: filter.word() == count.kind,
        })
    });
    std::iter::once(all).chain(each).collect()
}

fn onlies(filter: &Filter, counts: &[Count], sum: Sum) -> Vec<Choice> {
    let of = counts.iter().find(|count| count.kind == filter.word());
    let here = of.map_or(sum, |count| Sum { waiting: count.waiting, overdue: count.overdue, mine: count.mine });
    let choice = |only: Only| Choice {
        key: format!("inbox-only-{}", if only == Only::All { "all" } else { only.word() }),
        query: Filter { only, after: None, ..*filter }.query(),
        waiting: match only {
            Only::All => here.waiting,
            Only::Mine => here.mine,
            Only::Overdue => here.overdue,
        },
        overdue: 0,
        on: filter.only == only,
    };
    Only::ALL.map(choice).into()
}

/// `GET /office/inbox/count`: what stands beside the inbox in the navigation; nothing when nothing waits.
pub async fn count(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let may = |right| clerk.visitor.may(right);
    let counts = queries::counts(&mut *shop.db.conn().await?, may, clerk.account).await?;
    let sum = queries::sum(&counts);
    let key = match sum {
        Sum { waiting: 0, .. } => None,
        Sum { overdue: 0, .. } => Some("inbox-count"),
        Sum { .. } => Some("inbox-count-late"),
    };
    let args = locales::Args::from([("n".into(), sum.waiting.into()), ("late".into(), sum.overdue.into())]);
    let words = key.map(|key| locales::text_with(clerk.visitor.lang, key, &args)).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type(ContentType::html()).insert_header((CACHE_CONTROL, "no-store")).body(words))
}

/// Takes a place for a clerk, and writes it down when it was not theirs.
async fn take(conn: &mut Conn, clerk: &Clerk, place: &Place, view: &str) -> Result<Take> {
    conn.transaction(async |conn| {
        let taken = lock::take(conn, &place.noun, place.id, clerk.account, Some(view)).await?;
        if taken == Take::Fresh {
            let mut act = clerk.act("claim.taken").on(format!("{} {}: {}", place.noun, place.id, place.title));
            if let Some(producer) = place.producer_id {
                act = act.of(producer);
            }
            acts::record(conn, &act).await?;
        }
        Ok(taken)
    })
    .await
}

/// Lets an item go, and writes it down; the view that it came from.
async fn leave(conn: &mut Conn, clerk: &Clerk, noun: &str, id: i64) -> Result<Option<String>> {
    conn.transaction(async |conn| {
        let gone = claims::remove(conn, noun, id, clerk.account).await?;
        if gone.is_some() {
            acts::record(conn, &clerk.act("claim.left").on(format!("{noun} {id}"))).await?;
        }
        Ok(gone.flatten())
    })
    .await
}

/// `POST /office/inbox/{kind}/{id}/open`: takes it and goes to its page.
pub async fn open(clerk: Clerk, shop: Shop, path: web::Path<(String, i64)>, form: Form) -> Result<HttpResponse> {
    let (kind, id) = path.into_inner();
    let may = |right| clerk.visitor.may(right);
    sources::find(&kind, may).ok_or(Error::NotFound)?;
    let filter = Filter::view(form.raw("view"), may);
    let mut conn = shop.db.conn().await?;
    let Some(place) = queries::find(&mut conn, &kind, id, may, clerk.account).await? else {
        return Ok(clerk.visitor.go(&shop, &claims::inbox(&filter.query()), Some("inbox-gone")));
    };
    let taken = take(&mut conn, &clerk, &place, &filter.query()).await?;
    drop(conn);
    if taken == Take::Held {
        let said = Said { refused: Some(claims::HELD), ..Said::default() };
        return page(&clerk, &shop, &filter, said, StatusCode::CONFLICT).await;
    }
    Ok(clerk.visitor.go(&shop, &place.link, None))
}

/// `POST /office/inbox/{kind}/{id}/release`: back into the list for others. Here `kind` is the noun of the claim.
pub async fn release(clerk: Clerk, shop: Shop, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (noun, id) = path.into_inner();
    let known = SOURCES.iter().any(|source| source.noun == noun && clerk.visitor.may(source.right));
    if !known {
        return Err(Error::NotFound);
    }
    let view = leave(&mut *shop.db.conn().await?, &clerk, &noun, id).await?;
    Ok(clerk.visitor.go(&shop, &claims::inbox(&view.unwrap_or_default()), Some("inbox-released")))
}

/// `POST /office/inbox/next`: takes what is most urgent of this view and goes there. `leave` names what is let go for it,
/// as `noun:id`.
pub async fn next(clerk: Clerk, shop: Shop, form: Form) -> Result<HttpResponse> {
    let may = |right| clerk.visitor.may(right);
    let filter = Filter::view(form.raw("view"), may);
    let mut conn = shop.db.conn().await?;
    let free = queries::free(&mut conn, &filter, may, clerk.account).await?;
    if let Some((noun, id)) = form.raw("leave").split_once(':')
        && let Ok(id) = id.parse()
    {
        leave(&mut conn, &clerk, noun, id).await?;
    }
    for place in &free {
        if take(&mut conn, &clerk, place, &filter.query()).await? != Take::Held {
            return Ok(clerk.visitor.go(&shop, &place.link, None));
        }
    }
    Ok(clerk.visitor.go(&shop, &claims::inbox(&filter.query()), Some("inbox-no-next")))
}
