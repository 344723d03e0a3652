//! `dynamic = ["dependencies"]`: what takes the place of the requirements, where a file says it; else they are unknown,
//! as only a build tells them.

use std::path::Path;

use configparser::ini::Ini;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::code::SetupCall;
use super::pyproject::{FILE, child, strings, text};
use super::version::inside;
use super::{Kind, Project, normal, setup_cfg};

/// Which parts are dynamic.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub dependencies: bool,
    pub extras: bool,
}

/// Reads what is dynamic, as the project's backend does.
pub(super) fn read(directory: &Path, table: &DeTable<'_>, asked: Asked, project: &mut Project) {
    let backend = child(table, &["build-system"]).and_then(|build| text(build, "build-backend"));
    let mut known = Asked { dependencies: !asked.dependencies, extras: !asked.extras };
    match backend.unwrap_or("setuptools.build_meta").split(['.', ':']).next().unwrap_or_default() {
        "setuptools" => setuptools(directory, table, &mut known, project),
        "hatchling" => hatch(directory, table, asked, &mut known, project),
        _ => {}
    }
    if !known.dependencies {
        project.unknown_dependencies = Some("they are dynamic, so only a build can tell");
    }
    project.unknown_extras = !known.extras;
}

/// `[tool.setuptools.dynamic]` names files of requirements; without it `setup.cfg` or `setup.py` says them.
fn setuptools(directory: &Path, table: &DeTable<'_>, known: &mut Asked, project: &mut Project) {
    let settings = child(table, &["tool", "setuptools", "dynamic"]);
    if let Some(value) = settings.and_then(|settings| settings.get("dependencies")) {
        known.dependencies |= from_files(directory, value, &Kind::Runtime, project);
    }
    if let Some(extras) = settings.and_then(|settings| child(settings, &["optional-dependencies"])) {
        known.extras = true;
        for (name, value) in extras {
            project.extras.insert(normal(name.get_ref()));
            known.extras &= from_files(directory, value, &Kind::extra(name.get_ref()), project);
        }
    }
    if known.dependencies && known.extras {
        return;
    }
    let Some(cfg) = inside(directory, "setup.cfg").and_then(|text| setup_cfg::parse(&text).ok()) else { return };
    let call = inside(directory, "setup.py").map(|text| SetupCall::read(&text));
    let may_say = |keyword| call.as_ref().is_some_and(|call| call.may_say(keyword));
    let in_cfg = |ini: &Ini| ini.get("options", "install_requires").is_some();
    if !known.dependencies && in_cfg(&cfg) && !may_say("install_requires") {
        known.dependencies = setup_cfg::requirements(directory, &cfg, project);
    }
    if !known.extras && !may_say("extras_require") {
        known.extras = setup_cfg::extras(directory, &cfg, project);
    }
}

/// `{ file = "…" }`, or a list of files. False when one of them cannot be read.
fn from_files(directory: &Path, value: &Spanned<DeValue<'_>>, kind: &Kind, project: &mut Project) -> bool {
    let file = value.get_ref().get("file");
    let mut files = strings(file);
    files.extend(file.and_then(|file| file.get_ref().as_str()));
    take_files(directory, &files, kind, project)
}

fn take_files(directory: &Path, files: &[&str], kind: &Kind, project: &mut Project) -> bool {
    let texts: Option<Vec<String>> = files.iter().map(|file| inside(directory, file)).collect();
    for requirement in texts.iter().flatten().flat_map(|text| requirement_lines(text)) {
        project.require(kind, &requirement, FILE);
    }
    !files.is_empty() && texts.is_some()
}

/// hatch-requirements-txt is the hook that only reads files; any other is code.
fn hatch(directory: &Path, table: &DeTable<'_>, asked: Asked, known: &mut Asked, project: &mut Project) {
    let Some(hooks) = child(table, &["tool", "hatch", "metadata", "hooks"]) else { return };
    let Some(hook) = child(hooks, &["requirements_txt"]).filter(|_| hooks.len() == 1) else { return };
    if asked.dependencies {
        let mut files = strings(hook.get("files"));
        files.extend(text(hook, "filename"));
        if files.is_empty() {
            files.push("requirements.txt");
        }
        known.dependencies = take_files(directory, &files, &Kind::Runtime, project);
    }
    if asked.extras {
        known.extras = true;
        for (name, files) in child(hook, &["optional-dependencies"]).into_iter().flatten() {
            project.extras.insert(normal(name.get_ref()));
            known.extras &= take_files(directory, &strings(Some(files)), &Kind::extra(name.get_ref()), project);
        }
    }
}

/// The requirements of a file: no options, no comments; a backslash continues a line.
pub(super) fn requirement_lines(text: &str) -> Vec<String> {
    let joined = text.replace("\r\n", "\n").replace("\\\n", "");
    let lines = joined.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '-'])).map(str::to_owned).collect()
}
