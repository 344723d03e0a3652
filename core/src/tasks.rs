//! What can be run in a sibling: the `[tasks]` of its own `wrknv.toml`, and `[workspace.tasks]` for those that it lacks.

mod rows;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::{self, Config, Sibling, Task, TaskAction};
use crate::discover;
use crate::error::{Error, RowError, nearest};
use crate::source::SourceFile;

/// How many commands one task may come to, with all that it names.
const STEP_LIMIT: usize = 1000;

/// The tasks of one sibling.
#[derive(Debug, Clone)]
pub struct Tasks {
    /// Name → task, and whether it is the workspace's.
    all: BTreeMap<String, (Task, bool)>,
    /// Tasks of its own that cannot be read, by name.
    broken: BTreeMap<String, RowError>,
}

/// A row of `ws tasks`.
#[derive(Debug, Clone)]
pub struct TaskRow {
    /// The sibling.
    pub sibling: String,
    /// The task's full name; `None` when the tasks cannot be read.
    pub task: Option<String>,
    /// The command line; of a composite the tasks that it names, one after another.
    pub command: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// `command`, `composite` or `namespace`.
    pub kind: Option<&'static str>,
    /// Whether it is the workspace's.
    pub inherited: Option<bool>,
    /// Whether it is run by `sh -c`, since it uses a shell's syntax.
    pub shell: Option<bool>,
    /// Why the tasks cannot be read.
    pub error: Option<RowError>,
}

/// One command that a task comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// Variables for it alone.
    pub env: BTreeMap<String, String>,
    /// Where it runs, relative to the sibling.
    pub working_dir: Option<PathBuf>,
    /// How long it may take.
    pub timeout: Option<Duration>,
}

impl Tasks {
    /// Reads the tasks of `sibling`. One whose `wrknv.toml` is not there has the workspace's. Codes: those of a
    /// configuration, `ws::tasks::unreadable`.
    pub fn of(config: &Config, sibling: &Sibling) -> Result<Self, RowError> {
        let mut all: BTreeMap<String, (Task, bool)> =
            config.tasks.iter().map(|task| (task.name.clone(), (task.clone(), true))).collect();
        let path = sibling.path.join(discover::FILE_NAME);
        let mut broken = BTreeMap::new();
        if path.symlink_metadata().is_ok() {
            let own = SourceFile::read(&path).and_then(config::own_tasks).map_err(|error| unreadable(&error))?;
            all.extend(own.tasks.into_iter().map(|task| (task.name.clone(), (task, false))));
            broken.extend(own.broken);
            all.retain(|name, (_, inherited)| !*inherited || !broken.contains_key(name));
        }
        Ok(Self { all, broken })
    }

    /// Is there a task of this name, be it one that cannot be read?
    pub fn has(&self, name: &str) -> bool {
        self.all.contains_key(name) || self.broken.contains_key(name)
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// The rows of `ws tasks`.
    pub fn rows(&self, sibling: &Sibling) -> Vec<TaskRow> {
        let row = |(name, (task, inherited)): (&String, &(Task, bool))| {
            let is_namespace = self.all.keys().any(|other| other.starts_with(&format!("{name}.")));
            let (command, kind, shell) = match &task.action {
                TaskAction::Command(command) => (command.clone(), "command", needs_shell(command)),
                TaskAction::Composite(parts) => (parts.join(", "), "composite", false),
            };
            TaskRow {
                sibling: sibling.name.to_string(),
                task: Some(name.clone()),
                command: Some(command),
                description: task.description.clone(),
                kind: Some(if is_namespace { "namespace" } else { kind }),
                inherited: Some(*inherited),
                shell: Some(shell),
                error: None,
            }
        };
        let broken = self.broken.iter().map(|(name, error)| TaskRow {
            task: Some(name.clone()),
            inherited: Some(false),
            ..TaskRow::failed(sibling, error.clone())
        });
        self.all.iter().map(row).chain(broken).collect()
    }

    /// The commands that a task comes to, in order: what it depends on, what it names, itself. `arguments` go to its own
    /// command, or to the last that it names. Codes: `ws::tasks::unknown`, `ws::tasks::cycle`, `ws::tasks::bad_command`.
    pub fn steps(&self, name: &str, arguments: &[String]) -> Result<Vec<Step>, RowError> {
        let mut steps = Vec::new();
        self.collect(name, arguments, &mut Vec::new(), &mut steps)?;
        Ok(steps)
    }

    /// The full name of the task that `part` means in the task `name`: one from the top, else one of its namespace.
    fn named(&self, part: &str, name: &str) -> String {
        let part = part.replace(':', ".");
        if self.has(&part) {
            return part;
        }
        // A `_default` has its namespace's own name.
        let around = [Some(name), name.rsplit_once('.').map(|(namespace, _)| namespace)];
        let inside = around.into_iter().flatten().map(|namespace| format!("{namespace}.{part}"));
        inside.into_iter().find(|full| self.has(full)).unwrap_or(part)
    }

    fn collect(
        &self,
        name: &str,
        arguments: &[String],
        above: &mut Vec<String>,
        steps: &mut Vec<Step>,
    ) -> Result<(), RowError> {
        if above.iter().any(|other| other == name) {
            let way = above.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(" -> ");
            return Err(RowError::new("ws::tasks::cycle", format_args!("the task names itself: {way}")));
        }
        if let Some(error) = self.broken.get(name) {
            return Err(error.clone());
        }
        let Some((task, _)) = self.all.get(name) else {
            let hint = nearest(name, self.names()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(RowError::new("ws::tasks::unknown", format_args!("there is no task `{name}`{hint}")));
        };
        above.push(name.to_owned());
        for other in &task.depends_on {
            self.collect(&self.named(other, name), &[], above, steps)?;
        }
        match &task.action {
            TaskAction::Composite(parts) => {
                for (place, part) in parts.iter().enumerate() {
                    let is_last = place + 1 == parts.len();
                    let part = self.named(part, name);
                    self.collect(&part, if is_last { arguments } else { &[] }, above, steps)?;
                }
            }
            TaskAction::Command(command) => steps.push(Step {
                words: words(command, arguments)?,
                env: task.env.clone(),
                working_dir: task.working_dir.clone(),
                timeout: task.timeout,
            }),
        }
        above.pop();
        if steps.len() > STEP_LIMIT {
            let message = format!("`{name}` comes to more than {STEP_LIMIT} commands");
            return Err(RowError::new("ws::tasks::bad_command", message));
        }
        Ok(())
    }
}

/// The rows of one sibling; one that says why, when its tasks cannot be read. None for one that is not there.
pub fn rows(config: &Config, sibling: &Sibling) -> Vec<TaskRow> {
    match Tasks::of(config, sibling) {
        _ if !sibling.path.is_dir() => Vec::new(),
        Ok(tasks) => tasks.rows(sibling),
        Err(error) => vec![TaskRow::failed(sibling, error)],
    }
}

impl TaskRow {
    fn failed(sibling: &Sibling, error: RowError) -> Self {
        Self {
            sibling: sibling.name.to_string(),
            task: None,
            command: None,
            description: None,
            kind: None,
            inherited: None,
            shell: None,
            error: Some(error),
        }
    }
}

/// An error of a whole file, which names its first problem and where that is.
fn unreadable(error: &Error) -> RowError {
    let message = match error {
        Error::Config { source_file, problems } if !problems.is_empty() => problems[0].with_place(source_file),
        error => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
            format!("{error}{cause}")
        }
    };
    RowError::new("ws::tasks::unreadable", message)
}

/// Every task of the workspace by its name, each once, with its description; what cannot be read is left out.
pub fn known(config: &Config) -> Vec<(String, Option<String>)> {
    let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
    for tasks in config.siblings.iter().filter_map(|sibling| Tasks::of(config, sibling).ok()) {
        for (name, (task, _)) in tasks.all {
            let description = known.entry(name).or_default();
            *description = description.take().or(task.description);
        }
    }
    known.into_iter().collect()
}

/// The words of a command line with further arguments: split as a shell would, or handed to `sh -c` when it uses a
/// shell's syntax.
fn words(command: &str, arguments: &[String]) -> Result<Vec<String>, RowError> {
    if needs_shell(command) {
        let line = match arguments {
            [] => command.to_owned(),
            more => format!("{command} {}", shell_words::join(more)),
        };
        return Ok(vec!["sh".to_owned(), "-c".to_owned(), line]);
    }
    let mut words = shell_words::split(command)
        .map_err(|error| RowError::new("ws::tasks::bad_command", format_args!("`{command}`: {error}")))?;
    if words.is_empty() {
        return Err(RowError::new("ws::tasks::bad_command", "the command is empty"));
    }
    words.extend(arguments.iter().cloned());
    Ok(words)
}

/// Does a command line mean something to a shell beyond words and quotes?
pub fn needs_shell(command: &str) -> bool {
    // What only a shell can do, or does otherwise than a program of that name (POSIX, 2.9.1.1 and 2.14).
    const BUILTINS: [&str; 21] = [
        "!", ".", ":", "alias", "cd", "command", "eval", "exec", "exit", "export", "if", "for", "readonly", "set",
        "shift", "source", "trap", "type", "ulimit", "umask", "while",
    ];
    if command.split_whitespace().next().is_some_and(|first| BUILTINS.contains(&first)) {
        return true;
    }
    let mut letters = command.chars();
    let (mut single, mut double) = (false, false);
    let mut at_word = true;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if !single => {
                letters.next();
            }
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            '$' | '`' if !single => return true,
            '|' | '&' | ';' | '<' | '>' | '(' | ')' | '*' | '?' | '[' | '{' | '\n' if !single && !double => {
                return true;
            }
            '~' | '#' if at_word && !single && !double => return true,
            // `NAME=value command` sets a variable.
            '=' if !single && !double && !command[..command.len() - letters.as_str().len()].contains(' ') => {
                return true;
            }
            _ => {}
        }
        at_word = letter.is_whitespace();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks(text: &str) -> Tasks {
        let source_file = SourceFile { path: "/w/wrknv.toml".into(), text: text.to_owned() };
        let own = config::own_tasks(source_file).unwrap();
        let all = own.tasks.into_iter().map(|task| (task.name.clone(), (task, false))).collect();
        Tasks { all, broken: own.broken.into_iter().collect() }
    }

    #[test]
    fn a_task_comes_to_commands_in_order() {
        let tasks = tasks(
            "[tasks]\nlint = \"ruff check .\"\nall = [\"lint\", \"test.unit\"]\n[tasks.test]\n_default = \"pytest\"\n\
             unit = { run = \"pytest -k 'a b'\", env = { X = \"1\" }, working_dir = \"sub\", timeout = 5, depends_on = [\"lint\"] }\n",
        );
        let commands = |name: &str, more: &[&str]| {
            let more: Vec<String> = more.iter().map(|word| (*word).to_owned()).collect();
            tasks.steps(name, &more).unwrap().into_iter().map(|step| step.words).collect::<Vec<_>>()
        };
        let lint = vec!["ruff", "check", "."];
        assert_eq!(commands("all", &["-x"]), [lint.clone(), lint, vec!["pytest", "-k", "a b", "-x"]]);
        assert_eq!(commands("test", &[]), [["pytest"]]);
        let unit = &tasks.steps("test.unit", &[]).unwrap()[1];
        assert_eq!((unit.env["X"].as_str(), unit.timeout), ("1", Some(Duration::from_secs(5))));
        assert_eq!(tasks.steps("lnt", &[]).unwrap_err().message, "there is no task `lnt`; did you mean `lint`?");
    }

    #[test]
    fn settings_of_a_namespace_are_no_tasks_and_a_bad_task_leaves_the_others() {
        let tasks = tasks(
            "[tasks]\nhello = \"echo hello\"\nbad = 5\n[tasks.quality]\n_default = [\"hello\", \"lint\"]\nparallel = true\nlint = \"ruff\"\n\
             [tasks.docs.serve]\nrun = \"serve\"\ntimeout = 604800.0\n[tasks.docs.build]\nrun = \"build\"\ntimeout = \"long\"\n\
             [tasks.zero]\nrun = \"x\"\ntimeout = 0\n",
        );
        let names: Vec<&str> = tasks.names().collect();
        assert_eq!(names, ["docs.serve", "hello", "quality", "quality.lint", "zero"]);
        let broken: Vec<(&str, &str)> =
            tasks.broken.iter().map(|(name, error)| (name.as_str(), error.message.as_str())).collect();
        assert_eq!(
            broken,
            [
                ("bad", "/w/wrknv.toml:3:7: task `bad` must be a command, a list of tasks, or a table with `run`"),
                ("docs.build", "/w/wrknv.toml:13:11: `timeout` must be a number of seconds that is not negative"),
            ]
        );
        assert_eq!(tasks.steps("docs.serve", &[]).unwrap()[0].timeout, Some(Duration::from_hours(168)));
        assert_eq!(tasks.steps("zero", &[]).unwrap()[0].timeout, None);
        let words: Vec<String> =
            tasks.steps("quality", &[]).unwrap().into_iter().map(|step| step.words.join(" ")).collect();
        assert_eq!(words, ["echo hello", "ruff"]);
        assert_eq!(tasks.steps("docs.build", &[]).unwrap_err().code, "ws::config::wrong_type");
    }

    #[test]
    fn a_task_that_names_itself_is_no_endless_one() {
        let tasks = tasks("[tasks]\na = [\"b\"]\nb = [\"c\"]\nc = { run = \"x\", depends_on = [\"a\"] }\n");
        assert_eq!(tasks.steps("a", &[]).unwrap_err().code, "ws::tasks::cycle");
        let bomb: Vec<String> = (0..40).map(|n| format!("t{n} = [\"t{}\", \"t{}\"]", n + 1, n + 1)).collect();
        let bomb = self::tasks(&format!("[tasks]\n{}\nt40 = \"x\"\n", bomb.join("\n")));
        assert_eq!(bomb.steps("t0", &[]).unwrap_err().code, "ws::tasks::bad_command");
    }

    #[test]
    fn a_shell_is_used_only_where_it_is_meant() {
        for plain in ["ruff check .", "echo 'a | b; $c'", "x \"a b\" c\\;d", "pytest -k a=b", "a#b x~y"] {
            assert!(!needs_shell(plain), "{plain}");
        }
        for shell in [
            "a | b",
            "a && b",
            "echo $HOME",
            "echo \"$x\"",
            "ls *.py",
            "X=1 make",
            "a > b",
            "~/x",
            "a `b`",
            "exit 3",
            "! grep x y",
            "cd sub",
        ] {
            assert!(needs_shell(shell), "{shell}");
        }
        let more = ["a b".to_owned(), "$x".to_owned()];
        assert_eq!(words("a | b", &more).unwrap(), ["sh", "-c", "a | b 'a b' '$x'"]);
        assert!(words("a 'b", &[]).is_err() && words("", &[]).is_err());
    }
}
