//! How a revision begins: with a new product, or as a copy of what a product says now.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::content::{self, Content};
use super::lock;
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId, ProductId, RevisionId};
use crate::platform::db::Conn;
use crate::refusal;

/// Goods that a household may have begun and never sold; more are no goods.
pub const MOST_BEGUN: i64 = 60;

#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error("no such product of this household")]
    NotFound,
    #[error("the market has no category yet")]
    NoCategory,
    #[error("{MOST_BEGUN} products are begun already")]
    TooMany,
    #[error(transparent)]
    Failed(Error),
}
refusal!(BeginError);

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Begins a product. The same token again is the same product, whatever else is said.
///
/// # Refuses
/// [`BeginError::TooMany`], and [`BeginError::NotFound`] for another household's token.
pub async fn product(
    conn: &mut Conn,
    producer: ProducerId,
    by: AccountId,
    token: &str,
    content: &Content,
) -> Result<ProductId, BeginError> {
    // Two presses of one button come one after the other.
    diesel::sql_query("SELECT pg_advisory_xact_lock(4242041, hashtext($1))")
        .bind::<Text, _>(token)
        .execute(conn)
        .await?;
    if let Some((owner, product)) = by_token(conn, token).await? {
        return if owner == producer { Ok(product) } else { Err(BeginError::NotFound) };
    }
    let begun: Id = diesel::sql_query("SELECT count(*) AS id FROM products WHERE producer_id = $1 AND state = 'draft'")
        .bind::<BigInt, _>(producer.0)
        .get_result(conn)
        .await?;
    if begun.id >= MOST_BEGUN {
        return Err(BeginError::TooMany);
    }
    // The row only holds the product's place: what it will say comes from the revision that is approved.
    let made: Option<Id> = diesel::sql_query(
        "INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, \
                tax_class, state) \
         SELECT 'nhap-' || md5($1), $2, c.id, '-', '', 4095, 'ambient', 'local', 'raw_own_produce', 'draft' \
         FROM categories c WHERE c.parent_id IS NOT NULL ORDER BY (c.id = $3) DESC NULLS LAST, c.id LIMIT 1 RETURNING id",
    )
    .bind::<Text, _>(token)
    .bind::<BigInt, _>(producer.0)
    .bind::<Nullable<BigInt>, _>(content.category.map(|c| c.0))
    .get_result(conn)
    .await
    .optional()?;
    let product = made.map(|row| ProductId(row.id)).ok_or(BeginError::NoCategory)?;
    diesel::sql_query("INSERT INTO revisions (product_id, content, token, written_by) VALUES ($1, $2, $3, $4)")
        .bind::<BigInt, _>(product.0)
        .bind::<Jsonb, _>(content::kept(content)?)
        .bind::<Text, _>(token)
        .bind::<BigInt, _>(by.0)
        .execute(conn)
        .await?;
    Ok(product)
}

async fn by_token(conn: &mut Conn, token: &str) -> Result<Option<(ProducerId, ProductId)>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        producer: ProducerId,
        #[diesel(sql_type = BigInt)]
        product: ProductId,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT p.producer_id AS producer, p.id AS product FROM revisions v JOIN products p ON p.id = v.product_id \
         WHERE v.token = $1",
    )
    .bind::<Text, _>(token)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| (row.producer, row.product)))
}

/// Begins a change of a product: a draft that says what it says now, or what was refused last when nothing was ever
/// approved. When something is open already, that is the answer.
///
/// # Locks
/// The product.
pub async fn change(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    by: AccountId,
) -> Result<RevisionId, BeginError> {
    lock::product(conn, producer, product).await?.ok_or(BeginError::NotFound)?;
    let open: Option<Id> = diesel::sql_query(
        "SELECT id FROM revisions WHERE product_id = $1 AND state IN ('draft', 'submitted', 'returned')",
    )
    .bind::<BigInt, _>(product.0)
    .get_result(conn)
    .await
    .optional()?;
    if let Some(open) = open {
        return Ok(RevisionId(open.id));
    }
    let now = content::of_product(conn, product).await?.map(|content| content::kept(&content)).transpose()?;
    let made: Id = diesel::sql_query(
        "INSERT INTO revisions (product_id, content, written_by) \
         VALUES ($1, coalesce($2, (SELECT content FROM revisions WHERE product_id = $1 ORDER BY id DESC LIMIT 1), '{}'), $3) \
         RETURNING id",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<Nullable<Jsonb>, _>(now)
    .bind::<BigInt, _>(by.0)
    .get_result(conn)
    .await?;
    diesel::sql_query(
        "WITH shown AS ( \
           SELECT picture_id, position FROM product_pictures WHERE product_id = $1 \
           UNION ALL \
           SELECT x.picture_id, x.position FROM revision_pictures x \
           WHERE x.revision_id = (SELECT max(id) FROM revisions WHERE product_id = $1 AND id <> $2) \
             AND NOT EXISTS (SELECT FROM products WHERE id = $1 AND state <> 'draft')) \
         INSERT INTO revision_pictures (revision_id, picture_id, position) \
         SELECT $2, s.picture_id, row_number() OVER (ORDER BY min(s.position), s.picture_id) - 1 \
         FROM shown s GROUP BY s.picture_id ORDER BY min(s.position), s.picture_id LIMIT $3",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<BigInt, _>(made.id)
    .bind::<Integer, _>(super::pictures::MOST)
    .execute(conn)
    .await?;
    Ok(RevisionId(made.id))
}
