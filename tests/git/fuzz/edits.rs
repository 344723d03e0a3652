//! The random edits: files, rules, the index, branches, config. What git or the file system refuses is no edit.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::{CONTENTS, Case, NAMES};

impl Case {
    /// One random edit.
    #[expect(clippy::too_many_lines, reason = "a table of edits, a few lines each")]
    pub(super) fn edit(&mut self) {
        match self.rng.u8(..44) {
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
            _ => {
                self.git(&["status"]);
            }
        }
    }
}
