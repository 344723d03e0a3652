//! Rules of CONTRIBUTING.md that no linter knows, over every Rust file of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use super::repository;

/// A file longer than this has a seam somewhere.
const LINES: usize = 500;

/// Every Rust file outside `target`, with its content.
pub fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut open = vec![repository().to_path_buf()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let entry = entry.unwrap();
            let (path, name) = (entry.path(), entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                let is_build = path.join("CACHEDIR.TAG").exists();
                if !is_build && name != "target" && !name.to_string_lossy().starts_with('.') {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path.strip_prefix(repository()).unwrap().to_path_buf(), text));
            }
        }
    }
    assert!(sources.len() > 30, "the walk finds the sources");
    sources.sort();
    sources
}

/// Fails with every file that breaks a rule, and how.
fn no_file(breaks: impl Fn(&Path, &str) -> Option<String>) {
    let broken: Vec<String> = sources()
        .iter()
        .filter_map(|(path, text)| breaks(path, text).map(|how| format!("{}: {how}", path.display())))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The text without its unit tests, which stand at the end of a file or in one of their own.
pub fn without_tests<'a>(path: &Path, text: &'a str) -> &'a str {
    if path.file_stem().is_some_and(|stem| stem == "tests") {
        return "";
    }
    text.find("#[cfg(test)]").map_or(text, |start| &text[..start])
}

#[test]
fn every_file_says_which_stage_it_is() {
    no_file(|_, text| (!text.starts_with("//! ")).then(|| "does not begin with `//! `".to_owned()));
}

#[test]
fn no_file_is_too_long_to_read() {
    no_file(|_, text| {
        let lines = text.lines().count();
        (lines > LINES).then(|| format!("{lines} lines"))
    });
}

#[test]
fn modules_are_named_for_what_they_are() {
    no_file(|path, _| {
        let name = path.file_stem()?.to_str()?;
        ["mod", "util", "utils", "helpers", "misc", "common"].contains(&name).then(|| "says nothing".to_owned())
    });
}

/// The table says where things are decided: a file that was moved is moved there too.
#[test]
fn what_contributing_names_is_there() {
    let text = fs::read_to_string(repository().join("CONTRIBUTING.md")).unwrap();
    let quoted = text.split('`').skip(1).step_by(2);
    let is_path =
        |word: &&str| word.contains('/') && !word.contains([' ', ':', '<', '\n']) && !word.starts_with(['-', '/']);
    let named: Vec<&str> = quoted.filter(is_path).filter(|word| repository().join(first(word)).is_dir()).collect();
    assert!(named.len() > 50, "{named:?}");
    // `*` stands for any name of a file.
    let is_there = |word: &&str| match word.split_once('*') {
        Some((directory, rest)) => fs::read_dir(repository().join(directory))
            .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(rest))),
        None => repository().join(word).exists(),
    };
    let gone: Vec<&str> = named.into_iter().filter(|word| !is_there(word)).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

fn first(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}
