//! Programs on a PATH. Only absolute directories count: an empty, relative or `.` entry means whatever directory one is in,
//! and a command of `ws` is in somebody's repository.
//!
//! Refuses to do: read an environment. The PATH is the caller's.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Where programs are looked for when a PATH has nothing that counts.
const DEFAULT: &str = "/usr/bin:/bin";

/// The first executable file of this name in an absolute directory of `path`. A name with a slash is a path, and none is
/// found for it.
pub fn find(path: &OsStr, name: &OsStr) -> Option<PathBuf> {
    if name.is_empty() || name.as_bytes().contains(&b'/') {
        return None;
    }
    absolute(path)
        .map(|directory| PathBuf::from(OsStr::from_bytes(directory)).join(name))
        .find(|path| is_executable(path))
}

/// The names of the executable files in absolute directories of `path` that begin with `prefix`.
pub fn beginning_with(path: &OsStr, prefix: &str) -> BTreeSet<String> {
    let entries =
        absolute(path).flat_map(|directory| std::fs::read_dir(OsStr::from_bytes(directory)).into_iter().flatten());
    let named = entries.flatten().filter_map(|entry| Some((entry.path(), entry.file_name().into_string().ok()?)));
    named.filter(|(path, name)| name.starts_with(prefix) && is_executable(path)).map(|(_, name)| name).collect()
}

fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// The PATH of a child: the entries that count. Without any it is the system's own programs, since an empty PATH means the
/// current directory.
pub fn for_child(path: Option<&OsStr>) -> OsString {
    let entries: Vec<&[u8]> = absolute(path.unwrap_or_default()).collect();
    if entries.is_empty() { DEFAULT.into() } else { OsString::from_vec(entries.join(&b':')) }
}

fn absolute(path: &OsStr) -> impl Iterator<Item = &[u8]> {
    path.as_bytes().split(|byte| *byte == b':').filter(|entry| entry.starts_with(b"/"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn only_absolute_entries_count() {
        let found = |path: &str, name: &str| find(path.as_ref(), name.as_ref());
        let sh = found("/usr/bin:/bin", "sh").unwrap();
        assert!(sh.is_absolute());
        assert_eq!(found(":.:bin:../bin:/usr/bin:/bin", "sh"), Some(sh));
        // Core's own directory has a `src`, and this test runs in it.
        for path in ["", ".", ":", "src", "./src"] {
            assert_eq!(found(path, "sh"), None, "{path}");
        }
        for name in ["", "/bin/sh", "../bin/sh", "no-such-program"] {
            assert_eq!(found("/usr/bin:/bin", name), None, "{name}");
        }
        // Neither a directory nor a file that is not executable.
        assert!(beginning_with("/usr/bin:/bin".as_ref(), "sh").contains("sh"));
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("git")).unwrap();
        std::fs::write(directory.path().join("uv"), "").unwrap();
        for name in ["git", "uv"] {
            assert_eq!(find(directory.path().as_os_str(), name.as_ref()), None, "{name}");
        }
        assert!(Path::new("src").is_dir());
    }

    #[test]
    fn a_child_gets_the_entries_that_count_as_they_are() {
        let child = |path: &str| for_child(Some(path.as_ref()));
        assert_eq!(child("/a:/b c:/d/"), "/a:/b c:/d/");
        assert_eq!(child(".:/a::b:/c:"), "/a:/c");
        for nothing in ["", ".", "::", "bin:./x"] {
            assert_eq!(child(nothing), DEFAULT, "{nothing}");
        }
        assert_eq!(for_child(None), DEFAULT);
    }
}
