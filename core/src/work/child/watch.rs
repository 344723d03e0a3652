//! Children end with `ws`, however it ends: by an exit, by a signal, or by `kill -9`.
//!
//! A shell of its own session reads from a pipe which children are running, and ends those that are left, with what they
//! started, when the pipe closes. A parent-death signal would reach the child alone and not what it started, only some
//! systems have it, and it comes when the thread ends that started the child.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::Pid;

/// First they are asked, since git takes its lock files away then; half a second later they are ended. What is looked for in
/// /proc is what `kin` looks for.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
jobs=' '
while read -r what job; do
    case $what in
    +) jobs="$jobs$job " ;;
    -) case $jobs in *" $job "*) jobs="${jobs%%" $job "*} ${jobs#*" $job "}" ;; esac ;;
    esac
done
leaders=' '
for job in $jobs; do leaders="$leaders${job%%:*} "; done
all=$leaders
look() {
    set --
    for job in $jobs; do [ "${job#*:}" = - ] || set -- "$@" -e "WS_JOB=${job#*:}"; done
    if [ "$#" -gt 0 ]; then
        for file in $(grep -alsF "$@" /proc/[0-9]*/environ); do
            pid=${file#/proc/}
            pid=${pid%/environ}
            case $all in *" $pid "*) ;; *) all="$all$pid " ;; esac
        done
    fi
    before=
    while [ "$before" != "$all" ]; do
        before=$all
        for directory in /proc/[0-9]*; do
            pid=${directory#/proc/}
            case $all in *" $pid "*) continue ;; esac
            read -r stat <"$directory/stat" || continue
            set -- ${stat##*) }
            case $1 in Z | X) continue ;; esac
            case $all in *" $2 "*) all="$all$pid " ;; esac
            case $leaders in *" $4 "*) all="$all$pid " ;; esac
        done
    done
}
tell() {
    for leader in $leaders; do kill -s "$1" -- "-$leader"; done
    for pid in $all; do case $leaders in *" $pid "*) ;; *) kill -s "$1" "$pid" ;; esac; done
}
[ "$jobs" != ' ' ] || exit 0
look
tell TERM
for tick in 1 2 3 4 5; do
    left=
    for leader in $leaders; do kill -s 0 -- "-$leader" && left=1; done
    for pid in $all; do kill -s 0 "$pid" && left=1; done
    [ "$left" ] || break
    sleep 0.1 || sleep 1
done
for round in 1 2 3 4 5 6 7 8; do
    before=$all
    look
    tell KILL
    [ "$before" != "$all" ] || break
done
"#;

static WATCH: Mutex<Watch> = Mutex::new(Watch { jobs: BTreeSet::new(), shell: None });

struct Watch {
    /// Each as the shell has it: the leader's number, a colon, and what marks its kin or a dash.
    jobs: BTreeSet<String>,
    shell: Option<(File, Box<dyn ChildWrapper>)>,
}

/// A group that is watched as long as this lives. It has to go before the group's leader is waited for: its number may be
/// another's then.
pub(super) struct Watched(Option<String>);

/// Watches over a child that leads its group, and over what has its mark.
pub(super) fn over(leader: Option<Pid>, mark: Option<&OsString>) -> Watched {
    let mark = mark.and_then(|mark| mark.to_str()).unwrap_or("-");
    let job = leader.map(|leader| format!("{}:{mark}", leader.as_raw_pid()));
    if let Some(job) = &job {
        let mut watch = lock();
        watch.jobs.insert(job.clone());
        if !watch.say('+', job) {
            watch.start();
        }
    }
    Watched(job)
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(job) = &self.0 {
            let mut watch = lock();
            watch.jobs.remove(job);
            watch.say('-', job);
        }
    }
}

fn lock() -> MutexGuard<'static, Watch> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// Tells the shell; is there one?
    fn say(&mut self, what: char, job: &str) -> bool {
        let line = format!("{what} {job}\n");
        let written = self.shell.as_mut().is_some_and(|(pipe, _)| pipe.write_all(line.as_bytes()).is_ok());
        if !written && let Some((_, mut shell)) = self.shell.take() {
            // It was ended by somebody; only its number is left.
            let _ = shell.start_kill();
            let _ = shell.wait();
        }
        written
    }

    /// Starts the shell. Where the system does not, children are as they would be without it.
    fn start(&mut self) {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT, "ws-watch"]).current_dir("/");
        command.env_clear().env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Otherwise what ends the terminal's processes would end it too.
        let Ok(mut shell) = CommandWrap::from(command).wrap(ProcessSession).spawn() else { return };
        let Some(pipe) = shell.stdin().take().map(OwnedFd::from) else { return };
        let mut lines = String::new();
        for job in &self.jobs {
            let _ = writeln!(lines, "+ {job}");
        }
        let mut pipe = File::from(pipe);
        if pipe.write_all(lines.as_bytes()).is_ok() {
            // A shell that was stopped must not stop us.
            let flags = fcntl_getfl(&pipe).unwrap_or(OFlags::empty());
            let _ = fcntl_setfl(&pipe, flags | OFlags::NONBLOCK);
            self.shell = Some((pipe, shell));
        }
    }
}
