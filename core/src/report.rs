//! An error as people read it: heading, excerpts of the file with the place underlined, hint. Text only; whether it
//! is coloured is the caller's choice, and where it is written too.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::error::{Error, Problem, Severity};
use crate::secrets;
use crate::source::SourceFile;
use crate::terminal::{acts, escape, escape_lines};

/// Renders an error with its code, excerpts and hint; ends with a line feed.
pub fn error(error: &Error, colour: bool) -> String {
    if let Error::Config { source_file, problems } = error {
        return self::problems(source_file, problems, colour);
    }
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = write!(message, ": {cause}");
        source = cause.source();
    }
    let title = Level::ERROR.primary_title(shown(&message)).id(error.code());
    let mut group = Group::with_title(title);
    if let Some(hint) = error.hint() {
        group = group.element(Level::HELP.message(shown(&hint)));
    }
    rendered(&[group], colour)
}

/// Renders problems of a file, each with its excerpt; ends with a line feed.
pub fn problems(source_file: &SourceFile, problems: &[Problem], colour: bool) -> String {
    let path = source_file.path.to_string_lossy();
    let path = escape(&path);
    let groups: Vec<Group<'_>> = problems
        .iter()
        .map(|problem| {
            let level = match problem.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
                Severity::Note | Severity::Allowed => Level::NOTE,
            };
            let mut group = Group::with_title(level.primary_title(shown(&problem.message)).id(problem.code));
            if let Some(span) = &problem.span {
                // The lines that it is in are enough: with all of the file, a thousand problems would be read a thousand times.
                let lines = source_file.lines_of(span);
                let text = as_symbols(&secrets::masked(&source_file.text[lines.clone()]));
                let start = text.floor_char_boundary(span.start - lines.start);
                let end = text.floor_char_boundary(span.end.saturating_sub(lines.start)).max(start);
                let annotation = AnnotationKind::Primary.span(start..end);
                let snippet = Snippet::source(text).line_start(source_file.line_column(lines.start).0);
                group = group.element(snippet.path(path.as_ref()).annotation(annotation));
            }
            if let Some(hint) = &problem.hint {
                group = group.element(Level::HELP.message(shown(hint)));
            }
            group
        })
        .collect();
    // Each on its own: one report of several groups would render those after the first as its notes.
    groups.into_iter().map(|group| rendered(&[group], colour)).collect::<Vec<_>>().join("\n")
}

/// Text of somebody else's on a terminal.
fn shown(text: &str) -> String {
    escape_lines(&secrets::without_secrets(text)).into_owned()
}

fn rendered(report: &[Group<'_>], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(report);
    text.push('\n');
    text
}

/// The text of a file, each byte in its place: what the renderer would let through (it shows C0, DEL and most marks of
/// direction as symbols) stands as a symbol of the same length.
fn as_symbols(text: &str) -> String {
    let symbol = |character: char| match character.len_utf8() {
        2 if acts(character) => '¿',
        3 if acts(character) => '\u{fffd}',
        _ => character,
    };
    text.chars().map(symbol).collect()
}

/// A number of siblings, in words.
pub fn siblings(number: usize) -> String {
    if number == 1 { "1 sibling".to_owned() } else { format!("{number} siblings") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_file_and_its_path_do_not_steer_the_terminal() {
        let text = "[workspace]\nx = \"\u{1b}]0;t\u{7}\u{9b}\u{202e}\u{200f}\u{61c}\" # é\n".to_owned();
        let span = text.find('x').map(|at| at..text.len() - 1);
        let source_file = Arc::new(SourceFile::new("/w/\u{1b}[2J/wrknv.toml".into(), text));
        let problem = Problem {
            severity: Severity::Error,
            code: "ws::config::invalid",
            message: "`\u{202e}` is odd".to_owned(),
            span,
            hint: Some("\u{9d}0;t".to_owned()),
        };
        let shown = problems(&source_file, &[problem], false);
        assert!(!shown.chars().any(|character| character != '\n' && acts(character)), "{shown:?}");
        assert!(shown.contains("# é") && shown.contains(r"/w/\u{1b}[2J/wrknv.toml:2:1"), "{shown}");
    }
}
