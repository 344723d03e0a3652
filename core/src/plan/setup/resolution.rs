//! One resolution of everything with uv, before anything is installed: all siblings as editables with what they ask for,
//! from where they say (`[tool.uv.sources]`, direct references), as `uv pip install -e a -e b` would see it. What comes out
//! are pins. A sibling that cannot be built or resolved by itself is left out, and its requirement by others with it: it
//! is never looked for in an index.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::carry_out::Work;
use super::requirements::Wanted;
use super::{Installer, SetupRow, SetupState, SetupStep};
use crate::error::RowError;
use crate::python::venv::Venv;
use crate::python::{Kind, Origin, normal};
use crate::work::paths::real_path;
use crate::work::scratch::Scratch;

/// What the resolution came to.
pub struct Resolved {
    /// Everything but the siblings, as lines of a requirements file.
    pub pins: Vec<String>,
    /// Siblings that have no part in it, each with how that was found.
    pub broken: Vec<(usize, SetupRow)>,
    /// Whether the groups are in it; else they are tried one sibling after another.
    pub with_groups: bool,
}

/// What is resolved.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The siblings that go in.
    pub places: &'a [usize],
    /// Those whose groups go in too.
    pub groups_of: &'a [usize],
}

impl Work {
    /// Resolves everything. A package of an index may ask for a sibling that was not chosen: that goes in from its checkout
    /// too. The error is the row that says why nothing can be done.
    pub(super) fn resolution_with_siblings(&mut self) -> Result<Resolved, Box<SetupRow>> {
        loop {
            let resolved = self.resolution()?;
            let pinned: BTreeSet<String> = resolved.pins.iter().filter_map(|pin| name_of(pin)).collect();
            let more = self.plan.unchosen(|name| pinned.contains(name));
            if more.is_empty() {
                return Ok(resolved);
            }
            self.plan.include(&more);
        }
    }

    /// Resolves what the plan has. The error is the row that says why nothing can be done.
    fn resolution(&self) -> Result<Resolved, Box<SetupRow>> {
        let all = &self.plan.packages;
        let whole = match self.compile(Asked { places: all, groups_of: all }) {
            Ok(pins) => return Ok(Resolved { pins, broken: Vec::new(), with_groups: true }),
            Err(row) => row,
        };
        if whole.state != SetupState::Failed {
            return Err(whole);
        }
        if !self.plan.options.groups.is_empty()
            && let Ok(pins) = self.compile(Asked { places: all, groups_of: &[] })
        {
            return Ok(Resolved { pins, broken: Vec::new(), with_groups: false });
        }
        let mut broken = Vec::new();
        for place in all {
            match self.compile(Asked { places: &[*place], groups_of: &[] }) {
                Ok(_) => {}
                Err(row) if row.state == SetupState::Failed => broken.push((*place, *row)),
                Err(row) => return Err(row),
            }
        }
        if broken.is_empty() {
            return Err(whole);
        }
        let sound: Vec<usize> =
            all.iter().copied().filter(|place| broken.iter().all(|(other, _)| other != place)).collect();
        let with_groups = self.plan.options.groups.is_empty();
        let pins = self.compile(Asked { places: &sound, groups_of: &[] })?;
        Ok(Resolved { pins, broken, with_groups })
    }

    /// The pins of these siblings' requirements. Of the other siblings of the plan nothing is looked for.
    pub(super) fn compile(&self, asked: Asked<'_>) -> Result<Vec<String>, Box<SetupRow>> {
        let plan = &self.plan;
        let failed = |error: &std::io::Error| {
            let error = RowError::new("ws::io::not_writable", format_args!("cannot write a temporary file: {error}"));
            Box::new(plan.row(SetupStep::Dependencies, SetupState::Failed, asked.places).failed(error))
        };
        let directory = Scratch::new(&self.host.spill_directory);
        let directory = directory.map_err(|error| failed(&error))?;
        let write = |name: &str, text: &str| directory.write(name, text).map_err(|error| failed(&error));
        let input = write("siblings.in", &self.input(asked))?;
        // What is installed is preferred, so that nothing is updated without need.
        let output = write("pins.txt", &self.installed())?;
        let mut words = self.uv_words("compile");
        words.extend(
            ["--no-header", "--no-annotate", "--no-strip-extras", "--quiet", "--output-file"].map(OsString::from),
        );
        words.extend([output.clone().into(), input.into()]);
        words.extend(self.group_words(asked.groups_of));
        for name in self.sourced_siblings() {
            words.extend(["--no-sources-package".into(), name.into()]);
        }
        let without = self.without(asked.places);
        if !without.is_empty() {
            words.extend(["--override".into(), write("without.txt", &without)?.into()]);
        }
        let ran = self.command(SetupStep::Dependencies, &words);
        let row = self.row(SetupStep::Dependencies, asked.places, &ran, "ws::setup::unresolved");
        if row.state != SetupState::Ok {
            return Err(Box::new(row));
        }
        let text = fs::read_to_string(&output).map_err(|error| failed(&error))?;
        Ok(text.lines().map(str::trim).filter(|line| self.is_pin(line)).map(str::to_owned).collect())
    }

    /// Puts pins in, as they are. `places` are the siblings that asked for them.
    pub(super) fn install_pins(&self, pins: &[String], places: &[usize]) -> SetupRow {
        let mut words = self.plan.pip(&["install", "--no-deps", "--requirement"]);
        let scratch = Scratch::new(&self.host.spill_directory);
        let list = scratch.and_then(|it| Ok((it.write("requirements.txt", &(pins.join("\n") + "\n"))?, it)));
        match list {
            Ok((list, _scratch)) => {
                words.push(list.into());
                let ran = self.command(SetupStep::Dependencies, &words);
                self.row(SetupStep::Dependencies, places, &ran, "ws::setup::not_installed")
            }
            Err(error) => {
                let error =
                    RowError::new("ws::io::not_writable", format_args!("cannot write a temporary file: {error}"));
                self.plan.row(SetupStep::Dependencies, SetupState::Failed, places).failed(error)
            }
        }
    }

    /// Are all of these installed, as far as versions tell?
    pub(super) fn has_pins(&self, pins: &[String]) -> bool {
        let installed = self.installed();
        let installed: BTreeSet<&str> = installed.lines().collect();
        pins.iter().all(|pin| installed.contains(pin.as_str()))
    }

    /// A line for each sibling, and for what its groups ask for.
    fn input(&self, asked: Asked<'_>) -> String {
        let plan = &self.plan;
        let mut text = String::new();
        for place in asked.places {
            let (sibling, project) = (&plan.config.siblings[*place], plan.project(*place));
            let wanted = sibling.extras.iter().chain(&plan.options.extras).map(|extra| normal(extra));
            let has = |extra: &String| project.is_none_or(|it| it.unknown_extras || it.extras.contains(extra));
            let extras: BTreeSet<String> = wanted.filter(has).collect();
            let extras = extras.into_iter().collect::<Vec<_>>().join(",");
            let extras = if extras.is_empty() { extras } else { format!("[{extras}]") };
            if let Ok(url) = url::Url::from_file_path(&sibling.path) {
                let _ = writeln!(text, "-e {url}{extras}");
            }
        }
        for line in plan.group_lines(asked.groups_of, true) {
            let _ = writeln!(text, "{line}");
        }
        // What Poetry's `develop` says is in no metadata that a build gives.
        let venv = Venv::open(&plan.config.python.venv_path, false);
        let wanted = plan.wanted_of(&venv, asked.places, asked.groups_of).unwrap_or_default();
        for line in wanted.iter().filter(|wanted| wanted.is_editable()).map(Wanted::text) {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// The groups that uv reads by itself, with their sources and indexes.
    fn group_words(&self, of: &[usize]) -> Vec<OsString> {
        let plan = &self.plan;
        let asked: BTreeSet<String> = plan.options.groups.iter().map(|group| normal(group)).collect();
        let of_one = |place: &usize| {
            let file = plan.config.siblings[*place].path.join("pyproject.toml");
            let standard = plan.project(*place).map(|project| &project.standard_groups);
            let words = asked.iter().filter(move |group| standard.is_some_and(|it| it.contains(*group)));
            words.flat_map(move |group| {
                let mut word = file.clone().into_os_string();
                word.push(format!(":{group}"));
                [OsString::from("--group"), word]
            })
        };
        of.iter().flat_map(of_one).collect()
    }

    /// What is installed from an index, as pins.
    fn installed(&self) -> String {
        let venv = Venv::open(&self.plan.config.python.venv_path, false);
        let from_index = venv.distributions().iter().filter(|found| found.url.is_none());
        from_index.fold(String::new(), |mut text, found| {
            let _ = writeln!(text, "{}=={}", found.name, found.version.as_deref().unwrap_or_default());
            text
        })
    }

    /// The siblings that a project takes from a directory of its own choice: here they are editables all the same.
    fn sourced_siblings(&self) -> BTreeSet<String> {
        let plan = &self.plan;
        let projects = || plan.packages.iter().filter_map(|place| plan.project(*place));
        let own: BTreeSet<String> =
            projects().filter_map(|project| Some(project.package.as_ref()?.to_string())).collect();
        let by_source = projects().flat_map(|project| project.sources.keys().map(ToString::to_string));
        by_source.filter(|name| own.contains(name)).collect()
    }

    /// Overrides that nothing meets, for the siblings that have no part in it.
    fn without(&self, places: &[usize]) -> String {
        let plan = &self.plan;
        let others = plan.packages.iter().chain(&plan.refused).filter(|place| !places.contains(place));
        let names = others.filter_map(|place| Some(plan.project(*place)?.package.as_ref()?.to_string()));
        names.fold(String::new(), |mut text, name| {
            let _ = writeln!(text, "{name} ; python_version < '0'");
            text
        })
    }

    /// Not the siblings themselves, which go in layer by layer.
    fn is_pin(&self, line: &str) -> bool {
        if line.is_empty() || line.starts_with('#') {
            return false;
        }
        let Some(place) = line.strip_prefix("-e ") else { return true };
        let place = place.split_once('[').map_or(place, |(place, _)| place).trim();
        let path = url::Url::parse(place).ok().and_then(|url| url.to_file_path().ok());
        let real = real_path(&path.unwrap_or_else(|| Path::new(place).to_path_buf()));
        self.plan.config.siblings.iter().all(|sibling| real_path(&sibling.path) != real)
    }

    fn uv_words(&self, verb: &str) -> Vec<OsString> {
        let uv = match &self.plan.installer {
            Installer::Uv(uv) => uv.clone(),
            Installer::Pip => "uv".into(),
        };
        vec![uv.into(), "pip".into(), verb.into(), "--python".into(), self.plan.python().into()]
    }

    /// Does a project take a package from an index of its own? Pins do not say which.
    pub(super) fn names_an_index(&self) -> bool {
        let plan = &self.plan;
        let projects = plan.packages.iter().filter_map(|place| plan.project(*place));
        let mut sources = projects.flat_map(|project| project.sources.values().flatten());
        sources.any(|source| source.origin == Origin::Index)
    }

    /// Installs the siblings with all that they ask for, for what pins do not say.
    pub(super) fn install_whole(&self, places: &[usize]) -> SetupRow {
        let mut words = self.plan.pip(&["install"]);
        for name in self.sourced_siblings() {
            words.extend(["--no-sources-package".into(), name.into()]);
        }
        for line in self.input(Asked { places, groups_of: places }).lines() {
            match line.strip_prefix("-e ") {
                Some(editable) => words.extend(["--editable".into(), editable.into()]),
                None => words.push(line.into()),
            }
        }
        words.extend(self.group_words(places));
        let ran = self.command(SetupStep::Dependencies, &words);
        self.row(SetupStep::Dependencies, places, &ran, "ws::setup::unresolved")
    }
}

/// The package that a line of a requirements file is of.
fn name_of(line: &str) -> Option<String> {
    let end = line.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_.".contains(letter)));
    let name = &line[..end.unwrap_or(line.len())];
    (!name.is_empty()).then(|| normal(name))
}

/// Is this a requirement of one of these groups?
pub fn is_of_group(kind: &Kind, groups: &[String]) -> bool {
    matches!(kind, Kind::Group(name) if groups.iter().any(|group| normal(group) == *name))
}
