//! Hard children, large output, and many of them.

use super::*;

fn shell(script: &str) -> Job {
    Job {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        directory: "/".into(),
        env: Env::from([("PATH".into(), "/usr/bin:/bin".into())]),
        timeout: Some(Duration::from_secs(20)),
        silence: None,
        spill_directory: Some(tempfile::env::temp_dir()),
    }
}

fn finish(job: &Job) -> Finished {
    run(job, &|| false, &mut |_, _| {})
}

#[test]
fn what_is_said_and_how_it_ends() {
    let finished = finish(&shell("echo out; echo err >&2; exit 3"));
    assert_eq!(finished.end, End::Exited(3));
    assert_eq!((finished.stdout.text().as_str(), finished.stderr.text().as_str()), ("out\n", "err\n"));
    assert_eq!(finish(&shell("kill -9 $$")).end, End::Signalled(9));
    let absent = finish(&Job { program: "absent".into(), ..shell("") });
    assert!(matches!(absent.end, End::NotStarted(error) if error.code == "ws::exec::not_found"));
    let nowhere = finish(&Job { directory: "/absent".into(), ..shell("") });
    assert!(matches!(nowhere.end, End::NotStarted(error) if error.message.contains("/absent")));
}

#[test]
fn each_hard_child_ends_in_time() {
    let limit = Duration::from_millis(400);
    // Half of what each would take by itself.
    let in_time = Duration::from_secs(30);
    for script in [
        "sleep 60",
        "exec >/dev/null 2>&1; sleep 60",
        "exec >&- 2>&-; sleep 60",
        "trap '' TERM; while :; do sleep 1; done",
        "(trap '' TERM; sleep 60) & wait",
        "yes",
    ] {
        let begun = Instant::now();
        let finished = finish(&Job { timeout: Some(limit), ..shell(script) });
        assert_eq!(finished.end, End::TimedOut, "{script}");
        assert!(begun.elapsed() < in_time, "{script}: {:?}", begun.elapsed());
        if let Some(file) = finished.stdout.file {
            std::fs::remove_file(file).unwrap();
        }
    }
    // It has ended; what it left behind holds its streams.
    let begun = Instant::now();
    let left = finish(&shell("sleep 60 & echo $!"));
    assert_eq!(left.end, End::Exited(0));
    let pid = left.stdout.text().trim().parse().ok().and_then(Pid::from_raw).unwrap();
    rustix::process::kill_process(pid, Signal::KILL).unwrap();
    assert!(begun.elapsed() < in_time);
    let silent = finish(&Job { silence: Some(limit), ..shell("echo x; sleep 60") });
    assert_eq!((silent.end, silent.stdout.text().as_str()), (End::Silent, "x\n"));
    let cancelled = run(&shell("sleep 60"), &|| begun.elapsed() > Duration::from_millis(100), &mut |_, _| {});
    assert_eq!(cancelled.end, End::Cancelled);
}

#[test]
fn output_that_is_too_large_for_memory_is_in_a_file() {
    let finished = finish(&shell("head -c 20000000 /dev/zero; echo end; echo small >&2"));
    let file = finished.stdout.file.as_ref().unwrap();
    let all = std::fs::read(file).unwrap();
    std::fs::remove_file(file).unwrap();
    assert_eq!((all.len(), &all[20_000_000..]), (20_000_004, b"end\n".as_slice()));
    assert_eq!((finished.stdout.bytes.len(), finished.stdout.total), (CAPTURE_LIMIT, 20_000_004));
    assert!(finished.stderr.file.is_none());
}

/// Ten thousand children, one after another: each is waited for, and everything that was opened for it is closed.
#[cfg(target_os = "linux")]
#[test]
fn children_leave_neither_descriptors_nor_zombies() {
    let open = || std::fs::read_dir("/proc/self/fd").unwrap().count();
    let job = Job { program: "/bin/true".into(), arguments: Vec::new(), ..shell("") };
    let before = open();
    for _ in 0..1_000 {
        assert!(finish(&job).success());
    }
    // Other tests of this process have files and children of their own: a few, and not thousands.
    assert!(open() < before + 200, "{} descriptors, {before} before", open());
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let own = status.lines().find_map(|line| line.strip_prefix("Pid:")).unwrap().trim().to_owned();
    let is_own_zombie = |stat: &str| {
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        let mut fields = after.split_whitespace();
        (fields.next(), fields.next()) == (Some("Z"), Some(own.as_str()))
    };
    let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path().join("stat"));
    let zombies = processes.filter_map(|stat| std::fs::read_to_string(stat).ok()).filter(|stat| is_own_zombie(stat));
    assert!(zombies.count() < 50);
}
