//! A task as commands, and which of them wait for which. Runs nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use super::{Tasks, command};
use crate::config::{ExecutionMode, Task, TaskAction};
use crate::error::{RowError, nearest};

/// How many commands one task may consist of, with all that it names.
const STEP_LIMIT: usize = 1000;
/// How many tasks are looked at for that: a task that only names others has no command itself.
const VISIT_LIMIT: usize = 10 * STEP_LIMIT;
/// How many names wrknv takes in the name of a task.
const DEPTH_LIMIT: usize = 3;

/// One command of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskStep {
    /// The task that the command is of; empty for a command of the user's own.
    pub part: String,
    /// The program and its arguments.
    pub words: Vec<String>,
    /// The same as one would type it.
    pub line: String,
    /// Variables for it alone.
    pub env: BTreeMap<String, String>,
    /// Where it runs, relative to the sibling.
    pub working_dir: Option<PathBuf>,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// Whether it runs without the shared venv.
    pub without_venv: bool,
    /// Which steps have to end well first, by their places; all are before this one.
    pub after: Vec<usize>,
}

/// A task as another names it: its full name, and what follows from the name as arguments.
type Named = (String, Vec<String>);

impl Tasks {
    /// The commands that a task comes to: what it depends on, what it names, itself. `arguments` go to its own command, or
    /// to the last that it names. A task that others depend on comes once, however many they are. Codes:
    /// `ws::tasks::unknown`, `ws::tasks::cycle`, `ws::tasks::bad_command`.
    pub fn steps(&self, name: &str, arguments: &[String]) -> Result<Vec<TaskStep>, RowError> {
        let mut walk =
            Walk { tasks: self, steps: Vec::new(), ends: BTreeMap::new(), depended_on: BTreeSet::new(), visits: 0 };
        walk.task(&self.meant(name), arguments, &[], &mut Vec::new())?;
        Ok(walk.steps)
    }

    /// The name as the file has it. A key may hold a colon itself.
    fn meant(&self, name: &str) -> String {
        if self.has(name) { name.to_owned() } else { super::full_name(name) }
    }

    /// What `part` means in the task `name`, as wrknv resolves it: a task of that name, a namespace's `_default`, else the
    /// longest beginning of the name that is a task, with the rest as arguments. Where wrknv finds nothing, one of the
    /// task's own namespace is meant.
    fn named(&self, part: &str, name: &str) -> Named {
        let full = self.meant(part);
        let top_level = self.top_level(&full);
        top_level.or_else(|| self.of_the_namespace(&full, name)).unwrap_or((full, Vec::new()))
    }

    fn top_level(&self, full: &str) -> Option<Named> {
        if self.has(full) {
            return Some((full.to_owned(), Vec::new()));
        }
        let names: Vec<&str> = full.split('.').collect();
        if names.len() > DEPTH_LIMIT {
            return None;
        }
        (1..names.len()).rev().find_map(|kept| {
            let above = names[..kept].join(".");
            // Two names further up wrknv looks for no `_default`.
            let is_meant = self.has(&above) && (kept + 1 == names.len() || !self.is_default(&above));
            is_meant.then(|| (above, names[kept..].iter().map(|name| (*name).to_owned()).collect()))
        })
    }

    fn of_the_namespace(&self, full: &str, name: &str) -> Option<Named> {
        // A `_default` has its namespace's own name.
        let around = [Some(name), name.rsplit_once('.').map(|(namespace, _)| namespace)];
        let inside = around.into_iter().flatten().map(|namespace| format!("{namespace}.{full}"));
        inside.into_iter().find(|inside| self.has(inside)).map(|inside| (inside, Vec::new()))
    }

    fn is_default(&self, name: &str) -> bool {
        self.all.get(name).is_some_and(|(task, _)| task.is_default)
    }
}

/// Collects the commands of a task.
struct Walk<'t> {
    tasks: &'t Tasks,
    steps: Vec<TaskStep>,
    /// The last steps of every task that was collected without arguments of the caller's.
    ends: BTreeMap<Named, Vec<usize>>,
    /// Those of them that another depends on: they come once.
    depended_on: BTreeSet<Named>,
    visits: usize,
}

impl<'t> Walk<'t> {
    /// Collects one task, to begin after the steps `before`; gives the steps that it ends with.
    fn task(
        &mut self,
        name: &str,
        arguments: &[String],
        before: &[usize],
        above: &mut Vec<String>,
    ) -> Result<Vec<usize>, RowError> {
        let task = self.find(name, above)?;
        above.push(name.to_owned());
        let mut before = before.to_vec();
        for other in &task.depends_on {
            let named = self.tasks.named(other, name);
            let ends = match self.ends.get(&named) {
                Some(ends) => union(&before, ends),
                None => self.task(&named.0, &named.1, &before, above)?,
            };
            self.depended_on.insert(named.clone());
            self.ends.insert(named, ends.clone());
            before = ends;
        }
        let ends = match &task.action {
            TaskAction::Composite(parts) => self.parts(task, parts, arguments, &before, above)?,
            TaskAction::Command(command) => {
                let line = command::line(task, command);
                self.steps.push(TaskStep {
                    part: name.to_owned(),
                    words: command::words(&line, arguments)?,
                    line: command::with_arguments(&line, arguments),
                    env: task.env.clone(),
                    working_dir: task.working_dir.clone(),
                    timeout: task.timeout,
                    without_venv: task.execution_mode == ExecutionMode::System,
                    after: before,
                });
                vec![self.steps.len() - 1]
            }
        };
        above.pop();
        self.ends.insert((name.to_owned(), arguments.to_vec()), ends.clone());
        Ok(ends)
    }

    fn parts(
        &mut self,
        task: &Task,
        parts: &[String],
        arguments: &[String],
        before: &[usize],
        above: &mut Vec<String>,
    ) -> Result<Vec<usize>, RowError> {
        let (mut ends, mut all) = (before.to_owned(), BTreeSet::new());
        for (place, part) in parts.iter().enumerate() {
            let (part, mut more) = self.tasks.named(part, &task.name);
            if place + 1 == parts.len() {
                more.extend_from_slice(arguments);
            }
            let named = (part, more);
            let begin = if task.parallel { before.to_owned() } else { ends };
            ends = match self.ends.get(&named).filter(|_| self.depended_on.contains(&named)) {
                Some(known) => union(&begin, known),
                None => self.task(&named.0, &named.1, &begin, above)?,
            };
            all.extend(ends.iter().copied());
        }
        Ok(if task.parallel && !parts.is_empty() { all.into_iter().collect() } else { ends })
    }

    fn find(&mut self, name: &str, above: &[String]) -> Result<&'t Task, RowError> {
        self.visits += 1;
        let tasks = self.tasks;
        if above.iter().any(|other| other == name) {
            let way = above.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(" -> ");
            return Err(RowError::new("ws::tasks::cycle", format_args!("the task includes itself: {way}")));
        }
        if self.steps.len() > STEP_LIMIT || self.visits > VISIT_LIMIT {
            let first = above.first().map_or(name, String::as_str);
            let message = format!("`{first}` consists of more than {STEP_LIMIT} commands");
            return Err(RowError::new("ws::tasks::bad_command", message));
        }
        if let Some(error) = tasks.broken.get(name) {
            return Err(error.clone());
        }
        let Some((task, _)) = tasks.all.get(name) else {
            let hint =
                nearest(name, tasks.names()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let by = above.last().map_or_else(String::new, |by| format!(", which `{by}` names"));
            return Err(RowError::new("ws::tasks::unknown", format_args!("there is no task `{name}`{by}{hint}")));
        };
        Ok(task)
    }
}

fn union(one: &[usize], other: &[usize]) -> Vec<usize> {
    let both: BTreeSet<usize> = one.iter().chain(other).copied().collect();
    both.into_iter().collect()
}
