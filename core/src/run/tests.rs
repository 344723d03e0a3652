//! Schedules: of real children, as they were recorded.

use std::collections::{BTreeMap, HashSet};

use super::schedule::heights;
use super::*;
use crate::env::Env;
use crate::tasks::TaskStep;

fn unit(place: usize, script: &str, after: &[usize]) -> Unit {
    let words = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
    Unit {
        name: format!("u{place}"),
        layer: None,
        task: Some("t".to_owned()),
        directory: "/".into(),
        steps: Ok(vec![TaskStep { words, line: script.to_owned(), ..TaskStep::default() }]),
        after: after.to_vec(),
        unknown: None,
    }
}

fn rows(units: Vec<Unit>, jobs: usize, fail_fast: bool) -> Vec<RunRow> {
    let env = Env::from([("PATH".into(), "/usr/bin:/bin".into())]);
    let host = Host { env: env.clone(), spill_directory: "/tmp".into(), cancelled: Arc::new(|| false) };
    let env = Environment { with_venv: env.clone(), without_venv: env, siblings: Vec::new() };
    let mut rows: Vec<RunRow> =
        run(units, env, RunOptions { jobs, fail_fast, whole_output: true }, host, Arc::new(|_, _, _| {})).collect();
    rows.sort_by_key(|row| row.place);
    rows
}

/// Four layers of fifty, each unit after three of the layer below; deterministic.
fn graph(script: impl Fn(usize) -> String) -> Vec<Unit> {
    let below = |place: usize| match place / 50 {
        0 => Vec::new(),
        layer => (0..3).map(|n| (layer - 1) * 50 + (place * 7 + n * 17) % 50).collect(),
    };
    (0..200).map(|place| unit(place, &script(place), &below(place))).collect()
}

fn end(row: &RunRow) -> Duration {
    row.began_after.unwrap() + row.duration.unwrap()
}

/// How much longer a schedule took than the two bounds that none can beat, with the durations as they were.
fn over_bound(units: &[Unit], rows: &[RunRow], jobs: usize) -> f64 {
    let work: Duration = rows.iter().map(|row| row.duration.unwrap()).sum::<Duration>() / u32::try_from(jobs).unwrap();
    let mut chains = vec![Duration::ZERO; units.len()];
    for (place, unit) in units.iter().enumerate() {
        let below = unit.after.iter().map(|before| chains[*before]).max().unwrap_or_default();
        chains[place] = below + rows[place].duration.unwrap();
    }
    let bound = work.max(chains.into_iter().max().unwrap());
    rows.iter().map(end).max().unwrap().as_secs_f64() / bound.as_secs_f64()
}

#[test]
fn nothing_begins_before_what_it_depends_on_has_ended() {
    let jobs = 6;
    let units = graph(|place| format!("sleep 0.0{}", 3 + place % 5));
    let mut ratios = Vec::new();
    // A machine that is busy with something else gets another try, but for what must always hold.
    while ratios.len() < 5 && ratios.last().is_none_or(|ratio| *ratio > 1.15) {
        let rows = rows(units.clone(), jobs, false);
        assert!(rows.len() == 200 && rows.iter().all(|row| row.state == RunState::Ok));
        for (row, unit) in rows.iter().zip(&units) {
            for before in &unit.after {
                assert!(row.began_after.unwrap() >= end(&rows[*before]), "{} began before u{before} ended", row.name);
            }
            let began = row.began_after.unwrap();
            let at_once =
                rows.iter().filter(|other| other.began_after <= row.began_after && end(other) > began).count();
            assert!(at_once <= jobs, "{at_once} at once");
        }
        ratios.push(over_bound(&units, &rows, jobs));
    }
    assert!(ratios.iter().any(|ratio| *ratio <= 1.15), "{ratios:?}");
}

#[test]
fn exactly_what_depends_on_a_failure_is_blocked() {
    let failing = 75;
    let units = graph(|place| if place == failing { "exit 7".to_owned() } else { "true".to_owned() });
    let mut blocked = HashSet::new();
    for (place, unit) in units.iter().enumerate() {
        if unit.after.iter().any(|before| *before == failing || blocked.contains(before)) {
            blocked.insert(place);
        }
    }
    assert!(blocked.len() > 3);
    for row in rows(units, 4, false) {
        let expected = match row.place {
            place if place == failing => RunState::Failed,
            place if blocked.contains(&place) => RunState::Blocked,
            _ => RunState::Ok,
        };
        assert_eq!(row.state, expected, "{}", row.name);
        assert_eq!(row.blocked_by.is_empty(), expected != RunState::Blocked);
        assert_eq!(
            row.exit_code,
            match expected {
                RunState::Ok => Some(0),
                RunState::Failed => Some(7),
                _ => None,
            }
        );
    }
}

#[test]
fn fail_fast_begins_nothing_more() {
    let units = (0..20).map(|place| unit(place, if place == 2 { "exit 1" } else { "true" }, &[])).collect();
    let rows = rows(units, 1, true);
    let states: Vec<RunState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states[..3], [RunState::Ok, RunState::Ok, RunState::Failed]);
    assert!(states[3..].iter().all(|state| *state == RunState::Cancelled));
}

#[test]
fn the_longest_chain_goes_first() {
    // Three short ones, and a chain of three behind the fourth.
    let mut units: Vec<Unit> = (0..4).map(|place| unit(place, "true", &[])).collect();
    units.push(unit(4, "true", &[3]));
    units.push(unit(5, "true", &[4]));
    assert_eq!(heights(&units), [1, 1, 1, 3, 2, 1]);
    let rows = rows(units, 1, false);
    assert!(rows[3].began_after < rows[0].began_after);
}

#[test]
fn several_commands_stop_at_the_first_that_fails() {
    let mut one = unit(0, "echo a; echo b >&2", &[]);
    let Ok(steps) = &mut one.steps else { panic!("no steps") };
    let step = |script: &str, timeout: Option<u64>, after: &[usize]| TaskStep {
        words: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
        env: BTreeMap::from([("X".to_owned(), "1".to_owned())]),
        working_dir: Some("tmp".into()),
        timeout: timeout.map(Duration::from_millis),
        after: after.to_vec(),
        ..TaskStep::default()
    };
    steps.push(step("echo $X; pwd; exit 4", None, &[0]));
    steps.push(step("echo never", None, &[1]));
    let mut late = unit(1, "true", &[]);
    late.steps = Ok(vec![step("sleep 20", Some(200), &[])]);
    let rows = rows(vec![one, late], 2, false);
    assert_eq!((rows[0].state, rows[0].exit_code), (RunState::Failed, Some(4)));
    assert_eq!((rows[0].stdout.text().as_str(), rows[0].stderr.text().as_str()), ("a\n1\n/tmp\n", "b\n"));
    assert_eq!(rows[1].state, RunState::TimedOut);
}

/// Three parts side by side: each waits for the others to have begun, one fails, and all end.
#[test]
fn parts_side_by_side_all_run_to_their_end() {
    let directory = tempfile::tempdir().unwrap();
    let part = |name: &str, end: &str| TaskStep {
        part: name.to_owned(),
        words: [
            "sh",
            "-c",
            &format!("touch {name}; while ! [ -e a -a -e b -a -e c ]; do sleep 0.01; done; echo {name}; {end}"),
        ]
        .map(str::to_owned)
        .to_vec(),
        ..TaskStep::default()
    };
    let mut all = unit(0, "true", &[]);
    all.directory = directory.path().to_owned();
    let last = TaskStep {
        part: "last".to_owned(),
        words: vec!["true".to_owned()],
        after: vec![0, 1, 2],
        ..TaskStep::default()
    };
    all.steps = Ok(vec![part("a", "exit 3"), part("b", "true"), part("c", "exit 4"), last]);
    let row = rows(vec![all], 1, true).remove(0);
    assert_eq!((row.state, row.exit_code, row.step.as_deref()), (RunState::Failed, Some(3), Some("a, c")));
    assert_eq!(row.stdout.text(), "a\nb\nc\n");
    let message = row.error.unwrap().message;
    assert_eq!(message, "2 commands failed: `a` (exit code 3), `c` (exit code 4)");
}

#[test]
fn what_is_not_there_is_skipped_whatever_failed() {
    let mut lacking = unit(1, "true", &[0]);
    lacking.steps = Err(RowError::new("ws::tasks::none", "no task"));
    let mut broken = unit(2, "true", &[0]);
    broken.steps = Err(RowError::new("ws::tasks::cycle", "x"));
    let rows = rows(vec![unit(0, "exit 1", &[]), lacking, broken], 2, false);
    let states: Vec<RunState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [RunState::Failed, RunState::Skipped, RunState::Blocked]);
}

#[test]
fn a_plan_is_in_waves() {
    let units: Vec<Unit> =
        [&[1, 2][..], &[], &[1]].iter().enumerate().map(|(n, after)| unit(n, "true", after)).collect();
    let rows = plan(&units);
    let seen: Vec<(&str, Option<usize>)> = rows.iter().map(|row| (row.name.as_str(), row.wave)).collect();
    assert_eq!(seen, [("u1", Some(0)), ("u2", Some(1)), ("u0", Some(2))]);
    assert!(rows.iter().all(|row| row.state == RunState::Planned && row.commands == ["true"]));
}
