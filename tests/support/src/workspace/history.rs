//! The history of an upstream, written by `git fast-import`: one process for all commits of a sibling.
//! The format of the stream is git-fast-import(1)'s.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::files;
use super::spec::SiblingSpec;
use crate::sandbox;

/// [`sandbox::CLOCK`] in seconds since 1970: the time of the last commit. Each one before it is an hour older.
const CLOCK_SECONDS: usize = 1_767_323_045;

/// Fills the bare repository `upstream`: `main`, and the tag of the release on the commit before the last.
pub fn import(home: &Path, upstream: &Path, sibling: &SiblingSpec) -> Result<()> {
    let mut child = Command::new("git")
        .args(["fast-import", "--quiet", "--done"])
        .current_dir(upstream)
        .env_clear()
        .envs(sandbox::environment(home))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run git")?;
    // What it says on stderr fits into a pipe; so the stream can be written whole before that is read.
    let mut stream = BufWriter::new(child.stdin.take().context("no standard input")?);
    let written = write_stream(&mut stream, sibling).and_then(|()| stream.flush());
    drop(stream);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "git fast-import: {}", String::from_utf8_lossy(&output.stderr));
    Ok(written?)
}

fn write_stream(stream: &mut impl Write, sibling: &SiblingSpec) -> io::Result<()> {
    let commits = sibling.commits.max(4);
    for number in 1..=commits {
        let time = CLOCK_SECONDS - (commits - number) * 3600;
        let message = if number == 1 { "First version".to_owned() } else { format!("Change {number}") };
        let changed = if number == 1 { files::first(sibling) } else { vec![files::change(sibling, number)] };
        writeln!(stream, "commit refs/heads/main")?;
        for role in ["author", "committer"] {
            writeln!(stream, "{role} Ada Example <ada@example.org> {time} +0000")?;
        }
        write_data(stream, &message)?;
        for (path, content) in changed {
            writeln!(stream, "M 100644 inline {path}")?;
            write_data(stream, &content)?;
        }
        if number + 1 == commits {
            writeln!(stream, "reset refs/tags/v{}\nfrom refs/heads/main\n", sibling.version)?;
        }
    }
    writeln!(stream, "done")
}

/// A counted block of data.
fn write_data(stream: &mut impl Write, text: &str) -> io::Result<()> {
    writeln!(stream, "data {}\n{text}", text.len())
}
