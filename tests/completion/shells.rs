//! TAB in bash, zsh, fish and Nushell: what is on the screen afterwards.

use ws_test_support::Terminal;

use super::{Place, Shell};

/// The last line of a screen that has the prompt: what was typed and filled in.
fn line(screen: &str) -> &str {
    screen
        .lines()
        .rfind(|line| line.contains("ready"))
        .unwrap()
        .trim_start_matches("ready")
        .trim_start_matches(['>', ' '])
}

/// Presses TAB as often as the shell wants it to list what is left, once the common part is filled in.
fn list(terminal: &Terminal, shell: Shell) {
    let times = match shell {
        Shell::Bash => 2,
        Shell::Zsh => 1,
        Shell::Fish | Shell::Nu => 0,
    };
    (0..times).for_each(|_| terminal.key("Tab"));
}

/// The names that begin with `pyv` are offered, with the part that they share filled in, and nothing else.
fn names(shell: Shell) -> String {
    let place = Place::new();
    let terminal = place.terminal(shell);
    terminal.text("ws siblings pyv");
    terminal.key("Tab");
    terminal.wait_for("ws siblings pyvider");
    list(&terminal, shell);
    terminal.wait_for("pyvider-hcl");
    let screen = terminal.settled();
    assert!(screen.contains("ws siblings pyvider"), "{screen}");
    assert!(screen.contains("pyvider-cty"), "{screen}");
    for other in ["wrknv", "provide-foundation", "pyvider-file", "--layer"] {
        assert!(!screen.contains(other), "{other}: {screen}");
    }
    screen
}

#[test]
fn bash_offers_names() {
    let screen = names(Shell::Bash);
    assert!(
        screen.lines().any(|line| line.split_whitespace().eq(["pyvider", "pyvider-cty", "pyvider-hcl"])),
        "{screen}"
    );
}

#[test]
fn zsh_offers_names_with_their_layers() {
    let screen = names(Shell::Zsh);
    assert!(screen.contains("-- framework"), "{screen}");
}

#[test]
fn fish_offers_names_with_their_layers() {
    let screen = names(Shell::Fish);
    assert!(screen.contains("(framework)"), "{screen}");
}

#[test]
fn nu_offers_names_with_their_layers() {
    let screen = names(Shell::Nu);
    assert!(screen.contains("framework"), "{screen}");
}

/// What is on the line already is not offered again: one name is left, and is filled in.
fn no_repeat(shell: Shell) {
    let place = Place::new();
    let terminal = place.terminal(shell);
    terminal.text("ws siblings pyvider pyvider-cty pyv");
    terminal.key("Tab");
    terminal.wait_for("pyvider pyvider-cty pyvider-hcl");
    assert_eq!(line(&terminal.settled()), "ws siblings pyvider pyvider-cty pyvider-hcl");
    // After a blank, all but those three.
    terminal.text("w");
    terminal.key("Tab");
    terminal.wait_for("pyvider-hcl wrknv");
}

#[test]
fn bash_does_not_repeat() {
    no_repeat(Shell::Bash);
}

#[test]
fn zsh_does_not_repeat() {
    no_repeat(Shell::Zsh);
}

#[test]
fn fish_does_not_repeat() {
    no_repeat(Shell::Fish);
}

#[test]
fn nu_does_not_repeat() {
    let place = Place::new();
    let terminal = place.terminal(Shell::Nu);
    terminal.text("ws siblings pyvider pyvider-cty pyv");
    terminal.key("Tab");
    terminal.wait_for("pyvider pyvider-cty pyvider-hcl");
}

/// Layers, bottom first, each with how many siblings it has; no names and no files.
fn layers(shell: Shell) -> String {
    let place = Place::new();
    let terminal = place.terminal(shell);
    terminal.text("ws siblings --layer ");
    terminal.key("Tab");
    if shell == Shell::Bash {
        terminal.key("Tab");
    }
    terminal.wait_for("providers");
    let screen = terminal.settled();
    let at = |layer: &str| screen.find(layer).unwrap_or_else(|| panic!("{layer}: {screen}"));
    assert!(at("foundation") < at("framework") && at("framework") < at("providers"), "{screen}");
    assert!(!screen.contains("pyvider") && !screen.contains("wrknv"), "{screen}");
    screen
}

#[test]
fn bash_offers_layers() {
    layers(Shell::Bash);
}

#[test]
fn zsh_offers_layers_with_counts() {
    let screen = layers(Shell::Zsh);
    assert!(screen.contains("-- 3 siblings"), "{screen}");
}

#[test]
fn fish_offers_layers_with_counts() {
    let screen = layers(Shell::Fish);
    assert!(screen.contains("(3 siblings)"), "{screen}");
}

#[test]
fn nu_offers_layers_with_counts() {
    let screen = layers(Shell::Nu);
    assert!(screen.contains("3 siblings"), "{screen}");
}

/// `--layer=fr` is one word to ws, whatever the shell thinks of `=`.
fn after_an_equals_sign(shell: Shell) {
    let place = Place::new();
    let terminal = place.terminal(shell);
    terminal.text("ws siblings --layer=fr");
    terminal.key("Tab");
    terminal.wait_for("ws siblings --layer=framework");
    terminal.text("--exclude=wr");
    terminal.key("Tab");
    terminal.wait_for("--layer=framework --exclude=wrknv");
}

#[test]
fn bash_completes_after_an_equals_sign() {
    after_an_equals_sign(Shell::Bash);
}

#[test]
fn zsh_completes_after_an_equals_sign() {
    after_an_equals_sign(Shell::Zsh);
}

#[test]
fn fish_completes_after_an_equals_sign() {
    after_an_equals_sign(Shell::Fish);
}

/// Directories are the shell's own, with its quoting.
fn directories(shell: Shell, quoted: &str) {
    let place = Place::new();
    std::fs::create_dir(place.root.join("sub dir")).unwrap();
    std::fs::write(place.root.join("sub file"), "").unwrap();
    let terminal = place.terminal(shell);
    terminal.text("ws siblings --root su");
    terminal.key("Tab");
    terminal.wait_for(quoted);
    let screen = terminal.settled();
    assert!(!screen.contains("file"), "{screen}");
}

#[test]
fn bash_completes_directories() {
    directories(Shell::Bash, r"--root sub\ dir/");
}

#[test]
fn zsh_completes_directories() {
    directories(Shell::Zsh, r"--root sub\ dir/");
}

#[test]
fn fish_completes_directories() {
    directories(Shell::Fish, r"--root sub\ dir/");
}

/// A glob stays as it was typed.
fn globs_stay(shell: Shell) {
    let place = Place::new();
    let terminal = place.terminal(shell);
    terminal.text("ws siblings nothing-like-that-*");
    terminal.key("Tab");
    assert_eq!(line(&terminal.settled()), "ws siblings nothing-like-that-*");
    terminal.key("C-u");
    terminal.text("ws siblings 'pyv*");
    terminal.key("Tab");
    assert_eq!(line(&terminal.settled()), "ws siblings 'pyv*");
}

#[test]
fn bash_leaves_globs_alone() {
    globs_stay(Shell::Bash);
}

#[test]
fn zsh_leaves_globs_alone() {
    globs_stay(Shell::Zsh);
}

#[test]
fn fish_leaves_globs_alone() {
    globs_stay(Shell::Fish);
}

/// Commands and the values of flags, with what they mean.
fn commands_and_values(shell: Shell, meaning: &str) {
    let place = Place::new();
    let terminal = place.terminal(shell);
    terminal.text("ws sib");
    terminal.key("Tab");
    terminal.wait_for("ws siblings");
    terminal.text(if shell == Shell::Nu { " --format js" } else { "--format js" });
    terminal.key("Tab");
    terminal.wait_for("--format json");
    list(&terminal, shell);
    terminal.wait_for("jsonl");
    assert!(terminal.settled().contains(meaning), "{}", terminal.screen());
}

#[test]
fn bash_completes_commands_and_values() {
    commands_and_values(Shell::Bash, "jsonl");
}

#[test]
fn zsh_completes_commands_and_values() {
    commands_and_values(Shell::Zsh, "One JSON object a line");
}

#[test]
fn fish_completes_commands_and_values() {
    commands_and_values(Shell::Fish, "One JSON object a line");
}

#[test]
fn nu_completes_commands_and_values() {
    commands_and_values(Shell::Nu, "One JSON object a line");
}

/// Within quotes, the quote stays the user's.
#[test]
fn every_shell_completes_within_quotes() {
    for (shell, completed) in [(Shell::Bash, "'wrknv'"), (Shell::Zsh, "'wrknv'"), (Shell::Fish, "'wrknv'")] {
        let place = Place::new();
        let terminal = place.terminal(shell);
        for quote in ["'", "\""] {
            clear(&terminal);
            terminal.text(&format!("ws siblings {quote}wr"));
            terminal.key("Tab");
            terminal.wait_for(&format!("ws siblings {}", completed.replace('\'', quote)));
        }
        if shell == Shell::Fish {
            clear(&terminal);
            terminal.text("ws siblings --layer='fr");
            terminal.key("Tab");
            terminal.wait_for("framework");
        }
    }
}

/// Behind the dashes of `ws exec`, what the shell knows of that command: its name, its words, files.
#[test]
fn what_follows_the_dashes_of_exec_is_the_commands() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let place = Place::new();
        let bin = place.sandbox.path().join("bin");
        ws_test_support::tools::write_script(&bin.join("frobnicate"), "#!/bin/sh\n").unwrap();
        let terminal = place.terminal(shell);
        let words = match shell {
            Shell::Bash => "_f() { COMPREPLY=($(compgen -W 'gadget widget' -- \"$2\")); }; complete -F _f frobnicate",
            Shell::Zsh => "_f() { compadd gadget widget }; compdef _f frobnicate",
            _ => "complete -c frobnicate -f -a 'gadget widget'",
        };
        terminal.line(words);
        terminal.line("true");
        for (typed, completed) in [
            ("ws exec --layer tools -- frobn", "-- frobnicate"),
            ("ws exec wrknv -j 2 -- frobnicate wid", "frobnicate widget"),
            ("ws exec -- cat pyvider-f", "cat pyvider-file"),
            ("ws exec --layer too", "--layer tools"),
        ] {
            clear(&terminal);
            terminal.text(typed);
            terminal.key("Tab");
            terminal.wait_for(completed);
        }
    }
}

/// What is possible in Nushell: the program itself.
#[test]
fn programs_are_offered_to_nushell() {
    let place = Place::new();
    let mut command = place.command("ws", &place.root);
    let output = command.env("COMPLETE", "nu").args(["--", "ws exec wrknv -- ba"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("{\"value\":\"bash\""), "{output:?}");
    let mut command = place.command("ws", &place.root);
    let output = command.env("COMPLETE", "nu").args(["--", "ws exec wrknv -- bash so"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "null\n", "files");
}

/// bash 3.2 gives its words split at blanks alone, and as the one to replace what follows the `=`.
#[test]
fn a_bash_that_splits_words_at_blanks_alone_offers_layers() {
    let place = Place::new();
    for (last, current, offered) in [
        ("--layer=", "", "foundation framework tools providers"),
        ("--layer=fr", "fr", "framework"),
        ("--layer=\"fr", "fr", "framework"),
        ("py", "py", "pyvider pyvider-cty pyvider-hcl"),
    ] {
        let script = "eval \"$(ws completions bash)\"; COMP_WORDS=(ws siblings \"$1\") COMP_CWORD=2 COMP_LINE=\"ws siblings $1\"; \
                      COMP_POINT=${#COMP_LINE}; __ws_complete ws \"$2\" siblings; echo \"${COMPREPLY[*]}\"";
        let output = place.command("bash", &place.root).args(["-c", script, "bash", last, current]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{offered}\n"), "{last}: {output:?}");
    }
}

/// Directly after the `=`, where bash has a word of its own for it; and with `=` taken out of the characters that end a word.
#[test]
fn bash_offers_layers_after_the_equals_sign_alone() {
    for setting in ["true", "COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]}"] {
        let place = Place::new();
        let terminal = place.terminal(Shell::Bash);
        terminal.line(setting);
        terminal.text("ws siblings --layer=");
        terminal.key("Tab");
        terminal.key("Tab");
        terminal.wait_for("providers");
        terminal.text("fr");
        terminal.key("Tab");
        terminal.wait_for("--layer=framework");
    }
}

/// An alias, with the line that the documentation has for it.
#[test]
fn an_alias_in_bash_completes_with_one_line() {
    let documented =
        include_str!("../../docs/prompt.md").split('`').find(|text| text.starts_with("alias w=ws;")).unwrap();
    let place = Place::new();
    let terminal = place.terminal(Shell::Bash);
    terminal.line(documented);
    terminal.text("w siblings wr");
    terminal.key("Tab");
    terminal.wait_for("w siblings wrknv");
    clear(&terminal);
    terminal.text("w siblings --layer=fr");
    terminal.key("Tab");
    terminal.wait_for("--layer=framework");
}

/// zsh may also find the script on fpath, as packages install it.
#[test]
fn zsh_autoloads_the_script_as_a_function() {
    let place = Place::new();
    let functions = place.sandbox.home().join("functions");
    std::fs::create_dir(&functions).unwrap();
    std::fs::write(functions.join("_ws"), place.ws(&["completions", "zsh", "--program", "ws"])).unwrap();
    let terminal = place.terminal(Shell::Zsh);
    terminal.line("compdef -d ws; fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u; clear");
    terminal.text("ws siblings wr");
    terminal.key("Tab");
    terminal.wait_for("ws siblings wrknv");
}

/// Tasks of the workspace, siblings of `cd`, and snapshots: each where it may stand.
/// An empty line on an empty screen. Not by an interrupt: what is typed before a shell has dealt with one is lost.
fn clear(terminal: &Terminal) {
    terminal.key("C-e");
    terminal.key("C-u");
    terminal.key("C-l");
    terminal.wait_until(|screen| !screen.contains("ws "));
}

fn what_else_has_names(shell: Shell) {
    let config = format!("{}\n[workspace.tasks]\nlint = \"true\"\ntypes = \"true\"\n", super::CONFIG);
    let place = Place::with_config(&config);
    let snapshots = place.root.join(".ws/snapshots");
    std::fs::create_dir_all(&snapshots).unwrap();
    let snapshot = "version = 1\nworkspace = \"test\"\ncreated = \"2026-01-02T03:04:05Z\"\n";
    std::fs::write(snapshots.join("monday.toml"), snapshot).unwrap();
    let terminal = place.terminal(shell);
    terminal.text("ws run ");
    terminal.key("Tab");
    list(&terminal, shell);
    terminal.wait_for("types");
    let screen = terminal.settled();
    assert!(screen.contains("lint") && !screen.contains("pyvider"), "{screen}");
    for (typed, completed) in
        [("ws run typ", "ws run types"), ("ws cd wr", "ws cd wrknv"), ("ws snapshot diff m", "diff monday")]
    {
        clear(&terminal);
        terminal.text(typed);
        terminal.key("Tab");
        terminal.wait_for(completed);
    }
    // One name is on the line: it is not offered again.
    clear(&terminal);
    terminal.text("ws siblings pyvider ");
    terminal.key("Tab");
    list(&terminal, shell);
    terminal.wait_for("provide-foundation");
    let screen = terminal.settled();
    let offered = screen.lines().filter(|line| !line.contains("ready")).flat_map(str::split_whitespace);
    assert!(!offered.into_iter().any(|word| word == "pyvider"), "{screen}");
}

#[test]
fn bash_completes_what_else_has_names() {
    what_else_has_names(Shell::Bash);
}

#[test]
fn zsh_completes_what_else_has_names() {
    what_else_has_names(Shell::Zsh);
}

#[test]
fn fish_completes_what_else_has_names() {
    what_else_has_names(Shell::Fish);
}

#[test]
fn nu_completes_what_else_has_names() {
    what_else_has_names(Shell::Nu);
}

/// From anywhere: the siblings of trusted workspaces, and with a workspace's name those in it.
#[test]
fn every_shell_completes_where_ws_cd_may_go() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let place = Place::new();
        let trust = place.command("ws", &place.root).arg("trust").output().unwrap();
        assert!(trust.status.success(), "{trust:?}");
        let home = place.sandbox.home();
        let terminal = place.terminal_in(shell, &home);
        for (typed, completed) in [("ws cd wr", "ws cd wrknv"), ("ws cd test/wr", "ws cd test/wrknv")] {
            clear(&terminal);
            terminal.text(typed);
            terminal.key("Tab");
            terminal.wait_for(completed);
        }
        assert_eq!(
            place.offers(&home, &["ws", "cd", "test/pyv"]),
            ["test/pyvider", "test/pyvider-cty", "test/pyvider-hcl"]
        );
        assert_eq!(place.offers(&place.root, &["ws", "cd", "pyv"]), ["pyvider", "pyvider-cty", "pyvider-hcl"]);
        assert_eq!(
            place.offers(&place.root, &["ws", "cd", "te"]),
            [""; 0],
            "those of this workspace need no name before them"
        );
    }
}
