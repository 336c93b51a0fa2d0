//! What follows from each event: one match, event to jobs.

use crate::catalog::jobs::RefreshShelf;
use crate::kernel::events::Event;
use crate::orders::adopt::AdoptOrders;
use crate::orders::messages::{TellOrderPlaced, TellParcelMoved};
use crate::platform::jobs::NewJob;

pub fn react(event: &Event) -> anyhow::Result<Vec<NewJob>> {
    Ok(match event {
        Event::ProductsChanged { products } => vec![NewJob::of(&RefreshShelf { products: products.clone() })?],
        Event::AccountRegistered { .. } => vec![],
        Event::PhoneVerified { account } => {
            vec![NewJob::of(&AdoptOrders { account: *account })?.once(account.to_string())]
        }
        Event::OrderPlaced { order } => vec![NewJob::of(&TellOrderPlaced { order: *order })?.once(order.to_string())],
        Event::ParcelMoved { parcel, to } if TellParcelMoved::worth(to) => {
            vec![NewJob::of(&TellParcelMoved { parcel: *parcel, to: to.clone() })?.once(format!("{parcel}:{to}"))]
        }
        Event::ParcelMoved { .. } => vec![],
    })
}
