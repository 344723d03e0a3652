//! `ws validate`: everything that is wrong, or will be, as findings with stable codes: the configuration, the tools, the
//! repositories, the layering, the requirements between siblings, the imports of their code, the venv. Changes nothing.

mod allow;
mod dependencies;
mod files;
mod imports;
mod repositories;
mod rows;
mod tools;
mod venv;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;

use crate::config::{Config, Sibling, SiblingName};
use crate::env::Env;
use crate::error::{Error, Problem, RowError, Severity};
use crate::inspect::{self, InspectOptions, SiblingRow};
use crate::python::venv::CallerEnv;
use crate::secrets;
use crate::source::SourceFile;
use crate::terminal::acts;

/// A row of `ws validate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
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
    /// What it is about, as `[workspace.validate] allow` names it: `FROM -> TO`, or a name.
    pub subjects: Vec<String>,
}

impl FindingRow {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: secrets::without_secrets(&message.into()).into_owned(),
            sibling: None,
            file: None,
            line: None,
            column: None,
            hint: None,
            fix: None,
            subjects: Vec::new(),
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
        self.hint = Some(secrets::without_secrets(&hint.into()).into_owned());
        self
    }

    fn fix(mut self, words: &[&str]) -> Self {
        self.fix = Some(words.iter().map(|word| quoted(&secrets::without_secrets(word))).collect::<Vec<_>>().join(" "));
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

    /// About the configuration as a whole.
    fn in_config(mut self, config: &Config) -> Self {
        self.file = Some(config.source_file.path.clone());
        self
    }

    /// About a sibling's own metadata, at this line and column if they are known.
    fn in_metadata(mut self, sibling: &Sibling, place: Option<(usize, usize)>) -> Self {
        self.sibling = Some(sibling.name.to_string());
        let file =
            ["pyproject.toml", "setup.cfg"].iter().map(|name| sibling.path.join(name)).find(|file| file.is_file());
        self.file = file;
        (self.line, self.column) = (place.map(|(line, _)| line), place.map(|(_, column)| column));
        self
    }

    /// Does it make `ws validate` fail?
    pub fn fails(&self, strict: bool) -> bool {
        self.severity == Severity::Error || (strict && self.severity == Severity::Warning)
    }
}

/// The findings about a configuration that cannot be used; `None` for another error.
pub fn of_config_error(error: &Error) -> Option<Vec<FindingRow>> {
    match error {
        Error::Config { source_file, problems } => {
            Some(problems.iter().map(|problem| of_problem(problem, source_file)).collect())
        }
        _ => None,
    }
}

/// What in wrknv.toml is odd or wrong.
fn of_problem(problem: &Problem, source_file: &SourceFile) -> FindingRow {
    let mut finding = FindingRow::new(problem.severity, problem.code, problem.message.clone());
    finding.file = Some(source_file.path.clone());
    finding.hint.clone_from(&problem.hint);
    problem.span.as_ref().map_or(finding.clone(), |span| finding.at(source_file, span))
}

/// Everything about `config`'s workspace: the configuration, the tools, then sibling by sibling, then the venv. `env` is
/// the caller's whole environment.
pub fn validate(config: &Config, options: &InspectOptions, env: &Env, caller: &CallerEnv) -> Vec<FindingRow> {
    let mut findings: Vec<FindingRow> =
        config.warnings.iter().map(|problem| of_problem(problem, &config.source_file)).collect();
    findings.extend(files::of_root(config));
    findings.extend(tools::tools(config, env));
    let all: Vec<&Sibling> = config.siblings.iter().collect();
    let states: Vec<SiblingRow> = inspect::siblings(&all, options).collect();
    let packages = inspect::by_package(config, options);
    let graph = inspect::graph(&packages, options);
    let projects = inspect::known_projects(&packages, options);
    let known = dependencies::Known::new(&packages, &graph, &projects);
    findings.extend(repositories::missing(config, &states));
    findings.extend(known.nothing_declared());
    let mut parts: HashMap<&SiblingName, Vec<usize>> = HashMap::new();
    for (place, part) in packages.siblings.iter().enumerate() {
        parts.entry(part.repository()).or_default().push(place);
    }
    for (place, sibling) in config.siblings.iter().enumerate() {
        if let Some(state) = states.get(place) {
            findings.extend(repositories::repository(sibling, state, config, &options.look));
        }
        findings.extend(files::of_tasks(sibling));
        for place in parts.remove(&sibling.name).unwrap_or_default() {
            findings.extend(files::no_package(&packages.siblings[place], config));
            findings.extend(files::of_metadata(&packages.siblings[place], &graph.nodes[place].problems));
            findings.extend(known.dynamic(place));
            findings.extend(known.of(place));
        }
    }
    findings.extend(imports::undeclared(&packages, &graph, &inspect::imports(&packages, options)));
    findings.extend(known.cycles());
    findings.extend(venv::python_environment(&packages, &projects, caller));
    findings.extend(repositories::unlisted(config));
    told_once(&mut findings);
    allow::apply(config, &mut findings);
    findings
}

/// Two questions may find the same; it is reported once.
fn told_once(findings: &mut Vec<FindingRow>) {
    let mut told = HashSet::new();
    findings.retain(|finding| {
        told.insert((finding.code, finding.message.clone(), finding.file.clone(), finding.line, finding.column))
    });
}

/// A word for a POSIX shell, which may be shown on a terminal before it is pasted: what a terminal would obey is written as
/// bytes (`$'\x1b'`, which bash, zsh and POSIX.1-2024 read).
fn quoted(word: &str) -> String {
    if word.contains(acts) {
        let mut shown = "$'".to_owned();
        for character in word.chars() {
            if acts(character) {
                shown.extend(
                    character
                        .to_string()
                        .bytes()
                        .flat_map(|byte| format!("\\x{byte:02x}").into_bytes())
                        .map(char::from),
                );
            } else {
                shown.extend(matches!(character, '\'' | '\\').then_some('\\'));
                shown.push(character);
            }
        }
        return shown + "'";
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+=:@%,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_shown_as_it_can_be_pasted() {
        let word = "a'\u{1b}]8;;x\u{7}\u{202e}\u{9b}\r\\b";
        let shown = quoted(word);
        assert_eq!(shown, r"$'a\'\x1b]8;;x\x07\xe2\x80\xae\xc2\x9b\x0d\\b'");
        let said = std::process::Command::new("bash").args(["-c", &format!("printf %s {shown}")]).output();
        assert_eq!(String::from_utf8_lossy(&said.unwrap().stdout), word);
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
