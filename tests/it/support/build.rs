//! Builders that write rows: a household, its goods, people. Defaults for all that a test does not care about.

use std::sync::atomic::{AtomicI64, Ordering};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use market::kernel::ids::{AccountId, PackId, ProducerId, ProductId};

use super::TestShop;

static NEXT: AtomicI64 = AtomicI64::new(1);

fn next() -> i64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Something on sale: one pack of one product.
#[derive(Clone, Copy, Debug)]
pub struct Goods {
    pub product: ProductId,
    pub pack: PackId,
    pub producer: ProducerId,
}

/// A household in Xã Lập Thạch.
pub async fn producer(shop: &TestShop, name: &str) -> ProducerId {
    producer_in(shop, name, "08761").await
}

pub async fn producer_in(shop: &TestShop, name: &str, commune: &str) -> ProducerId {
    let mut conn = shop.conn().await;
    // A shop whose places were not loaded needs at least this one.
    for statement in [
        "INSERT INTO provinces (code, name, kind, folded) VALUES ('25', 'Tỉnh Phú Thọ', 'tinh', 'phu tho') \
         ON CONFLICT DO NOTHING",
        "INSERT INTO communes (code, province_code, name, kind, folded, served) \
         VALUES ('08761', '25', 'Xã Lập Thạch', 'xa', 'lap thach', true) ON CONFLICT DO NOTHING",
    ] {
        diesel::sql_query(statement).execute(&mut conn).await.unwrap();
    }
    let row: Id = diesel::sql_query(
        "INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet, approved_at) \
         VALUES ($1, 'household', $2, $2, 'Trần Văn Bền', '+84990000999', $3, 'Thôn Đồi', now()) RETURNING id",
    )
    .bind::<Text, _>(format!("nha-{}", next()))
    .bind::<Text, _>(name)
    .bind::<Text, _>(commune)
    .get_result(&mut conn)
    .await
    .unwrap();
    ProducerId(row.id)
}

/// `stock` packs of `price` đồng, 1 kg each, in season all year, sold all over the country.
pub async fn goods(shop: &TestShop, producer: ProducerId, name: &str, price: i64, stock: i32) -> Goods {
    let mut conn = shop.conn().await;
    let n = next();
    diesel::sql_query(
        "INSERT INTO categories (slug, name_vi, name_en) VALUES ('hang-thu', 'Hàng thử', 'Test goods') ON CONFLICT DO NOTHING",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    diesel::sql_query(
        "INSERT INTO categories (parent_id, slug, name_vi, name_en) \
         SELECT id, 'hang-thu-nho', 'Hàng thử nhỏ', 'Small test goods' FROM categories WHERE slug = 'hang-thu' \
         ON CONFLICT DO NOTHING",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    let product: Id = diesel::sql_query(
        "INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, tax_class) \
         SELECT $1, $2, id, $3, $3, 4095, 'ambient', 'nationwide', 'raw_own_produce' \
         FROM categories WHERE slug = 'hang-thu-nho' RETURNING id",
    )
    .bind::<Text, _>(format!("hang-{n}"))
    .bind::<BigInt, _>(producer.0)
    .bind::<Text, _>(name)
    .get_result(&mut conn)
    .await
    .unwrap();
    let pack: Id = diesel::sql_query(
        "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand) \
         VALUES ($1, 'hũ 1 kg', '1 kg jar', $2, 1000, $3) RETURNING id",
    )
    .bind::<BigInt, _>(product.id)
    .bind::<BigInt, _>(price)
    .bind::<Integer, _>(stock)
    .get_result(&mut conn)
    .await
    .unwrap();
    if stock > 0 {
        diesel::sql_query("INSERT INTO stock_entries (pack_id, kind, qty) VALUES ($1, 'initial', $2)")
            .bind::<BigInt, _>(pack.id)
            .bind::<Integer, _>(stock)
            .execute(&mut conn)
            .await
            .unwrap();
    }
    Goods { product: ProductId(product.id), pack: PackId(pack.id), producer }
}

/// An account with a verified phone; its password is no hash, so it signs in by [`TestShop::signed_in`] only.
pub async fn account(shop: &TestShop, name: &str) -> AccountId {
    account_with(shop, name, None).await
}

pub async fn account_with(shop: &TestShop, name: &str, phone: Option<&str>) -> AccountId {
    let mut conn = shop.conn().await;
    let phone = phone.map_or_else(|| format!("+8491{:07}", next()), str::to_owned);
    let row: Id = diesel::sql_query(
        "INSERT INTO accounts (phone, phone_verified_at, name, password_hash) VALUES ($1, now(), $2, $3) RETURNING id",
    )
    .bind::<Nullable<Text>, _>(Some(phone))
    .bind::<Text, _>(name)
    .bind::<Text, _>("!")
    .get_result(&mut conn)
    .await
    .unwrap();
    AccountId(row.id)
}

/// An account that may act for this household.
pub async fn member(shop: &TestShop, producer: ProducerId) -> AccountId {
    let account = account(shop, "Người nhà").await;
    let mut conn = shop.conn().await;
    diesel::sql_query("INSERT INTO members (account_id, producer_id, role) VALUES ($1, $2, 'owner')")
        .bind::<BigInt, _>(account.0)
        .bind::<BigInt, _>(producer.0)
        .execute(&mut conn)
        .await
        .unwrap();
    account
}

/// An account of the trade office.
pub async fn clerk(shop: &TestShop) -> AccountId {
    let account = account(shop, "Cán bộ").await;
    let mut conn = shop.conn().await;
    diesel::sql_query("INSERT INTO clerks (account_id, role) VALUES ($1, 'admin')")
        .bind::<BigInt, _>(account.0)
        .execute(&mut conn)
        .await
        .unwrap();
    account
}
