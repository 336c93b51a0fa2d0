//! `/sell/take-over`: whoever is signed in types the code from the slip, and has a household's desk.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::accounts::actors::{Member, Visitor, add_cookie};
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::views::Page;
use crate::producers::codes::{self, RedeemError};

/// Besides the tries that each code has.
const TRIES: Limit = Limit { name: "take-over", hits: 20, seconds: 3600 };

#[derive(Serialize)]
struct TakeOverPage {
    form: Form,
    /// The code fits, and works from then on.
    opens_at: Option<DateTime<Utc>>,
}

impl Page for TakeOverPage {
    const TEMPLATE: &'static str = "sell/take_over.html";
}

/// `GET /sell/take-over`
pub async fn show(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    if visitor.account.is_none() {
        return Ok(visitor.go(&shop, "/account/sign-up?next=%2Fsell%2Ftake-over", Some("take-over-account-first")));
    }
    visitor.page(&shop, &TakeOverPage { form: Form::default(), opens_at: None })
}

/// `POST /sell/take-over`
pub async fn submit(visitor: Visitor, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let account = visitor.account()?.clone();
    throttle::check(&shop, &mut *shop.db.conn().await?, TRIES, &account.id.to_string()).await?;
    // A number that nobody has proved opens nothing that was meant for it.
    let phone = account.phone.clone().filter(|_| account.phone_verified_at.is_some());
    let (ground, code) = (shop.clone(), form.raw("code").to_owned());
    let redeemed = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        codes::redeem(&mut conn, &ground, account.id, phone.as_deref(), &code).await
    });
    match redeemed.await.map_err(|error| Error::Internal(anyhow::anyhow!("taking over: {error}")))? {
        Ok(producer) => {
            let mut response = visitor.go(&shop, "/sell/household", Some("take-over-done"));
            add_cookie(&mut response, &Member::household_cookie(&shop, producer));
            Ok(response)
        }
        Err(RedeemError::Wrong) => {
            form.refuse("code", "take-over-wrong");
            visitor.page_with(&shop, &TakeOverPage { form, opens_at: None }, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(RedeemError::Early(at)) => {
            visitor.page_with(&shop, &TakeOverPage { form, opens_at: Some(at) }, StatusCode::CONFLICT)
        }
        Err(RedeemError::Failed(error)) => Err(error),
    }
}
