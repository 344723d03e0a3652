//! `ws init`: a `wrknv.toml` for the git repositories next to a directory, proposed from what they say of themselves.

mod add;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{self, DEFAULT_LAYERS, SiblingName};
use crate::discover;
use crate::error::{Error, PathError};
use crate::git::{self, Look, LookOptions};
use crate::python::{self, Kind, PackageName, Project};
use crate::source::{BYTE_ORDER_MARK, SourceFile};
use crate::work::files::{self, Like};
use crate::work::paths::real_path;

/// A repository that was found.
struct Found {
    name: SiblingName,
    path: PathBuf,
    remote: Option<String>,
    project: Option<Project>,
}

/// A proposal.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Where it would be written.
    pub path: PathBuf,
    /// The file's text.
    pub text: String,
    /// How many siblings it lists.
    pub siblings: usize,
    /// Repositories that were left out, with the reason.
    pub left_out: Vec<String>,
    /// The text that the file has now, which the proposal keeps and adds to; `None` for a new file.
    pub now: Option<String>,
}

/// Proposes a configuration for the workspace whose root is `root`, an absolute path: a sibling for each repository that
/// lies next to it or in it. Changes nothing.
pub fn propose(root: &Path, look: &LookOptions) -> Proposal {
    let (found, left_out) = find(root, look);
    let text = text(root, &found);
    Proposal { path: root.join(discover::FILE_NAME), text, siblings: found.len(), left_out, now: None }
}

/// Proposes what the file in `root` lacks: a `[workspace]` table, and the repositories next to it or in it that it does not
/// list. Its text and comments stay. Changes nothing.
///
/// # Errors
/// A file that cannot be read, or has errors of its own.
pub fn propose_addition(root: &Path, look: &LookOptions, home: Option<&Path>) -> Result<Proposal, Error> {
    let path = root.join(discover::FILE_NAME);
    let source_file = SourceFile::read(&path)?;
    let now = source_file.text.clone();
    let config = config::load_workspace(source_file, root, home)?;
    let listed: BTreeSet<PathBuf> =
        config.iter().flat_map(|config| &config.siblings).map(|sibling| real_path(&sibling.path)).collect();
    let names: BTreeSet<SiblingName> =
        config.iter().flat_map(|config| &config.siblings).map(|sibling| sibling.name.clone()).collect();
    let (found, mut left_out) = find(root, look);
    let depends_on = depends_on(&found);
    let mut new: Vec<usize> =
        (0..found.len()).filter(|place| !listed.contains(&real_path(&found[*place].path))).collect();
    new.retain(|place| {
        let is_taken = names.contains(&found[*place].name);
        if is_taken {
            let shown = found[*place].path.display();
            left_out.push(format!("`{shown}`: another sibling is called `{}`", found[*place].name));
        }
        !is_taken
    });
    let depths = depths(&depends_on);
    new.sort_by_key(|place| (depths[*place], found[*place].name.as_str()));
    let text =
        add::added(&now, root, &new.iter().map(|place| entry(root, &found, *place, &depends_on)).collect::<Vec<_>>())
            .map_err(|reason| PathError::at("add to", &path)(std::io::Error::other(reason)))?;
    Ok(Proposal { path, text, siblings: new.len(), left_out, now: Some(now) })
}

/// What is said of a repository that was found.
fn entry(root: &Path, found: &[Found], place: usize, depends_on: &[Vec<usize>]) -> add::Entry {
    let Found { name, path, remote, .. } = &found[place];
    add::Entry {
        name: name.to_string(),
        path: shown_path(root, name, path),
        repo: remote.clone(),
        depends_on: depends_on[place].iter().map(|other| found[*other].name.to_string()).collect(),
    }
}

/// The path as the file has it; `None` where it is what the name means.
fn shown_path(root: &Path, name: &SiblingName, path: &Path) -> Option<String> {
    if root.parent().is_some_and(|parent| path == parent.join(name.as_str())) {
        return None;
    }
    Some(path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned())
}

fn find(root: &Path, look: &LookOptions) -> (Vec<Found>, Vec<String>) {
    let (mut found, mut left_out) = (Vec::<Found>::new(), Vec::new());
    for path in beside(root).into_iter().chain(inside(root)) {
        let shown = path.display();
        let (Look::Repo(state), Some(file_name)) = (git::look_in_time(&path, look), path.file_name()) else { continue };
        let Some(name) = file_name.to_str().and_then(SiblingName::parse) else {
            left_out.push(format!("`{shown}`: its name cannot be the name of a sibling"));
            continue;
        };
        let project = match python::read(&path) {
            Ok(project) => project,
            Err(error) => {
                left_out.push(format!("the metadata of `{shown}`: {}", error.message));
                None
            }
        };
        if found.iter().any(|known| known.name == name) {
            left_out.push(format!("`{shown}`: another repository is called `{name}`"));
            continue;
        }
        found.push(Found { name, path, remote: state.remote.clone(), project });
    }
    (found, left_out)
}

impl Proposal {
    /// Writes the file, whole or not at all. One that is there is replaced only by what adds to it, and only while it has
    /// the text that was added to.
    pub fn write(&self) -> Result<(), Error> {
        let cannot = |error| PathError::at("write", &self.path)(error);
        if let Some(now) = &self.now {
            // Behind a symlink is the file that is meant.
            let path = self.path.canonicalize().map_err(cannot)?;
            // A rename would take the place of a file that its owner does not want to be written.
            let is_writable = rustix::fs::access(&path, rustix::fs::Access::WRITE_OK).is_ok();
            if !is_writable || fs::metadata(&path).map_err(cannot)?.permissions().readonly() {
                return Err(cannot(std::io::Error::other("it is read-only")).into());
            }
            let source_file = SourceFile::read(&path)?;
            if source_file.text != *now {
                return Err(cannot(std::io::Error::other("it was changed meanwhile")).into());
            }
            let mark = source_file.has_byte_order_mark.then_some(BYTE_ORDER_MARK);
            let text: String = mark.into_iter().chain(self.text.chars()).collect();
            return files::replace(&path, text.as_bytes(), Like::File(&path)).map_err(|error| cannot(error).into());
        }
        files::create(&self.path, self.text.as_bytes(), 0o644).map_err(|error| cannot(error).into())
    }
}

fn beside(root: &Path) -> Vec<PathBuf> {
    let Some(parent) = root.parent() else { return Vec::new() };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_meant = |path: &PathBuf| {
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        !hidden && path != root && path.is_dir()
    };
    let mut paths: Vec<PathBuf> = entries.filter(is_meant).collect();
    paths.sort();
    paths
}

/// The repositories in the root itself, which may be one.
fn inside(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_meant = |path: &PathBuf| {
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        // A directory of a repository around it is none of its own.
        !hidden && path.join(".git").exists()
    };
    let mut paths: Vec<PathBuf> = entries.filter(is_meant).collect();
    paths.sort();
    paths
}

fn text(root: &Path, found: &[Found]) -> String {
    let depends_on = depends_on(found);
    let depths = depths(&depends_on);
    let name = root.file_name().map_or_else(|| "workspace".to_owned(), |name| name.to_string_lossy().into_owned());
    let mut text = format!("[workspace]\nname = {}\n", quoted(&name));
    let pythons: BTreeSet<String> = found
        .iter()
        .filter_map(|found| found.project.as_ref()?.requires_python.as_ref())
        .flat_map(|wanted| wanted.iter().map(ToString::to_string).collect::<Vec<_>>())
        .collect();
    if !pythons.is_empty() {
        let wanted = pythons.into_iter().collect::<Vec<_>>().join(",");
        let _ = write!(text, "\n[workspace.python]\nversion = {}\n", quoted(&wanted));
    }
    // Bottom first, as it would be installed.
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|place| (depths[*place], found[*place].name.as_str()));
    for place in order {
        let Found { name, path, remote, project } = &found[place];
        let _ = write!(text, "\n[[siblings]]\nname = {}\n", quoted(name.as_str()));
        if let Some(path) = shown_path(root, name, path) {
            let _ = writeln!(text, "path = {}", quoted(&path));
        }
        match remote {
            Some(remote) => {
                let _ = writeln!(text, "repo = {}", quoted(remote));
            }
            None => text.push_str("# repo: it has no remote\n"),
        }
        if project.is_some() {
            let layer = DEFAULT_LAYERS[depths[place].min(DEFAULT_LAYERS.len() - 1)].0;
            let _ = writeln!(text, "# layer = {}  # by its depth alone: decide", quoted(layer));
        }
        let on: Vec<String> = depends_on[place].iter().map(|other| quoted(found[*other].name.as_str())).collect();
        if !on.is_empty() {
            let _ = writeln!(text, "depends_on = [{}]", on.join(", "));
        }
    }
    text
}

/// Whom each requires at run time, by places.
fn depends_on(found: &[Found]) -> Vec<Vec<usize>> {
    let package = |found: &Found| found.project.as_ref().and_then(|project| project.package.clone());
    let places: BTreeMap<PackageName, usize> =
        found.iter().enumerate().filter_map(|(place, found)| Some((package(found)?, place))).collect();
    let wanted = |(place, found): (usize, &Found)| {
        let runtime = found.project.iter().flat_map(|project| &project.dependencies);
        let runtime = runtime.filter(|dependency| dependency.kind == Kind::Runtime);
        let others: BTreeSet<usize> =
            runtime.filter_map(|dependency| places.get(&dependency.requirement.name).copied()).collect();
        others.into_iter().filter(|other| *other != place).collect()
    };
    found.iter().enumerate().map(wanted).collect()
}

/// How many steps each is above those that depend on nobody; within a cycle, as far as the number of siblings allows.
fn depths(depends_on: &[Vec<usize>]) -> Vec<usize> {
    let mut depths = vec![0; depends_on.len()];
    for _ in 0..depends_on.len() {
        let next: Vec<usize> = depends_on
            .iter()
            .map(|on| on.iter().map(|other| depths[*other] + 1).max().unwrap_or(0).min(depends_on.len()))
            .collect();
        if next == depths {
            break;
        }
        depths = next;
    }
    depths
}

/// A TOML basic string: JSON's, but for one character that TOML wants escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// Is there a configuration already?
pub fn exists(root: &Path) -> bool {
    root.join(discover::FILE_NAME).symlink_metadata().is_ok()
}
