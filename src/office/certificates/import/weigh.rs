//! What would become of each row: found by whose it is, its kind and number in the register as it stands now.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::read::Row;
use crate::error::Result;
use crate::kernel::ids::{CertificateId, ProducerId, ProductId};
use crate::kernel::phone::Phone;
use crate::kernel::text::fold;
use crate::office::certificates::form;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::producers::register::Entry;
use crate::schema::{certificates, producers, products};

/// What would happen to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// A field is wrong.
    Wrong,
    Added,
    Corrected,
    /// It waits in the register, as the table says it: checked, when the clerk says so.
    Waiting,
    Same,
}

impl Fate {
    /// Fluent key of what it is called.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Fate::Wrong => "certificate-fate-wrong",
            Fate::Added => "certificate-fate-added",
            Fate::Corrected => "certificate-fate-corrected",
            Fate::Waiting => "certificate-fate-waiting",
            Fate::Same => "certificate-fate-same",
        }
    }
}

/// A row and its fate.
#[derive(Clone, Debug)]
pub struct Weighed {
    pub line: usize,
    pub fate: Fate,
    pub name: String,
    /// Field and Fluent key of what is wrong with it.
    pub faults: Vec<(String, String)>,
    pub producer: Option<ProducerId>,
    pub paper: Option<CertificateId>,
    pub entry: Option<Entry>,
}

/// What the register knows of the households and numbers of a table.
struct Known {
    by_name: HashMap<String, Vec<ProducerId>>,
    by_phone: HashMap<String, Vec<ProducerId>>,
    called: HashMap<ProducerId, String>,
    goods: HashMap<ProducerId, Vec<(ProductId, String)>>,
    papers: HashMap<(String, String), Vec<Paper>>,
}

struct Paper {
    id: CertificateId,
    producer: ProducerId,
    checked: bool,
    entry: Entry,
}

/// Weighs all rows; a few queries, however many rows.
pub async fn weigh(conn: &mut Conn, rows: &[Row], today: NaiveDate) -> Result<Vec<Weighed>> {
    let known = load(conn, rows).await?;
    let mut seen = HashSet::new();
    Ok(rows.iter().map(|row| one(row, &known, &mut seen, today)).collect())
}

fn one(row: &Row, known: &Known, seen: &mut HashSet<(String, String)>, today: NaiveDate) -> Weighed {
    let field = |name: &str| row.fields.get(name).map(String::as_str).unwrap_or_default();
    let mut faults: Vec<(String, String)> =
        row.broken.iter().map(|field| (field.clone(), "certificate-import-broken".to_owned())).collect();
    let whose = known.household(field("household"), field("phone"));
    let producer = match whose {
        Ok(producer) => Some(producer),
        Err(sentence) => {
            faults.push(("household".to_owned(), sentence.to_owned()));
            None
        }
    };
    let mut filled: BTreeMap<&str, String> = row.fields.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
    if let (Some(producer), named) = (producer, field("product"))
        && !named.is_empty()
    {
        match known.good(producer, named) {
            Some(id) => {
                filled.insert("product", id.to_string());
            }
            None => {
                filled.remove("product");
                faults.push(("product".to_owned(), "certificate-import-no-product".to_owned()));
            }
        }
    }
    let pairs: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut form = Form::blank(&pairs);
    let entry = form::read(&mut form, today);
    faults.extend(form.faults().filter(|(name, _)| !row.broken.iter().any(|broken| broken == name)));
    // Who was found by a phone only is said by name.
    let found = producer.and_then(|id| known.called.get(&id)).map(String::as_str).unwrap_or_default();
    let household = if field("household").is_empty() { found } else { field("household") };
    let name = [household, field("number")].iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>();
    let mut weighed = Weighed {
        line: row.line,
        fate: Fate::Wrong,
        name: name.join(", "),
        faults,
        producer,
        paper: None,
        entry: entry.filter(|_| producer.is_some()),
    };
    if !weighed.faults.is_empty() {
        return weighed;
    }
    let (Some(producer), Some(entry)) = (producer, &mut weighed.entry) else { return weighed };
    let mut refuse = |sentence: &str| weighed.faults.push(("number".to_owned(), sentence.to_owned()));
    let key = (entry.kind.clone(), entry.number.clone());
    let empty = Vec::new();
    let there = known.papers.get(&key).unwrap_or(&empty);
    if !seen.insert(key) {
        refuse("certificate-import-twice");
    } else if there.iter().any(|paper| paper.producer != producer && paper.checked) {
        refuse("paper-taken");
    } else if let Some(paper) = there.iter().find(|paper| paper.producer == producer) {
        // What the table has no column for stays as it is.
        let kept = |typed: &mut String, old: &String| {
            if typed.is_empty() {
                typed.clone_from(old);
            }
        };
        kept(&mut entry.scope_vi, &paper.entry.scope_vi);
        kept(&mut entry.scope_en, &paper.entry.scope_en);
        kept(&mut entry.decision_no, &paper.entry.decision_no);
        entry.decided_on = entry.decided_on.or(paper.entry.decided_on);
        // Points stay with the stars that they are worth.
        entry.score = entry.score.or(paper.entry.score.filter(|points| form::stars_of(*points) == entry.stars));
        entry.product_id = entry.product_id.or(paper.entry.product_id);
        // Without its last day a badge would never go. A star that was given anew has one of its own.
        let anew = entry.kind == "ocop" && entry.issued_on != paper.entry.issued_on;
        let last_day = paper.entry.expires_on.filter(|last| !anew && *last >= entry.issued_on);
        if !row.fields.contains_key("expires_on") && last_day.is_some() {
            entry.expires_on = last_day;
        }
        // A name that only said the stars of before says those of now.
        let own = paper.entry.label != form::called(&paper.entry.kind, paper.entry.stars);
        if own && !row.fields.contains_key("label") {
            entry.label.clone_from(&paper.entry.label);
        }
        weighed.paper = Some(paper.id);
        weighed.fate = match (paper.entry == *entry, paper.checked) {
            (false, _) => Fate::Corrected,
            (true, false) => Fate::Waiting,
            (true, true) => Fate::Same,
        };
    } else {
        weighed.fate = Fate::Added;
    }
    weighed
}

impl Known {
    /// By phone where there is one, else by a name that only one household has.
    fn household(&self, name: &str, phone: &str) -> Result<ProducerId, &'static str> {
        let by = |found: Option<&Vec<ProducerId>>| match found.map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some([_, ..]) => Err("certificate-import-many-households"),
            _ => Err("certificate-import-no-household"),
        };
        match Phone::normalise(phone) {
            Some(phone) if !phone.as_str().is_empty() => match by(self.by_phone.get(phone.as_str())) {
                Ok(only) => Ok(only),
                // Cousins share a phone: then the name decides.
                Err(_) if !name.is_empty() => by(self.by_name.get(&fold(name))),
                Err(sentence) => Err(sentence),
            },
            _ => by(self.by_name.get(&fold(name))),
        }
    }

    fn good(&self, producer: ProducerId, name: &str) -> Option<ProductId> {
        let folded = fold(name);
        self.goods.get(&producer)?.iter().find(|(_, name)| *name == folded).map(|(id, _)| *id)
    }
}

async fn load(conn: &mut Conn, rows: &[Row]) -> Result<Known> {
    let (mut by_name, mut by_phone) = (HashMap::<String, Vec<_>>::new(), HashMap::<String, Vec<_>>::new());
    let wanted = |field: &str| -> HashSet<String> {
        rows.iter().filter_map(|row| row.fields.get(field)).map(|name| fold(name)).collect()
    };
    let (names, goods_wanted) = (wanted("household"), wanted("product"));
    let all: Vec<(ProducerId, String, String)> = producers::table
        .select((producers::id, producers::name_vi, producers::phone))
        .order(producers::id)
        .load(conn)
        .await?;
    let phones: HashSet<String> = rows
        .iter()
        .filter_map(|row| Phone::normalise(row.fields.get("phone")?))
        .map(|phone| phone.as_str().to_owned())
        .collect();
    let mut called = HashMap::new();
    for (id, name, phone) in all {
        let folded = fold(&name);
        let (named, rung) = (names.contains(&folded), phones.contains(&phone));
        if named {
            by_name.entry(folded).or_default().push(id);
        }
        if rung {
            by_phone.entry(phone).or_default().push(id);
        }
        if named || rung {
            called.insert(id, name);
        }
    }
    let ids: Vec<ProducerId> = called.keys().copied().collect();
    let mut goods = HashMap::<ProducerId, Vec<_>>::new();
    if !goods_wanted.is_empty() {
        let rows: Vec<(ProductId, ProducerId, String)> = products::table
            .filter(products::producer_id.eq_any(&ids))
            .select((products::id, products::producer_id, products::name_vi))
            .order(products::id)
            .load(conn)
            .await?;
        for (id, producer, name) in rows {
            goods.entry(producer).or_default().push((id, fold(&name)));
        }
    }
    let numbers: Vec<&String> = rows.iter().filter_map(|row| row.fields.get("number")).collect();
    let found: Vec<(CertificateId, ProducerId, bool, Entry)> = certificates::table
        .filter(certificates::number.eq_any(numbers))
        .filter(certificates::refused_at.is_null().and(certificates::revoked_at.is_null()))
        .select((
            certificates::id,
            certificates::producer_id,
            certificates::checked_at.is_not_null(),
            Entry::as_select(),
        ))
        .order(certificates::id)
        .load(conn)
        .await?;
    let mut papers = HashMap::<(String, String), Vec<Paper>>::new();
    for (id, producer, checked, entry) in found {
        let key = (entry.kind.clone(), entry.number.clone());
        papers.entry(key).or_default().push(Paper { id, producer, checked, entry });
    }
    Ok(Known { by_name, by_phone, called, goods, papers })
}
