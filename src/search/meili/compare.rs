//! Every document against what it should be: each night, and when the numbers differ. What is wrong is put among the changes,
//! and so told again like any other.

use std::collections::HashMap;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use super::document::{self, Which};
use super::indexes::Names;
use crate::platform::db::Db;
use crate::platform::meili::Meili;
use crate::search::changes;

/// Products read at once.
const STRIDE: i64 = 10_000;

/// How many things were wrong.
pub async fn compare(db: &Db, meili: &Meili, names: &Names) -> anyhow::Result<usize> {
    let mut wrong = 0;
    let mut held: HashMap<i64, Option<String>> = held(meili, &names.goods).await?;
    let (mut differing, mut from) = (Vec::new(), 0);
    loop {
        let documents = document::goods(&mut *db.conn().await?, Which::After(from, STRIDE)).await?;
        let Some(last) = documents.last().map(|document| document.id) else { break };
        from = last;
        differ(&mut held, &mut differing, documents.into_iter().map(|document| (document.id, document.stamp)));
    }
    differing.extend(held.into_keys());
    wrong += tell(db, "product", &differing).await?;

    let mut held: HashMap<i64, Option<String>> = self::held(meili, &names.households).await?;
    let documents = document::households(&mut *db.conn().await?, None).await?;
    let mut differing = Vec::new();
    differ(&mut held, &mut differing, documents.into_iter().map(|document| (document.id, document.stamp)));
    differing.extend(held.into_keys());
    wrong += tell(db, "producer", &differing).await?;

    let mut held: HashMap<String, Option<String>> = self::held(meili, &names.help).await?;
    let documents = document::help(&mut *db.conn().await?, None).await?;
    let mut differing = Vec::new();
    differ(&mut held, &mut differing, documents.into_iter().map(|document| (document.id, document.stamp)));
    differing.extend(held.into_keys());
    wrong += tell(db, "page", &differing).await?;
    Ok(wrong)
}

/// Takes what is right out of `held` and adds what is missing or other to `differing`; what is then left in `held` should
/// not be there.
fn differ<Id: Eq + Hash>(
    held: &mut HashMap<Id, Option<String>>,
    differing: &mut Vec<Id>,
    documents: impl Iterator<Item = (Id, String)>,
) {
    for (id, stamp) in documents {
        if held.remove(&id).flatten().as_ref() != Some(&stamp) {
            differing.push(id);
        }
    }
}

/// The stamps of all documents of an index.
async fn held<Id>(meili: &Meili, uid: &str) -> anyhow::Result<HashMap<Id, Option<String>>>
where
    Id: DeserializeOwned + Eq + Hash,
{
    let mut held = HashMap::new();
    let mut read = 0;
    loop {
        let page = meili.stamps::<Id, String>(uid, "stamp", read).await?;
        if page.is_empty() {
            return Ok(held);
        }
        read += page.len();
        held.extend(page);
    }
}

async fn tell<Id: ToString>(db: &Db, kind: &str, ids: &[Id]) -> anyhow::Result<usize> {
    let keys: Vec<String> = ids.iter().map(ToString::to_string).collect();
    changes::again(&mut *db.conn().await?, kind, &keys).await?;
    Ok(keys.len())
}
