//! What the siblings ask for and the venv does not have, as lines of a requirements file.

use std::collections::HashSet;

use pep508_rs::{ExtraName, MarkerEnvironment, Requirement, VerbatimUrl};

use super::requirements::{self, Package, Wanted};
use super::{SetupPlan, resolution};
use crate::python::dist::Distribution;
use crate::python::venv::Venv;
use crate::python::{Kind, PackageName, Project, markers, parse_requirement};

impl SetupPlan {
    /// What is not there; `None` when that cannot be known yet.
    pub(super) fn lacking(&self, venv: &Venv) -> Option<Vec<String>> {
        self.lacking_of(venv, &self.packages, &self.packages)
    }

    /// The same of the siblings at `places`, and of the groups of those in `groups_of`.
    pub(super) fn lacking_of(&self, venv: &Venv, places: &[usize], groups_of: &[usize]) -> Option<Vec<String>> {
        let environment = markers::environment(venv.python_version()?, false)?;
        let installed = venv.distributions();
        let wanted = self.wanted_of(venv, places, groups_of)?;
        // What those ask for in turn: the whole list goes to the resolver when anything is missing.
        let own: HashSet<PackageName> =
            self.packages.iter().filter_map(|place| self.known(venv, *place)?.package).collect();
        let asked = wanted.iter().map(requirements::Wanted::requirement);
        let broken = lacks_in_turn(asked, installed, &own, &environment);
        if broken || wanted.iter().any(|wanted| !wanted.is_met(installed)) {
            Some(wanted.iter().map(requirements::Wanted::text).collect())
        } else {
            Some(Vec::new())
        }
    }

    /// What these ask for beside siblings, whether it is there or not; `None` when that cannot be known yet.
    pub(super) fn wanted_of(&self, venv: &Venv, places: &[usize], groups_of: &[usize]) -> Option<Vec<Wanted>> {
        let environment = markers::environment(venv.python_version()?, false)?;
        let known: Vec<(usize, Project)> =
            self.packages.iter().filter_map(|place| Some((*place, self.known(venv, *place)?))).collect();
        let packages = known.iter().filter_map(|(place, project)| {
            let name = project.package.clone()?;
            let mut extras = self.config.siblings[*place].extras.clone();
            extras.extend(self.options.extras.iter().cloned());
            let groups = if groups_of.contains(place) { self.options.groups.clone() } else { Vec::new() };
            Some(Package { name, project, extras, groups, counts: places.contains(place) })
        });
        let packages: Vec<Package<'_>> = packages.collect();
        let refused = self.refused.iter().filter_map(|place| self.project(*place)?.package.as_ref());
        Some(requirements::from_index(&packages, &refused.collect(), &environment))
    }

    /// What is known of a sibling: what only a build tells may have become known by now.
    fn known(&self, venv: &Venv, place: usize) -> Option<Project> {
        let mut project = self.project(place)?.clone();
        venv.complete(&mut project);
        Some(project)
    }

    /// What the groups that are wanted ask for beside siblings, of these siblings, as lines of a requirements file; without
    /// the groups that uv reads by itself when those are `known_to_uv`.
    pub(super) fn group_lines(&self, of: &[usize], known_to_uv: bool) -> Vec<String> {
        let environment = Venv::open(&self.config.python.venv_path, false).marker_environment();
        let own: HashSet<PackageName> =
            self.packages.iter().filter_map(|place| self.project(*place)?.package.clone()).collect();
        let projects = of.iter().filter_map(|place| self.project(*place));
        let lines = projects.flat_map(|project| {
            let is_left = |kind: &Kind| match kind {
                Kind::Group(name) => !(known_to_uv && project.standard_groups.contains(name)),
                _ => false,
            };
            let meant = project.dependencies.iter().filter(|it| is_left(&it.kind));
            let meant = meant.filter(|it| resolution::is_of_group(&it.kind, &self.options.groups));
            let (own, environment) = (&own, environment.as_ref());
            meant.map(move |dependency| requirements::line(project, dependency, own, environment)).collect::<Vec<_>>()
        });
        let mut lines: Vec<String> = lines.flatten().collect();
        lines.sort();
        lines.dedup();
        lines
    }
}

/// Does what is asked for lack something that it asks for itself? What is installed for others has no part in it.
fn lacks_in_turn<'r>(
    asked: impl Iterator<Item = &'r Requirement<VerbatimUrl>>,
    installed: &[Distribution],
    own: &HashSet<PackageName>,
    environment: &MarkerEnvironment,
) -> bool {
    let with_extras = |it: &Requirement<VerbatimUrl>| (it.name.clone(), it.extras.clone());
    let mut next: Vec<(PackageName, Vec<ExtraName>)> = asked.map(with_extras).collect();
    let mut seen: HashSet<(PackageName, Vec<ExtraName>)> = next.iter().cloned().collect();
    while let Some((name, extras)) = next.pop() {
        let Some(found) = installed.iter().find(|found| found.name == name) else { return true };
        let in_turn = found.requires.iter().filter_map(|line| parse_requirement(line).ok());
        for requirement in in_turn.filter(|it| it.evaluate_markers(environment, &extras)) {
            let entry = with_extras(&requirement);
            if !own.contains(&entry.0) && seen.insert(entry.clone()) {
                next.push(entry);
            }
        }
    }
    false
}
