//! WebP, read by the chunks of its RIFF before a pixel is decoded.

use super::foreign;
use super::ingest::IngestError;

/// What holds pixels, or is packed: only its decoder reads it.
const PIXELS: [&[u8; 4]; 5] = [b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"ICCP"];

/// Refuses one whose chunks are longer than the file, and what is something else besides.
pub(super) fn look(upload: &[u8]) -> Result<(), IngestError> {
    let said = upload.get(4..).and_then(|rest| rest.first_chunk::<4>()).ok_or(IngestError::NotAPicture)?;
    let end = usize::try_from(u32::from_le_bytes(*said)).unwrap_or(usize::MAX).saturating_add(8).min(upload.len());
    let mut rest = upload.get(12..).ok_or(IngestError::NotAPicture)?;
    // What the file says of its own length may be wrong by a chunk: a program that noted something forgot to say so.
    while upload.len() - rest.len() < end {
        let Some((name, behind)) = rest.split_first_chunk::<4>() else { break };
        let Some((length, behind)) = behind.split_first_chunk::<4>() else { break };
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (content, behind) = behind.split_at_checked(length).ok_or(IngestError::NotAPicture)?;
        if !PIXELS.contains(&name) && foreign::is_in(content) {
            return Err(IngestError::NotAPicture);
        }
        // Each chunk fills up to an even number of bytes; the last one of some writers does not.
        rest = behind.get(length % 2..).unwrap_or_default();
    }
    if foreign::is_in(rest) { Err(IngestError::NotAPicture) } else { Ok(()) }
}
