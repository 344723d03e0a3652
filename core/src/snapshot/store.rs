//! The snapshots of a workspace, in `ROOT/.ws/snapshots/`: listed, read by name, written once and never replaced.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::SiblingName;
use crate::error::{Error, PathError, RowError, nearest};
use crate::work::files;

use super::Snapshot;

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
            let message =
                format_args!("`{}` cannot be the name of a snapshot: {}", name.escape_debug(), SiblingName::RULE);
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
