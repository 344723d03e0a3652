//! Settings, other hooks and other people's workspaces around ours.

use std::fs;

use super::{ALL, Session, Shell, value};

fn prompt(environment: &[String]) -> Option<&str> {
    value(environment, "VIRTUAL_ENV_PROMPT")
}

#[test]
fn a_shell_with_strict_settings_lives_on() {
    let settings = [
        (Shell::Bash, "set -euo pipefail -o noclobber"),
        (Shell::Bash, "set -o posix"),
        (Shell::Bash, "IFS=/:; set -f; shopt -s nullglob failglob nocasematch extglob"),
        (Shell::Zsh, "emulate sh"),
        (Shell::Zsh, "emulate ksh; setopt no_unset err_return"),
        (Shell::Zsh, "setopt sh_word_split ksh_arrays noclobber warn_create_global nomatch glob_subst; IFS=/:"),
        (Shell::Fish, "set -g IFS /:; set -g fish_greeting; function fish_right_prompt; false; end"),
    ];
    for (shell, line) in settings {
        let session = Session::start(shell, line);
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        let inside = session.enter(&session.path("one/root"));
        assert_eq!(prompt(&inside), Some("one"), "{shell:?}: {line}:\n{}", session.screen());
        let venv = session.path("one/root/.venv/bin");
        let path = value(&inside, "PATH").unwrap();
        assert!(path.starts_with(venv.to_str().unwrap()), "{shell:?}: {line}: {path}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: {line}");
        let said = session.screen();
        assert!(!said.contains("__ws") && !said.contains("error"), "{shell:?}: {line}:\n{said}");
    }
}

/// What other programs do to `PROMPT_COMMAND`, precmd and cd, before and after ours.
#[test]
fn other_hooks_in_every_order() {
    let neighbours = [
        // starship overwrites the first element, and calls what was there itself.
        (
            Shell::Bash,
            "kept=${PROMPT_COMMAND-}; star() { [ -n \"$kept\" ] && eval \"$kept\"; PS1='* '; }; PROMPT_COMMAND=star",
        ),
        // bash-preexec makes one text of all of it, with a line before and one behind, and takes the DEBUG trap.
        (
            Shell::Bash,
            "bp() { IFS=$'\\n'; local all=\"${PROMPT_COMMAND[*]}\"; unset IFS PROMPT_COMMAND; \
             PROMPT_COMMAND=$'bp_first\\n'\"$all\"$'\\nbp_last'; }; bp_first() { :; }; bp_last() { :; }; \
             trap 'last=$BASH_COMMAND' DEBUG; bp",
        ),
        (Shell::Bash, "PROMPT_COMMAND=\"${PROMPT_COMMAND[*]}; history -a\""),
        (Shell::Bash, "cd() { builtin cd \"$@\" && went=$PWD; }"),
        (
            Shell::Zsh,
            "precmd() { false; }; chpwd() { false; }; precmd_functions+=(gone); autoload -Uz add-zsh-hook; add-zsh-hook chpwd nothing; nothing() { return 3; }",
        ),
        (Shell::Zsh, "cd() { builtin cd \"$@\" && went=$PWD; }; alias cd='cd'"),
        (Shell::Fish, "function other --on-event fish_prompt; false; end; function more --on-variable PWD; false; end"),
        (
            Shell::Nu,
            "$env.config.hooks.pre_prompt = ($env.config.hooks.pre_prompt | append {|| error make {msg: 'no'} })",
        ),
    ];
    for (shell, line) in neighbours {
        let session = Session::start(shell, line);
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        assert_eq!(prompt(&session.enter(&session.path("one/root"))), Some("one"), "{shell:?}: {line}");
        assert_eq!(prompt(&session.enter(&session.path("one/one-sibling"))), Some("one"), "{shell:?}: {line}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: {line}");
    }
}

#[test]
fn a_workspace_that_is_renamed_while_it_is_active() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        assert_eq!(prompt(&session.enter(&session.path("one/root"))), Some("one"), "{shell:?}");
        fs::rename(session.path("one"), session.path("moved")).unwrap();
        // What is not at its place any more is not trusted there.
        assert_eq!(session.enter(&session.path("moved/root")), before, "{shell:?}");
        assert!(session.screen().replace('\n', "").contains("ws trust"), "{shell:?}:\n{}", session.screen());
        session.ws(&session.path("moved/root"), &["trust"]);
        assert_eq!(prompt(&session.after("true")), Some("one"), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}

#[test]
fn a_directory_that_two_workspaces_claim_is_neither_s() {
    for shell in ALL {
        let session = Session::start(shell, "");
        let before = session.after("true");
        let config = session.path("two/root/wrknv.toml");
        let mut text = fs::read_to_string(&config).unwrap();
        text.push_str("[[siblings]]\nname = \"claimed\"\npath = \"../../one/one-sibling\"\n");
        fs::write(config, text).unwrap();
        session.ws(&session.path("one/root"), &["trust"]);
        session.ws(&session.path("two/root"), &["trust"]);
        assert_eq!(session.enter(&session.path("one/one-sibling")), before, "{shell:?}");
        let said = session.screen().replace('\n', "");
        assert!(
            said.contains("claimed by more than one") && said.contains("one/root") && said.contains("two/root"),
            "{said}"
        );
        session.ws(&session.path("two/root"), &["untrust"]);
        assert_eq!(prompt(&session.after("true")), Some("one"), "{shell:?}");
    }
}

/// A neighbour whose name begins with that of a trusted one, and a file that is changed behind its back.
#[test]
fn trust_is_of_one_place_and_of_what_it_says() {
    for shell in ALL {
        let session = Session::start(shell, "");
        session.line(match shell {
            Shell::Nu => "$env.CI = '1'",
            Shell::Fish => "set -gx CI 1",
            _ => "export CI=1",
        });
        let before = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        let (root, evil) = (session.path("one/root"), session.path("one/root-evil"));
        fs::create_dir(&evil).unwrap();
        let text = fs::read_to_string(root.join("wrknv.toml")).unwrap();
        fs::write(evil.join("wrknv.toml"), &text).unwrap();
        std::os::unix::fs::symlink(root.join(".venv"), evil.join(".venv")).unwrap();
        assert_eq!(session.enter(&evil), before, "{shell:?}: its name begins as that of a trusted one");
        fs::write(root.join("wrknv.toml"), text.replace("LOG_LEVEL", "LD_PRELOAD")).unwrap();
        assert_eq!(session.enter(&root), before, "{shell:?}: changed");
        assert!(session.screen().replace('\n', "").contains("has changed since"), "{shell:?}");
    }
}

#[test]
fn a_value_that_is_not_utf8_stays_the_users() {
    let set = [
        (Shell::Bash, "export LOG_LEVEL=$'\\xff' OTHER=$'a\\xfe\\nb'"),
        (Shell::Zsh, "export LOG_LEVEL=$'\\xff' OTHER=$'a\\xfe\\nb'"),
        (Shell::Fish, "set -gx LOG_LEVEL \\xff; set -gx OTHER a\\xfe\\nb"),
    ];
    for (shell, line) in set {
        let session = Session::start(shell, "");
        let before = session.after(line);
        session.ws(&session.path("one/root"), &["trust"]);
        let inside = session.enter(&session.path("one/root"));
        assert_eq!(prompt(&inside), Some("one"), "{shell:?}");
        assert_eq!(value(&inside, "LOG_LEVEL"), value(&before, "LOG_LEVEL"), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}");
    }
}
