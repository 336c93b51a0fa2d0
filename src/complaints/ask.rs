//! The form that a complaint begins with, whoever fills it in: the parcel that it is about, what is read of it, what its page shows.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::kind::{self, Kind};
use super::open::{self, WISHES};
use super::pages::Choice;
use super::talk::{self, MOST_PHOTOS, Talk};
use crate::error::{Error, Result};
use crate::kernel::ids::{ComplaintId, ParcelId, ProducerId};
use crate::kernel::lang::Lang;
use crate::orders::queries::OrderRow;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::{Ground, secrets};
use crate::schema::{parcels, producers};

/// A parcel that something may be said of.
pub struct About {
    pub order: OrderRow,
    pub parcel: ParcelId,
    pub number: i16,
    pub producer: ProducerId,
    pub household: String,
    /// What may be said of it now.
    pub kinds: Vec<Kind>,
    /// The complaint about it that has not ended.
    pub open: Option<ComplaintId>,
}

impl About {
    /// The parcel of this number of an order.
    ///
    /// # Refuses
    /// [`Error::NotFound`] where the order has none.
    pub async fn load(conn: &mut Conn, order: OrderRow, number: i16, lang: Lang) -> Result<Self> {
        let found: Option<(ParcelId, ProducerId, String, String)> = parcels::table
            .inner_join(producers::table)
            .select((parcels::id, producers::id, producers::name_vi, producers::name_en))
            .filter(parcels::order_id.eq(order.id).and(parcels::number.eq(number)))
            .first(conn)
            .await
            .optional()?;
        let (parcel, producer, name_vi, name_en) = found.ok_or(Error::NotFound)?;
        let stands = open::stands(conn, parcel).await?.ok_or(Error::NotFound)?;
        let mut kinds = kind::list(conn).await?;
        kinds.retain(|kind| kind.fits(stands));
        let open = open::open_of(conn, parcel).await?;
        let household = lang.pick(&name_vi, &name_en).to_owned();
        Ok(About { order, parcel, number, producer, household, kinds, open })
    }
}

/// What a form says that begins a complaint.
pub struct Asked {
    pub token: String,
    pub words: String,
    pub kind: Kind,
    pub wish: &'static str,
}

/// Reads the form; `None` where something is wrong, which is said beside each field. `photo`: whether a picture is asked for where
/// the kind needs one.
pub fn read(about: &About, talk: &mut Talk, photo: bool) -> Option<Asked> {
    let words = talk.words();
    let kind = about.kinds.iter().find(|kind| kind.word == talk.form.raw("kind")).cloned();
    if kind.is_none() {
        talk.form.refuse("kind", if about.kinds.is_empty() { "complaint-not-now" } else { "field-choose" });
    }
    let wish = WISHES.into_iter().find(|wish| *wish == talk.form.raw("wish"));
    if wish.is_none() {
        talk.form.refuse("wish", "field-choose");
    }
    if photo && kind.as_ref().is_some_and(|kind| kind.photo) && talk.photos.is_empty() {
        talk.form.refuse("photos", "complaint-photo-needed");
    }
    let token = secrets::form_token_of(talk.form.raw("token"));
    let (Some(words), Some(kind), Some(wish), true) = (words, kind, wish, talk.form.ok()) else { return None };
    Some(Asked { token, words, kind, wish })
}

/// The form as its page shows it.
#[derive(Serialize)]
pub struct Asking {
    pub order_code: String,
    pub number: i16,
    pub household: String,
    /// What may be said of this parcel now; none: it is too late, or too early.
    pub kinds: Vec<Choice>,
    pub wishes: [&'static str; 3],
    pub form: Form,
    /// How many pictures are kept already, and their names under our seal.
    pub photos: usize,
    pub kept: String,
    pub most_photos: usize,
}

impl Asking {
    #[must_use]
    pub fn of(ground: &Ground, about: About, mut form: Form, photos: &[String]) -> Self {
        let token = secrets::form_token_of(form.raw("token"));
        form.set("token", token);
        Asking {
            order_code: about.order.code,
            number: about.number,
            household: about.household,
            kinds: about.kinds.into_iter().map(Choice::from).collect(),
            wishes: WISHES,
            form,
            photos: photos.len(),
            kept: talk::sealed(ground, photos),
            most_photos: MOST_PHOTOS,
        }
    }
}
