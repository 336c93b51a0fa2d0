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
    let mut goods = Look::at(meili, &names.goods).await?;
    let mut from = 0;
    loop {
        let documents = document::goods(&mut *db.conn().await?, Which::After(from, STRIDE)).await?;
        let Some(last) = documents.last().map(|document| document.id) else { break };
        from = last;
        goods.take(documents.into_iter().map(|document| (document.id, document.stamp)));
    }
    let mut households = Look::at(meili, &names.households).await?;
    let documents = document::households(&mut *db.conn().await?, None).await?;
    households.take(documents.into_iter().map(|document| (document.id, document.stamp)));

    let mut help = Look::at(meili, &names.help).await?;
    let documents = document::help(&mut *db.conn().await?, None).await?;
    help.take(documents.into_iter().map(|document| (document.id, document.stamp)));

    let wrong = goods.tell(db, "product").await? + households.tell(db, "producer").await?;
    Ok(wrong + help.tell(db, "page").await?)
}

/// One index under comparison.
struct Look<Id> {
    /// Documents not accounted for yet; at the end, those that should not be there.
    held: HashMap<Id, Option<String>>,
    /// Those that are missing or other.
    differing: Vec<Id>,
}

impl<Id: DeserializeOwned + Eq + Hash + ToString> Look<Id> {
    async fn at(meili: &Meili, uid: &str) -> anyhow::Result<Self> {
        Ok(Look { held: held(meili, uid).await?, differing: Vec::new() })
    }

    /// What should be there, with its stamps.
    fn take(&mut self, documents: impl Iterator<Item = (Id, String)>) {
        for (id, stamp) in documents {
            if self.held.remove(&id).flatten().as_ref() != Some(&stamp) {
                self.differing.push(id);
            }
        }
    }

    /// Puts what is wrong among the changes; how many things that is.
    async fn tell(self, db: &Db, kind: &str) -> anyhow::Result<usize> {
        let keys: Vec<String> = self.differing.iter().chain(self.held.keys()).map(ToString::to_string).collect();
        changes::again(&mut *db.conn().await?, kind, &keys).await?;
        Ok(keys.len())
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
