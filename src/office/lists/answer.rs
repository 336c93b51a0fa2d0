//! What waits for an answer, and what it is answered with, as files: the inbox, complaints, takedowns, reviews, reasons and
//! phrases.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, PIECE, at, at_last, named, text, word, yes};
use crate::catalog::revision::phrases;
use crate::catalog::takedown::{self, Takedown};
use crate::complaints::complaint::Complaint;
use crate::complaints::kind;
use crate::complaints::list::{self as complaints_list, Which};
use crate::error::Result;
use crate::kernel::ids::TakedownId;
use crate::kernel::lang::Lang;
use crate::office::complaints::http::Filter as ComplaintFilter;
use crate::office::inbox::filter::{Asked, Filter};
use crate::office::inbox::queries::{self, Item};
use crate::office::inbox::reasons::{self, Reason};
use crate::office::reviews::{self as office_reviews, Filter as ReviewFilter};
use crate::office::takedowns::Filter as TakedownFilter;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::sheet::Cell;
use crate::reviews::list::{self as review_list, Report, Review, Which as Reviewed};

const INBOX: File = File {
    name: "viec-cho",
    head: &[
        "list-listing-kind",
        "inbox-col-what",
        "office-col-sum",
        "office-col-producer",
        "list-waiting-since",
        "inbox-col-due",
        "list-late",
        "list-whom",
        "inbox-col-who",
    ],
};

fn item(lang: Lang, item: Item) -> Vec<Cell> {
    let whom =
        if item.whom == "office" { word(lang, "", "list-whom-office") } else { word(lang, "inbox-whom-", &item.whom) };
    vec![
        word(lang, "inbox-kind-", &item.kind),
        text(item.title),
        item.amount.map_or(Cell::Empty, Cell::Money),
        named(lang, &item.household_vi, &item.household_en),
        at(item.since),
        at(item.due),
        yes(lang, item.overdue),
        whom,
        text(item.holder.unwrap_or_default()),
    ]
}

/// `GET /office/inbox.{kind}`: what its reader may see of it.
pub async fn inbox(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let may = |right| clerk.visitor.may(right);
    let filter = Filter::read(&asked, may);
    let page = async |conn: &mut Conn, after| {
        let here = Filter { after, ..filter };
        queries::list(conn, &here, may, clerk.account, PIECE).await
    };
    INBOX.paged(&clerk, &shop, &kind, page, item).await
}

const COMPLAINTS: File = File {
    name: "khieu-nai",
    head: &[
        "complaint-col-code",
        "complaint-what",
        "office-col-parcel",
        "office-col-producer",
        "complaint-opened",
        "complaint-answer-by",
        "complaint-settle-by",
        "list-late",
        "office-col-state",
    ],
};

fn complaint(lang: Lang, c: Complaint) -> Vec<Cell> {
    vec![
        text(c.code()),
        word(lang, "complaint-kind-", &kind::key(&c.kind)),
        text(c.parcel_code()),
        named(lang, &c.producer_vi, &c.producer_en),
        at(c.opened_at),
        at(c.answer_by),
        at(c.settle_by),
        yes(lang, c.late),
        word(lang, "complaint-state-", &c.state),
    ]
}

/// `GET /office/complaints.{kind}`
pub async fn complaints(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<ComplaintFilter>,
) -> Result<HttpResponse> {
    let which = Which::parse(&filter.which);
    let page = async |conn: &mut Conn, after| complaints_list::list(conn, None, which, after, PIECE).await;
    COMPLAINTS.paged(&clerk, &shop, &kind, page, complaint).await
}

const TAKEDOWNS: File = File {
    name: "go-hang",
    head: &[
        "takedown-product",
        "office-col-producer",
        "takedown-authority",
        "takedown-reference",
        "takedown-reason",
        "takedown-asked",
        "takedown-due",
        "list-late",
        "list-hidden-at",
        "list-hidden-by",
        "list-lifted-at",
        "takedown-why",
    ],
};

fn takedown(lang: Lang, t: Takedown) -> Vec<Cell> {
    vec![
        named(lang, &t.name_vi, &t.name_en),
        named(lang, &t.producer_vi, &t.producer_en),
        if t.by_office { word(lang, "", "takedown-by-office") } else { text(t.authority) },
        text(t.reference),
        text(t.reason),
        at(t.asked_at),
        at(t.due_at),
        yes(lang, t.late),
        at_last(t.hidden_at),
        text(t.hidden_by),
        at_last(t.lifted_at),
        text(t.lifted_why),
    ]
}

/// `GET /office/takedowns.{kind}`
pub async fn takedowns(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<TakedownFilter>,
) -> Result<HttpResponse> {
    let only = filter.only.parse().ok().map(TakedownId);
    let page = async |conn: &mut Conn, after| takedown::list(conn, only, after, PIECE).await;
    TAKEDOWNS.paged(&clerk, &shop, &kind, page, takedown).await
}

const REVIEWS: File = File {
    name: "danh-gia",
    head: &[
        "office-col-goods",
        "review-col-stars",
        "review-words",
        "office-col-producer",
        "review-col-at",
        "office-col-state",
    ],
};

fn review(lang: Lang, review: Review) -> Vec<Cell> {
    let state = if review.hidden_why.is_some() {
        "hidden"
    } else if review.reported {
        "reported"
    } else {
        "shown"
    };
    vec![
        named(lang, &review.product_vi, &review.product_en),
        Cell::Number(review.stars.into()),
        text(review.words),
        named(lang, &review.producer_vi, &review.producer_en),
        at(review.made_at),
        word(lang, "review-state-", state),
    ]
}

/// `GET /office/reviews.{kind}`
pub async fn reviews(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<ReviewFilter>,
) -> Result<HttpResponse> {
    let which = Reviewed::parse(&filter.which);
    let page = async |conn: &mut Conn, after| review_list::all(conn, which, after, PIECE).await;
    REVIEWS.paged(&clerk, &shop, &kind, page, review).await
}

const REPORTS: File = File {
    name: "danh-gia-bi-bao",
    head: &[
        "log-at",
        "list-reported-by",
        "list-words",
        "office-col-state",
        "list-answer",
        "log-who",
        "list-answered-at",
    ],
};

fn report(lang: Lang, row: Report) -> Vec<Cell> {
    let state = row.hidden.map(|hidden| if hidden { "hidden" } else { "kept" });
    vec![
        at(row.made_at),
        word(lang, "review-report-by-", &row.side),
        text(row.words),
        state.map_or(Cell::Empty, |state| word(lang, "review-report-", state)),
        text(row.answer),
        text(row.settled_by),
        at_last(row.settled_at),
    ]
}

/// `GET /office/reviews/{id}/reports.{kind}`: why the office was asked to look at one review, and what it answered.
pub async fn review_reports(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let review = office_reviews::find(&shop, id).await?;
    let lang = clerk.visitor.lang;
    let found = office_reviews::reports(&mut *shop.db.conn().await?, lang, review.id, MOST).await?;
    REPORTS.respond_of(&id.to_string(), &clerk, &shop, &kind, found.into(), report).await
}

const REASONS: File =
    File { name: "ly-do-mau", head: &["reasons-kind", "reasons-vi", "reasons-en", "reasons-sort", "list-in-use"] };

fn reason(lang: Lang, reason: Reason) -> Vec<Cell> {
    vec![
        word(lang, "reasons-kind-", &reason.kind),
        text(reason.text_vi),
        text(reason.text_en),
        Cell::Number(reason.sort.into()),
        yes(lang, reason.active),
    ]
}

/// `GET /office/inbox/reasons.{kind}`
pub async fn reasons(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    REASONS.whole(&clerk, &shop, &kind, reasons::all, reason).await
}

const PHRASES: File = File { name: "tu-cam", head: &["phrases-words"] };

/// `GET /office/phrases.{kind}`
pub async fn phrases(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    PHRASES.whole(&clerk, &shop, &kind, phrases::all, |_, words: String| vec![text(words)]).await
}
