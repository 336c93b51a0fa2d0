//! Making, filling and swapping indexes.
//!
//! The engine takes such work on as tasks and does them one after the other. Each call here waits until its task has
//! succeeded, so that what a caller was told is done can be found.

use std::time::Duration;

use meilisearch_sdk::client::SwapIndexes;
use meilisearch_sdk::documents::DocumentsQuery;
use meilisearch_sdk::indexes::IndexesQuery;
use meilisearch_sdk::request::{HttpClient as _, Method};
use meilisearch_sdk::task_info::TaskInfo;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};

use super::{Failure, ID, Meili, Settings};

/// How long a task is waited for. A queue may stand before it.
const TASK: Duration = Duration::from_secs(120);
const FIRST_LOOK: Duration = Duration::from_millis(5);
const LAST_LOOK: Duration = Duration::from_millis(250);

/// Documents of one page of [`Meili::stamps`].
pub const PAGE: usize = 1000;

/// More indexes than a program keeps.
const INDEXES: usize = 1000;

impl Meili {
    /// Documents in an index; `None` when there is no such index.
    pub async fn count(&self, uid: &str) -> Result<Option<u64>, Failure> {
        match self.patient.index(uid).get_stats().await.map_err(Failure::from) {
            Ok(stats) => Ok(u64::try_from(stats.number_of_documents).ok()),
            Err(Failure::NoIndex) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Names of all indexes, in no order.
    pub async fn uids(&self) -> Result<Vec<String>, Failure> {
        let found = self.patient.list_all_indexes_with(IndexesQuery::new(&self.patient).with_limit(INDEXES)).await?;
        Ok(found.results.into_iter().map(|index| index.uid).collect())
    }

    /// Makes an index, numbered by [`ID`], with these settings. One that is there already takes them over and keeps its
    /// documents.
    pub async fn make(&self, uid: &str, settings: &Settings) -> Result<(), Failure> {
        let task = self.patient.create_index(uid, Some(ID)).await?;
        match self.settle(&task).await {
            Err(Failure::Failed { code }) if code == "index_already_exists" => {}
            settled => settled?,
        }
        // The client library's own settings lack `prefixSearch`.
        let url = format!("{}/indexes/{uid}/settings", self.url);
        let task: TaskInfo = self.http.request(&url, Method::Patch { query: (), body: settings }, 202).await?;
        self.settle(&task).await
    }

    /// Puts documents in, each in the place of the one with its id. `NoIndex` where the engine itself would make an
    /// index up.
    pub async fn put<D: Serialize + Send + Sync>(&self, uid: &str, documents: &[D]) -> Result<(), Failure> {
        if documents.is_empty() {
            return Ok(());
        }
        let index = self.patient.get_index(uid).await?;
        let task = index.add_or_replace(documents, Some(ID)).await?;
        self.settle(&task).await
    }

    /// Takes documents out; one that is not there is no failure.
    pub async fn remove<Id>(&self, uid: &str, ids: &[Id]) -> Result<(), Failure>
    where
        Id: std::fmt::Display + Serialize + std::fmt::Debug + Send + Sync,
    {
        if ids.is_empty() {
            return Ok(());
        }
        let task = self.patient.index(uid).delete_documents(ids).await?;
        self.settle(&task).await
    }

    /// Gives two indexes each other's name, between two searches.
    pub async fn swap(&self, a: &str, b: &str) -> Result<(), Failure> {
        let swap = SwapIndexes { indexes: (a.to_owned(), b.to_owned()), rename: None };
        let task = self.patient.swap_indexes([&swap]).await?;
        self.settle(&task).await
    }

    /// Removes an index with all it holds; one that is not there is no failure.
    pub async fn drop(&self, uid: &str) -> Result<(), Failure> {
        let dropped = async {
            let task = self.patient.delete_index(uid).await?;
            self.settle(&task).await
        };
        match dropped.await {
            Err(Failure::NoIndex) => Ok(()),
            dropped => dropped,
        }
    }

    /// Ids of the documents from the `offset`th on with the value of one field, [`PAGE`] of them; none: that was all.
    /// The order is the engine's own and holds as long as nobody writes. `None` for a field that is missing or of
    /// another kind.
    pub async fn stamps<Id, Stamp>(
        &self,
        uid: &str,
        field: &'static str,
        offset: usize,
    ) -> Result<Vec<(Id, Option<Stamp>)>, Failure>
    where
        Id: DeserializeOwned,
        Stamp: DeserializeOwned,
    {
        let index = self.patient.index(uid);
        let mut query = DocumentsQuery::new(&index);
        query.with_offset(offset).with_limit(PAGE).with_fields([ID, field]);
        let page = index.get_documents_with::<Map<String, Value>>(&query).await?;
        let stamps = page.results.into_iter().map(|mut document| {
            let id = document.remove(ID).ok_or(Failure::Garbled)?;
            let id = serde_json::from_value(id).map_err(|_| Failure::Garbled)?;
            Ok((id, document.remove(field).and_then(|stamp| serde_json::from_value(stamp).ok())))
        });
        stamps.collect()
    }

    /// Waits until a task has succeeded. Asked with our own few words and not with the client library's: that one knows
    /// no canceled task, and sleeps by starting threads.
    async fn settle(&self, task: &TaskInfo) -> Result<(), Failure> {
        #[derive(Deserialize)]
        struct Task {
            status: String,
            error: Option<Reason>,
        }
        #[derive(Deserialize)]
        struct Reason {
            code: String,
        }
        let begun = Instant::now();
        let url = format!("{}/tasks/{}", self.url, task.get_task_uid());
        let mut pause = FIRST_LOOK;
        loop {
            let task: Task = self.http.request::<(), (), _>(&url, Method::Get { query: () }, 200).await?;
            match (task.status.as_str(), task.error) {
                ("succeeded", _) => return Ok(()),
                ("failed", Some(reason)) if reason.code == "index_not_found" => return Err(Failure::NoIndex),
                ("failed", Some(reason)) => return Err(Failure::Failed { code: reason.code }),
                ("failed" | "canceled", _) => return Err(Failure::Failed { code: task.status }),
                _ if begun.elapsed() > TASK => return Err(Failure::Slow),
                _ => sleep(pause).await,
            }
            pause = LAST_LOOK.min(pause * 2);
        }
    }
}
