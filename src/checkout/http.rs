//! `/checkout`: the page, working out the fees, and placing the order.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};

use super::details::{self, Asked};
use super::draft::Draft;
use super::pages::{CheckoutPage, QuotePart, change_words};
use super::place_order::{self, PlaceError, Placing};
use super::seen::Seen;
use super::voucher::{self, Refused, Typed};
use crate::accounts::actors::{Visitor, add_cookie, leave_for};
use crate::cart::view::CartView;
use crate::cart::{self, find, view};
use crate::delivery::terms;
use crate::error::{Error, Result};
use crate::kernel::ids::{CartId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::orders::access::Access;
use crate::orders::queries;
use crate::payments::facts;
use crate::payments::method::{self, Begin};
use crate::payments::offer::{Facts, NotOffered};
use crate::payments::payment::Method;
use crate::places;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::{Shop, locales, secrets, sessions};

/// The market's own province stands first in the form.
const OWN_PROVINCE: &str = "25";
/// Many phones share one address of a mobile network.
const BY_ADDRESS: Limit = Limit { name: "place-address", hits: 120, seconds: 600 };
/// Tries of voucher codes: many a buyer behind one address, few enough that guessing finds nothing.
const CODES: Limit = Limit { name: "voucher-address", hits: 120, seconds: 600 };
/// Presses that were refused because somebody was faster count too.
const BY_PHONE: Limit = Limit { name: "place-phone", hits: 30, seconds: 3600 };

/// A cart and what it would be as an order to the commune in the form.
struct Look {
    cart: Option<CartId>,
    view: CartView,
    draft: Draft,
    facts: Facts,
    /// Why the voucher takes nothing off.
    refused: Option<Refused>,
}

async fn look(
    conn: &mut Conn,
    visitor: &Visitor,
    shop: &Shop,
    form: &mut Form,
    asked: &Asked,
    typed: &Typed,
) -> Result<Look> {
    let cart = find::find(conn, visitor).await?;
    let view = view::load(conn, cart).await?;
    let households: Vec<ProducerId> = view.groups.iter().map(|g| g.producer).collect();
    let terms = match &asked.commune {
        Some(commune) if view.sells() => terms::load(conn, &commune.code, &households, shop.clock.today()).await?,
        _ => None,
    };
    let mut draft = Draft::of(&view, terms.as_ref(), &details::choices(form));
    let phone = Phone::parse(form.raw("phone"));
    let refused = voucher::apply(conn, form, typed, phone.as_ref(), &mut draft).await?;
    let facts = facts::load(conn, shop, phone.as_ref(), &households, draft.total()).await?;
    Ok(Look { cart, view, draft, facts, refused })
}

/// `GET /checkout`
pub async fn show(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let last = match &visitor.account {
        Some(account) => queries::last_of(&mut conn, account.id).await?,
        None => None,
    };
    let account = visitor.account.as_ref();
    let phone = account.and_then(|a| a.phone.as_deref()).map(|p| Phone::stored(p).to_string()).unwrap_or_default();
    let name = account.map(|a| a.name.as_str()).unwrap_or_default();
    let email = account.and_then(|a| a.email.as_deref()).unwrap_or_default();
    let mut form = details::prefilled(last.as_ref(), name, &phone, email, OWN_PROVINCE);
    let commune = match &last {
        Some(last) => places::find(&mut conn, &last.commune_code).await?,
        None => None,
    };
    let asked = Asked { commune, near: Vec::new() };
    let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &Typed::Nothing).await?;
    if !look.view.sells() {
        return Ok(visitor.go(&shop, "/cart", None));
    }
    let provinces = places::provinces(&mut conn).await?;
    drop(conn);
    let page = CheckoutPage::of(visitor.lang, form, provinces, &asked, &look.draft, &look.facts, secrets::form_token());
    visitor.page(&shop, &page)
}

/// `POST /checkout`: works out the fees (`step=quote`) or places the order.
pub async fn submit(visitor: Visitor, shop: Shop, request: HttpRequest, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let token = secrets::form_token_of(form.raw("token"));
    let seen_total = form.raw("seen_total").parse().ok().map(Money::dong);
    // A form that has shown no sum yet cannot agree to one.
    let quoting = form.raw("step") == "quote" || seen_total.is_none();
    let asked = details::commune(&mut conn, &mut form, quoting).await?;
    if let Some(commune) = &asked.commune {
        form.set("commune", commune.full_name());
        form.set("commune_code", commune.code.clone());
        form.set("province", commune.province_code.clone());
    }
    let typed = Typed::read(&form);
    if typed != Typed::Nothing
        && let Err(refused) = throttle::check(&shop, &mut conn, CODES, &visitor.address).await
    {
        form.refuse(voucher::FIELD, "voucher-too-many");
        return later(&visitor, &shop, conn, form, &asked, token, &Typed::Nothing, refused).await;
    }
    if quoting {
        let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
        return again(&visitor, &shop, conn, form, &asked, look, token, None).await;
    }
    let buyer = details::buyer(&mut form, asked.commune.as_ref());
    let method = Method::parse(form.raw("payment"));
    if method.is_none() {
        form.refuse("payment", "field-choose");
    }
    let cart = find::find(&mut conn, &visitor).await?;
    let (Some(buyer), Some(method), true) = (buyer, method, form.ok()) else {
        let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
        return again(&visitor, &shop, conn, form, &asked, look, token, None).await;
    };
    if let Err(refused) = throttled(&shop, &mut conn, &visitor, &buyer.phone).await {
        form.refuse("phone", "checkout-too-many");
        return later(&visitor, &shop, conn, form, &asked, token, &typed, refused).await;
    }
    if typed == Typed::NoCode {
        let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
        return again(&visitor, &shop, conn, form, &asked, look, token, None).await;
    }
    drop(conn);
    let seen = Seen::parse(form.raw("seen"));
    let placing = Placing {
        token: token.clone(),
        seen_total,
        seen: seen.clone(),
        cart,
        account: visitor.account.as_ref().map(|a| a.id),
        buyer,
        choices: details::choices(&form),
        voucher: if let Typed::Code(code) = &typed { Some(code.clone()) } else { None },
        method,
        lang: visitor.lang,
        today: shop.clock.today(),
    };
    // actix drops a handler whose client resets the connection; a task of its own finishes what the button began.
    let ground = shop.clone();
    let outcome = actix_web::rt::spawn(async move { place_order::place(&ground, &placing).await })
        .await
        .map_err(|error| Error::Internal(anyhow::anyhow!("placing an order: {error}")))?;
    match outcome {
        Ok(code) => {
            metrics::counter!("market_orders_placed_total").increment(1);
            let mut response = on_to(&visitor, &shop, &code, method).await;
            // An account opens its own orders; once it has signed out, the browser should not.
            if visitor.account.is_none() {
                add_cookie(&mut response, &Access::read(&request, &shop).with(&code).cookie(&shop));
            }
            add_cookie(&mut response, &sessions::cart_count(&shop.config, 0));
            Ok(response)
        }
        Err(PlaceError::Nothing) => cart::http::refused(&visitor, &shop, "checkout-nothing-left").await,
        Err(PlaceError::Changed | PlaceError::NoWay) => {
            let mut conn = shop.db.conn().await?;
            let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
            let changes = change_words(visitor.lang, &seen, &look.view, &look.draft, seen_total);
            again(&visitor, &shop, conn, form, &asked, look, token, Some(changes)).await
        }
        Err(PlaceError::Voucher(why)) => {
            let mut conn = shop.db.conn().await?;
            // One that the page had taken off is said to be gone, and the next press goes without it; one that was only
            // typed is refused beside its field.
            let Some(code) = seen.voucher().map(str::to_owned) else {
                let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
                return again(&visitor, &shop, conn, form, &asked, look, token, None).await;
            };
            let why = voucher::lost(&mut conn, &typed, why).await?.words(visitor.lang);
            form.set(voucher::FIELD, "");
            let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &Typed::Nothing).await?;
            let args = [("code".into(), code.into()), ("why".into(), why.into())].into();
            let mut changes = vec![locales::text_with(visitor.lang, "checkout-change-voucher-gone", &args)];
            changes.extend(change_words(visitor.lang, &seen, &look.view, &look.draft, seen_total));
            again(&visitor, &shop, conn, form, &asked, look, token, Some(changes)).await
        }
        Err(PlaceError::Spent) => {
            let mut conn = shop.db.conn().await?;
            let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
            if !look.view.sells() {
                drop(conn);
                return cart::http::refused(&visitor, &shop, "checkout-token-spent").await;
            }
            let changes = vec![locales::text(visitor.lang, "checkout-token-spent")];
            again(&visitor, &shop, conn, form, &asked, look, secrets::form_token(), Some(changes)).await
        }
        Err(PlaceError::NotOffered(method, why)) => {
            let mut conn = shop.db.conn().await?;
            form.refuse("payment", not_offered(why));
            metrics::counter!("market_payment_not_offered_total", "method" => method.as_str()).increment(1);
            let look = look(&mut conn, &visitor, &shop, &mut form, &asked, &typed).await?;
            again(&visitor, &shop, conn, form, &asked, look, token, None).await
        }
        Err(PlaceError::Contended(error)) => Err(error.into()),
        Err(PlaceError::TokenTaken) => Err(Error::Conflict("checkout-token-taken")),
        Err(PlaceError::Failed(error)) => Err(error),
    }
}

/// The page once more for somebody who tried too often: nothing is lost, and it says when to come back.
#[expect(clippy::too_many_arguments, reason = "everything the page shows again")]
async fn later(
    visitor: &Visitor,
    shop: &Shop,
    mut conn: impl std::ops::DerefMut<Target = Conn>,
    mut form: Form,
    asked: &Asked,
    token: String,
    typed: &Typed,
    refused: Error,
) -> Result<HttpResponse> {
    let Error::TooMany(seconds) = refused else { return Err(refused) };
    let look = look(&mut conn, visitor, shop, &mut form, asked, typed).await?;
    let mut page = again(visitor, shop, conn, form, asked, look, token, None).await?;
    *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    page.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    Ok(page)
}

async fn throttled(shop: &Shop, conn: &mut Conn, visitor: &Visitor, phone: &Phone) -> Result<()> {
    throttle::check(shop, conn, BY_ADDRESS, &visitor.address).await?;
    // By both, so that nobody can use up the presses of a phone that is not theirs.
    throttle::check(shop, conn, BY_PHONE, &format!("{}|{}", phone.as_str(), visitor.address)).await
}

/// Where the buyer goes after the order was placed: to the provider's page, or to the order's, which says how to pay.
/// A provider that does not answer costs the order nothing: its page offers to try again.
async fn on_to(visitor: &Visitor, shop: &Shop, code: &str, chosen: Method) -> HttpResponse {
    let own = format!("/orders/{code}?placed=1");
    let lang = visitor.lang;
    let ground = shop.clone();
    let of_code = code.to_owned();
    let begun = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        let Some(order) = queries::by_code(&mut conn, &of_code).await? else { return Ok(Begin::Here) };
        drop(conn);
        method::of(chosen).begin(&ground, order.id, lang).await
    });
    let path = match begun.await {
        Ok(Ok(Begin::At(url))) => return leave_for(&url),
        Ok(Ok(Begin::Here)) => own,
        Ok(Ok(Begin::Down)) => format!("{own}&down=1"),
        Ok(Err(error)) => {
            tracing::warn!(code, %error, "a payment was not begun");
            own
        }
        Err(error) => {
            tracing::error!(code, %error, "beginning a payment");
            own
        }
    };
    visitor.go(shop, &path, None)
}

/// Why a method was refused, as a sentence.
const fn not_offered(why: NotOffered) -> &'static str {
    match why {
        NotOffered::Off => "checkout-pay-off",
        NotOffered::OrderCap(_) => "checkout-pay-order-cap",
        NotOffered::PhoneCap(_) => "checkout-pay-phone-cap",
        NotOffered::Refused => "checkout-pay-refused",
        NotOffered::CardSum => "checkout-pay-card-sum",
    }
}

/// The page once more: with fees, with sentences beside fields (422), or with what is different from what was seen (409).
#[expect(clippy::too_many_arguments, reason = "everything the page shows again")]
async fn again(
    visitor: &Visitor,
    shop: &Shop,
    mut conn: impl std::ops::DerefMut<Target = Conn>,
    form: Form,
    asked: &Asked,
    look: Look,
    token: String,
    changes: Option<Vec<String>>,
) -> Result<HttpResponse> {
    if !look.view.sells() {
        drop(conn);
        return if changes.is_some() || look.cart.is_some() {
            cart::http::refused(visitor, shop, "checkout-nothing-left").await
        } else {
            Ok(visitor.go(shop, "/cart", None))
        };
    }
    let provinces = places::provinces(&mut conn).await?;
    drop(conn);
    let status = match (&changes, form.ok()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let quoting = form.raw("step") == "quote";
    let mut page = CheckoutPage::of(visitor.lang, form, provinces, asked, &look.draft, &look.facts, token);
    if let Some(changes) = changes {
        page = page.changed(changes);
    }
    if let Some(refused) = &look.refused {
        page = page.without_voucher(refused.words(visitor.lang));
    }
    if visitor.htmx() && quoting {
        // htmx swaps what it is given; a commune half typed is no mistake yet.
        return visitor.page(shop, &QuotePart { page });
    }
    visitor.page_with(shop, &page, status)
}
