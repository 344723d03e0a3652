//! How a unit's commands ended → what its row says.

use std::path::Path;

use crate::error::RowError;
use crate::tasks::TaskStep;
use crate::work::child::{self, Captured};

use super::steps::StepDone;
use super::{Environment, RunRow, RunState, missing};

/// What a row says of its commands: the first that failed decides, and all that failed are named.
pub(super) fn sum_up(
    row: &mut RunRow,
    steps: &[TaskStep],
    outcomes: Vec<Option<StepDone>>,
    env: &Environment,
    directory: &Path,
) {
    let mut failed: Vec<(&str, StepDone)> = Vec::new();
    for (step, done) in steps.iter().zip(outcomes) {
        let Some(mut done) = done else { continue };
        if let Some(error) = missing::program(step, &done, env, directory) {
            done.error = Some(error);
        }
        append(&mut row.stdout, std::mem::take(&mut done.stdout));
        append(&mut row.stderr, std::mem::take(&mut done.stderr));
        if done.state == RunState::Ok {
            row.exit_code = Some(0);
        } else {
            failed.push((&step.part, done));
        }
    }
    // An interrupted part did not fail by itself.
    failed.sort_by_key(|(_, done)| done.state == RunState::Cancelled);
    let is_composite = steps.len() > 1 || steps.iter().any(|step| row.task.as_ref() != Some(&step.part));
    if row.task.is_some() && is_composite && !failed.is_empty() {
        row.step = Some(failed.iter().map(|(part, _)| *part).collect::<Vec<_>>().join(", "));
    }
    let several = (failed.len() > 1).then(|| {
        let ends: Vec<String> = failed.iter().map(|(part, done)| format!("`{part}` ({})", done.end())).collect();
        RowError::new("ws::run::failed", format_args!("{} commands failed: {}", failed.len(), ends.join(", ")))
    });
    if let Some((_, first)) = failed.into_iter().next() {
        (row.state, row.exit_code) = (first.state, first.exit_code);
        row.error = several.or(first.error);
    }
}

/// What several commands said, one after another. Of a file, only the last is named.
fn append(all: &mut Captured, more: Captured) {
    let room = child::CAPTURE_LIMIT.saturating_sub(all.bytes.len()).min(more.bytes.len());
    all.bytes.extend_from_slice(&more.bytes[..room]);
    all.total += more.total;
    all.file = more.file.or(all.file.take());
}
