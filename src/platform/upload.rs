//! Files that people send with a form. The only place that reads `multipart/form-data`.
//!
//! A file is held in memory while it comes, and a slow line takes minutes: all of them together have so much room, each sender
//! a share of it. A form that says how long it is asks for its room before its file comes, or a large one would find none when
//! half of it is there; others take it piece by piece. Who finds none is told to come again, and who stalls is let go.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, HeaderMap};
use actix_web::{HttpRequest, web};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::time::Instant;

use super::Ground;
use super::pace::{Pace, Paced};
pub use super::room::Room;
use super::room::Roomed;
pub use super::room::Sender;
use super::throttle::{self, Limit};
use crate::error::Result;

/// A slow line may take so long for a file of some megabytes.
const TIMEOUT: Duration = Duration::from_secs(120);
const MOST_FIELDS: usize = 16;

/// Files that one account may send in an hour: thirty goods with eight photos each.
const BY_ACCOUNT: Limit = Limit { name: "uploads", hits: 240, seconds: 3600 };

/// Kibibytes of files that this process holds at once, from their first byte until whoever reads them lets go. An account has
/// as many as the largest file that any form takes, so that no one keeps the others from sending; an address, behind which may be
/// many, and one with many accounts, half of them all.
const ALL: usize = 64 * 1024;
const BY_ONE: usize = 25 * 1024;
const FROM_ONE_ADDRESS: usize = 32 * 1024;
/// 64 KiB in half a minute: the slowest line that a phone has brings as much in sixteen seconds.
const PACE: Pace = Pace { patience: Duration::from_secs(30), least: 64 * 1024 };

/// A form with several files may take so long altogether: eight photos over one bar of signal.
const TIMEOUT_OF_MANY: Duration = Duration::from_secs(900);
/// Of a text so many bytes are kept: several times what any field takes, so that a longer one is refused beside its field, where
/// what was typed still stands.
const LONGEST_TEXT: usize = 128 * 1024;
/// And of all texts of a form. What no longer finds a place is left out; a text before it was too long for its field then.
const ALL_TEXTS: usize = 512 * 1024;
const MOST_PARTS: usize = 240;

/// A form with one file.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub fields: BTreeMap<String, String>,
    /// As the sender calls it.
    pub name: String,
    /// Empty when none was chosen.
    pub file: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadError {
    /// A file. All that was typed is there to be shown again.
    TooLarge(BTreeMap<String, String>),
    Unreadable,
    /// Others are sending files, or the same one sends too many at once; the form is welcome in a moment. To be answered as 503.
    Busy,
}

/// The room of a process.
#[must_use]
pub fn room() -> Arc<Room> {
    Arc::new(Room::new(ALL, BY_ONE, FROM_ONE_ADDRESS))
}

/// Counts a form with files of an account, and refuses it with the seconds to wait when there were too many.
pub async fn admit(ground: &Ground, account: impl ToString) -> Result<()> {
    throttle::check(ground, &mut *ground.db.conn().await?, BY_ACCOUNT, &account.to_string()).await
}

/// Reads a form with a file of at most so many bytes.
pub async fn read(
    ground: &Ground,
    request: &HttpRequest,
    payload: web::Payload,
    sender: &Sender,
    most: usize,
) -> Result<Upload, UploadError> {
    let parts = parts_of(request.headers(), payload, PACE, &Rc::default());
    let read = collect(parts, most, length(request.headers()), &ground.room, sender);
    tokio::time::timeout(TIMEOUT, read).await.map_err(|_| UploadError::Unreadable)?
}

fn parts_of<S>(headers: &HeaderMap, body: S, pace: Pace, anew: &Rc<Cell<bool>>) -> Multipart
where
    S: Stream<Item = Result<Bytes, PayloadError>> + 'static,
{
    Multipart::new(headers, Paced::new(body, pace, Rc::clone(anew)))
}

/// How many bytes a form has, where its head says so.
fn length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(
    mut parts: Multipart,
    most: usize,
    length: Option<usize>,
    room: &Arc<Room>,
    sender: &Sender,
) -> Result<Upload, UploadError> {
    let mut upload = Upload::default();
    let (mut large, mut busy, mut texts, mut left) = (false, false, ALL_TEXTS, length);
    for _ in 0..MOST_FIELDS {
        let Some(part) = parts.next().await else {
            return match (busy, large) {
                (true, _) => Err(UploadError::Busy),
                (false, true) => Err(UploadError::TooLarge(upload.fields)),
                (false, false) => Ok(upload),
            };
        };
        let part = part.map_err(|_| UploadError::Unreadable)?;
        let name = part.name().unwrap_or_default().to_owned();
        let Some(called) = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned) else {
            if let Some(text) = text(part, &mut texts).await? {
                upload.fields.insert(name, text);
            }
            continue;
        };
        let mut file = Roomed::new(room, sender);
        let found = left.is_none_or(|left| file.reserve(left.min(most)));
        match hold(part, most, file, found).await? {
            Held::Whole(bytes) => {
                left = left.map(|left| left.saturating_sub(bytes.len()));
                upload.name = called;
                upload.file = bytes;
            }
            Held::TooLarge => large = true,
            Held::NoRoom => busy = true,
        }
    }
    Err(UploadError::Unreadable)
}

/// What became of a file.
#[derive(Debug)]
enum Held {
    /// It has its room until the last of these bytes is let go.
    Whole(Bytes),
    TooLarge,
    NoRoom,
}

/// Reads a text to its end, of which at most so many bytes are kept; `None` where it finds no place among all `texts`.
async fn text<E>(
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
    texts: &mut usize,
) -> Result<Option<String>, UploadError> {
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| UploadError::Unreadable)?;
        // One byte more tells that there was no place.
        let most = LONGEST_TEXT.min(*texts + 1).saturating_sub(bytes.len());
        bytes.extend(piece.iter().take(most));
    }
    let Some(left) = texts.checked_sub(bytes.len()) else { return Ok(None) };
    *texts = left;
    // Cut within a letter.
    if let Err(torn) = std::str::from_utf8(&bytes)
        && torn.error_len().is_none()
    {
        bytes.truncate(torn.valid_up_to());
    }
    Ok(Some(String::from_utf8_lossy(&bytes).replace('\0', "")))
}

/// Reads a file of at most `most` bytes, unless the room that it asked for was not `found`. One that is refused is read to its
/// end and dropped, so that what stands behind it in the form can be read.
async fn hold<E>(
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
    most: usize,
    mut file: Roomed,
    found: bool,
) -> Result<Held, UploadError> {
    let mut refused = None;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| UploadError::Unreadable)?;
        if refused.is_some() {
            continue;
        }
        if file.len() + piece.len() > most {
            refused = Some(Held::TooLarge);
        } else if !found || !file.push(&piece) {
            metrics::counter!("market_uploads_busy_total").increment(1);
            refused = Some(Held::NoRoom);
        }
        if refused.is_some() {
            file.clear();
        }
    }
    Ok(refused.unwrap_or_else(|| Held::Whole(file.whole())))
}

/// A form with several files, read part by part: never is more than one file in memory.
pub struct Parts {
    parts: Multipart,
    room: Arc<Room>,
    sender: Sender,
    until: Instant,
    most: usize,
    /// Bytes that are still to come, where the form has said how long it is.
    length: Option<usize>,
    left: usize,
    texts: usize,
    /// The next piece is waited for from now on.
    anew: Rc<Cell<bool>>,
}

/// One part of such a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Field(String, String),
    /// Never empty: a field for files in which none was chosen is left out.
    File(Bytes),
    /// A file with more bytes than were allowed; they were read and dropped.
    TooLarge,
    /// A file for which there was no room among those of others; it was read and dropped.
    Busy,
}

impl Parts {
    /// Begins to read a form with files of at most `most` bytes each.
    #[must_use]
    pub fn of(ground: &Ground, request: &HttpRequest, payload: web::Payload, sender: Sender, most: usize) -> Self {
        let room = Arc::clone(&ground.room);
        let anew = Rc::default();
        let parts = parts_of(request.headers(), payload, PACE, &anew);
        let until = Instant::now() + TIMEOUT_OF_MANY;
        let length = length(request.headers());
        Parts { parts, room, sender, until, most, length, left: MOST_PARTS, texts: ALL_TEXTS, anew }
    }

    /// The next part, or `None` at the end of the form.
    pub async fn next(&mut self) -> Result<Option<Part>, UploadError> {
        // What was done with the part before took its time, which is not the sender's.
        self.anew.set(true);
        let until = self.until.min(Instant::now() + TIMEOUT);
        tokio::time::timeout_at(until, self.read()).await.map_err(|_| UploadError::Unreadable)?
    }

    async fn read(&mut self) -> Result<Option<Part>, UploadError> {
        loop {
            self.left = self.left.checked_sub(1).ok_or(UploadError::Unreadable)?;
            let Some(part) = self.parts.next().await else { return Ok(None) };
            let part = part.map_err(|_| UploadError::Unreadable)?;
            let name = part.name().unwrap_or_default().to_owned();
            if part.content_disposition().is_some_and(|d| d.get_filename().is_some()) {
                let mut file = Roomed::new(&self.room, &self.sender);
                if let Some(left) = self.length {
                    // A form of several is longer than each of them: where there is no room for all, there may be for one.
                    file.reserve(left.min(self.most));
                }
                match hold(part, self.most, file, true).await? {
                    Held::Whole(bytes) if bytes.is_empty() => continue,
                    Held::Whole(bytes) => {
                        self.length = self.length.map(|left| left.saturating_sub(bytes.len()));
                        return Ok(Some(Part::File(bytes)));
                    }
                    Held::TooLarge => return Ok(Some(Part::TooLarge)),
                    Held::NoRoom => return Ok(Some(Part::Busy)),
                }
            }
            if let Some(text) = text(part, &mut self.texts).await? {
                return Ok(Some(Part::Field(name, text)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
    use futures_util::{FutureExt as _, stream};
    use tokio::sync::oneshot;

    use super::*;
    use crate::kernel::ids::AccountId;

    static ANNA: Sender = Sender { account: Some(AccountId(1)), address: String::new() };

    fn pieces(sizes: &[usize]) -> impl Stream<Item = Result<Bytes, ()>> + Unpin {
        stream::iter(sizes.iter().map(|size| Ok(Bytes::from(vec![7; *size]))).collect::<Vec<_>>())
    }

    async fn held(sizes: &[usize], most: usize, room: &Arc<Room>) -> Held {
        hold(pieces(sizes), most, Roomed::new(room, &ANNA), true).await.unwrap()
    }

    #[tokio::test]
    async fn a_file_has_its_room_until_its_last_reader_lets_go() {
        let four = Arc::new(Room::new(4, 4, 4));
        let Held::Whole(file) = held(&[1000, 1000, 1000], 3000, &four).await else { panic!("there was room") };
        assert_eq!((file.len(), four.left()), (3000, 1));
        let reader = file.clone();
        drop(file);
        assert!(matches!(held(&[1025], 9000, &four).await, Held::NoRoom));
        assert_eq!(four.left(), 1, "who found none takes none");
        let Held::Whole(small) = held(&[1024], 9000, &four).await else { panic!("one is left") };
        assert_eq!(four.left(), 0);
        drop((reader, small));
        assert_eq!(four.left(), 4);
    }

    #[tokio::test]
    async fn what_is_too_large_or_finds_no_room_half_way_is_read_to_its_end() {
        let two = Arc::new(Room::new(2, 2, 2));
        assert!(matches!(held(&[1000, 1000, 1], 2000, &two).await, Held::TooLarge));
        let mut pieces = pieces(&[1024, 1024, 1024, 5]);
        assert!(matches!(hold(&mut pieces, 9000, Roomed::new(&two, &ANNA), true).await.unwrap(), Held::NoRoom));
        assert!(pieces.next().await.is_none());
        assert!(matches!(held(&[], 1, &two).await, Held::Whole(bytes) if bytes.is_empty()));
        assert_eq!(two.left(), 2);
    }

    #[tokio::test]
    async fn who_goes_away_half_way_gives_the_room_back() {
        let three = Arc::new(Room::new(3, 3, 3));
        let file = Roomed::new(&three, &ANNA);
        let mut coming = Box::pin(hold(pieces(&[1024, 1024]).chain(stream::pending()), 9000, file, true));
        assert!(coming.as_mut().now_or_never().is_none());
        assert_eq!(three.left(), 1);
        drop(coming);
        assert_eq!(three.left(), 3);
    }

    #[tokio::test]
    async fn a_form_that_stalls_gives_the_room_back() {
        let nine = Arc::new(Room::new(9, 9, 9));
        const QUICK: Pace = Pace { patience: Duration::from_millis(200), least: 64 * 1024 };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
        let form = |end: &str| {
            let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
            Bytes::from(format!("{head}{}{end}", "7".repeat(4096)))
        };
        let whole = stream::iter([Ok(form("\r\n--x--\r\n"))]);
        let parts = parts_of(&headers, whole, QUICK, &Rc::default());
        assert_eq!(collect(parts, 9000, None, &nine, &ANNA).await.unwrap().file.len(), 4096);
        // The file is there, and its form never ends.
        for end in ["", "\r\n--x\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\nab"] {
            let stalled = stream::iter([Ok(form(end))]).chain(stream::pending());
            let parts = parts_of(&headers, stalled, QUICK, &Rc::default());
            let read = tokio::time::timeout(Duration::from_secs(20), collect(parts, 9000, None, &nine, &ANNA)).await;
            assert_eq!(read.unwrap().unwrap_err(), UploadError::Unreadable, "{end}");
            assert_eq!(nine.left(), 9, "{end}");
        }
    }

    /// A form with a file in pieces of one kibibyte each, that goes on after so many of them when it is let.
    fn form(pieces: usize, gate: oneshot::Receiver<()>) -> Multipart {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        let before = stream::iter([Ok(Bytes::from_static(head.as_bytes())), Ok(Bytes::from(vec![7; 1024]))]);
        let rest = stream::once(gate).flat_map(move |_| {
            let more = (1..pieces).map(|_| Ok(Bytes::from(vec![7; 1024])));
            stream::iter(more.chain([Ok(Bytes::from_static(b"\r\n--x--\r\n"))]).collect::<Vec<_>>())
        });
        parts_of(&headers, before.chain(rest), PACE, &Rc::default())
    }

    #[tokio::test]
    async fn a_form_that_says_how_long_it_is_has_its_room_from_the_start() {
        let nine = Arc::new(Room::new(9, 9, 9));
        let ben = Sender { account: Some(AccountId(2)), address: "192.0.2.2".to_owned() };
        let (go, gate) = oneshot::channel();
        let mut coming = Box::pin(collect(form(6, gate), 9000, Some(6 * 1024), &nine, &ANNA));
        for _ in 0..10 {
            assert!(coming.as_mut().now_or_never().is_none());
        }
        assert_eq!(nine.left(), 3, "one kibibyte has come, and six are taken");
        // Another takes what it can get meanwhile, and one that would find no end is not begun.
        let (_, never) = oneshot::channel();
        let late = collect(form(4, never), 9000, Some(4 * 1024), &nine, &ben).await;
        assert_eq!(late.unwrap_err(), UploadError::Busy);
        let mut small = Roomed::new(&nine, &ben);
        while small.push(&[7; 1024]) {}
        go.send(()).unwrap();
        assert_eq!(coming.await.unwrap().file.len(), 6 * 1024, "it is not cut off half-way");
        assert_eq!(nine.left(), 9 - small.len() / 1024);
    }

    #[tokio::test]
    async fn of_a_text_too_long_for_any_field_the_beginning_is_kept() {
        let letters = |n: usize| stream::iter([Ok::<_, ()>(Bytes::from("ế".repeat(n)))]);
        let mut texts = ALL_TEXTS;
        assert_eq!(text(letters(10), &mut texts).await.unwrap().unwrap(), "ế".repeat(10));
        assert_eq!(texts, ALL_TEXTS - 30);
        let cut = text(letters(LONGEST_TEXT), &mut texts).await.unwrap().unwrap();
        assert_eq!(cut, "ế".repeat(LONGEST_TEXT / 3), "no half a letter");
        assert_eq!(texts, ALL_TEXTS - 30 - LONGEST_TEXT);
        // What is whole or missing may be believed; what is shortened to a place that is left may not.
        texts = 20;
        assert_eq!(text(letters(7), &mut texts).await.unwrap(), None);
        assert_eq!((text(letters(6), &mut texts).await.unwrap(), texts), (Some("ế".repeat(6)), 2));
        texts = 0;
        assert_eq!(text(letters(0), &mut texts).await.unwrap(), Some(String::new()));
    }
}
