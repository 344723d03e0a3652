//! What is refused, with nothing changed.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use ws_test_support::tools;

use super::Home;

/// It must fail, say this, and change nothing.
fn refused(home: &Home, arguments: &[&str], says: &[&str]) {
    let before = home.tree();
    let output = home.ws(arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    for words in says {
        assert!(complaint.contains(words), "`{words}`: {complaint}");
    }
    assert_eq!(home.tree(), before, "nothing changed");
}

/// It says what to do about the file, and the other shell is done all the same.
#[test]
fn a_read_only_file() {
    let home = Home::new();
    home.write(".zshrc", "x\n");
    let zshrc = home.path().join(".zshrc");
    let mode = |mode| fs::set_permissions(&zshrc, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    let says = ["cannot write", zshrc.to_str().unwrap(), "read-only", "--file"];
    refused(&home, &["install", "--shell", "zsh"], &says);

    let beside = |verb: &str| {
        let output = home.ws(&[verb, "--shell", "bash", "--shell", "zsh"]);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(says.iter().all(|words| complaint.contains(words)), "{complaint}");
    };
    beside("install");
    assert!(home.read(".bashrc").contains("ws install") && home.read(".zshrc") == "x\n");
    // Nor is it taken out of one.
    mode(0o644);
    home.says(&["install", "--shell", "zsh"]);
    mode(0o444);
    beside("uninstall");
    assert!(home.read(".zshrc").contains("ws install") && !home.path().join(".bashrc").exists());
}

#[test]
fn marks_that_do_not_pair() {
    let home = Home::new();
    home.write(".bashrc", "# >>> ws install >>>\nalias x=y\n");
    let file = home.path().join(".bashrc");
    for verb in ["install", "uninstall"] {
        refused(&home, &[verb, "--shell", "bash"], &["without an end mark", file.to_str().unwrap()]);
    }
}

#[test]
fn what_is_no_regular_file() {
    let home = Home::new();
    symlink("/dev/null", home.path().join(".bashrc")).unwrap();
    fs::create_dir(home.path().join(".zshrc")).unwrap();
    refused(&home, &["install", "--shell", "bash"], &["is not a regular file"]);
    refused(&home, &["install", "--shell", "zsh"], &["is not a regular file"]);
}

#[test]
fn a_symlink_in_a_circle() {
    let home = Home::new();
    symlink(".bashrc2", home.path().join(".bashrc")).unwrap();
    symlink(".bashrc", home.path().join(".bashrc2")).unwrap();
    refused(&home, &["install", "--shell", "bash"], &["leads in a circle"]);
}

#[test]
fn a_file_for_more_than_one_shell() {
    let home = Home::new();
    refused(&home, &["install", "--file", "x"], &["--file needs exactly one --shell"]);
    refused(&home, &["install", "--file", "x", "--shell", "bash", "--shell", "zsh"], &["exactly one --shell"]);
}

#[test]
fn a_nushell_that_is_none() {
    let home = Home::new();
    refused(&home, &["install", "--shell", "nu"], &["cannot find `nu`", "--nu"]);
    refused(&home, &["install", "--nu", "/no/such/nu"], &["cannot run `/no/such/nu`"]);
    home.write("nu", "#!/bin/sh\necho hello\n");
    let nu = home.path().join("nu");
    fs::set_permissions(&nu, fs::Permissions::from_mode(0o755)).unwrap();
    refused(&home, &["install", "--nu", nu.to_str().unwrap()], &["does not answer as Nushell"]);
}

/// A Nushell on PATH that does not work keeps nobody from the other shells.
#[test]
fn a_broken_nushell_that_nobody_named_is_a_note() {
    let home = Home::new();
    tools::write_script(&home.bin().join("nu"), "#!/bin/sh\nexit 3\n").unwrap();
    home.write(".bashrc", "x\n");
    let said = home.says(&["install", "--yes"]);
    assert!(said.contains("note:") && home.read(".bashrc").contains("ws install"), "{said}");
}
