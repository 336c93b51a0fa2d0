//! The demo market: six communes, twenty-five invented households and what they sell, for a first look and for tests.
//! Nothing here runs in production.

mod applications;
mod art;
mod goods;
mod harvests;
pub mod history;
mod households;
mod listings;
mod log;
mod many;
mod market;
mod promotion;
mod trace;
mod waiting;

use anyhow::{Context as _, bail};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};
use indicatif::ProgressBar;

pub use many::many;

use crate::accounts::clerk_role::ClerkRole;
use crate::catalog::shelf;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::schema::{accounts, producers, products};
use crate::search::vocabulary;

/// The password of every demo sign-in.
pub const PASSWORD: &str = "cho-lap-thach-2026";
/// The clerk of the trade office who may do everything.
pub const CLERK: &str = "van-phong@demo.example";
/// Those who may do a part of it: role, name, mail.
const CLERKS: [(ClerkRole, &str, &str); 4] = [
    (ClerkRole::Moderator, "Trần Văn Duyệt", "kiem-duyet@demo.example"),
    (ClerkRole::Promoter, "Lê Thị Quảng", "quang-ba@demo.example"),
    (ClerkRole::Finance, "Đỗ Thị Sổ", "tai-chinh@demo.example"),
    (ClerkRole::Support, "Hoàng Văn Trợ", "ho-tro@demo.example"),
];
/// A voucher that can be tried: 10 %, 30.000 ₫ at the most, borne by the market.
pub const VOUCHER: &str = "LAPTHACH10";
/// The buyer. 0990 is a prefix that nobody has.
pub const BUYER: &str = "0990 000 100";

/// The demo's sign-ins, for the terminal.
#[must_use]
pub fn sign_ins(base_url: &str) -> String {
    let mut text = format!("\nDemo sign-ins ({base_url}/account/sign-in), all with the password {PASSWORD}\n");
    for (who, handle, path) in [
        ("buyer", BUYER, "/"),
        ("household: fermented fish", "0990 000 006", "/sell"),
        ("household: dragon fruit", "0990 000 001", "/sell"),
        ("trade office: admin", CLERK, "/office"),
    ] {
        text.push_str(&format!("  {who:<27} {handle:<25} {base_url}{path}\n"));
    }
    for (role, _, mail) in CLERKS {
        let who = format!("trade office: {}", role.as_str());
        text.push_str(&format!("  {who:<27} {mail:<25} {base_url}/office\n"));
    }
    text.push_str("  The other households are 0990 000 002 to 0990 000 025; 0990 000 026 and 027 wait for approval.\n");
    text.push_str(&format!("  A voucher to try at the checkout: {VOUCHER} (10 %, 30.000 ₫ at the most).\n\n"));
    text
}

/// Whether the demo market is in this shop: one of its clerks is.
pub async fn filled(ground: &Ground) -> anyhow::Result<bool> {
    let mut conn = ground.db.conn().await?;
    let mails = CLERKS.map(|(.., mail)| mail).into_iter().chain([CLERK]);
    let clerks: i64 = accounts::table.filter(accounts::email.eq_any(mails)).count().get_result(&mut conn).await?;
    Ok(clerks > 0)
}

/// Whether the shop has neither a household nor a product yet.
pub async fn empty(ground: &Ground) -> anyhow::Result<bool> {
    let mut conn = ground.db.conn().await?;
    let goods: i64 = products::table.count().get_result(&mut conn).await?;
    let sellers: i64 = producers::table.count().get_result(&mut conn).await?;
    Ok(goods == 0 && sellers == 0)
}

/// Fills the shop with the demo market. Rows are written all together or not at all.
///
/// # Refuses
/// Production, and a shop that already has households or goods.
pub async fn fill(ground: &Ground, progress: &ProgressBar) -> anyhow::Result<()> {
    if ground.config.production() {
        bail!("the demo market is not for production");
    }
    if !empty(ground).await? {
        bail!("the shop already has goods; the demo market goes into an empty one only");
    }
    let market = market::read()?;
    let pictures = art::paint(ground, progress).await?;
    let scan = applications::scan(ground).await?;
    let today = ground.clock.today();
    let mut conn = ground.db.conn().await?;
    // Building the shelf of a whole market takes longer than a request may.
    conn.batch_execute("SET statement_timeout = 0; SET market.quiet = 'on'").await?;
    let written = conn
        .transaction(async |conn| {
            goods::categories(conn, &market).await?;
            households::write(conn, &market, &pictures).await?;
            goods::write(conn, &market, &pictures).await?;
            households::deliveries(conn, &market).await?;
            harvests::write(conn, today).await?;
            goods::spotlights(conn, today).await?;
            people(conn, &market).await?;
            listings::write(conn, today).await?;
            households::bank_accounts(conn, &market).await?;
            voucher(conn).await?;
            trace::write(conn, &pictures, today).await?;
            applications::prove(conn).await?;
            applications::write(conn, ground, &scan).await?;
            waiting::write(conn).await?;
            promotion::papers(conn, today).await?;
            promotion::spotlights(conn, today).await?;
            log::write(conn).await?;
            // In here, because a market without its shelf would never be filled again.
            shelf::refresh_all(conn, today).await?;
            vocabulary::rebuild(conn).await?;
            anyhow::Ok(())
        })
        .await;
    conn.batch_execute("RESET market.quiet").await?;
    written.context("writing the demo market")?;
    progress.finish_and_clear();
    Ok(())
}

/// One live voucher of the whole market.
async fn voucher(conn: &mut Conn) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO vouchers (code, percent, most, minimum, starts_at, ends_at, phone_limit, borne_by, note, made_by) \
         SELECT $1, 10, 30000, 50000, now(), now() + interval '180 days', 3, 'market', 'Phiên chợ thử', id \
         FROM accounts WHERE email = $2",
    )
    .bind::<diesel::sql_types::Text, _>(VOUCHER)
    .bind::<diesel::sql_types::Text, _>(CLERK)
    .execute(conn)
    .await?;
    Ok(())
}

/// Accounts that can sign in: a member for each household, a clerk of each role, a buyer.
async fn people(conn: &mut Conn, market: &market::Market) -> anyhow::Result<()> {
    let hash = crate::accounts::password::hash(PASSWORD).await?;
    households::members(conn, market, &hash).await?;
    diesel::sql_query(
        "WITH clerk AS ( \
           INSERT INTO accounts (email, email_verified_at, name, password_hash) \
           VALUES ($1, now(), 'Phạm Thu Hà', $3) RETURNING id), \
         granted AS (INSERT INTO clerks (account_id, role) SELECT id, 'admin' FROM clerk) \
         INSERT INTO accounts (phone, phone_verified_at, name, password_hash) \
         VALUES ($2, now(), 'Nguyễn Minh Anh', $3)",
    )
    .bind::<diesel::sql_types::Text, _>(CLERK)
    .bind::<diesel::sql_types::Text, _>(market::phone(BUYER))
    .bind::<diesel::sql_types::Text, _>(&hash)
    .execute(conn)
    .await?;
    for (role, name, mail) in CLERKS {
        diesel::sql_query(
            "WITH clerk AS (INSERT INTO accounts (email, email_verified_at, name, password_hash) \
               VALUES ($1, now(), $2, $3) RETURNING id) \
             INSERT INTO clerks (account_id, role) SELECT id, $4 FROM clerk",
        )
        .bind::<diesel::sql_types::Text, _>(mail)
        .bind::<diesel::sql_types::Text, _>(name)
        .bind::<diesel::sql_types::Text, _>(&hash)
        .bind::<diesel::sql_types::Text, _>(role.as_str())
        .execute(conn)
        .await?;
    }
    Ok(())
}
