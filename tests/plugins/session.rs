//! One Nushell that is used all day: its plugins hold no more memory, threads or files after many calls than after a
//! few, and work whose reader has gone leaves no process. `WS_CALLS` says how many calls; a few hundred otherwise.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use ws_test_support::workspace::SiblingSpec;

use super::Nu;

/// Memory that may come with fragments of the heap and with threads that have ended: in MiB.
const SLACK: f64 = 8.0;

/// Calls of every plugin: rows, text, errors, piped names, a reader that has enough.
const CALLS: [&str; 10] = [
    "ws siblings | ignore",
    "ws siblings | first 1 | ignore",
    "ws siblings --fast | where dirty | ws status | ignore",
    "try { ws siblings pyvidr | ignore }",
    "['pyvider'] | each {|it| $it } | ws siblings --fast | ignore",
    "ws layers | ignore",
    "ws tasks | ignore",
    "ws venv | ignore",
    "try { ws venv activate }",
    "ws exec --jobs 1 true | first 1 | ignore",
];

#[test]
fn many_calls_take_no_more_than_a_few() {
    let calls: usize = std::env::var("WS_CALLS").ok().and_then(|calls| calls.parse().ok()).unwrap_or(500);
    let nu = Nu::with(&["pyvider", "pyvider-cty", "wrknv"].map(|name| SiblingSpec::new(name).layer("framework")));
    let script = format!(
        "$env.config.plugin_gc.default.enabled = false\n\
         def seen [] {{ plugin list | where pid != null | append {{name: nu, pid: $nu.pid}} | each {{|it|\n\
         let status = open --raw $'/proc/($it.pid)/status' | lines | parse '{{key}}:{{value}}'\n\
         let kib = $status | where key == VmRSS | get value.0 | parse -r '(\\d+)' | get capture0.0 | into int\n\
         {{name: $it.name, pid: $it.pid, mib: ($kib / 1024),\n\
         threads: (ls $'/proc/($it.pid)/task' | length), files: (ls $'/proc/($it.pid)/fd' | length)}} }} }}\n\
         def calls [] {{ {} }}\n\
         for _ in 1..{} {{ calls }}\nlet before = seen\nfor _ in 1..{} {{ calls }}\n\
         mut after = seen\nmut waited = 0\n\
         while $waited < 600 and ($after.files | math sum) > ($before.files | math sum) {{\n\
         sleep 100ms; $after = seen; $waited += 1 }}\n\
         {{before: $before, after: $after}} | to json --raw",
        CALLS.join("; "),
        (calls / 3 / CALLS.len()).max(1),
        (calls - calls / 3) / CALLS.len(),
    );
    let mut command = nu.command(&nu.workspace.root());
    let output = command.args(["-c", &script]).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    println!("{calls} calls: {seen:#}");
    let (before, after) = (seen["before"].as_array().unwrap(), seen["after"].as_array().unwrap());
    assert_eq!((before.len(), after.len()), (5, 5), "{seen:#}");
    for (before, after) in before.iter().zip(after) {
        assert_eq!((&before["name"], &before["pid"]), (&after["name"], &after["pid"]), "a process did not live on");
        let grown = |what: &str| after[what].as_f64().unwrap() - before[what].as_f64().unwrap();
        assert!(grown("mib") < SLACK, "memory: {before} {after}");
        // Threads that served calls are kept for the next ones.
        assert!(grown("threads") < 8.0 && grown("files") < 8.0, "{before} {after}");
    }
}

#[test]
fn readers_that_have_enough_leave_no_process() {
    let nu = Nu::with(&["first", "second", "third"].map(SiblingSpec::new));
    let directory = nu.workspace.directory();
    let program = directory.join("hang");
    ws_test_support::tools::write_script(&program, "#!/bin/sh\n[ \"${PWD##*/}\" = first ] || sleep 300\n").unwrap();
    let script = format!(
        "$env.config.plugin_gc.default.enabled = false\nws exec true | length | ignore\n\
         plugin list | where name =~ tasks | get pid.0 | print\n\
         for turn in 1..10 {{ let row = null | ws exec --jobs 1 '{}' | first; print $row.name\n\
         while not ($'{}/seen-($turn)' | path exists) {{ sleep 5ms }} }}",
        program.display(),
        directory.display()
    );
    let mut command = nu.command(&nu.workspace.root());
    let mut child = command.args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let plugin = lines.next().unwrap();
    // What watches over the children of this plugin's process ends with it.
    let watching = children(&plugin);
    let mut longest = Duration::ZERO;
    for turn in 1..=10 {
        assert_eq!(lines.next().as_deref(), Some("first"));
        let begun = Instant::now();
        while children(&plugin) != watching {
            assert!(begun.elapsed() < Duration::from_mins(1), "`{}` are left", children(&plugin));
            std::thread::sleep(Duration::from_millis(2));
        }
        longest = longest.max(begun.elapsed());
        std::fs::write(directory.join(format!("seen-{turn}")), "").unwrap();
    }
    assert!(child.wait().unwrap().success());
    println!("the last process ended {longest:?} after its reader had enough");
}

/// The processes that any thread of this one has started, and that have not ended.
fn children(process: &str) -> String {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let children = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok());
    children.collect::<String>().trim().to_owned()
}
