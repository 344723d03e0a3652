//! Children end with `ws`, however it ends: by an exit, by a signal, or by `kill -9`.
//!
//! A shell of its own session reads from a pipe which groups of processes are running, and ends those that are left when the
//! pipe closes. A parent-death signal would reach the child alone and not what it started, only some systems have it, and it
//! comes when the thread ends that started the child.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::Pid;

/// First they are asked, since git takes its lock files away then; half a second later they are ended.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
groups=' '
while read -r what group; do
    case $what in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;; esac ;;
    esac
done
for group in $groups; do kill -s TERM -- "-$group"; done
for tick in 1 2 3 4 5; do
    left=
    for group in $groups; do kill -s 0 -- "-$group" && left=1; done
    [ "$left" ] || exit 0
    sleep 0.1 || sleep 1
done
for group in $groups; do kill -s KILL -- "-$group"; done
"#;

static WATCH: Mutex<Watch> = Mutex::new(Watch { groups: BTreeSet::new(), shell: None });

struct Watch {
    groups: BTreeSet<i32>,
    shell: Option<(File, Box<dyn ChildWrapper>)>,
}

/// A group that is watched as long as this lives. It has to go before the group's leader is waited for: its number may be
/// another's then.
pub(super) struct Watched(Option<i32>);

/// Watches over a child that leads its group.
pub(super) fn over(leader: Option<Pid>) -> Watched {
    let group = leader.map(Pid::as_raw_pid);
    if let Some(group) = group {
        let mut watch = lock();
        watch.groups.insert(group);
        if !watch.say('+', group) {
            watch.start();
        }
    }
    Watched(group)
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let mut watch = lock();
            watch.groups.remove(&group);
            watch.say('-', group);
        }
    }
}

fn lock() -> MutexGuard<'static, Watch> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// Tells the shell; is there one?
    fn say(&mut self, what: char, group: i32) -> bool {
        let line = format!("{what} {group}\n");
        let heard = self.shell.as_mut().is_some_and(|(pipe, _)| pipe.write_all(line.as_bytes()).is_ok());
        if !heard && let Some((_, mut shell)) = self.shell.take() {
            // It was ended by somebody; only its number is left.
            let _ = shell.start_kill();
            let _ = shell.wait();
        }
        heard
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
        for group in &self.groups {
            let _ = writeln!(lines, "+ {group}");
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
