//! Mail and SMS. A message is a row written with the change it tells of; a job sends it, so a slow or dead provider
//! costs no request anything. Without a provider, messages land in `VAR_DIR/outbox` for the operator to read.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;

use super::Ground;
use super::db::Conn;
use super::jobs::{self, Job, NewJob};
use crate::kernel::awake::morning;
use crate::kernel::ids::MessageId;
use crate::schema::messages;

/// A provider that takes longer is tried again later.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);

/// A message about to be written.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = messages)]
pub struct NewMessage {
    /// What the message is about: the same key is never sent twice.
    pub dedupe_key: String,
    /// `mail` or `sms`.
    pub channel: &'static str,
    /// E-mail address or E.164 number.
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub body_html: Option<String>,
}

/// Messages written with one statement.
const CHUNK: usize = 500;

/// Writes a message and the job that sends it, both or neither. The same key again writes nothing.
pub async fn post(conn: &mut Conn, message: &NewMessage) -> anyhow::Result<()> {
    post_all(conn, std::slice::from_ref(message)).await
}

/// Writes many, each with its job, all or none.
pub async fn post_all(conn: &mut Conn, many: &[NewMessage]) -> anyhow::Result<()> {
    write(conn, many, Manner::default()).await
}

/// The same for what need not wake anybody: written at night it waits for the morning, as does a try that failed until then.
pub async fn post_by_day(conn: &mut Conn, many: &[NewMessage], now: DateTime<Utc>) -> anyhow::Result<()> {
    write(conn, many, Manner { by_day: true, not_before: morning(now), ..Manner::default() }).await
}

/// The same for the last word to somebody of whom nothing is kept: recipient and words go when it is sent.
pub async fn post_fleeting(conn: &mut Conn, message: &NewMessage) -> anyhow::Result<()> {
    write(conn, std::slice::from_ref(message), Manner { fleeting: true, ..Manner::default() }).await
}

/// How messages are kept and sent.
#[derive(Clone, Copy, Default)]
struct Manner {
    fleeting: bool,
    by_day: bool,
    not_before: Option<DateTime<Utc>>,
}

async fn write(conn: &mut Conn, many: &[NewMessage], manner: Manner) -> anyhow::Result<()> {
    // Whoever is gone has no number any more.
    let there: Vec<_> = many
        .iter()
        .filter(|message| !message.recipient.is_empty())
        .map(|message| (message, messages::fleeting.eq(manner.fleeting), messages::by_day.eq(manner.by_day)))
        .collect();
    conn.transaction(async |conn| {
        for some in there.chunks(CHUNK) {
            let written: Vec<MessageId> = diesel::insert_into(messages::table)
                .values(some.to_vec())
                .on_conflict(messages::dedupe_key)
                .do_nothing()
                .returning(messages::id)
                .get_results(conn)
                .await?;
            let jobs: Vec<NewJob> = written
                .into_iter()
                .map(|message| {
                    let job = NewJob::of(&SendMessage { message })?.once(message.to_string());
                    Ok(match manner.not_before {
                        Some(moment) => job.at(moment),
                        None => job,
                    })
                })
                .collect::<anyhow::Result<_>>()?;
            if !jobs.is_empty() {
                jobs::enqueue(conn, &jobs).await?;
            }
        }
        anyhow::Ok(())
    })
    .await
}

#[derive(Queryable)]
struct Outgoing {
    id: MessageId,
    dedupe_key: String,
    channel: String,
    recipient: String,
    subject: String,
    body: String,
    body_html: Option<String>,
    created_at: DateTime<Utc>,
    by_day: bool,
}

/// Sends one message by its channel.
#[derive(Serialize, Deserialize)]
pub struct SendMessage {
    pub message: MessageId,
}

impl Job for SendMessage {
    const KIND: &'static str = "send_message";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let waiting: Option<Outgoing> = messages::table
            .select((
                messages::id,
                messages::dedupe_key,
                messages::channel,
                messages::recipient,
                messages::subject,
                messages::body,
                messages::body_html,
                messages::created_at,
                messages::by_day,
            ))
            .filter(messages::id.eq(self.message).and(messages::sent_at.is_null()).and(messages::erased_at.is_null()))
            .first(&mut conn)
            .await
            .optional()?;
        let Some(message) = waiting else { return Ok(()) };
        if let Some(morning) = morning(ground.clock.now()).filter(|_| message.by_day) {
            return jobs::put_off(&mut conn, &self, morning).await;
        }
        // No connection is held while a provider thinks.
        drop(conn);
        match message.channel.as_str() {
            "mail" => mail(&ground, &message).await?,
            _ => sms(&ground, &message).await?,
        }
        let mut conn = ground.db.conn().await?;
        // In one statement: words that may not stay do not outlive their sending, wherever this stops.
        diesel::sql_query(
            "UPDATE messages SET sent_at = now(), \
                    recipient = CASE WHEN fleeting THEN '' ELSE recipient END, \
                    subject = CASE WHEN fleeting THEN '' ELSE subject END, \
                    body = CASE WHEN fleeting THEN '' ELSE body END, \
                    body_html = CASE WHEN fleeting THEN NULL ELSE body_html END, \
                    erased_at = CASE WHEN fleeting THEN now() ELSE erased_at END, \
                    dedupe_key = CASE WHEN fleeting THEN 'erased:' || id ELSE dedupe_key END WHERE id = $1",
        )
        .bind::<BigInt, _>(self.message.0)
        .execute(&mut conn)
        .await?;
        Ok(())
    }
}

/// Takes out words that may not stay and will not be sent: a week after their job was given up, or at once when no job is left
/// that could send them. Until then somebody may still send them by hand. The dead job goes too, since its error names the
/// recipient. Returns how many.
pub async fn forget_last_words(conn: &mut Conn) -> QueryResult<usize> {
    diesel::sql_query(
        "WITH unsent AS ( \
           SELECT m.id FROM messages m WHERE m.fleeting AND m.erased_at IS NULL AND m.sent_at IS NULL \
             AND NOT EXISTS (SELECT FROM jobs j WHERE j.kind = 'send_message' AND j.payload = jsonb_build_object('message', m.id) \
                             AND (j.dead_at IS NULL OR j.dead_at > now() - interval '7 days'))), \
         given_up AS ( \
           DELETE FROM jobs j USING unsent u WHERE j.kind = 'send_message' AND j.dead_at IS NOT NULL \
             AND j.payload = jsonb_build_object('message', u.id)) \
         UPDATE messages m SET recipient = '', subject = '', body = '', body_html = NULL, erased_at = now(), \
                dedupe_key = 'erased:' || m.id FROM unsent u WHERE m.id = u.id AND m.sent_at IS NULL AND m.erased_at IS NULL",
    )
    .execute(conn)
    .await
}

async fn mail(ground: &Ground, message: &Outgoing) -> anyhow::Result<()> {
    let Some(url) = &ground.config.smtp_url else {
        return keep(&ground.config.var_dir, message).await;
    };
    let from: Mailbox = ground.config.mail_from.parse().context("MAIL_FROM")?;
    let host = from.email.domain().to_owned();
    // The same Message-ID at every try: a mail server that took the first one drops the second.
    let builder = lettre::Message::builder()
        .message_id(Some(format!("<{}.{}@{host}>", message.id, message.created_at.timestamp())))
        .from(from)
        .to(message.recipient.parse().context("recipient")?)
        .subject(&message.subject);
    let mail = match &message.body_html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(message.body.clone(), html.clone())),
        None => builder.singlepart(SinglePart::plain(message.body.clone())),
    }?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())?.timeout(Some(SEND_TIMEOUT)).build();
    transport.send(mail).await?;
    Ok(())
}

async fn sms(ground: &Ground, message: &Outgoing) -> anyhow::Result<()> {
    let Some(url) = &ground.config.sms_webhook_url else {
        return keep(&ground.config.var_dir, message).await;
    };
    let client = reqwest::Client::builder().timeout(SEND_TIMEOUT).build()?;
    let body = serde_json::json!({ "to": message.recipient, "text": message.body, "id": message.dedupe_key });
    client.post(url.expose()).json(&body).send().await?.error_for_status()?;
    Ok(())
}

/// Writes the message to the outbox folder, one file each. It may hold a code, so only its owner may read it.
async fn keep(var_dir: &Path, message: &Outgoing) -> anyhow::Result<()> {
    let dir = var_dir.join("outbox");
    tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir).await?;
    let text = format!("To: {}\nSubject: {}\n\n{}\n", message.recipient, message.subject, message.body);
    let path = dir.join(format!("{:06}-{}.txt", message.id.0, message.channel));
    let mut how = tokio::fs::OpenOptions::new();
    let mut file = how.write(true).create(true).truncate(true).mode(0o600).open(path).await?;
    file.write_all(text.as_bytes()).await?;
    file.flush().await?;
    tracing::info!(message = %message.id, channel = message.channel, "message written to the outbox folder");
    Ok(())
}
