//! A revision as buyers would see it: the product page itself, with a banner, for nobody to buy from or to index.

use super::content::FirstPack;
use super::defaults;
use super::load::Revision;
use crate::catalog::pack::{self, DeskPack};
use crate::catalog::pages::{Preview, ProductPage};
use crate::catalog::product::{self, Pack, Product};
use crate::catalog::product_page::{self, Found};
use crate::catalog::stars::Judged;
use crate::error::{Error, Result};
use crate::kernel::ids::PackId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::season::Season;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::producers::certificate;
use crate::producers::producer;

/// The page, with the way back to where it was asked for.
pub async fn page(
    ground: &Ground,
    conn: &mut Conn,
    lang: Lang,
    revision: &Revision,
    back: String,
) -> Result<ProductPage> {
    let all = defaults::all(conn).await?;
    let category = defaults::of(&all, revision.content.category);
    let content = category.map_or_else(|| revision.content.clone(), |c| c.complete(&revision.content));
    let packs: Vec<Pack> = if revision.is_first() {
        let names: Vec<String> = content.packs.iter().map(|pack| pack.name.clone()).collect();
        let english = pack::english(conn, &names).await?;
        (1..).zip(content.packs.iter().zip(english)).map(|(n, (pack, name_en))| first(n, pack, name_en)).collect()
    } else {
        pack::list(conn, revision.product).await?.iter().map(of).collect()
    };
    // The first product is looked at before its household may sell.
    let maker = producer::find_hidden_too(conn, revision.producer).await?.ok_or(Error::NotFound)?;
    let papers = certificate::shown(conn, revision.producer, ground.clock.today()).await?;
    let word = |word: Option<String>, general: &str| word.unwrap_or_else(|| general.to_owned());
    let some = |text: String| (!text.is_empty()).then_some(text);
    let product = Product {
        id: revision.product,
        slug: String::new(),
        producer_id: revision.producer,
        category_slug: category.map(|c| c.slug.clone()).unwrap_or_default(),
        category_vi: category.map(|c| c.name_vi.clone()).unwrap_or_default(),
        category_en: category.map(|c| c.name_en.clone()).unwrap_or_default(),
        name_vi: content.name,
        name_en: content.name_en,
        description_vi: content.description,
        description_en: content.description_en,
        season: content.season.unwrap_or(Season::ALL_YEAR),
        shelf_life_days: content.shelf_life_days,
        storage_vi: content.storage,
        storage_en: content.storage_en,
        origin: content.origin,
        ingredients_vi: some(content.ingredients),
        ingredients_en: some(content.ingredients_en),
        allergens: content.allergens.unwrap_or_default(),
        may_contain: content.may_contain,
        warnings_vi: some(content.warnings),
        warnings_en: some(content.warnings_en),
        ship_scope: word(content.ship_scope, "north"),
        fragile: content.fragile.unwrap_or(false),
        cold: content.storage_class.is_some_and(|class| class == "chilled" || class == "frozen"),
        picked: content.tax_class.as_deref() == Some("raw_own_produce"),
        by_weight: content.tax_class.is_none_or(|class| class != "handicraft"),
        certificate_kinds: content.certificate_kinds,
        pictures: revision.pictures.iter().map(|p| p.hash.clone()).collect(),
        away: None,
        lot_made_on: None,
        lot_code: None,
        others: Vec::new(),
    };
    let zones = product::zones(conn, &product, ground.clock.today()).await?;
    let found =
        Found { product, packs, maker, papers, zones, more: Vec::new(), harvest: None, judged: Judged::default() };
    let mut page = product_page::assemble(ground, lang, found);
    page.preview = Some(Preview { back });
    Ok(page)
}

fn first(n: i64, pack: &FirstPack, name_en: String) -> Pack {
    Pack {
        id: PackId(n),
        name_vi: pack.name.clone(),
        name_en,
        price: pack.price.unwrap_or(Money::ZERO),
        net_weight_g: pack.net_weight_g.unwrap_or(1_000),
        weight_band: pack.weight_band,
        min_qty: pack.min_qty.unwrap_or(1),
        qty_step: pack.qty_step.unwrap_or(1),
        left: pack.stock.unwrap_or(0),
        source: "stock".to_owned(),
        make_days: 0,
    }
}

fn of(pack: &DeskPack) -> Pack {
    Pack {
        id: pack.id,
        name_vi: pack.name.clone(),
        name_en: pack.name_en.clone(),
        price: pack.price,
        net_weight_g: pack.net_weight_g,
        weight_band: pack.weight_band,
        min_qty: pack.min_qty,
        qty_step: pack.qty_step,
        left: pack.left,
        source: "stock".to_owned(),
        make_days: 0,
    }
}
