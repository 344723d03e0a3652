//! The line that is completed: its words, and what they say already.

use std::ffi::OsString;

use ws_commands::{Completes, Spec};

/// The words of a command line that is being typed; the first is the program.
#[derive(Debug, Clone)]
pub struct Line {
    words: Vec<String>,
    index: usize,
    /// Options whose value is the next word, and no name of a sibling.
    valued: Vec<String>,
}

impl Line {
    /// `index` is the word at the cursor. A word that is not UTF-8 names nothing that could be completed.
    pub fn new(words: &[OsString], index: usize) -> Self {
        let words = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        Self { words, index, valued: Vec::new() }
    }

    /// Learns from clap which options take a value; a value that names a sibling is on the line as any other name is.
    pub fn learn(&mut self, command: &clap::Command) {
        let names_siblings = |argument: &clap::Arg| {
            let mut declared = ws_commands::all().flat_map(Spec::declared);
            declared.any(|it| it.name == argument.get_id() && it.completes == Completes::Siblings)
        };
        let is_meant = |it: &&clap::Arg| !it.is_positional() && it.get_action().takes_values() && !names_siblings(it);
        for argument in command.get_arguments().filter(is_meant) {
            let long = argument.get_long_and_visible_aliases().unwrap_or_default();
            let short = argument.get_short_and_visible_aliases().unwrap_or_default();
            self.valued.extend(long.iter().map(|name| format!("--{name}")));
            self.valued.extend(short.iter().map(|name| format!("-{name}")));
        }
        command.get_subcommands().for_each(|subcommand| self.learn(subcommand));
    }

    /// A line as one text up to the cursor, such as Nushell gives.
    pub fn parse(text: &str) -> Self {
        let mut words = vec![String::new()];
        let mut quote = None;
        for c in text.chars() {
            let last = words.last_mut().expect("there is always a last word");
            match quote {
                Some(end) if c == end => quote = None,
                None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
                None if c.is_whitespace() => words.push(String::new()),
                _ => last.push(c),
            }
        }
        // Blanks in a row separate no words; the last one is at the cursor, empty or not.
        let current = words.pop().unwrap_or_default();
        words.retain(|word| !word.is_empty());
        words.push(current);
        Self { index: words.len() - 1, words, valued: Vec::new() }
    }

    /// The word at the cursor.
    pub fn current(&self) -> &str {
        self.words.get(self.index).map_or("", String::as_str)
    }

    /// Whether the cursor is at this word.
    pub fn is_at(&self, index: usize) -> bool {
        self.index == index
    }

    /// The words and the index of the one at the cursor, as clap's engine takes them.
    pub fn for_engine(&self) -> (Vec<OsString>, usize) {
        let mut words = self.words.clone();
        if words.len() <= self.index {
            words.resize(self.index + 1, String::new());
        }
        (words.into_iter().map(OsString::from).collect(), self.index)
    }

    /// What is on the line already, but for the word at the cursor: the values of `options`, or, when there are none,
    /// every word after the command that is no option and no other option's value.
    pub fn used(&self, options: &[&str]) -> Vec<&str> {
        let mut used = Vec::new();
        let command = self.command_index();
        for (index, word) in self.elsewhere() {
            let before = self.words[index - 1].as_str();
            if let Some((option, value)) = word.split_once('=').filter(|(option, _)| option.starts_with("--")) {
                if options.contains(&option) {
                    used.push(value);
                }
            } else if options.contains(&before) || (options.is_empty() && self.is_free(index) && Some(index) != command)
            {
                used.push(word);
            }
        }
        used
    }

    /// The command on the line, unless it is being typed.
    pub fn command(&self) -> Option<&str> {
        self.command_index().map(|index| self.words[index].as_str())
    }

    fn command_index(&self) -> Option<usize> {
        self.elsewhere().map(|(index, _)| index).find(|index| self.is_free(*index)).filter(|index| *index < self.index)
    }

    /// The words but for the program and the one at the cursor.
    fn elsewhere(&self) -> impl Iterator<Item = (usize, &str)> {
        let words = self.words.iter().map(String::as_str).enumerate();
        words.skip(1).filter(|(index, _)| *index != self.index)
    }

    /// Whether the word is neither an option nor the value of one.
    fn is_free(&self, index: usize) -> bool {
        !self.words[index].starts_with('-') && !self.valued.contains(&self.words[index - 1])
    }

    /// Which word is the first after `--`, where the cursor is at it or behind it.
    pub fn after_dashes(&self) -> Option<usize> {
        let dashes = self.words.iter().skip(1).position(|word| word == "--")? + 1;
        (dashes < self.index).then_some(dashes + 1)
    }

    /// The value of `--option VALUE` or `--option=VALUE`, unless it is being typed.
    pub fn value_of(&self, option: &str) -> Option<&str> {
        self.used(&[option]).pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        let mut line = Line::parse(text);
        line.learn(&crate::adapter::root());
        let name = line.command().map(str::to_owned);
        line.learn(&crate::cli::command(name.as_deref().filter(|name| crate::cli::is_command(name))));
        line
    }

    #[test]
    fn every_option_with_a_value_is_known() {
        for (text, used) in [
            ("ws bootstrap --branch main --depth 1 --patience 3 -j 4 x ", &["x"][..]),
            ("ws run lint -j 4 --dirty x ", &["lint", "x"]),
            ("ws --color always siblings x ", &["x"]),
            // Those of these are siblings.
            ("ws siblings --affected-by a --exclude b x ", &["a", "b", "x"]),
        ] {
            assert_eq!(line(text).used(&[]), used, "{text}");
        }
    }

    #[test]
    fn what_follows_the_dashes_is_another_programs() {
        assert_eq!(line("ws exec a -- git st").after_dashes(), Some(4));
        assert_eq!(line("ws exec a -- ").after_dashes(), Some(4));
        assert_eq!(line("ws exec a --").after_dashes(), None);
        assert_eq!(line("ws exec git").after_dashes(), None);
    }

    #[test]
    fn a_text_is_split_at_blanks_outside_quotes() {
        let (words, index) = line("ws  siblings 'a b' \"c\" ").for_engine();
        assert_eq!(words, ["ws", "siblings", "a b", "c", ""]);
        assert_eq!(index, 4);
        assert_eq!(line("ws siblings 'py").current(), "py");
        assert_eq!(line("").current(), "");
    }

    #[test]
    fn names_on_the_line_are_used_but_not_the_one_at_the_cursor() {
        assert_eq!(line("ws siblings pyvider wrknv pyvi").used(&[]), ["pyvider", "wrknv"]);
        assert_eq!(line("ws siblings pyvider").used(&[]), [""; 0]);
        assert_eq!(line("ws --root wrknv siblings --exclude a ").used(&[]), ["a"]);
        assert_eq!(line("ws --root wrknv siblings a").command(), Some("siblings"));
        assert_eq!(line("ws --root wrknv sib").command(), None);
    }

    #[test]
    fn a_sibling_may_have_the_name_of_a_command_or_a_layer() {
        assert_eq!(line("ws siblings siblings ").used(&[]), ["siblings"]);
        assert_eq!(line("ws siblings ").used(&[]), [""; 0]);
        assert_eq!(line("ws siblings --layer tools ").used(&[]), [""; 0]);
        assert_eq!(line("ws siblings --layer tools --layer=framework ").used(&["--layer"]), ["tools", "framework"]);
    }

    #[test]
    fn the_root_on_the_line_counts_once_it_is_typed() {
        assert_eq!(line("ws --root ../x siblings ").value_of("--root"), Some("../x"));
        assert_eq!(line("ws siblings --root=../x ").value_of("--root"), Some("../x"));
        assert_eq!(line("ws siblings --root ../x").value_of("--root"), None);
    }
}
