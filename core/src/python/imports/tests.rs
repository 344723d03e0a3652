//! What the comparison with Python (`tests/imports`) cannot say: newer Python than the one at hand, what is no Python,
//! and what is remembered.

use std::fs;

use super::*;
use crate::cache::Cache;

fn modules(text: &str) -> Vec<String> {
    let shown = |import: Import| match import.name {
        Some(name) => format!("{}:{}", import.module, name),
        None => import.module,
    };
    Reader::new().unwrap().imports(text.as_bytes()).unwrap().into_iter().map(shown).collect()
}

#[test]
fn the_syntax_of_newer_pythons_is_read() {
    let text = "class C[T: int = str]:\n    import a\ntype X[T] = list[T]\nx = f\"{\"import b\" + f'{1}'}\"\n\
                def f[**P](a, /): import c\ntry: import d\nexcept KeyError, ImportError: pass\n";
    assert_eq!(modules(text), ["a", "c", "d"]);
}

#[test]
fn what_is_wrong_with_a_file_hides_nothing_before_or_after() {
    assert_eq!(modules("import a\ndef f(:\n    pass\n\nimport b\n").first().map(String::as_str), Some("a"));
    assert_eq!(modules("print 'hello'\nimport a\nexec 'x'\n"), ["a"]);
    assert_eq!(modules("\0\u{fffd}"), [""; 0]);
}

#[test]
fn no_nesting_overflows_the_stack() {
    let depth = 50_000;
    let brackets = format!("import a\nx = {}1{}\n", "(".repeat(depth), ")".repeat(depth));
    let words = format!("import a\nx = {}1\n", "not ".repeat(depth));
    let blocks = (0..2000).map(|n| format!("{}if 1:\n", " ".repeat(n))).collect::<Vec<_>>().concat();
    let condition = format!("if {}x: pass\nimport a\n", "not (".repeat(depth));
    assert_eq!(modules(&condition), [""; 0]);
    let condition = format!("if {}x:\n  import a\n", "not ".repeat(depth));
    for text in [brackets, words, condition, format!("import a\n{blocks}{}pass\n", " ".repeat(2000))] {
        assert_eq!(modules(&text), ["a"]);
    }
}

#[test]
fn dots_are_counted_from_the_package_of_the_file() {
    let import = |level, module: &str| Import { line: 1, level, module: module.to_owned(), name: None, guarded: false };
    let module = |name: &str, is_package| Module { name: name.to_owned(), is_package };
    let cases = [
        (import(0, "x"), module("a.b", false), Some("x")),
        (import(1, "x"), module("a.b", false), Some("a.x")),
        (import(1, "x"), module("a.b", true), Some("a.b.x")),
        (import(2, ""), module("a.b.c", false), Some("a")),
        (import(2, "x"), module("a.b", true), Some("a.x")),
        (import(2, ""), module("a", false), None),
        (import(1, ""), module("a", false), None),
        (import(9, "x"), module("a.b", true), None),
    ];
    for (import, module, expected) in cases {
        assert_eq!(import.absolute(&module).as_deref(), expected, "{import:?} in {module:?}");
    }
}

#[test]
fn the_cache_goes_by_content_and_is_believed_only_in_its_own_form() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::in_directory(directory.path().join("cache"));
    let source = directory.path().join("source");
    fs::create_dir_all(source.join("src/kit")).unwrap();
    let file = source.join("src/kit/a.py");
    fs::write(&file, "import one\n").unwrap();
    let read = || {
        let read = super::read(&source, &[], Some(&cache)).unwrap();
        read.files.iter().flat_map(|file| &file.imports).map(|import| import.module.clone()).collect::<Vec<_>>()
    };
    assert_eq!(read(), ["one"]);
    // Another answer for the same content shows that it is the cache that answers.
    let (bytes, _) = cache.read("imports", &source).unwrap();
    let forged = String::from_utf8(bytes).unwrap().replace("one", "remembered");
    cache.write("imports", &source, forged.as_bytes());
    assert_eq!(read(), ["remembered"]);
    fs::rename(&file, source.join("src/kit/b.py")).unwrap();
    assert_eq!(read(), ["remembered"]);
    fs::write(source.join("src/kit/b.py"), "import two\n").unwrap();
    assert_eq!(read(), ["two"]);
    cache.write("imports", &source, forged.replace("ws imports", "ws exports").as_bytes());
    assert_eq!(read(), ["two"]);
    cache.write("imports", &source, b"{");
    assert_eq!(read(), ["two"]);
}
