//! What the user has named things and set: the hook is read and does its work all the same.

use std::fs;

use super::{Session, Shell, value};

/// Enters, leaves, and is as before; nothing is said.
fn works(shell: Shell, before: &str, after: &str) {
    let session = Session::around(shell, before, after);
    let outside = session.after("true");
    session.ws(&session.path("one/root"), &["trust"]);
    let enter = format!("builtin cd {}", session.path("one/root").display());
    let leave = format!("builtin cd {}", session.path("outside").display());
    let said = |session: &Session| session.screen();
    let inside = session.after(&enter);
    assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}: {before}|{after}:\n{}", said(&session));
    assert_eq!(value(&inside, "LOG_LEVEL"), Some("one"), "{shell:?}: {before}|{after}");
    assert!(!inside.iter().any(|line| line.contains("__ws_")), "{shell:?}: {before}|{after}: {inside:?}");
    assert_eq!(session.after(&leave), outside, "{shell:?}: {before}|{after}:\n{}", said(&session));
    let said = said(&session);
    if shell == Shell::Fish {
        // Its own functions call by these names.
        return;
    }
    assert!(!said.contains("error") && !said.contains("not found") && !said.contains("SHADOW"), "{shell:?}:\n{said}");
}

const ALIASES: &str = "alias ws='cd ~/ws' deactivate='conda deactivate' cd='z' command='echo SHADOW' local='echo SHADOW' \
    unset='echo SHADOW' export='echo SHADOW' eval='echo SHADOW' return='echo SHADOW' emulate='echo SHADOW' set='echo SHADOW' declare='echo SHADOW'";

#[test]
fn aliases() {
    for shell in [Shell::Bash, Shell::Zsh] {
        works(shell, ALIASES, "");
        works(shell, "", ALIASES);
        works(shell, "alias builtin='echo SHADOW '", "unalias builtin");
    }
    works(Shell::Zsh, "alias -g PATH='| grep' reconcile=X code=Y", "unalias -m '*'");
    works(Shell::Bash, "shopt -u expand_aliases", "");
    let reserved =
        ["case", "if", "then", "while", "function", "{", "[[", "["].map(|word| format!("alias '{word}=echo SHADOW'\n"));
    works(Shell::Bash, &reserved.concat(), "");
    works(Shell::Fish, "alias ws 'cd ~/ws'; alias deactivate 'echo SHADOW'", "functions -e deactivate");
    // zoxide names its own `cd` so.
    let of_nu = "def --env went [d] { cd $d }; alias builtin = print SHADOW; alias cd = went\n\
        alias ws = print SHADOW; alias deactivate = print SHADOW; alias command = print SHADOW";
    in_nushell(of_nu, "");
    in_nushell("", of_nu);
}

/// The same in Nushell, which has no other way to change the directory than `cd`.
fn in_nushell(before: &str, after: &str) {
    let session = Session::around(Shell::Nu, before, after);
    let outside = session.after("null");
    session.ws(&session.path("one/root"), &["trust"]);
    let inside = session.enter(&session.path("one/root"));
    assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{before}|{after}:\n{}", session.screen());
    assert_eq!(session.enter(&session.path("outside")), outside, "{before}|{after}:\n{}", session.screen());
    let said = session.screen();
    assert!(!said.contains("Error") && !said.contains("SHADOW"), "{said}");
}

#[test]
fn functions() {
    let shadows: String =
        ["eval", "unset", "export", "command"].map(|name| format!("{name}() {{ echo SHADOW; }}\n")).concat();
    for shell in [Shell::Bash, Shell::Zsh] {
        works(shell, "", &shadows);
        works(shell, "cd() { echo SHADOW; }; command() { echo SHADOW; }; export() { echo SHADOW; }", "");
        works(shell, "", "cd() { echo SHADOW; }; deactivate() { echo SHADOW; }");
    }
    // What asks at each prompt is said at each prompt.
    works(
        Shell::Bash,
        "",
        &["[", "test", "printf", "type"].map(|name| format!("function {name} {{ echo SHADOW; }}\n")).concat(),
    );
    // One that says yes, whatever it is asked, and one that says nothing.
    works(Shell::Bash, "", "declare() { return 0; }; local() { :; }; shopt() { :; }; alias() { :; }");
    // fish's own functions need the others.
    let shadows = ["contains", "count"].map(|name| format!("function {name}; echo SHADOW; end\n")).concat();
    let shadows = format!("set -g fish_greeting; function fish_prompt; echo '> '; end\n{shadows}");
    works(Shell::Fish, "", &shadows);
}

/// A function by the name of the very thing that would get around functions.
#[test]
fn a_function_named_builtin() {
    for shell in [Shell::Bash, Shell::Zsh] {
        let session = Session::start(shell, "builtin() { echo SHADOW; }");
        let outside = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        assert_eq!(value(&session.enter(&session.path("one/root")), "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        assert_eq!(session.enter(&session.path("outside")), outside, "{shell:?}");
        assert!(!session.screen().contains("SHADOW"), "{shell:?}: {}", session.screen());
    }
}

#[test]
fn options() {
    let of_bash = [
        "set -a",
        "set -eu",
        "shopt -s extdebug",
        "set -o posix",
        "set -o noclobber; IFS=_w/",
        "set -f; shopt -s nocasematch failglob",
        "set -T; trap 'last=$BASH_COMMAND' DEBUG RETURN",
        "set -k",
        "set -kau; shopt -s compat31",
        "IFS=; set -o pipefail; shopt -s lastpipe; set -E; trap ': seen' ERR",
        "set -P; shopt -s localvar_inherit localvar_unset xpg_echo",
        "set +B +h; shopt -s compat32 assoc_expand_once; shopt -u sourcepath",
        "set -u; CDPATH=/:.; FUNCNEST=20; LC_ALL=C",
        "set -o vi; shopt -s autocd cdable_vars dotglob globstar; GLOBIGNORE='*'; readonly IFS",
    ];
    let of_zsh = [
        "setopt ignore_braces",
        "setopt ignore_close_braces",
        "emulate sh",
        "emulate ksh",
        "emulate csh",
        "setopt ksh_arrays sh_word_split",
        "setopt all_export rc_quotes",
        "setopt no_unset err_return no_match glob_subst",
        "setopt posix_builtins posix_aliases sh_glob warn_create_global",
        "setopt err_exit null_glob extended_glob csh_null_glob",
        "setopt auto_pushd pushd_to_home chase_links auto_cd cdable_vars; cdpath=(/ .)",
        "setopt path_dirs ksh_glob ksh_typeset typeset_silent bsd_echo csh_junkie_history",
        "setopt no_equals no_bare_glob_qual no_function_argzero no_multios c_bases octal_zeroes; readonly IFS",
        "setopt no_global_rcs no_short_loops no_eval_lineno ignore_eof rm_star_silent warn_nested_var",
    ];
    std::thread::scope(|scope| {
        for (shell, all) in [(Shell::Bash, &of_bash[..]), (Shell::Zsh, &of_zsh[..])] {
            scope.spawn(move || all.iter().for_each(|options| works(shell, options, "")));
            scope.spawn(move || all.iter().for_each(|options| works(shell, "", options)));
        }
    });
}

/// What `deactivate` remembers is the shell's own, whatever it exports.
#[test]
fn deactivate_exports_nothing() {
    for (shell, options) in [(Shell::Bash, "set -a"), (Shell::Bash, "set -k"), (Shell::Zsh, "setopt all_export")] {
        let session = Session::start(shell, options);
        let outside = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        session.enter(&session.path("one/root"));
        assert_eq!(session.after("deactivate"), outside, "{shell:?}: {options}");
        assert_eq!(session.after("true"), outside, "{shell:?}: {options}: it lasts");
    }
}

#[test]
fn a_read_only_path_is_told_once_and_stays() {
    for (shell, line) in [(Shell::Bash, "readonly PATH"), (Shell::Zsh, "typeset -r PATH")] {
        let session = Session::start(shell, line);
        let outside = session.after("true");
        session.ws(&session.path("one/root"), &["trust"]);
        for directory in ["one/root", "outside", "one/one-sibling", "outside"] {
            assert_eq!(session.enter(&session.path(directory)), outside, "{shell:?}: {directory}");
        }
        let said = session.screen();
        assert_eq!(said.matches("read-only").count(), 1, "{shell:?}:\n{said}");
        assert!(!said.contains("readonly variable"), "{shell:?}:\n{said}");
    }
}

/// The variable by which shells ask for completion.
#[test]
fn complete_in_the_environment() {
    for shell in [Shell::Bash, Shell::Zsh] {
        works(shell, "export COMPLETE=bash", "");
        works(shell, "export COMPLETE=1", "");
        works(shell, "", "export COMPLETE=zsh");
    }
    works(Shell::Fish, "set -gx COMPLETE fish", "");
    let session = Session::start(Shell::Nu, "$env.COMPLETE = 'nu'");
    session.ws(&session.path("one/root"), &["trust"]);
    assert_eq!(value(&session.enter(&session.path("one/root")), "VIRTUAL_ENV_PROMPT"), Some("one"));
}

#[test]
fn fish_scripts_have_no_hook() {
    let session = Session::start(Shell::Fish, "");
    session.ws(&session.path("one/root"), &["trust"]);
    let script = format!(
        "cd {}; echo \"[$VIRTUAL_ENV]\"; functions -q __ws_hook; or echo none",
        session.path("one/root").display()
    );
    let output = session.command().args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "[]\nnone\n", "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// powerlevel10k shows a prompt of the last session at once, and complains about what is said before the real one is there.
#[test]
fn a_note_waits_for_the_end_of_the_instant_prompt() {
    let instant = "typeset -gi __p9k_instant_prompt_active=1\nrounds=0\n\
        over() { (( ++rounds == 2 )) && unset __p9k_instant_prompt_active; echo \"round $rounds\"; }; precmd_functions+=(over)\ncd -q ../one/root";
    let session = Session::around(Shell::Zsh, instant, "");
    let said = |session: &Session| session.screen().replace('\n', "");
    assert!(said(&session).contains("round 1") && !said(&session).contains("ws trust"), "{}", session.screen());
    for line in ["true", "true", "true", "cd .venv", "true"] {
        session.line(line);
    }
    assert_eq!(said(&session).matches("ws trust").count(), 1, "{}", session.screen());
    let text = session.screen();
    assert!(text.find("round 2").unwrap() < text.find("is not trusted").unwrap(), "{text}");
    fs::metadata(session.path("one/root")).unwrap();
}
