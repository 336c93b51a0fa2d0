//! What a household's owners are written, whoever did it: by SMS to their phones and the household's, by mail to their
//! addresses.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{BankAccountId, ProducerId};
use crate::kernel::lang::Lang;
use crate::payments::bank_account::Masked;
use crate::platform::db::Conn;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, wording};

/// Whom to tell, and in which language.
#[derive(QueryableByName)]
struct Contact {
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(Serialize)]
struct Values<'a> {
    household: &'a str,
    bank: &'a str,
    last: &'a str,
    base_url: &'a str,
    operator_phone: &'a str,
    first: bool,
}

/// Tells every owner that the money goes elsewhere from now on, or where to when there was no account before (`first`). Call it inside the transaction of the change.
pub async fn bank_changed(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    account: BankAccountId,
    now: &Masked,
    first: bool,
) -> Result<()> {
    let contacts: Vec<Contact> = diesel::sql_query(
        "SELECT a.phone, a.email, a.lang, r.name_vi AS name FROM members m JOIN accounts a ON a.id = m.account_id \
         JOIN producers r ON r.id = m.producer_id WHERE m.producer_id = $1 AND m.role = 'owner' \
         UNION SELECT phone, NULL, 'vi', name_vi FROM producers r WHERE id = $1 AND NOT EXISTS ( \
           SELECT FROM members m JOIN accounts a ON a.id = m.account_id \
           WHERE m.producer_id = r.id AND m.role = 'owner' AND a.phone = r.phone)",
    )
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?;
    for contact in contacts {
        let lang = Lang::parse(&contact.lang).unwrap_or_default();
        let values = Values {
            household: &contact.name,
            bank: &now.bank,
            last: &now.last,
            base_url: &ground.config.base_url,
            operator_phone: &ground.config.operator.phone,
            first,
        };
        let key = |to: &str| format!("bank-changed:{account}:{to}");
        if let Some(phone) = contact.phone {
            let args = Args::from([
                ("name".into(), contact.name.clone().into()),
                ("bank".into(), now.bank.clone().into()),
                ("last".into(), now.last.clone().into()),
                ("phone".into(), ground.config.operator.phone.clone().into()),
            ]);
            let message = NewMessage {
                dedupe_key: key(&phone),
                channel: "sms",
                recipient: phone,
                subject: String::new(),
                body: wording::text(conn, lang, if first { "bank-sms-first" } else { "bank-sms" }, args).await?,
                body_html: None,
            };
            messages::post(conn, &message).await?;
        }
        if let Some(email) = contact.email {
            let words = wording::words(conn, lang).await?;
            let mail = ground.views.mail("bank_changed", lang, &words, &values)?;
            let message = NewMessage {
                dedupe_key: key(&email),
                channel: "mail",
                recipient: email,
                subject: mail.subject,
                body: mail.text,
                body_html: Some(mail.html),
            };
            messages::post(conn, &message).await?;
        }
    }
    Ok(())
}
