//! The file of a complaint that goes to the authorities: who, what, when, what was said and how it ended, as a workbook. The page itself
//! prints as the same on paper.

use actix_web::{HttpResponse, web};

use super::http::find;
use crate::accounts::actors::Clerk;
use crate::complaints::complaint;
use crate::complaints::kind;
use crate::error::{Error, Result};
use crate::kernel::clock;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::orders::queries;
use crate::platform::Shop;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{self, Cell, Sheet};

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    clock::in_vietnam(at).format("%d/%m/%Y %H:%M").to_string()
}

/// `GET /office/complaints/{id}.xlsx`: with the office's own notes left out.
pub async fn workbook(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let c = find(&shop, *id).await?;
    let mut conn = shop.db.conn().await?;
    let order = queries::by_id(&mut conn, c.order_id).await?.ok_or(Error::NotFound)?;
    let messages = complaint::messages(&mut conn, c.id, false).await?;
    drop(conn);
    let lang = clerk.visitor.lang;
    let say = |key: &str| locales::text(lang, key);
    let line = |label: &str, value: String| format!("{}: {value}", say(label));
    let mut title = vec![
        locales::text_with(lang, "complaint-file-title", &Args::from([("code".into(), c.code().into())])),
        line("complaint-file-order", format!("{} / {}", c.order_code, c.parcel_code())),
        line("complaint-file-buyer", format!("{}, {}", c.buyer, Phone::stored(&order.buyer_phone))),
        line("complaint-file-household", lang.pick(&c.producer_vi, &c.producer_en).to_owned()),
        line("complaint-file-kind", say(&format!("complaint-kind-{}", kind::key(&c.kind)))),
        line("complaint-file-opened", moment(c.opened_at)),
        line("complaint-file-answer-by", moment(c.answer_by)),
        line("complaint-file-settle-by", moment(c.settle_by)),
    ];
    if let Some(at) = c.answered_at {
        title.push(line("complaint-file-answered", moment(at)));
    }
    if let (Some(at), Some(outcome)) = (c.closed_at, &c.outcome) {
        title.push(line("complaint-file-closed", moment(at)));
        let said = say(&format!("complaint-outcome-{outcome}"));
        title.push(line("complaint-file-outcome", format!("{said}. {}", c.outcome_words)));
    }
    let rows = messages.into_iter().map(|m| {
        vec![
            Cell::Text(moment(m.at)),
            Cell::Text(say(&format!("complaint-side-{}", m.side))),
            Cell::Text(m.who),
            Cell::Text(m.words),
            Cell::Number(i64::try_from(m.photos.len()).unwrap_or_default()),
        ]
    });
    let head = ["when", "side", "who", "words", "photos"].map(|column| say(&format!("complaint-file-col-{column}")));
    let table = Sheet { name: c.code(), title, head: head.into(), rows: rows.collect(), total: Vec::new() };
    sheet::respond(&format!("{}-{}.xlsx", if lang == Lang::Vi { "khieu-nai" } else { "complaint" }, c.code()), &table)
}
