//! A query that is put together from parts: its text, and its values apart from it. Tests explain the very same one.

use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Text};

/// A value for a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    BigInt(i64),
    BigInts(Vec<i64>),
    Text(String),
    Texts(Vec<String>),
    Day(chrono::NaiveDate),
}

impl Bind {
    const fn sql_type(&self) -> &'static str {
        match self {
            Bind::BigInt(_) => "bigint",
            Bind::BigInts(_) => "bigint[]",
            Bind::Text(_) => "text",
            Bind::Texts(_) => "text[]",
            Bind::Day(_) => "date",
        }
    }
}

/// Text with `$1`, `$2`, and what stands for them. What a visitor typed only ever becomes a [`Bind`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    sql: String,
    binds: Vec<Bind>,
}

impl Statement {
    pub fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Keeps a value and answers with its placeholder.
    pub fn bind(&mut self, value: Bind) -> String {
        let sql_type = value.sql_type();
        self.binds.push(value);
        format!("${}::{sql_type}", self.binds.len())
    }

    /// Ready to be loaded.
    pub fn query(self) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
        let mut query = diesel::sql_query(self.sql).into_boxed::<Pg>();
        for bind in self.binds {
            query = match bind {
                Bind::BigInt(value) => query.bind::<BigInt, _>(value),
                Bind::BigInts(values) => query.bind::<Array<BigInt>, _>(values),
                Bind::Text(value) => query.bind::<Text, _>(value),
                Bind::Texts(values) => query.bind::<Array<Text>, _>(values),
                Bind::Day(value) => query.bind::<Date, _>(value),
            };
        }
        query
    }

    /// The same statement, asking Postgres how it answers it.
    #[must_use]
    pub fn explained(mut self) -> Self {
        self.sql.insert_str(0, "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ");
        self
    }
}
