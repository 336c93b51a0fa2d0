//! `/sell/products/new`: photos and four answers. What the category goes without saying is filled in; the rest is asked
//! afterwards.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::json;

use super::pages::NewPage;
use super::posted::{self, AttachError, Refused};
use super::show::{self, Said};
use super::{fields, pictures};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::revision::begin::{self, BeginError};
use crate::catalog::revision::content::Content;
use crate::catalog::revision::{defaults, pictures as kept};
use crate::catalog::unit;
use crate::error::{Error, Result};
use crate::platform::forms::Form;
use crate::platform::{Shop, locales, secrets};
use crate::sell::behalf::Thing;
use crate::sell::http::desk;

/// `GET /sell/products/new`
pub async fn show(Seller(member): Seller, shop: Shop) -> Result<HttpResponse> {
    let form = Form::blank(&[("token", &secrets::form_token())]);
    page(&member, &shop, form, Vec::new(), StatusCode::OK).await
}

/// `POST /sell/products/new`: begins the product. Script asks for its number only, and goes on from there.
pub async fn submit(
    Seller(member): Seller,
    shop: Shop,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let mut posted = posted::read(&member, &shop, &request, payload).await?;
    let script = posted::by_script(&request);
    let token = posted.form.raw("token").to_owned();
    // Any other word may be one under which an import begins its goods.
    if !secrets::is_form_token(&token) {
        posted.form.set("token", secrets::form_token());
        posted.form.refuse("name", "error-form-unreadable");
        return page(&member, &shop, posted.form, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut conn = shop.db.conn().await?;
    let all = defaults::all(&mut conn).await?;
    let content = fields::read(&mut posted.form, &Content::default(), &all, &[]);
    let readable = posted.form.ok();
    // What is not there yet is asked later; what was typed and cannot be read is asked again now. Script saves what there is,
    // and photos that came cost minutes: for them the product is begun all the same.
    if !script && posted.pictures.is_empty() && (!readable || !posted.refused.is_empty()) {
        drop(conn);
        return page(&member, &shop, posted.form, posted.refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let begun = conn
        .transaction(async |conn| {
            let product = begin::product(conn, member.producer, member.account, &token, &content).await?;
            Thing::Product(product).made(conn, &member, "product.begun", product.to_string()).await?;
            Ok::<_, BeginError>(product)
        })
        .await;
    let product = match begun {
        Ok(product) => product,
        Err(BeginError::NotFound) => return Err(Error::NotFound),
        Err(BeginError::NoCategory) => return Err(Error::Conflict("listing-no-category")),
        Err(BeginError::TooMany) if script => {
            let refused = locales::text(member.visitor.lang, "listing-too-many");
            return Ok(HttpResponse::Conflict().json(json!({"refused": refused})));
        }
        Err(BeginError::TooMany) => {
            drop(conn);
            posted.form.refuse("name", "listing-too-many");
            return page(&member, &shop, posted.form, Vec::new(), StatusCode::CONFLICT).await;
        }
        Err(BeginError::Failed(error)) => return Err(error),
    };
    let photo_refused = match posted::attach(&mut conn, &member, product, &posted.pictures).await {
        Ok(()) => posted.refused,
        Err(AttachError::Refused(sentence)) => {
            let mut refused = posted.refused;
            refused.push(Refused::all(sentence));
            refused
        }
        // Sent a second time, the product may have gone on to the office meanwhile.
        Err(AttachError::NotFound) => Vec::new(),
        Err(AttachError::Failed(error)) => return Err(error),
    };
    if script {
        let (seq, shown) = pictures::there(&mut conn, &member, product).await?;
        return Ok(HttpResponse::Ok().json(json!({"id": product, "seq": seq, "pictures": shown})));
    }
    drop(conn);
    if !readable || !photo_refused.is_empty() {
        // What the category says by itself, and over it what was typed.
        let form = (!readable).then(|| {
            let mut form = fields::shown(&content, &all);
            form.keep_from(&posted.form, &posted.form.names().collect::<Vec<_>>());
            form
        });
        let refused = (!readable).then_some("listing-begun-partly");
        let needs = (!readable).then(Vec::new);
        let said = Said { form, refused, photo_refused, needs, ..Said::default() };
        return show::refuse(&shop, &member, product, StatusCode::UNPROCESSABLE_ENTITY, said).await;
    }
    Ok(member.visitor.go(&shop, &format!("/sell/products/{product}"), Some("listing-begun")))
}

async fn page(
    member: &Member,
    shop: &Shop,
    form: Form,
    photo_refused: Vec<Refused>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let units = unit::offered(shop, &mut conn).await?;
    drop(conn);
    let page = NewPage { desk, form, units, pictures: Vec::new(), photo_refused, most: kept::MOST };
    member.visitor.page_with(shop, &page, status)
}
