//! What demo households are writing: two drafts, and three revisions that wait at the office, one of goods on sale.

use anyhow::Context as _;
use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::RunQueryDsl;

use crate::catalog::revision::content::{Content, FirstPack};
use crate::catalog::revision::load;
use crate::catalog::revision::{begin, defaults, pictures, save};
use crate::kernel::ids::{AccountId, PictureId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::kernel::season::Season;
use crate::platform::db::Conn;

/// A pack: name, price, grams, stock.
type Pack = (&'static str, i64, i32, i32);

struct New {
    /// Slug of the household.
    of: &'static str,
    name: &'static str,
    description: &'static str,
    ingredients: &'static str,
    allergens: Option<&'static [&'static str]>,
    months: &'static [u32],
    pack: Option<Pack>,
    /// Goods on sale whose pictures it borrows, and how many.
    pictures: (&'static str, i32),
    sent: bool,
}

const NEW: [New; 4] = [
    New {
        of: "ca-thinh-ba-lua",
        name: "Cá thính mè mẻ mới",
        description: "",
        ingredients: "",
        allergens: None,
        months: &[],
        pack: None,
        pictures: ("ca-thinh-chep-hu-1-kg", 1),
        sent: false,
    },
    New {
        of: "htx-thanh-long-doi-nang",
        name: "Thanh long ruột đỏ loại 2",
        description: "Quả nhỏ, tai hơi héo, ruột vẫn đỏ và ngọt. Hợp làm nước ép.",
        ingredients: "",
        allergens: None,
        months: &[5, 6, 7, 8, 9, 10],
        pack: Some(("kg", 22_000, 1_000, 300)),
        pictures: ("thanh-long-ruot-do-loai-1", 1),
        sent: false,
    },
    New {
        of: "ca-thinh-ba-lua",
        name: "Cá thính rô đồng hũ nhỏ",
        description: "Cá rô đồng nhỏ, xương mềm, ủ thính ngô ba tháng. Rán giòn ăn cả xương.",
        ingredients: "Cá rô đồng 78%, thính ngô 15%, muối",
        allergens: Some(&["fish"]),
        months: &[],
        pack: Some(("hũ 400 g", 75_000, 400, 30)),
        pictures: ("ca-thinh-lat-san-nuong", 2),
        sent: true,
    },
    New {
        of: "bep-man-do",
        name: "Siro thanh long gừng",
        description: "Nước cốt thanh long nấu với gừng non. Pha nước ấm uống chiều mưa.",
        ingredients: "Thanh long ruột đỏ 70%, đường mía, gừng",
        allergens: Some(&[]),
        months: &[],
        pack: Some(("chai 500 ml", 85_000, 650, 24)),
        pictures: ("nuoc-cot-thanh-long", 1),
        sent: true,
    },
];

/// Goods on sale of which a new text waits.
const CHANGED: (&str, &str, &str) = (
    "ca-thinh-ba-lua",
    "ca-thinh-tram-khuc",
    "Cá trắm sông cắt khúc, ủ thính ngô bốn tháng trong chum sành. Nướng than hay rán nhỏ lửa đều thơm.",
);

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub(super) async fn write(conn: &mut Conn, today: NaiveDate) -> anyhow::Result<()> {
    let all = defaults::all(conn).await?;
    for new in NEW {
        let (producer, by) = people(conn, new.of).await?;
        let content = Content {
            name: new.name.to_owned(),
            description: new.description.to_owned(),
            ingredients: new.ingredients.to_owned(),
            allergens: new.allergens.map(|list| list.iter().map(|a| (*a).to_owned()).collect()),
            season: (!new.months.is_empty()).then(|| Season::of(new.months)),
            category: defaults::guess(&all, new.name).map(|d| d.category),
            packs: new.pack.iter().map(first).collect(),
            ..Content::default()
        };
        let token = crate::platform::secrets::form_token();
        let product = begin::product(conn, producer, by, &token, &content).await?;
        for picture in borrowed(conn, new.pictures).await? {
            pictures::add(conn, producer, product, picture).await?;
        }
        if new.sent {
            save::submit(conn, producer, product, today).await.context(new.name)?;
        }
    }
    let (of, slug, text) = CHANGED;
    let (producer, by) = people(conn, of).await?;
    let found: Id =
        diesel::sql_query("SELECT id FROM products WHERE slug = $1").bind::<Text, _>(slug).get_result(conn).await?;
    let product = ProductId(found.id);
    begin::change(conn, producer, product, by).await?;
    let draft = load::latest(conn, producer, product).await?.context(slug)?;
    let content = Content { description: text.to_owned(), ..draft.content };
    save::save(conn, producer, product, by, draft.seq, &content).await?;
    save::submit(conn, producer, product, today).await.context(slug)?;
    // One has waited for a day already.
    diesel::sql_query("UPDATE revisions SET submitted_at = now() - interval '26 hours' WHERE product_id = $1")
        .bind::<BigInt, _>(product.0)
        .execute(conn)
        .await?;
    Ok(())
}

fn first(pack: &Pack) -> FirstPack {
    let (name, price, grams, stock) = *pack;
    let (price, net_weight_g, stock) = (Some(Money::dong(price)), Some(grams), Some(stock));
    FirstPack { name: name.to_owned(), price, net_weight_g, stock, ..FirstPack::default() }
}

/// A household and the account that acts for it.
async fn people(conn: &mut Conn, slug: &str) -> anyhow::Result<(ProducerId, AccountId)> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        producer: ProducerId,
        #[diesel(sql_type = BigInt)]
        account: AccountId,
    }
    let row: Row = diesel::sql_query(
        "SELECT r.id AS producer, m.account_id AS account FROM producers r JOIN members m ON m.producer_id = r.id \
         WHERE r.slug = $1 ORDER BY m.account_id LIMIT 1",
    )
    .bind::<Text, _>(slug)
    .get_result(conn)
    .await
    .with_context(|| slug.to_owned())?;
    Ok((row.producer, row.account))
}

async fn borrowed(conn: &mut Conn, (slug, most): (&str, i32)) -> anyhow::Result<Vec<PictureId>> {
    let rows: Vec<Id> = diesel::sql_query(
        "SELECT x.picture_id AS id FROM product_pictures x JOIN products p ON p.id = x.product_id \
         WHERE p.slug = $1 ORDER BY x.position LIMIT $2",
    )
    .bind::<Text, _>(slug)
    .bind::<Integer, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| PictureId(row.id)).collect())
}
