//! The plan of a set-up, carried out: a row for each step as it is done.

use std::ffi::OsString;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use super::{Installer, Plan, State, Step, StepRow, VenvPlan, python, shown};
use crate::error::RowError;
use crate::exec::{self, End, Finished, Host, Job};
use crate::python::venv::{InstallState, SiblingProject, Venv};

/// Told each line that an installer says, with the step that it is in.
pub type OnLine = Arc<dyn Fn(Step, &str) + Send + Sync>;

/// How much of what a failed command said is in its row, in bytes: the end of it.
const OUTPUT_LIMIT: usize = 64 * 1024;

/// Carries the plan out. Rows come as steps are done; after a failure that nothing can go on from, no more come.
pub fn carry_out(plan: Plan, host: Host, on_line: OnLine) -> impl Iterator<Item = StepRow> + Send + use<> {
    let (rows, received) = channel();
    let work = Work { plan, host, on_line, rows };
    thread::spawn(move || work.run());
    received.into_iter()
}

struct Work {
    plan: Plan,
    host: Host,
    on_line: OnLine,
    rows: Sender<StepRow>,
}

/// What a command came to.
struct Ran {
    finished: Finished,
    command: String,
    output: String,
}

impl Work {
    fn run(self) {
        for row in &self.plan.left_out {
            self.say(row.clone());
        }
        let venv = match &self.plan.venv {
            VenvPlan::Keep => true,
            VenvPlan::Make => self.make_venv(),
            VenvPlan::Refuse(error) => {
                self.say(StepRow::new(Step::Venv, State::Failed, Vec::new()).failed(error.clone()));
                false
            }
        };
        if !venv {
            return;
        }
        for (layer, places) in &self.plan.batches {
            let layer = layer.as_ref().map(ToString::to_string);
            if !self.install(layer.as_deref(), places) {
                return;
            }
        }
        if self.install_requirements() {
            self.verify();
        }
    }

    /// Whoever listens may have gone; the work goes on all the same.
    fn say(&self, row: StepRow) {
        let _ = self.rows.send(row);
    }

    fn command(&self, step: Step, words: &[OsString]) -> Ran {
        let job = Job {
            program: words[0].clone(),
            arguments: words[1..].to_vec(),
            directory: self.plan.config.root.clone(),
            env: self.plan.env.clone(),
            timeout: None,
            silence: None,
            spill_directory: self.host.spill_directory.clone(),
        };
        let mut said: Vec<u8> = Vec::new();
        let finished = exec::run(&job, self.host.cancelled.as_ref(), &mut |_, bytes| {
            if let Some(line) = String::from_utf8_lossy(bytes).lines().rfind(|line| !line.trim().is_empty()) {
                (self.on_line)(step, line.trim());
            }
            said.extend_from_slice(bytes);
            let over = said.len().saturating_sub(OUTPUT_LIMIT);
            said.drain(..over);
        });
        Ran { finished, command: shown(words), output: String::from_utf8_lossy(&said).into_owned() }
    }

    /// A row of what was run.
    fn row(&self, step: Step, places: &[usize], ran: &Ran, code: &'static str) -> StepRow {
        let mut row = self.plan.row(step, State::Ok, places);
        row.command = Some(ran.command.clone());
        row.duration = Some(ran.finished.duration);
        match &ran.finished.end {
            End::Exited(0) => row,
            End::Cancelled => StepRow { state: State::Cancelled, ..row },
            End::NotStarted(error) => row.failed(error.clone()),
            End::Exited(_) | End::Signalled(_) | End::TimedOut | End::Silent => {
                row.output = Some(ran.output.clone());
                row.failed(RowError::new(code, complaint(&ran.output)))
            }
        }
    }

    fn make_venv(&self) -> bool {
        let path = &self.plan.config.python.venv_path;
        let asked = self.plan.options.python.as_deref();
        let prompt = self.plan.config.name.clone();
        let words = match &self.plan.installer {
            Installer::Uv(uv) => {
                let mut words: Vec<OsString> = vec![uv.into(), "venv".into(), "--allow-existing".into()];
                let wanted = asked.map_or_else(|| self.plan.wanted.text(), str::to_owned);
                if !wanted.is_empty() {
                    words.extend(["--python".into(), wanted.into()]);
                }
                words.extend(["--prompt".into(), prompt.into(), path.into()]);
                Ok(words)
            }
            Installer::Pip => python::find(&self.plan.env, &self.plan.wanted, asked).map(|python| {
                vec![python.into(), "-m".into(), "venv".into(), "--prompt".into(), prompt.into(), path.into()]
            }),
        };
        let words = match words {
            Ok(words) => words,
            Err(error) => {
                self.say(StepRow::new(Step::Venv, State::Failed, Vec::new()).failed(error));
                return false;
            }
        };
        let ran = self.command(Step::Venv, &words);
        let mut row = self.row(Step::Venv, &[], &ran, "ws::setup::venv_failed");
        if row.state == State::Ok {
            let venv = Venv::open(path, false);
            if let Some((version, (who, wanted))) =
                venv.python_version().and_then(|version| Some((version, self.plan.wanted.unsatisfied(version)?)))
            {
                let message = format!("the new venv has Python {version}, and {who} asks for {wanted}");
                row = row.failed(RowError::new("ws::setup::no_python", message));
            }
        }
        let done = row.state == State::Ok;
        self.say(row);
        done
    }

    /// Puts one layer in: all at once, and when that fails one by one, so that the others go in. False when interrupted.
    fn install(&self, layer: Option<&str>, places: &[usize]) -> bool {
        let say = |mut row: StepRow| {
            row.layer = layer.map(str::to_owned);
            let interrupted = row.state == State::Cancelled;
            self.say(row);
            !interrupted
        };
        let ran = self.command(Step::Install, &self.plan.install_command(places));
        let row = self.row(Step::Install, places, &ran, "ws::setup::build_failed");
        if row.state != State::Failed || places.len() == 1 {
            return say(row);
        }
        for place in places {
            let ran = self.command(Step::Install, &self.plan.install_command(&[*place]));
            if !say(self.row(Step::Install, &[*place], &ran, "ws::setup::build_failed")) {
                return false;
            }
        }
        true
    }

    /// Puts in what comes from an index. False when interrupted.
    fn install_requirements(&self) -> bool {
        let venv = Venv::open(&self.plan.config.python.venv_path, false);
        let lacking = self.plan.lacking(&venv).unwrap_or_default();
        if lacking.is_empty() {
            return true;
        }
        let list = tempfile::Builder::new()
            .prefix("ws-requirements-")
            .suffix(".txt")
            .tempfile_in(&self.host.spill_directory)
            .and_then(|mut file| file.write_all((lacking.join("\n") + "\n").as_bytes()).map(|()| file));
        let row = match list {
            Ok(list) => {
                let mut words = self.plan.pip(&["install", "--requirement"]);
                words.push(list.path().into());
                let ran = self.command(Step::Dependencies, &words);
                self.row(Step::Dependencies, &self.plan.packages, &ran, "ws::setup::unresolved")
            }
            Err(error) => {
                let error =
                    RowError::new("ws::io::not_writable", format_args!("cannot write a temporary file: {error}"));
                self.plan.row(Step::Dependencies, State::Failed, &self.plan.packages).failed(error)
            }
        };
        let interrupted = row.state == State::Cancelled;
        self.say(row);
        !interrupted
    }

    /// Reads the venv again: is every sibling imported from its checkout?
    fn verify(&self) {
        let begun = Instant::now();
        let plan = &self.plan;
        let known: Vec<SiblingProject<'_>> = plan
            .config
            .siblings
            .iter()
            .zip(&plan.projects)
            .map(|(sibling, project)| SiblingProject::new(sibling, project))
            .collect();
        let installs = Venv::open(&plan.config.python.venv_path, false).siblings(&known);
        let wrong: Vec<String> = plan
            .packages
            .iter()
            .map(|place| &installs[*place])
            .filter(|install| install.state != Some(InstallState::Editable))
            .map(|install| format!("`{}` is {}", install.name, install.state.map_or("unknown", InstallState::as_str)))
            .collect();
        let state = if plan.is_done() { State::UpToDate } else { State::Ok };
        let mut row = plan.row(Step::Verify, state, &plan.packages);
        row.duration = Some(begun.elapsed());
        if !wrong.is_empty() {
            let message = format!("not editable from its checkout: {}", wrong.join(", "));
            row = row.failed(RowError::new("ws::setup::not_editable", message));
        }
        self.say(row);
    }
}

/// The line that says what went wrong, else the last one.
fn complaint(output: &str) -> String {
    let lines = || output.lines().map(|line| line.trim().trim_start_matches(['×', '╰', '─', '▶', '├', ' ']));
    let starts = ["error:", "ERROR:", "Failed to ", "No solution", "Error:"];
    let found = lines().find(|line| starts.iter().any(|start| line.starts_with(start)));
    let found = found.or_else(|| lines().rfind(|line| !line.is_empty())).unwrap_or("it gave no reason");
    found.trim_start_matches("error:").trim_start_matches("ERROR:").trim().to_owned()
}
