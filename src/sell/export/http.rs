//! `/sell/export`

use actix_web::HttpResponse;

use super::{complaints, goods, harvests, history, own, parcels, reviews, seasons, statements, trace};
use crate::accounts::actors::Seller;
use crate::accounts::list_file;
use crate::accounts::rights::Right;
use crate::error::Result;
use crate::platform::sheet::{self, Book};
use crate::platform::{Shop, locales};

/// `GET /sell/export`: all of it as one workbook; a clerk in the household's place sees to whom it sells and for how much only
/// with the rights to that. A few hundred rows are in memory at a time; the rest is in a file.
pub async fn workbook(Seller(member): Seller, shop: Shop) -> Result<HttpResponse> {
    let (producer, lang) = (member.producer, member.visitor.lang);
    let mut book = Book::default();
    let mut conn = shop.db.conn().await?;
    list_file::taken_for(&mut conn, &member, &[Right::Orders, Right::Money], "so-cua-ho", "xlsx").await?;
    let tab = book.tab(&locales::text(lang, "export-sheet-goods"), goods::head(lang))?;
    for row in goods::list(&mut conn, producer, lang).await? {
        book.row(tab, &row)?;
    }
    seasons::write(&mut conn, producer, lang, shop.clock.today(), &mut book).await?;
    harvests::write(&mut conn, producer, lang, shop.clock.today(), &mut book).await?;
    parcels::write(&mut conn, producer, lang, &mut book).await?;
    statements::write(&mut conn, producer, lang, &mut book).await?;
    reviews::write(&mut conn, producer, lang, &mut book).await?;
    complaints::write(&mut conn, producer, lang, &mut book).await?;
    trace::write(&mut conn, producer, lang, &mut book).await?;
    history::write(&mut conn, producer, lang, &mut book).await?;
    own::write(&mut conn, producer, lang, &mut book).await?;
    drop(conn);
    sheet::respond_book(&format!("cho-lap-thach-{}.xlsx", shop.clock.today()), book).await
}

/// `GET /sell/export/products.csv`: the goods only.
pub async fn products(Seller(member): Seller, shop: Shop) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    list_file::taken_for(&mut conn, &member, &[], "hang-ban", "csv").await?;
    let rows = goods::list(&mut conn, member.producer, lang).await?;
    drop(conn);
    sheet::respond_csv(&format!("hang-ban-{}.csv", shop.clock.today()), &goods::head(lang), &rows)
}
