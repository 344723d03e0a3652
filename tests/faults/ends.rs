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
fn children_end_with_whoever_reads_what_they_say() {
    const LOUD: &str = "echo $$ >fg.new; mv fg.new fg; exec yes";
    const SILENT: &str = "echo $$ >fg.new; mv fg.new fg; sleep 3600; sleep 3600";
    for (format, script) in [("table", LOUD), ("table", SILENT), ("jsonl", LOUD), ("jsonl", SILENT), ("json", SILENT)] {
        let scene = Scene::new(&["a"]);
        let temporary = scene.path("temporary");
        std::fs::create_dir(&temporary).unwrap();
        let mut command = scene.behind(&[], &["exec", "--format", format, "--", "sh", "-c", script]);
        let command = command.env("TMPDIR", &temporary).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        wait_until("the command runs", || scene.path("a/fg").exists());
        let pid = std::fs::read_to_string(scene.path("a/fg")).unwrap().trim().parse().unwrap();
        drop(child.stdout.take());
        wait_until(&format!("ws ends, {format}"), || child.try_wait().unwrap().is_some());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""), "{format}");
        wait_until("its child too", || !runs(Pid::from_raw(pid).unwrap()));
        // What was shown need not be kept.
        let kept = std::fs::read_dir(&temporary).unwrap().count();
        assert!(kept == 0 || format != "table", "{kept} files");
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

/// Ways out of the group and the session that a child is given: by `timeout`, by `setsid`, by both forks of a daemon, by job
/// control, and by a daemon without the environment that its parent had. Each writes its number to a file; the child itself
/// does not end when it is asked.
const WAYS_OUT: &str = r#"
trap '' TERM
say() { echo "echo \$\$ >$1.new; mv $1.new $1; exec sleep 3600"; }
timeout 3600 sh -c "$(say timeout)" &
setsid sh -c "$(say setsid)" &
(setsid sh -c "$(say daemon)" &)
(setsid sh -c "trap '' TERM HUP INT; $(say deaf)" &)
bash -mc "$(say jobs) & wait" &
setsid env -i PATH="$PATH" sh -c "$(say bare)" &
wait; sleep 3600
"#;

fn outside(scene: &Scene) -> Vec<PathBuf> {
    ["timeout", "setsid", "daemon", "deaf", "jobs", "bare"].iter().map(|file| scene.path("a").join(file)).collect()
}

fn pid_in(file: &PathBuf) -> Pid {
    Pid::from_raw(std::fs::read_to_string(file).unwrap().trim().parse().unwrap()).unwrap()
}

#[test]
fn what_leaves_its_group_or_session_ends_with_ws_too() {
    for signal in [Signal::KILL, Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let scene = Scene::new(&["a"]);
        let mut command = scene.behind(&["env", "--default-signal"], &["exec", "--", "bash", "-c", WAYS_OUT]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
        let files = outside(&scene);
        wait_until("all are out", || files.iter().all(|file| file.exists()));
        let pids: Vec<(PathBuf, Pid)> = files.into_iter().map(|file| (file.clone(), pid_in(&file))).collect();
        assert!(pids.iter().all(|(_, pid)| runs(*pid)));
        end(&child, signal);
        child.wait().unwrap();
        wait_until(&format!("{signal:?} leaves nothing of {pids:?}"), || !pids.iter().any(|(_, pid)| runs(*pid)));
    }
}

/// A time that is over ends all of it as well, and nothing of another task that runs beside it.
#[test]
fn a_time_that_is_over_ends_what_is_outside_too() {
    let scene = Scene::new(&["a", "b"]);
    scene.write("a/way-out.sh", WAYS_OUT);
    scene.write("a/wrknv.toml", "[tasks.late]\nrun = \"bash way-out.sh\"\ntimeout = 2\n");
    let other = "setsid sh -c 'echo $$ >setsid.new; mv setsid.new setsid; exec sleep 3600' & sleep 4";
    scene.write("b/way-out.sh", other);
    scene.write("b/wrknv.toml", "[tasks]\nlate = \"bash way-out.sh\"\n");
    let output = scene.behind(&[], &["run", "late", "--format", "json"]).output().unwrap();
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&rows[0]["state"], &rows[1]["state"]), (&"timed_out".into(), &"ok".into()), "{rows}");
    for file in outside(&scene) {
        // On a machine that is busy not all were out in time.
        let pid = file.exists().then(|| pid_in(&file));
        wait_until(&format!("{} ends", file.display()), || pid.is_none_or(|pid| !runs(pid)));
    }
    // What a task left behind on purpose and ended well lives on.
    let daemon = pid_in(&scene.path("b/setsid"));
    assert!(runs(daemon));
    kill_process(daemon, Signal::KILL).unwrap();
}
