//! What the household has already, to find a row's product and pack there: goods on sale with what waits to be said of them,
//! drafts as their newest writing has them, and the household's own codes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::columns::Column;
use super::row::{Ready, Row};
use crate::catalog::revision::content::{self, Content};
use crate::catalog::revision::defaults::{self, Defaults};
use crate::catalog::revision::phrases;
use crate::catalog::revision::state::RevisionState;
use crate::error::Result;
use crate::kernel::ids::{CategoryId, PackId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::kernel::text::{fold, tidy};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// The texts of a product that a table can change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub name: String,
    pub category: Option<CategoryId>,
    pub description: String,
}

impl Said {
    fn by(content: &Content) -> Self {
        Said { name: content.name.clone(), category: content.category, description: content.description.clone() }
    }
}

/// A product.
#[derive(Clone, Debug)]
pub struct Item {
    /// `None` for what an earlier row of the same file would begin.
    pub product: Option<ProductId>,
    /// Never approved, so that its packs are part of what is written.
    pub draft: bool,
    /// Something about it is written and not decided on.
    pub open: bool,
    /// The office has that, so that nobody writes in it.
    pub at_office: bool,
    /// In its newest writing, while something is still to come of it.
    pub written: Said,
    /// What buyers read.
    pub sold: Said,
    /// Its names, folded: a table of a thousand rows looks at each a thousand times.
    pub folded: Vec<String>,
    pub packs: Vec<Known>,
}

/// A pack of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `None` in a draft, whose packs are no rows yet.
    pub pack: Option<PackId>,
    pub name: String,
    pub folded: String,
    pub price: Option<Money>,
    pub weight_g: Option<i32>,
    /// Sold by final weight: no table says so, and none takes it away.
    pub weight_band: Option<i32>,
    pub left: Option<i32>,
    pub withdrawn: bool,
    /// The row of the file that has spoken of it already.
    pub line: Option<usize>,
}

/// Where a code leads.
#[derive(Clone, Debug)]
pub struct Code {
    pub product: Option<ProductId>,
    pub pack: Option<PackId>,
    pub pack_name: String,
}

/// Where a row belongs: places in [`Shelf::items`] and in the packs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    New,
    /// A pack that its product does not have yet.
    NewPack(usize),
    Pack(usize, usize),
}

/// How a row's pack was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// By the code that the export gave it, so that the rest of the row was once what is here.
    Market,
    /// By the household's own code.
    Code,
    Names,
}

pub struct Shelf {
    pub items: Vec<Item>,
    /// In small letters.
    pub codes: HashMap<String, Code>,
    /// The codes that rows of this file have named, in small letters.
    pub spoken: HashSet<String>,
    pub categories: Vec<Defaults>,
    pub banned: Vec<String>,
}

/// All of it, in five queries.
pub async fn load(conn: &mut Conn, producer: ProducerId) -> Result<Shelf> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = BigInt)]
        product_id: ProductId,
        #[diesel(sql_type = Nullable<BigInt>)]
        pack_id: Option<PackId>,
        #[diesel(sql_type = Text)]
        pack_name: String,
    }
    let codes: Vec<Row> =
        diesel::sql_query("SELECT code, product_id, pack_id, pack_name FROM pack_codes WHERE producer_id = $1")
            .bind::<BigInt, _>(producer.0)
            .kept()
            .load(conn)
            .await?;
    let code =
        |row: Row| (row.code, Code { product: Some(row.product_id), pack: row.pack_id, pack_name: row.pack_name });
    Ok(Shelf {
        items: items(conn, producer, None).await?,
        codes: codes.into_iter().map(code).collect(),
        spoken: HashSet::new(),
        categories: defaults::all(conn).await?,
        banned: phrases::all(conn).await?,
    })
}

/// All goods of a household, or this one.
async fn items(conn: &mut Conn, producer: ProducerId, only: Option<ProductId>) -> Result<Vec<Item>> {
    #[derive(QueryableByName)]
    struct Product {
        #[diesel(sql_type = BigInt)]
        id: ProductId,
        #[diesel(sql_type = Bool)]
        draft: bool,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        category: CategoryId,
        #[diesel(sql_type = Text)]
        description: String,
        #[diesel(sql_type = Nullable<Text>)]
        revision: Option<String>,
        #[diesel(sql_type = Nullable<Jsonb>)]
        content: Option<serde_json::Value>,
    }
    #[derive(QueryableByName)]
    struct Pack {
        #[diesel(sql_type = BigInt)]
        product: ProductId,
        #[diesel(sql_type = BigInt)]
        id: PackId,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        price: Money,
        #[diesel(sql_type = Integer)]
        net_weight_g: i32,
        #[diesel(sql_type = Nullable<Integer>)]
        weight_band: Option<i32>,
        #[diesel(sql_type = Integer)]
        left: i32,
        #[diesel(sql_type = Bool)]
        withdrawn: bool,
    }
    let products: Vec<Product> = diesel::sql_query(
        "SELECT p.id, p.state = 'draft' AS draft, p.name_vi AS name, p.category_id AS category, \
                p.description_vi AS description, v.state AS revision, v.content \
         FROM products p LEFT JOIN LATERAL (SELECT v.state, v.content FROM revisions v WHERE v.product_id = p.id \
                                            ORDER BY v.id DESC LIMIT 1) v ON true \
         WHERE p.producer_id = $1 AND ($2 IS NULL OR p.id = $2) ORDER BY p.id",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Nullable<BigInt>, _>(only.map(|product| product.0))
    .kept()
    .load(conn)
    .await?;
    // What is still sold first, so that a name finds it before what was given up.
    let packs: Vec<Pack> = diesel::sql_query(
        "SELECT k.product_id AS product, k.id, k.name_vi AS name, k.price, k.net_weight_g, k.weight_band, \
                k.on_hand - k.reserved AS left, k.withdrawn_at IS NOT NULL AS withdrawn \
         FROM packs k JOIN products p ON p.id = k.product_id \
         WHERE p.producer_id = $1 AND ($2 IS NULL OR p.id = $2) AND p.state <> 'draft' \
         ORDER BY k.withdrawn_at IS NOT NULL, k.sort, k.id",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Nullable<BigInt>, _>(only.map(|product| product.0))
    .kept()
    .load(conn)
    .await?;
    let mut packs_of: HashMap<ProductId, Vec<Known>> = HashMap::new();
    for pack in packs {
        packs_of.entry(pack.product).or_default().push(Known {
            pack: Some(pack.id),
            folded: fold(&pack.name),
            name: pack.name,
            price: Some(pack.price),
            weight_g: Some(pack.net_weight_g),
            weight_band: pack.weight_band,
            left: Some(pack.left),
            withdrawn: pack.withdrawn,
            line: None,
        });
    }
    let mut items = Vec::with_capacity(products.len());
    for p in products {
        let state = p.revision.as_deref().and_then(RevisionState::parse);
        let newest = p.content.map(content::read).transpose()?.unwrap_or_default();
        let sold = Said { name: p.name, category: Some(p.category), description: p.description };
        // What was decided on is what buyers read, or nothing that is still to come.
        let open = p.draft || state.is_some_and(RevisionState::open);
        let written = if open { Said::by(&newest) } else { sold.clone() };
        items.push(Item {
            product: Some(p.id),
            draft: p.draft,
            open: state.is_some_and(RevisionState::open),
            at_office: state == Some(RevisionState::Submitted),
            folded: if p.draft { vec![fold(&written.name)] } else { vec![fold(&written.name), fold(&sold.name)] },
            sold: if p.draft { written.clone() } else { sold },
            written,
            packs: if p.draft { first_packs(&newest) } else { packs_of.remove(&p.id).unwrap_or_default() },
        });
    }
    Ok(items)
}

fn first_packs(content: &Content) -> Vec<Known> {
    let known = |pack: &content::FirstPack| Known {
        pack: None,
        name: pack.name.clone(),
        folded: fold(&pack.name),
        price: pack.price,
        weight_g: pack.net_weight_g,
        weight_band: pack.weight_band,
        left: pack.stock,
        withdrawn: false,
        line: None,
    };
    content.packs.iter().filter(|pack| !pack.blank()).map(known).collect()
}

/// The market's own name of a pack, as the export has it where the household gave none.
#[must_use]
pub fn market_code(code: &str) -> Option<PackId> {
    code.strip_prefix('#').and_then(|id| id.parse().ok()).map(PackId)
}

impl Shelf {
    /// Reads a product anew, after something was written in it.
    pub async fn refresh(&mut self, conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<()> {
        let fresh = items(conn, producer, Some(product)).await?;
        self.items.retain(|item| item.product != Some(product));
        self.items.extend(fresh);
        Ok(())
    }

    /// Where a row belongs: by its code when that is known, else by names.
    ///
    /// # Errors
    /// A code of the market's that is no pack of this household.
    pub fn place(&self, ready: &Ready) -> Result<(Place, Told), &'static str> {
        let coded = self.coded(&ready.code).map(|(item, pack)| Place::Pack(item, pack));
        if market_code(&ready.code).is_some() {
            return coded.map(|place| (place, Told::Market)).ok_or("import-code-unknown");
        }
        if let Some(place) = coded {
            return Ok((place, Told::Code));
        }
        let code = self.codes.get(&ready.code.to_lowercase()).filter(|_| !ready.code.is_empty());
        // The pack has another name by now, or is gone: its product is still the one that is meant.
        let item_of_code = code.and_then(|code| self.items.iter().position(|item| item.product == code.product));
        let (name, pack) = (fold(&ready.product), fold(&ready.pack));
        let named = |item: &Item| item.folded.contains(&name);
        let live = |item: usize| {
            let packs = self.items.get(item).map(|item| item.packs.as_slice()).unwrap_or_default();
            packs.iter().position(|known| !known.withdrawn && known.folded == pack)
        };
        let goods: Vec<usize> = match item_of_code {
            Some(item) => vec![item],
            None => self.items.iter().enumerate().filter(|(_, item)| named(item)).map(|(at, _)| at).collect(),
        };
        let exact = goods.iter().find_map(|item| live(*item).map(|pack| Place::Pack(*item, pack)));
        let first = || goods.as_slice().first().map(|item| Place::NewPack(*item));
        Ok((exact.or_else(first).unwrap_or(Place::New), Told::Names))
    }

    /// The product and the pack that a code names.
    fn coded(&self, code: &str) -> Option<(usize, usize)> {
        if let Some(id) = market_code(code) {
            return self.find(|_, pack| pack.pack == Some(id));
        }
        let code = self.codes.get(&code.to_lowercase()).filter(|_| !code.is_empty())?;
        let named = fold(&code.pack_name);
        self.find(|item, pack| match code.pack {
            Some(id) => pack.pack == Some(id),
            None => item.product == code.product && pack.folded == named,
        })
    }

    /// A row whose code says by itself which pack is meant, with the names of product and pack where it leaves them empty.
    pub(super) fn named<'row>(&self, row: &'row Row) -> Cow<'row, Row> {
        if !row.empty(Column::Product) && !row.empty(Column::Pack) {
            return Cow::Borrowed(row);
        }
        let Some((item, pack)) = self.coded(&tidy(row.field(Column::Code))) else { return Cow::Borrowed(row) };
        let Some(item) = self.items.get(item) else { return Cow::Borrowed(row) };
        let mut named = row.clone();
        if row.empty(Column::Product) {
            named.mend(Column::Product, &item.written.name);
        }
        if let Some(pack) = item.packs.get(pack).filter(|_| row.empty(Column::Pack)) {
            named.mend(Column::Pack, &pack.name);
        }
        Cow::Owned(named)
    }

    fn find(&self, wanted: impl Fn(&Item, &Known) -> bool) -> Option<(usize, usize)> {
        self.items
            .iter()
            .enumerate()
            .find_map(|(at, item)| item.packs.iter().position(|pack| wanted(item, pack)).map(|pack| (at, pack)))
    }

    #[must_use]
    pub fn item(&self, place: Place) -> Option<&Item> {
        match place {
            Place::New => None,
            Place::NewPack(item) | Place::Pack(item, _) => self.items.get(item),
        }
    }

    #[must_use]
    pub fn pack(&self, place: Place) -> Option<&Known> {
        match place {
            Place::Pack(item, pack) => self.items.get(item).and_then(|item| item.packs.get(pack)),
            Place::New | Place::NewPack(_) => None,
        }
    }

    /// The category that was typed: nothing typed is no fault, and no category.
    ///
    /// # Errors
    /// The market has none of this name.
    pub fn category(&self, typed: &str) -> Result<Option<CategoryId>, &'static str> {
        let typed = fold(typed);
        if typed.is_empty() {
            return Ok(None);
        }
        let named = |d: &&Defaults| fold(&d.name_vi) == typed || fold(&d.name_en) == typed;
        defaults::in_use(&self.categories).find(named).map(|d| Some(d.category)).ok_or("import-category-unknown")
    }
}
