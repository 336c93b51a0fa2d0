//! Working on a request: answering, doing what it asks, closing it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::pages::WorkPage;
use crate::accounts::actors::Clerk;
use crate::accounts::consents::{self, How as Said, Kind as Consent};
use crate::accounts::evidence::Evidence;
use crate::accounts::{acts, confirm};
use crate::error::{Error, Result};
use crate::kernel::ids::{DataExportId, DataRequestId};
use crate::office::inbox::claims::{self, Whence};
use crate::people::correct::{self, CorrectError, Right};
use crate::people::erase::{self, EraseError};
use crate::people::person::{self, Person};
use crate::people::register::{self, MoveError, Request};
use crate::people::request::{Kind, State};
use crate::people::{blockers_of, export, letters, lock};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::{Shop, sheet};

const MOST_NAME: usize = 120;
const MOST_OUTCOME: usize = 300;

/// `GET /office/people/requests/{id}`: shows the person too, so the look is in the log.
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (request, person) = load(&mut conn, *id).await?;
    let act = clerk.act("person.opened").on(person.key.clone()).shown_by(Evidence::ToAnswer);
    acts::record(&mut conn, &act).await?;
    let form = Form::blank(&[
        ("name", &person.name),
        ("phone", person.phone.as_deref().unwrap_or_default()),
        ("email", person.email.as_deref().unwrap_or_default()),
    ]);
    page(&clerk, &shop, &mut conn, (request, person), form, None, StatusCode::OK).await
}

async fn load(conn: &mut Conn, id: i64) -> Result<(Request, Person)> {
    let request = register::find(conn, DataRequestId(id)).await?;
    let person = person::load(conn, request.who()?).await?.ok_or(Error::NotFound)?;
    Ok((request, person))
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    conn: &mut Conn,
    (request, person): (Request, Person),
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let erasing = request.open() && request.kind()? == Kind::Erase && person.erased_at.is_none();
    let blockers = if erasing { blockers_of(conn, &person).await? } else { Vec::new() };
    let exports = export::of_request(conn, request.id).await?;
    let news = match person.who.account() {
        Some(account) => consents::wants_news(conn, account).await?,
        None => false,
    };
    let held = claims::held(conn, &[("data", request.id.0)], clerk.account).await?;
    let page = WorkPage {
        held,
        open: request.open(),
        account: person.has_account(),
        making: exports.iter().any(|export| export.made_at.is_none()),
        request,
        person,
        blockers,
        exports,
        news,
        form,
        refused,
    };
    clerk.visitor.page_with(shop, &page, status)
}

/// What a clerk may press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    /// The person was told that it came.
    Answer,
    Extend,
    Refuse,
    Done,
    /// Puts the file together.
    File,
    Correct,
    Erase,
    Withdraw,
}

impl Press {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "answer" => Press::Answer,
            "extend" => Press::Extend,
            "refuse" => Press::Refuse,
            "done" => Press::Done,
            "file" => Press::File,
            "correct" => Press::Correct,
            "erase" => Press::Erase,
            "withdraw" => Press::Withdraw,
            _ => return None,
        })
    }

    /// Whether nothing is left to be done then.
    const fn closes(self) -> bool {
        match self {
            Press::Refuse | Press::Done | Press::Correct | Press::Erase | Press::Withdraw => true,
            Press::Answer | Press::Extend | Press::File => false,
        }
    }

    /// Whether it belongs to a request of this kind.
    const fn fits(self, kind: Kind) -> bool {
        match self {
            Press::File => matches!(kind, Kind::See),
            Press::Correct => matches!(kind, Kind::Correct),
            Press::Erase => matches!(kind, Kind::Erase),
            Press::Withdraw => matches!(kind, Kind::Withdraw),
            // One that the market does itself is closed by doing it.
            Press::Done => matches!(kind, Kind::See | Kind::Correct),
            Press::Answer | Press::Extend | Press::Refuse => true,
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum PressError {
    #[error("refused")]
    Refused(&'static str),
    #[error("a field is wrong")]
    Field(&'static str, &'static str),
    #[error(transparent)]
    Failed(Error),
}
crate::refusal!(PressError);

impl From<MoveError> for PressError {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::Closed => PressError::Refused("people-closed"),
            MoveError::Failed(error) => PressError::Failed(error),
        }
    }
}

impl From<EraseError> for PressError {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Blocked(_) => PressError::Refused("people-blocked"),
            EraseError::Failed(error) => PressError::Failed(error),
        }
    }
}

impl From<CorrectError> for PressError {
    fn from(error: CorrectError) -> Self {
        match error {
            CorrectError::Unreachable => PressError::Field("phone", "people-unreachable"),
            CorrectError::Taken => PressError::Field("phone", "people-taken"),
            CorrectError::Gone => PressError::Refused("people-is-gone"),
            CorrectError::Failed(error) => PressError::Failed(error),
        }
    }
}

/// What the form of a press says.
struct Typed {
    outcome: String,
    right: Option<Right>,
    /// By what the clerk knows that it is to be put right.
    why: String,
}

/// `None` when something is wrong, which then stands beside its field.
async fn read(clerk: &Clerk, shop: &Shop, press: Press, form: &mut Form) -> Result<Option<Typed>> {
    let password = form.raw("password").to_owned();
    form.set("password", "");
    let must = matches!(press, Press::Extend | Press::Refuse | Press::Done);
    let outcome = if must { form.line("outcome", MOST_OUTCOME) } else { form.optional_line("outcome", MOST_OUTCOME) };
    let (mut right, mut why) = (None, String::new());
    if press == Press::Correct {
        let name = form.line("name", MOST_NAME);
        let phone = if form.raw("phone").trim().is_empty() { Some(None) } else { form.phone("phone").map(Some) };
        let email = form.optional_email("email");
        if let (Some(name), Some(phone), Some(email)) = (name, phone, email) {
            right = Some(Right { name, phone, email });
        }
        why = form.line("why", MOST_OUTCOME).unwrap_or_default();
    }
    // What can not be taken back asks for the clerk's own password.
    if press == Press::Erase && form.ok() && !confirm::fits_of(shop, clerk.account, &password).await? {
        form.refuse("password", if password.is_empty() { "field-required" } else { "accounts-old-wrong" });
    }
    Ok(outcome.filter(|_| form.ok()).map(|outcome| Typed { outcome, right, why }))
}

/// `POST /office/people/requests/{id}/{act}`
pub async fn press(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>, mut form: Form) -> Result<HttpResponse> {
    let (id, word) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let (request, person) = load(&mut conn, id).await?;
    let press = Press::parse(&word).ok_or(Error::NotFound)?;
    if !press.fits(request.kind()?) {
        return Err(Error::NotFound);
    }
    drop(conn);
    let typed = read(&clerk, &shop, press, &mut form).await?;
    let mut conn = shop.db.conn().await?;
    let Some(typed) = typed else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&clerk, &shop, &mut conn, (request, person), form, None, status).await;
    };
    let done = conn
        .transaction(async |conn| {
            let from = claim(conn, &clerk, id, press).await?;
            let said = carry_out(conn, &clerk, &shop, &request, &person, press, &typed).await?;
            Ok::<_, PressError>((from, said))
        })
        .await;
    match done {
        Ok((from, said)) => {
            tracing::info!(request = id, clerk = %clerk.account, word, "a request about personal data");
            Ok(claims::go(&clerk, &shop, &from, &format!("/office/people/requests/{id}"), said))
        }
        Err(PressError::Field(name, sentence)) => {
            form.refuse(name, sentence);
            page(&clerk, &shop, &mut conn, (request, person), form, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(PressError::Failed(Error::Conflict(sentence)) | PressError::Refused(sentence)) => {
            let now = load(&mut conn, id).await?;
            page(&clerk, &shop, &mut conn, now, form, Some(sentence), StatusCode::CONFLICT).await
        }
        Err(PressError::Failed(error)) => Err(error),
    }
}

/// Lets this clerk at a request that nobody else looks at; what closes it lets it go, and tells where it was opened from.
async fn claim(conn: &mut Conn, clerk: &Clerk, id: i64, press: Press) -> Result<Whence> {
    if press.closes() {
        return claims::settle(conn, "data", id, clerk.account).await;
    }
    claims::hold(conn, "data", id, clerk.account).await?;
    Ok(Whence::default())
}

async fn carry_out(
    conn: &mut Conn,
    clerk: &Clerk,
    shop: &Shop,
    request: &Request,
    person: &Person,
    press: Press,
    typed: &Typed,
) -> Result<&'static str, PressError> {
    let by = Some(clerk.account);
    let (id, why) = (request.id, typed.outcome.as_str());
    let act = |name: &'static str| clerk.act(name).on(person.key.clone()).shown_by(Evidence::OwnRequest);
    // The person before the request, as everywhere.
    if matches!(press, Press::Correct | Press::Erase) {
        lock::account(conn, person.who).await?;
        lock::orders(conn, person).await?;
    }
    match press {
        Press::Answer => {
            if register::advance(conn, id, State::Answered, "", None).await? {
                letters::received(conn, shop, person, request).await?;
                acts::record(conn, &act("person.answered")).await?;
            }
            Ok("people-answered")
        }
        Press::Extend => {
            register::extend(conn, id, why).await?;
            let now = register::find(conn, id).await?;
            letters::extended(conn, shop, person, &now).await?;
            acts::record(conn, &act("person.extended").because(why)).await?;
            Ok("people-extended")
        }
        Press::Refuse => {
            if register::advance(conn, id, State::Refused, why, by).await? {
                let now = register::find(conn, id).await?;
                letters::refused(conn, shop, person, &now).await?;
                acts::record(conn, &act("person.refused").because(why)).await?;
            }
            Ok("people-refused")
        }
        Press::Done => {
            if register::advance(conn, id, State::Done, why, by).await? {
                let now = register::find(conn, id).await?;
                letters::closed(conn, shop, person, &now).await?;
                acts::record(conn, &act("person.done").because(why)).await?;
            }
            Ok("people-done")
        }
        Press::File => {
            if !register::find(conn, id).await?.open() {
                return Err(PressError::Refused("people-closed"));
            }
            export::ask(conn, person.who, id, clerk.account).await?;
            acts::record(conn, &act("person.file")).await?;
            Ok("people-file-asked")
        }
        Press::Correct => {
            let right = typed.right.as_ref().ok_or(PressError::Refused("people-closed"))?;
            if !register::advance(conn, id, State::Done, why, by).await? {
                return Ok("people-corrected");
            }
            let moved = correct::correct(conn, shop, person.who, right).await?;
            let told = serde_json::json!({ "contact": moved });
            let act = act("person.corrected").because(&typed.why);
            acts::record(conn, &act.changed(serde_json::Value::Null, told)).await?;
            Ok("people-corrected")
        }
        Press::Erase => {
            if register::advance(conn, id, State::Done, "", by).await? {
                erase::erase(conn, shop, person.who, clerk.account).await?;
            }
            Ok("people-erased")
        }
        Press::Withdraw => {
            if register::advance(conn, id, State::Done, why, by).await? {
                if let Some(account) = person.who.account() {
                    let said = Said::Desk(clerk.account);
                    consents::note(conn, account.into(), &[Consent::Marketing], false, person.lang, said).await?;
                }
                letters::done(conn, shop, person, request).await?;
                acts::record(conn, &act("person.withdrew")).await?;
            }
            Ok("people-withdrawn")
        }
    }
}

/// `POST /office/people/exports/{id}`: hands the file out.
pub async fn file(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (export, bytes) = export::take(&mut conn, &shop, DataExportId(*id)).await?;
    let who = person::Who::of(export.account_id, export.order_id).ok_or(Error::NotFound)?;
    let act = clerk.act("person.taken").on(who.to_string()).shown_by(Evidence::OwnRequest);
    acts::record(&mut conn, &act).await?;
    Ok(sheet::attached("application/zip", &format!("du-lieu-ca-nhan-{}.zip", export.id), bytes))
}
