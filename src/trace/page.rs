//! `/t/{lot}` in the visitor's language: what a buyer needs in five seconds, then all that an inspector asks for.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::json;

use super::code;
use super::diary::Line;
use super::gtin;
use super::lot::Note;
use super::record::{Paper, Record};
use crate::kernel::lang::Lang;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::certificate::in_force;
use crate::producers::producer::kind_key;

/// Kinds of papers that are marks.
const MARKS: [&str; 3] = ["trade_mark", "collective_mark", "geographical_indication"];

/// A paper as it was on the lot's day, and whether it still holds.
#[derive(Serialize)]
pub struct PaperCard {
    pub kind: String,
    pub label: String,
    pub number: String,
    pub issuer: String,
    pub scope: String,
    pub stars: Option<i16>,
    pub issued_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub checked_at: DateTime<Utc>,
    pub in_force: bool,
}

#[derive(Serialize)]
pub struct LotPage {
    pub code: String,
    /// As it is read aloud.
    pub spaced: String,
    pub name: String,
    pub picture: Option<String>,
    pub product_slug: String,
    pub raw: bool,
    pub made_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub expired: bool,
    /// The label says another last day than the household's record does.
    pub label_says: Option<NaiveDate>,
    pub quantity: Option<i32>,
    pub unit: String,
    pub gtin: Option<String>,
    pub made_at: DateTime<Utc>,
    pub recalled_at: Option<DateTime<Utc>>,
    pub recall_reason: Option<String>,
    pub recalled_by_office: bool,
    pub notes: Vec<Note>,
    pub producer_slug: String,
    pub producer: String,
    pub producer_kind: String,
    pub contact_name: String,
    pub phone: String,
    pub hamlet: String,
    pub commune: String,
    pub province: String,
    pub registration_no: Option<String>,
    pub plot: Option<String>,
    pub plot_kind: Option<String>,
    pub plot_commune: Option<String>,
    pub area_m2: Option<i32>,
    pub growing_area_code: Option<String>,
    /// The day on which a spraying let it be harvested, where that was done before.
    pub not_before: Option<NaiveDate>,
    pub ingredients: Option<String>,
    pub storage: String,
    pub warnings: Option<String>,
    pub papers: Vec<PaperCard>,
    /// Trade marks and the like that it was made under, with their numbers.
    pub marks: Vec<String>,
    /// A paper that was in force then is so still.
    pub sound: bool,
    pub diary: Vec<Line>,
    /// What was done, each work once, in its order: the last parts of Fluent keys (`trace-work-…`). Not what was struck through.
    pub stages: Vec<String>,
    pub scans: i64,
    pub today: NaiveDate,
    /// schema.org, for programs that read labels.
    pub ld: serde_json::Value,
}

impl Page for LotPage {
    const TEMPLATE: &'static str = "trace/lot.html";
}

/// What was found of a lot.
pub(super) struct Found {
    pub record: Record,
    pub papers: Vec<Paper>,
    pub diary: Vec<Line>,
    pub notes: Vec<Note>,
    pub scans: i64,
    /// The last day that the scanned label carried.
    pub on_label: Option<NaiveDate>,
}

impl LotPage {
    pub(super) fn of(lang: Lang, base_url: &str, today: NaiveDate, found: Found) -> Self {
        let Found { record: r, papers, diary, notes, scans, on_label } = found;
        let papers: Vec<PaperCard> = papers.into_iter().map(|p| paper(lang, today, p)).collect();
        let ld = linked_data(lang, base_url, &r, &papers);
        let either = |vi: Option<String>, en: Option<String>| {
            let (vi, en) = (vi.unwrap_or_default(), en.unwrap_or_default());
            Some(lang.pick(&vi, &en).to_owned()).filter(|text| !text.is_empty())
        };
        LotPage {
            spaced: code::spaced(&r.code),
            name: lang.pick(&r.name_vi, &r.name_en).to_owned(),
            picture: r.picture,
            product_slug: r.product_slug,
            raw: r.raw,
            made_on: r.made_on,
            expired: r.expires_on.is_some_and(|last| last < today),
            label_says: on_label.filter(|day| r.expires_on.is_some_and(|last| last != *day)),
            expires_on: r.expires_on,
            quantity: r.quantity,
            unit: r.unit,
            gtin: r.gtin.as_deref().map(|g| gtin::shown(g).to_owned()),
            made_at: r.made_at,
            recalled_at: r.recalled_at,
            recall_reason: r.recall_reason,
            recalled_by_office: r.recalled_by_office,
            notes,
            producer_slug: r.producer_slug,
            producer: lang.pick(&r.producer_vi, &r.producer_en).to_owned(),
            producer_kind: kind_key(&r.producer_kind),
            contact_name: r.contact_name,
            phone: r.phone,
            hamlet: r.hamlet,
            commune: r.commune,
            province: r.province,
            registration_no: r.registration_no,
            plot: r.plot,
            plot_kind: r.plot_kind,
            plot_commune: r.plot_commune,
            area_m2: r.area_m2,
            growing_area_code: r.growing_area_code,
            not_before: r.not_before,
            ingredients: either(r.ingredients_vi, r.ingredients_en),
            storage: lang.pick(&r.storage_vi, &r.storage_en).to_owned(),
            warnings: either(r.warnings_vi, r.warnings_en),
            sound: papers.iter().any(|p| p.in_force),
            marks: papers.iter().filter(|p| MARKS.contains(&p.kind.as_str())).map(PaperCard::named).collect(),
            papers,
            stages: stages(&diary),
            diary,
            scans,
            today,
            ld,
            code: r.code,
        }
    }
}

impl PaperCard {
    fn named(&self) -> String {
        format!("{} {}", self.label, self.number)
    }
}

fn stages(diary: &[Line]) -> Vec<String> {
    let mut stages: Vec<String> = Vec::new();
    for line in diary.iter().filter(|line| line.struck.is_none()) {
        if !stages.contains(&line.work) {
            stages.push(line.work.clone());
        }
    }
    stages
}

fn paper(lang: Lang, today: NaiveDate, p: Paper) -> PaperCard {
    PaperCard {
        in_force: p.still_checked && in_force(Some(p.checked_at), p.expires_on, today),
        kind: p.kind,
        label: p.label,
        number: p.number,
        issuer: p.issuer,
        scope: lang.pick(&p.scope_vi, &p.scope_en).to_owned(),
        stars: p.stars,
        issued_on: p.issued_on,
        expires_on: p.expires_on,
        checked_at: p.checked_at,
    }
}

/// schema.org's IndividualProduct, a product of which this very lot is told. The page is not for search engines (see the
/// template), but what scans a label, such as an inspector's program, reads facts here instead of guessing at words.
fn linked_data(lang: Lang, base_url: &str, r: &Record, papers: &[PaperCard]) -> serde_json::Value {
    let url = format!("{base_url}/t/{}", r.code);
    let mut ld = json!({
        "@context": "https://schema.org",
        "@type": "IndividualProduct",
        "@id": url,
        "url": url,
        "name": lang.pick(&r.name_vi, &r.name_en),
        "serialNumber": r.code,
        "productionDate": r.made_on,
        "countryOfOrigin": {"@type": "Country", "name": "Việt Nam"},
        "manufacturer": {
            "@type": "Organization",
            "name": lang.pick(&r.producer_vi, &r.producer_en),
            "address": {"@type": "PostalAddress", "streetAddress": r.hamlet, "addressLocality": r.commune,
                        "addressRegion": r.province, "addressCountry": "VN"},
        },
        "additionalProperty": [{"@type": "PropertyValue", "name": "lot", "value": r.code}],
    });
    let mut put = |key: &str, value: serde_json::Value| {
        if let Some(map) = ld.as_object_mut() {
            map.insert(key.to_owned(), value);
        }
    };
    if let Some(hash) = &r.picture {
        put("image", json!(format!("{base_url}/media/{hash}-1280.jpg")));
    }
    if let Some(gtin) = &r.gtin {
        put("gtin14", json!(gtin));
    }
    if let Some(last) = r.expires_on {
        put("expires", json!(last));
    }
    if !papers.is_empty() {
        let all: Vec<_> = papers
            .iter()
            .map(|p| {
                json!({"@type": "Certification", "name": p.label, "certificationIdentification": p.number,
                       "issuedBy": {"@type": "Organization", "name": p.issuer}, "expires": p.expires_on})
            })
            .collect();
        put("hasCertification", json!(all));
    }
    ld
}

/// Where a code is typed.
#[derive(Serialize)]
pub struct FindPage {
    pub form: Form,
    /// There is no lot of the code that was asked for.
    pub missing: bool,
}

impl Page for FindPage {
    const TEMPLATE: &'static str = "trace/find.html";
}
