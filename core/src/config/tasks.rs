//! Task tables: string, list (composite), table, and namespaces with `_default`, up to three names deep. The format
//! is wrknv's (<https://github.com/provide-io/wrknv>).

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Table};
use super::wire::Reader;
use super::{ExecutionMode, Task, TaskAction};
use crate::error::{Severity, nearest};

/// How many names a task's full name may have.
const DEPTH_LIMIT: usize = 3;

/// Reads a `[tasks]` table; what is wrong goes to the reader's problems.
pub fn read(reader: &mut Reader, value: &Spanned<DeValue<'_>>) -> Vec<Task> {
    let mut tasks = Vec::new();
    if let DeValue::Table(table) = value.get_ref() {
        read_table(reader, table, &[], &mut tasks);
    } else {
        reader.error("ws::config::wrong_type", &value.span(), "`tasks` must be a table", "");
    }
    tasks.sort_by_key(|task| task.span.start);
    tasks
}

fn read_table(reader: &mut Reader, table: &DeTable<'_>, namespace: &[&str], tasks: &mut Vec<Task>) {
    let settings = NamespaceSettings::of(table, namespace);
    for (key, value) in table {
        let key = key.get_ref().as_ref();
        let mut names = namespace.to_vec();
        if key != "_default" || namespace.is_empty() {
            names.push(key);
        }
        let is_default = names.len() == namespace.len();
        if key == "description" && settings.description.is_some() {
            continue;
        }
        let span = value.span();
        let (problems_before, tasks_before) = (reader.problems.len(), tasks.len());
        if names.len() > DEPTH_LIMIT {
            let message = format!("`{}` is more than {DEPTH_LIMIT} names deep", full_name(&names));
            reader.error("ws::config::task_too_deep", &span, message, "move it to a namespace further up");
            reader.note_bad_task(full_name(&names), problems_before);
            continue;
        }
        if !namespace.is_empty() {
            warn_of_setting(reader, key, value, namespace);
        }
        match value.get_ref() {
            DeValue::String(command) => tasks.push(task(&names, TaskAction::Command(command.to_string()), span)),
            DeValue::Array(_) => {
                let parts = reader.strings(value, "a composite task").into_iter().map(|part| part.value).collect();
                tasks.push(task(&names, TaskAction::Composite(parts), span));
            }
            DeValue::Table(inner) if inner.contains_key("run") => {
                tasks.extend(read_full(reader, inner, &names, span));
            }
            DeValue::Table(inner) => {
                read_table(reader, inner, &names, tasks);
                continue;
            }
            // A namespace's own settings, such as `parallel = true`, are no tasks: wrknv passes over them.
            _ if !namespace.is_empty() => {}
            _ if keys::of(Table::Task).any(|known| known.name == key) => {
                let message = format!("`{key}` means nothing in `[tasks]` itself");
                let hint = Some("put it into the table of the task that it is about");
                reader.problem(Severity::Warning, "ws::config::unknown_key", Some(span), message, hint);
            }
            _ => reader.error(
                "ws::config::wrong_type",
                &span,
                format!("task `{}` must be a command, a list of tasks, or a table with `run`", full_name(&names)),
                "",
            ),
        }
        if reader.note_bad_task(full_name(&names), problems_before) {
            tasks.truncate(tasks_before);
        } else if is_default && let Some(task) = tasks.get_mut(tasks_before) {
            task.is_default = true;
            task.parallel |= settings.parallel && matches!(task.action, TaskAction::Composite(_));
            task.description = task.description.take().or_else(|| settings.description.clone());
        }
    }
}

/// What a task's own table says by such a key is a task in a namespace, as wrknv reads it; it is hardly meant.
fn warn_of_setting(reader: &mut Reader, key: &str, value: &Spanned<DeValue<'_>>, namespace: &[&str]) {
    let is_setting = matches!(key, "command_prefix" | "execution_mode" | "process_title_format" | "working_dir")
        && matches!(value.get_ref(), DeValue::String(_))
        || key == "depends_on" && matches!(value.get_ref(), DeValue::Array(_));
    if is_setting {
        let message = format!("`{key}` is read as a task of the namespace `{}`", full_name(namespace));
        let hint = Some("put it into the table of the task that it is about");
        reader.problem(Severity::Warning, "ws::config::unknown_key", Some(value.span()), message, hint);
    }
}

/// The names as one. wrknv leaves out namespaces without a name.
fn full_name(names: &[&str]) -> String {
    let unnamed = names.iter().take(names.len().saturating_sub(1)).take_while(|name| name.is_empty()).count();
    names[unnamed..].join(".")
}

/// What a namespace says about its `_default`.
#[derive(Default)]
struct NamespaceSettings {
    parallel: bool,
    /// wrknv would list it as a task whose command is the description.
    description: Option<String>,
}

impl NamespaceSettings {
    fn of(table: &DeTable<'_>, namespace: &[&str]) -> Self {
        if namespace.is_empty() {
            return Self::default();
        }
        let get = |key: &str| table.get(key).map(Spanned::get_ref);
        let description = match get("description") {
            Some(DeValue::String(text)) if table.len() > 1 => Some(text.to_string()),
            _ => None,
        };
        Self { parallel: matches!(get("parallel"), Some(DeValue::Boolean(true))), description }
    }
}

fn task(names: &[&str], action: TaskAction, span: Range<usize>) -> Task {
    Task {
        name: full_name(names),
        action,
        description: None,
        env: BTreeMap::new(),
        working_dir: None,
        timeout: None,
        depends_on: Vec::new(),
        parallel: false,
        ordered: true,
        command_prefix: None,
        execution_mode: ExecutionMode::Auto,
        is_default: false,
        span,
    }
}

/// An integer or a float of seconds. One that is too long for a clock is as long as can be.
fn seconds(value: &DeValue<'_>) -> Option<Duration> {
    let seconds = match value {
        DeValue::Integer(number) => {
            u64::from_str_radix(number.as_str(), number.radix()).map(Duration::from_secs).ok()?
        }
        DeValue::Float(number) => {
            let seconds: f64 = number.as_str().parse().ok().filter(|seconds| *seconds >= 0.0)?;
            Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
        }
        _ => return None,
    };
    Some(seconds)
}

fn read_full(reader: &mut Reader, table: &DeTable<'_>, names: &[&str], span: Range<usize>) -> Option<Task> {
    let run = table.get("run")?;
    let action = match run.get_ref() {
        DeValue::Array(_) => {
            TaskAction::Composite(reader.strings(run, "`run`").into_iter().map(|part| part.value).collect())
        }
        _ => TaskAction::Command(reader.string(run, "`run`")?.value),
    };
    let mut task = task(names, action, span);
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "description" => task.description = reader.string(value, "`description`").map(|text| text.value),
            "working_dir" => task.working_dir = reader.string(value, "`working_dir`").map(|text| text.value.into()),
            "depends_on" => {
                task.depends_on = reader.strings(value, "`depends_on`").into_iter().map(|name| name.value).collect();
            }
            "timeout" => {
                if let Some(timeout) = seconds(value.get_ref()) {
                    // 0 is as if it were not there.
                    task.timeout = Some(timeout).filter(|timeout| !timeout.is_zero());
                } else {
                    let message = "`timeout` must be a number of seconds that is not negative";
                    reader.error("ws::config::wrong_type", &value.span(), message, "");
                }
            }
            "env" => {
                let DeValue::Table(variables) = value.get_ref() else {
                    reader.error("ws::config::wrong_type", &value.span(), "`env` must be a table of strings", "");
                    continue;
                };
                for (name, value) in variables {
                    if let Some(text) = reader.string(value, &format!("`{}`", name.get_ref())) {
                        task.env.insert(name.get_ref().to_string(), text.value);
                    }
                }
            }
            "parallel" => task.parallel = reader.boolean(value, "`parallel`").unwrap_or_default(),
            "ordered" => task.ordered = reader.boolean(value, "`ordered`").unwrap_or(true),
            "command_prefix" => {
                task.command_prefix = reader.string(value, "`command_prefix`").map(|prefix| prefix.value);
            }
            "execution_mode" => {
                let Some(word) = reader.string(value, "`execution_mode`") else { continue };
                if let Some(mode) = ExecutionMode::parse(&word.value) {
                    task.execution_mode = mode;
                } else {
                    let message = format!("`{}` is not an execution mode", word.value);
                    let hint = Some("the modes are: auto, uv_run, direct, system");
                    reader.problem(Severity::Warning, "ws::config::unknown_mode", Some(word.span), message, hint);
                }
            }
            // What is said is shown as it is said anyway; wrknv has Python hold nothing of it back.
            "stream_output" => {
                if reader.boolean(value, "`stream_output`") == Some(true) {
                    task.env.entry("PYTHONUNBUFFERED".to_owned()).or_insert_with(|| "1".to_owned());
                }
            }
            // Of wrknv's own display.
            "run" | "process_title_format" => {}
            other => match value.get_ref() {
                DeValue::String(_) | DeValue::Array(_) | DeValue::Table(_)
                    if other == "_default" || is_task_like(other) =>
                {
                    let message = format!("`{other}` is not a task: its table has `run`, so the table is the task");
                    let hint =
                        format!("rename the `run` of `{}` to `_default`: the other keys are then tasks", task.name);
                    reader.problem(
                        Severity::Warning,
                        "ws::config::unknown_key",
                        Some(key.span()),
                        message,
                        Some(&hint),
                    );
                }
                _ => reader.unknown_in(Table::Task, other, key.span()),
            },
        }
    }
    Some(task)
}

/// Is a key beside `run` more like a task than like a misspelt key?
fn is_task_like(key: &str) -> bool {
    // `all` is like `parallel` letter by letter, and nobody means it.
    let is_meant = |known: &str| strsim::osa_distance(key, known) * 2 <= known.len();
    !nearest(key, keys::of(Table::Task).map(|key| key.name)).is_some_and(is_meant)
}
