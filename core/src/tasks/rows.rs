//! The table of `ws tasks`.

use super::TaskRow;
use crate::row::table;

table! { TaskRow as it {
    sibling: String = it.sibling.as_str(), "The sibling.";
    task: String or null = it.task.as_deref(), "The task's full name; null when the tasks cannot be read.";
    command: String or null = it.command.as_deref(), "The command line; for a composite, the tasks that it lists.";
    description: String or null = it.description.as_deref(), "What it is for.";
    kind: String or null = it.kind, "command, composite or namespace.";
    inherited: Bool or null = it.inherited, "Whether it comes from [workspace.tasks].";
    #[wide] shell: Bool or null = it.shell, "Whether `sh -c` runs it, since it uses a shell's syntax.";
    error: Error or null = it.error.as_ref(), "Why the task cannot be read.";
} }
