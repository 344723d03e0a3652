//! The keys of `wrknv.toml`: what the reader suggests for an unknown one, and what the reference page says.

/// A table of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `[workspace]`
    Workspace,
    /// `[workspace.python]`
    Python,
    /// `[workspace.validate]`
    Validate,
    /// `[[layers]]`
    Layers,
    /// `[[siblings]]`
    Siblings,
    /// `[siblings]`, when siblings are found by pattern alone
    Patterns,
    /// A task that is a table, in `[tasks]` or `[workspace.tasks]`
    Task,
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Where it stands.
    pub table: Table,
    /// Its name.
    pub name: &'static str,
    /// Its type, in TOML's words.
    pub kind: &'static str,
    /// What is meant when it is left out.
    pub default: &'static str,
    /// What it says.
    pub about: &'static str,
    /// A line that shows it; empty for a key whose table has an example of its own.
    pub example: &'static str,
}

const fn key(
    table: Table,
    name: &'static str,
    kind: &'static str,
    default: &'static str,
    about: &'static str,
    example: &'static str,
) -> Key {
    Key { table, name, kind, default, about, example }
}

/// Every key, in the order in which a person would write them.
pub const KEYS: &[Key] = &[
    key(
        Table::Workspace,
        "name",
        "string",
        "the directory's name",
        "What the workspace is called; shown in prompts.",
        "name = \"provide-workspace\"",
    ),
    key(
        Table::Workspace,
        "description",
        "string",
        "",
        "What it is.",
        "description = \"provide.io ecosystem workspace\"",
    ),
    key(Table::Workspace, "version", "string", "", "Its own version.", "version = \"0.1.0\""),
    key(Table::Workspace, "python", "table", "", "The shared venv: see below.", ""),
    key(
        Table::Workspace,
        "env",
        "table of strings",
        "",
        "Variables that activation sets, once the workspace is trusted.",
        "env = { LOG_LEVEL = \"DEBUG\" }",
    ),
    key(
        Table::Workspace,
        "tools",
        "table of strings",
        "",
        "Tools that `ws validate` looks for, each with the versions that it accepts (PEP 440).",
        "tools = { uv = \">=0.5\" }",
    ),
    key(
        Table::Workspace,
        "tasks",
        "table",
        "",
        "Tasks for every sibling that does not define them itself: see below.",
        "tasks = { lint = \"ruff check .\" }",
    ),
    key(Table::Workspace, "validate", "table", "", "Which findings `ws validate` allows: see below.", ""),
    key(
        Table::Python,
        "version",
        "string",
        "any",
        "The Python versions that the venv may have (PEP 440).",
        "version = \">=3.11\"",
    ),
    key(
        Table::Python,
        "venv_path",
        "string",
        "`.venv`",
        "The path of the venv: relative to the root, absolute, or with `~`.",
        "venv_path = \".venv\"",
    ),
    key(
        Table::Validate,
        "allow",
        "list of strings",
        "`[]`",
        "Known findings, each as a code, or a code and what it is about: `FROM -> TO`, a sibling, or how its message begins. They are never errors.",
        "allow = [\"ws::layers::peer tofusoup -> plating\"]",
    ),
    key(
        Table::Layers,
        "name",
        "string",
        "required",
        "The layer's name. List the layers bottom first.",
        "name = \"foundation\"",
    ),
    key(
        Table::Layers,
        "peers",
        "boolean",
        "`true`, but `false` for `tools`",
        "Whether its members may depend on each other.",
        "peers = true",
    ),
    key(
        Table::Siblings,
        "name",
        "string",
        "required",
        "The name of the sibling's directory: letters, digits, `.`, `_`, `-`; not starting with `-` or `.`.",
        "name = \"pyvider\"",
    ),
    key(
        Table::Siblings,
        "path",
        "string",
        "`../NAME`",
        "Its path: relative to the root, absolute, or with `~`. Symlinks work.",
        "path = \"../pyvider\"",
    ),
    key(
        Table::Siblings,
        "repo",
        "string",
        "",
        "The URL that `ws bootstrap` clones.",
        "repo = \"https://github.com/provide-io/pyvider.git\"",
    ),
    key(Table::Siblings, "layer", "string", "none", "Its layer.", "layer = \"foundation\""),
    key(
        Table::Siblings,
        "depends_on",
        "list of strings",
        "`[]`",
        "The siblings that it depends on; `ws deps` compares them with its metadata.",
        "depends_on = []",
    ),
    key(
        Table::Siblings,
        "branch",
        "string",
        "the remote's",
        "The branch that it should be on: `ws bootstrap` checks it out, and `ws validate` compares.",
        "branch = \"main\"",
    ),
    key(Table::Siblings, "extras", "list of strings", "`[]`", "Extras that `ws setup` installs.", "extras = [\"dev\"]"),
    key(
        Table::Siblings,
        "install",
        "boolean",
        "`true`",
        "`false`: not a package; `ws setup` leaves it out.",
        "install = true",
    ),
    key(
        Table::Siblings,
        "optional",
        "boolean",
        "`false`",
        "`true`: no warning when it is missing.",
        "optional = false",
    ),
    key(
        Table::Siblings,
        "packages",
        "list of strings",
        "found by itself",
        "The directories of its packages, each with a pyproject.toml, when it has several.",
        "packages = [\".\"]",
    ),
    key(
        Table::Siblings,
        "submodules",
        "boolean",
        "`false`",
        "`true`: `ws bootstrap` clones its submodules too.",
        "submodules = false",
    ),
    key(
        Table::Siblings,
        "pattern",
        "string",
        "",
        "Instead of `name`: every directory that matches; the last part of a path may hold wildcards.",
        "",
    ),
    key(
        Table::Siblings,
        "with_deps",
        "boolean",
        "`true`",
        "Whether `ws setup` installs its requirements too.",
        "with_deps = true",
    ),
    key(Table::Patterns, "patterns", "list of strings", "", "Patterns of directories, as wrknv itself has them.", ""),
    key(Table::Patterns, "exclude", "list of strings", "`[]`", "Globs of names that are left out.", ""),
    key(
        Table::Task,
        "run",
        "string or list of strings",
        "required",
        "A command, or the tasks that it consists of.",
        "",
    ),
    key(Table::Task, "description", "string", "", "What it is for.", ""),
    key(Table::Task, "env", "table of strings", "", "Variables for this task only.", ""),
    key(
        Table::Task,
        "working_dir",
        "string",
        "the sibling",
        "The directory to run in: relative to the sibling, absolute, or with `~`.",
        "",
    ),
    key(Table::Task, "timeout", "number", "none", "How many seconds it may take; 0 means no limit.", ""),
    key(
        Table::Task,
        "depends_on",
        "list of strings",
        "`[]`",
        "Tasks of the same sibling that run first; each runs once, even if several depend on it.",
        "",
    ),
    key(
        Table::Task,
        "parallel",
        "boolean",
        "`false`",
        "Whether the tasks in `run` run in parallel, all of them to the end. In a namespace it applies to `_default`.",
        "",
    ),
    key(
        Table::Task,
        "ordered",
        "boolean",
        "`true`",
        "Whether a sibling waits for those that it depends on, and others for it; with `false` its failure blocks nothing.",
        "",
    ),
    key(Table::Task, "command_prefix", "string", "", "Words to put before the command; empty: not even `uv run`.", ""),
    key(
        Table::Task,
        "execution_mode",
        "string",
        "`auto`",
        "`auto` and `direct` take programs from the shared venv, `system` does not, `uv_run` puts `uv run` before the command.",
        "",
    ),
    key(
        Table::Task,
        "stream_output",
        "boolean",
        "`false`",
        "Whether Python is told to write its output without delay (`PYTHONUNBUFFERED`).",
        "",
    ),
    key(Table::Task, "process_title_format", "string", "", "For wrknv; `ws` accepts and ignores it.", ""),
];

/// The keys of one table.
pub fn of(table: Table) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.table == table)
}

/// A whole file that has every key with an example, and the number of the line, from 1, at which each stands.
pub fn example() -> (String, Vec<(&'static Key, usize)>) {
    let (mut lines, mut places) = (Vec::new(), Vec::new());
    let headers = [
        (Table::Workspace, "[workspace]"),
        (Table::Python, "[workspace.python]"),
        (Table::Validate, "[workspace.validate]"),
        (Table::Layers, "[[layers]]"),
        (Table::Siblings, "[[siblings]]"),
    ];
    for (table, header) in headers {
        if !lines.is_empty() {
            lines.push("");
        }
        lines.push(header);
        for key in of(table).filter(|key| !key.example.is_empty()) {
            lines.push(key.example);
            places.push((key, lines.len()));
        }
    }
    (lines.join("\n") + "\n", places)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::SourceFile;
    use crate::config;

    fn load(text: &str) -> config::Config {
        let source_file = SourceFile::new("/nowhere/w/wrknv.toml".into(), text.to_owned());
        config::load(source_file, Path::new("/nowhere/w"), None).unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn the_example_is_sound_and_each_key_is_at_its_line() {
        let (text, places) = example();
        let config = load(&text);
        assert!(config.warnings.is_empty(), "{:?}", config.warnings);
        assert_eq!(places.len(), KEYS.iter().filter(|key| !key.example.is_empty()).count());
        for (key, line) in places {
            let line = text.lines().nth(line - 1).unwrap();
            assert!(line.starts_with(&format!("{} = ", key.name)), "{line}");
        }
    }

    /// The reader takes every key that is described, and says of another that it is unknown.
    #[test]
    fn the_reader_knows_these_keys() {
        for key in KEYS {
            let value = match key.kind {
                "string" if key.name == "execution_mode" => "\"auto\"",
                "string" | "string or list of strings" => "\"1\"",
                "boolean" => "true",
                "number" => "1",
                "list of strings" => "[]",
                _ => "{}",
            };
            let line = if key.example.is_empty() { format!("{} = {value}", key.name) } else { key.example.to_owned() };
            let text = match key.table {
                Table::Workspace => format!("[workspace]\n{line}\n"),
                Table::Python => format!("[workspace.python]\n{line}\n"),
                Table::Validate => format!("[workspace.validate]\n{line}\n"),
                Table::Layers if key.name == "peers" => format!("[workspace]\n[[layers]]\nname = \"a\"\n{line}\n"),
                Table::Layers => format!("[workspace]\n[[layers]]\n{line}\n"),
                Table::Siblings if ["name", "pattern"].contains(&key.name) => {
                    format!("[workspace]\n[[siblings]]\n{line}\n")
                }
                Table::Siblings => format!("[workspace]\n[[siblings]]\nname = \"zz\"\n{line}\n"),
                Table::Patterns => format!("[workspace]\n[siblings]\n{line}\n"),
                Table::Task if key.name == "run" => format!("[workspace.tasks.t]\n{line}\n"),
                Table::Task => format!("[workspace.tasks.t]\nrun = \"x\"\n{line}\n"),
            };
            let unknown = load(&text).warnings.into_iter().find(|problem| problem.code == "ws::config::unknown_key");
            assert!(unknown.is_none(), "{}: {unknown:?}", key.name);
        }
        for table in [
            "[workspace]",
            "[workspace.python]",
            "[workspace.validate]",
            "[workspace.tasks.t]\nrun = \"x\"",
            "[workspace]\n[[layers]]\nname = \"a\"",
            "[workspace]\n[[siblings]]\nname = \"zz\"",
            "[workspace]\n[siblings]",
        ] {
            let warnings = load(&format!("{table}\nno_such_key = 1\n")).warnings;
            assert!(warnings.iter().any(|problem| problem.code == "ws::config::unknown_key"), "{table}: {warnings:?}");
        }
    }
}
