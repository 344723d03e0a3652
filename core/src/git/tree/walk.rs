//! The working tree against the index, directory by directory: each is read once, each tracked file asked about once.
//! Directories are shared between threads: the thread that began a walk, and others as long as processors are idle.
//! Counts what differs; HEAD, submodules and conflicts are not looked at here.

use std::collections::HashSet;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};

use crate::git::Refusal;
use crate::git::tree::compare::{Compare, Difference};
use crate::git::tree::directory::{Ends, Names};
use crate::git::tree::ignore::Everywhere;
use crate::git::tree::index::{GITLINK, Index};
use crate::git::tree::memory::{Learned, Recall};
use crate::git::tree::pattern::Case;
use crate::git::tree::task::{LookFor, Task};
use crate::git::tree::warm::Lesson;
use crate::work::pool;

/// Threads that walk at present, in the whole process.
static WALKING: AtomicUsize = AtomicUsize::new(0);

/// Directories that have to wait before another thread is worth its start.
const WORTH_A_THREAD: usize = 8;

/// Which untracked files count (`status.showUntrackedFiles`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untracked {
    No,
    /// A wholly untracked directory is one.
    Normal,
    /// Every file.
    All,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Entries whose file differs or is gone, submodules left out.
    pub unstaged: usize,
    /// Of those, the entries that are gone.
    pub deleted: usize,
    /// Files that are to be added (`git add -N`), which are among the `unstaged`.
    pub intended: usize,
    pub untracked: usize,
}

/// A walk of one working tree.
pub(super) struct Walk<'a> {
    pub index: &'a Index,
    pub compare: &'a Compare<'a>,
    pub rules: &'a Everywhere,
    pub untracked: Untracked,
    pub case: Case,
    /// Does git take what a sparse checkout leaves out for tracked when it is there (`core.sparseCheckout`)?
    pub sparse_checkout: bool,
    /// Does the walk end at the first difference?
    pub only_dirty: bool,
    /// Paths of the index in lower case, for `core.ignoreCase` alone.
    pub folded: Option<FoldedNames>,
    /// What former looks have seen, and what this one learns.
    pub recall: Option<Recall<'a>>,
    queue: Mutex<Queue>,
    wake: Condvar,
    /// Threads that wait for work; it changes only while the queue is locked.
    idle: AtomicUsize,
    ended: AtomicBool,
    unstaged: AtomicUsize,
    deleted: AtomicUsize,
    intended: AtomicUsize,
    untracked_found: AtomicUsize,
}

/// The index without regard to case.
#[derive(Debug, Default)]
pub(super) struct FoldedNames {
    pub(super) files: HashSet<Vec<u8>>,
    pub(super) directories: HashSet<Vec<u8>>,
    pub(super) gitlinks: HashSet<Vec<u8>>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Task>,
    /// All threads of the walk.
    threads: usize,
    ended: bool,
    refusal: Option<Refusal>,
}

impl<'a> Walk<'a> {
    pub fn new(index: &'a Index, compare: &'a Compare<'a>, rules: &'a Everywhere, untracked: Untracked) -> Self {
        Self {
            index,
            compare,
            rules,
            untracked,
            case: Case::Sensitive,
            sparse_checkout: false,
            only_dirty: false,
            folded: None,
            recall: None,
            queue: Mutex::default(),
            wake: Condvar::new(),
            idle: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
            unstaged: AtomicUsize::new(0),
            deleted: AtomicUsize::new(0),
            intended: AtomicUsize::new(0),
            untracked_found: AtomicUsize::new(0),
        }
    }

    /// Walks from the top.
    pub fn run(&self, parent: &Arc<OwnedFd>) -> Result<Found, Refusal> {
        let entries = 0..self.index.entries().len();
        let ends = Ends::of(parent);
        let task = |look_for| Task {
            parent: Arc::clone(parent),
            path: Vec::new(),
            base: 0,
            entries: entries.clone(),
            level: None,
            look_for,
            ends,
        };
        let tasks = match (self.untracked, &self.folded) {
            (Untracked::No, _) => vec![task(LookFor::Tracked)],
            (_, None) => vec![task(LookFor::Everything)],
            (_, Some(_)) => vec![task(LookFor::Tracked), task(LookFor::Untracked)],
        };
        *self.queue() = Queue { waiting: tasks, threads: 1, ..Queue::default() };
        thread::scope(|scope| self.work(scope));
        let mut queue = self.queue();
        if let Some(refusal) = queue.refusal.take() {
            return Err(refusal);
        }
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Ok(Found {
            unstaged: count(&self.unstaged),
            deleted: count(&self.deleted),
            intended: count(&self.intended),
            untracked: count(&self.untracked_found),
        })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes directories until none is left. A thread keeps what it finds to itself as long as no other waits for work.
    fn work<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let walking = Walking::begin();
        let mut scratch = Scratch::default();
        while let Some(task) = scratch.tasks.pop().or_else(|| self.take()) {
            // A walk that panics ends for all its threads.
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.visit(task, &mut scratch)));
            match outcome {
                Ok(Ok(())) => {}
                Ok(Err(refusal)) => self.end(Some(refusal)),
                Err(panic) => {
                    self.end(None);
                    std::panic::resume_unwind(panic);
                }
            }
            if self.ended.load(Ordering::Relaxed) {
                break;
            }
            if scratch.tasks.len() > 1 && self.idle.load(Ordering::Relaxed) > 0 {
                self.share(&mut scratch.tasks);
            } else if scratch.tasks.len() >= WORTH_A_THREAD && Walking::is_worth_more() {
                self.queue().threads += 1;
                // Where the system starts none, those that are there do its part.
                if !pool::spawn_scoped(scope, move || self.work(scope)) {
                    self.queue().threads -= 1;
                }
            }
        }
        if let Some(recall) = &self.recall {
            recall.learn(&mut scratch.learned);
        }
        drop(walking);
    }

    /// A directory that another thread has left for whoever is free; `None` when all of them are done.
    fn take(&self) -> Option<Task> {
        let mut queue = self.queue();
        loop {
            if let Some(task) = queue.waiting.pop() {
                return Some(task);
            }
            if queue.ended || self.idle.load(Ordering::Relaxed) + 1 == queue.threads {
                queue.ended = true;
                self.wake.notify_all();
                return None;
            }
            self.idle.fetch_add(1, Ordering::Relaxed);
            queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
            self.idle.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Leaves half of a thread's directories to others: those that were found first, which are nearest to the top.
    fn share(&self, tasks: &mut Vec<Task>) {
        self.queue().waiting.extend(tasks.drain(..tasks.len() / 2));
        self.wake.notify_all();
    }

    /// Ends the walk for all threads.
    fn end(&self, refusal: Option<Refusal>) {
        let mut queue = self.queue();
        queue.waiting.clear();
        queue.ended = true;
        queue.refusal = queue.refusal.take().or(refusal);
        self.ended.store(true, Ordering::Relaxed);
        self.wake.notify_all();
    }

    pub(super) fn count(&self, difference: Difference) {
        let counters: &[&AtomicUsize] = match difference {
            Difference::None => &[],
            Difference::Changed => &[&self.unstaged],
            Difference::Deleted => &[&self.unstaged, &self.deleted],
            Difference::Intended => &[&self.unstaged, &self.intended],
        };
        for counter in counters {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        if !counters.is_empty() {
            self.differs();
        }
    }

    pub(super) fn count_untracked(&self) {
        self.untracked_found.fetch_add(1, Ordering::Relaxed);
        self.differs();
    }

    fn differs(&self) {
        if self.only_dirty {
            self.end(None);
        }
    }
}

impl FoldedNames {
    pub fn of(index: &Index) -> Self {
        let mut folded = Self::default();
        for entry in index.entries() {
            let path = index.path_of(entry).to_ascii_lowercase();
            for (slash, _) in path.iter().enumerate().rev().filter(|(_, byte)| **byte == b'/') {
                if !folded.directories.insert(path[..slash].to_vec()) {
                    break;
                }
            }
            if entry.kind() == GITLINK && !entry.is_unmerged() {
                folded.gitlinks.insert(path);
            } else {
                folded.files.insert(path);
            }
        }
        folded
    }
}

/// What a thread keeps from one directory to the next: room for names, and the directories that it goes on with.
#[derive(Default)]
pub(super) struct Scratch {
    pub names: Names,
    pub seen: Vec<bool>,
    pub tasks: Vec<Task>,
    /// What is learned of the present directory, where the memory keeps that.
    pub lesson: Option<Lesson>,
    pub learned: Learned,
}

impl Scratch {
    /// The present directory is not to be remembered.
    pub fn unsettle(&mut self) {
        if let Some(lesson) = &mut self.lesson {
            lesson.unsettled = true;
        }
    }
}

/// A thread that walks.
struct Walking;

impl Walking {
    fn begin() -> Self {
        WALKING.fetch_add(1, Ordering::Relaxed);
        Self
    }

    fn is_worth_more() -> bool {
        WALKING.load(Ordering::Relaxed) < pool::processors()
    }
}

impl Drop for Walking {
    fn drop(&mut self) {
        WALKING.fetch_sub(1, Ordering::Relaxed);
    }
}
