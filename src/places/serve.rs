//! Where households sell here: which communes the market serves.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::{Error, Result};
use crate::platform::db::{self, Conn};
use crate::platform::signals;
use crate::schema::communes;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serving {
    Changed,
    /// It was so before.
    Same,
    /// No other one is served.
    Last,
}

/// Serves a commune from now on, or no longer. Households that are there stay; every process looks again at once. Call it
/// inside a transaction, which an answer of [`Serving::Last`] leaves to be rolled back.
pub async fn serve(conn: &mut Conn, code: &str, served: bool) -> Result<Serving> {
    // One at a time: of the last two, two clerks would each take away one.
    diesel::sql_query("SELECT pg_advisory_xact_lock(4242017)").execute(conn).await?;
    let changed = diesel::update(communes::table.find(code).filter(communes::served.ne(served)))
        .set(communes::served.eq(served))
        .execute(conn)
        .await;
    match changed {
        Ok(0) => Ok(Serving::Same),
        Ok(_) => {
            signals::send(conn, signals::SHELF).await?;
            Ok(Serving::Changed)
        }
        Err(error) if db::broken_constraint(&error) == Some("communes_some_served") => Ok(Serving::Last),
        Err(error) => Err(Error::from(error)),
    }
}
