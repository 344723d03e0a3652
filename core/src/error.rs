//! What can go wrong, as data: a stable code, one line of message, a place, and what to do.
//!
//! [`Error`] ends a command. [`RowError`] is a failure of one sibling and travels in its row. [`Problem`] is
//! one finding in a file. Nothing here prints; [`crate::report`] renders.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::secrets;
use crate::source::SourceFile;
use crate::terminal::escape;

/// How much a [`Problem`] matters: an error stops the command that needs the file, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Known: the workspace's file says that it may stay.
    Allowed,
    /// Nothing is wrong.
    Note,
    /// Worth knowing; the command goes on.
    Warning,
    /// The file cannot be used as it is.
    Error,
}

impl Severity {
    /// As rows and reports have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding in a file: what is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether the file can be used in spite of it.
    pub severity: Severity,
    /// A stable code such as `ws::config::unknown_layer`.
    pub code: &'static str,
    /// What is wrong, in one line: lower case, no full stop.
    pub message: String,
    /// The place in the file as a range of bytes; `None` when the whole file is meant.
    pub span: Option<Range<usize>>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The failure of one sibling, as its row shows it: `error: {code, message}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// A stable code such as `ws::git::unreadable`.
    pub code: &'static str,
    /// What went wrong, in one line.
    pub message: String,
    /// Line and column, from 1, in the file that it is about.
    pub place: Option<(usize, usize)>,
}

impl RowError {
    /// A failure with a stable code and a message of one line: line breaks in the message become spaces, and the secrets of
    /// URLs are left out.
    pub fn new(code: &'static str, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        let message = secrets::without_secrets(&message);
        Self { code, message: message.split_whitespace().collect::<Vec<_>>().join(" "), place: None }
    }

    /// The same, with the place of a byte in its file.
    #[must_use]
    pub fn at(self, source_file: &SourceFile, span: &Range<usize>) -> Self {
        Self { place: Some(source_file.line_column(span.start)), ..self }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

/// An input/output error with the path it happened at: "cannot read `path`".
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} `{}`", path.display())]
pub struct PathError {
    /// What was tried, as an infinitive: `read`, `create`, `list`.
    pub action: &'static str,
    /// The file.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub source: std::io::Error,
}

impl PathError {
    /// Attaches `action` and `path` to an I/O error; made for `map_err`.
    pub fn at(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self { action, path, source }
    }
}

impl Problem {
    /// The message behind its place: `FILE:LINE:COLUMN: MESSAGE`.
    pub fn with_place(&self, source_file: &SourceFile) -> String {
        let (line, column) = source_file.line_column(self.span.as_ref().map_or(0, |span| span.start));
        format!("{}:{line}:{column}: {}", source_file.path.display(), self.message)
    }
}

/// An error of a module that this one does not know.
#[derive(Debug)]
pub struct CodedError {
    /// A stable code.
    pub code: &'static str,
    /// What to do about it, where there is something to say.
    pub hint: Option<String>,
    /// What says the message, and why.
    pub error: Box<dyn std::error::Error + Send + Sync>,
}

impl fmt::Display for CodedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for CodedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// What ends a command. Each variant has a stable [code](Error::code); hints are apart from the message.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No workspace claims the current directory; lists where it was looked for.
    #[error("no workspace found for `{}`", from.display())]
    WorkspaceNotFound {
        /// The directory the search started from.
        from: PathBuf,
        /// Every file that was looked at, in order.
        looked_at: Vec<PathBuf>,
        /// The nearest of the directory and those above it that has a file without a workspace: that file.
        no_workspace: Option<PathBuf>,
    },
    /// The files next to the directory are too many or too large for all of them to be read.
    #[error("no workspace found for `{}` in the first {limit} bytes of the wrknv.toml files around it", from.display())]
    SearchTooLong {
        /// The directory the search started from.
        from: PathBuf,
        /// How much is read, in bytes.
        limit: u64,
    },
    /// The caller no longer wants an answer.
    #[error("it was interrupted")]
    Interrupted,
    /// A workspace that was found, and not named, is another user's: what its file says could be run as you.
    #[error("the workspace `{}` is not used: `{}` belongs to another user (uid {owner})", root.display(), path.display())]
    ForeignWorkspace {
        /// Its root.
        root: PathBuf,
        /// What of it belongs to somebody else: the root, its `wrknv.toml`, or its venv.
        path: PathBuf,
        /// Who owns that.
        owner: u32,
    },
    /// What was asked for runs what the workspace's files name, or changes clones by them, and the user has not allowed
    /// that.
    #[error("{}", reason.message)]
    TrustRequired {
        /// The workspace's root.
        root: PathBuf,
        /// What stands in the way.
        reason: RowError,
    },
    /// `--root` or `WS_ROOT` names a directory without a workspace's `wrknv.toml`.
    #[error("`{}` is not the root of a workspace", root.display())]
    NotARoot {
        /// The directory that was named.
        root: PathBuf,
        /// Where the name came from: `--root` or `WS_ROOT`.
        named_by: &'static str,
    },
    /// `wrknv.toml` has at least one problem of severity error; warnings are listed along.
    #[error("`{}` cannot be used: {}", source_file.path.display(), errors_of(problems))]
    Config {
        /// The file, as it was read.
        source_file: Arc<SourceFile>,
        /// Everything that was found, in the order of the file.
        problems: Vec<Problem>,
    },
    /// `HOME`, or one of the directories that XDG names, would be another one in each directory.
    #[error("{name} is `{}`, which is not an absolute path", value.display())]
    RelativeDirectory {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: PathBuf,
    },
    /// A name or glob that matches no sibling.
    #[error("unknown sibling `{}`", escape(name))]
    UnknownSibling {
        /// What was asked for.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
        /// True when `name` is a glob pattern that matched nothing.
        glob: bool,
    },
    /// Siblings of that name in several trusted workspaces, none of them the one that the caller is in.
    #[error("`{}` is in more than one trusted workspace: {}", escape(name), places.join(", "))]
    AmbiguousSibling {
        /// What was asked for.
        name: String,
        /// Where they are, as WORKSPACE/NAME; where that says no more, their directories.
        places: Vec<String>,
    },
    /// No trusted workspace of that name.
    #[error("no trusted workspace is called `{}`", escape(name))]
    UnknownWorkspace {
        /// What was asked for.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// What is neither a sibling, nor installed, nor asked for by anything that is.
    #[error("`{}` is neither a sibling nor a package that is installed or required", escape(name))]
    UnknownPackage {
        /// What was asked about.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A layer that the workspace does not have.
    #[error("unknown layer `{}`", escape(name))]
    UnknownLayer {
        /// What was asked for.
        name: String,
        /// The layers there are, bottom first.
        known: Vec<String>,
    },
    /// A pattern that is not a valid glob.
    #[error("`{}` is not a glob pattern: {reason}", escape(pattern))]
    BadGlob {
        /// The pattern as given.
        pattern: String,
        /// Why it is refused.
        reason: String,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A file is larger than anything of its kind has reason to be.
    #[error("`{}` has {size} bytes; the limit is {limit}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The registry of trusted workspaces gives no answer, or refuses.
    #[error(transparent)]
    Trust(CodedError),
    /// The workspace may not activate.
    #[error("{}", .0.message)]
    NotPermitted(RowError),
    /// A snapshot that is not there, or cannot be read or written.
    #[error("{}", .0.message)]
    Snapshot(RowError),
    /// There is no venv that could be read.
    #[error("{}", .0.message)]
    Venv(RowError),
}

impl Error {
    /// The stable code, for scripts and for looking the error up.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WorkspaceNotFound { .. } => "ws::workspace::not_found",
            Self::ForeignWorkspace { .. } => "ws::workspace::not_owner",
            Self::SearchTooLong { .. } => "ws::workspace::search_too_long",
            Self::Interrupted => "ws::interrupted",
            Self::NotARoot { .. } => "ws::workspace::not_a_root",
            Self::Config { problems, .. } => {
                problems.iter().find(|p| p.severity == Severity::Error).map_or("ws::config::invalid", |p| p.code)
            }
            Self::RelativeDirectory { .. } => "ws::env::relative_directory",
            Self::UnknownSibling { .. } => "ws::sibling::unknown",
            Self::AmbiguousSibling { .. } => "ws::sibling::ambiguous",
            Self::UnknownWorkspace { .. } => "ws::workspace::unknown",
            Self::UnknownPackage { .. } => "ws::why::unknown",
            Self::UnknownLayer { .. } => "ws::layer::unknown",
            Self::BadGlob { .. } => "ws::select::bad_glob",
            Self::Path(_) => "ws::io::failed",
            Self::TooLarge { .. } => "ws::io::too_large",
            Self::Trust(error) => error.code,
            Self::TrustRequired { reason: error, .. }
            | Self::NotPermitted(error)
            | Self::Venv(error)
            | Self::Snapshot(error) => error.code,
        }
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::WorkspaceNotFound { looked_at, no_workspace, .. } => {
                let looked: Vec<String> = looked_at.iter().map(|p| format!("  {}", p.display())).collect();
                let begun = no_workspace.as_ref().map_or_else(String::new, |path| {
                    let path = path.display();
                    format!(
                        "`{path}` has neither a [workspace] table nor siblings: `ws init --add` there adds them; or "
                    )
                });
                Some(format!(
                    "{begun}go to a directory of the workspace, or name it with --root or WS_ROOT; looked at:\n{}",
                    looked.join("\n")
                ))
            }
            Self::SearchTooLong { .. } => Some("name the workspace with --root or WS_ROOT".to_owned()),
            Self::ForeignWorkspace { root, .. } => {
                Some(format!("to use it anyway, name it: --root {}", shell_words::quote(&root.to_string_lossy())))
            }
            Self::TrustRequired { root, .. } => Some(format!(
                "to allow it from now on, run `ws trust`; to do it once, name the workspace: --root {}",
                shell_words::quote(&root.to_string_lossy())
            )),
            Self::RelativeDirectory { name, .. } => Some(format!("set {name} to an absolute path, or unset it")),
            Self::NotARoot { named_by, .. } => Some(format!(
                "{named_by} must name the directory that holds a wrknv.toml with a [workspace] table or siblings"
            )),
            Self::UnknownSibling { name, .. } if name == "." => {
                Some("you are in no sibling of the workspace: go to one, or name it".to_owned())
            }
            Self::UnknownSibling { nearest: Some(nearest), .. }
            | Self::UnknownWorkspace { nearest: Some(nearest), .. }
            | Self::UnknownPackage { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
            Self::UnknownSibling { glob: true, .. } => Some("no sibling's name matches the pattern".to_owned()),
            Self::UnknownSibling { .. } => Some("`ws siblings --fast` lists the names".to_owned()),
            Self::AmbiguousSibling { .. } => {
                Some("use one of these names, or name the workspace's directory with --root".to_owned())
            }
            Self::UnknownWorkspace { .. } => Some("`ws trust --list` lists them".to_owned()),
            Self::UnknownPackage { .. } => {
                Some("`ws siblings --fast` and `ws venv packages` list the names".to_owned())
            }
            Self::UnknownLayer { known, .. } => Some(format!("the layers are: {}", known.join(", "))),
            Self::Trust(error) => error.hint.clone(),
            Self::Venv(_) => Some("run `ws setup`".to_owned()),
            Self::NotPermitted(_)
            | Self::Snapshot(_)
            | Self::Config { .. }
            | Self::BadGlob { .. }
            | Self::Path(_)
            | Self::TooLarge { .. }
            | Self::Interrupted => None,
        }
    }
}

/// The first error among the problems of a file, and how many there are besides.
fn errors_of(problems: &[Problem]) -> String {
    let errors: Vec<&str> =
        problems.iter().filter(|it| it.severity == Severity::Error).map(|it| it.message.as_str()).collect();
    match errors.as_slice() {
        [] => "it has errors".to_owned(),
        [one] => (*one).to_owned(),
        [first, others @ ..] => format!("{first} (and {} more)", others.len()),
    }
}

/// The candidate that is most like `wanted`, if any is like it at all: for "did you mean".
pub fn nearest<'c>(wanted: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let (likeness, candidate) = candidates
        .map(|candidate| (strsim::jaro_winkler(wanted, candidate), candidate))
        .max_by(|(left, _), (right, _)| left.total_cmp(right))?;
    (likeness > 0.75).then_some(candidate)
}
