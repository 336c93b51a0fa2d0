//! Making a lot: what it is, where and when it was made, and what was true on that day, kept as it was.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::diary::{self, Waiting};
use super::{code, diary::OF_LOT};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, DiaryLineId, LotId, PlotId, ProducerId, ProductId};
use crate::kernel::{number, weight};
use crate::platform::db::Conn;
use crate::producers::certificate::{covers_sql, in_force_sql};
use crate::refusal;
use crate::schema::{lots, plots, products};

/// How far back the diary is read for a lot, unless somebody says otherwise: a crop's season, or the months in the jar.
pub const WINDOW_DAYS: i64 = 180;
/// A million kilos or pieces are mistyped.
const MOST: i64 = 1_000_000;
/// Two lots of one code are drawn once in thousands of millions of tries.
const TRIES: usize = 5;

/// What a lot is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Gram,
    Piece,
}

impl Unit {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Unit::Gram => "g",
            Unit::Piece => "piece",
        }
    }
}

impl Unit {
    /// Reads how much there is, as people type it: kilos, `12` or `12,5`, become grams; pieces are whole.
    #[must_use]
    pub fn amount(self, typed: &str) -> Option<i32> {
        let (amount, most) = match self {
            Unit::Gram => (weight::kilos(typed)?, MOST * 1_000),
            Unit::Piece => (number::whole(typed)?, MOST),
        };
        i32::try_from(amount).ok().filter(|_| (1..most).contains(&amount))
    }
}

/// Until when it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// As many days as the product keeps; none for what keeps for ever.
    ByShelfLife,
    On(NaiveDate),
}

/// Which lines of the diary tell how it came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    All,
    These(Vec<DiaryLineId>),
}

/// A lot about to be made.
#[derive(Clone, Debug)]
pub struct NewLot {
    pub producer: ProducerId,
    pub product: ProductId,
    pub plot: Option<PlotId>,
    pub made_on: NaiveDate,
    pub expiry: Expiry,
    pub quantity: Option<(i32, Unit)>,
    pub diary_from: NaiveDate,
    pub lines: Lines,
    /// The product's own when `None`.
    pub gtin: Option<String>,
    /// Of the form: a second press finds the lot that the first one made.
    pub token: String,
    pub account: Option<AccountId>,
}

impl NewLot {
    /// A lot of what was made on this day, with all that goes without saying.
    #[must_use]
    pub fn of(producer: ProducerId, product: ProductId, made_on: NaiveDate, token: String) -> Self {
        NewLot {
            producer,
            product,
            plot: None,
            made_on,
            expiry: Expiry::ByShelfLife,
            quantity: None,
            diary_from: from_of(made_on),
            lines: Lines::All,
            gtin: None,
            token,
            account: None,
        }
    }
}

/// Where the diary of a lot begins.
#[must_use]
pub fn from_of(made_on: NaiveDate) -> NaiveDate {
    made_on.checked_sub_days(chrono::Days::new(WINDOW_DAYS.unsigned_abs())).unwrap_or(made_on)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub id: LotId,
    pub code: String,
}

#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The product or the plot is another household's, or the plot is closed.
    #[error("no such product or plot")]
    NotFound,
    /// The plot, or the product itself, was sprayed too short a time before.
    #[error("not before {}", .0.until)]
    TooSoon(Waiting),
    #[error(transparent)]
    Failed(Error),
}
refusal!(MakeError);

/// Makes a lot and freezes what is true of it: its lines of the diary, and the papers in force on its day. Call it inside a
/// transaction. The same token again is the lot made before.
///
/// # Refuses
/// A product or a plot that is not this household's, a draft, and a harvest before the waiting time of a spraying is over.
pub async fn make(conn: &mut Conn, new: &NewLot) -> Result<Made, MakeError> {
    if let Some(made) = made_before(conn, new).await? {
        return Ok(made);
    }
    if let Some(plot) = new.plot {
        let own = plots::id.eq(plot).and(plots::producer_id.eq(new.producer)).and(plots::closed_at.is_null());
        if plots::table.filter(own).count().get_result::<i64>(conn).await? == 0 {
            return Err(MakeError::NotFound);
        }
    }
    if let Some(waiting) = diary::waiting(conn, new.product, new.plot, new.made_on).await? {
        return Err(MakeError::TooSoon(waiting));
    }
    // A draft has no name yet that a label could say.
    let own = products::id.eq(new.product).and(products::producer_id.eq(new.producer));
    let own = own.and(products::state.ne("draft"));
    if products::table.filter(own).count().get_result::<i64>(conn).await? == 0 {
        return Err(MakeError::NotFound);
    }
    for _ in 0..TRIES {
        if let Some(made) = insert(conn, new).await? {
            freeze(conn, new, made.id).await?;
            return Ok(made);
        }
        // Either the code was taken, or the same form was quicker.
        if let Some(made) = made_before(conn, new).await? {
            return Ok(made);
        }
    }
    Err(MakeError::Failed(Error::Internal(anyhow::anyhow!("no lot's code is free"))))
}

async fn made_before(conn: &mut Conn, new: &NewLot) -> Result<Option<Made>> {
    let own = lots::token.eq(&new.token).and(lots::producer_id.eq(new.producer));
    let row: Option<(LotId, String)> =
        lots::table.select((lots::id, lots::code)).filter(own).first(conn).await.optional()?;
    Ok(row.map(|(id, code)| Made { id, code }))
}

async fn insert(conn: &mut Conn, new: &NewLot) -> Result<Option<Made>> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: LotId,
    }
    let code = code::draw();
    let (quantity, unit) = new.quantity.map_or((None, Unit::Gram), |(n, unit)| (Some(n), unit));
    let expires_on = match new.expiry {
        Expiry::On(day) => Some(day),
        Expiry::ByShelfLife => None,
    };
    let row: Option<Id> = diesel::sql_query(
        "INSERT INTO lots (code, token, producer_id, product_id, plot_id, made_on, expires_on, quantity, unit, diary_from, \
                           gtin, name_vi, name_en, picture_hash, made_by) \
         SELECT $1, $2, p.producer_id, p.id, $5, $6, coalesce($7, $6 + p.shelf_life_days), $8, $9, $10, \
                coalesce($11, p.gtin), p.name_vi, p.name_en, \
                (SELECT f.hash FROM product_pictures pp JOIN pictures f ON f.id = pp.picture_id \
                 WHERE pp.product_id = p.id ORDER BY pp.position LIMIT 1), $12 \
         FROM products p WHERE p.id = $4 AND p.producer_id = $3 \
         ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind::<Text, _>(&code)
    .bind::<Text, _>(&new.token)
    .bind::<BigInt, _>(new.producer.0)
    .bind::<BigInt, _>(new.product.0)
    .bind::<Nullable<BigInt>, _>(new.plot.map(|id| id.0))
    .bind::<Date, _>(new.made_on)
    .bind::<Nullable<Date>, _>(expires_on)
    .bind::<Nullable<Integer>, _>(quantity)
    .bind::<Text, _>(unit.as_str())
    .bind::<Date, _>(new.diary_from)
    .bind::<Nullable<Text>, _>(new.gtin.as_deref())
    .bind::<Nullable<BigInt>, _>(new.account.map(|id| id.0))
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| Made { id: row.id, code }))
}

/// Keeps what was true on the lot's day. A paper must have been in force then, and cover the product.
async fn freeze(conn: &mut Conn, new: &NewLot, lot: LotId) -> Result<()> {
    let (all, chosen) = match &new.lines {
        Lines::All => (true, Vec::new()),
        Lines::These(lines) => (false, lines.iter().map(|id| id.0).collect()),
    };
    diesel::sql_query(format!(
        "INSERT INTO lot_diary (lot_id, line_id) SELECT $6, d.id FROM farm_diary d \
         WHERE {OF_LOT} AND ($7 OR d.id = ANY($8)) ORDER BY d.day DESC, d.id DESC LIMIT $9"
    ))
    .bind::<BigInt, _>(new.producer.0)
    .bind::<BigInt, _>(new.product.0)
    .bind::<Nullable<BigInt>, _>(new.plot.map(|id| id.0))
    .bind::<Date, _>(new.diary_from)
    .bind::<Date, _>(new.made_on)
    .bind::<BigInt, _>(lot.0)
    .bind::<Bool, _>(all)
    .bind::<Array<BigInt>, _>(chosen)
    .bind::<Integer, _>(diary::MOST_OF_A_LOT)
    .execute(conn)
    .await?;
    diesel::sql_query(format!(
        "INSERT INTO lot_certificates (lot_id, kind, label, number, issuer, scope_vi, scope_en, stars, issued_on, \
                                       expires_on, checked_at) \
         SELECT $1, c.kind, c.label, c.number, c.issuer, c.scope_vi, c.scope_en, c.stars, c.issued_on, c.expires_on, \
                c.checked_at \
         FROM certificates c JOIN products p ON p.id = $2 AND p.producer_id = c.producer_id \
           AND {} \
         WHERE {} AND c.issued_on <= $3",
        covers_sql("c", "p"),
        in_force_sql("c", "$3"),
    ))
    .bind::<BigInt, _>(lot.0)
    .bind::<BigInt, _>(new.product.0)
    .bind::<Date, _>(new.made_on)
    .execute(conn)
    .await?;
    // The next lot of this product needs no typing of it, and one that was mistyped before is right from now on. Each lot
    // keeps the number that its own labels say.
    if let Some(gtin) = &new.gtin {
        let other = products::id.eq(new.product).and(products::gtin.is_distinct_from(gtin));
        diesel::update(products::table.filter(other)).set(products::gtin.eq(gtin)).execute(conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, grams) in
            [("12", 12_000), (" 12,5 ", 12_500), ("0.25", 250), ("1,050", 1_050), ("999999", 999_999_000)]
        {
            assert_eq!(Unit::Gram.amount(typed), Some(grams), "{typed}");
        }
        assert_eq!(Unit::Gram.amount("0.850"), Some(850), "as a scale shows it");
        // Frozen for good, and shown to everybody: what may be 1,2 kg or 1200 kg is asked.
        for typed in ["1.200", "", ",5", "0", "0,000", "-1", "1,2345", "1.000.000", "１２", "9999999", "1e3", "kg"] {
            assert_eq!(Unit::Gram.amount(typed), None, "{typed}");
        }
        assert_eq!(Unit::Piece.amount("40"), Some(40));
        assert_eq!(Unit::Piece.amount("1.200"), Some(1_200));
        assert_eq!(Unit::Piece.amount("1.5"), None);
        assert_eq!(Unit::Piece.amount("1,5"), None);
    }
}
