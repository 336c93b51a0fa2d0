//! The file of a request: put together by a job, kept encrypted for seven days, handed out by the desk or to the person
//! themselves. The only place that writes `data_exports`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::person::{self, Who};
use super::register::{self, MoveError};
use super::request::{How, State};
use super::{file, gather, letters, lock, photos};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, DataExportId, DataRequestId, OrderId};
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::{Ground, secrets, signals};

/// Days for which a file is kept.
pub const DAYS: i32 = 7;
/// What its key is for.
const PURPOSE: &str = "personal data";

/// A file as a list shows it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Export {
    #[diesel(sql_type = BigInt)]
    pub id: DataExportId,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub account_id: Option<AccountId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub order_id: Option<OrderId>,
    #[diesel(sql_type = BigInt)]
    pub request_id: DataRequestId,
    #[diesel(sql_type = Timestamptz)]
    pub asked_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub made_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ends_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub size: Option<i32>,
    /// It can still be opened.
    #[diesel(sql_type = Bool)]
    pub there: bool,
}

const FACTS: &str = "SELECT id, account_id, order_id, request_id, asked_at, made_at, ends_at, size, \
       sealed IS NOT NULL AND ends_at > now() AS there FROM data_exports";

/// A person's files, newest first.
pub async fn of(conn: &mut Conn, who: Who, orders: &[i64]) -> Result<Vec<Export>> {
    Ok(diesel::sql_query(format!("{FACTS} WHERE account_id = $1 OR order_id = ANY($2) ORDER BY id DESC LIMIT 20"))
        .bind::<Nullable<BigInt>, _>(who.account().map(|id| id.0))
        .bind::<diesel::sql_types::Array<BigInt>, _>(orders)
        .load(conn)
        .await?)
}

/// The files of a request, newest first.
pub async fn of_request(conn: &mut Conn, request: DataRequestId) -> Result<Vec<Export>> {
    Ok(diesel::sql_query(format!("{FACTS} WHERE request_id = $1 ORDER BY id DESC LIMIT 20"))
        .bind::<BigInt, _>(request.0)
        .load(conn)
        .await?)
}

/// Has the file of a request made; nothing while one is being made. Call it inside a transaction.
pub async fn ask(conn: &mut Conn, who: Who, request: DataRequestId, by: AccountId) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: DataExportId,
    }
    let new: Option<Row> = diesel::sql_query(
        "INSERT INTO data_exports (account_id, order_id, request_id, asked_by) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (request_id) WHERE made_at IS NULL DO NOTHING RETURNING id",
    )
    .bind::<Nullable<BigInt>, _>(who.account().map(|id| id.0))
    .bind::<Nullable<BigInt>, _>(who.order().map(|id| id.0))
    .bind::<BigInt, _>(request.0)
    .bind::<BigInt, _>(by.0)
    .get_result(conn)
    .await
    .optional()?;
    if let Some(new) = new {
        jobs::enqueue(conn, &[NewJob::of(&MakeExport { export: new.id })?.once(new.id.to_string())]).await?;
        signals::send(conn, signals::EVENTS).await?;
    }
    Ok(())
}

/// A file's bytes and whose it is; [`Error::NotFound`] when its days are over.
pub async fn take(conn: &mut Conn, ground: &Ground, id: DataExportId) -> Result<(Export, Vec<u8>)> {
    #[derive(QueryableByName)]
    struct Sealed {
        #[diesel(sql_type = Nullable<Binary>)]
        sealed: Option<Vec<u8>>,
    }
    let export: Option<Export> = diesel::sql_query(format!("{FACTS} WHERE id = $1"))
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    let export = export.filter(|export| export.there).ok_or(Error::NotFound)?;
    let row: Sealed = diesel::sql_query("SELECT sealed FROM data_exports WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await?;
    let sealed = row.sealed.ok_or(Error::NotFound)?;
    // One that another key sealed is as good as gone.
    let bytes = secrets::unseal(&ground.config.secret_key, PURPOSE, &id.to_string(), &sealed).ok_or(Error::NotFound)?;
    Ok((export, bytes))
}

/// Puts the file together. Done twice, the second one changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct MakeExport {
    pub export: DataExportId,
}

impl Job for MakeExport {
    const KIND: &'static str = "make_export";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let export: Option<Export> = diesel::sql_query(format!("{FACTS} WHERE id = $1 AND made_at IS NULL"))
            .bind::<BigInt, _>(self.export.0)
            .get_result(&mut conn)
            .await
            .optional()?;
        let Some(export) = export else { return Ok(()) };
        let Some(who) = Who::of(export.account_id, export.order_id) else { return Ok(()) };
        let Some(person) = person::load(&mut conn, who).await? else { return Ok(()) };
        let mut all = gather::gather(&mut conn, &person).await?;
        let photos = photos::list(&mut conn, &person).await?;
        drop(conn);
        let (named, photos) = photos::take(&ground, person.lang, &photos).await?;
        all.insert("photos".to_owned(), named);
        let bytes = file::make(&ground, person.lang, all, photos).await?;
        let size = i32::try_from(bytes.len())?;
        let sealed = secrets::seal(&ground.config.secret_key, PURPOSE, &self.export.to_string(), &bytes)?;
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| {
            // Whoever was erased while the file was packed gets none.
            lock::account(conn, who).await?;
            lock::orders(conn, &person).await?;
            if person::load(conn, who).await?.is_none_or(|person| person.erased_at.is_some()) {
                return Ok(());
            }
            diesel::sql_query(
                "UPDATE data_exports SET sealed = $2, size = $3, made_at = now(), ends_at = now() + make_interval(days => $4) \
                 WHERE id = $1 AND made_at IS NULL",
            )
            .bind::<BigInt, _>(self.export.0)
            .bind::<Binary, _>(&sealed)
            .bind::<Integer, _>(size)
            .bind::<Integer, _>(DAYS)
            .execute(conn)
            .await?;
            let request = register::find(conn, export.request_id).await?;
            // Whoever asked at their own page takes it there; another request waits for the desk to hand it over.
            if request.how == How::Account.as_str() {
                match register::advance(conn, request.id, State::Done, "", None).await {
                    Ok(true) => letters::done(conn, &ground, &person, &request).await?,
                    Ok(false) | Err(MoveError::Closed) => {}
                    Err(MoveError::Failed(error)) => return Err(error),
                }
            }
            Ok::<_, Error>(())
        })
        .await?;
        Ok(())
    }
}

/// Throws away what has had its days.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepExports {}

impl Job for SweepExports {
    const KIND: &'static str = "sweep_exports";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let swept =
            diesel::sql_query("UPDATE data_exports SET sealed = NULL WHERE sealed IS NOT NULL AND ends_at <= now()")
                .execute(&mut conn)
                .await?;
        tracing::info!(swept, "files of personal data swept");
        Ok(())
    }
}
