//! `GET /producers?q=&commune=&kind=&certificate=&after=`

use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::filter::{Facet, Filter};
use super::tally;
use crate::accounts::actors::Visitor;
use crate::catalog::directory;
use crate::catalog::pages::{ProducerLine, ProducersPage};
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::{Shop, locales};
use crate::producers::certificate::{self, in_force_sql};
use crate::producers::producer;

pub const PAGE: usize = 24;

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

/// `GET /producers`
pub async fn list(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let (lang, today) = (visitor.lang, shop.clock.today());
    let mut conn = shop.db.conn().await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let filter = Filter::parse(request.query_string(), &directory);
    let tally = tally::load(&mut conn, &filter, today).await?;
    let mut rows: Vec<Row> = statement(&filter, today).query().load(&mut conn).await?;
    drop(conn);
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let chips = tally.chips(lang, &directory);
    let page = ProducersPage {
        total: tally.total(),
        q: filter.words.as_ref().map(|words| words.typed.clone()),
        facets: tally.facets(lang, &directory),
        next: rows.last().filter(|_| more).map(|last| filter.href_after(last.id)),
        first: filter.after.map(|_| filter.href()),
        kept: filter.pairs(),
        producers: rows.into_iter().map(|row| row.line(lang)).collect(),
        indexed: chips.is_empty(),
        chips,
    };
    visitor.page(&shop, &page)
}

/// One page and one more, the longest on the market first, with all that is said of each.
#[must_use]
pub fn statement(filter: &Filter, today: NaiveDate) -> Statement {
    let mut statement = Statement::default();
    let mut wanted = vec![filter.about(&mut statement)];
    for (facet, column) in [(Facet::Commune, "r.commune_code"), (Facet::Kind, "r.kind")] {
        if !filter.chosen(facet).is_empty() {
            wanted.push(format!("{column} = ANY({})", statement.bind(Bind::Texts(filter.chosen(facet).clone()))));
        }
    }
    let today = statement.bind(Bind::Day(today));
    let in_force = in_force_sql("c", &today);
    if !filter.certificates.is_empty() {
        let kinds = statement.bind(Bind::Texts(filter.certificates.clone()));
        wanted.push(format!(
            "EXISTS (SELECT FROM certificates c WHERE c.producer_id = r.id AND c.kind = ANY({kinds}) AND {in_force})"
        ));
    }
    let after = statement.bind(Bind::BigInt(filter.after.unwrap_or(0)));
    statement.push(&format!(
        "SELECT r.id, r.slug, r.name_vi, r.name_en, r.kind, m.name AS commune, r.since_year, f.hash AS picture, \
                (SELECT count(*) FROM shelf s WHERE s.producer_id = r.id) AS goods, \
                ARRAY(SELECT DISTINCT c.kind FROM certificates c WHERE c.producer_id = r.id AND {in_force}) AS certificates \
         FROM producers r JOIN communes m ON m.code = r.commune_code LEFT JOIN pictures f ON f.id = r.picture_id \
         WHERE {} AND r.id > {after} ORDER BY r.id LIMIT {}",
        wanted.join(" AND "),
        PAGE + 1
    ));
    statement
}

impl Row {
    fn line(self, lang: Lang) -> ProducerLine {
        let papers = certificate::KINDS.iter().filter(|kind| self.certificates.iter().any(|c| c == *kind));
        ProducerLine {
            name: lang.pick(&self.name_vi, &self.name_en).to_owned(),
            kind: producer::kind_key(&self.kind),
            labels: papers.map(|kind| locales::text(lang, &certificate::kind_key(kind))).collect(),
            slug: self.slug,
            commune: self.commune,
            since_year: self.since_year,
            goods: self.goods,
            picture: self.picture,
        }
    }
}
