//! The real starship, atuin (which brings bash-preexec), mise and virtualenvwrapper beside it, as their packages bring them.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Session, Shell, value};
use ws_test_support::tools;

/// The program, where its registry answered when `cargo xtask tools` asked.
fn program(name: &str) -> Option<PathBuf> {
    let found = tools::neighbour(name);
    if found.is_none() {
        println!("NOT RUN: {name} is not in target/tools, since its registry did not answer");
    }
    found
}

/// The line of a start-up file that loads what a command prints for the shell.
fn load(shell: Shell, command: &str) -> String {
    let name = match shell {
        Shell::Bash => "bash",
        Shell::Zsh => "zsh",
        Shell::Fish => return format!("{} | source", command.replace("SHELL", "fish")),
        Shell::Nu => unreachable!("Nushell evaluates no text"),
    };
    format!("eval \"$({})\"", command.replace("SHELL", name))
}

/// Each shell in a terminal of its own, with the neighbour before the hook and after it.
fn in_each(shells: &[Shell], lines: impl Fn(Shell) -> String + Sync, story: impl Fn(Shell, &str, &str, &str) + Sync) {
    std::thread::scope(|scope| {
        for shell in shells {
            let (lines, story) = (&lines, &story);
            scope.spawn(move || {
                let lines = lines(*shell);
                story(*shell, &lines, "", &format!("{shell:?}, before"));
                story(*shell, "", &lines, &format!("{shell:?}, after"));
            });
        }
    });
}

/// The environment without the neighbours' own variables, which change from one prompt to the next.
fn rest(environment: Vec<String>) -> Vec<String> {
    let own = ["STARSHIP_", "__MISE_", "MISE_", "ATUIN_", "HISTCONTROL"];
    environment.into_iter().filter(|line| !own.iter().any(|name| line.starts_with(name))).collect()
}

/// In, to another directory inside, out, into another workspace, and out again: byte for byte as it was.
fn in_and_out(session: &Session, place: &str) {
    let outside = rest(session.after("true"));
    for name in ["one", "two"] {
        session.ws(&session.path(&format!("{name}/root")), &["trust"]);
    }
    for (directory, name) in [("one/root", "one"), ("one/one-sibling", "one"), ("two/two-sibling", "two")] {
        let inside = session.enter(&session.path(directory));
        let screen = || session.screen();
        assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some(name), "{place}: {directory}:\n{}", screen());
        let bin = session.path(&format!("{name}/root/.venv/bin"));
        let times = value(&inside, "PATH").unwrap().split(':').filter(|it| *it == bin.to_str().unwrap()).count();
        assert_eq!(times, 1, "{place}: {directory}: {inside:?}");
    }
    assert_eq!(rest(session.enter(&session.path("outside"))), outside, "{place}");
    assert_eq!(rest(session.after("true")), outside, "{place}: and stays");
}

fn last_line(session: &Session) -> String {
    session.screen().lines().last().unwrap_or_default().to_owned()
}

/// starship's line for the name, as it is documented, and the status of what was typed.
const STARSHIP: &str = "add_newline = false\nformat = '${env_var.VIRTUAL_ENV_PROMPT}$status> '\n[status]\ndisabled = false\n\
    format = '\\[$status\\]'\n[env_var.VIRTUAL_ENV_PROMPT]\n";

#[test]
fn starship() {
    let Some(starship) = program("starship") else { return };
    let documented = include_str!("../../docs/prompt.md").split('`').find(|text| text.starts_with("format = "));
    let config = format!("{STARSHIP}{}\n", documented.unwrap());
    let lines = |shell| {
        let export = if shell == Shell::Fish { "set -gx STARSHIP_CONFIG " } else { "export STARSHIP_CONFIG=" };
        format!("{export}~/starship.toml\n{}", load(shell, &format!("{} init SHELL", starship.display())))
    };
    in_each(&[Shell::Bash, Shell::Zsh, Shell::Fish], lines, |shell, before, after, place| {
        let session = Session::prepared(shell, before, after, |session| {
            fs::write(session.path("home/starship.toml"), &config).unwrap();
        });
        assert_eq!(last_line(&session), ">", "{place}:\n{}", session.screen());
        for name in ["one", "two"] {
            session.ws(&session.path(&format!("{name}/root")), &["trust"]);
        }
        // The prompt that follows the `cd` has it.
        for (directory, shown) in
            [("one/root", "(one) >"), ("one/one-sibling", "(one) >"), ("two/root", "(two) >"), ("outside", ">")]
        {
            session.line(&format!("cd {}", session.path(directory).display()));
            assert_eq!(last_line(&session), shown, "{place}: {directory}:\n{}", session.screen());
        }
        session.line("sh -c 'exit 3'");
        assert_eq!(last_line(&session), "[3]>", "{place}:\n{}", session.screen());
        session.line("true");
        in_and_out(&session, place);
    });
}

/// Each line that is typed, and the status that its prompt begins with, by whatever calls such functions.
fn counted(shell: Shell) -> String {
    let (typed, before) = match shell {
        Shell::Bash => ("\"$1\"", "\"${precmd_functions[@]}\""),
        Shell::Zsh => ("\"$1\"", "$precmd_functions"),
        _ => return "function log --on-event fish_preexec; echo \"$argv[1]\" >>~/typed; end".to_owned(),
    };
    format!(
        "log() {{ echo {typed} >>~/typed; }}; preexec_functions+=(log)\n\
         finished() {{ echo \"$? ${{VIRTUAL_ENV_PROMPT-}}\" >>~/statuses; }}; precmd_functions=(finished {before})"
    )
}

/// atuin brings bash-preexec itself: what is typed is what it counts, each line once and with its own status.
#[test]
fn atuin_and_its_bash_preexec() {
    let Some(atuin) = program("atuin") else { return };
    let lines = |shell| format!("{}\n{}", load(shell, &format!("{} init SHELL", atuin.display())), counted(shell));
    in_each(&[Shell::Bash, Shell::Zsh, Shell::Fish], lines, |shell, before, after, place| {
        let session = Session::around(shell, before, after);
        session.ws(&session.path("one/root"), &["trust"]);
        // The very first line, after bash-preexec has put itself where it wants to be.
        session.line(&format!("cd {}", session.path("one/root").display()));
        session.screen();
        if shell != Shell::Fish {
            assert!(
                session.written("home/statuses").ends_with("\n0 one\n"),
                "{place}: {}",
                session.written("home/statuses")
            );
        }
        session.enter(&session.path("outside"));
        in_and_out(&session, place);
        session.screen();
        for file in ["typed", "statuses"] {
            let _ = fs::remove_file(session.path("home").join(file));
        }
        let enter = |directory| format!("cd {}", session.path(directory).display());
        let typed = [enter("one/root"), "sh -c 'exit 3'".to_owned(), enter("outside")];
        for line in &typed {
            session.line(line);
            session.screen();
        }
        assert_eq!(session.written("home/typed"), typed.join("\n") + "\n", "{place}");
        if shell != Shell::Fish {
            assert_eq!(session.written("home/statuses"), "0 one\n3 one\n0 \n", "{place}");
        }
    });
}

/// mise sets variables and PATH by directory as well, and computes PATH from the one that it saw at first.
#[test]
fn mise() {
    let Some(mise) = program("mise") else { return };
    let lines = |shell| load(shell, &format!("{} activate SHELL", mise.display()));
    in_each(&[Shell::Bash, Shell::Zsh, Shell::Fish], lines, |shell, before, after, place| {
        let session = Session::around(shell, before, after);
        for directory in ["one/root", "two/two-sibling"] {
            let config = "[env]\nFROM_MISE = \"yes\"\n_.path = [\"./tools\"]\n";
            fs::write(session.path(directory).join("mise.toml"), config).unwrap();
            trust_in_mise(&session, &mise, directory);
        }
        in_and_out(&session, place);
        let inside = session.enter(&session.path("one/root"));
        assert_eq!(value(&inside, "FROM_MISE"), Some("yes"), "{place}: {inside:?}");
        let tools = session.path("one/root/tools");
        let mut path = value(&inside, "PATH").unwrap().split(':');
        assert!(path.any(|element| element == tools.to_str().unwrap()), "{place}: {inside:?}");
    });
}

fn trust_in_mise(session: &Session, mise: &Path, directory: &str) {
    let trusted = session.sandbox.command(mise, &session.path(directory)).args(["trust", "-q"]).output().unwrap();
    assert!(trusted.status.success(), "{trusted:?}");
}

/// virtualenvwrapper's `workon` inside and its `deactivate` outside, and the other way about.
#[test]
fn virtualenvwrapper() {
    let Some(script) = program("virtualenvwrapper.sh") else { return };
    let lines = |_| {
        let (python, virtualenv) = (script.with_file_name("python3"), script.with_file_name("virtualenv"));
        format!(
            "unset PYTHONHOME; export WORKON_HOME=~/venvs VIRTUAL_ENV_DISABLE_PROMPT=1\n\
             export VIRTUALENVWRAPPER_PYTHON={} VIRTUALENVWRAPPER_VIRTUALENV={}\n. {}",
            python.display(),
            virtualenv.display(),
            script.display()
        )
    };
    in_each(&[Shell::Bash, Shell::Zsh], lines, |shell, before, after, place| {
        let session = Session::prepared(shell, before, after, |session| {
            fs::create_dir(session.path("home/venvs")).unwrap();
            session.venv("home/venvs/other");
        });
        let outside = session.after("true");
        in_and_out(&session, place);
        session.enter(&session.path("one/root"));
        let other = session.after("workon other");
        let wanted = session.path("home/venvs/other");
        assert_eq!(value(&other, "VIRTUAL_ENV"), wanted.to_str(), "{place}:\n{}", session.screen());
        session.enter(&session.path("outside"));
        assert_eq!(session.after("deactivate"), outside, "{place}:\n{}", session.screen());
        in_and_out(&session, place);
        session.line("workon other");
        session.enter(&session.path("one/root"));
        let ended = session.after("deactivate");
        assert_eq!(value(&ended, "VIRTUAL_ENV_PROMPT"), Some("one"), "{place}:\n{}", session.screen());
        assert_eq!(session.enter(&session.path("outside")), outside, "{place}");
    });
}

/// starship and mise in Nushell, which reads what they print when it starts.
#[test]
fn in_nushell() {
    let (Some(starship), Some(mise)) = (program("starship"), program("mise")) else { return };
    let session = Session::prepared(Shell::Nu, "source ~/starship.nu\nuse ~/mise.nu\n", "", |session| {
        let home = session.sandbox.home();
        for (program, arguments, file) in
            [(&starship, ["init", "nu"], "starship.nu"), (&mise, ["activate", "nu"], "mise.nu")]
        {
            let output = session.sandbox.command(program, &home).args(arguments).output().unwrap();
            fs::write(home.join(file), output.stdout).unwrap();
        }
        fs::write(session.path("one/root/mise.toml"), "[env]\nFROM_MISE = \"yes\"\n").unwrap();
        trust_in_mise(session, &mise, "one/root");
    });
    in_and_out(&session, "Nu");
    assert_eq!(value(&session.enter(&session.path("one/root")), "FROM_MISE"), Some("yes"));
}

/// virtualenv's script for Nushell is an overlay: whoever hides it has the directory and the environment of before again.
#[test]
fn an_overlay_of_virtualenv_in_nushell() {
    let Some(virtualenv) = program("virtualenv") else { return };
    let session = Session::prepared(Shell::Nu, "", "", |session| {
        for (place, arguments) in [("other", &[][..]), ("one/root/.venv", &["--clear"])] {
            let mut made = session.sandbox.command(&virtualenv, &session.sandbox.path());
            made.args(["-q", "--no-seed", "--no-periodic-update"]).args(arguments).arg(session.path(place));
            let made = made.output().unwrap();
            assert!(made.status.success(), "{made:?}");
        }
    });
    let outside = session.after("true");
    session.ws(&session.path("one/root"), &["trust"]);
    let overlay = |place: &str| format!("overlay use r#'{}/bin/activate.nu'#", session.path(place).display());
    let active = session.enter(&session.path("one/root"));
    assert_eq!(value(&active, "VIRTUAL_ENV_PROMPT"), Some("one"));
    // On top, and left with it: it is the user's, and ours goes.
    let on_top = session.after(&overlay("other"));
    assert_eq!(value(&on_top, "VIRTUAL_ENV"), session.path("other").to_str());
    let left = session.enter(&session.path("outside"));
    assert_eq!(value(&left, "VIRTUAL_ENV"), session.path("other").to_str());
    assert!(value(&left, "LOG_LEVEL").is_none() && !value(&left, "PATH").unwrap().contains("one/root"), "{left:?}");
    // It was begun in the workspace. What was hidden there has been set within the overlay, and Nushell keeps it.
    let hidden = |environment: Vec<String>| -> Vec<String> {
        environment.into_iter().filter(|line| !line.starts_with("PYTHONHOME=")).collect()
    };
    assert_eq!(hidden(session.after("deactivate")), active);
    assert_eq!(session.enter(&session.path("outside")), outside);
    // Begun outside.
    session.line(&overlay("other"));
    assert_eq!(value(&session.enter(&session.path("one/root")), "LOG_LEVEL"), None);
    assert_eq!(session.after("deactivate"), outside);
    // The workspace's own, on top of what the hook did.
    session.enter(&session.path("one/root"));
    session.line(&overlay("one/root/.venv"));
    assert_eq!(hidden(session.after("deactivate")), active);
    assert_eq!(session.after("deactivate"), outside);
    assert_eq!(session.after("true"), outside, "it lasts");
    assert_eq!(session.enter(&session.path("outside")), outside);
}
