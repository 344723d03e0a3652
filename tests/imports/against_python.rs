//! The reader of imports beside Python's own `ast`: on Python's standard library, on the packages of provide.io, and on
//! a file with everything that is hard to read.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use ws_core::python::imports::{Import, Reader};
use ws_test_support::packages::{published, unpack};
use ws_test_support::{Sandbox, tools};

/// What Python says of a file.
#[derive(Deserialize)]
struct Answer {
    path: PathBuf,
    imports: Vec<(usize, usize, String, Option<String>, bool)>,
}

/// Reads every file below `directories` that is Python to Python, and compares. Gives how many files and imports.
#[track_caller]
fn compare(directories: &[&Path]) -> (usize, usize) {
    let script = tools::repository().join("tests/imports/by_python.py");
    let mut python = Command::new("python3");
    // Python warns of old escapes in the files that it parses.
    python.args(["-W", "ignore"]).arg(script).args(directories).stderr(Stdio::inherit());
    let output = python.output().unwrap();
    assert!(output.status.success());
    let mut reader = Reader::new().unwrap();
    let (mut files, mut imports) = (0, 0);
    let mut different = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let answer: Answer = serde_json::from_str(line).unwrap();
        let of = |(line, level, module, name, guarded)| Import { line, level, module, name, guarded };
        let mut expected: Vec<Import> = answer.imports.into_iter().map(of).collect();
        let mut actual = reader.imports(&std::fs::read(&answer.path).unwrap()).unwrap();
        expected.sort();
        actual.sort();
        files += 1;
        imports += expected.len();
        if expected != actual {
            let only = |these: &[Import], those: &[Import]| {
                these.iter().filter(|it| !those.contains(it)).take(3).map(|it| format!("{it:?}")).collect::<Vec<_>>()
            };
            let (python, ours) = (only(&expected, &actual), only(&actual, &expected));
            different.push(format!("{}: only Python: {python:?}, only ws: {ours:?}", answer.path.display()));
        }
    }
    assert!(different.is_empty(), "{} of {files} files:\n{}", different.len(), different.join("\n"));
    (files, imports)
}

#[test]
fn the_standard_library_imports_what_python_says() {
    let python = Command::new("python3").args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]).output();
    let directory = String::from_utf8(python.unwrap().stdout).unwrap();
    let directory = Path::new(directory.trim());
    let parts =
        ["asyncio", "email", "importlib", "json", "multiprocessing", "unittest", "xml", "concurrent", "logging"];
    let parts: Vec<PathBuf> = parts.iter().map(|part| directory.join(part)).collect();
    let (files, imports) = compare(&parts.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    assert!(files > 100 && imports > 500, "{files} files, {imports} imports");
}

#[test]
fn the_packages_of_provide_io_import_what_python_says() {
    let sandbox = Sandbox::new().unwrap();
    if unpack(&sandbox).unwrap().is_none() {
        return;
    }
    let (files, imports) = compare(&[&sandbox.path()]);
    assert!(files > 1000 && imports > 5000, "{files} files, {imports} imports");
}

/// Every file of sixty projects, tests and data for tests among them.
#[test]
fn projects_of_all_kinds_import_what_python_says() {
    let sandbox = Sandbox::new().unwrap();
    let Some(projects) = published(&sandbox).unwrap() else { return };
    let (files, imports) = compare(&projects.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    assert!(files > 2000 && imports > 10_000, "{files} files, {imports} imports");
}

#[test]
fn what_is_hard_to_read_is_read_as_python_reads_it() {
    let sandbox = Sandbox::new().unwrap();
    let directory = sandbox.path().join("hard");
    std::fs::create_dir(&directory).unwrap();
    for (name, text) in [
        ("plain.py", PLAIN.as_bytes()),
        ("guards.py", GUARDS.as_bytes()),
        ("marked.py", b"\xef\xbb\xbfimport a\r\nimport b\rimport c\n\x0cimport d\n"),
        ("latin.py", b"# -*- coding: latin-1 -*-\n# \xe9t\xe9\ns = '\xe9'\nimport a\n"),
        ("no_end.py", b"def f():\n    import a"),
        ("empty.py", b""),
    ] {
        std::fs::write(directory.join(name), text).unwrap();
    }
    assert_eq!(compare(&[&directory]).0, 6);
}

const PLAIN: &str = r#"
from __future__ import annotations
import a, b.c as d, e . f
import g.\
    h
from i import j; from k import (l as m, n,  # o
    p,
)
from q import *
from . import r
from .. s import t
from ... import u, v
from ....w.x import y
"import not_one"; text = """
import not_two
"""
import_error = 1; x.import_ = from_ = 2
match import_error:
    case 1: import z
    case _:
        async def f():
            async with a as b, c: import aa
            async for d in e:
                import bb
            else: import cc
            while 1: import dd
            yield from a
            raise b from c
@decorated
class C:
    import ee
    @decorated(lambda: 1)
    def f(self): import ff; return import_error
if 1: import gg
elif 2: import hh
else: import ii
with (open(1) as a, open(2)): import jj
print(f"{x!r:>{y}} {'import kk'}")
def generic(a, /, b, *, c): from ll import mm
	
for a in b: pass
else:
  import nn
# import oo
if True:
    # a comment
  # at another depth
    import pp
import été.ß
"#;

const GUARDS: &str = r"
import typing, typing as t
from typing import TYPE_CHECKING
if TYPE_CHECKING: import a
if typing.TYPE_CHECKING:
    import b
    try: import b1
    except ValueError: import b2
    def f(): import b3
else:
    import c
if not TYPE_CHECKING:
    import d
elif 1:
    import e
else:
    import f
if x: import g
elif (t.TYPE_CHECKING): import h
elif not t.TYPE_CHECKING: import i
else: import j
if TYPE_CHECKING and x: import k
try:
    import l
    def g(): import l1
    class C: import l2
    if x: import l3
except ImportError: import m
else: import n
finally: import o
try: import p
except (ValueError, ModuleNotFoundError) as error: pass
try: import q
except: pass
try: import r
except ValueError: pass
except Exception: pass
try: import s
except* ImportError: pass
try: import t1
finally: pass
try: import u
except KeyError: pass
except builtins.ImportError: pass
try:
    try: import v
    except ValueError: import w
except ImportError: pass
with suppress(ImportError): import x1
with contextlib.suppress(KeyError, ModuleNotFoundError), a as b:
    import y
with suppress(KeyError): import z
with a(suppress(ImportError)): import aa
try: import bb
except errors_of(ImportError): pass
try: import cc
except ImportError: # a comment
    # another
    pass
try: import dd
except [ImportError][0]: pass
";
