//! The validated `wrknv.toml`: what every later stage works with. [`load`] reads it, and either gives a
//! [`Config`] without errors (warnings may remain) or every problem of the file at once.
//!
//! Refuses to do: look into the siblings. Whether they exist or are sound is [`crate::inspect`]'s question.

mod check;
pub mod glob;
pub mod keys;
mod patterns;
mod tasks;
mod wire;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use self::check::DEFAULT_LAYERS;
use crate::error::{Error, Problem, RowError, Severity};
use crate::source::SourceFile;

/// The name of a sibling: the name of its directory, `[A-Za-z0-9._-]+`, not starting with `-` or `.`.
/// It is not the name of its Python package, which is a [`crate::python::PackageName`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiblingName(String);

/// The name of a layer, such as `foundation`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerName(String);

/// A layer: a set of siblings that may depend on the layers below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Its name; unique.
    pub name: LayerName,
    /// Whether its members may depend on each other.
    pub peers: bool,
}

/// One repository of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file")]
pub struct Sibling {
    /// Its name; unique in the workspace.
    pub name: SiblingName,
    /// Where it should be: absolute, `..` resolved lexically against the root, symlinks not followed.
    pub path: PathBuf,
    /// Where to clone it from.
    pub repo: Option<String>,
    /// Its layer; `None` when the file names none.
    pub layer: Option<LayerName>,
    /// The siblings that it says it depends on, in the order of the file.
    pub depends_on: Vec<SiblingName>,
    /// The branch it is expected to be on.
    pub branch: Option<String>,
    /// The optional dependencies (extras) that setup installs.
    pub extras: Vec<String>,
    /// Whether setup installs it; `false` for what is no package.
    pub install: bool,
    /// Whether it may be missing without a warning.
    pub optional: bool,
    /// Directories in it with a `pyproject.toml` each, relative to it and inside it; empty when the file names none.
    pub packages: Vec<PathBuf>,
    /// Whether bootstrap clones its submodules too.
    pub submodules: bool,
    /// `with_deps` of wrknv's pattern entries: whether setup takes its dependencies along. Default true.
    pub with_deps: bool,
    /// The repository that it is a package of, when that holds several, or holds it in a directory of its own: see
    /// [`crate::inspect::by_package`]. `None` for what the file lists.
    pub part_of: Option<PartOf>,
    /// The entry in the file, in bytes.
    pub span: Range<usize>,
}

/// The sibling whose repository a package is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOf {
    /// Its name.
    pub name: SiblingName,
    /// Where the repository is.
    pub path: PathBuf,
}

impl Sibling {
    /// The sibling that the file lists: itself, or the one whose repository it is in.
    pub fn repository(&self) -> &SiblingName {
        self.part_of.as_ref().map_or(&self.name, |whole| &whole.name)
    }

    /// Its repository as a sibling.
    #[must_use]
    pub fn whole(&self) -> Self {
        let (name, path) = (self.repository().clone(), self.repository_path().to_path_buf());
        Self { name, path, part_of: None, ..self.clone() }
    }

    /// Where its repository is.
    pub fn repository_path(&self) -> &Path {
        self.part_of.as_ref().map_or(&self.path, |whole| &whole.path)
    }
}

/// `[workspace.python]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonSettings {
    /// What the venv's Python must satisfy (PEP 440).
    pub version: Option<pep440_rs::VersionSpecifiers>,
    /// Where the venv is: absolute. Default: `.venv` in the root.
    pub venv_path: PathBuf,
}

/// How a workspace came to be the one that a call is about: who chose it decides what needs trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FoundBy {
    /// `--root` names it.
    Root,
    /// The current directory is its root.
    Here,
    /// The current directory is its root, and it is another user's.
    Stranger,
    /// It was looked for: above, next door, among those that are trusted, or where `WS_ROOT` says.
    #[default]
    Search,
}

impl FoundBy {
    /// Whether running what the workspace's files name, or changing its clones, needs trust: not where the user named the
    /// root or is in one of their own.
    pub fn needs_trust(self) -> bool {
        matches!(self, Self::Search | Self::Stranger)
    }
}

/// A workspace as its `wrknv.toml` describes it.
#[derive(Debug, Clone)]
pub struct Config {
    /// The directory that holds the `wrknv.toml`; absolute, as it was found.
    pub root: PathBuf,
    /// How it was found.
    pub found: FoundBy,
    /// The file, as it was read.
    pub source_file: Arc<SourceFile>,
    /// `[workspace] name`, or the name of the root directory.
    pub name: String,
    /// `[workspace] description`.
    pub description: Option<String>,
    /// `[workspace] version`.
    pub version: Option<String>,
    /// `[workspace.python]`.
    pub python: PythonSettings,
    /// `[workspace.env]`: variables that activation sets.
    pub env: BTreeMap<String, String>,
    /// `[workspace.tools]`: tool name → the versions that are fine (PEP 440).
    pub tools: BTreeMap<String, pep440_rs::VersionSpecifiers>,
    /// `[workspace.tasks]`: for every sibling that does not define the task itself.
    pub tasks: Vec<Task>,
    /// `[workspace.validate] allow`: findings that are known, with their places in the file.
    pub allow: Vec<(String, Range<usize>)>,
    /// The layers, bottom first.
    pub layers: Vec<Layer>,
    /// The siblings, in the order of the file.
    pub siblings: Vec<Sibling>,
    /// Whether some are found by pattern: then the directories decide too which there are.
    pub has_patterns: bool,
    /// What is odd about the file but does not stop anything.
    pub warnings: Vec<Problem>,
}

/// One task of a `[tasks]` table, with its namespace flattened into the name (`test.unit`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Full name, dotted, up to three names deep. A namespace's `_default` has the namespace's own name.
    pub name: String,
    /// What running it means.
    pub action: TaskAction,
    /// What it is for.
    pub description: Option<String>,
    /// Variables for it alone.
    pub env: BTreeMap<String, String>,
    /// The directory to run in, relative to the sibling.
    pub working_dir: Option<PathBuf>,
    /// How long it may take; `None` where the file says nothing, or 0.
    pub timeout: Option<Duration>,
    /// Tasks of the same table that run first.
    pub depends_on: Vec<String>,
    /// Whether the parts of a composite run side by side, all of them to the end.
    pub parallel: bool,
    /// Whether a sibling waits for those that it depends on; a failure there blocks it. Default true.
    pub ordered: bool,
    /// What stands before the command; empty for nothing at all. `None` leaves it to `execution_mode`.
    pub command_prefix: Option<String>,
    /// Where the programs come from.
    pub execution_mode: ExecutionMode,
    /// Whether it is a namespace's `_default`.
    pub is_default: bool,
    /// The entry in the file, in bytes.
    pub span: Range<usize>,
}

/// Where the programs of a task come from: wrknv's `execution_mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExecutionMode {
    /// From the shared venv, in which the siblings are editable: then wrknv takes the venv too.
    #[default]
    Auto,
    /// Behind `uv run`.
    UvRun,
    /// From the shared venv.
    Direct,
    /// Without a venv.
    System,
}

impl ExecutionMode {
    /// As the file has it; `None` for a word that is no mode.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "auto" => Self::Auto,
            "uv_run" => Self::UvRun,
            "direct" => Self::Direct,
            "system" => Self::System,
            _ => return None,
        })
    }
}

/// What running a [`Task`] means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskAction {
    /// A command line.
    Command(String),
    /// Other tasks, one after another.
    Composite(Vec<String>),
}

impl SiblingName {
    /// What [`parse`](Self::parse) takes, as advice.
    pub const RULE: &str = "use letters, digits, `.`, `_` and `-`, and do not start with `-` or `.`";

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks `name` against `[A-Za-z0-9._-]+`, not starting with `-` or `.`.
    pub fn parse(name: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let sound = !name.is_empty() && !name.starts_with(['-', '.']) && name.bytes().all(allowed);
        sound.then(|| Self(name.to_owned()))
    }
}

impl LayerName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A layer's name follows the same rule as a [`SiblingName`].
    pub fn parse(name: &str) -> Option<Self> {
        SiblingName::parse(name).map(|name| Self(name.0))
    }
}

impl fmt::Display for SiblingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for LayerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<SiblingName> for String {
    fn from(name: SiblingName) -> Self {
        name.0
    }
}

impl From<LayerName> for String {
    fn from(name: LayerName) -> Self {
        name.0
    }
}

/// Reads a `wrknv.toml` that was found in `root`, an absolute path. `home` is what `~` means in a sibling's path.
///
/// Gives [`Error::Config`] with every problem of the file, when at least one is an error.
pub fn load(source_file: SourceFile, root: &Path, home: Option<&Path>) -> Result<Config, Error> {
    let mut reader = wire::Reader::default();
    let wire = wire::read(&source_file.text, &mut reader);
    build(source_file, wire, reader, &check::Base { root, home })
}

/// The same; `None` for a file that is not about a workspace, such as a sibling's own with its tasks.
pub fn load_workspace(source_file: SourceFile, root: &Path, home: Option<&Path>) -> Result<Option<Config>, Error> {
    let mut reader = wire::Reader::default();
    let wire = wire::read(&source_file.text, &mut reader);
    if !wire.describes_a_workspace {
        return Ok(None);
    }
    build(source_file, wire, reader, &check::Base { root, home }).map(Some)
}

fn build(
    source_file: SourceFile,
    mut wire: wire::Wire,
    mut reader: wire::Reader,
    base: &check::Base<'_>,
) -> Result<Config, Error> {
    let text = |value: &mut Option<wire::At<String>>| value.take().map(|value| value.value);
    let directory_name = || base.root.file_name().unwrap_or(base.root.as_os_str()).to_string_lossy().into_owned();
    let name = text(&mut wire.name).unwrap_or_else(directory_name);
    let (description, version) = (text(&mut wire.description), text(&mut wire.version));
    let python = check::python(&wire, base, &mut reader);
    let env = check::env(&wire, &mut reader);
    let tools = check::tools(&wire, &mut reader);
    let layers = check::layers(&wire, &mut reader);
    let tasks = std::mem::take(&mut wire.tasks);
    let allow = std::mem::take(&mut wire.allow).into_iter().map(|allow| (allow.value, allow.span)).collect();
    let has_patterns = wire.siblings.iter().any(|entry| matches!(entry.key, wire::WireKey::Pattern(_)));
    let siblings = check::siblings(wire, &layers, base, &mut reader);
    check::sort(&mut reader);
    let source_file = Arc::new(source_file);
    if reader.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Error::Config { source_file, problems: reader.problems });
    }
    let root = base.root.to_path_buf();
    let warnings = reader.problems;
    Ok(Config {
        root,
        found: FoundBy::default(),
        source_file,
        name,
        description,
        version,
        python,
        env,
        tools,
        tasks,
        allow,
        layers,
        siblings,
        has_patterns,
        warnings,
    })
}

/// How much a `wrknv.toml` says about a workspace of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// Nothing.
    Nothing,
    /// Patterns of siblings alone, as wrknv documents them for every project.
    Patterns,
    /// Siblings by name.
    Named,
    /// A `[workspace]` table.
    Workspace,
}

/// What the text of a `wrknv.toml` claims to be.
pub fn claim(text: &str) -> Claim {
    wire::claim(text)
}

/// The `[tasks]` of a sibling's own `wrknv.toml`.
#[derive(Debug, Clone, Default)]
pub struct OwnTasks {
    /// Those that can be read.
    pub tasks: Vec<Task>,
    /// The others, each by its full name with what is wrong with it and where. The code is the problem's.
    pub broken: Vec<(String, RowError)>,
    /// Everything that is wrong or odd, warnings too, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads the `[tasks]` of a sibling's own file; whatever else is in it is not ours. A task that is wrong leaves the others.
///
/// Gives [`Error::Config`] when the file is no TOML, or `tasks` no table.
pub fn own_tasks(source_file: &SourceFile) -> Result<OwnTasks, Error> {
    let mut reader = wire::Reader::default();
    let tasks = wire::own_tasks(&source_file.text, &mut reader);
    let of_tasks: Vec<usize> = reader.bad_tasks.iter().map(|(_, place)| *place).collect();
    let first_error = reader.problems.iter().position(|problem| problem.severity == Severity::Error);
    // What is wrong with the file itself comes before its tasks are read.
    if first_error.is_some_and(|place| !of_tasks.contains(&place)) {
        return Err(Error::Config { source_file: Arc::new(source_file.clone()), problems: reader.problems });
    }
    let broken = std::mem::take(&mut reader.bad_tasks).into_iter().map(|(name, place)| {
        let problem = &reader.problems[place];
        (name, RowError::new(problem.code, problem.with_place(source_file)))
    });
    let broken = broken.collect();
    check::sort(&mut reader);
    Ok(OwnTasks { tasks, broken, problems: reader.problems })
}

#[cfg(test)]
mod tests;
