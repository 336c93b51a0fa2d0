//! Which installed PostgreSQL to run.

use std::{
    cmp::Reverse,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

/// The oldest release the shop's SQL is tested with.
const OLDEST: u32 = 15;

/// Debian keeps the servers of each release out of the PATH, here.
const DEBIAN: &str = "/usr/lib/postgresql";

#[derive(Debug)]
pub struct Binaries {
    folder: PathBuf,
    version: u32,
}

impl Binaries {
    /// Finds a release for a folder whose data was written by `written_by`, or the best one for an empty folder.
    /// A newer release cannot read older data, so the data's own release wins over a newer one.
    pub fn find(written_by: Option<u32>) -> Result<Binaries> {
        let mut found = installed();
        if let Some(version) = written_by {
            return match found.into_iter().find(|it| it.version == version) {
                Some(binaries) => Ok(binaries),
                None => bail!(
                    "the data was written by PostgreSQL {version}, which is not installed: apt-get install \
                     postgresql-{version}, or move the data with pg_upgrade (docs/operations.md, \"Upgrade\")"
                ),
            };
        }
        found.retain(|it| it.version >= OLDEST);
        match found.into_iter().next() {
            Some(binaries) => Ok(binaries),
            None => {
                bail!("PostgreSQL {OLDEST} or newer is not installed: apt-get install postgresql, or set DATABASE_URL")
            }
        }
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

/// What is on the PATH first, because somebody put it there on purpose; then Debian's releases, newest first.
fn installed() -> Vec<Binaries> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<Binaries> = env::split_paths(&path).filter_map(probe).collect();
    let releases = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut debian: Vec<Binaries> = releases.filter_map(|release| probe(release.path().join("bin"))).collect();
    debian.sort_by_key(|it| Reverse(it.version));
    found.append(&mut debian);
    found
}

fn probe(folder: PathBuf) -> Option<Binaries> {
    // A client-only installation has psql and pg_dump, but cannot serve.
    if !["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file()) {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let version = major(&String::from_utf8_lossy(&output.stdout))?;
    Some(Binaries { folder, version })
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` or `... 18beta1` or `... 17devel`.
fn major(said: &str) -> Option<u32> {
    let version = said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The release that wrote a data folder; `None` when there is no data yet.
pub fn written_by(data: &Path) -> Option<u32> {
    major(&fs::read_to_string(data.join("PG_VERSION")).ok()?)
}

/// A program that talks to a server of release `server`: an older one would not read what that writes.
pub fn client(program: &str, server: u32) -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut releases: Vec<PathBuf> =
        fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|r| r.path().join("bin")).collect();
    releases.sort();
    folders.extend(releases.into_iter().rev());
    for folder in folders {
        let found = folder.join(program);
        if !found.is_file() {
            continue;
        }
        let said = Command::new(&found).arg("--version").output();
        let version = said.ok().and_then(|said| major(&String::from_utf8_lossy(&said.stdout)));
        if version.is_some_and(|version| version >= server) {
            return Ok(found);
        }
    }
    bail!("no {program} of PostgreSQL {server} or newer: apt-get install postgresql-client")
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_release_from_what_the_server_says() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("16\n"), Some(16));
        assert_eq!(major("postgres: command not found"), None);
    }
}
