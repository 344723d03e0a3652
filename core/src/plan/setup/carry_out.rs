//! The plan of a set-up, carried out: a row for each step as it is done.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::changes::Record;
use super::command::{Installer, shown};
use super::pip::Trial;
use super::resolution::{Asked, Resolved};
use super::venv::{ADDED, VenvPlan, moved};
use super::{SetupPlan, SetupRow, SetupState, SetupStep, python};
use crate::config::LayerName;
use crate::error::RowError;
use crate::python::dist::Distribution;
use crate::python::venv::{InstallState, SiblingProject, Venv, VenvSiblingRow};
use crate::secrets;
use crate::work::child::{self, End, Finished, Host, Job, WholeLines};
use crate::work::paths::real_path;

/// Told each line that an installer says, with the step that it is in.
pub type OnLine = Arc<dyn Fn(SetupStep, &str) + Send + Sync>;

/// How much of what a failed command said is in its row, in bytes: the end of it.
const OUTPUT_LIMIT: usize = 64 * 1024;

/// Carries the plan out. Rows come as steps are done; after a failure that nothing can go on from, no more come.
pub fn carry_out(plan: SetupPlan, host: Host, on_line: OnLine) -> impl Iterator<Item = SetupRow> + Send + use<> {
    let (rows, received) = channel();
    let work = Arc::new(Mutex::new(Some(Work { plan, host, on_line, rows })));
    let take = |work: &Mutex<Option<Work>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
    let on_its_own = Arc::clone(&work);
    // Where the system starts no thread it is done on this one, and the rows come when all of it is done.
    let started = thread::Builder::new().spawn(move || take(&on_its_own).into_iter().for_each(Work::run));
    if started.is_err() {
        take(&work).into_iter().for_each(Work::run);
    }
    received.into_iter()
}

pub(super) struct Work {
    pub(super) plan: SetupPlan,
    pub(super) host: Host,
    on_line: OnLine,
    rows: Sender<SetupRow>,
}

/// What is known of the requirements before anything is installed.
enum Prepared {
    /// Everything is in.
    Nothing,
    Pins(Resolved),
    Trial(Trial),
}

/// What a command came to.
pub(super) struct Ran {
    finished: Finished,
    command: String,
    output: String,
}

impl Work {
    fn run(mut self) {
        for row in &self.plan.left_out {
            self.say(row.clone());
        }
        if !self.plan.conflicts.is_empty() {
            return self.plan.conflicts.iter().for_each(|row| self.say(row.clone()));
        }
        let venv = match &self.plan.venv {
            VenvPlan::Keep => true,
            VenvPlan::Make => self.make_venv(None),
            VenvPlan::AddPip => self.add_pip(),
            VenvPlan::Replace(aside) => self.replace_venv(aside),
            VenvPlan::Refuse(error) => {
                self.say(SetupRow::new(SetupStep::Venv, SetupState::Failed, Vec::new()).failed(error.clone()));
                false
            }
        };
        if !venv {
            return;
        }
        if !matches!(self.plan.venv, VenvPlan::Keep) {
            // Markers may hang on the Python that the new venv has.
            let rows = self.plan.decide(&Venv::open(&self.plan.config.python.venv_path, false));
            rows.into_iter().chain(self.plan.conflicts.iter().cloned()).for_each(|row| self.say(row));
            if !self.plan.conflicts.is_empty() {
                return;
            }
        }
        let prepared = match &self.plan.installer {
            _ if self.plan.is_complete() => Ok(Prepared::Nothing),
            Installer::Uv(_) => self.resolution_with_siblings().map(Prepared::Pins),
            Installer::Pip => self.trial_with_siblings().map(Prepared::Trial),
        };
        let prepared = match prepared {
            Ok(prepared) => prepared,
            // Nothing has been changed, and nothing is.
            Err(row) => return self.say(*row),
        };
        if !self.plan.batches.iter().all(|(layer, places)| self.install(layer.as_ref(), places)) {
            return;
        }
        let goes_on = match prepared {
            Prepared::Pins(resolved) => self.install_resolved(resolved),
            Prepared::Trial(trial) => self.install_tried(trial),
            Prepared::Nothing => true,
        };
        if goes_on && self.prune() {
            self.verify();
        }
    }

    /// Takes out what the workspace does not list, when that was asked for. False when interrupted.
    fn prune(&self) -> bool {
        let Some(row) = self.plan.prune_row(SetupState::Ok) else { return true };
        let ran = self.command(SetupStep::Prune, &self.plan.prune_command());
        let done = self.row(SetupStep::Prune, &[], &ran, "ws::setup::not_removed");
        self.say_unless_interrupted(SetupRow { siblings: row.siblings, reason: row.reason, ..done })
    }

    /// Puts in what the resolution came to. False when interrupted.
    fn install_resolved(&self, resolved: Resolved) -> bool {
        let plan = &self.plan;
        let is_broken = |place: &usize| resolved.broken.iter().any(|(other, _)| other == place);
        let sound: Vec<usize> = plan.packages.iter().copied().filter(|place| !is_broken(place)).collect();
        if !self.has_pins(&resolved.pins) {
            let row = if self.names_an_index() {
                self.install_whole(&sound)
            } else {
                self.install_pins(&resolved.pins, &sound)
            };
            if !self.say_unless_interrupted(row) {
                return false;
            }
        }
        // One that could not even be built has said so already.
        let venv = Venv::open(&plan.config.python.venv_path, false);
        for (place, row) in resolved.broken {
            let path = real_path(&plan.config.siblings[place].path);
            let is_in = |found: &Distribution| found.editable.as_deref().map(real_path) == Some(path.clone());
            if venv.distributions().iter().any(is_in) {
                self.say(row);
            }
        }
        resolved.with_groups || self.groups_one_by_one(&sound)
    }

    /// The groups of one sibling after another: one that cannot be resolved is left out for that sibling alone. False when
    /// interrupted.
    fn groups_one_by_one(&self, places: &[usize]) -> bool {
        let plan = &self.plan;
        let mut sound: Vec<usize> = Vec::new();
        for place in places.iter().filter(|place| !plan.group_lines(&[**place], false).is_empty()) {
            let with: Vec<usize> = sound.iter().copied().chain([*place]).collect();
            let row = match self.compile(Asked { places, groups_of: &with }) {
                Ok(pins) => {
                    sound = with;
                    if self.has_pins(&pins) {
                        continue;
                    }
                    self.install_pins(&pins, &[*place])
                }
                Err(row) => {
                    let groups = plan.options.groups.join(", ");
                    let reason = format!("its groups ({groups}) are left out; the others' are installed");
                    let names = plan.row(SetupStep::Dependencies, SetupState::Failed, &[*place]).siblings;
                    SetupRow { reason: Some(reason), siblings: names, ..*row }
                }
            };
            if !self.say_unless_interrupted(row) {
                return false;
            }
        }
        true
    }

    /// Whoever listens may have gone; the work goes on all the same.
    pub(super) fn say(&self, row: SetupRow) {
        let _ = self.rows.send(row);
    }

    pub(super) fn command(&self, step: SetupStep, words: &[OsString]) -> Ran {
        let job = Job {
            program: words[0].clone(),
            arguments: words[1..].to_vec(),
            directory: self.plan.config.root.clone(),
            env: self.plan.env.clone(),
            timeout: None,
            silence: None,
            spill_directory: Some(self.host.spill_directory.clone()),
        };
        let mut said: Vec<u8> = Vec::new();
        let mut lines = WholeLines::default();
        let show = |_, whole: &[u8]| {
            if let Some(line) = String::from_utf8_lossy(whole).lines().rfind(|line| !line.trim().is_empty()) {
                (self.on_line)(step, &secrets::without_secrets(line.trim()));
            }
        };
        let finished = child::run(&job, self.host.cancelled.as_ref(), &mut |stream, bytes| {
            lines.take(stream, bytes, &show);
            said.extend_from_slice(bytes);
            let over = said.len().saturating_sub(OUTPUT_LIMIT);
            said.drain(..over);
        });
        Ran {
            finished,
            command: shown(words),
            output: secrets::without_secrets(&String::from_utf8_lossy(&said)).into_owned(),
        }
    }

    /// A row of what was run.
    pub(super) fn row(&self, step: SetupStep, places: &[usize], ran: &Ran, code: &'static str) -> SetupRow {
        let mut row = self.plan.row(step, SetupState::Ok, places);
        row.command = Some(ran.command.clone());
        row.duration = Some(ran.finished.duration);
        match &ran.finished.end {
            End::Exited(0) => row,
            End::Cancelled => SetupRow { state: SetupState::Cancelled, ..row },
            End::NotStarted(error) => row.failed(error.clone()),
            End::Exited(_) | End::Signalled(_) | End::TimedOut | End::Silent => {
                row.output = Some(ran.output.clone());
                row.failed(RowError::new(code, complaint(&ran.output)))
            }
        }
    }

    /// Moves the old venv aside and makes a new one.
    fn replace_venv(&self, aside: &Path) -> bool {
        let path = &self.plan.config.python.venv_path;
        if let Err(error) = std::fs::rename(path, aside) {
            let message = format!("cannot move `{}` to `{}`: {error}", path.display(), aside.display());
            let error = RowError::new("ws::venv::not_moved", message);
            self.say(SetupRow::new(SetupStep::Venv, SetupState::Failed, Vec::new()).failed(error));
            return false;
        }
        self.make_venv(Some(moved(aside)))
    }

    fn add_pip(&self) -> bool {
        let ran = self.command(SetupStep::Venv, &self.plan.ensure_pip());
        let mut row = self.row(SetupStep::Venv, &[], &ran, "ws::setup::no_pip");
        row.reason = Some(ADDED.to_owned());
        if let Some(error) = &mut row.error {
            error.message = format!("the venv has no pip, and its Python cannot add it; install uv: {}", error.message);
        }
        let done = row.state == SetupState::Ok;
        self.say(row);
        done
    }

    fn make_venv(&self, reason: Option<String>) -> bool {
        let path = &self.plan.config.python.venv_path;
        let asked = self.plan.options.python.as_deref();
        let prompt = self.plan.config.name.clone();
        let words = match &self.plan.installer {
            Installer::Uv(uv) => {
                let mut words: Vec<OsString> = vec![uv.into(), "venv".into(), "--allow-existing".into()];
                let wanted = asked.map_or_else(|| self.plan.wanted.specifiers().join(","), str::to_owned);
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
                self.say(SetupRow::new(SetupStep::Venv, SetupState::Failed, Vec::new()).failed(error));
                return false;
            }
        };
        let ran = self.command(SetupStep::Venv, &words);
        let mut row = self.row(SetupStep::Venv, &[], &ran, "ws::setup::venv_failed");
        row.reason = reason;
        // uv does not know who asks for what.
        if row.state == SetupState::Failed
            && let Err(error) = python::find(&self.plan.env, &self.plan.wanted, asked)
        {
            row.error = Some(error);
        }
        if row.state == SetupState::Ok {
            let venv = Venv::open(path, false);
            if let Some((version, (who, wanted))) =
                venv.python_version().and_then(|version| Some((version, self.plan.wanted.unsatisfied(version)?)))
            {
                let message = format!("the new venv has Python {version}, but {who} asks for {wanted}");
                row = row.failed(RowError::new("ws::setup::no_python", message));
            }
        }
        let done = row.state == SetupState::Ok;
        self.say(row);
        done
    }

    /// Puts one layer in: all at once, and when that fails one by one, so that the others go in. False when interrupted.
    pub(super) fn install(&self, layer: Option<&LayerName>, places: &[usize]) -> bool {
        let say = |mut row: SetupRow| {
            row.layer = layer.map(ToString::to_string);
            let interrupted = row.state == SetupState::Cancelled;
            self.say(row);
            !interrupted
        };
        let ran = self.command(SetupStep::Install, &self.plan.install_command(places));
        let row = self.row(SetupStep::Install, places, &ran, "ws::setup::build_failed");
        let row = SetupRow { reason: self.plan.changed(places), ..row };
        if row.state != SetupState::Failed || places.len() == 1 {
            return say(row);
        }
        for place in places {
            let ran = self.command(SetupStep::Install, &self.plan.install_command(&[*place]));
            if !say(self.row(SetupStep::Install, &[*place], &ran, "ws::setup::build_failed")) {
                return false;
            }
        }
        true
    }

    pub(super) fn say_unless_interrupted(&self, row: SetupRow) -> bool {
        let interrupted = row.state == SetupState::Cancelled;
        self.say(row);
        !interrupted
    }

    /// Reads the venv again: is every sibling imported from its checkout?
    fn verify(&self) {
        let begun = Instant::now();
        let plan = &self.plan;
        let known = SiblingProject::all(&plan.config.siblings, &plan.projects);
        let venv = Venv::open(&plan.config.python.venv_path, false);
        let installs = venv.siblings(&known);
        self.note(&venv, &installs);
        let wrong: Vec<String> = plan
            .packages
            .iter()
            .map(|place| &installs[*place])
            .filter(|install| install.state != InstallState::Editable && !install.built)
            .map(|install| {
                let by = install.shadowed_by.as_ref().map(|by| format!(" by `{by}`")).unwrap_or_default();
                let lacking = install.modules.iter().find(|module| module.path.is_none());
                let lacking = lacking.map(|it| format!(" (Python finds no `{}`)", it.module)).unwrap_or_default();
                format!("`{}` is {}{by}{lacking}", install.name, install.state.as_str())
            })
            .collect();
        let state = if plan.is_done() { SetupState::UpToDate } else { SetupState::Ok };
        let mut row = plan.row(SetupStep::Verify, state, &plan.packages);
        row.duration = Some(begun.elapsed());
        let built: Vec<&str> = plan
            .packages
            .iter()
            .map(|place| &installs[*place])
            .filter(|install| install.built)
            .map(|install| install.name.as_str())
            .collect();
        let built = (!built.is_empty()).then(|| {
            format!("built into site-packages; after an edit run `ws setup --reinstall`: {}", built.join(", "))
        });
        let remarks: Vec<String> = plan.remarks().into_iter().chain(built).collect();
        row.reason = (!remarks.is_empty()).then(|| remarks.join("; "));
        if !wrong.is_empty() {
            let message = format!("not editable from its checkout: {}", wrong.join(", "));
            row = row.failed(RowError::new("ws::setup::not_editable", message));
        }
        self.say(row);
    }

    /// Notes in the venv what the siblings that are in were built from.
    fn note(&self, venv: &Venv, installs: &[VenvSiblingRow]) {
        let plan = &self.plan;
        let mut record = Record::read(venv.path());
        let news = plan.packages.iter().filter(|place| {
            let found = venv.from_checkout(&installs[**place]);
            let (path, source) = (&plan.config.siblings[**place].path, plan.sources[**place].as_deref());
            found.zip(source).is_some_and(|(found, source)| record.note(found, path, source))
        });
        if news.count() > 0 {
            record.write(venv.path());
        }
    }
}

/// What went wrong: the line that says so, with the builder's or the resolver's own reason; else the last line.
fn complaint(output: &str) -> String {
    let lines: Vec<&str> =
        output.lines().map(|line| line.trim().trim_start_matches(['×', '╰', '─', '▶', '├', '│', ' '])).collect();
    let starts = ["error:", "ERROR:", "Failed to ", "No solution", "Error:"];
    let heading = lines.iter().position(|line| starts.iter().any(|start| line.starts_with(start)));
    let Some(heading) = heading else {
        return (*lines.iter().rfind(|line| !line.is_empty()).unwrap_or(&"it gave no reason")).to_owned();
    };
    let what = lines[heading].trim_start_matches("error:").trim_start_matches("ERROR:").trim();
    // pip says which two exclude each other further down.
    if let Some(cause) = lines.iter().position(|line| *line == "The conflict is caused by:") {
        let said = lines[cause + 1..].iter().take_while(|line| !line.is_empty()).copied().collect::<Vec<_>>();
        return said.join("; ");
    }
    let reason = if what.starts_with("No solution") {
        resolver_reason(&lines[heading + 1..])
    } else {
        builder_reason(&lines).or_else(|| deepest_cause(output))
    };
    let mut told = match reason.filter(|reason| !what.contains(reason.as_str())) {
        Some(reason) => format!("{}: {reason}", what.trim_end_matches(':')),
        None => what.to_owned(),
    };
    if let Some(hint) = hint(&lines) {
        let _ = write!(told, " ({hint})");
    }
    told
}

/// What uv says that could be done, but for what it says of every build.
fn hint(lines: &[&str]) -> Option<String> {
    let begins = |line: &str| line.starts_with("hint:") && !line.contains("usually indicate");
    let first = lines.iter().position(|line| begins(line))?;
    let more = lines[first + 1..].iter().take_while(|line| !line.is_empty() && !line.starts_with("hint:"));
    Some(std::iter::once(&lines[first]).chain(more).copied().collect::<Vec<_>>().join(" "))
}

/// The last line that a build said on standard error: uv puts it behind `[stderr]`, pip before `[end of output]`.
fn builder_reason(lines: &[&str]) -> Option<String> {
    let stderr = lines.iter().rposition(|line| *line == "[stderr]");
    let end = lines.iter().position(|line| *line == "[end of output]");
    let said = match (stderr, end) {
        (Some(begin), _) => lines[begin + 1..].split(|line| line.is_empty() || line.starts_with("hint:")).next()?,
        (None, Some(end)) => &lines[..end],
        (None, None) => return None,
    };
    said.iter().rfind(|line| !line.is_empty()).map(|line| (*line).to_owned())
}

/// What is behind all the rest: uv says each cause below what it led to. A long one goes on in the next lines, which are
/// indented; of a program that failed its own last words count.
fn deepest_cause(output: &str) -> Option<String> {
    let lines: Vec<&str> = output.lines().collect();
    let begins = |line: &str| line.starts_with("cause:") || line.starts_with(['├', '╰']) && line.contains(['▶', '>']);
    let last = lines.iter().rposition(|line| begins(line.trim()))?;
    let first = lines[last].trim().trim_start_matches("cause:").trim_start_matches(['╰', '─', '▶', '>', '├', ' ']);
    let more = lines[last + 1..].iter().take_while(|line| line.starts_with(' ')).map(|line| line.trim());
    let said: Vec<&str> = std::iter::once(first.trim())
        .chain(more.take_while(|line| !line.is_empty() && !line.starts_with("hint:")))
        .collect();
    let cause = match said.iter().rposition(|line| *line == "--- stderr") {
        Some(stderr) if stderr + 1 < said.len() => said[stderr + 1..].last()?.to_string(),
        Some(stderr) => said[..stderr].join(" "),
        None => said.join(" "),
    };
    (!cause.is_empty()).then_some(cause)
}

/// The sentence that uv's resolver ends with, over several lines.
fn resolver_reason(lines: &[&str]) -> Option<String> {
    let said = lines
        .iter()
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty() && !line.starts_with("hint:"));
    let reason = said.copied().collect::<Vec<_>>().join(" ");
    Some(reason.trim_start_matches("cause:").trim().to_owned()).filter(|reason| !reason.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builders_own_reason_is_told() {
        let uv = "  × Failed to build `a @ file:///w/a`\n  ├─▶ The build backend returned an error\n  ╰─▶ Call to `build` failed (exit status: 1)\n\n      [stderr]\n      Traceback:\n      it will not be built today\n\n      hint: This usually indicates a problem.\n\nhint: Build failures usually indicate a problem with the package or the build environment\n";
        assert_eq!(complaint(uv), "Failed to build `a @ file:///w/a`: it will not be built today");
        let pip = "  error: subprocess-exited-with-error\n  × Getting requirements to build editable did not run successfully.\n  │ exit code: 1\n  ╰─> [1 lines of output]\n      it will not be built today\n      [end of output]\n\n  note: This error originates from a subprocess.\n";
        assert_eq!(complaint(pip), "subprocess-exited-with-error: it will not be built today");
        let unresolved = "  × No solution found when resolving dependencies:\n  ╰─▶ Because zzz was not found in the package registry and you require zzz>=1, we\n      can conclude that your requirements are unsatisfiable.\n";
        let told = complaint(unresolved);
        assert!(told.starts_with("No solution found when resolving dependencies: Because zzz was not found"), "{told}");
        let cycle = "error: Failed to build `a @ file:///w/a`\n  cause: Project `a` has malformed dependency groups\n  cause: Detected a cycle in `dependency-groups`: `a` -> `b` -> `a`\n";
        let told = "Failed to build `a @ file:///w/a`: Detected a cycle in `dependency-groups`: `a` -> `b` -> `a`";
        assert_eq!(complaint(cycle), told);
        let wrapped = cycle.replace("`dependency-groups`: ", "`dependency-groups`:\n         ");
        assert_eq!(complaint(&wrapped), told);
        let git = "error: Failed to download `b @ git+https://h/b.git`\n  cause: Git operation failed\n  cause: process didn't exit successfully: `git fetch --force\n         'https://h/b.git'` (exit status: 128)\n         --- stderr\n         fatal: unable to access 'https://h/b.git/': no route\n\nhint: Try again\n";
        let told_of_git = "Failed to download `b @ git+https://h/b.git`: fatal: unable to access 'https://h/b.git/': no route (hint: Try again)";
        assert_eq!(complaint(git), told_of_git);
        assert_eq!(complaint(&cycle.replace("error:", "×").replace("  cause:", "  ╰─▶")), told);
        assert_eq!(complaint("something\nlast\n\n"), "last");
    }
}
