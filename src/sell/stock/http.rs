//! `/sell/stock`: each pack with a big plus and minus, a number to type, and "sold out today".

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::pages::{PackCard, PackPart, StockPage};
use super::queries;
use crate::accounts::actors::{Member, Seller};
use crate::catalog::count::{self, CountError, Step};
use crate::error::{Error, Result};
use crate::kernel::count as counts;
use crate::kernel::ids::PackId;
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::platform::forms::Form;
use crate::platform::{Shop, locales};
use crate::sell::behalf::Thing;
use crate::sell::http::desk;

/// Packs on one page.
const PAGE: usize = 30;

#[derive(Deserialize)]
pub struct At {
    after: Option<String>,
}

/// `GET /sell/stock`
pub async fn show(Seller(member): Seller, shop: Shop, at: web::Query<At>) -> Result<HttpResponse> {
    whole(&member, &shop, at.after.as_deref().unwrap_or_default(), None, StatusCode::OK).await
}

/// The page that begins there; one card may have something to say.
async fn whole(
    member: &Member,
    shop: &Shop,
    at: &str,
    said: Option<PackCard>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let after: Option<Cursor> = at.parse().ok();
    let at = after.map(|cursor| cursor.to_string()).unwrap_or_default();
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let (rows, next) = queries::list(&mut conn, member.producer, after, PAGE).await?;
    drop(conn);
    let mut packs: Vec<PackCard> = rows.iter().map(|row| PackCard::of(row, lang, &at)).collect();
    if let Some(said) = said
        && let Some(card) = packs.iter_mut().find(|card| card.id == said.id)
    {
        *card = said;
    }
    let gone = packs.iter().filter(|card| card.left < card.least && !card.ahead && !card.made).count();
    let page = StockPage { desk, packs, next: next.map(|cursor| cursor.to_string()), later: after.is_some(), gone };
    member.visitor.page_with(shop, &page, status)
}

/// `POST /sell/stock/{pack}`: `do` is `set`, `more`, `less`, `out` or `undo`; `was` is the number that the page showed.
pub async fn submit(Seller(member): Seller, shop: Shop, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let pack = PackId(id.parse().map_err(|_| Error::NotFound)?);
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    // Whose it is comes before what is wrong with the form.
    if queries::these(&mut conn, member.producer, &[pack]).await?.is_empty() {
        let given_up = !queries::withdrawn(&mut conn, member.producer, &[pack]).await?.is_empty();
        return Err(if given_up { Error::Conflict("listing-pack-gone") } else { Error::NotFound });
    }
    let outcome = match (form.raw("was").parse(), step(&form)) {
        (Ok(was), Ok(step)) => {
            let producer = member.producer;
            let counted = conn
                .transaction(async |conn| {
                    let before = Thing::Pack(pack).before(conn, &member).await?;
                    count::count(conn, producer, pack, was, step).await?;
                    Ok::<(), CountError>(before.log(conn, &member, "stock.counted", pack.to_string()).await?)
                })
                .await;
            match counted {
                Ok(()) => Ok(done(step)),
                Err(CountError::NotFound) => return Err(Error::NotFound),
                Err(CountError::Failed(error)) => return Err(error),
                Err(why) => Err(why_words(lang, &why, was)),
            }
        }
        (_, Err(key)) => Err((StatusCode::UNPROCESSABLE_ENTITY, locales::text(lang, key))),
        (Err(_), _) => Err((StatusCode::UNPROCESSABLE_ENTITY, locales::text(lang, "sell-stock-old"))),
    };
    let at = form.raw("at");
    if outcome.is_ok() && !member.visitor.htmx() {
        let after: Option<Cursor> = at.parse().ok();
        let query = after.map(|cursor| format!("?after={cursor}")).unwrap_or_default();
        return Ok(member.visitor.go(&shop, &format!("/sell/stock{query}#pack-{pack}"), outcome.ok()));
    }
    let row = queries::these(&mut conn, member.producer, &[pack]).await?.pop().ok_or(Error::NotFound)?;
    drop(conn);
    let mut card = PackCard::of(&row, lang, at);
    let status = match outcome {
        Ok(key) => {
            card.done = Some(locales::text(lang, key));
            StatusCode::OK
        }
        Err((status, sentence)) => {
            card.why = Some(sentence);
            if form.raw("do") == "set" {
                form.raw("qty").clone_into(&mut card.typed);
            }
            status
        }
    };
    if member.visitor.htmx() {
        return member.visitor.page_with(&shop, &PackPart { p: card }, status);
    }
    whole(&member, &shop, at, Some(card), status).await
}

/// What the button asks for; plus and minus count from what stands in the field.
fn step(form: &Form) -> Result<Step, &'static str> {
    let by = match form.raw("do") {
        "out" => return Ok(Step::SoldOut),
        "undo" => return Ok(Step::Undo),
        "more" => 1,
        "less" => -1,
        _ => 0,
    };
    let typed = number(form.raw("qty")).ok_or("sell-stock-number")?;
    match typed.saturating_add(by) {
        to if to < 0 => Err("sell-stock-none-left"),
        to => Ok(Step::To(to)),
    }
}

/// A number of packs as it is typed, none included.
pub fn number(typed: &str) -> Option<i32> {
    counts::parse(typed, None)
}

const fn done(step: Step) -> &'static str {
    match step {
        Step::To(_) => "sell-stock-saved",
        Step::SoldOut => "sell-stock-out-done",
        Step::Undo => "sell-stock-undone",
    }
}

fn why_words(lang: Lang, why: &CountError, was: i32) -> (StatusCode, String) {
    let say = |key: &str, args: &[(&'static str, i32)]| {
        locales::text_with(lang, key, &args.iter().map(|(name, n)| ((*name).into(), (*n).into())).collect())
    };
    match why {
        CountError::MovedOn { now } => {
            (StatusCode::CONFLICT, say("sell-stock-moved-on", &[("was", was), ("now", *now)]))
        }
        CountError::Promised { promised } => {
            (StatusCode::UNPROCESSABLE_ENTITY, say("sell-stock-promised", &[("n", *promised)]))
        }
        CountError::NothingToUndo => (StatusCode::CONFLICT, say("sell-stock-nothing-to-undo", &[])),
        CountError::TooMany | CountError::NotFound | CountError::Failed(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, say("sell-stock-number", &[]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_a_number_too() {
        assert_eq!(number(" 0 "), Some(0));
        assert_eq!(number("1.200"), Some(1_200));
        // As many as the first pack of a product may have.
        assert_eq!(number("1000000"), Some(counts::MOST));
        assert_eq!(number("2 chục"), Some(20), "as in a listing");
        for typed in ["", "-1", "1,5", "1.5", "1.2.3", "１", "1000001", "99999999999999", "hết", "."] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }
}
