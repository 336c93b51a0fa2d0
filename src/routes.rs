//! Every URL on one screen, grouped by who may call it. The group is proved by the handler's extractor
//! (`Visitor`, `Shopper`, `Member`, `Clerk`), not by the path.

use actix_web::web::{ServiceConfig, get};

use crate::health;
use crate::media;
use crate::platform::assets;

pub fn routes(app: &mut ServiceConfig) {
    app
        // Machines
        .route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/metrics", get().to(health::metrics))
        .route("/assets/{name:.+}", get().to(assets::serve))
        .route("/media/{name}", get().to(media::http::serve));
}
