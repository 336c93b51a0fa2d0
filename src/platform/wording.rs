//! Texts that the office may put into its own words. What it writes has the syntax of the Fluent files under `locales/`, is
//! looked at before it is kept, and is said from the next message on, by every process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use rust_embed::RustEmbed;

use super::db::Conn;
use super::locales::{self, Args};
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::kernel::lang::Lang;
use crate::schema::wordings;

#[derive(RustEmbed)]
#[folder = "locales"]
struct Locales;

/// Choices and placeholders within each other that a text may have. The parser goes as deep as its text does, and a text of
/// nothing but braces would take the process down with it.
const DEEPEST: usize = 10;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A brace that is not closed, a choice without its star, more choices within each other than anybody reads.
    Unreadable,
    /// A placeholder, another text or a function that this message does not know.
    Unknown(String),
    /// A placeholder whose value people would miss.
    Missing(String),
}

/// The names in a text.
#[derive(Debug, Default)]
struct Names {
    /// Placeholders whose values are read, and those by which it only chooses.
    shown: BTreeSet<String>,
    chosen_by: BTreeSet<String>,
    /// Other texts, and what nobody may write.
    texts: BTreeSet<String>,
    strange: BTreeSet<String>,
}

impl Names {
    fn of(body: &str) -> Option<Self> {
        if depth(body) > DEEPEST {
            return None;
        }
        let source = entry("x", body);
        let resource = parser::parse(source.as_str()).ok()?;
        let [Entry::Message(message)] = resource.body.as_slice() else { return None };
        if !message.attributes.is_empty() {
            return None;
        }
        let mut names = Names::default();
        names.pattern(message.value.as_ref()?);
        Some(names)
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                match selector {
                    InlineExpression::VariableReference { id } => {
                        self.chosen_by.insert(id.name.to_owned());
                    }
                    other => self.inline(other),
                }
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.shown.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, attribute: None } => {
                self.texts.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. }
            | InlineExpression::TermReference { id, .. }
            | InlineExpression::FunctionReference { id, .. } => {
                self.strange.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.shown.iter().chain(&self.chosen_by)
    }
}

/// How many braces are open at once.
fn depth(body: &str) -> usize {
    let mut open = 0_usize;
    let depths = body.chars().map(|c| {
        match c {
            '{' => open = open.saturating_add(1),
            '}' => open = open.saturating_sub(1),
            _ => {}
        }
        open
    });
    depths.max().unwrap_or(0)
}

/// The text as an entry of a file: its lines are set in, as the syntax asks.
fn entry(key: &str, body: &str) -> String {
    format!("{key} =\n    {}\n", body.trim().replace('\n', "\n    "))
}

/// Texts of one language, key to text.
pub type Words = BTreeMap<String, String>;

/// What the program came with, by the code of the language.
static ORIGINALS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(originals);

fn originals() -> BTreeMap<String, Words> {
    let mut all: BTreeMap<String, Words> = BTreeMap::new();
    for name in Locales::iter() {
        let (Some((code, _)), Some(file)) = (name.split_once('/'), Locales::get(&name)) else { continue };
        let Ok(text) = std::str::from_utf8(&file.data) else { continue };
        let words = all.entry(code.to_owned()).or_default();
        let mut key: Option<&str> = None;
        for line in text.lines() {
            if line.starts_with([' ', '}']) {
                if let Some(key) = key
                    && let Some(body) = words.get_mut(key)
                {
                    body.push('\n');
                    body.push_str(line.trim_end());
                }
                continue;
            }
            let begun = line.split_once(" = ").filter(|(key, _)| !key.starts_with('#'));
            if let Some((key, body)) = begun {
                words.insert(key.to_owned(), body.to_owned());
            }
            key = begun.map(|(key, _)| key);
        }
    }
    all
}

/// The text that the program came with, as it stands in its file.
#[must_use]
pub fn original(lang: Lang, key: &str) -> Option<String> {
    ORIGINALS.get(lang.code())?.get(key).cloned()
}

/// The program's own texts whose keys begin so: what follows in each key, and the text as it stands in its file.
#[must_use]
pub fn beginning(lang: Lang, begins: &str) -> Vec<(String, String)> {
    let Some(words) = ORIGINALS.get(lang.code()) else { return Vec::new() };
    let from = words.range(begins.to_owned()..);
    from.map_while(|(key, text)| Some((key.strip_prefix(begins)?.to_owned(), text.clone()))).collect()
}

/// What the program's own text and those it refers to make of placeholders.
fn allowed(lang: Lang, key: &str) -> Names {
    let mut own = original(lang, key).and_then(|body| Names::of(&body)).unwrap_or_default();
    let referred: Vec<String> = own.texts.iter().cloned().collect();
    for name in referred {
        let Some(other) = original(lang, &name).and_then(|body| Names::of(&body)) else { continue };
        // Its own placeholders may be written here as well.
        own.chosen_by.extend(other.all().cloned());
    }
    own
}

/// The placeholders that may be written into a text, those that must be first.
#[must_use]
pub fn placeholders(lang: Lang, key: &str) -> Vec<String> {
    let names = allowed(lang, key);
    let more = names.chosen_by.difference(&names.shown);
    names.shown.iter().chain(more).cloned().collect()
}

/// Looks at a text before it is kept.
pub fn check(lang: Lang, key: &str, body: &str) -> Result<(), Fault> {
    let names = Names::of(body).ok_or(Fault::Unreadable)?;
    let allowed = allowed(lang, key);
    let known: BTreeSet<&String> = allowed.all().collect();
    let strange = names.strange.iter().chain(names.texts.difference(&allowed.texts));
    if let Some(name) = strange.chain(names.all().filter(|name| !known.contains(name))).next() {
        return Err(Fault::Unknown(name.clone()));
    }
    match allowed.shown.iter().find(|name| !names.shown.contains(*name)) {
        Some(name) => Err(Fault::Missing(name.clone())),
        None => Ok(()),
    }
}

/// A text with its placeholders filled, the texts it names in the office's `words` where it has some; `None` when it cannot be
/// read.
#[must_use]
pub fn filled(lang: Lang, words: &Words, key: &str, body: &str, args: &Args) -> Option<String> {
    let mut source = entry(key, body);
    for name in Names::of(body)?.texts {
        let text = words.get(&name).cloned().or_else(|| original(lang, &name))?;
        source.push_str(&entry(&name, &text));
    }
    locales::said(lang, source, key, args)
}

/// The office's words for a text or, where it names another text, for that one: what is to be said then.
fn reworded(lang: Lang, words: &Words, key: &str) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    words.get(key).cloned().or_else(|| {
        let body = original(lang, key)?;
        Names::of(&body)?.texts.iter().any(|name| words.contains_key(name)).then_some(body)
    })
}

/// The sentence `key`, in the office's `words` where it has some. For what is sent to people; pages say what the program came
/// with.
#[must_use]
pub fn say(lang: Lang, words: &Words, key: &str, args: &Args) -> String {
    let Some(body) = reworded(lang, words, key) else { return locales::text_with(lang, key, args) };
    filled(lang, words, key, &body, args).unwrap_or_else(|| {
        // It was looked at before it was kept: a later version knows another placeholder, or another text.
        tracing::error!(key, lang = lang.code(), "the office's wording cannot be said, the program's own is sent");
        locales::text_with(lang, key, args)
    })
}

/// All of the office's words in a language.
pub async fn words(conn: &mut Conn, lang: Lang) -> Result<Words> {
    let own: Vec<(String, Option<String>)> = wordings::table
        .select((wordings::key, wordings::body))
        .filter(wordings::lang.eq(lang.code()).and(wordings::body.is_not_null()))
        .load(conn)
        .await?;
    Ok(own.into_iter().filter_map(|(key, body)| Some((key, body?))).collect())
}

/// The sentence `key` as [`say`] says it, in the words of this moment.
pub async fn text(conn: &mut Conn, lang: Lang, key: &str, args: Args) -> Result<String> {
    Ok(say(lang, &words(conn, lang).await?, key, &args))
}

/// What the office wrote.
#[derive(Clone, Debug, Queryable)]
pub struct Own {
    pub key: String,
    pub lang: String,
    /// `None`: as the program came, once more.
    pub body: Option<String>,
    pub seq: i32,
}

/// All that the office wrote.
pub async fn list(conn: &mut Conn) -> Result<Vec<Own>> {
    Ok(wordings::table.select((wordings::key, wordings::lang, wordings::body, wordings::seq)).load(conn).await?)
}

pub async fn find(conn: &mut Conn, lang: Lang, key: &str) -> Result<Option<Own>> {
    Ok(wordings::table
        .select((wordings::key, wordings::lang, wordings::body, wordings::seq))
        .filter(wordings::key.eq(key).and(wordings::lang.eq(lang.code())))
        .first(conn)
        .await
        .optional()?)
}

/// Keeps a text that was looked at, or takes it back (`None`); `false` when somebody changed it since it was seen as `seq`
/// (0: there was none).
pub async fn keep(
    conn: &mut Conn,
    lang: Lang,
    key: &str,
    body: Option<&str>,
    seen: i32,
    by: AccountId,
) -> Result<bool> {
    let written = if seen == 0 {
        diesel::insert_into(wordings::table)
            .values((
                wordings::key.eq(key),
                wordings::lang.eq(lang.code()),
                wordings::body.eq(body),
                wordings::changed_by.eq(by),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?
    } else {
        diesel::update(
            wordings::table
                .filter(wordings::key.eq(key).and(wordings::lang.eq(lang.code())).and(wordings::seq.eq(seen))),
        )
        .set((
            wordings::body.eq(body),
            wordings::seq.eq(wordings::seq + 1),
            wordings::changed_by.eq(by),
            wordings::changed_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
        .await?
    };
    Ok(written == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_texts_stand_the_test() {
        for key in ["order-sms-placed", "order-sms-household", "order-sms-handed-over", "order-sms-corrected"] {
            for lang in [Lang::Vi, Lang::En] {
                let body = original(lang, key).unwrap();
                assert_eq!(check(lang, key, &body), Ok(()), "{key}: {body}");
                let mut args = Args::new();
                for name in placeholders(lang, key) {
                    args.insert(name.clone().into(), format!("<{name}>").into());
                }
                let said = filled(lang, &Words::new(), key, &body, &args);
                assert_eq!(said, Some(locales::text_with(lang, key, &args)), "{key}");
            }
        }
        assert_eq!(original(Lang::Vi, "nothing-here"), None);
    }

    #[test]
    fn a_text_that_is_named_is_said_in_the_offices_words_too() {
        let mut args = Args::from([("kind".into(), "carrier".into()), ("paid".into(), "no".into())]);
        for name in ["code", "household", "way", "days", "found", "link", "total"] {
            args.insert(name.into(), format!("<{name}>").into());
        }
        let said = |words: &Words| say(Lang::Vi, words, "order-sms-handed-over", &args);
        let other = Words::from([("order-sms-bring".to_owned(), "{\" \"}Xin trả { $total }.".to_owned())]);
        assert_eq!(said(&Words::new()), locales::text_with(Lang::Vi, "order-sms-handed-over", &args));
        assert!(said(&other).contains("<found> Xin trả <total>. <link>"), "{}", said(&other));
        let unsayable = Words::from([("order-sms-handed-over".to_owned(), "{ $code".to_owned())]);
        assert_eq!(said(&unsayable), said(&Words::new()), "what cannot be said any more is said as we came");
    }

    #[test]
    fn what_cannot_be_said_is_refused_by_name() {
        let check = |body: &str| check(Lang::Vi, "order-sms-placed", body);
        assert_eq!(check("Đơn { $code }, { $total }: { $link }"), Ok(()));
        assert_eq!(check("Đơn { $code },\n{ $total }:\n{ $link }"), Ok(()));
        assert_eq!(check("Đơn { $code: { $total }"), Err(Fault::Unreadable));
        assert_eq!(check(""), Err(Fault::Unreadable));
        assert_eq!(check("{".repeat(60_000).as_str()), Err(Fault::Unreadable), "no text takes the process down");
        assert_eq!(check("x\ny = z"), Err(Fault::Missing("code".to_owned())), "a line is a line");
        assert_eq!(check("Đơn { $code } { $link }"), Err(Fault::Missing("total".to_owned())));
        assert_eq!(check("{ $code } { $total } { $link } { $phone }"), Err(Fault::Unknown("phone".to_owned())));
        assert_eq!(check("{ $code } { $total } { $link } { site-name }"), Err(Fault::Unknown("site-name".to_owned())));
        assert_eq!(check("{ $code } { $total } { NUMBER($link) }"), Err(Fault::Unknown("NUMBER".to_owned())));
        let choice = "{ $code ->\n [a] { $total }\n *[b] { $total }\n} { $link }";
        assert_eq!(check(choice), Err(Fault::Missing("code".to_owned())), "to choose by it is not to say it");
    }
}
