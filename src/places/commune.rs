//! A commune, ward or special zone, and the province it lies in.

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Serialize;

use crate::schema::provinces;

/// What a commune is called before its name. The word belongs to the name, in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Xa,
    Phuong,
    DacKhu,
}

impl Kind {
    /// Reads the column; the CHECK there allows no fourth word.
    #[must_use]
    pub fn stored(code: &str) -> Self {
        match code {
            "phuong" => Kind::Phuong,
            "dac_khu" => Kind::DacKhu,
            _ => Kind::Xa,
        }
    }

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Xa => "Xã",
            Kind::Phuong => "Phường",
            Kind::DacKhu => "Đặc khu",
        }
    }
}

/// A commune in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commune {
    pub code: String,
    /// `Lập Thạch`
    pub name: String,
    pub kind: Kind,
    pub province_code: String,
    /// `Phú Thọ`
    pub province_name: String,
    /// `Xã Lập Thạch, Phú Thọ`
    pub label: String,
}

impl Commune {
    /// `Xã Lập Thạch`
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind.word(), self.name)
    }
}

/// A commune as the queries of this slice select it.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    province_code: String,
    #[diesel(sql_type = Text)]
    province_name: String,
}

/// The columns of [`Row`], from `communes c JOIN provinces p`.
pub(super) const COLUMNS: &str = "c.code, c.name, c.kind, c.province_code, p.name AS province_name";

impl From<Row> for Commune {
    fn from(row: Row) -> Self {
        let kind = Kind::stored(&row.kind);
        let label = format!("{} {}, {}", kind.word(), row.name, row.province_name);
        let Row { code, name, province_code, province_name, .. } = row;
        Commune { code, name, kind, province_code, province_name, label }
    }
}

/// A province, for the list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = provinces)]
pub struct Province {
    pub code: String,
    pub name: String,
}
