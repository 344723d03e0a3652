//! Whole processes timed from outside, in turn, so that a machine whose speed drifts drifts for all.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::process::on_path;

/// What is timed: a name for the table, and the command, which is silent.
pub struct Contender {
    pub name: String,
    pub command: Command,
}

impl Contender {
    /// With nothing on its standard input, and what it says thrown away.
    pub fn new(name: impl Into<String>, mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { name: name.into(), command }
    }
}

/// Runs each `runs` times and prints a table: least, median and most milliseconds, and the median of the ratios to the
/// contender `base` in the same turn, and of that one to it.
pub fn race(contenders: &mut [Contender], base: usize, warm_ups: usize, runs: usize) -> Result<()> {
    let mut times = vec![Vec::new(); contenders.len()];
    for round in 0..warm_ups + runs {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let took = time(contender)?;
            if round >= warm_ups {
                times.push(took);
            }
        }
    }
    let short = contenders[base].name.split(" --").next().unwrap_or_default();
    println!("{:<42} {:>9} {:>10} {:>9}   to {short}   of it", "", "min ms", "median ms", "max ms");
    for (contender, taken) in contenders.iter().zip(&times) {
        let mut sorted: Vec<f64> = taken.iter().map(|took| took.as_secs_f64() * 1000.0).collect();
        sorted.sort_by(f64::total_cmp);
        let mut ratios: Vec<f64> =
            taken.iter().zip(&times[base]).map(|(took, base)| took.as_secs_f64() / base.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        let (middle, last) = (sorted.len() / 2, sorted.len() - 1);
        println!(
            "{:<42} {:>9.2} {:>10.2} {:>9.2}   {:<width$.2}   {:.2}",
            contender.name,
            sorted[0],
            sorted[middle],
            sorted[last],
            ratios[middle],
            1.0 / ratios[middle],
            width = short.len() + 3
        );
    }
    Ok(())
}

fn time(contender: &mut Contender) -> Result<Duration> {
    let begun = Instant::now();
    let status = contender.command.status().with_context(|| format!("cannot run {}", contender.name))?;
    let took = begun.elapsed();
    // Peers may fail on the broken repository of the sample; `ws` may not.
    ensure!(status.success() || !contender.name.contains("ws"), "{}: {status}", contender.name);
    Ok(took)
}

/// Prints the peak memory of a command, as GNU time has it from the kernel: a parent as large as Python would hand its
/// own size down to the child.
pub fn print_peak(name: &str, command: &Command) -> Result<()> {
    let Some(time) = on_path("time") else {
        println!("\nGNU time is not on PATH: the peak memory of {name} is not measured");
        return Ok(());
    };
    let mut timed = Command::new(time);
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args()).env_clear();
    timed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(directory) = command.get_current_dir() {
        timed.current_dir(directory);
    }
    let output = timed.stdout(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let kibibytes: f64 = said.lines().last().unwrap_or_default().parse().with_context(|| said.to_string())?;
    println!("\npeak memory of {name}: {:.1} MiB", kibibytes / 1024.0);
    Ok(())
}
