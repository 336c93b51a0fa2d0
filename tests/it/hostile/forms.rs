//! The shop's own forms, found on its pages, each sent with one field that nobody would type.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use futures_util::StreamExt as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use scraper::{Html, Selector};

use super::AT_ONCE;
use super::wire::{Outcome, Sent};
use crate::support::{Answer, Client};

const MOST_PAGES: usize = 60;

/// What a field is filled with instead. Every field gets every one of them, numbers and words alike.
fn values() -> Vec<String> {
    let plain = [
        "",
        " ",
        "0",
        "-1",
        "1.5",
        "1,5",
        "+1",
        "007",
        "１２",
        "٣",
        "9223372036854775807",
        "9223372036854775808",
        "2147483648",
        "-9223372036854775809",
        "99999999999999999999999999999999",
        "1e309",
        "NaN",
        "0x10",
        "\0",
        "a\0b",
        "\u{202e}abc",
        "bưởi",
        "'; DROP TABLE packs; --",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "%s%n",
        "../../etc/passwd",
        "\r\nX: y",
        "🐟",
        "\u{feff}",
        "null",
        "true",
    ];
    let mut values: Vec<String> = plain.iter().map(|v| (*v).to_owned()).collect();
    values.push("ế".repeat(5_000));
    values.push("9".repeat(20_000));
    values
}

pub struct Form {
    post: bool,
    action: String,
    fields: Vec<(String, String)>,
}

/// What one kind of visitor finds.
pub struct Site {
    who: &'static str,
    client: Client,
    pub paths: BTreeSet<String>,
    pub forms: Vec<Form>,
}

impl Site {
    /// Follows every link of the shop's own from the home page and `known`, one page of each kind.
    pub async fn explore(who: &'static str, client: Client, known: &[String]) -> Site {
        let mut waiting: VecDeque<String> = known.iter().cloned().collect();
        waiting.extend(["/".to_owned(), "/sell".to_owned(), "/office".to_owned(), "/account".to_owned()]);
        let (mut paths, mut forms, mut seen) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::<String, usize>::new());
        let mut pages = 0;
        while let Some(path) = waiting.pop_front() {
            // Twice the same page with other filters would teach nothing more.
            let kind = path.split('?').next().unwrap_or_default().to_owned();
            let times = seen.entry(kind).or_default();
            if pages >= MOST_PAGES || *times >= 2 || !paths.insert(path.clone()) {
                continue;
            }
            *times += 1;
            pages += 1;
            let page = client.get(&path).await;
            assert!(page.status < 500, "{who} {path}: {}", page.status);
            if let Some(next) = page.location() {
                waiting.push_back(next);
            }
            waiting.extend(page.attributes("a[href^='/']", "href"));
            for form in forms_of(&page, &path) {
                paths.insert(form.action.split('?').next().unwrap_or_default().to_owned());
                let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
                forms.entry(format!("{} {names:?}", form.action)).or_insert(form);
            }
        }
        Site { who, client, paths, forms: forms.into_values().collect() }
    }

    /// Sends the forms with one wrong field each, at most so many.
    pub async fn attacks(&self, rng: &mut StdRng, most: usize) -> Vec<Sent> {
        let values = values();
        let mut plan: Vec<(usize, usize, usize)> = Vec::new();
        for (f, form) in self.forms.iter().enumerate() {
            // Signing out would end the attack.
            if form.action.contains("sign-out") {
                continue;
            }
            for field in 0..form.fields.len() {
                plan.extend((0..values.len()).map(|value| (f, field, value)));
            }
        }
        plan.shuffle(rng);
        plan.truncate(most);
        let attack = |(f, field, value): (usize, usize, usize)| {
            let form = &self.forms[f];
            let mut fields = form.fields.clone();
            fields[field].1.clone_from(&values[value]);
            async move { self.send(form, &fields).await }
        };
        futures_util::stream::iter(plan).map(attack).buffer_unordered(AT_ONCE).collect().await
    }

    async fn send(&self, form: &Form, fields: &[(String, String)]) -> Sent {
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let sent = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let answer = if form.post {
            self.client.post(&form.action, &pairs).await
        } else {
            // An address of 20 kB is no address; what a form of ours can make of it is sent.
            let short: String = sent.chars().take(4_000).collect();
            let path = form.action.split('?').next().unwrap_or_default();
            self.client.get(&format!("{path}?{short}")).await
        };
        let what = format!("{}'s form {}", self.who, form.action);
        Sent { what, bytes: sent.into_bytes(), outcome: Outcome::Status(answer.status) }
    }
}

fn forms_of(page: &Answer, path: &str) -> Vec<Form> {
    let html = Html::parse_document(&page.body);
    let (form, field) = (Selector::parse("form").unwrap(), Selector::parse("[name]").unwrap());
    html.select(&form)
        .map(|found| {
            let fields = found.select(&field).map(|f| {
                let value = f.value().attr("value").unwrap_or("1");
                (f.value().attr("name").unwrap_or_default().to_owned(), value.to_owned())
            });
            Form {
                post: found.value().attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post")),
                action: found.value().attr("action").unwrap_or(path).to_owned(),
                fields: fields.collect(),
            }
        })
        .collect()
}
