//! A `wrknv.toml` that is there, with siblings added. What is added is put between the bytes of the file, and each of them
//! stays: line ends too, and comments where they are, which a document that is written anew would not keep.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::quoted;

/// A sibling to be added.
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: String,
    /// `None` for `../NAME`.
    pub path: Option<String>,
    pub repo: Option<String>,
    pub depends_on: Vec<String>,
}

/// The text with a `[workspace]` table, if it has none, and these siblings. The error says why that cannot be.
pub fn added(text: &str, root: &Path, entries: &[Entry]) -> Result<String, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let table = table.get_ref();
    let mut edit = Edit::new(text);
    if !table.contains_key("workspace") {
        let name = root.file_name().map_or_else(|| "workspace".into(), |name| name.to_string_lossy());
        edit.add_table(text.len(), &["[workspace]".to_owned(), format!("name = {}", quoted(&name))]);
    }
    let siblings = table.get("siblings").filter(|_| !entries.is_empty());
    match siblings.map(|siblings| (siblings, siblings.get_ref())) {
        None => entries.iter().for_each(|entry| edit.add_table(text.len(), &entry.table())),
        Some((_, DeValue::Array(items))) if items.first().is_some_and(|item| edit.is_under_a_header(item)) => {
            let at = edit.end_of_table(items.iter().map(end).max().unwrap_or_default());
            for entry in entries {
                edit.add_table(at, &entry.table());
            }
            edit.end_before_the_next(at);
        }
        Some((list, DeValue::Array(items))) => {
            edit.add_to_list(&list.span(), items, &entries.iter().map(Entry::inline).collect::<Vec<_>>());
        }
        // By pattern alone: what is added is a pattern too, and matches one directory.
        Some((_, DeValue::Table(by_pattern))) if by_pattern.contains_key("patterns") => {
            let patterns = &by_pattern["patterns"];
            let DeValue::Array(items) = patterns.get_ref() else { return Err("`patterns` is not a list".to_owned()) };
            edit.add_to_list(&patterns.span(), items, &entries.iter().map(Entry::pattern).collect::<Vec<_>>());
        }
        Some((siblings, DeValue::Table(_))) if edit.is_under_a_header(siblings) => {
            let patterns: Vec<String> = entries.iter().map(Entry::pattern).collect();
            edit.add_line(end(siblings), &format!("patterns = [{}]", patterns.join(", ")));
        }
        Some((_, DeValue::Table(_))) => return Err("`siblings` has no list `patterns` to add to".to_owned()),
        Some(_) => return Err("`siblings` is neither a list nor a table".to_owned()),
    }
    let text = edit.done();
    match DeTable::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(format!("what it would become is no TOML: {}", error.message())),
    }
}

/// Where the text of a value ends, with all that is in it.
fn end(value: &Spanned<DeValue<'_>>) -> usize {
    let within = match value.get_ref() {
        DeValue::Array(items) => items.iter().map(end).max(),
        DeValue::Table(table) => table.iter().map(|(_, value)| end(value)).max(),
        _ => None,
    };
    within.unwrap_or_default().max(value.span().end)
}

/// Additions to a text.
struct Edit<'t> {
    text: &'t str,
    newline: &'static str,
    /// What comes where, in order within one place.
    additions: Vec<(usize, String)>,
}

impl<'t> Edit<'t> {
    fn new(text: &'t str) -> Self {
        let is_windows = text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n"));
        Self { text, newline: if is_windows { "\r\n" } else { "\n" }, additions: Vec::new() }
    }

    fn add(&mut self, at: usize, addition: impl Into<String>) {
        self.additions.push((at, addition.into()));
    }

    fn done(mut self) -> String {
        self.additions.sort_by_key(|(at, _)| *at);
        let (mut text, mut from) = (String::with_capacity(self.text.len()), 0);
        for (at, addition) in &self.additions {
            text.push_str(&self.text[from..*at]);
            text.push_str(addition);
            from = *at;
        }
        text + &self.text[from..]
    }

    /// Has the table a `[header]`, rather than braces or dotted keys?
    fn is_under_a_header(&self, value: &Spanned<DeValue<'_>>) -> bool {
        matches!(value.get_ref(), DeValue::Table(_)) && self.text[value.span()].starts_with('[')
    }

    /// Where the line begins that follows on the one of `at`.
    fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    /// Where a table ends whose last value ends at `at`: behind the comments that follow at once, unless they are above
    /// what comes next.
    fn end_of_table(&self, at: usize) -> usize {
        let end = self.next_line(at);
        let comments = self.text[end..].split_inclusive('\n').take_while(|line| line.trim_start().starts_with('#'));
        let behind = end + comments.map(str::len).sum::<usize>();
        let next = self.text[behind..].lines().next().unwrap_or_default();
        if next.trim().is_empty() { behind } else { end }
    }

    /// Lines of a table of their own, after an empty one.
    fn add_table(&mut self, at: usize, lines: &[String]) {
        let is_first = self.additions.iter().all(|(other, _)| *other != at);
        let before = &self.text[..at];
        if is_first && !before.is_empty() && !before.ends_with('\n') {
            self.add(at, self.newline);
        }
        let follows_an_empty_line = before.lines().next_back().is_none_or(|line| line.trim().is_empty());
        if !is_first || !follows_an_empty_line {
            self.add(at, self.newline);
        }
        for line in lines {
            self.add(at, format!("{line}{}", self.newline));
        }
    }

    /// An empty line, unless there is one.
    fn end_before_the_next(&mut self, at: usize) {
        if self.text[at..].lines().next().is_some_and(|line| !line.trim().is_empty()) {
            self.add(at, self.newline);
        }
    }

    /// A line of its own, below the one where `end` is.
    fn add_line(&mut self, end: usize, line: &str) {
        let at = self.next_line(end);
        let before = if self.text[..at].ends_with('\n') { "" } else { self.newline };
        self.add(at, format!("{before}{line}{}", self.newline));
    }

    /// Values at the end of a list in brackets; on lines of their own where the others are.
    fn add_to_list(&mut self, brackets: &Range<usize>, items: &[Spanned<DeValue<'_>>], values: &[String]) {
        let bracket = brackets.end - 1;
        let last = items.last().map_or(brackets.start + 1, |item| item.span().end);
        let rest = &self.text[last..bracket];
        let line = |at: usize| &self.text[self.text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let before_last = items.last().map_or("    ", |item| line(item.span().start));
        let has_own_line = if items.is_empty() { rest.contains('\n') } else { before_last.trim().is_empty() };
        if !has_own_line || line(bracket).contains(',') {
            let separator = if items.is_empty() { "" } else { ", " };
            return self.add(last, format!("{separator}{}", values.join(", ")));
        }
        let has_comma = items.is_empty() || has_comma(rest);
        if !has_comma {
            self.add(last, ",");
        }
        let comment = rest.lines().find(|line| !line.trim().is_empty());
        let indent = if items.is_empty() { comment.map_or("", indent) } else { before_last };
        let indent = if indent.is_empty() && items.is_empty() { "    " } else { indent };
        let mut lines: Vec<String> = values.iter().map(|value| format!("{indent}{value},")).collect();
        if let Some(line) = lines.last_mut().filter(|_| !has_comma) {
            line.pop();
        }
        match rest.rfind('\n') {
            Some(end) => self.add(last + end + 1, format!("{}{}", lines.join(self.newline), self.newline)),
            None => self.add(last, format!("{}{}", self.newline, lines.join(self.newline))),
        }
    }
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// Is there a comma outside comments?
fn has_comma(text: &str) -> bool {
    text.lines().any(|line| line.split('#').next().is_some_and(|code| code.contains(',')))
}

impl Entry {
    fn values(&self) -> Vec<String> {
        let mut values = vec![format!("name = {}", quoted(&self.name))];
        values.extend(self.path.as_ref().map(|path| format!("path = {}", quoted(path))));
        values.extend(self.repo.as_ref().map(|repo| format!("repo = {}", quoted(repo))));
        if !self.depends_on.is_empty() {
            let on: Vec<String> = self.depends_on.iter().map(|name| quoted(name)).collect();
            values.push(format!("depends_on = [{}]", on.join(", ")));
        }
        values
    }

    fn table(&self) -> Vec<String> {
        [vec!["[[siblings]]".to_owned()], self.values()].concat()
    }

    fn inline(&self) -> String {
        format!("{{ {} }}", self.values().join(", "))
    }

    fn pattern(&self) -> String {
        quoted(self.path.as_deref().unwrap_or(&format!("../{}", self.name)))
    }
}

#[cfg(test)]
mod tests;
