//! When work has lost whoever it was for: Nushell has gone, the reader of a table has enough, or the process is told to
//! end. All of it is asked by [`crate::stream::Interrupt`], which work asks between its steps.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGTERM};
use signal_hook::iterator::Signals;

/// How long a process that is told to end waits for its work: children get a moment to end in good order.
const PATIENCE: Duration = Duration::from_secs(2);

static THIS_PROCESS: LazyLock<Ending> = LazyLock::new(Ending::default);

/// How much work is going on in this process.
static WORKING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// What ends the call that this thread serves.
    static THIS_CALL: RefCell<Option<Cancel>> = const { RefCell::new(None) };
}

/// Whether everything ends.
#[derive(Debug, Clone, Default)]
pub struct Ending(Arc<AtomicBool>);

impl Ending {
    /// Ends all work.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it began.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The end of this process's work.
pub fn of_this_process() -> Ending {
    THIS_PROCESS.clone()
}

/// Work that is going on, until it is dropped.
#[derive(Debug)]
pub struct Working(());

impl Working {
    /// Counts it.
    pub fn begin() -> Self {
        WORKING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        WORKING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// From now on, SIGTERM and SIGHUP end the work, its children with it, and then the process.
pub fn listen() -> std::io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            THIS_PROCESS.begin();
            let begun = Instant::now();
            while WORKING.load(Ordering::SeqCst) > 0 && begun.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(5));
            }
            // As shells say it: 128 and the signal's number.
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}

/// Ends one call's work.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// For the call that this thread serves.
    pub fn for_this_call() -> Self {
        let cancel = Self::default();
        THIS_CALL.set(Some(cancel.clone()));
        cancel
    }

    /// Ends it.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was ended.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What ends the call that this thread serves, if its work can be ended. The thread serves another one after it.
pub fn of_this_call() -> Option<Cancel> {
    THIS_CALL.take()
}
