//! The shop's texts: about, delivery, returns and so on. They come with the program and are the office's from then on.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use rust_embed::RustEmbed;

use crate::accounts::consents::Kind;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::producers::terms;
use crate::schema::{page_versions, pages};

/// The texts that people agree to: each of their versions stays to be read. What was taken out of any other is gone.
const AGREED: [&str; 3] = [Kind::Terms.as_str(), Kind::Privacy.as_str(), terms::SLUG];

/// Whether people agree to the text of this name.
#[must_use]
pub fn agreed(slug: &str) -> bool {
    AGREED.contains(&slug)
}

#[derive(RustEmbed)]
#[folder = "assets/pages"]
#[include = "*/*.md"]
struct Embedded;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = pages)]
pub struct Text {
    pub lang: String,
    pub title: String,
    /// Markdown without its title.
    pub body: String,
    pub updated_at: DateTime<Utc>,
    pub version: i32,
}

/// A text as it stood once.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = page_versions)]
pub struct Stood {
    pub title: String,
    pub body: String,
    pub since: DateTime<Utc>,
}

/// Writes the texts that the shop does not have yet; those it has are the office's and stay. Returns how many came.
pub async fn load_defaults(conn: &mut Conn) -> anyhow::Result<usize> {
    let mut rows = Vec::new();
    for path in Embedded::iter() {
        let Some((lang, slug)) = path.strip_suffix(".md").and_then(|p| p.split_once('/')) else { continue };
        let Some(file) = Embedded::get(&path) else { continue };
        let text = String::from_utf8(file.data.into_owned())?;
        let (title, body) = split(&text);
        rows.push((
            pages::slug.eq(slug.to_owned()),
            pages::lang.eq(lang.to_owned()),
            pages::title.eq(title),
            pages::body.eq(body),
        ));
    }
    Ok(diesel::insert_into(pages::table).values(rows).on_conflict_do_nothing().execute(conn).await?)
}

/// The first line `# Title` apart from the rest.
fn split(text: &str) -> (String, String) {
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.strip_prefix("# ") {
        Some(rest) => {
            let (title, body) = rest.split_once('\n').unwrap_or((rest, ""));
            (title.trim().to_owned(), body.trim().to_owned())
        }
        None => (String::new(), text.to_owned()),
    }
}

/// The text in this language, or in the other one when it is not written in this.
pub async fn find(conn: &mut Conn, slug: &str, lang: Lang) -> Result<Option<Text>> {
    let mut both: Vec<Text> = pages::table.select(Text::as_select()).filter(pages::slug.eq(slug)).load(conn).await?;
    both.sort_by_key(|text| text.lang != lang.code());
    Ok(both.into_iter().next())
}

/// A version of a text that people agree to, and which one stands now. `None` also for a page that is gone.
pub async fn stood(conn: &mut Conn, slug: &str, lang: Lang, version: i32) -> Result<Option<(Stood, i32)>> {
    if !agreed(slug) {
        return Ok(None);
    }
    let now: Option<i32> =
        pages::table.find((slug, lang.code())).select(pages::version).first(conn).await.optional()?;
    let Some(now) = now else { return Ok(None) };
    let found = page_versions::table.find((slug, lang.code(), version)).select(Stood::as_select());
    Ok(found.first(conn).await.optional()?.map(|stood| (stood, now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_begins_with_its_title() {
        assert_eq!(split("# Về chợ\n\nĐây là chợ.\n"), ("Về chợ".to_owned(), "Đây là chợ.".to_owned()));
        for path in Embedded::iter() {
            let text = String::from_utf8(Embedded::get(&path).unwrap().data.into_owned()).unwrap();
            let (title, body) = split(&text);
            assert!(!title.is_empty() && body.len() > 200, "{path}");
        }
    }
}
