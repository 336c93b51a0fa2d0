//! Tells the household what the office decided.

use serde::{Deserialize, Serialize};

use super::load;
use super::state::RevisionState;
use crate::kernel::ids::RevisionId;
use crate::platform::jobs::Job;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, wording};
use crate::producers::numbers;

#[derive(Serialize, Deserialize)]
pub struct TellRevisionDecided {
    pub revision: RevisionId,
}

impl Job for TellRevisionDecided {
    const KIND: &'static str = "tell_revision_decided";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some(revision) = load::find(&mut conn, self.revision).await? else { return Ok(()) };
        let key = match revision.state {
            RevisionState::Approved => "listing-sms-approved",
            RevisionState::Returned => "listing-sms-returned",
            RevisionState::Refused => "listing-sms-refused",
            // Sent in again or taken back before we came to tell.
            RevisionState::Draft | RevisionState::Submitted => return Ok(()),
        };
        for (_, phone, lang) in numbers::of(&mut conn, &[revision.producer]).await? {
            let args = Args::from([
                ("name".into(), revision.content.name.clone().into()),
                ("reason".into(), revision.reason.clone().into()),
                ("link".into(), format!("{}/sell/products/{}", ground.config.base_url, revision.product).into()),
            ]);
            let message = NewMessage {
                // A revision may be returned more than once; each time it has another number.
                dedupe_key: format!("revision:{}:{}:{phone}", revision.id, revision.seq),
                channel: "sms",
                recipient: phone,
                subject: String::new(),
                body: wording::text(&mut conn, lang, key, args).await?,
                body_html: None,
            };
            messages::post(&mut conn, &message).await?;
        }
        Ok(())
    }
}
