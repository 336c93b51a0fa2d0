//! `/products/{slug}`: everything about one product, and the way into the cart.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::card;
use super::pages::{Maker, Month, PackChoice, ProductPage, ZoneLine};
use super::product::{self, Pack, Product};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::quantity::Quantity;
use crate::platform::{Ground, Shop, locales};
use crate::producers::certificate;
use crate::producers::producer::{self, Producer, Which};

/// Other goods of the household at the foot of the page.
const OTHERS: i64 = 4;

/// `GET /products/{slug}`
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let lang = visitor.lang;
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let product = product::find(&mut conn, &slug).await?.ok_or(Error::NotFound)?;
    let packs = product::packs(&mut conn, product.id).await?;
    let maker = producer::find(&mut conn, Which::Id(product.producer_id)).await?.ok_or(Error::NotFound)?;
    let papers = certificate::shown(&mut conn, product.producer_id, today).await?;
    let zones = product::zones(&mut conn, &product).await?;
    let others = product::others(&mut conn, product.producer_id, Some(product.id), OTHERS).await?;
    let more = card::load(&mut conn, &others).await?;
    drop(conn);

    let month = shop.clock.month();
    let chosen = packs.iter().find(|pack| pack.to_be_had());
    let (min_qty, qty_step, left) = chosen.map_or((1, 1, 1), |p| (p.min_qty, p.qty_step, p.left));
    let page = ProductPage {
        slug: product.slug.clone(),
        name: product.name(lang).to_owned(),
        description: lang.pick(&product.description_vi, &product.description_en).to_owned(),
        category_slug: product.category_slug.clone(),
        category: lang.pick(&product.category_vi, &product.category_en).to_owned(),
        stars: product.stars,
        packs: packs
            .iter()
            .map(|p| PackChoice::of(p, lang, product.by_weight, chosen.is_some_and(|c| c.id == p.id)))
            .collect(),
        price: chosen.map(|p| p.price.amount()),
        min_qty,
        qty_step,
        most: left.min(Quantity::MOST),
        months: (1..=12).map(|number| Month { number, on: product.season.has(number), now: number == month }).collect(),
        all_year: product.season.all_year(),
        in_season: product.season.has(month),
        next_month: product.season.months_until(month).map(|ahead| (month + ahead - 1) % 12 + 1),
        preorder: product.preorder,
        shelf_life_days: product.shelf_life_days,
        storage: lang.pick(&product.storage_vi, &product.storage_en).to_owned(),
        ingredients: either(lang, product.ingredients_vi.as_ref(), product.ingredients_en.as_ref()),
        allergens: product.allergens.iter().map(|code| allergen(lang, code)).collect(),
        may_contain: product.may_contain.iter().map(|code| allergen(lang, code)).collect(),
        warnings: either(lang, product.warnings_vi.as_ref(), product.warnings_en.as_ref()),
        reach: format!("catalog-reach-{}", product.ship_scope),
        zones: zones.iter().map(ZoneLine::of).collect(),
        papers: papers.iter().filter(|c| product.certificate_kinds.contains(&c.kind)).map(|c| c.paper(lang)).collect(),
        ld: linked_data(&shop, &product, &packs, &maker, lang),
        maker: Maker::of(&maker, lang),
        more,
        today,
        pictures: product.pictures,
    };
    visitor.page(&shop, &page)
}

impl Maker {
    #[must_use]
    pub fn of(producer: &Producer, lang: Lang) -> Self {
        Maker {
            slug: producer.slug.clone(),
            name: producer.name(lang).to_owned(),
            kind: producer::kind_key(&producer.kind),
            contact_name: producer.contact_name.clone(),
            phone: producer.phone.clone(),
            hamlet: producer.hamlet.clone(),
            commune: producer.commune.clone(),
            commune_code: producer.commune_code.clone(),
            province: producer.province.clone(),
            since_year: producer.since_year,
            story: producer.story(lang).to_owned(),
            registration_no: producer.registration_no.clone(),
            picture: producer.picture.clone(),
        }
    }
}

fn either(lang: Lang, vi: Option<&String>, en: Option<&String>) -> Option<String> {
    let vi = vi.map(String::as_str).unwrap_or_default();
    let text = lang.pick(vi, en.map(String::as_str).unwrap_or_default());
    (!text.is_empty()).then(|| text.to_owned())
}

/// The name of an allergen; a code nobody has named yet is shown as it is rather than left out.
fn allergen(lang: Lang, code: &str) -> String {
    locales::find(lang, &format!("catalog-allergen-{}", code.replace('_', "-"))).unwrap_or_else(|| code.to_owned())
}

/// schema.org's Product with an Offer for each pack.
fn linked_data(ground: &Ground, product: &Product, packs: &[Pack], maker: &Producer, lang: Lang) -> serde_json::Value {
    let base = &ground.config.base_url;
    let url = format!("{base}/products/{}", product.slug);
    let offers: Vec<_> = packs
        .iter()
        .map(|pack| {
            json!({
                "@type": "Offer",
                "url": url,
                "name": lang.pick(&pack.name_vi, &pack.name_en),
                "price": pack.price.amount(),
                "priceCurrency": "VND",
                "availability": if pack.to_be_had() { "https://schema.org/InStock" } else { "https://schema.org/OutOfStock" },
                "seller": {"@type": "Organization", "name": maker.name(lang)},
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name(lang),
        "description": lang.pick(&product.description_vi, &product.description_en),
        "image": product.pictures.iter().map(|hash| format!("{base}/media/{hash}-1280.jpg")).collect::<Vec<_>>(),
        "brand": {"@type": "Brand", "name": maker.name(lang)},
        "offers": offers,
    })
}
