//! A photo as a phone takes it: with the place it was taken at.

use market::media::ingest::jpeg;

/// A JPEG that was held upright and says where it was taken.
pub fn with_gps() -> Vec<u8> {
    let plain = jpeg(vec![120; 64 * 48 * 4], 64, 48, 80).unwrap();
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".to_vec();
    // The directory of the place (0x8825), and in it the latitude.
    exif.extend(
        b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPSLatitude 21.4",
    );
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length[..], &exif, &plain[2..]].concat()
}

/// Whether these bytes say where.
pub fn says_where(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|w| w == b"GPS")
}
