//! What CONTRIBUTING.md says of adding is enough: a flag and a column are an edit of one file, a command of two, and help,
//! completion, the Nushell module and the reference pages have them then. In a copy of the repository, which is built.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ws_test_support::Sandbox;

/// A copy of what git tracks here, as a repository with one commit.
struct Copy {
    directory: PathBuf,
}

impl Copy {
    fn new(directory: PathBuf) -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in run(Command::new("git").args(["ls-files", "-z"]).current_dir(repository)).split('\0') {
            let from = repository.join(file);
            // What is deleted and not committed yet is listed too.
            if from.is_file() {
                fs::create_dir_all(directory.join(file).parent().unwrap()).unwrap();
                fs::copy(from, directory.join(file)).unwrap();
            }
        }
        let copy = Self { directory };
        // cargo takes crates of one name and version for the same, wherever they are: what it compiles here would stand in
        // the place of what is tested.
        copy.replace("Cargo.toml", &format!("version = \"{}\"", env!("CARGO_PKG_VERSION")), "version = \"0.0.0\"");
        copy.git(&["init", "--quiet"]);
        copy.commit();
        copy
    }

    fn git(&self, arguments: &[&str]) -> String {
        let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
        run(Command::new("git").args(name).args(arguments).current_dir(&self.directory))
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "as it is"]);
    }

    /// Puts `new` in front of `mark`, which the file has.
    fn insert(&self, file: &str, mark: &str, new: &str) {
        self.replace(file, mark, &format!("{new}{mark}"));
    }

    fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.directory.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    }

    /// The files that are not as they were committed.
    fn changed(&self) -> Vec<String> {
        self.git(&["status", "--porcelain", "--untracked-files=all"]).lines().map(|line| line[3..].to_owned()).collect()
    }

    /// Builds `ws` with what is compiled already: only the copy's own crates are compiled anew.
    fn build(&self) -> PathBuf {
        let (binary, target) = (Path::new(env!("CARGO_BIN_EXE_ws")), self.directory.join("target"));
        let compiled = binary.ancestors().nth(2).unwrap();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--offline", "--bin", "ws"]).current_dir(&self.directory);
        run(build.env("CARGO_TARGET_DIR", &target).env("CARGO_BUILD_BUILD_DIR", compiled));
        target.join("debug/ws")
    }
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_flag_a_column_and_a_command_are_edits_of_one_one_and_two_files() {
    let sandbox = Sandbox::new().unwrap();
    let copy = Copy::new(sandbox.path().join("copy"));

    copy.insert(
        "commands/src/status.rs",
        "pub static SPEC: Spec",
        "static CLEAN: crate::Flag<crate::Switch> = crate::Flag::switch(\"clean\", \"Only siblings with nothing uncommitted\");\n\n",
    );
    copy.insert("commands/src/status.rs", "],\n    gives:", ", &[CLEAN.any()]");
    copy.insert(
        "commands/src/status.rs",
        "    Ok(Answer::rows(rows.filter(",
        "    let only = asked.has(&CLEAN);\n    let rows = rows.filter(move |row| !only || row.dirty() == Some(false));\n",
    );
    assert_eq!(copy.changed(), ["commands/src/status.rs"]);
    copy.commit();

    copy.insert(
        "core/src/inspect/rows.rs",
        "    branch: String or null = it.0.branch_shown()",
        "    initial: String or null = it.0.name.as_str().chars().next().map(String::from), \"How its name begins.\";\n",
    );
    assert_eq!(copy.changed(), ["core/src/inspect/rows.rs"]);
    copy.commit();

    fs::write(
        copy.directory.join("commands/src/hello.rs"),
        "//! `ws hello`: a greeting.\n\nuse crate::spec::{Gives, Spec};\nuse crate::Answer;\n\n\
         pub static SPEC: Spec = Spec {\n    name: \"hello\",\n    about: \"Greets the workspace\",\n    more: \"\",\n    \
         search: &[],\n    takes: &[&[crate::select::ROOT.any()]],\n    gives: Gives::Text,\n    examples: &[],\n    usage: &[],\n    \
         run: |asked, session| Ok(Answer::Text(format!(\"hello, {}\\n\", session.open(asked)?.name))),\n};\n",
    )
    .unwrap();
    copy.insert("commands/src/lib.rs", "mod layers;\n", "mod hello;\n");
    copy.insert("commands/src/lib.rs", "&siblings::SPEC,", "&hello::SPEC, ");
    assert_eq!(copy.changed(), ["commands/src/lib.rs", "commands/src/hello.rs"]);

    let ws = copy.build();
    let root = sandbox.path().join("root");
    fs::create_dir_all(&root).unwrap();
    fs::write(root.join("wrknv.toml"), "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"alpha\"\n").unwrap();
    let said = |arguments: &[&str]| run(sandbox.command(&ws, &root).args(arguments));
    assert_eq!(said(&["hello"]), "hello, w\n");
    assert!(said(&["status", "--format", "json"]).contains(r#""initial":"a""#));
    assert_eq!(
        said(&["status", "--clean", "--format", "csv"]).lines().count(),
        2,
        "what is not there has nothing uncommitted"
    );
    for (shell, arguments) in [("bash", "--static"), ("zsh", "--static"), ("fish", "--static"), ("nu", "--wrap")] {
        let script = said(&["completions", shell, arguments]);
        assert!(script.contains("hello") && script.contains("clean"), "{shell}: {script}");
    }
    said(&["generate", "generated"]);
    let page = |name: &str| fs::read_to_string(root.join("generated/docs").join(name)).unwrap();
    let commands = page("commands.md");
    assert!(
        commands.contains("## `ws hello`")
            && commands.contains("| `--clean` | Only siblings with nothing uncommitted. |")
    );
    assert!(page("columns.md").contains("| `initial` | string | How its name begins. |"));
}
