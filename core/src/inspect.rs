//! Config → what is true of each sibling, in parallel. The failure of one is data in its row; one that hangs is
//! given up after a deadline and does not hold the others.

mod packages;
mod reached;
mod rows;
mod state;

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::cache::Cache;
use crate::config::{Config, LayerName, Sibling, SiblingName};
use crate::error::RowError;
use crate::git::{self, Backup, Branch, Look, LookOptions};
use crate::layers::{Graph, Kinds, Metadata};
use crate::python::imports::SourceImports;
use crate::python::markers::Markers;
use crate::python::venv::Venv;
use crate::python::{self, Project};
use crate::work::pool::Pool;
pub use crate::work::pool::default_jobs;

pub use self::packages::by_package;
pub use self::reached::{Reached, affected, affected_by, changed_or_dependent};
pub use self::rows::StatusRow;

/// How to look at siblings.
#[derive(Clone)]
pub struct InspectOptions {
    /// How to look at each repository.
    pub look: LookOptions,
    /// How many are looked at side by side; at least 1.
    pub jobs: usize,
    /// How long one sibling may take before its row says that it hangs.
    pub deadline: Duration,
    /// Asked between rows; when true the rest is not looked at.
    pub interrupted: Arc<dyn Fn() -> bool + Send + Sync>,
    /// What the user's cache remembers of source code; without one all of it is read each time.
    pub cache: Option<Cache>,
    /// Where the workspace's venv is: it knows what only a build tells of a project.
    pub venv: Option<PathBuf>,
}

impl InspectOptions {
    /// The usual: as many jobs as [`default_jobs`], ten seconds for each sibling, never interrupted.
    pub fn new(look: LookOptions) -> Self {
        let interrupted = Arc::new(|| false);
        Self { look, jobs: default_jobs(), deadline: git::LOOK_LIMIT, interrupted, cache: None, venv: None }
    }

    fn pool(&self) -> Pool {
        Pool { jobs: self.jobs, deadline: Some(self.deadline), cancelled: Arc::clone(&self.interrupted) }
    }
}

/// What is true of one sibling.
#[derive(Debug, Clone)]
pub struct SiblingRow {
    /// Its name.
    pub name: SiblingName,
    /// Its layer.
    pub layer: Option<LayerName>,
    /// Where it should be.
    pub path: PathBuf,
    /// What git says.
    pub look: Look,
    /// What its Python metadata says.
    pub project: Result<Option<Project>, RowError>,
    /// Whether the working tree was left alone on purpose.
    pub fast: bool,
}

/// Looks at the siblings side by side and gives their states in the order of `siblings`, each as soon as it and all
/// before it are there. A sibling that is not done at its deadline gets a row with `ws::inspect::timed_out`; the
/// thread that waits for it is left behind, and another takes its place.
pub fn siblings(siblings: &[&Sibling], options: &InspectOptions) -> impl Iterator<Item = SiblingRow> + Send + use<> {
    let fast = options.look.fast;
    let look_options = options.look.prepared();
    let (path, opened) = (options.venv.clone(), OnceLock::new());
    let inspect = move |sibling: &Sibling| {
        let look = git::look(&sibling.path, &look_options);
        let mut project = match look {
            Look::Missing => Ok(None),
            Look::NotGit | Look::Repo(_) | Look::Failed(_) => python::read(&sibling.path),
        };
        // One that has `setup.py` alone is called as it was installed.
        if let (Some(path), Ok(Some(project @ Project { package: None, .. }))) = (&path, &mut project) {
            opened.get_or_init(|| Venv::open(path, false)).complete(project);
        }
        state(sibling, look, project, fast)
    };
    let give_up = move |sibling: &Sibling, error: RowError| state(sibling, Look::Failed(error), Ok(None), fast);
    options.pool().in_order(siblings.iter().copied().cloned().collect(), inspect, give_up)
}

/// A sibling, and what it has that its remotes do not.
#[derive(Debug, Clone)]
pub struct BackupRow {
    /// What is true of it.
    pub state: SiblingRow,
    /// What only it has; `None` of what is missing or no repository.
    pub backup: Result<Option<Backup>, RowError>,
    /// Whether there is a directory that is no repository and not empty, or cannot be looked into.
    pub holds_files: bool,
}

/// The same as [`siblings`], with what would be lost with each directory.
pub fn backups(chosen: &[&Sibling], options: &InspectOptions) -> impl Iterator<Item = BackupRow> + Send + use<> {
    let look_options = options.look.prepared();
    let inspect = move |sibling: &Sibling| {
        let look = git::look(&sibling.path, &look_options);
        let backup = match look {
            Look::Missing | Look::NotGit | Look::Failed(_) => Ok(None),
            Look::Repo(_) => git::backup(&sibling.path, &look_options),
        };
        let holds_files = matches!(look, Look::NotGit) && holds_something(&sibling.path);
        let project = python::read(&sibling.path);
        BackupRow { state: state(sibling, look, project, look_options.fast), backup, holds_files }
    };
    let fast = options.look.fast;
    let give_up = move |sibling: &Sibling, error: RowError| BackupRow {
        state: state(sibling, Look::Failed(error), Ok(None), fast),
        backup: Ok(None),
        holds_files: false,
    };
    options.pool().in_order(chosen.iter().copied().cloned().collect(), inspect, give_up)
}

/// Whether the directory has an entry. True of a file, and of what cannot be looked into.
fn holds_something(path: &Path) -> bool {
    std::fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some())
}

/// A local branch of a sibling, or why the sibling's branches cannot be read.
#[derive(Debug, Clone)]
pub struct BranchRow {
    /// The sibling.
    pub name: SiblingName,
    /// The branch.
    pub branch: Result<Branch, RowError>,
}

/// The local branches of the siblings, in their order; none of one that is missing or no repository.
pub fn branches(chosen: &[&Sibling], options: &InspectOptions) -> impl Iterator<Item = BranchRow> + Send + use<> {
    let look_options = options.look.prepared();
    let of = |sibling: &Sibling, branch| BranchRow { name: sibling.name.clone(), branch };
    let inspect = move |sibling: &Sibling| match git::branches(&sibling.path, sibling.branch.as_deref(), &look_options)
    {
        Ok(branches) => branches.into_iter().map(|branch| of(sibling, Ok(branch))).collect(),
        Err(error) => vec![of(sibling, Err(error))],
    };
    let give_up = move |sibling: &Sibling, error: RowError| vec![of(sibling, Err(error))];
    options.pool().in_order(chosen.iter().copied().cloned().collect(), inspect, give_up).flatten()
}

fn state(sibling: &Sibling, look: Look, project: Result<Option<Project>, RowError>, fast: bool) -> SiblingRow {
    let Sibling { name, layer, path, .. } = sibling.clone();
    SiblingRow { name, layer, path, look, project, fast }
}

/// The Python metadata of every sibling, in their order, read side by side. A directory that is not there is unknown, and
/// so is one that is not read before its deadline.
pub fn projects(config: &Config, options: &InspectOptions) -> Vec<Metadata> {
    let read = |sibling: &Sibling| {
        let project = match sibling.path.symlink_metadata() {
            Ok(_) => Some(python::read(&sibling.path)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
            Err(error) => {
                let message = format_args!("cannot look at `{}`: {error}", sibling.path.display());
                Some(Err(RowError::new("ws::python::unreadable", message)))
            }
        };
        Metadata { path: sibling.path.clone(), project }
    };
    let give_up = |sibling: &Sibling, error| Metadata {
        path: sibling.path.clone(),
        project: Some(Err::<Option<Project>, _>(error)),
    };
    let mut all: Vec<Metadata> = options.pool().in_order(config.siblings.clone(), read, give_up).collect();
    // After an interrupt the rest is unknown.
    let rest = config.siblings.iter().skip(all.len());
    all.extend(rest.map(|sibling| Metadata { path: sibling.path.clone(), project: None }));
    complete(config, &mut all);
    all
}

/// Fills in what only a build can tell from the distribution that is installed in the venv.
fn complete(config: &Config, all: &mut [Metadata]) {
    let projects = all.iter_mut().filter_map(|metadata| metadata.project.as_mut()?.as_mut().ok()?.as_mut());
    let is_unknown = |project: &&mut Project| project.unknown_dependencies.is_some() || project.package.is_none();
    let mut unknown = projects.filter(is_unknown).peekable();
    if unknown.peek().is_some() {
        let venv = Venv::open(&config.python.venv_path, false);
        unknown.for_each(|project| venv.complete(project));
    }
}

/// Those whose repository has something uncommitted. Of one that cannot be read that is unknown: it is not among them, but
/// told with the reason.
pub fn dirty<'c>(chosen: &[&'c Sibling], options: &InspectOptions) -> Reached<'c> {
    let mut seen = HashSet::new();
    let paths = chosen.iter().map(|sibling| sibling.repository_path().to_path_buf());
    let paths: Vec<PathBuf> = paths.filter(|path| seen.insert(path.clone())).collect();
    let look_options = LookOptions { only_dirty: true, ..options.look.prepared() };
    let inspect = move |path: &PathBuf| git::look(path, &look_options);
    let answers = options.pool().in_order(paths.clone(), inspect, |_, error| Look::Failed(error));
    let looks: HashMap<&Path, Look> = paths.iter().map(PathBuf::as_path).zip(answers).collect();
    let look = |sibling: &Sibling| looks.get(sibling.repository_path());
    let dirty = |sibling: &&Sibling| look(sibling).and_then(Look::dirty) == Some(true);
    let unknown = |sibling: &&Sibling| match look(sibling)? {
        Look::Failed(error) => Some((sibling.name.to_string(), error.clone())),
        Look::Repo(repo) if repo.tree.is_some_and(|tree| tree.dirty.is_none()) => {
            Some((sibling.name.to_string(), repo.error.clone()?))
        }
        _ => None,
    };
    Reached {
        siblings: chosen.iter().copied().filter(dirty).collect(),
        unknown: chosen.iter().filter_map(unknown).collect(),
    }
}

/// The metadata of every sibling as [`venv`](crate::python::venv) takes it; that of one that is not there is unknown.
pub fn known_projects(config: &Config, options: &InspectOptions) -> Vec<Result<Option<Project>, RowError>> {
    let missing = |metadata: &Metadata| {
        let message = format!("`{}` is not there", metadata.path.display());
        Err(RowError::new("ws::sibling::missing", message))
    };
    let all = projects(config, options).into_iter();
    all.map(|metadata| metadata.project.clone().unwrap_or_else(|| missing(&metadata))).collect()
}

/// The graph of the workspace's dependencies: everything that [`layers`](crate::layers) works with.
pub fn graph(config: &Config, options: &InspectOptions) -> Graph {
    Graph::new(config, &projects(config, options), &Markers::of(config))
}

/// The same of the workspace's repositories: for what is done once in each.
pub fn graph_of_repositories(config: &Config, options: &InspectOptions) -> Graph {
    graph(&by_package(config, options), options).by_repository(config)
}

/// The same with every import of one sibling by another. Reads the siblings' source code.
pub fn graph_with_imports(config: &Config, options: &InspectOptions) -> Graph {
    graph(config, options).with_imports(config, &imports(config, options))
}

/// The graph that holds every dependency of these kinds.
pub fn graph_for(config: &Config, kinds: Kinds, options: &InspectOptions) -> Graph {
    if kinds == Kinds::Imports { graph_with_imports(config, options) } else { graph(config, options) }
}

/// What the source code of every sibling imports, in their order; `None` of one that is not there.
pub fn imports(config: &Config, options: &InspectOptions) -> Vec<Option<Result<SourceImports, RowError>>> {
    let cache = options.cache.clone();
    let read = move |sibling: &Sibling| {
        sibling.path.is_dir().then(|| python::imports::read(&sibling.path, &sibling.packages, cache.as_ref()))
    };
    let give_up = |_: &Sibling, error| Some(Err(error));
    let mut all: Vec<_> = options.pool().in_order(config.siblings.clone(), read, give_up).collect();
    // After an interrupt the rest is unknown.
    all.resize(config.siblings.len(), None);
    all
}
