//! How a route of the office is walked: what it answers, and the one act that it writes.

use std::collections::BTreeSet;

use market::accounts::rights::TABLE;
use market::kernel::lang::Lang;
use market::platform::locales;

use super::*;
use crate::support::Answer;

/// Every other route leads on to a page, which may be looked at again without doing it again. These show what stands nowhere
/// else: a code this once, what became of each of many, people whose names stand in no address.
const SHOWN: [&str; 3] = ["/office/producers/{slug}/code", "/office/inbox/decide", "/office/people"];

/// The routes that have been tried.
#[derive(Default)]
pub(super) struct Walk(pub(super) BTreeSet<&'static str>);

impl Walk {
    /// Notes that this route was accepted and wrote just one act of this name more.
    pub(super) async fn tried(&mut self, shop: &TestShop, route: &str, act: &str, before: i64, answer: &Answer) {
        let (_, known, _) = TABLE.iter().find(|(method, path, _)| *method == "POST" && *path == route).unwrap();
        let led_on = answer.status == 303 || answer.status == 200 && SHOWN.contains(&route);
        assert!(led_on, "{route}: {} {}", answer.status, answer.words());
        assert_eq!(count(shop, act).await, before + 1, "{route} wrote no {act}");
        self.0.insert(known);
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
pub(super) async fn moved(shop: &TestShop, act: &str, fact: &str) -> String {
    let told = format!(
        "SELECT concat_ws('|', before ->> '{fact}', after ->> '{fact}') AS word FROM acts WHERE act = '{act}' ORDER BY id DESC LIMIT 1"
    );
    word(shop, &told).await
}

/// Each word of an act that was written has a sentence in both languages, and so has the name of each fact that it changed.
pub(super) async fn all_named(shop: &TestShop) {
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
}
