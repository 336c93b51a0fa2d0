//! What Stripe knows: pages, money taken, money given back, and what arises from each change.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A payment page.
#[derive(Clone, Debug)]
pub struct Page {
    pub id: String,
    pub status: &'static str,
    pub payment_status: &'static str,
    pub amount: i64,
    pub reference: Option<String>,
    pub metadata: BTreeMap<String, String>,
    /// Of the payment it leads to.
    pub payment_metadata: BTreeMap<String, String>,
    pub payment_intent: Option<String>,
    pub email: Option<String>,
    pub created: i64,
    pub expires_at: i64,
}

/// Money taken.
#[derive(Clone, Debug)]
pub struct Charge {
    pub id: String,
    pub session: String,
    pub payment_intent: String,
    pub amount: i64,
    pub refunded: i64,
    pub disputed: bool,
    pub metadata: BTreeMap<String, String>,
}

/// Money given back.
#[derive(Clone, Debug)]
pub struct Given {
    pub id: String,
    pub payment_intent: String,
    pub charge: String,
    pub amount: i64,
    pub status: &'static str,
    pub metadata: BTreeMap<String, String>,
    pub created: i64,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub key: Option<String>,
    pub body: String,
    /// 0 when none was given.
    pub answered: u16,
    pub replayed: bool,
}

/// What is kept under a key.
#[derive(Clone, Debug)]
pub struct Kept {
    pub asked: String,
    /// None while it is at work.
    pub answer: Option<(u16, Value)>,
}

/// What moved the money of the account.
#[derive(Clone, Debug)]
pub struct Movement {
    pub id: String,
    pub kind: &'static str,
    pub amount: i64,
    pub fee: i64,
    pub currency: &'static str,
    pub source: Value,
    pub created: i64,
}

#[derive(Default)]
pub struct Books {
    /// What is kept of a charge: so much, and hundredths of a percent.
    pub fee: (i64, i64),
    pub movements: Vec<Movement>,
    pub pages: Vec<Page>,
    pub charges: Vec<Charge>,
    pub refunds: Vec<Given>,
    pub seen: Vec<Seen>,
    pub keys: BTreeMap<String, Kept>,
    /// Events that have arisen and are not with the post yet.
    pub news: Vec<Value>,
    count: u32,
}

impl Books {
    /// As `cs_test_000000000007`.
    pub fn id(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}_{:012}", self.count)
    }

    pub fn page(&mut self, id: &str) -> Result<&mut Page, &'static str> {
        self.pages.iter_mut().find(|p| p.id == id).ok_or("no such page")
    }

    fn charge_of(&mut self, session: &str) -> Result<&mut Charge, &'static str> {
        self.charges.iter_mut().find(|c| c.session == session).ok_or("nothing was paid there")
    }

    pub fn event(&mut self, kind: &str, now: i64, object: &Value) {
        let id = self.id("evt");
        self.news.push(json!({
            "id": id, "object": "event", "api_version": "2026-09-30.endive", "created": now, "type": kind,
            "livemode": false, "pending_webhooks": 1, "data": {"object": object},
            "request": {"id": null, "idempotency_key": null},
        }));
    }

    fn page_event(&mut self, kind: &str, id: &str, now: i64) {
        let object = self.page(id).unwrap().shown();
        self.event(kind, now, &object);
    }

    pub fn pay(&mut self, id: &str, at_once: bool, now: i64) -> Result<(), &'static str> {
        let intent = self.id("pi");
        let page = self.page(id)?;
        if page.status != "open" || now >= page.expires_at {
            return Err("the page is not open");
        }
        page.status = "complete";
        page.payment_intent = Some(intent);
        if at_once {
            self.charge(id, now);
        }
        self.page_event("checkout.session.completed", id, now);
        Ok(())
    }

    fn charge(&mut self, page: &str, now: i64) {
        let id = self.id("ch");
        let page = self.page(page).unwrap();
        page.payment_status = "paid";
        let charge = Charge {
            id,
            session: page.id.clone(),
            payment_intent: page.payment_intent.clone().unwrap(),
            amount: page.amount,
            refunded: 0,
            disputed: false,
            metadata: page.payment_metadata.clone(),
        };
        let object = charge.shown();
        let (fixed, part) = self.fee;
        self.movement("charge", charge.amount, fixed + charge.amount * part / 10_000, object.clone(), now);
        self.charges.push(charge);
        self.event("charge.succeeded", now, &object);
    }

    pub fn settle(&mut self, id: &str, well: bool, now: i64) -> Result<(), &'static str> {
        let page = self.page(id)?;
        if page.status != "complete" || page.payment_status != "unpaid" {
            return Err("no money is on its way");
        }
        if well {
            self.charge(id, now);
            self.page_event("checkout.session.async_payment_succeeded", id, now);
        } else {
            self.page_event("checkout.session.async_payment_failed", id, now);
        }
        Ok(())
    }

    pub fn expire(&mut self, id: &str, now: i64) -> Result<(), &'static str> {
        let page = self.page(id)?;
        if page.status != "open" {
            return Err("the page is not open");
        }
        page.status = "expired";
        self.page_event("checkout.session.expired", id, now);
        Ok(())
    }

    fn dispute_event(&mut self, kind: &str, status: &str, charge: &Charge, now: i64) {
        let object = json!({
            "id": charge.id.replace("ch_", "du_"), "object": "dispute", "amount": charge.amount, "currency": "vnd",
            "charge": charge.id, "payment_intent": charge.payment_intent, "status": status,
            "reason": "product_not_received", "metadata": {}, "evidence": {}, "created": now, "livemode": false,
        });
        self.event(kind, now, &object);
    }

    pub fn dispute(&mut self, session: &str, now: i64) -> Result<(), &'static str> {
        let charge = self.charge_of(session)?;
        charge.disputed = true;
        let charge = charge.clone();
        self.dispute_event("charge.dispute.created", "needs_response", &charge, now);
        Ok(())
    }

    pub fn close_dispute(&mut self, session: &str, won: bool, now: i64) -> Result<(), &'static str> {
        let charge = self.charge_of(session)?;
        if !charge.disputed {
            return Err("there is no dispute");
        }
        // What was won can be given back again.
        charge.disputed = !won;
        let charge = charge.clone();
        self.dispute_event("charge.dispute.closed", if won { "won" } else { "lost" }, &charge, now);
        Ok(())
    }

    /// Gives back; the amount has been checked.
    pub fn give(&mut self, charge: &str, amount: i64, metadata: BTreeMap<String, String>, now: i64) -> Value {
        let id = self.id("re");
        let charge = self.charges.iter_mut().find(|c| c.id == charge).unwrap();
        charge.refunded += amount;
        let given = Given {
            id,
            payment_intent: charge.payment_intent.clone(),
            charge: charge.id.clone(),
            amount,
            status: "succeeded",
            metadata,
            created: now,
        };
        let (refund, charge) = (given.shown(), charge.shown());
        self.refunds.push(given);
        self.movement("refund", -amount, 0, refund.clone(), now);
        self.event("refund.created", now, &refund);
        self.event("charge.refunded", now, &charge);
        refund
    }

    pub fn movement(&mut self, kind: &'static str, amount: i64, fee: i64, source: Value, now: i64) {
        let id = self.id("txn");
        self.movements.push(Movement { id, kind, amount, fee, currency: "vnd", source, created: now });
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        self.movements.iter().map(|m| m.amount - m.fee).sum()
    }

    /// So much goes to the bank.
    pub fn pay_out(&mut self, amount: i64, now: i64) -> String {
        let id = self.id("po");
        let source = json!({"id": id, "object": "payout", "amount": amount, "currency": "vnd", "status": "in_transit"});
        self.movement("payout", -amount, 0, source, now);
        id
    }

    pub fn refund_by_hand(&mut self, session: &str, amount: i64, now: i64) -> Result<(), &'static str> {
        let charge = self.charge_of(session)?;
        if amount < 1 || charge.refunded + amount > charge.amount {
            return Err("more than was paid");
        }
        let id = charge.id.clone();
        self.give(&id, amount, BTreeMap::new(), now);
        Ok(())
    }

    pub fn fail_refund(&mut self, id: &str, now: i64) -> Result<(), &'static str> {
        let given = self.refunds.iter_mut().find(|r| r.id == id).ok_or("no such refund")?;
        if given.status == "failed" {
            return Err("it has failed before");
        }
        given.status = "failed";
        let given = given.clone();
        let charge = self.charges.iter_mut().find(|c| c.id == given.charge).unwrap();
        charge.refunded -= given.amount;
        self.movement("refund_failure", given.amount, 0, given.shown(), now);
        self.event("refund.failed", now, &given.shown());
        Ok(())
    }
}

impl Page {
    /// As Stripe shows it, with much that nobody here reads.
    pub fn shown(&self) -> Value {
        let url = (self.status == "open").then(|| format!("https://checkout.stripe.com/c/pay/{}#fid", self.id));
        json!({
            "id": self.id, "object": "checkout.session", "url": url, "status": self.status, "mode": "payment",
            "payment_status": self.payment_status, "amount_subtotal": self.amount, "amount_total": self.amount,
            "currency": "vnd", "client_reference_id": self.reference, "payment_intent": self.payment_intent,
            "metadata": self.metadata, "created": self.created, "expires_at": self.expires_at, "livemode": false,
            "customer_email": self.email, "automatic_tax": {"enabled": false, "status": null}, "custom_fields": [],
            "payment_method_types": ["card"], "shipping_options": [], "ui_mode": "hosted",
        })
    }
}

impl Charge {
    pub fn shown(&self) -> Value {
        json!({
            "id": self.id, "object": "charge", "amount": self.amount, "amount_captured": self.amount,
            "amount_refunded": self.refunded, "refunded": self.refunded == self.amount, "currency": "vnd",
            "payment_intent": self.payment_intent, "paid": true, "status": "succeeded", "disputed": self.disputed,
            "metadata": self.metadata, "livemode": false,
        })
    }
}

impl Movement {
    pub fn shown(&self, whole: bool) -> Value {
        let source = if whole { self.source.clone() } else { self.source["id"].clone() };
        json!({
            "id": self.id, "object": "balance_transaction", "type": self.kind, "amount": self.amount, "fee": self.fee,
            "net": self.amount.saturating_sub(self.fee), "currency": self.currency, "source": source, "created": self.created,
            "available_on": self.created, "status": "available", "reporting_category": self.kind, "fee_details": [],
        })
    }
}

impl Given {
    pub fn shown(&self) -> Value {
        let why = (self.status == "failed").then_some("lost_or_stolen_card");
        json!({
            "id": self.id, "object": "refund", "amount": self.amount, "currency": "vnd", "status": self.status,
            "payment_intent": self.payment_intent, "charge": self.charge, "metadata": self.metadata,
            "created": self.created, "reason": null, "failure_reason": why,
        })
    }
}
