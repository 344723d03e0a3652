//! `ws validate`: everything that is wrong, or will be, as findings with stable codes: the configuration, the tools, the
//! repositories, the layering, the requirements between siblings, the venv. Changes nothing.

mod rows;

use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use pep440_rs::Version;

use crate::config::{Config, Sibling};
use crate::env::Env;
use crate::error::{Error, Problem, RowError, Severity};
use crate::exec::{self, Job};
use crate::git::{Look, LookOptions, Remotes, RepoState, without_secret};
use crate::inspect::{self, InspectOptions, SiblingState};
use crate::layers::{Edge, EdgeKind, Graph, Violation};
use crate::plan::setup;
use crate::python::venv::{self, CallerEnv, SiblingProject, Venv};
use crate::python::{self, Project};
use crate::source::SourceFile;

/// A row of `ws validate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// An error makes `ws validate` fail; a warning does so with `--strict`.
    pub severity: Severity,
    /// A stable code such as `ws::layers::upward`.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// The sibling that it is about.
    pub sibling: Option<String>,
    /// The file that says so.
    pub file: Option<PathBuf>,
    /// The place in it, from 1.
    pub line: Option<usize>,
    /// The character in that line, from 1.
    pub column: Option<usize>,
    /// What to do about it.
    pub hint: Option<String>,
    /// A command that mends it, quoted for a POSIX shell.
    pub fix: Option<String>,
}

impl Finding {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            sibling: None,
            file: None,
            line: None,
            column: None,
            hint: None,
            fix: None,
        }
    }

    fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    fn of(error: &RowError, severity: Severity) -> Self {
        Self::new(severity, error.code, error.message.clone())
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn fix(mut self, words: &[&str]) -> Self {
        self.fix = Some(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "));
        self
    }

    fn at(mut self, source_file: &SourceFile, span: &Range<usize>) -> Self {
        let (line, column) = source_file.line_column(span.start);
        (self.file, self.line, self.column) = (Some(source_file.path.clone()), Some(line), Some(column));
        self
    }

    /// About a sibling: at its entry in the configuration.
    fn about(mut self, sibling: &Sibling, config: &Config) -> Self {
        self.sibling = Some(sibling.name.to_string());
        self.at(&config.source_file, &sibling.span)
    }

    /// About a sibling's own metadata.
    fn in_metadata(mut self, sibling: &Sibling) -> Self {
        self.sibling = Some(sibling.name.to_string());
        let file =
            ["pyproject.toml", "setup.cfg"].iter().map(|name| sibling.path.join(name)).find(|file| file.is_file());
        self.file = file;
        self
    }
}

/// What a configuration that cannot be used comes to; `None` for another error.
pub fn of_config_error(error: &Error) -> Option<Vec<Finding>> {
    match error {
        Error::Config { source_file, problems } => {
            Some(problems.iter().map(|problem| of_problem(problem, source_file)).collect())
        }
        _ => None,
    }
}

/// What in wrknv.toml is odd or wrong.
fn of_problem(problem: &Problem, source_file: &SourceFile) -> Finding {
    let mut finding = Finding::new(problem.severity, problem.code, problem.message.clone());
    finding.file = Some(source_file.path.clone());
    finding.hint.clone_from(&problem.hint);
    problem.span.as_ref().map_or(finding.clone(), |span| finding.at(source_file, span))
}

/// Everything about `config`'s workspace: the configuration, the tools, then sibling by sibling, then the venv. `env` is
/// the caller's whole environment.
pub fn validate(config: &Config, options: &InspectOptions, env: &Env, caller: &CallerEnv) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        config.warnings.iter().map(|problem| of_problem(problem, &config.source_file)).collect();
    findings.extend(tools(config, env));
    let all: Vec<&Sibling> = config.siblings.iter().collect();
    let states: Vec<SiblingState> = inspect::siblings(&all, options).collect();
    let graph = inspect::graph(config, options);
    for (place, sibling) in config.siblings.iter().enumerate() {
        if let Some(state) = states.get(place) {
            findings.extend(repository(sibling, state, config, &options.look));
        }
        let problems = graph.nodes[place].problems.iter().filter(|error| error.code != "ws::sibling::missing");
        findings.extend(problems.map(|error| Finding::of(error, Severity::Error).in_metadata(sibling)));
        let edges = graph.edges.iter().filter(|edge| edge.from == place);
        findings.extend(edges.flat_map(|edge| dependency(edge, &graph, config)));
    }
    let projects = inspect::known_projects(config, options);
    findings.extend(python_environment(config, &projects, caller));
    findings
}

/// git, and what `[workspace.tools]` asks for.
fn tools(config: &Config, env: &Env) -> Vec<Finding> {
    let mut findings = Vec::new();
    if exec::find(env, "git").is_none() {
        findings.push(Finding::error("ws::tool::missing", "there is no git on PATH").hint("install git"));
    }
    if exec::find(env, "uv").is_none() && !config.tools.contains_key("uv") {
        let hint = "install uv (https://docs.astral.sh/uv/), or let `ws setup` use pip, which takes longer";
        findings.push(Finding::warning("ws::tool::missing", "there is no uv on PATH").hint(hint));
    }
    for (tool, wanted) in &config.tools {
        let Some(program) = exec::find(env, tool) else {
            let message = format!("there is no {tool} on PATH, and [workspace.tools] asks for {wanted}");
            findings.push(Finding::error("ws::tool::missing", message).hint(format!("install {tool} {wanted}")));
            continue;
        };
        match version_of(env, &program) {
            Some(version) if wanted.contains(&version) => {}
            Some(version) => {
                let message = format!("{tool} is {version}, and [workspace.tools] asks for {wanted}");
                findings
                    .push(Finding::error("ws::tool::wrong_version", message).hint(format!("install {tool} {wanted}")));
            }
            None => {
                let message = format!("`{} --version` names no version", program.display());
                findings.push(Finding::warning("ws::tool::unknown_version", message));
            }
        }
    }
    findings
}

/// The first thing in what `--version` says that is a version.
fn version_of(env: &Env, program: &Path) -> Option<Version> {
    let job = Job {
        program: program.into(),
        arguments: vec!["--version".into()],
        directory: "/".into(),
        env: env.clone(),
        timeout: Some(Duration::from_secs(10)),
        silence: None,
        spill_directory: "/".into(),
    };
    let finished = exec::run(&job, &|| false, &mut |_, _| {});
    let said = finished.stdout.text() + &finished.stderr.text();
    let mut words = said.split([' ', '\n', '\t', ',', '(', ')']).map(|word| word.trim_start_matches('v'));
    words.find_map(|word| word.contains('.').then(|| Version::from_str(word).ok())?)
}

fn repository(sibling: &Sibling, state: &SiblingState, config: &Config, look: &LookOptions) -> Vec<Finding> {
    let name = &sibling.name;
    let shown = sibling.path.display();
    let state = match &state.look {
        Look::Missing => {
            let finding = Finding::warning("ws::sibling::missing", format!("`{name}` is not there: {shown}"));
            let hint =
                if sibling.repo.is_some() { "run `ws bootstrap`" } else { "clone it; wrknv.toml names no `repo`" };
            let finding = finding.hint(hint).about(sibling, config);
            return vec![if sibling.repo.is_some() {
                finding.fix(&["ws", "bootstrap", name.as_str()])
            } else {
                finding
            }];
        }
        Look::NotGit => {
            let message = format!("`{name}` is no git repository: {shown}");
            let hint = "move it away, then run `ws bootstrap`; or name another path";
            return vec![Finding::error("ws::sibling::not_git", message).hint(hint).about(sibling, config)];
        }
        Look::Failed(error) => return vec![Finding::of(error, Severity::Error).about(sibling, config)],
        Look::Repo(state) => state,
    };
    let mut findings = Vec::new();
    findings.extend(remote(sibling, state, config, look));
    if let Some(wanted) = &sibling.branch
        && state.branch.as_deref() != Some(wanted)
    {
        let is = state.branch.as_ref().map_or("detached".to_owned(), |branch| format!("on `{branch}`"));
        let message = format!("`{name}` is {is}, and wrknv.toml expects `{wanted}`");
        let path = sibling.path.to_string_lossy();
        findings.push(
            Finding::warning("ws::sibling::other_branch", message)
                .hint(format!("`git switch {wanted}` in it, or mend `branch` in wrknv.toml"))
                .fix(&["git", "-C", &path, "switch", wanted])
                .about(sibling, config),
        );
    }
    if let Some(error) = &state.error {
        findings.push(Finding::of(error, Severity::Warning).about(sibling, config));
    }
    findings
}

fn remote(sibling: &Sibling, state: &RepoState, config: &Config, look: &LookOptions) -> Option<Finding> {
    let wanted = sibling.repo.as_ref()?;
    match Remotes::read(&sibling.path, look) {
        Ok(remotes) if remotes.include(wanted, &config.root, look) => return None,
        Ok(_) => {}
        Err(error) => return Some(Finding::of(&error, Severity::Error).about(sibling, config)),
    }
    let wanted = &without_secret(wanted);
    let name = &sibling.name;
    let path = sibling.path.to_string_lossy();
    let hint = "correct `repo` in wrknv.toml, or the remote";
    Some(match &state.remote {
        Some(url) => Finding::warning(
            "ws::sibling::other_remote",
            format!("`{name}` is a clone of {url}, and wrknv.toml says {wanted}"),
        )
        .hint(hint)
        .fix(&["git", "-C", &path, "remote", "set-url", "origin", wanted])
        .about(sibling, config),
        None => Finding::warning(
            "ws::sibling::other_remote",
            format!("`{name}` has no remote, and wrknv.toml says {wanted}"),
        )
        .hint(hint)
        .fix(&["git", "-C", &path, "remote", "add", "origin", wanted])
        .about(sibling, config),
    })
}

fn dependency(edge: &Edge, graph: &Graph, config: &Config) -> Vec<Finding> {
    let (sibling, other) = (&config.siblings[edge.from], &config.siblings[edge.to]);
    let (from, to) = (&sibling.name, &other.name);
    let by_metadata = !matches!(edge.kind, EdgeKind::Declared);
    let place =
        |finding: Finding| if by_metadata { finding.in_metadata(sibling) } else { finding.about(sibling, config) };
    let layer = |node: usize| graph.layer_of(node).map_or_else(|| "no layer".to_owned(), ToString::to_string);
    let for_development = matches!(edge.kind, EdgeKind::Requirement(python::Kind::Extra(_) | python::Kind::Group(_)));
    let mut findings = Vec::new();
    match edge.violation {
        Some(Violation::Upward) => {
            let message = format!(
                "`{from}` ({}) depends on `{to}` ({}), which is above it ({})",
                layer(edge.from),
                layer(edge.to),
                edge.kind
            );
            let hint = "move what it needs down, or one of the two to another layer";
            findings.push(place(Finding::error("ws::layers::upward", message).hint(hint)));
        }
        Some(Violation::Peer) => {
            let message = format!(
                "`{from}` depends on `{to}`, and members of {} may not depend on each other ({})",
                layer(edge.from),
                edge.kind
            );
            let hint = "move what it needs down, or set `peers = true` for the layer";
            findings.push(place(Finding::error("ws::layers::peer", message).hint(hint)));
        }
        Some(Violation::Cycle) => {
            let names: Vec<&str> = edge.cycle.iter().map(|node| graph.nodes[*node].name.as_str()).collect();
            let message = format!("cycle: {} ({})", names.join(" -> "), edge.kind);
            let severity = if for_development { Severity::Warning } else { Severity::Error };
            findings.push(place(Finding::new(severity, "ws::layers::cycle", message)));
        }
        None => {}
    }
    if edge.satisfied == Some(false) && edge.marker_applies != Some(false) {
        let requirement = edge.requirement.as_deref().unwrap_or_default();
        let message = format!("`{from}` asks for `{requirement}`, and the checkout of `{to}` has another version");
        let hint = "update the checkout, or the requirement";
        findings.push(place(Finding::error("ws::deps::unsatisfied", message).hint(hint)));
    }
    if edge.declared && edge.actual == Some(false) {
        let message = format!("`{from}` lists `{to}` in depends_on, and its metadata does not ask for it");
        let hint = format!("take `{to}` out of depends_on, or add the requirement");
        findings.push(Finding::warning("ws::deps::not_required", message).hint(hint).about(sibling, config));
    }
    let is_runtime = edge.kind == EdgeKind::Requirement(python::Kind::Runtime) && edge.marker_applies != Some(false);
    if !edge.declared && is_runtime && from != to {
        let message = format!("`{from}` requires `{to}`, and depends_on does not list it");
        let hint = format!("add \"{to}\" to depends_on of `{from}`");
        findings.push(Finding::warning("ws::deps::undeclared", message).hint(hint).about(sibling, config));
    }
    findings
}

fn python_environment(
    config: &Config,
    projects: &[Result<Option<Project>, RowError>],
    caller: &CallerEnv,
) -> Vec<Finding> {
    let known: Vec<SiblingProject<'_>> =
        config.siblings.iter().zip(projects).map(|(sibling, project)| SiblingProject::new(sibling, project)).collect();
    let mut findings = Vec::new();
    if let Some(conflict) = setup::python_conflict(config, &known) {
        findings.push(Finding::of(&conflict, Severity::Error).hint("correct one of the two"));
    }
    let present: Vec<SiblingProject<'_>> = known.iter().copied().filter(|known| known.sibling.path.is_dir()).collect();
    if present.iter().all(|known| !matches!(known.project, Ok(Some(_)))) {
        // Without a package there is nothing that a venv would be for.
        return findings;
    }
    let state = venv::read(config, &present, caller);
    for problem in &state.problems {
        let is_about_the_caller = problem.code.starts_with("ws::trust::") || problem.code == "ws::venv::another_active";
        let severity = if is_about_the_caller { Severity::Warning } else { Severity::Error };
        let mut finding = Finding::of(problem, severity);
        finding.file = Some(state.path.clone());
        findings.push(match problem.code {
            "ws::trust::required" | "ws::trust::changed" => finding.fix(&["ws", "trust"]),
            "ws::venv::missing"
            | "ws::venv::not_installed"
            | "ws::venv::shadowed"
            | "ws::venv::wrong_path"
            | "ws::venv::stale"
            | "ws::venv::requirement_missing" => finding.hint("run `ws setup`").fix(&["ws", "setup"]),
            _ => finding,
        });
    }
    if state.exists {
        findings.extend(unlisted(config, &present));
    }
    findings
}

/// Editables of the venv that lie beside the siblings and are none.
fn unlisted(config: &Config, present: &[SiblingProject<'_>]) -> Vec<Finding> {
    let venv = Venv::open(&config.python.venv_path, false);
    let listed: HashSet<PathBuf> = present.iter().map(|known| crate::trust::real_path(&known.sibling.path)).collect();
    let parents: Vec<PathBuf> = config
        .siblings
        .iter()
        .filter_map(|sibling| sibling.path.parent().map(crate::trust::real_path))
        .chain(config.root.parent().map(crate::trust::real_path))
        .collect();
    let is_beside = |path: &Path| path.parent().is_some_and(|parent| parents.iter().any(|known| known == parent));
    let editables = venv.distributions().iter().filter_map(|found| Some((found, found.editable.as_deref()?)));
    editables
        .map(|(found, path)| (found, crate::trust::real_path(path)))
        .filter(|(_, path)| !listed.contains(path) && is_beside(path))
        .map(|(found, path)| {
            let message =
                format!("`{}` is an editable of `{}`, which wrknv.toml does not list", found.name, path.display());
            Finding::warning("ws::venv::unlisted", message).hint("add a [[siblings]] entry for it")
        })
        .collect()
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+=:@%,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
