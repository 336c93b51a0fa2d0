//! What a table would do, row by row, while nothing is written; how far it is while a job takes it over; and what has
//! become of each row.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::TimeDelta;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::columns::Column;
use super::keep::{self, Line};
use super::pages::{Facts, Field, Mend, RowView, ShowPage, Tab};
use super::read::MOST_ROWS;
use super::row::Row;
use super::shelf::{self, Shelf};
use super::weigh::{Change, Fate, PRICE_LOW, Weighed, Words};
use crate::accounts::actors::Member;
use crate::catalog::revision::defaults;
use crate::error::Result;
use crate::kernel::ids::ImportId;
use crate::kernel::lang::Lang;
use crate::platform::{Shop, secrets};
use crate::sell::http::desk;
use crate::sell::products::fields;

/// Rows on one page.
const PAGE: usize = 60;
/// Rows that are mended in one form, and their letters together, which a form must hold even when each is sent as nine.
const MEND: usize = 25;
const MEND_LETTERS: usize = 5_500;
/// A job that has not moved for so long is gone, or will come back late.
const STALLED: TimeDelta = TimeDelta::seconds(90);

/// In which order people care.
const TABS: [Fate; 10] = [
    Fate::Changed,
    Fate::Begun,
    Fate::Added,
    Fate::Moved,
    Fate::Waiting,
    Fate::TooManyDrafts,
    Fate::TooManyPacks,
    Fate::Wrong,
    Fate::Same,
    Fate::Withdrawn,
];

/// Which rows are asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    show: Option<String>,
    #[serde(default)]
    from: usize,
}

/// What would become of each row, one after the other.
#[must_use]
pub fn foresee(shelf: &mut Shelf, lines: &[Line], lang: Lang) -> Vec<Weighed> {
    let weigh = |line: &Line| {
        let weighed = shelf.weigh(&line.row, lang);
        shelf.note(line.row.line, &weighed);
        weighed
    };
    lines.iter().map(weigh).collect()
}

/// All that the page has shown, as a few letters, to tell whether it is still so when the household says begin.
pub fn digest(foreseen: &[Weighed]) -> Result<String> {
    let said: Vec<(Fate, &[Change])> = foreseen.iter().map(|w| (w.fate, w.changes.as_slice())).collect();
    Ok(secrets::hex(&Sha256::digest(serde_json::to_vec(&said).map_err(anyhow::Error::from)?)))
}

/// The page of an import, with a refusal on it where there is one.
pub async fn page(
    member: &Member,
    shop: &Shop,
    id: ImportId,
    wanted: &Wanted,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let stand = keep::find(&mut conn, member.producer, id).await?;
    let desk = desk(&mut conn, member).await?;
    let mut page = ShowPage {
        desk,
        id,
        name: stand.file_name.clone(),
        total: stand.total,
        taken: stand.taken,
        begun: stand.begun(),
        ended: stand.ended_at.is_some(),
        stalled: stand.at_work() && stand.moved_at.is_some_and(|at| shop.clock.now() - at > STALLED),
        refused,
        seen: String::new(),
        good: 0,
        wrong: 0,
        settled: false,
        mend: Vec::new(),
        categories: Vec::new(),
        another: None,
        tabs: Vec::new(),
        show: "",
        rows: Vec::new(),
        later: false,
        next: None,
        bare: Vec::new(),
    };
    if !stand.at_work() {
        let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
        let lines = keep::rows(&mut conn, id, 0, most).await?;
        if stand.begun() {
            page.bare = keep::bare(&mut conn, member.producer, id).await?;
            tell(&mut page, &lines, wanted);
        } else {
            let mut shelf = shelf::load(&mut conn, member.producer).await?;
            page.another = keep::other_at_work(&mut conn, member.producer).await?;
            foretell(&mut page, &lines, &mut shelf, wanted, lang)?;
        }
    }
    drop(conn);
    member.visitor.page_with(shop, &page, status)
}

fn foretell(page: &mut ShowPage, lines: &[Line], shelf: &mut Shelf, wanted: &Wanted, lang: Lang) -> Result<()> {
    let foreseen = foresee(shelf, lines, lang);
    page.seen = digest(&foreseen)?;
    page.good = foreseen.iter().filter(|weighed| weighed.fate.writes()).count();
    page.wrong = foreseen.iter().filter(|weighed| weighed.fate == Fate::Wrong).count();
    page.settled = foreseen.iter().all(|w| matches!(w.fate, Fate::Same | Fate::Withdrawn | Fate::Wrong));
    page.mend = mend(lines, &foreseen);
    page.categories = match page.mend.iter().any(|m| m.fields.iter().any(|f| f.column == "category")) {
        true => defaults::in_use(&shelf.categories).map(|d| lang.pick(&d.name_vi, &d.name_en).to_owned()).collect(),
        false => Vec::new(),
    };
    let views =
        lines.iter().zip(&foreseen).filter(|(_, weighed)| weighed.fate != Fate::Wrong).map(|(line, weighed)| {
            let wish = weighed.wish.as_ref();
            RowView {
                name: wish.map_or_else(|| line.row.product.clone(), |wish| wish.said.name.clone()),
                pack: wish.map_or_else(|| line.row.pack.clone(), |wish| wish.pack.clone()),
                facts: wish.filter(|_| matches!(weighed.fate, Fate::Begun | Fate::Added)).map(|wish| Facts {
                    weight: fields::grams(wish.weight_g),
                    price: wish.price,
                    left: wish.left.unwrap_or(0),
                    category: shelf
                        .categories
                        .iter()
                        .find(|d| Some(d.category) == wish.said.category && weighed.fate == Fate::Begun)
                        .map(|d| lang.pick(&d.name_vi, &d.name_en).to_owned()),
                }),
                ..view(&line.row, weighed.fate, &weighed.changes, weighed.words)
            }
        });
    choose(page, views.collect(), wanted);
    Ok(())
}

fn tell(page: &mut ShowPage, lines: &[Line], wanted: &Wanted) {
    let views = lines.iter().filter_map(|line| {
        let done = line.done.as_ref()?;
        Some(RowView { product: done.product, ..view(&line.row, done.fate, &done.changes, done.words) })
    });
    choose(page, views.collect(), wanted);
}

fn view(row: &Row, fate: Fate, changes: &[Change], words: Option<Words>) -> RowView {
    RowView {
        line: row.line,
        name: row.product.clone(),
        pack: row.pack.clone(),
        fate: fate.as_str(),
        changes: changes.to_vec(),
        facts: None,
        words: words.map(Words::as_str),
        product: None,
    }
}

/// The tabs that have rows, and the rows of the chosen one.
fn choose(page: &mut ShowPage, views: Vec<RowView>, wanted: &Wanted) {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for view in &views {
        *counts.entry(view.fate).or_default() += 1;
    }
    let asked = wanted.show.as_deref().and_then(Fate::parse).map(Fate::as_str).filter(|word| counts.contains_key(word));
    let words = TABS.iter().map(|fate| fate.as_str()).filter(|word| counts.contains_key(word));
    let chosen = asked.or_else(|| words.clone().next()).unwrap_or_default();
    page.tabs =
        words.map(|word| Tab { word, n: counts.get(word).copied().unwrap_or(0), chosen: word == chosen }).collect();
    let of_tab = counts.get(chosen).copied().unwrap_or(0);
    page.next = Some(wanted.from.saturating_add(PAGE)).filter(|next| *next < of_tab);
    page.later = wanted.from > 0;
    page.show = chosen;
    page.rows = views.into_iter().filter(|view| view.fate == chosen).skip(wanted.from).take(PAGE).collect();
}

/// The first rows that have to be mended, each with the fields that are wrong and those that tell which row it is.
fn mend(lines: &[Line], foreseen: &[Weighed]) -> Vec<Mend> {
    let mut letters = 0;
    let mut mends: Vec<Mend> = Vec::new();
    for (line, weighed) in lines.iter().zip(foreseen).filter(|(_, weighed)| weighed.fate == Fate::Wrong) {
        let faulty = |column: Column| weighed.faults.iter().find(|(c, _)| *c == column).map(|(_, sentence)| *sentence);
        let shown = |column: &Column| matches!(column, Column::Product | Column::Pack) || faulty(*column).is_some();
        let field = |column: Column| Field {
            column: column.as_str(),
            name: format!("{}-{}", line.row.line, column.as_str()),
            value: match faulty(column) {
                // Thousands, most likely: one press says yes.
                Some(PRICE_LOW) => format!("{}k", line.row.field(column).trim()),
                _ => line.row.field(column).to_owned(),
            },
            fault: faulty(column),
            large: column == Column::Description,
        };
        let fields: Vec<Field> = Column::ALL.into_iter().filter(shown).map(field).collect();
        letters += fields.iter().map(|field| field.value.chars().count()).sum::<usize>();
        if mends.len() >= MEND || (letters > MEND_LETTERS && !mends.is_empty()) {
            break;
        }
        let name = line.row.product.trim().to_owned();
        mends.push(Mend { line: line.row.line, name, fields });
    }
    mends
}
