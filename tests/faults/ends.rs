//! However `ws` ends, what it started ends too.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::{Scene, wait_until};

/// Two processes for each sibling, which say who they are: the command's own and one that it left in the background. The
/// first does not end when it is asked.
const SCRIPT: &str =
    "trap '' TERM; sleep 3600 & echo $! >bg.new; mv bg.new bg; echo $$ >fg.new; mv fg.new fg; wait; sleep 3600";

fn start(scene: &Scene, before: &[&str]) -> Child {
    let mut command = scene.behind(before, &["exec", "--", "sh", "-c", SCRIPT]);
    // A group of its own, so that the signal reaches `ws` alone.
    command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let child = command.spawn().unwrap();
    wait_until("the commands run", || files(scene).iter().all(|file| file.exists()));
    child
}

fn files(scene: &Scene) -> Vec<PathBuf> {
    ["a/fg", "a/bg", "b/fg", "b/bg"].iter().map(|file| scene.path(file)).collect()
}

fn pids(scene: &Scene) -> Vec<Pid> {
    let pid = |file: &PathBuf| Pid::from_raw(std::fs::read_to_string(file).unwrap().trim().parse().unwrap()).unwrap();
    files(scene).iter().map(pid).collect()
}

/// Whether a process runs. One that has ended and that nobody waits for does not.
fn runs(pid: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())).unwrap_or_default();
    let state = stat.rsplit_once(')').map_or("", |(_, rest)| rest.trim_start());
    test_kill_process(pid).is_ok() && !state.starts_with('Z')
}

fn end(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

#[test]
fn children_end_with_ws_by_any_signal() {
    for signals in [
        &[Signal::KILL][..],
        &[Signal::HUP],
        &[Signal::TERM],
        &[Signal::QUIT],
        &[Signal::INT],
        // The second ends `ws` at once.
        &[Signal::TERM, Signal::TERM],
        &[Signal::INT, Signal::INT],
    ] {
        let scene = Scene::new(&["a", "b"]);
        // Whoever runs the tests may have signals ignored (nohup, a job in the background), which children inherit.
        let mut child = start(&scene, &["env", "--default-signal"]);
        let pids = pids(&scene);
        assert!(pids.iter().all(|pid| runs(*pid)));
        for signal in signals {
            end(&child, *signal);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        child.wait().unwrap();
        wait_until(&format!("{signals:?} leaves nothing"), || !pids.iter().any(|pid| runs(*pid)));
    }
}

#[test]
fn what_nohup_protects_goes_on() {
    let scene = Scene::new(&["a", "b"]);
    let mut child = start(&scene, &["nohup"]);
    end(&child, Signal::HUP);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(pids(&scene).iter().all(|pid| runs(*pid)) && child.try_wait().unwrap().is_none());
    end(&child, Signal::KILL);
    child.wait().unwrap();
    let pids = pids(&scene);
    wait_until("the kill leaves nothing", || !pids.iter().any(|pid| runs(*pid)));
}

#[test]
fn files_of_a_killed_run_are_taken_away() {
    let scene = Scene::new(&["a"]);
    let left = [".ws-new-left", ".tmpLEFT"].map(|name| scene.path("root/.ws/snapshots").join(name));
    std::fs::create_dir_all(scene.path("root/.ws/snapshots")).unwrap();
    for file in &left {
        std::fs::write(file, "").unwrap();
    }
    assert!(scene.rows(&["snapshot", "save", "x"]).0.status.success());
    assert!(!left.iter().any(|file| file.exists()));
    // The registry's, as this version and earlier ones left it.
    let state = scene.sandbox.home().join(".local/state/ws");
    std::fs::create_dir_all(&state).unwrap();
    for name in [".ws-new-left", "trusted.json.new"] {
        std::fs::write(state.join(name), "").unwrap();
    }
    scene.sh("chmod 700 home/.local/state/ws; chmod 600 home/.local/state/ws/* home/.local/state/ws/.ws*");
    let output = scene.behind(&[], &["trust"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(!state.join(".ws-new-left").exists() && !state.join("trusted.json.new").exists());
}
