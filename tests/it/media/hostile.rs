//! Files made to do harm, written here byte by byte. Shared with the measurement of photos.

use std::io::Cursor;

use flate2::{Compress, Compression, Crc, FlushCompress};
use image::{ExtendedColorType, RgbImage};
use market::media::ingest::jpeg;

/// What must become of it: a sentence beside the field, or a clean picture (`None`).
pub struct Hostile {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub refusal: Option<&'static str>,
}

const TOO_BIG: Option<&str> = Some("media-too-many-pixels");
const NO_PICTURE: Option<&str> = Some("media-not-a-picture");
const FOREIGN: Option<&str> = Some("media-unsupported");

/// All of them, twenty-one.
pub fn files() -> Vec<Hostile> {
    let list: Vec<(&str, Vec<u8>, Option<&str>)> = vec![
        ("png of 20,000 x 20,000 in 50 kB", png(20_000, 20_000, 1, 0, &[], zeros(20_000 * 2_501)), TOO_BIG),
        ("png that says 2,147,483,647 a side", png(0x7FFF_FFFF, 0x7FFF_FFFF, 8, 6, &[], zeros(100)), TOO_BIG),
        ("png with a text of 250 MB", small_png(b"zTXt", b"Comment\0\0", zeros(250_000_000)), None),
        ("png with a profile of 250 MB", small_png(b"iCCP", b"P3\0\0", zeros(250_000_000)), None),
        ("png of 16 bits that needs 288 MB", png(6_000, 6_000, 16, 6, &[], zeros(100)), TOO_BIG),
        ("png of 1 x 50,000", png(1, 50_000, 8, 0, &[], zeros(100_000)), TOO_BIG),
        ("png as large as may be, see-through", png(10_000, 5_000, 8, 6, &[], zeros(40_001 * 5_000)), None),
        ("jpeg that lies about its size", lying_jpeg(), NO_PICTURE),
        ("jpeg of 3,000 scans", flat_jpeg(800, 600, &[(1, 1)], 3_000), NO_PICTURE),
        ("jpeg with as much work as may be", flat_jpeg(8_000, 5_000, &[(2, 2), (1, 1), (1, 1)], 24), None),
        ("jpeg torn in half", torn(), NO_PICTURE),
        ("jpeg, page and archive", polyglot(), NO_PICTURE),
        ("jpeg whose EXIF goes round in circles", exif_loop(), None),
        ("jpeg in inks", inks(), None),
        ("jpeg with a profile of 16 MB", profile_bomb(), None),
        (
            "gif called jpg",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(),
            FOREIGN,
        ),
        ("svg with a script", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), NO_PICTURE),
        ("pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj".to_vec(), NO_PICTURE),
        ("webp whose chunks lie", lying_webp(), NO_PICTURE),
        ("webp that moves on 16,384 x 16,384", moving_webp(), NO_PICTURE),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xFF\xFF\xFF\xFFmeta".to_vec(), Some("media-heic")),
    ];
    list.into_iter().map(|(name, bytes, refusal)| Hostile { name, bytes, refusal }).collect()
}

/// So many noughts as zlib packs them, without having them: a packed megabyte, again and again.
pub fn zeros(count: usize) -> Vec<u8> {
    const PIECE: usize = 1_000_000;
    let piece = |length: usize| {
        let mut packed = Vec::with_capacity(length / 100 + 1_000);
        let mut packer = Compress::new(Compression::fast(), false);
        packer.compress_vec(&vec![0; length], &mut packed, FlushCompress::Full).unwrap();
        packed
    };
    let mut zlib = vec![0x78, 0x01];
    let whole = piece(PIECE);
    (0..count / PIECE).for_each(|_| zlib.extend(&whole));
    zlib.extend(piece(count % PIECE));
    zlib.extend([1, 0, 0, 0xFF, 0xFF]);
    // Adler-32 of noughts.
    zlib.extend((u32::try_from(count % 65_521).unwrap() << 16 | 1).to_be_bytes());
    zlib
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(content);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], kind, content, &sum.sum().to_be_bytes()].concat()
}

/// `colours`: 0 grey, 2 RGB, 6 RGB and transparency.
pub fn png(width: u32, height: u32, depth: u8, colours: u8, extra: &[u8], data: Vec<u8>) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colours, 0, 0, 0]].concat();
    let (head, data, end) = (chunk(b"IHDR", &head), chunk(b"IDAT", &data), chunk(b"IEND", b""));
    [b"\x89PNG\r\n\x1a\n", &head[..], extra, &data, &end].concat()
}

fn small_png(kind: &[u8; 4], before: &[u8], packed: Vec<u8>) -> Vec<u8> {
    png(64, 48, 8, 2, &chunk(kind, &[before, &packed].concat()), zeros(48 * 193))
}

fn photo() -> Vec<u8> {
    let rgba =
        (0..640_u32 * 480).flat_map(|n| [u8::try_from(n % 253).unwrap(), u8::try_from(n % 247).unwrap(), 90, 255]);
    jpeg(rgba.collect(), 640, 480, 85).unwrap()
}

/// A segment with its length.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], content].concat()
}

fn with_segment(jpeg: &[u8], segment: &[u8]) -> Vec<u8> {
    [&jpeg[..2], segment, &jpeg[2..]].concat()
}

/// One flat colour: each block is a bit or two, all of them nought. One scan is an ordinary picture, more are a
/// progressive one.
pub fn flat_jpeg(width: u16, height: u16, samplings: &[(u8, u8)], scans: u32) -> Vec<u8> {
    let (across, down) = (samplings.iter().map(|s| s.0).max().unwrap(), samplings.iter().map(|s| s.1).max().unwrap());
    let units = usize::from(width.div_ceil(8 * u16::from(across))) * usize::from(height.div_ceil(8 * u16::from(down)));
    let parts = u8::try_from(samplings.len()).unwrap();
    let mut jpeg = vec![0xFF, 0xD8];
    jpeg.extend(segment(0xDB, &[&[0_u8][..], &[1; 64]].concat()));
    let mut frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[parts]].concat();
    (1..).zip(samplings).for_each(|(n, (h, v))| frame.extend([n, h << 4 | v, 0]));
    jpeg.extend(segment(if scans > 1 { 0xC2 } else { 0xC0 }, &frame));
    // One code of one bit, which says nought.
    for table in [0x00, 0x10] {
        jpeg.extend(segment(0xC4, &[&[table, 1][..], &[0; 15], &[0]].concat()));
    }
    let blocks = |parts: &[(u8, u8)]| units * parts.iter().map(|(h, v)| usize::from(h * v)).sum::<usize>();
    for scan in 0..scans {
        let whole = scan == 0 || scans > 100;
        let mut head = vec![if whole { parts } else { 1 }];
        (1..=if whole { parts } else { 1 }).for_each(|n| head.extend([n, 0]));
        // The first scan of a progressive picture brings the averages, the others the detail of the first channel.
        head.extend(match (scans, scan) {
            (1, _) => [0, 63, 0],
            _ if whole => [0, 0, 0],
            (_, 1) => [1, 63, 1],
            _ => [1, 63, 0x10],
        });
        jpeg.extend(segment(0xDA, &head));
        let bits = if scans == 1 { 2 } else { 1 } * blocks(if whole { samplings } else { &samplings[..1] });
        jpeg.extend(vec![0; bits.div_ceil(8)]);
    }
    jpeg.extend([0xFF, 0xD9]);
    jpeg
}

fn lying_jpeg() -> Vec<u8> {
    let mut jpeg = photo();
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x1B, 0x58, 0x1B, 0x58]);
    jpeg
}

fn torn() -> Vec<u8> {
    let whole = photo();
    whole[..whole.len() / 2].to_vec()
}

fn polyglot() -> Vec<u8> {
    let noted = with_segment(&photo(), &segment(0xFE, b"<script>alert(document.cookie)</script>"));
    [&noted[..], b"<html><script>alert(1)</script>PK\x03\x04 and more"].concat()
}

/// One directory whose next one is itself, and whose GPS directory too.
fn exif_loop() -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08GPSLatitude");
    with_segment(&photo(), &segment(0xE1, &tiff))
}

fn inks() -> Vec<u8> {
    let adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\0");
    with_segment(&flat_jpeg(640, 480, &[(1, 1); 4], 1), &adobe)
}

fn profile_bomb() -> Vec<u8> {
    let parts =
        (1..=250_u8).flat_map(|n| segment(0xE2, &[b"ICC_PROFILE\0", &[n, 250][..], &vec![0xAB; 65_000]].concat()));
    with_segment(&photo(), &parts.collect::<Vec<_>>())
}

fn lying_webp() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let pixels = RgbImage::from_fn(64, 64, |x, y| image::Rgb([u8::try_from(x * y % 251).unwrap(), 7, 90]));
    image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
        .encode(&pixels, 64, 64, ExtendedColorType::Rgb8)
        .unwrap();
    let mut webp = bytes.into_inner();
    webp[16..20].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x7F]);
    webp
}

fn moving_webp() -> Vec<u8> {
    let mut body = b"WEBPVP8X\x0A\0\0\0\x02\0\0\0\xFF\x3F\0\xFF\x3F\0ANIM\x06\0\0\0\0\0\0\0\0\0".to_vec();
    body.extend(b"ANMF\x10\0\0\0\0\0\0\0\0\0\xFF\x3F\0\xFF\x3F\0\0\0\0\0");
    [b"RIFF", &u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat()
}
