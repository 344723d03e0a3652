//! Names that would run something if anything were evaluated that should not be.

use std::fs;

use super::{ALL, Session, Shell, value, workspace};

const NAMES: [&str; 8] = [
    "it's",
    "say \"x\"",
    "$(touch PWNED)",
    "`touch PWNED`",
    "a; touch PWNED",
    "-rf",
    "tab\there é😀",
    "back\\slash'; touch PWNED; '",
];

#[test]
fn nothing_in_a_name_or_a_value_runs() {
    std::thread::scope(|scope| {
        for shell in ALL {
            scope.spawn(move || {
                let session = Session::start(shell, "");
                let before = session.after("true");
                for (number, name) in NAMES.into_iter().enumerate() {
                    let directory = session.path(&format!("odd{number}")).join(name);
                    workspace(&directory, "odd");
                    let config = directory.join("root/wrknv.toml");
                    let text = fs::read_to_string(&config).unwrap();
                    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"").replace('\t', "\\t");
                    fs::write(&config, text.replace("LOG_LEVEL = \"odd\"", &format!("LOG_LEVEL = \"{escaped}\"")))
                        .unwrap();
                    session.ws(&directory.join("root"), &["trust"]);
                    // By way of a link, whose name any shell can be told.
                    let link = session.path(&format!("link{number}"));
                    std::os::unix::fs::symlink(directory.join("root"), &link).unwrap();
                    let inside = session.enter(&link);
                    let venv = directory.join("root/.venv");
                    assert_eq!(value(&inside, "VIRTUAL_ENV"), Some(venv.to_str().unwrap()), "{shell:?}");
                    assert_eq!(value(&inside, "LOG_LEVEL"), Some(name), "{shell:?}");
                    let path = value(&inside, "PATH").unwrap();
                    assert!(path.starts_with(&format!("{}/bin:", venv.display())), "{shell:?}: {path}");
                    assert_eq!(session.enter(&session.path("outside")), before, "{shell:?}: {name}");
                }
                for directory in ["outside", "home", "one"] {
                    assert!(!session.path(directory).join("PWNED").exists(), "{shell:?}");
                }
            });
        }
    });
}

/// A path that cannot stand in PATH is refused, and says why.
#[test]
fn a_colon_is_refused() {
    let session = Session::start(Shell::Bash, "");
    let directory = session.path("a:b");
    workspace(&directory, "odd");
    let output =
        session.sandbox.command(env!("CARGO_BIN_EXE_ws"), &directory.join("root")).arg("trust").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("contains a colon"), "{output:?}");
}
