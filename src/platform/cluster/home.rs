//! The folder a private server lives in, and the system user it runs as.
//!
//! PostgreSQL refuses to run as root, and containers and small rented servers are often used as root only. Then the
//! server runs as the user `postgres`, which must be able to enter the folder. Below root's own home it cannot, and the
//! data moves aside with a symlink left in its place.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::{
        fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, chown, symlink},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use super::{
    Tuning,
    binaries::{self, Binaries},
};

/// Whom root steps down to.
const USER: &str = "postgres";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Account {
    uid: u32,
    gid: u32,
}

#[derive(Debug)]
pub struct Home {
    path: PathBuf,
    binaries: Binaries,
    /// `None`: run as whoever we are.
    account: Option<Account>,
}

impl Home {
    pub fn open(dir: &Path, tuning: Tuning) -> Result<Home> {
        let path = make_folder(dir)?;
        let data = path.join("data");
        let binaries = Binaries::find(binaries::written_by(&data))?;

        // The owner of /proc/self is the effective user, told without a call into C.
        let me = fs::metadata("/proc/self").context("reading /proc: the private database server needs Linux")?.uid();
        let owner = fs::metadata(if data.exists() { &data } else { &path })?;
        if me != 0 {
            if owner.uid() != me {
                bail!(
                    "it belongs to the user with id {}, perhaps because the program was run as root before: run it \
                     so again, give the folder back with chown -R, or set VAR_DIR or DATABASE_URL",
                    owner.uid()
                );
            }
            let home = Home { path, binaries, account: None };
            home.set_mode(0o700)?;
            return Ok(home);
        }

        // Data that an ordinary user made stays that user's, also when root starts the shop once.
        let account = if owner.uid() == 0 { look_up(USER)? } else { Account { uid: owner.uid(), gid: owner.gid() } };
        let mut home = Home { path, binaries, account: Some(account) };
        home.give_away(&home.path)?;
        home.set_mode(0o700)?;
        if !home.enterable(Path::new("/"))? {
            bail!("the user with id {} may not run {}", account.uid, home.binaries.path("postgres").display());
        }
        if !home.enterable(&home.path)? {
            home.path = home.move_aside(tuning, account)?;
            home.binaries = Binaries::find(binaries::written_by(&home.data()))?;
        }
        Ok(home)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Shows in `ps` which server is whose.
    pub fn name(&self) -> String {
        format!("market-{}", short_hash(&self.path))
    }

    /// A PostgreSQL program, as the right user and deaf to the caller's `PG*` variables, which would send it elsewhere.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.path(program));
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        command.current_dir("/").stdin(Stdio::null());
        // Ctrl-C in the terminal is for the shop alone: it still has requests to finish, and ends the server itself.
        command.process_group(0);
        if let Some(account) = self.account {
            command.gid(account.gid).uid(account.uid);
        }
        command
    }

    /// Opens a file that is there only to be locked. It is never removed: a lock on a removed file guards nothing.
    pub fn lock_file(&self, name: &str) -> Result<File> {
        self.open_file(name, OpenOptions::new().read(true).write(true).create(true))
    }

    /// Opens a private file of this folder that both the server's user and ours can come back to.
    pub fn open_file(&self, name: &str, how: &mut OpenOptions) -> Result<File> {
        let path = self.path.join(name);
        let file = how.mode(0o600).open(&path).with_context(|| format!("opening {}", path.display()))?;
        self.give_away(&path)?;
        Ok(file)
    }

    fn give_away(&self, path: &Path) -> Result<()> {
        let Some(account) = self.account else {
            return Ok(());
        };
        chown(path, Some(account.uid), Some(account.gid))
            .with_context(|| format!("giving {} to the database's user", path.display()))
    }

    fn set_mode(&self, mode: u32) -> Result<()> {
        fs::set_permissions(&self.path, fs::Permissions::from_mode(mode))
            .with_context(|| format!("closing {} to others", self.path.display()))
    }

    /// Whether the server's user can stand in `folder`. Tried, not worked out from mode bits: access lists, mounts and
    /// containers have their say too.
    fn enterable(&self, folder: &Path) -> Result<bool> {
        let mut probe = self.command("postgres");
        probe.arg("--version").current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        match probe.status() {
            Ok(status) => Ok(status.success()),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(error).context("trying to run PostgreSQL"),
        }
    }

    fn move_aside(&self, tuning: Tuning, account: Account) -> Result<PathBuf> {
        if fs::read_dir(&self.path)?.next().is_some() {
            bail!("the user with id {} cannot enter it: move it, for example below /srv, or set VAR_DIR", account.uid);
        }
        // /var/tmp is swept from time to time, which is right for throw-away data and wrong for a shop's.
        let base = Path::new(if tuning.durable { "/var/lib" } else { "/var/tmp" });
        let aside = base.join(self.name());
        match fs::create_dir(&aside) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // In a folder where everybody may write, the name alone does not prove that it is ours.
                let there = fs::symlink_metadata(&aside)?;
                if !there.is_dir() || ![0, account.uid].contains(&there.uid()) {
                    bail!("{} is in the way and not ours: remove it", aside.display());
                }
            }
            Err(error) => return Err(error).with_context(|| format!("making {}", aside.display())),
        }
        chown(&aside, Some(account.uid), Some(account.gid))?;
        fs::set_permissions(&aside, fs::Permissions::from_mode(0o700))?;
        fs::remove_dir(&self.path)?;
        symlink(&aside, &self.path).with_context(|| format!("linking {}", self.path.display()))?;
        tracing::info!(
            folder = %aside.display(), link = %self.path.display(),
            "the database's user cannot enter the folder, so the data lives elsewhere and a link leads to it"
        );
        Ok(aside)
    }
}

/// Makes `dir` with its parents and says where it really is.
fn make_folder(dir: &Path) -> Result<PathBuf> {
    // A link to nowhere: the data was moved aside once and then lost, or the checkout came from another machine.
    if let Ok(target) = fs::read_link(dir)
        && !dir.exists()
    {
        tracing::warn!(folder = %target.display(), "the data that the link points to is gone; starting with an empty database");
        fs::remove_file(dir)?;
    }
    fs::create_dir_all(dir).context("making the folder")?;
    fs::canonicalize(dir).context("finding the folder")
}

fn look_up(user: &str) -> Result<Account> {
    let passwd = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
    match passwd.lines().find_map(|line| account_in(line, user)) {
        Some(account) => Ok(account),
        None => bail!(
            "PostgreSQL does not run as root, and there is no user `{user}` to run it: apt-get install postgresql"
        ),
    }
}

/// `name:password:uid:gid:...`
fn account_in(line: &str, user: &str) -> Option<Account> {
    let mut fields = line.split(':');
    if fields.next()? != user {
        return None;
    }
    let (_password, uid, gid) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Account { uid: uid.parse().ok()?, gid: gid.parse().ok()? })
}

fn short_hash(path: &Path) -> String {
    Sha256::digest(path.as_os_str().as_encoded_bytes()).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Account, account_in};

    #[test]
    fn finds_only_the_user_of_that_very_name() {
        let line = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";
        assert_eq!(account_in(line, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(account_in("postgres2:x:7:7::/:/bin/sh", "postgres"), None);
        assert_eq!(account_in("+::::::", "postgres"), None);
    }
}
