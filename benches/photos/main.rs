//! What taking a photo in costs: a photo of twelve megapixels to its six files, beside `vipsthumbnail` making the same
//! six; then the hostile files of the tests, one by one and eight at a time, with the memory they took.
//!
//! `make bench-photos` runs it. Nothing here is asserted: the figures are for reading.

#![expect(
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "figures for reading; the hostile files are shared with the tests"
)]

#[path = "../../tests/it/media/hostile.rs"]
mod hostile;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use futures_util::StreamExt as _;
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};
use market::media::ingest::{develop, jpeg};
use market::media::picture::WIDTHS;

const ROUNDS: usize = 7;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let folder = std::env::temp_dir().join(format!("market-photos-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = runtime.block_on(async {
        hostile_files().await?;
        beside_vips(&folder).await
    });
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn beside_vips(folder: &Path) -> anyhow::Result<()> {
    let photo = Bytes::from(photo().context("no photo")?);
    let path = folder.join("photo.jpg");
    std::fs::write(&path, &photo)?;
    println!("\na photo of 4,000 x 3,000, {} kB, to six files; median of {ROUNDS}\n", photo.len() / 1000);
    let mut ours = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for file in develop(photo.clone()).await?.files {
            std::fs::write(folder.join(format!("ours-{}.{}", file.width, file.kind.ending())), file.bytes)?;
        }
        ours.push(begun.elapsed());
    }
    let ours = median(ours);
    println!("market                                  {:6.0} ms", millis(ours));
    for (name, from_larger) in
        [("vipsthumbnail, each from the photo", false), ("vipsthumbnail, each from the next larger", true)]
    {
        let mut theirs = Vec::new();
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            vips(&path, folder, from_larger)?;
            theirs.push(begun.elapsed());
        }
        let theirs = median(theirs);
        println!("{name:40}{:6.0} ms   market ÷ it {:.2}", millis(theirs), millis(ours) / millis(theirs));
    }
    Ok(())
}

/// Six runs, as one has to; or seven, where the photo is decoded once and what is made of it is kept without loss.
fn vips(photo: &Path, folder: &Path, from_larger: bool) -> anyhow::Result<()> {
    let run = |from: &Path, width: u32, to: &str| {
        let to = folder.join(to);
        let done = Command::new("vipsthumbnail")
            .args([from.as_os_str(), "--size".as_ref(), format!("{width}x").as_ref()])
            .args(["--export-profile".as_ref(), "srgb".as_ref(), "-o".as_ref(), to.as_os_str()])
            .status()
            .context("vipsthumbnail is not on the PATH")?;
        anyhow::ensure!(done.success(), "vipsthumbnail failed");
        anyhow::Ok(())
    };
    let near = folder.join("near.v");
    if from_larger {
        run(photo, 1280, "near.v")?;
    }
    for width in WIDTHS {
        for ending in ["webp[Q=78,strip]", "jpg[Q=82,strip]"] {
            run(if from_larger { &near } else { photo }, width, &format!("theirs-{width}.{ending}"))?;
        }
    }
    Ok(())
}

async fn hostile_files() -> anyhow::Result<()> {
    println!("{:40}{:>9}{:>9}   becomes", "hostile file", "kB", "ms");
    for file in hostile::files() {
        let (kilobytes, begun) = (file.bytes.len() / 1000, Instant::now());
        let outcome = develop(file.bytes.into()).await;
        let outcome = outcome.as_ref().map_or_else(|refused| refused.sentence(), |_| "a clean picture");
        let as_told = if file.refusal.unwrap_or("a clean picture") == outcome { "" } else { ", which is WRONG" };
        println!("{:40}{kilobytes:>9}{:>9.0}   {outcome}{as_told}", file.name, millis(begun.elapsed()));
    }
    let begun = Instant::now();
    let files = hostile::files();
    let sent = futures_util::stream::iter(files).map(|file| develop(file.bytes.into())).buffer_unordered(8);
    let count = sent.count().await;
    println!(
        "\n{count} of them eight at a time: {:.0} ms; the process held {} at most",
        millis(begun.elapsed()),
        peak()?
    );
    Ok(())
}

fn peak() -> anyhow::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    Ok(status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default().trim().to_owned())
}

/// Large shapes, small ones and the noise of a small lens.
fn photo() -> Option<Vec<u8>> {
    let mut state = 0x2545_F491_u32;
    let mut any = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    };
    let mut patches = |width, height| {
        let small = RgbImage::from_fn(width, height, |_, _| {
            let [r, g, b, _] = any();
            Rgb([r, g, b])
        });
        resize(&small, 4_000, 3_000, FilterType::CatmullRom)
    };
    let (shapes, leaves) = (patches(16, 12), patches(400, 300));
    let rgba = shapes.pixels().zip(leaves.pixels()).flat_map(|(Rgb(shape), Rgb(leaf))| {
        let [noise, ..] = any();
        let part = |shape: u8, leaf: u8| shape / 2 + leaf / 4 + noise / 32;
        let ([r, g, b], [lr, lg, lb]) = (*shape, *leaf);
        [part(r, lr), part(g, lg), part(b, lb), 255]
    });
    jpeg(rgba.collect(), 4_000, 3_000, 90)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
