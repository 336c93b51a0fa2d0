//! How a route of the office is walked: what it answers, and the one act that it writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use market::accounts::rights::TABLE;
use market::kernel::lang::Lang;
use market::platform::locales;

use super::*;
use crate::support::Answer;

/// Every other route leads on to a page, which may be looked at again without doing it again. These show what stands nowhere
/// else: a code this once, what became of each of many, people whose names stand in no address.
const SHOWN: [&str; 3] = ["/office/producers/{slug}/code", "/office/inbox/decide", "/office/people"];

/// Acts for which nobody says why: nothing is decided by them.
const NO_REASON: [&str; 6] = [
    // An item of the inbox is taken to be looked at, or left to others.
    "claim.left",
    "claim.taken",
    // Of a clerk's own sign-in.
    "second.codes",
    "second.off",
    "second.paper",
    "second.set-up",
];

/// What is written outside a household's desk and yet is no clerk's act: households and people do it, or the market by a job.
const OTHERS: [&str; 12] = [
    "bank.refused",
    "household.applied",
    "identity.expired",
    "identity.submitted",
    "member.joined",
    "paper.sent",
    "rule.applied",
    "second.codes",
    "second.off",
    "second.paper",
    "second.set-up",
    "terms.accepted",
];

/// What has been tried.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) routes: BTreeSet<&'static str>,
    /// The acts that were written.
    acts: BTreeSet<String>,
}

impl Walk {
    /// Notes that this route was accepted and wrote just one act of this name more.
    pub(super) async fn tried(&mut self, shop: &TestShop, route: &str, act: &str, before: i64, answer: &Answer) {
        let (_, known, _) = TABLE.iter().find(|(method, path, _)| *method == "POST" && *path == route).unwrap();
        let led_on = answer.status == 303 || answer.status == 200 && SHOWN.contains(&route);
        assert!(led_on, "{route}: {} {}", answer.status, answer.words());
        assert_eq!(count(shop, act).await, before + 1, "{route} wrote no {act}");
        self.routes.insert(known);
    }

    pub(super) async fn post(
        &mut self,
        shop: &TestShop,
        clerk: &Client,
        to: (&str, &str),
        fields: &[(&str, &str)],
        act: &str,
    ) {
        let before = count(shop, act).await;
        let answer = clerk.post(to.1, fields).await;
        self.tried(shop, to.0, act, before, &answer).await;
    }

    /// From a page, whose form has more fields than those.
    pub(super) async fn submit(
        &mut self,
        shop: &TestShop,
        clerk: &Client,
        page: &str,
        to: (&str, &str),
        fields: &[(&str, &str)],
        act: &str,
    ) {
        let before = count(shop, act).await;
        let form = clerk.get(page).await;
        let answer = clerk.submit(&form, to.1, fields).await;
        self.tried(shop, to.0, act, before, &answer).await;
    }
}

pub(super) async fn count(shop: &TestShop, act: &str) -> i64 {
    number(shop, &format!("SELECT count(*) AS n FROM acts WHERE act = '{act}'")).await
}

/// What the latest act of this name says of a fact: before, and after.
pub async fn moved(shop: &TestShop, act: &str, fact: &str) -> String {
    let told = format!(
        "SELECT concat_ws('|', before ->> '{fact}', after ->> '{fact}') AS word FROM acts WHERE act = '{act}' ORDER BY id DESC LIMIT 1"
    );
    word(shop, &told).await
}

/// Every act has its sentences. What a clerk did says why.
pub(super) async fn all_named(walk: &mut Walk, shop: &TestShop) {
    walk.acts.extend(named(shop).await);
    each_says_why(shop).await;
}

/// The acts that were written. Each has a sentence in both languages, and so has the name of each fact that it changed.
pub async fn named(shop: &TestShop) -> Vec<String> {
    let acts = word(shop, "SELECT string_agg(DISTINCT act, ' ') AS word FROM acts").await;
    for act in acts.split(' ') {
        for lang in [Lang::Vi, Lang::En] {
            let key = format!("act-{}", act.replace('.', "-"));
            assert!(locales::find(lang, &key).is_some(), "{key} has no sentence");
        }
    }
    // The facts of one act are the provinces' own names.
    let facts = "SELECT coalesce(string_agg(DISTINCT k, ' '), '') AS word FROM acts x, \
                 LATERAL jsonb_object_keys(coalesce(x.before, '{}') || coalesce(x.after, '{}')) k WHERE x.act <> 'delivery.provinces'";
    for fact in word(shop, facts).await.split_whitespace() {
        for lang in [Lang::Vi, Lang::En] {
            let key = format!("log-fact-{}", fact.replace('_', "-"));
            assert!(locales::find(lang, &key).is_some(), "{key} has no sentence");
        }
    }
    acts.split(' ').map(str::to_owned).collect()
}

/// What a clerk did says why: as it was typed, or by what spoke for it, which has a sentence.
async fn each_says_why(shop: &TestShop) {
    let silent = "SELECT coalesce(string_agg(DISTINCT x.act, ' '), '') AS word FROM acts x JOIN clerks c ON c.account_id = x.account_id \
                  WHERE x.why = '' AND x.evidence = ''";
    let silent = word(shop, silent).await;
    let silent: Vec<_> = silent.split_whitespace().filter(|act| !NO_REASON.contains(act)).collect();
    assert!(silent.is_empty(), "these tell nobody why: {silent:#?}");
    let evidence = "SELECT coalesce(string_agg(DISTINCT evidence, ' '), '') AS word FROM acts";
    for evidence in word(shop, evidence).await.split_whitespace() {
        for lang in [Lang::Vi, Lang::En] {
            let key = format!("log-evidence-{evidence}");
            assert!(locales::find(lang, &key).is_some(), "{key} has no sentence");
        }
    }
}

/// The acts that the sources name, but for those of a household's own desk.
fn in_sources() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut dirs = vec![src.clone()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path != src.join("sell") && path != src.join("demo") {
                    dirs.push(path);
                }
                continue;
            }
            for quoted in fs::read_to_string(path).unwrap().split('"') {
                let shaped = quoted.contains('.') && quoted.bytes().all(|b| matches!(b, b'a'..=b'z' | b'.' | b'-'));
                if shaped && locales::find(Lang::En, &format!("act-{}", quoted.replace('.', "-"))).is_some() {
                    names.insert(quoted.to_owned());
                }
            }
        }
    }
    names
}

/// Every act that a clerk can do was written on the walk, and so was looked at.
pub(super) fn none_left_out(walk: &Walk) {
    let named = in_sources();
    assert!(named.len() > 100, "the acts were not found: {}", named.len());
    let left: Vec<_> = named.difference(&walk.acts).filter(|act| !OTHERS.contains(&act.as_str())).collect();
    assert!(left.is_empty(), "walk these too, and see that each says why: {left:#?}");
}
