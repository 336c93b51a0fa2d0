//! The rules of the market below `/office/setup/rules`: how buyers may pay, deadlines, caps, payouts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, at, text, word};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::money::{Money, group_digits};
use crate::kernel::paging::first;
use crate::kernel::settlement::Settlement;
use crate::payments::rule::{Measure, Rule};
use crate::payments::rules::{self, Changed, NewChange, Ready, RuleError};
use crate::payments::{bank_account, settings};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;
use crate::platform::views::Page;
use crate::platform::{Ground, Shop};

const HERE: &str = "/office/setup/rules";
const MOST_WHY: usize = 300;
/// No change is planned further ahead.
const MOST_AHEAD: Days = Days::new(366);

/// A value as people say it: `24 giờ`, `5.000.000 ₫`, `có`.
#[must_use]
pub fn said(lang: Lang, rule: Rule, value: i64) -> String {
    let counted = |key: &str| locales::text_with(lang, key, &Args::from([("n".into(), value.into())]));
    match rule.measure() {
        Measure::YesNo => locales::text(lang, if value == 0 { "rule-off" } else { "rule-on" }),
        Measure::Dong => Money::dong(value).to_string(),
        Measure::Minutes => counted("rule-minutes"),
        Measure::Hours => counted("rule-hours"),
        Measure::Days => counted("rule-days"),
        Measure::Times => counted("rule-times"),
    }
}

/// A rule in the list.
#[derive(Serialize)]
struct Row {
    word: &'static str,
    now: String,
    /// It is a yes or a no.
    switch: bool,
    on: bool,
    /// Fluent key of why it is worth nothing yet although it is on.
    idle: Option<&'static str>,
    planned: Vec<Planned>,
}

#[derive(Serialize)]
struct Planned {
    id: i64,
    said: String,
    from_day: NaiveDate,
}

/// Rules that belong together.
#[derive(Serialize)]
struct Group {
    /// Tail of a Fluent key.
    name: &'static str,
    rules: Vec<Row>,
}

#[derive(Serialize)]
struct RulesPage {
    groups: Vec<Group>,
    /// The planned change that was to be taken back, 0 for none, and what was typed.
    of: i64,
    form: Form,
}

impl Page for RulesPage {
    const TEMPLATE: &'static str = "office/setup/rules.html";
}

const fn group(rule: Rule) -> &'static str {
    match rule {
        Rule::CodOn | Rule::TransferOn | Rule::CardOn => "methods",
        Rule::ConfirmHours | Rule::TransferHours | Rule::CardMinutes => "deadlines",
        Rule::CodOrderCap | Rule::CodPhoneCap | Rule::CodRefusals => "caps",
        Rule::SecondLookFrom => "looks",
        Rule::PayoutDays | Rule::PayoutMinimum | Rule::Withholding => "payouts",
    }
}

/// Which ways of paying are set up, whether or not they are on.
pub(super) async fn ready(conn: &mut Conn, ground: &Ground) -> Result<Ready> {
    let operator = ground.config.settlement == Settlement::Operator;
    Ok(Ready {
        transfer: !operator || bank_account::of_market(conn).await?.is_some(),
        card: operator && ground.stripe.is_some(),
    })
}

const fn idle(rule: Rule, ready: Ready) -> Option<&'static str> {
    match rule {
        Rule::TransferOn if !ready.transfer => Some("rule-no-account"),
        Rule::CardOn if !ready.card => Some("rule-no-cards"),
        _ => None,
    }
}

/// `GET /office/setup/rules`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    all(&clerk, &shop, 0, Form::default(), StatusCode::OK).await
}

async fn all(clerk: &Clerk, shop: &Shop, of: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let minutes = shop.config.reservation_minutes;
    let mut conn = shop.db.conn().await?;
    let set = settings::load(&mut conn).await?;
    let ready = ready(&mut conn, shop).await?;
    let waiting = rules::planned(&mut conn).await?;
    drop(conn);
    if of != 0 && waiting.iter().all(|change| change.id != of) {
        return Err(Error::Conflict("rule-plan-gone"));
    }
    let mut groups: Vec<Group> = Vec::new();
    for rule in Rule::ALL {
        let value = rule.of(&set, minutes);
        let planned = waiting.iter().filter(|c| c.name == rule.word()).map(|c| Planned {
            id: c.id,
            said: said(lang, rule, c.value),
            from_day: c.from_day,
        });
        let row = Row {
            word: rule.word(),
            now: said(lang, rule, value),
            switch: rule.measure() == Measure::YesNo,
            on: value != 0,
            idle: idle(rule, ready),
            planned: planned.collect(),
        };
        match groups.last_mut().filter(|g| g.name == group(rule)) {
            Some(group) => group.rules.push(row),
            None => groups.push(Group { name: group(rule), rules: vec![row] }),
        }
    }
    clerk.visitor.page_with(shop, &RulesPage { groups, of, form }, status)
}

const RULES: File = File { name: "quy-dinh", head: &["rule-col-rule", "rule-col-now", "list-planned"] };

/// `GET /office/setup/rules.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let minutes = shop.config.reservation_minutes;
    let mut conn = shop.db.conn().await?;
    let set = settings::load(&mut conn).await?;
    let waiting = rules::planned(&mut conn).await?;
    drop(conn);
    let found = Rule::ALL.to_vec();
    let row = |lang: Lang, rule: Rule| {
        let planned: Vec<String> = waiting
            .iter()
            .filter(|change| change.name == rule.word())
            .map(|change| format!("{}: {}", change.from_day, said(lang, rule, change.value)))
            .collect();
        let now = said(lang, rule, rule.of(&set, minutes));
        vec![word(lang, "rule-", rule.word()), text(now), text(planned.join("; "))]
    };
    RULES.respond(&clerk, &shop, &kind, found.into(), row).await
}

const PAST: File = File {
    name: "quy-dinh-truoc-day",
    head: &["list-value", "list-from", "list-standing", "list-changed-at", "log-who", "list-why"],
};

/// `GET /office/setup/rules/{rule}/past.{kind}`: what a rule was changed to, and will be.
pub async fn past(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (rule, kind) = path.into_inner();
    let rule = Rule::parse(&rule).ok_or(Error::NotFound)?;
    let (changes, more) = first(rules::of(&mut *shop.db.conn().await?, rule, MOST.saturating_add(1)).await?, MOST);
    let row = |lang: Lang, change: Changed| {
        let standing = match (change.planned, change.withdrawn) {
            (true, _) => word(lang, "", "rule-is-planned"),
            (_, true) => word(lang, "", "rule-is-withdrawn"),
            _ => Cell::Empty,
        };
        vec![
            text(said(lang, rule, change.value)),
            Cell::Day(change.from_day),
            standing,
            at(change.made_at),
            text(change.who),
            text(change.why),
        ]
    };
    PAST.respond_of(rule.word(), &clerk, &shop, &kind, (changes, more).into(), row).await
}

/// A change as the page of its rule tells it.
#[derive(Serialize)]
struct Told {
    said: String,
    #[serde(flatten)]
    change: Changed,
}

#[derive(Serialize)]
struct RulePage {
    word: &'static str,
    /// Tail of a Fluent key.
    measure: &'static str,
    now: String,
    on: bool,
    method: bool,
    idle: Option<&'static str>,
    least: String,
    most: String,
    changes: Vec<Told>,
    /// There are more than are shown.
    more: bool,
    form: Form,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for RulePage {
    const TEMPLATE: &'static str = "office/setup/rule.html";
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    rule: Rule,
    posted: Option<Form>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let set = settings::load(&mut conn).await?;
    let ready = ready(&mut conn, shop).await?;
    let (changes, more) = first(rules::of(&mut conn, rule, rules::SHOWN.saturating_add(1)).await?, rules::SHOWN);
    drop(conn);
    let value = rule.of(&set, shop.config.reservation_minutes);
    let seen = changes.first().map_or(0, |c| c.id).to_string();
    let mut form = posted.unwrap_or_else(|| {
        let typed = match rule.measure() {
            Measure::YesNo => (if value == 0 { "on" } else { "off" }).to_owned(),
            Measure::Dong => group_digits(value),
            _ => value.to_string(),
        };
        Form::blank(&[("value", &typed), ("from_day", &shop.clock.today().to_string())])
    });
    // Who was told of a change sees it, and may go on from there.
    form.set("seen", seen);
    let (least, most) = rule.bounds();
    let told = changes.into_iter().map(|change| Told { said: said(lang, rule, change.value), change });
    let page = RulePage {
        word: rule.word(),
        measure: rule.measure().word(),
        now: said(lang, rule, value),
        on: value != 0,
        method: rule.is_method(),
        idle: idle(rule, ready),
        least: said(lang, rule, least),
        most: said(lang, rule, most),
        changes: told.collect(),
        more,
        form,
        refused,
    };
    clerk.visitor.page_with(shop, &page, status)
}

fn named(word: &str) -> Result<Rule> {
    Rule::parse(word).ok_or(Error::NotFound)
}

/// `GET /office/setup/rules/{rule}`
pub async fn show(clerk: Clerk, shop: Shop, word: web::Path<String>) -> Result<HttpResponse> {
    page(&clerk, &shop, named(&word)?, None, None, StatusCode::OK).await
}

/// The value of the form, refused beside it when it is none or out of bounds.
fn value(form: &mut Form, rule: Rule) -> Option<i64> {
    let typed = form.raw("value").trim();
    let read = match rule.measure() {
        Measure::YesNo => match typed {
            "on" => Some(1),
            "off" => Some(0),
            _ => None,
        },
        Measure::Dong => Money::parse(typed).map(Money::amount),
        _ => typed.parse::<i64>().ok(),
    };
    let (least, most) = rule.bounds();
    let value = read.filter(|value| (least..=most).contains(value));
    if value.is_none() {
        let sentence = if rule.measure() == Measure::YesNo { "field-choose" } else { "rule-out-of-bounds" };
        form.refuse("value", sentence);
    }
    value
}

/// The first day of a change: none that is over, none that nobody remembers when it comes.
fn first_day(form: &mut Form, rule: Rule, today: NaiveDate) -> Option<NaiveDate> {
    if rule.is_method() {
        return Some(today);
    }
    let day = form.day("from_day")?;
    if day < today || today.checked_add_days(MOST_AHEAD).is_some_and(|last| day > last) {
        form.refuse("from_day", "rule-day-wrong");
        return None;
    }
    Some(day)
}

/// `POST /office/setup/rules/{rule}`
pub async fn submit(clerk: Clerk, shop: Shop, word: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let rule = named(&word)?;
    let (today, minutes) = (shop.clock.today(), shop.config.reservation_minutes);
    let value = value(&mut form, rule);
    let day = first_day(&mut form, rule, today);
    let why = form.line("why", MOST_WHY);
    let seen = form.raw("seen").parse::<i64>().ok();
    let (Some(value), Some(from_day), Some(why)) = (value, day, why) else {
        return page(&clerk, &shop, rule, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // A form without it was not made by the page: it saw nothing.
    let new = NewChange { rule, value, from_day, why, seen: seen.unwrap_or(-1), by: clerk.account };
    let mut conn = shop.db.conn().await?;
    let ready = ready(&mut conn, &shop).await?;
    let changed = conn.transaction(async |conn| rules::change(conn, &new, today, minutes, ready).await).await;
    drop(conn);
    let refused = match changed {
        Ok(()) => {
            tracing::info!(rule = rule.word(), value, %from_day, clerk = %clerk.account, "rule changed");
            let done = if from_day > today { "rule-planned-done" } else { "rule-changed-done" };
            return Ok(clerk.visitor.go(&shop, HERE, Some(done)));
        }
        Err(RuleError::Failed(error)) => return Err(error),
        Err(RuleError::DayTaken) => {
            form.refuse("from_day", "rule-day-taken");
            return page(&clerk, &shop, rule, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(RuleError::Meanwhile) => "setup-meanwhile",
        Err(RuleError::LastMethod) => "rule-last-method",
        Err(RuleError::Same) => "rule-same",
    };
    page(&clerk, &shop, rule, Some(form), Some(refused), StatusCode::CONFLICT).await
}

/// `POST /office/setup/plans/{id}`: takes back what is planned, with a reason.
pub async fn withdraw(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let Some(why) = form.line("why", MOST_WHY) else {
        return all(&clerk, &shop, *id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let today = shop.clock.today();
    let by = (clerk.account, why.as_str());
    let taken = conn.transaction(async |conn| rules::withdraw(conn, *id, by, today).await).await?;
    drop(conn);
    // Applied meanwhile, taken back by somebody else, or never there.
    taken.ok_or(Error::Conflict("rule-plan-gone"))?;
    Ok(clerk.visitor.go(&shop, HERE, Some("rule-withdrawn-done")))
}
