//! Who may tell the shop that it was paid, and what is read of that.

use chrono::{DateTime, Duration, Utc};
use market::config::Secret;
use market::kernel::money::Money;
use market::platform::stripe::{
    Event, Object, PaymentStatus, RefundStatus, SessionStatus, TOLERANCE, WebhookError, verify,
};
use serde_json::{Value, json};

use super::noon;
use crate::support::stripe::signature;

const OLD: &str = "whsec_old_0123456789abcdef";
const NEW: &str = "whsec_new_0123456789abcdef";

fn secrets(of: &[&str]) -> Vec<Secret> {
    of.iter().map(|s| Secret::new(*s)).collect()
}

fn signed(of: &[&str], body: &str, at: DateTime<Utc>) -> String {
    signature(&secrets(of), body, at.timestamp())
}

fn event(kind: &str, object: &Value) -> String {
    json!({"id": "evt_1", "object": "event", "type": kind, "created": 1_795_410_000, "livemode": false,
           "data": {"object": object}})
    .to_string()
}

/// What a genuine event with this body comes to.
fn told(body: &str) -> Result<Event, WebhookError> {
    verify(Some(&signed(&[NEW], body, noon())), body.as_bytes(), &secrets(&[NEW]), noon())
}

fn object(kind: &str, object: &Value) -> Result<Object, WebhookError> {
    told(&event(kind, object)).map(|event| event.object)
}

#[test]
fn a_signature_made_elsewhere_is_right() {
    let body = br#"{"id":"evt_1","type":"ping","created":1795417357,"livemode":false,"data":{"object":{}}}"#;
    let header = "t=1795417357,v1=72372594f3a3640866cdee327f4de00726920f951c05768bfdacde106fce9891";
    let at = DateTime::from_timestamp(1_795_417_357, 0).unwrap();
    let event = verify(Some(header), body, &secrets(&["whsec_fixed_0123456789"]), at).unwrap();
    assert_eq!((event.id.as_str(), event.kind.as_str(), event.created), ("evt_1", "ping", 1_795_417_357));
    assert_eq!(event.object, Object::Other);
    // A body is signed byte by byte: the same JSON in other words is another body.
    let spaced = br#"{"id":"evt_1", "type":"ping","created":1795417357,"livemode":false,"data":{"object":{}}}"#;
    let refused = verify(Some(header), spaced, &secrets(&["whsec_fixed_0123456789"]), at);
    assert_eq!(refused, Err(WebhookError::Forged));
}

#[test]
fn secrets_are_rotated_without_losing_an_event() {
    let body = event("ping", &json!({}));
    for theirs in [vec![OLD], vec![NEW], vec![OLD, NEW], vec![NEW, OLD], vec!["whsec_x", NEW, "whsec_y"]] {
        let header = signed(&theirs, &body, noon());
        for ours in [vec![OLD, NEW], vec![NEW, OLD], vec!["whsec_z", OLD, NEW]] {
            assert!(verify(Some(&header), body.as_bytes(), &secrets(&ours), noon()).is_ok(), "{theirs:?} {ours:?}");
        }
        let gone = verify(Some(&header), body.as_bytes(), &secrets(&["whsec_z"]), noon());
        assert_eq!(gone, Err(WebhookError::Forged));
    }
    let nobody = verify(Some(&signed(&[NEW], &body, noon())), body.as_bytes(), &[], noon());
    assert_eq!(nobody, Err(WebhookError::Forged));
}

#[test]
fn one_changed_byte_is_a_forgery() {
    let body = event("ping", &json!({"amount": 245_000}));
    let header = signed(&[NEW], &body, noon());
    for at in 0..body.len() {
        let mut changed = body.clone().into_bytes();
        changed[at] ^= 1;
        let refused = verify(Some(&header), &changed, &secrets(&[NEW]), noon());
        assert_eq!(refused, Err(WebhookError::Forged), "byte {at}");
    }
    let cut = &body.as_bytes()[..body.len() - 1];
    assert_eq!(verify(Some(&header), cut, &secrets(&[NEW]), noon()), Err(WebhookError::Forged));
    // The moment is signed too.
    let earlier = header.replacen("t=", "t=0", 1);
    assert_eq!(verify(Some(&earlier), body.as_bytes(), &secrets(&[NEW]), noon()), Err(WebhookError::Forged));
}

#[test]
fn what_is_too_old_or_from_the_future_is_refused() {
    let body = event("ping", &json!({}));
    let at = |seconds: i64| {
        let header = signed(&[NEW], &body, noon() + Duration::seconds(seconds));
        verify(Some(&header), body.as_bytes(), &secrets(&[NEW]), noon()).map(|_| ())
    };
    let tolerance = i64::try_from(TOLERANCE).unwrap();
    assert_eq!(tolerance, 300);
    for seconds in [-tolerance, -1, 0, 1, tolerance] {
        assert_eq!(at(seconds), Ok(()), "{seconds}");
    }
    assert_eq!(at(-tolerance - 1), Err(WebhookError::Old));
    assert_eq!(at(tolerance + 1), Err(WebhookError::Early));
}

#[test]
fn a_header_that_is_none_is_refused() {
    let body = event("ping", &json!({}));
    let right = signed(&[NEW], &body, noon());
    let hex = right.split_once("v1=").unwrap().1.split_once(',').unwrap().0;
    let t = noon().timestamp();
    let refused = |header: &str| verify(Some(header), body.as_bytes(), &secrets(&[NEW]), noon()).unwrap_err();
    assert_eq!(verify(None, body.as_bytes(), &secrets(&[NEW]), noon()), Err(WebhookError::Unsigned));
    let malformed = [
        String::new(),
        "garbage".to_owned(),
        ",,,===,".to_owned(),
        format!("v1={hex}"),
        format!("t={t}"),
        format!("t={t},v0={hex}"),
        format!("t={t},V1={hex}"),
        format!("t=now,v1={hex}"),
        format!("t=,v1={hex}"),
        format!("t={t}.5,v1={hex}"),
        format!("t=99999999999999999999,v1={hex}"),
        // Two moments: which one was signed?
        format!("t={t},t=1,v1={hex}"),
    ];
    for header in malformed {
        assert_eq!(refused(&header), WebhookError::Malformed, "{header}");
    }
    for wrong in [String::new(), hex[1..].to_owned(), hex.to_uppercase(), format!("{hex}0"), "é".repeat(32)] {
        assert_eq!(refused(&format!("t={t},v1={wrong}")), WebhookError::Forged, "{wrong}");
    }
    assert_eq!(refused(&format!("t=-{t},v1={hex}")), WebhookError::Forged);
    assert_eq!(refused(&format!("t={},v1={hex}", i64::MIN)), WebhookError::Forged);
    let spaced = format!(" t={t} , v1={hex} ");
    assert!(verify(Some(&spaced), body.as_bytes(), &secrets(&[NEW]), noon()).is_ok());
}

#[test]
fn a_moment_at_the_end_of_time_is_only_wrong() {
    for t in [i64::MIN, i64::MAX] {
        let header = signature(&secrets(&[NEW]), "{}", t);
        let refused = verify(Some(&header), b"{}", &secrets(&[NEW]), noon()).unwrap_err();
        assert!(matches!(refused, WebhookError::Old | WebhookError::Early), "{refused:?}");
    }
}

#[test]
fn a_large_body_is_read_and_a_deep_one_refused() {
    let large = event(
        "checkout.session.completed",
        &json!({"id": "cs_1", "payment_status": "paid",
        "noise": "đ".repeat(500_000)}),
    );
    assert!(large.len() > 1_000_000);
    assert!(matches!(told(&large).unwrap().object, Object::SessionCompleted(_)));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(told(&deep), Err(WebhookError::Garbled));
    let raw = [0xff, 0x00, 0xfe];
    let signed = [noon().timestamp().to_string().as_bytes(), b".", &raw].concat();
    let hmac = market::platform::secrets::hmac(&Secret::new(NEW), &signed);
    let header = format!("t={},v1={}", noon().timestamp(), market::platform::secrets::hex(&hmac));
    assert_eq!(verify(Some(&header), &raw, &secrets(&[NEW]), noon()), Err(WebhookError::Garbled));
}

#[test]
fn a_session_is_read_in_several_shapes() {
    let full = json!({"id": "cs_1", "object": "checkout.session", "status": "complete", "payment_status": "paid",
        "amount_total": 245_000, "currency": "vnd", "client_reference_id": "LT7K2M9Q", "payment_intent": "pi_1",
        "metadata": {"order": "LT7K2M9Q", "payment": "7"}, "created": 1, "expires_at": 2, "livemode": true,
        "shipping_details": {"name": "x"}, "total_details": {"amount_discount": 0.5}});
    let Object::SessionCompleted(session) = object("checkout.session.completed", &full).unwrap() else { panic!() };
    assert_eq!((session.status, session.payment_status), (Some(SessionStatus::Complete), PaymentStatus::Paid));
    assert_eq!((session.amount_total, session.currency.as_deref()), (Some(Money::dong(245_000)), Some("vnd")));
    assert_eq!(session.client_reference_id.as_deref(), Some("LT7K2M9Q"));
    assert_eq!(session.payment_intent.as_deref(), Some("pi_1"));
    assert_eq!(session.metadata["payment"], "7");
    assert!(session.livemode);

    let expanded = json!({"id": "cs_1", "payment_status": "unpaid", "payment_intent": {"id": "pi_2", "amount": 1}});
    let Object::SessionPaid(session) = object("checkout.session.async_payment_succeeded", &expanded).unwrap() else {
        panic!()
    };
    assert_eq!(session.payment_intent.as_deref(), Some("pi_2"));

    let nulls = json!({"id": "cs_1", "payment_status": "unpaid", "payment_intent": null, "metadata": null,
        "status": null, "amount_total": null, "currency": null, "url": null, "client_reference_id": null});
    assert!(matches!(object("checkout.session.async_payment_failed", &nulls), Ok(Object::SessionFailed(_))));

    let later = json!({"id": "cs_1", "payment_status": "paid_by_barter", "status": "dreaming"});
    let Object::SessionExpired(session) = object("checkout.session.expired", &later).unwrap() else { panic!() };
    assert_eq!((session.status, session.payment_status), (Some(SessionStatus::Unknown), PaymentStatus::Unknown));
}

#[test]
fn refunds_charges_and_disputes_are_read() {
    let charge = json!({"id": "ch_1", "amount": 245_000, "amount_refunded": 45_000, "currency": "vnd",
        "payment_intent": "pi_1", "refunds": {"data": []}});
    let Object::ChargeRefunded(charge) = object("charge.refunded", &charge).unwrap() else { panic!() };
    assert_eq!((charge.amount, charge.amount_refunded), (Money::dong(245_000), Money::dong(45_000)));

    let refund = |status: &str| {
        json!({"id": "re_1", "amount": 45_000, "currency": "vnd", "status": status,
        "payment_intent": "pi_1", "charge": {"id": "ch_1"}, "metadata": {"refund": "9"}})
    };
    for (kind, word, status) in [
        ("refund.created", "pending", RefundStatus::Pending),
        ("refund.updated", "succeeded", RefundStatus::Succeeded),
        ("refund.failed", "failed", RefundStatus::Failed),
        ("charge.refund.updated", "canceled", RefundStatus::Canceled),
        ("refund.updated", "requires_action", RefundStatus::RequiresAction),
        ("refund.updated", "lost_at_sea", RefundStatus::Unknown),
    ] {
        let Object::Refund(refund) = object(kind, &refund(word)).unwrap() else { panic!("{kind}") };
        assert_eq!((refund.status, refund.charge.as_deref()), (Some(status), Some("ch_1")), "{kind}");
    }

    let dispute = |status: &str| {
        json!({"id": "du_1", "amount": 245_000, "currency": "vnd", "charge": "ch_1",
        "payment_intent": "pi_1", "status": status, "reason": "fraudulent", "evidence": {"x": 1}})
    };
    let Object::DisputeOpened(opened) = object("charge.dispute.created", &dispute("needs_response")).unwrap() else {
        panic!()
    };
    assert_eq!((opened.id.as_str(), opened.reason.as_str()), ("du_1", "fraudulent"));
    let Object::DisputeClosed(closed) = object("charge.dispute.closed", &dispute("lost")).unwrap() else { panic!() };
    assert_eq!((closed.status.as_str(), closed.payment_intent.as_deref()), ("lost", Some("pi_1")));
}

#[test]
fn what_we_do_not_use_may_be_anything_and_what_we_use_may_not() {
    assert_eq!(object("invoice.paid", &json!([1, "two"])), Ok(Object::Other));
    assert_eq!(object("checkout.session.invented_tomorrow", &json!(null)), Ok(Object::Other));
    for wrong in [
        json!(null),
        json!([]),
        json!({}),
        json!({"id": 7, "payment_status": "paid"}),
        json!({"id": "cs_1"}),
        json!({"id": "cs_1", "payment_status": null}),
        json!({"id": "cs_1", "payment_status": "paid", "amount_total": "245000"}),
        json!({"id": "cs_1", "payment_status": "paid", "amount_total": 245_000.5}),
        json!({"id": "cs_1", "payment_status": "paid", "amount_total": 1e30}),
        json!({"id": "cs_1", "payment_status": "paid", "payment_intent": 7}),
        json!({"id": "cs_1", "payment_status": "paid", "metadata": {"order": 7}}),
    ] {
        assert_eq!(object("checkout.session.completed", &wrong), Err(WebhookError::Garbled), "{wrong}");
    }
    for body in ["", "null", "[]", "{}", "\"x\"", "{\"id\":\"evt_1\"}", "{\"id\":\"evt_1\",\"type\":\"ping\"}"] {
        assert_eq!(told(body), Err(WebhookError::Garbled), "{body}");
    }
}
