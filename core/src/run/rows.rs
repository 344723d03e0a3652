//! The tables of `ws run` and `ws exec`.

use crate::row::table;
use crate::run::RunRow;

table! { RunRow as it {
    name: String = it.name.as_str(), "The sibling.";
    state: String = it.state.as_str(), "ok, failed, skipped, blocked, timed_out, cancelled, or planned with --plan.";
    task: String or null = it.task.as_deref(), "The task; null for a command of your own.";
    step: String or null = it.step.as_deref(),
        "The part of a composite, or the task it depends on, that failed; several are separated by commas.";
    exit_code: Int or null = it.exit_code, "The exit code of the last command that was run; null when none exited by itself.";
    duration: Duration or null = it.duration, "How long it took; null for what was not begun.";
    #[wide] stdout: String or null = it.said(&it.stdout), "What it said: the first 4 MiB; null for what was not begun.";
    #[wide] stderr: String or null = it.said(&it.stderr), "What it said on standard error, likewise.";
    blocked_by: [String] = it.blocked_by.as_slice(), "The failures that it depends on.";
    wave: Int or null = it.wave, "From 0; siblings of one wave can run in parallel; null for a skipped sibling.";
    #[wide] commands: [String] = it.shown_commands().as_slice(), "The command lines that the task runs.";
    layer: String or null = it.layer.as_deref(), "Its layer; null when wrknv.toml names none.";
    #[wide] stdout_file: Path or null = it.stdout.file.as_deref(),
        "All that it said, when that is more than 4 MiB; at most 1 GiB.";
    #[wide] stderr_file: Path or null = it.stderr.file.as_deref(), "Likewise of standard error.";
    error: Error or null = it.error.as_ref(), "Why it was not run, or how it ended.";
} }

/// A row of `ws exec`: what the command said comes first, since it is what was asked for.
#[derive(Debug, Clone)]
pub struct ExecRow(pub RunRow);

table! { ExecRow as it {
    name: String = it.0.name.as_str(), "The sibling.";
    state: String = it.0.state.as_str(), "ok, failed, skipped, blocked, timed_out or cancelled.";
    #[wide] stdout: String or null = it.0.said(&it.0.stdout),
        "What it said: the first 4 MiB; null for what was not begun.";
    #[wide] stderr: String or null = it.0.said(&it.0.stderr), "What it said on standard error, likewise.";
    exit_code: Int or null = it.0.exit_code, "The command's exit code; null when it did not exit by itself.";
    duration: Duration or null = it.0.duration, "How long it took; null for what was not begun.";
    blocked_by: [String] = it.0.blocked_by.as_slice(), "The failures that it depends on.";
    layer: String or null = it.0.layer.as_deref(), "Its layer; null when wrknv.toml names none.";
    #[wide] stdout_file: Path or null = it.0.stdout.file.as_deref(),
        "All that it said, when that is more than 4 MiB; at most 1 GiB.";
    #[wide] stderr_file: Path or null = it.0.stderr.file.as_deref(), "Likewise of standard error.";
    error: Error or null = it.0.error.as_ref(), "Why it was not run, or how it ended.";
} }
