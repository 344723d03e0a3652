//! Snapshots: the exact revision of every sibling under a name, in `ROOT/.ws/snapshots/NAME.toml`. The same form, taken
//! elsewhere, is a lock file. A snapshot pins commits; what is uncommitted is not in it, and is said to be missing.
//!
//! Reads repositories and writes nothing but the snapshot; [`crate::plan::restore`] checks out.

mod rows;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::config::{Config, Sibling, SiblingName};
use crate::error::{Error, PathError, RowError, nearest};
use crate::git::question::Question;
use crate::git::{self, Look, LookOptions};
use crate::secrets;
use crate::source::SourceFile;
use crate::work::files;
use crate::work::pool::{Pool, default_jobs};

/// The form of the file that this program writes and reads.
const VERSION: u32 = 1;

/// The exact revisions of the siblings at one moment. Its fields are the file's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The form of the file; 1.
    pub version: u32,
    /// The workspace's name.
    pub workspace: String,
    /// When it was taken (RFC 3339).
    pub created: String,
    /// One for each configured sibling.
    #[serde(default)]
    pub siblings: Vec<Pinned>,
}

/// One sibling in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The sibling.
    pub name: String,
    /// Where it can be cloned from; without a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// The branch that HEAD named; absent when it was detached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The full id of the commit at HEAD; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether something was uncommitted, and so is not in the snapshot; absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dirty: Option<bool>,
    /// Whether a remote-tracking branch had the commit; absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed: Option<bool>,
}

/// A row of `ws snapshot save` and `export`.
#[derive(Debug, Clone)]
pub struct PinRow {
    /// What was pinned.
    pub pinned: Pinned,
    /// `ok`, `missing`, `not_git` or `error`.
    pub state: &'static str,
    /// Commits that are on no remote.
    pub unpushed: Option<usize>,
    /// Why it could not be read, or may not be exported.
    pub error: Option<RowError>,
}

/// A row of `ws snapshot list`.
#[derive(Debug, Clone)]
pub struct SnapshotRow {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What is in it.
    pub snapshot: Result<Snapshot, RowError>,
}

/// A row of `ws snapshot diff`.
#[derive(Debug, Clone)]
pub struct DifferenceRow {
    /// The sibling.
    pub name: String,
    /// `same`, `forward`, `backward`, `diverged`, `missing` (there is no commit now), `new` (there was none), or `unknown`.
    pub direction: &'static str,
    /// The commit in the snapshot.
    pub was: Option<String>,
    /// The commit at HEAD.
    pub now: Option<String>,
    /// Commits that came since, and such that went.
    pub ahead_behind: Option<(usize, usize)>,
    /// The branch in the snapshot.
    pub branch_was: Option<String>,
    /// The branch now.
    pub branch: Option<String>,
    /// Why it is unknown.
    pub error: Option<RowError>,
}

/// Takes the revisions of all siblings, side by side; a row for each, in their order.
pub fn take(config: &Config, look: &LookOptions, jobs: usize) -> Vec<PinRow> {
    let look = LookOptions { fast: false, ..look.clone() };
    let give_up = |sibling: &Sibling, error| PinRow { error: Some(error), ..PinRow::empty(sibling, "error") };
    Pool::punctual(jobs, git::LOOK_LIMIT)
        .in_order(config.siblings.clone(), move |sibling| pin(sibling, &look), give_up)
        .collect()
}

fn pin(sibling: &Sibling, look: &LookOptions) -> PinRow {
    let nothing = PinRow::empty(sibling, "ok").pinned;
    let row = |state, pinned| PinRow { pinned, state, unpushed: None, error: None };
    let repo = match git::look(&sibling.path, look) {
        // What is not there has nothing uncommitted.
        Look::Missing => return row("missing", Pinned { dirty: Some(false), ..nothing }),
        Look::NotGit => return row("not_git", Pinned { dirty: Some(false), ..nothing }),
        Look::Repo(repo) => repo,
        // A working tree that cannot be read hides no commit.
        Look::Failed(error) => match git::look(&sibling.path, &LookOptions { fast: true, ..look.clone() }) {
            Look::Repo(repo) => {
                let pinned = Pinned { branch: repo.branch.clone(), commit: repo.head.clone(), ..nothing };
                return PinRow { error: Some(error), ..row("error", pinned) };
            }
            _ => return PinRow { error: Some(error), ..row("error", nothing) },
        },
    };
    let pinned = Pinned {
        repo: repo.remote.clone().or(nothing.repo.clone()),
        branch: repo.branch.clone(),
        commit: repo.head.clone(),
        dirty: repo.tree.map_or(Some(false), |tree| tree.dirty),
        ..nothing
    };
    let Some(commit) = &repo.head else { return row("ok", pinned) };
    match unpushed(&sibling.path, commit, look) {
        Ok(count) => PinRow { unpushed: Some(count), ..row("ok", Pinned { pushed: Some(count == 0), ..pinned }) },
        Err(error) => PinRow { error: Some(error), ..row("ok", pinned) },
    }
}

impl PinRow {
    /// Of a sibling of which nothing is known but what the configuration says.
    fn empty(sibling: &Sibling, state: &'static str) -> Self {
        let name = sibling.name.to_string();
        let repo = sibling.repo.as_deref().map(|repo| secrets::left_out(repo).into_owned());
        let pinned = Pinned { name, repo, branch: None, commit: None, dirty: None, pushed: None };
        Self { pinned, state, unpushed: None, error: None }
    }
}

/// How many commits up to `commit` are on no remote-tracking branch.
fn unpushed(path: &Path, commit: &str, look: &LookOptions) -> Result<usize, RowError> {
    let gone = || RowError::new("ws::snapshot::gone", "the sibling is missing");
    let question = Question::about(path, look)?.ok_or_else(gone)?;
    if !question.has(commit)? {
        return Err(lost(commit));
    }
    question.count(&[commit, "--not", "--remotes", "--"], None)
}

fn lost(commit: &str) -> RowError {
    RowError::new("ws::snapshot::commit_missing", format_args!("the commit {commit} is not in the repository"))
}

impl Snapshot {
    /// Of what was taken at `now`.
    pub fn of(config: &Config, rows: &[PinRow], now: SystemTime) -> Self {
        let siblings = rows.iter().map(|row| row.pinned.clone()).collect();
        let now = Timestamp::try_from(now).unwrap_or_default();
        let created = now.round(jiff::Unit::Second).unwrap_or(now).to_string();
        Self { version: VERSION, workspace: config.name.clone(), created, siblings }
    }

    /// The same with what [`exportable`] found, without what others have no use for.
    #[must_use]
    pub fn exported(&self, rows: &[PinRow]) -> Self {
        let siblings = rows.iter().filter(|row| row.pinned.commit.is_some());
        Self { siblings: siblings.map(|row| row.pinned.clone()).collect(), ..self.clone() }
    }

    /// What it says of a sibling.
    pub fn pinned(&self, name: &SiblingName) -> Option<&Pinned> {
        self.siblings.iter().find(|pinned| pinned.name == name.as_str())
    }

    /// As a file has it.
    pub fn to_toml(&self) -> String {
        let head = "# The exact revision of every sibling: `ws snapshot restore` checks them out.\n";
        // Strings and flags: there is nothing in it that TOML lacks.
        format!("{head}{}", toml::to_string_pretty(self).unwrap_or_default())
    }

    /// Reads a file. Codes: `ws::snapshot::bad_file`, and those of [`SourceFile::read`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bad = |reason: &str| {
            let message = format_args!("`{}` is not a snapshot: {reason}", path.display());
            Error::Snapshot(RowError::new("ws::snapshot::bad_file", message))
        };
        let file = SourceFile::read(path)?;
        let snapshot: Self = toml::from_str(&file.text).map_err(|error| bad(error.message()))?;
        if snapshot.version != VERSION {
            return Err(bad(&format!("its version is {}, and this program knows {VERSION}", snapshot.version)));
        }
        let is_id = |id: &String| [40, 64].contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(pinned) = snapshot.siblings.iter().find(|pinned| !pinned.commit.iter().all(is_id)) {
            return Err(bad(&format!("the commit of `{}` is not a full id", pinned.name)));
        }
        Ok(snapshot)
    }
}

/// The snapshots of one workspace.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// Those of the workspace in `root`.
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    fn directory(&self) -> PathBuf {
        self.root.join(".ws/snapshots")
    }

    /// Every snapshot, by name; one that cannot be read says why.
    pub fn list(&self) -> Vec<SnapshotRow> {
        let entries = fs::read_dir(self.directory()).into_iter().flatten().flatten();
        let listed = entries.filter_map(|entry| {
            let path = entry.path();
            let name = path.file_name()?.to_str()?.strip_suffix(".toml")?.to_owned();
            SiblingName::parse(&name)?;
            let snapshot = Snapshot::read(&path).map_err(|error| RowError::new(error.code(), describe(&error)));
            Some(SnapshotRow { name, path, snapshot })
        });
        let mut listed: Vec<SnapshotRow> = listed.collect();
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        listed
    }

    /// Their names, each with when it was taken: for completion.
    pub fn known(&self) -> Vec<(String, Option<String>)> {
        self.list().into_iter().map(|listed| (listed.name, listed.snapshot.ok().map(|it| it.created))).collect()
    }

    /// Reads one by name, or a lock file by its path: what has a `/`, or ends in `.lock` or `.toml`, is a path from
    /// `directory` on. Codes: `ws::snapshot::unknown`, and those of [`Snapshot::read`].
    pub fn read(&self, name: &str, directory: &Path) -> Result<Snapshot, Error> {
        if name.contains('/') || [".lock", ".toml"].iter().any(|ending| name.ends_with(ending)) {
            return Snapshot::read(&directory.join(name));
        }
        let path = self.path(name)?;
        if !path.exists() {
            let known: Vec<String> = self.list().into_iter().map(|listed| listed.name).collect();
            let hint = match nearest(name, known.iter().map(String::as_str)) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`ws snapshot list` lists them".to_owned(),
            };
            let message = format_args!("there is no snapshot `{name}`: {hint}");
            return Err(Error::Snapshot(RowError::new("ws::snapshot::unknown", message)));
        }
        Snapshot::read(&path)
    }

    /// Writes a new one, whole or not at all; one that is there is never replaced. Codes: `ws::snapshot::exists`,
    /// `ws::snapshot::bad_name`, `ws::snapshot::symlink`.
    pub fn write(&self, name: &str, snapshot: &Snapshot) -> Result<PathBuf, Error> {
        let path = self.check_new(name)?;
        let directory = self.directory();
        for link in [&self.root.join(".ws"), &directory] {
            if link.is_symlink() {
                let message = format_args!(
                    "`{}` is a symlink, and snapshots are not written through symlinks: use a plain directory",
                    link.display()
                );
                return Err(Error::Snapshot(RowError::new("ws::snapshot::symlink", message)));
            }
        }
        fs::create_dir_all(&directory).map_err(PathError::at("create", &directory))?;
        // Leftovers of runs that were killed; only `ws` writes here.
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        let left = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b".tmp"));
        left.for_each(|entry| files::sweep_file(&entry.path()));
        // The root may be a repository itself: what is in here is the user's alone.
        let ignore = self.root.join(".ws/.gitignore");
        if !ignore.exists() {
            put(&ignore, "*\n")?;
        }
        put(&path, &snapshot.to_toml())?;
        Ok(path)
    }

    /// Where a new one will be; an error when the name will not do.
    pub fn check_new(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.path(name)?;
        if path.symlink_metadata().is_ok() {
            let message = format_args!(
                "there is already a snapshot `{name}`, and snapshots are never replaced: use another name"
            );
            return Err(Error::Snapshot(RowError::new("ws::snapshot::exists", message)));
        }
        Ok(path)
    }

    fn path(&self, name: &str) -> Result<PathBuf, Error> {
        if SiblingName::parse(name).is_none() {
            let message = format_args!(
                "`{}` cannot be the name of a snapshot: use letters, digits, `.`, `_` and `-`, and do not start with `-` or `.`",
                name.escape_debug()
            );
            return Err(Error::Snapshot(RowError::new("ws::snapshot::bad_name", message)));
        }
        Ok(self.directory().join(format!("{name}.toml")))
    }
}

fn put(path: &Path, text: &str) -> Result<(), Error> {
    files::create(path, text.as_bytes(), 0o644).map_err(|error| PathError::at("write", path)(error).into())
}

fn describe(error: &Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// Which of a snapshot's siblings others cannot restore: a row for each, with the reason. As of now, so that what was
/// pushed since it was taken counts.
pub fn exportable(config: &Config, snapshot: &Snapshot, look: &LookOptions) -> Vec<PinRow> {
    let rows = snapshot.siblings.iter().map(|pinned| {
        let sibling = config.siblings.iter().find(|sibling| sibling.name.as_str() == pinned.name);
        let row = PinRow { pinned: pinned.clone(), state: "ok", unpushed: None, error: None };
        let Some(commit) = &pinned.commit else { return PinRow { state: "missing", ..row } };
        let counted = match sibling {
            Some(sibling) => unpushed(&sibling.path, commit, look),
            None => Err(RowError::new("ws::snapshot::gone", "it is no longer a sibling")),
        };
        let pushed = counted.as_ref().map_or(pinned.pushed, |count| Some(*count == 0));
        let error = match (&pinned.repo, pushed) {
            (None, _) => Some(RowError::new("ws::snapshot::no_remote", "it has no remote to clone it from")),
            (Some(_), Some(true)) => None,
            (Some(_), _) => Some(RowError::new(
                "ws::snapshot::not_pushed",
                format_args!("the commit {commit} is on no remote: push it first"),
            )),
        };
        let pinned = Pinned { pushed, ..pinned.clone() };
        PinRow { pinned, unpushed: counted.ok(), error, ..row }
    });
    rows.collect()
}

/// How the siblings differ from a snapshot: a row for each that is configured or in it.
pub fn compare(config: &Config, chosen: &[&Sibling], snapshot: &Snapshot, look: &LookOptions) -> Vec<DifferenceRow> {
    let look = LookOptions { fast: true, ..look.clone() };
    let pinned = |sibling: &&Sibling| ((*sibling).clone(), snapshot.pinned(&sibling.name).cloned());
    let items: Vec<(Sibling, Option<Pinned>)> = chosen.iter().map(pinned).collect();
    let work = move |(sibling, pinned): &(Sibling, Option<Pinned>)| difference(sibling, pinned.as_ref(), &look);
    let give_up = |(sibling, pinned): &(Sibling, Option<Pinned>), error| DifferenceRow {
        direction: "unknown",
        error: Some(error),
        ..unchanged(sibling.name.as_str(), pinned.as_ref())
    };
    let pool = Pool::punctual(default_jobs(), git::LOOK_LIMIT);
    let mut rows: Vec<DifferenceRow> = pool.in_order(items, work, give_up).collect();
    if chosen.len() == config.siblings.len() {
        let is_configured = |name: &str| config.siblings.iter().any(|sibling| sibling.name.as_str() == name);
        let former = snapshot.siblings.iter().filter(|pinned| !is_configured(&pinned.name));
        rows.extend(
            former.map(|pinned| DifferenceRow { direction: "missing", ..unchanged(&pinned.name, Some(pinned)) }),
        );
    }
    rows
}

fn unchanged(name: &str, pinned: Option<&Pinned>) -> DifferenceRow {
    DifferenceRow {
        name: name.to_owned(),
        direction: "same",
        was: pinned.and_then(|pinned| pinned.commit.clone()),
        now: None,
        ahead_behind: None,
        branch_was: pinned.and_then(|pinned| pinned.branch.clone()),
        branch: None,
        error: None,
    }
}

fn difference(sibling: &Sibling, pinned: Option<&Pinned>, look: &LookOptions) -> DifferenceRow {
    let mut row = unchanged(sibling.name.as_str(), pinned);
    let failed = |row: DifferenceRow, error| DifferenceRow { direction: "unknown", error: Some(error), ..row };
    match git::look(&sibling.path, look) {
        Look::Missing | Look::NotGit => {}
        Look::Failed(error) => return failed(row, error),
        Look::Repo(repo) => (row.now, row.branch) = (repo.head, repo.branch),
    }
    let (was, now) = match (&row.was, &row.now) {
        (None, None) => return row,
        (None, Some(_)) => return DifferenceRow { direction: "new", ..row },
        (Some(_), None) => return DifferenceRow { direction: "missing", ..row },
        (Some(was), Some(now)) if was == now => return DifferenceRow { ahead_behind: Some((0, 0)), ..row },
        (Some(was), Some(now)) => (was.clone(), now.clone()),
    };
    let count = || {
        let question = Question::about(&sibling.path, look)?.ok_or_else(|| lost(&was))?;
        if !question.has(&was)? {
            return Err(lost(&was));
        }
        let count = |of: &str, without: &str| question.count(&[of, &format!("^{without}"), "--"], None);
        Ok((count(&now, &was)?, count(&was, &now)?))
    };
    let counted = count();
    match counted {
        Ok(counts) => {
            let direction = match counts {
                (_, 0) => "forward",
                (0, _) => "backward",
                _ => "diverged",
            };
            DifferenceRow { direction, ahead_behind: Some(counts), ..row }
        }
        Err(error) => failed(row, error),
    }
}
