//! An error as people read it: heading, excerpts of the file with the place underlined, hint. Text only; whether it
//! is coloured is the caller's choice, and where it is written too.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::error::{Error, Problem, Severity};
use crate::source::SourceFile;

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
    let title = Level::ERROR.primary_title(escape(&message)).id(error.code());
    let mut group = Group::with_title(title);
    if let Some(hint) = error.hint() {
        group = group.element(Level::HELP.message(escape(&hint)));
    }
    rendered(&[group], colour)
}

/// Renders problems of a file, each with its excerpt; ends with a line feed.
pub fn problems(source_file: &SourceFile, problems: &[Problem], colour: bool) -> String {
    let path = source_file.path.to_string_lossy();
    let groups: Vec<Group<'_>> = problems
        .iter()
        .map(|problem| {
            let level = match problem.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let mut group = Group::with_title(level.primary_title(escape(&problem.message)).id(problem.code));
            if let Some(span) = &problem.span {
                let text = &source_file.text;
                let start = text.floor_char_boundary(span.start);
                let end = text.floor_char_boundary(span.end).max(start);
                let annotation = AnnotationKind::Primary.span(start..end);
                group = group.element(Snippet::source(text.as_str()).path(path.as_ref()).annotation(annotation));
            }
            if let Some(hint) = &problem.hint {
                group = group.element(Level::HELP.message(escape(hint)));
            }
            group
        })
        .collect();
    // Each on its own: one report of several groups would render those after the first as its notes.
    groups.into_iter().map(|group| rendered(&[group], colour)).collect::<Vec<_>>().join("\n")
}

fn rendered(report: &[Group<'_>], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(report).to_string();
    text.push('\n');
    text
}

/// Control characters but the line feed as `\u{1b}`: a name must not steer the terminal.
fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && character != '\n' {
            shown.extend(character.escape_debug());
        } else {
            shown.push(character);
        }
    }
    shown
}
