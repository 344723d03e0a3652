//! Things done side by side, with their results in order.
//!
//! Every item gives a result: one whose work panics or is late gives what the caller makes of that, and where the system
//! starts no thread the work is done on the one that asks for the results.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use rustix::process::{Resource, getrlimit};

use crate::error::RowError;
use crate::work::panics;

/// How often a wait looks at the clock and whether it was cancelled: soon enough for a person.
const HEARTBEAT: Duration = Duration::from_millis(50);

/// How many processors this process may use. The answer is found once: each time it would read the files of its cgroups.
pub fn processors() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| thread::available_parallelism().map_or(1, std::num::NonZero::get))
}

/// Twice the processors: half of a look is waiting for the disk.
pub fn default_jobs() -> usize {
    processors() * 2
}

/// Whether the process may have the address space that threads take: a stack and, with glibc, 64 MiB and more that
/// each reserves for what it allocates. Where it may not (`ulimit -v`), memory runs out with the threads, and nothing
/// can be told of that.
fn threads_have_room() -> bool {
    const ENOUGH: u64 = 1 << 30;
    getrlimit(Resource::As).current.is_none_or(|limit| limit >= ENOUGH)
}

/// Does `work` on a thread of its own. False where the system starts none: then nothing of it is done.
pub fn spawn(work: impl FnOnce() + Send + 'static) -> bool {
    threads_have_room() && thread::Builder::new().spawn(work).is_ok()
}

/// The same for a thread that ends with `scope`.
pub fn spawn_scoped<'s>(scope: &'s Scope<'s, '_>, work: impl FnOnce() + Send + 's) -> bool {
    threads_have_room() && thread::Builder::new().spawn_scoped(scope, work).is_ok()
}

/// How things are done side by side.
#[derive(Clone)]
pub struct Pool {
    /// How many at a time; at least 1.
    pub jobs: usize,
    /// How long one may take. One that is late is left behind with its thread.
    pub deadline: Option<Duration>,
    /// Asked between results; when true nothing more is begun, and no further result comes.
    pub cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Pool {
    /// For work that takes as long as it takes, and that sees itself when it is cancelled.
    pub fn patient(jobs: usize) -> Self {
        Self { jobs, deadline: None, cancelled: Arc::new(|| false) }
    }

    /// For work that cannot be cancelled, each within `limit`.
    pub fn punctual(jobs: usize, limit: Duration) -> Self {
        Self { deadline: Some(limit), ..Self::patient(jobs) }
    }

    /// Does `work` on every item and gives the results in the items' order, each as soon as it and all before it are
    /// there. `give_up` makes the result of an item whose work panicked (`ws::inspect::panicked`) or was late
    /// (`ws::inspect::timed_out`).
    pub fn in_order<T, R>(
        &self,
        items: Vec<T>,
        work: impl Fn(&T) -> R + Send + Sync + 'static,
        give_up: impl Fn(&T, RowError) -> R + Send + 'static,
    ) -> Box<dyn Iterator<Item = R> + Send>
    where
        T: Send + Sync + 'static,
        R: Send + 'static,
    {
        let count = items.len();
        let (results, received) = channel();
        let workers = Arc::new(Workers {
            items,
            work: Box::new(work),
            next: AtomicUsize::new(0),
            started: Mutex::new(vec![None; count]),
            results: Mutex::new(results),
        });
        // After the first that fails, others would fail too.
        let threads = (0..self.jobs.clamp(1, count.max(1))).take_while(|_| workers.start_thread()).count();
        let give_up: GiveUp<T, R> = Box::new(give_up);
        let ready = std::iter::repeat_with(|| None).take(count).collect();
        let (settled, pool) = (vec![false; count], self.clone());
        Box::new(Ordered { workers, received, ready, settled, cursor: 0, threads, pool, give_up })
    }
}

/// What an item came to, or why it came to nothing.
type Outcome<R> = Result<R, RowError>;

/// The threads at work and what they share.
struct Workers<T, R> {
    items: Vec<T>,
    work: Box<dyn Fn(&T) -> R + Send + Sync>,
    /// The next item that no thread has taken.
    next: AtomicUsize,
    /// When each item was started.
    started: Mutex<Vec<Option<Instant>>>,
    results: Mutex<Sender<(usize, Outcome<R>)>>,
}

impl<T: Send + Sync + 'static, R: Send + 'static> Workers<T, R> {
    /// Starts one more thread that takes items until none is left. Is there one?
    fn start_thread(self: &Arc<Self>) -> bool {
        let workers = Arc::clone(self);
        let results = self.results.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let work = move || {
            while let Some(done) = workers.take_one() {
                if results.send(done).is_err() {
                    return;
                }
            }
        };
        spawn(work)
    }

    /// Does the next item, if there is one.
    fn take_one(&self) -> Option<(usize, Outcome<R>)> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        let item = self.items.get(index)?;
        self.started.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(Instant::now());
        let outcome = panics::caught(|| (self.work)(item)).map_err(|panic| {
            let message = format_args!("reading it failed unexpectedly: {panic}");
            RowError::new("ws::inspect::panicked", message)
        });
        Some((index, outcome))
    }

    /// No further item is begun.
    fn stop(&self) {
        self.next.store(self.items.len(), Ordering::Relaxed);
    }
}

/// What stands for an item that failed as a whole or came too late.
type GiveUp<T, R> = Box<dyn Fn(&T, RowError) -> R + Send>;

/// The results in the items' order.
struct Ordered<T: Send + Sync + 'static, R: Send + 'static> {
    workers: Arc<Workers<T, R>>,
    received: Receiver<(usize, Outcome<R>)>,
    ready: Vec<Option<R>>,
    /// Items whose result is there or was given up: a late one is dropped.
    settled: Vec<bool>,
    cursor: usize,
    /// How many threads there are that were not left behind.
    threads: usize,
    pool: Pool,
    give_up: GiveUp<T, R>,
}

impl<T: Send + Sync + 'static, R: Send + 'static> Iterator for Ordered<T, R> {
    type Item = R;

    fn next(&mut self) -> Option<R> {
        while self.cursor < self.ready.len() {
            if (self.pool.cancelled)() {
                self.workers.stop();
                return None;
            }
            if let Some(result) = self.ready[self.cursor].take() {
                self.cursor += 1;
                return Some(result);
            }
            if self.threads == 0
                && let Some((index, outcome)) = self.workers.take_one()
            {
                self.settle(index, outcome);
                continue;
            }
            match self.received.recv_timeout(self.pool.deadline.unwrap_or(HEARTBEAT).min(HEARTBEAT)) {
                Ok((index, outcome)) => self.settle(index, outcome),
                // The workers hold a sender, so the channel never closes: only time runs out.
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => self.give_up_on_the_late(),
            }
        }
        None
    }
}

impl<T: Send + Sync + 'static, R: Send + 'static> Ordered<T, R> {
    fn settle(&mut self, index: usize, outcome: Outcome<R>) {
        if !std::mem::replace(&mut self.settled[index], true) {
            let result = outcome.unwrap_or_else(|error| (self.give_up)(&self.workers.items[index], error));
            self.ready[index] = Some(result);
        }
    }

    fn give_up_on_the_late(&mut self) {
        let Some(deadline) = self.pool.deadline else { return };
        let started = self.workers.started.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (index, started) in started.into_iter().enumerate() {
            let late = started.is_some_and(|started| started.elapsed() >= deadline);
            if late && !self.settled[index] {
                let message = format!("no answer within {} s", deadline.as_secs_f32());
                self.settle(index, Err(RowError::new("ws::inspect::timed_out", message)));
                // Its thread waits for it; another takes its place.
                self.threads = self.threads.saturating_sub(usize::from(!self.workers.start_thread()));
            }
        }
    }
}

impl<T: Send + Sync + 'static, R: Send + 'static> Drop for Ordered<T, R> {
    fn drop(&mut self) {
        self.workers.stop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn pool(jobs: usize, deadline: Duration) -> Pool {
        Pool::punctual(jobs, deadline)
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let work = |n: &u64| {
            thread::sleep(Duration::from_millis(20 - n % 20));
            *n
        };
        for pool in [pool(16, Duration::from_mins(1)), Pool::patient(3)] {
            let all: Vec<u64> = pool.in_order((0..100).collect(), work, |_, _| 0).collect();
            assert_eq!(all, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn items_that_hang_do_not_hold_the_others_even_when_they_fill_the_crew() {
        // They hang until the test ends.
        let (test_ends, end) = channel::<()>();
        let end = Mutex::new(end);
        let work = move |n: &u64| {
            if *n < 4 {
                let _ = end.lock().unwrap_or_else(PoisonError::into_inner).recv();
            }
            n.to_string()
        };
        let pool = pool(2, Duration::from_millis(100));
        let all: Vec<String> = pool.in_order((0..8).collect(), work, |_, error| error.code.to_owned()).collect();
        let late = "ws::inspect::timed_out";
        assert_eq!(all, [late, late, late, late, "4", "5", "6", "7"]);
        drop(test_ends);
    }

    #[test]
    fn no_more_than_asked_at_once() {
        let at_once = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let counts = Arc::clone(&at_once);
        let work = move |item: &u64| {
            let now = counts.0.fetch_add(1, Ordering::SeqCst) + 1;
            counts.1.fetch_max(now, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(item % 3));
            counts.0.fetch_sub(1, Ordering::SeqCst);
            item * 2
        };
        let results = Pool::patient(4).in_order((0..50).collect(), work, |_, _| 0);
        assert_eq!(results.collect::<Vec<_>>(), (0..50).map(|item| item * 2).collect::<Vec<_>>());
        assert!(at_once.1.load(Ordering::SeqCst) <= 4);
    }

    #[test]
    fn a_panic_is_the_row_of_one() {
        let work = |n: &u64| if *n == 1 { panic!("on purpose") } else { n.to_string() };
        let all: Vec<String> = Pool::patient(1).in_order((0..3).collect(), work, |_, error| error.message).collect();
        assert_eq!(all, ["0", "reading it failed unexpectedly: on purpose", "2"]);
    }

    #[test]
    fn an_interrupt_ends_the_iteration() {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let pool = Pool { cancelled: Arc::new(move || asked.load(Ordering::Relaxed)), ..Pool::patient(1) };
        let mut rows = pool.in_order((0..1000).collect(), |n: &u64| *n, |_, _| 0);
        assert_eq!(rows.next(), Some(0));
        stop.store(true, Ordering::Relaxed);
        assert_eq!(rows.next(), None);
    }

    #[test]
    fn nothing_to_do_is_nothing() {
        assert_eq!(Pool::patient(4).in_order(Vec::<u64>::new(), |n| *n, |_, _| 0).count(), 0);
    }
}
