//! A household as the office sees it: standing, checklist, identity, papers, goods, parcels, and what was done.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Done};
use crate::error::Result;
use crate::media::picture;
use crate::office::inbox::claims::{self, Held};
use crate::office::inbox::reasons::{self, Reason};
use crate::office::inbox::trust::{self, Trust};
use crate::office::log::facts::{self as told, Fact};
use crate::office::producers::{self, OpenParcel, Producer, ProductRow};
use crate::orders::reliability::{self, Reliability};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::checklist::{self, Facts, Item};
use crate::producers::facts;
use crate::producers::identity::{self, IdentityState};
use crate::producers::papers::{self, Sent};
use crate::producers::suspension;
use crate::producers::terms::{self, Acceptance};

/// As many acts as are looked at; their file has all.
const LATEST: usize = 20;
/// As many of its goods, and of the parcels it has in hand. Their files have all.
const MOST_PRODUCTS: i64 = 200;
const MOST_PARCELS: i64 = 50;

#[derive(Serialize)]
struct Claim {
    state: &'static str,
    holder: String,
    number_kind: String,
    last3: String,
    until: Option<chrono::NaiveDate>,
    /// Through which day the household goes on selling while what it sent in time waits; nothing where it sells not.
    goes_on: Option<chrono::NaiveDate>,
    why: String,
    /// Other households of the same number.
    namesakes: Vec<(String, String)>,
}

/// What the household has changed of what buyers read of it, and the office has not looked at.
#[derive(Serialize)]
struct Changed {
    since: chrono::DateTime<chrono::Utc>,
    facts: Vec<Fact>,
}

#[derive(Serialize)]
pub struct ProducerPage {
    producer: Producer,
    facts: Facts,
    items: Vec<Item>,
    ready: bool,
    claim: Option<Claim>,
    changed: Option<Changed>,
    story_vi: String,
    story_en: String,
    /// The hash of its picture.
    photo: Option<String>,
    papers: Vec<Sent>,
    /// There are more than are shown.
    more_papers: bool,
    accepted: Vec<Acceptance>,
    products: Vec<ProductRow>,
    parcels: Vec<OpenParcel>,
    reliability: Reliability,
    /// In hundredths.
    percent: i64,
    acts: Vec<Done>,
    more_acts: bool,
    /// Who looks at something of it.
    held: Vec<Held>,
    /// Reasons ready to be chosen.
    reasons: Vec<Reason>,
    trust: Trust,
    trusted: bool,
    /// Which clerk's word the page shows.
    trust_mark: String,
    /// The rule of trust.
    trust_approved: i64,
    trust_days: i64,
    form: Form,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
    today: chrono::NaiveDate,
}

impl Page for ProducerPage {
    const TEMPLATE: &'static str = "office/producer.html";
}

/// Everything about the household at this address.
pub async fn load(
    conn: &mut Conn,
    clerk: &Clerk,
    shop: &Shop,
    slug: &str,
    mut form: Form,
    refused: Option<&'static str>,
) -> Result<ProducerPage> {
    let today = shop.clock.today();
    if !form.has("day") {
        form.set("day", suspension::earliest(today).to_string());
    }
    let producer = producers::load_producer(conn, slug).await?;
    let facts = checklist::load(conn, producer.id, today).await?;
    let reliability = reliability::of_household(conn, producer.id).await?;
    let claim = match identity::find(conn, producer.id).await? {
        Some(kept) => Some(Claim {
            state: kept.state()?.as_str(),
            namesakes: match kept.state()? {
                IdentityState::Unverified => Vec::new(),
                _ => identity::namesakes(conn, producer.id).await?,
            },
            goes_on: kept.goes_on_until().filter(|last| producer.listed && *last >= today),
            holder: kept.holder,
            number_kind: kept.number_kind.unwrap_or_default(),
            last3: kept.last3.unwrap_or_default(),
            until: kept.verified_until,
            why: kept.why,
        }),
        None => None,
    };
    let (papers, next) = papers::list(conn, producer.id, today, None, papers::SHOWN).await?;
    let id = producer.id.0;
    let items = [("application", id), ("facts", id), ("identity", id)].into_iter();
    let items: Vec<_> = items.chain(papers.iter().map(|paper| ("paper", paper.id.0))).collect();
    let (stood, _) = facts::find(conn, producer.id).await?;
    let changed = facts::waiting(conn, producer.id).await?.map(|waiting| Changed {
        since: waiting.since,
        facts: told::list(clerk.visitor.lang, Some(&waiting.before), Some(&waiting.after)),
    });
    let trust = trust::load(conn, producer.id).await?;
    let (acts, more_acts) = acts::of_household(conn, producer.id, LATEST).await?;
    Ok(ProducerPage {
        held: claims::held(conn, &items, clerk.account).await?,
        reasons: reasons::offered(conn, &["application", "household", "lift", "identity", "paper"]).await?,
        trusted: trust.holds(),
        trust_mark: trust.mark(),
        trust,
        trust_approved: trust::APPROVED,
        trust_days: trust::DAYS,
        items: facts.items(),
        ready: facts.may_be_approved(),
        facts,
        claim,
        changed,
        photo: match stood.picture_id {
            Some(id) => picture::hash(conn, id).await?,
            None => None,
        },
        story_vi: stood.story_vi,
        story_en: stood.story_en,
        papers,
        more_papers: next.is_some(),
        accepted: terms::accepted(conn, producer.id).await?,
        products: producers::list_products(conn, producer.id, MOST_PRODUCTS).await?,
        parcels: producers::list_open_parcels(conn, producer.id, MOST_PARCELS).await?,
        percent: reliability.percent(),
        reliability,
        acts,
        more_acts,
        producer,
        form,
        refused,
        today,
    })
}

/// `GET /office/producers/{slug}`
pub async fn show(clerk: Clerk, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let page = load(&mut *shop.db.conn().await?, &clerk, &shop, &slug, Form::default(), None).await?;
    clerk.visitor.page(&shop, &page)
}

/// The page again, with a sentence beside the field or above everything.
pub async fn again(
    clerk: &Clerk,
    shop: &Shop,
    slug: &str,
    form: Form,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = load(&mut *shop.db.conn().await?, clerk, shop, slug, form, refused).await?;
    clerk.visitor.page_with(shop, &page, status)
}
