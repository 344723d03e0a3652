//! `ws venv activate` and `ws venv deactivate`: the caller's environment.

use ws_core::{activate, env};

use crate::spec::{Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

/// `--shell`
pub static SHELL: Flag<Text> = Flag::one_of(
    "shell",
    "The shell that will evaluate the output",
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
    about: "Activates the workspace's venv: in Nushell in this scope, in other shells by printing code for eval",
    more: "Does what the hook does when you enter the workspace, in any directory. The workspace must be trusted. A \
           venv that is already active is left alone. In Nushell, a variable to unset becomes null, so that external \
           commands do not get it.",
    search: &["workspace", "python", "virtualenv", "environment", "PATH"],
    takes: &[&[SHELL.any(), select::ROOT.any()]],
    gives: Gives::Environment,
    examples: &[
        Example::new("ws venv activate", "In the rest of this session, or of the block"),
        Example::new("do { ws venv activate; ^python --version }", "For one command"),
        Example::gives(
            "do { ws venv activate; $env.VIRTUAL_ENV_PROMPT }",
            "The name of the active workspace",
            r#""provide-workspace""#,
        ),
    ],
    usage: &["eval \"$(ws venv activate)\"", "ws venv activate --shell fish | source"],
    run,
};

pub static DEACTIVATE: Spec = Spec {
    name: "venv deactivate",
    about: "Deactivates the workspace's venv: in Nushell in this scope, in other shells by printing code for eval",
    more: "Undoes what activation set; what you changed since stays. Does nothing when no venv is active. With the \
           hook, the venv stays inactive until you leave the workspace.",
    search: &["workspace", "python", "virtualenv", "environment", "leave"],
    takes: &[&[SHELL.any()]],
    gives: Gives::Environment,
    examples: &[
        Example::new("ws venv deactivate", "For the rest of this session, or of the block"),
        Example::new(
            "ws venv activate; ws venv deactivate; ^env",
            "External commands get the same environment as before",
        ),
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
