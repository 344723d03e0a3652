//! A `wrknv.toml` that is there, with siblings added: its text and comments stay as they are.

use std::path::Path;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

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
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    if !document.contains_key("workspace") {
        let mut workspace = Table::new();
        let name = root.file_name().map_or_else(|| "workspace".into(), |name| name.to_string_lossy());
        workspace.insert("name", value(name.as_ref()));
        if !document.is_empty() {
            workspace.decor_mut().set_prefix("\n");
        }
        document.insert("workspace", Item::Table(workspace));
    }
    if entries.is_empty() {
        return Ok(document.to_string());
    }
    let siblings = document.entry("siblings").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match siblings {
        Item::ArrayOfTables(tables) => entries.iter().for_each(|entry| tables.push(entry.table())),
        Item::Value(Value::Array(list)) => entries.iter().for_each(|entry| append(list, entry.inline().into())),
        // By pattern alone: what is added is a pattern too, and matches one directory.
        Item::Table(table) => patterns(table.entry("patterns"), entries)?,
        Item::Value(_) | Item::None => {
            return Err("`siblings` is neither a list nor a table of its own".to_owned());
        }
    }
    Ok(document.to_string())
}

fn patterns(patterns: toml_edit::Entry<'_>, entries: &[Entry]) -> Result<(), String> {
    let list = patterns.or_insert_with(|| value(Array::new()));
    let list = list.as_array_mut().ok_or("`patterns` is not a list")?;
    for entry in entries {
        let path = entry.path.clone().unwrap_or_else(|| format!("../{}", entry.name));
        append(list, path.into());
    }
    Ok(())
}

/// Puts a value at the end of a list, on a line of its own where the others are.
fn append(list: &mut Array, mut new: Value) {
    let prefix = list.iter().last().and_then(|last| last.decor().prefix()?.as_str().map(str::to_owned));
    // A comment behind one entry is in front of the next.
    let line = prefix.map(|prefix| prefix.rfind('\n').map_or(prefix.clone(), |end| prefix[end..].to_owned()));
    let mut prefix = match line {
        Some(line) if line.contains('\n') => line,
        _ if list.is_empty() => String::new(),
        _ => " ".to_owned(),
    };
    let had_comma = list.trailing_comma();
    if had_comma {
        // Behind the last comma there may be a comment, and then the line of the bracket.
        let trailing = list.trailing().as_str().unwrap_or_default().to_owned();
        let end = trailing.rfind('\n').unwrap_or(0);
        prefix.insert_str(0, &trailing[..end]);
        list.set_trailing(&trailing[end..]);
    }
    new.decor_mut().set_prefix(prefix);
    list.push_formatted(new);
    list.set_trailing_comma(had_comma);
}

impl Entry {
    fn values(&self) -> Vec<(&'static str, Value)> {
        let mut values = vec![("name", Value::from(self.name.as_str()))];
        values.extend(self.path.as_ref().map(|path| ("path", Value::from(path.as_str()))));
        values.extend(self.repo.as_ref().map(|repo| ("repo", Value::from(repo.as_str()))));
        if !self.depends_on.is_empty() {
            let on: Array = self.depends_on.iter().map(String::as_str).collect();
            values.push(("depends_on", on.into()));
        }
        values
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        for (key, item) in self.values() {
            table.insert(key, value(item));
        }
        table.decor_mut().set_prefix("\n");
        table
    }

    fn inline(&self) -> InlineTable {
        self.values().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        Entry {
            name: name.to_owned(),
            path: None,
            repo: Some("https://example.org/x".to_owned()),
            depends_on: Vec::new(),
        }
    }

    fn add(text: &str) -> String {
        added(text, Path::new("/w/hub"), &[entry("new")]).unwrap()
    }

    #[test]
    fn what_is_there_stays_as_it_is() {
        let tasks = "# mine\n[tasks]\nlint   =  \"ruff\" # why\n";
        assert_eq!(
            add(tasks),
            format!(
                "{tasks}\n[workspace]\nname = \"hub\"\n\n[[siblings]]\nname = \"new\"\nrepo = \"https://example.org/x\"\n"
            )
        );
        let named = "[workspace]\nname = \"w\"\n\n# the first\n[[siblings]]\nname = \"a\" # one\n";
        assert_eq!(add(named), format!("{named}\n[[siblings]]\nname = \"new\"\nrepo = \"https://example.org/x\"\n"));
        // Where the list is patterns, a pattern is added.
        let patterns = "[workspace]\n[siblings]\npatterns = [\n    \"../a\", # one\n]\n";
        assert_eq!(add(patterns), "[workspace]\n[siblings]\npatterns = [\n    \"../a\", # one\n    \"../new\",\n]\n");
        let inline = "siblings = [\"../a\"]\n[workspace]\n";
        let text = add(inline);
        assert!(text.starts_with("siblings = [\"../a\", { name = \"new\""), "{text}");
    }

    #[test]
    fn a_file_that_has_all_is_left_alone() {
        let text = "[workspace]\nname='w' # x\n";
        assert_eq!(added(text, Path::new("/w/hub"), &[]).unwrap(), text);
    }
}
