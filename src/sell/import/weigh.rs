//! What would become of a row: pure, and the same for the page that foretells it and the job that does it.

use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::row::{Fault, Ready, Row};
use super::shelf::{Item, Known, Place, Said, Shelf, Told};
use crate::catalog::pack;
use crate::catalog::revision::begin::MOST_BEGUN;
use crate::catalog::revision::content::MOST_PACKS;
use crate::catalog::revision::defaults;
use crate::catalog::revision::phrases;
use crate::kernel::ids::CategoryId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::text::{fold, tidy, tidy_lines};
use crate::kernel::weight;
use crate::sell::products::fields;

/// Asks whether it is thousands or đồng.
pub const PRICE_LOW: &str = "import-price-low";

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Something in it has to be mended.
    Wrong,
    /// A new product, as a draft.
    Begun,
    /// Another pack of a product.
    Added,
    Changed,
    /// Everything is so already.
    Same,
    /// Its pack was given up by the household; a table does not bring it back.
    Withdrawn,
    /// The office has what it would have to be written in.
    Waiting,
    TooManyDrafts,
    TooManyPacks,
    /// Somebody bought or changed it after the household looked.
    Moved,
}

impl Fate {
    pub const ALL: [Fate; 10] = [
        Fate::Wrong,
        Fate::Begun,
        Fate::Added,
        Fate::Changed,
        Fate::Same,
        Fate::Withdrawn,
        Fate::Waiting,
        Fate::TooManyDrafts,
        Fate::TooManyPacks,
        Fate::Moved,
    ];

    /// The word in SQL and at the end of Fluent keys (`import-will-…`, `import-did-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Fate::Wrong => "wrong",
            Fate::Begun => "begun",
            Fate::Added => "added",
            Fate::Changed => "changed",
            Fate::Same => "same",
            Fate::Withdrawn => "withdrawn",
            Fate::Waiting => "waiting",
            Fate::TooManyDrafts => "too-many-drafts",
            Fate::TooManyPacks => "too-many-packs",
            Fate::Moved => "moved",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == word)
    }

    /// Whether something of the row is written.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Fate::Begun | Fate::Added | Fate::Changed)
    }
}

/// New words about goods on sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// For the office.
    Sent,
    /// Written into a draft that was open, or lacks something.
    Kept,
    /// Not taken: others wait at the office.
    Waits,
}

impl Words {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Words::Sent => "sent",
            Words::Kept => "kept",
            Words::Waits => "waits",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Words::Sent, Words::Kept, Words::Waits].into_iter().find(|words| words.as_str() == word)
    }
}

/// One field, from what to what, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub column: Column,
    pub from: String,
    pub to: String,
}

/// What a row asks for, where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub code: String,
    pub said: Said,
    pub pack: String,
    pub weight_g: i32,
    pub price: Money,
    /// It is in đồng, however little that is.
    pub in_dong: bool,
    /// `None`: as many as there are.
    pub left: Option<i32>,
}

#[derive(Clone, Debug)]
pub struct Weighed {
    pub fate: Fate,
    pub faults: Vec<Fault>,
    pub changes: Vec<Change>,
    pub place: Place,
    /// None for what is wrong.
    pub wish: Option<Wish>,
    pub words: Option<Words>,
    /// Price and stock of its pack on sale now.
    pub was: Option<(Money, i32)>,
}

impl Weighed {
    fn wrong(faults: Vec<Fault>) -> Self {
        let (changes, place) = (Vec::new(), Place::New);
        Weighed { fate: Fate::Wrong, faults, changes, place, wish: None, words: None, was: None }
    }

    /// Whether one of the texts changes that the office looks at.
    #[must_use]
    pub fn says(&self, column: Column) -> bool {
        self.changes.iter().any(|change| change.column == column)
    }
}

const fn is_text(column: Column) -> bool {
    matches!(column, Column::Product | Column::Category | Column::Description)
}

impl Shelf {
    /// What would become of a row.
    #[must_use]
    pub fn weigh(&self, row: &Row, lang: Lang) -> Weighed {
        let row = self.named(row);
        let ready = match row.read() {
            Ok(ready) => ready,
            Err(mut faults) => {
                // All that is wrong at once, so that a row is mended once.
                faults.extend(self.category(&row.category).err().map(|sentence| (Column::Category, sentence)));
                return Weighed::wrong(faults);
            }
        };
        let mut faults = Vec::new();
        let category = self.category(&ready.category).unwrap_or_else(|sentence| {
            faults.push((Column::Category, sentence));
            None
        });
        let (place, told) = match self.place(&ready) {
            Ok(found) => found,
            Err(sentence) => {
                faults.push((Column::Code, sentence));
                return Weighed::wrong(faults);
            }
        };
        let (item, known) = (self.item(place), self.pack(place));
        let said = self.said(&ready, category, item, told);
        let pack = known.map_or_else(|| ready.pack.clone(), |known| name(&ready.pack, &[&known.name], told));
        let weight_g = ready.weight_g.or_else(|| known.and_then(|k| k.weight_g)).or_else(|| weight::within(&pack));
        let Some(weight_g) = weight_g else {
            faults.push((Column::Weight, "import-no-weight"));
            return Weighed::wrong(faults);
        };
        let Ready { code, price, in_dong, left, .. } = ready;
        let wish = Wish { code, said, pack, weight_g, price, in_dong, left };
        let mut changes = self.changes(&wish, item, known, lang);
        self.judge(&wish, item, known, &changes, &mut faults);
        if !faults.is_empty() {
            return Weighed::wrong(faults);
        }
        let (fate, words) = self.fate(place, item, known, &changes);
        // Only what would be written is a change.
        changes.retain(|change| fate.writes() && !(is_text(change.column) && words == Some(Words::Waits)));
        let was = known.and_then(|known| known.price.zip(known.left)).filter(|_| item.is_some_and(|item| !item.draft));
        Weighed { fate, faults, changes, place, wish: Some(wish), words, was }
    }

    /// What the product would say: what the row leaves open stays.
    fn said(&self, ready: &Ready, category: Option<CategoryId>, item: Option<&Item>, told: Told) -> Said {
        let Some(item) = item else {
            let guess = || defaults::guess(&self.categories, &ready.product).map(|d| d.category);
            return Said {
                name: ready.product.clone(),
                category: category.or_else(guess),
                description: ready.description.clone(),
            };
        };
        // A table that was made before the office has approved something else still says what buyers read.
        let keep = |said: &str, written: &str, sold: &str| {
            if said.is_empty() || said == tidy_lines(written) || said == tidy_lines(sold) {
                written.to_owned()
            } else {
                said.to_owned()
            }
        };
        let (written, sold) = (&item.written, &item.sold);
        Said {
            name: name(&ready.product, &[&written.name, &sold.name], told),
            category: category.filter(|c| Some(*c) != sold.category).or(written.category),
            description: keep(&ready.description, &written.description, &sold.description),
        }
    }

    fn changes(&self, wish: &Wish, item: Option<&Item>, known: Option<&Known>, lang: Lang) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut change = |column: Column, from: String, to: String| {
            if from != to {
                changes.push(Change { column, from, to });
            }
        };
        let category = |id: Option<CategoryId>| {
            defaults::of(&self.categories, id)
                .map_or_else(String::new, |d| lang.pick(&d.name_vi, &d.name_en).to_owned())
        };
        if let Some(item) = item {
            let (old, new) = (&item.written, &wish.said);
            change(Column::Product, old.name.clone(), new.name.clone());
            change(Column::Category, category(old.category), category(new.category));
            change(Column::Description, old.description.clone(), new.description.clone());
        }
        if let Some(known) = known {
            let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
            change(Column::Pack, known.name.clone(), wish.pack.clone());
            let grams = known.weight_g.map(fields::grams).unwrap_or_default();
            change(Column::Weight, grams, fields::grams(wish.weight_g));
            change(
                Column::Price,
                known.price.map(|price| price.to_string()).unwrap_or_default(),
                wish.price.to_string(),
            );
            change(Column::Left, number(known.left), number(wish.left.or(known.left)));
        }
        changes
    }

    /// What may not be written although it can be read.
    fn judge(
        &self,
        wish: &Wish,
        item: Option<&Item>,
        known: Option<&Known>,
        changes: &[Change],
        faults: &mut Vec<Fault>,
    ) {
        let changed = |column| changes.iter().any(|change| change.column == column);
        let new = |column| match column {
            Column::Product | Column::Description => item.is_none() || changed(column),
            _ => known.is_none() || changed(column),
        };
        for (column, text) in [
            (Column::Product, &wish.said.name),
            (Column::Description, &wish.said.description),
            (Column::Pack, &wish.pack),
        ] {
            if new(column) && text.starts_with('=') {
                faults.push((column, "import-formula"));
            }
        }
        if wish.code.starts_with('=') {
            faults.push((Column::Code, "import-formula"));
        }
        if new(Column::Price) && wish.price < fields::LOW && !wish.in_dong {
            faults.push((Column::Price, PRICE_LOW));
        }
        let on_sale = item.is_some_and(|item| !item.draft);
        if on_sale && new(Column::Pack) && phrases::found(&self.banned, &wish.pack).is_some() {
            faults.push((Column::Pack, "listing-claim"));
        }
        if self.spoken.contains(&wish.code.to_lowercase()) {
            faults.push((Column::Code, "import-code-twice"));
        } else if known.is_some_and(|known| known.line.is_some()) {
            faults.push((Column::Product, "import-twice"));
        }
    }

    fn fate(
        &self,
        place: Place,
        item: Option<&Item>,
        known: Option<&Known>,
        changes: &[Change],
    ) -> (Fate, Option<Words>) {
        let Some(item) = item else {
            let drafts = self.items.iter().filter(|item| item.draft).count();
            let full = i64::try_from(drafts).is_ok_and(|drafts| drafts >= MOST_BEGUN);
            return (if full { Fate::TooManyDrafts } else { Fate::Begun }, None);
        };
        if known.is_some_and(|known| known.withdrawn) {
            return (Fate::Withdrawn, None);
        }
        let goods = changes.iter().any(|change| !is_text(change.column));
        let texts = changes.iter().any(|change| is_text(change.column));
        let words = match (item.draft, texts, item.at_office) {
            (true, ..) | (_, false, _) => None,
            (false, true, true) => Some(Words::Waits),
            // A draft that somebody is writing is theirs to send.
            (false, true, false) if item.open => Some(Words::Kept),
            (false, true, false) => Some(Words::Sent),
        };
        let added = matches!(place, Place::NewPack(_));
        let most = if item.draft { MOST_PACKS } else { pack::MOST };
        let fate = if !added && !goods && !texts {
            Fate::Same
        } else if item.at_office && (item.draft || (!added && !goods)) {
            Fate::Waiting
        } else if added && item.packs.iter().filter(|known| !known.withdrawn).count() >= most {
            Fate::TooManyPacks
        } else if added {
            Fate::Added
        } else {
            Fate::Changed
        };
        (fate, words)
    }

    /// Takes down what a row would do, so that the next row finds it done.
    pub fn note(&mut self, line: usize, weighed: &Weighed) {
        let Some(wish) = weighed.wish.as_ref() else { return };
        if !wish.code.is_empty() {
            self.spoken.insert(wish.code.to_lowercase());
        }
        let mut place = weighed.place;
        let pack = Known {
            pack: None,
            name: wish.pack.clone(),
            folded: fold(&wish.pack),
            price: Some(wish.price),
            weight_g: Some(wish.weight_g),
            weight_band: None,
            left: wish.left,
            withdrawn: false,
            line: Some(line),
        };
        let kept = weighed.words != Some(Words::Waits) && weighed.fate.writes();
        match place {
            Place::New if weighed.fate == Fate::Begun => {
                let said = wish.said.clone();
                let (written, sold) = (said.clone(), said);
                self.items.push(Item {
                    product: None,
                    draft: true,
                    open: true,
                    at_office: false,
                    folded: vec![fold(&written.name)],
                    written,
                    sold,
                    packs: vec![pack],
                });
                place = Place::Pack(self.items.len() - 1, 0);
            }
            Place::NewPack(at) if weighed.fate == Fate::Added => {
                if let Some(item) = self.items.get_mut(at) {
                    item.packs.push(pack);
                    place = Place::Pack(at, item.packs.len() - 1);
                }
            }
            Place::Pack(at, nth) => {
                if let Some(known) = self.items.get_mut(at).and_then(|item| item.packs.get_mut(nth)) {
                    known.line = Some(line);
                }
            }
            Place::New | Place::NewPack(_) => return,
        }
        if let (true, Place::NewPack(at) | Place::Pack(at, _)) = (kept, place)
            && let Some(item) = self.items.get_mut(at)
        {
            item.written = wish.said.clone();
            item.folded.push(fold(&wish.said.name));
            item.at_office |= weighed.words == Some(Words::Sent);
            item.open |= weighed.words.is_some();
        }
    }
}

/// What a product or pack would be called: the same name in other letters stays as it is, unless the row came out of our own
/// export, where every letter was as it is here.
fn name(typed: &str, now: &[&str], told: Told) -> String {
    let same = |name: &&&str| match told {
        Told::Market => tidy(name) == typed,
        Told::Code => fold(name) == fold(typed),
        Told::Names => true,
    };
    match (now.first(), now.iter().find(same)) {
        (Some(name), Some(_)) => (*name).to_owned(),
        _ => typed.to_owned(),
    }
}
