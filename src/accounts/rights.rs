//! Who may do what at the trade office: the one table of its routes and the right that each asks for. The extractor
//! [`super::actors::Clerk`] reads it for every request, pages read it to hide what their reader may not do, and a test holds it
//! against `routes`. A route that is not in it opens to nobody.

use actix_web::http::Method;

use super::clerk_role::ClerkRole;

/// What a clerk may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// To come in at all.
    Enter,
    /// To read orders, their buyers and the pictures at their doors.
    Orders,
    /// To read what buyers complain of, and the file of it.
    Complaints,
    /// To answer complaints and decide them, with what goes back to the buyer.
    Answer,
    /// To read a household's page.
    Households,
    /// To decide about households, what they list and may claim, what an authority orders off, their papers, photos and lots,
    /// and to act for them.
    Moderate,
    /// To read lots and recalls.
    Lots,
    /// To read what people look for.
    Searches,
    /// To read what vouchers are given and cost.
    Vouchers,
    /// To give and stop vouchers, to put goods forward, to write news and to households.
    Promote,
    /// To see and move money.
    Money,
    /// To set the market up: rules, accounts, rates, categories, places, what delivery costs what people are told, and the
    /// hours in which complaints are answered.
    Settings,
    /// To change the texts of the shop, those that people agree to among them.
    Texts,
    /// To answer people about their data: to find one, hand it out, put it right, erase it.
    People,
    /// To see what the machine gave up and send it again.
    Jobs,
    /// To say who is a clerk and for what.
    Staff,
    /// To read what everybody has done.
    Log,
}

use ClerkRole::{Admin, Finance, Moderator, Promoter, Support};
use Right::{
    Answer, Complaints, Enter, Households, Jobs, Log, Lots, Moderate, Money, Orders, People, Promote, Searches,
    Settings, Staff, Texts, Vouchers,
};

impl Right {
    pub const ALL: [Right; 17] = [
        Enter, Orders, Complaints, Answer, Households, Moderate, Lots, Searches, Vouchers, Promote, Money, Settings,
        Texts, People, Jobs, Staff, Log,
    ];

    /// The word by which a template asks for it: `"orders" in site.may`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Enter => "enter",
            Orders => "orders",
            Complaints => "complaints",
            Answer => "answer",
            Households => "households",
            Moderate => "moderate",
            Lots => "lots",
            Searches => "searches",
            Vouchers => "vouchers",
            Promote => "promote",
            Money => "money",
            Settings => "settings",
            Texts => "texts",
            People => "people",
            Jobs => "jobs",
            Staff => "staff",
            Log => "log",
        }
    }

    /// Who has it, besides the admin, who has all.
    const fn roles(self) -> &'static [ClerkRole] {
        match self {
            Enter => &[Moderator, Promoter, Finance, Support],
            Orders | Complaints => &[Finance, Support],
            Answer | Searches | People => &[Support],
            Households => &[Moderator, Finance, Support],
            Lots => &[Moderator, Support],
            Moderate => &[Moderator],
            Vouchers => &[Promoter, Finance],
            Promote => &[Promoter],
            Money => &[Finance],
            Settings | Texts | Jobs | Staff | Log => &[],
        }
    }

    /// Whether a clerk of this role has it.
    #[must_use]
    pub fn held_by(self, role: ClerkRole) -> bool {
        role == Admin || self.roles().contains(&role)
    }
}

/// Every route below `/office` by method and pattern, with the least right that it asks for. An act of another weight than
/// the page it stands on is a route of its own.
#[rustfmt::skip]
pub const TABLE: &[(&str, &str, Right)] = &[
    ("GET", "/office", Enter),
    ("GET", "/office/inbox", Enter),
    ("GET", "/office/inbox.{kind:xlsx|csv}", Enter),
    ("GET", "/office/inbox/count", Enter),
    ("POST", "/office/inbox/next", Enter),
    ("POST", "/office/inbox/{kind}/{id:[0-9]{1,18}}/open", Enter),
    ("POST", "/office/inbox/{kind}/{id:[0-9]{1,18}}/release", Enter),
    ("GET", "/office/reports", Enter),
    ("GET", "/office/reports/board.{kind:xlsx|csv}", Enter),
    ("GET", "/office/reports/table", Enter),
    ("GET", "/office/reports/table.xlsx", Enter),
    ("GET", "/office/reports/table.csv", Enter),
    ("GET", "/office/reports/monthly", Enter),
    ("GET", "/office/reports/monthly.{kind:xlsx|csv}", Enter),
    ("POST", "/office/reports/monthly", Enter),
    ("GET", "/office/reports/monthly/{id:[0-9]{1,18}}", Enter),
    ("GET", "/office/reports/monthly/{id:[0-9]{1,18}}.{kind:xlsx|csv}", Enter),
    ("GET", "/office/waiting.{kind:xlsx|csv}", Orders),
    ("GET", "/office/orders", Orders),
    ("GET", "/office/orders.{kind:xlsx|csv}", Orders),
    ("GET", "/office/orders/{code}", Orders),
    ("GET", "/office/orders/{code}/{table:goods|parcels|changes|payments|moves|diary}.{kind:xlsx|csv}", Orders),
    ("GET", "/office/orders/{code}/parcels/{number:[0-9]{1,4}}/photo", Orders),
    ("GET", "/office/complaints", Complaints),
    ("GET", "/office/complaints.{kind:xlsx|csv}", Complaints),
    ("GET", "/office/complaints/{id:[0-9]{1,18}}", Complaints),
    ("GET", "/office/complaints/{id:[0-9]{1,18}}.xlsx", Complaints),
    ("GET", "/office/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}", Complaints),
    ("POST", "/office/complaints/{id:[0-9]{1,18}}", Answer),
    ("POST", "/office/complaints/{id:[0-9]{1,18}}/decision", Answer),
    ("POST", "/office/complaints/{id:[0-9]{1,18}}/replacement", Answer),
    ("GET", "/office/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint", Answer),
    ("POST", "/office/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint", Answer),
    ("GET", "/office/complaints/kinds", Complaints),
    ("GET", "/office/complaints/kinds.{kind:xlsx|csv}", Complaints),
    ("POST", "/office/complaints/kinds", Settings),
    ("GET", "/office/producers", Households),
    ("GET", "/office/producers.{kind:xlsx|csv}", Households),
    ("GET", "/office/producers/{slug}", Households),
    ("GET", "/office/producers/{slug}/products.{kind:xlsx|csv}", Households),
    ("GET", "/office/producers/{slug}/parcels.{kind:xlsx|csv}", Households),
    ("GET", "/office/producers/{slug}/papers.{kind:xlsx|csv}", Households),
    ("GET", "/office/producers/{slug}/acts.{kind:xlsx|csv}", Households),
    ("GET", "/office/producers/new", Moderate),
    ("POST", "/office/producers/new", Moderate),
    ("GET", "/office/listings", Moderate),
    ("GET", "/office/listings.{kind:xlsx|csv}", Moderate),
    ("GET", "/office/listings/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/listings/{id:[0-9]{1,18}}/{table:facts|packs}.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/listings/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/listings/{id:[0-9]{1,18}}/preview", Moderate),
    ("POST", "/office/inbox/decide", Moderate),
    ("GET", "/office/inbox/reasons", Moderate),
    ("GET", "/office/inbox/reasons.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/inbox/reasons", Moderate),
    ("POST", "/office/inbox/reasons/{id:[0-9]{1,18}}", Moderate),
    ("POST", "/office/producers/{slug}/trust", Moderate),
    ("GET", "/office/flags/{id:[0-9]{1,18}}", Moderate),
    ("POST", "/office/flags/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/reviews", Moderate),
    ("GET", "/office/reviews.{kind:xlsx|csv}", Moderate),
    ("GET", "/office/reviews/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/reviews/{id:[0-9]{1,18}}/reports.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/reviews/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/takedowns", Moderate),
    ("GET", "/office/takedowns.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/takedowns", Moderate),
    ("POST", "/office/takedowns/{id:[0-9]{1,18}}/{act}", Moderate),
    ("GET", "/office/phrases", Moderate),
    ("GET", "/office/phrases.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/phrases", Moderate),
    ("POST", "/office/lots/{lot}/recall", Moderate),
    ("POST", "/office/lots/{lot}/note", Moderate),
    ("POST", "/office/producers/{slug}/approve", Moderate),
    ("POST", "/office/producers/{slug}/refuse", Moderate),
    ("POST", "/office/producers/{slug}/suspend", Moderate),
    ("POST", "/office/producers/{slug}/suspension", Moderate),
    ("POST", "/office/producers/{slug}/suspension/take-back", Moderate),
    ("POST", "/office/producers/{slug}/lift", Moderate),
    ("GET", "/office/producers/{slug}/facts", Moderate),
    ("POST", "/office/producers/{slug}/facts", Moderate),
    ("POST", "/office/producers/{slug}/facts/seen", Moderate),
    ("POST", "/office/producers/{slug}/identity", Moderate),
    ("POST", "/office/producers/{slug}/papers/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/producers/{slug}/papers/{id:[0-9]{1,18}}/scan", Moderate),
    ("POST", "/office/producers/{slug}/code", Moderate),
    ("POST", "/office/producers/{slug}/act", Moderate),
    ("POST", "/office/acting/end", Moderate),
    ("GET", "/office/lots", Lots),
    ("GET", "/office/lots.{kind:xlsx|csv}", Lots),
    ("GET", "/office/lots/{lot}", Lots),
    ("GET", "/office/lots/{lot}/parcels.{kind:xlsx|csv}", Lots),
    ("GET", "/office/lots/{lot}/diary.{kind:xlsx|csv}", Lots),
    ("GET", "/office/searches", Searches),
    ("GET", "/office/searches.{kind:xlsx|csv}", Searches),
    ("GET", "/office/vouchers", Vouchers),
    ("GET", "/office/vouchers.{kind:xlsx|csv}", Vouchers),
    ("GET", "/office/vouchers/new", Promote),
    ("POST", "/office/vouchers/new", Promote),
    ("GET", "/office/vouchers/{id:[0-9]{1,18}}", Promote),
    ("POST", "/office/vouchers/{id:[0-9]{1,18}}", Promote),
    ("POST", "/office/vouchers/{id}/stop", Promote),
    ("GET", "/office/certificates", Moderate),
    ("GET", "/office/certificates.{kind:xlsx|csv}", Moderate),
    ("GET", "/office/certificates/new", Moderate),
    ("POST", "/office/certificates/new", Moderate),
    ("GET", "/office/certificates/template.xlsx", Moderate),
    ("GET", "/office/certificates/import", Moderate),
    ("POST", "/office/certificates/import", Moderate),
    ("GET", "/office/certificates/import/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/certificates/import/{id:[0-9]{1,18}}.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/certificates/import/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/certificates/{id:[0-9]{1,18}}", Moderate),
    ("GET", "/office/certificates/{id:[0-9]{1,18}}/{table:reminders|acts}.{kind:xlsx|csv}", Moderate),
    ("POST", "/office/certificates/{id:[0-9]{1,18}}", Moderate),
    ("POST", "/office/certificates/{id:[0-9]{1,18}}/answer", Moderate),
    ("POST", "/office/certificates/{id:[0-9]{1,18}}/revoke", Moderate),
    ("GET", "/office/certificates/{id:[0-9]{1,18}}/scan", Moderate),
    ("POST", "/office/certificates/{id:[0-9]{1,18}}/scan", Moderate),
    ("GET", "/office/spotlights", Promote),
    ("GET", "/office/spotlights.{kind:xlsx|csv}", Promote),
    ("GET", "/office/spotlights/new", Promote),
    ("POST", "/office/spotlights/new", Promote),
    ("GET", "/office/spotlights/preview", Promote),
    ("GET", "/office/spotlights/report", Promote),
    ("GET", "/office/spotlights/report.{kind:xlsx|csv}", Promote),
    ("GET", "/office/spotlights/{id:[0-9]{1,18}}", Promote),
    ("POST", "/office/spotlights/{id:[0-9]{1,18}}", Promote),
    ("POST", "/office/spotlights/{id:[0-9]{1,18}}/stop", Promote),
    ("POST", "/office/spotlights/{id:[0-9]{1,18}}/picture", Promote),
    ("GET", "/office/collections", Promote),
    ("GET", "/office/collections.{kind:xlsx|csv}", Promote),
    ("GET", "/office/collections/new", Promote),
    ("POST", "/office/collections/new", Promote),
    ("GET", "/office/collections/{id:[0-9]{1,18}}", Promote),
    ("POST", "/office/collections/{id:[0-9]{1,18}}", Promote),
    ("GET", "/office/collections/{id:[0-9]{1,18}}/poster", Promote),
    ("GET", "/office/posters/{slug}", Promote),
    ("GET", "/office/news", Promote),
    ("GET", "/office/news.{kind:xlsx|csv}", Promote),
    ("GET", "/office/news/new", Promote),
    ("POST", "/office/news/new", Promote),
    ("GET", "/office/news/{id:[0-9]{1,18}}", Promote),
    ("POST", "/office/news/{id:[0-9]{1,18}}", Promote),
    ("GET", "/office/broadcasts", Promote),
    ("GET", "/office/broadcasts.{kind:xlsx|csv}", Promote),
    ("GET", "/office/broadcasts/new", Promote),
    ("POST", "/office/broadcasts/new", Promote),
    ("GET", "/office/broadcasts/{id:[0-9]{1,18}}", Promote),
    ("GET", "/office/broadcasts/{id:[0-9]{1,18}}.{kind:xlsx|csv}", Promote),
    ("GET", "/office/broadcasts/{id:[0-9]{1,18}}/text", Promote),
    ("POST", "/office/broadcasts/{id:[0-9]{1,18}}/text", Promote),
    ("POST", "/office/broadcasts/{id:[0-9]{1,18}}/send", Promote),
    ("GET", "/office/pages", Texts),
    ("GET", "/office/pages.{kind:xlsx|csv}", Texts),
    ("GET", "/office/pages/{slug}/{lang}", Texts),
    ("POST", "/office/pages/{slug}/{lang}", Texts),
    ("POST", "/office/pages/{slug}/{lang}/plans/{id:[0-9]{1,18}}", Texts),
    ("GET", "/office/money/transfers", Money),
    ("GET", "/office/money/transfers.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/transfers/{id:[0-9]{1,18}}", Money),
    ("GET", "/office/money/transfers/{id:[0-9]{1,18}}/diary.{kind:xlsx|csv}", Money),
    ("POST", "/office/money/transfers/{id:[0-9]{1,18}}/{act}", Money),
    ("GET", "/office/money/statement", Money),
    ("POST", "/office/money/statement", Money),
    ("GET", "/office/money/statements/{id:[0-9]{1,18}}", Money),
    ("GET", "/office/money/statements/{id:[0-9]{1,18}}.{kind:xlsx|csv}", Money),
    ("POST", "/office/money/statements/{id:[0-9]{1,18}}", Money),
    ("GET", "/office/money/received", Money),
    ("POST", "/office/money/received", Money),
    ("GET", "/office/money", Money),
    ("GET", "/office/money.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/odd.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/stripe.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/webhooks", Money),
    ("GET", "/office/money/webhooks.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/webhooks/{table:sources|refused}.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/webhooks/{id:[0-9]{1,18}}", Money),
    ("POST", "/office/money/books", Money),
    ("GET", "/office/money/books/{id:[0-9]{1,18}}", Money),
    ("GET", "/office/money/books/{id:[0-9]{1,18}}.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/postings", Money),
    ("GET", "/office/money/postings.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/postings/new", Money),
    ("POST", "/office/money/postings/new", Money),
    ("POST", "/office/money/postings/{id:[0-9]{1,18}}/reversal", Money),
    ("GET", "/office/money/payouts", Money),
    ("POST", "/office/money/payouts", Money),
    ("GET", "/office/money/payouts.csv", Money),
    ("GET", "/office/money/payouts/list.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/payouts/batches.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/payouts/standing.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/payouts/{id:[0-9]+}", Money),
    ("GET", "/office/money/payouts/{id:[0-9]+}.{kind:xlsx|csv}", Money),
    ("POST", "/office/money/payouts/{id:[0-9]+}/paid", Money),
    ("POST", "/office/money/payouts/{id:[0-9]+}/undo", Money),
    ("POST", "/office/money/payouts/{id:[0-9]+}/returned", Money),
    ("GET", "/office/money/batches/{day}", Money),
    ("GET", "/office/money/households/{slug}", Money),
    ("GET", "/office/money/households/{slug}/payouts.{kind:xlsx|csv}", Money),
    ("POST", "/office/money/households/{slug}", Money),
    ("GET", "/office/money/refunds", Money),
    ("GET", "/office/money/refunds.{kind:xlsx|csv}", Money),
    ("GET", "/office/money/refunds/{id:[0-9]+}", Money),
    ("POST", "/office/money/refunds/{id:[0-9]+}/account", Money),
    ("POST", "/office/money/refunds/{id:[0-9]+}/done", Money),
    ("POST", "/office/money/refunds/{id:[0-9]+}/retry", Money),
    ("GET", "/office/money/cash", Money),
    ("GET", "/office/money/cash.{kind:xlsx|csv}", Money),
    ("POST", "/office/money/cash/{id:[0-9]+}", Money),
    ("GET", "/office/money/reports", Money),
    ("GET", "/office/money/reports/{month:[0-9]+-[0-9]+}.{kind:xlsx|csv}", Money),
    ("GET", "/office/orders/{code}/parcels/{number:[0-9]+}/refund", Money),
    ("POST", "/office/orders/{code}/parcels/{number:[0-9]+}/refund", Money),
    ("GET", "/office/money/settings", Settings),
    ("GET", "/office/money/settings/commission.{kind:xlsx|csv}", Settings),
    ("GET", "/office/money/settings/tax.{kind:xlsx|csv}", Settings),
    ("POST", "/office/money/settings/account", Settings),
    ("POST", "/office/money/settings/commission", Settings),
    ("POST", "/office/money/settings/tax", Settings),
    ("POST", "/office/money/settings/commission/{id:[0-9]{1,18}}/back", Settings),
    ("POST", "/office/money/settings/tax/{id:[0-9]{1,18}}/back", Settings),
    ("GET", "/office/people", People),
    ("GET", "/office/people.{kind:xlsx|csv}", People),
    ("GET", "/office/people/{who}/{table:orders|consents|requests}.{kind:xlsx|csv}", People),
    ("POST", "/office/people", People),
    ("GET", "/office/people/{who}", People),
    ("POST", "/office/people/{who}", People),
    ("GET", "/office/people/requests/{id:[0-9]{1,18}}", People),
    ("POST", "/office/people/requests/{id:[0-9]{1,18}}/{act}", People),
    ("POST", "/office/people/exports/{id:[0-9]{1,18}}", People),
    ("GET", "/office/setup", Settings),
    ("GET", "/office/setup/rules", Settings),
    ("GET", "/office/setup/rules.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/rules/{rule}/past.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/rules/{rule}", Settings),
    ("POST", "/office/setup/rules/{rule}", Settings),
    ("POST", "/office/setup/plans/{id:[0-9]{1,18}}", Settings),
    ("GET", "/office/setup/categories", Settings),
    ("GET", "/office/setup/categories.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/categories/new", Settings),
    ("POST", "/office/setup/categories/new", Settings),
    ("GET", "/office/setup/categories/{id:[0-9]{1,18}}", Settings),
    ("POST", "/office/setup/categories/{id:[0-9]{1,18}}", Settings),
    ("POST", "/office/setup/categories/{id:[0-9]{1,18}}/retired", Settings),
    ("GET", "/office/setup/units", Settings),
    ("GET", "/office/setup/units.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/units/new", Settings),
    ("POST", "/office/setup/units/new", Settings),
    ("GET", "/office/setup/units/{id:[0-9]{1,18}}", Settings),
    ("POST", "/office/setup/units/{id:[0-9]{1,18}}", Settings),
    ("GET", "/office/setup/communes", Settings),
    ("GET", "/office/setup/communes.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/communes/{commune}", Settings),
    ("POST", "/office/setup/communes/{commune}", Settings),
    ("GET", "/office/setup/delivery", Settings),
    ("GET", "/office/setup/delivery.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/delivery/zones/{zone}/past.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/delivery/provinces", Settings),
    ("GET", "/office/setup/delivery/provinces.{kind:xlsx|csv}", Settings),
    ("POST", "/office/setup/delivery/provinces", Settings),
    ("GET", "/office/setup/delivery/zones/{zone}", Settings),
    ("POST", "/office/setup/delivery/zones/{zone}", Settings),
    ("GET", "/office/setup/points", Settings),
    ("GET", "/office/setup/points.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/points/new", Settings),
    ("POST", "/office/setup/points/new", Settings),
    ("GET", "/office/setup/points/{id:[0-9]{1,18}}", Settings),
    ("POST", "/office/setup/points/{id:[0-9]{1,18}}", Settings),
    ("GET", "/office/setup/hours", Settings),
    ("GET", "/office/setup/hours.{kind:xlsx|csv}", Settings),
    ("POST", "/office/setup/hours", Settings),
    ("GET", "/office/setup/messages", Settings),
    ("GET", "/office/setup/messages.{kind:xlsx|csv}", Settings),
    ("GET", "/office/setup/messages/{key}/{lang}", Settings),
    ("POST", "/office/setup/messages/{key}/{lang}", Settings),
    ("GET", "/office/jobs", Jobs),
    ("GET", "/office/jobs.{kind:xlsx|csv}", Jobs),
    ("GET", "/office/jobs/{table:kinds|schedules|channels|unsent|checks|backups}.{kind:xlsx|csv}", Jobs),
    ("POST", "/office/jobs/{id}/retry", Jobs),
    ("POST", "/office/jobs/retry", Jobs),
    ("POST", "/office/jobs/reindex", Jobs),
    ("POST", "/office/jobs/checks", Jobs),
    ("GET", "/office/jobs/checks/{id:[0-9]{1,18}}", Jobs),
    ("GET", "/office/jobs/checks/{id:[0-9]{1,18}}.{kind:xlsx|csv}", Jobs),
    ("GET", "/office/log", Log),
    ("GET", "/office/log.xlsx", Log),
    ("GET", "/office/log.csv", Log),
    ("GET", "/office/staff", Staff),
    ("GET", "/office/staff.{kind:xlsx|csv}", Staff),
    ("POST", "/office/staff", Staff),
    ("POST", "/office/staff/{id:[0-9]{1,18}}/take", Staff),
    ("POST", "/office/staff/{id:[0-9]{1,18}}/second", Staff),
];

/// The right that a route asks for; `None` for one that nobody has thought about.
#[must_use]
pub fn asked(method: &Method, pattern: &str) -> Option<Right> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    TABLE.iter().find(|(m, p, _)| *m == method && *p == pattern).map(|(.., right)| *right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_has_every_right_and_nobody_else_has_an_admins() {
        for right in Right::ALL {
            assert!(right.held_by(Admin), "{right:?}");
        }
        for role in [Moderator, Promoter, Finance, Support] {
            assert!(Enter.held_by(role));
            for right in [Settings, Jobs, Staff, Log] {
                assert!(!right.held_by(role), "{role:?} {right:?}");
            }
        }
    }

    #[test]
    fn a_head_asks_for_what_a_get_does_and_an_unknown_route_for_nothing() {
        assert_eq!(asked(&Method::HEAD, "/office/orders"), Some(Orders));
        assert_eq!(asked(&Method::DELETE, "/office/orders"), None);
        assert_eq!(asked(&Method::GET, "/office/nowhere"), None);
    }
}
