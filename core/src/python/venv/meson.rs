//! The finder of an editable that meson-python made: its module names the packages and the build directory, whose install
//! plan (`meson-info/intro-install_plan.json`) says from which file of the checkout each is.
//!
//! Refuses to do: run it, or build, as the finder does before each import.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::dist::SMALL_LIMIT;
use super::import_path::Finder;
use super::literal::{Literal, parse};
use super::scikit_build::target;
use crate::work::files;

/// The largest install plan that is read, in bytes.
const PLAN_LIMIT: u64 = 16 * 1024 * 1024;

/// Where a file of the checkout or of the build goes.
#[derive(Deserialize)]
struct Planned {
    destination: String,
}

/// `import _NAME_editable_loader; _NAME_editable_loader.init()`; before 0.18 without the call.
pub(super) fn finder_of(directory: &Path, line: &[u8]) -> Option<Finder> {
    let module = std::str::from_utf8(line).ok()?.get("import".len()..)?.split(';').next()?.trim();
    let is_named = module.starts_with('_') && module.ends_with("_editable_loader");
    if !is_named || !module.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let source = files::read(&directory.join(format!("{module}.py")), SMALL_LIMIT).ok()?;
    let (names, build) = arguments(&String::from_utf8_lossy(&source))?;
    if !build.is_dir() {
        // It would build there before each import, and fails.
        let mapping = names.into_iter().map(|name| (name, build.clone())).collect();
        return Some(Finder { mapping, namespaces: Vec::new(), comes_first: true });
    }
    let plan = files::read(&build.join("meson-info/intro-install_plan.json"), PLAN_LIMIT).ok()?;
    let plan: BTreeMap<String, BTreeMap<PathBuf, Planned>> = serde_json::from_slice(&plan).ok()?;
    let mut mapping = Vec::new();
    for (file, planned) in plan.values().flatten() {
        let in_library =
            ["{py_purelib}/", "{py_platlib}/"].into_iter().find_map(|it| planned.destination.strip_prefix(it));
        let Some(path) = in_library else { continue };
        let is_top = |name: &&String| path == format!("{name}/__init__.py") || path == format!("{name}.py");
        if let Some(name) = names.iter().find(is_top) {
            mapping.push((name.clone(), target(file)?));
        }
    }
    // It is put at the head of `sys.meta_path`, where Python asks it before anything on `sys.path`.
    (!mapping.is_empty()).then_some(Finder { mapping, namespaces: Vec::new(), comes_first: true })
}

/// The names and the build directory: `MesonpyMetaFinder('a', {'a'}, '/p/build/cp311', …)`, or `install('a', …)`.
fn arguments(source: &str) -> Option<(Vec<String>, PathBuf)> {
    let start = ["= MesonpyMetaFinder(", "\ninstall("].into_iter().find_map(|call| source.rsplit_once(call))?.1;
    let (_, names) = start.split_once('{')?;
    let (names, rest) = names.split_once('}')?;
    let Literal::List(names) = parse(&format!("[{names}]"))? else { return None };
    let names = names.iter().map(|name| name.text().map(str::to_owned)).collect::<Option<_>>()?;
    let build = parse(rest.trim_start().strip_prefix(',')?.trim_start())?.text()?.into();
    Some((names, build))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn packages_are_where_the_install_plan_takes_them_from() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path();
        let at = root.display();
        fs::create_dir_all(root.join("build/meson-info")).unwrap();
        let plan = format!(
            r#"{{"targets": {{"{at}/build/_c.so": {{"destination": "{{py_platlib}}/a/_c.so", "tag": "runtime"}}}},
            "python": {{"{at}/code/a/__init__.py": {{"destination": "{{py_platlib}}/a/__init__.py", "subproject": null}},
            "{at}/code/a/c.py": {{"destination": "{{py_platlib}}/a/c.py"}},
            "{at}/b.py": {{"destination": "{{py_purelib}}/b.py"}}}}}}"#
        );
        fs::write(root.join("build/meson-info/intro-install_plan.json"), plan).unwrap();
        let called = format!(
            "'a-b',\n        {{'a', 'b'}},\n        '{at}/build',\n        ['ninja'],\n        False,\n    )\n"
        );
        for (line, call) in [
            (
                "import _a_b_editable_loader; _a_b_editable_loader.init()",
                "def init():\n    finder = MesonpyMetaFinder(",
            ),
            ("import _a_b_editable_loader", "install("),
        ] {
            let source =
                format!("class MesonpyMetaFinder(importlib.abc.MetaPathFinder):\n    pass\n\n{call}\n{called}");
            fs::write(root.join("_a_b_editable_loader.py"), source).unwrap();
            let mut mapping = finder_of(root, line.as_bytes()).unwrap().mapping;
            mapping.sort();
            assert_eq!(mapping, [("a".to_owned(), root.join("code/a")), ("b".to_owned(), root.join("b"))], "{line}");
        }
        // Without the plan nothing is known, and without its directory nothing is importable.
        fs::remove_dir_all(root.join("build/meson-info")).unwrap();
        assert!(finder_of(root, b"import _a_b_editable_loader").is_none());
        fs::remove_dir(root.join("build")).unwrap();
        let found = finder_of(root, b"import _a_b_editable_loader").unwrap();
        assert!(found.mapping.len() == 2 && found.mapping.iter().all(|(_, path)| !path.exists()));
    }
}
