//! `/cart`: looking at it, putting packs in, changing how many.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::change::{self, CartError};
use super::pages::{AddedPart, Adding, CartPage, Refused, refusal_words};
use super::{find, view};
use crate::accounts::actors::{CART_COOKIE, Visitor, add_cookie};
use crate::catalog::sellable::{self, Sellable};
use crate::error::{Error, Result};
use crate::kernel::ids::PackId;
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;
use crate::platform::forms::{Form, quantity_sentence};
use crate::platform::{Shop, locales, sessions, throttle};

/// A guest's cart is kept as long.
const CART_DAYS: i64 = 60;
/// Generous for a household that shares an address with its village, too little for filling the table.
const CHANGES: throttle::Limit = throttle::Limit { name: "cart", hits: 600, seconds: 600 };

/// `GET /cart`
pub async fn show(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    page(&visitor, &shop, StatusCode::OK, &Refused::new(), |page| page).await
}

/// The cart with a sentence on why the checkout came back to it.
pub async fn refused(visitor: &Visitor, shop: &Shop, sentence: &'static str) -> Result<HttpResponse> {
    page(visitor, shop, StatusCode::CONFLICT, &Refused::new(), |page| page.refused(sentence)).await
}

async fn page(
    visitor: &Visitor,
    shop: &Shop,
    status: StatusCode,
    refused: &Refused,
    with: impl FnOnce(CartPage) -> CartPage,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let cart = find::find(&mut conn, visitor).await?;
    let view = view::load(&mut conn, cart).await?;
    drop(conn);
    let count = view.lines().count();
    let page = with(CartPage::of(visitor.lang, &view, refused));
    let mut response = visitor.clone().with_cart_count(count).page_with(shop, &page, status)?;
    remember(&mut response, visitor, shop, count, None);
    Ok(response)
}

/// The cookies of a cart: its number in the corner, a guest's token, and no token for who signed in.
fn remember(response: &mut HttpResponse, visitor: &Visitor, shop: &Shop, count: usize, token: Option<String>) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    add_cookie(response, &sessions::cart_count(&shop.config, count));
    if let Some(token) = token {
        add_cookie(response, &sessions::cookie(&shop.config, CART_COOKIE, token, CART_DAYS));
    } else if visitor.account.is_some() && visitor.cart_token.is_some() {
        add_cookie(response, &sessions::gone(&shop.config, CART_COOKIE));
    }
}

/// `POST /cart/lines`: puts `qty` of `pack` in.
pub async fn put(visitor: Visitor, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, CHANGES, &visitor.address).await?;
    let id = PackId(form.id("pack").ok_or(Error::NotFound)?);
    let pack = sellable::load(&mut conn, &[id]).await?.pop().ok_or(Error::NotFound)?;
    let typed = form.raw("qty").to_owned();
    let qty = match Quantity::parse(&typed) {
        Ok(qty) => qty,
        Err(why) => {
            drop(conn);
            let sentence = locales::text(visitor.lang, quantity_sentence(why));
            return not_put(&visitor, &shop, &pack, &typed, sentence).await;
        }
    };
    // Only now: a mistyped number makes no cart.
    let (cart, token) = find::find_or_open(&mut conn, &visitor).await?;
    match change::put(&mut conn, cart, id, qty).await {
        Ok(_) => {}
        Err(CartError::Failed(error)) => return Err(error),
        Err(why) => {
            drop(conn);
            let sentence = refusal_words(visitor.lang, &why).ok_or(Error::NotFound)?;
            return not_put(&visitor, &shop, &pack, &typed, sentence).await;
        }
    }
    let count = super::lines::load(&mut conn, cart).await?.len();
    drop(conn);
    let mut response = if visitor.htmx() {
        let args = locales::Args::from([
            ("qty".into(), qty.count().into()),
            ("name".into(), visitor.lang.pick(&pack.product_vi, &pack.product_en).to_owned().into()),
            ("pack".into(), visitor.lang.pick(&pack.pack_vi, &pack.pack_en).to_owned().into()),
        ]);
        let sentence = locales::text_with(visitor.lang, "cart-added-of", &args);
        visitor.clone().with_cart_count(count).page(&shop, &AddedPart { good: true, sentence })?
    } else {
        visitor.go(&shop, "/cart", Some("cart-added"))
    };
    remember(&mut response, &visitor, &shop, count, token);
    Ok(response)
}

/// The pack was not put in: the sentence for a script, else the cart with the field to try again.
async fn not_put(
    visitor: &Visitor,
    shop: &Shop,
    pack: &Sellable,
    typed: &str,
    sentence: String,
) -> Result<HttpResponse> {
    if visitor.htmx() {
        let part = AddedPart { good: false, sentence };
        return visitor.page_with(shop, &part, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let adding = Adding::of(visitor.lang, pack, typed, sentence);
    page(visitor, shop, StatusCode::UNPROCESSABLE_ENTITY, &Refused::new(), |page| page.adding(adding)).await
}

/// `POST /cart`: all quantities at once (`qty-<pack>`), or a button: `remove`, `less`, `more` with a pack.
pub async fn update(visitor: Visitor, shop: Shop, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, CHANGES, &visitor.address).await?;
    let Some(cart) = find::find(&mut conn, &visitor).await? else {
        return Ok(visitor.go(&shop, "/cart", None));
    };
    if let Ok(pack) = form.raw("remove").parse() {
        change::remove(&mut conn, cart, PackId(pack)).await?;
        drop(conn);
        return Ok(visitor.go(&shop, "/cart", Some("cart-removed")));
    }
    let (wanted, mut refused) = quantities(&mut conn, &form, &visitor).await?;
    if refused.values().all(|(_, why)| why.is_none()) {
        if let Err(why) = change::set(&mut conn, cart, &wanted).await {
            for (pack, why) in why {
                if let CartError::Failed(error) = why {
                    return Err(error);
                }
                let typed = form.raw(&format!("qty-{pack}")).to_owned();
                refused.insert(pack, (typed, refusal_words(visitor.lang, &why)));
            }
        } else {
            drop(conn);
            return Ok(visitor.go(&shop, "/cart", Some("cart-updated")));
        }
    }
    drop(conn);
    page(&visitor, &shop, StatusCode::UNPROCESSABLE_ENTITY, &refused, |page| page).await
}

/// Reads the quantity fields, one step up or down for the line whose button was pressed. The second part keeps what
/// was typed in every field, with a sentence where it is no quantity.
async fn quantities(conn: &mut Conn, form: &Form, visitor: &Visitor) -> Result<(Vec<(PackId, Quantity)>, Refused)> {
    let button = |name: &str| form.raw(name).parse().ok().map(PackId);
    let (less, more) = (button("less"), button("more"));
    let pressed: Vec<PackId> = less.into_iter().chain(more).collect();
    let packs = if pressed.is_empty() { Vec::new() } else { sellable::load(conn, &pressed).await? };
    let mut wanted = Vec::new();
    let mut typed = Refused::new();
    for (name, value) in form.pairs() {
        let Some(pack) = name.strip_prefix("qty-").and_then(|id| id.parse().ok()).map(PackId) else { continue };
        let step = packs.iter().find(|p| p.pack == pack).map_or(0, |p| p.qty_step);
        let step = if less == Some(pack) { -step } else { step };
        let read = Quantity::parse(value).and_then(|qty| Quantity::new(qty.count().saturating_add(step)));
        match read {
            Ok(qty) => {
                wanted.push((pack, qty));
                typed.insert(pack, (value.clone(), None));
            }
            Err(why) => {
                typed.insert(pack, (value.clone(), Some(locales::text(visitor.lang, quantity_sentence(why)))));
            }
        }
    }
    Ok((wanted, typed))
}
