//! `/sell/live`: an open desk hears at once that a parcel came, or was answered by somebody else. Server-sent events, one
//! stream for each open page; without them, or without script, the number stands there as of the last look.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ContentEncoding, HeaderName};
use bytes::Bytes;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use futures_util::stream;
use serde::Serialize;
use tokio::time::Instant;

use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::platform::live::{Heard, Stream};
use crate::platform::{Shop, signals};

/// A browser keeps six connections to one host: three are left for the pages themselves.
const MOST: usize = 3;
/// So often something is said, or a phone's network takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// After so long the browser comes again, and whether it may is asked anew.
const LONGEST: Duration = Duration::from_secs(600);

/// What the page shows.
#[derive(Debug, Serialize, diesel::QueryableByName)]
struct Waiting {
    /// Parcels that wait for the household.
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    /// The newest of them; a greater number than before is news.
    #[diesel(sql_type = BigInt)]
    latest: i64,
}

struct Desk {
    shop: Shop,
    producer: ProducerId,
    stream: Stream,
    until: Instant,
    /// Nothing was said yet.
    fresh: bool,
}

/// `GET /sell/live`
pub async fn live(member: Member, shop: Shop) -> Result<HttpResponse> {
    let stream = shop.live.open(member.account.0, MOST).ok_or(Error::TooMany(HEARTBEAT.as_secs()))?;
    let until = Instant::now() + LONGEST;
    let desk = Desk { producer: member.producer, stream, until, fresh: true, shop };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Neither our compression nor a proxy may keep an event back to send it with the next one.
        .insert_header(ContentEncoding::Identity)
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .streaming(stream::unfold(desk, say)))
}

/// The next thing said on the stream.
async fn say(mut desk: Desk) -> Option<(Result<Bytes, Error>, Desk)> {
    let said = if std::mem::take(&mut desk.fresh) {
        desk.count("retry: 5000\n").await
    } else {
        let own = signals::desk(desk.producer.0);
        loop {
            if Instant::now() >= desk.until {
                return None;
            }
            match desk.stream.next(HEARTBEAT).await {
                Heard::Closed => return None,
                Heard::Quiet => break Ok(Bytes::from_static(b":\n\n")),
                Heard::Signal(signal) if signal != own => {}
                Heard::Signal(_) | Heard::Missed => break desk.count("").await,
            }
        }
    };
    // An error ends the stream; the browser comes again.
    said.ok().map(|said| (Ok(said), desk))
}

impl Desk {
    async fn count(&self, before: &str) -> Result<Bytes> {
        let mut conn = self.shop.db.conn().await?;
        let waiting: Waiting = diesel::sql_query(
            "SELECT count(*) AS waiting, coalesce(max(id), 0) AS latest FROM parcels \
             WHERE producer_id = $1 AND state = 'placed'",
        )
        .bind::<BigInt, _>(self.producer.0)
        .get_result(&mut conn)
        .await?;
        let data = serde_json::to_string(&waiting).map_err(|error| Error::Internal(error.into()))?;
        Ok(Bytes::from(format!("{before}event: parcels\ndata: {data}\n\n")))
    }
}
