//! `ws venv activate` and `ws venv deactivate`: the caller's environment.

use ws_core::{activate, env};

use crate::spec::{Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

/// `--shell`
pub static SHELL: Flag<Text> = Flag::one_of(
    "shell",
    "The shell that evaluates it",
    &[
        ("bash", "GNU Bash, from 3.2 on"),
        ("zsh", "Z shell"),
        ("fish", "The friendly interactive shell"),
        ("nu", "Nushell"),
    ],
    "bash",
)
.cli_only();

pub static SPEC: Spec = Spec {
    name: "venv activate",
    about: "Activates the workspace's venv: in Nushell in this scope, elsewhere by what it prints for eval",
    more: "The same as the hook does on entering the workspace, whatever the directory. The workspace must be trusted; \
           a venv that is active already is left alone. In Nushell what is to be unset becomes null, which no external \
           command gets.",
    search: &["workspace", "python", "virtualenv", "environment", "PATH"],
    takes: &[&[SHELL.any(), select::ROOT.any()]],
    gives: Gives::Environment,
    examples: &[
        Example::new("ws venv activate", "In the rest of this session, or of the block"),
        Example::new("do { ws venv activate; ^python --version }", "For one command"),
        Example::gives("do { ws venv activate; $env.VIRTUAL_ENV_PROMPT }", "Which one it is", r#""provide-workspace""#),
    ],
    usage: &["eval \"$(ws venv activate)\"", "ws venv activate --shell fish | source"],
    run,
};

pub static DEACTIVATE: Spec = Spec {
    name: "venv deactivate",
    about: "Takes the workspace's venv back: in Nushell out of this scope, elsewhere by what it prints for eval",
    more: "Takes back what is still as it was set; what you changed since stays. Does nothing when nothing is active. \
           With the hook, it lasts until the workspace is left.",
    search: &["workspace", "python", "virtualenv", "environment", "leave"],
    takes: &[&[SHELL.any()]],
    gives: Gives::Environment,
    examples: &[
        Example::new("ws venv deactivate", "For the rest of this session, or of the block"),
        Example::new("ws venv activate; ws venv deactivate; ^env", "What external commands get is as before"),
        Example::gives("ws venv deactivate; (ws venv).active", "It is not active any more", "false"),
    ],
    usage: &["eval \"$(ws venv deactivate)\"", "ws venv deactivate --shell fish | source"],
    run: deactivate,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open_at_real_root(asked)?;
    let wanted = activate::permitted(&config, &session.registry()?)?;
    Ok(Answer::Environment(env::reconcile(&session.env, Some(&wanted)), Some(String::new())))
}

#[expect(clippy::unnecessary_wraps, reason = "what a command does may fail, as a type")]
fn deactivate(_: &Asked, session: &Session) -> Result<Answer, Failure> {
    Ok(Answer::Environment(env::reconcile(&session.env, None), env::active_root(&session.env)))
}
