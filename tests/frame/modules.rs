//! The modules of core stand in stages, in the order of core/src/lib.rs: each uses those of its own stage and of earlier
//! ones, and no two use each other, however far round.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::house::{sources, without_tests};
use super::repository;

/// Each module of core with its stage, from 0: a blank line in lib.rs ends a stage.
fn stages() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(repository().join("core/src/lib.rs")).unwrap();
    let mut stages = BTreeMap::new();
    for (stage, lines) in text.split("\n\n").enumerate() {
        let named = lines.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
        stages.extend(named.map(|module| (module.to_owned(), stage)));
    }
    assert!(stages.len() > 20, "lib.rs has the modules: {stages:?}");
    stages
}

/// Each module of core with the modules that it names, in `use` lines and in code, and with the files that do.
fn uses(known: &BTreeMap<String, usize>) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let mut uses: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (path, text) in sources() {
        let Ok(below) = path.strip_prefix("core/src") else { continue };
        let module = below.components().next().unwrap().as_os_str().to_string_lossy();
        let module = module.trim_end_matches(".rs").to_owned();
        let code: Vec<&str> =
            without_tests(&path, &text).lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        for named in named(&code.join("\n")) {
            if known.contains_key(&named) && named != module {
                uses.entry(module.clone()).or_default().entry(named).or_default().insert(shown(&path));
            }
        }
    }
    uses
}

/// What stands after `crate::`, alone or first in each part of a group.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            named.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    named.insert(word(&group[index..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    named
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn modules_use_what_stands_before_them() {
    let stages = stages();
    let mut broken = Vec::new();
    for (module, used) in uses(&stages) {
        for (other, files) in used.into_iter().filter(|(other, _)| stages.get(&module) < stages.get(other)) {
            broken.push(format!("{module} uses {other}, of a later stage, in {files:?}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_two_modules_use_each_other_however_far_round() {
    let uses = uses(&stages());
    for start in uses.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = vec![start];
        while let Some(module) = open.pop() {
            for other in uses.get(module).into_iter().flat_map(BTreeMap::keys) {
                assert!(other != start, "{start} is used by {module}, which it uses, in {:?}", uses[module][other]);
                if seen.insert(other) {
                    open.push(other);
                }
            }
        }
    }
}

#[test]
fn groups_of_names_are_read() {
    let names = named("use crate::{a, b::{c, d}, e::f};\nlet x = crate::g::H; crate::i!();");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a", "b", "e", "g", "i"]);
}
