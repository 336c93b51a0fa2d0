//! `/sell/labels?parcel=G1&parcel=G2`: a label of A6 for each, to print and stick on the box.

use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::pages::{Label, LabelsPage, MOST_LABELS};
use super::picking::HERE;
use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::orders::parcel::ParcelState;
use crate::platform::{Shop, qr};
use crate::sell::http::desk;
use crate::sell::parcels::Parcel;
use crate::sell::queries;

/// A box that is to be packed, or is on its way, or has come and its money has not.
const GOING: [ParcelState; 5] =
    [ParcelState::Placed, ParcelState::Confirmed, ParcelState::Packed, ParcelState::HandedOver, ParcelState::Delivered];

/// `GET /sell/labels`: of parcels of the member's households; one of another household, and none is shown.
pub async fn show(member: Member, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let asked = url::form_urlencoded::parse(request.query_string().as_bytes());
    let mut codes: Vec<String> =
        asked.filter(|(name, _)| name == "parcel").map(|(_, code)| code.into_owned()).take(1_000).collect();
    codes.dedup();
    if codes.is_empty() {
        return Ok(member.visitor.go(&shop, HERE, Some("sell-labels-none")));
    }
    if codes.len() > MOST_LABELS {
        return Ok(member.visitor.go(&shop, HERE, Some("sell-labels-many")));
    }
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let mut parcels = queries::load_parcels(&mut conn, &member, &codes, member.visitor.lang).await?;
    let households = queries::list_households(&mut conn, &member, member.visitor.lang).await?;
    drop(conn);
    // What has ended leaves no more: a label would say of money that went back that it is paid.
    parcels.retain(|parcel| GOING.contains(&parcel.stands));
    if parcels.is_empty() {
        return Ok(member.visitor.go(&shop, HERE, Some("sell-labels-none")));
    }
    let labels = parcels
        .into_iter()
        .map(|p| {
            let own = households.iter().find(|h| h.id == p.producer);
            let (household, household_phone) = own.map(|h| (h.name.clone(), h.phone.clone())).unwrap_or_default();
            let collect = (p.cash == "due").then_some(p.total);
            Ok(Label { qr: picture(&shop, &p)?, p, household, household_phone, collect })
        })
        .collect::<Result<_>>()?;
    member.visitor.page(&shop, &LabelsPage { desk, labels })
}

/// The parcel's page at the desk: whoever of the household scans the box is there.
fn picture(shop: &Shop, parcel: &Parcel) -> Result<String> {
    let link = format!("{}/sell/parcels/{}", shop.config.base_url, parcel.code);
    let svg = qr::svg(&link).map_err(|error| Error::Internal(error.into()))?;
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)))
}
