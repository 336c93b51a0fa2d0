//! Where the household's money goes. Only its owner changes it, with the password typed again, and everybody who owned the
//! account before is told, by phone and by mail: a thief with an unlocked phone gets no money.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::letters;
use crate::accounts::actors::{Member, Owner};
use crate::accounts::acts::Act;
use crate::accounts::confirm;
use crate::checkout::refund_account;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, ProducerId};
use crate::payments::bank_account::{self, ChangeError, Masked, masked};
use crate::payments::refund_account::Account;
use crate::payments::{bank_claims, banks};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Ground, Shop};
use crate::producers::lock;
use crate::sell::pages::Desk;
use crate::sell::queries;

#[derive(Serialize)]
struct BankPage {
    desk: Desk,
    form: Form,
    account: Option<Masked>,
    banks: Vec<&'static str>,
    /// Somebody else changed it while this form was open.
    moved: bool,
}

impl Page for BankPage {
    const TEMPLATE: &'static str = "sell/bank.html";
}

async fn page(conn: &mut Conn, member: &Member, mut form: Form, moved: bool) -> Result<BankPage> {
    let account = bank_account::of_households(conn, &[member.producer]).await?.pop();
    // Who was told of a change may go on from there.
    if moved || !form.has("seen") {
        bank_account::show(&mut form, account.as_ref());
    }
    Ok(BankPage {
        desk: Desk::of(queries::list_households(conn, member, member.visitor.lang).await?),
        form,
        account: account.map(|a| masked(&a.bin, &a.number, &a.holder)),
        banks: banks::all().iter().map(|bank| bank.short_name).collect(),
        moved,
    })
}

/// `GET /sell/household/bank`
pub async fn show(Owner(member): Owner, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &member, Form::default(), false).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/bank`: the account in place of the one that the page showed (`seen`). A clerk who acts for the household
/// is told that its owner does this.
pub async fn submit(Owner(member): Owner, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    if member.clerk {
        let page = page(&mut *shop.db.conn().await?, &member, Form::default(), false).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::FORBIDDEN);
    }
    let password = form.raw("password").to_owned();
    form.set("password", "");
    let account = refund_account::read(&mut form);
    if password.is_empty() {
        form.refuse("password", "field-required");
    }
    if let (Some(account), true) = (account, form.ok()) {
        if confirm::fits_of(&shop, member.account, &password).await? {
            let (producer, by, ground) = (member.producer, member.account, shop.clone());
            let (named, seen) = (account.clone(), bank_account::seen(&form));
            // A task of its own: changed and told, or neither, even when the phone loses its signal now.
            let changed = actix_web::rt::spawn(async move {
                let mut conn = ground.db.conn().await?;
                conn.transaction(async |conn| change(conn, &ground, producer, by, seen, &account).await).await
            });
            match changed.await.map_err(|error| Error::Internal(anyhow::anyhow!("a bank account: {error}")))? {
                Ok(()) => return Ok(member.visitor.go(&shop, "/sell/household", Some("bank-changed"))),
                Err(ChangeError::Taken) => {
                    // The office finds it in the log when the household calls.
                    bank_claims::refused(&mut *shop.db.conn().await?, producer, by, &named).await?;
                    form.refuse("number", "bank-taken");
                }
                Err(ChangeError::Meanwhile) => {
                    let page = page(&mut *shop.db.conn().await?, &member, form, true).await?;
                    return member.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
                }
                Err(ChangeError::Failed(error)) => return Err(error),
            }
        } else {
            form.refuse("password", "accounts-old-wrong");
        }
    }
    let page = page(&mut *shop.db.conn().await?, &member, form, false).await?;
    member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// Ends the account that was seen, keeps the new one, tells every owner. The same account again changes and tells nothing.
async fn change(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    by: AccountId,
    seen: Option<BankAccountId>,
    account: &Account,
) -> Result<(), ChangeError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let first = bank_account::of_households(conn, &[producer]).await?.is_empty();
    let act = Act::new("bank.changed", Some(by)).of(producer);
    let Some(now) = bank_account::change(conn, Some(producer), seen, account, false, act).await? else { return Ok(()) };
    let shown = masked(&account.bin, &account.number, &account.holder);
    letters::bank_changed(conn, ground, producer, now, &shown, first).await?;
    Ok(())
}
