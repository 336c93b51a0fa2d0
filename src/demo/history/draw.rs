//! Which orders there were: drawn by numbers that come out the same each time.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};

use super::DAYS;
use super::orders::{Goods, Place};
use super::people;
use crate::kernel::clock::from_vietnam;
use crate::kernel::spoken;

/// Orders a day when the market is as large as it gets, on a usual day.
const USUAL: i64 = 7;
/// Of a thousand parcels, those that a buyer would not take, that were cancelled, that the household could not send; and of
/// those that were delivered and paid by transfer, those of which a piece went back.
const REFUSED: u64 = 21;
const CANCELLED: u64 = 27;
const GIVEN_UP: u64 = 13;
const RETURNED: u64 = 24;

/// The first day of the year by the moon.
const TET: [(i32, u32, u32); 7] =
    [(2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 2)];

/// How a parcel ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Delivered,
    /// Delivered, and a piece of its first line went back.
    Returned,
    Refused,
    Cancelled,
    GivenUp,
}

impl Fate {
    /// The state it ended in.
    pub const fn state(self) -> &'static str {
        match self {
            Fate::Delivered | Fate::Returned => "delivered",
            Fate::Refused => "refused",
            Fate::Cancelled => "cancelled",
            Fate::GivenUp => "unfulfillable",
        }
    }
}

/// One pack of an order.
#[derive(Clone, Debug)]
pub struct Line {
    pub order: i32,
    pub pack: i64,
    pub producer: i64,
    pub qty: i32,
    pub price: i64,
}

#[derive(Clone, Debug)]
pub struct Parcel {
    pub order: i32,
    pub producer: i64,
    pub number: i16,
    pub fee: i64,
    pub fate: Fate,
    /// Minutes from the order to each step of its way.
    pub confirmed: i32,
    pub packed: i32,
    pub handed_over: i32,
    pub ended: i32,
}

#[derive(Clone, Debug)]
pub struct Order {
    pub n: i32,
    pub code: String,
    pub token: String,
    pub placed_at: chrono::DateTime<chrono::Utc>,
    pub name: String,
    pub phone: String,
    pub place: usize,
    pub transfer: bool,
    /// Of the demo's own buyer.
    pub own: bool,
}

#[derive(Debug, Default)]
pub struct Drawn {
    pub orders: Vec<Order>,
    pub parcels: Vec<Parcel>,
    pub lines: Vec<Line>,
    pub places: Vec<Place>,
}

/// Numbers that look drawn: Sebastiano Vigna's splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `n`.
    fn below(&mut self, n: i64) -> i64 {
        let n = u64::try_from(n).unwrap_or(1).max(1);
        i64::try_from(self.next() % n).unwrap_or(0)
    }

    fn small(&mut self, n: i64) -> i32 {
        i32::try_from(self.below(n)).unwrap_or(0)
    }

    fn place(&mut self, n: usize) -> usize {
        usize::try_from(self.below(i64::try_from(n).unwrap_or(1))).unwrap_or(0)
    }

    fn hits(&mut self, permille: u64) -> bool {
        self.next() % 1_000 < permille
    }
}

/// How much is sold on a day beside a usual one, in thousandths: weekends, and the weeks before and after Tết.
fn of_day(day: NaiveDate) -> i64 {
    let week = match day.weekday() {
        Weekday::Sat => 1_300,
        Weekday::Sun => 1_200,
        Weekday::Mon => 820,
        _ => 950,
    };
    let tet = TET.iter().filter_map(|(y, m, d)| NaiveDate::from_ymd_opt(*y, *m, *d));
    let to_tet = tet.map(|first| (first - day).num_days()).find(|days| (-6..=28).contains(days));
    let feast = match to_tet {
        Some(days @ 4..=28) => 1_000 + (29 - days) * 70,
        Some(1..=3) => 1_500,
        Some(_) => 250,
        None => 1_000,
    };
    week * feast / 1_000
}

/// How much of a pack is sold in a month beside others: nothing out of season, most in the middle of it.
fn of_month(goods: &Goods, month: u32) -> i64 {
    let at = |month: u32| goods.season >> ((month + 11) % 12) & 1 == 1;
    if goods.season & 0xFFF == 0xFFF {
        return goods.liked * 6 / 10;
    }
    match (at(month + 11), at(month), at(month + 1)) {
        (_, false, _) => 0,
        (true, true, true) => goods.liked * 16 / 10,
        (false, true, false) => goods.liked,
        _ => goods.liked * 8 / 10,
    }
}

/// A pack that comes up as often as it is sold in this month.
fn pick<'a>(dice: &mut Dice, goods: &'a [Goods], month: u32) -> Option<&'a Goods> {
    let whole: i64 = goods.iter().map(|g| of_month(g, month)).sum();
    let mut left = dice.below(whole.max(1));
    goods.iter().find(|g| {
        left -= of_month(g, month);
        left < 0
    })
}

/// What a pack cost on a day: less in earlier years, and less in the middle of its season, to the thousand.
fn price(goods: &Goods, grown: i64, month: u32) -> i64 {
    let season = if of_month(goods, month) > goods.liked { 95 } else { 100 };
    let exact = goods.price * (880 + grown * 120 / 1_000) / 1_000 * season / 100;
    (exact / 1_000 * 1_000).max(1_000)
}

pub fn orders(goods: &[Goods], places: &[Place], today: NaiveDate) -> Drawn {
    let mut dice = Dice(2_026);
    let mut drawn = Drawn { places: places.to_vec(), ..Drawn::default() };
    let days = i64::try_from(DAYS).unwrap_or(i64::MAX);
    for (nth, day) in (0_i64..).zip((today - Days::new(DAYS)).iter_days().take_while(|day| *day < today)) {
        // From four tenths to all of what is usual.
        let grown = nth * 1_000 / days;
        let expected = USUAL * (400 + grown * 6 / 10) * of_day(day) / 1_000;
        let some = expected * (700 + dice.below(600)) / 1_000;
        let count = some / 1_000 + i64::from(dice.below(1_000) < some % 1_000);
        for _ in 0..count {
            order(&mut dice, &mut drawn, goods, day, grown);
        }
    }
    drawn
}

fn order(dice: &mut Dice, drawn: &mut Drawn, goods: &[Goods], day: NaiveDate, grown: i64) {
    let n = i32::try_from(drawn.orders.len() + 1).unwrap_or(i32::MAX);
    let minute = u32::try_from(6 * 60 + dice.below(16 * 60)).unwrap_or(0);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap_or_default();
    let Some(placed_at) = from_vietnam(day.and_time(time)) else { return };
    let lines = lines(dice, goods, n, day.month(), grown);
    if lines.is_empty() {
        return;
    }
    let buyer = people::buyer(dice.below(90 + grown * 330 / 1_000), dice.below(1_000));
    let mut producers: Vec<i64> = lines.iter().map(|line| line.producer).collect();
    producers.sort_unstable();
    producers.dedup();
    let transfer = dice.hits(420);
    for (number, producer) in (1_i16..).zip(producers) {
        let fate = match dice.next() % 1_000 {
            x if x < CANCELLED => Fate::Cancelled,
            x if x < CANCELLED + GIVEN_UP => Fate::GivenUp,
            x if x < CANCELLED + GIVEN_UP + REFUSED => Fate::Refused,
            _ if transfer && dice.hits(RETURNED) => Fate::Returned,
            _ => Fate::Delivered,
        };
        let confirmed = 20 + dice.small(200);
        let packed = confirmed + 60 + dice.small(300);
        let handed_over = packed + 20 + dice.small(180);
        let ended = match fate {
            Fate::Cancelled => 10 + dice.small(60),
            Fate::GivenUp => confirmed + 30,
            _ => handed_over + 240 + dice.small(1_400),
        };
        let fee = 15_000 + dice.below(5) * 5_000;
        drawn.parcels.push(Parcel { order: n, producer, number, fee, fate, confirmed, packed, handed_over, ended });
    }
    drawn.lines.extend(lines);
    // Six symbols of 29, none twice as long as there are fewer than 29^6 orders.
    let mut values = Vec::new();
    let mut rest = u64::try_from(n).unwrap_or(0).wrapping_mul(7_919).wrapping_add(1_000_003);
    for _ in 0..6 {
        values.push(usize::try_from(rest % 29).unwrap_or(0));
        rest /= 29;
    }
    drawn.orders.push(Order {
        n,
        code: format!("LT{}", spoken::write(&values)),
        token: format!("{:032x}", u128::from(dice.next()) << 32 | u128::from(n.unsigned_abs())),
        placed_at,
        name: buyer.name,
        phone: buyer.phone,
        place: buyer.place % drawn.places.len().max(1),
        transfer,
        own: buyer.own,
    });
}

fn lines(dice: &mut Dice, goods: &[Goods], order: i32, month: u32, grown: i64) -> Vec<Line> {
    let wanted = [1, 1, 1, 2, 2, 3].get(dice.place(6)).copied().unwrap_or(1);
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..wanted {
        let Some(chosen) = pick(dice, goods, month) else { continue };
        if lines.iter().any(|line| line.pack == chosen.pack) {
            continue;
        }
        let most = if chosen.price < 60_000 { 5 } else { 3 };
        let step = chosen.step.max(1);
        let qty = chosen.least.max(step) + step * dice.small(most);
        let price = price(chosen, grown, month);
        lines.push(Line { order, pack: chosen.pack, producer: chosen.producer, qty, price });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goods(pack: i64, season: i32) -> Goods {
        Goods { pack, producer: pack % 3, price: 50_000, season, liked: 100, least: 1, step: 1 }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_same_two_years_come_out_each_time_and_no_code_twice() {
        let goods: Vec<Goods> = (1..=9).map(|n| goods(n, 0xFFF)).collect();
        let places = vec![Place { code: "1".into(), name: "x".into(), province: "y".into() }];
        let draw = || orders(&goods, &places, day("2026-11-23"));
        let (a, b) = (draw(), draw());
        assert!(a.orders.len() > 2_000 && a.orders.len() < 8_000, "{}", a.orders.len());
        let codes = |d: &Drawn| d.orders.iter().map(|o| o.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(&a), codes(&b));
        let mut codes = codes(&a);
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), a.orders.len());
        assert!(a.lines.iter().all(|line| line.qty > 0 && line.price > 0));
    }

    #[test]
    fn nothing_is_sold_out_of_season_and_much_before_tet() {
        let june = goods(1, 1 << 5);
        assert_eq!([5, 6, 7].map(|month| of_month(&june, month)), [0, 100, 0]);
        let winter = goods(1, 1 << 11 | 1 | 1 << 10);
        assert_eq!([11, 12, 1, 2].map(|month| of_month(&winter, month)), [80, 160, 80, 0]);
        assert!(of_day(day("2026-02-12")) > 2 * of_day(day("2026-03-12")));
        assert!(of_day(day("2026-02-18")) < of_day(day("2026-03-18")) / 2);
    }
}
