//! The register, and looking somebody up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::pages::{DeskPage, Row};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::error::Result;
use crate::people::person::{self, Found};
use crate::people::register::{self, PAGE, Shown};
use crate::platform::forms::Form;
use crate::platform::{Shop, secrets};

/// Letters of what is looked for.
const MOST: usize = 254;

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    pub shown: String,
    #[serde(default)]
    pub after: String,
}

/// `GET /office/people`
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    page(&clerk, &shop, &filter, Form::default(), Vec::new(), StatusCode::OK).await
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    filter: &Filter,
    form: Form,
    found: Vec<Found>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let shown = Shown::parse(&filter.shown);
    let mut conn = shop.db.conn().await?;
    let (requests, next) = register::list(&mut conn, shown, filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let query = if shown == Shown::Open { String::new() } else { format!("shown={}", shown.word()) };
    let page = DeskPage {
        closed: shown == Shown::Closed,
        requests: requests.into_iter().map(Row::of).collect::<Result<_>>()?,
        next: next.map(|cursor| format!("{query}{}after={cursor}", if query.is_empty() { "" } else { "&" })),
        query,
        form,
        found,
    };
    clerk.visitor.page_with(shop, &page, status)
}

/// `POST /office/people`: looks somebody up. What was typed stands in no address and in no log: the log keeps by what it was
/// looked for, whether somebody was found, and a keyed hash by which the same search is known again.
pub async fn search(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let filter = Filter { shown: String::new(), after: String::new() };
    let Some(typed) = form.line("who", MOST) else {
        return page(&clerk, &shop, &filter, form, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let found = person::find(&mut conn, &typed).await?;
    let hash = secrets::hex(
        secrets::keyed_hash(&shop.config.secret_key, &format!("sought: {typed}")).get(..8).unwrap_or_default(),
    );
    let by = found.as_ref().map(|(by, _)| by.word());
    let keys: Vec<String> = found.iter().flat_map(|(_, found)| found).map(|found| found.key.clone()).collect();
    let told = json!({ "by": by, "found": keys, "search": hash });
    let act = clerk.act("person.sought").changed(Value::Null, told).shown_by(Evidence::ToAnswer);
    acts::record(&mut conn, &act).await?;
    drop(conn);
    let Some((_, found)) = found else {
        form.refuse("who", "people-search-wrong");
        return page(&clerk, &shop, &filter, form, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match found.as_slice() {
        [] => {
            form.refuse("who", "people-search-none");
            page(&clerk, &shop, &filter, form, found, StatusCode::OK).await
        }
        [one] => Ok(clerk.visitor.go(&shop, &format!("/office/people/{}", one.key), None)),
        _ => page(&clerk, &shop, &filter, form, found, StatusCode::OK).await,
    }
}
