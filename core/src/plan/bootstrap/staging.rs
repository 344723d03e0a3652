//! The directory next to a sibling's place in which its clone is made, `.NAME.ws-clone`: locked by the run that works in
//! it, which first removes what an interrupted run left there.

use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::error::RowError;

/// The directory next to `target` in which its clone is made.
fn directory_for(target: &Path) -> Option<PathBuf> {
    let name = target.file_name()?.to_string_lossy().into_owned();
    Some(target.with_file_name(format!(".{name}.ws-clone")))
}

/// How long to wait for a lock before it is `ws::bootstrap::busy`: a child that a killed `ws` has forked holds it until
/// it executes its program.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(10);

/// A staging directory that this process has locked.
pub(super) struct Staging {
    /// Where it is.
    pub directory: PathBuf,
    _lock: File,
}

impl Staging {
    /// Makes it, or takes over what an interrupted run left.
    pub fn enter(target: &Path) -> Result<Self, RowError> {
        let cannot = |action: &str, path: &Path, error: &std::io::Error| {
            let code = match error.raw_os_error().map(rustix::io::Errno::from_raw_os_error) {
                Some(rustix::io::Errno::NOSPC | rustix::io::Errno::DQUOT) => "ws::io::disk_full",
                _ => "ws::io::not_writable",
            };
            RowError::new(code, format_args!("cannot {action} `{}`: {error}", path.display()))
        };
        let directory = directory_for(target)
            .ok_or_else(|| RowError::new("ws::io::not_writable", "its path does not end in a name to clone to"))?;
        let parent = target.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|error| cannot("create", parent, &error))?;
        match DirBuilder::new().mode(0o700).create(&directory) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(cannot("create", &directory, &error)),
            _ => {}
        }
        let own = fs::symlink_metadata(&directory)
            .is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw());
        if !own {
            return Err(RowError::new(
                "ws::io::not_writable",
                format_args!(
                    "`{}` is in the way and is not a directory of yours: check it, and move it away",
                    directory.display()
                ),
            ));
        }
        let path = directory.join("lock");
        let lock = File::create(&path).map_err(|error| cannot("create", &path, &error))?;
        let begun = Instant::now();
        while flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            if begun.elapsed() > PATIENCE {
                let message = "another `ws bootstrap` is cloning it: wait for that one";
                return Err(RowError::new("ws::bootstrap::busy", message));
            }
            std::thread::sleep(PAUSE);
        }
        let staging = Self { directory, _lock: lock };
        staging.remove_leftovers();
        Ok(staging)
    }

    /// Removes half-made clones. Only `ws` puts anything here.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("clone-") {
                // What cannot be removed stays: each clone has its own name, so it does no harm.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// Removes itself, if nothing is in it that is not its own.
    pub fn leave(self) {
        self.remove_leftovers();
        let _ = fs::remove_file(self.directory.join("lock"));
        let _ = fs::remove_dir(&self.directory);
    }
}

/// Removes what an interrupted run left beside a sibling that is there.
pub(super) fn tidy(target: &Path) {
    if directory_for(target).is_some_and(|directory| directory.join("lock").exists())
        && let Ok(staging) = Staging::enter(target)
    {
        staging.leave();
    }
}
