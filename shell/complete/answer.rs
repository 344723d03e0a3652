//! What each shell is answered, and the script that makes it ask, with the program's path put in.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;

use clap_complete::engine;
use clap_complete::env::{Elvish, EnvCompleter, Powershell};

use ws_core::terminal::escape;

use super::line::Line;
use super::{DIRECTORIES, FILES, LINE};
use crate::cli::{HookShell, Shell};
use crate::context;

/// Every shell that may ask.
pub const ALL: &[&dyn EnvCompleter] = &[&BASH, &ZSH, &FISH, &NU, &Elvish, &Powershell];

const BASH: Asker = Asker { shell: HookShell::Bash, read: words, write: write_lines, supplement: |offer, _| offer };
const ZSH: Asker = Asker { shell: HookShell::Zsh, read: words, write: write_described, supplement: |offer, _| offer };
const FISH: Asker = Asker { shell: HookShell::Fish, read: words, write: write_described, supplement: |offer, _| offer };
const NU: Asker = Asker { shell: HookShell::Nu, read: whole_line, write: write_json, supplement: programs };

/// A shell, and how it asks.
#[derive(Clone, Copy)]
struct Asker {
    shell: HookShell,
    read: fn(&[OsString]) -> Option<Line>,
    write: fn(&mut dyn Write, &Offer) -> io::Result<()>,
    /// Completes what the shell cannot complete by itself.
    supplement: fn(Offer, &Line) -> Offer,
}

/// What may stand at the cursor.
#[derive(Debug, PartialEq, Eq)]
enum Offer {
    /// Values, each with what it means.
    Values(Vec<(String, Option<String>)>),
    /// What the shell itself offers as directories.
    Directories,
    /// What the shell itself offers as files.
    Files,
    /// What the shell itself offers for a command, which begins at this word.
    Command(usize),
}

/// The script that makes a shell ask `program`. Elvish and `PowerShell` have clap's own.
pub fn script(shell: Shell, program: &str) -> Vec<u8> {
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &BASH,
        Shell::Zsh => &ZSH,
        Shell::Fish => &FISH,
        Shell::Nu => &NU,
        Shell::Elvish => &Elvish,
        Shell::Powershell => &Powershell,
    };
    let mut out = Vec::new();
    completer.write_registration("COMPLETE", "ws", "ws", program, &mut out).expect("a vector takes everything");
    out
}

/// The line that `shell` asks about; `None` for a shell whose script is clap's own.
pub fn line(shell: &OsStr, arguments: &[OsString]) -> Option<Line> {
    let asker = [&BASH, &ZSH, &FISH, &NU].into_iter().find(|asker| shell == asker.name())?;
    (asker.read)(arguments)
}

impl EnvCompleter for Asker {
    fn name(&self) -> &'static str {
        self.shell.language().name()
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(
        &self,
        _variable: &str,
        _name: &str,
        _bin: &str,
        completer: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let language = self.shell.language();
        out.write_all(language.completion().replace("{{ws}}", &language.program(completer)).as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        arguments: Vec<OsString>,
        current_dir: Option<&Path>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // Read already, unless clap names the shell otherwise than the variable does.
        let Some(line) = LINE.get().cloned().or_else(|| (self.read)(&arguments)) else { return Ok(()) };
        let line = LINE.get_or_init(|| line);
        (self.write)(out, &(self.supplement)(offer(command, line, current_dir), line))
    }
}

fn offer(command: &mut clap::Command, line: &Line, current_dir: Option<&Path>) -> Offer {
    let current = line.current();
    if let Some(first) = line.after_dashes().filter(|_| line.command().is_some_and(ws_commands::runs_a_command)) {
        return Offer::Command(first);
    }
    // A glob names several already: it is the user's, and stays as it is.
    if current.contains(['*', '?', '[']) {
        return Offer::Values(Vec::new());
    }
    let (words, index) = line.for_engine();
    let candidates = engine::complete(command, words, index, current_dir).unwrap_or_default();
    let ends_with = |stand_in| candidates.iter().any(|it| it.get_value().to_string_lossy().ends_with(stand_in));
    if ends_with(DIRECTORIES) {
        return Offer::Directories;
    }
    if ends_with(FILES) {
        return Offer::Files;
    }
    let values = candidates.iter().filter_map(|candidate| {
        let value = candidate.get_value().to_str()?;
        // Options are offered once one is begun: they would bury the names.
        let wanted = current.starts_with('-') || !value.starts_with('-');
        let about = candidate.get_help().map(|help| one_line(&help.to_string()));
        (wanted && needs_no_quoting(value)).then(|| (value.to_owned(), about))
    });
    Offer::Values(values.collect())
}

/// Whether the value may be inserted as it is. Bash does not quote what it is offered, so a name that needs quoting is not
/// offered in any shell: the same TAB gives the same everywhere. Names of siblings and layers never need it; a task may be
/// called anything.
fn needs_no_quoting(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/=:@,+%".contains(&b))
}

/// A description, as one line without anything that a terminal would obey.
fn one_line(help: &str) -> String {
    escape(help.lines().next().unwrap_or_default()).into_owned()
}

/// `INDEX WORDS...`, the words as the user typed them: quoted or not.
fn words(arguments: &[OsString]) -> Option<Line> {
    let (index, words) = arguments.split_first()?;
    let index = index.to_str()?.parse().ok()?;
    (index <= words.len()).then(|| Line::new(words, index))
}

/// The line as one text.
fn whole_line(arguments: &[OsString]) -> Option<Line> {
    arguments.first()?.to_str().map(Line::parse)
}

/// Nushell completes no command within another's words: the command itself is offered, and then files.
fn programs(offer: Offer, line: &Line) -> Offer {
    match &offer {
        Offer::Command(first) if line.is_at(*first) => match context::short_session() {
            Ok(session) => Offer::Values(ws_commands::values::programs(&session, line.current())),
            Err(_) => offer,
        },
        _ => offer,
    }
}

fn write_lines(out: &mut dyn Write, offer: &Offer) -> io::Result<()> {
    match offer {
        Offer::Directories => out.write_all(b":directories\n"),
        Offer::Files => out.write_all(b":files\n"),
        Offer::Command(first) => writeln!(out, ":command {first}"),
        Offer::Values(values) => values.iter().try_for_each(|(value, _)| writeln!(out, "{value}")),
    }
}

fn write_described(out: &mut dyn Write, offer: &Offer) -> io::Result<()> {
    match offer {
        Offer::Values(values) => values.iter().try_for_each(|(value, about)| match about {
            Some(about) => writeln!(out, "{value}\t{about}"),
            None => writeln!(out, "{value}"),
        }),
        _ => write_lines(out, offer),
    }
}

/// A JSON array of `{value, description}`, or null where Nushell should offer paths.
fn write_json(out: &mut dyn Write, offer: &Offer) -> io::Result<()> {
    let values = match offer {
        Offer::Values(values) => values,
        Offer::Directories | Offer::Files | Offer::Command(_) => return out.write_all(b"null\n"),
    };
    let value = |(value, about): &(String, Option<String>)| serde_json::json!({ "value": value, "description": about.as_deref().unwrap_or_default() });
    serde_json::to_writer(&mut *out, &values.iter().map(value).collect::<Vec<_>>())?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: fn(&mut dyn Write, &Offer) -> io::Result<()>, offer: &Offer) -> String {
        let mut out = Vec::new();
        write(&mut out, offer).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_shell_is_answered_in_its_form() {
        let values = Offer::Values(vec![("a".into(), Some("b \"c\"".into())), ("d".into(), None)]);
        assert_eq!(written(write_lines, &values), "a\nd\n");
        assert_eq!(written(write_described, &values), "a\tb \"c\"\nd\n");
        let json = r#"[{"value":"a","description":"b \"c\""},{"value":"d","description":""}]"#;
        assert_eq!(written(write_json, &values).trim_end(), json);
        assert_eq!(written(write_lines, &Offer::Directories), ":directories\n");
        assert_eq!(written(write_json, &Offer::Files), "null\n");
        assert_eq!(written(write_described, &Offer::Command(3)), ":command 3\n");
    }

    #[test]
    fn what_would_need_quoting_is_not_offered() {
        for fine in ["pyvider-cty", "a.b_c", "--layer=tools", "test.unit"] {
            assert!(needs_no_quoting(fine), "{fine}");
        }
        for bad in ["a b", "$(x)", "a*", "é", "a'b", "a;b", "a\tb"] {
            assert!(!needs_no_quoting(bad), "{bad}");
        }
        assert_eq!(one_line("first\u{1b}[31m\nsecond"), r"first\u{1b}[31m");
    }

    #[test]
    fn nonsense_from_a_script_is_no_line() {
        let arguments = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        assert!(words(&arguments(&[])).is_none());
        assert!(words(&arguments(&["x", "ws"])).is_none());
        assert!(words(&arguments(&["9", "ws"])).is_none());
        assert_eq!(words(&arguments(&["1", "ws"])).unwrap().for_engine().0, ["ws", ""]);
    }
}
