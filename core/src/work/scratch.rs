//! A directory for the files that one run needs while it lasts, for nobody else to read. A run that is killed leaves it
//! behind; the next that makes one in the same place takes it away.

use std::fs::{self, File};
use std::io::{ErrorKind, Result};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// How the name of each begins.
const PREFIX: &str = "ws-scratch-";

/// The directory; it goes when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    directory: TempDir,
    /// Says to other runs that it is in use.
    _lock: File,
}

impl Scratch {
    /// A new one within a directory that exists.
    pub fn new(within: &Path) -> Result<Self> {
        remove_leftovers(within);
        loop {
            let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(within)?;
            // Another run may have found it before it was locked, and taken it away.
            let lock = match File::open(directory.path()) {
                Err(error) if error.kind() == ErrorKind::NotFound && within.is_dir() => continue,
                lock => lock?,
            };
            // A file system without locks has no leftovers taken away either.
            let _ = lock.lock();
            if directory.path().is_dir() {
                return Ok(Self { directory, _lock: lock });
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file in it, and says where that is.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.path().join(name);
        fs::write(&path, text)?;
        Ok(path)
    }
}

/// Takes away those of this user's that no running `ws` has locked.
fn remove_leftovers(within: &Path) {
    for entry in fs::read_dir(within).into_iter().flatten().flatten() {
        if !entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        let path = entry.path();
        let own = fs::symlink_metadata(&path)
            .is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw());
        if own
            && let Ok(lock) = File::open(&path)
            && lock.try_lock().is_ok()
        {
            // What cannot be removed stays: the next directory has another name.
            let _ = fs::remove_dir_all(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_taken_away_and_nothing_else() {
        let within = tempfile::tempdir().unwrap();
        let at = |name: &str| within.path().join(name);
        let running = Scratch::new(within.path()).unwrap();
        running.write("pins.txt", "attrs==1").unwrap();
        fs::create_dir_all(at("ws-scratch-left/inner")).unwrap();
        fs::create_dir(at("kept")).unwrap();
        std::os::unix::fs::symlink("kept", at("ws-scratch-link")).unwrap();
        fs::write(at("ws-scratch-file"), "").unwrap();
        let next = Scratch::new(within.path()).unwrap();
        assert!(!at("ws-scratch-left").exists());
        for kept in [running.path().join("pins.txt"), at("kept"), at("ws-scratch-link"), at("ws-scratch-file")] {
            assert!(kept.exists(), "{}", kept.display());
        }
        let (one, two) = (running.path().to_path_buf(), next.path().to_path_buf());
        drop((running, next));
        assert!(!one.exists() && !two.exists());
    }

    #[test]
    fn runs_that_begin_at_once_take_nothing_from_each_other() {
        let within = tempfile::tempdir().unwrap();
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    for _ in 0..500 {
                        let own = Scratch::new(within.path()).unwrap();
                        own.write("own", "").unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(within.path()).unwrap().count(), 0);
    }
}
