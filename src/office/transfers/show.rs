//! `GET /office/money/transfers/{id}`: one transfer with all that is known of it, its diary, and what can be done.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::queries::{self, Happened, Refund, Transfer};
use super::suggest::{self, Suggestion};
use crate::accounts::actors::Clerk;
use crate::error::Result;
use crate::kernel::ids::TransferId;
use crate::kernel::money::Money;
use crate::office::inbox::claims::{self, Held};
use crate::office::inbox::reasons::{self, Reason};
use crate::payments::refund_reason;
use crate::payments::transfer::card_payouts;
use crate::payments::transfer::credits::{self, Credit};
use crate::payments::transfer::kinds::TransferState;
use crate::payments::transfer::second_look;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// Why an act was refused: a Fluent key and the sum in it.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    pub key: &'static str,
    pub amount: Money,
}

/// What was pressed and did nothing: the act as the address names it, and what was typed in its form.
#[derive(Default)]
pub(super) struct Pressed<'a> {
    pub act: &'a str,
    pub form: Form,
    pub refused: Option<Refused>,
}

#[derive(Serialize)]
struct TransferPage {
    transfer: Transfer,
    bank: String,
    diary: Vec<Happened>,
    refund: Option<Refund>,
    parts: Vec<Transfer>,
    /// What is kept for the buyer whose order an open transfer is about.
    credits: Vec<Credit>,
    /// Orders that it may be for; the first stands in the form.
    suggestions: Vec<Suggestion>,
    /// Where it may go from here.
    moves: Vec<&'static str>,
    /// Of a word that waits for a second look: who may give it; nobody else does, where it is the reader's own.
    others: Vec<String>,
    own: bool,
    /// Stripe has paid out this very sum, and no bank has told of it yet.
    payout: bool,
    /// Who looks at it.
    held: Vec<Held>,
    /// Reasons ready to be chosen.
    reasons: Vec<Reason>,
    refused: Option<Refused>,
    /// Whose form was sent last; empty for none.
    pressed: String,
    form: Form,
}

impl Page for TransferPage {
    const TEMPLATE: &'static str = "office/transfers/transfer.html";
}

pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, TransferId(*id), Pressed::default(), StatusCode::OK).await
}

/// The page, after an act that was refused with why and with what was typed.
pub(super) async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: TransferId,
    pressed: Pressed<'_>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let transfer = queries::load(&mut conn, id).await?;
    let lang = clerk.visitor.lang;
    let told = |row: Happened| Happened { note: refund_reason::told(lang, &row.note), ..row };
    let diary = queries::diary(&mut conn, id).await?.into_iter().map(told).collect();
    let refund = queries::refund(&mut conn, id).await?;
    let parts = queries::parts(&mut conn, id).await?;
    let credits = match (&transfer.code, &transfer.buyer_phone) {
        (Some(code), Some(phone)) if transfer.state == TransferState::Open.as_str() => {
            credits::for_order(&mut conn, code, phone).await?
        }
        _ => Vec::new(),
    };
    let waiting = queries::waiting(&mut conn, &transfer.codes).await?;
    let payout = card_payouts::likely(&mut conn, id).await?;
    let held = claims::held(&mut conn, &[("transfer", id.0)], clerk.account).await?;
    let reasons = reasons::offered(&mut conn, &["transfer"]).await?;
    let others = match transfer.noted_by.filter(|_| transfer.waits()) {
        Some(by) => second_look::others(&mut conn, by).await?,
        None => Vec::new(),
    };
    drop(conn);
    let own = !others.is_empty() && transfer.noted_by == Some(clerk.account);
    let moves = match TransferState::parse(&transfer.state) {
        // What an applied part does by itself no clerk does.
        Some(TransferState::Applied) | None => Vec::new(),
        // What is done with it is another's to say.
        Some(TransferState::Open) if own => vec![TransferState::Ignored.as_str()],
        Some(state) => state.moves().iter().map(|to| to.as_str()).collect(),
    };
    let page = TransferPage {
        bank: transfer.bank().to_owned(),
        suggestions: suggest::suggest(&transfer, &waiting),
        transfer,
        diary,
        refund,
        parts,
        credits,
        moves,
        others,
        own,
        payout: payout && !own,
        held,
        reasons,
        refused: pressed.refused,
        pressed: pressed.act.to_owned(),
        form: pressed.form,
    };
    clerk.visitor.page_with(shop, &page, status)
}
