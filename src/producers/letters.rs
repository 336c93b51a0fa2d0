//! What a household is told by SMS, on the number that buyers call too, and its owners each on their own.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, secrets, wording};
use crate::schema::{accounts, producers};

/// Writes the sentence `key` (with `$name`, `$why`, `$url`) into the outbox. Call it inside the transaction of what it
/// tells of, which happens once.
pub async fn tell(conn: &mut Conn, ground: &Ground, producer: ProducerId, key: &'static str, why: &str) -> Result<()> {
    let (phone, name) = contact(conn, producer).await?;
    let args = Args::from([
        ("name".into(), name.into()),
        ("why".into(), why.to_owned().into()),
        ("url".into(), format!("{}/sell/household", ground.config.base_url).into()),
    ]);
    let message = NewMessage {
        dedupe_key: format!("{key}:{producer}:{}", secrets::form_token()),
        channel: "sms",
        recipient: phone,
        subject: String::new(),
        body: wording::text(conn, Lang::Vi, key, args).await?,
        body_html: None,
    };
    messages::post(conn, &message).await?;
    Ok(())
}

/// Writes to the number that buyers do not call any more that they call another one. Call it inside the transaction of the change.
pub async fn tell_number(conn: &mut Conn, ground: &Ground, producer: ProducerId, was: &str, is: &str) -> Result<()> {
    let (_, name) = contact(conn, producer).await?;
    let last = is.get(is.len().saturating_sub(3)..).unwrap_or_default();
    let args = Args::from([
        ("name".into(), name.into()),
        ("now".into(), format!("…{last}").into()),
        ("phone".into(), ground.config.operator.phone.clone().into()),
    ]);
    let message = NewMessage {
        dedupe_key: format!("household-sms-number:{producer}:{}", secrets::form_token()),
        channel: "sms",
        recipient: was.to_owned(),
        subject: String::new(),
        body: wording::text(conn, Lang::Vi, "household-sms-number", args).await?,
        body_html: None,
    };
    messages::post(conn, &message).await?;
    Ok(())
}

/// The number that buyers call too, and the household's name.
async fn contact(conn: &mut Conn, producer: ProducerId) -> Result<(String, String)> {
    let found = producers::table.find(producer).select((producers::phone, producers::name_vi));
    found.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Writes the sentence `key` of an identity that ends on `day` (with `$name`, `$day`, `$url`) into the outbox, once for that
/// day and `which` of several; at night it waits for the morning.
pub async fn tell_by_day(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    key: &'static str,
    day: NaiveDate,
    which: &str,
) -> Result<()> {
    let (phone, name) = contact(conn, producer).await?;
    let args = Args::from([
        ("name".into(), name.into()),
        ("day".into(), day.format("%d/%m/%Y").to_string().into()),
        ("url".into(), format!("{}/sell/household/identity", ground.config.base_url).into()),
    ]);
    let message = NewMessage {
        dedupe_key: format!("{key}:{producer}:{day}{which}"),
        channel: "sms",
        recipient: phone,
        subject: String::new(),
        body: wording::text(conn, Lang::Vi, key, args).await?,
        body_html: None,
    };
    messages::post_by_day(conn, &[message], ground.clock.now()).await?;
    Ok(())
}

/// Whom to tell, in which language, and whose household it is.
#[derive(QueryableByName)]
struct Owner {
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = Text)]
    household: String,
}

/// Writes the sentence `key` (with `$name`, `$who`, `$phone`) to every owner of a household, and to the number that buyers
/// call: of what gives its money into other hands, nobody who owned it learns last. Call it inside the transaction of what it
/// tells of, which happens once.
pub async fn tell_owners(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    key: &'static str,
    who: Option<AccountId>,
) -> Result<()> {
    let name: Option<String> = match who {
        Some(who) => accounts::table.find(who).select(accounts::name).first(conn).await.optional()?,
        None => None,
    };
    to_owners(conn, ground, producer, key, [("who", name.unwrap_or_default())]).await
}

/// Writes the sentence `key` (with `$name`, `$day`, `$why`, `$phone`) of a suspension that was planned for `day` to those that
/// [`tell_owners`] writes to. Call it inside the transaction of what it tells of, which happens once.
pub async fn tell_plan(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    key: &'static str,
    day: NaiveDate,
    why: &str,
) -> Result<()> {
    let day = day.format("%d/%m/%Y").to_string();
    to_owners(conn, ground, producer, key, [("day", day), ("why", why.to_owned())]).await
}

async fn to_owners<const N: usize>(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    key: &'static str,
    more: [(&'static str, String); N],
) -> Result<()> {
    let owners: Vec<Owner> = diesel::sql_query(
        "SELECT o.phone, o.lang, o.household FROM ( \
           SELECT a.phone, a.lang, r.name_vi AS household FROM members m JOIN accounts a ON a.id = m.account_id \
           JOIN producers r ON r.id = m.producer_id \
           WHERE m.producer_id = $1 AND m.role = 'owner' AND a.phone IS NOT NULL \
           UNION SELECT r.phone, 'vi', r.name_vi FROM producers r WHERE r.id = $1 AND NOT EXISTS ( \
             SELECT FROM members m JOIN accounts a ON a.id = m.account_id \
             WHERE m.producer_id = r.id AND m.role = 'owner' AND a.phone = r.phone)) o ORDER BY o.phone",
    )
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?;
    let once = secrets::form_token();
    for owner in owners {
        let mut args = Args::from([
            ("name".into(), owner.household.into()),
            ("phone".into(), ground.config.operator.phone.clone().into()),
        ]);
        args.extend(more.iter().map(|(name, value)| ((*name).into(), value.clone().into())));
        let message = NewMessage {
            dedupe_key: format!("{key}:{producer}:{once}:{}", owner.phone),
            channel: "sms",
            recipient: owner.phone,
            subject: String::new(),
            body: wording::text(conn, Lang::parse(&owner.lang).unwrap_or_default(), key, args).await?,
            body_html: None,
        };
        messages::post(conn, &message).await?;
    }
    Ok(())
}
