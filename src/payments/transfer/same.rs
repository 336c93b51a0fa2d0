//! Whether two tell of one transfer, pure: the books have it once, whoever tells of it.
//!
//! One source tells of each transfer once, so what it tells next is another one, however alike: a buyer may pay the same sum
//! twice in a day. What another source tells is the same when it gives the bank's number of it; or when it names the same
//! order, and no other, with the same sum on the same day, whatever number it gives; or, where one of the two gives none, when
//! the words are the same. Each uploaded statement is a source of its own, and a line that was told once is known by itself.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::kinds::Source;
use super::told::Told;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::{StatementId, TransferId};
use crate::kernel::money::Money;
use crate::kernel::text::fold;

/// Who told of a transfer, and by which number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// See [`Source::as_str`].
    pub source: String,
    pub statement: Option<StatementId>,
    pub reference: Option<String>,
}

/// A transfer that is in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub id: TransferId,
    pub amount: Money,
    /// Its content, folded.
    pub words: String,
    /// The codes of orders in its content.
    pub codes: Vec<String>,
    pub came_at: DateTime<Utc>,
    /// A clerk's word that was set aside and that no bank has told of: it may never have come.
    pub doubted: bool,
    pub tellings: Vec<Telling>,
}

/// By what two are one, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Like {
    Number,
    Order,
    Words,
}

/// All that a line of a statement says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Said {
    statement: Option<StatementId>,
    sum: i64,
    at: DateTime<Utc>,
    words: String,
    codes: Vec<String>,
    reference: Option<String>,
}

/// What the books have that may be what is told.
#[derive(Debug, Default)]
pub struct Book {
    seen: Vec<Seen>,
    by_id: HashMap<TransferId, usize>,
    by_number: HashMap<String, Vec<usize>>,
    /// By sum, code or words, and day: on another day neither makes two one.
    by_order: HashMap<(i64, String, NaiveDate), Vec<usize>>,
    by_words: HashMap<(i64, String, NaiveDate), Vec<usize>>,
    /// What lines that say the very same may be, the surest first. It is found once for all of them, and each takes the next:
    /// there may be thousands, and a transfer that a statement has told of is no other line of it.
    alike: HashMap<Said, VecDeque<usize>>,
}

impl Book {
    #[must_use]
    pub fn of(seen: Vec<Seen>) -> Self {
        let mut book = Book::default();
        for (at, one) in seen.iter().enumerate() {
            let (sum, day) = (one.amount.amount(), day(one.came_at));
            book.by_id.insert(one.id, at);
            for number in one.tellings.iter().filter_map(|telling| telling.reference.clone()) {
                book.by_number.entry(number).or_default().push(at);
            }
            if let [code] = one.codes.as_slice() {
                book.by_order.entry((sum, code.clone(), day)).or_default().push(at);
            }
            book.by_words.entry((sum, one.words.clone(), day)).or_default().push(at);
        }
        book.seen = seen;
        book
    }

    /// The transfer that this is, if it is there; this source has told of it from now on. `codes` are the orders' in its content.
    pub fn find(&mut self, told: &Told, codes: &[String]) -> Option<TransferId> {
        let words = fold(&told.content);
        let at = if told.source == Source::Statement {
            self.next(told, codes, words)?
        } else {
            *self.candidates(told, codes, &words).first()?
        };
        let id = self.seen.get(at)?.id;
        self.tell(id, told);
        Some(id)
    }

    /// Of what lines that say this may be, what none of them has taken yet.
    fn next(&mut self, told: &Told, codes: &[String], words: String) -> Option<usize> {
        let said = Said {
            statement: told.statement,
            sum: told.amount.amount(),
            at: told.at,
            words,
            codes: codes.to_vec(),
            reference: told.bank_reference.clone(),
        };
        let mut left = match self.alike.remove(&said) {
            Some(left) => left,
            None => self.candidates(told, codes, &said.words).into(),
        };
        let mut next = None;
        while next.is_none()
            && let Some(at) = left.pop_front()
        {
            // Another line of the statement, which says it in other words, may have taken it.
            let free = self.seen.get(at).is_some_and(|seen| like(told, codes, &said.words, seen).is_some());
            next = free.then_some(at);
        }
        self.alike.insert(said, left);
        next
    }

    /// The places of what this may be, the surest first.
    fn candidates(&self, told: &Told, codes: &[String], words: &str) -> Vec<usize> {
        let (sum, day) = (told.amount.amount(), day(told.at));
        let by_number = told.bank_reference.as_ref().and_then(|number| self.by_number.get(number));
        let by_order = if let [code] = codes { self.by_order.get(&(sum, code.clone(), day)) } else { None };
        let by_words = self.by_words.get(&(sum, words.to_owned(), day));
        let places = [by_number, by_order, by_words].into_iter().flatten().flatten();
        let mut found: Vec<(Like, bool, TransferId, usize)> = places
            .filter_map(|at| {
                let seen = self.seen.get(*at)?;
                Some((like(told, codes, words, seen)?, seen.doubted, seen.id, *at))
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(.., at)| at).collect()
    }

    /// This source has told of that transfer, so what it tells next is another one.
    pub fn tell(&mut self, id: TransferId, told: &Told) {
        let telling = Telling {
            source: told.source.as_str().to_owned(),
            statement: told.statement,
            reference: told.bank_reference.clone(),
        };
        if let Some(seen) = self.by_id.get(&id).and_then(|at| self.seen.get_mut(*at)) {
            seen.tellings.push(telling);
        }
    }
}

fn like(told: &Told, codes: &[String], words: &str, seen: &Seen) -> Option<Like> {
    #[cfg(test)]
    tests::LOOKED.set(tests::LOOKED.get() + 1);
    let apart = !codes.is_empty() && !seen.codes.is_empty() && codes != seen.codes.as_slice();
    if seen.amount != told.amount || apart {
        return None;
    }
    let numbered = |telling: &Telling| told.bank_reference.is_some() && telling.reference == told.bank_reference;
    let own = |telling: &Telling| telling.source == told.source.as_str() && telling.statement == told.statement;
    let listed = told.source == Source::Statement;
    if seen.tellings.iter().any(own) {
        let again = !listed && seen.tellings.iter().any(|telling| own(telling) && numbered(telling));
        return again.then_some(Like::Number);
    }
    let same_day = day(told.at) == day(seen.came_at);
    let same_order = codes.len() == 1 && codes == seen.codes.as_slice();
    let same_words = words == seen.words;
    // Another statement of this account.
    let lists = listed && seen.tellings.iter().any(|telling| telling.source == Source::Statement.as_str());
    // What a bank prints for a number may be the kind of the movement, the same in many lines.
    if seen.tellings.iter().any(numbered) && (!lists || same_day && (same_order || same_words)) {
        return Some(Like::Number);
    }
    let bare = told.bank_reference.is_none() || seen.tellings.iter().all(|telling| telling.reference.is_none());
    // Two statements write one line in two ways where one of them prints days only.
    let other_ways = bare && whole_day(told.at) != whole_day(seen.came_at);
    if !same_day || lists && !other_ways {
        return None;
    }
    if same_order {
        return Some(Like::Order);
    }
    (bare && same_words).then_some(Like::Words)
}

/// The day in Vietnam.
fn day(at: DateTime<Utc>) -> NaiveDate {
    in_vietnam(at).date_naive()
}

/// Whether it is midnight in Vietnam, which a bank prints that knows the day only.
fn whole_day(at: DateTime<Utc>) -> bool {
    in_vietnam(at).time() == NaiveTime::MIN
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use chrono::{Duration, TimeZone as _};

    use super::*;
    use crate::kernel::ids::BankAccountId;
    use crate::payments::notices::Provider;
    use crate::payments::transfer::told::To;

    thread_local! {
        /// How often one was held against another.
        pub(super) static LOOKED: Cell<usize> = const { Cell::new(0) };
    }

    const SEPAY: Source = Source::Notice(Provider::Sepay);
    const CASSO: Source = Source::Notice(Provider::Casso);

    fn midnight() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 17, 0, 0).unwrap()
    }

    fn noon() -> DateTime<Utc> {
        midnight() + Duration::hours(12)
    }

    fn told(source: Source, reference: Option<&str>, at: DateTime<Utc>) -> Told {
        Told {
            source,
            external_id: String::new(),
            statement: None,
            to: To::Account(BankAccountId(1)),
            amount: Money::dong(113_000),
            content: "REM LT2345678 ck".to_owned(),
            bank_reference: reference.map(str::to_owned),
            payer_name: None,
            payer_account: None,
            payer_bank: None,
            at,
            by: None,
        }
    }

    fn line(statement: i64, reference: Option<&str>, at: DateTime<Utc>) -> Told {
        Told { statement: Some(StatementId(statement)), ..told(Source::Statement, reference, at) }
    }

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    /// The books after the first was told, with these codes in its content.
    fn book(first: &Told, named: &[&str]) -> Book {
        let telling = Telling {
            source: first.source.as_str().to_owned(),
            statement: first.statement,
            reference: first.bank_reference.clone(),
        };
        Book::of(vec![Seen {
            id: TransferId(7),
            amount: first.amount,
            words: fold(&first.content),
            codes: codes(named),
            came_at: first.at,
            doubted: false,
            tellings: vec![telling],
        }])
    }

    /// Whether the second is the first, both with the code of one order in their contents.
    fn one(first: &Told, second: &Told) -> bool {
        let second = Told { content: "LT2345678".to_owned(), ..second.clone() };
        book(first, &["LT2345678"]).find(&second, &codes(&["LT2345678"])).is_some()
    }

    #[test]
    fn another_source_tells_of_the_same_and_the_same_source_of_another() {
        let first = told(SEPAY, Some("FT1"), noon());
        assert!(one(&first, &told(CASSO, Some("771234"), noon() + Duration::hours(1))));
        assert!(one(&first, &line(1, None, midnight())));
        assert!(one(&line(1, None, midnight()), &first));
        assert!(!one(&first, &told(SEPAY, Some("FT2"), noon())), "paid twice in a day");
        assert!(one(&first, &told(SEPAY, Some("FT1"), noon())), "one number");
        assert!(!one(&first, &line(1, None, midnight() + Duration::days(1))), "another day");
        assert!(one(&first, &told(Source::Clerk, None, noon())));
        assert!(one(&first, &told(Source::Clerk, Some("778899"), noon())));
        let other = Told { amount: Money::dong(113_001), ..told(CASSO, Some("FT1"), noon()) };
        assert!(!one(&first, &other), "another sum");
    }

    #[test]
    fn each_is_told_of_once_by_a_source() {
        let mut books = book(&told(SEPAY, Some("FT1"), noon()), &["LT2345678"]);
        let code = codes(&["LT2345678"]);
        assert_eq!(books.find(&line(1, None, midnight()), &code), Some(TransferId(7)));
        assert_eq!(books.find(&line(1, None, midnight()), &code), None, "the second line is a second transfer");
    }

    #[test]
    fn a_number_of_the_banks_goes_before_all_else() {
        let seen = |id, reference: &str| Seen {
            id: TransferId(id),
            tellings: vec![Telling {
                source: "sepay".to_owned(),
                statement: None,
                reference: Some(reference.to_owned()),
            }],
            ..book(&told(SEPAY, None, noon()), &["LT2345678"]).seen.remove(0)
        };
        let mut books = Book::of(vec![seen(1, "FT1"), seen(2, "FT2")]);
        let code = codes(&["LT2345678"]);
        assert_eq!(books.find(&told(CASSO, Some("FT2"), noon()), &code), Some(TransferId(2)));
        assert_eq!(books.find(&told(CASSO, Some("FT1"), noon()), &[]), Some(TransferId(1)), "without its code too");
        let mut other = book(&told(SEPAY, Some("FT1"), noon()), &["LT2345678"]);
        let named = codes(&["LT2345679"]);
        assert_eq!(other.find(&told(CASSO, Some("FT1"), noon()), &named), None, "a number that names the kind");
    }

    #[test]
    fn a_word_that_was_set_aside_is_the_last_that_it_may_be() {
        let seen = |id, doubted| Seen {
            id: TransferId(id),
            doubted,
            ..book(&told(Source::Clerk, None, noon()), &["LT2345678"]).seen.remove(0)
        };
        let code = codes(&["LT2345678"]);
        let mut books = Book::of(vec![seen(1, true), seen(2, false)]);
        assert_eq!(books.find(&told(SEPAY, Some("FT1"), noon()), &code), Some(TransferId(2)));
        assert_eq!(books.find(&told(SEPAY, Some("FT2"), noon()), &code), Some(TransferId(1)));
    }

    #[test]
    fn two_statements_are_one_where_one_prints_days_only() {
        let timed = line(1, None, noon());
        assert!(one(&timed, &line(2, None, midnight())));
        assert!(one(&line(1, None, midnight()), &line(2, None, noon())));
        assert!(!one(&timed, &line(2, None, noon() + Duration::hours(1))), "another hour is another transfer");
        assert!(!one(&line(1, Some("FT1"), noon()), &line(2, Some("FT2"), midnight())), "so is another number");
        assert!(one(&line(1, Some("FT1"), noon()), &line(2, Some("FT1"), noon() + Duration::hours(1))));
        assert!(
            !one(&line(1, Some("FT1"), noon()), &line(1, Some("FT1"), noon())),
            "in one statement each line counts"
        );
    }

    #[test]
    fn without_a_code_and_a_number_the_words_tell() {
        let same = |first: &Told, second: &Told| book(first, &[]).find(second, &[]).is_some();
        let first = told(SEPAY, Some("FT1"), noon());
        assert!(same(&first, &line(1, None, midnight())));
        assert!(same(&line(1, None, midnight()), &first));
        assert!(!same(&first, &told(CASSO, Some("FT2"), noon())), "two numbers, and no order says that they are one");
        assert!(!same(&first, &Told { content: "khac".to_owned(), ..line(1, None, midnight()) }));
    }

    #[test]
    fn five_thousand_lines_that_say_the_same_are_each_looked_at_twice() {
        const LINES: i64 = 5_000;
        let seen = |id| Seen { id: TransferId(id), ..book(&line(1, None, noon()), &[]).seen.remove(0) };
        let mut books = Book::of((1..=LINES).map(seen).collect());
        let looked = |books: &mut Book, told: &Told| {
            let before = LOOKED.get();
            let found: Vec<i64> = (0..LINES).filter_map(|_| books.find(told, &[])).map(|id| id.0).collect();
            (found, LOOKED.get() - before)
        };
        let most = usize::try_from(2 * LINES).unwrap();
        let (found, times) = looked(&mut books, &line(2, None, noon() + Duration::hours(1)));
        assert!(found.is_empty() && times <= most, "another hour: {times}");
        let (found, times) = looked(&mut books, &line(2, None, midnight()));
        assert_eq!(found, (1..=LINES).collect::<Vec<_>>(), "each takes the next");
        assert!(times <= most, "{times}");
        let (found, times) = looked(&mut books, &line(2, None, midnight()));
        assert!(found.is_empty() && times <= most, "{times}");
        let (found, _) = looked(&mut books, &line(3, None, midnight()));
        assert_eq!(found.len(), 5_000, "another statement tells of all of them again");
    }

    #[test]
    fn what_one_line_has_taken_is_no_other_line_in_other_words() {
        let first = line(1, None, noon());
        let mut books = book(&first, &["LT2345678"]);
        let code = codes(&["LT2345678"]);
        let other = Told { content: "LT2345678".to_owned(), ..line(2, None, midnight()) };
        assert_eq!(books.find(&other, &code), Some(TransferId(7)));
        assert_eq!(books.find(&line(2, None, midnight()), &code), None);
    }
}
