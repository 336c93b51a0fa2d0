//! The product card: the same wherever goods are shown, loaded for a whole list in one query.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::ids::{PackId, ProductId};
use crate::kernel::season::Season;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// A product as it stands in a list. `templates/parts/card.html` shows it: `{{ <card product={card} /> }}`.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Card {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    /// Name of the producer's commune without its kind: `Tiên Lữ`.
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Text)]
    pub commune_code: String,
    /// OCOP stars in force, 0 for none.
    #[diesel(sql_type = SmallInt)]
    pub stars: i16,
    /// Its season is on; what is there all year has none to speak of.
    #[diesel(sql_type = Bool)]
    pub in_season: bool,
    #[diesel(sql_type = Integer)]
    pub season: Season,
    /// The pack whose price the card tells: the cheapest that can be had, or the cheapest when all is sold.
    #[diesel(sql_type = BigInt)]
    pub pack: PackId,
    #[diesel(sql_type = Text)]
    pub pack_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: i64,
    /// Nothing for handicraft, which nobody buys by weight.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub per_kg: Option<i64>,
    #[diesel(sql_type = Integer)]
    pub net_weight_g: i32,
    /// So many of that pack are bought at once at least.
    #[diesel(sql_type = Integer)]
    pub least: i32,
    /// Packs, of all sizes together, that can still be promised; 0 is sold out.
    #[diesel(sql_type = BigInt)]
    pub left: i64,
    /// Hash of the first picture.
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    /// The last day of its household's holiday, `05/12`, while there is one.
    #[diesel(sql_type = Nullable<Text>)]
    pub away: Option<String>,
}

/// A card with what a list has to say of it besides.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    #[serde(flatten)]
    pub card: Card,
    /// The name in parts, each with whether it was looked for; empty where nothing was.
    pub marked: Vec<(String, bool)>,
    /// A line of its own, or nothing.
    pub why: String,
}

impl From<Card> for Hit {
    fn from(card: Card) -> Self {
        Hit { card, marked: Vec::new(), why: String::new() }
    }
}

/// The cards of these products in this order; what is hidden, of a household that is not listed, or not on the shelf is left out.
pub async fn load(conn: &mut Conn, ids: &[ProductId]) -> Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(statement(ids).query().kept().load(conn).await?)
}

/// One join for everything a card says.
#[must_use]
pub fn statement(ids: &[ProductId]) -> Statement {
    let mut statement = Statement::default();
    let wanted = statement.bind(Bind::BigInts(ids.iter().map(|id| id.0).collect()));
    statement.push(&format!(
        "SELECT p.id, p.slug, p.name_vi, p.name_en, r.slug AS producer_slug, r.name_vi AS producer_vi, \
                r.name_en AS producer_en, c.name AS commune, c.code AS commune_code, \
                s.stars, s.in_season AND s.season <> {ALL_YEAR} AS in_season, s.season, \
                k.id AS pack, k.name_vi AS pack_vi, pack_english(k.name_vi, k.name_en) AS pack_en, k.price, \
                CASE WHEN p.tax_class <> 'handicraft' THEN {PER_KG} END AS per_kg, k.net_weight_g, k.min_qty AS least, k.left_in_all AS left, \
                f.hash AS picture, to_char(away_until(r.away_from, r.away_to), 'DD/MM') AS away \
         FROM unnest({wanted}) WITH ORDINALITY AS wanted (id, place) \
         JOIN shelf s ON s.product_id = wanted.id \
         JOIN products p ON p.id = wanted.id AND p.state = 'on_sale' \
         JOIN producers r ON r.id = p.producer_id AND r.listed \
         JOIN communes c ON c.code = r.commune_code \
         CROSS JOIN LATERAL ( \
           SELECT k.id, k.name_vi, k.name_en, k.price, k.net_weight_g, k.min_qty, \
                  (sum(CASE WHEN {TO_BE_HAD} THEN offer.left_n ELSE 0 END) OVER ())::bigint AS left_in_all \
           FROM packs k JOIN offers offer ON offer.pack_id = k.id WHERE k.product_id = wanted.id AND k.withdrawn_at IS NULL \
           ORDER BY {CHEAPEST_FIRST} LIMIT 1) k \
         LEFT JOIN LATERAL ( \
           SELECT f.hash FROM product_pictures pp JOIN pictures f ON f.id = pp.picture_id \
           WHERE pp.product_id = wanted.id ORDER BY pp.position LIMIT 1) f ON true \
         ORDER BY wanted.place"
    ));
    statement
}

/// The season of what is there in every month.
const ALL_YEAR: i32 = 4095;
/// Whether a pack `k`, whose `offer` is joined, can be bought at all.
pub(super) const TO_BE_HAD: &str = "(offer.left_n >= k.min_qty)";
/// Which pack `k` a product's price is told by.
pub(super) const CHEAPEST_FIRST: &str = "(offer.left_n >= k.min_qty) DESC, k.price, k.sort, k.id";
/// What a kilogram of pack `k` costs, rounded as `Money::per_kg` does.
pub(super) const PER_KG: &str = "((k.price * 1000 / k.net_weight_g + 50) / 100 * 100)";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::views::Views;

    #[derive(Serialize)]
    struct Shown {
        lang: &'static str,
        site: Site,
        card: Card,
    }

    #[derive(Clone, Copy, Serialize)]
    struct Site {
        save_data: bool,
    }

    #[test]
    fn a_card_says_who_where_how_much_and_how_few() {
        let card = Card {
            id: ProductId(1),
            slug: "ca-thinh".into(),
            name_vi: "Cá thính <chép>".into(),
            name_en: String::new(),
            producer_slug: "ba-lua".into(),
            producer_vi: "Bà Lụa".into(),
            producer_en: "Mrs Lua".into(),
            commune: "Tiên Lữ".into(),
            commune_code: "08842".into(),
            stars: 3,
            in_season: true,
            season: Season::default(),
            pack: PackId(1),
            pack_vi: "hộp 500 g".into(),
            pack_en: "500 g box".into(),
            price: 98_000,
            per_kg: Some(196_000),
            net_weight_g: 500,
            least: 2,
            left: 3,
            picture: Some("0".repeat(32)),
            away: None,
        };
        let views = Views::load().unwrap();
        let site = Site { save_data: false };
        let vi = views.plain("parts/card_alone.html", &Shown { lang: "vi", site, card: card.clone() }).unwrap();
        for said in [
            "Cá thính &lt;chép&gt;",
            "Bà Lụa",
            "Tiên Lữ",
            "OCOP 3",
            "98.000\u{a0}₫",
            "196.000\u{a0}₫/kg",
            "mua từ 2",
            "3",
        ] {
            assert!(vi.contains(said), "{said} in {vi}");
        }
        assert!(vi.contains("-320.webp") && !vi.contains("gone"));
        let en =
            views.plain("parts/card_alone.html", &Shown { lang: "en", site: Site { save_data: true }, card }).unwrap();
        assert!(vi.contains("-640.webp") && !en.contains("-640.webp"), "who saves data gets the small picture");
        assert!(en.contains("Mrs Lua") && en.contains("Cá thính &lt;chép&gt;") && en.contains("3 left"), "{en}");
    }
}
