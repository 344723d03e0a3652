//! Work ends with whoever it is for: the reader of its rows, Nushell, the terminal, the plugin. Each child sleeps for
//! longer than any test waits, so that one that is left alone is found.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use ws_test_support::tools;
use ws_test_support::workspace::SiblingSpec;

use super::{Nu, ws};

const PATIENCE: Duration = Duration::from_mins(1);

/// Three siblings, and a program that is done at once in the first and hangs in the others, with a child of its own.
pub(super) struct Hanging {
    pub(super) nu: Nu,
    program: PathBuf,
    /// The processes that were started where it hangs: each shell, its parent, its child.
    processes: PathBuf,
}

impl Hanging {
    pub(super) fn new() -> Self {
        let nu = Nu::with(&["first", "second", "third"].map(SiblingSpec::new));
        let program = nu.workspace.directory().join("hang");
        let processes = nu.workspace.directory().join("processes");
        let script = format!(
            "#!/bin/sh\n[ \"${{PWD##*/}}\" = first ] && exit\nsleep 300 & echo \"$$ $PPID $!\" >>'{}'\nwait\n",
            processes.display()
        );
        tools::write_script(&program, &script).unwrap();
        Self { nu, program, processes }
    }

    pub(super) fn call(&self) -> String {
        format!("ws exec --jobs 1 {}", self.program.display())
    }

    /// Nushell with a script; what it says goes nowhere.
    fn spawn(&self, script: &str) -> Child {
        let mut command = self.nu.command(&self.nu.workspace.root());
        command.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The lines of the processes' file.
    fn started(&self) -> Vec<Vec<Pid>> {
        let text = fs::read_to_string(&self.processes).unwrap_or_default();
        let pid = |word: &str| Pid::from_raw(word.parse().unwrap()).unwrap();
        text.lines().map(|line| line.split(' ').map(pid).collect()).collect()
    }

    /// Waits until the second sibling's child hangs.
    pub(super) fn hangs(&self) -> Vec<Pid> {
        wait_for("the second sibling's command", || !self.started().is_empty());
        self.started().remove(0)
    }

    /// Waits until nothing of it is left, and makes sure that the third was never begun.
    pub(super) fn is_over(&self) {
        let processes = self.hangs();
        for process in processes {
            wait_for("the end of a process", || test_kill_process(process).is_err());
        }
        assert_eq!(self.started().len(), 1, "another sibling was begun afterwards");
    }

    /// The same where the reader may be gone before the second begins.
    pub(super) fn is_over_or_was_never_begun(&self) {
        let begun = Instant::now();
        wait_for("the end", || {
            let started = self.started();
            let processes = started.iter().flatten();
            // The plugin, which is the parent, lives on.
            let own = processes.enumerate().filter(|(at, _)| at % 3 != 1).map(|(_, &pid)| pid);
            let over = own.map(test_kill_process).all(|alive| alive.is_err());
            over && begun.elapsed() > Duration::from_secs(2)
        });
        assert!(self.started().len() <= 1, "another sibling was begun afterwards");
    }
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what} did not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_reader_that_has_enough_ends_the_rest() {
    let hanging = Hanging::new();
    let mut nu = hanging.spawn(&format!("{} | first 1; sleep 200sec", hanging.call()));
    // Nushell goes on: what ends here ends with the reader, not with Nushell.
    hanging.is_over_or_was_never_begun();
    assert!(nu.try_wait().unwrap().is_none(), "Nushell ended early");
    nu.kill().unwrap();
    nu.wait().unwrap();
}

#[test]
fn nushells_end_ends_it_however_it_comes() {
    for signal in [Signal::TERM, Signal::HUP, Signal::KILL] {
        let hanging = Hanging::new();
        let mut nu = hanging.spawn(&hanging.call());
        hanging.hangs();
        kill_process(Pid::from_child(&nu), signal).unwrap();
        nu.wait().unwrap();
        hanging.is_over();
    }
}

#[test]
fn a_terminal_that_is_closed_ends_it() {
    let hanging = Hanging::new();
    let terminal = hanging.nu.terminal();
    terminal.line(&hanging.call());
    hanging.hangs();
    drop(terminal);
    hanging.is_over();
}

#[test]
fn the_plugins_end_ends_its_children() {
    let hanging = Hanging::new();
    let mut nu = hanging.spawn(&hanging.call());
    let plugin = hanging.hangs()[1];
    kill_process(plugin, Signal::TERM).unwrap();
    hanging.is_over();
    nu.wait().unwrap();
}

#[test]
fn in_the_cli_too() {
    for signal in [Signal::TERM, Signal::HUP] {
        let hanging = Hanging::new();
        let mut command = Command::new(ws());
        command.current_dir(hanging.nu.workspace.root()).env_clear();
        command.envs(ws_test_support::sandbox::environment(&hanging.nu.workspace.home()));
        command.args(["exec", "--jobs", "1", "--"]).arg(&hanging.program);
        let mut ws = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        hanging.hangs();
        kill_process(Pid::from_child(&ws), signal).unwrap();
        ws.wait().unwrap();
        hanging.is_over();
    }
}
