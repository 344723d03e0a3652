//! The tables of `ws bootstrap`, `ws setup`, `ws sync` and `ws snapshot restore`.

use crate::plan::bootstrap::{BootstrapRow, CloneAction};
use crate::plan::restore::RestoreRow;
use crate::plan::setup::SetupRow;
use crate::plan::sync::SyncRow;
use crate::row::table;

table! { BootstrapRow as it {
    name: String = it.step.name.as_str(), "The sibling.";
    action: String or null = it.step.action.map(CloneAction::as_str),
        "clone, link, skip (it is there) or mismatch (what is there is a clone of something else); null when nothing \
         can be done.";
    state: String = it.state.as_str(), "ok, error, cancelled, or planned with --plan.";
    duration: Duration or null = it.duration, "How long it took; null for what was not begun.";
    error: Error or null = it.step.error.as_ref(), "Why it was not done, and what to do.";
    source: String or null = it.step.source.as_deref(), "The URL that is cloned, or the directory that is linked to.";
    #[wide] target: Path = &it.step.target, "Its path.";
} }

table! { SetupRow as it {
    step: String = it.step.as_str(), "venv, install, dependencies, prune or verify.";
    layer: String or null = it.layer.as_deref(), "The layer that is installed.";
    siblings: [String] = it.siblings.as_slice(), "The siblings that it is about.";
    state: String = it.state.as_str(), "ok, up_to_date, skipped, failed, cancelled, or planned with --plan.";
    duration: Duration or null = it.duration, "How long it took; null for what was not begun.";
    reason: String or null = it.reason.as_deref(), "Why it was skipped, or what was left out.";
    #[wide] command: String or null = it.command.as_deref(), "The command that was run, quoted for a shell.";
    #[wide] output: String or null = it.output.as_deref(), "The command's output when it failed: the last 64 KiB.";
    error: Error or null = it.error.as_ref(), "Why it failed.";
} }

table! { SyncRow as it {
    name: String = it.name.as_str(), "The sibling.";
    state: String = it.state.as_str(), "up_to_date, updated, fetched, skipped, failed or cancelled.";
    reason: String or null = it.reason.as_deref(), "Why it was not fast-forwarded.";
    commits: Int or null = it.commits, "How many commits the branch moved forward; null when unknown.";
    duration: Duration or null = it.duration, "How long it took; null for what was not begun.";
    error: Error or null = it.error.as_ref(), "Why it failed.";
    #[wide] from: String or null = it.from.as_deref(), "The commit that HEAD was at.";
    #[wide] to: String or null = it.to.as_deref(), "The commit that HEAD is at.";
} }

table! { RestoreRow as it {
    name: String = it.name.as_str(), "The sibling.";
    action: String or null = it.action, "checkout, clone, skip or refuse; null when unknown.";
    state: String = it.state, "ok, planned, refused, error or cancelled.";
    reason: String or null = it.reason.as_deref(), "Why it is skipped, refused or detached.";
    branch: String or null = it.branch.as_deref(), "The branch that is checked out; null when detached.";
    duration: Duration or null = it.duration, "How long it took; null for what was not begun.";
    error: Error or null = it.error.as_ref(), "Why it failed.";
    #[wide] from: String or null = it.from.as_deref(), "The commit that HEAD was at.";
    #[wide] to: String or null = it.to.as_deref(), "The commit of the snapshot.";
} }
