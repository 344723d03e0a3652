//! The least that a look at working trees can cost: each directory read once, each file asked about once, by two threads
//! over all trees. It knows no git and says what it counted; `cargo xtask bench` times it beside `ws siblings`.

use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, openat, statat};

const THREADS: usize = 2;

/// A directory: the one that it is in, and its name.
type Place = (Option<Arc<OwnedFd>>, Vec<u8>);

/// Directories that wait, and how many threads are at one.
#[derive(Default)]
struct Queue {
    waiting: Vec<Place>,
    busy: usize,
}

#[derive(Default)]
struct Floor {
    queue: Mutex<Queue>,
    wake: Condvar,
    directories: AtomicUsize,
    files: AtomicUsize,
}

impl Floor {
    fn work(&self) -> rustix::io::Result<()> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let Some((parent, name)) = queue.waiting.pop() else {
                if queue.busy == 0 {
                    self.wake.notify_all();
                    return Ok(());
                }
                queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            queue.busy += 1;
            drop(queue);
            let below = self.directory(parent.as_deref(), &name)?;
            queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.busy -= 1;
            queue.waiting.extend(below);
            if queue.busy == 0 || queue.waiting.len() > 1 {
                self.wake.notify_all();
            }
        }
    }

    /// The directories below one.
    fn directory(&self, parent: Option<&OwnedFd>, name: &[u8]) -> rustix::io::Result<Vec<Place>> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let directory = Arc::new(match parent {
            Some(parent) => openat(parent, name, flags, Mode::empty())?,
            None => openat(CWD, name, flags, Mode::empty())?,
        });
        self.directories.fetch_add(1, Ordering::Relaxed);
        let mut below = Vec::new();
        let mut buffer = [std::mem::MaybeUninit::uninit(); 16 * 1024];
        let mut entries = rustix::fs::RawDir::new(&*directory, &mut buffer);
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name();
            match entry.file_type() {
                FileType::Directory if !matches!(name.to_bytes(), b"." | b".." | b".git") => {
                    below.push((Some(Arc::clone(&directory)), name.to_bytes().to_vec()));
                }
                FileType::Directory => {}
                _ => {
                    statat(&*directory, name, AtFlags::SYMLINK_NOFOLLOW)?;
                    self.files.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        Ok(below)
    }
}

fn main() -> rustix::io::Result<()> {
    let floor = Floor::default();
    let tops = std::env::args().skip(1).map(|top| (None, top.into_bytes()));
    floor.queue.lock().unwrap_or_else(PoisonError::into_inner).waiting.extend(tops);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| floor.work())).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Err(rustix::io::Errno::IO)))
    })?;
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    println!("{} directories, {} files", count(&floor.directories), count(&floor.files));
    Ok(())
}
