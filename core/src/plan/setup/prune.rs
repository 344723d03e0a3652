//! Editables in the venv that no `wrknv.toml` lists: siblings of an earlier wrknv.toml, and checkouts that were tried once.
//!
//! Refuses to do: take out what lies in the repository of a sibling or is the workspace's own root, what has the name of a
//! sibling's package, and what somebody else in the venv or a sibling asks for. Checkouts are never touched.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use super::{Installer, SetupPlan, SetupRow, SetupState, SetupStep};
use crate::config::Config;
use crate::error::RowError;
use crate::python::dist::Distribution;
use crate::python::venv::Venv;
use crate::python::{PackageName, Project, parse_requirement};
use crate::work::paths::real_path;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// Its name.
    pub name: PackageName,
    /// What it is an editable of; that may be gone.
    pub path: PathBuf,
}

/// Those in `venv`, by name. `projects` are the metadata of every sibling of `config`.
pub fn unlisted(config: &Config, projects: &[Result<Option<Project>, RowError>], venv: &Venv) -> Vec<Unlisted> {
    let listed: Vec<PathBuf> = config.siblings.iter().map(|sibling| real_path(sibling.repository_path())).collect();
    let root = real_path(&config.root);
    let known: Vec<&Project> = projects.iter().filter_map(|project| project.as_ref().ok()?.as_ref()).collect();
    let own: BTreeSet<&PackageName> = known.iter().filter_map(|project| project.package.as_ref()).collect();
    let is_unlisted = |found: &&Distribution| {
        let path = found.editable.as_deref().map(real_path);
        let is_elsewhere =
            |path: PathBuf| path != root && !listed.iter().any(|of_sibling| path.starts_with(of_sibling));
        path.is_some_and(is_elsewhere) && !own.contains(&found.name)
    };
    let mut candidates: Vec<&Distribution> = venv.distributions().iter().filter(is_unlisted).collect();
    let by_siblings: BTreeSet<PackageName> = known
        .iter()
        .flat_map(|project| &project.dependencies)
        .map(|dependency| dependency.requirement.name.clone())
        .collect();
    // What is kept keeps what it asks for.
    loop {
        let is_candidate = |found: &Distribution| candidates.iter().any(|it| it.metadata_path == found.metadata_path);
        let kept = venv.distributions().iter().filter(|found| !is_candidate(found));
        let asked = kept.flat_map(|found| &found.requires).filter_map(|line| Some(parse_requirement(line).ok()?.name));
        let asked: BTreeSet<PackageName> = asked.collect();
        let before = candidates.len();
        candidates.retain(|found| !asked.contains(&found.name) && !by_siblings.contains(&found.name));
        if candidates.len() == before {
            break;
        }
    }
    let unlisted = |found: &Distribution| Some(Unlisted { name: found.name.clone(), path: found.editable.clone()? });
    candidates.into_iter().filter_map(unlisted).collect()
}

impl SetupPlan {
    /// The editables to take out, when that was asked for.
    pub(super) fn pruned(&self) -> &[Unlisted] {
        if self.options.prune { &self.unlisted } else { &[] }
    }

    /// The row of the editables to take out; `None` when there are none.
    pub(super) fn prune_row(&self, state: SetupState) -> Option<SetupRow> {
        let pruned = self.pruned();
        let told = pruned.iter().map(|it| format!("`{}` is an editable of `{}`", it.name, it.path.display()));
        let told = told.collect::<Vec<_>>().join(", ");
        let mut row = SetupRow::new(SetupStep::Prune, state, pruned.iter().map(|it| it.name.to_string()).collect());
        row.reason = Some(format!("no sibling: {told}"));
        row.command = Some(super::shown(&self.prune_command()));
        (!pruned.is_empty()).then_some(row)
    }

    pub(super) fn prune_command(&self) -> Vec<OsString> {
        let mut words = self.pip(&["uninstall"]);
        if self.installer == Installer::Pip {
            words.push("--yes".into());
        }
        words.extend(self.pruned().iter().map(|it| it.name.to_string().into()));
        words
    }

    /// That there are such, when they were not asked for.
    pub(super) fn offer_to_prune(&self) -> Option<String> {
        let names: Vec<String> = self.unlisted.iter().map(|it| format!("`{}`", it.name)).collect();
        let (what, take) = match names.as_slice() {
            [] => return None,
            [_] => ("is an editable and no sibling", "takes it out"),
            _ => ("are editables and no siblings", "takes them out"),
        };
        (!self.options.prune).then(|| format!("{} {what}: `ws setup --prune` {take}", names.join(", ")))
    }
}
