//! Do two URLs name one repository? `https://host/a/b.git`, `git@host:a/b` and `ssh://git@host/a/b/` do.

use std::path::{Path, PathBuf};

/// Whether the two mean the same repository, whatever the transport and the user. Paths are relative to `base`.
pub fn same_repository(one: &str, other: &str, base: &Path) -> bool {
    one == other || place(one, base) == place(other, base)
}

/// Where a URL points, without how to get there.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Host { host: String, path: String },
    Disk(PathBuf),
}

fn place(url: &str, base: &Path) -> Place {
    let disk = |path: &str| {
        let path = base.join(path);
        let real = path.canonicalize().or_else(|_| path.with_extension("git").canonicalize());
        Place::Disk(real.unwrap_or(path))
    };
    if let Some(path) = url.strip_prefix("file://") {
        return disk(path);
    }
    if let Some((scheme, rest)) = url.split_once("://") {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let usual = match scheme {
            "https" => ":443",
            "http" => ":80",
            "ssh" | "git+ssh" => ":22",
            _ => ":9418",
        };
        return on_host(host.strip_suffix(usual).unwrap_or(host), path);
    }
    // scp's form: a colon before the first slash (git-clone(1), "GIT URLS").
    match url.split_once(':') {
        Some((host, path)) if !host.contains('/') => on_host(host.rsplit('@').next().unwrap_or_default(), path),
        _ => disk(url),
    }
}

fn on_host(host: &str, path: &str) -> Place {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let host = host.to_ascii_lowercase();
    // GitHub's names of owners and repositories ignore case.
    let path = if host == "github.com" { path.to_ascii_lowercase() } else { path.to_owned() };
    Place::Host { host, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transports_users_and_endings_do_not_matter() {
        let same = |one, other| same_repository(one, other, Path::new("/w"));
        let url = "https://github.com/provide-io/pyvider.git";
        for other in [
            "https://github.com/provide-io/pyvider",
            "https://GitHub.com/provide-io/pyvider/",
            "https://me:secret@github.com:443/provide-io/pyvider.git",
            "git@github.com:provide-io/pyvider.git",
            "ssh://git@github.com/provide-io/pyvider",
            "ssh://git@github.com:22/provide-io/pyvider.git/",
            "git://github.com/provide-io/pyvider",
            "https://github.com/Provide-IO/PyVider",
        ] {
            assert!(same(url, other), "{other}");
        }
        for other in [
            "https://github.com/provide-io/pyvider-cty.git",
            "https://github.com/me/pyvider.git",
            "https://gitlab.com/provide-io/pyvider.git",
            "ssh://git@github.com:2222/provide-io/pyvider",
            "/provide-io/pyvider.git",
        ] {
            assert!(!same(url, other), "{other}");
        }
        assert!(same("../remotes/a", "/w/../remotes/a") && same("file:///w/a", "a"));
        assert!(!same("/w/a", "/w/b"));
    }
}
