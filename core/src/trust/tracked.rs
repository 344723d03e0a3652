//! Does git track the venv? Asked when a workspace is trusted, never on a `cd`. Reads the index of every repository
//! that the venv is in; a hook, filter or alias of the repository is not run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::check::Refusal;

/// Refuses a venv of which any repository above it (or at it) tracks a file, or which is a submodule.
pub(super) fn refuse(venv: &Path, git_environment: &[(OsString, OsString)]) -> Result<(), Refusal> {
    for directory in venv.ancestors().filter(|directory| directory.join(".git").symlink_metadata().is_ok()) {
        let relative = venv.strip_prefix(directory).unwrap_or(Path::new(""));
        let found = match by_libgit2(directory, relative) {
            Ok(found) => found,
            Err(_) => by_git(directory, relative, git_environment)
                .map_err(|reason| Refusal::TrackingUnknown { repository: directory.to_path_buf(), reason })?,
        };
        if let Some(file) = found {
            return Err(Refusal::VenvTracked { file: directory.join(file), repository: directory.to_path_buf() });
        }
    }
    Ok(())
}

/// A tracked path that is `relative` or below it; an empty `relative` is the whole working tree.
fn by_libgit2(directory: &Path, relative: &Path) -> Result<Option<PathBuf>, git2::Error> {
    let flags = git2::RepositoryOpenFlags::NO_SEARCH;
    let repository = git2::Repository::open_ext(directory, flags, &[] as &[&std::ffi::OsStr])?;
    let index = repository.index()?;
    let found = index.iter().map(|entry| path_of(&entry.path)).find(|path| path.starts_with(relative));
    Ok(found)
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The same from the `git` program, for repositories that libgit2 cannot read.
fn by_git(
    directory: &Path,
    relative: &Path,
    git_environment: &[(OsString, OsString)],
) -> Result<Option<PathBuf>, String> {
    let mut command = Command::new("git");
    command.arg("--no-optional-locks").arg("--literal-pathspecs").args(["-c", "core.fsmonitor=false"]);
    command.args(["ls-files", "-z", "--cached", "--"]);
    command.arg(if relative.as_os_str().is_empty() { Path::new(".") } else { relative });
    command.current_dir(directory).env_clear().envs(git_environment.iter().map(|(name, value)| (name, value)));
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run git: {error}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.lines().next().unwrap_or("git failed").trim().to_owned());
    }
    let first = output.stdout.split(|byte| *byte == 0).next().filter(|path| !path.is_empty());
    Ok(first.map(path_of))
}
