//! In how many hours each kind of complaint is answered and settled: set here, read by everybody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde_json::json;

use super::pages::KindsPage;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::complaints::kind;
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::forms::Form;

/// As SQL has it.
const MOST_ANSWER: i32 = 720;
const MOST_SETTLE: i32 = 2160;

/// `GET /office/complaints/kinds`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let kinds = kind::list(&mut *shop.db.conn().await?).await?;
    clerk.visitor.page(&shop, &KindsPage::of(kinds, Form::default()))
}

/// `POST /office/complaints/kinds`: `answer-…` and `settle-…` of each kind. What is open keeps its times.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kinds = kind::list(&mut conn).await?;
    let mut wanted = Vec::new();
    for kind in &kinds {
        let (answer, settle) = (format!("answer-{}", kind.word), format!("settle-{}", kind.word));
        let hours = form.number(&answer, 1, MOST_ANSWER).zip(form.number(&settle, 1, MOST_SETTLE));
        if hours.is_some_and(|(first, last)| first > last) {
            form.refuse(&settle, "complaint-hours-order");
        }
        wanted.push((kind, hours));
    }
    if !form.ok() {
        drop(conn);
        let page = KindsPage::of(kinds, form);
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    }
    conn.transaction(async |conn| {
        for (kind, hours) in wanted {
            let Some((first, last)) = hours else { continue };
            if kind::set(conn, &kind.word, first, last).await? > 0 {
                let act = clerk.act("complaint.hours").on(kind.word.as_str()).changed(
                    json!({ "answer_hours": kind.answer_hours, "settle_hours": kind.settle_hours }),
                    json!({ "answer_hours": first, "settle_hours": last }),
                );
                acts::record(conn, &act).await?;
            }
        }
        Ok::<_, Error>(())
    })
    .await?;
    drop(conn);
    Ok(clerk.visitor.go(&shop, "/office/complaints/kinds", Some("complaint-hours-saved")))
}
