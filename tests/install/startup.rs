//! Start-up files of every kind.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use ws_test_support::{Terminal, tools};

use super::{Home, tree};

const ALL: &[&str] = &["--shell", "bash", "--shell", "zsh", "--shell", "fish"];

#[test]
fn files_that_are_there_come_back_byte_for_byte() {
    for text in ["alias ll='ls -l'\n", "no line feed at the end", "", "\n\n\n", "a\r\nb\r\n", "two\n\n"] {
        let home = Home::new();
        home.write(".bashrc", text);
        home.write(".zshrc", text);
        home.write(".config/fish/config.fish", text);
        let installed = home.there_and_back(ALL);
        let (_, bashrc) = &installed[Path::new(".bashrc")];
        assert!(bashrc.starts_with(text.as_bytes()));
        assert_eq!(installed[Path::new(".bashrc.ws-backup")].1, text.as_bytes());
    }
}

#[test]
fn bytes_that_are_no_text_come_back() {
    let home = Home::new();
    home.write(".bashrc", b"\xff\xfe\x00 caf\xe9");
    home.there_and_back(&["--shell", "bash"]);
}

#[test]
fn files_that_are_not_there_are_made_and_go_again() {
    let home = Home::new();
    let installed = home.there_and_back(ALL);
    let names: Vec<_> = installed.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(names, [".bashrc", ".config", ".config/fish", ".config/fish/config.fish", ".zshrc"]);
}

#[test]
fn a_directory_that_has_become_the_users_stays() {
    let home = Home::new();
    home.says(&["install", "--shell", "fish"]);
    home.write(".config/other", "mine");
    home.says(&["uninstall"]);
    let names: Vec<_> = home.tree().into_keys().collect();
    assert_eq!(names, [Path::new(".config"), Path::new(".config/other")]);
}

#[test]
fn symlinks_into_a_repository_of_dotfiles_stay_symlinks() {
    let home = Home::new();
    let dotfiles = home.sandbox.path().join("dotfiles");
    fs::create_dir_all(dotfiles.join("fish")).unwrap();
    fs::write(dotfiles.join("bashrc"), "alias x=y").unwrap();
    fs::write(dotfiles.join("fish/config.fish"), "set x y\n").unwrap();
    fs::create_dir(home.path().join(".config")).unwrap();
    symlink("../dotfiles/bashrc", home.path().join(".bashrc")).unwrap();
    symlink(dotfiles.join("fish"), home.path().join(".config/fish")).unwrap();
    // A link to a file that is still to be made.
    symlink(dotfiles.join("zshrc"), home.path().join(".zshrc")).unwrap();

    let before = tree(&dotfiles);
    let installed = home.there_and_back(ALL);
    assert_eq!(tree(&dotfiles), before);
    assert_eq!(installed[Path::new(".bashrc")].1, b"../dotfiles/bashrc");

    home.says(&[&["install"], ALL].concat());
    let changed = tree(&dotfiles);
    let has_lines = |file: &str| String::from_utf8_lossy(&changed[Path::new(file)].1).contains("ws install");
    assert!(has_lines("bashrc") && has_lines("zshrc") && has_lines("fish/config.fish"));
    assert!(!changed.contains_key(Path::new("bashrc.ws-backup")), "the backup is beside the link");
}

#[test]
fn the_mode_of_a_file_is_kept() {
    let home = Home::new();
    for mode in [0o600, 0o644, 0o755] {
        home.write(".bashrc", "x\n");
        fs::set_permissions(home.path().join(".bashrc"), fs::Permissions::from_mode(mode)).unwrap();
        let installed = home.there_and_back(&["--shell", "bash"]);
        assert_eq!(installed[Path::new(".bashrc")].0 & 0o777, mode);
        assert_eq!(installed[Path::new(".bashrc.ws-backup")].0 & 0o777, mode);
    }
}

/// Made by sudo, or in a directory whose group its files get: the user's own file, with a group that he is not in.
#[test]
fn a_file_whose_group_is_not_the_users() {
    if !rustix::process::geteuid().is_root() {
        println!("not root: a file cannot be given a group that one is not in");
        return;
    }
    let user = 65_534;
    let home = Home::new();
    let chown = |path: &Path, group| std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap();
    fs::set_permissions(home.sandbox.path(), fs::Permissions::from_mode(0o755)).unwrap();
    chown(&home.path(), user);
    home.write(".zshrc", "alias x=y\n");
    let file = home.path().join(".zshrc");
    chown(&file, 0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    // A program that the user may start.
    let program = home.bin().join("ws");
    fs::remove_file(&program).unwrap();
    tools::copy_program(Path::new(env!("CARGO_BIN_EXE_ws")), &program).unwrap();
    for (arguments, has) in [(&["install", "--shell", "zsh"][..], true), (&["uninstall", "--yes"], false)] {
        let mut ws = home.command("setpriv");
        ws.args(["--reuid=65534", "--regid=65534", "--clear-groups", "ws"]).args(arguments);
        let output = ws.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(home.read(".zshrc").contains("ws install"), has);
        // Group members may do no more than everybody.
        let metadata = fs::metadata(&file).unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), metadata.mode() & 0o777), (user, user, 0o644));
    }
    assert_eq!(home.read(".zshrc"), "alias x=y\n");
}

#[test]
fn what_is_written_later_stays() {
    let home = Home::new();
    home.write(".bashrc", "before");
    home.says(&["install", "--shell", "bash"]);
    home.write(".bashrc", home.read(".bashrc") + "after\n");
    home.says(&["uninstall"]);
    assert_eq!(home.read(".bashrc"), "before\nafter\n");
    assert_eq!(home.read(".bashrc.ws-backup"), "before", "it says something else, so it stays");

    // The next backup does not replace it, and goes when it is needless.
    home.says(&["install", "--shell", "bash"]);
    assert_eq!(home.read(".bashrc.ws-backup-2"), "before\nafter\n");
    home.says(&["uninstall"]);
    assert!(!home.path().join(".bashrc.ws-backup-2").exists());
    assert_eq!(home.read(".bashrc.ws-backup"), "before");
}

#[test]
fn lines_of_another_ws_are_replaced_in_their_place() {
    let home = Home::new();
    home.write(".bashrc", "before\n");
    home.says(&["install", "--shell", "bash"]);
    let old = home.read(".bashrc").replace("/bin/ws", "/old/ws");
    home.write(".bashrc", format!("{old}after\n"));
    home.says(&["install", "--shell", "bash"]);
    let now = home.read(".bashrc");
    assert!(now.starts_with("before\n") && now.ends_with("after\n") && !now.contains("/old/ws"), "{now}");
    assert_eq!(now.matches(">>> ws install >>>").count(), 1);
}

#[test]
fn the_file_may_be_named() {
    let home = Home::new();
    home.write(".bash_profile", "x\n");
    home.says(&["install", "--shell", "bash", "--file", ".bash_profile"]);
    assert!(home.read(".bash_profile").contains("completions bash"));
    assert!(!home.path().join(".bashrc").exists());
    home.says(&["uninstall", "--shell", "bash", "--file", ".bash_profile"]);
    assert_eq!(home.read(".bash_profile"), "x\n");
}

#[test]
fn variables_say_where_the_files_are() {
    let home = Home::new();
    let mut install = home.command("ws");
    install.args(["install", "--shell", "zsh", "--shell", "fish"]);
    install.env("ZDOTDIR", home.path().join("zsh")).env("XDG_CONFIG_HOME", home.path().join("xdg"));
    assert!(install.output().unwrap().status.success());
    assert!(home.read("zsh/.zshrc").contains("completions zsh"));
    assert!(home.read("xdg/fish/config.fish").contains("completions fish"));
}

/// A variable that `~/.zshenv` sets and nobody exports.
#[test]
fn zsh_says_itself_where_its_files_are() {
    let home = Home::new();
    home.write(".zshenv", "ZDOTDIR=~/.config/zsh\n");
    fs::create_dir_all(home.path().join(".config/zsh")).unwrap();
    let said = home.says(&["install", "--shell", "zsh"]);
    assert!(home.read(".config/zsh/.zshrc").contains("ws install") && !home.path().join(".zshrc").exists());
    assert!(said.contains("zsh: a new shell has the hook"), "{said}");
    home.says(&["uninstall"]);
    assert!(!home.path().join(".config/zsh/.zshrc").exists());
}

/// Without such a file nothing is made, since it might hide one that comes later; but it is said.
#[test]
fn a_bash_without_any_login_file_is_told_so() {
    let home = Home::new();
    home.write(".bashrc", "alias x=y\n");
    let said = home.says(&["install", "--shell", "bash"]);
    assert!(
        said.contains("bash: a new shell has the hook") && said.contains("put `. ~/.bashrc` into ~/.bash_profile"),
        "{said}"
    );
    home.write(".bash_profile", ". ~/.bashrc\n");
    let said = home.says(&["install", "--shell", "bash"]);
    assert!(!said.contains("reads no file of yours"), "{said}");
}

/// A login shell of bash reads one file, which need not read `~/.bashrc`.
#[test]
fn a_login_file_that_does_not_read_bashrc_gets_the_lines_too() {
    for (file, text, gets) in [
        (".bash_profile", "export EDITOR=vi\n# like bashrc\n", true),
        (".bash_login", "export EDITOR=vi\n", true),
        (".profile", "EDITOR=vi\n", true),
        (".bash_profile", "[ -f ~/.bashrc ] && . ~/.bashrc\n", false),
    ] {
        let home = Home::new();
        home.write(".bashrc", "alias x=y\n");
        home.write(file, text);
        let said = home.says(&["install", "--shell", "bash"]);
        assert_eq!(home.read(file).contains("ws install"), gets, "{file}: {text}");
        assert!(said.contains("bash: a new shell has the hook") && said.contains("bash: a login shell has"), "{said}");
        if file == ".profile" {
            // Others read it as well.
            let output = home.command("sh").args(["-l", "-c", "echo fine"]).output().unwrap();
            assert!(output.stdout == b"fine\n" && output.stderr.is_empty(), "{output:?}");
        }
        home.says(&["uninstall"]);
        assert_eq!((home.read(file).as_str(), home.read(".bashrc").as_str()), (text, "alias x=y\n"));
    }
}

#[test]
fn a_start_up_file_that_ends_early_is_told() {
    let home = Home::new();
    home.write(".bashrc", "return\n");
    let said = home.says(&["install", "--shell", "bash"]);
    assert!(said.contains("bash: a new shell does not have the hook"), "{said}");
}

/// fish reads `conf.d` too: where the user keeps it that way, and where config.fish is somebody else's.
#[test]
fn fish_s_lines_go_where_they_can() {
    let home = Home::new();
    home.write(".config/fish/conf.d/mine.fish", "set -g mine 1\n");
    let said = home.says(&["install", "--shell", "fish"]);
    assert!(home.read(".config/fish/conf.d/ws.fish").contains("ws install"), "{said}");
    assert!(said.contains("fish: a new shell has the hook"), "{said}");
    home.says(&["uninstall"]);
    home.write(".config/fish/config.fish", "set -g managed 1\n");
    let config = home.path().join(".config/fish/config.fish");
    fs::set_permissions(&config, fs::Permissions::from_mode(0o444)).unwrap();
    home.says(&["install", "--shell", "fish"]);
    assert!(home.read(".config/fish/conf.d/ws.fish").contains("ws install"));
    home.says(&["uninstall"]);
    assert!(!home.path().join(".config/fish/conf.d/ws.fish").exists());
}

/// The lines go, whatever the `nu` on PATH does.
#[test]
fn uninstalling_beside_a_nushell_that_does_not_work() {
    let home = Home::new();
    home.write(".bashrc", "x\n");
    home.says(&["install", "--shell", "bash"]);
    tools::write_script(&home.bin().join("nu"), "#!/bin/sh\nexit 1\n").unwrap();
    let said = home.says(&["uninstall", "--yes"]);
    assert!(said.contains("note:"), "{said}");
    assert_eq!(home.read(".bashrc"), "x\n");
}

/// Whoever does not name shells and cannot be asked is shown what there is to do.
#[test]
fn nothing_is_done_without_consent() {
    let home = Home::new();
    home.write(".bashrc", "x\n");
    let before = home.tree();
    let shown = home.says(&["install"]);
    assert_eq!(home.tree(), before);
    assert!(shown.contains("+ # >>> ws install >>>") && shown.contains("nothing was changed"), "{shown}");
    assert!(shown.contains("--shell") && shown.contains("--yes"), "{shown}");
    assert!(!shown.contains(".zshrc"), "a shell that is not used: {shown}");
    home.there_and_back(&["--yes"]);
}

/// In a new home, or a container: no shell seems to be used, and what there is to do is said for each that is there.
#[test]
fn shells_that_have_no_file_yet_are_named() {
    let home = Home::new();
    let before = home.tree();
    let shown = home.says(&["install", "--yes"]);
    for shell in ["bash", "zsh", "fish"] {
        assert!(shown.contains(&format!("`ws install --shell {shell}` makes one")), "{shown}");
    }
    assert_eq!(home.tree(), before);
    home.write(".bashrc", "x\n");
    assert!(!home.says(&["install"]).contains("makes one"));
}

#[test]
fn each_file_is_asked_about() {
    let home = Home::new();
    home.write(".bashrc", "x\n");
    home.write(".zshrc", "x\n");
    let mut command = home.command("ws");
    command.arg("install");
    let mut shell = home.command("sh");
    shell.args(["-c", "ws install; echo ended; sleep 60"]).env("TERM", "screen");
    let terminal = Terminal::open(&shell, &home.path(), "for bash? [y/N]");
    terminal.line("n");
    terminal.wait_for("for zsh? [y/N]");
    terminal.line("y");
    terminal.wait_for("ended");
    assert_eq!(home.read(".bashrc"), "x\n");
    assert!(home.read(".zshrc").contains("ws install"));
}

/// The lines work in the real shells: the file is read without a complaint, and completion is there.
#[test]
fn the_lines_work() {
    for (shell, probe, expected) in [
        ("bash", "complete -p ws", "__ws_complete"),
        ("zsh", "print $_comps[ws]", "__ws_complete"),
        ("fish", "complete ws", "__ws_complete"),
    ] {
        let home = Home::new();
        home.says(&["install", "--shell", shell]);
        let output = home.command(shell).args(["-i", "-c", probe]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(expected), "{shell}: {output:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("ws"), "{shell}: {output:?}");
    }
}

/// Only where somebody types: a script pays nothing for the lines, nor does a command that comes over the network.
#[test]
fn a_script_starts_no_ws() {
    for shell in ["bash", "zsh", "fish"] {
        let home = Home::new();
        home.says(&["install", "--shell", shell]);
        let (ws, log) = (home.bin().join("ws"), home.path().join("started"));
        fs::rename(&ws, home.bin().join("real")).unwrap();
        let script = format!("#!/bin/sh\necho \"$@\" >>{}\nexec \"${{0%/*}}/real\" \"$@\"\n", log.display());
        tools::write_script(&ws, &script).unwrap();
        let ran = |arguments: &[&str]| {
            let output = home.command(shell).args(arguments).env("SSH_CONNECTION", "1").output().unwrap();
            assert!(output.status.success(), "{shell}: {output:?}");
            fs::read_to_string(&log).unwrap_or_default()
        };
        assert_eq!(ran(&["-c", "true"]), "", "{shell}");
        assert_eq!(ran(&["-l", "-c", "true"]), "", "{shell}: a login shell's");
        let typed = ran(&["-i", "-c", "true"]);
        assert!(typed.contains("hook") && typed.contains("completions"), "{shell}: {typed}");
    }
}

#[test]
fn a_ws_that_is_gone_is_no_error_in_each_new_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let home = Home::new();
        home.says(&["install", "--shell", shell]);
        fs::remove_file(home.bin().join("ws")).unwrap();
        let output = home.command(shell).args(["-i", "-c", "echo fine"]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "fine");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("ws"), "{shell}: {output:?}");
    }
}

/// A path with blanks and quotes is quoted by each shell's own rules.
#[test]
fn a_program_in_an_odd_place_works() {
    for (shell, probe) in [("bash", "complete -p ws"), ("zsh", "print $_comps[ws]"), ("fish", "complete ws")] {
        let home = Home::new();
        let odd = home.sandbox.path().join("it's a $HOME \\ place");
        fs::create_dir(&odd).unwrap();
        tools::copy_program(Path::new(env!("CARGO_BIN_EXE_ws")), &odd.join("ws")).unwrap();
        let mut install = home.command(odd.join("ws").to_str().unwrap());
        assert!(install.args(["install", "--shell", shell]).output().unwrap().status.success());
        let output = home.command(shell).args(["-i", "-c", probe]).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("__ws_complete"), "{shell}: {output:?}");
    }
}
