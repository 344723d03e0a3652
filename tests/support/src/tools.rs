//! Finds what tests, benches and the demo run: Nushell, and the binaries of this workspace. A tool that is missing, or
//! a binary that is older than what it is made from, is an error that says what to run: nothing is skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail, ensure};

/// The Nushell whose crates the plugins are built with.
pub const NU_VERSION: &str = "0.115.1";

/// The Nushells that the plugins are tried in, oldest first: those around each change of what plugins and Nushell say.
pub const NU_VERSIONS: [&str; 6] = ["0.101.0", "0.107.0", "0.108.0", "0.109.1", "0.114.1", NU_VERSION];

/// The plugins' binaries.
pub const PLUGINS: [&str; 4] =
    ["nu_plugin_ws_siblings", "nu_plugin_ws_layers", "nu_plugin_ws_venv", "nu_plugin_ws_tasks"];

const REMEDY: &str = "run `cargo xtask test`";

/// The `nu` to test with: `WS_TEST_NU`, else `nu` on PATH if it is of [`NU_VERSION`]'s minor, else the one from npm.
pub fn nu() -> Result<PathBuf> {
    if let Some(nu) = std::env::var_os("WS_TEST_NU") {
        let nu = PathBuf::from(nu);
        ensure!(is_right_nu(&nu), "WS_TEST_NU: `{}` is not nu {}", nu.display(), minor());
        return Ok(nu);
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path).map(|directory| directory.join("nu")).find(|nu| nu.is_file());
    on_path
        .into_iter()
        .chain(npm_nu(NU_VERSION))
        .find(|nu| is_right_nu(nu))
        .with_context(|| format!("nu {} is neither on PATH nor in target/tools: {REMEDY}", minor()))
}

/// The `nu` of one of [`NU_VERSIONS`].
pub fn nu_of(version: &str) -> Result<PathBuf> {
    if version == NU_VERSION {
        return nu();
    }
    npm_nu(version).with_context(|| format!("nu {version} is not in target/tools: {REMEDY}"))
}

/// The folder of target/tools that npm installs a Nushell into.
pub fn nu_directory(version: &str) -> String {
    if version == NU_VERSION { "nu".to_owned() } else { format!("nu-{version}") }
}

/// Nushell as npm installed it: the binary itself, since the script that npm puts before it starts Node first.
fn npm_nu(version: &str) -> Option<PathBuf> {
    let packages = repository().join("target/tools").join(nu_directory(version)).join("node_modules/@nushell");
    let platforms = fs::read_dir(packages).ok()?;
    platforms.filter_map(|platform| Some(platform.ok()?.path().join("bin/nu"))).find(|nu| nu.is_file())
}

/// Such as `0.115`.
fn minor() -> &'static str {
    NU_VERSION.rsplit_once('.').map_or(NU_VERSION, |(minor, _)| minor)
}

fn is_right_nu(nu: &Path) -> bool {
    let Ok(output) = Command::new(nu).arg("--version").output() else { return false };
    String::from_utf8_lossy(&output.stdout).starts_with(&format!("{}.", minor()))
}

/// The `ws` that cargo built for the test that runs.
pub fn ws() -> PathBuf {
    // A test lies in target/PROFILE/deps, the binaries one above.
    let test = std::env::current_exe().unwrap_or_default();
    test.ancestors().nth(2).unwrap_or(Path::new("")).join("ws")
}

/// A tool of Python's: the one that `variable` names, else the one that `cargo xtask tools` fetches, else the one on PATH.
pub fn python_tool(variable: &str, name: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let fetched = repository().join("target/tools/python/bin").join(name);
    let search = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&search).map(|directory| directory.join(name));
    std::iter::once(fetched)
        .chain(on_path)
        .find(|path| path.is_file())
        .with_context(|| format!("{name} is neither in target/tools nor on PATH: {REMEDY}"))
}

/// The binary `name` that cargo put next to `sibling`, such as the plugin next to `ws`. It must be up to date: cargo
/// builds the binaries of the tested package alone, and a test of last week's plugin would say nothing.
pub fn binary_beside(sibling: &Path, name: &str) -> Result<PathBuf> {
    let binary = sibling.with_file_name(name);
    let built = modified(&binary).with_context(|| format!("`{}` is not built: {REMEDY}", binary.display()))?;
    for source in sources(&binary)? {
        let changed = modified(&source).with_context(|| format!("`{name}` is out of date: {REMEDY}"))?;
        if changed > built {
            bail!("`{name}` is older than `{}`: {REMEDY}", source.display());
        }
    }
    Ok(binary)
}

/// All plugins next to `sibling`, each up to date.
pub fn plugins_beside(sibling: &Path) -> Result<Vec<PathBuf>> {
    PLUGINS.iter().map(|plugin| binary_beside(sibling, plugin)).collect()
}

/// Paths as `nu --plugins` takes them.
pub fn nu_list(paths: &[PathBuf]) -> String {
    let quoted: Vec<String> = paths.iter().map(|path| format!("\"{}\"", path.display())).collect();
    format!("[{}]", quoted.join(", "))
}

/// What cargo says that the binary was made from: `NAME.d` next to it, in make's syntax.
fn sources(binary: &Path) -> Result<Vec<PathBuf>> {
    let list = binary.with_extension("d");
    let text = fs::read_to_string(&list).with_context(|| format!("cannot read `{}`: {REMEDY}", list.display()))?;
    let (_, sources) = text.split_once(": ").with_context(|| format!("`{}` lists nothing", list.display()))?;
    // A space that belongs to a path is escaped.
    let sources = sources.trim_end().replace("\\ ", "\0");
    Ok(sources.split(' ').map(|path| path.replace('\0', " ").into()).collect())
}

fn modified(path: &Path) -> Result<SystemTime> {
    fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .with_context(|| format!("cannot read `{}`", path.display()))
}

/// Copies a program. Another process does it: a file that this one has open for writing cannot be run as long as a
/// child of another test, forked in that moment, holds on to it ("text file busy").
pub fn copy_program(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("cp").arg("--").arg(from).arg(to).status()?;
    ensure!(status.success(), "cannot copy `{}` to `{}`", from.display(), to.display());
    Ok(())
}

/// Writes a script that can be run; by another process, as [`copy_program`].
pub fn write_script(to: &Path, text: &str) -> Result<()> {
    let write = "printf %s \"$2\" >\"$1\" && chmod 755 \"$1\"";
    let status = Command::new("sh").args(["-c", write, "sh"]).arg(to).arg(text).status()?;
    ensure!(status.success(), "cannot write `{}`", to.display());
    Ok(())
}

/// A program that people have beside the hook, as `cargo xtask tools` fetched it; `None` where its registry did not answer.
pub fn neighbour(name: &str) -> Option<PathBuf> {
    let tools = repository().join("target/tools/neighbours");
    let places = [tools.join("bin").join(name), tools.join("node_modules/@jdxcode/mise/bin").join(name)];
    places.into_iter().find(|path| path.is_file())
}

/// The root of this repository.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sandbox;
    use std::time::Duration;

    #[test]
    fn a_binary_older_than_its_sources_is_refused() {
        let sandbox = Sandbox::new().unwrap();
        let directory = sandbox.path();
        let (ws, plugin, source) = (directory.join("ws"), directory.join("plugin"), directory.join("a b.rs"));
        let missing = binary_beside(&ws, "plugin").unwrap_err().to_string();
        assert!(missing.ends_with("is not built: run `cargo xtask test`"), "{missing}");

        fs::write(&source, "").unwrap();
        fs::write(&plugin, "").unwrap();
        let escaped = source.to_str().unwrap().replace(' ', "\\ ");
        fs::write(directory.join("plugin.d"), format!("{}: {escaped}\n", plugin.display())).unwrap();
        assert_eq!(binary_beside(&ws, "plugin").unwrap(), plugin);

        let later = SystemTime::now() + Duration::from_secs(5);
        fs::File::options().write(true).open(&source).unwrap().set_modified(later).unwrap();
        let stale = binary_beside(&ws, "plugin").unwrap_err().to_string();
        assert!(stale.contains("is older than") && stale.ends_with("run `cargo xtask test`"), "{stale}");
    }
}
