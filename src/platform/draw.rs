//! Drawings, described as SVG, as pixels.

use anyhow::Context as _;
use resvg::{tiny_skia, usvg};

/// Opaque pixels, four bytes each.
pub struct Drawn {
    pub rgba: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Draws on white, this wide. The drawing names no font: words are outlines, see [`super::letters`].
pub fn pixels(svg: &str, width: u32) -> anyhow::Result<Drawn> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())?;
    let drawn = tree.size();
    let size = drawn.to_int_size().scale_to_width(width).context("no size")?;
    let mut canvas = tiny_skia::Pixmap::new(size.width(), size.height()).context("no canvas")?;
    canvas.fill(tiny_skia::Color::WHITE);
    let from = tiny_skia::Transform::from_bbox(drawn.to_non_zero_rect(0.0, 0.0)).invert().context("no size")?;
    let to = tiny_skia::Transform::from_bbox(size.to_size().to_non_zero_rect(0.0, 0.0));
    let fit = from.post_concat(to);
    resvg::render(&tree, fit, &mut canvas.as_mut());
    Ok(Drawn { width: size.width(), height: size.height(), rgba: canvas.take() })
}
