//! What stands in Python code as a literal, by a real grammar (tree-sitter's): the value that a module assigns to a name,
//! and the arguments of the call of `setup()`.
//!
//! Refuses to do: run anything, or compute what would have to be run. A file with a syntax error says nothing.

use std::collections::BTreeMap;

use tree_sitter::{Node, Tree};

use super::grammar::Grammar;

/// How deep calls are searched for. Real ones are at the top, or under an `if`.
const DEPTH_LIMIT: usize = 64;

/// The syntax tree; `None` for what is no Python, or would take too long to read.
fn parse(source: &str) -> Option<Tree> {
    let tree = Grammar::new().ok()?.parse(source).ok().filter(|tree| !tree.root_node().has_error())?;
    (!is_python_2(&tree, source)).then_some(tree)
}

/// The grammar reads Python 2 too, which is a syntax error for every backend that is left.
fn is_python_2(tree: &Tree, source: &str) -> bool {
    let mut found = false;
    each(tree, |node| {
        let is_octal = |number: &str| {
            number.starts_with('0')
                && number.bytes().all(|it| it.is_ascii_digit())
                && number.bytes().any(|it| it != b'0')
        };
        found |= match node.kind() {
            "print_statement" | "exec_statement" | "<>" => true,
            "integer" => is_octal(text(node, source)) || text(node, source).ends_with(['l', 'L']),
            _ => false,
        };
    });
    found
}

/// The value of the first `NAME = …` or `NAME: type = …` among a module's own statements, as setuptools' `StaticModule`
/// finds it: `None` when there is none, or when that value is no literal. A tuple or list is joined with dots, as
/// setuptools does with a version.
pub(super) fn literal(source: &str, name: &str) -> Option<String> {
    assigned(source, name, Form::Joined)?.into_iter().next()?
}

/// The same, where only a string will do.
pub(super) fn literal_text(source: &str, name: &str) -> Option<String> {
    assigned(source, name, Form::Text)?.into_iter().next()?
}

/// What counts as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A string.
    Text,
    /// A number too, or a tuple or list, whose parts are joined.
    Joined,
}

/// The string that is left when the whole module has run: the module assigns literals to names and defines functions that
/// nobody calls, and does nothing else; to this name, it assigns once.
pub(super) fn only_literal(source: &str, name: &str) -> Option<String> {
    let tree = parse(source)?;
    let mut cursor = tree.walk();
    if !tree.root_node().named_children(&mut cursor).all(|statement| is_inert(statement, source, name)) {
        return None;
    }
    match assigned(source, name, Form::Text)?.as_slice() {
        [Some(value)] => Some(value.clone()),
        _ => None,
    }
}

/// Whether the module begins with a text that says something.
pub(super) fn has_docstring(source: &str) -> bool {
    let Some(tree) = parse(source) else { return false };
    let mut cursor = tree.walk();
    let first = tree.root_node().named_children(&mut cursor).find(|it| it.kind() != "comment");
    let text = first.and_then(|it| it.named_child(0).filter(|_| it.kind() == "expression_statement"));
    text.is_some_and(|it| is_text(it) && value(it, source, DEPTH_LIMIT).is_none_or(|it| !it.trim().is_empty()))
}

/// Whether a statement has no effect but that names which it assigns, and this one as a literal, are bound.
fn is_inert(statement: Node<'_>, source: &str, name: &str) -> bool {
    match statement.kind() {
        "comment" | "future_import_statement" => true,
        "expression_statement" => {
            let mut cursor = statement.walk();
            let mut parts = statement.named_children(&mut cursor);
            parts.all(
                |it| if it.kind() == "assignment" { binds_literal(it, source) } else { is_literal(it, DEPTH_LIMIT) },
            )
        }
        "function_definition" => {
            let field = |field| statement.child_by_field_name(field).map_or("", |it| text(it, source));
            // Defaults and annotations are evaluated.
            field("name") != name && !field("parameters").contains(['=', ':']) && field("return_type").is_empty()
        }
        _ => false,
    }
}

/// `a = b = LITERAL`, where an annotation is a type that is always there.
fn binds_literal(mut node: Node<'_>, source: &str) -> bool {
    while node.kind() == "assignment" {
        let is_name = node.child_by_field_name("left").is_some_and(|it| it.kind() == "identifier");
        let annotation = node.child_by_field_name("type").map(|it| text(it, source));
        if !is_name || annotation.is_some_and(|it| !matches!(it, "str" | "int" | "bool" | "tuple" | "list")) {
            return false;
        }
        let Some(right) = node.child_by_field_name("right") else { return true };
        node = right;
    }
    is_literal(node, DEPTH_LIMIT)
}

/// Whether an expression computes nothing.
fn is_literal(node: Node<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let mut cursor = node.walk();
    let mut children = node.named_children(&mut cursor);
    match node.kind() {
        "integer" | "float" | "true" | "false" | "none" | "comment" => true,
        "string" => children.all(|part| part.kind() != "interpolation"),
        "concatenated_string" | "parenthesized_expression" | "tuple" | "list" | "expression_list" => {
            children.all(|child| is_literal(child, depth))
        }
        _ => false,
    }
}

/// The value of each assignment to `name` among a module's own statements; within, `None` for what is no literal.
fn assigned(source: &str, name: &str, form: Form) -> Option<Vec<Option<String>>> {
    let tree = parse(source)?;
    let mut values = Vec::new();
    let mut cursor = tree.walk();
    for statement in tree.root_node().named_children(&mut cursor) {
        let Some(mut assignment) = statement.named_child(0).filter(|_| statement.kind() == "expression_statement")
        else {
            continue;
        };
        let mut is_meant = false;
        // `a = b = "1"` is an assignment within an assignment.
        while assignment.kind() == "assignment" {
            let target = assignment.child_by_field_name("left");
            is_meant |= target.is_some_and(|it| it.kind() == "identifier" && text(it, source) == name);
            match assignment.child_by_field_name("right") {
                Some(right) => assignment = right,
                // `a: str` alone.
                None => is_meant = false,
            }
            if assignment.child_by_field_name("right").is_none() {
                break;
            }
        }
        if is_meant {
            let counts = form == Form::Joined || is_text(assignment);
            values.push(value(assignment, source, DEPTH_LIMIT).filter(|_| counts));
        }
    }
    Some(values)
}

/// The call of `setup()` in a `setup.py`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SetupCall {
    /// Its arguments by name, with the value of those that are one string.
    keywords: BTreeMap<String, Option<String>>,
    /// Whether there may be others: `**kwargs`, several calls, none that can be seen.
    open: bool,
}

impl SetupCall {
    /// Of a `setup.py` with this text.
    pub(super) fn read(source: &str) -> Self {
        let mut calls = Vec::new();
        let Some(tree) = parse(source) else { return Self { keywords: BTreeMap::new(), open: true } };
        each(&tree, |node| {
            let function = node.child_by_field_name("function").filter(|_| node.kind() == "call");
            let is_setup = function.is_some_and(|it| {
                let name = text(it, source);
                name.rsplit('.').next() == Some("setup")
            });
            if is_setup {
                calls.push(node);
            }
        });
        let mut keywords = BTreeMap::new();
        let mut open = calls.len() != 1;
        for call in calls {
            let Some(arguments) = call.child_by_field_name("arguments") else { continue };
            let mut cursor = arguments.walk();
            for argument in arguments.named_children(&mut cursor) {
                match argument.child_by_field_name("name") {
                    Some(name) if argument.kind() == "keyword_argument" => {
                        let given = argument.child_by_field_name("value").filter(|it| it.kind().ends_with("string"));
                        let given = given.and_then(|it| value(it, source, DEPTH_LIMIT));
                        keywords.insert(text(name, source).to_owned(), given);
                    }
                    _ => open |= argument.kind() != "comment",
                }
            }
        }
        Self { keywords, open }
    }

    /// Does the call say this?
    pub(super) fn says(&self, keyword: &str) -> bool {
        self.keywords.contains_key(keyword)
    }

    /// The string that the one call gives for this.
    pub(super) fn string(&self, keyword: &str) -> Option<&str> {
        self.keywords.get(keyword).filter(|_| !self.open)?.as_deref()
    }

    /// May the call say this?
    pub(super) fn may_say(&self, keyword: &str) -> bool {
        self.open || self.keywords.contains_key(keyword)
    }
}

/// Every node, from the top to the bottom of the file, without recursion.
fn each<'t>(tree: &'t Tree, mut look: impl FnMut(Node<'t>)) {
    let mut cursor = tree.walk();
    loop {
        look(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

fn text<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    source.get(node.byte_range()).unwrap_or_default()
}

/// A literal as `str()` shows it: a string, a whole number, a tuple or list of them joined with dots.
fn value(node: Node<'_>, source: &str, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let children = |node: Node<'_>| -> Option<Vec<String>> {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> =
            node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect();
        children.into_iter().map(|child| value(child, source, depth)).collect()
    };
    match node.kind() {
        "string" => string(node, source),
        "integer" => Some(text(node, source)).filter(|it| it.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned),
        // `"1." "0"`: the parts of one literal.
        "concatenated_string" => children(node).map(|parts| parts.concat()),
        "parenthesized_expression" => children(node)?.into_iter().next(),
        // A tuple within a tuple is shown with its parentheses.
        "tuple" | "list" | "expression_list" => {
            let mut cursor = node.walk();
            let is_flat = node.named_children(&mut cursor).all(|child| !matches!(child.kind(), "tuple" | "list"));
            children(node).filter(|_| is_flat).map(|parts| parts.join("."))
        }
        _ => None,
    }
}

/// Whether an expression is a string, with parentheses around it or not.
fn is_text(mut node: Node<'_>) -> bool {
    while let Some(inner) = node.named_child(0).filter(|_| node.kind() == "parenthesized_expression") {
        node = inner;
    }
    matches!(node.kind(), "string" | "concatenated_string")
}

/// A string without substitutions; with an escape sequence it is no version.
fn string(node: Node<'_>, source: &str) -> Option<String> {
    let mut cursor = node.walk();
    let mut content = String::new();
    for part in node.named_children(&mut cursor) {
        match part.kind() {
            "string_start" => {
                let prefix = text(part, source).trim_end_matches(['"', '\'']).to_ascii_lowercase();
                if !matches!(prefix.as_str(), "" | "r" | "u") {
                    return None;
                }
            }
            "string_content" if part.named_child_count() == 0 => content.push_str(text(part, source)),
            "string_end" => {}
            _ => return None,
        }
    }
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_literal_of_the_module_itself_counts() {
        let cases = [
            ("V = '1.0'\n", Some("1.0")),
            ("V: str = \"1.0\"  # why\n", Some("1.0")),
            ("x = 1; V = r'1.0'\n", Some("1.0")),
            ("V = W = '''1.0'''\n", Some("1.0")),
            ("W = V = '1.0'\n", Some("1.0")),
            ("V = ('1.0')\n", Some("1.0")),
            ("V = (1, 2, 'dev3')\n", Some("1.2.dev3")),
            ("V = 1, 2\n", Some("1.2")),
            ("V = '1.' '0'\n", Some("1.0")),
            ("V = '1.0'\nV = '2.0'\n", Some("1.0")),
            ("V: str\nV = '1.0'\n", Some("1.0")),
            ("'''\nV = '9'\n'''\nV = '1.0'\n", Some("1.0")),
            ("VV = '9'\n_V = '9'\nx.V = '9'\nV = '1.0'\n", Some("1.0")),
            ("'''\nV = '9'\n'''\n", None),
            ("if x:\n    V = '1.0'\n", None),
            ("try:\n    V = '1.0'\nexcept E:\n    V = '2'\n", None),
            ("def f():\n    V = '1.0'\n", None),
            ("V = '1' + '.0'\n", None),
            ("V = '1.0' if x else '2'\n", None),
            ("V = f'{a}.0'\n", None),
            ("V = b'1.0'\n", None),
            ("V = '.'.join(x)\n", None),
            ("V = '1.%d' % 2\n", None),
            ("V = x\nV = '1.0'\n", None),
            ("V = ((1, 2), 3)\n", None),
            ("V = '1.0'\nprint 'x'\n", None),
            ("V = '1.0'\nX = 010\n", None),
            ("V = '1.0'\nX = 00 + 0\nprint('x')\n", Some("1.0")),
            ("V, W = '1.0', '2'\n", None),
            ("V = '1.0'\ndef (:\n", None),
            ("V += '1.0'\n", None),
            ("V == '1.0'\n", None),
        ];
        for (source, expected) in cases {
            assert_eq!(literal(source, "V").as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn the_value_at_the_end_is_known_where_the_module_does_nothing_else() {
        let inert = "'About.'\nfrom __future__ import annotations\n__all__ = ['V', ('a' 'b')]\nV: str = '1.0'  # why\nA = B = 1.5\ndef f(a, *b):\n    V = '2'\n";
        assert_eq!(only_literal(inert, "V").as_deref(), Some("1.0"));
        for other in [
            "V = '2'",
            "V += 'x'",
            "if x:\n    V = '2'",
            "from a import V",
            "from a import *",
            "import a as V",
            "import a",
            "globals()['V'] = '2'",
            "exec(\"V = '2'\")",
            "for V in '2': pass",
            "with a as V: pass",
            "(V := '2')",
            "class V: pass",
            "def V(): pass",
            "def f(a=globals().update(V='2')): pass",
            "match '2':\n    case V: pass",
            "try:\n    a\nexcept E as V: pass",
            "*V, b = '2'",
            "A: globals().update(V='2') = 1",
            "A = f'{globals().update(V=2)}'",
            "raise E",
            "print 'x'",
            "x = 010",
        ] {
            assert_eq!(only_literal(&format!("V = '1.0'\n{other}\n"), "V"), None, "{other}");
        }
    }

    #[test]
    fn what_setup_may_say() {
        let call =
            SetupCall::read("import setuptools\nif x:\n    setuptools.setup(name='a', version=v())  # setup(d=1)\n");
        assert!(call.may_say("name") && call.may_say("version") && !call.may_say("install_requires"));
        assert_eq!((call.string("name"), call.string("version")), (Some("a"), None));
        assert_eq!(SetupCall::read("setup(a='1', **all)").string("a"), None, "the others may say it too");
        assert!(!SetupCall::read("from setuptools import setup\nsetup()\n").may_say("name"));
        for open in ["setup(**all)", "setup(a=1)\nsetup(b=2)", "main()", "setup(", "setup(*x)"] {
            assert!(SetupCall::read(open).may_say("install_requires"), "{open}");
        }
    }

    #[test]
    fn a_hostile_file_is_read_without_recursion() {
        let deep = format!("V = {}{}\n", "(".repeat(50_000), ")".repeat(50_000));
        assert_eq!(literal(&deep, "V"), None);
        assert!(SetupCall::read(&deep).may_say("name"));
    }
}
