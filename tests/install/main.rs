//! `ws install` and `ws uninstall` on homes of every kind: what is there before and after, byte for byte.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod nushell;
mod refused;
mod startup;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ws_test_support::{Sandbox, tools};

/// A home, and a directory of programs: `ws`, its plugins and perhaps a `nu`, as symlinks to the real ones.
struct Home {
    sandbox: Sandbox,
}

/// A file, directory or symlink, as far as it can be seen: mode, and bytes or target.
type Tree = BTreeMap<PathBuf, (u32, Vec<u8>)>;

impl Home {
    /// An empty home; no Nushell on PATH.
    fn new() -> Self {
        let sandbox = Sandbox::new().unwrap();
        fs::create_dir(sandbox.path().join("bin")).unwrap();
        let home = Self { sandbox };
        home.link("ws", Path::new(env!("CARGO_BIN_EXE_ws")));
        home
    }

    /// An empty home, with Nushell and the plugins.
    fn with_nushell(nu: &Path) -> Self {
        let home = Self::new();
        home.link("nu", nu);
        for plugin in tools::plugins_beside(Path::new(env!("CARGO_BIN_EXE_ws"))).unwrap() {
            home.link(plugin.file_name().unwrap().to_str().unwrap(), &plugin);
        }
        home
    }

    /// The home without the plugins.
    fn without_plugins(&self) {
        for plugin in tools::PLUGINS {
            fs::remove_file(self.bin().join(plugin)).unwrap();
        }
    }

    fn link(&self, name: &str, to: &Path) {
        symlink(to, self.bin().join(name)).unwrap();
    }

    fn path(&self) -> PathBuf {
        self.sandbox.home()
    }

    fn bin(&self) -> PathBuf {
        self.sandbox.path().join("bin")
    }

    /// Writes a file of the home.
    fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    /// A command in the home that sees no programs but the system's and those of this home. No XDG variable is set.
    fn command(&self, program: &str) -> Command {
        let mut command = self.sandbox.command(program, &self.path());
        command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.bin().display()));
        for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            command.env_remove(variable);
        }
        command
    }

    fn ws(&self, arguments: &[&str]) -> Output {
        self.command("ws").args(arguments).output().unwrap()
    }

    /// What `ws` prints; it must succeed without a complaint.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.ws(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaint.is_empty(), "{arguments:?}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Everything below the home, symlinks not followed.
    fn tree(&self) -> Tree {
        tree(&self.path())
    }

    /// Installs, installs again, uninstalls, uninstalls again: the second time changes nothing, and in the end all is
    /// as it was. Gives the tree while it was installed.
    fn there_and_back(&self, arguments: &[&str]) -> Tree {
        let before = self.tree();
        let shown = self.says(&[&["install", "--dry-run"], arguments].concat());
        assert!(shown.ends_with("nothing was changed\n"), "{shown}");
        assert_eq!(self.tree(), before, "a dry run changes nothing");

        self.says(&[&["install"], arguments].concat());
        let installed = self.tree();
        assert_ne!(installed, before);
        for (path, _) in installed.iter().filter(|(path, is)| before.get(*path) != Some(is)) {
            let named = shown.contains(&self.path().join(path).display().to_string());
            assert!(
                named || self.path().join(path).is_dir(),
                "{} changed, but was not shown:\n{shown}",
                path.display()
            );
        }

        let again = self.says(&[&["install"], arguments].concat());
        assert!(again.contains("nothing to do") && !again.contains("done"), "{again}");
        assert_eq!(self.tree(), installed, "a second time changes nothing");

        self.says(&["uninstall"]);
        assert_eq!(self.tree(), before, "all is as it was");
        self.says(&["uninstall"]);
        assert_eq!(self.tree(), before, "and stays so");
        installed
    }
}

/// Everything below `root`, symlinks not followed.
fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut directories = vec![root.to_path_buf()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let bytes = if metadata.is_symlink() {
                fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
            } else if metadata.is_dir() {
                directories.push(path.clone());
                Vec::new()
            } else {
                fs::read(&path).unwrap()
            };
            let name = path.strip_prefix(root).unwrap().to_path_buf();
            tree.insert(name, (metadata.permissions().mode(), bytes));
        }
    }
    tree
}
