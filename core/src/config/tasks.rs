//! Task tables: string, list (composite), table, and namespaces with `_default`, up to three names deep. The format
//! is wrknv's (<https://github.com/provide-io/wrknv>).

use std::collections::BTreeMap;
use std::ops::Range;

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
        if names.len() > DEPTH_LIMIT {
            let message = format!("`{}` is more than {DEPTH_LIMIT} names deep", names.join("."));
            reader.error("ws::config::task_too_deep", &span, message, "put it into a namespace further up");
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
            DeValue::Table(inner) => read_table(reader, inner, &names, tasks),
            _ => reader.error(
                "ws::config::wrong_type",
                &span,
                format!("task `{}` must be a command, a list of tasks, or a table with `run`", names.join(".")),
                "",
            ),
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
        timeout_seconds: None,
        depends_on: Vec::new(),
        span,
    }
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
            "timeout" => match value.get_ref().as_integer().and_then(|n| n.as_str().parse().ok()) {
                Some(seconds) => task.timeout_seconds = Some(seconds),
                None => {
                    let message = "`timeout` must be a whole number of seconds";
                    reader.error("ws::config::wrong_type", &value.span(), message, "");
                }
            },
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
