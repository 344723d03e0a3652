//! Enter, leave, change by hand, deactivate, trust and untrust: the same story in each shell.

use std::fs;

use super::{ALL, Session, Shell, value};

fn in_each(story: impl Fn(&Session) + Sync, extra: &str) {
    std::thread::scope(|scope| {
        for shell in ALL {
            let story = &story;
            scope.spawn(move || story(&Session::start(shell, extra)));
        }
    });
}

fn assert_active(session: &Session, environment: &[String], workspace: &str) {
    let venv = session.path(&format!("{workspace}/root/.venv"));
    let venv = venv.to_str().unwrap();
    let shell = session.shell;
    assert_eq!(value(environment, "VIRTUAL_ENV"), Some(venv), "{shell:?}");
    assert_eq!(value(environment, "VIRTUAL_ENV_PROMPT"), Some(workspace), "{shell:?}");
    assert_eq!(value(environment, "LOG_LEVEL"), Some(workspace), "{shell:?}");
    assert_eq!(value(environment, "PYTHONHOME"), None, "{shell:?}");
    let path: Vec<&str> = value(environment, "PATH").unwrap().split(':').collect();
    let bin = format!("{venv}/bin");
    assert_eq!(path[0], bin, "{shell:?}");
    assert_eq!(path.iter().filter(|element| **element == bin).count(), 1, "{shell:?}: {path:?}");
}

#[test]
fn entering_and_leaving() {
    in_each(
        |session| {
            let before = session.after("true");
            session.ws(&session.path("one/root"), &["trust"]);
            session.ws(&session.path("two/root"), &["trust"]);
            assert_active(session, &session.enter(&session.path("one/root")), "one");
            assert_active(session, &session.enter(&session.path("one/root/.venv")), "one");
            assert_active(session, &session.enter(&session.path("one/one-sibling/src")), "one");
            assert_eq!(session.enter(&session.path("one")), before, "{:?}: next to the siblings", session.shell);
            assert_active(session, &session.enter(&session.path("one/root")), "one");
            // From one to the other: swapped.
            assert_active(session, &session.enter(&session.path("two/two-sibling")), "two");
            assert_eq!(session.enter(&session.path("outside")), before, "{:?}: byte for byte", session.shell);
        },
        "",
    );
}

#[test]
fn what_is_not_trusted_is_named_once_and_changes_nothing() {
    in_each(
        |session| {
            let before = session.after("true");
            let root = session.path("one/root");
            assert_eq!(session.enter(&root), before, "{:?}", session.shell);
            assert_eq!(session.enter(&root.join(".venv")), before, "{:?}", session.shell);
            let said = session.screen();
            let times = said.replace('\n', "").matches("ws trust").count();
            assert_eq!(times, 1, "{:?}:\n{said}", session.shell);
            // Trust takes effect at the next prompt, without a cd.
            session.ws(&root, &["trust"]);
            assert_active(session, &session.after("true"), "one");
            // What activation depends on has changed: nothing until it is trusted again.
            let config = root.join("wrknv.toml");
            let text = fs::read_to_string(&config).unwrap();
            fs::write(&config, text.replace("LOG_LEVEL = \"one\"", "LOG_LEVEL = \"evil\"")).unwrap();
            assert_eq!(session.enter(&root), before, "{:?}", session.shell);
            session.ws(&root, &["trust"]);
            assert_eq!(value(&session.after("true"), "LOG_LEVEL"), Some("evil"), "{:?}", session.shell);
            session.ws(&root, &["untrust"]);
            assert_eq!(session.after("true"), before, "{:?}", session.shell);
        },
        "",
    );
}

#[test]
fn what_the_user_changes_stays() {
    in_each(
        |session| {
            session.ws(&session.path("one/root"), &["trust"]);
            session.enter(&session.path("one/root"));
            let edit = match session.shell {
                Shell::Fish => "set -gx PATH /mine $PATH; set -gx LOG_LEVEL mine",
                Shell::Nu => "$env.PATH = ($env.PATH | prepend /mine); $env.LOG_LEVEL = 'mine'",
                _ => "export PATH=/mine:$PATH LOG_LEVEL=mine",
            };
            session.after(edit);
            let left = session.enter(&session.path("outside"));
            assert_eq!(value(&left, "LOG_LEVEL"), Some("mine"), "{:?}", session.shell);
            assert_eq!(value(&left, "VIRTUAL_ENV"), None, "{:?}", session.shell);
            let path = value(&left, "PATH").unwrap();
            assert!(path.starts_with("/mine:") && !path.contains(".venv"), "{:?}: {path}", session.shell);
        },
        "",
    );
}

#[test]
fn deactivate_lasts_until_the_workspace_is_left() {
    in_each(
        |session| {
            let (activate, deactivate) = match session.shell {
                Shell::Nu => ("ws venv activate", "ws venv deactivate"),
                Shell::Fish => ("ws venv activate --shell fish | source", "ws venv deactivate --shell fish | source"),
                _ => ("eval \"$(ws venv activate)\"", "eval \"$(ws venv deactivate)\""),
            };
            let before = session.after("true");
            session.ws(&session.path("one/root"), &["trust"]);
            for deactivate in ["deactivate", deactivate] {
                session.enter(&session.path("one/root"));
                assert_eq!(session.after(deactivate), before, "{:?}", session.shell);
                assert_eq!(session.enter(&session.path("one/one-sibling")), before, "{:?}", session.shell);
                session.enter(&session.path("outside"));
                assert_active(session, &session.enter(&session.path("one/one-sibling")), "one");
                session.enter(&session.path("outside"));
            }
            session.enter(&session.path("one/root"));
            session.line(deactivate);
            assert_active(session, &session.after(activate), "one");
            assert_active(session, &session.enter(&session.path("one/one-sibling")), "one");
            session.enter(&session.path("outside"));
            assert_eq!(session.after("deactivate"), before, "{:?}: later it does no harm", session.shell);
        },
        "",
    );
}

#[test]
fn a_venv_that_was_activated_by_hand_is_left_alone() {
    in_each(
        |session| {
            session.ws(&session.path("one/root"), &["trust"]);
            let by_hand = match session.shell {
                Shell::Fish => "set -gx VIRTUAL_ENV /else",
                Shell::Nu => "$env.VIRTUAL_ENV = '/else'",
                _ => "export VIRTUAL_ENV=/else",
            };
            let before = session.after(by_hand);
            assert_eq!(session.enter(&session.path("one/root")), before, "{:?}", session.shell);
            assert_eq!(session.enter(&session.path("outside")), before, "{:?}", session.shell);
        },
        "",
    );
}

#[test]
fn ws_cd_goes_to_a_sibling() {
    in_each(
        |session| {
            session.ws(&session.path("one/root"), &["trust"]);
            session.enter(&session.path("one/root"));
            assert_active(session, &session.after("ws cd one-sibling"), "one");
            let probe = session.path("where");
            let line = match session.shell {
                Shell::Nu => format!("$env.PWD | save r#'{}'#", probe.display()),
                _ => format!("pwd >'{}'", probe.display()),
            };
            session.after(&line);
            let there = fs::read_to_string(&probe).unwrap();
            assert_eq!(there.trim(), session.path("one/one-sibling").to_str().unwrap(), "{:?}", session.shell);
        },
        "",
    );
}

/// It is `ws cd` that was typed, whatever the function asks; and its status is that of `ws`.
#[test]
fn what_is_wrong_with_ws_cd_is_said_in_its_name() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let session = Session::start(shell, "");
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        let status = if shell == Shell::Fish { "$status" } else { "$?" };
        for line in ["ws cd nowhere", "ws cd one-sibling two"] {
            let file = session.path("status");
            session.after(&format!("{line}; echo {status} >{}", file.display()));
            assert_eq!(fs::read_to_string(&file).unwrap(), "2\n", "{shell:?}: {line}");
        }
        let said = session.screen();
        assert!(said.contains("Usage: ws cd ") && !said.contains("ws path"), "{shell:?}:\n{said}");
    }
}

#[test]
fn a_venv_that_goes_while_it_is_active() {
    in_each(
        |session| {
            let before = session.after("true");
            session.ws(&session.path("one/root"), &["trust"]);
            session.enter(&session.path("one/root"));
            fs::rename(session.path("one/root/.venv"), session.path("one/root/gone")).unwrap();
            assert_eq!(session.enter(&session.path("one/one-sibling")), before, "{:?}", session.shell);
            assert!(session.screen().replace('\n', "").contains("there is no venv"), "{:?}", session.shell);
        },
        "",
    );
}

/// A shell within a shell: what the outer one did is taken back by the inner one, when it leaves.
#[test]
fn a_shell_within_a_shell() {
    in_each(
        |session| {
            let before = session.after("true");
            session.ws(&session.path("one/root"), &["trust"]);
            session.enter(&session.path("one/root"));
            let inner = match session.shell {
                Shell::Bash => "bash",
                Shell::Zsh => "zsh",
                Shell::Fish => "fish",
                Shell::Nu => "nu --config ~/.config/nushell/config.nu",
            };
            if session.shell == Shell::Nu {
                let directory = ws_test_support::tools::nu().unwrap().parent().unwrap().display().to_string();
                session.line(&format!("$env.PATH = ($env.PATH | append r#'{directory}'#)"));
            }
            session.line(inner);
            session.screen();
            assert_active(session, &session.after("true"), "one");
            let left = session.enter(&session.path("outside"));
            assert_eq!(value(&left, "VIRTUAL_ENV"), None, "{:?}", session.shell);
            assert_eq!(value(&left, "PYTHONHOME"), value(&before, "PYTHONHOME"), "{:?}", session.shell);
            assert!(!value(&left, "PATH").unwrap().contains(".venv"), "{:?}", session.shell);
        },
        "",
    );
}

/// A subshell's cd starts nothing and prints nothing.
#[test]
fn a_subshell_s_cd_is_nobody_s() {
    for shell in [Shell::Bash, Shell::Zsh] {
        let session = Session::start(shell, "");
        let before = session.after("true");
        let untrusted = session.path("one/root");
        assert_eq!(
            session.after(&format!("x=$(cd {}; pwd); (cd {})", untrusted.display(), untrusted.display())),
            before
        );
        assert!(!session.screen().contains("ws: "), "{shell:?}");
    }
}

/// starship takes the first element of `PROMPT_COMMAND`, direnv puts itself before what is there, bash users append.
#[test]
fn other_hooks_live_beside_it() {
    let session = Session::start(
        Shell::Bash,
        "PROMPT_COMMAND[0]='other=$((${other:-0} + 1))'\nPROMPT_COMMAND=\"direnv_like; $PROMPT_COMMAND\"\ndirect() { :; }\n\
         direnv_like() { :; }\ntrap 'echo int' INT\nset -o noclobber\nset -u",
    );
    session.ws(&session.path("one/root"), &["trust"]);
    assert_active(&session, &session.enter(&session.path("one/root")), "one");
    let state = session.path("state");
    session.after(&format!("false; echo \"$? $other $(trap -p INT)\" >{}", state.display()));
    let state = fs::read_to_string(state).unwrap();
    assert!(state.starts_with("1 ") && state.contains("echo int"), "{state}");
}

/// An error in somebody's hook drops its changes and keeps those after it from running.
#[test]
fn a_neighbour_that_fails_in_nushell() {
    let session = Session::start(
        Shell::Nu,
        "$env.config.hooks.env_change.PWD = ([{|before, after| error make {msg: 'neighbour'} }] | append $env.config.hooks.env_change.PWD)",
    );
    session.ws(&session.path("one/root"), &["trust"]);
    assert_active(&session, &session.enter(&session.path("one/root")), "one");
    let left = session.enter(&session.path("outside"));
    assert_eq!(value(&left, "VIRTUAL_ENV"), None);
}

/// The same story in every Nushell that the plugins are tried in: what a hook may say has changed between them.
#[test]
fn each_nushell_that_is_supported() {
    let session = Session::start(Shell::Nu, "");
    session.ws(&session.path("one/root"), &["trust"]);
    let at = |directory: &str| format!("cd r#'{}'#; ws-hook check --prompt", session.path(directory).display());
    let script = format!(
        "source r#'{}'#
        {}; print $env.VIRTUAL_ENV_PROMPT
        deactivate; ws-hook check --prompt; print ($env.VIRTUAL_ENV? | default 'deactivated')
        {}; print ($env.VIRTUAL_ENV? | default 'still')
        {}; {}; print $env.LOG_LEVEL
        {}; print ($env.LOG_LEVEL? | default 'left') ($env.__WS_ACTIVE? | default 'left')",
        session.path("hook.nu").display(),
        at("one/root"),
        at("one/one-sibling"),
        at("outside"),
        at("one/one-sibling"),
        at("outside"),
    );
    for version in ws_test_support::tools::NU_VERSIONS {
        let nu = ws_test_support::tools::nu_of(version).unwrap();
        let mut nu = session.sandbox.command(nu, &session.path("outside"));
        let output = nu.args(["--no-config-file", "-c", &script]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said, "one\ndeactivated\nstill\none\nleft\nleft\n", "{version}: {output:?}");
        assert!(output.stderr.is_empty(), "{version}: {output:?}");
    }
}
