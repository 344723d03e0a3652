//! Task tables: string, list (composite), table, and namespaces with `_default`, up to three names deep. The format
//! is wrknv's (<https://github.com/provide-io/wrknv>).

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::wire::Reader;
use super::{Task, TaskAction};

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
    for (key, value) in table {
        let key = key.get_ref().as_ref();
        let mut names = namespace.to_vec();
        if key != "_default" || namespace.is_empty() {
            names.push(key);
        }
        let span = value.span();
        let (problems_before, tasks_before) = (reader.problems.len(), tasks.len());
        if names.len() > DEPTH_LIMIT {
            let message = format!("`{}` is more than {DEPTH_LIMIT} names deep", names.join("."));
            reader.error("ws::config::task_too_deep", &span, message, "put it into a namespace further up");
            reader.note_bad_task(names.join("."), problems_before);
            continue;
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
            _ => reader.error(
                "ws::config::wrong_type",
                &span,
                format!("task `{}` must be a command, a list of tasks, or a table with `run`", names.join(".")),
                "",
            ),
        }
        if reader.note_bad_task(names.join("."), problems_before) {
            tasks.truncate(tasks_before);
        }
    }
}

fn task(names: &[&str], action: TaskAction, span: Range<usize>) -> Task {
    Task {
        name: names.join("."),
        action,
        description: None,
        env: BTreeMap::new(),
        working_dir: None,
        timeout: None,
        depends_on: Vec::new(),
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
            _ => {}
        }
    }
    Some(task)
}
