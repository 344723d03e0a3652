//! What Python source imports, without starting Python: every `import` and `from … import` of a file, as Python's own
//! `ast` has them, and whether the program can do without it.
//!
//! Refuses to do: import anything, or say whose module it is; [`crate::layers`] knows the siblings.

mod encoding;
mod remembered;
mod skim;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tree_sitter::Node;

pub use self::remembered::read;
use super::grammar::{Grammar, TooTangled};
use super::modules::Module;
use crate::error::RowError;

/// One name that a statement imports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Import {
    /// The line of the statement, from 1.
    pub line: usize,
    /// How many dots stand before the module: 0 for an absolute import.
    pub level: usize,
    /// `import MODULE` or `from MODULE import`; empty for `from . import name`.
    pub module: String,
    /// What is taken from it, `*` for all; `None` for `import MODULE`.
    pub name: Option<String>,
    /// Whether the program works without it: in a `try` that catches `ImportError`, or for type checkers only.
    pub guarded: bool,
}

/// What the source of one directory imports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceImports {
    /// The packages and modules that it consists of, dotted; of a namespace package the first regular ones inside it.
    pub modules: Vec<String>,
    /// Its files, sorted by path.
    pub files: Vec<FileImports>,
    /// Files that could not be read. Code: `ws::python::unreadable`.
    pub problems: Vec<RowError>,
}

/// What one file imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileImports {
    /// Where it is; absolute.
    pub path: PathBuf,
    /// Its own module.
    pub module: Module,
    /// Its imports, in the order of the lines.
    pub imports: Vec<Import>,
}

impl Import {
    /// The module in full, for an import in `module`; `None` for one with more dots than packages around it.
    pub fn absolute(&self, module: &Module) -> Option<String> {
        if self.level == 0 {
            return Some(self.module.clone());
        }
        let mut parts: Vec<&str> = module.name.split('.').collect();
        // In a package's `__init__.py` one dot is the package itself.
        let up = if module.is_package { self.level - 1 } else { self.level };
        parts.truncate(parts.len().checked_sub(up)?);
        parts.extend(Some(self.module.as_str()).filter(|module| !module.is_empty()));
        (!parts.is_empty()).then(|| parts.join("."))
    }
}

/// Reads Python; what is no Python is passed over, as an editor does.
pub struct Reader {
    grammar: Grammar,
}

impl Reader {
    /// A reader. Code of the error: `ws::python::unreadable`.
    pub fn new() -> Result<Self, RowError> {
        Ok(Self { grammar: Grammar::new()? })
    }

    /// The imports of a file, in the order of the lines. Code of the error: `ws::python::unreadable`.
    pub fn imports(&mut self, bytes: &[u8]) -> Result<Vec<Import>, RowError> {
        let mut text = encoding::decoded(bytes);
        // No keyword can be written in another way.
        if !text.contains("import") {
            return Ok(Vec::new());
        }
        // Python ends a line at a carriage return too, and counts it.
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n").into();
        }
        let text = skim::skim(&text).unwrap_or_else(|| text.into_owned());
        let tree = self.grammar.parse(&text).map_err(|TooTangled| {
            RowError::new("ws::python::unreadable", "its lines are continued, or its strings left open, too often")
        })?;
        let mut found = Vec::new();
        let mut open = vec![(tree.root_node(), Guard::default())];
        while let Some((node, guard)) = open.pop() {
            match node.kind() {
                "import_statement" | "import_from_statement" | "future_import_statement" => {
                    statement(node, guard, &text, &mut found);
                }
                _ => inner(node, guard, &text, &mut open),
            }
        }
        found.sort_by_key(|import| import.line);
        Ok(found)
    }
}

/// What stands around a statement.
#[derive(Debug, Clone, Copy, Default)]
struct Guard {
    /// A failing import is caught.
    caught: bool,
    /// It is for type checkers alone.
    typing: bool,
}

/// Puts the statements inside `node` on the list. Expressions hold none.
fn inner<'t>(node: Node<'t>, guard: Guard, text: &str, open: &mut Vec<(Node<'t>, Guard)>) {
    let within = match node.kind() {
        // It runs when it is called, which is after the `try` around it.
        "function_definition" => Guard { caught: false, ..guard },
        "module"
        | "block"
        | "ERROR"
        | "class_definition"
        | "decorated_definition"
        | "for_statement"
        | "while_statement"
        | "match_statement"
        | "case_clause"
        | "if_statement"
        | "elif_clause"
        | "else_clause"
        | "try_statement"
        | "except_clause"
        | "except_group_clause"
        | "finally_clause"
        | "with_statement" => guard,
        _ => return,
    };
    let condition = node.child_by_field_name("condition").and_then(|condition| type_checking(condition, text));
    let catches = match node.kind() {
        "try_statement" => children(node).iter().any(|child| catches(*child, text)),
        "with_statement" => node.child_by_field_name("body").is_some_and(|_| suppresses(node, text)),
        _ => false,
    };
    let mut cursor = node.walk();
    if !cursor.goto_first_child() {
        return;
    }
    // What the conditions before have left for the branches after them.
    let mut rest = guard.typing || condition == Some(false);
    loop {
        let (child, mut guard) = (cursor.node(), within);
        match cursor.field_name() {
            Some("body") => guard.caught |= catches,
            Some("consequence") => guard.typing |= condition == Some(true),
            Some("alternative") => {
                guard.typing |= rest;
                rest |= child.kind() == "elif_clause"
                    && child.child_by_field_name("condition").and_then(|it| type_checking(it, text)) == Some(false);
            }
            _ => {}
        }
        open.push((child, guard));
        if !cursor.goto_next_sibling() {
            return;
        }
    }
}

/// Adds what an import statement imports.
fn statement(node: Node<'_>, guard: Guard, text: &str, found: &mut Vec<Import>) {
    let import = Import {
        line: node.start_position().row + 1,
        level: 0,
        module: String::new(),
        name: None,
        guarded: guard.caught || guard.typing,
    };
    let names =
        node.children_by_field_name("name", &mut node.walk()).map(|name| dotted(name, text)).collect::<Vec<_>>();
    if node.kind() == "import_statement" {
        found.extend(names.into_iter().map(|module| Import { module, ..import.clone() }));
        return;
    }
    let (level, module) = match node.child_by_field_name("module_name") {
        Some(relative) if relative.kind() == "relative_import" => {
            let parts = children(relative);
            let of = |kind| parts.iter().find(|part| part.kind() == kind);
            let dots = of("import_prefix").map_or("", |prefix| source(*prefix, text));
            (dots.matches('.').count(), of("dotted_name").map_or_else(String::new, |name| dotted(*name, text)))
        }
        Some(absolute) => (0, dotted(absolute, text)),
        None => (0, "__future__".to_owned()),
    };
    let all = children(node).iter().any(|child| child.kind() == "wildcard_import");
    let names = names.into_iter().chain(all.then(|| "*".to_owned()));
    found.extend(names.map(|name| Import { level, module: module.clone(), name: Some(name), ..import.clone() }));
}

/// `a.b`, also when a comment-free break stands in it; of `a.b as c` the `a.b`.
fn dotted(node: Node<'_>, text: &str) -> String {
    let name = node.child_by_field_name("name").unwrap_or(node);
    let parts = children(name);
    let parts: Vec<&str> =
        parts.iter().filter(|part| part.kind() == "identifier").map(|part| source(*part, text)).collect();
    parts.join(".")
}

/// Whether a condition is true for type checkers alone; `Some(false)`: for all others alone.
fn type_checking(condition: Node<'_>, text: &str) -> Option<bool> {
    let (mut condition, mut is) = (condition, true);
    loop {
        condition = match condition.kind() {
            "parenthesized_expression" => condition.named_child(0)?,
            "not_operator" => {
                is = !is;
                condition.child_by_field_name("argument")?
            }
            _ => return (last_name(condition, text)? == "TYPE_CHECKING").then_some(is),
        };
    }
}

/// `ImportError` of `ImportError` and of `builtins.ImportError`.
fn last_name<'s>(node: Node<'_>, text: &'s str) -> Option<&'s str> {
    match node.kind() {
        "identifier" => Some(source(node, text)),
        "attribute" => Some(source(node.child_by_field_name("attribute")?, text)),
        _ => None,
    }
}

/// Whether this part of a `try` catches an import that fails.
fn catches(clause: Node<'_>, text: &str) -> bool {
    if !matches!(clause.kind(), "except_clause" | "except_group_clause") {
        return false;
    }
    let parts = children(clause);
    let mut named =
        parts.iter().filter(|part| part.is_named() && !matches!(part.kind(), "block" | "comment")).peekable();
    named.peek().is_none() || named.any(|part| names_import_error(*part, text))
}

/// `with suppress(ImportError):`
fn suppresses(with: Node<'_>, text: &str) -> bool {
    let mut open = children(with);
    while let Some(node) = open.pop() {
        match node.kind() {
            "with_clause" | "with_item" | "as_pattern" => open.extend(children(node)),
            "call" => {
                let function = node.child_by_field_name("function").and_then(|function| last_name(function, text));
                let arguments = node.child_by_field_name("arguments");
                if function == Some("suppress") && arguments.is_some_and(|list| names_import_error(list, text)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Whether an exception, or one of a list, is `ImportError` or what it is derived from.
fn names_import_error(expression: Node<'_>, text: &str) -> bool {
    let mut open = vec![expression];
    while let Some(node) = open.pop() {
        match last_name(node, text) {
            Some("ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException") => return true,
            None if node.kind() == "as_pattern" => open.extend(node.named_child(0)),
            None if matches!(node.kind(), "tuple" | "parenthesized_expression" | "argument_list") => {
                open.extend(children(node));
            }
            Some(_) | None => {}
        }
    }
    false
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.children(&mut node.walk()).collect()
}

fn source<'s>(node: Node<'_>, text: &'s str) -> &'s str {
    text.get(node.byte_range()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
