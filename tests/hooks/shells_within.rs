//! A shell that takes over or starts anew: what was done before it is known to it.

use std::fs;

use super::{ALL, Session, Shell, value, workspace};

fn active(session: &Session) -> String {
    format!("{}/bin", session.path("one/root/.venv").display())
}

#[test]
fn a_shell_that_replaces_itself_keeps_and_takes_back() {
    for (shell, line) in [(Shell::Bash, "exec bash"), (Shell::Zsh, "exec zsh"), (Shell::Fish, "exec fish")] {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        session.line(line);
        session.screen();
        let inside = session.after("true");
        assert!(value(&inside, "PATH").unwrap().starts_with(&active(&session)), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}

/// A login shell's start-up files set PATH anew, and the venv is in front again at the first prompt.
#[test]
fn a_login_shell_that_sets_path_anew() {
    for (shell, file, line) in [(Shell::Bash, ".bash_profile", "bash -l"), (Shell::Zsh, ".zprofile", "zsh -l")] {
        let session = Session::start(shell, "");
        let rc = if shell == Shell::Bash { ". ~/.bashrc\n" } else { "" };
        fs::write(session.path("home").join(file), format!("PATH=/usr/local/bin:/usr/bin:/bin\n{rc}")).unwrap();
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        session.line(line);
        session.screen();
        let inside = session.after("true");
        let wanted = format!("{}:/usr/local/bin:/usr/bin:/bin", active(&session));
        assert_eq!(value(&inside, "PATH"), Some(wanted.as_str()), "{shell:?}");
        let left = session.enter(&session.path("outside"));
        assert_eq!(value(&left, "PATH"), Some("/usr/local/bin:/usr/bin:/bin"), "{shell:?}");
        assert_eq!(value(&left, "VIRTUAL_ENV"), None, "{shell:?}");
    }
}

#[test]
fn a_directory_that_is_deleted_under_the_shell() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        let gone = session.path("one/one-sibling/src");
        session.enter(&gone);
        fs::remove_dir(&gone).unwrap();
        let inside = session.after("true");
        assert!(value(&inside, "PATH").unwrap().starts_with(&active(&session)), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
        assert!(!session.screen().contains("ws: "), "{shell:?}: {}", session.screen());
    }
}

/// pushd, popd and `cd -` are changes of directory like any other.
#[test]
fn other_ways_to_change_the_directory() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let session = Session::start(shell, "");
        let before = session.after("true");
        let root = session.path("one/root");
        session.ws(&root, &["trust"]);
        let inside = session.after(&format!("pushd {}", root.display()));
        assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        assert_eq!(session.after("popd"), before, "{shell:?}");
        session.enter(&root);
        assert_eq!(session.after("cd -"), before, "{shell:?}");
    }
}

#[test]
fn bash_with_a_wrapped_cd_sees_it_on_the_same_line() {
    let session = Session::start(Shell::Bash, "eval \"$(ws hook bash --wrap-cd)\"");
    session.ws(&session.path("one/root"), &["trust"]);
    let seen = session.path("seen");
    session.after(&format!(
        "cd {} && echo $VIRTUAL_ENV_PROMPT >{}",
        session.path("one/root").display(),
        seen.display()
    ));
    assert_eq!(fs::read_to_string(&seen).unwrap(), "one\n");
    for shell in [Shell::Zsh, Shell::Fish] {
        let session = Session::start(shell, "");
        session.ws(&session.path("one/root"), &["trust"]);
        let seen = session.path("seen");
        let root = session.path("one/root");
        session.after(&format!("cd {} && echo $VIRTUAL_ENV_PROMPT >{}", root.display(), seen.display()));
        assert_eq!(fs::read_to_string(&seen).unwrap(), "one\n", "{shell:?}");
    }
}

/// direnv beside it: each does its own, and on leaving both are gone; also when its turn is after ours, as in fish.
#[test]
fn direnv_side_by_side() {
    for (shell, line) in [
        (Shell::Bash, "eval \"$(direnv hook bash)\""),
        (Shell::Zsh, "eval \"$(direnv hook zsh)\""),
        (Shell::Fish, "direnv hook fish | source"),
    ] {
        let session = Session::start(shell, line);
        let before = session.after("true");
        let root = session.path("one/root");
        session.ws(&root, &["trust"]);
        fs::write(root.join(".envrc"), "export FROM_DIRENV=yes\nPATH_add /direnv\n").unwrap();
        let allow = session.sandbox.command("direnv", &root).arg("allow").output();
        assert!(allow.expect("direnv is not installed: run `cargo xtask test`").status.success());
        let inside = session.enter(&root);
        assert_eq!(value(&inside, "FROM_DIRENV"), Some("yes"), "{shell:?}");
        assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        assert!(value(&inside, "PATH").unwrap().contains(&active(&session)), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
        assert_eq!(value(&session.enter(&root), "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}: again");
        // To another workspace, which direnv knows nothing of.
        let two = session.path("two/root");
        session.ws(&two, &["trust"]);
        let inside = session.enter(&two);
        let path = value(&inside, "PATH").unwrap();
        let bin = two.join(".venv/bin");
        assert!(path.starts_with(bin.to_str().unwrap()), "{shell:?}: {path}");
        assert!(!path.contains(&active(&session)) && !path.contains("/direnv"), "{shell:?}: {path}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: after both");
    }
}

/// `ws cd` from anywhere, to a sibling and to one that is named with its workspace, into a linked worktree and out again.
#[test]
fn ws_cd_from_anywhere_and_a_linked_worktree() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        session.ws(&session.path("two/root"), &["trust"]);
        for (line, workspace) in [
            ("ws cd one-sibling", "one"),
            ("ws cd two-sibling", "two"),
            ("ws cd one/one-sibling", "one"),
            ("ws cd two/", "two"),
        ] {
            assert_eq!(value(&session.after(line), "VIRTUAL_ENV_PROMPT"), Some(workspace), "{shell:?}: {line}");
            assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: {line}");
        }
        // One that is nowhere says so, and nothing happens.
        assert_eq!(session.after("ws cd three/one-sibling"), before, "{shell:?}");
        assert!(session.screen().contains("three"), "{shell:?}: {}", session.screen());
        let sibling = session.path("one/one-sibling");
        session.sandbox.git(&sibling, ["init", "-q"]).unwrap();
        session.sandbox.git(&sibling, ["commit", "-q", "--allow-empty", "-m", "first"]).unwrap();
        let linked = session.path("linked");
        session.sandbox.git(&sibling, ["worktree", "add", "-q", linked.to_str().unwrap()]).unwrap();
        assert_eq!(value(&session.enter(&linked), "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}

/// How a shell is started from within it, in a directory, with changes to the environment as `env` takes them.
fn start(session: &Session, changes: &str, directory: &str, config: &str) {
    let shell = match session.shell {
        Shell::Bash => format!("bash --rcfile {config}/.bashrc"),
        Shell::Zsh => format!("ZDOTDIR={config} zsh"),
        Shell::Fish => format!("XDG_CONFIG_HOME={config}/.config fish"),
        Shell::Nu => {
            format!("{} --config {config}/.config/nushell/config.nu", ws_test_support::tools::nu().unwrap().display())
        }
    };
    let caret = if session.shell == Shell::Nu { "^" } else { "" };
    session.line(&format!("{caret}env -C {} {changes} {shell}", session.path(directory).display()));
    session.screen();
}

/// As a new window of tmux does, whose server has the environment of the shell that started it.
#[test]
fn a_shell_that_begins_elsewhere_with_the_environment_of_a_workspace() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        session.ws(&session.path("two/root"), &["trust"]);
        let home = session.path("home").display().to_string();
        session.enter(&session.path("one/root"));
        start(&session, "", "outside", &home);
        let set = ["ZDOTDIR=", "XDG_CONFIG_HOME="];
        let same = |environment: Vec<String>| -> Vec<String> {
            environment.into_iter().filter(|line| !set.iter().any(|name| line.starts_with(name))).collect()
        };
        assert_eq!(same(session.after("true")), same(before.clone()), "{shell:?}: outside");
        session.line("exit");
        session.screen();
        assert!(value(&session.after("true"), "PATH").unwrap().starts_with(&active(&session)), "{shell:?}: unharmed");
        start(&session, "", "two/two-sibling", &home);
        let inside = session.after("true");
        assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("two"), "{shell:?}");
        assert!(!value(&inside, "PATH").unwrap().contains("one/root"), "{shell:?}: {inside:?}");
        assert_eq!(same(session.enter(&session.path("outside"))), same(before), "{shell:?}: after both");
    }
}

/// As `su` does without `-`: another user's start-up files, who trusts nothing, with this one's environment.
#[test]
fn another_user_s_shell_trusts_nothing() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        let (home, other) = (session.path("home"), session.path("other"));
        for file in [".bashrc", ".zshrc", ".config/fish/config.fish", ".config/nushell/config.nu"] {
            let Ok(text) = fs::read_to_string(home.join(file)) else { continue };
            fs::create_dir_all(other.join(file).parent().unwrap()).unwrap();
            // The registry is where the hook was told that it is.
            let ours = |text: &str| text.replace(home.to_str().unwrap(), other.to_str().unwrap());
            let mut text = ours(&text);
            if shell == Shell::Nu {
                let hook = session.path("hook.nu");
                fs::write(other.join("hook.nu"), ours(&fs::read_to_string(&hook).unwrap())).unwrap();
                text = text.replace(hook.to_str().unwrap(), other.join("hook.nu").to_str().unwrap());
            }
            fs::write(other.join(file), text).unwrap();
        }
        session.enter(&session.path("one/root"));
        let state = other.join(".local/state").display().to_string();
        let changes = format!("HOME={} XDG_STATE_HOME={state}", other.display());
        start(&session, &changes, "one/root", other.to_str().unwrap());
        let names = ["HOME=", "XDG_STATE_HOME=", "ZDOTDIR=", "XDG_CONFIG_HOME="];
        let same = |environment: Vec<String>| -> Vec<String> {
            environment.into_iter().filter(|line| !names.iter().any(|name| line.starts_with(name))).collect()
        };
        assert_eq!(same(session.after("true")), same(before.clone()), "{shell:?}:\n{}", session.screen());
        assert_eq!(same(session.enter(&session.path("one/one-sibling"))), same(before.clone()), "{shell:?}");
        session.line("exit");
        session.screen();
        assert!(value(&session.after("true"), "PATH").unwrap().starts_with(&active(&session)), "{shell:?}: unharmed");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}

/// Each of two terminals is where it is: what one does is nothing to the other, but for trust, which both see.
#[test]
fn two_terminals_at_once() {
    for shell in ALL {
        let mut session = Session::start(shell, "");
        let after = |session: &Session, line: &str| -> Vec<String> {
            session.after(line).into_iter().filter(|variable| !variable.starts_with("TMUX")).collect()
        };
        let enter =
            |session: &Session, directory: &str| after(session, &format!("cd {}", session.path(directory).display()));
        let before = after(&session, "true");
        let mut other = Some(session.another_terminal());
        let name = |environment: &[String]| value(environment, "VIRTUAL_ENV_PROMPT").map(str::to_owned);
        session.ws(&session.path("one/root"), &["trust"]);
        session.ws(&session.path("two/root"), &["trust"]);
        assert_eq!(name(&enter(&session, "one/root")).as_deref(), Some("one"), "{shell:?}");
        std::mem::swap(&mut session.terminal, &mut other);
        assert_eq!(after(&session, "true"), before, "{shell:?}: the other is outside");
        assert_eq!(name(&enter(&session, "two/root")).as_deref(), Some("two"), "{shell:?}");
        assert_eq!(after(&session, "deactivate"), before, "{shell:?}");
        std::mem::swap(&mut session.terminal, &mut other);
        assert_eq!(name(&after(&session, "true")).as_deref(), Some("one"), "{shell:?}: still");
        assert_eq!(name(&enter(&session, "two/root")).as_deref(), Some("two"), "{shell:?}");
        session.ws(&session.path("two/root"), &["untrust"]);
        assert_eq!(after(&session, "true"), before, "{shell:?}");
        std::mem::swap(&mut session.terminal, &mut other);
        assert_eq!(after(&session, "true"), before, "{shell:?}: the other");
        assert_eq!(name(&enter(&session, "one/root")).as_deref(), Some("one"), "{shell:?}");
        assert_eq!(enter(&session, "outside"), before, "{shell:?}");
    }
}

/// A trusted workspace within another: the inner one's directories are its own, and the rest is the outer one's.
#[test]
fn a_workspace_within_another() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        for (place, directory) in [("in the root", "one/root/nested"), ("in a sibling", "one/one-sibling/nested")] {
            workspace(&session.path(directory), "inner");
            for root in ["one/root".to_owned(), format!("{directory}/root")] {
                session.ws(&session.path(&root), &["trust"]);
            }
            for (entered, name) in [
                (format!("{directory}/root"), "inner"),
                (format!("{directory}/inner-sibling/src"), "inner"),
                (directory.to_owned(), "one"),
                (format!("{directory}/root/.venv"), "inner"),
                ("one/root".to_owned(), "one"),
            ] {
                let inside = session.enter(&session.path(&entered));
                assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some(name), "{shell:?}: {place}: {entered}");
            }
            assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: {place}");
        }
    }
}
