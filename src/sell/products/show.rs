//! `/sell/products/{id}`: one product with all that can be done about it, and how it will look.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::fields;
use super::pages::{Choices, Clash, Missing, PackRow, ProductPage};
use super::posted::Refused;
use super::queries;
use crate::accounts::actors::{Member, Seller};
use crate::catalog::pack;
use crate::catalog::revision::content::{Content, MOST_PACKS};
use crate::catalog::revision::load::{self, Revision};
use crate::catalog::revision::needs::Need;
use crate::catalog::revision::{defaults, pictures, preview, save};
use crate::catalog::unit;
use crate::error::{Error, Result};
use crate::kernel::ids::ProductId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::producers::certificate;
use crate::sell::http::desk;

/// What a refusal adds to the page.
#[derive(Default)]
pub struct Said {
    /// The form as it was typed; without one, what is kept is shown.
    pub form: Option<Form>,
    pub refused: Option<&'static str>,
    pub photo_refused: Vec<Refused>,
    /// Taken from the form and not kept: what another phone wrote meanwhile differs from it.
    pub typed: Option<Content>,
    /// What the office would ask for; without them they are looked for.
    pub needs: Option<Vec<Need>>,
    pub pack_form: Option<(i64, Form)>,
    /// The number the form was written over, when a later save is still to be compared with it.
    pub seq: Option<i32>,
}

/// `GET /sell/products/{id}`
pub async fn show(Seller(member): Seller, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = build(&shop, &mut conn, &member, ProductId(*id), Said::default()).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

/// The page with a refusal on it.
pub async fn refuse(
    shop: &Shop,
    member: &Member,
    product: ProductId,
    status: StatusCode,
    said: Said,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = build(shop, &mut conn, member, product, said).await?;
    drop(conn);
    member.visitor.page_with(shop, &page, status)
}

/// `GET /sell/products/{id}/preview`
pub async fn preview(Seller(member): Seller, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let mut conn = shop.db.conn().await?;
    let latest = load::latest(&mut conn, member.producer, product).await?.ok_or(Error::NotFound)?;
    let back = format!("/sell/products/{product}");
    let page = preview::page(&shop, &mut conn, member.visitor.lang, &latest, back).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

async fn build(shop: &Shop, conn: &mut Conn, member: &Member, product: ProductId, said: Said) -> Result<ProductPage> {
    let lang = member.visitor.lang;
    let head = queries::head(conn, member.producer, product).await?.ok_or(Error::NotFound)?;
    let latest = load::latest(conn, member.producer, product).await?;
    let first = head.state == "draft";
    let (all, papers) =
        (defaults::all(conn).await?, certificate::shown(conn, member.producer, shop.clock.today()).await?);
    let open = latest.as_ref().filter(|r| r.state.open_to_household());
    let needs = match (said.needs, open) {
        (Some(needs), _) => needs,
        (None, Some(open)) => save::lacking(conn, open, shop.clock.today()).await?,
        (None, None) => Vec::new(),
    };
    let kept = latest.as_ref().map(|r| r.content.clone()).unwrap_or_default();
    let clashes = said.typed.as_ref().map(|typed| clashes(&kept, typed, &all)).unwrap_or_default();
    let mut form = said.form.unwrap_or_else(|| fields::shown(&kept, &all));
    for need in &needs {
        // Said beside the field once somebody has tried to send it.
        if said.refused.is_some() || need.words.is_some() {
            form.refuse(&need.field, need.sentence);
        }
    }
    let name = if first { kept.name.clone() } else { lang.pick(&head.name_vi, &head.name_en).to_owned() };
    let (pack_at, pack_form) = said.pack_form.map_or((None, Form::default()), |(at, form)| (Some(at), form));
    Ok(ProductPage {
        desk: desk(conn, member).await?,
        name,
        revision: latest.as_ref().map_or("", |r| r.state.as_str()),
        writing: open.is_some(),
        first,
        seq: said.seq.or(latest.as_ref().map(|r| r.seq)).unwrap_or(0),
        reason: latest.as_ref().map(|r| r.reason.clone()).unwrap_or_default(),
        saved_at: open.map(|r| r.changed_at),
        submitted_at: latest.as_ref().and_then(|r| r.submitted_at),
        choices: Choices::of(lang, &form, said.typed.as_ref().unwrap_or(&kept), &all, &papers),
        pack_rows: if first { pack_rows(&form, latest.as_ref()) } else { Vec::new() },
        units: unit::offered(shop, conn).await?,
        form,
        pictures: latest.map(|r| r.pictures).unwrap_or_default(),
        most: pictures::MOST,
        missing: needs.into_iter().map(Missing::from).collect(),
        clashes,
        refused: said.refused,
        photo_refused: said.photo_refused,
        packs: if first { Vec::new() } else { pack::list(conn, product).await? },
        pack_form,
        pack_at,
        history: if first { Vec::new() } else { pack::price_changes(conn, product).await? },
        p: head,
    })
}

/// The rows there are and an empty one to add another.
fn pack_rows(form: &Form, latest: Option<&Revision>) -> Vec<PackRow> {
    let kept = latest.map_or(0, |r| r.content.packs.len());
    let typed = (0..MOST_PACKS)
        .rev()
        .find(|n| ["pack", "price", "weight", "stock"].iter().any(|f| form.ticked(&format!("{f}-{n}"))));
    let rows = kept.max(typed.map_or(0, |n| n + 1)).max(1);
    let rows = if rows < MOST_PACKS && form.ticked("pack-0") { rows + 1 } else { rows };
    let value = |field: &str, n: usize| form.raw(&format!("{field}-{n}")).to_owned();
    (0..rows)
        .map(|n| PackRow {
            n,
            name: value("pack", n),
            price: value("price", n),
            weight: value("weight", n),
            stock: value("stock", n),
            by_weight: form.ticked(&format!("by_weight-{n}")),
            band: value("band", n),
            least: value("least", n),
            step: value("step", n),
        })
        .collect()
}

/// Fields in which what is kept now differs from what this phone typed.
fn clashes(kept: &Content, typed: &Content, all: &[defaults::Defaults]) -> Vec<Clash> {
    let (theirs, mine) = (fields::shown(kept, all), fields::shown(typed, all));
    let mut names: Vec<&str> = theirs.names().chain(mine.names()).collect();
    names.sort_unstable();
    names.dedup();
    let differ = names.into_iter().filter(|name| theirs.raw(name) != mine.raw(name));
    let mut clashes: Vec<Clash> = Vec::new();
    for name in differ {
        let group = name.split_once('-').map_or(name, |(group, _)| group);
        let key = format!("listing-field-{}", group.replace('_', "-"));
        let boxed = matches!(group, "season" | "allergen" | "may" | "certificate" | "category");
        if !clashes.iter().any(|clash| clash.key == key && boxed) {
            clashes.push(Clash { key, theirs: if boxed { String::new() } else { theirs.raw(name).to_owned() } });
        }
    }
    clashes
}
