//! A command line as a program and its arguments: split as a shell would, or handed to `sh -c` when it uses a shell's
//! syntax. Runs nothing.

use crate::config::{ExecutionMode, Task};
use crate::error::RowError;

/// What only a shell can do, or does otherwise than a program of that name: POSIX's reserved words (2.4), special
/// built-ins (2.14), the utilities that change the shell itself (2.9.1.1) or that shells have built in, with bash's `source`
/// and the like.
const SHELL_WORDS: [&str; 64] = [
    "!", ".", ":", "[[", "{", "alias", "bg", "bind", "break", "builtin", "case", "cd", "command", "continue",
    "declare", "do", "done", "elif", "else", "esac", "eval", "exec", "exit", "export", "fc", "fg", "fi", "for",
    "function", "getopts", "hash", "if", "in", "jobs", "kill", "let", "local", "popd", "printf", "pushd", "pwd",
    "read", "readonly", "return", "select", "set", "shift", "shopt", "source", "test", "then", "time", "times", "trap",
    "type", "typeset", "ulimit", "umask", "unalias", "unset", "until", "wait", "while", "}",
];

/// The command line of a task, with what stands before it.
pub fn line(task: &Task, command: &str) -> String {
    // What is appended is not to stand on a line of its own.
    let command = command.trim();
    match (&task.command_prefix, task.execution_mode) {
        (Some(prefix), _) if prefix.is_empty() => command.to_owned(),
        (Some(prefix), _) => format!("{prefix} {command}"),
        (None, ExecutionMode::UvRun) => format!("uv run {command}"),
        (None, _) => command.to_owned(),
    }
}

/// A command line with further arguments, quoted for a shell.
pub fn with_arguments(command: &str, arguments: &[String]) -> String {
    match arguments {
        [] => command.to_owned(),
        more => format!("{command} {}", shell_words::join(more)),
    }
}

/// The words of a command line with further arguments.
pub fn words(command: &str, arguments: &[String]) -> Result<Vec<String>, RowError> {
    // A task whose command is empty does nothing, and does it well.
    let command = if command.is_empty() { ":" } else { command };
    if needs_shell(command) {
        return Ok(vec!["sh".to_owned(), "-c".to_owned(), with_arguments(command, arguments)]);
    }
    let mut words = shell_words::split(command)
        .map_err(|error| RowError::new("ws::tasks::bad_command", format_args!("`{command}`: {error}")))?;
    words.extend(arguments.iter().cloned());
    Ok(words)
}

/// Does a command line mean something to a shell beyond words and quotes?
pub fn needs_shell(command: &str) -> bool {
    let mut words = command.split_whitespace();
    match words.next() {
        Some(first) if SHELL_WORDS.contains(&first) => return true,
        // What these mean is each shell's own (POSIX, `echo`).
        Some("echo") if command.contains('\\') || words.next().is_some_and(|word| word.starts_with('-')) => {
            return true;
        }
        _ => {}
    }
    let mut letters = command.chars();
    let (mut single, mut double) = (false, false);
    let mut at_word = true;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if !single => {
                letters.next();
            }
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            '$' | '`' if !single => return true,
            '|' | '&' | ';' | '<' | '>' | '(' | ')' | '*' | '?' | '[' | '{' | '\n' if !single && !double => {
                return true;
            }
            '~' | '#' if at_word && !single && !double => return true,
            // `NAME=value command` sets a variable.
            '=' if !single && !double && !command[..command.len() - letters.as_str().len()].contains(' ') => {
                return true;
            }
            _ => {}
        }
        at_word = letter.is_whitespace();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_used_only_where_it_is_meant() {
        for plain in ["ruff check .", "echo 'a | b; $c'", "x \"a b\" c\\;d", "pytest -k a=b", "a#b x~y", "setup.sh"] {
            assert!(!needs_shell(plain), "{plain}");
        }
        for shell in [
            "a | b",
            "a && b",
            "echo $HOME",
            "echo \"$x\"",
            "ls *.py",
            "X=1 make",
            "a > b",
            "~/x",
            "a `b`",
            "exit 3",
            "! grep x y",
            "cd sub",
            "export X",
            "unset X",
            "set -e",
            ". ./file",
            "read x",
            "wait",
            "time make",
            "pwd",
            "echo -n x",
            "echo 'a\\tb'",
        ] {
            assert!(needs_shell(shell), "{shell}");
        }
        let more = ["a b".to_owned(), "$x".to_owned()];
        assert_eq!(words("a | b", &more).unwrap(), ["sh", "-c", "a | b 'a b' '$x'"]);
        assert_eq!(words("", &more).unwrap(), ["sh", "-c", ": 'a b' '$x'"]);
        assert!(words("a 'b", &[]).is_err());
    }
}
