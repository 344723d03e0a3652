//! `ws siblings` over working trees of three shapes, beside the least that a look at them can cost, `git status` and gfold,
//! in one run: cold as a command of its own, and warm in a Nushell whose plugin has looked before.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result, ensure};
use ws_test_support::sandbox::environment;
use ws_test_support::tools;

use crate::bench::siblings::gfold;
use crate::bench::turns::{Contender, print_peak, race};
use crate::demo;
use crate::process::{cargo, on_path, run as must, target};
use crate::tools as fetch;

/// What a workspace is made of; each repository is as large as the others.
struct Scene {
    name: &'static str,
    repositories: usize,
    /// Tracked files in each repository.
    files: usize,
    /// Directories that they lie in, below about a tenth as many.
    directories: usize,
    runs: usize,
}

/// The first has the size of the repositories of provide.io, taken together.
const SCENES: [Scene; 3] = [
    Scene { name: "17 repositories", repositories: 17, files: 382, directories: 217, runs: 31 },
    Scene { name: "one large repository", repositories: 1, files: 102_000, directories: 9_200, runs: 9 },
    Scene { name: "1,000 repositories", repositories: 1000, files: 7, directories: 3, runs: 9 },
];

/// Makes the scenes in `directory`, where they are not there yet, and prints the times.
pub fn scenes(directory: &Path) -> Result<()> {
    fetch::nushell()?;
    let gfold = gfold()?;
    must(&mut cargo(&["build", "--release", "--package", "ws-core", "--example", "floor"]))?;
    for scene in &SCENES {
        let place = directory.join(scene.name.replace([' ', ','], "-"));
        scene.make(&place)?;
        let files = scene.repositories * scene.files;
        println!("\n{}, {files} tracked files, {} runs each, in turn\n", scene.name, scene.runs);
        let mut contenders = scene.contenders(&place, &gfold)?;
        race(&mut contenders, 0, 2, scene.runs)?;
        print_peak("ws siblings", &contenders[0].command)?;
        first_row(&place, scene.runs)?;
        stat_calls(&place, files)?;
        scene.warm(&place)?;
    }
    Ok(())
}

impl Scene {
    /// A finished scene has its `wrknv.toml`, which is written last.
    fn make(&self, place: &Path) -> Result<()> {
        let config = place.join("root/wrknv.toml");
        if config.is_file() {
            return Ok(());
        }
        if place.exists() {
            fs::remove_dir_all(place)?;
        }
        fs::create_dir_all(place.join("root"))?;
        fs::create_dir_all(place.join("home"))?;
        // Older than the index: what was written in the same second has to be read, which is rare in a day's work.
        let written = SystemTime::now() - Duration::from_hours(1);
        let mut text = "[workspace]\n".to_owned();
        for number in 0..self.repositories {
            let name = format!("r{number}");
            let top = place.join(&name);
            for file in 0..self.files {
                let at = file % self.directories;
                let path = top.join(format!("a{}/b{}/c{at}/file_{file}.py", at / 100, at / 10));
                fs::create_dir_all(path.parent().context("a file is in a directory")?)?;
                fs::write(&path, format!("# {number} {file}\n"))?;
                File::options().write(true).open(&path)?.set_modified(written)?;
            }
            fs::write(top.join(".gitignore"), "*.pyc\n__pycache__/\n/build/\n")?;
            for arguments in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-q", "-m", "all"]] {
                must(command(place, "git").current_dir(&top).args(["-c", "gc.auto=0"]).args(arguments))?;
            }
            writeln!(text, "[[siblings]]\nname = \"{name}\"")?;
        }
        fs::write(config, text)?;
        Ok(())
    }

    fn tops(&self, place: &Path) -> Vec<PathBuf> {
        (0..self.repositories).map(|number| place.join(format!("r{number}"))).collect()
    }

    fn contenders(&self, place: &Path, gfold: &Path) -> Result<Vec<Contender>> {
        let mut ws = command(place, demo::release("ws"));
        ws.args(["siblings", "--format", "json"]);
        let mut floor = command(place, floor());
        floor.args(self.tops(place));
        let list = self.tops(place).iter().map(|top| top.display().to_string()).collect::<Vec<_>>().join("\n");
        fs::write(place.join("home/list"), list)?;
        let mut status = command(place, "sh");
        status.args(["-c", "xargs -P2 -I{} git -C {} status --porcelain=v2 --branch --show-stash <../home/list"]);
        let mut peer = command(place, gfold);
        peer.args(["-i", "-d", "json"]).arg(place);
        Ok(vec![
            Contender::new("ws siblings --format json", ws),
            Contender::new("the floor", floor),
            Contender::new("git status by xargs -P2", status),
            Contender::new("gfold -i -d json", peer),
        ])
    }

    /// In turn within one Nushell, whose plugin keeps what it has seen.
    fn warm(&self, place: &Path) -> Result<()> {
        let plugin = demo::release("nu_plugin_ws_siblings");
        let registry = place.join("home/plugins.msgpackz");
        let add = format!("plugin add --plugin-config r#'{}'# r#'{}'#", registry.display(), plugin.display());
        must(command(place, tools::nu()?).args(["-n", "--no-std-lib", "-c", &add]).stdout(Stdio::null()))?;
        let tops: Vec<String> = self.tops(place).iter().map(|top| format!("`{}`", top.display())).collect();
        let script = format!(
            "let floor = r#'{}'#; let tops = [{}]; ws siblings | ignore; ws siblings | ignore
             1..{} | each {{
                 let least = timeit {{ ^$floor ...$tops | ignore }}
                 let warm = timeit {{ ws siblings | ignore }}
                 {{ warm: ($warm / 1ms), ratio: ($warm / $least) }}
             }} | {{ warm: ($in.warm | math median), ratio: ($in.ratio | math median) }}
             | $\"warm in Nushell: median ($in.warm | math round -p 1) ms, ($in.ratio | math round -p 2) of the floor\"",
            floor().display(),
            tops.join(" "),
            self.runs
        );
        let mut nu = command(place, tools::nu()?);
        nu.arg("--plugin-config").arg(&registry).args(["--no-std-lib", "-c", &script]);
        must(&mut nu)
    }
}

fn command(place: &Path, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place.join("root")).env_clear().envs(environment(&place.join("home")));
    command
}

fn floor() -> PathBuf {
    target().join("release/examples/floor")
}

/// Prints when the first row is there.
fn first_row(place: &Path, runs: usize) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let mut ws = command(place, demo::release("ws"));
        ws.args(["siblings", "--format", "jsonl"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let begun = Instant::now();
        let mut child = ws.spawn()?;
        let mut rows = BufReader::new(child.stdout.take().context("its output is piped")?);
        rows.read_line(&mut String::new())?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        std::io::copy(&mut rows, &mut std::io::sink())?;
        ensure!(child.wait()?.success(), "ws siblings failed");
    }
    times.sort_by(f64::total_cmp);
    println!("the first row of ws siblings: median {:.1} ms", times[runs / 2]);
    Ok(())
}

/// Prints how often the kernel was asked about a file, for each tracked one.
fn stat_calls(place: &Path, files: usize) -> Result<()> {
    let Some(strace) = on_path("strace") else {
        println!("strace is not on PATH: calls are not counted");
        return Ok(());
    };
    let mut traced = command(place, strace);
    traced.args(["-f", "-qq", "-e", "trace=%stat,%fstat,statx", "-o"]).arg(place.join("home/trace"));
    traced.arg(demo::release("ws")).args(["siblings", "--format", "json"]).stdout(Stdio::null());
    ensure!(traced.status()?.success(), "strace failed");
    let trace = fs::read_to_string(place.join("home/trace"))?;
    // A call that another thread interrupted has a second line.
    let calls = trace.lines().filter(|line| line.contains("stat") && !line.contains(" resumed>")).count();
    #[expect(clippy::cast_precision_loss, reason = "a million at most")]
    let each = calls as f64 / files as f64;
    println!("stat calls of ws siblings for each tracked file: {each:.2}");
    Ok(())
}
