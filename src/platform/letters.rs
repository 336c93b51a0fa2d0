//! Words as outlines, for drawings that stand alone: a picture on somebody else's page has no fonts to ask for. The letters are
//! composed ones, each a glyph of its own, so nothing has to be shaped.

use std::fmt::Write as _;

use anyhow::Context as _;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::kernel::text;

/// Units of the em in these fonts.
pub const EM: u32 = 1000;

/// Be Vietnam Pro under the SIL Open Font License: `assets/fonts/OFL-be-vietnam-pro.txt`. Each weight stands in two files, Latin
/// and what Vietnamese has beyond it, as the pages load them.
const PLAIN: [&[u8]; 2] = [
    include_bytes!("../../assets/cards/be-vietnam-pro-latin-400.ttf"),
    include_bytes!("../../assets/cards/be-vietnam-pro-vietnamese-400.ttf"),
];
const BOLD: [&[u8]; 2] = [
    include_bytes!("../../assets/cards/be-vietnam-pro-latin-700.ttf"),
    include_bytes!("../../assets/cards/be-vietnam-pro-vietnamese-700.ttf"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Bold,
}

/// The letters of one weight.
pub struct Letters(Vec<Face<'static>>);

/// One letter: its outline as SVG path data, the right way up for a page whose y goes down after a flip, and how far it moves on.
struct Letter {
    outline: String,
    advance: u32,
}

/// An outline as it is told, in SVG's words.
struct Path(String);

impl Path {
    fn push(&mut self, word: char, points: &[f32]) {
        self.0.push(word);
        for point in points {
            // Units are whole numbers. Writing into a String cannot fail.
            let _ = write!(self.0, "{point:.0} ");
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push('M', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push('L', &[x, y]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.push('Q', &[x1, y1, x, y]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.push('C', &[x1, y1, x2, y2, x, y]);
    }

    fn close(&mut self) {
        self.push('Z', &[]);
    }
}

impl Letters {
    pub fn of(weight: Weight) -> anyhow::Result<Self> {
        let files = match weight {
            Weight::Plain => PLAIN,
            Weight::Bold => BOLD,
        };
        let faces =
            files.into_iter().map(|file| Face::parse(file, 0).context("a font that was built in cannot be read"));
        faces.collect::<anyhow::Result<_>>().map(Letters)
    }

    fn find(&self, letter: char) -> Option<(&Face<'static>, GlyphId)> {
        self.0.iter().find_map(|face| Some((face, face.glyph_index(letter)?)))
    }

    /// Whether it can be drawn.
    #[must_use]
    pub fn has(&self, letter: char) -> bool {
        self.find(letter).is_some()
    }

    /// `None` for what the fonts do not have: an emoji, another script. It is left out.
    fn letter(&self, letter: char) -> Option<Letter> {
        let (face, glyph) = self.find(letter)?;
        let mut path = Path(String::new());
        // A space has no outline, and moves on all the same.
        let _ = face.outline_glyph(glyph, &mut path);
        Some(Letter { outline: path.0, advance: face.glyph_hor_advance(glyph).map_or(0, u32::from) })
    }

    /// In units of the em, of which there are [`EM`] to the height of a letter.
    #[must_use]
    pub fn width(&self, words: &str) -> u32 {
        words.chars().filter_map(|c| self.letter(c)).map(|letter| letter.advance).sum()
    }

    /// The words in at most `most` lines, none wider than `width` pixels when letters are `size` pixels high; what does not fit
    /// ends in three dots.
    #[must_use]
    pub fn lines(&self, words: &str, size: u32, width: u32, most: usize) -> Vec<String> {
        let room = width.saturating_mul(EM) / size.max(1);
        let mut lines: Vec<String> = Vec::new();
        for word in text::tidy(words).split(' ').filter(|word| !word.is_empty()) {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width(line) <= room) {
                Some(line) => {
                    lines.pop();
                    lines.push(line);
                }
                None => lines.push(word.to_owned()),
            }
        }
        let cut = lines.len() > most;
        lines.truncate(most);
        let last = lines.len().saturating_sub(1);
        for (n, line) in lines.iter_mut().enumerate() {
            if self.width(line) > room || cut && n == last {
                *line = self.shortened(line, room);
            }
        }
        lines
    }

    fn shortened(&self, line: &str, room: u32) -> String {
        let mut line = line.to_owned();
        while !line.is_empty() && self.width(&format!("{line}…")) > room {
            line.pop();
        }
        format!("{}…", line.trim_end())
    }

    /// The words on one line, as an element of an SVG: `x` and `y` are where its base line begins, `size` and both in pixels.
    #[must_use]
    pub fn svg(&self, words: &str, size: u32, (x, y): (u32, u32), colour: &str) -> String {
        // Fonts count upwards, drawings downwards.
        let scale = format!("{}.{:03}", size / EM, size % EM);
        let mut svg = format!("<g fill=\"{colour}\" transform=\"translate({x} {y}) scale({scale} -{scale})\">");
        let mut at = 0;
        for letter in text::tidy(words).chars().filter_map(|c| self.letter(c)) {
            if !letter.outline.is_empty() {
                // Writing into a String cannot fail.
                let _ = write!(svg, "<path transform=\"translate({at} 0)\" d=\"{}\"/>", letter.outline);
            }
            at += letter.advance;
        }
        svg.push_str("</g>");
        svg
    }
}
