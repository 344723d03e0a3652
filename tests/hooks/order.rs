//! Who sees what at a prompt of bash: the hook's turn is before everything else, and nobody takes it for a command.

use std::fs;

use super::{Session, Shell, value};

/// A prompt that is built when its turn comes, and writes down what it sees.
const PROMPT: &str = "p() { echo \"$?|${PIPESTATUS[*]}|$_|${VIRTUAL_ENV_PROMPT-}\" >>~/prompts; }";

/// The last line of a file of the home directory.
fn last(session: &Session, file: &str) -> String {
    session.screen();
    session.written(&format!("home/{file}")).lines().last().unwrap().to_owned()
}

#[test]
fn a_prompt_that_is_built_sees_the_new_venv() {
    for (before, after) in [
        ("PROMPT_COMMAND=p", ""),
        ("PROMPT_COMMAND=(: p)", ""),
        ("PROMPT_COMMAND='p;'", ""),
        ("", "PROMPT_COMMAND=p"),
        ("", "PROMPT_COMMAND=\"p; $PROMPT_COMMAND\""),
        ("", "PROMPT_COMMAND=\"$PROMPT_COMMAND; p\""),
        ("", "PROMPT_COMMAND=$'p\\n'\"$PROMPT_COMMAND\""),
        ("", "PROMPT_COMMAND=(p \"${PROMPT_COMMAND[@]}\")"),
        ("", "PROMPT_COMMAND+=(p)"),
        ("", "unset PROMPT_COMMAND; PROMPT_COMMAND=\"$(declare -f p >/dev/null; echo p)\"; eval \"$(ws hook bash)\""),
        ("", "kept=$PROMPT_COMMAND; around() { eval \"$kept\"; p; }; PROMPT_COMMAND=around"),
    ] {
        let session = Session::around(Shell::Bash, &format!("{PROMPT}\n{before}"), after);
        session.ws(&session.path("one/root"), &["trust"]);
        session.line(&format!("cd {}", session.path("one/root").display()));
        assert!(last(&session, "prompts").ends_with("|one"), "{before}: {after}: {}", last(&session, "prompts"));
        session.line(&format!("cd {}", session.path("outside").display()));
        assert!(last(&session, "prompts").ends_with('|'), "{before}: {after}: {}", last(&session, "prompts"));
        // Somebody comes before it later on.
        session.line("PROMPT_COMMAND=p");
        session.line(":");
        session.line(&format!("cd {}", session.path("one/root").display()));
        assert!(last(&session, "prompts").ends_with("|one"), "later: {before}: {after}");
    }
}

#[test]
fn what_the_last_command_left_is_handed_on() {
    let before = format!("{PROMPT}; PROMPT_COMMAND=p; trap 'echo \"$BASH_COMMAND\" >>~/err' ERR");
    let session = Session::around(Shell::Bash, &before, "");
    session.ws(&session.path("one/root"), &["trust"]);
    for (line, left) in [
        ("true one two", "0|0|two|"),
        ("false | true", "0|1 0|"),
        ("(exit 3)", "3|3|"),
        (&format!("cd {} | false", session.path("one/root").display()), "1|0 1|"),
    ] {
        session.line(line);
        assert!(last(&session, "prompts").starts_with(left), "{line}: {}", last(&session, "prompts"));
    }
    // Each failure once, and none of ours.
    let failures = fs::read_to_string(session.path("home/err")).unwrap();
    assert_eq!(failures.lines().count(), 2, "{failures}");
    assert!(!failures.contains("ws"), "{failures}");
}

/// What bash-preexec does: it puts a line before what is there and one behind, calls functions in between, and a DEBUG trap
/// takes the first command after the prompt for the user's, unless it stands in `PROMPT_COMMAND`. atuin brings the original.
const PREEXEC: &str = r#"
__bp_precmd_invoke_cmd() { bp_status=$?; local f; for f in "${precmd_functions[@]}"; do (exit "$bp_status"); "$f"; done; }
bp_interactive() { bp_on=1; }
bp_debug() {
  [ -n "$bp_on" ] || return 0
  local one IFS=$'\n;'
  for one in ${PROMPT_COMMAND[*]}; do
    one="${one#"${one%%[![:space:]]*}"}"
    if [ "$one" = "$BASH_COMMAND" ]; then bp_on=; return 0; fi
  done
  bp_on=
  echo "$BASH_COMMAND" >>~/commands
}
bp_install() {
  local existing IFS=$'\n'
  existing="${PROMPT_COMMAND[0]}"
  PROMPT_COMMAND[0]="__bp_precmd_invoke_cmd"${existing:+$'\n'$existing}
  PROMPT_COMMAND+=(bp_interactive)
  trap bp_debug DEBUG
}
bash_preexec_imported=defined
precmd_functions=(p)
"#;

#[test]
fn bash_preexec_counts_what_is_typed_and_nothing_else() {
    let late = "PROMPT_COMMAND+=(bp_install_once); bp_install_once() { unset -f bp_install_once; bp_install; }";
    for (before, after) in [("bp_install", ""), ("", "bp_install"), ("", late), (late, "")] {
        let place = format!("{before}|{after}");
        let session = Session::around(Shell::Bash, &format!("{PROMPT}\n{PREEXEC}\n{before}"), after);
        session.ws(&session.path("one/root"), &["trust"]);
        let (enter, leave) = (session.path("one/root"), session.path("outside"));
        let (enter, leave) = (format!("cd {}", enter.display()), format!("cd {}", leave.display()));
        // The very first command after it has installed itself.
        session.line(&enter);
        assert!(last(&session, "prompts").ends_with("|one"), "{place}: {}", last(&session, "prompts"));
        session.line(&leave);
        assert!(last(&session, "prompts").ends_with('|'), "{place}: {}", last(&session, "prompts"));
        let outside = session.after("true");
        let _ = fs::remove_file(session.path("home/commands"));
        for line in [enter.as_str(), "", "true inside", "", "false"] {
            session.line(line);
            session.screen();
        }
        let seen = last(&session, "prompts");
        assert!(seen.starts_with("1|") && seen.ends_with("|one"), "{place}: {seen}");
        assert_eq!(session.written("home/commands"), format!("{enter}\ntrue inside\nfalse\n"), "{place}");
        assert_eq!(session.enter(&session.path("outside")), outside, "{place}");
    }
}

/// The timer that everybody copies: started by the first command after the prompt, stopped by the last of the prompt.
#[test]
fn a_timer_in_a_debug_trap_is_not_running_at_the_prompt() {
    let timer = "timer_start() { timer=${timer:-$BASH_COMMAND}; }\ntimer_stop() { echo \"timed ${timer-}\" >>~/times; unset timer; }\ntrap timer_start DEBUG";
    for (before, after) in [
        ("PROMPT_COMMAND=timer_stop", ""),
        ("", "PROMPT_COMMAND=\"${PROMPT_COMMAND:+$PROMPT_COMMAND; }timer_stop\""),
        ("", "PROMPT_COMMAND=timer_stop"),
    ] {
        let session = Session::around(Shell::Bash, &format!("{timer}\n{before}"), after);
        session.ws(&session.path("one/root"), &["trust"]);
        let outside = session.after("true");
        let enter = format!("cd {}", session.path("one/root").display());
        for line in ["true first", enter.as_str(), "true second"] {
            session.line(line);
            assert_eq!(last(&session, "times"), format!("timed {line}"), "{before}{after}");
        }
        assert_eq!(session.enter(&session.path("outside")), outside, "{before}{after}");
    }
}

/// The order of VS Code's shell integration, in its own names: OSC 633 D, A, B at a prompt, E and C before a command.
const VSCODE: &str = r#"
__vsc_in_command_execution=1
__vsc_say() { echo "$*" >>~/sequence; }
__vsc_preexec() {
  if [[ ! $BASH_COMMAND == __vsc_prompt* ]]; then __vsc_current_command=$BASH_COMMAND; else __vsc_current_command=; fi
  __vsc_say "E $__vsc_current_command"; __vsc_say C
}
__vsc_preexec_only() {
  if [ "$__vsc_in_command_execution" = 0 ]; then __vsc_in_command_execution=1; __vsc_preexec; fi
}
__vsc_update_prompt() {
  if [ "$__vsc_in_command_execution" = 1 ]; then
    __vsc_say "A ${VIRTUAL_ENV_PROMPT-}"; __vsc_say B; __vsc_in_command_execution=0
  fi
}
__vsc_precmd() { __vsc_say "D $__vsc_status"; __vsc_update_prompt; }
__vsc_prompt_cmd() { __vsc_status="$?"; __vsc_precmd; }
__vsc_restore() { return "$1"; }
__vsc_prompt_cmd_original() {
  __vsc_status="$?"
  __vsc_restore "$__vsc_status"
  local cmd
  for cmd in "${__vsc_original_prompt_command[@]}"; do eval "${cmd:-}"; done
  __vsc_precmd
}
trap '__vsc_preexec_only "$_"' DEBUG
__vsc_original_prompt_command=${PROMPT_COMMAND-}
if [[ -n "$__vsc_original_prompt_command" ]]; then PROMPT_COMMAND=__vsc_prompt_cmd_original; else PROMPT_COMMAND=__vsc_prompt_cmd; fi
"#;

#[test]
fn vs_code_is_told_of_commands_and_of_nothing_else() {
    let set = "export TERM_PROGRAM=vscode";
    for (before, after) in [
        ("", VSCODE),
        (VSCODE, ""),
        (&format!("PROMPT_COMMAND=:\n{VSCODE}"), ""),
        // It takes the first element alone for what was there.
        (&format!("{set}; PROMPT_COMMAND='builtin true'"), VSCODE),
        (&format!("{set}; PROMPT_COMMAND=(: 'builtin true')"), VSCODE),
        (set, &format!("PROMPT_COMMAND+=('builtin true')\n{VSCODE}")),
        ("VSCODE_SHELL_INTEGRATION=1; PROMPT_COMMAND=p; p() { PS1='$ '; }", VSCODE),
    ] {
        let session = Session::around(Shell::Bash, before, after);
        session.ws(&session.path("one/root"), &["trust"]);
        session.line("true");
        session.screen();
        assert_eq!(session.written("home/sequence").matches("E ").count(), 1, "{before}");
        let environment = session.after("true");
        session.screen();
        fs::remove_file(session.path("home/sequence")).unwrap();
        let (root, outside) = (session.path("one/root"), session.path("outside"));
        for line in [&format!("cd {}", root.display()), "", "false", "", &format!("cd {}", outside.display())] {
            session.line(line);
            session.screen();
        }
        let (root, outside) = (root.display(), outside.display());
        let wanted = format!(
            "E cd {root}\nC\nD 0\nA one\nB\nE \nC\nD 0\nA one\nB\nE false\nC\nD 1\nA one\nB\nE \nC\nD 1\nA one\nB\nE cd {outside}\nC\nD 0\nA \nB\n"
        );
        assert_eq!(session.written("home/sequence"), wanted, "{before}");
        assert_eq!(session.after("true"), environment, "{before}");
    }
}

#[test]
fn a_read_only_prompt_command_is_told_of_the_other_way() {
    let session = Session::around(Shell::Bash, "PROMPT_COMMAND=:; readonly PROMPT_COMMAND", "");
    assert!(session.screen().contains("ws hook bash --wrap-cd"), "{}", session.screen());
    let before = session.after("true");
    session.ws(&session.path("one/root"), &["trust"]);
    session.line("eval \"$(ws hook bash --wrap-cd)\"");
    let inside = session.enter(&session.path("one/root"));
    assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"));
    assert_eq!(session.enter(&session.path("outside")), before);
    assert_eq!(session.screen().matches("read-only").count(), 3, "once for each time without --wrap-cd");
}

/// What ble.sh does at a prompt, which no package registry has: its own hooks, where a prompt is made, and then
/// `PROMPT_COMMAND`; with the two ways of adding a hook that it has had.
const BLE: &str = r#"
blehook() {
  case $1 in
    PRECMD+-=*) [ -n "$ble_old" ] && { echo "blehook: $1?" >&2; return 2; }; precmds=("${1#*=}" "${precmds[@]}") ;;
    PRECMD+=*) precmds+=("${1#*=}") ;;
  esac
}
ble_prompt() {
  local status=$? one
  for one in "${precmds[@]}" "${PROMPT_COMMAND[@]}"; do (exit "$status"); eval "$one"; done
}
made() { echo "$?|${VIRTUAL_ENV_PROMPT-}"; }
"#;

#[test]
fn ble_sh_makes_its_prompt_after_the_hook() {
    for (old, precmds) in [("", "made"), ("", ": made"), ("1", "")] {
        let session = Session::start(Shell::Bash, "");
        session.ws(&session.path("one/root"), &["trust"]);
        let (root, outside) = (session.path("one/root"), session.path("outside"));
        let script = format!(
            "BLE_VERSION=0.4.0 ble_old={old} precmds=({precmds}){BLE}\n. ~/.bashrc; ble_prompt; [ -n \"$ble_old\" ] && precmds+=(made)\n\
             cd {}; (exit 3); ble_prompt; cd {}; ble_prompt",
            root.display(),
            outside.display()
        );
        let output = session.command().args(["--norc", "-c", &script]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let prompts: Vec<&str> = said.lines().rev().take(2).collect();
        assert_eq!(prompts, ["0|", "3|one"], "{precmds}: {output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}
