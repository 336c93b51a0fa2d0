//! `GET /suggest?q=`: what the search box offers while someone types. Asked at every pause of a hand, so it knows no
//! session and asks three things of the database when the words are in use, and one more for each other reading.

use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::engine::{Named, Naming};
use super::highlight::parts;
use super::names::{self, Name};
use super::{engine_for, readings, same, spelling, vocabulary};
use crate::accounts::actors;
use crate::catalog::card::{self, Card};
use crate::catalog::directory::{self, Category, Directory};
use crate::catalog::list::words::Words;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::text::fold;
use crate::media::picture::{Kind, WIDTHS, file_name};
use crate::platform::locales::{self, Args};
use crate::platform::{Ground, Shop, assets};

const MOST_GOODS: usize = 6;
const MOST_PRODUCERS: usize = 3;
const MOST_CATEGORIES: usize = 3;
const MOST_PAGES: usize = 2;
/// One letter begins half of all words.
const LEAST_LETTERS: usize = 2;

/// Texts in the visitor's language, never HTML.
#[derive(Debug, Default, Serialize)]
struct Answer {
    /// What was understood as typed: composed and tidied.
    q: String,
    /// What a screen reader says of it; empty when there is nothing to say.
    said: String,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    /// Empty above the last one.
    title: String,
    options: Vec<Choice>,
}

#[derive(Debug, Default, Serialize)]
struct Choice {
    /// The name in parts, each with whether it was typed.
    parts: Vec<(String, bool)>,
    /// Where or whose it is.
    more: String,
    /// `98.000 ₫`, or that it is sold out; only of goods.
    price: String,
    href: String,
    /// URL of a square picture; only of goods, and none for who saves data.
    picture: Option<String>,
    /// Of the sprite; for what has no picture.
    icon: Option<&'static str>,
}

/// `GET /suggest?q=&lang=`. Without `lang` the cookie's language, and then no shared cache may keep the answer.
pub async fn show(shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let mut q = String::new();
    let mut asked = None;
    for (name, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        match &*name {
            "q" => q = value.into_owned(),
            "lang" => asked = Lang::parse(&value),
            _ => {}
        }
    }
    let lang = asked.or_else(|| actors::kept_lang(&shop, &request)).unwrap_or_default();
    let saves = request.headers().get("save-data").is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"on"));
    let answer = match Words::parse(&q) {
        Some(words) if words.each.iter().map(|w| w.folded.chars().count()).sum::<usize>() >= LEAST_LETTERS => {
            let directory = directory::known(&shop).await?;
            Asked { lang, saves, shop: &shop, directory: &directory }.answer(words).await?
        }
        _ => Answer::default(),
    };
    let kept = if asked.is_some() { "public, max-age=30" } else { "private, max-age=30" };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, kept)).insert_header((VARY, "save-data")).json(answer))
}

/// The search box of one visitor.
struct Asked<'a> {
    lang: Lang,
    saves: bool,
    shop: &'a Ground,
    directory: &'a Directory,
}

/// What some words lead to.
struct Found<'a> {
    words: Words,
    named: Named,
    categories: Vec<&'a Category>,
}

impl Found<'_> {
    fn nothing(&self) -> bool {
        self.named == Named::default() && self.categories.is_empty()
    }
}

impl<'a> Asked<'a> {
    async fn answer(&self, typed: Words) -> Result<Answer> {
        let Found { words, mut named, categories } = self.understand(&typed).await?;
        named.producers.truncate(MOST_PRODUCERS);
        named.pages.truncate(MOST_PAGES);
        let (cards, (producers, pages)) = self.load(&named).await?;
        let mark = |name: &str| parts(name, &words, true).into_iter().map(|p| (p.text, p.on)).collect();
        let name = |name: Name, icon| Choice {
            parts: mark(&name.name),
            more: if name.place.is_empty() { String::new() } else { self.words("catalog-commune", "name", name.place) },
            href: name.href,
            icon: Some(icon),
            ..Choice::default()
        };
        let mut groups = vec![
            self.group("search-suggest-goods", cards.into_iter().map(|c| self.goods(c, mark)).collect()),
            self.group("search-suggest-producers", producers.into_iter().map(|n| name(n, "house")).collect()),
            self.group("search-suggest-categories", categories.into_iter().map(|c| self.category(c, mark)).collect()),
            self.group("search-suggest-help", pages.into_iter().map(|n| name(n, "info")).collect()),
        ];
        groups.retain(|group| !group.options.is_empty());
        let n = groups.iter().map(|group| group.options.len()).sum::<usize>();
        let said = self.words("search-suggest-said", "n", n);
        groups.push(Group { title: String::new(), options: vec![self.all(&typed.typed)] });
        Ok(Answer { q: typed.typed, said, groups })
    }

    /// Only what may be shown.
    async fn load(&self, named: &Named) -> Result<(Vec<Card>, (Vec<Name>, Vec<Name>))> {
        if *named == Named::default() {
            return Ok((vec![], (vec![], vec![])));
        }
        let mut conn = self.shop.db.conn().await?;
        let cards = card::load(&mut conn, &named.goods).await?;
        Ok((cards, names::load(&mut conn, self.lang, &named.producers, &named.pages).await?))
    }

    /// As typed, by the names that are used here; when nothing is called so, as an input method would have written it, then
    /// whatever the pack, and then as others spell it.
    async fn understand(&self, typed: &Words) -> Result<Found<'a>> {
        let first = self.look(same::meant(typed)).await?;
        if !first.nothing() {
            return Ok(first);
        }
        for read in readings::of(&first.words).into_iter().take(1).chain(first.words.looser()) {
            let found = self.look(read).await?;
            if !found.nothing() {
                return Ok(found);
            }
        }
        let vocabulary = vocabulary::load(self.shop).await?;
        match spelling::corrections(&first.words, &vocabulary).into_iter().next() {
            Some(read) => self.look(read).await,
            None => Ok(first),
        }
    }

    async fn look(&self, words: Words) -> Result<Found<'a>> {
        let (lang, most) = (self.lang, MOST_GOODS);
        let naming = Naming { words: &words, lang, unfinished: true, goods: most, others: most, speaking: true };
        let mut named = engine_for::named(self.shop, &naming).await?;
        let categories = categories(self.directory, &words);
        // Pages that only speak of it are offered where there is nothing else, and are an answer too: no word is mistyped then.
        let texts = std::mem::take(&mut named.texts);
        if named == Named::default() && categories.is_empty() {
            named.pages = texts;
        }
        Ok(Found { words, named, categories })
    }

    fn group(&self, title: &str, options: Vec<Choice>) -> Group {
        Group { title: locales::text(self.lang, title), options }
    }

    fn goods(&self, card: Card, mark: impl Fn(&str) -> Vec<(String, bool)>) -> Choice {
        let empty = || assets::url("img/empty-basket.svg");
        let picture = || card.picture.as_ref().map(|hash| format!("/media/{}", file_name(hash, WIDTHS[0], Kind::Webp)));
        Choice {
            parts: mark(self.lang.pick(&card.name_vi, &card.name_en)),
            more: self.lang.pick(&card.producer_vi, &card.producer_en).to_owned(),
            price: match card.left {
                0 => locales::text(self.lang, "catalog-sold-out"),
                _ => Money::dong(card.price).to_string(),
            },
            href: format!("/products/{}", card.slug),
            picture: if self.saves { None } else { picture().or_else(empty) },
            icon: self.saves.then_some("basket"),
        }
    }

    fn category(&self, category: &Category, mark: impl Fn(&str) -> Vec<(String, bool)>) -> Choice {
        let above = category.parent_id.and_then(|id| self.directory.category_by_id(id));
        Choice {
            parts: mark(category.name(self.lang)),
            more: above.map(|top| top.name(self.lang).to_owned()).unwrap_or_default(),
            href: format!("/c/{}", category.slug),
            icon: Some("leaf"),
            ..Choice::default()
        }
    }

    /// The way to the page of results.
    fn all(&self, q: &str) -> Choice {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
        Choice {
            parts: vec![(self.words("search-suggest-all", "q", q.to_owned()), false)],
            href: format!("/search?{query}"),
            icon: Some("search"),
            ..Choice::default()
        }
    }

    fn words(&self, key: &str, name: &'static str, value: impl Into<locales::Value>) -> String {
        locales::text_with(self.lang, key, &Args::from([(name.into(), value.into())]))
    }
}

/// Categories of which each word begins a word of the name, in one language or the other.
fn categories<'a>(directory: &'a Directory, words: &Words) -> Vec<&'a Category> {
    let called = |name: &str| {
        let name = format!(" {}", fold(name));
        words.each.iter().all(|word| name.contains(&format!(" {}", word.folded)))
    };
    let all = directory.categories.iter();
    all.filter(|c| called(&c.name_vi) || called(&c.name_en)).take(MOST_CATEGORIES).collect()
}
