//! Nushell: registered plugins where they fit, commands of the same names where they do not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use ws_test_support::{Terminal, Workspace, tools};

use super::Home;

const FILE: &str = ".config/nushell/autoload/ws.nu";
const REGISTRY: &str = ".config/nushell/plugin.msgpackz";

/// A home with the Nushell that the plugins are made for.
fn matching() -> Home {
    Home::with_nushell(&tools::nu().unwrap())
}

/// A home with an older Nushell, and with a plugin that works in none.
fn older() -> Home {
    let home = Home::with_nushell(&older_nu());
    break_a_plugin(&home);
    home
}

fn older_nu() -> PathBuf {
    tools::nu_of("0.109.1").unwrap()
}

/// The plugin of a system that this one cannot run, say.
fn break_a_plugin(home: &Home) {
    let plugin = home.bin().join("nu_plugin_ws_siblings");
    fs::remove_file(&plugin).unwrap();
    tools::write_script(&plugin, "#!/bin/sh\nexit 1\n").unwrap();
}

/// Runs a script in `directory`, with all that an interactive `nu` loads at start: it loads none of it for a script.
fn nu(home: &Home, directory: &Path, script: &str) -> Output {
    let mut nu = home.command("nu");
    nu.current_dir(directory).arg("--no-std-lib");
    if home.path().join(REGISTRY).exists() {
        nu.arg("--plugin-config").arg(home.path().join(REGISTRY));
    }
    let file = home.path().join(FILE);
    nu.args(["-c", &format!("source {}; {script}", file.display())]).output().unwrap()
}

/// The value of a pipeline, which must succeed.
fn value(home: &Home, directory: &Path, pipeline: &str) -> Value {
    let output = nu(home, directory, &format!("{pipeline} | to json --raw"));
    assert!(output.status.success(), "{pipeline}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{pipeline}: {error}: {output:?}"))
}

/// The sample workspace, in the home's sandbox.
fn sample(home: &Home) -> Workspace {
    let directory = home.sandbox.path().join("sample");
    fs::create_dir(&directory).unwrap();
    ws_test_support::workspace::sample(&directory).unwrap()
}

#[test]
fn plugins_that_fit_are_registered_and_go_again() {
    let home = matching();
    // A summary, and the whole text for whoever wants it.
    let summary = home.says(&["install", "--dry-run", "--shell", "nu"]);
    assert!(summary.lines().count() < 10 && summary.contains(" lines come; --verbose shows them"), "{summary}");
    let whole = home.says(&["install", "--dry-run", "--verbose", "--shell", "nu"]);
    assert!(whole.contains("  +   export extern \"ws untrust\" ["), "{whole}");
    let installed = home.there_and_back(&["--shell", "nu"]);
    assert!(installed.contains_key(Path::new(REGISTRY)) && installed.contains_key(Path::new(FILE)));
    let module = String::from_utf8_lossy(&installed[Path::new(FILE)].1);
    assert!(!module.contains("extern \"ws siblings\""), "it would hide the plugin's command");
}

/// Nushell is started afterwards, as the user would; nothing is written by that.
#[test]
fn whether_a_new_nushell_has_the_hook_is_told() {
    let home = matching();
    home.write(".config/nushell/config.nu", "$env.config.show_banner = false\n");
    home.write(".config/nushell/history.txt", "ls\n");
    let said = home.says(&["install", "--shell", "nu"]);
    assert!(said.contains("nu: a new shell has the hook"), "{said}");
    home.says(&["uninstall"]);
    // A file that is read later takes all hooks away.
    home.write(".config/nushell/autoload/zz.nu", "$env.config.hooks.pre_prompt = []\n");
    let said = home.says(&["install", "--shell", "nu"]);
    assert!(said.contains("nu: a new shell does not have the hook"), "{said}");
    assert_eq!(home.read(".config/nushell/history.txt"), "ls\n");
    home.says(&["uninstall"]);
}

#[test]
fn a_registry_with_other_plugins_comes_back_byte_for_byte() {
    let home = matching();
    fs::create_dir_all(home.path().join(".config/nushell")).unwrap();
    // Another plugin of somebody else: the same program by another name.
    let other = home.bin().join("nu_plugin_other");
    tools::copy_program(&home.bin().join("nu_plugin_ws_siblings"), &other).unwrap();
    let add = format!("plugin add --plugin-config {} {}", home.path().join(REGISTRY).display(), other.display());
    let output = home.command("nu").args(["-n", "-c", &add]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let installed = home.there_and_back(&["--yes"]);
    assert!(installed.contains_key(Path::new(".config/nushell/plugin.msgpackz.ws-backup")));
}

#[test]
fn the_registry_may_be_named() {
    let home = matching();
    let nu_program = home.bin().join("nu");
    home.says(&["install", "--nu", nu_program.to_str().unwrap(), "--plugin-config", "private.msgpackz"]);
    assert!(home.path().join("private.msgpackz").is_file() && !home.path().join(REGISTRY).exists());
    home.says(&["uninstall", "--plugin-config", "private.msgpackz"]);
    assert_eq!(home.tree().len(), 0);
}

#[test]
fn a_corrupt_registry_is_left_alone() {
    let home = matching();
    home.write(REGISTRY, "not a registry");
    let before = home.tree();
    let output = home.ws(&["install", "--shell", "nu"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(home.tree(), before);
}

#[test]
fn without_plugins_beside_ws_their_commands_are_still_there() {
    let home = matching();
    home.without_plugins();
    // Nor may they be found beside the file that `ws` links to.
    fs::remove_file(home.bin().join("ws")).unwrap();
    tools::copy_program(Path::new(env!("CARGO_BIN_EXE_ws")), &home.bin().join("ws")).unwrap();
    let shown = home.says(&["install", "--dry-run", "--shell", "nu"]);
    assert!(shown.contains("note: there are no plugins next to"), "{shown}");
    let installed = home.there_and_back(&["--shell", "nu"]);
    assert!(!installed.contains_key(Path::new(REGISTRY)));
    assert!(String::from_utf8_lossy(&installed[Path::new(FILE)].1).contains("export def \"ws siblings\""));
}

#[test]
fn the_plugins_are_tried_in_the_very_nushell_that_is_to_have_them() {
    for version in tools::NU_VERSIONS {
        let home = Home::with_nushell(&tools::nu_of(version).unwrap());
        let shown = home.says(&["install", "--dry-run", "--shell", "nu"]);
        let line =
            format!("note: in Nushell {version} (`{}`), each plugin answers: ws_", home.bin().join("nu").display());
        assert!(shown.contains(&line), "{shown}");
        let installed = home.there_and_back(&["--shell", "nu"]);
        assert!(installed.contains_key(Path::new(REGISTRY)));
        // 0.101 has no such directory in its configuration.
        let file = if version == "0.101.0" { ".local/share/nushell/vendor/autoload/ws.nu" } else { FILE };
        let module = String::from_utf8_lossy(&installed[Path::new(file)].1).into_owned();
        assert!(!module.contains("export def \"ws siblings\""), "it would hide the plugin's command");
        // The hook is read, too.
        home.write("ws.nu", module);
        let script = "source ws.nu; scope commands | where name == 'ws cd' | get type.0";
        let output = home.command("nu").args(["-n", "--no-std-lib", "-c", script]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), "custom", "{version}: {output:?}");
    }
}

#[test]
fn where_a_plugin_fails_its_trial_commands_come_in_nushells_own_language_and_the_user_is_told() {
    let home = older();
    let shown = home.says(&["install", "--dry-run", "--shell", "nu"]);
    assert!(shown.contains("note: the plugin ws_siblings does not work in Nushell 0.109.1"), "{shown}");
    let installed = home.there_and_back(&["--shell", "nu"]);
    assert!(!installed.contains_key(Path::new(REGISTRY)));
}

/// After an upgrade of Nushell nothing has to be done, and `ws install` says so.
#[test]
fn an_upgrade_of_nushell_changes_nothing() {
    let home = Home::with_nushell(&older_nu());
    home.says(&["install", "--shell", "nu"]);
    let before = home.tree();
    fs::remove_file(home.bin().join("nu")).unwrap();
    home.link("nu", &tools::nu_of("0.114.1").unwrap());
    let said = home.says(&["install", "--shell", "nu"]);
    assert!(said.contains("note: registering the plugins again would bring nothing"), "{said}");
    assert!(said.contains("nu: nothing to do"), "{said}");
    assert_eq!(home.tree(), before);
    // The registry that the older one wrote is read, and the plugins work.
    let workspace = sample(&home);
    assert_eq!(value(&home, &workspace.root(), "ws siblings wrknv --fast | get name"), json!(["wrknv"]));
}

/// Plugins that stop working go, and what stood for them too when they work again.
#[test]
fn what_no_longer_works_is_replaced_and_comes_back() {
    let home = matching();
    home.says(&["install", "--shell", "nu"]);
    let registered = home.tree();
    let plugin = fs::read_link(home.bin().join("nu_plugin_ws_siblings")).unwrap();
    break_a_plugin(&home);
    home.says(&["install", "--shell", "nu"]);
    assert!(home.read(FILE).contains("export def \"ws siblings\""));
    fs::remove_file(home.bin().join("nu_plugin_ws_siblings")).unwrap();
    home.link("nu_plugin_ws_siblings", &plugin);
    home.says(&["install", "--shell", "nu"]);
    assert_eq!(home.read(FILE).as_bytes(), registered[Path::new(FILE)].1);
    home.says(&["uninstall"]);
    assert_eq!(home.tree().into_keys().collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

/// The rows of the wrapped command in the older Nushell are those of the plugin in the newer one: same columns, same
/// types, same values.
#[test]
fn wrapped_commands_give_what_the_plugins_give() {
    let (new, old) = (matching(), older());
    new.says(&["install", "--shell", "nu"]);
    old.says(&["install", "--shell", "nu"]);
    let workspace = sample(&new);
    let root = workspace.root();
    for pipeline in [
        "ws siblings",
        "ws siblings | where dirty | where ahead > 0 | get name",
        "ws siblings pyvider-* --layer framework --exclude *-hcl --fast",
        "ws siblings --layer [foundation framework] --fast | get name",
        "[wrknv pyvider] | ws siblings --fast",
        "[] | ws siblings",
        "ws siblings --fast | where name =~ pyvider | ws siblings --dirty | get name",
        "\"pyvider\\nwrknv\" | ws siblings | get layer",
        "{name: pyvider} | ws siblings --fast | get name.0",
        "ws siblings pyvider | get last_commit.0 | describe",
        "ws siblings | each {|row| $row | values | each { describe } } | flatten | uniq | sort",
    ] {
        let expected = value(&new, &root, pipeline);
        assert!(!expected.is_null());
        let mut rows = value(&old, &root, pipeline);
        dates_with_a_t(&mut rows);
        assert_eq!(rows, expected, "{pipeline}");
    }
}

/// The older Nushell's `to json` puts a blank where the newer one's puts RFC 3339's T.
fn dates_with_a_t(value: &mut Value) {
    match value {
        Value::String(text) if text.ends_with(" +00:00") => *text = text.replacen(' ', "T", 1).replace(' ', ""),
        Value::Array(values) => values.iter_mut().for_each(dates_with_a_t),
        Value::Object(fields) => fields.values_mut().for_each(dates_with_a_t),
        _ => {}
    }
}

#[test]
fn wrapped_commands_are_declared_as_the_plugins_are() {
    let (new, old) = (matching(), matching());
    new.says(&["install", "--shell", "nu"]);
    // The same Nushell, so that it describes both in the same words.
    old.without_plugins();
    fs::remove_file(old.bin().join("ws")).unwrap();
    tools::copy_program(Path::new(env!("CARGO_BIN_EXE_ws")), &old.bin().join("ws")).unwrap();
    old.says(&["install", "--shell", "nu"]);
    let types = "scope commands | where name == 'ws siblings' | get 0.signatures | values | first \
                 | select parameter_name parameter_type syntax_shape?";
    let declared = |home: &Home| {
        let rows = value(home, &home.path(), types);
        let mut rows: Vec<Value> = rows.as_array().unwrap().clone();
        rows.retain(|row| row["parameter_name"] != json!("help"));
        rows.sort_by_key(ToString::to_string);
        rows
    };
    let name_and_kind = |rows: &[Value]| {
        rows.iter().map(|row| (row["parameter_name"].clone(), row["parameter_type"].clone())).collect::<Vec<_>>()
    };
    let (plugin, wrapped) = (declared(&new), declared(&old));
    assert_eq!(name_and_kind(&wrapped), name_and_kind(&plugin));
    let output = |rows: &[Value]| rows.iter().find(|row| row["parameter_type"] == json!("output")).unwrap().clone();
    assert_eq!(output(&wrapped)["syntax_shape"], output(&plugin)["syntax_shape"]);
}

/// Every command of the registered plugins has its counterpart, or the older Nushell would lack one. `ws cd` is the
/// hook's, in each.
#[test]
fn every_command_of_the_plugins_is_wrapped() {
    let (new, old) = (matching(), older());
    new.says(&["install", "--shell", "nu"]);
    old.says(&["install", "--shell", "nu"]);
    let of_plugins = value(&new, &new.path(), "scope commands | where type == plugin | get name | sort");
    let wrapped = value(
        &old,
        &old.path(),
        "scope commands | where type == custom | where name starts-with 'ws ' | where name not-in ['ws cd' 'ws trust' 'ws prompt'] | get name | sort",
    );
    assert!(of_plugins.as_array().unwrap().contains(&json!("ws siblings")));
    assert_eq!(wrapped, of_plugins);
}

#[test]
fn a_wrapped_command_hands_words_on() {
    let home = older();
    home.says(&["install", "--shell", "nu"]);
    let workspace = sample(&home);
    let run = |line: &str| value(&home, &workspace.root(), line);
    assert_eq!(run("[pyvider] | ws exec git rev-parse --is-inside-work-tree | get stdout"), json!(["true\n"]));
    assert_eq!(run("ws exec pyvider wrknv -- pwd | get name | sort"), json!(["pyvider", "wrknv"]));
    assert_eq!(run("[] | ws exec pwd"), json!([]));
    assert_eq!(run("[messometer] | ws run lint -- --x | get state"), json!(["skipped"]));
}

#[test]
fn a_wrapped_command_changes_the_environment() {
    let home = older();
    home.says(&["install", "--shell", "nu"]);
    let workspace = sample(&home);
    let ws = |arguments: &[&str]| home.command("ws").current_dir(workspace.root()).args(arguments).output().unwrap();
    let python =
        home.command("python3").current_dir(workspace.root()).args(["-m", "venv", "--without-pip", ".venv"]).status();
    assert!(python.unwrap().success() && ws(&["trust"]).status.success());
    let found = value(
        &home,
        &workspace.root(),
        "$env.PYTHONHOME = '/py'; let before = (^env | lines | where $it !~ '^(SHLVL|_|PWD)=' | sort)
         ws venv activate; let venv = $env.VIRTUAL_ENV; let first = ($env.PATH | first); let home = $env.PYTHONHOME?
         ws venv deactivate
         let same = $before == (^env | lines | where $it !~ '^(SHLVL|_|PWD)=' | sort)
         {venv: $venv, first: $first, home: $home, same: $same, off: $env.__ws_state.off}",
    );
    let root = workspace.root().canonicalize().unwrap();
    let venv = root.join(".venv");
    let bin = venv.join("bin");
    assert_eq!(found, json!({"venv": venv, "first": bin, "home": null, "same": true, "off": root}));
}

#[test]
fn what_ws_complains_about_is_an_error_in_nushell() {
    let home = older();
    home.says(&["install", "--shell", "nu"]);
    let workspace = sample(&home);
    let error = |call: &str| {
        let label = "$error.labels.0.span | {code: $error.code, at: (view span $in.start $in.end), help: $error.help}";
        let caught = format!(
            "try {{ {call} | ignore; null }} catch {{|caught| let error = $caught.json | from json; {label} }}"
        );
        value(&home, &workspace.root(), &caught)
    };
    // As the plugins', and at the user's call.
    let unknown = |at: &str| json!({"code": "ws::sibling::unknown", "at": at, "help": "did you mean `pyvider`?"});
    assert_eq!(error("ws siblings pyvidr"), unknown("ws siblings"));
    let mut piped = unknown("ws siblings");
    piped["help"] = "did you mean `pyvider`?\nwhat is piped in, also the item of a closure, names siblings".into();
    assert_eq!(error("[pyvidr] | ws siblings --fast"), piped);
    assert_eq!(error("ws exec pyvidr -- pwd"), unknown("pyvidr -- pwd"));
    let usage = error("ws siblings --fast --affected-by [pyvider] --root nowhere");
    assert_eq!((&usage["code"], &usage["at"]), (&json!("ws::workspace::not_a_root"), &json!("ws siblings")));
    let usage = error("ws run lint --jobs 0 --plan");
    assert_eq!((&usage["code"], &usage["at"]), (&json!("ws::usage"), &json!("lint --jobs 0 --plan")));
    // What is wrong with the file stands in the help, and a warning before an error on standard error.
    fs::write(workspace.root().join("wrknv.toml"), "[workspace]\nname = 3\n").unwrap();
    let broken = error("ws siblings");
    assert_eq!(broken["code"], "ws::config::wrong_type");
    assert!(broken["help"].as_str().unwrap().contains("name = 3"), "{broken}");
    fs::write(workspace.root().join("wrknv.toml"), "siblings = ['pyvider', 'nothing-*']\n").unwrap();
    let output = nu(&home, &workspace.root(), "ws siblings pyvidr");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("ws::config::no_match") && said.contains("unknown sibling `pyvidr`"), "{said}");
    assert!(!said.contains('{'), "{said}");
}

#[test]
fn what_only_the_cli_has_is_a_value_too() {
    for home in [matching(), older()] {
        home.says(&["install", "--shell", "nu"]);
        let workspace = sample(&home);
        let root = workspace.root().canonicalize().unwrap();
        assert_eq!(value(&home, &root, "ws trust --list"), json!([]));
        let said = nu(&home, &root, "ws trust");
        assert!(String::from_utf8_lossy(&said.stdout).starts_with("trusted "), "{said:?}");
        assert_eq!(value(&home, &root, "ws trust --list | where trusted_at > 2020-01-01 | get root"), json!([root]));
        assert_eq!(value(&home, &root, "ws prompt --format '{workspace} {siblings}'"), json!("provide-workspace 18"));
        assert_eq!(value(&home, Path::new("/"), "ws prompt"), json!(""));
    }
}

/// An interactive `nu` in the sample workspace, with what it loads by itself.
fn interactive(home: &Home) -> (Workspace, Terminal) {
    let workspace = sample(home);
    let mut nu = home.command("nu");
    nu.current_dir(workspace.root()).env("TERM", "screen").arg("--no-std-lib");
    home.write(".config/nushell/config.nu", "$env.config.show_banner = false\n$env.PROMPT_COMMAND = 'ready'\n");
    home.write(".config/nushell/env.nu", "");
    let terminal = Terminal::open(&nu, &home.path(), "ready");
    (workspace, terminal)
}

/// A new shell has the plugin's command and the completion of the others, without a line in config.nu.
#[test]
fn a_new_shell_has_it_all() {
    let home = matching();
    home.says(&["install", "--shell", "nu"]);
    let (_workspace, terminal) = interactive(&home);
    terminal.line("ws siblings pyvider-* --fast | get name | str join '+'");
    terminal.wait_for("pyvider-cty+pyvider-hcl+pyvider-rpcplugin+pyvider-components");
    terminal.line("clear; scope commands | where name == 'ws siblings' | select name type | to nuon");
    terminal.wait_for("[\"ws siblings\", plugin]");
    terminal.text("ws completions fi");
    terminal.key("Tab");
    terminal.wait_for("ws completions fish");
    // Nushell offers the commands that it knows, and the completion of `ws` itself not once more.
    terminal.key("C-c");
    terminal.line("clear");
    terminal.text("ws sy");
    terminal.key("Tab");
    terminal.wait_for("ready> ws sync");
    terminal.key("C-c");
    terminal.line("clear");
    terminal.text("ws ");
    terminal.key("Tab");
    // The name alone may be the hint from history.
    terminal.wait_for("One row for every sibling: its branch");
    let screen = terminal.screen();
    assert_eq!(screen.matches("One row for every sibling: its branch").count(), 1, "{screen}");
}

/// Names are completed for the wrapped command as for the plugin's.
#[test]
fn wrapped_commands_complete_names() {
    let home = older();
    home.says(&["install", "--shell", "nu"]);
    let (_workspace, terminal) = interactive(&home);
    terminal.text("ws siblings pyvider-h");
    terminal.key("Tab");
    terminal.wait_for("ws siblings pyvider-hcl");
    terminal.text(" --layer fr");
    terminal.key("Tab");
    terminal.wait_for("ws siblings pyvider-hcl --layer framework");
}
