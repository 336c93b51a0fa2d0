//! A transfer that a clerk or a household is about to make: what to type, or what to scan.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::{banks, vietqr};
use crate::kernel::ids::RefundId;
use crate::kernel::money::Money;
use crate::platform::qr;

#[derive(Debug, Serialize)]
pub struct Slip {
    pub bank: String,
    pub number: String,
    pub holder: String,
    pub amount: Money,
    pub content: String,
    /// The code's picture as a data URL; empty where no code can be drawn.
    pub qr: String,
}

impl Slip {
    /// What gives a refund, of an order if it is of one, back to the account that its buyer named.
    #[must_use]
    pub fn of_refund(
        id: RefundId,
        order: Option<&str>,
        (bin, number, holder): (&str, &str, &str),
        amount: Money,
    ) -> Self {
        let content = order.map_or_else(|| format!("HOAN TIEN R{id}"), |code| format!("HOAN TIEN {code}"));
        Slip::of(bin, number, holder, amount, &content)
    }

    #[must_use]
    pub fn of(bin: &str, number: &str, holder: &str, amount: Money, content: &str) -> Self {
        let asked = vietqr::payload::Transfer {
            bin,
            number,
            target: vietqr::Target::Account,
            amount: Some(amount),
            bill: None,
            purpose: Some(content),
        };
        let svg = vietqr::payload::build(&asked).ok().and_then(|payload| qr::svg(&payload).ok());
        let url = |svg: String| format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg));
        Slip {
            bank: banks::find(bin).map_or(bin, |bank| bank.short_name).to_owned(),
            number: number.to_owned(),
            holder: holder.to_owned(),
            amount,
            content: content.to_owned(),
            qr: svg.map(url).unwrap_or_default(),
        }
    }
}
