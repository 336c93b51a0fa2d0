//! `/sell/picking`: what to pick in all, then box by box, grouped by the day and the way they go.

use actix_web::HttpResponse;

use super::groups::groups;
use super::pages::{MOST_LABELS, PickingPage};
use crate::accounts::actors::Member;
use crate::error::Result;
use crate::orders::parcel::ParcelState;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::sell::http::desk;
use crate::sell::picks::list_picks;
use crate::sell::queries;

pub const HERE: &str = "/sell/picking";

/// `GET /sell/picking`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let states = [ParcelState::Confirmed, ParcelState::Packed];
    let waiting = queries::list_waiting(&mut conn, member.producer, &states, member.visitor.lang).await?;
    let picks = list_picks(&mut conn, member.producer, &[ParcelState::Confirmed], member.visitor.lang).await?;
    drop(conn);
    let (more, more_packed) = (waiting.more_of(ParcelState::Confirmed), waiting.more_of(ParcelState::Packed));
    let (packed, open): (Vec<_>, Vec<_>) = waiting.parcels.into_iter().partition(|p| p.stands == ParcelState::Packed);
    let page = PickingPage {
        desk,
        today: shop.clock.today().to_string(),
        picks,
        groups: groups(open),
        more,
        packed: groups(packed),
        more_packed,
        most: MOST_LABELS,
        form: Form::default(),
        back: HERE,
    };
    member.visitor.page(&shop, &page)
}
