//! Whoever saves PATH inside and restores it outside, or sets it anew: the venv is on it exactly while it is active.

use std::fs;

use super::{ALL, Session, Shell, value};

fn quoted(shell: Shell, path: &std::path::Path) -> String {
    if shell == Shell::Nu { format!("r#'{}'#", path.display()) } else { format!("'{}'", path.display()) }
}

fn is_on_path(session: &Session, environment: &[String], workspace: &str) -> bool {
    let bin = session.path(&format!("{workspace}/root/.venv/bin"));
    value(environment, "PATH").unwrap().split(':').any(|element| element == bin.to_str().unwrap())
}

#[test]
fn a_path_that_is_saved_inside_and_restored_outside() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        session.ws(&session.path("two/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        let (save, restore) = match shell {
            Shell::Nu => ("let saved = $env.PATH", "$env.PATH = $saved"),
            Shell::Fish => ("set -g saved $PATH", "set -gx PATH $saved"),
            _ => ("saved=$PATH", "PATH=$saved"),
        };
        session.line(save);
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
        assert_eq!(session.after(restore), before, "{shell:?}: restored outside");
        session.line(restore);
        let two = session.enter(&session.path("two/root"));
        assert!(is_on_path(&session, &two, "two") && !is_on_path(&session, &two, "one"), "{shell:?}: {two:?}");
        let two = session.after(restore);
        assert!(is_on_path(&session, &two, "two") && !is_on_path(&session, &two, "one"), "{shell:?}: in another");
        // Restored on the way back in.
        session.line(restore);
        let one = session.enter(&session.path("one/one-sibling"));
        assert!(is_on_path(&session, &one, "one") && !is_on_path(&session, &one, "two"), "{shell:?}: {one:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: after all");
    }
}

#[test]
fn a_path_that_is_set_anew_in_the_same_directory() {
    for shell in ALL {
        let session = Session::start(shell, "");
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        let set = match shell {
            Shell::Nu => "$env.PATH = [/usr/bin /bin]",
            Shell::Fish => "set -gx PATH /usr/bin /bin",
            _ => "PATH=/usr/bin:/bin",
        };
        let inside = session.after(set);
        let wanted = format!("{}:/usr/bin:/bin", session.path("one/root/.venv/bin").display());
        assert_eq!(value(&inside, "PATH"), Some(wanted.as_str()), "{shell:?}");
        let left = session.enter(&session.path("outside"));
        assert_eq!(value(&left, "PATH"), Some("/usr/bin:/bin"), "{shell:?}");
    }
}

/// Start-up files are read again, which set PATH and load the hook once more.
#[test]
fn a_start_up_file_that_is_read_again_inside() {
    for (shell, file) in [
        (Shell::Bash, ".bashrc"),
        (Shell::Zsh, ".zshrc"),
        (Shell::Fish, ".config/fish/config.fish"),
        (Shell::Nu, ".config/nushell/config.nu"),
    ] {
        let set = match shell {
            Shell::Fish => "set -gx PATH WS /usr/bin /bin",
            Shell::Nu => "$env.PATH = [`WS` /usr/bin /bin]",
            _ => "PATH=WS:/usr/bin:/bin",
        };
        let directory = Session::program().parent().unwrap().display().to_string();
        let session = Session::around(shell, &set.replace("WS", &directory), "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        let inside = session.after(&format!("source ~/{file}"));
        assert!(is_on_path(&session, &inside, "one"), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}

/// Another venv on top, left with it active, and deactivated outside: its `deactivate` restores the PATH of before.
#[test]
fn another_venv_that_is_activated_inside_and_deactivated_outside() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let session = Session::start(shell, "set VIRTUAL_ENV_DISABLE_PROMPT 1; export VIRTUAL_ENV_DISABLE_PROMPT=1");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        let other = session.venv("other");
        let script = other.join(if shell == Shell::Fish { "bin/activate.fish" } else { "bin/activate" });
        session.enter(&session.path("one/root"));
        let on_top = session.after(&format!("source {}", script.display()));
        assert_eq!(value(&on_top, "VIRTUAL_ENV"), other.to_str(), "{shell:?}");
        let left = session.enter(&session.path("outside"));
        assert_eq!(value(&left, "VIRTUAL_ENV"), other.to_str(), "{shell:?}: it is the user's");
        assert_eq!(value(&left, "LOG_LEVEL"), None, "{shell:?}");
        let after = session.after("deactivate");
        // PYTHONHOME was not there when it was activated, and is not its to bring back.
        assert_eq!(after, before, "{shell:?}");
        assert_eq!(value(&session.enter(&session.path("one/root")), "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: again");
    }
}

/// The workspace's own activate script by hand, and its `deactivate`: nothing of ours stays, until the workspace is left.
#[test]
fn the_own_activate_script_by_hand() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let session = Session::start(shell, "set VIRTUAL_ENV_DISABLE_PROMPT 1; export VIRTUAL_ENV_DISABLE_PROMPT=1");
        let before = session.after("true");
        let venv = session.venv("one/root/.venv");
        session.ws(&session.path("one/root"), &["trust"]);
        let script = venv.join(if shell == Shell::Fish { "bin/activate.fish" } else { "bin/activate" });
        let source = format!("source {}", script.display());
        session.enter(&session.path("one/root"));
        session.line(&source);
        assert_eq!(session.after("deactivate"), before, "{shell:?}: deactivated inside");
        assert_eq!(session.enter(&session.path("one/one-sibling")), before, "{shell:?}: and still");
        session.enter(&session.path("outside"));
        // Left with it, and deactivated outside.
        let inside = session.enter(&session.path("one/one-sibling"));
        assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        session.line(&source);
        let left = session.enter(&session.path("outside"));
        assert_eq!(value(&left, "VIRTUAL_ENV"), None, "{shell:?}");
        let own: Vec<_> = session.after("deactivate").into_iter().filter(|line| !line.starts_with("_OLD_")).collect();
        assert_eq!(own, before, "{shell:?}: deactivated outside");
    }
}

/// A venv of the user's own that ends inside, begun outside or on top of the workspace's: this one's turn comes again.
#[test]
fn a_venv_of_the_users_that_ends_inside() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        let (begin, end) = match shell {
            Shell::Nu => ("$env.VIRTUAL_ENV = '/else'", "hide-env VIRTUAL_ENV"),
            Shell::Fish => ("set -gx VIRTUAL_ENV /else", "set -e VIRTUAL_ENV"),
            _ => ("export VIRTUAL_ENV=/else", "unset VIRTUAL_ENV"),
        };
        session.after(begin);
        assert_eq!(value(&session.enter(&session.path("one/root")), "VIRTUAL_ENV"), Some("/else"), "{shell:?}");
        let active = session.after(end);
        assert_eq!(value(&active, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}: begun outside");
        session.after(begin);
        assert_eq!(session.after(end), active, "{shell:?}: on top");
        assert_eq!(session.after("deactivate"), before, "{shell:?}");
        session.after(begin);
        assert_eq!(session.after(end), before, "{shell:?}: deactivated, it stays so");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
        // The same venv by another name is no other venv.
        std::os::unix::fs::symlink(session.path("one/root/.venv"), session.path("named")).unwrap();
        session.enter(&session.path("one/root"));
        let named = session.path("named");
        session.after(&begin.replace("/else", named.to_str().unwrap()));
        session.line(end);
        assert_eq!(value(&session.after("true"), "VIRTUAL_ENV"), None, "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}

/// What oh-my-zsh's `PYTHON_AUTO_VRUN` does on each cd, before and after ours: it calls the `deactivate` that it finds.
#[test]
fn a_deactivate_that_a_cd_calls_does_not_switch_it_off() {
    let auto = [
        (
            Shell::Zsh,
            "auto() { if (( $+functions[deactivate] )) && [[ $PWD != ${VIRTUAL_ENV:h}* ]]; then deactivate >/dev/null 2>&1; fi }; chpwd_functions+=(auto)",
        ),
        (
            Shell::Bash,
            "cd() { builtin cd \"$@\"; if declare -F deactivate >/dev/null && [[ $PWD != ${VIRTUAL_ENV%/*}* ]]; then deactivate; fi; }",
        ),
        (
            Shell::Fish,
            "function auto --on-variable PWD; if functions -q deactivate; and not string match -q (path dirname $VIRTUAL_ENV 2>/dev/null; or dirname $VIRTUAL_ENV)'*' $PWD; deactivate; end; end",
        ),
    ];
    for (shell, line) in auto {
        for (before, after) in [(line, ""), ("", line)] {
            let session = Session::around(shell, before, after);
            let outside = session.after("true");
            session.ws(&session.path("one/root"), &["trust"]);
            session.enter(&session.path("one/root"));
            for directory in ["one/one-sibling", "one/root", "one/one-sibling/src"] {
                let inside = session.enter(&session.path(directory));
                assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}: {before}|{after}");
                assert!(is_on_path(&session, &inside, "one"), "{shell:?}");
            }
            assert_eq!(session.after("deactivate"), outside, "{shell:?}: by hand");
            assert_eq!(session.after("true"), outside, "{shell:?}: by hand it lasts");
            assert_eq!(session.enter(&session.path("outside")), outside, "{shell:?}");
        }
    }
}

/// `direnv reload` puts back the PATH of before and makes its own anew.
#[test]
fn direnv_that_is_loaded_again_inside() {
    for (shell, line) in [
        (Shell::Bash, "eval \"$(direnv hook bash)\""),
        (Shell::Zsh, "eval \"$(direnv hook zsh)\""),
        (Shell::Fish, "direnv hook fish | source"),
    ] {
        for (before, after) in [(line, ""), ("", line)] {
            let session = Session::around(shell, before, after);
            let outside = session.after("true");
            let root = session.path("one/root");
            session.ws(&root, &["trust"]);
            fs::write(root.join(".envrc"), "PATH_add /direnv\n").unwrap();
            assert!(session.sandbox.command("direnv", &root).arg("allow").output().unwrap().status.success());
            session.enter(&root);
            session.line("direnv reload");
            session.screen();
            let inside = session.after("true");
            assert!(is_on_path(&session, &inside, "one"), "{shell:?}: {before}|{after}");
            assert!(value(&inside, "PATH").unwrap().contains("/direnv"), "{shell:?}");
            assert_eq!(session.enter(&session.path("outside")), outside, "{shell:?}: {before}|{after}");
        }
    }
}

/// A prompt in a directory where PATH was changed, in a way that is nothing of ours, asks nobody.
#[test]
fn what_was_on_path_before_comes_back() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let bin = session.path("one/root/.venv/bin");
        let add = match shell {
            Shell::Nu => format!("$env.PATH = ($env.PATH | append {})", quoted(shell, &bin)),
            Shell::Fish => format!("set -gx PATH $PATH {}", bin.display()),
            _ => format!("PATH=$PATH:{}", bin.display()),
        };
        let before = session.after(&add);
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
        assert_eq!(session.after("true"), before, "{shell:?}: and stays");
    }
}
