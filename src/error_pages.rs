//! The pages for what went wrong: rendered here, in the visitor's language, for every slice.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, ContentType, LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use crate::accounts::actors::{Visitor, add_cookie};
use crate::error::{Error, ErrorPage, Result};
use crate::kernel::lang::Lang;
use crate::platform::methods::Known;
use crate::platform::views::Page;
use crate::platform::{Ground, Shop};
use crate::sell::other_desk;

#[derive(Serialize)]
pub struct WentWrongPage {
    pub status: u16,
    /// Fluent key of what happened, in words.
    pub sentence: String,
    pub retry_after: Option<u64>,
    pub request_id: Option<String>,
}

impl Page for WentWrongPage {
    const TEMPLATE: &'static str = "errors/went_wrong.html";
}

/// Any path that is no page of ours, and any method that a page of ours does not know.
pub async fn not_found(request: HttpRequest, known: web::Data<Known>) -> Result<HttpResponse> {
    Err(known.at(request.path()).map_or(Error::NotFound, Error::NotAllowed))
}

/// Replaces an error's empty body by its page, or by the way to the page that comes first.
pub async fn render(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let request_id = request.extensions().get::<tracing_actix_web::RequestId>().map(ToString::to_string);
    let asked = format!("{} {}", request.method(), request.path());
    let ground = request.app_data::<Shop>().cloned();
    let stranger = Visitor::stranger(request.path());
    match next.call(request).await {
        Ok(answer) => {
            let answer = answer.map_into_boxed_body();
            let Some(page) = page_of(answer.response()) else { return Ok(answer) };
            if let Some(error) = answer.response().error() {
                note(page, error, &asked, request_id.as_deref());
            }
            let request = answer.request().clone();
            let response = answer_for(&request, page, request_id).await;
            Ok(ServiceResponse::new(request, response))
        }
        // A panic took the request with it: the page is shown as to a stranger.
        Err(error) => {
            let page = page_of(&error.error_response());
            let (Some(ground), Some(page)) = (ground, page) else { return Err(error) };
            note(page, &error, &asked, request_id.as_deref());
            let response = show(&ground, &stranger, page, request_id);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Logs a fault, with the number that its page shows. The path is told without its query, which may be personal.
fn note(page: ErrorPage, error: &actix_web::Error, asked: &str, request_id: Option<&str>) {
    if page.status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(id = request_id.unwrap_or_default(), asked, %error, "request failed");
    }
}

/// The page an answer asks for; `None` when it has a body of its own.
fn page_of(response: &HttpResponse) -> Option<ErrorPage> {
    if let Some(page) = response.extensions().get::<ErrorPage>() {
        return Some(*page);
    }
    // actix's own refusals (a bad path, a method nobody handles) carry plain words or nothing.
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).map(|t| t.as_bytes());
    let bare = kind.is_none_or(|t| t.starts_with(b"text/plain"));
    let wrong = status.is_client_error() || status.is_server_error();
    (wrong && bare).then_some(ErrorPage {
        status,
        sentence: None,
        retry_after: None,
        allow: None,
        first: None,
        desks: None,
    })
}

async fn answer_for(request: &HttpRequest, page: ErrorPage, request_id: Option<String>) -> HttpResponse {
    let accepts = request.headers().get(ACCEPT).and_then(|v| v.to_str().ok());
    let html = accepts.is_none_or(|v| v.contains("html") || v.contains("*/*"));
    // A script that asks for numbers would follow to a page, and take it for an answer.
    if let Some(first) = page.first.filter(|_| html) {
        let next = request.uri().path_and_query().filter(|_| request.method().is_safe()).map_or("/", |p| p.as_str());
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
        return HttpResponse::SeeOther().insert_header((LOCATION, format!("{first}?{query}"))).finish();
    }
    match request.app_data::<Shop>() {
        Some(ground) if html => {
            // Who is signed in is asked of the database; when that fails too, the page is shown as to a stranger.
            let visitor = Visitor::extract(request).await.unwrap_or_else(|_| Visitor::stranger(request.path()));
            if let Some((meant, now)) = page.desks {
                match other_desk::answer(ground, &visitor, meant, now).await {
                    Ok(answer) => return answer,
                    Err(error) => tracing::error!(%error, "the page of another desk"),
                }
            }
            show(ground, &visitor, page, request_id)
        }
        _ => bare(page).finish(),
    }
}

fn bare(page: ErrorPage) -> HttpResponseBuilder {
    let mut builder = HttpResponse::build(page.status);
    builder.insert_header((CACHE_CONTROL, "no-store"));
    if let Some(seconds) = page.retry_after {
        builder.insert_header((RETRY_AFTER, seconds));
    }
    if let Some(methods) = page.allow {
        builder.insert_header((ALLOW, methods));
    }
    builder
}

fn show(ground: &Ground, visitor: &Visitor, page: ErrorPage, request_id: Option<String>) -> HttpResponse {
    let shown = WentWrongPage {
        status: page.status.as_u16(),
        sentence: page.sentence.unwrap_or(sentence(page.status)).to_owned(),
        retry_after: page.retry_after,
        request_id: request_id.filter(|_| page.status.is_server_error()),
    };
    match ground.views.html(&shown, &visitor.frame(ground)) {
        Ok(html) => bare(page).content_type(ContentType::html()).body(html),
        Err(error) => {
            tracing::error!(%error, "the error page itself");
            bare(page).finish()
        }
    }
}

/// The general sentence for a status.
fn sentence(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "error-not-found",
        StatusCode::FORBIDDEN => "error-forbidden",
        StatusCode::PAYLOAD_TOO_LARGE => "error-too-large",
        StatusCode::TOO_MANY_REQUESTS => "error-too-many",
        StatusCode::SERVICE_UNAVAILABLE => "error-busy",
        StatusCode::METHOD_NOT_ALLOWED => "error-method",
        s if s.is_server_error() => "error-internal",
        _ => "error-bad-request",
    }
}

/// `?lang=en` on any page also sets the cookie that keeps the choice; on what any cache may keep, it does not.
pub async fn remember_language(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let asked = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(k, _)| k == "lang")
        .and_then(|(_, v)| Lang::parse(&v));
    let ground = request.app_data::<web::Data<Ground>>().cloned();
    let mut answer = next.call(request).await?.map_into_boxed_body();
    let shared = answer.headers().get(CACHE_CONTROL).is_some_and(|v| v.as_bytes().starts_with(b"public"));
    if let (Some(lang), Some(ground), false) = (asked, ground, shared) {
        add_cookie(answer.response_mut(), &Visitor::lang_cookie(&ground, lang));
    }
    Ok(answer)
}
