//! A text as a QR code, drawn as an SVG that may stand in a page: squares and numbers, no word of anybody's.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcode::{Color, EcLevel, QrCode};
use thiserror::Error;

/// Light squares around the code, as ISO/IEC 18004 asks.
const QUIET: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too long for a QR code")]
pub struct TooLong;

/// An `<svg>` of a side of one unit per square, black on white in every theme, for a scanner needs the contrast. Error
/// correction M. The size on the page and the words for those who cannot see it are the page's.
pub fn svg(text: &str) -> Result<String, TooLong> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| TooLong)?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing into a String cannot fail.
                let _ = write!(path, "M{} {}h{n}v1h-{n}z", x + QUIET, y + QUIET, n = run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The picture inside the page's own text: no template trusts a string with markup, not even ours.
#[must_use]
pub fn data_url(svg: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// The dark squares that the path draws, and the side.
    fn drawn(svg: &str) -> (usize, HashSet<(usize, usize)>) {
        let side = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let path = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut dark = HashSet::new();
        for piece in path.split_terminator('z') {
            let (at, run) = piece.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = run.split_once('v').unwrap().0.parse().unwrap();
            dark.extend((x..x + length).map(|x| (x, y)));
        }
        (side, dark)
    }

    #[test]
    fn another_reader_reads_what_was_drawn() {
        let text = "00020101021238570010A00000072701270006970405011312345678901230208QRIBFTTA5303704540624500058\
                    02VN62120808LT7K2M9Q6304F605";
        let svg = svg(text).unwrap();
        let (side, dark) = drawn(&svg);
        assert!(dark.iter().all(|&(x, y)| [x, y].iter().all(|v| (QUIET..side - QUIET).contains(v))), "quiet zone");
        let grid = rqrr::SimpleGrid::from_func(side - 2 * QUIET, |x, y| dark.contains(&(x + QUIET, y + QUIET)));
        let (meta, read) = rqrr::Grid::new(grid).decode().unwrap();
        assert_eq!(read, text);
        // Format bits of level M are 00.
        assert_eq!(meta.ecc_level, 0);
        assert!(svg.len() < 16_000, "{} bytes", svg.len());
    }

    #[test]
    fn no_text_gets_into_the_page() {
        let svg = svg("<script>alert(1)</script>\"'&").unwrap();
        assert!(!svg.contains("script") && !svg.contains('&') && !svg.contains('\''));
        assert_eq!(svg.matches("<path").count(), 1);
        assert!(super::svg(&"x".repeat(5_000)).is_err());
    }
}
