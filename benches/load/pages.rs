//! Pages that are read, beside the same bytes from nginx.

use std::os::unix::fs::PermissionsExt as _;

use crate::shop::Shop;
use crate::{CONNECTIONS, nginx, wrk};

const PAGES: [(&str, &str); 3] =
    [("home", "/"), ("category", "/c/dac-san"), ("product", "/products/ca-thinh-tram-khuc")];

pub async fn measure(shop: &Shop, seconds: u32) -> anyhow::Result<()> {
    let www = shop.stand.folder.join("www");
    std::fs::create_dir_all(&www)?;
    for (name, path) in PAGES {
        let answer = reqwest::get(format!("{}{path}", shop.url)).await?.error_for_status()?;
        std::fs::write(www.join(name), answer.bytes().await?)?;
    }
    // nginx started by root reads as another user.
    for dir in [&shop.stand.folder, &www] {
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))?;
    }
    let nginx = nginx::serve(&shop.stand.folder).await?;
    println!("\nPages, uncompressed, beside nginx serving a saved copy\n");
    println!("| page | connections | market/s | p99 ms | nginx/s | p99 ms | rate ÷ nginx | p99 ÷ nginx |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for (name, path) in PAGES {
        for connections in CONNECTIONS {
            let ours = wrk::ask(&format!("{}{path}", shop.url), connections, seconds)?;
            let theirs = wrk::ask(&format!("{}/{name}", nginx.url), connections, seconds)?;
            println!(
                "| {name:<8} | {connections:>2} | {} | {} | {} |",
                ours.cells(),
                theirs.cells(),
                ours.ratio(&theirs)
            );
        }
    }
    Ok(())
}
