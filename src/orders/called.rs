//! What a line of an order is called.

use diesel::QueryableByName;
use diesel::sql_types::Text;

use crate::kernel::lang::Lang;

/// The names of a line's goods and of its pack, as the line keeps them: the columns `name_vi`, `name_en`, `pack_vi`, `pack_en`.
#[derive(Clone, Debug, QueryableByName)]
pub struct Called {
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    pack_vi: String,
    #[diesel(sql_type = Text)]
    pack_en: String,
}

impl Called {
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }

    #[must_use]
    pub fn pack(&self, lang: Lang) -> &str {
        lang.pick(&self.pack_vi, &self.pack_en)
    }
}
