//! Every URL on one screen, grouped by who may call it. The group is proved by the handler's extractor
//! (`Visitor`, `Shopper`, `Member`, `Clerk`), not by the path.

use actix_web::web::{ServiceConfig, get};

use crate::catalog::list::http as lists;
use crate::health;
use crate::media;
use crate::platform::assets;
use crate::storefront::{http as storefront, machines, sitemap};

pub fn routes(app: &mut ServiceConfig) {
    app
        // Anyone
        .route("/", get().to(storefront::home))
        .route("/season", get().to(storefront::season))
        .route("/pages/{slug}", get().to(storefront::page))
        // Anyone: the goods
        .route("/products", get().to(lists::products))
        .route("/c/{category}", get().to(lists::category))
        .route("/search", get().to(lists::search))
        // Machines
        .route("/robots.txt", get().to(machines::robots))
        .route("/manifest.webmanifest", get().to(machines::manifest))
        .route("/sitemap.xml", get().to(sitemap::index))
        .route("/sitemap-{kind:[a-z]+}-{part:[0-9]+}.xml", get().to(sitemap::part))
        .route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/metrics", get().to(health::metrics))
        .route("/assets/{name:.+}", get().to(assets::serve))
        .route("/media/{name}", get().to(media::http::serve));
}
