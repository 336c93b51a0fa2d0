//! A voucher's terms, and what it takes off a cart. Pure: no queries, no clock.

use chrono::{DateTime, Utc};

use crate::kernel::ids::{ProducerId, VoucherId};
use crate::kernel::money::Money;

/// How much it takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    /// So many hundredths of the goods, rounded half up, `most` at the most.
    Percent {
        percent: i32,
        most: Option<Money>,
    },
    Amount(Money),
}

/// Who bears what it takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// The trade office adds it: households earn as if there were no voucher.
    Market,
    /// The household whose goods it is for.
    Producer,
}

impl Bearer {
    pub const ALL: [Bearer; 2] = [Bearer::Market, Bearer::Producer];

    /// The word in the database, in forms and in Fluent keys (`voucher-by-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Bearer::Market => "market",
            Bearer::Producer => "producer",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bearer| bearer.as_str() == word)
    }
}

/// What is agreed. What it takes off stands once somebody has used it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Only this household's goods; `None`: the whole market's.
    pub household: Option<ProducerId>,
    pub off: Off,
    /// The eligible goods must be worth this much.
    pub minimum: Money,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// How often it may be used in all, and by one phone.
    pub total_limit: Option<i32>,
    pub phone_limit: Option<i32>,
    pub borne_by: Bearer,
}

/// A voucher as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    pub id: VoucherId,
    pub terms: Terms,
    pub stopped: bool,
    pub used: i32,
    /// Orders of the buyer's phone that count.
    pub used_by_phone: i64,
}

/// A line of the cart, as far as a voucher cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub producer: ProducerId,
    pub total: Money,
}

/// Why a voucher takes nothing off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No voucher is called so.
    Unknown,
    /// Not before this moment.
    NotYet(DateTime<Utc>),
    /// Its time is over, or the office has stopped it.
    Over,
    /// All its uses are taken.
    UsedUp,
    /// This phone has had its share.
    UsedByPhone,
    /// The eligible goods must be worth `minimum`; `missing` more than they are.
    BelowMinimum { minimum: Money, missing: Money },
    /// Nothing of its household is in the cart.
    NothingOfHousehold,
    /// So few goods that not a whole đồng comes off.
    TooLittle,
}

impl Refusal {
    /// The Fluent key that says it without numbers.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Refusal::Unknown => "voucher-unknown",
            Refusal::NotYet(_) => "voucher-not-yet",
            Refusal::Over => "voucher-over",
            Refusal::UsedUp => "voucher-used-up",
            Refusal::UsedByPhone => "voucher-used-by-phone",
            Refusal::BelowMinimum { .. } => "voucher-below-minimum",
            Refusal::NothingOfHousehold => "voucher-nothing-of-household",
            Refusal::TooLittle => "voucher-too-little",
        }
    }
}

impl Voucher {
    /// Whether it may be used `now` at all, whatever is in the cart.
    pub fn open(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let terms = &self.terms;
        if self.stopped || now >= terms.ends_at {
            return Err(Refusal::Over);
        }
        if now < terms.starts_at {
            return Err(Refusal::NotYet(terms.starts_at));
        }
        if terms.total_limit.is_some_and(|most| self.used >= most) {
            return Err(Refusal::UsedUp);
        }
        if terms.phone_limit.is_some_and(|most| self.used_by_phone >= i64::from(most)) {
            return Err(Refusal::UsedByPhone);
        }
        Ok(())
    }

    /// What it takes off each line, in the order of the lines. Never more than a line costs, and the parts sum to the
    /// whole: an odd đồng goes by largest remainder.
    pub fn discount(&self, lines: &[Line], now: DateTime<Utc>) -> Result<Vec<Money>, Refusal> {
        self.open(now)?;
        self.terms.discount(lines)
    }
}

impl Terms {
    /// What comes off each of these lines, whoever asks and whenever.
    fn discount(&self, lines: &[Line]) -> Result<Vec<Money>, Refusal> {
        let eligible = |line: &Line| self.household.is_none_or(|own| own == line.producer);
        if !lines.iter().any(eligible) {
            return Err(Refusal::NothingOfHousehold);
        }
        let worth = |line: &Line| if eligible(line) { line.total } else { Money::ZERO };
        let weights: Vec<Money> = lines.iter().map(worth).collect();
        let goods: Money = weights.iter().copied().sum();
        if goods < self.minimum {
            return Err(Refusal::BelowMinimum { minimum: self.minimum, missing: self.minimum - goods });
        }
        let off = match self.off {
            Off::Percent { percent, most } => {
                let part = goods.part(i64::from(percent), 100);
                most.map_or(part, |most| part.min(most))
            }
            Off::Amount(amount) => amount,
        };
        let off = off.min(goods);
        if off <= Money::ZERO {
            return Err(Refusal::TooLittle);
        }
        Ok(off.split(&weights))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;

    fn at(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, day, 5, 0, 0).unwrap()
    }

    fn voucher(off: Off) -> Voucher {
        let terms = Terms {
            household: None,
            off,
            minimum: Money::ZERO,
            starts_at: at(10),
            ends_at: at(20),
            total_limit: None,
            phone_limit: None,
            borne_by: Bearer::Market,
        };
        Voucher { id: VoucherId(1), terms, stopped: false, used: 0, used_by_phone: 0 }
    }

    fn percent(percent: i32) -> Voucher {
        voucher(Off::Percent { percent, most: None })
    }

    fn line(producer: i64, total: i64) -> Line {
        Line { producer: ProducerId(producer), total: Money::dong(total) }
    }

    fn taken(voucher: &Voucher, lines: &[Line]) -> Result<Vec<i64>, Refusal> {
        voucher.discount(lines, at(15)).map(|parts| parts.into_iter().map(Money::amount).collect())
    }

    #[test]
    fn ten_percent_thirty_thousand_at_the_most() {
        let mut voucher = voucher(Off::Percent { percent: 10, most: Some(Money::dong(30_000)) });
        assert_eq!(taken(&voucher, &[line(1, 98_000), line(2, 150_000)]), Ok(vec![9_800, 15_000]));
        assert_eq!(taken(&voucher, &[line(1, 100_000), line(2, 500_000)]), Ok(vec![5_000, 25_000]));
        voucher.terms.household = Some(ProducerId(2));
        assert_eq!(taken(&voucher, &[line(1, 98_000), line(2, 150_000)]), Ok(vec![0, 15_000]));
        assert_eq!(taken(&voucher, &[line(1, 98_000)]), Err(Refusal::NothingOfHousehold));
    }

    #[test]
    fn never_more_than_the_goods() {
        let fifty = voucher(Off::Amount(Money::dong(50_000)));
        assert_eq!(taken(&fifty, &[line(1, 20_000), line(2, 10_000)]), Ok(vec![20_000, 10_000]));
        assert_eq!(taken(&percent(100), &[line(1, 20_001)]), Ok(vec![20_001]));
        assert_eq!(taken(&percent(1), &[line(1, 49)]), Err(Refusal::TooLittle));
        assert_eq!(taken(&percent(1), &[line(1, 50)]), Ok(vec![1]), "half up");
    }

    #[test]
    fn each_refusal_says_why() {
        let lines = [line(1, 70_000)];
        let open = percent(10);
        assert_eq!(open.discount(&lines, at(9)), Err(Refusal::NotYet(at(10))));
        assert!(open.discount(&lines, at(10)).is_ok(), "from the first moment");
        assert_eq!(open.discount(&lines, at(20)), Err(Refusal::Over), "the last moment is out");
        assert_eq!(taken(&Voucher { stopped: true, ..open }, &lines), Err(Refusal::Over));
        let terms = Terms { total_limit: Some(3), phone_limit: Some(1), ..open.terms };
        assert_eq!(taken(&Voucher { terms, used: 3, ..open }, &lines), Err(Refusal::UsedUp));
        assert_eq!(taken(&Voucher { terms, used: 2, used_by_phone: 1, ..open }, &lines), Err(Refusal::UsedByPhone));
        assert!(taken(&Voucher { terms, used: 2, ..open }, &lines).is_ok());
        let minimum = Money::dong(100_000);
        let dear = Voucher { terms: Terms { minimum, ..open.terms }, ..open };
        assert_eq!(taken(&dear, &lines), Err(Refusal::BelowMinimum { minimum, missing: Money::dong(30_000) }));
        // What is not eligible does not count towards the minimum.
        let own = Voucher { terms: Terms { household: Some(ProducerId(1)), ..dear.terms }, ..dear };
        let both = [line(1, 70_000), line(2, 900_000)];
        assert_eq!(taken(&own, &both), Err(Refusal::BelowMinimum { minimum, missing: Money::dong(30_000) }));
        assert!(taken(&dear, &both).is_ok());
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_whole_and_no_line_goes_below_nothing(
            rows in prop::collection::vec((1_i64..9, 1_i64..90_000_000), 1..24),
            rate in 1_i32..=100, most in prop::option::of(1_i64..5_000_000), amount in 1_i64..9_000_000,
            by_amount: bool, household in prop::option::of(1_i64..9),
        ) {
            let lines: Vec<Line> = rows.iter().map(|(producer, total)| line(*producer, *total)).collect();
            let off = if by_amount {
                Off::Amount(Money::dong(amount))
            } else {
                Off::Percent { percent: rate, most: most.map(Money::dong) }
            };
            let mut voucher = voucher(off);
            voucher.terms.household = household.map(ProducerId);
            let own = |l: &&Line| household.is_none_or(|h| l.producer.0 == h);
            let goods: i64 = lines.iter().filter(own).map(|l| l.total.amount()).sum();
            let Ok(parts) = taken(&voucher, &lines) else {
                // Half a đồng is rounded up, so only less than that is nothing.
                prop_assert!(goods == 0 || !by_amount && goods * i64::from(rate) < 50);
                return Ok(());
            };
            let half_up = (goods * i64::from(rate) * 2 + 100) / 200;
            let whole = if by_amount { amount } else { most.map_or(half_up, |m| half_up.min(m)) };
            prop_assert_eq!(parts.iter().sum::<i64>(), whole.min(goods));
            for (part, line) in parts.iter().zip(&lines) {
                prop_assert!(*part >= 0 && *part <= line.total.amount());
                prop_assert!(own(&line) || *part == 0, "not of this household");
            }
        }
    }
}
