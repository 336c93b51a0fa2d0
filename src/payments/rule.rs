//! The rules of the market that the office sets: each with its bounds, which SQL holds too, and where its value stands.

use super::settings::MoneySettings;
use crate::kernel::money::Money;

/// What kind of number a rule's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    YesNo,
    Dong,
    Minutes,
    Hours,
    Days,
    Times,
}

impl Measure {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Measure::YesNo => "yes-no",
            Measure::Dong => "dong",
            Measure::Minutes => "minutes",
            Measure::Hours => "hours",
            Measure::Days => "days",
            Measure::Times => "times",
        }
    }
}

/// A rule of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    CodOn,
    TransferOn,
    CardOn,
    ConfirmHours,
    TransferHours,
    CardMinutes,
    CodOrderCap,
    CodPhoneCap,
    CodRefusals,
    SecondLookFrom,
    PayoutDays,
    PayoutMinimum,
    Withholding,
}

/// The most that a cap may be.
const MOST_CAP: i64 = 1_000_000_000;

impl Rule {
    /// In the order in which they are shown.
    pub const ALL: [Rule; 13] = [
        Rule::CodOn,
        Rule::TransferOn,
        Rule::CardOn,
        Rule::ConfirmHours,
        Rule::TransferHours,
        Rule::CardMinutes,
        Rule::CodOrderCap,
        Rule::CodPhoneCap,
        Rule::CodRefusals,
        Rule::SecondLookFrom,
        Rule::PayoutDays,
        Rule::PayoutMinimum,
        Rule::Withholding,
    ];

    /// The word in `rule_changes.name`, and in its address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Rule::CodOn => "cod_on",
            Rule::TransferOn => "transfer_on",
            Rule::CardOn => "card_on",
            Rule::ConfirmHours => "confirm_hours",
            Rule::TransferHours => "transfer_hours",
            Rule::CardMinutes => "card_minutes",
            Rule::CodOrderCap => "cod_order_cap",
            Rule::CodPhoneCap => "cod_phone_cap",
            Rule::CodRefusals => "cod_refusals",
            Rule::SecondLookFrom => "second_look_from",
            Rule::PayoutDays => "payout_days",
            Rule::PayoutMinimum => "payout_minimum",
            Rule::Withholding => "withholding",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Rule::ALL.into_iter().find(|rule| rule.word() == word)
    }

    #[must_use]
    pub const fn measure(self) -> Measure {
        match self {
            Rule::CodOn | Rule::TransferOn | Rule::CardOn | Rule::Withholding => Measure::YesNo,
            Rule::ConfirmHours | Rule::TransferHours => Measure::Hours,
            Rule::CardMinutes => Measure::Minutes,
            Rule::CodOrderCap | Rule::CodPhoneCap | Rule::SecondLookFrom | Rule::PayoutMinimum => Measure::Dong,
            Rule::CodRefusals => Measure::Times,
            Rule::PayoutDays => Measure::Days,
        }
    }

    /// The least and the most it may be.
    #[must_use]
    pub const fn bounds(self) -> (i64, i64) {
        match self {
            Rule::CodOn | Rule::TransferOn | Rule::CardOn | Rule::Withholding => (0, 1),
            Rule::ConfirmHours | Rule::TransferHours => (1, 168),
            Rule::CardMinutes => (31, 1440),
            Rule::CodOrderCap | Rule::CodPhoneCap | Rule::SecondLookFrom => (0, MOST_CAP),
            Rule::CodRefusals => (0, 1000),
            Rule::PayoutDays => (0, 60),
            Rule::PayoutMinimum => (0, 50_000_000),
        }
    }

    /// Whether it says if buyers may pay some way: such a rule holds from now on or not at all, so that it is always known
    /// that another way is left.
    #[must_use]
    pub const fn is_method(self) -> bool {
        matches!(self, Rule::CodOn | Rule::TransferOn | Rule::CardOn)
    }

    /// What holds now. `minutes` is what the environment says of cards.
    #[must_use]
    pub fn of(self, set: &MoneySettings, minutes: u32) -> i64 {
        match self {
            Rule::CodOn => set.cod_on.into(),
            Rule::TransferOn => set.transfer_on.into(),
            Rule::CardOn => set.card_on.into(),
            Rule::ConfirmHours => set.confirm_hours.into(),
            Rule::TransferHours => set.transfer_hours.into(),
            Rule::CardMinutes => set.card_minutes(minutes).into(),
            Rule::CodOrderCap => set.cod_order_cap.amount(),
            Rule::CodPhoneCap => set.cod_phone_cap.amount(),
            Rule::CodRefusals => set.cod_refusals.into(),
            Rule::SecondLookFrom => set.second_look_from.amount(),
            Rule::PayoutDays => set.payout_days.into(),
            Rule::PayoutMinimum => set.payout_minimum.amount(),
            Rule::Withholding => set.withholding.into(),
        }
    }

    /// Puts a value within the bounds into the settings.
    pub fn put(self, set: &mut MoneySettings, value: i64) {
        let number = i32::try_from(value).unwrap_or(i32::MAX);
        match self {
            Rule::CodOn => set.cod_on = value != 0,
            Rule::TransferOn => set.transfer_on = value != 0,
            Rule::CardOn => set.card_on = value != 0,
            Rule::ConfirmHours => set.confirm_hours = number,
            Rule::TransferHours => set.transfer_hours = number,
            Rule::CardMinutes => set.card_minutes = Some(number),
            Rule::CodOrderCap => set.cod_order_cap = Money::dong(value),
            Rule::CodPhoneCap => set.cod_phone_cap = Money::dong(value),
            Rule::CodRefusals => set.cod_refusals = number,
            Rule::SecondLookFrom => set.second_look_from = Money::dong(value),
            Rule::PayoutDays => set.payout_days = number,
            Rule::PayoutMinimum => set.payout_minimum = Money::dong(value),
            Rule::Withholding => set.withholding = value != 0,
        }
    }
}
