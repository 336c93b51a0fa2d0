//! `POST /sell/import/{id}`: says begin. Again, while it is at work, it only wakes the job; afterwards it changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

use super::http::id_of;
use super::job;
use super::read::MOST_ROWS;
use super::weigh::Fate;
use super::{keep, lock, shelf, show};
use crate::accounts::actors::{Member, Seller};
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::ImportId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
enum BeginError {
    /// Somebody bought, wrote or mended after the page was shown.
    #[error("not what the household saw")]
    Moved,
    #[error("another file of the household's is at work")]
    Another,
    #[error("no row can be taken over")]
    Nothing,
    #[error(transparent)]
    Failed(Error),
}
refusal!(BeginError);

pub async fn submit(Seller(member): Seller, shop: Shop, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let id = id_of(&id)?;
    let mut conn = shop.db.conn().await?;
    keep::find(&mut conn, member.producer, id).await?;
    let begun = conn.transaction(async |conn| begin(conn, &member, id, form.raw("seen")).await).await;
    drop(conn);
    let sentence = match begun {
        Ok(()) => return Ok(member.visitor.go(&shop, &format!("/sell/import/{id}"), None)),
        Err(BeginError::Failed(error)) => return Err(error),
        Err(BeginError::Moved) => "import-seen-other",
        Err(BeginError::Another) => "import-another-at-work",
        Err(BeginError::Nothing) => "import-nothing",
    };
    show::page(&member, &shop, id, &show::Wanted::default(), Some(sentence), StatusCode::CONFLICT).await
}

/// # Locks
/// The household's turn, then the import.
async fn begin(conn: &mut Conn, member: &Member, id: ImportId, seen: &str) -> Result<(), BeginError> {
    lock::household(conn, member.producer).await?;
    let stand = lock::import(conn, id).await?.ok_or(Error::NotFound)?;
    if stand.ended_at.is_some() {
        return Ok(());
    }
    if stand.at_work() {
        // Where the job has been given up, there is a new one.
        return Ok(job::enqueue(conn, id, stand.taken).await?);
    }
    if keep::other_at_work(conn, member.producer).await?.is_some() {
        return Err(BeginError::Another);
    }
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let lines = keep::rows(conn, id, 0, most).await?;
    let mut shelf = shelf::load(conn, member.producer).await?;
    let foreseen = show::foresee(&mut shelf, &lines, member.visitor.lang);
    if show::digest(&foreseen)? != seen {
        return Err(BeginError::Moved);
    }
    let writes = foreseen.iter().filter(|weighed| weighed.fate.writes()).count();
    if writes == 0 {
        return Err(BeginError::Nothing);
    }
    let kept: Vec<_> =
        lines.iter().zip(&foreseen).map(|(line, weighed)| (line.n, weighed.was, weighed.fate == Fate::Wrong)).collect();
    keep::begin(conn, id, member.account, &kept).await?;
    let act = member.act("goods.imported").on(&stand.file_name);
    acts::record(conn, &act.changed(Value::Null, json!({ "rows": writes }))).await?;
    job::enqueue(conn, id, 0).await?;
    Ok(())
}
