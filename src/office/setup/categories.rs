//! The categories below `/office/setup/categories`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::{Value, json};

use super::category_form as form;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::catalog::category::{self, CategoryError, Kept, REQUIRES};
use crate::catalog::revision::content::{SHIP_SCOPES, STORAGE_CLASSES, TAX_CLASSES};
use crate::error::{Error, Result};
use crate::kernel::ids::CategoryId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::jobs::{self, NewJob};
use crate::platform::views::Page;
use crate::search::vocabulary::RebuildVocabulary;

const HERE: &str = "/office/setup/categories";
const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct CategoriesPage {
    categories: Vec<Kept>,
}

impl Page for CategoriesPage {
    const TEMPLATE: &'static str = "office/setup/categories.html";
}

/// `GET /office/setup/categories`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let categories = category::list(&mut *shop.db.conn().await?).await?;
    clerk.visitor.page(&shop, &CategoriesPage { categories })
}

/// A box or an option of the form.
#[derive(Serialize)]
struct Choice {
    word: &'static str,
    /// Tail of a Fluent key.
    key: String,
    chosen: bool,
}

#[derive(Serialize)]
struct Top {
    id: CategoryId,
    name_vi: String,
    name_en: String,
    chosen: bool,
}

#[derive(Serialize)]
struct CategoryPage {
    /// The one that is changed.
    kept: Option<Kept>,
    /// It stands below another; so do its fields say.
    second: bool,
    tops: Vec<Top>,
    requires: Vec<Choice>,
    tax_classes: Vec<Choice>,
    storage_classes: Vec<Choice>,
    ship_scopes: Vec<Choice>,
    form: Form,
    /// The form that takes it out of use or back, as it comes back.
    retiring: Form,
    refused: Option<&'static str>,
}

impl Page for CategoryPage {
    const TEMPLATE: &'static str = "office/setup/category.html";
}

struct Again {
    form: Option<Form>,
    retiring: Form,
    refused: Option<&'static str>,
    status: StatusCode,
}

impl Again {
    fn fresh() -> Self {
        Again { form: None, retiring: Form::default(), refused: None, status: StatusCode::OK }
    }

    /// The form as it was typed, with what is wrong beside its fields.
    fn wrong(form: Form) -> Self {
        Again { form: Some(form), status: StatusCode::UNPROCESSABLE_ENTITY, ..Again::fresh() }
    }
}

async fn page(clerk: &Clerk, shop: &Shop, id: Option<CategoryId>, again: Again) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let all = category::list(&mut conn).await?;
    drop(conn);
    let kept = match id {
        Some(id) => Some(all.iter().find(|c| c.id == id).cloned().ok_or(Error::NotFound)?),
        None => None,
    };
    let mut form = again.form.unwrap_or_else(|| kept.as_ref().map_or_else(form::blank, |k| form::filled(&k.written)));
    if let Some(kept) = &kept {
        // Who was told of a change sees it beside the form, and may go on from there.
        form.set("seq", kept.seq.to_string());
    }
    let options = |words: &[&'static str], field: &str| {
        let chosen = |word: &str| form.raw(field) == word;
        words.iter().map(|w| Choice { word: w, key: w.replace('_', "-"), chosen: chosen(w) }).collect::<Vec<_>>()
    };
    let own = |c: &&Kept| !c.retired || form.raw("parent") == c.id.to_string();
    let tops = all.iter().filter(|c| c.written.parent.is_none()).filter(own).map(|c| Top {
        id: c.id,
        name_vi: c.written.name_vi.clone(),
        name_en: c.written.name_en.clone(),
        chosen: form.raw("parent") == c.id.to_string(),
    });
    let page = CategoryPage {
        second: kept.as_ref().is_none_or(|k| k.written.parent.is_some()),
        tops: tops.collect(),
        requires: REQUIRES
            .iter()
            .map(|w| Choice { word: w, key: w.replace('_', "-"), chosen: form.ticked(&format!("requires-{w}")) })
            .collect(),
        tax_classes: options(&TAX_CLASSES, "tax_class"),
        storage_classes: options(&STORAGE_CLASSES, "storage_class"),
        ship_scopes: options(&SHIP_SCOPES, "ship_scope"),
        retiring: again.retiring,
        refused: again.refused,
        kept,
        form,
    };
    clerk.visitor.page_with(shop, &page, again.status)
}

/// `GET /office/setup/categories/new`
pub async fn new(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, None, Again::fresh()).await
}

/// `GET /office/setup/categories/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, Some(CategoryId(*id)), Again::fresh()).await
}

/// The words that searches are put right with know a category's names: they are made anew soon.
async fn spoken_anew(conn: &mut Conn) -> Result<()> {
    jobs::enqueue(conn, &[NewJob::of(&RebuildVocabulary {})?]).await?;
    Ok(())
}

/// The page again, with what stood against it.
async fn refused(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<CategoryId>,
    mut form: Form,
    why: CategoryError,
) -> Result<HttpResponse> {
    let (refused, status) = match why {
        CategoryError::Failed(error) => return Err(error),
        CategoryError::NotFound => return Err(Error::NotFound),
        CategoryError::Meanwhile => (Some("setup-meanwhile"), StatusCode::CONFLICT),
        CategoryError::HasOthers => (Some("category-has-others"), StatusCode::CONFLICT),
        CategoryError::Taken => {
            form.refuse("name_vi", "category-taken");
            (None, StatusCode::UNPROCESSABLE_ENTITY)
        }
        CategoryError::Parent => {
            form.refuse("parent", "category-parent-wrong");
            (None, StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    page(clerk, shop, id, Again { refused, status, ..Again::wrong(form) }).await
}

/// `POST /office/setup/categories/new`
pub async fn make(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let why = form.line("why", MOST_WHY);
    let (Some(new), Some(why)) = (form::read(&mut form), why) else {
        return page(&clerk, &shop, None, Again::wrong(form)).await;
    };
    let mut conn = shop.db.conn().await?;
    let made = conn
        .transaction(async |conn| {
            let id = category::make(conn, &new).await?;
            spoken_anew(conn).await?;
            let act = clerk.act("category.made").on(new.name_vi.as_str()).because(&why);
            acts::record(conn, &act.changed(Value::Null, json!(new))).await?;
            Ok::<CategoryId, CategoryError>(id)
        })
        .await;
    drop(conn);
    match made {
        Ok(id) => {
            shop.shelf.outdate();
            tracing::info!(category = %id, clerk = %clerk.account, "category made");
            Ok(clerk.visitor.go(&shop, HERE, Some("category-made-done")))
        }
        Err(why) => refused(&clerk, &shop, None, form, why).await,
    }
}

/// `POST /office/setup/categories/{id}`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = CategoryId(*id);
    let seen = form.raw("seq").parse::<i32>().unwrap_or(0);
    let why = form.line("why", MOST_WHY);
    let (Some(new), Some(why)) = (form::read(&mut form), why) else {
        return page(&clerk, &shop, Some(id), Again::wrong(form)).await;
    };
    let mut conn = shop.db.conn().await?;
    let changed = conn
        .transaction(async |conn| {
            let before = category::change(conn, id, &new, seen).await?;
            spoken_anew(conn).await?;
            let act = clerk.act("category.changed").on(new.name_vi.as_str()).because(&why);
            acts::record(conn, &act.changed(json!(before.written), json!(new))).await?;
            Ok::<(), CategoryError>(())
        })
        .await;
    drop(conn);
    match changed {
        Ok(()) => {
            shop.shelf.outdate();
            tracing::info!(category = %id, clerk = %clerk.account, "category changed");
            Ok(clerk.visitor.go(&shop, HERE, Some("category-changed-done")))
        }
        Err(why) => refused(&clerk, &shop, Some(id), form, why).await,
    }
}

/// `POST /office/setup/categories/{id}/retired`: `retired` says which way.
pub async fn retire(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = CategoryId(*id);
    let retired = form.ticked("retired");
    let mut conn = shop.db.conn().await?;
    let kept = category::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let Some(why) = form.line("why", MOST_WHY) else {
        drop(conn);
        let again = Again { retiring: form, ..Again::wrong(form::filled(&kept.written)) };
        return page(&clerk, &shop, Some(id), again).await;
    };
    let done = conn
        .transaction(async |conn| {
            if category::retire(conn, id, retired).await? {
                let act = if retired { "category.retired" } else { "category.back" };
                let act = clerk.act(act).on(kept.written.name_vi.as_str()).because(&why);
                acts::record(conn, &act).await?;
            }
            Ok::<(), CategoryError>(())
        })
        .await;
    drop(conn);
    match done {
        Ok(()) => {
            shop.shelf.outdate();
            let done = if retired { "category-retired-done" } else { "category-back-done" };
            Ok(clerk.visitor.go(&shop, HERE, Some(done)))
        }
        Err(error) => refused(&clerk, &shop, Some(id), form::filled(&kept.written), error).await,
    }
}
