//! What is still to be paid for an order, and how: the transfers to make with their codes, the button to the card page,
//! the other ways there are.

use serde::Serialize;

use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::queries::OrderRow;
use crate::payments::banks;
use crate::payments::offer::Facts;
use crate::payments::payment::Method;
use crate::payments::queries::PaymentRow;
use crate::payments::vietqr;
use crate::platform::qr;

#[derive(Serialize)]
pub struct PayPanel {
    /// `cod`, `bank_transfer` or `card`: how it is being paid.
    method: String,
    left: Money,
    /// A part of what is asked has come: its goods are kept however long the rest takes.
    part: bool,
    /// Money has come that does not fit to the đồng; the office looks at it.
    looked_at: bool,
    transfers: Vec<TransferCard>,
    /// Who is to be paid and has no account now; empty for the market.
    no_account: Vec<String>,
    /// Banks whose application opens with a link.
    apps: Vec<App>,
    /// Until when the goods wait; `None` where money has come, for they wait on then.
    until: Option<String>,
    over: bool,
    /// The other ways to pay, as long as none of the money has come.
    others: Vec<&'static str>,
    /// Whether the page waits for money that is paid in advance.
    waits: bool,
}

/// A bank's application on the buyer's phone.
#[derive(Serialize)]
struct App {
    name: &'static str,
    link: String,
}

/// One transfer to make.
#[derive(Serialize)]
struct TransferCard {
    /// The household, where each is paid itself.
    to: String,
    bank: String,
    account: String,
    holder: String,
    /// The buyer may have kept a code of another account.
    moved: bool,
    amount: Money,
    content: String,
    /// The code as a picture, made here; empty when no code can be made of this account.
    qr: String,
}

impl PayPanel {
    #[must_use]
    pub fn of(lang: Lang, order: &OrderRow, payments: &[PaymentRow], facts: Option<&Facts>) -> Self {
        let live = || payments.iter().filter(|p| p.live());
        let due = || live().filter(|p| p.left() > Money::ZERO);
        let method = due().next().map_or_else(|| order.payment_method.clone(), |p| p.method.clone());
        let begun = live().any(|p| p.received > Money::ZERO);
        let runs_out = || due().filter(|p| p.received == Money::ZERO && !p.looked_at);
        let others = match facts.filter(|_| !begun) {
            Some(facts) => facts.offered().into_iter().map(Method::as_str).filter(|m| *m != method).collect(),
            None => Vec::new(),
        };
        let by_transfer = || due().filter(|p| p.method == "bank_transfer");
        let transfers: Vec<TransferCard> = by_transfer().filter_map(|p| transfer(lang, p)).collect();
        let named = |p: &PaymentRow| lang.pick(&p.producer_vi, &p.producer_en).to_owned();
        PayPanel {
            left: due().map(PaymentRow::left).sum(),
            part: due().any(|p| p.received > Money::ZERO),
            looked_at: payments.iter().any(|p| p.looked_at),
            no_account: by_transfer().filter(|p| p.no_account).map(named).collect(),
            apps: if transfers.is_empty() { Vec::new() } else { apps() },
            transfers,
            until: runs_out().filter_map(|p| p.expires_at).min().map(|at| at.to_rfc3339()),
            over: runs_out().any(|p| p.over),
            others,
            waits: due().next().is_some() && method != Method::Cod.as_str(),
            method,
        }
    }

    #[must_use]
    pub fn waits(&self) -> bool {
        self.waits
    }

    #[must_use]
    pub fn left(&self) -> Money {
        self.left
    }
}

fn apps() -> Vec<App> {
    banks::all().iter().filter_map(|bank| Some(App { name: bank.short_name, link: bank.deep_link()? })).collect()
}

fn transfer(lang: Lang, payment: &PaymentRow) -> Option<TransferCard> {
    let (bin, account) = (payment.bin.clone()?, payment.account.clone()?);
    let content = payment.content.clone()?;
    let bank = banks::find(&bin);
    let asked = vietqr::payload::Transfer {
        bin: &bin,
        number: &account,
        target: vietqr::Target::Account,
        amount: Some(payment.left()),
        bill: None,
        purpose: Some(&content),
    };
    let payload = vietqr::payload::build(&asked).ok();
    let qr = payload.and_then(|payload| qr::svg(&payload).ok()).map(|svg| qr::data_url(&svg)).unwrap_or_default();
    Some(TransferCard {
        to: lang.pick(&payment.producer_vi, &payment.producer_en).to_owned(),
        bank: bank.map_or_else(|| bin.clone(), |b| b.short_name.to_owned()),
        account,
        holder: payment.holder.clone().unwrap_or_default(),
        moved: payment.moved,
        amount: payment.left(),
        content,
        qr,
    })
}
