//! `ws bootstrap` and `ws setup` beside the same job by hand: clone one after another, `pip install -e` one after
//! another. On the published packages of provide.io, from local remotes; once each, since it takes a minute.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use ws_test_support::sandbox::{environment, package_index};
use ws_test_support::tools::{python_tool, repository};

use crate::{demo, tools};

/// By hand, in the order in which they depend on each other.
const BY_HAND: &str = "set -e; mkdir hand; cd hand; python3 -m venv .venv
for n in $ORDER; do git clone -q ../remotes/$n.git $n; done
for n in $ORDER; do .venv/bin/pip install -q -e ./$n; done";

/// Makes the remotes in `directory` and prints the times.
pub fn beside_by_hand(directory: &Path) -> Result<()> {
    tools::fetch()?;
    let sdists = repository().join("target/tools/sdists");
    ensure!(sdists.is_dir(), "the packages of provide.io could not be fetched");
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    for path in [directory.join("remotes"), directory.join("home"), directory.join("ws/root"), directory.join("bin")] {
        fs::create_dir_all(path)?;
    }
    let uv = python_tool("WS_TEST_UV", "uv")?;
    std::os::unix::fs::symlink(uv, directory.join("bin/uv"))?;
    let run = |script: &str, place: &Path, order: &str| -> Result<f64> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let release = demo::release("ws").parent().context("no directory")?.to_path_buf();
        let paths = [directory.join("bin"), release].into_iter().chain(std::env::split_paths(&path));
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(place).env_clear().envs(environment(&directory.join("home")));
        command.envs(package_index()).env("PATH", std::env::join_paths(paths)?).env("ORDER", order);
        let begun = Instant::now();
        let output = command.stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(begun.elapsed().as_secs_f64())
    };
    let unpack = "set -e; for a in $SDISTS/*.tar.gz; do n=$(basename $a); n=${n%-*}; n=${n//_/-}; mkdir $n
        tar xzf $a -C $n --strip-components=1; cd $n; git init -q -b main; git add -A; git commit -qm published; cd ..
        git clone -q --bare $n remotes/$n.git; rm -rf $n; done";
    run(&unpack.replace("$SDISTS", &sdists.display().to_string()), directory, "")?;
    let config = fs::read_to_string(repository().join("wrknv.toml"))?;
    let mut kept = String::new();
    for (place, entry) in config.split("[[siblings]]").enumerate() {
        let name = entry.split('"').nth(1).unwrap_or_default();
        if place > 0 && !directory.join(format!("remotes/{name}.git")).is_dir() {
            continue;
        }
        kept.extend([if place == 0 { "" } else { "[[siblings]]" }, entry]);
    }
    let local = format!("file://{}/remotes/", directory.display());
    fs::write(directory.join("ws/root/wrknv.toml"), kept.replace("https://github.com/provide-io/", &local))?;
    let order = "provide-foundation provide-testkit pyvider-cty pyvider-rpcplugin pyvider pyvider-hcl flavorpack supsrc \
        wrknv plating pyvider-components tofusoup provide-foundry";
    let ours = "ws bootstrap >/dev/null && ws setup >/dev/null";
    // Once to fill the caches of both.
    run(ours, &directory.join("ws/root"), "")?;
    fs::remove_dir_all(directory.join("ws/root/.venv"))?;
    let together = run("ws setup >/dev/null", &directory.join("ws/root"), "")?;
    let again = run("ws setup >/dev/null", &directory.join("ws/root"), "")?;
    let by_hand = run(BY_HAND, directory, order)?;
    println!("\nthe 13 published packages of provide.io, caches filled, once each\n");
    println!("{:<54} {by_hand:>8.1} s", "clone and pip install -e, one after another");
    println!("{:<54} {together:>8.1} s   ratio {:.2}", "ws setup, with uv", together / by_hand);
    println!("{:<54} {again:>8.2} s", "ws setup, with nothing to do");
    Ok(())
}
