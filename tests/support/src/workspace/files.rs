//! The text of the files: `wrknv.toml` of the root, and what is in a sibling. Refuses to do: touch the disk.

use std::fmt::Write as _;

use super::spec::SiblingSpec;

/// The `wrknv.toml` of a workspace of `siblings`; `repo` gives the URL for a name.
pub fn manifest(siblings: &[SiblingSpec], repo: impl Fn(&str) -> String) -> String {
    let mut text = String::from(
        "[workspace]\nname = \"provide-workspace\"\ndescription = \"provide.io ecosystem workspace\"\n\
         version = \"0.1.0\"\n\n[workspace.python]\nversion = \">=3.11\"\n\n\
         [workspace.tasks]\nlint = { run = \"git diff --check\", description = \"conflict markers and stray blanks\" }\n",
    );
    for sibling in siblings {
        let name = &sibling.name;
        let _ = write!(
            text,
            "\n[[siblings]]\nname = {}\npath = {}\nrepo = {}\n",
            quote(name),
            quote(&format!("../{name}")),
            quote(&repo(name))
        );
        if let Some(layer) = &sibling.layer {
            let _ = writeln!(text, "layer = {}", quote(layer));
        }
        let _ = writeln!(text, "depends_on = {}", list(sibling.depends_on()));
    }
    text
}

/// The files of a sibling in its first commit: path → content.
pub fn first(sibling: &SiblingSpec) -> Vec<(String, String)> {
    let (name, module) = (&sibling.name, sibling.module());
    let mut files = vec![
        ("README.md".to_owned(), format!("# {name}\n\nPart of the provide.io ecosystem.\n")),
        (".gitignore".to_owned(), "__pycache__/\n*.egg-info/\n.venv/\n".to_owned()),
        ("VERSION".to_owned(), format!("{}\n", sibling.version)),
        ("pyproject.toml".to_owned(), pyproject(sibling)),
        (format!("src/{module}/__init__.py"), format!("\"\"\"{name}.\"\"\"\n")),
        (
            format!("tests/test_{module}.py"),
            format!("import {module}\n\n\ndef test_it_has_a_docstring():\n    assert {module}.__doc__\n"),
        ),
    ];
    for number in 1..=sibling.modules {
        let text = format!("\"\"\"Part {number} of {name}.\"\"\"\n\n\ndef part() -> int:\n    return {number}\n");
        files.push((format!("src/{module}/part_{number:03}.py"), text));
    }
    files.extend(sibling.task_file.iter().map(|text| ("wrknv.toml".to_owned(), text.clone())));
    files
}

/// The files that commit `number` (from 2) changes.
pub fn change(sibling: &SiblingSpec, number: usize) -> (String, String) {
    let mut text = String::from("# Changes\n\n");
    for change in (2..=number).rev() {
        let _ = writeln!(text, "- Change {change} of {}", sibling.name);
    }
    ("CHANGELOG.md".to_owned(), text)
}

/// The packages of provide.io build with setuptools, and take their version from a file.
fn pyproject(sibling: &SiblingSpec) -> String {
    let mut text = format!(
        "[build-system]\nrequires = [\"setuptools>=68\"]\nbuild-backend = \"setuptools.build_meta\"\n\n\
         [project]\nname = {}\ndynamic = [\"version\"]\ndescription = \"Part of the provide.io ecosystem\"\n\
         requires-python = \">=3.11\"\ndependencies = {}\n",
        quote(&sibling.name),
        list(&sibling.requires)
    );
    if !sibling.extras.is_empty() {
        text.push_str("\n[project.optional-dependencies]\n");
        for (extra, requirements) in &sibling.extras {
            let _ = writeln!(text, "{} = {}", quote(extra), list(requirements));
        }
    }
    if !sibling.dev_requires.is_empty() {
        let _ = write!(text, "\n[dependency-groups]\ndev = {}\n", list(&sibling.dev_requires));
    }
    text.push_str("\n[tool.setuptools.dynamic]\nversion = { file = \"VERSION\" }\n");
    text.push_str("\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n");
    text
}

/// A list of TOML strings.
fn list(values: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quoted: Vec<String> = values.into_iter().map(|value| quote(value.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// A TOML basic string.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
