//! Random trees with ignore rules at every level, and random edits to repositories: after each the counts must be those of
//! `git status`. A failure names its seed and keeps its repository; `WS_SEED=N` repeats it, `WS_CASES=N` tries more.

mod edits;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use ws_core::git::{self, Look, LookOptions, Memory, Source};
use ws_test_support::Sandbox;

const NAMES: [&str; 12] = ["a", "b", "c.log", "keep.log", "d", "e", "build", "x.o", "A", "B.LOG", "ä", "[x]"];
const CONTENTS: [&str; 8] = ["aaa\n", "bbb\n", "aaa\r\n", "bbb\r\n", "a\nb\r\n", "", "a\0b\r\n", "$Id: x$\n"];
const PARTS: [&str; 24] = [
    "a",
    "b",
    "*.log",
    "!keep.log",
    "!*.log",
    "d/",
    "/d",
    "build/",
    "*/",
    "/*/",
    "**/",
    "/",
    "d/*",
    "!d/a",
    "**/a",
    "d/**",
    "a/**/b",
    "*",
    "!*/",
    "[a-c]",
    "\\[x\\]",
    "!d/",
    "?",
    "build/**/*.o",
];

struct Case {
    seed: u64,
    rng: Rng,
    top: PathBuf,
    sandbox: Sandbox,
    log: String,
    settings: Vec<&'static str>,
    /// What a process that stays would remember.
    memory: Arc<Memory>,
}

/// More than a tick of the clock by which Linux dates files: 10 ms at most.
const TICK: Duration = Duration::from_millis(20);

impl Case {
    fn new(seed: u64) -> Self {
        let sandbox = Sandbox::new().unwrap();
        let top = sandbox.path().join("repo");
        let mut case = Self {
            seed,
            rng: Rng::with_seed(seed),
            top,
            sandbox,
            log: String::new(),
            settings: Vec::new(),
            memory: Arc::new(Memory::with_granularity(TICK)),
        };
        fs::create_dir(&case.top).unwrap();
        case.git(&["init", "-q"]);
        case
    }

    fn command(&self, program: &str) -> Command {
        self.sandbox.command(program, &self.top)
    }

    /// git as a person calls it; what it refuses is no change.
    fn git(&mut self, arguments: &[&str]) -> bool {
        writeln!(self.log, "git {}", arguments.join(" ")).unwrap();
        let output = self.command("git").args(["-c", "protocol.file.allow=always"]).args(arguments).output().unwrap();
        output.status.success()
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(..100) < percent
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.rng.usize(..of.len())]
    }

    /// A path of one to three components.
    fn path(&mut self) -> String {
        let depth = self.rng.usize(1..=3);
        let parts: Vec<&str> = (0..depth).map(|_| self.pick(&NAMES)).collect();
        parts.join("/")
    }

    /// Something that is there, or any path.
    fn known(&mut self) -> String {
        let mut all = Vec::new();
        list(&self.top, "", &mut all);
        if all.is_empty() || self.chance(20) { self.path() } else { all.swap_remove(self.rng.usize(..all.len())) }
    }

    fn rules(&mut self) -> String {
        let count = self.rng.usize(1..6);
        let mut text = String::new();
        for _ in 0..count {
            if self.chance(60) {
                text.push_str(self.pick(&PARTS));
            } else {
                text.push_str(self.pick(&["", "", "", "!", "/", "!/", "\\!"]));
                let parts = self.rng.usize(1..4);
                for part in 0..parts {
                    if part > 0 {
                        text.push('/');
                    }
                    text.push_str(self.pick(&[
                        "a", "b", "d", "e", "build", "*", "**", "*.log", "?", "[a-d]", "x.o", "c*", "A", "***",
                    ]));
                }
                text.push_str(self.pick(&["", "", "/", " ", "\\ ", "/ ", "\t", "\r"]));
            }
            text.push('\n');
        }
        if self.chance(10) {
            text.insert(0, '\u{feff}');
        }
        if self.chance(10) {
            text.insert_str(0, "# x\n\n");
        }
        text
    }

    fn attributes(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.rng.usize(1..4) {
            text.push_str(
                self.pick(&["*", "*.log", "a", "d/*", "\"a\"", "/a", "**/b", "[attr]t", "# x", "!a", "x.o", "d/"]),
            );
            text.push(' ');
            text.push_str(self.pick(&[
                "text",
                "-text",
                "text=auto",
                "eol=crlf",
                "eol=lf",
                "text=auto eol=lf",
                "binary",
                "-binary",
                "!text",
                "ident",
                "t",
                "-t",
                "crlf",
                "crlf=input",
                "text -text",
                "filter=none",
            ]));
            text.push('\n');
        }
        text
    }

    fn write(&mut self, path: &str, content: &str) -> bool {
        let file = self.top.join(path);
        if !stays(path) || path.split('/').any(|part| part == ".git") {
            return false;
        }
        if let Some(parent) = file.parent() {
            let _ = fs::create_dir_all(parent);
            // Through a link it would be somewhere else.
            if parent.canonicalize().ok().is_none_or(|real| !real.starts_with(self.top.canonicalize().unwrap())) {
                return false;
            }
        }
        writeln!(self.log, "write {path} {content:?}").unwrap();
        if self.chance(30) {
            let _ = fs::remove_file(&file);
        }
        !file.is_symlink() && fs::write(&file, content).is_ok()
    }

    fn remove(&mut self, path: &str) {
        writeln!(self.log, "rm -r {path}").unwrap();
        let file = self.top.join(path);
        if file.is_symlink() || file.is_file() {
            let _ = fs::remove_file(&file);
        } else {
            let _ = fs::remove_dir_all(&file);
        }
    }

    fn place_of_rules(&mut self, name: &str) -> String {
        match self.rng.u8(..6) {
            0 | 1 => name.to_owned(),
            2 => format!(".git/info/{}", if name == ".gitignore" { "exclude" } else { "attributes" }),
            _ => format!("{}/{name}", self.path()),
        }
    }

    fn write_rules(&mut self) {
        let text = self.rules();
        let place = self.place_of_rules(".gitignore");
        if place.starts_with(".git/") {
            writeln!(self.log, "write {place} {text:?}").unwrap();
            fs::create_dir_all(self.top.join(".git/info")).unwrap();
            fs::write(self.top.join(place), text).unwrap();
        } else {
            self.write(&place, &text);
        }
    }

    /// Whether the program answered, or what differs: cold, and with what former looks have seen.
    fn compare(&self) -> Result<Source, String> {
        let output = self
            .command("git")
            // git's cache of untracked files forgets some when the index is written in the second of a change.
            .args([
                "-c",
                "core.untrackedCache=false",
                "--no-optional-locks",
                "status",
                "--porcelain=v2",
                "--branch",
                "--show-stash",
                "-z",
            ])
            .output()
            .unwrap();
        // git gives up; the type of the file has changed.
        if String::from_utf8_lossy(&output.stderr).contains("expected submodule path") {
            return Ok(Source::GitProgram);
        }
        let gits = output.status.success().then_some(output.stdout.as_slice());
        let options = LookOptions { env: self.sandbox.env(), ..LookOptions::default() };
        let warm = LookOptions { memory: Some(Arc::clone(&self.memory)), ..options.clone() };
        // Whichever look is first.
        self.looked(gits, &LookOptions { only_dirty: self.seed.is_multiple_of(2), ..warm.clone() }, "warm, 1")?;
        self.looked(gits, &warm, "warm, 2")?;
        self.looked(gits, &LookOptions { only_dirty: true, ..warm }, "warm, 3")?;
        self.looked(gits, &LookOptions { only_dirty: true, ..options.clone() }, "cold, 1")?;
        self.looked(gits, &options, "cold, 2")
    }

    fn looked(&self, gits: Option<&[u8]>, options: &LookOptions, how: &str) -> Result<Source, String> {
        let state = match (git::look(&self.top, options), gits) {
            (Look::Repo(state), Some(_)) => state,
            // What git stumbles over may come after the first difference.
            (Look::Repo(_), None) if options.only_dirty => return Ok(Source::GitProgram),
            // What hinges on it is unknown here, and the rest is not.
            (Look::Repo(state), None) if state.error.is_some() => return Ok(Source::GitProgram),
            (Look::Failed(_), None) => return Ok(Source::GitProgram),
            (look, gits) => return Err(format!("{how}: {look:?}, and git status succeeds: {}", gits.is_some())),
        };
        let gits = gits.unwrap_or_default();
        let theirs = Status::parse(gits);
        let tree = state.tree.unwrap_or_default();
        let same = if options.only_dirty {
            tree.dirty == Some(theirs.dirty)
        } else {
            let counts = [tree.staged, tree.unstaged, tree.untracked, tree.conflicted].map(|count| count.unwrap_or(0));
            theirs
                == Status {
                    counts,
                    dirty: tree.dirty == Some(true),
                    stashes: state.stashes.unwrap_or(0),
                    head: state.head.clone().unwrap_or_else(|| "(initial)".to_owned()),
                }
        };
        let shown = || String::from_utf8_lossy(gits).replace('\0', "\n");
        if same { Ok(state.source) } else { Err(format!("{how}: ours {state:?}\ngits {theirs:?}\n{}", shown())) }
    }

    fn failed(self, found: &str) -> ! {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/fuzz/{}", self.seed));
        let _ = fs::remove_dir_all(&kept);
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        let _ = Command::new("cp").arg("-a").arg(self.sandbox.path()).arg(&kept).status();
        panic!("WS_SEED={} differs, kept in {}:\n{}\n{found}", self.seed, kept.display(), self.log);
    }
}

/// What `git status` counts.
#[derive(Debug, PartialEq, Eq)]
struct Status {
    counts: [usize; 4],
    dirty: bool,
    stashes: usize,
    head: String,
}

impl Status {
    fn parse(text: &[u8]) -> Self {
        let mut status = Self { counts: [0; 4], dirty: false, stashes: 0, head: String::new() };
        let mut parts = text.split(|byte| *byte == 0);
        while let Some(part) = parts.next() {
            match part.first() {
                None => {}
                Some(b'#') => {
                    let line = String::from_utf8_lossy(part);
                    if let Some(head) = line.strip_prefix("# branch.oid ") {
                        head.clone_into(&mut status.head);
                    } else if let Some(count) = line.strip_prefix("# stash ") {
                        status.stashes = count.parse().unwrap();
                    }
                }
                Some(b'?') => status.counts[2] += 1,
                Some(b'u') => status.counts[3] += 1,
                Some(kind) => {
                    status.counts[0] += usize::from(part[2] != b'.');
                    status.counts[1] += usize::from(part[3] != b'.');
                    if *kind == b'2' {
                        parts.next();
                    }
                }
            }
        }
        status.dirty = status.counts.iter().sum::<usize>() > 0;
        status
    }
}

fn stays(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && !path.split('/').any(|part| part == "..")
}

fn list(directory: &Path, above: &str, all: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == ".git" {
            continue;
        }
        let path = format!("{above}{name}");
        all.push(path.clone());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list(&entry.path(), &format!("{path}/"), all);
        }
    }
}

/// The seeds to try: the same ones everywhere, one that is asked for, or as many as are.
fn seeds(first: u64, usual: u64) -> std::ops::Range<u64> {
    let given = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    match (given("WS_SEED"), given("WS_CASES")) {
        (Some(seed), cases) => seed..seed + cases.unwrap_or(1),
        (None, Some(cases)) => first..first + cases,
        (None, None) => first..first + usual,
    }
}

#[test]
fn trees_of_ignore_rules() {
    for seed in seeds(1, 40) {
        let mut case = Case::new(seed);
        for _ in 0..case.rng.usize(2..25) {
            let path = case.path();
            case.write(&path, "x\n");
        }
        for _ in 0..case.rng.usize(1..6) {
            case.write_rules();
        }
        if case.chance(30) {
            case.git(&["config", "status.showUntrackedFiles", "all"]);
        }
        if case.chance(20) {
            case.git(&["config", "core.ignoreCase", "true"]);
        }
        if case.chance(30) {
            let text = case.rules();
            fs::write(case.top.join("../rules"), &text).unwrap();
            writeln!(case.log, "../rules {text:?}").unwrap();
            case.git(&["config", "core.excludesFile", "../rules"]);
        }
        if let Err(found) = case.compare() {
            case.failed(&found);
        }
        for _ in 0..case.rng.usize(..4) {
            let path = case.known();
            case.git(&["add", "-f", "--", &path]);
        }
        if let Err(found) = case.compare() {
            case.failed(&found);
        }
    }
}

#[test]
fn edits() {
    let (mut steps, mut asked, mut known) = (0_u64, 0, 0);
    for seed in seeds(1, 12) {
        let mut case = Case::new(seed);
        for _ in 0..6 {
            let (path, content) = (case.path(), case.pick(&CONTENTS));
            case.write(&path, content);
        }
        case.git(&["add", "-A"]);
        case.git(&["commit", "-q", "-m", "first"]);
        for _ in 0..30 {
            case.edit();
            steps += 1;
            // Now and then what changed just now is looked at.
            if case.chance(70) {
                std::thread::sleep(TICK + TICK / 2);
            }
            match case.compare() {
                Ok(source) => asked += u64::from(source == Source::GitProgram),
                Err(found) => case.failed(&found),
            }
        }
        known += case.memory.known();
    }
    // Two directories of each step that were not read.
    assert!(known > 2 * steps, "{known} directories were known in {steps} steps");
    assert!(asked * 4 < steps, "the git program was asked at {asked} of {steps} steps");
}
