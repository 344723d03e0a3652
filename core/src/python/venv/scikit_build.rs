//! The finder of an editable that scikit-build-core made, read from the last line of its module:
//! `install({'a': '/p/a/__init__.py', …}, …)`, or `install_inplace(['a'], ['/p'], …)`.
//!
//! Refuses to do: run it, or look for the modules that `CMake` builds, which are in `site-packages` as they should be.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::super::dist::SMALL_LIMIT;
use super::import_path::Finder;
use super::literal::{Literal, parse};
use crate::work::files;

/// `import _editable_skbc_NAME`, before 1.0 `import _NAME_editable`.
pub(super) fn finder_of(directory: &Path, line: &[u8]) -> Option<Finder> {
    let module = std::str::from_utf8(line).ok()?.get("import".len()..)?.trim();
    let is_named = module.starts_with("_editable_skbc_") || (module.starts_with('_') && module.ends_with("_editable"));
    if !is_named || !module.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let source = files::read(&directory.join(format!("{module}.py")), SMALL_LIMIT).ok()?;
    let source = String::from_utf8_lossy(&source);
    let mapping = source.lines().rev().find_map(|line| match line.strip_prefix("install(") {
        Some(arguments) => of_files(arguments),
        None => in_place(line.strip_prefix("install_inplace(")?),
    })?;
    // It is put at the head of `sys.meta_path`, where Python asks it before anything on `sys.path`.
    Some(Finder { mapping, namespaces: Vec::new(), comes_first: true })
}

fn of_files(arguments: &str) -> Option<Vec<(String, PathBuf)>> {
    let Literal::Dict(files) = parse(arguments)? else { return None };
    files.iter().map(|(module, file)| Some((module.text()?.to_owned(), target(Path::new(file.text()?))?))).collect()
}

/// As setuptools' finder names it: a package by its directory, a module without its ending.
pub(super) fn target(file: &Path) -> Option<PathBuf> {
    let is_init = file.file_name() == Some(OsStr::new("__init__.py"));
    if is_init { file.parent().map(Path::to_path_buf) } else { Some(file.with_extension("")) }
}

fn in_place(arguments: &str) -> Option<Vec<(String, PathBuf)>> {
    let Literal::List(packages) = parse(arguments)? else { return None };
    let (_, rest) = arguments.split_once("],")?;
    let Literal::List(directories) = parse(rest)? else { return None };
    let mut mapping = Vec::new();
    for package in &packages {
        let package = package.text()?;
        for directory in &directories {
            let target = Path::new(directory.text()?).join(package);
            if target.is_dir() || target.with_extension("py").is_file() {
                mapping.push((package.to_owned(), target));
            }
        }
    }
    Some(mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_its_last_line_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        std::fs::create_dir_all(root.join("src/a")).unwrap();
        let at = root.display();
        let files = format!("{{'a': '{at}/src/a/__init__.py', 'a.b': '{at}/src/a/b.py'}}, {{'a.c': 'a/c.so'}}");
        for (module, line, expected) in [
            ("_editable_skbc_a", format!("install({files}, {{}}, ['a'], None, True)"), 2),
            ("_a_editable", format!("install({files}, None, False, True, [], [], '')"), 2),
            ("_editable_skbc_a", format!("install_inplace(['a'], ['{at}/src'], '{at}', False, True, [])"), 1),
        ] {
            std::fs::write(root.join(format!("{module}.py")), format!("def install(a): ...\n\n\n{line}\n")).unwrap();
            let finder = finder_of(root, format!("import {module}").as_bytes()).unwrap();
            assert_eq!(finder.mapping.len(), expected, "{line}");
            assert_eq!(finder.mapping[0], ("a".to_owned(), root.join("src/a")), "{line}");
            assert!(finder.comes_first);
        }
        assert!(finder_of(root, b"import _a_editable; x()").is_none());
        assert!(finder_of(root, b"import os").is_none());
    }
}
