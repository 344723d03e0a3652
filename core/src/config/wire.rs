//! What the TOML may say, with the place of every value. Knows shapes and types; what the values mean together is
//! for [`super::check`]. Walks `DeTable`, whose keys and values carry spans.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Table};
use super::{Claim, ExecutionMode};
use crate::error::{Problem, Severity, nearest};

/// A value and its place in the file, in bytes.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// A `wrknv.toml`, as far as its shapes are right.
#[derive(Debug, Default)]
pub struct Wire {
    /// Whether it is about a workspace at all. A file that cannot be parsed counts unless all that can be read of it
    /// are tasks: its errors are better shown than passed over.
    pub describes_a_workspace: bool,
    pub name: Option<At<String>>,
    pub description: Option<At<String>>,
    pub version: Option<At<String>>,
    pub python_version: Option<At<String>>,
    pub venv_path: Option<At<String>>,
    pub env: BTreeMap<String, At<String>>,
    pub tools: BTreeMap<String, At<String>>,
    pub tasks: Vec<super::Task>,
    pub allow: Vec<At<String>>,
    pub layers: Option<Vec<WireLayer>>,
    pub siblings: Vec<WireEntry>,
    pub exclude: Vec<At<String>>,
}

/// One of `[[layers]]`.
#[derive(Debug)]
pub struct WireLayer {
    pub name: At<String>,
    pub peers: Option<bool>,
}

/// One entry of `siblings`: named, or a pattern.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file")]
pub struct WireEntry {
    pub key: WireKey,
    pub path: Option<At<String>>,
    pub repo: Option<At<String>>,
    pub layer: Option<At<String>>,
    pub depends_on: Vec<At<String>>,
    pub branch: Option<At<String>>,
    pub extras: Vec<At<String>>,
    pub install: bool,
    pub optional: bool,
    pub packages: Vec<At<String>>,
    pub submodules: bool,
    pub with_deps: bool,
    pub span: Range<usize>,
}

/// Which sibling an entry is about.
#[derive(Debug)]
pub enum WireKey {
    Name(At<String>),
    Pattern(At<String>),
}

/// Collects what is read and what is wrong.
#[derive(Debug, Default)]
pub struct Reader {
    pub problems: Vec<Problem>,
    /// Tasks that cannot be used: full name, and which problem says why.
    pub bad_tasks: Vec<(String, usize)>,
    /// How many unknown keys there are, and where the first is that is only counted.
    unknown_keys: (usize, Option<Range<usize>>),
}

/// How many unknown keys of a file are reported one by one, with a suggestion; the others are counted.
const UNKNOWN_LIMIT: usize = 20;

type Value<'i> = Spanned<DeValue<'i>>;

/// Parses all that can be parsed. A line of a string in several lines ends with a newline alone, whatever the file's lines end
/// with, as Python's reader has it: a shell takes a carriage return for a part of the last word.
fn parse(text: &str) -> (Spanned<DeTable<'_>>, Vec<toml::de::Error>) {
    let (mut table, errors) = DeTable::parse_recoverable(text);
    if text.contains("\r\n") {
        table.get_mut().iter_mut().for_each(|(_, value)| end_lines_with_newlines(value, text));
    }
    (table, errors)
}

fn end_lines_with_newlines(value: &mut Value<'_>, text: &str) {
    let written = text.get(value.span()).unwrap_or_default();
    match value.get_mut() {
        // One that was escaped (`\r`) is meant.
        DeValue::String(string) if written.contains("\r\n") => {
            if let Ok(DeValue::String(read)) = DeValue::parse(&written.replace("\r\n", "\n")).map(Spanned::into_inner) {
                *string = read.into_owned().into();
            }
        }
        DeValue::Array(items) => items.iter_mut().for_each(|item| end_lines_with_newlines(item, text)),
        DeValue::Table(table) => table.iter_mut().for_each(|(_, value)| end_lines_with_newlines(value, text)),
        _ => {}
    }
}

/// Reads all that can be read; syntax errors are problems too.
pub fn read(text: &str, reader: &mut Reader) -> Wire {
    let (table, errors) = parse(text);
    for error in &errors {
        let hint = "TOML is described at https://toml.io";
        reader.problem(Severity::Error, "ws::config::parse", error.span(), first_line(error.message()), Some(hint));
    }
    let has = |key: &str| table.get_ref().contains_key(key);
    let describes_a_workspace = has("workspace") || has("siblings") || (!errors.is_empty() && !has("tasks"));
    let mut wire = Wire { describes_a_workspace, ..Wire::default() };
    for (key, value) in table.get_ref() {
        match key.get_ref().as_ref() {
            "workspace" => reader.workspace(value, &mut wire),
            "siblings" => reader.siblings(value, &mut wire),
            "layers" => wire.layers = reader.layers(value),
            // A workspace's root may be a wrknv project of its own.
            "tasks" | "tool" | "project" | "project_name" | "env" | "version" | "tools" | "profiles" | "workenv"
            | "container" | "security" | "gitignore" | "export" | "execution_mode" | "task_auto_detect" | "package" => {
            }
            other => reader.unknown(other, key.span(), || vec!["workspace", "siblings", "layers", "tasks"]),
        }
    }
    reader.count_unknown();
    wire
}

/// What the file says about a workspace, as far as it can be read.
pub fn claim(text: &str) -> Claim {
    let (table, _) = parse(text);
    let table = table.get_ref();
    let is_table = |item: &Value<'_>| matches!(item.get_ref(), DeValue::Table(_));
    match table.get("siblings").map(Spanned::get_ref) {
        _ if table.contains_key("workspace") => Claim::Workspace,
        Some(DeValue::Array(items)) if items.iter().any(is_table) => Claim::Named,
        Some(_) => Claim::Patterns,
        None => Claim::Nothing,
    }
}

/// The `[tasks]` table; the rest of the file is not read.
pub fn own_tasks(text: &str, reader: &mut Reader) -> Vec<super::Task> {
    let (table, errors) = parse(text);
    for error in &errors {
        reader.problem(Severity::Error, "ws::config::parse", error.span(), first_line(error.message()), None);
    }
    let mut tasks = table.get_ref().get("tasks").map(|value| super::tasks::read(reader, value)).unwrap_or_default();
    reader.count_unknown();
    // wrknv's mode for all tasks of the file; with `task_auto_detect = false` it looks for no venv.
    let get = |key: &str| table.get_ref().get(key).map(Spanned::get_ref);
    let mode = match (get("task_auto_detect"), get("execution_mode")) {
        (Some(DeValue::Boolean(false)), _) => ExecutionMode::System,
        (_, Some(DeValue::String(word))) => ExecutionMode::parse(word).unwrap_or_default(),
        _ => ExecutionMode::Auto,
    };
    for task in tasks.iter_mut().filter(|task| task.execution_mode == ExecutionMode::Auto) {
        task.execution_mode = mode;
    }
    tasks
}

fn first_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(", ")
}

impl Reader {
    pub fn problem(
        &mut self,
        severity: Severity,
        code: &'static str,
        span: Option<Range<usize>>,
        message: impl Into<String>,
        hint: Option<&str>,
    ) {
        let hint = hint.map(str::to_owned);
        self.problems.push(Problem { severity, code, message: message.into(), span, hint });
    }

    /// Notes that the task `name` cannot be used if an error came up since there were `before` problems.
    pub fn note_bad_task(&mut self, name: String, before: usize) -> bool {
        let first = self.problems[before..].iter().position(|problem| problem.severity == Severity::Error);
        self.bad_tasks.extend(first.map(|place| (name, before + place)));
        first.is_some()
    }

    pub fn error(&mut self, code: &'static str, span: &Range<usize>, message: impl Into<String>, hint: &str) {
        self.problem(Severity::Error, code, Some(span.clone()), message, Some(hint).filter(|hint| !hint.is_empty()));
    }

    fn unknown(&mut self, key: &str, span: Range<usize>, known: impl FnOnce() -> Vec<&'static str>) {
        let (count, first_untold) = &mut self.unknown_keys;
        *count += 1;
        if *count > UNKNOWN_LIMIT {
            first_untold.get_or_insert(span);
            return;
        }
        let known = known();
        let hint = match nearest(key, known.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("the known keys are: {}", known.join(", ")),
        };
        let message = format!("unknown key `{key}`");
        self.problem(Severity::Warning, "ws::config::unknown_key", Some(span), message, Some(&hint));
    }

    pub fn unknown_in(&mut self, table: Table, key: &str, span: Range<usize>) {
        self.unknown(key, span, || keys::of(table).map(|key| key.name).collect());
    }

    /// Tells how many unknown keys were only counted; comes after all has been read.
    fn count_unknown(&mut self) {
        if let (count, Some(span)) = std::mem::take(&mut self.unknown_keys) {
            let message = format!("{} more unknown keys, the first of them here", count - UNKNOWN_LIMIT);
            self.problem(Severity::Warning, "ws::config::unknown_key", Some(span), message, None);
        }
    }

    fn wrong_type(&mut self, value: &Value<'_>, what: &str, wanted: &str) {
        let message = format!("{what} must be {wanted}, not {}", kind(value.get_ref()));
        self.error("ws::config::wrong_type", &value.span(), message, "");
    }

    fn table<'v, 'i>(&mut self, value: &'v Value<'i>, what: &str) -> Option<&'v DeTable<'i>> {
        if let DeValue::Table(table) = value.get_ref() {
            Some(table)
        } else {
            self.wrong_type(value, what, "a table");
            None
        }
    }

    pub fn string(&mut self, value: &Value<'_>, what: &str) -> Option<At<String>> {
        if let DeValue::String(text) = value.get_ref() {
            Some(At { value: text.to_string(), span: value.span() })
        } else {
            self.wrong_type(value, what, "a string");
            None
        }
    }

    pub fn boolean(&mut self, value: &Value<'_>, what: &str) -> Option<bool> {
        if let DeValue::Boolean(flag) = value.get_ref() {
            Some(*flag)
        } else {
            self.wrong_type(value, what, "true or false");
            None
        }
    }

    pub fn strings(&mut self, value: &Value<'_>, what: &str) -> Vec<At<String>> {
        if let DeValue::Array(items) = value.get_ref() {
            items.iter().filter_map(|item| self.string(item, &format!("each item of {what}"))).collect()
        } else {
            self.wrong_type(value, what, "a list of strings");
            Vec::new()
        }
    }

    fn string_map(&mut self, value: &Value<'_>, what: &str) -> BTreeMap<String, At<String>> {
        let Some(table) = self.table(value, what) else { return BTreeMap::new() };
        let mut map = BTreeMap::new();
        for (key, value) in table {
            if let Some(text) = self.string(value, &format!("`{}`", key.get_ref())) {
                map.insert(key.get_ref().to_string(), text);
            }
        }
        map
    }

    fn workspace(&mut self, value: &Value<'_>, wire: &mut Wire) {
        let Some(table) = self.table(value, "`workspace`") else { return };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => wire.name = self.string(value, "`name`"),
                "description" => wire.description = self.string(value, "`description`"),
                "version" => wire.version = self.string(value, "`version`"),
                "python" => self.python(value, wire),
                "env" => wire.env = self.string_map(value, "`env`"),
                "tools" => wire.tools = self.string_map(value, "`tools`"),
                "tasks" => wire.tasks = super::tasks::read(self, value),
                "validate" => self.validate(value, wire),
                other @ ("siblings" | "layers") => {
                    let message = format!("`{other}` is in `[workspace]`, where it is not read");
                    let hint = "put it above `[workspace]`: what stands below a table's header belongs to that table";
                    self.error("ws::config::misplaced_key", &key.span(), message, hint);
                }
                other => self.unknown_in(Table::Workspace, other, key.span()),
            }
        }
    }

    fn python(&mut self, value: &Value<'_>, wire: &mut Wire) {
        let Some(table) = self.table(value, "`python`") else { return };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "version" => wire.python_version = self.string(value, "`version`"),
                "venv_path" => wire.venv_path = self.string(value, "`venv_path`"),
                other => self.unknown_in(Table::Python, other, key.span()),
            }
        }
    }

    fn validate(&mut self, value: &Value<'_>, wire: &mut Wire) {
        let Some(table) = self.table(value, "`validate`") else { return };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "allow" => wire.allow = self.strings(value, "`allow`"),
                other => self.unknown_in(Table::Validate, other, key.span()),
            }
        }
    }

    fn layers(&mut self, value: &Value<'_>) -> Option<Vec<WireLayer>> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, "`layers`", "a list of tables: [[layers]]");
            return None;
        };
        let mut layers = Vec::new();
        for item in items {
            let Some(table) = self.table(item, "each item of `layers`") else { continue };
            let (mut name, mut peers) = (None, None);
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "name" => name = self.string(value, "`name`"),
                    "peers" => peers = self.boolean(value, "`peers`"),
                    other => self.unknown_in(Table::Layers, other, key.span()),
                }
            }
            match name {
                Some(name) => layers.push(WireLayer { name, peers }),
                None if table.contains_key("name") => {}
                None => self.missing("name", &item.span()),
            }
        }
        Some(layers)
    }

    fn missing(&mut self, key: &str, span: &Range<usize>) {
        self.error("ws::config::missing_key", span, format!("`{key}` is missing"), &format!("add {key} = \"...\""));
    }

    /// A list of tables and patterns, or a table of `patterns` and `exclude`.
    fn siblings(&mut self, value: &Value<'_>, wire: &mut Wire) {
        match value.get_ref() {
            DeValue::Array(items) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::String(pattern) => {
                            wire.siblings
                                .push(WireEntry::pattern(At { value: pattern.to_string(), span: item.span() }));
                        }
                        DeValue::Table(table) => wire.siblings.extend(self.entry(table, item.span())),
                        _ => self.wrong_type(item, "each item of `siblings`", "a table or a pattern"),
                    }
                }
            }
            DeValue::Table(table) => {
                for (key, value) in table {
                    match key.get_ref().as_ref() {
                        "patterns" => {
                            let patterns = self.strings(value, "`patterns`");
                            wire.siblings.extend(patterns.into_iter().map(WireEntry::pattern));
                        }
                        "exclude" => wire.exclude = self.strings(value, "`exclude`"),
                        other => self.unknown_in(Table::Patterns, other, key.span()),
                    }
                }
            }
            _ => self.wrong_type(value, "`siblings`", "a list, or a table with `patterns`"),
        }
    }

    fn entry(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<WireEntry> {
        let mut entry = WireEntry::pattern(At { value: String::new(), span });
        let (mut name, mut pattern) = (None, None);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => name = self.string(value, "`name`"),
                "pattern" => pattern = self.string(value, "`pattern`"),
                "path" => entry.path = self.string(value, "`path`"),
                "repo" => entry.repo = self.string(value, "`repo`"),
                "layer" => entry.layer = self.string(value, "`layer`"),
                "depends_on" => entry.depends_on = self.strings(value, "`depends_on`"),
                "branch" => entry.branch = self.string(value, "`branch`"),
                "extras" => entry.extras = self.strings(value, "`extras`"),
                "install" => entry.install = self.boolean(value, "`install`").unwrap_or(true),
                "optional" => entry.optional = self.boolean(value, "`optional`").unwrap_or(false),
                "packages" => entry.packages = self.strings(value, "`packages`"),
                "submodules" => entry.submodules = self.boolean(value, "`submodules`").unwrap_or(false),
                "with_deps" => entry.with_deps = self.boolean(value, "`with_deps`").unwrap_or(true),
                other => self.unknown_in(Table::Siblings, other, key.span()),
            }
        }
        entry.key = match (name, pattern) {
            (Some(name), None) => WireKey::Name(name),
            (None, Some(pattern)) => WireKey::Pattern(pattern),
            (Some(_), Some(pattern)) => {
                let hint = "use `name` for one sibling, or `pattern` for several";
                self.error("ws::config::name_and_pattern", &pattern.span, "both `name` and `pattern` are given", hint);
                return None;
            }
            (None, None) => {
                if !table.contains_key("name") && !table.contains_key("pattern") {
                    self.missing("name", &entry.span);
                }
                return None;
            }
        };
        Some(entry)
    }
}

impl WireEntry {
    fn pattern(pattern: At<String>) -> Self {
        let span = pattern.span.clone();
        Self {
            key: WireKey::Pattern(pattern),
            path: None,
            repo: None,
            layer: None,
            depends_on: Vec::new(),
            branch: None,
            extras: Vec::new(),
            install: true,
            optional: false,
            packages: Vec::new(),
            submodules: false,
            with_deps: true,
            span,
        }
    }
}

/// The TOML type of a value, as a person would say it.
pub fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
