//! The pages for what went wrong: rendered here, in the visitor's language, for every slice.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{FromRequest as _, HttpMessage as _, HttpResponse, web};
use serde::Serialize;

use crate::accounts::actors::{Visitor, add_cookie};
use crate::error::{Error, ErrorPage, Result};
use crate::kernel::lang::Lang;
use crate::platform::Ground;
use crate::platform::views::Page;

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

/// Any path that is no page of ours.
pub async fn not_found() -> Result<HttpResponse> {
    Err(Error::NotFound)
}

/// Replaces an error's empty body by its page, or by the way to the sign-in page.
pub async fn render(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let request_id = request.extensions().get::<tracing_actix_web::RequestId>().map(ToString::to_string);
    let plain = request.request().clone();
    let answer = match next.call(request).await {
        Ok(answer) => answer.map_into_boxed_body(),
        Err(error) => ServiceResponse::new(plain.clone(), error.error_response()),
    };
    let status = answer.status();
    let page = answer.response().extensions().get::<ErrorPage>().copied();
    let page = match page {
        Some(page) => page,
        // actix's own refusals (a bad path, a body too large) carry no page of ours.
        None if (status.is_client_error() || status.is_server_error())
            && answer
                .response()
                .headers()
                .get("content-type")
                .is_none_or(|t| t.as_bytes().starts_with(b"text/plain"))
            && !plain.path().starts_with("/metrics") =>
        {
            ErrorPage { status, sentence: None, retry_after: None, sign_in: false }
        }
        None => return Ok(answer),
    };
    let response = answer_for(&plain, page, request_id).await;
    Ok(ServiceResponse::new(plain, response))
}

async fn answer_for(request: &actix_web::HttpRequest, page: ErrorPage, request_id: Option<String>) -> HttpResponse {
    if page.sign_in {
        let next =
            if request.method().is_safe() { request.uri().path_and_query().map_or("/", |p| p.as_str()) } else { "/" };
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
        return HttpResponse::SeeOther().insert_header((LOCATION, format!("/account/sign-in?{query}"))).finish();
    }
    let mut builder = HttpResponse::build(page.status);
    if let Some(seconds) = page.retry_after {
        builder.insert_header((RETRY_AFTER, seconds));
    }
    let wants_html = request
        .headers()
        .get(ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_none_or(|v| v.contains("html") || v.contains("*/*"));
    let shown = WentWrongPage {
        status: page.status.as_u16(),
        sentence: page.sentence.unwrap_or(sentence(page.status)).to_owned(),
        retry_after: page.retry_after,
        request_id: page.status.is_server_error().then_some(request_id).flatten(),
    };
    let Some(ground) = request.app_data::<web::Data<Ground>>().filter(|_| wants_html) else { return builder.finish() };
    // The frame asks the database who is signed in; when that fails too, the bare status must do.
    let Ok(visitor) = Visitor::extract(request).await else { return builder.finish() };
    match ground.views.html(&shown, &visitor.frame(ground)) {
        Ok(html) => {
            builder.content_type("text/html; charset=utf-8").insert_header(("cache-control", "no-store")).body(html)
        }
        Err(error) => {
            tracing::error!(%error, "the error page itself");
            builder.finish()
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

/// `?lang=en` on any page also sets the cookie that keeps the choice.
pub async fn remember_language(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let asked = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(k, _)| k == "lang")
        .and_then(|(_, v)| Lang::parse(&v));
    let ground = request.app_data::<web::Data<Ground>>().cloned();
    let mut answer = next.call(request).await?.map_into_boxed_body();
    if let (Some(lang), Some(ground)) = (asked, ground) {
        add_cookie(answer.response_mut(), &Visitor::lang_cookie(&ground, lang));
    }
    Ok(answer)
}
