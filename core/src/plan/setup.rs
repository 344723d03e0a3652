//! `ws setup`: the shared venv, with every sibling in it as an editable, bottom layer first.
//!
//! The venv is made when it is not there; then the siblings go in without what they ask for, layer by layer; then all
//! that they ask for beside each other goes in, in one resolution. So no requirement between siblings is ever met from
//! an index, and one that cannot be built leaves the others alone. At the end the venv is read again, as it is.

mod carry_out;
mod changes;
mod checks;
mod chosen;
mod command;
mod configured;
mod environment;
mod lacking;
mod pip;
mod prune;
mod python;
mod requirements;
mod resolution;
mod step;
mod venv;

use std::collections::BTreeSet;

pub use self::carry_out::{OnLine, carry_out};
use self::checks::Checks;
use self::command::{Installer, shown};
pub use self::step::{SetupRow, SetupState, SetupStep};
use self::venv::{VenvPlan, moved};
use crate::config::{Config, LayerName, Sibling};
use crate::env::Env;
use crate::error::RowError;
use crate::layers::{self, EdgeKind, Graph};
use crate::python::markers::Markers;
use crate::python::venv::{SiblingProject, Venv, WantedPython};
use crate::python::{Dependency, Project, built_from, is_buildable};
use crate::work::{child, paths};

/// How to set up.
#[derive(Debug, Clone, Default)]
pub struct SetupOptions {
    /// The Python: a version such as `3.12`, or a path.
    pub python: Option<String>,
    /// Extras that are installed of every sibling that has them.
    pub extras: Vec<String>,
    /// Dependency groups (PEP 735) that are installed of every sibling that has them.
    pub groups: Vec<String>,
    /// Install every sibling again, also where nothing has changed.
    pub reinstall: bool,
    /// Make a new venv; the old one is moved aside and kept.
    pub recreate: bool,
    /// Take out editables that the workspace does not list.
    pub prune: bool,
}

/// Why a sibling has to be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// It is not in, or is asked for.
    Install,
    /// This has changed since it was.
    Changed(&'static str),
}

/// The steps, in order. Owns all that it needs.
#[derive(Debug, Clone)]
pub struct SetupPlan {
    config: Config,
    graph: Graph,
    /// The metadata of every sibling, in the order of the configuration.
    projects: Vec<Result<Option<Project>, RowError>>,
    options: SetupOptions,
    env: Env,
    installer: Installer,
    wanted: WantedPython,
    venv: VenvPlan,
    /// Siblings that cannot be installed, with the reason.
    left_out: Vec<SetupRow>,
    /// Versions of siblings that exclude each other: then nothing is done.
    conflicts: Vec<SetupRow>,
    /// Siblings that are refused, by their places: no index is asked for them either.
    refused: Vec<usize>,
    /// Variables of the caller that would lead an installer elsewhere, and are left out.
    ignored: Vec<String>,
    /// Settings of the installer's files that would do the same, and are turned off.
    turned_off: Vec<String>,
    /// What each sibling would be built from now; `None` where that is not known.
    sources: Vec<Option<String>>,
    /// Why each sibling has to be installed; `None` where it is in as it should be.
    due: Vec<Option<Due>>,
    /// Editables that are no siblings.
    unlisted: Vec<prune::Unlisted>,
    /// Siblings that are packages and here, by their places in the configuration, bottom first.
    packages: Vec<usize>,
    /// Those of them that have to be installed, layer by layer.
    batches: Vec<(Option<LayerName>, Vec<usize>)>,
    /// Whether something from an index is not there, as far as that is known before.
    lacks_requirements: bool,
}

/// What has to be done for the siblings in `chosen`. Looks at the disk and changes nothing. `projects` are the metadata
/// of every sibling in the order of the configuration; `env` is the whole environment of what will run.
///
/// # Errors
/// `ws::setup::no_python` when no Python satisfies everybody; `ws::setup::leads_elsewhere` when the installer's own file has a
/// setting that cannot be turned off.
pub fn plan(
    config: &Config,
    chosen: &[&Sibling],
    projects: Vec<Result<Option<Project>, RowError>>,
    graph: &Graph,
    options: SetupOptions,
    env: &Env,
) -> Result<SetupPlan, RowError> {
    let known = SiblingProject::all(&config.siblings, &projects);
    let meant = chosen::with_needs(graph.places(chosen), graph, config, &projects, &options);
    // What the others ask for has no part in it.
    let of_meant: Vec<SiblingProject<'_>> = meant.iter().map(|place| known[*place]).collect();
    let wanted = WantedPython::of(config, &of_meant);
    if let Some(conflict) = wanted.conflict() {
        return Err(conflict);
    }
    let (packages, left_out) = installable_and_left_out(config, &projects, graph, &meant);
    let installer = child::find(env, "uv").map_or(Installer::Pip, Installer::Uv);
    let uv = matches!(installer, Installer::Uv(_));
    let checks = Checks { config, projects: &projects, graph, options: &options, packages: &packages, uv };
    if let Some(error) = checks.unknown_names() {
        return Err(error);
    }
    let (mut child_env, ignored) = environment::of_installers(env);
    let turned_off = configured::turn_off(&installer, config, &mut child_env)?;
    let venv = Venv::open(&config.python.venv_path, false);
    let venv_plan = VenvPlan::of(config, env, &venv, &wanted, &options, &installer);
    let venv = if matches!(venv_plan, VenvPlan::Replace(_)) { Venv::absent(&config.python.venv_path) } else { venv };
    let unlisted = prune::unlisted(config, &projects, &venv);
    let mut plan = SetupPlan {
        batches: Vec::new(),
        config: config.clone(),
        sources: vec![None; config.siblings.len()],
        due: vec![None; config.siblings.len()],
        unlisted,
        projects,
        options,
        env: child_env,
        graph: graph.clone(),
        conflicts: Vec::new(),
        refused: Vec::new(),
        ignored,
        turned_off,
        installer,
        wanted,
        venv: venv_plan,
        left_out,
        packages: Vec::new(),
        lacks_requirements: false,
    };
    plan.include_in(&venv, &packages);
    let refused = plan.decide(&venv);
    plan.left_out.extend(refused);
    plan.lacks_requirements = plan.lacking(&venv).is_none_or(|lacking| !lacking.is_empty());
    Ok(plan)
}

/// Which of the siblings that are `meant` can be installed, by their places and in the order of installation; and a row
/// for each of the others, with the reason.
fn installable_and_left_out(
    config: &Config,
    projects: &[Result<Option<Project>, RowError>],
    graph: &Graph,
    meant: &BTreeSet<usize>,
) -> (Vec<usize>, Vec<SetupRow>) {
    let (mut packages, mut left_out) = (Vec::new(), Vec::new());
    for place in layers::order(graph).steps.iter().map(|step| step.node) {
        let sibling = &config.siblings[place];
        if !meant.contains(&place) {
            continue;
        }
        let mut row = SetupRow::new(SetupStep::Install, SetupState::Skipped, vec![sibling.name.to_string()]);
        row.layer = sibling.layer.as_ref().map(ToString::to_string);
        let there = paths::is_there(&sibling.path);
        match &projects[place] {
            _ if !sibling.install => {
                row.reason = Some("wrknv.toml has `install = false` for it".to_owned());
                left_out.push(row);
            }
            _ if let Err(error) = &there => left_out.push(row.failed(error.clone())),
            _ if there == Ok(false) => {
                let is_cloned = sibling.repository_path().is_dir();
                let remedy = if is_cloned { "correct `packages` in wrknv.toml" } else { "run `ws bootstrap`" };
                row.reason = Some(format!("`{}` is not there: {remedy}", sibling.path.display()));
                left_out.push(row);
            }
            Err(error) => left_out.push(row.failed(error.clone())),
            Ok(Some(project)) if project.is_virtual => {
                row.reason = Some("its metadata says that it is not a package".to_owned());
                left_out.push(row);
            }
            Ok(Some(_)) if is_buildable(&sibling.path) => packages.push(place),
            Ok(_) => {
                row.reason = Some("it is not a Python package".to_owned());
                left_out.push(row);
            }
        }
    }
    (packages, left_out)
}

impl SetupPlan {
    /// The steps as rows, for `--plan`.
    pub fn rows(&self) -> Vec<SetupRow> {
        let mut rows = Vec::new();
        match &self.venv {
            VenvPlan::Keep => {}
            VenvPlan::Make => rows.push(self.row(SetupStep::Venv, SetupState::Planned, &[])),
            VenvPlan::AddPip => {
                let row = self.row(SetupStep::Venv, SetupState::Planned, &[]);
                let command = Some(shown(&self.ensure_pip()));
                rows.push(SetupRow { reason: Some(venv::ADDED.to_owned()), command, ..row });
            }
            VenvPlan::Replace(aside) => {
                let mut row = self.row(SetupStep::Venv, SetupState::Planned, &[]);
                row.reason = Some(moved(aside));
                rows.push(row);
            }
            VenvPlan::Refuse(error) => {
                rows.push(self.row(SetupStep::Venv, SetupState::Failed, &[]).failed(error.clone()));
            }
        }
        rows.extend(self.left_out.iter().cloned());
        if !self.conflicts.is_empty() {
            rows.extend(self.conflicts.iter().cloned());
            return rows;
        }
        for (layer, places) in &self.batches {
            let mut row = self.row(SetupStep::Install, SetupState::Planned, places);
            row.reason = self.changed(places);
            row.layer = layer.as_ref().map(ToString::to_string);
            row.command = Some(shown(&self.install_command(places)));
            rows.push(row);
        }
        if self.lacks_requirements {
            rows.push(self.row(SetupStep::Dependencies, SetupState::Planned, &self.packages));
        }
        rows.extend(self.prune_row(SetupState::Planned));
        if !matches!(self.venv, VenvPlan::Refuse(_)) {
            let state = if self.is_done() { SetupState::UpToDate } else { SetupState::Planned };
            let verify = self.row(SetupStep::Verify, state, &self.packages);
            rows.push(SetupRow { reason: self.remarks(), ..verify });
        }
        rows
    }

    /// Is there nothing to do?
    pub fn is_done(&self) -> bool {
        self.is_complete() && self.pruned().is_empty()
    }

    /// Is everything in that should be?
    fn is_complete(&self) -> bool {
        matches!(self.venv, VenvPlan::Keep) && self.batches.is_empty() && !self.lacks_requirements
    }

    /// What can be said before anything is installed, as far as this venv's Python is known: notes conflicts, takes out the
    /// siblings that are refused, and gives a row for each of these.
    fn decide(&mut self, venv: &Venv) -> Vec<SetupRow> {
        if venv.python_version().is_some() {
            let markers = Markers::of(&self.config);
            for edge in &mut self.graph.edges {
                let project = self.projects.get(edge.from).and_then(|it| it.as_ref().ok()?.as_ref());
                let is_it = |it: &&Dependency| {
                    Some(&it.text) == edge.requirement.as_ref() && EdgeKind::Requirement(it.kind.clone()) == edge.kind
                };
                if let Some(dependency) = project.and_then(|project| project.dependencies.iter().find(is_it)) {
                    edge.marker_applies = markers.apply(dependency);
                }
            }
        }
        let uv = matches!(self.installer, Installer::Uv(_));
        let checks = Checks {
            config: &self.config,
            projects: &self.projects,
            graph: &self.graph,
            options: &self.options,
            packages: &self.packages,
            uv,
        };
        let (conflicts, mut refused) = (checks.conflicts(), checks.builds_from_index());
        if !uv {
            refused.extend(self.beyond_pip(venv));
        }
        self.conflicts = conflicts;
        self.packages.retain(|place| refused.iter().all(|(other, _)| other != place));
        for (place, _) in &refused {
            self.due[*place] = None;
        }
        self.batches = self.batches();
        let (places, rows): (Vec<usize>, Vec<SetupRow>) = refused.into_iter().unzip();
        self.refused.extend(places);
        rows
    }

    /// The siblings that take a package from where uv alone takes one, each with a row that says so.
    /// Code: `ws::setup::needs_uv`.
    fn beyond_pip(&self, venv: &Venv) -> Vec<(usize, SetupRow)> {
        let refusal = |place: &usize| {
            let wanted = self.wanted_of(venv, &[*place], &[*place])?;
            let unmet = |it: &&requirements::Wanted| it.of_uv_alone().is_some() && !it.is_met(venv.distributions());
            let lost = wanted.iter().find(unmet)?;
            let sibling = &self.config.siblings[*place];
            let message = format!(
                "`{}` takes `{}` from {}, and pip would take another package of that name: install uv",
                sibling.name,
                lost.requirement().name,
                lost.of_uv_alone().unwrap_or_default()
            );
            let mut row = self.row(SetupStep::Install, SetupState::Failed, &[*place]);
            row.layer = sibling.layer.as_ref().map(ToString::to_string);
            Some((*place, row.failed(RowError::new("ws::setup::needs_uv", message))))
        };
        self.packages.iter().filter_map(refusal).collect()
    }

    /// Takes these siblings in, which are packages and here.
    fn include(&mut self, places: &[usize]) {
        self.include_in(&Venv::open(&self.config.python.venv_path, false), places);
    }

    /// The same, where the venv has been read. What each would be built from takes a look at its files, so that is asked of
    /// nobody else.
    fn include_in(&mut self, venv: &Venv, places: &[usize]) {
        let (record, environment) = (changes::Record::read(venv.path()), venv.marker_environment());
        for place in places {
            let (sibling, read) = (&self.config.siblings[*place], &self.projects[*place]);
            let Ok(Some(project)) = read else { continue };
            let source = built_from(project);
            let install = venv.sibling(&SiblingProject::new(sibling, read));
            self.due[*place] = match venv.from_checkout(&install).filter(|_| !self.options.reinstall) {
                None => Some(Due::Install),
                Some(found) => {
                    let (path, source) = (&sibling.path, source.as_deref());
                    changes::since_installed(&record, project, found, path, source, environment.as_ref())
                        .map(Due::Changed)
                }
            };
            self.sources[*place] = source;
        }
        self.packages.extend(places);
        self.batches = self.batches();
    }

    /// The siblings that have no part in it, are packages and here, and whose name is `meant`.
    fn unchosen(&self, meant: impl Fn(&str) -> bool) -> Vec<usize> {
        let is_it = |place: &usize| {
            let (sibling, package) = (&self.config.siblings[*place], self.project(*place));
            let package = package.filter(|it| !it.is_virtual).and_then(|it| it.package.as_ref());
            let is_settled = self.packages.contains(place) || self.refused.contains(place) || !sibling.install;
            !is_settled && sibling.path.is_dir() && package.is_some_and(|name| meant(name.as_ref()))
        };
        (0..self.config.siblings.len()).filter(is_it).collect()
    }

    /// What has to be installed, layer by layer, bottom first; those without a layer last.
    fn batches(&self) -> Vec<(Option<LayerName>, Vec<usize>)> {
        let layers = self.config.layers.iter().map(|layer| Some(layer.name.clone())).chain([None]);
        let batch = |layer: Option<LayerName>| {
            let is_member = |place: &usize| self.config.siblings[*place].layer == layer && self.due[*place].is_some();
            let members = self.packages.iter().copied().filter(is_member).collect();
            (layer, members)
        };
        layers.map(batch).filter(|(_, members): &(_, Vec<usize>)| !members.is_empty()).collect()
    }

    /// Which of these are installed again because their source has changed, and what of it.
    fn changed(&self, places: &[usize]) -> Option<String> {
        let changed = places.iter().filter_map(|place| match self.due[*place] {
            Some(Due::Changed(what)) => Some(format!("the {what} of `{}`", self.config.siblings[*place].name)),
            Some(Due::Install) | None => None,
        });
        let changed: Vec<String> = changed.collect();
        (!changed.is_empty()).then(|| format!("changed since it was installed: {}", changed.join(", ")))
    }

    fn row(&self, step: SetupStep, state: SetupState, places: &[usize]) -> SetupRow {
        let names = places.iter().map(|place| self.config.siblings[*place].name.to_string()).collect();
        SetupRow::new(step, state, names)
    }

    fn project(&self, place: usize) -> Option<&Project> {
        self.projects.get(place)?.as_ref().ok()?.as_ref()
    }

    /// What else the user learns at the end.
    fn remarks(&self) -> Option<String> {
        let remarks = [self.ignored_variables(), self.ignored_settings(), self.offer_to_prune()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    }

    /// Which of the caller's variables had no part in it, when there are such.
    fn ignored_variables(&self) -> Option<String> {
        let names = self.ignored.join(", ");
        (!names.is_empty()).then(|| format!("left out of the environment: {names}"))
    }

    /// The same of the installer's own files.
    fn ignored_settings(&self) -> Option<String> {
        let settings = self.turned_off.join(", ");
        (!settings.is_empty()).then(|| format!("turned off: {settings}"))
    }
}
