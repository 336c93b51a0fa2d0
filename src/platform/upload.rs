//! Files that people send with a form. The only place that reads `multipart/form-data`.
//!
//! A file is held in memory while it comes, and a slow line takes minutes: all of them together have so much room, taken piece
//! by piece, and who finds none is told to come again.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{HttpRequest, web};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::Ground;
use super::throttle::{self, Limit};
use crate::error::Result;

/// A slow line may take so long for a file of some megabytes.
const TIMEOUT: Duration = Duration::from_secs(120);
const MOST_FIELDS: usize = 16;

/// Files that one account may send in an hour: thirty goods with eight photos each.
const BY_ACCOUNT: Limit = Limit { name: "uploads", hits: 240, seconds: 3600 };

/// Kibibytes of files that this process holds at once, from their first byte until whoever reads them lets go.
const ROOM_KIB: usize = 64 * 1024;
static ROOM: Semaphore = Semaphore::const_new(ROOM_KIB);
/// A file grows by so much at a time: doubled, it would take twice its size.
const STEP: usize = 1024 * 1024;

/// A form with several files may take so long altogether: eight photos over one bar of signal.
const TIMEOUT_OF_MANY: Duration = Duration::from_secs(900);
const LONGEST_TEXT: usize = 24 * 1024;
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
    /// A file, or a text that no field of ours takes. All that was typed is there to be shown again.
    TooLarge(BTreeMap<String, String>),
    Unreadable,
    /// Others are sending files; the same form is welcome in a moment. To be answered as 503.
    Busy,
}

/// Counts a form with files of an account, and refuses it with the seconds to wait when there were too many.
pub async fn admit(ground: &Ground, account: impl ToString) -> Result<()> {
    throttle::check(ground, &mut *ground.db.conn().await?, BY_ACCOUNT, &account.to_string()).await
}

/// Reads a form with a file of at most so many bytes.
pub async fn read(request: &HttpRequest, payload: web::Payload, most: usize) -> Result<Upload, UploadError> {
    let parts = Multipart::new(request.headers(), payload);
    tokio::time::timeout(TIMEOUT, collect(parts, most)).await.map_err(|_| UploadError::Unreadable)?
}

async fn collect(mut parts: Multipart, most: usize) -> Result<Upload, UploadError> {
    let mut upload = Upload::default();
    let (mut large, mut busy) = (false, false);
    for _ in 0..MOST_FIELDS {
        let Some(part) = parts.next().await else {
            return match (busy, large) {
                (true, _) => Err(UploadError::Busy),
                (false, true) => Err(UploadError::TooLarge(upload.fields)),
                (false, false) => Ok(upload),
            };
        };
        let mut part = part.map_err(|_| UploadError::Unreadable)?;
        let name = part.name().unwrap_or_default().to_owned();
        let Some(called) = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned) else {
            match part.bytes(LONGEST_TEXT).await {
                Ok(bytes) => {
                    let bytes = bytes.map_err(|_| UploadError::Unreadable)?;
                    upload.fields.insert(name, String::from_utf8_lossy(&bytes).replace('\0', ""));
                }
                Err(_) => large = true,
            }
            continue;
        };
        match hold(part, most, &ROOM).await? {
            Held::Whole(bytes) => {
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

/// A file in its room.
#[derive(Default)]
struct Roomed {
    bytes: Vec<u8>,
    room: Option<SemaphorePermit<'static>>,
}

impl AsRef<[u8]> for Roomed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Roomed {
    /// Takes a piece in, and says whether there was room for it.
    fn push(&mut self, piece: &[u8], room: &'static Semaphore) -> bool {
        let length = self.bytes.len() + piece.len();
        let more = length.div_ceil(1024) - self.bytes.len().div_ceil(1024);
        let Some(more) = u32::try_from(more).ok().and_then(|more| room.try_acquire_many(more).ok()) else {
            return false;
        };
        match &mut self.room {
            Some(room) => room.merge(more),
            None => self.room = Some(more),
        }
        if length > self.bytes.capacity() {
            self.bytes.reserve_exact(piece.len().max(STEP));
        }
        self.bytes.extend_from_slice(piece);
        true
    }
}

/// Reads a file of at most `most` bytes. One that is refused is read to its end and dropped, so that what stands behind it in
/// the form can be read.
async fn hold<E>(
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
    most: usize,
    room: &'static Semaphore,
) -> Result<Held, UploadError> {
    let mut file = Roomed::default();
    let mut refused = None;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| UploadError::Unreadable)?;
        if refused.is_some() {
            continue;
        }
        if file.bytes.len() + piece.len() > most {
            refused = Some(Held::TooLarge);
        } else if !file.push(&piece, room) {
            metrics::counter!("market_uploads_busy_total").increment(1);
            refused = Some(Held::NoRoom);
        }
        if refused.is_some() {
            file = Roomed::default();
        }
    }
    Ok(refused.unwrap_or_else(|| {
        if file.bytes.is_empty() { Held::Whole(Bytes::new()) } else { Held::Whole(Bytes::from_owner(file)) }
    }))
}

/// A form with several files, read part by part: never is more than one file in memory.
pub struct Parts {
    parts: Multipart,
    until: Instant,
    most: usize,
    left: usize,
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
    pub fn of(request: &HttpRequest, payload: web::Payload, most: usize) -> Self {
        let parts = Multipart::new(request.headers(), payload);
        Parts { parts, until: Instant::now() + TIMEOUT_OF_MANY, most, left: MOST_PARTS }
    }

    /// The next part, or `None` at the end of the form.
    pub async fn next(&mut self) -> Result<Option<Part>, UploadError> {
        let until = self.until.min(Instant::now() + TIMEOUT);
        tokio::time::timeout_at(until, self.read()).await.map_err(|_| UploadError::Unreadable)?
    }

    async fn read(&mut self) -> Result<Option<Part>, UploadError> {
        loop {
            self.left = self.left.checked_sub(1).ok_or(UploadError::Unreadable)?;
            let Some(part) = self.parts.next().await else { return Ok(None) };
            let mut part = part.map_err(|_| UploadError::Unreadable)?;
            let name = part.name().unwrap_or_default().to_owned();
            if part.content_disposition().is_some_and(|d| d.get_filename().is_some()) {
                match hold(part, self.most, &ROOM).await? {
                    Held::Whole(bytes) if bytes.is_empty() => continue,
                    Held::Whole(bytes) => return Ok(Some(Part::File(bytes))),
                    Held::TooLarge => return Ok(Some(Part::TooLarge)),
                    Held::NoRoom => return Ok(Some(Part::Busy)),
                }
            }
            let bytes = part.bytes(LONGEST_TEXT).await.map_err(|_| UploadError::TooLarge(BTreeMap::new()))?;
            let bytes = bytes.map_err(|_| UploadError::Unreadable)?;
            return Ok(Some(Part::Field(name, String::from_utf8_lossy(&bytes).replace('\0', ""))));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, stream};

    use super::*;

    fn pieces(sizes: &[usize]) -> impl Stream<Item = Result<Bytes, ()>> + Unpin {
        stream::iter(sizes.iter().map(|size| Ok(Bytes::from(vec![7; *size]))).collect::<Vec<_>>())
    }

    async fn held(sizes: &[usize], most: usize, room: &'static Semaphore) -> Held {
        hold(pieces(sizes), most, room).await.unwrap()
    }

    #[tokio::test]
    async fn a_file_has_its_room_until_its_last_reader_lets_go() {
        static FOUR: Semaphore = Semaphore::const_new(4);
        let Held::Whole(file) = held(&[1000, 1000, 1000], 3000, &FOUR).await else { panic!("there was room") };
        assert_eq!((file.len(), FOUR.available_permits()), (3000, 1));
        let reader = file.clone();
        drop(file);
        assert!(matches!(held(&[1025], 9000, &FOUR).await, Held::NoRoom));
        assert_eq!(FOUR.available_permits(), 1, "who found none takes none");
        let Held::Whole(small) = held(&[1024], 9000, &FOUR).await else { panic!("one is left") };
        assert_eq!(FOUR.available_permits(), 0);
        drop((reader, small));
        assert_eq!(FOUR.available_permits(), 4);
    }

    #[tokio::test]
    async fn what_is_too_large_or_finds_no_room_half_way_is_read_to_its_end() {
        static TWO: Semaphore = Semaphore::const_new(2);
        assert!(matches!(held(&[1000, 1000, 1], 2000, &TWO).await, Held::TooLarge));
        let mut pieces = pieces(&[1024, 1024, 1024, 5]);
        assert!(matches!(hold(&mut pieces, 9000, &TWO).await.unwrap(), Held::NoRoom));
        assert!(pieces.next().await.is_none());
        assert!(matches!(held(&[], 1, &TWO).await, Held::Whole(bytes) if bytes.is_empty()));
        assert_eq!(TWO.available_permits(), 2);
    }

    #[tokio::test]
    async fn who_goes_away_half_way_gives_the_room_back() {
        static THREE: Semaphore = Semaphore::const_new(3);
        let mut coming = Box::pin(hold(pieces(&[1024, 1024]).chain(stream::pending()), 9000, &THREE));
        assert!(coming.as_mut().now_or_never().is_none());
        assert_eq!(THREE.available_permits(), 1);
        drop(coming);
        assert_eq!(THREE.available_permits(), 3);
    }
}
