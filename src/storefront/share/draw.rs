//! The card itself: the photo on the left, the words beside it, the market's weave below.

use anyhow::Context as _;

use super::subject::Subject;
use crate::media::mount::mount;
use crate::platform::draw;
use crate::platform::letters::{Letters, Weight};

/// What Facebook, Zalo and the others show large.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
/// The photo's part.
const PHOTO: (u32, u32) = (540, HEIGHT);
const MARGIN: u32 = 56;
/// Of the title, the largest first: the first one at which it fits is taken.
const SIZES: [u32; 3] = [72, 60, 50];
const TITLE_LINES: usize = 4;
const LINE: u32 = 32;
/// Between the market's name and the weave.
const TOP: u32 = 120;
const MIDDLE: u32 = 430;

/// From one line to the next.
const fn step(size: u32) -> u32 {
    size * 4 / 3
}

/// Draws a card; `photo` is a rendition of the subject's picture.
pub fn card(subject: &Subject, photo: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let (bold, plain) = (Letters::of(Weight::Bold)?, Letters::of(Weight::Plain)?);
    let left = if photo.is_some() { PHOTO.0 + MARGIN } else { MARGIN };
    let room = WIDTH - left - MARGIN;
    let count = |n: usize| u32::try_from(n).unwrap_or(0);
    let lines: Vec<String> = subject.lines.iter().flat_map(|line| plain.lines(line, LINE, room, 2)).collect();
    let tall = |title: &[String], size: u32| count(title.len()) * step(size) + count(lines.len()) * step(LINE);
    let set = |size: u32| bold.lines(&subject.title, size, room, TITLE_LINES);
    let fits = |size: &u32| {
        let title = set(*size);
        tall(&title, *size) <= MIDDLE && title.iter().all(|line| !line.ends_with('…'))
    };
    let size = SIZES.into_iter().find(fits).unwrap_or(SIZES.into_iter().min().unwrap_or(LINE));
    let title = set(size);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fbf7ef\"/>\
         <path fill=\"none\" stroke=\"#9a4a24\" stroke-width=\"6\" stroke-dasharray=\"28 12\" d=\"M0 608H{WIDTH}M20 620H{WIDTH}\"/>"
    );
    svg.push_str(&bold.svg(&subject.market, 36, (left, 96), "#1e6b3c"));
    // The title and what is below it stand in the middle of what the market's name leaves.
    let mut y = TOP + MIDDLE.saturating_sub(tall(&title, size)) / 2 + size;
    for line in &title {
        svg.push_str(&bold.svg(line, size, (left, y), "#1f2a22"));
        y += step(size);
    }
    for line in &lines {
        svg.push_str(&plain.svg(line, LINE, (left, y), "#566052"));
        y += step(LINE);
    }
    svg.push_str("</svg>");
    let drawn = draw::pixels(&svg, WIDTH)?;
    mount(drawn.rgba, (drawn.width, drawn.height), photo, PHOTO).context("the photo cannot be mounted")
}
