//! Who asks: a typed extractor for each kind of actor. Each does all its checks in one go, because actix runs a
//! handler's extractors side by side.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, SET_COOKIE};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::Value;

use super::acts::{self, Act};
use super::rights::{self, Right};
use super::role::Role;
pub use super::signed_in::{Owes, SignedIn};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::forms;
use crate::platform::guard::{client_address, own_path};
use crate::platform::views::{DESK, Frame, Page};
use crate::platform::{Ground, Shop, sessions};

/// Anyone who looks at a page, signed in or not.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub lang: Lang,
    pub account: Option<SignedIn>,
    pub address: String,
    /// The session cookie's value, for ending it.
    pub session: Option<String>,
    /// The guest cart's cookie.
    pub cart_token: Option<String>,
    /// The household a member of several has chosen to act for.
    household: Option<i64>,
    /// The household whose desk is shown.
    desk: Option<ProducerId>,
    path: String,
    query: String,
    cart_count: u32,
    flash: Option<String>,
    save_data: bool,
    htmx: bool,
}

/// Name of the cookie that finds a guest's cart.
pub const CART_COOKIE: &str = "cart";
const LANG_COOKIE: &str = "lang";
const HOUSEHOLD_COOKIE: &str = "household";
const ACTING_COOKIE: &str = "acting";
/// Where a member of several households turns from one desk to another.
const SWITCH: &str = "/sell/household";

/// The paths below which pages tell of a person.
const PERSONAL: [&str; 6] = ["/account", "/checkout", "/orders", "/track", "/sell", "/office"];

impl Visitor {
    async fn read(request: &HttpRequest) -> Result<Self> {
        let ground = request.app_data::<Shop>().ok_or_else(|| anyhow::anyhow!("no ground"))?;
        let cookie = |name: &str| sessions::value(&ground.config, request, name).filter(|v| v.len() <= 128);
        let query = request.query_string();
        let asked =
            url::form_urlencoded::parse(query.as_bytes()).find(|(k, _)| k == "lang").and_then(|(_, v)| Lang::parse(&v));
        let session = cookie(sessions::SESSION);
        let account = match &session {
            Some(token) => SignedIn::load(ground, token, cookie(ACTING_COOKIE).and_then(|id| id.parse().ok())).await?,
            None => None,
        };
        let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(Visitor {
            lang: asked.or_else(|| kept_lang(ground, request)).unwrap_or_default(),
            account,
            address: client_address(&ground.config, request),
            session,
            cart_token: cookie(CART_COOKIE),
            household: cookie(HOUSEHOLD_COOKIE).and_then(|id| id.parse().ok()),
            desk: None,
            path: request.path().to_owned(),
            query: without_lang(query),
            cart_count: cookie(sessions::CART_COUNT).and_then(|n| n.parse().ok()).unwrap_or(0),
            flash: cookie(sessions::FLASH).filter(|k| k.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
            save_data: header("save-data").eq_ignore_ascii_case("on"),
            htmx: header("hx-request") == "true",
        })
    }

    /// A visitor of whom nothing is known: what an error page falls back on when the request itself is gone.
    #[must_use]
    pub fn stranger(path: &str) -> Self {
        Visitor {
            lang: Lang::default(),
            account: None,
            address: String::new(),
            session: None,
            cart_token: None,
            household: None,
            desk: None,
            path: path.to_owned(),
            query: String::new(),
            cart_count: 0,
            flash: None,
            save_data: false,
            htmx: false,
        }
    }

    /// The frame of a page shown to this visitor.
    #[must_use]
    pub fn frame(&self, ground: &Ground) -> Frame {
        Frame {
            lang: self.lang,
            path: self.path.clone(),
            query: self.query.clone(),
            base_url: ground.config.base_url.clone(),
            account: self.account.as_ref().map(|a| a.name.clone()),
            member: self.account.as_ref().is_some_and(SignedIn::sells),
            clerk: self.clerk(),
            may: Right::ALL.into_iter().filter(|right| self.may(*right)).map(Right::word).collect(),
            cart_count: self.cart_count,
            flash: self.flash.clone(),
            save_data: self.save_data,
            operator: ground.config.operator.clone(),
            demo: !ground.config.production(),
        }
    }

    /// The first value of this name in the address.
    #[must_use]
    pub fn asked(&self, name: &str) -> Option<String> {
        forms::asked(&self.query, name)
    }

    /// Whether this is a clerk who has this right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.account.as_ref().is_some_and(|account| account.may(right))
    }

    /// Whether somebody of the trade office looks at the page.
    #[must_use]
    pub fn clerk(&self) -> bool {
        self.account.as_ref().is_some_and(|a| !a.roles.is_empty())
    }

    /// A page, 200.
    pub fn page<P: Page>(&self, ground: &Ground, page: &P) -> Result<HttpResponse> {
        self.page_with(ground, page, StatusCode::OK)
    }

    /// A page with another status: 422 for a form with mistakes, 409 for a thing that moved on.
    pub fn page_with<P: Page>(&self, ground: &Ground, page: &P, status: StatusCode) -> Result<HttpResponse> {
        let mut response = ground.views.respond(page, &self.frame(ground), self.desk, status)?;
        if self.personal() {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if self.flash.is_some() {
            add_cookie(&mut response, &sessions::gone(&ground.config, sessions::FLASH));
        }
        Ok(response)
    }

    /// Whether this page tells of a person. Such a page is not kept anywhere, so that on a shared phone the way back does
    /// not lead to it after signing out.
    fn personal(&self) -> bool {
        PERSONAL.iter().any(|under| self.path.strip_prefix(under).is_some_and(|p| p.is_empty() || p.starts_with('/')))
    }

    /// 303 to a path of this site, with a sentence for the page there.
    #[must_use]
    pub fn go(&self, ground: &Ground, path: &str, flash: Option<&str>) -> HttpResponse {
        let mut response = redirect(path);
        if let Some(key) = flash {
            response.cookie(sessions::flash(&ground.config, key));
        }
        response.finish()
    }

    /// The signed-in account, or the way to the sign-in page.
    pub fn account(&self) -> Result<&SignedIn> {
        self.account.as_ref().ok_or(Error::SignInFirst)
    }

    /// Whether htmx asked, so that a part of the page is enough.
    #[must_use]
    pub fn htmx(&self) -> bool {
        self.htmx
    }

    /// The same visitor, whose cart this answer found to hold so many packs.
    #[must_use]
    pub fn with_cart_count(mut self, count: usize) -> Self {
        self.cart_count = u32::try_from(count).unwrap_or(u32::MAX);
        self
    }

    /// The language cookie, when `?lang=` has just asked for another language.
    #[must_use]
    pub fn lang_cookie(ground: &Ground, lang: Lang) -> Cookie<'static> {
        sessions::cookie(&ground.config, LANG_COOKIE, lang.code().to_owned(), 365)
    }
}

/// The language that was chosen in this browser.
#[must_use]
pub fn kept_lang(ground: &Ground, request: &HttpRequest) -> Option<Lang> {
    sessions::value(&ground.config, request, LANG_COOKIE).and_then(|code| Lang::parse(&code))
}

/// 303 to a path of this site.
#[must_use]
pub fn redirect(path: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, own_path(path)));
    response
}

/// 303 to a provider's page, as the provider itself named it: never what a visitor typed.
#[must_use]
pub fn leave_for(url: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, url)).finish()
}

/// Adds a cookie to a finished response.
pub fn add_cookie(response: &mut HttpResponse, cookie: &Cookie<'static>) {
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

fn without_lang(query: &str) -> String {
    let kept = url::form_urlencoded::parse(query.as_bytes()).filter(|(k, _)| k != "lang" && k != DESK);
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
}

macro_rules! extractor {
    ($name:ident, $read:expr) => {
        impl FromRequest for $name {
            type Error = Error;
            type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move {
                    let visitor = Visitor::read(&request).await?;
                    $read(visitor)
                })
            }
        }
    };
}

extractor!(Visitor, Ok);

/// Someone signed in, buying or looking at their own account.
#[derive(Clone, Debug)]
pub struct Shopper {
    pub visitor: Visitor,
    pub account: SignedIn,
}

extractor!(Shopper, |visitor: Visitor| {
    let account = visitor.account()?.clone();
    Ok(Shopper { visitor, account })
});

/// A clerk, also one who owes a code or a second factor: the pages where that is settled.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub visitor: Visitor,
    pub account: AccountId,
    pub name: String,
    pub owes: Option<Owes>,
}

extractor!(Colleague, |visitor: Visitor| {
    let account = visitor.account()?;
    if !account.staff() {
        return Err(Error::Forbidden);
    }
    let (account, name, owes) = (account.id, account.name.clone(), account.owes());
    Ok(Colleague { visitor, account, name, owes })
});

/// Someone signed in who may act for a producer: everything under `/sell`. A clerk who acts for a household is one too,
/// and each request of theirs that changes something is written into the log before its handler sees it: here, so that
/// no handler can forget it.
#[derive(Clone, Debug)]
pub struct Member {
    pub visitor: Visitor,
    pub account: AccountId,
    /// The household whose desk is shown: the chosen one, or the first.
    pub producer: ProducerId,
    /// Every household this account may act for.
    pub producers: Vec<ProducerId>,
    /// What this one may do in the household whose desk is shown.
    pub role: Role,
    /// A clerk who acts for the household and is no member of it.
    pub clerk: bool,
    roles: Vec<Role>,
}

impl Member {
    /// The cookie that keeps the choice of a household; it is checked against the members at each request.
    #[must_use]
    pub fn household_cookie(ground: &Ground, producer: ProducerId) -> Cookie<'static> {
        sessions::cookie(&ground.config, HOUSEHOLD_COOKIE, producer.to_string(), 365)
    }

    /// The cookie by which a clerk acts for a household today; it is worth nothing to others.
    #[must_use]
    pub fn acting_cookie(ground: &Ground, producer: ProducerId) -> Cookie<'static> {
        sessions::cookie(&ground.config, ACTING_COOKIE, producer.to_string(), 1)
    }

    /// No acting any more.
    #[must_use]
    pub fn acting_gone(ground: &Ground) -> Cookie<'static> {
        sessions::gone(&ground.config, ACTING_COOKIE)
    }

    /// What this one may do in another of their households; `None` where they are no member.
    #[must_use]
    pub fn role_in(&self, producer: ProducerId) -> Option<Role> {
        let at = self.producers.iter().position(|id| *id == producer)?;
        self.roles.get(at).copied()
    }

    /// An act of this one in the household whose desk is shown.
    #[must_use]
    pub fn act(&self, act: &'static str) -> Act<'static> {
        Act::new(act, Some(self.account)).of(self.producer).on_behalf(self.clerk)
    }

    /// Writes down what a clerk has done in the household's place: to which thing, what stood there before and what stands
    /// there now; null for what was or is not there. What members do themselves stands in the diaries of parcels, prices and
    /// fields, beside their names. Call it inside the transaction of the act.
    pub async fn log_change(
        &self,
        conn: &mut Conn,
        act: &'static str,
        subject: impl Into<String>,
        before: Value,
        after: Value,
    ) -> Result<()> {
        if !self.clerk {
            return Ok(());
        }
        acts::record(conn, &self.act(act).on(subject).changed(before, after)).await
    }

    fn of(mut visitor: Visitor) -> Result<Self> {
        let account = visitor.account()?;
        let id = account.id;
        if let Some(producer) = account.acting.map(ProducerId) {
            let (role, clerk) = (Role::Owner, true);
            let (producers, roles) = (vec![producer], vec![role]);
            visitor.desk = Some(producer);
            return Ok(Member { visitor, account: id, producer, producers, role, clerk, roles });
        }
        let chosen = visitor.household.filter(|id| account.producers.contains(id));
        let first = account.producers.as_slice().first().copied();
        let producer = chosen.or(first).map(ProducerId).ok_or(Error::Forbidden)?;
        let producers: Vec<ProducerId> = account.producers.iter().copied().map(ProducerId).collect();
        // The CHECK of the table knows no fourth word; one that came later may do least.
        let roles: Vec<Role> = account.parts.iter().map(|part| Role::parse(part).unwrap_or(Role::Packer)).collect();
        let at = producers.iter().position(|id| *id == producer);
        let role = at.and_then(|at| roles.get(at)).copied().unwrap_or(Role::Packer);
        visitor.desk = Some(producer);
        Ok(Member { visitor, account: id, producer, producers, role, clerk: false, roles })
    }

    /// Refuses a form that was shown at another household's desk: whoever turned to this one in another tab meanwhile means
    /// the one that stood above what they typed.
    fn meant(&self, query: &str) -> Result<()> {
        let Some(desk) = forms::asked(query, DESK) else { return Ok(()) };
        let desk = desk.parse().map(ProducerId).map_err(|_| Error::NotFound)?;
        if desk == self.producer {
            return Ok(());
        }
        let theirs = self.visitor.account.as_ref().is_some_and(|account| account.acts_for(desk));
        if theirs || self.visitor.may(Right::Moderate) {
            return Err(Error::OtherDesk { meant: desk, now: self.producer });
        }
        Err(Error::NotFound)
    }

    async fn read(request: HttpRequest) -> Result<Self> {
        let member = Member::of(Visitor::read(&request).await?)?;
        // Turning to another desk is what an old page may always do.
        if !request.method().is_safe() && request.path() != SWITCH {
            member.meant(request.query_string())?;
        }
        if member.clerk && !request.method().is_safe() {
            let ground = request.app_data::<Shop>().ok_or_else(|| anyhow::anyhow!("no ground"))?;
            let act = member.act("behalf.request").on(request.path().chars().take(200).collect::<String>());
            acts::record(&mut *ground.db.conn().await?, &act).await?;
        }
        Ok(member)
    }
}

macro_rules! member_extractor {
    ($name:ident, $make:expr) => {
        impl FromRequest for $name {
            type Error = Error;
            type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move { Member::read(request).await.and_then($make) })
            }
        }
    };
}

member_extractor!(Member, Ok);

/// A member who may list, stock and look at the money of the household whose desk is shown.
#[derive(Clone, Debug)]
pub struct Seller(pub Member);

member_extractor!(Seller, |member: Member| if member.role.sells() {
    Ok(Seller(member))
} else {
    Err(Error::Forbidden)
});

/// A member who may do everything in the household whose desk is shown.
#[derive(Clone, Debug)]
pub struct Owner(pub Member);

member_extractor!(Owner, |member: Member| if member.role == Role::Owner {
    Ok(Owner(member))
} else {
    Err(Error::Forbidden)
});

/// Someone of the trade office, who has the right that the route asks for: everything under `/office`.
#[derive(Clone, Debug)]
pub struct Clerk {
    pub visitor: Visitor,
    pub account: AccountId,
    /// The household this one acts for just now.
    pub acting_for: Option<ProducerId>,
}

impl Clerk {
    /// An act of this one, to be recorded in the transaction of what was done.
    #[must_use]
    pub fn act(&self, act: &'static str) -> Act<'static> {
        Act::new(act, Some(self.account))
    }

    fn of(visitor: Visitor, asked: Option<Right>) -> Result<Self> {
        let account = visitor.account()?;
        match account.owes() {
            Some(Owes::Code) => return Err(Error::CodeFirst),
            Some(Owes::SetUp) => return Err(Error::SetUpFirst),
            None => {}
        }
        if !asked.is_some_and(|right| account.may(right)) {
            return Err(Error::Forbidden);
        }
        let (account, acting_for) = (account.id, account.acting.map(ProducerId));
        Ok(Clerk { visitor, account, acting_for })
    }
}

impl FromRequest for Clerk {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let asked = request.match_pattern().and_then(|pattern| rights::asked(request.method(), &pattern));
            if asked.is_none() {
                tracing::error!(method = %request.method(), path = request.path(), "no right is told for this route");
            }
            Clerk::of(Visitor::read(&request).await?, asked)
        })
    }
}
