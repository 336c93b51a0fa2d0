//! PNG, read by its chunks before a pixel is decoded: how large it will be, and whether it holds what its head says.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;

use super::decode::{MOST_MEMORY, measured};
use super::foreign;
use super::ingest::IngestError;

/// Of a head up to here the pixels are counted. One that claims more gets the work of a large picture in its turn, which a
/// lie makes no larger: its decoder ends with the last row.
const COUNTED: u64 = 16 * 1024 * 1024;

/// Chunks from behind the signature on: their names and what they hold. Ends with the file, or where it is torn.
#[derive(Clone)]
struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Chunks<'a> {
    fn of(upload: &'a [u8]) -> Self {
        Chunks { rest: upload.get(8..).unwrap_or_default() }
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, behind) = self.rest.split_first_chunk::<4>()?;
        let (name, behind) = behind.split_first_chunk::<4>()?;
        let (content, behind) = behind.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let (_sum, behind) = behind.split_first_chunk::<4>()?;
        self.rest = behind;
        Some((name, content))
    }
}

/// The packed pixels, one chunk after the other.
struct Packed<'a> {
    chunks: Chunks<'a>,
    here: &'a [u8],
}

impl Read for Packed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.here.is_empty() {
            let Some((name, content)) = self.chunks.next() else { return Ok(0) };
            if name == b"IDAT" {
                self.here = content;
            }
        }
        self.here.read(into)
    }
}

/// Refuses what is larger than is taken, torn, holds far more pixels than it says, or is something else besides.
pub(super) fn look(upload: &[u8]) -> Result<(), IngestError> {
    let mut chunks = Chunks::of(upload);
    let head = chunks.next().filter(|(name, _)| *name == b"IHDR").and_then(|(_, content)| content.first_chunk::<10>());
    let [w3, w2, w1, w0, h3, h2, h1, h0, depth, colours] = *head.ok_or(IngestError::NotAPicture)?;
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    measured(width, height)?;
    let (width, height, depth) = (u64::from(width), u64::from(height), u64::from(depth));
    // A palette's numbers become three colours each.
    let (kept, channels) = match colours {
        0 => (1, 1),
        2 => (3, 3),
        3 => (1, 3),
        4 => (2, 2),
        6 => (4, 4),
        _ => return Err(IngestError::NotAPicture),
    };
    if width * height * channels * depth.div_ceil(8) > MOST_MEMORY {
        return Err(IngestError::TooManyPixels);
    }
    // Each row with a byte before it. One that comes in seven passes has up to twice the rows, and nobody more.
    let honest = height * ((width * kept * depth).div_ceil(8) + 1) * 2 + 64 * 1024;
    let (mut packed, mut whole) = (0, false);
    for (name, content) in chunks.by_ref() {
        match name {
            b"IDAT" => packed += u64::try_from(content.len()).unwrap_or(u64::MAX),
            b"IEND" => {
                whole = true;
                break;
            }
            // Packed ones say nothing to anybody.
            b"iCCP" | b"zTXt" => {}
            _ if foreign::is_in(content) => return Err(IngestError::NotAPicture),
            _ => {}
        }
    }
    let lies = packed > honest || (honest <= COUNTED && unpacked(upload, honest) > honest);
    if !whole || lies || foreign::is_in(chunks.rest) { Err(IngestError::NotAPicture) } else { Ok(()) }
}

/// How many bytes the pixels unpack to, counted to one more than `most`. What is broken is for the decoder to say.
fn unpacked(upload: &[u8], most: u64) -> u64 {
    let packed = Packed { chunks: Chunks::of(upload), here: &[] };
    io::copy(&mut ZlibDecoder::new(packed).take(most + 1), &mut io::sink()).unwrap_or(0)
}
