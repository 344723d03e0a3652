//! The caller's arguments, by flag handle, as texts that an adapter has checked against the declaration.

use std::collections::BTreeMap;

use ws_core::Error;

use crate::spec::{Count, Declared, Flag, Position, Spec, Switch, Text, Texts, ValueKind};

/// The values of one call.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    given: BTreeMap<&'static str, Vec<String>>,
    none_meant: bool,
}

/// One value of one argument: the place that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// The argument.
    pub name: &'static str,
    /// Which of its values.
    pub index: usize,
}

impl Asked {
    /// Adds a value; of a switch, that it is there.
    pub fn give(&mut self, declared: &Declared, value: impl Into<String>) {
        self.given.entry(declared.name).or_default().push(value.into());
    }

    /// Adds piped names to those that were typed for `rest`. An empty pipe with no typed name means no sibling, not all.
    pub fn pipe(&mut self, rest: &Declared, names: Vec<String>) {
        self.none_meant = names.is_empty() && !self.given.contains_key(rest.name);
        for name in names {
            self.give(rest, name);
        }
    }

    /// Whether no sibling is meant.
    pub fn means_none(&self) -> bool {
        self.none_meant
    }

    /// Whether the flag was given.
    pub fn has(&self, flag: &Flag<Switch>) -> bool {
        self.given.contains_key(flag.declared.name)
    }

    /// The flag's text, or its default.
    pub fn text(&self, flag: &Flag<Text>) -> Option<&str> {
        let given = self.given.get(flag.declared.name).and_then(|values| values.last());
        given.map(String::as_str).or(flag.declared.default)
    }

    /// The text of an argument that must be there.
    pub fn required(&self, flag: &Flag<Text>) -> &str {
        self.text(flag).unwrap_or_default()
    }

    /// The flag's texts.
    pub fn texts(&self, flag: &Flag<Texts>) -> &[String] {
        self.given.get(flag.declared.name).map_or(&[], Vec::as_slice)
    }

    /// The flag's number, or its default; at least 1.
    pub fn count(&self, flag: &Flag<Count>) -> Option<u32> {
        let given = self.given.get(flag.declared.name).and_then(|values| values.last());
        given.map(String::as_str).or(flag.declared.default)?.parse().ok()
    }

    /// The value of an argument of `names` that is this text.
    pub fn find(&self, text: &str, names: &[&'static str]) -> Option<Given> {
        let place = |name: &&'static str| {
            let index = self.given.get(*name)?.iter().position(|value| value == text)?;
            Some(Given { name, index })
        };
        names.iter().find_map(place)
    }

    /// The value that an error of core is about, whichever argument it stands in.
    pub fn place_of(&self, error: &Error) -> Option<Given> {
        let text = match error {
            Error::UnknownSibling { name, .. }
            | Error::UnknownLayer { name, .. }
            | Error::UnknownPackage { name, .. } => name,
            Error::BadGlob { pattern, .. } => pattern,
            Error::NotARoot { .. } => {
                return self.given.contains_key("root").then_some(Given { name: "root", index: 0 });
            }
            _ => return None,
        };
        self.find(text, &["names", "name", "layer", "exclude", "affected-by"])
    }

    /// What is wrong with the flags together, and with which: those that exclude each other or need another, and
    /// values that are none of a few. Adapters whose parser sees to it need not ask.
    pub fn conflict(&self, spec: &Spec) -> Option<(Given, String, String)> {
        for declared in spec.declared() {
            let Some(values) = self.given.get(declared.name) else { continue };
            let place = |index| Given { name: declared.name, index };
            let is_one = matches!(declared.value, ValueKind::Text | ValueKind::Count);
            if is_one && declared.position == Position::Flag && values.len() > 1 {
                let message = format!("--{} is given {} times", declared.name, values.len());
                return Some((place(values.len() - 1), message, "give it once".to_owned()));
            }
            if let Some((other, why)) = declared.excludes.iter().find(|(other, _)| self.given.contains_key(other)) {
                let message = format!("--{} and --{other} exclude each other", declared.name);
                return Some((place(0), message, format!("{why}: leave one of them out")));
            }
            if let Some((other, why)) = declared.requires.filter(|(other, _)| !self.given.contains_key(other)) {
                return Some((place(0), format!("--{} needs --{other}", declared.name), why.to_owned()));
            }
            for (index, value) in values.iter().enumerate() {
                if let crate::Completes::OneOf(known) = declared.completes
                    && !known.iter().any(|(name, _)| name == value)
                {
                    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                    let message = format!("--{} has no value `{value}`", declared.name);
                    return Some((place(index), message, format!("use one of: {}", names.join(", "))));
                }
                if declared.value == ValueKind::Count && !value.parse::<u32>().is_ok_and(|count| count > 0) {
                    let message = format!("--{} must be 1 or more", declared.name);
                    return Some((place(index), message, "leave it out for the default".to_owned()));
                }
            }
        }
        let missing = spec.declared().find(|declared| {
            matches!(declared.position, Position::Words { required: true }) && !self.given.contains_key(declared.name)
        })?;
        let example = spec.examples.first().map(|example| example.text).unwrap_or_default();
        Some((
            Given { name: missing.name, index: 0 },
            format!("there is no {}", missing.name),
            format!("for example: {example}"),
        ))
    }
}
