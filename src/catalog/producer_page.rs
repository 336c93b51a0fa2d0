//! `/producers` and `/producers/{slug}`: who sells here. They stand in catalog because they show goods too.

use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use super::pages::{Choice, Maker, ProducerLine, ProducerPage, ProducersPage};
use super::{card, directory, product};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::platform::{Shop, locales};
use crate::producers::certificate;
use crate::producers::producer::{self, Kind, Which};

/// Goods shown on a producer's page.
const GOODS: i64 = 60;
const PAGE: usize = 48;

/// `GET /producers/{slug}`
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let maker = producer::find(&mut conn, Which::Slug(&slug)).await?.ok_or(Error::NotFound)?;
    let papers = certificate::shown(&mut conn, maker.id, shop.clock.today()).await?;
    let goods = product::others(&mut conn, maker.id, None, GOODS).await?;
    let cards = card::load(&mut conn, &goods).await?;
    drop(conn);
    let page = ProducerPage {
        stars: papers.iter().filter_map(|c| c.stars).max().unwrap_or(0),
        papers: papers.iter().map(|c| c.paper(visitor.lang)).collect(),
        maker: Maker::of(&maker, visitor.lang),
        cards,
    };
    visitor.page(&shop, &page)
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    commune: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    since_year: Option<i16>,
    #[diesel(sql_type = BigInt)]
    goods: i64,
    #[diesel(sql_type = Array<Text>)]
    certificates: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    picture: Option<String>,
}

#[derive(QueryableByName)]
struct Tally {
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// `GET /producers?commune=&kind=&after=`. A commune or kind that is none counts as not asked for.
pub async fn list(visitor: Visitor, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let lang = visitor.lang;
    let mut conn = shop.db.conn().await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let commune = directory.commune(&asked.commune).map(|_| asked.commune.clone()).unwrap_or_default();
    let kind = Kind::parse(&asked.kind).map(Kind::code).unwrap_or_default();
    let tallies: Vec<Tally> = diesel::sql_query(
        "SELECT commune_code AS commune, kind, count(*) AS count FROM producers WHERE suspended_at IS NULL GROUP BY 1, 2",
    )
    .load(&mut conn)
    .await?;
    let mut rows: Vec<Row> = diesel::sql_query(
        "SELECT r.id, r.slug, r.name_vi, r.name_en, r.kind, c.name AS commune, r.since_year, \
                (SELECT count(*) FROM shelf s WHERE s.producer_id = r.id) AS goods, \
                ARRAY(SELECT DISTINCT unnest(s.certificates) FROM shelf s WHERE s.producer_id = r.id ORDER BY 1) AS certificates, \
                f.hash AS picture \
         FROM producers r JOIN communes c ON c.code = r.commune_code LEFT JOIN pictures f ON f.id = r.picture_id \
         WHERE r.suspended_at IS NULL AND ($1 = '' OR r.commune_code = $1) AND ($2 = '' OR r.kind = $2) AND r.id > $3 \
         ORDER BY r.id LIMIT $4",
    )
    .bind::<Text, _>(&commune)
    .bind::<Text, _>(kind)
    .bind::<BigInt, _>(asked.after.parse::<i64>().unwrap_or(0))
    .bind::<BigInt, _>(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
    .load(&mut conn)
    .await?;
    drop(conn);
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.iter().next_back().filter(|_| more).map(|last| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("commune", &commune)
            .append_pair("kind", kind)
            .append_pair("after", &last.id.to_string())
            .finish();
        format!("/producers?{query}")
    });
    let sum = |wanted: &dyn Fn(&Tally) -> bool| tallies.iter().filter(|t| wanted(t)).map(|t| t.count).sum::<i64>();
    let page = ProducersPage {
        total: sum(&|t| (commune.is_empty() || t.commune == commune) && (kind.is_empty() || t.kind == kind)),
        communes: directory
            .communes
            .iter()
            .map(|(code, name)| Choice {
                count: sum(&|t| t.commune == *code && (kind.is_empty() || t.kind == kind)),
                chosen: *code == commune,
                code: code.clone(),
                name: name.clone(),
            })
            .collect(),
        kinds: Kind::ALL
            .into_iter()
            .map(|k| Choice {
                count: sum(&|t| t.kind == k.code() && (commune.is_empty() || t.commune == commune)),
                chosen: k.code() == kind,
                code: k.code().to_owned(),
                name: producer::kind_key(k.code()),
            })
            .collect(),
        producers: rows.into_iter().map(|row| row.line(lang)).collect(),
        next,
    };
    visitor.page(&shop, &page)
}

impl Row {
    fn line(self, lang: Lang) -> ProducerLine {
        ProducerLine {
            name: lang.pick(&self.name_vi, &self.name_en).to_owned(),
            kind: producer::kind_key(&self.kind),
            labels: self.certificates.iter().map(|kind| locales::text(lang, &certificate::kind_key(kind))).collect(),
            slug: self.slug,
            commune: self.commune,
            since_year: self.since_year,
            goods: self.goods,
            picture: self.picture,
        }
    }
}
