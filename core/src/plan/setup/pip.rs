//! What the siblings ask for, by pip. Nothing is installed before a dry run has shown what would be: a sibling that was not
//! chosen goes in from its checkout where a package of an index asks for it, and no editable is replaced by what an index
//! has. Requirements that exclude each other are told, and nothing is changed.

use std::fs;

use serde::Deserialize;

use super::carry_out::Work;
use super::{SetupRow, SetupState, SetupStep};
use crate::error::RowError;
use crate::python::normal;
use crate::python::venv::Venv;
use crate::work::scratch::Scratch;

/// The first pip that reports what it would install.
const REPORTS_SINCE: [u64; 2] = [22, 2];

/// What a dry run came to.
#[derive(Default)]
pub struct Trial {
    /// The lines that were tried: these need no second trial.
    lines: Vec<String>,
    /// Siblings whose requirements cannot be met by themselves, each with how that was found.
    broken: Vec<(usize, SetupRow)>,
}

/// Whether the siblings of the plan are in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Editables {
    /// What is in the venv is what was there before.
    Before,
    /// Whatever a package of an index asks for: whether this can be met without the other siblings.
    Apart,
    In,
}

/// pip's report, as far as it matters here.
#[derive(Deserialize)]
struct Report {
    install: Vec<Reported>,
}

#[derive(Deserialize)]
struct Reported {
    metadata: ReportedMetadata,
}

#[derive(Deserialize)]
struct ReportedMetadata {
    name: String,
}

impl Work {
    /// Tries what is asked for, with every sibling that a package of an index asks for. The error is the row that says why
    /// nothing can be done.
    pub(super) fn trial_with_siblings(&mut self) -> Result<Trial, Box<SetupRow>> {
        loop {
            let all = self.plan.packages.clone();
            let lines = self.lacking(&all, &all);
            match self.try_lines(&lines, &all, Editables::Before) {
                Ok(more) if more.is_empty() => return Ok(Trial { lines, broken: Vec::new() }),
                Ok(more) => self.plan.include(&more),
                Err(row) if row.state != SetupState::Failed => return Err(row),
                Err(whole) => return self.trial_of_each(&all, whole),
            }
        }
    }

    /// All at once cannot be met: whose requirements are the cause? Groups are tried one by one later on.
    fn trial_of_each(&self, all: &[usize], whole: Box<SetupRow>) -> Result<Trial, Box<SetupRow>> {
        let attempt = |places: &[usize], editables| self.try_lines(&self.lacking(places, &[]), places, editables);
        if !self.plan.options.groups.is_empty() && attempt(all, Editables::Before).is_ok() {
            return Ok(Trial::default());
        }
        let mut broken = Vec::new();
        for place in all {
            match attempt(&[*place], Editables::Apart) {
                Ok(_) => {}
                Err(row) if row.state == SetupState::Failed => broken.push((*place, *row)),
                Err(row) => return Err(row),
            }
        }
        // Each by itself can be met: they exclude each other.
        if broken.is_empty() { Err(whole) } else { Ok(Trial { lines: Vec::new(), broken }) }
    }

    /// Puts in what was tried. False when interrupted.
    pub(super) fn install_tried(&mut self, trial: Trial) -> bool {
        let is_sound = |place: &usize| trial.broken.iter().all(|(other, _)| other != place);
        loop {
            let sound: Vec<usize> = self.plan.packages.iter().copied().filter(is_sound).collect();
            let lines = self.lacking(&sound, &sound);
            // What a `setup.py` asks for is known only now.
            if lines != trial.lines
                && let Ok(more) = self.try_lines(&lines, &sound, Editables::In)
                && !more.is_empty()
            {
                self.plan.include(&more);
                let layer = |place: usize| self.plan.config.siblings[place].layer.as_ref();
                if !more.iter().all(|place| self.install(layer(*place), &[*place])) {
                    return false;
                }
                continue;
            }
            if !lines.is_empty() {
                let row = self.resolve(&lines, &sound);
                let is_of_groups = row.state == SetupState::Failed && !self.plan.options.groups.is_empty();
                let goes_on =
                    if is_of_groups { self.without_bad_groups(&sound, row) } else { self.say_unless_interrupted(row) };
                if !goes_on {
                    return false;
                }
            }
            return trial.broken.into_iter().all(|(_, row)| self.say_unless_interrupted(row));
        }
    }

    fn lacking(&self, places: &[usize], groups_of: &[usize]) -> Vec<String> {
        let venv = Venv::open(&self.plan.config.python.venv_path, false);
        self.plan.lacking_of(&venv, places, groups_of).unwrap_or_default()
    }

    /// Which siblings that were not chosen would be installed with these requirements; the error is the row of a dry run
    /// that failed. A pip that is too old to tell is asked nothing.
    fn try_lines(&self, lines: &[String], places: &[usize], editables: Editables) -> Result<Vec<usize>, Box<SetupRow>> {
        let venv = Venv::open(&self.plan.config.python.venv_path, false);
        let pip = venv.distributions().iter().find(|found| found.name.as_ref() == "pip");
        let version = pip.and_then(|pip| pip.version.as_deref()?.parse::<pep440_rs::Version>().ok());
        if lines.is_empty() || version.is_none_or(|version| version.release() < &REPORTS_SINCE[..]) {
            return Ok(Vec::new());
        }
        let scratch = Scratch::new(&self.host.spill_directory).map_err(|error| self.unwritten(places, &error))?;
        let report = scratch.path().join("report.json");
        let mut more = vec!["--dry-run".into(), "--report".into(), report.clone().into()];
        let row = self.run_pip(&scratch, &mut more, lines, places, editables);
        if row.state != SetupState::Ok {
            return Err(Box::new(row));
        }
        let read = fs::read(&report).map_err(|error| self.unwritten(places, &error))?;
        let reported = serde_json::from_slice(&read).unwrap_or(Report { install: Vec::new() });
        let names: Vec<String> = reported.install.iter().map(|it| normal(&it.metadata.name)).collect();
        Ok(self.plan.unchosen(|name| names.iter().any(|reported| reported == name)))
    }

    /// Puts these requirements in, in one resolution; they are asked for by the siblings at `places`.
    fn resolve(&self, lines: &[String], places: &[usize]) -> SetupRow {
        match Scratch::new(&self.host.spill_directory) {
            Ok(scratch) => self.run_pip(&scratch, &mut Vec::new(), lines, places, Editables::In),
            Err(error) => *self.unwritten(places, &error),
        }
    }

    fn run_pip(
        &self,
        scratch: &Scratch,
        more: &mut Vec<std::ffi::OsString>,
        lines: &[String],
        places: &[usize],
        editables: Editables,
    ) -> SetupRow {
        let lists = scratch
            .write("requirements.txt", &lines.iter().map(|line| as_pip_reads(line) + "\n").collect::<String>())
            .and_then(|wanted| {
                // No requirement of something else may replace a checkout by what an index has.
                Ok((wanted, scratch.write("constraints.txt", &self.constraints(editables))?))
            });
        match lists {
            Ok((wanted, kept)) => {
                let mut words = self.plan.pip(&["install"]);
                words.append(more);
                words.extend(["--requirement".into(), wanted.into(), "--constraint".into(), kept.into()]);
                let ran = self.command(SetupStep::Dependencies, &words);
                self.row(SetupStep::Dependencies, places, &ran, "ws::setup::unresolved")
            }
            Err(error) => *self.unwritten(places, &error),
        }
    }

    fn unwritten(&self, places: &[usize], error: &std::io::Error) -> Box<SetupRow> {
        let error = RowError::new("ws::io::not_writable", format_args!("cannot write a temporary file: {error}"));
        Box::new(self.plan.row(SetupStep::Dependencies, SetupState::Failed, places).failed(error))
    }

    /// The editables at their versions, and each sibling that is not in from its checkout alone.
    fn constraints(&self, editables: Editables) -> String {
        if editables == Editables::Apart {
            return String::new();
        }
        let plan = &self.plan;
        let venv = Venv::open(&plan.config.python.venv_path, false);
        let kept = venv.distributions().iter().filter(|found| found.editable.is_some());
        let kept = kept.filter_map(|found| Some((found.name.to_string(), found.version.clone()?)));
        let mut lines: std::collections::BTreeMap<String, String> =
            kept.map(|(name, version)| (name.clone(), format!("{name}=={version}"))).collect();
        for (place, sibling) in plan.config.siblings.iter().enumerate() {
            let package = plan.project(place).filter(|it| !it.is_virtual && sibling.install);
            let Some(name) = package.and_then(|it| it.package.as_ref()).map(ToString::to_string) else { continue };
            let is_renewed = editables == Editables::Before && plan.due[place].is_some();
            if plan.refused.contains(&place) {
                lines.insert(name.clone(), format!("{name}<0"));
            } else if (is_renewed || !lines.contains_key(&name))
                && let Ok(url) = url::Url::from_file_path(&sibling.path)
                && sibling.path.is_dir()
            {
                lines.insert(name.clone(), format!("{name} @ {url}"));
            }
        }
        lines.into_values().map(|line| line + "\n").collect()
    }

    /// Puts in what the siblings ask for without their groups, then the groups of one sibling after another: one that cannot
    /// be resolved is left out for that sibling alone. `whole` is how all at once went. False when interrupted.
    fn without_bad_groups(&self, places: &[usize], whole: SetupRow) -> bool {
        let base = self.lacking(places, &[]);
        let row = match base.as_slice() {
            [] => self.plan.row(SetupStep::Dependencies, SetupState::UpToDate, places),
            base => self.resolve(base, places),
        };
        if row.state == SetupState::Failed {
            // The groups have no part in it.
            return self.say_unless_interrupted(whole);
        }
        if row.state != SetupState::UpToDate && !self.say_unless_interrupted(row) {
            return false;
        }
        let mut sound: Vec<usize> = Vec::new();
        for place in places {
            let with: Vec<usize> = sound.iter().copied().chain([*place]).collect();
            let lines = self.lacking(places, &with);
            if lines == self.lacking(places, &sound) {
                continue;
            }
            let mut row = self.resolve(&lines, &[*place]);
            if row.state == SetupState::Failed {
                let groups = self.plan.options.groups.join(", ");
                row.reason = Some(format!("its groups ({groups}) are left out; the others' are installed"));
            } else {
                sound = with;
            }
            if !self.say_unless_interrupted(row) {
                return false;
            }
        }
        true
    }
}

/// Not every pip takes `NAME @ git+file:///…`, which has no host, for a URL; all take `git+file:///…#egg=NAME`.
fn as_pip_reads(line: &str) -> String {
    let Some((name, rest)) = line.split_once(" @ ").filter(|(_, rest)| rest.starts_with("git+file:///")) else {
        return line.to_owned();
    };
    let (url, marker) = rest.split_once(" ; ").map_or((rest, String::new()), |(url, it)| (url, format!(" ; {it}")));
    let mark = if url.contains('#') { '&' } else { '#' };
    format!("{url}{mark}egg={name}{marker}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_local_repository_is_written_as_every_pip_reads_it() {
        for (line, read) in [
            ("a>=1", "a>=1"),
            ("a @ https://example.org/a.zip", "a @ https://example.org/a.zip"),
            ("a[x] @ git+file:///r@v1", "git+file:///r@v1#egg=a[x]"),
            (
                "a @ git+file:///r#subdirectory=p ; os_name == 'posix'",
                "git+file:///r#subdirectory=p&egg=a ; os_name == 'posix'",
            ),
        ] {
            assert_eq!(super::as_pip_reads(line), read);
        }
    }
}
