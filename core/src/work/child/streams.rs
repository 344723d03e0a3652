//! A child's streams: what it is given, and what it says, kept in memory up to a limit and above that in a file. Nothing
//! here blocks.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

/// What of each stream is kept in memory, in bytes; more goes to a file.
pub const CAPTURE_LIMIT: usize = 4 * 1024 * 1024;
/// What of each stream goes to a file at most, in bytes: a command without an end must not fill the disk.
const SPILL_LIMIT: u64 = 1024 * 1024 * 1024;

/// What was said on one stream.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    /// The first [`CAPTURE_LIMIT`] bytes.
    pub bytes: Vec<u8>,
    /// How much it was in all.
    pub total: u64,
    /// All of it, when it is more than that, up to 1 GiB. Only the user can read the file, and `ws` never removes it.
    pub file: Option<PathBuf>,
}

impl Captured {
    /// As text; bytes that are no UTF-8 become U+FFFD.
    pub fn text(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::from_utf8_lossy(&self.bytes).into_owned();
        let more = self.total.saturating_sub(self.bytes.len() as u64);
        if more > 0 {
            let _ = writeln!(text, "\n[{more} bytes more]");
        }
        text
    }
}

/// One of a child's streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One stream's end of a pipe, which never blocks.
pub(super) type Pipe = std::os::fd::OwnedFd;

pub(super) fn never_blocking(pipe: Pipe) -> Option<Pipe> {
    let flags = fcntl_getfl(pipe.as_fd()).unwrap_or(OFlags::empty());
    fcntl_setfl(pipe.as_fd(), flags | OFlags::NONBLOCK).is_ok().then_some(pipe)
}

/// A child's streams.
pub(super) struct Streams {
    /// Standard input, what it is to get, and how much of that it got.
    pub input: Option<(Pipe, Vec<u8>, usize)>,
    pub outputs: [Output; 2],
}

impl Streams {
    /// Writes what the child takes now, and closes its input after the last of it. One that does not want it shows that in
    /// how it ends.
    pub fn write_input(&mut self) {
        while let Some((pipe, input, written)) = &mut self.input {
            match rustix::io::write(&*pipe, &input[*written..]) {
                Ok(length) if *written + length < input.len() => *written += length,
                Err(rustix::io::Errno::AGAIN) => return,
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) | Err(_) => self.input = None,
            }
        }
    }

    pub fn wait(&self, limit: Duration) {
        let outputs =
            self.outputs.iter().filter_map(|output| output.pipe.as_ref()).map(|pipe| PollFd::new(pipe, PollFlags::IN));
        let input = self.input.iter().map(|(pipe, ..)| PollFd::new(pipe, PollFlags::OUT));
        let mut fds: Vec<PollFd<'_>> = outputs.chain(input).collect();
        let limit = Timespec { tv_sec: 0, tv_nsec: limit.subsec_nanos().into() };
        // Interrupted or not: the loop looks again.
        let _ = poll(&mut fds, Some(&limit));
    }
}

/// One stream, with what was read from it.
pub(super) struct Output {
    stream: Stream,
    pub pipe: Option<Pipe>,
    pub captured: Captured,
    spill: Option<File>,
    /// Whether there was an attempt at a file.
    tried: bool,
    is_kept: bool,
    spill_directory: Option<PathBuf>,
}

impl Output {
    pub fn new(stream: Stream, pipe: Option<Pipe>, is_kept: bool, spill_directory: Option<&Path>) -> Self {
        let pipe = pipe.and_then(never_blocking);
        let spill_directory = spill_directory.map(Path::to_path_buf);
        Self { stream, pipe, captured: Captured::default(), spill: None, tried: false, is_kept, spill_directory }
    }

    /// Takes what is there, up to a limit, so that the other stream and the clock get their turn; was there anything?
    pub fn read(&mut self, on_output: &mut dyn FnMut(Stream, &[u8])) -> bool {
        let mut buffer = [0; 16 * 1024];
        let mut any = false;
        for _ in 0..64 {
            let Some(pipe) = self.pipe.take() else { break };
            let mut file = File::from(pipe);
            let outcome = file.read(&mut buffer);
            self.pipe = Some(file.into());
            match outcome {
                Ok(0) => self.pipe = None,
                Ok(length) => {
                    any = true;
                    on_output(self.stream, &buffer[..length]);
                    self.keep(&buffer[..length]);
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => self.pipe = None,
            }
            break;
        }
        any
    }

    fn keep(&mut self, bytes: &[u8]) {
        let captured = &mut self.captured;
        captured.total += bytes.len() as u64;
        if !self.is_kept {
            return;
        }
        let room = CAPTURE_LIMIT - captured.bytes.len();
        if let Some(spill_directory) = &self.spill_directory
            && bytes.len() > room
            && !self.tried
        {
            self.tried = true;
            let file = tempfile::Builder::new().prefix("ws-output-").suffix(".log").tempfile_in(spill_directory);
            if let Ok((mut file, path)) = file.and_then(|file| file.keep().map_err(|error| error.error))
                && file.write_all(&captured.bytes).is_ok()
            {
                (self.spill, captured.file) = (Some(file), Some(path));
            }
        }
        if captured.total <= SPILL_LIMIT
            && let Some(file) = &mut self.spill
            && file.write_all(bytes).is_err()
        {
            // The disk is full: what is in memory is all there is.
            (self.spill, captured.file) = (None, None);
        }
        captured.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}
