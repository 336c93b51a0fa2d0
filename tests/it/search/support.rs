//! A shop with an engine of its own on the run's Meilisearch.

use std::sync::Arc;

use market::catalog::directory::{self, Directory};
use market::platform::meili::Standby;
use market::search::meili::feed::Feeder;
use market::search::meili::fitness;
use market::search::meili::indexes::Names;

use crate::support::{TestShop, meili};

/// Gives the shop indexes of its own and fills them; `None` where no engine is to be had.
pub async fn with_engine(shop: &mut TestShop) -> Option<Arc<Standby>> {
    let real = meili::real().await?;
    let standby = Arc::new(Standby::new(real.meili, &meili::uid("shop").replace('_', "")));
    shop.ground.engine = Some(standby.clone());
    fed(shop, &standby).await;
    Some(standby)
}

/// Tells the index all that has changed, and lets the shop look at it.
pub async fn fed(shop: &TestShop, standby: &Arc<Standby>) {
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    assert!(feeder.turn().await.unwrap(), "it is another one's turn");
    fitness::find_out(&shop.ground, standby).await;
    assert!(standby.fit());
}

pub fn names(standby: &Standby) -> Names {
    Names::of_this_version(&standby.prefix).unwrap()
}

pub async fn directory(shop: &TestShop) -> Directory {
    directory::load(&shop.ground, &mut *shop.conn().await).await.unwrap()
}
