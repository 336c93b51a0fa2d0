//! What waits at the office, one entry for each kind. A kind that comes with another part of the office is one entry more.

use crate::accounts::rights::Right;
use crate::kernel::ids::AccountId;
use crate::payments::transfer::second_look;

/// Something that waits for a clerk.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The word in URLs, filters and Fluent keys (`inbox-kind-…`).
    pub kind: &'static str,
    /// The noun under which it is claimed: first listings and changes are decided on one page, and are one noun.
    pub noun: &'static str,
    /// Who sees it: the right that its decision asks for.
    pub right: Right,
    /// Until it should be decided, from when it began to wait, as long as the office has not set its own.
    pub hours: i32,
    /// The most that the office may set: what a law gives, and where one speaks of it without giving hours, those that it came
    /// with. SQL knows the same.
    pub most: i32,
    /// Where each has a deadline of its own: an expression over `s`. The hours are then those of most.
    pub due: Option<&'static str>,
    /// Whether a law or decree speaks of it; then `inbox-law-<kind>` says which. The hours of all others are the office's own.
    pub law: bool,
    /// A SELECT of what waits: `id`, `title`, `producer_id` (or NULL), `amount` (or NULL), `since`, `whom` it waits for
    /// (`office`, `household`, `buyer`, or `second` for what its reader has said and another clerk must look at), `seq` of the
    /// text that is seen (or NULL), `link` to its page. `{clerk}` stands for who reads it, `{others}` for whether anybody else is
    /// there to look at what its reader has said: who left keeps nothing waiting. `{revisions}` and `{new_photos}` stand for what
    /// the three kinds of listings have in common.
    pub sql: &'static str,
}

impl Source {
    /// The hours that hold, as SQL reads them.
    fn hours_sql(&self) -> String {
        format!("coalesce((SELECT h.hours FROM inbox_hours h WHERE h.kind = '{}'), {})", self.kind, self.hours)
    }
}

/// What the office may set where no law speaks of it: thirty days. It is what the law gives for a refund, too.
const MOST: i32 = 720;

/// A product that was never approved. Changes of others are decided on the same page, by the same hours.
const LISTING: Source = Source {
    kind: "listing",
    noun: "listing",
    right: Right::Moderate,
    hours: 24,
    most: 24,
    due: None,
    law: true,
    sql: "{revisions} AND p.state = 'draft'",
};
/// What households have sent in about their products, and whether a buyer has yet to see a photo of it.
const REVISIONS: &str = "SELECT v.id, v.content ->> 'name' AS title, p.producer_id, NULL::bigint AS amount, \
            v.submitted_at AS since, 'office' AS whom, v.seq, '/office/listings/' || v.id AS link \
     FROM revisions v JOIN products p ON p.id = v.product_id WHERE v.state = 'submitted'";
const NEW_PHOTOS: &str = "EXISTS (SELECT FROM revision_pictures f WHERE f.revision_id = v.id AND NOT EXISTS ( \
       SELECT FROM product_pictures o WHERE o.product_id = p.id AND o.picture_id = f.picture_id))";

/// Every kind, in the order of the filter.
pub const SOURCES: &[Source] = &[
    Source {
        kind: "takedown",
        noun: "takedown",
        right: Right::Moderate,
        hours: 24,
        most: 24,
        due: None,
        law: true,
        sql: "SELECT d.id, p.name_vi || ', ' || d.authority || ' ' || d.reference AS title, p.producer_id, NULL::bigint AS amount, \
                     d.asked_at AS since, 'office' AS whom, NULL::int AS seq, '/office/takedowns?only=' || d.id AS link \
              FROM takedowns d JOIN products p ON p.id = d.product_id WHERE d.hidden_at IS NULL AND d.lifted_at IS NULL",
    },
    Source {
        kind: "complaint",
        noun: "complaint",
        right: Right::Answer,
        hours: 24,
        most: 24,
        // Each kind has its own hours to a first answer and to a decision; they are published.
        due: Some("s.due"),
        law: true,
        // One that ended with goods to be sent again is back when their day is over and nobody has said that they were.
        sql: "SELECT c.id, 'KN' || c.id AS title, p.producer_id, NULL::bigint AS amount, \
                     coalesce(c.closed_at, c.opened_at) AS since, \
                     'office' AS whom, NULL::int AS seq, '/office/complaints/' || c.id AS link, \
                     CASE c.state WHEN 'open' THEN c.answer_by WHEN 'answered' THEN c.settle_by \
                          ELSE (c.replace_by + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' END AS due \
              FROM complaints c JOIN parcels p ON p.id = c.parcel_id \
              WHERE c.closed_at IS NULL OR c.outcome = 'replacement' \
                AND (c.replace_by + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' <= now() \
                AND NOT EXISTS (SELECT FROM replacements r WHERE r.complaint_id = c.id)",
    },
    Source {
        kind: "flag",
        noun: "flag",
        right: Right::Moderate,
        hours: 24,
        most: 24,
        due: None,
        law: true,
        sql: "SELECT f.id, p.name_vi AS title, p.producer_id, NULL::bigint AS amount, f.made_at AS since, \
                     'office' AS whom, NULL::int AS seq, '/office/flags/' || f.id AS link \
              FROM flags f JOIN products p ON p.id = f.product_id WHERE f.state = 'open'",
    },
    Source {
        kind: "review",
        noun: "review",
        right: Right::Moderate,
        hours: 72,
        most: 72,
        due: None,
        law: true,
        sql: "SELECT v.id, p.name_vi || ', ' || v.stars || '/5' AS title, v.producer_id, NULL::bigint AS amount, \
                     x.made_at AS since, 'office' AS whom, NULL::int AS seq, '/office/reviews/' || v.id AS link \
              FROM review_reports x JOIN reviews v ON v.id = x.review_id JOIN products p ON p.id = v.product_id \
              WHERE x.settled_at IS NULL AND v.withdrawn_at IS NULL",
    },
    LISTING,
    Source { kind: "revision", sql: "{revisions} AND p.state <> 'draft' AND NOT {new_photos}", ..LISTING },
    // A change that brings photos which no buyer has seen, whatever else it changes.
    Source { kind: "photo", sql: "{revisions} AND p.state <> 'draft' AND {new_photos}", ..LISTING },
    Source {
        kind: "application",
        noun: "application",
        right: Right::Moderate,
        hours: 72,
        most: MOST,
        due: None,
        law: false,
        // It waits for the household until terms and identity are there; the checklist says which.
        sql: "SELECT r.id, r.name_vi AS title, r.id AS producer_id, NULL::bigint AS amount, coalesce(r.asked_again_at, r.created_at) AS since, \
                     CASE WHEN EXISTS (SELECT FROM terms_acceptances a JOIN pages g USING (slug, lang, version) \
                                       WHERE a.producer_id = r.id) \
                           AND EXISTS (SELECT FROM identities i WHERE i.producer_id = r.id AND i.state IN ('pending', 'verified')) \
                          THEN 'office' ELSE 'household' END AS whom, \
                     NULL::int AS seq, '/office/producers/' || r.slug AS link \
              FROM producers r WHERE r.approved_at IS NULL AND r.suspended_at IS NULL AND r.refused_at IS NULL",
    },
    Source {
        // What buyers read of a household already: it passed at once.
        kind: "facts",
        noun: "facts",
        right: Right::Moderate,
        hours: 72,
        most: MOST,
        due: None,
        law: false,
        sql: "SELECT w.producer_id AS id, r.name_vi AS title, w.producer_id, NULL::bigint AS amount, w.since, \
                     'office' AS whom, NULL::int AS seq, '/office/producers/' || r.slug || '#changed' AS link \
              FROM facts_waiting w JOIN producers r ON r.id = w.producer_id",
    },
    Source {
        kind: "identity",
        noun: "identity",
        right: Right::Moderate,
        hours: 48,
        most: 48,
        due: None,
        law: true,
        sql: "SELECT r.id, i.holder AS title, r.id AS producer_id, NULL::bigint AS amount, i.submitted_at AS since, \
                     'office' AS whom, NULL::int AS seq, '/office/producers/' || r.slug || '#identity' AS link \
              FROM identities i JOIN producers r ON r.id = i.producer_id WHERE i.state = 'pending'",
    },
    Source {
        kind: "paper",
        noun: "paper",
        right: Right::Moderate,
        hours: 72,
        most: MOST,
        due: None,
        law: false,
        sql: "SELECT c.id, c.label || ', ' || c.number AS title, c.producer_id, NULL::bigint AS amount, \
                     coalesce(c.sent_at, c.issued_on::timestamptz) AS since, 'office' AS whom, NULL::int AS seq, \
                     '/office/producers/' || r.slug || '#papers' AS link \
              FROM certificates c JOIN producers r ON r.id = c.producer_id \
              WHERE c.checked_at IS NULL AND c.refused_at IS NULL \
                AND (c.expires_on IS NULL OR c.expires_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)",
    },
    Source {
        kind: "transfer",
        noun: "transfer",
        right: Right::Money,
        hours: 24,
        most: MOST,
        due: None,
        law: false,
        sql: "SELECT t.id, coalesce(nullif(t.content, ''), t.payer_name, t.external_id) AS title, b.producer_id, t.amount, \
                     t.noted_at AS since, \
                     CASE WHEN t.second_look AND NOT t.confirmed_by_bank AND t.looked_by IS NULL AND t.noted_by = {clerk} \
                               AND {others} THEN 'second' \
                          ELSE 'office' END AS whom, \
                     NULL::int AS seq, '/office/money/transfers/' || t.id AS link \
              FROM transfers t JOIN bank_accounts b ON b.id = t.account_id WHERE t.state = 'open'",
    },
    Source {
        kind: "refund",
        noun: "refund",
        right: Right::Money,
        hours: 72,
        most: MOST,
        due: None,
        law: true,
        // A card's refund goes by itself unless it failed; a transfer's waits for the buyer to say where to.
        sql: "SELECT r.id, coalesce(o.code || ', ', '') || 'R' || r.id AS title, p.producer_id, r.amount, r.made_at AS since, \
                     CASE WHEN r.method = 'bank_transfer' AND r.to_number IS NULL THEN 'buyer' ELSE 'office' END AS whom, \
                     NULL::int AS seq, '/office/money/refunds/' || r.id AS link \
              FROM refunds r LEFT JOIN orders o ON o.id = r.order_id LEFT JOIN parcels p ON p.id = r.parcel_id \
              WHERE r.state <> 'done' AND (r.method <> 'card' OR r.state = 'failed')",
    },
    Source {
        // A card's holder wants the money back. It is answered at Stripe, which gives seven days at the least, and Stripe's
        // word ends it.
        kind: "dispute",
        noun: "dispute",
        right: Right::Money,
        hours: 72,
        most: 168,
        due: None,
        law: false,
        sql: "SELECT y.id, o.code AS title, NULL::bigint AS producer_id, y.amount, y.disputed_at AS since, \
                     'office' AS whom, NULL::int AS seq, '/office/orders/' || o.code || '#paid' AS link \
              FROM payments y JOIN orders o ON o.id = y.order_id WHERE y.disputed_at IS NOT NULL AND NOT y.dispute_lost",
    },
    Source {
        kind: "job",
        noun: "job",
        right: Right::Jobs,
        hours: 24,
        most: MOST,
        due: None,
        law: false,
        // The page of dead letters that begins with it: there may be many pages, and the first is of the latest.
        sql: "SELECT j.id, j.kind || ' ' || j.id AS title, NULL::bigint AS producer_id, NULL::bigint AS amount, \
                     j.dead_at AS since, 'office' AS whom, NULL::int AS seq, \
                     '/office/jobs?after=' || (extract(epoch FROM j.dead_at) * 1000000)::bigint || '.' || j.id + 1 || '#dead' AS link \
              FROM jobs j WHERE j.dead_at IS NOT NULL",
    },
    Source {
        // Who asks is told by a number alone, as at the desk.
        kind: "data",
        noun: "data",
        right: Right::People,
        hours: 240,
        most: 240,
        // First the person is told that it came, then it is done; the second may be put off once.
        due: Some("s.due"),
        law: true,
        sql: "SELECT q.id, coalesce('a' || q.account_id, 'g' || q.order_id) AS title, NULL::bigint AS producer_id, \
                     NULL::bigint AS amount, q.received_at AS since, 'office' AS whom, NULL::int AS seq, \
                     '/office/people/requests/' || q.id AS link, \
                     CASE q.state WHEN 'received' THEN least(q.answer_by, q.due_at) ELSE q.due_at END AS due \
              FROM data_requests q WHERE q.state IN ('received', 'answered')",
    },
];

/// The source of this word, when this one may see it.
pub fn find(kind: &str, may: impl Fn(Right) -> bool) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.kind == kind && may(source.right))
}

/// All sources that this one may see, as one SELECT. `spot` orders items of one moment; `due` is when the office is late.
/// `None` when there is none to see.
pub fn union(may: impl Fn(Right) -> bool, only: Option<&str>, clerk: AccountId) -> Option<String> {
    let seen = SOURCES
        .iter()
        .enumerate()
        .filter(|(_, source)| may(source.right) && only.is_none_or(|kind| kind == source.kind))
        .map(|(n, source)| {
            let due = source
                .due
                .map_or_else(|| format!("s.since + make_interval(hours => {})", source.hours_sql()), str::to_owned);
            format!(
                "SELECT '{}' AS kind, '{}' AS noun, s.id, s.id * 64 + {n} AS spot, s.title, s.producer_id, s.amount, s.since, \
                        {due} AS due, s.whom, s.seq, s.link FROM ({}) s",
                source.kind,
                source.noun,
                source
                    .sql
                    .replace("{clerk}", &clerk.0.to_string())
                    .replace("{others}", &second_look::others_there(clerk))
                    .replace("{revisions}", REVISIONS)
                    .replace("{new_photos}", NEW_PHOTOS)
            )
        })
        .collect::<Vec<_>>();
    (!seen.is_empty()).then(|| seen.join(" UNION ALL "))
}

/// The kinds that this one may see, as rows of a VALUES: place in the order, kind, hours.
pub fn kinds(may: impl Fn(Right) -> bool) -> String {
    let seen = SOURCES.iter().enumerate().filter(|(_, source)| may(source.right));
    let rows: Vec<_> = seen.map(|(n, source)| format!("({n}, '{}', {})", source.kind, source.hours_sql())).collect();
    rows.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_kind_is_one_word_and_one_source() {
        let kinds: BTreeSet<_> = SOURCES.iter().map(|source| source.kind).collect();
        assert_eq!(kinds.len(), SOURCES.len());
        assert!(SOURCES.len() < 64, "spots of two kinds would meet");
        for source in SOURCES {
            for word in [source.kind, source.noun] {
                assert!(word.len() <= 20 && word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
            }
            assert!((1..=source.most).contains(&source.hours), "{}", source.kind);
        }
    }

    #[test]
    fn nobody_is_asked_for_what_he_may_not_see() {
        let clerk = AccountId(7);
        assert_eq!(union(|_| false, None, clerk), None);
        let money = union(|right| right == Right::Money, None, clerk).unwrap_or_default();
        assert!(money.contains("FROM transfers") && !money.contains("FROM identities"));
        assert_eq!(union(|right| right == Right::Money, Some("listing"), clerk), None);
        assert!(find("listing", |right| right == Right::Money).is_none());
    }
}
