//! A household applies to sell, or a clerk writes it down for one that came to the office. Nobody sees it before the
//! office has approved it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::producer::Kind;
use crate::accounts::acts::{self, Act};
use crate::accounts::consents::{self, How, Kind as Agreed};
use crate::accounts::evidence::Evidence;
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::text::slug;
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::{members, producers};

/// A household as it tells of itself.
#[derive(Clone, Debug)]
pub struct Application {
    /// Of the form: the same one again is the same application.
    pub token: String,
    pub by: AccountId,
    pub kind: Kind,
    pub name: String,
    pub contact_name: String,
    /// E.164.
    pub phone: String,
    pub commune_code: String,
    pub hamlet: String,
    pub grows: String,
    pub lang: Lang,
}

/// A household that was made, and the last part of its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub id: ProducerId,
    pub slug: String,
}

/// Words of our own addresses that no household may have.
const RESERVED: [&str; 1] = ["new"];
/// Namesakes before chance is tried.
const TRIES: u32 = 6;

/// Makes the household of an application, with the applicant as its owner; the same token again finds it. Call it inside
/// a transaction.
pub async fn apply(conn: &mut Conn, asked: &Application) -> Result<Applied> {
    if let Some(made) = by_token(conn, asked).await? {
        return Ok(made);
    }
    let Some(made) = insert(conn, asked).await? else {
        // The other press of the same button was quicker.
        return by_token(conn, asked).await?.ok_or(Error::Conflict("join-again"));
    };
    diesel::insert_into(members::table)
        .values((
            members::account_id.eq(asked.by),
            members::producer_id.eq(made.id),
            members::role.eq(Role::Owner.as_str()),
        ))
        .execute(conn)
        .await?;
    consents::note(conn, asked.by.into(), &[Agreed::Privacy], true, asked.lang, How::Join).await?;
    acts::record(conn, &Act::new("household.applied", Some(asked.by)).of(made.id).on(&asked.name)).await?;
    Ok(made)
}

/// Makes a household that a clerk writes down. It has no member until it takes over with its code. Call it inside a
/// transaction.
pub async fn create(conn: &mut Conn, asked: &Application) -> Result<Applied> {
    if let Some(made) = by_token(conn, asked).await? {
        return Ok(made);
    }
    let Some(made) = insert(conn, asked).await? else {
        return by_token(conn, asked).await?.ok_or(Error::Conflict("join-again"));
    };
    let act = Act::new("household.created", Some(asked.by)).of(made.id).on_behalf(true).on(&asked.name);
    acts::record(conn, &act.shown_by(Evidence::ToldAtDesk)).await?;
    Ok(made)
}

async fn by_token(conn: &mut Conn, asked: &Application) -> Result<Option<Applied>> {
    let found: Option<(ProducerId, String)> = producers::table
        .select((producers::id, producers::slug))
        .filter(producers::applied_by.eq(asked.by).and(producers::apply_token.eq(&asked.token)))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(id, slug)| Applied { id, slug }))
}

/// Writes the household under the first address that is free; `None` when its token was written meanwhile.
async fn insert(conn: &mut Conn, asked: &Application) -> Result<Option<Applied>> {
    for tries in 0..TRIES {
        let slug = address(&asked.name, tries);
        let made: Option<ProducerId> = diesel::insert_into(producers::table)
            .values((
                producers::slug.eq(&slug),
                producers::kind.eq(asked.kind.code()),
                producers::name_vi.eq(&asked.name),
                producers::name_en.eq(""),
                producers::contact_name.eq(&asked.contact_name),
                producers::phone.eq(&asked.phone),
                producers::commune_code.eq(&asked.commune_code),
                producers::hamlet.eq(&asked.hamlet),
                producers::grows.eq(&asked.grows),
                producers::applied_by.eq(asked.by),
                producers::apply_token.eq(&asked.token),
            ))
            .on_conflict_do_nothing()
            .returning(producers::id)
            .get_result(conn)
            .await
            .optional()?;
        if let Some(id) = made {
            return Ok(Some(Applied { id, slug }));
        }
        if by_token(conn, asked).await?.is_some() {
            return Ok(None);
        }
    }
    Err(Error::Internal(anyhow::anyhow!("no address is free for {}", asked.name)))
}

/// `nha-ba-lua`, then `nha-ba-lua-2`, and at last one with letters of chance.
fn address(name: &str, tries: u32) -> String {
    let plain = slug(name);
    let plain = if plain.is_empty() || RESERVED.contains(&plain.as_str()) { format!("nha-{plain}") } else { plain };
    let plain = plain.trim_end_matches('-');
    match tries {
        0 => plain.to_owned(),
        n if n + 1 < TRIES => format!("{plain}-{}", n + 1),
        _ => {
            let chance = secrets::form_token();
            format!("{plain}-{}", chance.get(..8).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_short_and_never_one_of_ours() {
        assert_eq!(address("Nhà bà Lụa", 0), "nha-ba-lua");
        assert_eq!(address("Nhà bà Lụa", 1), "nha-ba-lua-2");
        assert_eq!(address("New", 0), "nha-new");
        assert_eq!(address("???", 0), "nha");
        assert_eq!(address("Lụa", 5).len(), "lua-".len() + 8);
    }
}
