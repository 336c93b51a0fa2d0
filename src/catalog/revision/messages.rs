//! Tells the household what the office decided.

use serde::{Deserialize, Serialize};

use super::load;
use super::state::RevisionState;
use crate::kernel::ids::RevisionId;
use crate::platform::jobs::Job;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, wording};
use crate::producers::{numbers, producer};

#[derive(Serialize, Deserialize)]
pub struct TellRevisionDecided {
    pub revision: RevisionId,
}

impl Job for TellRevisionDecided {
    const KIND: &'static str = "tell_revision_decided";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some(revision) = load::find(&mut conn, self.revision).await? else { return Ok(()) };
        // What went back at one press is told at once, by whichever of its events comes first.
        let decided = load::decided_with(&mut conn, revision.id).await?;
        let Some(first) = decided.first() else { return Ok(()) };
        let many = decided.len() > 1;
        let sells = producer::sells(&mut conn, revision.producer).await?;
        let key = match revision.state {
            RevisionState::Approved if sells => "listing-sms-approved",
            RevisionState::Approved => "listing-sms-approved-early",
            RevisionState::Returned if many => "listing-sms-returned-many",
            RevisionState::Returned => "listing-sms-returned",
            RevisionState::Refused if many => "listing-sms-refused-many",
            RevisionState::Refused => "listing-sms-refused",
            // Sent in again or taken back before we came to tell.
            RevisionState::Draft | RevisionState::Submitted => return Ok(()),
        };
        let desk = format!("{}/sell/products", ground.config.base_url);
        let link = match revision.state {
            RevisionState::Returned if many => format!("{desk}?state=returned"),
            _ if many => desk,
            _ => format!("{desk}/{}", revision.product),
        };
        let names: Vec<String> = decided.iter().map(|one| format!("\"{}\"", one.name)).collect();
        for (_, phone, lang) in numbers::of(&mut conn, &[revision.producer]).await? {
            let args = Args::from([
                ("name".into(), revision.content.name.clone().into()),
                ("names".into(), names.join(", ").into()),
                ("reason".into(), revision.reason.clone().into()),
                ("link".into(), link.clone().into()),
            ]);
            let message = NewMessage {
                // A revision may be returned more than once; each time at another press.
                dedupe_key: format!("revision:{}:{phone}", first.press),
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
