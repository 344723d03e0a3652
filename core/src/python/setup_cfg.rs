//! `setup.cfg` and `setup.py` of setuptools, for a package without `[project]`
//! (<https://setuptools.pypa.io/en/latest/userguide/declarative_config.html>).

use std::path::Path;

use configparser::ini::Ini;

use super::code::SetupCall;
use super::version::{self, inside};
use super::{Kind, Project, dynamic, normal, package_name};
use crate::error::RowError;

const FILE: &str = "setup.cfg";

/// The sections of the file, as Python's `configparser` reads them; the error is its text.
pub(super) fn parse(text: &str) -> Result<Ini, String> {
    let mut ini = Ini::new_cs();
    ini.set_multiline(true);
    ini.set_inline_comment_symbols(Some(&[]));
    ini.read(text.to_owned())?;
    Ok(ini)
}

/// Reads a `setup.cfg` and a `setup.py`; `None` when they describe no package. `project` is what `pyproject.toml` says
/// beside them.
pub(super) fn read(
    directory: &Path,
    cfg: Option<&str>,
    setup_py: Option<&str>,
    mut project: Project,
) -> Result<Option<Project>, RowError> {
    let ini = parse(cfg.unwrap_or_default())
        .map_err(|error| RowError::new("ws::python::parse", format!("{FILE}: {error}")))?;
    let call = setup_py.map(SetupCall::read);
    let name = value(&ini, "metadata", "name");
    if name.is_none() && call.is_none() {
        return Ok(None);
    }
    let may_say = |keyword: &str| call.as_ref().is_some_and(|call| call.may_say(keyword));
    // The arguments of `setup()` win over the file.
    if let Some(name) = name.filter(|_| !call.as_ref().is_some_and(|call| call.says("name"))) {
        project.package = Some(package_name(&name, FILE)?);
    }
    project.version =
        value(&ini, "metadata", "version").filter(|_| !may_say("version") && !tags_versions(&ini)).and_then(|value| {
            if let Some(attribute) = value.strip_prefix("attr:") {
                let layout = version::Layout::of_setup_cfg(directory, &ini);
                return version::of_attribute(directory, attribute, &layout);
            }
            let text = match value.strip_prefix("file:") {
                Some(file) => version::as_text(directory, file.trim())?.trim().to_owned(),
                None => value,
            };
            version::is_version(&text).then_some(text)
        });
    if let Some(wanted) = call.as_ref().and_then(|call| call.string("python_requires")) {
        project.require_python(wanted, "setup.py", None);
    } else if let Some(wanted) = value(&ini, "options", "python_requires").filter(|_| !may_say("python_requires")) {
        project.require_python(&wanted, FILE, None);
    }
    let in_file = value(&ini, "options", "install_requires").is_some();
    let is_known = requirements(directory, &ini, &mut project) && (in_file || !may_say("install_requires"));
    if !is_known {
        project.unknown_dependencies = Some("`setup.py` computes them, so only a build can tell");
    }
    require_all(&mut project, &list(&value(&ini, "options", "setup_requires").unwrap_or_default()), &Kind::Build);
    let has_extras = ini.get_map_ref().contains_key("options.extras_require");
    project.unknown_extras = !extras(directory, &ini, &mut project) || (!has_extras && may_say("extras_require"));
    Ok(Some(project))
}

/// Whether `[egg_info]` puts something behind every version that setuptools builds: then only a build tells it.
pub(super) fn tags_versions(ini: &Ini) -> bool {
    let is_on = |text: String| matches!(text.to_ascii_lowercase().as_str(), "1" | "yes" | "true" | "y" | "on" | "t");
    value(ini, "egg_info", "tag_build").is_some_and(|tag| !tag.trim().is_empty())
        || value(ini, "egg_info", "tag_date").is_some_and(is_on)
}

/// A value; setuptools still takes `install-requires` for `install_requires`.
fn value(ini: &Ini, section: &str, key: &str) -> Option<String> {
    ini.get(section, key).or_else(|| ini.get(section, &key.replace('_', "-")))
}

/// `install_requires`. False when it names a file that cannot be read.
pub(super) fn requirements(directory: &Path, ini: &Ini, project: &mut Project) -> bool {
    let text = value(ini, "options", "install_requires").unwrap_or_default();
    take(directory, &text, &Kind::Runtime, project)
}

/// `[options.extras_require]`. False when one names a file that cannot be read.
pub(super) fn extras(directory: &Path, ini: &Ini, project: &mut Project) -> bool {
    let mut extras: Vec<(String, Option<String>)> =
        ini.get_map_ref().get("options.extras_require").cloned().unwrap_or_default().into_iter().collect();
    extras.sort();
    let mut is_known = true;
    for (extra, text) in extras {
        project.extras.insert(normal(&extra));
        is_known &= take(directory, &text.unwrap_or_default(), &Kind::extra(&extra), project);
    }
    is_known
}

/// A list of requirements, or `file:` with the names of files that hold them.
fn take(directory: &Path, text: &str, kind: &Kind, project: &mut Project) -> bool {
    let Some(files) = text.trim().strip_prefix("file:") else {
        require_all(project, &list(text), kind);
        return true;
    };
    let texts: Option<Vec<String>> = files.split(',').map(|file| inside(directory, file.trim())).collect();
    let lines: Vec<String> = texts.iter().flatten().flat_map(|text| dynamic::requirement_lines(text)).collect();
    require_all(project, &lines, kind);
    texts.is_some()
}

/// A list: one item per line, or separated by `;` when it is one line.
fn list(text: &str) -> Vec<String> {
    let separator = if text.contains('\n') { '\n' } else { ';' };
    let items = text.split(separator).map(|item| item.split(" #").next().unwrap_or_default().trim());
    items.filter(|item| !item.is_empty() && !item.starts_with('#')).map(str::to_owned).collect()
}

fn require_all(project: &mut Project, list: &[String], kind: &Kind) {
    for item in list {
        project.require(kind, item, FILE);
    }
}
