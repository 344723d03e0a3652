//! `ws tasks`, `ws run` and `ws exec`: real commands in real siblings.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod corpus;
mod places;

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ws_test_support::{Terminal, TestContext, context::rows_of};

ws_test_support::harness! {
    /// A workspace in `root` with directories next to it.
    struct Scene(TestContext);
}

impl Scene {
    /// Of three siblings, each depending on the one before; `tasks` is the text of `[workspace.tasks]`.
    fn new(tasks: &str) -> Self {
        let scene = Self(TestContext::new());
        for name in ["root", "low", "middle", "top"] {
            fs::create_dir(scene.path(name)).unwrap();
        }
        scene.write(
            "root/wrknv.toml",
            &format!(
                "[workspace]\nname = \"w\"\n[workspace.tasks]\n{tasks}\n[[siblings]]\nname = \"top\"\ndepends_on = [\"middle\"]\n\
                 [[siblings]]\nname = \"middle\"\ndepends_on = [\"low\"]\n[[siblings]]\nname = \"low\"\n[[siblings]]\nname = \"gone\"\n"
            ),
        );
        scene
    }

    fn ws(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

fn row<'r>(rows: &'r [Value], name: &str) -> &'r Value {
    rows.iter().find(|row| row["name"] == name).unwrap()
}

#[test]
fn tasks_are_the_siblings_own_and_the_workspaces() {
    let scene = Scene::new("lint = \"true\"\npipe = \"a | b\"");
    scene.write(
        "low/wrknv.toml",
        "[tasks]\nlint = { run = \"false\", description = \"mine\" }\nall = [\"lint\", \"test\"]\n[tasks.test]\n_default = \"x\"\nunit = \"y\"\n",
    );
    scene.write("middle/wrknv.toml", "[tasks\n");
    let (code, rows) = scene.rows(&["tasks"]);
    assert_eq!(code, Some(1), "the tasks of one cannot be read");
    let of = |sibling: &str, task: &str| {
        rows.iter().find(|row| row["sibling"] == sibling && row["task"] == task).unwrap_or(&Value::Null).clone()
    };
    assert_eq!((&of("low", "lint")["command"], &of("low", "lint")["inherited"]), (&json!("false"), &json!(false)));
    assert_eq!(of("low", "lint")["description"], "mine");
    assert_eq!(of("low", "all")["kind"], "composite");
    assert_eq!((&of("low", "test")["kind"], &of("low", "test.unit")["kind"]), (&json!("namespace"), &json!("command")));
    assert_eq!((&of("top", "lint")["inherited"], &of("top", "pipe")["shell"]), (&json!(true), &json!(true)));
    let broken = rows.iter().find(|row| row["sibling"] == "middle").unwrap();
    assert_eq!((&broken["task"], &broken["error"]["code"]), (&Value::Null, &json!("ws::tasks::unreadable")));
}

#[test]
fn in_order_and_a_failure_blocks_what_depends_on_it() {
    let scene = Scene::new("go = \"sh -c 'basename $PWD >>../log'\"");
    let (code, rows) = scene.rows(&["run", "go", "-j", "4"]);
    assert_eq!(code, Some(0), "{rows:#?}");
    assert_eq!(fs::read_to_string(scene.path("log")).unwrap(), "low\nmiddle\ntop\n");
    assert_eq!(
        (&row(&rows, "gone")["state"], &row(&rows, "gone")["error"]["code"]),
        (&json!("skipped"), &json!("ws::sibling::missing"))
    );
    scene.write("middle/wrknv.toml", "[tasks]\ngo = \"sh -c 'echo no >&2; exit 3'\"\n");
    let (code, rows) = scene.rows(&["run", "go"]);
    assert_eq!(code, Some(1));
    let middle = row(&rows, "middle");
    assert_eq!(
        (&middle["state"], &middle["exit_code"], &middle["stderr"]),
        (&json!("failed"), &json!(3), &json!("no\n"))
    );
    let top = row(&rows, "top");
    assert_eq!(
        (&top["state"], &top["blocked_by"], &top["stdout"]),
        (&json!("blocked"), &json!(["middle"]), &Value::Null)
    );
    // What was not chosen still says what comes first.
    fs::remove_file(scene.path("log")).unwrap();
    fs::remove_file(scene.path("middle/wrknv.toml")).unwrap();
    scene.rows(&["run", "go", "top", "low"]);
    assert_eq!(fs::read_to_string(scene.path("log")).unwrap(), "low\ntop\n");
}

#[test]
fn a_task_that_nobody_has_is_an_error() {
    let scene = Scene::new("lint = \"true\"");
    let output = scene.ws(&["run", "lnt"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("no sibling has a task `lnt`") && said.contains("`lint`"), "{said}");
}

#[test]
fn a_task_has_the_venvs_environment_and_its_own() {
    let scene = Scene::new(
        "show = { run = \"env\", env = { OWN = \"a b\" } }\nsay = \"echo\"\nshell = \"echo $HOME >/dev/null; echo\"",
    );
    let made = Command::new("python3").args(["-m", "venv", "--without-pip"]).arg(scene.path("root/.venv")).status();
    assert!(made.unwrap().success());
    let show = || {
        let mut command = scene.command(&["run", "show", "low", "--format", "json"]);
        let output = command.env("VIRTUAL_ENV", "/elsewhere").env("PYTHONHOME", "/x").output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
        (rows[0]["stdout"].as_str().unwrap().to_owned(), String::from_utf8(output.stderr).unwrap())
    };
    let venv = scene.path("root/.venv");
    // Whoever made the venv of a workspace that is not trusted puts no program in front of the user's.
    let (untrusted, said) = show();
    assert!(!untrusted.contains(&format!("{}/bin", venv.display())), "{untrusted}");
    // A script that runs it has to hear of that too: the task finds other programs than in a trusted workspace.
    assert!(said.contains("warning: the shared venv is not used") && said.contains("`ws trust`"), "{said}");
    assert!(scene.command(&["trust"]).output().unwrap().status.success());
    let (env, said) = show();
    assert_eq!(said, "");
    let env: Vec<&str> = env.lines().collect();
    assert!(env.contains(&format!("VIRTUAL_ENV={}", venv.display()).as_str()), "{env:#?}");
    assert!(env.iter().any(|line| line.starts_with(&format!("PATH={}/bin:", venv.display()))));
    assert!(env.contains(&"OWN=a b") && env.contains(&format!("PWD={}", scene.path("low").display()).as_str()));
    assert!(!env.iter().any(|line| line.starts_with("PYTHONHOME") || line.starts_with("__WS")));
    for task in ["say", "shell"] {
        let (_, rows) = scene.rows(&["run", task, "low", "--", "a b", "$HOME; touch PWNED", "--x"]);
        assert_eq!(rows[0]["stdout"], "a b $HOME; touch PWNED --x\n", "{task}");
    }
    assert!(!scene.path("low/PWNED").exists());
}

#[test]
fn what_they_say_has_their_names_before_it() {
    let scene = Scene::new("");
    let output = scene.ws(&[
        "exec",
        "-j",
        "3",
        "--exclude",
        "gone",
        "--",
        "sh",
        "-c",
        "for n in 1 2 3; do echo $n; sleep 0.02; done; printf end",
    ]);
    let said = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 12, "{said}");
    let of_top: Vec<&str> = lines.iter().copied().filter(|line| line.starts_with("top    | ")).collect();
    assert_eq!(of_top, ["top    | 1", "top    | 2", "top    | 3", "top    | end"]);
    lines.sort_unstable();
    assert_eq!(lines[0], "low    | 1");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "3 ok\n");
    let output = scene.ws(&["exec", "low", "gone", "--color", "always", "--", "sh", "-c", "echo x; exit 9"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\u{1b}[3"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("low: failed with exit code 9") && said.contains("gone: skipped"), "{said}");
    assert_eq!(scene.ws(&["exec", "low", "--", "absent-program"]).status.code(), Some(1));
}

#[test]
fn timeouts_and_ctrl_c_end_the_whole_group() {
    let scene = Scene::new(
        "slow = { run = \"sh -c 'sleep 99 & sleep 99'\", timeout = 1 }\nlong = \"sh -c 'touch begun; sleep 98 & sleep 98'\"",
    );
    let begun = Instant::now();
    let (code, rows) = scene.rows(&["run", "slow", "low"]);
    assert_eq!((code, &rows[0]["state"], &rows[0]["exit_code"]), (Some(1), &json!("timed_out"), &Value::Null));
    assert!(begun.elapsed() < Duration::from_mins(1), "the child was left to sleep");
    let child =
        scene.command(&["run", "long", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.unwrap();
    let begun = Instant::now();
    while !scene.path("low/begun").exists() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing began");
        std::thread::sleep(Duration::from_millis(20));
    }
    let begun = Instant::now();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(begun.elapsed() < Duration::from_mins(1), "the child was left to sleep");
    assert_eq!(output.status.code(), Some(130));
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 4, "{rows:#?}");
    assert!(
        rows.iter().all(|row| ["cancelled", "skipped", "blocked"].contains(&row["state"].as_str().unwrap())),
        "{rows:#?}"
    );
    let left = Command::new("pgrep").args(["-f", "^sleep 9[89]$"]).output().unwrap();
    assert!(left.stdout.is_empty(), "{}", String::from_utf8_lossy(&left.stdout));
}

#[test]
fn only_what_a_revision_lacks_and_its_dependents() {
    let scene = Scene::new("go = \"true\"");
    for name in ["low", "middle", "top"] {
        scene.sandbox.git(&scene.path(name), ["init", "-q", "-b", "main"]).unwrap();
        scene.sandbox.git(&scene.path(name), ["commit", "-q", "--allow-empty", "-m", "x"]).unwrap();
    }
    scene.write("middle/new", "");
    let (_, rows) = scene.rows(&["run", "go", "--since", "main"]);
    let mut ran: Vec<&str> =
        rows.iter().filter(|row| row["state"] == "ok").map(|row| row["name"].as_str().unwrap()).collect();
    ran.sort_unstable();
    assert_eq!(ran, ["middle", "top"], "{rows:#?}");
    let (_, rows) = scene.rows(&["run", "go", "--affected-by", "top"]);
    assert_eq!(rows.len(), 1);
}

/// Hooks and aliases of git have variables set that name their own repository.
#[test]
fn a_child_works_on_its_own_repository() {
    let scene = Scene::new("say = \"echo\"");
    let names = std::process::Command::new("git").args(["rev-parse", "--local-env-vars"]).output().unwrap();
    let names = String::from_utf8(names.stdout).unwrap();
    let mut command = scene.command(&["exec", "low", "--format", "json", "--", "env"]);
    for name in names.lines() {
        command.env(name, "/elsewhere");
    }
    let rows: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    let said = rows[0]["stdout"].as_str().unwrap();
    for name in names.lines() {
        assert!(!said.lines().any(|line| line.starts_with(&format!("{name}="))), "{name}: {said}");
    }
}

#[test]
fn a_task_that_cannot_be_read_leaves_the_others() {
    let scene = Scene::new("");
    scene.write(
        "low/wrknv.toml",
        "[tasks]\ngood = \"echo\"\nbad = { run = \"echo\", timeout = \"long\" }\nslow = { run = \"echo x\", timeout = 604800.0 }\n\
         [tasks.docs]\nparallel = true\n_default = [\"good\"]\n",
    );
    let (_, rows) = scene.rows(&["tasks", "low"]);
    let names: Vec<_> = rows.iter().map(|row| row["task"].as_str().unwrap()).collect();
    assert!(["good", "slow", "docs", "bad"].iter().all(|name| names.contains(name)), "{names:?}");
    let bad = rows.iter().find(|row| row["task"] == "bad").unwrap();
    let message = bad["error"]["message"].as_str().unwrap();
    assert!(message.contains("wrknv.toml:") && message.contains("`timeout` must be a number of seconds"), "{message}");
    assert_eq!(scene.rows(&["run", "slow", "low"]).0, Some(0));
    let (code, ran) = scene.rows(&["run", "bad", "low"]);
    assert_eq!(code, Some(1));
    assert_eq!(ran[0]["error"]["message"], message, "{ran:?}");
}

#[test]
fn parts_of_a_composite_run_side_by_side_and_the_failed_ones_are_named() {
    let scene = Scene::new("");
    // Each part waits for the other, so that one after another neither would end.
    let part = |own: &str, other: &str, end: &str| {
        format!(
            "touch {own}; i=0; until [ -e {other} ]; do i=$((i+1)); [ $i -gt 600 ] && exit 9; sleep 0.05; done; {end}"
        )
    };
    scene.write(
        "low/wrknv.toml",
        &format!(
            "[tasks]\na = {:?}\nb = {:?}\nc = \"! false\"\nlast = \"echo last\"\nci = [\"quality\", \"last\"]\n\
             [tasks.quality]\n_default = [\"a\", \"b\", \"c\"]\nparallel = true\n",
            part("one", "two", "exit 3"),
            part("two", "one", "echo b"),
        ),
    );
    let (code, rows) = scene.rows(&["run", "ci", "low", "-j", "1"]);
    assert_eq!(code, Some(1), "{rows:#?}");
    let low = row(&rows, "low");
    assert_eq!((&low["state"], &low["exit_code"], &low["step"]), (&json!("failed"), &json!(3), &json!("a")));
    assert_eq!(low["stdout"], "b\n");
    let (code, rows) = scene.rows(&["run", "c", "low"]);
    assert_eq!((code, &rows[0]["step"]), (Some(0), &Value::Null));
}

#[test]
fn what_lacks_the_task_is_skipped_and_still_keeps_the_order() {
    let scene = Scene::new("");
    scene.write("low/wrknv.toml", "[tasks]\ngo = \"exit 3\"\n");
    scene.write("top/wrknv.toml", "[tasks.go]\nrun = \"echo top\"\n");
    let (code, rows) = scene.rows(&["run", "go"]);
    assert_eq!(code, Some(1));
    assert_eq!((&row(&rows, "low")["state"], &row(&rows, "middle")["state"]), (&json!("failed"), &json!("skipped")));
    let top = row(&rows, "top");
    assert_eq!((&top["state"], &top["blocked_by"]), (&json!("blocked"), &json!(["low"])), "{top:#}");
    scene.write("top/wrknv.toml", "[tasks.go]\nrun = \"echo top\"\nordered = false\n");
    let (_, rows) = scene.rows(&["run", "go"]);
    assert_eq!(row(&rows, "top")["state"], "ok");
    // A failure of one that is of no order blocks nobody.
    scene.write("top/wrknv.toml", "[tasks.go]\nrun = \"echo top\"\n");
    scene.write("low/wrknv.toml", "[tasks.go]\nrun = \"exit 3\"\nordered = false\n");
    let (_, rows) = scene.rows(&["run", "go"]);
    assert_eq!((&row(&rows, "low")["state"], &row(&rows, "top")["state"]), (&json!("failed"), &json!("ok")));
}

/// What is true of many siblings is one line, at the end; what went wrong is a line of its own.
#[test]
fn siblings_without_the_task_are_one_line() {
    let scene = Scene::new("");
    let config = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    let others: Vec<String> = (0..17).map(|number| format!("[[siblings]]\nname = \"other{number}\"\n")).collect();
    scene.write("root/wrknv.toml", &(config + &others.concat()));
    (0..17).for_each(|number| fs::create_dir(scene.path(&format!("other{number}"))).unwrap());
    scene.write("low/wrknv.toml", "[tasks]\ngo = \"exit 3\"\n");
    scene.write("middle/wrknv.toml", "[tasks]\ngo = \"true\"\n");
    let output = scene.ws(&["run", "go", "-j", "1"]);
    let said = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "low: failed with exit code 3",
            "middle: blocked by low",
            "top, other0, other1, other2, other3, other4 and 12 more: skipped: no task `go`",
            &format!("gone: skipped: `{}` is not there", scene.path("gone").display()),
            "19 skipped, 1 failed, 1 blocked",
        ]
    );
    let said = |arguments: &[&str]| String::from_utf8(scene.ws(arguments).stderr).unwrap();
    assert!(said(&["run", "go", "top"]).contains("`top` has no task `go`"));
    assert!(said(&["run", "go", "top", "other1"]).contains("none of the 2 chosen siblings has a task `go`"));
}

/// A person reads the plan in waves, each sibling with its commands; of a composite it is said which part failed.
#[test]
fn people_read_what_would_run_and_which_part_failed() {
    let scene = Scene::new("go = [\"echo\", \"bad\"]\necho = \"echo 1\"\nbad = \"exit 3\"");
    let output = scene.ws(&["run", "go", "--plan"]);
    let (said, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(
        said,
        "wave 0\n  low: echo 1; exit 3\nwave 1\n  middle: echo 1; exit 3\nwave 2\n  top: echo 1; exit 3\n"
    );
    assert!(told.starts_with("gone: skipped: ") && told.lines().count() == 1, "{told}");
    let output = scene.ws(&["run", "go", "low"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("low: `bad` failed with exit code 3\n"), "{told}");
}

/// Where a sibling has not the revision, that is its row and a failure; a shallow clone is named as the reason.
#[test]
fn a_revision_that_a_sibling_lacks_is_an_error() {
    let scene = Scene::new("");
    scene.sh(
        "cd low; git init -q -b main; git commit -q --allow-empty -m 1; cd ../middle; git init -q -b main
         for n in 1 2; do git commit -q --allow-empty -m $n; done; cd ..; rmdir top; git clone -q --depth 1 file://$PWD/middle top",
    );
    let (code, rows) = scene.rows(&["affected", "--since", "HEAD~1"]);
    assert_eq!(code, Some(1), "{rows:#?}");
    let message = |name: &str| row(&rows, name)["error"]["message"].as_str().unwrap_or_default();
    assert!(message("low").ends_with("has no revision `HEAD~1`"), "{rows:#?}");
    assert_eq!(row(&rows, "middle")["reason"], "changed");
    // What is reached anyway has no error: the answer is known.
    assert_eq!((&row(&rows, "top")["reason"], message("top")), (&json!("dependent"), ""));
    let table = scene.ws(&["affected", "--since", "HEAD~1"]);
    assert!(String::from_utf8_lossy(&table.stdout).contains("has no revision `HEAD~1`"), "{table:?}");
    scene.sh("cd middle; git checkout -q --detach HEAD~1");
    let (_, rows) = scene.rows(&["affected", "--since", "HEAD~1"]);
    let message = row(&rows, "top")["error"]["message"].as_str().unwrap();
    assert!(message.contains("clone is shallow") && message.contains("`git fetch --unshallow`"), "{rows:#?}");
}

/// The command in a shell that says how it ended, and stays.
fn holding(command: &Command) -> Command {
    let mut bash = Command::new("bash");
    bash.args(["-c", "\"$@\"; echo \"left with $?\"; sleep 99", "bash"]);
    bash.arg(command.get_program()).args(command.get_args()).current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        bash.env(name, value.unwrap_or_default());
    }
    bash
}

/// In a terminal's background group, such a child would be stopped at once, and the run with it.
#[test]
fn a_child_that_reads_the_terminal_gets_none() {
    let scene = Scene::new("");
    let command = scene.command(&["exec", "low", "--", "sh", "-c", "read x </dev/tty; read y; echo \"over:$x$y:\""]);
    let terminal = Terminal::open(&holding(&command), &scene.sandbox.path(), "left with 0");
    assert!(terminal.screen().contains("over::"), "{}", terminal.screen());
}

/// wrknv documents `[siblings]` for every project, so that siblings have it too.
#[test]
fn a_siblings_own_siblings_do_not_take_the_workspace_over() {
    let scene = Scene::new("go = \"true\"");
    let seen_from = |directory: &str| {
        let arguments = ["siblings", "--fast", "--format", "json"];
        let rows = rows_of(&scene.command_in(&scene.path(directory), &arguments).output().unwrap());
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = ["top", "middle", "low", "gone"];
    for own in [
        "[siblings]\npatterns = [\"../*\"]\n[tasks]\ntest = \"x\"\n",
        "siblings = [\"../top\"]\n",
        "[[siblings]]\nname = \"top\"\n",
        "[workspace]\nname = \"mine\"\n[[siblings]]\nname = \"top\"\n",
        "siblings = [\n",
    ] {
        scene.write("low/wrknv.toml", own);
        fs::create_dir_all(scene.path("low/src/deep")).unwrap();
        assert_eq!(seen_from("low"), all, "{own}");
        assert_eq!(seen_from("low/src/deep"), all, "{own}");
        assert_eq!(seen_from("root"), all, "{own}");
    }
    // Nobody lists it: then its own file is all there is.
    fs::create_dir(scene.path("alone")).unwrap();
    scene.write("alone/wrknv.toml", "[siblings]\npatterns = [\"../t*\"]\n");
    assert_eq!(seen_from("alone"), ["top"]);
}

#[test]
fn a_program_that_is_missing_is_looked_for_in_the_siblings_groups() {
    let scene = Scene::new("");
    scene.write(
        "low/pyproject.toml",
        "[project]\nname = \"low\"\nversion = \"1\"\n[project.optional-dependencies]\ndocs = [\"zz-docs\"]\n\
         [dependency-groups]\ndev = [\"zz-lint>=1\"]\n",
    );
    scene.write(
        "low/wrknv.toml",
        "[tasks]\nlint = \"zz-lint check .\"\ndocs = \"cd . && zz-docs build\"\nother = \"cd . && zz-other\"\nplain = \"zz-plain\"\n",
    );
    let error = |task: &str| {
        let (code, rows) = scene.rows(&["run", task, "low"]);
        assert_eq!((code, &rows[0]["error"]["code"]), (Some(1), &json!("ws::exec::not_found")), "{rows:#?}");
        rows[0]["error"]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(error("lint"), "there is no program `zz-lint`: the group `dev` has it: run `ws setup --groups dev`");
    assert_eq!(error("docs"), "there is no program `zz-docs`: the extra `docs` has it: run `ws setup --extras docs`");
    assert_eq!(error("other"), "a program in the command was not found");
    assert_eq!(error("plain"), "there is no program `zz-plain`");
    // By way of a sibling, whose extras ask for others of its own.
    scene.write(
        "middle/pyproject.toml",
        "[project]\nname = \"kit\"\nversion = \"1\"\n[project.optional-dependencies]\n\
         quality = [\"zz-plain\"]\nall = [\"kit[quality]\"]\nother = [\"zz-other\"]\n",
    );
    scene.write(
        "low/pyproject.toml",
        "[project]\nname = \"low\"\nversion = \"1\"\n[dependency-groups]\ndev = [\"kit[all]\"]\n",
    );
    assert_eq!(error("plain"), "there is no program `zz-plain`: the group `dev` has it: run `ws setup --groups dev`");
    assert_eq!(error("other"), "a program in the command was not found");
}
