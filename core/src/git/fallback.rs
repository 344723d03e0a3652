//! A repository as the git program sees it: where libgit2 refuses (sha256, reftable, newer extensions, what
//! differs under an entry of a sparse index) or cannot know (filters of the user's, renames with edits). Asks for output made for programs only.
//!
//! Limit: where files lie outside the cone of a sparse index, git expands the index in memory and marks the trees it
//! goes through as used, by their time. Nothing keeps it from that; no content changes.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::formats::{parse_signature_time, parse_track};
use crate::git::hazards;
use crate::git::layout::Layout;
use crate::git::place::Place;
use crate::git::program::{Override, failure, value};
use crate::git::refs::Refs;
use crate::git::settings::{Driver, Drivers, Settings};
use crate::git::status::Status;
use crate::git::submodule::{Gitlink, Submodules, Verdict};
use crate::git::tally::{LostRules, Tally, Undecided};
use crate::git::{Looker, RepoState, Source, Want, operation, stash_count};

/// One repository, asked by the git program.
pub(super) struct Fallback<'a> {
    looker: &'a Looker<'a>,
    layout: &'a Layout,
    place: Place,
    want: Want,
    depth: usize,
}

impl<'a> Fallback<'a> {
    /// `depth` repositories are around this one.
    pub fn new(looker: &'a Looker<'a>, layout: &'a Layout, want: Want, depth: usize) -> Result<Self, RowError> {
        hazards::check(&looker.user, layout)?;
        let place = Place::of(layout, value(&looker.options.env, "TMPDIR"))?;
        Ok(Self { looker, layout, place, want, depth })
    }

    /// Everything.
    pub fn look(&self) -> Result<RepoState, RowError> {
        let settings = self.settings()?;
        let bare = self.git(&[], ["rev-parse", "--is-bare-repository"])?.trim_ascii() == b"true";
        let (mut refs, tree, error) = if bare {
            (self.bare_refs()?, None, None)
        } else {
            let drivers = settings.drivers(self.looker.options.run_repository_filters);
            let mut status = self.status(&drivers.overrides)?;
            let refs = self.named(std::mem::take(&mut status.refs))?;
            match self.want {
                Want::Refs => (refs, None, None),
                Want::Tracked | Want::Everything => {
                    let (tree, error) = self.complete(status, &settings, &drivers)?.finish();
                    (refs, Some(tree), error)
                }
            }
        };
        if let Some(head) = &refs.head {
            refs.last_commit = self.committed_at(head)?;
        }
        let in_files = settings.last("extensions", None, "refstorage").is_none_or(|storage| storage == b"files");
        let reference = |name: &str| {
            if in_files {
                operation::is_reference_file(self.layout, name)
            } else {
                self.git(&[], ["rev-parse", "--verify", "--quiet", name]).is_ok()
            }
        };
        let stashes = if in_files { stash_count(self.layout) } else { self.stashes()? };
        Ok(RepoState {
            operation: operation::in_progress(self.layout, reference),
            stashes,
            remote: settings.remote_url(refs.branch.as_deref()),
            tree,
            error,
            source: Source::GitProgram,
            ..RepoState::of_refs(refs)
        })
    }

    /// The working tree alone; HEAD and its branch are known.
    pub fn tree(&self) -> Result<Tally, RowError> {
        let settings = self.settings()?;
        let drivers = settings.drivers(self.looker.options.run_repository_filters);
        self.complete(self.status(&drivers.overrides)?, &settings, &drivers)
    }

    /// Config as this very git reads it: what another reader overlooks (a condition that it does not know, a file that it
    /// does not include) may define a filter, which git would then run.
    fn settings(&self) -> Result<Settings, RowError> {
        Ok(Settings::from_program(&self.git(&[], ["config", "--list", "--show-scope", "-z"])?))
    }

    /// What `git status` puts in brackets in place of a branch may be the name of one.
    fn named(&self, mut refs: Refs) -> Result<Refs, RowError> {
        let bracketed = match refs.branch.as_deref() {
            Some(b"(unknown)") => "(unknown)",
            None => "(detached)",
            Some(_) => return Ok(refs),
        };
        let symbolic = self.looker.program.run(&self.place, &[], ["symbolic-ref", "--quiet", "HEAD"], None)?;
        let name = symbolic.stdout.trim_ascii_end().strip_prefix(b"refs/heads/");
        if symbolic.success && name == Some(bracketed.as_bytes()) {
            (refs.branch, refs.detached) = (Some(bracketed.into()), false);
        } else if bracketed == "(unknown)" {
            return Err(failure(&self.layout.path, "the branch that HEAD names cannot be read"));
        }
        Ok(refs)
    }

    fn git<const N: usize>(&self, overrides: &[Override], arguments: [&str; N]) -> Result<Vec<u8>, RowError> {
        self.looker.program.run(&self.place, overrides, arguments, None)?.or_failed(&self.layout.path)
    }

    fn status(&self, overrides: &[Override]) -> Result<Status, RowError> {
        let mut arguments =
            vec!["status", "--porcelain=v2", "-z", "--branch", "--ahead-behind", "--ignore-submodules=dirty"];
        match self.want {
            Want::Everything => {}
            Want::Tracked => arguments.push("--untracked-files=no"),
            // A path that is never tracked: git reads HEAD and the index, and looks at no file.
            Want::Refs => arguments.extend(["--untracked-files=no", "--", ":(top,literal).git"]),
        }
        let output = self.looker.program.run(&self.place, overrides, arguments, None)?;
        Status::parse(&output.or_failed(&self.layout.path)?)
            .ok_or_else(|| failure(&self.layout.path, "the output of git status is of a form that is not known"))
    }

    /// Adds what `git status` was kept from finding out: submodules, and filters that are not run.
    fn complete(&self, status: Status, settings: &Settings, drivers: &Drivers) -> Result<Tally, RowError> {
        let Status { mut tally, modified, modules_unmerged, .. } = status;
        let hide = self.want == Want::Tracked || untracked_hidden(settings);
        if hide {
            tally.untracked = None;
        }
        tally.lost = self.lost(settings)?;
        if !tally.lost.untracked.is_empty() {
            // Without the rules each may be excluded.
            tally.untracked = tally.untracked.and(Some(0));
        }
        let gitlinks = self.gitlinks(settings)?;
        if !gitlinks.is_empty() && !tally.lost.changes.contains(b".gitmodules".as_slice()) {
            let work_tree = self.git(&[], ["rev-parse", "--show-toplevel"])?;
            let work_tree = path_of(work_tree.strip_suffix(b"\n").unwrap_or(&work_tree));
            let flags = (modules_unmerged, hide);
            let submodules = Submodules::new(&work_tree, settings, flags, || {
                let of = |name| self.git(&[], ["cat-file", "blob", name]).ok();
                of(":.gitmodules").or_else(|| of("HEAD:.gitmodules"))
            });
            for gitlink in &gitlinks {
                match submodules.verdict(self.looker, &work_tree, gitlink, self.depth) {
                    Verdict::Same => {}
                    Verdict::Changed => tally.unstaged += 1,
                    Verdict::Unknown(error) => tally.unknown = Some(error),
                }
            }
        }
        tally.undecided = self.undecided(drivers)?;
        let open: HashSet<&Vec<u8>> = tally.undecided.iter().map(|(path, _)| path).collect();
        let lost = !tally.lost.changes.is_empty();
        tally.unstaged -= modified.iter().filter(|path| lost || open.contains(path)).count();
        Ok(tally)
    }

    fn gitlinks(&self, settings: &Settings) -> Result<Vec<Gitlink>, RowError> {
        let staged = match settings.flag("core", "sparsecheckout") {
            // A sparse index stays so: git would write trees otherwise. It never folds a submodule away.
            Some(true) => self.git(&[], ["ls-files", "--stage", "-z", "--sparse"])?,
            _ => self.git(&[], ["ls-files", "--stage", "-z"])?,
        };
        // "160000 COMMIT 0\tPATH"
        let lines = staged.split(|byte| *byte == 0).filter_map(|line| line.strip_prefix(b"160000 "));
        let gitlink = |line: &[u8]| {
            let tab = line.iter().position(|byte| *byte == b'\t')?;
            let commit = std::str::from_utf8(&line[..tab]).ok()?.strip_suffix(" 0")?;
            Some(Gitlink { path: line[tab + 1..].to_vec(), commit: commit.to_owned() })
        };
        Ok(lines.filter_map(gitlink).collect())
    }

    /// Files of rules that are not on disk and that a partial clone has not fetched: git goes on without them. Whether
    /// anything hinges on them is not asked.
    fn lost(&self, settings: &Settings) -> Result<LostRules, RowError> {
        let mut lost = LostRules { partial: settings.is_partial(), ..LostRules::default() };
        if !lost.partial {
            return Ok(lost);
        }
        let sparse: &[&str] = if settings.flag("core", "sparsecheckout") == Some(true) { &["--sparse"] } else { &[] };
        let files = [":(top,glob)**/.gitattributes", ":(top,glob)**/.gitignore", ":(top).gitmodules"];
        let arguments = [&["ls-files", "-t", "--stage", "-z"], sparse, &["--"], &files].concat();
        let listed = self.looker.program.run(&self.place, &[], arguments, None)?.or_failed(&self.layout.path)?;
        let deleted = self.git(&[], ["ls-files", "--deleted", "-z"])?;
        let deleted: HashSet<&[u8]> = deleted.split(|byte| *byte == 0).collect();
        // "TAG MODE ID STAGE\tPATH"; S is the tag of what skips the working tree.
        let gone = |line: &'_ [u8]| {
            let tab = line.iter().position(|byte| *byte == b'\t')?;
            let (path, skipped) = (&line[tab + 1..], line.starts_with(b"S "));
            let id = line[..tab].split(|byte| *byte == b' ').nth(2)?.to_vec();
            (skipped || deleted.contains(path)).then(|| (id, path.to_vec(), skipped))
        };
        let gone: Vec<(Vec<u8>, Vec<u8>, bool)> = listed.split(|byte| *byte == 0).filter_map(gone).collect();
        let ids = gone.iter().flat_map(|(id, ..)| [id.as_slice(), b"\n"].concat()).collect();
        let arguments = ["cat-file", "--batch-check=%(objectname)"];
        let output = self.looker.program.run(&self.place, &[], arguments, Some(ids))?.or_failed(&self.layout.path)?;
        for ((_, path, skipped), answer) in gone.into_iter().zip(output.split(|byte| *byte == b'\n')) {
            let ignores = path.ends_with(b".gitignore");
            if answer.ends_with(b" missing") && (skipped || !ignores) {
                if ignores {
                    lost.untracked.insert(path)
                } else {
                    lost.changes.insert(path)
                };
            }
        }
        Ok(lost)
    }

    /// Paths that differ from the index by their metadata and that a filter would decide which is not run.
    fn undecided(&self, drivers: &Drivers) -> Result<Undecided, RowError> {
        if !drivers.by_name.values().any(|driver| *driver == Driver::NotRun) {
            return Ok(BTreeSet::new());
        }
        let changed = self.git(&drivers.overrides, ["diff-files", "--name-only", "-z", "--ignore-submodules=all"])?;
        let arguments = ["check-attr", "-z", "--stdin", "filter"];
        let output = self.looker.program.run(&self.place, &[], arguments, Some(changed))?;
        let text = output.or_failed(&self.layout.path)?;
        let fields: Vec<&[u8]> = text.split(|byte| *byte == 0).collect();
        let decided_by = |fields: &[&[u8]]| {
            let [path, _, filter] = fields else { return None };
            (drivers.by_name.get(*filter) == Some(&Driver::NotRun)).then(|| (path.to_vec(), filter.to_vec()))
        };
        Ok(fields.chunks_exact(3).filter_map(decided_by).collect())
    }

    /// HEAD of a bare repository, for which there is no `git status`.
    fn bare_refs(&self) -> Result<Refs, RowError> {
        let path = &self.layout.path;
        let run = |arguments: &[&str]| self.looker.program.run(&self.place, &[], arguments, None);
        let symbolic = run(&["symbolic-ref", "--quiet", "HEAD"])?;
        let head = run(&["rev-parse", "--verify", "--quiet", "HEAD"])?;
        let line = |text: &[u8]| text.trim_ascii_end().to_vec();
        let mut refs = Refs {
            head: head.success.then(|| String::from_utf8_lossy(&line(&head.stdout)).into_owned()),
            detached: !symbolic.success,
            ..Refs::default()
        };
        if !symbolic.success {
            return Ok(refs);
        }
        let name = line(&symbolic.stdout);
        let pattern = OsString::from_vec(name.clone());
        let format = "--format=%(upstream:short)%00%(upstream:track,nobracket)";
        let arguments: [OsString; 3] = ["for-each-ref".into(), format.into(), pattern];
        let followed = self.looker.program.run(&self.place, &[], &arguments, None)?.or_failed(path)?;
        let followed = String::from_utf8_lossy(&followed).trim_end_matches('\n').to_owned();
        if let Some((upstream, track)) = followed.split_once('\0')
            && !upstream.is_empty()
        {
            refs.upstream = Some(upstream.to_owned());
            refs.ahead_behind = parse_track(track);
        }
        refs.branch = Some(name.strip_prefix(b"refs/heads/").unwrap_or(&name).to_vec());
        Ok(refs)
    }

    fn committed_at(&self, head: &str) -> Result<Option<(jiff::Timestamp, jiff::tz::Offset)>, RowError> {
        let commit = self.git(&[], ["cat-file", "commit", head])?;
        let mut header = commit.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
        let committer = header.find_map(|line| line.strip_prefix(b"committer "));
        Ok(committer.and_then(|line| parse_signature_time(&String::from_utf8_lossy(line))))
    }

    fn stashes(&self) -> Result<Option<usize>, RowError> {
        let exists =
            self.looker.program.run(&self.place, &[], ["rev-parse", "--verify", "--quiet", "refs/stash"], None)?;
        if !exists.success {
            return Ok(Some(0));
        }
        let count = self.git(&[], ["rev-list", "--walk-reflogs", "--count", "refs/stash", "--"])?;
        Ok(std::str::from_utf8(&count).ok().and_then(|count| count.trim().parse().ok()))
    }
}

fn untracked_hidden(settings: &Settings) -> bool {
    settings
        .last("status", None, "showuntrackedfiles")
        .is_some_and(|mode| mode == b"no" || crate::git::settings::parse_bool(mode) == Some(false))
}

fn path_of(bytes: &[u8]) -> PathBuf {
    Path::new(&OsString::from_vec(bytes.to_vec())).to_path_buf()
}
