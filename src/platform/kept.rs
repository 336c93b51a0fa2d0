//! Queries whose text never varies: Postgres plans them once for each connection. Diesel keeps the plan of what its own
//! builder wrote, but plans raw SQL anew each time, since it cannot know how many texts there will be.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A query whose plan is kept. A text that visitors can vary must not be: each one would stay in memory.
#[derive(Clone, Copy, Debug)]
pub struct Kept<Q>(Q);

pub trait Keep: Sized {
    /// Keeps the plan of this query.
    fn kept(self) -> Kept<Self> {
        Kept(self)
    }
}

impl<Q: QueryFragment<Pg>> Keep for Q {}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

/// Found again by its text, as any query without an id.
impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Kept<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}
