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
        spill_directory: std::env::temp_dir(),
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
        assert!(begun.elapsed() < limit + Duration::from_secs(2), "{script}: {:?}", begun.elapsed());
        if let Some(file) = finished.stdout.file {
            std::fs::remove_file(file).unwrap();
        }
    }
    // It has ended; what it left behind holds its streams.
    let begun = Instant::now();
    assert_eq!(finish(&shell("sleep 60 & echo done")).end, End::Exited(0));
    assert!(begun.elapsed() < Duration::from_secs(2));
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

#[test]
fn many_children_leave_nothing_open() {
    let open = || std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    finish(&shell(""));
    let before = open();
    for _ in 0..300 {
        finish(&Job { program: "/bin/true".into(), arguments: Vec::new(), ..shell("") });
    }
    // Other tests open and close files meanwhile.
    assert!(open() < before + 50, "{before} {}", open());
}

#[test]
fn results_come_in_order_and_no_more_than_asked_at_once() {
    let at_once = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let counts = Arc::clone(&at_once);
    let results = in_order((0..50_u64).collect(), 4, move |item| {
        let now = counts.0.fetch_add(1, Ordering::SeqCst) + 1;
        counts.1.fetch_max(now, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(item % 3));
        counts.0.fetch_sub(1, Ordering::SeqCst);
        item * 2
    });
    assert_eq!(results.collect::<Vec<_>>(), (0..50).map(|item| item * 2).collect::<Vec<_>>());
    assert!(at_once.1.load(Ordering::SeqCst) <= 4);
}
