//! The venv: its Python, what is in it, and what the sources ask for that it lacks.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::FindingRow;
use crate::config::Config;
use crate::error::{RowError, Severity};
use crate::python::Project;
use crate::python::venv::{self, CallerEnv, SiblingProject, Venv, WantedPython};

/// Everything about the venv, and about the Python that it has to have.
pub fn python_environment(
    config: &Config,
    projects: &[Result<Option<Project>, RowError>],
    caller: &CallerEnv,
) -> Vec<FindingRow> {
    let known = SiblingProject::all(&config.siblings, projects);
    let mut findings = Vec::new();
    if let Some(conflict) = WantedPython::of(config, &known).conflict() {
        findings.push(FindingRow::of(&conflict, Severity::Error).hint("correct one of the two"));
    }
    let present: Vec<SiblingProject<'_>> = known.iter().copied().filter(|known| known.sibling.path.is_dir()).collect();
    if present.iter().all(|known| !matches!(known.project, Ok(Some(_)))) {
        // Without a package there is nothing that a venv would be for.
        return findings;
    }
    let state = venv::read(config, &present, caller);
    for problem in state.problems.iter().filter(|problem| problem.code != "ws::venv::outdated") {
        let is_about_the_caller = problem.code.starts_with("ws::trust::") || problem.code == "ws::venv::another_active";
        let severity = if is_about_the_caller { Severity::Warning } else { Severity::Error };
        let mut finding = FindingRow::of(problem, severity);
        finding.file = Some(state.path.clone());
        findings.push(match problem.code {
            "ws::trust::required" | "ws::trust::changed" => finding.fix(&["ws", "trust"]),
            "ws::venv::missing"
            | "ws::venv::not_installed"
            | "ws::venv::shadowed"
            | "ws::venv::wrong_path"
            | "ws::venv::stale"
            | "ws::venv::requirement_missing" => finding.hint("run `ws setup`").fix(&["ws", "setup"]),
            "ws::venv::broken"
            | "ws::venv::dangling_interpreter"
            | "ws::venv::metadata_broken"
            | "ws::venv::other_python"
            | "ws::venv::python_mismatch" => finding.hint("run `ws setup --recreate`, which moves the venv aside"),
            _ => finding,
        });
    }
    if state.exists {
        let venv = Venv::open(&config.python.venv_path, false);
        findings.extend(outdated(&venv, &present));
        findings.extend(unlisted(config, &venv, &present));
    }
    findings
}

/// What the sources ask for since they were installed.
fn outdated(venv: &Venv, present: &[SiblingProject<'_>]) -> Vec<FindingRow> {
    let finding = |outdated: venv::Outdated| {
        let sibling = present[outdated.project].sibling;
        let finding = FindingRow::of(&outdated.error, Severity::Error).in_metadata(sibling, outdated.error.place);
        finding.hint("run `ws setup`").fix(&["ws", "setup"])
    };
    venv.outdated(present).into_iter().map(finding).collect()
}

/// Editables of the venv that lie beside the siblings and are none.
fn unlisted(config: &Config, venv: &Venv, present: &[SiblingProject<'_>]) -> Vec<FindingRow> {
    let listed: HashSet<PathBuf> =
        present.iter().map(|known| crate::work::paths::real_path(&known.sibling.path)).collect();
    let parents: Vec<PathBuf> = config
        .siblings
        .iter()
        .filter_map(|sibling| sibling.path.parent().map(crate::work::paths::real_path))
        .chain(config.root.parent().map(crate::work::paths::real_path))
        .collect();
    let is_beside = |path: &Path| path.parent().is_some_and(|parent| parents.iter().any(|known| known == parent));
    let editables = venv.distributions().iter().filter_map(|found| Some((found, found.editable.as_deref()?)));
    editables
        .map(|(found, path)| (found, crate::work::paths::real_path(path)))
        .filter(|(_, path)| !listed.contains(path) && is_beside(path))
        .map(|(found, path)| {
            let message =
                format!("`{}` is an editable of `{}`, which wrknv.toml does not list", found.name, path.display());
            FindingRow::warning("ws::venv::unlisted", message).hint("add a [[siblings]] entry for it")
        })
        .collect()
}
