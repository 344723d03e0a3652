//! The registry of trusted workspaces under many writers, and under writers that are killed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ws_core::config::Config;
use ws_core::trust::{Registry, TrustError};
use ws_test_support::Sandbox;

use super::config;

/// What a child is told: state directory, root, how often to trust and untrust again.
const STATE: &str = "WS_TEST_WRITER_STATE";
const ROOT: &str = "WS_TEST_WRITER_ROOT";
const REPEAT: &str = "WS_TEST_WRITER_REPEAT";

fn workspace(sandbox: &Sandbox, name: &str) -> Config {
    let root = sandbox.path().join(name);
    let venv = root.join(".venv");
    fs::create_dir_all(venv.join("bin")).unwrap();
    fs::write(venv.join("pyvenv.cfg"), "home = /usr/bin\n").unwrap();
    for directory in [&root, &venv, &venv.join("bin")] {
        fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).unwrap();
    }
    config(&root, &venv, Vec::new())
}

fn writer(state: &Path, config: &Config, repeat: usize) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "writers::one_writer", "--ignored", "--test-threads=1"]);
    command.env(STATE, state).env(ROOT, &config.root).env(REPEAT, repeat.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
#[ignore = "the child process of the other tests here"]
fn one_writer() {
    let variable = |name: &str| std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set"));
    let (state, root) = (PathBuf::from(variable(STATE)), PathBuf::from(variable(ROOT)));
    let repeat: usize = variable(REPEAT).to_str().unwrap().parse().unwrap();
    let config = config(&root, &root.join(".venv"), Vec::new());
    for _ in 0..repeat {
        let mut registry = Registry::open(&state).unwrap();
        when_it_is_its_turn(|| registry.trust(&config, &[], &[]));
        when_it_is_its_turn(|| registry.untrust(&root));
    }
    let mut registry = Registry::open(&state).unwrap();
    when_it_is_its_turn(|| registry.trust(&config, &[], &[]));
}

/// Among a hundred on a busy machine a writer may wait for the lock until it gives up: then it comes again.
fn when_it_is_its_turn<T>(mut write: impl FnMut() -> Result<T, TrustError>) {
    while let Err(error) = write() {
        assert!(error.to_string().starts_with("cannot lock"), "{error}");
    }
}

#[test]
fn a_hundred_processes_at_once_lose_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let state = sandbox.path().join("state");
    let configs: Vec<Config> = (0..100).map(|number| workspace(&sandbox, &format!("ws{number}"))).collect();
    let children: Vec<Child> = configs.iter().map(|config| writer(&state, config, 1)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut roots = Registry::open(&state).unwrap().remembered().unwrap();
    roots.sort();
    let mut expected: Vec<PathBuf> = configs.into_iter().map(|config| config.root).collect();
    expected.sort();
    assert_eq!(roots, expected);
}

#[test]
fn a_writer_that_is_killed_leaves_the_old_file_or_the_new() {
    let sandbox = Sandbox::new().unwrap();
    let state = sandbox.path().join("state");
    let kept: Vec<Config> = (0..20).map(|number| workspace(&sandbox, &format!("kept{number}"))).collect();
    for config in &kept {
        Registry::open(&state).unwrap().trust(config, &[], &[]).unwrap();
    }
    let restless = workspace(&sandbox, "restless");
    let mut caught_at_work = 0;
    for round in 0..60_u64 {
        let mut child = writer(&state, &restless, 1_000_000);
        std::thread::sleep(Duration::from_millis(20) + Duration::from_micros(round * 337));
        child.kill().unwrap();
        child.wait().unwrap();
        let registry = Registry::open(&state).unwrap();
        let mut roots = registry.remembered().unwrap();
        roots.retain(|root| *root != restless.root);
        assert_eq!(roots.len(), kept.len(), "round {round}");
        let file = fs::metadata(ws_core::trust::registry_file(&state)).unwrap();
        assert_eq!(file.permissions().mode() & 0o7777, 0o600);
        caught_at_work += usize::from(left(&state) > 0);
        // The lock went with the process.
        Registry::open(&state).unwrap().untrust(&restless.root).unwrap();
        assert_eq!(left(&state), 0, "the next writer takes it away");
    }
    println!("killed between writing and renaming: {caught_at_work} times of 60");
    let registry = Registry::open(&state).unwrap();
    for config in &kept {
        assert_eq!(registry.check(config).unwrap(), ws_core::trust::Verdict::Trusted);
    }
}

/// How many files there are that were not finished.
fn left(state: &Path) -> usize {
    let entries = fs::read_dir(state).unwrap().map(|entry| entry.unwrap().file_name());
    entries.filter(|name| name.to_string_lossy().starts_with(".ws-new-")).count()
}
