//! Task files as the siblings of provide.io have them: the forms that wrknv reads, as they occur together. Refuses to do:
//! name a command that would write outside of its sibling.

/// Namespaces, a composite whose parts run side by side, and a server that may run for a week.
pub const FOUNDATION: &str = r#"# Tasks of provide-foundation: `we run TASK` here, `ws run TASK` in all siblings.
[tasks]
clean = "rm -rf build dist .pytest_cache"

[tasks.test]
_default = "python -m pytest -q"
unit = "python -m pytest -q -m 'not integration'"
coverage = { run = "python -m pytest -q --cov", description = "tests, and which lines they reach", timeout = 600.0 }

[tasks.quality]
_default = ["lint", "quality.blanks", "quality.names"]
parallel = true
description = "what a pull request has to pass"
blanks = "! git grep -nIE ' +$' -- src"
names = "git ls-files | sort --check"

[tasks.docs]
build = { run = "mkdocs build --strict", env = { NO_COLOR = "1" } }
serve = { run = "mkdocs serve", timeout = 604800.0, stream_output = true }
"#;

/// A namespace, and a composite of it and of what the workspace gives.
pub const PYVIDER: &str = r#"[tasks]
check = ["lint", "test.unit"]

[tasks.test]
_default = "python -m pytest -q"
unit = "python -m pytest -q tests"

[tasks.schema]
show = { run = "python -c 'import pyvider; print(pyvider.__doc__)'", description = "what the provider says of itself" }
"#;

/// Its own `lint`, by a tool that the group `dev` would bring.
pub const WRKNV: &str = r#"[tasks]
lint = "ruff check ."
test = "python -m pytest -q"
ci = ["lint", "format.check", "test"]

[tasks.format]
_default = "ruff format ."
check = "ruff format --check ."
"#;

/// Nothing but what git and a shell can do.
pub const CI_TOOLING: &str = r#"[tasks]
verify = "! git grep -nI 'FIXME' -- src"

[tasks.list]
actions = "git ls-files src | wc -l"
"#;

/// A script of several lines, and a command outside of the venv.
pub const FLAVORPACK: &str = r#"[tasks.build]
run = """
set -e
test -f pyproject.toml
echo "building $(cat VERSION)"
"""
description = "what a build would need is there"

[tasks.version]
run = "git describe --tags"
execution_mode = "system"
"#;
