//! ctrl-c, SIGTERM, SIGHUP and SIGQUIT: the first ends what is running in good order, the second ends `ws` at once, and what
//! it started with it.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;

/// The code of a command that was interrupted: 128 and the number of SIGINT, as shells have it.
const CODE: u8 = 130;

/// Whether whoever started `ws` had it ignore a signal. Only where the system tells.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Whether `ws` was asked to end.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    pub fn listen() -> Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        // `nohup` is meant to be obeyed; that SIGINT is ignored may only mean that a script started `ws` in the background.
        let hang_up = Some(SIGHUP).filter(|signal| !is_ignored(*signal));
        for signal in [SIGINT, SIGTERM, SIGQUIT].into_iter().chain(hang_up) {
            // In this order: the second time, the flag is up already.
            flag::register_conditional_shutdown(signal, i32::from(CODE), Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
        }
        Ok(Self(asked))
    }

    /// The question that work asks between its steps.
    pub fn asked(&self) -> Arc<dyn Fn() -> bool + Send + Sync> {
        let asked = Arc::clone(&self.0);
        Arc::new(move || asked.load(Ordering::Relaxed))
    }

    /// 130 when it was interrupted, else 1 for a failure and 0 for none.
    pub fn code(&self, failed: bool) -> ExitCode {
        if self.0.load(Ordering::Relaxed) { ExitCode::from(CODE) } else { ExitCode::from(u8::from(failed)) }
    }
}
