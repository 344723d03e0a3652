//! ctrl-c and SIGTERM: the first ends what is running in good order, the second ends `ws` at once.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The code of a command that was interrupted: 128 and the number of SIGINT, as shells have it.
const CODE: u8 = 130;

/// Whether `ws` was asked to end.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    pub fn listen() -> Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
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
