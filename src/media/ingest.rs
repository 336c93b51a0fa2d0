//! Taking a picture in: bytes from anyone become clean files of ours. Nothing of the upload is kept but its pixels.

use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::task::{self, JoinError};
use tokio::time::timeout;

use super::picture::{self, Picture};
use super::{decode, render};
use crate::error::Error;
use crate::platform::Ground;
use crate::platform::heavy::Heavy;
use crate::refusal;

pub use super::render::{Clean, jpeg};

pub const MOST_BYTES: usize = 25 * 1024 * 1024;
/// A panorama of a phone is 12,000 wide.
pub const MOST_SIDE: u32 = 16_000;
pub const MOST_PIXELS: u64 = 50_000_000;

/// Who waits here waits in memory: eight photos as a phone takes them, or fifty that it made smaller before.
const ROOM_KIB: usize = 64 * 1024;
/// Longer than a person stays, and than a full room takes.
const PATIENCE: Duration = Duration::from_secs(30);
static DARKROOM: Darkroom = Darkroom::new(ROOM_KIB, PATIENCE);
static BENCH: LazyLock<Heavy> = LazyLock::new(|| Heavy::new("darkroom", 1));

#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("more than {MOST_BYTES} bytes")]
    TooLarge,
    /// No picture at all, or one that is broken.
    #[error("not a picture, or a broken one")]
    NotAPicture,
    /// A picture in a format that not every browser shows.
    #[error("pictures of the kind {0} are not taken")]
    Unsupported(&'static str),
    #[error("more than {MOST_SIDE} pixels wide or high, {MOST_PIXELS} in all, or more than there is memory for")]
    TooManyPixels,
    /// Others are being taken in; the same upload is welcome in a minute. Answered as 503.
    #[error("too many pictures at once")]
    Busy,
    #[error(transparent)]
    Failed(Error),
}
refusal!(IngestError);

impl IngestError {
    /// Fluent key of the sentence beside the field.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            IngestError::TooLarge => "media-too-large",
            IngestError::NotAPicture => "media-not-a-picture",
            IngestError::Unsupported("heic") => "media-heic",
            IngestError::Unsupported("avif") => "media-avif",
            IngestError::Unsupported(_) => "media-unsupported",
            IngestError::TooManyPixels => "media-too-many-pixels",
            IngestError::Busy => "media-busy",
            IngestError::Failed(_) => "error-internal",
        }
    }
}

/// Takes an upload in: checks it, writes its renditions, then its row. The same bytes again are the same picture.
///
/// # Refuses
/// What is too large, no picture, in a format that browsers do not share, or one too many at once; nothing is written
/// then.
pub async fn ingest(ground: &Ground, upload: impl Into<Bytes>) -> Result<Picture, IngestError> {
    let upload: Bytes = upload.into();
    if upload.len() > MOST_BYTES {
        return Err(IngestError::TooLarge);
    }
    let hash = picture::hash_of(&upload);
    if let Some(known) = picture::find(&mut *ground.db.conn().await?, &hash).await? {
        return Ok(known);
    }
    let clean = develop(upload).await?;
    for file in clean.files {
        ground.files.put(&picture::file_name(&hash, file.width, file.kind), file.bytes).await.map_err(Error::from)?;
    }
    Ok(picture::keep(&mut *ground.db.conn().await?, &hash, clean.width, clean.height).await?)
}

/// The files that an upload becomes, without keeping them. Pictures wait for each other, in the order they came.
///
/// # Refuses
/// As [`ingest`] does.
pub async fn develop(upload: Bytes) -> Result<Clean, IngestError> {
    DARKROOM.develop(upload).await
}

/// Where pictures are developed, one after the other: a decode may take a quarter of a gigabyte.
struct Darkroom {
    /// Kibibytes of uploads that may be inside, the one at work with them.
    room: Semaphore,
    turn: Semaphore,
    patience: Duration,
}

impl Darkroom {
    const fn new(room_kib: usize, patience: Duration) -> Self {
        Darkroom { room: Semaphore::const_new(room_kib), turn: Semaphore::const_new(1), patience }
    }

    async fn develop(&'static self, upload: Bytes) -> Result<Clean, IngestError> {
        let size = u32::try_from(upload.len().div_ceil(1024)).map_err(|_| IngestError::TooLarge)?;
        let place = self.room.try_acquire_many(size).map_err(|_| IngestError::Busy)?;
        // Before its turn: whoever is refused by a look waits for nobody's decode.
        let look = task::spawn_blocking(move || decode::look(&upload).map(|looked| (looked, upload, place)));
        let (looked, upload, place) = look.await.unwrap_or_else(broken)?;
        let turn = timeout(self.patience, self.turn.acquire()).await.map_err(|_| IngestError::Busy)?;
        let turn = turn.map_err(|error| Error::Internal(error.into()))?;
        let work = BENCH.spawn(move || {
            let clean = render::render(&upload, looked);
            drop(upload);
            // Held by the work and not by who waits for it: a visitor who leaves does not end a decode.
            drop((turn, place));
            clean
        });
        work.await.unwrap_or_else(broken)
    }
}

fn broken<T>(error: JoinError) -> Result<T, IngestError> {
    tracing::warn!(%error, "a picture broke its decoder");
    Err(IngestError::NotAPicture)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo() -> Bytes {
        jpeg(vec![120; 64 * 48 * 4], 64, 48, 80).unwrap().into()
    }

    #[tokio::test]
    async fn who_comes_when_the_room_is_full_is_told_so_and_may_come_again() {
        static SMALL: Darkroom = Darkroom::new(2, PATIENCE);
        let taken = SMALL.room.acquire_many(2).await.unwrap();
        assert!(matches!(SMALL.develop(photo()).await, Err(IngestError::Busy)));
        drop(taken);
        assert!(SMALL.develop(photo()).await.is_ok());
        assert!(matches!(SMALL.develop(Bytes::from_static(b"no picture")).await, Err(IngestError::NotAPicture)));
        assert_eq!((SMALL.room.available_permits(), SMALL.turn.available_permits()), (2, 1));
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_and_who_gave_up_leaves_the_room() {
        static SLOW: Darkroom = Darkroom::new(64, Duration::from_millis(20));
        let turn = SLOW.turn.acquire().await.unwrap();
        assert!(matches!(SLOW.develop(photo()).await, Err(IngestError::Busy)));
        drop(turn);
        assert_eq!(SLOW.room.available_permits(), 64);
    }

    #[tokio::test]
    async fn a_visitor_who_leaves_takes_no_turn_along() {
        static LEFT: Darkroom = Darkroom::new(64, PATIENCE);
        // Asked once, which starts the work, and dropped.
        let asked = timeout(Duration::ZERO, LEFT.develop(photo())).await;
        assert!(asked.is_err() || asked.is_ok_and(|clean| clean.is_ok()));
        assert!(LEFT.develop(photo()).await.is_ok());
        // Who left may still be looked at.
        drop(LEFT.room.acquire_many(64).await.unwrap());
        assert_eq!(LEFT.turn.available_permits(), 1);
    }

    #[tokio::test]
    async fn what_a_look_refuses_waits_for_no_turn() {
        static BUSY: Darkroom = Darkroom::new(64, PATIENCE);
        let _turn = BUSY.turn.acquire().await.unwrap();
        let mut vast = photo().to_vec();
        let frame = vast.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        vast[frame + 5..frame + 9].copy_from_slice(&[0x1B, 0x58, 0x1B, 0x58]);
        for hostile in [vec![7; 100], b"\0\0\0\x18ftypheic".to_vec(), vast] {
            let refused = timeout(PATIENCE / 2, BUSY.develop(hostile.into())).await.unwrap();
            assert!(matches!(refused, Err(IngestError::NotAPicture | IngestError::Unsupported("heic"))), "{refused:?}");
        }
        assert_eq!(BUSY.room.available_permits(), 64);
    }
}
