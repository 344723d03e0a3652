//! The random edits: files, rules, the index, branches, config. What git or the file system refuses is no edit.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Stdio;

use super::{CONTENTS, Case, NAMES};

impl Case {
    /// One random edit.
    #[expect(clippy::too_many_lines, reason = "a table of edits, a few lines each")]
    pub(super) fn edit(&mut self) {
        match self.rng.u8(..53) {
            0..8 => {
                let (path, content) = (if self.chance(50) { self.known() } else { self.path() }, self.pick(&CONTENTS));
                self.write(&path, content);
            }
            8..11 => {
                let path = self.known();
                self.remove(&path);
            }
            11..14 => self.write_rules(),
            14 => {
                let text = self.attributes();
                let place = self.place_of_rules(".gitattributes");
                if place.starts_with(".git/") {
                    fs::create_dir_all(self.top.join(".git/info")).unwrap();
                    fs::write(self.top.join(place), &text).unwrap();
                    writeln!(self.log, "info/attributes {text:?}").unwrap();
                } else {
                    self.write(&place, &text);
                }
            }
            15..19 => {
                let path = self.known();
                let force = if self.chance(50) { "-f" } else { "-v" };
                self.git(&["add", force, "--", &path]);
            }
            19 => {
                self.git(&["add", "-A"]);
            }
            20 => {
                let path = self.known();
                self.git(&["add", "-N", "--", &path]);
            }
            21 | 22 => {
                let all = if self.chance(50) { "-a" } else { "-q" };
                self.git(&["commit", "-q", all, "--allow-empty", "-m", "x"]);
            }
            23 => {
                let path = self.known();
                self.git(&["rm", "-r", "-q", "-f", "--cached", "--", &path]);
            }
            24 => {
                let (path, mode) = (self.known(), if self.chance(50) { 0o755 } else { 0o644 });
                let file = self.top.join(&path);
                if file.is_file() && !file.is_symlink() {
                    writeln!(self.log, "chmod {mode:o} {path}").unwrap();
                    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
                }
            }
            25 | 26 => {
                let (from, to) = (self.known(), self.path());
                writeln!(self.log, "mv {from} {to}").unwrap();
                let _ = fs::rename(self.top.join(from), self.top.join(to));
            }
            27 => {
                let (path, target) = (self.known(), self.pick(&["a", "d", "nowhere", "../repo/b", "build"]));
                self.remove(&path);
                writeln!(self.log, "ln -s {target} {path}").unwrap();
                let _ = symlink(target, self.top.join(path));
            }
            28 => {
                let path = self.known();
                self.remove(&path);
                let below = format!("{path}/{}", self.pick(&NAMES));
                self.write(&below, "x\n");
            }
            29 => {
                let path = self.path();
                if self.git(&["init", "-q", &path]) && self.chance(50) {
                    self.git(&["-C", &path, "commit", "-q", "--allow-empty", "-m", "n"]);
                }
            }
            30 => {
                let path = self.known();
                let flag = self.pick(&[
                    "--assume-unchanged",
                    "--no-assume-unchanged",
                    "--skip-worktree",
                    "--no-skip-worktree",
                    "--chmod=+x",
                ]);
                self.git(&["update-index", flag, "--", &path]);
            }
            31 => {
                let form = self.pick(&[
                    "--split-index",
                    "--no-split-index",
                    "--index-version=4",
                    "--index-version=2",
                    "--index-version=3",
                    "--untracked-cache",
                    "--no-untracked-cache",
                    "--refresh",
                    "--really-refresh",
                ]);
                self.git(&["update-index", form]);
            }
            32 => {
                let setting = self.pick(&[
                    "core.autocrlf true",
                    "core.autocrlf input",
                    "core.autocrlf false",
                    "core.fileMode false",
                    "core.fileMode true",
                    "status.showUntrackedFiles all",
                    "status.showUntrackedFiles no",
                    "status.showUntrackedFiles normal",
                    "core.ignoreCase true",
                    "core.ignoreCase false",
                    "status.renames false",
                    "core.checkStat minimal",
                    "core.eol crlf",
                    "core.excludesFile ../rules",
                    "core.trustctime false",
                    "core.symlinks false",
                    "core.symlinks true",
                ]);
                let (key, value) = setting.split_once(' ').unwrap();
                self.settings.push(setting);
                self.git(&["config", key, value]);
            }
            33 => {
                let text = self.rules();
                writeln!(self.log, "../rules {text:?}").unwrap();
                fs::write(self.top.join("../rules"), text).unwrap();
            }
            34 => {
                self.git(&["reset", "-q", "--hard"]);
            }
            35 => {
                let stash = self.pick(&["push", "pop", "drop"]);
                self.git(&["stash", stash, "-q"]);
            }
            36 => {
                let name = self.pick(&["m1", "m2"]);
                self.git(&["checkout", "-q", "-B", name]);
            }
            37 => {
                let name = self.pick(&["m1", "m2"]);
                self.git(&["merge", "-q", "-m", "m", name]);
            }
            38 => {
                let name = self.pick(&["m1", "m2"]);
                self.git(&["checkout", "-q", name]);
            }
            39 => {
                // A second, and then one earlier: racy and not.
                let path = self.known();
                let file = self.top.join(&path);
                if file.is_file() && !file.is_symlink() {
                    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(self.rng.u64(..3) * 1800);
                    writeln!(self.log, "touch {path}").unwrap();
                    let _ = fs::File::options().append(true).open(file).and_then(|file| file.set_modified(past));
                }
            }
            40 => {
                let path = self.known();
                self.git(&["mv", "-k", "--", &path, "moved"]);
            }
            41 => {
                let path = self.pick(&["a", "d", "build"]);
                let (set, how) = (format!("/{path}/"), if self.chance(50) { "--cone" } else { "--no-cone" });
                if self.chance(50) {
                    let pattern = if how == "--cone" { path } else { &set };
                    self.git(&["sparse-checkout", "set", how, pattern]);
                } else {
                    self.git(&["sparse-checkout", "disable"]);
                }
            }
            42 => {
                let path = self.known();
                self.git(&["checkout", "-q", "HEAD", "--", &path]);
            }
            43 => {
                // A letter in the other case.
                let from = self.known();
                let swap = |letter: char| {
                    if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
                };
                let (above, name) = from.rsplit_once('/').map_or(("", from.as_str()), |(above, name)| (above, name));
                let to = self.top.join(above).join(name.chars().map(swap).collect::<String>());
                writeln!(self.log, "mv {from} {}", to.display()).unwrap();
                if to.symlink_metadata().is_err() {
                    let _ = fs::rename(self.top.join(&from), to);
                }
            }
            44 => self.submodule(),
            45 => {
                // A repository inside comes or goes, and so does what makes it one.
                let path = self.known();
                let (from, to) = self.pick_pair(&[(".git", "git"), ("git", ".git"), (".git/HEAD", ".git/head")]);
                writeln!(self.log, "mv {path}/{from} {path}/{to}").unwrap();
                if !path.is_empty() {
                    let _ = fs::rename(self.top.join(&path).join(from), self.top.join(&path).join(to));
                }
            }
            46 => self.killed(),
            47 => {
                // Another directory of the same name.
                let path = self.known();
                let (place, aside) = (self.top.join(&path), self.sandbox.path().join("aside"));
                if place.is_dir() && !place.is_symlink() {
                    writeln!(self.log, "swap {path}").unwrap();
                    let third = self.sandbox.path().join("third");
                    let _ = fs::create_dir(&aside);
                    let _ = fs::rename(&place, &third);
                    let _ = fs::rename(&aside, &place);
                    let _ = fs::rename(third, aside);
                }
            }
            48 | 49 => {
                // The time of a directory set back to what it was, or to long ago, around a change in it.
                let path = self.known();
                let place = self.top.join(&path);
                if place.is_dir() && !place.is_symlink() {
                    let modified = place.metadata().and_then(|metadata| metadata.modified());
                    let name = format!("{path}/{}", self.pick(&NAMES));
                    if self.chance(50) {
                        self.remove(&name);
                    } else {
                        self.write(&name, "x\n");
                    }
                    writeln!(self.log, "touch -d before {path}").unwrap();
                    if let (Ok(directory), Ok(modified)) = (fs::File::open(place), modified) {
                        let _ = directory.set_modified(modified);
                    }
                }
            }
            50 => {
                // As long as it was, in the same second.
                let path = self.known();
                if let Ok(text) = fs::read(self.top.join(&path)) {
                    let text: Vec<u8> = text.iter().map(|byte| if *byte == b'a' { b'c' } else { *byte }).collect();
                    self.write(&path, &String::from_utf8_lossy(&text));
                }
            }
            51 => {
                let path = self.known();
                self.git(&["-C", &path, "commit", "-q", "--allow-empty", "-m", "inside"]);
            }
            _ => {
                self.git(&["status"]);
            }
        }
    }

    fn pick_pair(&mut self, of: &[(&'static str, &'static str)]) -> (&'static str, &'static str) {
        of[self.rng.usize(..of.len())]
    }

    /// A submodule is added, or something is done in one.
    fn submodule(&mut self) {
        let module = self.sandbox.path().join("module");
        if !module.exists() {
            fs::create_dir(&module).unwrap();
            self.git(&["-C", "../module", "init", "-q"]);
            self.git(&["-C", "../module", "commit", "-q", "--allow-empty", "-m", "m"]);
        }
        let path = self.path();
        match self.rng.u8(..4) {
            0 | 1 => self.git(&["submodule", "--quiet", "add", "-f", "../module", &path]),
            2 => self.git(&["submodule", "--quiet", "deinit", "-f", "--all"]),
            _ => self.git(&["submodule", "--quiet", "update", "--init"]),
        };
    }

    /// git is killed at some moment. What it leaves behind is taken away, as a person would do.
    fn killed(&mut self) {
        let arguments = self.pick(&["add -A", "stash push -u", "reset --hard", "checkout -q m1", "commit -q -a -m x"]);
        writeln!(self.log, "git {arguments} # killed").unwrap();
        let mut command = self.command("git");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.args(arguments.split(' ')).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(self.rng.u64(..4000)));
        let _ = child.kill();
        let _ = child.wait();
        for lock in ["index.lock", "HEAD.lock", "refs/stash.lock"] {
            let _ = fs::remove_file(self.top.join(".git").join(lock));
        }
    }
}
