//! A flag: who raises it is kept as a hash only, so that one visitor has one open flag on a product.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::ProductId;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;

/// What it is about, in the order of the form; each has a sentence under `flag-kind-…`.
pub const KINDS: [&str; 6] = ["banned", "fake", "untrue", "unsafe", "picture", "other"];

/// A product that buyers can see.
#[derive(Clone, Debug, QueryableByName)]
pub struct Product {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
}

pub async fn product(conn: &mut Conn, slug: &str) -> Result<Option<Product>> {
    Ok(diesel::sql_query(
        "SELECT p.id, p.name_vi, p.name_en FROM products p JOIN producers r ON r.id = p.producer_id \
         WHERE p.slug = $1 AND p.state = 'on_sale' AND r.listed",
    )
    .bind::<Text, _>(slug)
    .get_result(conn)
    .await
    .optional()?)
}

/// A flag about to be raised.
#[derive(Clone, Debug)]
pub struct NewFlag {
    pub product: ProductId,
    pub kind: &'static str,
    pub words: String,
    /// To be asked back.
    pub phone: Option<Phone>,
    /// Of the account or the address.
    pub who_hash: Vec<u8>,
}

/// Raises it; the same visitor's second one on a product, while the first is open, is the first.
pub async fn raise(conn: &mut Conn, new: &NewFlag) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO flags (product_id, kind, words, phone, who_hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(new.product.0)
    .bind::<Text, _>(new.kind)
    .bind::<Text, _>(&new.words)
    .bind::<Nullable<Text>, _>(new.phone.as_ref().map(|phone| phone.as_str().to_owned()))
    .bind::<Binary, _>(&new.who_hash)
    .execute(conn)
    .await?;
    Ok(())
}
