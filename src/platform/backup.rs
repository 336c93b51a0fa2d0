//! `market backup`: one dump of the database, looked through, named by its hash, and written down where the office reads it.
//! The only place that writes `backups`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use super::Ground;
use super::cluster::binaries;
use super::db::Conn;
use super::secrets;

/// A last good dump older than this is told in words: one a night, and two hours for a late one.
const LATE_HOURS: i32 = 26;
/// Letters of an error that are kept.
const MOST_WORDS: usize = 500;

/// One dump, or one that failed.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Backup {
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub file: String,
    #[diesel(sql_type = BigInt)]
    pub size: i64,
    #[diesel(sql_type = Text)]
    pub sha256: String,
    #[diesel(sql_type = Integer)]
    pub seconds: i32,
    /// Empty for a good one.
    #[diesel(sql_type = Text)]
    pub failed: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub restored_at: Option<DateTime<Utc>>,
    /// Its file was removed.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
}

/// The dumps, as the office reads them.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    pub latest: Vec<Backup>,
    /// The last good one.
    pub good_at: Option<DateTime<Utc>>,
    /// There is none, or it is too old.
    pub late: bool,
    /// When one was last restored for a trial.
    pub restored_at: Option<DateTime<Utc>>,
}

/// The latest dumps and how they stand.
pub async fn standing(conn: &mut Conn, most: i64) -> crate::error::Result<Standing> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        good_at: Option<DateTime<Utc>>,
        #[diesel(sql_type = Bool)]
        late: bool,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        restored_at: Option<DateTime<Utc>>,
    }
    let latest = diesel::sql_query(
        "SELECT at, file, size, sha256, seconds, failed, restored_at, gone_at IS NOT NULL AS gone FROM backups \
         ORDER BY at DESC, id DESC LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    let row: Row = diesel::sql_query(
        "SELECT max(at) FILTER (WHERE failed = '') AS good_at, \
                coalesce(max(at) FILTER (WHERE failed = '') < now() - make_interval(hours => $1), true) AS late, \
                max(restored_at) AS restored_at FROM backups",
    )
    .bind::<Integer, _>(LATE_HOURS)
    .get_result(conn)
    .await?;
    Ok(Standing { latest, good_at: row.good_at, late: row.late, restored_at: row.restored_at })
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Made {
    pub path: PathBuf,
    pub size: i64,
    pub sha256: String,
    /// Older dumps that were removed.
    pub gone: usize,
}

/// Dumps the database at `url` into the shop's folder and keeps the newest `keep` dumps there. One that fails is written
/// down too.
pub async fn make(ground: &Ground, url: &str, keep: u32) -> Result<Made> {
    let begun = Instant::now();
    let dir = ground.config.backup_dir.clone();
    let name = format!("market-{}.dump", ground.clock.now().format("%Y%m%d-%H%M%S%3f"));
    let dumped = dump(ground, url, &dir, &name).await;
    let seconds = i32::try_from(begun.elapsed().as_secs()).unwrap_or(i32::MAX);
    let mut conn = ground.db.conn().await?;
    match dumped {
        Ok((size, sha256)) => {
            diesel::sql_query("INSERT INTO backups (file, size, sha256, seconds) VALUES ($1, $2, $3, $4)")
                .bind::<Text, _>(&name)
                .bind::<BigInt, _>(size)
                .bind::<Text, _>(&sha256)
                .bind::<Integer, _>(seconds)
                .execute(&mut conn)
                .await?;
            let gone = prune(&mut conn, &dir, keep).await?;
            Ok(Made { path: dir.join(name), size, sha256, gone })
        }
        Err(error) => {
            let words: String = format!("{error:#}").chars().take(MOST_WORDS).collect();
            diesel::sql_query("INSERT INTO backups (file, seconds, failed) VALUES ($1, $2, $3)")
                .bind::<Text, _>(&name)
                .bind::<Integer, _>(seconds)
                .bind::<Text, _>(words)
                .execute(&mut conn)
                .await?;
            Err(error)
        }
    }
}

/// Writes the dump beside its place, looks it through, and only then puts it there; its size and hash.
async fn dump(ground: &Ground, url: &str, dir: &Path, name: &str) -> Result<(i64, String)> {
    let server = server(&mut *ground.db.conn().await?).await?;
    let (dumper, reader) = (binaries::client("pg_dump", server)?, binaries::client("pg_restore", server)?);
    // It holds names, addresses and phone numbers.
    tokio::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .await
        .with_context(|| dir.display().to_string())?;
    let (unfinished, path) = (dir.join(format!("{name}.new")), dir.join(name));
    let written = async {
        let mut command = Command::new(dumper);
        command.args(["--format=custom", "--no-password", "--file"]).arg(&unfinished);
        run(address(&mut command, url)?, "pg_dump").await?;
        let mut command = Command::new(reader);
        command.arg("--list").arg(&unfinished);
        let listed = run(&mut command, "pg_restore").await?;
        let listed = String::from_utf8_lossy(&listed);
        ensure!(listed.contains("TABLE DATA public orders"), "the dump holds no orders");
        let found = hash(&unfinished).await?;
        tokio::fs::rename(&unfinished, &path).await?;
        anyhow::Ok(found)
    }
    .await;
    if written.is_err() {
        // What is half written helps nobody; that it is not there is no matter either.
        drop(tokio::fs::remove_file(&unfinished).await);
    }
    written
}

/// The release of the server.
async fn server(conn: &mut Conn) -> Result<u32> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        major: i32,
    }
    let row: Row = diesel::sql_query("SELECT current_setting('server_version_num')::integer / 10000 AS major")
        .get_result(conn)
        .await?;
    Ok(u32::try_from(row.major)?)
}

/// Tells a program of PostgreSQL where the database is, by variables: what stands on a command line everybody on the machine
/// reads.
fn address<'a>(command: &'a mut Command, url: &str) -> Result<&'a mut Command> {
    let url = url::Url::parse(url).context("the database's address")?;
    let plain = |text: &str| -> String {
        url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B").replace('&', "%26")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    command.env("PGDATABASE", plain(url.path().trim_start_matches('/')));
    if let Some(host) = url.host_str().filter(|host| !host.is_empty()) {
        command.env("PGHOST", plain(host));
    }
    if let Some(port) = url.port() {
        command.env("PGPORT", port.to_string());
    }
    if !url.username().is_empty() {
        command.env("PGUSER", plain(url.username()));
    }
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", plain(password));
    }
    for (name, value) in url.query_pairs() {
        let variable = match name.as_ref() {
            "sslmode" => "PGSSLMODE",
            "host" => "PGHOST",
            _ => continue,
        };
        command.env(variable, value.as_ref());
    }
    Ok(command)
}

/// Runs a program to its end; what it wrote.
async fn run(command: &mut Command, name: &str) -> Result<Vec<u8>> {
    let output =
        command.stdin(Stdio::null()).kill_on_drop(true).output().await.with_context(|| format!("starting {name}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    bail!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim())
}

async fn hash(path: &Path) -> Result<(i64, String)> {
    let mut file = tokio::fs::File::open(path).await?;
    let (mut hash, mut size) = (Sha256::new(), 0_i64);
    let mut piece = vec![0_u8; 1024 * 1024];
    loop {
        let read = file.read(&mut piece).await?;
        if read == 0 {
            return Ok((size, secrets::hex(&hash.finalize())));
        }
        hash.update(piece.get(..read).unwrap_or_default());
        size += i64::try_from(read)?;
    }
}

/// Removes the dumps that are older than the newest `keep`; how many. Other files in the folder are left alone.
async fn prune(conn: &mut Conn, dir: &Path, keep: u32) -> Result<usize> {
    #[derive(QueryableByName)]
    struct Old {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        file: String,
    }
    let old: Vec<Old> = diesel::sql_query(
        "SELECT id, file FROM backups WHERE failed = '' AND gone_at IS NULL ORDER BY at DESC, id DESC OFFSET $1",
    )
    .bind::<BigInt, _>(i64::from(keep))
    .load(conn)
    .await?;
    for dump in &old {
        match tokio::fs::remove_file(dir.join(&dump.file)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).context(dump.file.clone()),
            _ => {}
        }
        diesel::sql_query("UPDATE backups SET gone_at = now() WHERE id = $1")
            .bind::<BigInt, _>(dump.id)
            .execute(conn)
            .await?;
    }
    Ok(old.len())
}

/// Writes down that this dump was restored for a trial and was whole.
pub async fn restored(conn: &mut Conn, file: &str) -> Result<()> {
    let name = Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let known = diesel::sql_query("UPDATE backups SET restored_at = now() WHERE file = $1 AND failed = ''")
        .bind::<Text, _>(name)
        .execute(conn)
        .await?;
    ensure!(known == 1, "no good backup is called {name}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_stands_on_a_command_line() {
        let mut command = Command::new("pg_dump");
        address(&mut command, "postgres://ch%C6%A1:a%40b%2Bc+d@db.example:5433/market?sslmode=require").unwrap();
        let command = command.as_std();
        assert_eq!(command.get_args().count(), 0);
        let told: Vec<(String, String)> = command
            .get_envs()
            .map(|(k, v)| (k.to_str().unwrap().to_owned(), v.unwrap().to_str().unwrap().to_owned()))
            .collect();
        let of = |name: &str| told.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(of("PGUSER"), Some("chơ"));
        assert_eq!(of("PGPASSWORD"), Some("a@b+c+d"));
        assert_eq!((of("PGHOST"), of("PGPORT"), of("PGDATABASE")), (Some("db.example"), Some("5433"), Some("market")));
        assert_eq!(of("PGSSLMODE"), Some("require"));
    }
}
