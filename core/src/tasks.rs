//! What can be run in a sibling: the `[tasks]` of its own `wrknv.toml`, and `[workspace.tasks]` for those that it lacks.

mod command;
mod rows;
mod steps;

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::{self, Config, OwnTasks, Sibling, Task, TaskAction};
use crate::discover;
use crate::error::{Error, RowError};
use crate::source::SourceFile;
use crate::work::paths;

pub use self::command::needs_shell;
pub use self::steps::TaskStep;

/// What rows call the workspace's root, as if it were a sibling.
pub const ROOT_NAME: &str = ".";

/// The tasks of one sibling.
#[derive(Debug, Clone, Default)]
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

impl Tasks {
    /// Reads the tasks of `sibling`. One whose `wrknv.toml` is not there has the workspace's. Codes: those of a
    /// configuration, `ws::tasks::unreadable`.
    pub fn of(config: &Config, sibling: &Sibling) -> Result<Self, RowError> {
        let mut tasks = Self::own(&sibling.path)?.unwrap_or_default();
        for task in &config.tasks {
            if !tasks.has(&task.name) {
                tasks.all.insert(task.name.clone(), (task.clone(), true));
            }
        }
        Ok(tasks)
    }

    /// Reads the tasks of the workspace's root, which inherits none. Codes: as for a sibling.
    pub fn of_root(config: &Config) -> Result<Self, RowError> {
        config::own_tasks(&config.source_file).map(Self::from).map_err(|error| unreadable(&error))
    }

    fn own(directory: &Path) -> Result<Option<Self>, RowError> {
        let path = directory.join(discover::FILE_NAME);
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let own = SourceFile::read(&path).and_then(|source_file| config::own_tasks(&source_file));
        own.map(|own| Some(Self::from(own))).map_err(|error| unreadable(&error))
    }

    /// Is there a task of this name, be it one that cannot be read?
    pub fn has(&self, name: &str) -> bool {
        self.all.contains_key(name) || self.broken.contains_key(name)
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// Whether `name` waits for the siblings that this one depends on.
    pub fn is_ordered(&self, name: &str) -> bool {
        self.all.get(name).is_none_or(|(task, _)| task.ordered)
    }

    /// The rows of `ws tasks`, of the sibling `owner`.
    fn rows(&self, owner: &str) -> Vec<TaskRow> {
        let row = |(name, (task, inherited)): (&String, &(Task, bool))| {
            let below = format!("{name}.");
            let first = self.all.range(below.clone()..).next();
            let is_namespace = first.is_some_and(|(first, _)| first.starts_with(&below));
            let (command, kind, shell) = match &task.action {
                TaskAction::Command(own) => {
                    let kind = if is_namespace { "namespace" } else { "command" };
                    (own.clone(), kind, needs_shell(&command::line(task, own)))
                }
                TaskAction::Composite(parts) => (parts.join(", "), "composite", false),
            };
            TaskRow {
                sibling: owner.to_owned(),
                task: Some(name.clone()),
                command: Some(command),
                description: task.description.clone(),
                kind: Some(kind),
                inherited: Some(*inherited),
                shell: Some(shell),
                error: None,
            }
        };
        let broken = self.broken.iter().map(|(name, error)| TaskRow {
            task: Some(name.clone()),
            inherited: Some(false),
            ..TaskRow::failed(owner, error.clone())
        });
        self.all.iter().map(row).chain(broken).collect()
    }
}

/// The rows of one sibling; one that says why, when its tasks cannot be read. None for one that is not there.
pub fn rows(config: &Config, sibling: &Sibling) -> Vec<TaskRow> {
    match paths::is_there(&sibling.path).and_then(|there| there.then(|| Tasks::of(config, sibling)).transpose()) {
        Ok(None) => Vec::new(),
        Ok(Some(tasks)) => tasks.rows(sibling.name.as_str()),
        Err(error) => vec![TaskRow::failed(sibling.name.as_str(), error)],
    }
}

/// The rows of the root's own tasks.
pub fn root_rows(config: &Config) -> Vec<TaskRow> {
    match Tasks::of_root(config) {
        Ok(tasks) => tasks.rows(ROOT_NAME),
        Err(error) => vec![TaskRow::failed(ROOT_NAME, error)],
    }
}

/// A task's name as the file has it: `test:unit` is `test.unit`, and a namespace's `_default` has the namespace's name.
pub fn full_name(name: &str) -> String {
    let name = name.replace(':', ".");
    name.strip_suffix("._default").map(str::to_owned).unwrap_or(name)
}

impl From<OwnTasks> for Tasks {
    fn from(own: OwnTasks) -> Self {
        // A task of just that name comes before a `_default` of the namespace.
        let (defaults, others): (Vec<Task>, Vec<Task>) = own.tasks.into_iter().partition(|task| task.is_default);
        let all = defaults.into_iter().chain(others).map(|task| (task.name.clone(), (task, false))).collect();
        Self { all, broken: own.broken.into_iter().collect() }
    }
}

impl TaskRow {
    fn failed(owner: &str, error: RowError) -> Self {
        Self {
            sibling: owner.to_owned(),
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
pub(crate) fn unreadable(error: &Error) -> RowError {
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
    let of_siblings = config.siblings.iter().map(|sibling| Tasks::of(config, sibling));
    for tasks in of_siblings.chain([Tasks::of_root(config)]).flatten() {
        for (name, (task, _)) in tasks.all {
            let description = known.entry(name).or_default();
            *description = description.take().or(task.description);
        }
    }
    known.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn tasks(text: &str) -> Tasks {
        let source_file = SourceFile::new("/w/wrknv.toml".into(), text.to_owned());
        Tasks::from(config::own_tasks(&source_file).unwrap())
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
        assert_eq!(commands("all", &["-x"]), [lint, vec!["pytest", "-k", "a b", "-x"]]);
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

    /// What each step of a task is, and which steps it waits for.
    fn order(tasks: &Tasks, name: &str) -> Vec<(String, Vec<usize>)> {
        tasks.steps(name, &[]).unwrap().into_iter().map(|step| (step.line.clone(), step.after)).collect()
    }

    #[test]
    fn parts_are_found_as_wrknv_finds_them() {
        let tasks = tasks(
            "[tasks]\nbuild = \"uv build\"\nall = [\"test:unit\", \"test.unit._default\", \"build.wheel\", \"test.slow\", \"lint.fix.hard\"]\n\
             lint = \"ruff\"\n\"with:colon\" = \"echo\"\nlost = [\"test.a.b.c\"]\nlower = [\"test.a.b\"]\n\
             [tasks.test]\n_default = \"pytest\"\nown = [\"quick\", \"build\"]\nquick = \"pytest -x\"\nbuild = \"no\"\n\
             [tasks.test.unit]\n_default = \"pytest unit\"\n",
        );
        let lines = |name: &str| order(&tasks, name).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        assert_eq!(lines("all"), ["pytest unit", "pytest unit", "uv build wheel", "pytest slow", "ruff fix hard"]);
        // From the top first, then the namespace's own.
        assert_eq!(lines("test.own"), ["pytest -x", "uv build"]);
        assert_eq!(lines("test:unit"), ["pytest unit"]);
        assert_eq!(lines("with:colon"), ["echo"]);
        // Four names are none, and a `_default` takes one word of a name alone.
        for name in ["lost", "lower"] {
            assert_eq!(tasks.steps(name, &[]).unwrap_err().code, "ws::tasks::unknown", "{name}");
        }
    }

    #[test]
    fn parts_run_side_by_side_and_what_several_depend_on_once() {
        let tasks = tasks(
            "[tasks]\nsync = \"s\"\nbuild = \"b\"\nlint = { run = \"l\", depends_on = [\"sync\"] }\n\
             test = { run = \"t\", depends_on = [\"sync\"] }\nci = [\"check\", \"build\"]\ntwice = [\"build\", \"build\"]\n\
             after = { run = [\"sync\", \"lint\", \"sync\"] }\n\
             check = { run = [\"lint\", \"test\", \"build\"], parallel = true }\n\
             [tasks.q]\n_default = [\"lint\", \"build\"]\nparallel = true\ndescription = \"all of it\"\n",
        );
        let step = |line: &str, after: &[usize]| (line.to_owned(), after.to_vec());
        let check = [step("s", &[]), step("l", &[0]), step("t", &[0]), step("b", &[])];
        assert_eq!(order(&tasks, "check"), check);
        assert_eq!(order(&tasks, "ci"), [&check[..], &[step("b", &[1, 2, 3])]].concat());
        assert_eq!(order(&tasks, "q"), [step("s", &[]), step("l", &[0]), step("b", &[])]);
        assert_eq!(order(&tasks, "twice"), [step("b", &[]), step("b", &[0])]);
        assert_eq!(order(&tasks, "after"), [step("s", &[]), step("l", &[0])]);
        assert_eq!(
            tasks.rows("a").iter().find(|row| row.task.as_deref() == Some("q")).unwrap().kind,
            Some("composite")
        );
        assert!(!tasks.has("q.description"));
    }

    #[test]
    fn lines_end_with_newlines_whatever_the_files_end_with() {
        let tasks = tasks(
            "[tasks]\r\nscript = \"\"\"\r\nif true; then\r\n  echo \\u00e9\r\nfi\"\"\"\r\n\
             listed = [\r\n  '''scr\r\nipt''',\r\n]\r\nmeant = \"echo a\\r\\nb\"\r\nbad = 5\r\n",
        );
        let line = |name: &str| tasks.steps(name, &[]).unwrap()[0].line.clone();
        assert_eq!(line("script"), "if true; then\n  echo é\nfi");
        assert_eq!(line("meant"), "echo a\r\nb");
        let listed = &tasks.all["listed"].0.action;
        assert!(matches!(listed, TaskAction::Composite(parts) if parts[..] == ["scr\nipt"]), "{listed:?}");
        assert!(tasks.broken["bad"].message.starts_with("/w/wrknv.toml:11:7: "), "{:?}", tasks.broken);
    }

    #[test]
    fn settings_of_no_task_are_warnings() {
        let text = "[tasks]\nparallel = true\n[tasks.q]\ncommand_prefix = \"nice\"\nprocess_title_format = \"leaf\"\n\
             live = { run = \"python x.py\", stream_output = true }\n";
        let own = config::own_tasks(&SourceFile::new("/w/wrknv.toml".into(), text.to_owned())).unwrap();
        let told: Vec<&str> = own.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "`parallel` means nothing in `[tasks]` itself",
                "`command_prefix` is read as a task of the namespace `q`",
                "`process_title_format` is read as a task of the namespace `q`",
            ]
        );
        assert!(own.broken.is_empty());
        assert_eq!(Tasks::from(own).steps("q.live", &[]).unwrap()[0].env["PYTHONUNBUFFERED"], "1");
    }

    #[test]
    fn a_task_of_just_that_name_comes_before_a_default() {
        let default = "[tasks.x.y]\n_default = \"default\"\n";
        let exact = "[tasks]\n\"x.y\" = \"exact\"\n";
        for text in [format!("{exact}{default}"), format!("{default}{exact}")] {
            let steps = tasks(&text).steps("x.y", &[]).unwrap();
            assert_eq!(steps[0].line, "exact", "{text}");
        }
    }

    #[test]
    fn modes_and_prefixes_change_what_is_run() {
        let own = "[tasks]\nuv = { run = \"pytest -x\", execution_mode = \"uv_run\" }\n\
             bare = { run = \"pytest\", execution_mode = \"uv_run\", command_prefix = \"\" }\n\
             nice = { run = \"pytest\", command_prefix = \"nice -n 5\" }\nsys = { run = \"x\", execution_mode = \"system\" }\n\
             direct = { run = \"y\", execution_mode = \"direct\" }\nplain = \"z | w\"\n";
        let of = |text: &str, name: &str| {
            let step = tasks(text).steps(name, &["a b".to_owned()]).unwrap().remove(0);
            (step.line.clone(), step.without_venv)
        };
        assert_eq!(of(own, "uv"), ("uv run pytest -x 'a b'".to_owned(), false));
        assert_eq!(of(own, "bare"), ("pytest 'a b'".to_owned(), false));
        assert_eq!(of(own, "nice"), ("nice -n 5 pytest 'a b'".to_owned(), false));
        assert_eq!(of(own, "sys"), ("x 'a b'".to_owned(), true));
        let all = format!("execution_mode = \"uv_run\"\n{own}");
        assert_eq!(of(&all, "plain"), ("uv run z | w 'a b'".to_owned(), false));
        assert_eq!(of(&all, "direct"), ("y 'a b'".to_owned(), false));
        assert!(of(&format!("task_auto_detect = false\n{own}"), "plain").1);
    }

    #[test]
    fn a_task_that_names_itself_is_no_endless_one() {
        let tasks = tasks("[tasks]\na = [\"b\"]\nb = [\"c\"]\nc = { run = \"x\", depends_on = [\"a\"] }\n");
        assert_eq!(tasks.steps("a", &[]).unwrap_err().code, "ws::tasks::cycle");
        let bomb: Vec<String> = (0..40).map(|n| format!("t{n} = [\"t{}\", \"t{}\"]", n + 1, n + 1)).collect();
        let bomb = self::tasks(&format!("[tasks]\n{}\nt40 = \"x\"\n", bomb.join("\n")));
        assert_eq!(bomb.steps("t0", &[]).unwrap_err().code, "ws::tasks::bad_command");
        // Nor is one whose last part is nothing at all.
        let bomb: Vec<String> = (0..40).map(|n| format!("t{n} = [\"t{}\", \"t{}\"]", n + 1, n + 1)).collect();
        let bomb = self::tasks(&format!("[tasks]\n{}\nt40 = []\n", bomb.join("\n")));
        assert_eq!(bomb.steps("t0", &[]).unwrap_err().code, "ws::tasks::bad_command");
    }
}
