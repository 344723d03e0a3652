//! A part of a set-up as a row: what it was about, how it went, and why.

use std::time::Duration;

use crate::error::RowError;

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupStep {
    /// The venv is made.
    Venv,
    /// Siblings go in.
    Install,
    /// What they ask for goes in.
    Dependencies,
    /// Editables that the workspace does not list are taken out.
    Prune,
    /// It is looked at again.
    Verify,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupState {
    /// The plan was only shown.
    Planned,
    /// Done.
    Ok,
    /// There was nothing to do.
    UpToDate,
    /// Not possible, and no failure; the reason says why.
    Skipped,
    /// It failed; the error says why.
    Failed,
    /// Interrupted.
    Cancelled,
}

/// A row of `ws setup`.
#[derive(Debug, Clone)]
pub struct SetupRow {
    /// The part of the work.
    pub step: SetupStep,
    /// The layer that goes in.
    pub layer: Option<String>,
    /// The siblings that it is about.
    pub siblings: Vec<String>,
    /// How it went.
    pub state: SetupState,
    /// Why it is done, or is not.
    pub reason: Option<String>,
    /// The command, quoted for a shell.
    pub command: Option<String>,
    /// What the command said, when it failed.
    pub output: Option<String>,
    /// How long it took; `None` for what was not begun.
    pub duration: Option<Duration>,
    /// Why it failed.
    pub error: Option<RowError>,
}

impl SetupStep {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Venv => "venv",
            Self::Install => "install",
            Self::Dependencies => "dependencies",
            Self::Prune => "prune",
            Self::Verify => "verify",
        }
    }
}

impl SetupState {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ok => "ok",
            Self::UpToDate => "up_to_date",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl SetupRow {
    pub(super) fn new(step: SetupStep, state: SetupState, siblings: Vec<String>) -> Self {
        Self {
            step,
            layer: None,
            siblings,
            state,
            reason: None,
            command: None,
            output: None,
            duration: None,
            error: None,
        }
    }

    pub(super) fn failed(self, error: RowError) -> Self {
        Self { state: SetupState::Failed, error: Some(error), ..self }
    }
}
