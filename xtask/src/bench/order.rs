//! `ws order` over ever more siblings, ten dependencies each: does its cost grow with their number and no faster?

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};
use ws_test_support::sandbox::environment;

use crate::demo;

const SIZES: [usize; 5] = [100, 300, 1_000, 3_000, 10_000];
const EDGES_EACH: usize = 10;
const RUNS: usize = 7;

/// Makes the workspaces in `directory` and prints the series.
pub fn series(directory: &Path) -> Result<()> {
    println!("\nws order, {EDGES_EACH} dependencies each, {RUNS} runs\n");
    println!("{:>9} {:>9} {:>10} {:>16}", "siblings", "edges", "median ms", "µs per sibling");
    for size in SIZES {
        let place = directory.join(size.to_string());
        let edges = make(&place, size)?;
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let mut order = Command::new(demo::release("ws"));
            order.current_dir(place.join("root")).env_clear().envs(environment(&place));
            order.args(["order", "--format", "csv"]).stdin(Stdio::null()).stdout(Stdio::null());
            let begun = Instant::now();
            ensure!(order.status()?.success(), "ws order failed over {size} siblings");
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let median = times[RUNS / 2];
        #[expect(clippy::cast_precision_loss, reason = "ten thousand at most")]
        let each = median * 1e3 / size as f64;
        println!("{size:>9} {edges:>9} {median:>10.1} {each:>16.1}");
    }
    Ok(())
}

/// A workspace whose siblings depend on earlier ones, spread evenly. Gives the number of dependencies.
fn make(place: &Path, size: usize) -> Result<usize> {
    let mut config = String::from("[workspace]\nname = \"many\"\n");
    let mut edges = 0;
    for number in 0..size {
        let needs: Vec<String> = (0..EDGES_EACH.min(number))
            .map(|which| format!("\"s{}>=1\"", (number * 7 + which * (number / EDGES_EACH + 1)) % number))
            .collect();
        edges += needs.len();
        let sibling = place.join(format!("s{number}"));
        fs::create_dir_all(&sibling)?;
        let project =
            format!("[project]\nname = \"s{number}\"\nversion = \"1.0\"\ndependencies = [{}]\n", needs.join(", "));
        fs::write(sibling.join("pyproject.toml"), project)?;
        write!(config, "\n[[siblings]]\nname = \"s{number}\"\n")?;
    }
    fs::create_dir_all(place.join("root"))?;
    fs::write(place.join("root/wrknv.toml"), config)?;
    Ok(edges)
}
