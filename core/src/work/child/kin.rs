//! What a child has started, and what that has started, also where it left the child's group or session: `timeout` makes a
//! group of its own, `setsid` a session. Such a process is found by its parents, by its session, or by a variable that it
//! has inherited, and only where the system has /proc. It is looked for when the child is made to end; one that outlives a
//! child which ended by itself is a daemon, and stays.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// The variable by which what a job has started is known when nothing else tells.
pub(super) const NAME: &str = "WS_JOB";

/// How often it is looked for more, in case there are ever more.
const ROUNDS: usize = 16;

/// A value of [`NAME`] that no other job has. It ends in a letter that is nowhere else in it, so none is the beginning of
/// another.
pub(super) fn mark() -> OsString {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{}-{now}-{}x", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)).into()
}

/// A child that leads its group and session, and its kin.
pub(super) struct Kin {
    leader: Option<Pid>,
    /// `NAME=VALUE` as it stands in an environment.
    marked: Option<Vec<u8>>,
    /// Those that were found, with when each was started: a number may be another's later.
    known: BTreeMap<i32, u64>,
}

impl Kin {
    pub fn of(leader: Option<Pid>, mark: Option<&OsString>) -> Self {
        let marked = mark.map(|mark| [NAME.as_bytes(), b"=", mark.as_encoded_bytes()].concat());
        Self { leader, marked, known: BTreeMap::new() }
    }

    /// Sends a signal to all of them. They may have ended by themselves in between; then there is nothing to signal.
    pub fn signal(&mut self, signal: Signal) {
        // Before the leader ends: after that, the system no longer says whose children its children were.
        self.look();
        if let Some(leader) = self.leader {
            let _ = kill_process_group(leader, signal);
        }
        let mut told = BTreeSet::new();
        for _ in 0..ROUNDS {
            let new: Vec<(i32, u64)> =
                self.known.iter().map(|(pid, begun)| (*pid, *begun)).filter(|(pid, _)| told.insert(*pid)).collect();
            if new.is_empty() {
                break;
            }
            for (pid, begun) in new {
                if Process::read(pid).is_some_and(|process| process.begun == begun) {
                    let _ = Pid::from_raw(pid).map(|pid| kill_process(pid, signal));
                }
            }
            self.look();
        }
    }

    /// Adds what is there now.
    fn look(&mut self) {
        let Some(leader) = self.leader.map(Pid::as_raw_pid) else { return };
        let own = std::process::id().cast_signed();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let all: BTreeMap<i32, Process> = pids.filter_map(|pid| Some((pid, Process::read(pid)?))).collect();
        let mut kin = BTreeSet::from([leader]);
        loop {
            let before = kin.len();
            for (pid, process) in &all {
                if process.session == leader || kin.contains(&process.parent) {
                    kin.insert(*pid);
                }
            }
            if kin.len() == before {
                break;
            }
        }
        if let Some(marked) = &self.marked {
            kin.extend(all.keys().filter(|pid| has(**pid, marked)));
        }
        // The leader has the group's signal, and may be a zombie whose number no other process has yet.
        kin.retain(|pid| *pid != leader && *pid != own);
        self.known.extend(kin.into_iter().filter_map(|pid| Some((pid, all.get(&pid)?.begun))));
    }
}

/// Whether a process has a variable of this value.
fn has(pid: i32, variable: &[u8]) -> bool {
    // Of another user's process it is not told.
    let environment = fs::read(Path::new("/proc").join(pid.to_string()).join("environ")).unwrap_or_default();
    environment.split(|byte| *byte == 0).any(|entry| entry == variable)
}

/// What the system tells of a process.
struct Process {
    parent: i32,
    session: i32,
    begun: u64,
}

impl Process {
    /// `None` for one that is not there, or has ended (`proc_pid_stat(5)`).
    fn read(pid: i32) -> Option<Self> {
        let stat = fs::read(Path::new("/proc").join(pid.to_string()).join("stat")).ok()?;
        // The name of the program stands in parentheses, and may have any in it.
        let end = stat.iter().rposition(|byte| *byte == b')')?;
        let fields = String::from_utf8_lossy(&stat[end + 1..]).into_owned();
        let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
        let [state, parent, _, session, ..] = fields[..] else { return None };
        let begun = fields.get(19)?.parse().ok()?;
        let is_there = !matches!(state, "Z" | "X");
        is_there.then_some(Self { parent: parent.parse().ok()?, session: session.parse().ok()?, begun })
    }
}
