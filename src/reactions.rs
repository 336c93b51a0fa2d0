//! What follows from each event: one match, event to jobs.

use crate::catalog::jobs::RefreshShelf;
use crate::kernel::events::Event;
use crate::platform::jobs::NewJob;

pub fn react(event: &Event) -> anyhow::Result<Vec<NewJob>> {
    Ok(match event {
        Event::AccountRegistered { .. } | Event::PhoneVerified { .. } => vec![],
        Event::OrderPlaced { .. } | Event::ParcelMoved { .. } => vec![],
        Event::ProductsChanged { products } => vec![NewJob::of(&RefreshShelf { products: products.clone() })?],
    })
}
