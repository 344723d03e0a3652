//! An error of core → Nushell's `LabeledError`: same message and code, the label on the argument or the call.
//!
//! Refuses to do: send a place in `wrknv.toml`. Nushell would underline the same bytes of the user's own line, so the
//! excerpt goes into `help`, as text.

use std::error::Error as _;

use nu_protocol::{LabeledError, Span};
use ws_core::terminal::escape_lines;
use ws_core::{Error, RowError, report, secrets};

/// The error with its label on `span`.
pub fn labeled(error: &Error, span: Span) -> LabeledError {
    let labeled = LabeledError::new(message(&error.to_string())).with_code(error.code());
    let labeled = labeled.with_label(shown(&label(error)), span);
    match help(error) {
        Some(help) => labeled.with_help(shown(&help)),
        None => labeled,
    }
}

/// The same about what was piped in: the line does not show that it names siblings.
pub fn piped(error: &Error, span: Span) -> LabeledError {
    let labeled = labeled(error, span);
    let help = labeled.help.clone().map(|help| help + "\n").unwrap_or_default();
    labeled.with_help(help + "what is piped in, also the item of a closure, names siblings")
}

/// A failure that is not of one row, with its label on `span`.
pub fn row(error: &RowError, span: Span) -> LabeledError {
    LabeledError::new(message(&error.message)).with_code(error.code).with_label("during this call", span)
}

/// A usage error of a plugin's own, such as two flags that exclude each other.
pub fn usage(problem: &str, label: &str, span: Span, help: &str) -> LabeledError {
    LabeledError::new(message(problem)).with_code("ws::usage").with_label(shown(label), span).with_help(shown(help))
}

/// How long a message may be: a name that is piped in may be a whole file.
const LONGEST: usize = 1000;

/// Text of an error as anybody may see it.
fn shown(text: &str) -> String {
    escape_lines(&secrets::without_secrets(text)).into_owned()
}

/// The same of a message, which names what was asked for. A quotation ends where it is cut.
fn message(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => shown(&format!("{}\u{2026}`, and so on", &text[..end])),
        None => shown(text),
    }
}

/// What stands below the place in the user's line.
fn label(error: &Error) -> String {
    match error {
        Error::WorkspaceNotFound { .. } => "needs a workspace".to_owned(),
        Error::NotARoot { named_by, .. } => format!("the root is named by {named_by}"),
        Error::Config { .. } => "needs a wrknv.toml that can be read".to_owned(),
        Error::UnknownSibling { .. } => "no sibling has this name".to_owned(),
        Error::UnknownLayer { .. } => "no layer has this name".to_owned(),
        Error::UnknownPackage { .. } => "no sibling or package has this name".to_owned(),
        other => other.source().map_or_else(|| "during this call".to_owned(), ToString::to_string),
    }
}

fn help(error: &Error) -> Option<String> {
    let Error::Config { source_file, problems } = error else { return error.hint() };
    let excerpts = report::problems(source_file, problems, false);
    Some(match error.hint() {
        Some(hint) => format!("{}\n{hint}", excerpts.trim_end()),
        None => excerpts.trim_end().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use ws_core::PathError;

    const SPAN: Span = Span { start: 12, end: 20 };

    #[test]
    fn an_unknown_name_has_code_place_and_the_nearest() {
        let nearest = Some("pyvider".to_owned());
        let error = labeled(&Error::UnknownSibling { name: "pyvidr".into(), nearest, glob: false }, SPAN);
        assert_eq!(error.msg, "unknown sibling `pyvidr`");
        assert_eq!(error.code.as_deref(), Some("ws::sibling::unknown"));
        assert_eq!(error.labels[0].span, SPAN);
        assert_eq!(error.help.as_deref(), Some("did you mean `pyvider`?"));
    }

    #[test]
    fn a_name_as_long_as_a_file_is_not_shown_whole() {
        let error = labeled(&Error::UnknownSibling { name: "é".repeat(1 << 20), nearest: None, glob: false }, SPAN);
        assert!(error.msg.starts_with("unknown sibling `éé") && error.msg.ends_with("é…`, and so on"), "{}", error.msg);
        assert!(error.msg.chars().count() < 1100);
    }

    #[test]
    fn the_reason_of_an_io_error_is_its_label() {
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error = labeled(&PathError::at("read", Path::new("/w/wrknv.toml"))(denied).into(), SPAN);
        assert_eq!(error.msg, "cannot read `/w/wrknv.toml`");
        assert_eq!(error.labels[0].text, "permission denied");
    }
}
