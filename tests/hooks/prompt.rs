//! What a person sees: the workspace's name in the prompt, by `--prompt` or by a prompt tool of its own.

use std::fs;

use super::{Session, Shell, value};

/// A start-up file that asks for the name, and a prompt that is the shell's own or the user's.
fn session(shell: Shell, prompt: &str) -> Session {
    let again = match shell {
        Shell::Fish => "ws hook fish --prompt | source".to_owned(),
        Shell::Nu => String::new(),
        Shell::Bash => "eval \"$(ws hook bash --prompt)\"".to_owned(),
        Shell::Zsh => "eval \"$(ws hook zsh --prompt)\"".to_owned(),
    };
    Session::around(shell, &format!("{prompt}\n{again}"), &again)
}

fn last_line(session: &Session) -> String {
    session.screen().lines().last().unwrap_or_default().to_owned()
}

fn enter(session: &Session, directory: &str) {
    session.line(&format!("cd {}", session.path(directory).display()));
}

#[test]
fn the_name_stands_before_the_prompt_while_it_is_active() {
    for (shell, prompt) in [
        (Shell::Bash, "PS1='> '"),
        (Shell::Zsh, "PS1='> '"),
        (Shell::Fish, "function fish_prompt; echo \"[$status]> \"; end"),
    ] {
        let session = session(shell, prompt);
        let outside = last_line(&session);
        session.ws(&session.path("one/root"), &["trust"]);
        enter(&session, "one/root");
        assert_eq!(last_line(&session), format!("(one) {outside}"), "{shell:?}:\n{}", session.screen());
        enter(&session, "one/one-sibling");
        assert_eq!(last_line(&session), format!("(one) {outside}"), "{shell:?}: once");
        if shell == Shell::Fish {
            session.line("false");
            assert_eq!(last_line(&session), "(one) [1]>", "the status is the user's");
            session.line("true");
        }
        session.line("deactivate");
        assert_eq!(last_line(&session), outside, "{shell:?}");
        enter(&session, "outside");
        assert_eq!(last_line(&session), outside, "{shell:?}");
    }
}

#[test]
fn a_prompt_that_shows_it_is_left_alone() {
    for (shell, prompt) in [
        (Shell::Bash, "PS1='<${VIRTUAL_ENV_PROMPT-}> '"),
        (Shell::Zsh, "setopt prompt_subst; PS1='<${VIRTUAL_ENV_PROMPT-}> '"),
        (Shell::Fish, "function fish_prompt; echo \"<$VIRTUAL_ENV_PROMPT> \"; end"),
        (Shell::Bash, "export VIRTUAL_ENV_DISABLE_PROMPT=1; PS1='<one> '"),
        (Shell::Zsh, "export VIRTUAL_ENV_DISABLE_PROMPT=1; PS1='<one> '"),
        (Shell::Fish, "set -gx VIRTUAL_ENV_DISABLE_PROMPT 1; function fish_prompt; echo '<one> '; end"),
    ] {
        let session = session(shell, prompt);
        session.ws(&session.path("one/root"), &["trust"]);
        enter(&session, "one/root");
        assert_eq!(last_line(&session), "<one>", "{shell:?}: {prompt}");
    }
}

/// What powerlevel10k does, which no package registry has: its turn is last, its prompt is made anew each time, of the
/// segments that were listed when it was read first or told to read them again.
const P10K: &str = r#"
p10k() {
  case $1 in
    segment) shift; while (( $# )); do [[ $1 == -t ]] && made+="$2 "; shift; done ;;
    reload) again=1 ;;
  esac
}
prompt_dir() { p10k segment -t dir; }
prompt_virtualenv() { if [[ -n $VIRTUAL_ENV ]]; then p10k segment -t "<${VIRTUAL_ENV_PROMPT}>"; fi; }
_p9k_precmd() {
  if (( again )); then again=0; read_once=($POWERLEVEL9K_LEFT_PROMPT_ELEMENTS); fi
  local one made=; for one in $read_once; do prompt_$one; done
  PROMPT="$made> "
  precmd_functions=(${precmd_functions:#_p9k_precmd} _p9k_precmd)
}
again=1; precmd_functions+=(_p9k_precmd)
"#;

#[test]
fn powerlevel10k_gets_a_segment() {
    let hook = "eval \"$(ws hook zsh --prompt)\"";
    let listed = |segments: &str| format!("POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=({segments})");
    for (segments, inside) in [("dir", "(one) dir >"), ("dir ws", "dir (one) >"), ("dir virtualenv", "dir <one> >")] {
        let listed = listed(segments);
        for (before, after) in [
            (format!("{P10K}\n{listed}"), hook.to_owned()),
            (hook.to_owned(), format!("{P10K}\n{listed}")),
            (P10K.to_owned(), format!("{hook}\n{listed}")),
        ] {
            let place = format!("{segments}: {before}|{after}");
            let session = Session::around(Shell::Zsh, &before, &after);
            session.ws(&session.path("one/root"), &["trust"]);
            assert_eq!(last_line(&session), "dir >", "{place}");
            enter(&session, "one/root");
            assert_eq!(last_line(&session), inside, "{place}");
            enter(&session, "one/one-sibling");
            assert_eq!(last_line(&session), inside, "{place}");
            if segments != "dir virtualenv" {
                session.line("VIRTUAL_ENV_DISABLE_PROMPT=1");
                assert_eq!(last_line(&session), "dir >", "{place}");
            }
            enter(&session, "outside");
            assert_eq!(last_line(&session), "dir >", "{place}");
        }
    }
}

/// Whoever makes `PS1` at each prompt has the documented line; the hook's turn is before.
#[test]
fn a_prompt_that_bash_makes_anew_has_a_line_of_its_own() {
    let documented = include_str!("../../docs/prompt.md").split('`').find(|text| text.starts_with("PS1='")).unwrap();
    let session = session(Shell::Bash, &format!("PROMPT_COMMAND=made; made() {{ PS1='> '; {documented}; }}"));
    let config = session.path("two/root/wrknv.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("name = \"two\"", "name = \"$(touch ~/PWNED)\"")).unwrap();
    for root in ["one/root", "two/root"] {
        session.ws(&session.path(root), &["trust"]);
    }
    for (directory, shown) in [("one/root", "(one) >"), ("two/root", "($(touch ~/PWNED)) >"), ("outside", ">")] {
        enter(&session, directory);
        assert_eq!(last_line(&session), shown, "{directory}:\n{}", session.screen());
    }
    assert!(!session.path("home/PWNED").exists());
}

/// Takes the hook with `--prompt` into a running Nushell.
fn show_name(session: &Session) {
    let hook =
        session.sandbox.command(Session::program(), &session.sandbox.home()).args(["hook", "nu", "--prompt"]).output();
    fs::write(session.path("prompt.nu"), hook.unwrap().stdout).unwrap();
    session.line(&format!("source r#'{}'#", session.path("prompt.nu").display()));
}

#[test]
fn nushell_shows_the_name_too() {
    let session = Session::start(Shell::Nu, "$env.PROMPT_COMMAND = {|| 'mine' }; $env.PROMPT_COMMAND_RIGHT = ''");
    session.ws(&session.path("one/root"), &["trust"]);
    show_name(&session);
    assert!(last_line(&session).starts_with("mine"), "{}", session.screen());
    enter(&session, "one/root");
    assert!(last_line(&session).starts_with("(one) mine"), "{}", session.screen());
    session.line("$env.VIRTUAL_ENV_DISABLE_PROMPT = '1'");
    assert!(last_line(&session).starts_with("mine"), "{}", session.screen());
    session.line("hide-env VIRTUAL_ENV_DISABLE_PROMPT");
    enter(&session, "outside");
    assert!(last_line(&session).starts_with("mine"), "{}", session.screen());
}

/// A name that a prompt would expand, a terminal would obey, or a reader would see in another order.
#[test]
fn nothing_in_a_name_is_expanded() {
    let name = r"$(touch ~/PWNED)`touch ~/PWNED`(touch ~/PWNED)%n\u\u001b]2;PWNED\u0007\u202e";
    for (shell, prompt) in [
        (Shell::Bash, "PS1='> '"),
        (Shell::Zsh, "setopt prompt_subst; PS1='> '"),
        (Shell::Fish, "function fish_prompt; echo '> '; end"),
        (
            Shell::Nu,
            "$env.PROMPT_COMMAND = {|| '> ' }; $env.PROMPT_COMMAND_RIGHT = ''; $env.config.shell_integration.osc2 = false",
        ),
    ] {
        let session = session(shell, prompt);
        let config = session.path("one/root/wrknv.toml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, text.replace("name = \"one\"", &format!("name = \"{}\"", name.replace(r"\u\u", r"\\u\u"))))
            .unwrap();
        session.ws(&session.path("one/root"), &["trust"]);
        if shell == Shell::Nu {
            show_name(&session);
        }
        enter(&session, "one/root");
        let screen = session.screen();
        assert!(screen.contains("(touch ~/PWNED)%n"), "{shell:?}:\n{screen}");
        assert!(!screen.contains('\u{202e}'), "{shell:?}:\n{screen}");
        assert_ne!(session.title(), "PWNED", "{shell:?}");
        assert!(!session.path("home/PWNED").exists() && !session.path("one/root/PWNED").exists(), "{shell:?}");
    }
}

/// The same in the line for a prompt tool, which says it in the user's terminal.
#[test]
fn nothing_in_a_name_reaches_the_terminal_by_a_prompt_tool() {
    let session = Session::start(Shell::Bash, "");
    let config = session.path("one/root/wrknv.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("name = \"one\"", r#"name = "a\u001b]2;PWNED\u0007\u202eb\nc""#)).unwrap();
    for _ in ["counted", "from the cache"] {
        let mut ws = session.sandbox.command(Session::program(), &session.path("one/root"));
        let output = ws.args(["prompt", "--format", "{workspace}"]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "a\\u{1b}]2;PWNED\\u{7}\\u{202e}b\\nc\n");
    }
}

/// zoxide's hook and its way back to a directory, and fzf's keys.
#[test]
fn zoxide_and_fzf_beside_it() {
    for (shell, lines) in [
        (
            Shell::Bash,
            "eval \"$(zoxide init bash)\"; [ -f /usr/share/doc/fzf/examples/key-bindings.bash ] && . /usr/share/doc/fzf/examples/key-bindings.bash",
        ),
        (
            Shell::Zsh,
            "eval \"$(zoxide init zsh)\"; [[ -f /usr/share/doc/fzf/examples/key-bindings.zsh ]] && . /usr/share/doc/fzf/examples/key-bindings.zsh",
        ),
        (
            Shell::Fish,
            "zoxide init fish | source; test -f /usr/share/doc/fzf/examples/key-bindings.fish; and source /usr/share/doc/fzf/examples/key-bindings.fish; and fzf_key_bindings",
        ),
    ] {
        for (before, after) in [(lines, ""), ("", lines)] {
            let session = Session::around(shell, before, after);
            let outside = session.after("true");
            session.ws(&session.path("one/root"), &["trust"]);
            let inside = session.enter(&session.path("one/root"));
            assert_eq!(
                value(&inside, "VIRTUAL_ENV_PROMPT"),
                Some("one"),
                "{shell:?}: {before}|{after}:\n{}",
                session.screen()
            );
            session.enter(&session.path("outside"));
            session.enter(&session.path("one/one-sibling"));
            assert_eq!(session.enter(&session.path("outside")), outside, "{shell:?}: {before}|{after}");
            // Its own way back to a directory it remembers.
            assert_eq!(
                value(&session.after("z one-sibling"), "VIRTUAL_ENV_PROMPT"),
                Some("one"),
                "{shell:?}: {before}|{after}"
            );
            assert_eq!(session.enter(&session.path("outside")), outside, "{shell:?}: {before}|{after}");
        }
    }
}
