//! `cargo xtask bench`: `ws siblings` beside its peers, over one sample workspace, in one run. Whole processes are timed
//! from outside, in turn, so that a machine whose speed drifts drifts for all; medians and ratios are what counts.

mod hook;
mod order;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::demo::{self, Stage};
use crate::process::{cargo, on_path, run as must, target};
use crate::tools;

const WARM_UPS: usize = 2;
const RUNS: usize = 15;

/// What is timed: a name for the table, and the command.
struct Contender {
    name: &'static str,
    command: Command,
}

/// Builds, fetches the peers, times all, prints a table.
pub fn run() -> Result<ExitCode> {
    tools::nushell()?;
    demo::build_release()?;
    let gfold = gfold()?;
    let gita = gita()?;
    let stage = Stage::make(&target().join("bench"))?;
    let mut contenders = contenders(&stage, &gfold, &gita)?;
    println!("ws siblings over {} repositories, {RUNS} runs each, in turn\n", repositories(&stage)?.len());
    let mut times = vec![Vec::new(); contenders.len()];
    for round in 0..WARM_UPS + RUNS {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let took = time(contender)?;
            if round >= WARM_UPS {
                times.push(took);
            }
        }
    }
    print_table(&contenders, &times);
    print_peak(&stage)?;
    hook::cost(&target().join("bench-hook"))?;
    order::series(&target().join("bench-order"))?;
    Ok(ExitCode::SUCCESS)
}

fn contenders(stage: &Stage, gfold: &Path, gita: &Path) -> Result<Vec<Contender>> {
    let contender = |name, program: &Path, arguments: &[&str]| {
        let mut command = stage.command(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Contender { name, command }
    };
    let directory = stage.directory.display().to_string();
    let list: Vec<String> = repositories(stage)?.iter().map(|path| path.display().to_string()).collect();
    must(
        contender("", gita, &[&["add"], &list.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat())
            .command
            .env("HOME", stage.directory.join("..")),
    )?;
    let status =
        format!("printf '%s\\n' {} | xargs -P4 -I{{}} git -C {{}} status --porcelain=v2 --branch", list.join(" "));
    let mut nu = stage.nu();
    nu.args(["-c", "ws siblings | to json"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut nu_alone = stage.nu();
    nu_alone.args(["-c", "1"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut gita = contender("gita ll", gita, &["ll"]);
    gita.command.env("HOME", stage.directory.join(".."));
    Ok(vec![
        contender("ws siblings --format json", &demo::release("ws"), &["siblings", "--format", "json"]),
        Contender { name: "nu -c 'ws siblings | to json'", command: nu },
        Contender { name: "nu -c 1", command: nu_alone },
        contender("gfold -i -d json", gfold, &["-i", "-d", "json", &directory]),
        gita,
        contender("git status by xargs -P4", Path::new("sh"), &["-c", &status]),
        contender("/bin/true", Path::new("/bin/true"), &[]),
    ])
}

/// The siblings that are repositories.
fn repositories(stage: &Stage) -> Result<Vec<PathBuf>> {
    let entries = stage.directory.read_dir()?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.join(".git").exists());
    paths.sort();
    Ok(paths)
}

fn time(contender: &mut Contender) -> Result<Duration> {
    let begun = Instant::now();
    let status = contender.command.status().with_context(|| format!("cannot run {}", contender.name))?;
    let took = begun.elapsed();
    // Peers may fail on the broken repository of the sample; `ws` may not.
    ensure!(status.success() || !contender.name.contains("ws "), "{}: {status}", contender.name);
    Ok(took)
}

fn print_table(contenders: &[Contender], times: &[Vec<Duration>]) {
    println!("{:<32} {:>10} {:>10} {:>10} {:>22}", "", "min ms", "median ms", "max ms", "median ratio to first");
    for (contender, taken) in contenders.iter().zip(times) {
        let mut sorted: Vec<f64> = taken.iter().map(|took| took.as_secs_f64() * 1000.0).collect();
        sorted.sort_by(f64::total_cmp);
        let mut ratios: Vec<f64> =
            taken.iter().zip(&times[0]).map(|(took, first)| took.as_secs_f64() / first.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        println!(
            "{:<32} {:>10.1} {:>10.1} {:>10.1} {:>22.2}",
            contender.name,
            sorted[0],
            sorted[middle],
            sorted[sorted.len() - 1],
            ratios[middle]
        );
    }
}

/// Peak memory of `ws siblings`, as the kernel accounts it.
fn print_peak(stage: &Stage) -> Result<()> {
    let script = "import resource, subprocess, sys\n\
        subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let mut python = stage.command(Path::new("python3"));
    let output =
        python.args(["-c", script]).arg(demo::release("ws")).args(["siblings", "--format", "json"]).output()?;
    let kibibytes: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().context("no peak memory")?;
    println!("\npeak memory of ws siblings: {:.1} MiB", kibibytes / 1024.0);
    Ok(())
}

/// gfold from PATH, else from its crate into `target/tools`.
fn gfold() -> Result<PathBuf> {
    let root = target().join("tools");
    let fetched = root.join("bin/gfold");
    if let Some(gfold) = on_path("gfold") {
        return Ok(gfold);
    }
    if !fetched.is_file() {
        must(
            cargo(&["install", "gfold", "--locked", "--quiet", "--root"])
                .arg(&root)
                .env("CARGO_TARGET_DIR", root.join("build")),
        )?;
    }
    Ok(fetched)
}

/// gita from PATH, else from its Python package into `target/tools/python`.
fn gita() -> Result<PathBuf> {
    let venv = target().join("tools/python");
    let fetched = venv.join("bin/gita");
    if let Some(gita) = on_path("gita") {
        return Ok(gita);
    }
    if !fetched.is_file() {
        tools::uv()?;
        must(Command::new(venv.join("bin/pip")).args(["install", "--quiet", "gita"]))?;
    }
    Ok(fetched)
}
