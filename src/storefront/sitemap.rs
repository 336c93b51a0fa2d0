//! The sitemap: an index, and parts of at most 5,000 addresses each, written as they are read.

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use futures_util::stream;

use crate::error::{Error, Result};
use crate::platform::{Ground, Shop};

/// Addresses in a part. A part covers so many ids, so its place in the list never changes.
const PART: i64 = 5_000;
/// Rows read at once while a part is written.
const CHUNK: i64 = 1_000;
const HOURS: &str = "public, max-age=3600";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
     xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
/// Pages that are always there.
const FIXED: [&str; 4] = ["/", "/products", "/season", "/producers"];

/// What a part is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pages,
    Producers,
    Products,
}

impl Kind {
    /// Slug and day of change of the rows after `$1` and up to `$2`, in the order of ids.
    const fn query(self) -> &'static str {
        match self {
            Kind::Pages => {
                "SELECT row_number() OVER (ORDER BY path) + $1 AS id, path, day FROM ( \
                   SELECT '/c/' || slug AS path, NULL AS day FROM categories \
                   UNION ALL SELECT DISTINCT '/pages/' || slug, NULL FROM pages \
                   UNION ALL SELECT '/news/' || slug, NULL FROM news WHERE publish_at <= now() \
                   UNION ALL SELECT '/collections/' || slug, NULL FROM collections WHERE starts_at <= now() AND ends_at > now()) AS x \
                 WHERE $1 < $2 AND $1 = 0 LIMIT $3"
            }
            Kind::Producers => {
                "SELECT id, '/producers/' || slug AS path, NULL AS day FROM producers \
                 WHERE id > $1 AND id <= $2 AND listed ORDER BY id LIMIT $3"
            }
            Kind::Products => {
                "SELECT p.id, '/products/' || p.slug AS path, to_char(p.updated_at, 'YYYY-MM-DD') AS day \
                 FROM products p JOIN shelf s ON s.product_id = p.id \
                 WHERE p.id > $1 AND p.id <= $2 ORDER BY p.id LIMIT $3"
            }
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Nullable<Text>)]
    day: Option<String>,
}

#[derive(QueryableByName)]
struct Ends {
    #[diesel(sql_type = BigInt)]
    producers: i64,
    #[diesel(sql_type = BigInt)]
    products: i64,
}

/// `GET /sitemap.xml`: the index of the parts.
pub async fn index(shop: Shop) -> Result<HttpResponse> {
    let ends: Ends = diesel::sql_query(
        "SELECT (SELECT coalesce(max(id), 0) FROM producers)::bigint AS producers, \
                (SELECT coalesce(max(product_id), 0) FROM shelf)::bigint AS products",
    )
    .get_result(&mut *shop.db.conn().await?)
    .await?;
    let parts = |last: i64| (0..(last + PART - 1) / PART).collect::<Vec<_>>();
    let names = std::iter::once("pages-0".to_owned())
        .chain(parts(ends.producers).into_iter().map(|n| format!("producers-{n}")))
        .chain(parts(ends.products).into_iter().map(|n| format!("products-{n}")));
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for name in names {
        xml.push_str(&format!("<sitemap><loc>{}/sitemap-{name}.xml</loc></sitemap>\n", shop.config.base_url));
    }
    xml.push_str("</sitemapindex>\n");
    Ok(HttpResponse::Ok().content_type("application/xml").insert_header((CACHE_CONTROL, HOURS)).body(xml))
}

/// Where the writing of a part stands.
enum At {
    Head,
    After(i64),
    Done,
}

/// `GET /sitemap-{kind}-{n}.xml`: one part.
pub async fn part(shop: Shop, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (kind, n) = path.into_inner();
    let kind = match kind.as_str() {
        "pages" if n == 0 => Kind::Pages,
        "producers" => Kind::Producers,
        "products" => Kind::Products,
        _ => return Err(Error::NotFound),
    };
    let start = n.checked_mul(PART).filter(|start| *start >= 0).ok_or(Error::NotFound)?;
    let end = start.checked_add(PART).ok_or(Error::NotFound)?;
    let ground = shop.into_inner();
    let pieces = stream::unfold(At::Head, move |at| piece(ground.clone(), kind, at, start, end));
    Ok(HttpResponse::Ok()
        .content_type("application/xml")
        .insert_header((CACHE_CONTROL, HOURS))
        .streaming::<_, Error>(Box::pin(pieces)))
}

/// The next piece of a part. A failure ends the answer early, which a crawler notices and tries again.
async fn piece(ground: Arc<Ground>, kind: Kind, at: At, start: i64, end: i64) -> Option<(Result<Bytes>, At)> {
    let base = &ground.config.base_url;
    match at {
        At::Head => {
            let mut xml = HEAD.to_owned();
            if kind == Kind::Pages {
                FIXED.iter().for_each(|path| xml.push_str(&address(base, path, None)));
            }
            Some((Ok(xml.into()), At::After(start)))
        }
        At::After(after) => match rows(&ground, kind, after, end).await {
            Ok(rows) => {
                let mut xml: String = rows.iter().map(|r| address(base, &r.path, r.day.as_deref())).collect();
                let full = i64::try_from(rows.len()).unwrap_or(0) == CHUNK;
                let next = rows.last().filter(|_| full && kind != Kind::Pages).map(|r| At::After(r.id));
                if next.is_none() {
                    xml.push_str("</urlset>\n");
                }
                Some((Ok(xml.into()), next.unwrap_or(At::Done)))
            }
            Err(error) => Some((Err(error), At::Done)),
        },
        At::Done => None,
    }
}

async fn rows(ground: &Ground, kind: Kind, after: i64, end: i64) -> Result<Vec<Row>> {
    Ok(diesel::sql_query(kind.query())
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(end)
        .bind::<BigInt, _>(CHUNK)
        .load(&mut *ground.db.conn().await?)
        .await?)
}

/// One page in both its languages. Paths are made of slugs, which need no escaping.
fn address(base: &str, path: &str, day: Option<&str>) -> String {
    let day = day.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
    format!(
        "<url><loc>{base}{path}</loc>{day}\
         <xhtml:link rel=\"alternate\" hreflang=\"vi\" href=\"{base}{path}\"/>\
         <xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"{base}{path}?lang=en\"/></url>\n"
    )
}
