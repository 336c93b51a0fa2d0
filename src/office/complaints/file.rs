//! The file of a complaint that goes to the authorities: who, what, when, what was said and how it ended, as a workbook. The page itself
//! prints as the same on paper, with the pictures. The office's own notes are in neither.

use actix_web::{HttpResponse, web};

use super::about;
use super::http::find;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
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
    let lang = clerk.visitor.lang;
    let about = about::load(&mut conn, c.parcel_id).await?;
    let goods = about::goods(&mut conn, c.parcel_id, lang).await?;
    // It names the buyer: who took it along stands in the log.
    let act = clerk.act("complaint.taken").of(c.producer_id).on(c.code()).shown_by(Evidence::Reading);
    acts::record(&mut conn, &act).await?;
    drop(conn);
    let say = |key: &str| locales::text(lang, key);
    let line = |label: &str, value: String| format!("{}: {value}", say(label));
    let mut title = vec![
        shop.config.operator.name.clone(),
        locales::text_with(lang, "complaint-file-title", &Args::from([("code".into(), c.code().into())])),
        line("complaint-file-order", format!("{} / {}, {}", c.order_code, c.parcel_code(), moment(about.placed_at))),
        line("complaint-file-goods", goods.join("; ")),
        line("complaint-file-total", about.total.to_string()),
    ];
    if let Some(at) = about.delivered_at {
        title.push(line("complaint-file-delivered", moment(at)));
    }
    let household = lang.pick(&c.producer_vi, &c.producer_en);
    let seller = format!("{household}, {}, {}, {}", about.contact, Phone::stored(&about.phone), about.place);
    title.extend([
        line("complaint-file-buyer", format!("{}, {}", c.buyer, Phone::stored(&order.buyer_phone))),
        line("complaint-file-household", seller),
    ]);
    if let Some(number) = about.registration {
        title.push(line("complaint-file-registration", number));
    }
    title.extend([
        line("complaint-file-kind", say(&format!("complaint-kind-{}", kind::key(&c.kind)))),
        line("complaint-file-wish", say(&format!("complaint-wish-{}", c.wish))),
        line("complaint-file-opened", moment(c.opened_at)),
        line("complaint-file-answer-by", moment(c.answer_by)),
        line("complaint-file-settle-by", moment(c.settle_by)),
    ]);
    if let Some(at) = c.answered_at {
        title.push(line("complaint-file-answered", moment(at)));
    }
    if let (Some(at), Some(outcome)) = (c.closed_at, &c.outcome) {
        let by = Some(&c.closed_by).filter(|name| !name.is_empty());
        title.push(line("complaint-file-closed", by.map_or(moment(at), |name| format!("{}, {name}", moment(at)))));
        let mut said = say(&format!("complaint-outcome-{outcome}"));
        if let Some(amount) = c.refund {
            said = format!("{said} {amount}");
        }
        if let Some(day) = c.replace_by {
            let day = day.format("%d/%m/%Y").to_string();
            let by = locales::text_with(lang, "complaint-replace-by", &Args::from([("day".into(), day.into())]));
            said = format!("{said} {by}");
        }
        title.push(line("complaint-file-outcome", format!("{said}. {}", c.outcome_words)));
        if let Some(at) = c.replaced_at.filter(|_| c.replaced == Some(true)) {
            title.push(line("complaint-file-replaced", moment(at)));
        }
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
