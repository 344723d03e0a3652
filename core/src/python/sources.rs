//! Where a project takes a package from, other than from an index: `[tool.uv.sources]`
//! (<https://docs.astral.sh/uv/concepts/projects/dependencies/>), with those of the uv workspace that it is a member of, and
//! the `path`, `git` and `url` of Poetry's requirements.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::de::DeTable;

use super::pyproject::{child, key_name, strings, tables, text};
use super::{Kind, PackageName};
use crate::source::SourceFile;

/// How many directories a uv workspace's patterns may lead to.
const MEMBER_LIMIT: usize = 4096;

/// One place that a package is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The environments in which it counts (PEP 508); `None` for all.
    pub marker: Option<String>,
    /// The extra or the group whose requirements it counts for; `None` for all.
    pub only: Option<Kind>,
    /// The place.
    pub origin: Origin,
}

/// What kind of place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A directory, absolute.
    Directory {
        /// Where it is.
        path: PathBuf,
        /// Whether it is installed as an editable.
        editable: bool,
    },
    /// What PEP 508 has after `@`: a repository or an archive.
    Url(String),
    /// An index of its own name.
    Index,
    /// A member of a uv workspace that is not there.
    NoMember,
}

/// Sources by the package they are for.
pub type Sources = BTreeMap<PackageName, Vec<Source>>;

/// The sources of the project in `directory`, with those of its uv workspace's root.
pub(super) fn of_uv(directory: &Path, table: &DeTable<'_>) -> Sources {
    let mut sources = Sources::new();
    let own = child(table, &["tool", "uv", "sources"]);
    let workspace = Workspace::around(directory, table);
    if let Some(workspace) = workspace.as_ref().filter(|workspace| workspace.root != directory) {
        let parsed = DeTable::parse(&workspace.text).ok();
        let shared = parsed.as_ref().and_then(|parsed| child(parsed.get_ref(), &["tool", "uv", "sources"]));
        if let Some(shared) = shared {
            take(shared, &workspace.root, Some(workspace), &mut sources);
        }
    }
    if let Some(own) = own {
        take(own, directory, workspace.as_ref(), &mut sources);
    }
    sources
}

/// Those of one table; paths in it are relative to `base`.
fn take(table: &DeTable<'_>, base: &Path, workspace: Option<&Workspace>, sources: &mut Sources) {
    for (name, value) in table {
        let Some(name) = key_name(name.get_ref()) else { continue };
        let Some(entries) = tables(value.get_ref()) else { continue };
        let found = entries.into_iter().filter_map(|entry| {
            let is_member = entry.get("workspace").and_then(|flag| flag.get_ref().as_bool()) == Some(true);
            let origin = if is_member {
                let member = workspace.and_then(|workspace| workspace.member(&name));
                let editable = flag(entry, "editable").unwrap_or(true);
                member.map_or(Origin::NoMember, |path| Origin::Directory { path, editable })
            } else {
                of_table(entry, base, "editable")?
            };
            let only = text(entry, "extra").map(Kind::extra).or_else(|| text(entry, "group").map(Kind::group));
            Some(Source { marker: text(entry, "marker").map(str::to_owned), only, origin })
        });
        let found: Vec<Source> = found.collect();
        if !found.is_empty() {
            sources.insert(name, found);
        }
    }
}

fn flag(table: &DeTable<'_>, key: &str) -> Option<bool> {
    table.get(key)?.get_ref().as_bool()
}

/// `path`, `git` with `rev`, `tag` or `branch`, `url`, `index`: the notation that uv and Poetry share. `editable` is the
/// key that says that a directory is installed as one.
pub(super) fn of_table(table: &DeTable<'_>, base: &Path, editable: &str) -> Option<Origin> {
    let fragment = text(table, "subdirectory").map(|it| format!("#subdirectory={it}")).unwrap_or_default();
    if let Some(path) = text(table, "path") {
        let path = lexical(&base.join(path));
        let is_archive = [".whl", ".tar.gz", ".zip"].iter().any(|end| path.to_string_lossy().ends_with(end));
        return if is_archive {
            Some(Origin::Url(url::Url::from_file_path(&path).ok()?.to_string()))
        } else {
            let path = text(table, "subdirectory").map_or(path.clone(), |below| lexical(&path.join(below)));
            Some(Origin::Directory { path, editable: flag(table, editable).unwrap_or(false) })
        };
    }
    if let Some(repository) = text(table, "git") {
        // `git@host:path` is no URL; `ssh://git@host/path` is the same.
        let url = match repository.split_once(':') {
            Some((host, path)) if !repository.contains("://") => format!("ssh://{host}/{path}"),
            _ => repository.to_owned(),
        };
        let revision = ["rev", "tag", "branch"].iter().find_map(|key| text(table, key));
        let revision = revision.map(|revision| format!("@{revision}")).unwrap_or_default();
        let url = url.strip_prefix("git+").unwrap_or(&url);
        return Some(Origin::Url(format!("git+{url}{revision}{fragment}")));
    }
    if let Some(url) = text(table, "url") {
        return Some(Origin::Url(format!("{url}{fragment}")));
    }
    text(table, "index").or_else(|| text(table, "source")).map(|_| Origin::Index)
}

/// A uv workspace.
struct Workspace {
    root: PathBuf,
    /// The root's `pyproject.toml`.
    text: String,
    members: Vec<String>,
    exclude: Vec<String>,
}

impl Workspace {
    /// The one that the project in `directory`, with this `pyproject.toml`, is the root or a member of.
    fn around(directory: &Path, table: &DeTable<'_>) -> Option<Self> {
        if let Some(own) = child(table, &["tool", "uv", "workspace"]) {
            return Some(Self::new(directory, String::new(), own));
        }
        for above in directory.ancestors().skip(1) {
            let Ok(file) = SourceFile::read(&above.join("pyproject.toml")) else { continue };
            let Ok(parsed) = DeTable::parse(&file.text) else { continue };
            let Some(settings) = child(parsed.get_ref(), &["tool", "uv", "workspace"]) else { continue };
            let workspace = Self::new(above, file.text.clone(), settings);
            // uv takes the nearest, member or not.
            return workspace.has(directory).then_some(workspace);
        }
        None
    }

    fn new(root: &Path, text: String, settings: &DeTable<'_>) -> Self {
        let list = |key| strings(settings.get(key)).into_iter().map(str::to_owned).collect();
        Self { root: root.to_path_buf(), text, members: list("members"), exclude: list("exclude") }
    }

    fn has(&self, directory: &Path) -> bool {
        let Ok(relative) = directory.strip_prefix(&self.root) else { return false };
        matcher(&self.members).is_match(relative) && !matcher(&self.exclude).is_match(relative)
    }

    /// The directory of the member with this package.
    fn member(&self, name: &PackageName) -> Option<PathBuf> {
        let all = members(&self.root, &self.members, &self.exclude);
        std::iter::once(self.root.clone()).chain(all).find(|directory| named(directory).as_ref() == Some(name))
    }
}

/// The directories with a `pyproject.toml` that the patterns mean, sorted.
pub(super) fn members(root: &Path, patterns: &[String], exclude: &[String]) -> Vec<PathBuf> {
    let exclude = matcher(exclude);
    let mut found = Vec::new();
    for pattern in patterns {
        let mut level = vec![root.to_path_buf()];
        for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
            let is_pattern = part.contains(['*', '?', '[', '{']);
            let fits = matcher(&[part.to_owned()]);
            level = level.into_iter().flat_map(|directory| step(&directory, part, is_pattern, &fits)).collect();
            level.truncate(MEMBER_LIMIT);
        }
        found.extend(level);
    }
    found.retain(|directory| {
        let is_out = directory.strip_prefix(root).is_ok_and(|relative| exclude.is_match(relative));
        !is_out && directory.join("pyproject.toml").is_file()
    });
    found.sort();
    found.dedup();
    found
}

/// The directories that one part of a pattern leads to.
fn step(directory: &Path, part: &str, is_pattern: bool, fits: &GlobSet) -> Vec<PathBuf> {
    if !is_pattern {
        return vec![lexical(&directory.join(part))];
    }
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten().take(MEMBER_LIMIT);
    let below = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let below = below.map(|entry| entry.path()).filter(|path| path.is_dir());
    if part == "**" {
        let deeper = below.flat_map(|path| step(&path, part, true, fits));
        return std::iter::once(directory.to_path_buf()).chain(deeper).take(MEMBER_LIMIT).collect();
    }
    below.filter(|path| path.file_name().is_some_and(|name| fits.is_match(name))).collect()
}

fn matcher(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

/// The package of the project in a directory.
fn named(directory: &Path) -> Option<PackageName> {
    let file = SourceFile::read(&directory.join("pyproject.toml")).ok()?;
    let table = DeTable::parse(&file.text).ok()?;
    key_name(text(child(table.get_ref(), &["project"])?, "name")?)
}

/// The path without `.` and `..`, as far as that can be told without looking.
pub(crate) fn lexical(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut so_far, part| {
        match part {
            Component::ParentDir => {
                so_far.pop();
            }
            Component::CurDir => {}
            part => so_far.push(part),
        }
        so_far
    })
}
