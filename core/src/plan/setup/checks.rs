//! What can be seen to go wrong before anything is installed: siblings whose versions exclude each other, a build that
//! would take a sibling from an index, extras and groups that nobody has. Where a marker hangs on the Python of a venv that
//! is not made yet, nothing is said before it is.

use std::collections::HashSet;

use super::{SetupOptions, SetupRow, SetupState, SetupStep};
use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::layers::{Edge, EdgeKind, Graph};
use crate::python::{Kind, Origin, Project, lexical, normal};

/// Siblings of the plan, with what is known of them.
pub struct Checks<'c> {
    pub config: &'c Config,
    pub projects: &'c [Result<Option<Project>, RowError>],
    pub graph: &'c Graph,
    pub options: &'c SetupOptions,
    /// The siblings that are packages and here, by their places.
    pub packages: &'c [usize],
    /// Whether uv installs: it takes what a build asks for from `[tool.uv.sources]`.
    pub uv: bool,
}

impl Checks<'_> {
    /// One row for each requirement between siblings that the other's checkout does not meet: no resolver could.
    /// Code: `ws::setup::conflict`.
    pub fn conflicts(&self) -> Vec<SetupRow> {
        let (mut rows, mut told) = (Vec::new(), HashSet::new());
        for edge in self.edges().filter(|edge| edge.satisfied == Some(false) && self.is_wanted(edge)) {
            let (from, to) = (self.sibling(edge.from), self.sibling(edge.to));
            let asked = edge.requirement.as_deref().unwrap_or_default();
            let has = self.project(edge.to).and_then(|it| it.version.as_deref()).unwrap_or("another version");
            let message = format!(
                "`{}` asks for `{asked}`, but the checkout of `{}` has {has}: update the checkout or the requirement; \
                 nothing was changed",
                from.name, to.name
            );
            let names = vec![from.name.to_string(), to.name.to_string()];
            if told.insert(message.clone()) {
                let row = SetupRow::new(SetupStep::Dependencies, SetupState::Failed, names);
                rows.push(row.failed(RowError::new("ws::setup::conflict", message)));
            }
        }
        rows
    }

    /// The siblings whose build would take another one from an index, each with a row that says so.
    /// Code: `ws::setup::build_requirement`.
    pub fn builds_from_index(&self) -> Vec<(usize, SetupRow)> {
        let is_build =
            |edge: &&Edge| edge.kind == EdgeKind::Requirement(Kind::Build) && edge.marker_applies == Some(true);
        let mut found: Vec<(usize, SetupRow)> = Vec::new();
        for edge in self.edges().filter(is_build).filter(|edge| !self.is_from_checkout(edge)) {
            // The edges come sibling by sibling.
            if found.last().is_some_and(|(place, _)| *place == edge.from) {
                continue;
            }
            let (from, to) = (self.sibling(edge.from), self.sibling(edge.to));
            let message = format!(
                "`{}` needs `{}` to be built, and its build would take it from an index: name the checkout in \
                 [build-system] requires (`NAME @ file:///…`), or with uv in [tool.uv.sources]",
                from.name, to.name
            );
            let mut row = SetupRow::new(SetupStep::Install, SetupState::Failed, vec![from.name.to_string()]);
            row.layer = from.layer.as_ref().map(ToString::to_string);
            found.push((edge.from, row.failed(RowError::new("ws::setup::build_requirement", message))));
        }
        found
    }

    /// An extra or a group that none of the siblings has. Codes: `ws::setup::unknown_extra`, `ws::setup::unknown_group`.
    pub fn unknown_names(&self) -> Option<RowError> {
        let projects = || self.packages.iter().filter_map(|place| self.project(*place));
        let extras = || projects().flat_map(|project| &project.extras);
        if projects().all(|project| !project.unknown_extras) {
            for asked in &self.options.extras {
                if !extras().any(|extra| *extra == normal(asked)) {
                    return Some(unknown("ws::setup::unknown_extra", "extra", asked, extras()));
                }
            }
        }
        let groups = || projects().flat_map(|project| &project.groups);
        let lost = self.options.groups.iter().find(|asked| !groups().any(|group| *group == normal(asked)));
        if let Some(asked) = lost {
            return Some(unknown("ws::setup::unknown_group", "group", asked, groups()));
        }
        self.packages.iter().find_map(|place| {
            let (sibling, project) = (self.sibling(*place), self.project(*place)?);
            let lost = sibling.extras.iter().find(|asked| !project.extras.contains(&normal(asked)))?;
            let error = unknown("ws::setup::unknown_extra", "extra", lost, project.extras.iter());
            let message = format!("wrknv.toml: `{}`: {}", sibling.name, error.message);
            (!project.unknown_extras).then_some(RowError { message, ..error })
        })
    }

    fn edges(&self) -> impl Iterator<Item = &Edge> {
        let meant: HashSet<usize> = self.packages.iter().copied().collect();
        let edges = self.graph.edges.iter().filter(|edge| edge.from != edge.to);
        edges.filter(move |edge| meant.contains(&edge.from) && meant.contains(&edge.to))
    }

    fn is_wanted(&self, edge: &Edge) -> bool {
        let asked = |names: &[String], name: &str| names.iter().any(|asked| normal(asked) == name);
        let by_kind = match &edge.kind {
            EdgeKind::Requirement(Kind::Runtime) => true,
            EdgeKind::Requirement(Kind::Extra(name)) => {
                asked(&self.options.extras, name) || asked(&self.sibling(edge.from).extras, name)
            }
            EdgeKind::Requirement(Kind::Group(name)) => asked(&self.options.groups, name),
            EdgeKind::Requirement(Kind::Build) | EdgeKind::Declared | EdgeKind::Import => false,
        };
        by_kind && edge.marker_applies == Some(true)
    }

    /// Does the project say that the build takes the other from its checkout?
    fn is_from_checkout(&self, edge: &Edge) -> bool {
        let there = lexical(&self.sibling(edge.to).path);
        let Some(project) = self.project(edge.from) else { return false };
        let is_asked = |text: &String| Some(text) == edge.requirement.as_ref();
        let Some(dependency) = project.dependencies.iter().find(|it| it.kind == Kind::Build && is_asked(&it.text))
        else {
            return false;
        };
        let is_there = |path: &std::path::Path| lexical(path) == there;
        let by_source = |origin: &Origin| matches!(origin, Origin::Directory { path, .. } if is_there(path));
        let sources = project.sources.get(&dependency.requirement.name).filter(|_| self.uv);
        let by_reference = match &dependency.requirement.version_or_url {
            Some(pep508_rs::VersionOrUrl::Url(url)) => url.to_file_path().is_ok_and(|path| is_there(&path)),
            _ => false,
        };
        by_reference || sources.is_some_and(|sources| sources.iter().any(|source| by_source(&source.origin)))
    }

    fn sibling(&self, place: usize) -> &Sibling {
        &self.config.siblings[place]
    }

    fn project(&self, place: usize) -> Option<&Project> {
        self.projects.get(place)?.as_ref().ok()?.as_ref()
    }
}

fn unknown<'n>(code: &'static str, what: &str, asked: &str, known: impl Iterator<Item = &'n String>) -> RowError {
    let normal = normal(asked);
    let near = known.map(|name| (strsim::jaro_winkler(&normal, name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    let near = near.map(|(_, name)| format!(": did you mean `{name}`?")).unwrap_or_default();
    RowError::new(code, format!("no sibling has the {what} `{asked}`{near}"))
}
