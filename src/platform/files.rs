//! Files that are kept and served, behind `object_store`: a folder on disk, or memory in tests.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt as _};

#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// Opens `MEDIA_URL`, or `VAR_DIR/media` when there is none.
    pub fn open(media_url: Option<&str>, var_dir: &Path) -> anyhow::Result<Self> {
        let dir = match media_url {
            Some(url) => {
                url::Url::parse(url)?.to_file_path().map_err(|()| anyhow::anyhow!("MEDIA_URL names no folder"))?
            }
            None => var_dir.join("media"),
        };
        std::fs::create_dir_all(&dir).with_context(|| format!("making {}", dir.display()))?;
        let disk = LocalFileSystem::new_with_prefix(&dir)?.with_fsync(true);
        Ok(Files(Arc::new(disk)))
    }

    #[must_use]
    pub fn memory() -> Self {
        Files(Arc::new(InMemory::new()))
    }

    /// Writes a file whole or not at all.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.0.put(&name.into(), bytes.into()).await?;
        Ok(())
    }

    /// The file, or `None` when there is none of that name.
    pub async fn get(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        match self.0.get(&name.into()).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// When a file was written, or `None` when there is none of that name.
    pub async fn written_at(&self, name: &str) -> anyhow::Result<Option<DateTime<Utc>>> {
        match self.0.head(&name.into()).await {
            Ok(found) => Ok(Some(found.last_modified)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The names, without the folder's, of the files of a folder that were written before this moment.
    pub async fn written_before(&self, folder: &str, moment: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
        let mut all = self.0.list(Some(&folder.into()));
        let mut names = Vec::new();
        while let Some(file) = all.try_next().await? {
            if file.last_modified < moment {
                names.extend(file.location.filename().map(str::to_owned));
            }
        }
        Ok(names)
    }

    /// Throws a file away; one that is gone already is no matter.
    pub async fn delete(&self, name: &str) -> anyhow::Result<()> {
        match self.0.delete(&name.into()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
