//! What an account is written: the codes, and that it exists already. By SMS to a phone, by mail to an address.

use serde::Serialize;

use super::account::Handle;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, wording};

/// Why someone is written to.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    Verify {
        code: &'a str,
    },
    Reset {
        code: &'a str,
    },
    /// Someone tried to sign up with a number or address that has an account.
    Known,
}

#[derive(Serialize)]
struct Values<'a> {
    code: &'a str,
    base_url: &'a str,
    operator_phone: &'a str,
}

impl Letter<'_> {
    const fn name(&self) -> &'static str {
        match self {
            Letter::Verify { .. } => "account_verify",
            Letter::Reset { .. } => "account_reset",
            Letter::Known => "account_known",
        }
    }

    const fn sms(&self) -> &'static str {
        match self {
            Letter::Verify { .. } => "accounts-sms-verify",
            Letter::Reset { .. } => "accounts-sms-reset",
            Letter::Known => "accounts-sms-known",
        }
    }
}

/// Writes a letter into the outbox, in the caller's transaction. The same `key` again writes nothing.
pub async fn post(
    conn: &mut Conn,
    ground: &Ground,
    to: &Handle,
    lang: Lang,
    letter: Letter<'_>,
    key: &str,
) -> Result<()> {
    let code = match letter {
        Letter::Verify { code } | Letter::Reset { code } => code,
        Letter::Known => "",
    };
    let base_url = ground.config.base_url.as_str();
    let message = match to {
        Handle::Phone(phone) => {
            let args = Args::from([
                ("code".into(), code.to_owned().into()),
                ("url".into(), format!("{base_url}/account/reset").into()),
            ]);
            NewMessage {
                dedupe_key: key.to_owned(),
                channel: "sms",
                recipient: phone.as_str().to_owned(),
                subject: String::new(),
                body: wording::text(conn, lang, letter.sms(), args).await?,
                body_html: None,
            }
        }
        Handle::Email(email) => {
            let values = Values { code, base_url, operator_phone: &ground.config.operator.phone };
            let words = wording::words(conn, lang).await?;
            let mail = ground.views.mail(letter.name(), lang, &words, &values)?;
            NewMessage {
                dedupe_key: key.to_owned(),
                channel: "mail",
                recipient: email.as_str().to_owned(),
                subject: mail.subject,
                body: mail.text,
                body_html: Some(mail.html),
            }
        }
    };
    messages::post(conn, &message).await?;
    Ok(())
}
