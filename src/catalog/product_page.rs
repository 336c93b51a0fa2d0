//! `/products/{slug}`: everything about one product, and the way into the cart.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::card::{self, Card};
use super::harvest::queries::{self, Harvest};
use super::pages::{HarvestBlock, Maker, Month, PackChoice, ProductPage, ZoneLine};
use super::product::{self, Pack, Product, Zone};
use super::stars::{Judged, Rating};
use crate::accounts::actors::Visitor;
use crate::catalog::spotlight::count;
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::quantity::Quantity;
use crate::platform::{Ground, Shop, locales};
use crate::producers::certificate::{self, Certificate};
use crate::producers::producer::{self, Producer, Which};

/// `GET /products/{slug}`
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let lang = visitor.lang;
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let (product, packs, judged) = product::find(&mut conn, &slug, today).await?.ok_or(Error::NotFound)?;
    let found = Found {
        maker: producer::find(&mut conn, Which::Id(product.producer_id)).await?.ok_or(Error::NotFound)?,
        papers: certificate::shown(&mut conn, product.producer_id, today).await?,
        zones: product::zones(&mut conn, &product, today).await?,
        more: card::load(&mut conn, &product.others).await?,
        harvest: queries::of_product(&mut conn, product.id).await?,
        judged,
        product,
        packs,
    };
    drop(conn);
    // Clerks who try a link are not counted.
    if let Some(mark) = visitor.asked("s").filter(|_| !visitor.clerk()) {
        count::followed(&shop, &mark, found.product.id).await?;
    }
    visitor.page(&shop, &assemble(&shop, lang, found))
}

/// All that a product's page is made of.
pub struct Found {
    pub product: Product,
    pub packs: Vec<Pack>,
    pub maker: Producer,
    /// Of the household, in force today.
    pub papers: Vec<Certificate>,
    pub zones: Vec<Zone>,
    pub more: Vec<Card>,
    /// The window that is open now or opens next.
    pub harvest: Option<Harvest>,
    /// By those who bought it.
    pub judged: Judged,
}

/// The page.
#[must_use]
pub fn assemble(ground: &Ground, lang: Lang, found: Found) -> ProductPage {
    let Found { product, packs, maker, papers, zones, more, harvest, judged } = found;
    let (month, today) = (ground.clock.month(), ground.clock.today());
    let chosen = packs.iter().find(|pack| pack.to_be_had());
    let steps = Steps::of(&packs);
    let rating = Rating::of(judged.reviews, judged.stars, lang);
    let papers: Vec<_> = papers.iter().filter(|c| c.covers(product.id, &product.certificate_kinds)).collect();
    ProductPage {
        slug: product.slug.clone(),
        name: product.name(lang).to_owned(),
        description: lang.pick(&product.description_vi, &product.description_en).to_owned(),
        category_slug: product.category_slug.clone(),
        category: lang.pick(&product.category_vi, &product.category_en).to_owned(),
        stars: papers.iter().filter_map(|c| c.stars).max().unwrap_or(0),
        packs: packs
            .iter()
            .map(|p| PackChoice::of(p, lang, product.by_weight, chosen.is_some_and(|c| c.id == p.id)))
            .collect(),
        price: chosen.map(|p| p.price.amount()),
        quantity: chosen.map_or(1, |p| p.min_qty),
        least: steps.least,
        step: steps.step,
        most: steps.most,
        harvest: harvest.as_ref().map(|h| HarvestBlock::of(h, &packs)),
        months: (1..=12).map(|number| Month { number, on: product.season.has(number), now: number == month }).collect(),
        all_year: product.season.all_year(),
        in_season: product.season.has(month),
        next_month: product.season.months_until(month).map(|ahead| (month + ahead - 1) % 12 + 1),
        shelf_life_days: product.shelf_life_days,
        lot_made_on: product.lot_made_on,
        lot_code: product.lot_code.clone(),
        picked: product.picked,
        storage: lang.pick(&product.storage_vi, &product.storage_en).to_owned(),
        origin: product.origin.clone(),
        ingredients: either(lang, product.ingredients_vi.as_ref(), product.ingredients_en.as_ref()),
        allergens: product.allergens.iter().map(|code| allergen(lang, code)).collect(),
        may_contain: product.may_contain.iter().map(|code| allergen(lang, code)).collect(),
        warnings: either(lang, product.warnings_vi.as_ref(), product.warnings_en.as_ref()),
        reach: format!("catalog-reach-{}", product.ship_scope),
        zones: zones.iter().map(ZoneLine::of).collect(),
        papers: papers.iter().map(|c| c.paper(lang)).collect(),
        ld: linked_data(ground, &product, &packs, &maker, rating.as_ref(), lang),
        maker: Maker::of(&maker, lang),
        away: product.away.clone(),
        more,
        today,
        pictures: product.pictures,
        rating,
        said: judged.latest,
        preview: None,
    }
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

/// What the quantity field takes. There is one for all packs, and without script it cannot follow the choice: it takes
/// whatever one of them is sold in, and the cart refuses the rest in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Steps {
    least: i32,
    step: i32,
    most: i32,
}

impl Steps {
    fn of(packs: &[Pack]) -> Self {
        let steps = packs.iter().filter(|pack| pack.to_be_had()).map(|pack| {
            let step = pack.qty_step.max(1);
            let above = pack.left.min(Quantity::MOST).saturating_sub(pack.min_qty).max(0);
            Steps { least: pack.min_qty, step, most: pack.min_qty + above / step * step }
        });
        let either = |a: Steps, b: Steps| Steps {
            least: a.least.min(b.least),
            step: if (a.least, a.step) == (b.least, b.step) { a.step } else { 1 },
            most: a.most.max(b.most),
        };
        steps.reduce(either).unwrap_or(Steps { least: 1, step: 1, most: 1 })
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

/// schema.org's ItemAvailability.
fn availability(pack: &Pack) -> &'static str {
    match (pack.to_be_had(), pack.source.as_str()) {
        (false, _) => "https://schema.org/OutOfStock",
        (true, "harvest") => "https://schema.org/PreOrder",
        (true, "made") => "https://schema.org/MadeToOrder",
        (true, _) => "https://schema.org/InStock",
    }
}

/// schema.org's Product with an Offer for each pack.
fn linked_data(
    ground: &Ground,
    product: &Product,
    packs: &[Pack],
    maker: &Producer,
    rating: Option<&Rating>,
    lang: Lang,
) -> serde_json::Value {
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
                "availability": if product.away.is_none() { availability(pack) } else { "https://schema.org/OutOfStock" },
                "seller": {"@type": "Organization", "name": maker.name(lang)},
            })
        })
        .collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name(lang),
        "description": lang.pick(&product.description_vi, &product.description_en),
        "image": product.pictures.iter().map(|hash| format!("{base}/media/{hash}-1280.jpg")).collect::<Vec<_>>(),
        "brand": {"@type": "Brand", "name": maker.name(lang)},
        "offers": offers,
    });
    // A product that nobody has judged has no rating, and schema.org knows no empty one.
    if let (Some(rating), Some(data)) = (rating, data.as_object_mut()) {
        let told = json!({"@type": "AggregateRating", "ratingValue": rating.plain(), "reviewCount": rating.reviews});
        data.insert("aggregateRating".to_owned(), told);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::PackId;
    use crate::kernel::money::Money;

    fn pack(min_qty: i32, qty_step: i32, left: i32) -> Pack {
        Pack {
            id: PackId(1),
            name_vi: String::new(),
            name_en: String::new(),
            price: Money::dong(1),
            net_weight_g: 1,
            weight_band: None,
            min_qty,
            qty_step,
            left,
            source: "stock".to_owned(),
            make_days: 0,
        }
    }

    #[test]
    fn the_quantity_field_takes_what_any_pack_is_sold_in() {
        let steps = |packs: &[Pack]| {
            let Steps { least, step, most } = Steps::of(packs);
            (least, step, most)
        };
        assert_eq!(steps(&[pack(2, 3, 9)]), (2, 3, 8));
        assert_eq!(steps(&[pack(1, 1, 20_000)]), (1, 1, 9_999));
        assert_eq!(steps(&[pack(2, 2, 6), pack(2, 2, 11)]), (2, 2, 10));
        assert_eq!(steps(&[pack(1, 1, 3), pack(10, 5, 30)]), (1, 1, 30));
        assert_eq!(steps(&[pack(10, 5, 9)]), (1, 1, 1), "sold out");
    }
}
