//! What every supported Nushell says to a plugin, recorded for the adapter's unit tests.

use std::path::{Path, PathBuf};

use ws_test_support::tools::{self, NU_VERSIONS};
use ws_test_support::workspace::SiblingSpec;

use super::{Nu, ws};

/// Where the adapter's unit tests have what each Nushell said.
fn conversations() -> PathBuf {
    tools::repository().join("plugins/adapter/src/protocol/conversations")
}

/// A plugin that keeps what Nushell says to it in a file. Nushell wants the name.
fn recorded(nu: &Nu, record: &Path) -> PathBuf {
    let plugin = tools::binary_beside(ws(), "nu_plugin_ws_siblings").unwrap();
    let recorder = nu.workspace.directory().join("nu_plugin_ws_siblings");
    // The plugin takes the shell's place: its parent is Nushell.
    let script = format!("#!/bin/bash\nexec '{}' \"$@\" < <(exec tee '{}')\n", plugin.display(), record.display());
    tools::write_script(&recorder, &script).unwrap();
    recorder
}

/// A Nushell that npm has no package of. To record it anew, build it (`cargo install nu`) and put it into `target/tools`,
/// where [`tools::nu_of`] finds it.
const WITHOUT_PACKAGE: &str = "0.116.1";

/// Says everything that Nushells have said differently: ranges, cell paths, metadata of `ls`, types, completion.
const SAYING: &str = "$env.A_RANGE = 1..3..<9; $env.A_PATH = $.a?.b.0; $env.A_CLOSURE = {|x| $x}; \
                      ls --directory first second | ws siblings --fast | get name | to text";

#[test]
fn what_each_nushell_says_is_recorded_for_the_unit_tests() {
    for version in NU_VERSIONS.into_iter().chain([WITHOUT_PACKAGE]) {
        let file = conversations().join(format!("{version}.msgpack"));
        if file.exists() && std::env::var_os("WS_BLESS").is_none() {
            continue;
        }
        assert!(std::env::var_os("WS_BLESS").is_some(), "`{}` is missing: run with WS_BLESS=1", file.display());
        let nu = Nu::with(&["first", "second"].map(SiblingSpec::new));
        let record = nu.workspace.directory().join("record");
        let command = |nu: &Nu| {
            let binary = tools::nu_of(version).unwrap();
            let mut command = nu.command_of(&binary, &[recorded(nu, &record)], nu.workspace.directory());
            // The record is checked in: nothing of this machine's is to be in it.
            command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("WS_ROOT", nu.workspace.root());
            command
        };
        if version == "0.101.0" || version == "0.107.0" || version == "0.108.0" {
            // Plugins are not asked for completions yet.
            let output = command(&nu).args(["-c", SAYING]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), "first\nsecond", "{version}: {output:?}");
        } else {
            let terminal = nu.terminal_of(command(&nu));
            terminal.line(SAYING);
            terminal.wait_for("second\n");
            terminal.text("ws siblings --layer (1..3) --root $.a.b sec");
            terminal.key("Tab");
            terminal.wait_for("$.a.b second");
            drop(terminal);
        }
        std::fs::create_dir_all(conversations()).unwrap();
        std::fs::copy(&record, &file).unwrap();
    }
}
