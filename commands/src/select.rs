//! Which siblings a call means: the arguments that all commands about siblings share, and what they select.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ws_core::RowError;
use ws_core::inspect::{InspectOptions, Reached, SiblingRow};
use ws_core::layers::Kinds;
use ws_core::select::{self, Selection};
use ws_core::work::paths::real_path;
use ws_core::{Config, Error, Sibling, inspect, worktree};

use crate::answer::Failure;
use crate::asked::Asked;
use crate::session::{Depth, Session};
use crate::spec::{Completes, Count, Declared, Flag, Switch, Text, Texts};

/// `names...`
pub static NAMES: Flag<Texts> =
    Flag::rest("names", "Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default")
        .completes(Completes::Siblings);
/// `--layer`
pub static LAYER: Flag<Texts> = Flag::texts("layer", "Only siblings of this layer").completes(Completes::Layers);
/// `--exclude`
pub static EXCLUDE: Flag<Texts> =
    Flag::texts("exclude", "Leave out siblings whose name matches this glob").completes(Completes::Siblings);
/// `--dirty`
pub static DIRTY: Flag<Switch> = Flag::switch("dirty", "Only siblings with something uncommitted");
/// `--affected-by`
pub static AFFECTED_BY: Flag<Texts> =
    Flag::texts("affected-by", "Only this sibling and what depends on it").completes(Completes::Siblings);
/// `--root`
pub static ROOT: Flag<Text> =
    Flag::text("root", "The workspace's root; by default WS_ROOT, else found from the current directory")
        .completes(Completes::Directories);

/// Names and flags that choose siblings.
pub static SIBLINGS: [&Declared; 6] =
    [NAMES.any(), LAYER.any(), EXCLUDE.any(), DIRTY.any(), AFFECTED_BY.any(), ROOT.any()];

/// `--plan`
pub static PLAN: Flag<Switch> = Flag::switch("plan", "Show what would be done, and do nothing");
/// `--jobs` of what waits for a network.
pub static JOBS: Flag<Count> = Flag::count("jobs", "How many at a time").short('j').default("4");
/// `--jobs` of what computes.
pub static PARALLEL: Flag<Count> =
    Flag::count("jobs", "How many at a time; by default as many as there are processors").short('j');
/// `--patience`
pub static PATIENCE: Flag<Count> =
    Flag::count("patience", "Give up on a sibling after this many seconds without output from git")
        .placeholder("SECONDS")
        .default("120");
/// `--kind`
pub static KIND: Flag<Text> = Flag::one_of(
    "kind",
    "Which dependencies count",
    &[
        ("runtime", "What is needed to install and run"),
        ("all", "Extras and groups too"),
        ("imports", "What is needed to install and run, and what the source code imports"),
    ],
    "runtime",
);

/// The siblings that are meant, in the configured order; with `--dirty` the repositories are looked at.
pub fn choose<'c>(config: &'c Config, asked: &Asked, session: &Session) -> Result<Vec<&'c Sibling>, Failure> {
    Ok(dirty_of(by_name(config, asked, session)?, config, asked, session))
}

/// The same for a command that has `.` for the root too, see [`is_root_meant`]: where it is that, it chooses no sibling.
pub fn choose_beside_root<'c>(
    config: &'c Config,
    asked: &Asked,
    session: &Session,
) -> Result<Vec<&'c Sibling>, Failure> {
    let names = names(config, asked, session).filter(|name| name != ".").collect();
    Ok(dirty_of(chosen(names, config, asked, session)?, config, asked, session))
}

/// What [`DIRTY`] leaves of them.
fn dirty_of<'c>(chosen: Vec<&'c Sibling>, config: &'c Config, asked: &Asked, session: &Session) -> Vec<&'c Sibling> {
    if !asked.has(&DIRTY) {
        return chosen;
    }
    let dirty = inspect::dirty(&chosen, &session.inspect_options(config, Depth::WorkTree));
    dirty.unknown.iter().for_each(|(name, error)| session.audience.warn(&left_out(name, error)));
    dirty.siblings
}

/// Which rows stay with `--dirty`, for a command that shows what it finds: the same as `where dirty` gives. A person is told
/// of which siblings it is unknown.
pub fn with_dirty(asked: &Asked, session: &Session) -> impl Fn(&SiblingRow) -> bool + Send + use<> {
    let (only_dirty, session) = (asked.has(&DIRTY), session.clone());
    move |row| {
        let dirty = row.dirty();
        if only_dirty
            && dirty.is_none()
            && let Some(error) = row.error()
        {
            session.audience.note(&left_out(row.name.as_str(), error));
        }
        !only_dirty || dirty == Some(true)
    }
}

fn left_out(name: &str, error: &RowError) -> String {
    format!("`{name}` is left out: whether anything is uncommitted is unknown: {}", error.message)
}

/// The same for a command that looks at the repositories itself, and leaves out what is not dirty by [`with_dirty`].
pub fn by_name<'c>(config: &'c Config, asked: &Asked, session: &Session) -> Result<Vec<&'c Sibling>, Failure> {
    chosen(names(config, asked, session).collect(), config, asked, session)
}

/// The names that were given, the sibling's where one is `.`; what is in no sibling stays `.`, which names none.
fn names<'a>(config: &'a Config, asked: &'a Asked, session: &'a Session) -> impl Iterator<Item = String> + 'a {
    asked.texts(&NAMES).iter().map(|name| here(config, name, session))
}

fn chosen<'c>(
    names: Vec<String>,
    config: &'c Config,
    asked: &Asked,
    session: &Session,
) -> Result<Vec<&'c Sibling>, Failure> {
    if asked.means_none() {
        return Ok(Vec::new());
    }
    let selection = Selection { names, layers: asked.texts(&LAYER).to_vec(), exclude: asked.texts(&EXCLUDE).to_vec() };
    for (pattern, nearest) in select::idle_exclusions(config, &selection.exclude) {
        let nearest = nearest.map(|nearest| format!(": did you mean `{nearest}`?")).unwrap_or_default();
        session.audience.warn(&format!("`--exclude {pattern}` leaves nothing out{nearest}"));
    }
    let options = session.inspect_options(config, Depth::Refs);
    let chosen = selected(config, selection, &options)
        .and_then(|chosen| inspect::affected_by(config, chosen, asked.texts(&AFFECTED_BY), &options));
    let reached = chosen.map_err(|error| {
        let place = asked.place_of(&error);
        Failure::from(error).about(place)
    })?;
    Ok(told(reached, session))
}

/// Says of which siblings it is unknown whether a change reaches them.
pub fn told<'c>(reached: Reached<'c>, session: &Session) -> Vec<&'c Sibling> {
    for (name, error) in &reached.unknown {
        let message = &error.message;
        session.audience.warn(&format!("`{name}` is taken in, since it is unknown whether it is affected: {message}"));
    }
    reached.siblings
}

/// The siblings that are selected. Where a name is that of a package in a repository with several, the repository is meant.
fn selected<'c>(
    config: &'c Config,
    mut selection: Selection,
    options: &InspectOptions,
) -> Result<Vec<&'c Sibling>, Error> {
    let unknown = match select::select(config, &selection) {
        Err(error @ Error::UnknownSibling { glob: false, .. }) => error,
        answer => return answer,
    };
    let packages = inspect::by_package(config, options);
    let mut is_known = true;
    for name in selection.names.iter_mut().filter(|name| !select::is_glob(name)) {
        let package = packages.siblings.iter().find(|sibling| sibling.name.as_str() == name);
        let repository = package.map(|sibling| sibling.repository().to_string());
        let is_listed = config.siblings.iter().any(|sibling| sibling.name.as_str() == name);
        match repository.filter(|_| !is_listed) {
            Some(repository) => *name = repository,
            None => is_known &= is_listed,
        }
    }
    if is_known { select::select(config, &selection) } else { Err(unknown) }
}

/// Whether the root's own tasks are meant.
pub struct RootMeant {
    /// Nothing was chosen, or `.` was, where that is the root.
    pub meant: bool,
    /// No sibling is meant beside it.
    pub alone: bool,
}

/// Whether `.` is the root, or nothing says which siblings are meant.
pub fn is_root_meant(config: &Config, asked: &Asked, session: &Session) -> RootMeant {
    let names = asked.texts(&NAMES);
    let chosen = [&LAYER, &EXCLUDE, &AFFECTED_BY].into_iter().any(|flag| !asked.texts(flag).is_empty())
        || asked.has(&DIRTY)
        || asked.means_none();
    if names.is_empty() {
        return RootMeant { meant: !chosen, alone: false };
    }
    let is_root = |name: &String| name == "." && here(config, name, session) == ".";
    RootMeant { meant: names.iter().any(is_root), alone: names.iter().all(is_root) }
}

/// The sibling that the caller is in, where nothing says which are meant and so all are.
pub fn is_in_one_of_all(config: &Config, asked: &Asked, session: &Session) -> Option<String> {
    let all = asked.texts(&NAMES).is_empty() && is_root_meant(config, asked, session).meant;
    Some(here(config, ".", session)).filter(|name| all && name != ".")
}

/// `.` is the sibling that the caller is in, if it is in one; the innermost, where one is within another.
fn here(config: &Config, name: &str, session: &Session) -> String {
    let sibling = if name == "." { standing_in(config, session) } else { None };
    sibling.map_or_else(|| name.to_owned(), |(sibling, _)| sibling.name.to_string())
}

/// The sibling that the caller is in, and the checkout of it: its own directory, or a linked worktree of its repository.
fn standing_in<'c>(config: &'c Config, session: &Session) -> Option<(&'c Sibling, PathBuf)> {
    let directory = real_path(&session.directory);
    let depth = |path: &Path| path.components().count();
    let all = || config.siblings.iter().map(|sibling| (sibling, real_path(&sibling.path)));
    let around = all().filter(|(_, path)| directory.starts_with(path)).max_by_key(|(_, path)| depth(path));
    let linked = worktree::linked(&directory)
        .filter(|linked| around.as_ref().is_none_or(|(_, path)| depth(&linked.top) > depth(path)));
    let worktree = linked.and_then(|linked| {
        let (sibling, _) = all().find(|(_, path)| linked.others.contains(path))?;
        Some((sibling, linked.top))
    });
    worktree.or(around)
}

/// The configuration as what is done in working trees needs it: where `.` is a linked worktree, its sibling is there.
pub fn where_one_stands<'c>(config: &'c Config, asked: &Asked, session: &Session) -> Cow<'c, Config> {
    let names_it = asked.texts(&NAMES).iter().any(|name| name == ".");
    let Some((standing, top)) = names_it.then(|| standing_in(config, session)).flatten() else {
        return Cow::Borrowed(config);
    };
    if real_path(&standing.path) == top {
        return Cow::Borrowed(config);
    }
    let mut there = config.clone();
    for sibling in there.siblings.iter_mut().filter(|sibling| sibling.name == standing.name) {
        sibling.path.clone_from(&top);
    }
    Cow::Owned(there)
}

/// `--kind`
pub fn kinds(asked: &Asked) -> Kinds {
    match asked.text(&KIND) {
        Some("all") => Kinds::All,
        Some("imports") => Kinds::Imports,
        _ => Kinds::Runtime,
    }
}

/// A number of jobs.
pub fn jobs(asked: &Asked, flag: &Flag<Count>) -> usize {
    asked.count(flag).map_or_else(ws_core::work::pool::processors, |jobs| jobs as usize)
}

/// `--patience`
pub fn patience(asked: &Asked) -> Option<Duration> {
    asked.count(&PATIENCE).map(|seconds| Duration::from_secs(seconds.into()))
}
