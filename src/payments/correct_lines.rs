//! What a correction takes off each line: worked out pure, then written down.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::correct::{CorrectError, Cut, Less};
use super::weigh::{self, Weighed};
use crate::catalog::source::Source;
use crate::error::Error;
use crate::kernel::ids::{CorrectionId, HarvestId, OrderLineId, PackId, ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::{correction_lines, packs, products};

/// Nobody puts more than this into a box as a present by mistake.
const MOST_EXTRA: i32 = 99;

/// A line as it was bought, and what was taken off it or went back.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    id: OrderLineId,
    #[diesel(sql_type = BigInt)]
    pack: PackId,
    #[diesel(sql_type = BigInt)]
    price: Money,
    #[diesel(sql_type = Integer)]
    qty: i32,
    #[diesel(sql_type = BigInt)]
    total: Money,
    #[diesel(sql_type = BigInt)]
    discount: Money,
    #[diesel(sql_type = Integer)]
    qty_off: i32,
    #[diesel(sql_type = Integer)]
    swapped: i32,
    #[diesel(sql_type = BigInt)]
    total_off: Money,
    #[diesel(sql_type = BigInt)]
    paid_off: Money,
    /// By refunds that named the line.
    #[diesel(sql_type = BigInt)]
    back: Money,
    /// What comes instead costs so much.
    #[diesel(sql_type = BigInt)]
    instead: Money,
    #[diesel(sql_type = Integer)]
    net_weight_g: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    weight_band: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    final_g: Option<i32>,
    #[diesel(sql_type = Nullable<BigInt>)]
    harvest: Option<HarvestId>,
    #[diesel(sql_type = Bool)]
    made: bool,
}

impl Line {
    /// Pieces that come as they were ordered.
    fn coming(&self) -> i32 {
        self.qty - self.qty_off - self.swapped
    }

    fn left(&self) -> Money {
        self.total - self.total_off
    }

    /// What `qty` of the pieces that come cost.
    fn worth(&self, qty: i32) -> Money {
        if self.swapped == 0 {
            // A piece that weighs less costs less: the last pieces take what is left.
            self.left().part(i64::from(qty), i64::from(self.coming()))
        } else {
            times(self.price, qty).min(self.left())
        }
    }

    /// What is weighed of it, when something is.
    fn weighed(&self) -> Option<Weighed> {
        let coming = self.coming();
        Some(Weighed {
            price: times(self.price, coming),
            costs: (self.left() - self.instead).max(Money::ZERO),
            said_g: i64::from(self.net_weight_g) * i64::from(coming),
            band: self.weight_band.filter(|_| coming > 0)?,
            before_g: self.final_g,
        })
    }

    /// What the buyer pays less when so much more is taken off the line's full price: cumulatively, so that the parts
    /// never come to more or less than the whole.
    fn paid_part(&self, off: Money) -> Money {
        let paid = self.total - self.discount;
        let of = |off: Money| paid.part(off.amount(), self.total.amount());
        (of(self.total_off + off) - of(self.total_off)).min(paid - self.paid_off - self.back).max(Money::ZERO)
    }
}

fn times(price: Money, qty: i32) -> Money {
    Money::dong(price.amount().saturating_mul(i64::from(qty)))
}

/// The lines of a parcel. Under the order's lock, so that they stay so.
pub async fn load(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<Line>, Error> {
    Ok(diesel::sql_query(
        "SELECT l.id, l.pack_id AS pack, l.price, l.qty, l.total, l.discount, l.qty_off, l.swapped, l.total_off, l.paid_off, \
                l.harvest_id AS harvest, l.made_on IS NOT NULL AS made, \
                coalesce(sum(r.amount), 0)::bigint AS back, l.net_weight_g, l.weight_band, l.final_g, \
                coalesce((SELECT sum(c.pack_price * c.swapped) FROM correction_lines c WHERE c.line_id = l.id), 0)::bigint AS instead \
         FROM order_lines l LEFT JOIN refund_lines r ON r.line_id = l.id WHERE l.parcel_id = $1 GROUP BY l.id ORDER BY l.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .load(conn)
    .await?)
}

/// A pack that may come instead of another.
#[derive(Clone, Debug, Queryable)]
pub struct Instead {
    pub pack: PackId,
    pub price: Money,
    product_vi: String,
    product_en: String,
    pack_vi: String,
    pack_en: String,
    on_sale: bool,
}

impl Instead {
    fn name_vi(&self) -> String {
        format!("{}, {}", self.product_vi, self.pack_vi)
    }

    fn name_en(&self) -> String {
        let or = |en: &str, vi: &str| if en.is_empty() { vi.to_owned() } else { en.to_owned() };
        format!("{}, {}", or(&self.product_en, &self.product_vi), or(&self.pack_en, &self.pack_vi))
    }
}

/// The household's packs that are to come instead of others; whether it still sells them is said of each.
pub async fn load_packs(conn: &mut Conn, producer: ProducerId, cuts: &[Cut]) -> Result<Vec<Instead>, Error> {
    let wanted: Vec<PackId> = cuts
        .iter()
        .filter_map(|cut| match cut.less {
            Less::Swap { pack, .. } => Some(pack),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let pack_en = sql::<Text>("pack_english(packs.name_vi, packs.name_en)");
    let on_sale = products::state.eq("on_sale").and(packs::withdrawn_at.is_null());
    Ok(packs::table
        .inner_join(products::table)
        .select((packs::id, packs::price, products::name_vi, products::name_en, packs::name_vi, pack_en, on_sale))
        .filter(packs::id.eq_any(wanted).and(products::producer_id.eq(producer)))
        .load(conn)
        .await?)
}

/// What is written about one line.
#[derive(Clone, Debug)]
pub struct Planned {
    pub line: OrderLineId,
    pub pack: PackId,
    /// Where its pieces were promised from.
    pub source: Source,
    pub qty_off: i32,
    pub swapped: i32,
    pub extra: i32,
    pub instead: Option<Instead>,
    /// What the line was found to weigh.
    pub final_g: Option<i32>,
    pub total_off: Money,
    pub paid_off: Money,
}

impl Planned {
    /// Whether the buyer gets or pays something else than before.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.qty_off + self.swapped + self.extra > 0 || self.total_off > Money::ZERO
    }
}

/// Works out what is taken off each line, in all no more than `most` of the buyer's money.
pub fn plan(lines: &[Line], packs: &[Instead], cuts: &[Cut], most: Money) -> Result<Vec<Planned>, CorrectError> {
    let mut most = most.max(Money::ZERO);
    let mut planned: Vec<Planned> = Vec::new();
    for cut in cuts {
        let line = lines.iter().find(|l| l.id == cut.line).ok_or(CorrectError::NotFound)?;
        if planned.iter().any(|p| p.line == line.id) {
            return Err(CorrectError::NotFound);
        }
        let mut plan = one(line, packs, cut.less)?;
        plan.paid_off = line.paid_part(plan.total_off).min(most);
        most = most - plan.paid_off;
        planned.push(plan);
    }
    if planned.is_empty() { Err(CorrectError::Nothing) } else { Ok(planned) }
}

fn one(line: &Line, packs: &[Instead], less: Less) -> Result<Planned, CorrectError> {
    let nothing = Planned {
        line: line.id,
        pack: line.pack,
        source: Source::of_line(line.harvest, line.made, line.net_weight_g),
        qty_off: 0,
        swapped: 0,
        extra: 0,
        instead: None,
        final_g: None,
        total_off: Money::ZERO,
        paid_off: Money::ZERO,
    };
    let pieces = |qty: i32, left: i32| match qty {
        ..1 => Err(CorrectError::Nothing),
        qty if qty > left => Err(CorrectError::TooMuch { line: line.id, left: i64::from(left) }),
        qty => Ok(qty),
    };
    Ok(match less {
        Less::Pieces(qty) => {
            let qty_off = pieces(qty, line.coming())?;
            Planned { qty_off, total_off: line.worth(qty_off), ..nothing }
        }
        Less::Weight(grams) => {
            let off = weigh::off(line.weighed(), grams);
            let total_off = off.map_err(|why| CorrectError::Weight { line: line.id, why })?;
            Planned { final_g: Some(grams), total_off, ..nothing }
        }
        Less::Amount(amount) if amount <= Money::ZERO => return Err(CorrectError::Nothing),
        Less::Amount(amount) if amount > line.left() => {
            return Err(CorrectError::TooMuch { line: line.id, left: line.left().amount() });
        }
        Less::Amount(total_off) => Planned { total_off, ..nothing },
        Less::Swap { pack, qty } => {
            let swapped = pieces(qty, line.coming())?;
            if pack == line.pack {
                return Err(CorrectError::Same(line.id));
            }
            let other = packs.iter().find(|p| p.pack == pack).ok_or(CorrectError::NotFound)?;
            if !other.on_sale {
                return Err(CorrectError::OutOfStock(line.id));
            }
            if other.price > line.price {
                return Err(CorrectError::Dearer(line.id));
            }
            let total_off = times(line.price - other.price, swapped).min(line.left());
            Planned { swapped, instead: Some(other.clone()), total_off, ..nothing }
        }
        Less::Extra(qty) => Planned { extra: pieces(qty, MOST_EXTRA)?, ..nothing },
    })
}

/// Whether no piece of any line is left to come.
pub fn nothing_comes(lines: &[Line], planned: &[Planned]) -> bool {
    lines.iter().all(|line| {
        let off = planned.iter().find(|p| p.line == line.id).map_or(0, |p| p.qty_off);
        line.qty == line.qty_off + off
    })
}

/// Writes down what a correction takes off; a trigger adds it up on the lines.
pub async fn write(conn: &mut Conn, correction: CorrectionId, planned: &[Planned]) -> Result<(), Error> {
    let rows: Vec<_> = planned
        .iter()
        .map(|p| {
            (
                correction_lines::correction_id.eq(correction),
                correction_lines::line_id.eq(p.line),
                correction_lines::qty_off.eq(p.qty_off),
                correction_lines::swapped.eq(p.swapped),
                correction_lines::extra.eq(p.extra),
                correction_lines::pack_id.eq(p.instead.as_ref().map(|i| i.pack)),
                correction_lines::pack_price.eq(p.instead.as_ref().map(|i| i.price)),
                correction_lines::instead_vi.eq(p.instead.as_ref().map(Instead::name_vi).unwrap_or_default()),
                correction_lines::instead_en.eq(p.instead.as_ref().map(Instead::name_en).unwrap_or_default()),
                correction_lines::final_g.eq(p.final_g),
                correction_lines::total_off.eq(p.total_off),
                correction_lines::paid_off.eq(p.paid_off),
            )
        })
        .collect();
    diesel::insert_into(correction_lines::table).values(rows).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(price: i64, qty: i32, discount: i64) -> Line {
        let total = price * i64::from(qty);
        Line {
            id: OrderLineId(1),
            pack: PackId(1),
            price: Money::dong(price),
            qty,
            total: Money::dong(total),
            discount: Money::dong(discount.min(total)),
            qty_off: 0,
            swapped: 0,
            total_off: Money::ZERO,
            paid_off: Money::ZERO,
            back: Money::ZERO,
            instead: Money::ZERO,
            net_weight_g: 1_000,
            weight_band: Some(10),
            final_g: None,
            harvest: None,
            made: false,
        }
    }

    fn cut(less: Less) -> [Cut; 1] {
        [Cut { line: OrderLineId(1), less }]
    }

    const ALL: Money = Money::dong(i64::MAX);

    #[test]
    fn a_jar_less_takes_its_part_of_the_voucher_with_it() {
        let three = line(98_000, 3, 29_400);
        let planned = plan(&[three], &[], &cut(Less::Pieces(1)), ALL).unwrap();
        assert_eq!((planned[0].total_off, planned[0].paid_off), (Money::dong(98_000), Money::dong(88_200)));
        assert!(!nothing_comes(&[three], &planned));
        let planned = plan(&[three], &[], &cut(Less::Pieces(3)), ALL).unwrap();
        assert_eq!(planned[0].paid_off, Money::dong(264_600));
        assert!(nothing_comes(&[three], &planned));
        assert!(matches!(plan(&[three], &[], &cut(Less::Pieces(4)), ALL), Err(CorrectError::TooMuch { left: 3, .. })));
        assert!(matches!(plan(&[three], &[], &[], ALL), Err(CorrectError::Nothing)));
        let twice = [cut(Less::Pieces(1)), cut(Less::Extra(1))].concat();
        assert!(matches!(plan(&[three], &[], &twice, ALL), Err(CorrectError::NotFound)));
        assert_eq!(plan(&[three], &[], &cut(Less::Pieces(1)), Money::dong(10)).unwrap()[0].paid_off, Money::dong(10));
    }

    proptest! {
        #[test]
        fn cut_by_cut_is_never_more_than_the_line(price in 1_i64..900_000, qty in 1_i32..40, discount in 0_i64..900_000,
            steps in prop::collection::vec((0_u8..4, 1_i32..8, 1_i64..900_000), 1..30)) {
            let mut line = line(price, qty, discount);
            let other = Instead { pack: PackId(2), price: Money::dong(price - price / 3), product_vi: String::new(),
                product_en: String::new(), pack_vi: String::new(), pack_en: String::new(), on_sale: true };
            for (kind, pieces, amount) in steps {
                let less = match kind {
                    0 => Less::Pieces(pieces),
                    1 => Less::Amount(Money::dong(amount)),
                    2 => Less::Weight(line.coming() * (899 + i32::try_from(amount % 120).unwrap())),
                    _ => Less::Swap { pack: PackId(2), qty: pieces },
                };
                let Ok(planned) = plan(&[line], std::slice::from_ref(&other), &cut(less), ALL) else { continue };
                line.qty_off += planned[0].qty_off;
                line.swapped += planned[0].swapped;
                line.total_off = line.total_off + planned[0].total_off;
                line.paid_off = line.paid_off + planned[0].paid_off;
                line.instead = line.instead + times(other.price, planned[0].swapped);
                let gone = planned[0].qty_off + planned[0].swapped > 0;
                line.final_g = if gone { None } else { planned[0].final_g.or(line.final_g) };
                prop_assert!(planned[0].paid_off <= planned[0].total_off);
                prop_assert!(line.coming() >= 0 && line.left() >= Money::ZERO);
                prop_assert!(line.paid_off <= line.total - line.discount);
            }
            if line.swapped == 0 && line.coming() > 0 {
                let planned = plan(&[line], &[], &cut(Less::Pieces(line.coming())), ALL).unwrap();
                prop_assert_eq!(line.total_off + planned[0].total_off, line.total);
                prop_assert_eq!(line.paid_off + planned[0].paid_off, line.total - line.discount);
            }
        }
    }
}
