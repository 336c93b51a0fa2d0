//! The shop's way to Stripe, against a stand-in that keeps Stripe's rules: whatever happens on the way, one key is one
//! page, one refund, and every failure is told for what it is.

mod accidents;
mod calls;
mod events;
mod webhook;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use market::kernel::clock::Clock;
use market::kernel::lang::Lang;
use market::kernel::money::Money;
use market::platform::stripe::{Line, NewRefund, NewSession, Session, Stripe, StripeFailure};

use crate::support::stripe::StandIn;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap()
}

fn stand_in() -> StandIn {
    StandIn::open(Clock::Stopped(noon()))
}

fn metadata(order: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("payment".to_owned(), format!("{order}-1")), ("order".to_owned(), order.to_owned())])
}

/// Two jars and their way home: 245.000 ₫.
fn page(order: &str) -> NewSession {
    NewSession {
        lines: vec![
            Line { name: "Cá thính Văn Quán, hũ 500 g".to_owned(), amount: Money::dong(110_000), quantity: 2 },
            Line { name: "Giao hàng".to_owned(), amount: Money::dong(25_000), quantity: 1 },
        ],
        reference: order.to_owned(),
        metadata: metadata(order),
        success_url: "https://cho.example/orders/LT7K2M9Q?paid=1".to_owned(),
        cancel_url: "https://cho.example/orders/LT7K2M9Q".to_owned(),
        lang: Lang::Vi,
        email: Some("mai+cho@example.com".to_owned()),
        expires_at: noon() + Duration::minutes(31),
        key: format!("page-{order}"),
    }
}

/// A page that the buyer has paid.
async fn paid(stripe: &StandIn, client: &Stripe, order: &str) -> Session {
    let session = client.open_session(&page(order)).await.unwrap();
    stripe.pay(&session.id).unwrap();
    client.session(&session.id).await.unwrap()
}

fn back(session: &Session, amount: i64, key: &str) -> NewRefund {
    NewRefund {
        payment_intent: session.payment_intent.clone().unwrap(),
        amount: Money::dong(amount),
        metadata: BTreeMap::from([("refund".to_owned(), key.to_owned())]),
        key: key.to_owned(),
    }
}

/// Status and code of a definite no.
fn no(failure: StripeFailure) -> (u16, String) {
    assert!(!failure.may_have_acted());
    match failure {
        StripeFailure::Refused { status, code, .. } => (status, code),
        other => panic!("{other:?} is no refusal"),
    }
}
