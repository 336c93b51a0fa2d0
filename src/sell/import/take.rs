//! One row taken over: a new product is begun as a draft, a draft is written on, and of goods on sale the price, weight and
//! stock change at once and the words wait for the office, all as they do by hand.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::columns::Column;
use super::keep::Line;
use super::shelf::{self, Code, Item, Known, Place, Shelf};
use super::weigh::{Fate, Weighed, Wish, Words};
use crate::catalog::pack::{self, PackError};
use crate::catalog::revision::begin::{self, BeginError};
use crate::catalog::revision::content::{Content, FirstPack, MOST_PACKS};
use crate::catalog::revision::defaults;
use crate::catalog::revision::load;
use crate::catalog::revision::lock;
use crate::catalog::revision::save::{self, SaveError};
use crate::catalog::revision::state::RevisionState;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ImportId, PackId, ProducerId, ProductId};
use crate::kernel::text::fold;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// Whose file it is, which, and when.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    pub import: ImportId,
    pub producer: ProducerId,
    pub by: AccountId,
    pub today: NaiveDate,
}

/// What has become of a row, and of its words.
type Outcome = (Option<ProductId>, Fate, Option<Words>);

/// Takes a row over as it was weighed just now.
///
/// # Locks
/// The product, then its pack.
pub async fn take(conn: &mut Conn, of: Of, line: &Line, weighed: &Weighed, shelf: &mut Shelf) -> Result<Outcome> {
    let Some(wish) = &weighed.wish else { return Ok((None, weighed.fate, None)) };
    let item = shelf.item(weighed.place);
    let product = item.and_then(|item| item.product);
    let mut pack = shelf.pack(weighed.place).and_then(|known| known.pack);
    let outcome = match (weighed.place, item, product) {
        _ if !weighed.fate.writes() => (product, weighed.fate, weighed.words),
        (Place::New, ..) => begun(conn, of, line, wish).await?,
        (_, Some(item), Some(product)) if item.draft => {
            let known = shelf.pack(weighed.place);
            written(conn, of, product, known, weighed, shelf).await?
        }
        (_, Some(item), Some(product)) => {
            let (fate, id) = goods(conn, of, product, line, weighed, shelf).await?;
            pack = id.or(pack);
            let words = if fate.writes() { words(conn, of, product, item, weighed, shelf).await? } else { None };
            (Some(product), fate, words)
        }
        // A place in the shelf that is none: nothing is written rather than something else.
        (_, _, _) => (None, Fate::Moved, None),
    };
    let own = !wish.code.is_empty() && shelf::market_code(&wish.code).is_none();
    let kept = outcome.1.writes() || outcome.1 == Fate::Same;
    if let Some(product) = outcome.0.filter(|_| kept && own) {
        name(conn, of.producer, wish, product, pack).await?;
        let code = Code { product: Some(product), pack, pack_name: wish.pack.clone() };
        shelf.codes.insert(wish.code.to_lowercase(), code);
    }
    Ok(outcome)
}

/// Keeps the household's own code.
async fn name(
    conn: &mut Conn,
    producer: ProducerId,
    wish: &Wish,
    product: ProductId,
    pack: Option<PackId>,
) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO pack_codes (producer_id, code, typed, product_id, pack_id, pack_name) \
         VALUES ($1, $2, $6, $3, $4, $5) \
         ON CONFLICT (producer_id, code) DO UPDATE SET typed = excluded.typed, product_id = excluded.product_id, pack_id = excluded.pack_id, \
           pack_name = excluded.pack_name",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Text, _>(wish.code.to_lowercase())
    .bind::<BigInt, _>(product.0)
    .bind::<Nullable<BigInt>, _>(pack.map(|pack| pack.0))
    .bind::<Text, _>(&wish.pack)
    .bind::<Text, _>(&wish.code)
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

/// A pack of a draft as the row has it, over what it was: what no table says stays.
fn first_pack(wish: &Wish, was: FirstPack) -> FirstPack {
    FirstPack {
        name: wish.pack.clone(),
        price: Some(wish.price),
        net_weight_g: Some(wish.weight_g),
        weight_band: was.weight_band,
        min_qty: was.min_qty,
        qty_step: was.qty_step,
        stock: wish.left.or(was.stock),
    }
}

async fn begun(conn: &mut Conn, of: Of, line: &Line, wish: &Wish) -> Result<Outcome> {
    let content = Content {
        name: wish.said.name.clone(),
        description: wish.said.description.clone(),
        category: wish.said.category,
        packs: vec![first_pack(wish, FirstPack::default())],
        ..Content::default()
    };
    let token = format!("import{}x{}", of.import, line.n);
    match begin::product(conn, of.producer, of.by, &token, &content).await {
        Ok(product) => Ok((Some(product), Fate::Begun, None)),
        Err(BeginError::TooMany) => Ok((None, Fate::TooManyDrafts, None)),
        Err(BeginError::NoCategory | BeginError::NotFound) => Ok((None, Fate::Moved, None)),
        Err(BeginError::Failed(error)) => Err(error),
    }
}

/// The content with the texts of the row, where the row changes them.
fn said(mut content: Content, weighed: &Weighed, wish: &Wish, shelf: &Shelf) -> Content {
    if weighed.says(Column::Product) {
        content.name.clone_from(&wish.said.name);
    }
    if weighed.says(Column::Description) {
        content.description.clone_from(&wish.said.description);
    }
    if weighed.says(Column::Category) {
        // What only repeated the old category is left to the new one to say.
        content = match defaults::of(&shelf.categories, content.category) {
            Some(old) => old.without(content),
            None => content,
        };
        content.category = wish.said.category;
    }
    content
}

/// Writes on a draft, packs and all.
async fn written(
    conn: &mut Conn,
    of: Of,
    product: ProductId,
    known: Option<&Known>,
    weighed: &Weighed,
    shelf: &Shelf,
) -> Result<Outcome> {
    let Some(wish) = &weighed.wish else { return Ok((None, weighed.fate, None)) };
    let was = known.map(|known| fold(&known.name));
    let edit = |now: Content| {
        let mut content = said(now, weighed, wish, shelf);
        content.packs.retain(|pack| !pack.blank());
        let room = content.packs.len() < MOST_PACKS;
        let found = content.packs.iter_mut().find(|pack| was.as_ref().is_some_and(|was| fold(&pack.name) == *was));
        match found {
            Some(pack) => *pack = first_pack(wish, pack.clone()),
            None if !room => return None,
            None => content.packs.push(first_pack(wish, FirstPack::default())),
        }
        Some(content)
    };
    let wrote = write(conn, of, product, edit).await?;
    let fate = match wrote {
        Wrote::Full => Fate::TooManyPacks,
        Wrote::Waits => Fate::Waiting,
        Wrote::Gone => Fate::Moved,
        Wrote::Fresh | Wrote::Open => weighed.fate,
    };
    Ok((Some(product), fate, None))
}

/// The pack of goods on sale: changed or added, at once.
async fn goods(
    conn: &mut Conn,
    of: Of,
    product: ProductId,
    line: &Line,
    weighed: &Weighed,
    shelf: &Shelf,
) -> Result<(Fate, Option<PackId>)> {
    let Some(wish) = &weighed.wish else { return Ok((weighed.fate, None)) };
    let known = shelf.pack(weighed.place);
    let asked = |left: i32| pack::Wish {
        name: wish.pack.clone(),
        price: wish.price,
        net_weight_g: wish.weight_g,
        weight_band: known.and_then(|known| known.weight_band),
        steps: None,
        left: wish.left.unwrap_or(left),
    };
    let Some(known) = known else {
        return match pack::add(conn, of.producer, product, &asked(0)).await {
            Ok(id) => Ok((Fate::Added, Some(id))),
            Err(PackError::TooMany) => Ok((Fate::TooManyPacks, None)),
            Err(PackError::NotFound | PackError::Moved(_) | PackError::LeastAboveDay) => Ok((Fate::Moved, None)),
            Err(PackError::Failed(error)) => Err(error),
        };
    };
    // What the household saw when it said begin, so that a sale since then is not written over.
    let (Some(id), Some(was)) = (known.pack, line.was.or(weighed.was)) else { return Ok((Fate::Moved, None)) };
    match pack::edit(conn, of.producer, product, id, of.by, was, &asked(was.1)).await {
        Ok(()) => Ok((Fate::Changed, Some(id))),
        Err(PackError::NotFound | PackError::Moved(_) | PackError::TooMany | PackError::LeastAboveDay) => {
            Ok((Fate::Moved, None))
        }
        Err(PackError::Failed(error)) => Err(error),
    }
}

/// New words about goods on sale: a revision for the office. One that the household is writing by hand is theirs to send.
async fn words(
    conn: &mut Conn,
    of: Of,
    product: ProductId,
    item: &Item,
    weighed: &Weighed,
    shelf: &Shelf,
) -> Result<Option<Words>> {
    let (Some(wish), Some(foreseen)) = (&weighed.wish, weighed.words) else { return Ok(None) };
    if foreseen == Words::Waits || item.product.is_none() {
        return Ok(Some(Words::Waits));
    }
    match write(conn, of, product, |content| Some(said(content, weighed, wish, shelf))).await? {
        Wrote::Open => Ok(Some(Words::Kept)),
        Wrote::Waits | Wrote::Gone | Wrote::Full => Ok(Some(Words::Waits)),
        Wrote::Fresh => match save::submit(conn, of.producer, product, of.today).await {
            Ok(()) => Ok(Some(Words::Sent)),
            Err(SaveError::Failed(error)) => Err(error),
            // Something is still to be put right: it stays open, and its page says what.
            Err(_) => Ok(Some(Words::Kept)),
        },
    }
}

/// Where a writing went.
enum Wrote {
    /// Into a revision that was begun for it.
    Fresh,
    /// Into one that was open.
    Open,
    /// Nowhere: the office has it.
    Waits,
    Gone,
    /// Nowhere: it has as many packs as it may have.
    Full,
}

/// Writes in the open revision of a product, or in a new one.
///
/// # Locks
/// The product.
async fn write(
    conn: &mut Conn,
    of: Of,
    product: ProductId,
    edit: impl FnOnce(Content) -> Option<Content>,
) -> Result<Wrote> {
    // Before it is read, so that nobody writes in between.
    if lock::product(conn, of.producer, product).await?.is_none() {
        return Ok(Wrote::Gone);
    }
    let newest = load::latest(conn, of.producer, product).await?;
    if newest.as_ref().is_some_and(|revision| revision.state == RevisionState::Submitted) {
        return Ok(Wrote::Waits);
    }
    let (now, wrote) = match newest.filter(|revision| revision.state.open_to_household()) {
        Some(open) => (open, Wrote::Open),
        None => {
            match begin::change(conn, of.producer, product, of.by).await {
                Ok(_) => {}
                Err(BeginError::Failed(error)) => return Err(error),
                Err(_) => return Ok(Wrote::Gone),
            }
            let Some(fresh) = load::latest(conn, of.producer, product).await? else { return Ok(Wrote::Gone) };
            (fresh, Wrote::Fresh)
        }
    };
    let Some(content) = edit(now.content) else { return Ok(Wrote::Full) };
    match save::save(conn, of.producer, product, of.by, now.seq, &content).await {
        Ok(_) => Ok(wrote),
        Err(SaveError::Failed(error)) => Err(error),
        Err(SaveError::NotOpen) => Ok(Wrote::Waits),
        Err(SaveError::NotFound | SaveError::Lacks(_)) => Ok(Wrote::Gone),
        Err(SaveError::Stale(_)) => Err(Error::Busy),
    }
}
