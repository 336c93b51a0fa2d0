//! One struct per template of packing.

use serde::Serialize;

use super::groups::Group;
use crate::kernel::money::Money;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::sell::pages::Desk;
use crate::sell::parcels::Parcel;
use crate::sell::picks::Pick;

/// As many labels as one sheet of a printer's patience holds.
pub const MOST_LABELS: usize = 10;

#[derive(Serialize)]
pub struct PickingPage {
    pub desk: Desk,
    pub today: String,
    pub picks: Vec<Pick>,
    /// To pack.
    pub groups: Vec<Group>,
    /// Boxes to pack besides those shown: their goods are among the picks.
    pub more: i64,
    /// Packed, waiting to leave.
    pub packed: Vec<Group>,
    pub more_packed: i64,
    pub most: usize,
    /// No form was posted yet; the buttons' template asks for one.
    pub form: Form,
    pub back: &'static str,
}

impl Page for PickingPage {
    const TEMPLATE: &'static str = "sell/packing/picking.html";
}

/// One box alone, after a tick.
#[derive(Serialize)]
pub struct BoxPart {
    pub desk: Desk,
    pub p: Parcel,
    pub form: Form,
    pub back: &'static str,
}

impl Page for BoxPart {
    const TEMPLATE: &'static str = "sell/packing/box.html";
}

#[derive(Serialize)]
pub struct Label {
    pub p: Parcel,
    pub household: String,
    pub household_phone: String,
    /// The cash to take, if there is some.
    pub collect: Option<Money>,
    /// The parcel's link as a picture.
    pub qr: String,
}

#[derive(Serialize)]
pub struct LabelsPage {
    pub desk: Desk,
    pub labels: Vec<Label>,
}

impl Page for LabelsPage {
    const TEMPLATE: &'static str = "sell/packing/labels.html";
}
