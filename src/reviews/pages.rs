//! One struct per template of reviews, as buyers and visitors see them.

use serde::Serialize;

use super::write::Bought;
use crate::catalog::stars::{Rating, Said};
use crate::kernel::lang::Lang;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// A product of the parcel in the form.
#[derive(Serialize)]
pub struct Choice {
    pub product: i64,
    pub name: String,
    pub picture: Option<String>,
    pub review: Option<i64>,
    /// Fluent key of why nothing more can be said of it; `None` while something can.
    pub closed: Option<&'static str>,
    pub stars: i16,
    pub words: String,
    pub withdrawn: bool,
    /// Why the office hid it.
    pub hidden: Option<String>,
    pub hidden_words: String,
}

impl Choice {
    #[must_use]
    pub fn of(bought: Bought, lang: Lang) -> Self {
        Choice {
            product: bought.product.0,
            name: lang.pick(&bought.name_vi, &bought.name_en).to_owned(),
            closed: bought.closed(),
            picture: bought.picture,
            review: bought.review.map(|id| id.0),
            stars: bought.stars,
            words: bought.words,
            withdrawn: bought.withdrawn,
            hidden: bought.hidden,
            hidden_words: bought.hidden_words,
        }
    }
}

/// The form to judge what came in a parcel.
#[derive(Serialize)]
pub struct WritePage {
    pub order_code: String,
    pub number: i16,
    pub household: String,
    /// Whether it has come; before that nothing is judged.
    pub received: bool,
    /// Whoever looks is one of the household that sold, and judges nothing.
    pub own: bool,
    pub goods: Vec<Choice>,
    /// Whether something can still be said of any of them.
    pub open: bool,
    /// How the buyer would be named; empty where no name is to be shown.
    pub name: String,
    pub form: Form,
}

impl Page for WritePage {
    const TEMPLATE: &'static str = "reviews/write.html";
}

/// All that was said of a product.
#[derive(Serialize)]
pub struct ListPage {
    pub slug: String,
    pub name: String,
    pub rating: Option<Rating>,
    pub said: Vec<Said>,
    /// The next page.
    pub next: Option<String>,
    /// The first one, when this is a later one.
    pub first: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "reviews/list.html";
}

/// The form to ask the office to look at a review.
#[derive(Serialize)]
pub struct ReportPage {
    pub slug: String,
    pub name: String,
    pub id: i64,
    pub stars: i16,
    pub words: String,
    pub form: Form,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "reviews/report.html";
}
