//! What a household is told by SMS, on the number that buyers call too.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, secrets, wording};
use crate::schema::producers;

/// Writes the sentence `key` (with `$name`, `$why`, `$url`) into the outbox. Call it inside the transaction of what it
/// tells of, which happens once.
pub async fn tell(conn: &mut Conn, ground: &Ground, producer: ProducerId, key: &'static str, why: &str) -> Result<()> {
    let (phone, name): (String, String) = producers::table
        .find(producer)
        .select((producers::phone, producers::name_vi))
        .first(conn)
        .await
        .optional()?
        .ok_or(Error::NotFound)?;
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
