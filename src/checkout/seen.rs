//! What the buyer had before their eyes: written into the form when the page is made, compared with what is true when
//! the form comes back. It decides nothing but whether the page is shown again; prices are never taken from it.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::kernel::ids::{PackId, ProducerId};
use crate::kernel::money::Money;

/// Quantities and prices by pack, ways and fees by household.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    lines: BTreeMap<PackId, (i32, Money)>,
    fees: BTreeMap<ProducerId, (String, Money)>,
}

/// One difference between what was seen and what is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    Price {
        pack: PackId,
        from: Money,
        to: Money,
    },
    Fewer {
        pack: PackId,
        from: i32,
        to: i32,
    },
    More {
        pack: PackId,
        from: i32,
        to: i32,
    },
    Gone {
        pack: PackId,
    },
    Added {
        pack: PackId,
    },
    Fee {
        producer: ProducerId,
        from: Money,
        to: Money,
    },
    /// The way that was chosen is not offered any more, or was not known yet.
    Way {
        producer: ProducerId,
    },
}

impl Seen {
    /// What a page with this draft shows.
    #[must_use]
    pub fn of(draft: &Draft) -> Self {
        let lines = draft.parcels.iter().flat_map(|p| p.group.sellable());
        Seen {
            lines: lines.map(|l| (l.pack.pack, (l.qty, l.pack.price))).collect(),
            fees: draft
                .parcels
                .iter()
                .filter_map(|p| p.choice().map(|o| (p.group.producer, (o.key(), o.fee))))
                .collect(),
        }
    }

    /// Reads the hidden field. What is not readable was not seen.
    #[must_use]
    pub fn parse(field: &str) -> Self {
        let mut seen = Seen::default();
        for part in field.split(',') {
            if let Some((pack, rest)) = part.split_once('x')
                && let Some((qty, price)) = rest.split_once('@')
                && let (Ok(pack), Ok(qty), Ok(price)) = (pack.parse(), qty.parse(), price.parse())
            {
                seen.lines.insert(PackId(pack), (qty, Money::dong(price)));
            } else if let Some((producer, rest)) = part.split_once('=')
                && let Some((way, fee)) = rest.split_once('@')
                && let (Ok(producer), Ok(fee)) = (producer.parse(), fee.parse())
            {
                seen.fees.insert(ProducerId(producer), (way.to_owned(), Money::dong(fee)));
            }
        }
        seen
    }

    /// The hidden field.
    #[must_use]
    pub fn write(&self) -> String {
        let lines = self.lines.iter().map(|(pack, (qty, price))| format!("{pack}x{qty}@{}", price.amount()));
        let fees = self.fees.iter().map(|(producer, (way, fee))| format!("{producer}={way}@{}", fee.amount()));
        lines.chain(fees).collect::<Vec<_>>().join(",")
    }

    /// What is different `now`. A way the buyer chose on the page itself is no difference unless its fee is.
    #[must_use]
    pub fn differences(&self, now: &Seen) -> Vec<Difference> {
        let mut found = Vec::new();
        for (pack, (qty, price)) in &self.lines {
            match now.lines.get(pack) {
                None => found.push(Difference::Gone { pack: *pack }),
                Some((now_qty, now_price)) => {
                    if price != now_price {
                        found.push(Difference::Price { pack: *pack, from: *price, to: *now_price });
                    }
                    if now_qty < qty {
                        found.push(Difference::Fewer { pack: *pack, from: *qty, to: *now_qty });
                    } else if now_qty > qty {
                        found.push(Difference::More { pack: *pack, from: *qty, to: *now_qty });
                    }
                }
            }
        }
        found.extend(
            now.lines
                .keys()
                .filter(|pack| !self.lines.contains_key(pack))
                .map(|pack| Difference::Added { pack: *pack }),
        );
        for (producer, (way, fee)) in &now.fees {
            match self.fees.get(producer) {
                Some((seen_way, seen)) if seen_way == way && seen == fee => {}
                Some((seen_way, seen)) if seen_way == way => {
                    found.push(Difference::Fee { producer: *producer, from: *seen, to: *fee });
                }
                _ => found.push(Difference::Way { producer: *producer }),
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hidden_field_reads_back_as_it_was_written() {
        let seen = Seen::parse("12x2@35000,3x1@98000,7=pickup-4@0,9=carrier@45000");
        assert_eq!(Seen::parse(&seen.write()), seen);
        assert_eq!((seen.lines.len(), seen.fees.len()), (2, 2));
        assert_eq!(Seen::parse("x@,=@,99999999999999999999x1@1,,1x2"), Seen::default());
    }

    #[test]
    fn every_difference_is_found() {
        let seen = Seen::parse("1x2@100,2x3@100,3x1@100,5x1@100,7=carrier@10,8=carrier@10,9=carrier@10");
        let now = Seen::parse("1x2@100,2x1@100,3x1@120,4x1@100,7=carrier@10,8=carrier@15,9=pickup-1@0");
        let pack = PackId;
        assert_eq!(
            seen.differences(&now),
            [
                Difference::Fewer { pack: pack(2), from: 3, to: 1 },
                Difference::Price { pack: pack(3), from: Money::dong(100), to: Money::dong(120) },
                Difference::Gone { pack: pack(5) },
                Difference::Added { pack: pack(4) },
                Difference::Fee { producer: ProducerId(8), from: Money::dong(10), to: Money::dong(15) },
                Difference::Way { producer: ProducerId(9) },
            ]
        );
        assert_eq!(now.differences(&now), []);
    }
}
