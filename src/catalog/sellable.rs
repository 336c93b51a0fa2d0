//! What a cart and a checkout must know of a pack, in one query: its price and stock now, whose it is, how it travels.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::source::Source;
use crate::error::Result;
use crate::kernel::ids::{HarvestId, PackId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// How far a product may travel, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShipScope {
    /// Only within the communes the market serves.
    Local,
    North,
    Nationwide,
}

/// A pack as it is now, on sale or not.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Sellable {
    #[diesel(sql_type = BigInt)]
    pub pack: PackId,
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = BigInt)]
    pub producer: ProducerId,
    #[diesel(sql_type = Text)]
    pub product_slug: String,
    #[diesel(sql_type = Text)]
    pub product_vi: String,
    #[diesel(sql_type = Text)]
    pub product_en: String,
    #[diesel(sql_type = Text)]
    pub pack_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: Money,
    #[diesel(sql_type = Integer)]
    pub net_weight_g: i32,
    /// Sold by final weight: by so many per cent it may weigh less, and costs less then.
    #[diesel(sql_type = Nullable<Integer>)]
    pub weight_band: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub min_qty: i32,
    #[diesel(sql_type = Integer)]
    pub qty_step: i32,
    /// What can still be promised, of where it is sold from now.
    #[diesel(sql_type = Integer)]
    pub available: i32,
    /// `stock`, `harvest` or `made`.
    #[diesel(sql_type = Text)]
    pub sold_from: String,
    /// The harvest whose window is open while nothing is in stock, when it ships, and grams left of it.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub harvest: Option<HarvestId>,
    #[diesel(sql_type = Nullable<Date>)]
    pub ships_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub ships_to: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub harvest_left_g: Option<i64>,
    /// When it is decided whether that harvest is picked at all; nothing once it is.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decide_at: Option<DateTime<Utc>>,
    /// Days that making it takes.
    #[diesel(sql_type = SmallInt)]
    pub make_days: i16,
    /// Today in Vietnam, by Postgres' clock.
    #[diesel(sql_type = Date)]
    pub today: NaiveDate,
    /// False when the product is hidden, the pack withdrawn or the household not listed.
    #[diesel(sql_type = Bool)]
    pub on_sale: bool,
    /// The last day of the household's holiday, while there is one: nothing can be bought.
    #[diesel(sql_type = Nullable<Date>)]
    pub away_until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = Text)]
    pub scope: String,
    #[diesel(sql_type = Bool)]
    pub fragile: bool,
    #[diesel(sql_type = Bool)]
    pub cold: bool,
    #[diesel(sql_type = Text)]
    pub category_slug: String,
    #[diesel(sql_type = Text)]
    pub category_vi: String,
    #[diesel(sql_type = Text)]
    pub category_en: String,
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub commune_code: String,
    #[diesel(sql_type = Text)]
    pub commune_name: String,
}

impl Sellable {
    #[must_use]
    pub fn ship_scope(&self) -> ShipScope {
        match self.scope.as_str() {
            "nationwide" => ShipScope::Nationwide,
            "north" => ShipScope::North,
            _ => ShipScope::Local,
        }
    }

    /// Where it is sold from now.
    #[must_use]
    pub fn source(&self) -> Source {
        match (self.sold_from.as_str(), self.harvest) {
            ("harvest", Some(id)) => Source::Harvest { id, unit_g: self.net_weight_g },
            ("made", _) => Source::Made,
            _ => Source::Stock,
        }
    }

    /// The days on which its harvest leaves the household, when it is sold ahead.
    #[must_use]
    pub fn ships(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.source().harvest()?;
        Some((self.ships_from?, self.ships_to?))
    }

    /// The same pack when so many grams of its harvest are spoken for already.
    #[must_use]
    pub fn with_harvest_left(mut self, grams: i64) -> Self {
        let packs = grams / i64::from(self.net_weight_g.max(1));
        self.available = self.available.min(i32::try_from(packs.max(0)).unwrap_or(i32::MAX));
        self
    }

    /// Whether this many may be bought at once: from the minimum up, in whole steps.
    #[must_use]
    pub const fn sold_in(&self, qty: i32) -> bool {
        let step = if self.qty_step > 0 { self.qty_step } else { 1 };
        qty >= self.min_qty && qty.saturating_sub(self.min_qty) % step == 0
    }

    /// The largest number up to `qty` that may be bought now; 0 when none may.
    #[must_use]
    pub fn most_up_to(&self, qty: i32) -> i32 {
        let reach = qty.min(self.available);
        if !self.on_sale || self.away_until.is_some() || reach < self.min_qty {
            return 0;
        }
        let step = self.qty_step.max(1);
        self.min_qty + (reach - self.min_qty) / step * step
    }
}

/// These packs as they are now, in no order; ids that are no pack are left out.
pub async fn load(conn: &mut Conn, ids: &[PackId]) -> Result<Vec<Sellable>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    Ok(diesel::sql_query(
        "SELECT k.id AS pack, p.id AS product, h.id AS producer, p.slug AS product_slug, \
           p.name_vi AS product_vi, p.name_en AS product_en, k.name_vi AS pack_vi, \
           pack_english(k.name_vi, k.name_en) AS pack_en, \
           k.price, k.net_weight_g, k.weight_band, k.min_qty, k.qty_step, offer.left_n AS available, offer.source AS sold_from, \
           offer.harvest_id AS harvest, offer.ships_from, offer.ships_to, offer.left_g AS harvest_left_g, offer.decide_at, \
           k.make_days, offer.today, \
           p.state = 'on_sale' AND k.withdrawn_at IS NULL AND h.listed AS on_sale, away_until(h.away_from, h.away_to) AS away_until, \
           (SELECT i.hash FROM product_pictures x JOIN pictures i ON i.id = x.picture_id \
             WHERE x.product_id = p.id ORDER BY x.position LIMIT 1) AS picture, \
           p.ship_scope AS scope, p.fragile, p.cold, \
           c.slug AS category_slug, c.name_vi AS category_vi, c.name_en AS category_en, \
           h.slug AS producer_slug, h.name_vi AS producer_vi, h.name_en AS producer_en, \
           h.commune_code, m.name AS commune_name \
         FROM packs k JOIN offers offer ON offer.pack_id = k.id JOIN products p ON p.id = k.product_id JOIN categories c ON c.id = p.category_id \
         JOIN producers h ON h.id = p.producer_id JOIN communes m ON m.code = h.commune_code \
         WHERE k.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .kept()
    .load(conn)
    .await?)
}

/// A pack for tests of what is pure: on sale, ten left, 100.000 ₫ for a kilogram.
#[cfg(test)]
pub(crate) fn sample(pack: i64, producer: i64) -> Sellable {
    let word = |s: &str| s.to_owned();
    Sellable {
        pack: PackId(pack),
        product: ProductId(pack),
        producer: ProducerId(producer),
        product_slug: word("ca-thinh"),
        product_vi: word("Cá thính"),
        product_en: word("Ca thinh"),
        pack_vi: word("Hũ 1 kg"),
        pack_en: word("1 kg jar"),
        price: Money::dong(100_000),
        net_weight_g: 1_000,
        weight_band: None,
        min_qty: 1,
        qty_step: 1,
        available: 10,
        sold_from: word("stock"),
        harvest: None,
        ships_from: None,
        ships_to: None,
        harvest_left_g: None,
        decide_at: None,
        make_days: 0,
        today: NaiveDate::MIN,
        on_sale: true,
        away_until: None,
        picture: None,
        scope: word("nationwide"),
        fragile: false,
        cold: false,
        category_slug: word("ca-thinh"),
        category_vi: word("Cá thính"),
        category_en: word("Fermented fish"),
        producer_slug: word("ba-lua"),
        producer_vi: word("Bà Lụa"),
        producer_en: word("Ba Lua"),
        commune_code: word("08842"),
        commune_name: word("Tiên Lữ"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_sold_from_the_minimum_in_whole_steps_within_stock() {
        let by_two = Sellable { min_qty: 2, qty_step: 2, available: 7, ..sample(1, 1) };
        assert!(by_two.sold_in(2) && by_two.sold_in(6) && !by_two.sold_in(3) && !by_two.sold_in(0));
        assert_eq!(by_two.most_up_to(9_999), 6);
        assert_eq!(by_two.most_up_to(5), 4);
        assert_eq!(by_two.most_up_to(1), 0);
        assert_eq!(Sellable { available: 1, ..by_two.clone() }.most_up_to(4), 0);
        let away = chrono::NaiveDate::MIN;
        assert_eq!(Sellable { away_until: Some(away), ..by_two.clone() }.most_up_to(4), 0);
        assert_eq!(Sellable { on_sale: false, ..by_two }.most_up_to(4), 0);
    }
}
