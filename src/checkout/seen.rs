//! What the buyer had before their eyes: written into the form when the page is made, compared with what is true when
//! the form comes back. It decides nothing but whether the page is shown again; prices are never taken from it.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::cart::view::ViewLine;
use crate::delivery::quote::DeliveryOption;
use crate::kernel::ids::{PackId, ProducerId};
use crate::kernel::money::Money;

/// Packs with how many, what they cost and by how much they may weigh less, ways with their fees and days by household, and
/// what a voucher takes off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    lines: BTreeMap<PackId, SeenLine>,
    ways: BTreeMap<ProducerId, SeenWay>,
    /// The voucher's code and the sum.
    discount: Option<(String, Money)>,
}

/// A line of the cart, as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SeenLine {
    qty: i32,
    price: Money,
    /// By so many per cent it may weigh less, and costs less then; `None` for a price that stands.
    band: Option<i32>,
}

/// The way a parcel comes, as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SeenWay {
    key: String,
    fee: Money,
    /// `20261125-20261126`
    days: String,
}

/// One difference between what was seen and what is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    Price {
        pack: PackId,
        from: Money,
        to: Money,
    },
    /// By so many per cent may it weigh less; `None`: its price is the one that stands there.
    Band {
        pack: PackId,
        to: Option<i32>,
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
    /// It comes on other days: midnight went by, or the household changed its round.
    Days {
        producer: ProducerId,
    },
    /// The way that was chosen is not offered any more, or was not known yet.
    Way {
        producer: ProducerId,
    },
    /// A voucher takes off something else, or nothing any more.
    Discount {
        from: Money,
        to: Money,
    },
    /// Another voucher takes off the same.
    Voucher,
}

impl SeenLine {
    fn of(line: &ViewLine) -> Self {
        SeenLine { qty: line.qty, price: line.pack.price, band: line.pack.weight_band }
    }

    /// `2@35000`, or `2@35000~10` for what is sold by final weight.
    fn parse(text: &str) -> Option<Self> {
        let (qty, price) = text.split_once('@')?;
        let (price, band) = match price.split_once('~') {
            Some((price, band)) => (price, Some(band.parse().ok()?)),
            None => (price, None),
        };
        Some(SeenLine { qty: qty.parse().ok()?, price: Money::dong(price.parse().ok()?), band })
    }

    fn write(&self, pack: PackId) -> String {
        let band = self.band.map(|band| format!("~{band}")).unwrap_or_default();
        format!("{pack}x{}@{}{band}", self.qty, self.price.amount())
    }
}

impl SeenWay {
    fn of(option: &DeliveryOption) -> Self {
        let days = format!("{}-{}", option.from.format("%Y%m%d"), option.to.format("%Y%m%d"));
        SeenWay { key: option.key(), fee: option.fee, days }
    }
}

impl Seen {
    /// What a page with this draft shows.
    #[must_use]
    pub fn of(draft: &Draft) -> Self {
        let lines = draft.parcels.iter().flat_map(|p| p.group.sellable());
        Seen {
            lines: lines.map(|l| (l.pack.pack, SeenLine::of(l))).collect(),
            ways: draft.parcels.iter().filter_map(|p| Some((p.group.producer, SeenWay::of(p.choice()?)))).collect(),
            discount: draft.voucher.as_ref().map(|v| (v.code.as_str().to_owned(), draft.discount())),
        }
    }

    /// The code of the voucher that took something off.
    #[must_use]
    pub fn voucher(&self) -> Option<&str> {
        self.discount.as_ref().map(|(code, _)| code.as_str())
    }

    /// Reads the hidden field. What is not readable was not seen.
    #[must_use]
    pub fn parse(field: &str) -> Self {
        let mut seen = Seen::default();
        for part in field.split(',') {
            if let Some((pack, rest)) = part.split_once('x')
                && let (Ok(pack), Some(line)) = (pack.parse(), SeenLine::parse(rest))
            {
                seen.lines.insert(PackId(pack), line);
            } else if let Some((producer, rest)) = part.split_once('=')
                && let Some((key, rest)) = rest.split_once('@')
                && let Some((fee, days)) = rest.split_once('@')
                && let (Ok(producer), Ok(fee)) = (producer.parse(), fee.parse())
            {
                let way = SeenWay { key: key.to_owned(), fee: Money::dong(fee), days: days.to_owned() };
                seen.ways.insert(ProducerId(producer), way);
            } else if let Some(rest) = part.strip_prefix('-')
                && let Some((code, amount)) = rest.split_once('@')
                && let Ok(amount) = amount.parse()
            {
                seen.discount = Some((code.to_owned(), Money::dong(amount)));
            }
        }
        seen
    }

    /// The hidden field.
    #[must_use]
    pub fn write(&self) -> String {
        let lines = self.lines.iter().map(|(pack, line)| line.write(*pack));
        let ways = self.ways.iter().map(|(id, way)| format!("{id}={}@{}@{}", way.key, way.fee.amount(), way.days));
        let discount = self.discount.iter().map(|(code, amount)| format!("-{code}@{}", amount.amount()));
        lines.chain(ways).chain(discount).collect::<Vec<_>>().join(",")
    }

    /// What is different `now`.
    #[must_use]
    pub fn differences(&self, now: &Seen) -> Vec<Difference> {
        let mut found = Vec::new();
        for (&pack, was) in &self.lines {
            let Some(is) = now.lines.get(&pack) else {
                found.push(Difference::Gone { pack });
                continue;
            };
            if was.price != is.price {
                found.push(Difference::Price { pack, from: was.price, to: is.price });
            }
            if was.band != is.band {
                found.push(Difference::Band { pack, to: is.band });
            }
            if is.qty < was.qty {
                found.push(Difference::Fewer { pack, from: was.qty, to: is.qty });
            } else if is.qty > was.qty {
                found.push(Difference::More { pack, from: was.qty, to: is.qty });
            }
        }
        found.extend(
            now.lines
                .keys()
                .filter(|pack| !self.lines.contains_key(pack))
                .map(|pack| Difference::Added { pack: *pack }),
        );
        for (producer, way) in &now.ways {
            match self.ways.get(producer) {
                Some(seen) if seen.key == way.key => {
                    if seen.fee != way.fee {
                        found.push(Difference::Fee { producer: *producer, from: seen.fee, to: way.fee });
                    }
                    if seen.days != way.days {
                        found.push(Difference::Days { producer: *producer });
                    }
                }
                _ => found.push(Difference::Way { producer: *producer }),
            }
        }
        if self.discount != now.discount {
            let off = |seen: &Seen| seen.discount.as_ref().map_or(Money::ZERO, |(_, amount)| *amount);
            let (from, to) = (off(self), off(now));
            found.push(if from == to { Difference::Voucher } else { Difference::Discount { from, to } });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hidden_field_reads_back_as_it_was_written() {
        let seen = Seen::parse(
            "12x2@35000,3x1@98000~10,7=pickup-4@0@20261125-20261127,9=carrier@45000@20261125-20261126,-TET10@30000",
        );
        assert_eq!(Seen::parse(&seen.write()), seen);
        assert_eq!((seen.lines.len(), seen.ways.len(), seen.voucher()), (2, 2, Some("TET10")));
        assert_eq!(
            Seen::parse("x@,=@,=@@,7=carrier@1,99999999999999999999x1@1,,1x2,1x2@3~,1x2@3~z,-,-A,-A@b"),
            Seen::default()
        );
    }

    #[test]
    fn every_difference_is_found() {
        let seen = Seen::parse(
            "1x2@100,2x3@100,3x1@100,5x1@100,6x1@100~10,8x1@100,9x1@100~10,7=carrier@10@a,8=carrier@10@a,9=carrier@10@a",
        );
        let now = Seen::parse(
            "1x2@100,2x1@100,3x1@120,4x1@100,6x1@100,8x1@100~5,9x1@100~10,7=carrier@10@b,8=carrier@15@a,9=pickup-1@0@a",
        );
        let pack = PackId;
        assert_eq!(
            seen.differences(&now),
            [
                Difference::Fewer { pack: pack(2), from: 3, to: 1 },
                Difference::Price { pack: pack(3), from: Money::dong(100), to: Money::dong(120) },
                Difference::Gone { pack: pack(5) },
                Difference::Band { pack: pack(6), to: None },
                Difference::Band { pack: pack(8), to: Some(5) },
                Difference::Added { pack: pack(4) },
                Difference::Days { producer: ProducerId(7) },
                Difference::Fee { producer: ProducerId(8), from: Money::dong(10), to: Money::dong(15) },
                Difference::Way { producer: ProducerId(9) },
            ]
        );
        assert_eq!(now.differences(&now), []);
        let off = |field: &str| Seen::parse(field).differences(&Seen::parse("-TET10@30000"));
        let to = Money::dong(30_000);
        assert_eq!(off(""), [Difference::Discount { from: Money::ZERO, to }]);
        assert_eq!(off("-TET10@20000"), [Difference::Discount { from: Money::dong(20_000), to }]);
        assert_eq!(off("-TET20@30000"), [Difference::Voucher]);
        assert_eq!(off("-TET10@30000"), []);
    }
}
