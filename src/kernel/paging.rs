//! Keyset paging: a page begins after the last row of the one before, however many rows there are.

use std::fmt;
use std::str::FromStr;

/// Where a page begins: the sort key and the id of the row before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub key: i64,
    pub id: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.key, self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.split_once('.').ok_or(())?;
        Ok(Cursor { key: key.parse().map_err(|_| ())?, id: id.parse().map_err(|_| ())? })
    }
}

/// Cuts a list fetched with one row more than wanted, and says where the next page begins.
pub fn cut<T>(rows: &mut Vec<T>, size: usize, cursor: impl Fn(&T) -> Cursor) -> Option<Cursor> {
    if rows.len() <= size {
        return None;
    }
    rows.truncate(size);
    rows.last().map(cursor)
}

/// Cuts a list that has no pages, fetched with one row more than wanted, and says whether there are more.
#[must_use]
pub fn first<T>(mut rows: Vec<T>, most: usize) -> (Vec<T>, bool) {
    let more = rows.len() > most;
    rows.truncate(most);
    (rows, more)
}
