//! The demo's pictures: drawings coloured by a palette, turned into the JPEG a camera would make, and sent down the same
//! road as a farmer's photo.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use indicatif::ProgressBar;
use serde::Deserialize;

use super::market;
use crate::kernel::ids::PictureId;
use crate::media::{self, IngestError, Picture, ingest};
use crate::platform::{Ground, draw};

const WIDTH: u32 = 800;
const JPEG_QUALITY: u8 = 90;
/// Drawings under way at once.
const PAINTERS: usize = 2;
const PATIENCE: Duration = Duration::from_millis(500);

/// Which drawing in which colours, as `art.json` says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
struct Painting {
    #[serde(alias = "scene")]
    motif: String,
    palette: String,
    #[serde(flatten)]
    colours: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Motif {
    #[serde(default)]
    defaults: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Plan {
    palettes: BTreeMap<String, BTreeMap<String, String>>,
    motifs: BTreeMap<String, Motif>,
    products: BTreeMap<String, Vec<Painting>>,
    #[serde(default)]
    producers: BTreeMap<String, Painting>,
}

/// The pictures of products and households, by slug.
#[derive(Default)]
pub(super) struct Pictures {
    pub products: BTreeMap<String, Vec<PictureId>>,
    pub producers: BTreeMap<String, PictureId>,
}

/// Paints every picture of the plan.
pub(super) async fn paint(ground: &Ground, progress: &ProgressBar) -> anyhow::Result<Pictures> {
    let plan: Plan = serde_json::from_slice(&market::file("art.json")?).context("art.json")?;
    let wanted: BTreeSet<&Painting> = plan.products.values().flatten().chain(plan.producers.values()).collect();
    let wanted: Vec<(Painting, String)> = wanted
        .into_iter()
        .map(|painting| Ok((painting.clone(), drawing(&plan, painting)?)))
        .collect::<anyhow::Result<_>>()?;
    progress.set_length(u64::try_from(wanted.len()).unwrap_or(0));
    let painted: HashMap<Painting, PictureId> = futures_util::stream::iter(wanted)
        .map(|(painting, svg)| async move {
            let photo = tokio::task::spawn_blocking(move || photo(&svg)).await?;
            let photo = photo.with_context(|| format!("painting {}", painting.motif))?;
            let picture =
                taken_in(ground, photo.into()).await.with_context(|| format!("taking in {}", painting.motif))?;
            progress.inc(1);
            anyhow::Ok((painting, picture.id))
        })
        .buffer_unordered(PAINTERS)
        .try_collect()
        .await?;
    let id = |painting: &Painting| painted.get(painting).copied();
    Ok(Pictures {
        products: plan
            .products
            .iter()
            .map(|(slug, list)| (slug.clone(), list.iter().filter_map(id).collect()))
            .collect(),
        producers: plan.producers.iter().filter_map(|(slug, one)| Some((slug.clone(), id(one)?))).collect(),
    })
}

/// Takes a picture in, however long others are at it: a slow machine with much to do still gets its demo market.
async fn taken_in(ground: &Ground, photo: Bytes) -> Result<Picture, IngestError> {
    loop {
        match media::ingest(ground, photo.clone()).await {
            Err(IngestError::Busy) => tokio::time::sleep(PATIENCE).await,
            taken => return taken,
        }
    }
}

/// The drawing's text with its colours put in: its own first, then the palette's, then the motif's.
fn drawing(plan: &Plan, painting: &Painting) -> anyhow::Result<String> {
    let name = &painting.motif;
    let bytes =
        market::file(&format!("art/motif-{name}.svg")).or_else(|_| market::file(&format!("art/scene-{name}.svg")))?;
    let mut svg = String::from_utf8(bytes)?;
    let palette = plan.palettes.get(&painting.palette);
    let defaults = plan.motifs.get(name).map(|motif| &motif.defaults);
    for colours in [Some(&painting.colours), palette, defaults].into_iter().flatten() {
        for (token, colour) in colours {
            svg = svg.replace(&format!("{{{{{token}}}}}"), colour);
        }
    }
    anyhow::ensure!(!svg.contains("{{"), "{name} in {} keeps a colour that nobody names", painting.palette);
    Ok(svg)
}

/// Draws, wide enough for a product page.
fn photo(svg: &str) -> anyhow::Result<Vec<u8>> {
    let drawn = draw::pixels(svg, WIDTH)?;
    ingest::jpeg(drawn.rgba, drawn.width, drawn.height, JPEG_QUALITY).context("encoding")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_has_a_cover_of_its_own() {
        let plan: Plan = serde_json::from_slice(&market::file("art.json").unwrap()).unwrap();
        let slugs: BTreeSet<String> = market::read()
            .unwrap()
            .products
            .iter()
            .map(|p| p.get("slug").and_then(serde_json::Value::as_str).unwrap().to_owned())
            .collect();
        assert!(plan.motifs.len() >= 14);
        assert_eq!(plan.products.keys().cloned().collect::<BTreeSet<_>>(), slugs);
        let covers: BTreeSet<&Painting> = plan.products.values().filter_map(|list| list.first()).collect();
        assert_eq!(covers.len(), slugs.len(), "no two products look the same");
    }
}
