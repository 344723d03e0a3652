//! Remotes over connections: git daemon, http, ssh, and servers that hang, ask, close and die.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Scene, code, column};

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server of one's own on the loopback, and what it does with a connection.
pub fn server(answer: impl Fn(std::net::TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    port
}

#[test]
fn remotes_that_go_wrong_are_named_and_the_rest_is_there() {
    let scene = Scene::new(&["good", "hangs", "asks", "closed", "dies", "gone"]);
    let kept = std::sync::Mutex::new(Vec::new());
    let hangs = server(move |stream| kept.lock().unwrap().push(stream));
    let asks = server(|mut stream| {
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer);
        let _ = stream.write_all(
            b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
    });
    let dies = server(drop);
    let base = format!("file://{}/remotes", scene.sandbox.path().display());
    scene.configure(|name| match name {
        "hangs" => format!("git://127.0.0.1:{hangs}/x"),
        "asks" => format!("http://127.0.0.1:{asks}/x.git"),
        "closed" => "git://127.0.0.1:9/x".to_owned(),
        "dies" => format!("git://127.0.0.1:{dies}/x"),
        "gone" => format!("{base}/absent.git"),
        name => format!("{base}/{name}.git"),
    });
    let begun = Instant::now();
    let (output, rows) = scene.run(&["--patience", "2", "-j", "6"]);
    assert!(begun.elapsed() < Duration::from_mins(1));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(column(&rows, "state"), ["ok", "error", "error", "error", "error", "error"], "{rows:#}");
    let codes = ["hangs", "asks", "closed", "dies", "gone"].map(|name| code(&rows, name));
    assert_eq!(
        codes,
        [
            "ws::git::timed_out",
            "ws::git::authentication",
            "ws::git::unreachable",
            "ws::git::unreachable",
            "ws::git::not_found"
        ],
        "{rows:#}"
    );
    assert_eq!(scene.beside(), ["good"]);
    scene.configure(|name| format!("{base}/{name}.git"));
    assert!(scene.run(&[]).0.status.success());
    scene.assert_whole();
}

/// A server on a free port, such as `git daemon`, killed when it goes.
struct Daemon(Child, u16);

impl Daemon {
    fn start(scene: &Scene) -> Self {
        let port = free_port();
        let mut command = scene.sandbox.command("git", &scene.sandbox.path());
        command.args(["daemon", "--export-all", "--listen=127.0.0.1", "--reuseaddr", &format!("--port={port}")]);
        command.arg(format!("--base-path={}", scene.path("remotes").display())).arg(scene.path("remotes"));
        Self::serve(command, port)
    }

    /// Starts a server, and waits until it listens.
    fn serve(mut command: Command, port: u16) -> Self {
        let child = command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "{command:?} does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self(child, port)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // With those of its children that serve.
        let _ = Command::new("kill").args(["-9", "--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

#[test]
fn over_a_git_daemon_that_dies_in_the_middle() {
    let scene = Scene::new(&["a", "large"]);
    // Large enough to be in the middle of.
    scene.sh("git clone -q remotes/large.git w; cd w; head -c 120000000 /dev/urandom >big; git add .; git commit -qm big; git push -q");
    let daemon = Daemon::start(&scene);
    let url = |port: u16| move |name: &str| format!("git://127.0.0.1:{port}/{name}.git");
    scene.configure(url(daemon.1));
    let mut child = scene.command(&["--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    let pack = || scene.sh("du -sb at/.large.ws-clone 2>/dev/null | cut -f1 || true").trim().parse().unwrap_or(0_u64);
    while pack() < 1_000_000 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    drop(daemon);
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    let rows: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(column(&rows, "state"), ["ok", "error"], "{rows:#}");
    assert_eq!(code(&rows, "large"), "ws::git::unreachable", "{rows:#}");
    assert_eq!(scene.beside(), ["a"]);
    let daemon = Daemon::start(&scene);
    scene.configure(url(daemon.1));
    // The first is a clone of the daemon before: the port is another.
    scene.sh("rm -rf at/a");
    assert!(scene.run(&[]).0.status.success());
    scene.assert_whole();
}

/// `git http-backend` behind the web server that comes with Python.
#[test]
fn over_http() {
    let scene = Scene::new(&["a", "b"]);
    scene.sh("mkdir cgi-bin; for r in remotes/*; do git -C $r config http.uploadpack true; done");
    let script = format!(
        "#!/bin/sh\nGIT_PROJECT_ROOT='{}' GIT_HTTP_EXPORT_ALL=1 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory \
         GIT_CONFIG_VALUE_0='*' HOME='{}' exec git http-backend\n",
        scene.path("remotes").display(),
        scene.sandbox.home().display()
    );
    ws_test_support::tools::write_script(&scene.path("cgi-bin/git"), &script).unwrap();
    let port = free_port();
    let mut server = scene.sandbox.command("python3", &scene.sandbox.path());
    server.args(["-m", "http.server", "--cgi", "--bind", "127.0.0.1", &port.to_string()]);
    let server = Daemon::serve(server, port);
    scene.configure(|name| format!("http://127.0.0.1:{}/cgi-bin/git/{name}.git", server.1));
    let (output, rows) = scene.run(&["-j", "1"]);
    assert!(output.status.success(), "{rows:#}");
    scene.assert_whole();
}

/// A real sshd on the loopback, with an `ssh` in front of PATH that knows its key: all the rest is the user's own ssh.
#[test]
fn over_ssh_without_being_asked_anything() {
    let scene = Scene::new(&["a", "b"]);
    let sshd = Path::new("/usr/sbin/sshd");
    if !sshd.is_file() {
        eprintln!("NOT RUN: there is no {}", sshd.display());
        return;
    }
    scene.sh("mkdir ssh bin; cd ssh; ssh-keygen -q -t ed25519 -N '' -f host; ssh-keygen -q -t ed25519 -N '' -f me; cp me.pub authorized");
    // As root it wants its place for privilege separation.
    let _ = fs::create_dir("/run/sshd");
    let port = free_port();
    let at = scene.path("ssh");
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized\nPidFile none\nUsePAM no\n\
         StrictModes no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n",
        at.display()
    );
    fs::write(at.join("sshd_config"), config).unwrap();
    let client =
        format!("Host *\n IdentityFile {0}/me\n IdentitiesOnly yes\n UserKnownHostsFile {0}/known\n", at.display());
    fs::write(at.join("config"), client).unwrap();
    let ssh = scene.sh("command -v ssh");
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$*\" >>'{0}/asked'\nexec {1} -F '{0}/config' \"$@\"\n",
        at.display(),
        ssh.trim()
    );
    ws_test_support::tools::write_script(&scene.path("bin/ssh"), &script).unwrap();
    let mut server = scene.sandbox.command(sshd, &scene.sandbox.path());
    server.args(["-D", "-e", "-f"]).arg(at.join("sshd_config"));
    let _server = Daemon::serve(server, port);
    scene.configure(|name| format!("ssh://127.0.0.1:{port}{}/{name}.git", scene.path("remotes").display()));
    let bootstrap = || {
        let mut command = scene.command(&["--patience", "20", "--format", "json"]);
        let path = std::env::var("PATH").unwrap();
        let output = command.env("PATH", format!("{}:{path}", scene.path("bin").display())).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    };
    // Whose key nobody has confirmed: ssh would ask.
    let rows = bootstrap();
    assert_eq!([code(&rows, "a"), code(&rows, "b")], ["ws::git::authentication"; 2], "{rows:#}");
    assert!(scene.beside().is_empty());
    scene.sh(&format!("cd ssh; printf '[127.0.0.1]:{port} ' >known; cat host.pub >>known"));
    let rows = bootstrap();
    assert_eq!(column(&rows, "state"), ["ok", "ok"], "{rows:#}");
    scene.assert_whole();
    assert!(scene.sh("cat ssh/asked").contains("-o BatchMode=yes"));
    // A key that the server does not take: it would ask for a password.
    scene.sh("rm -rf at/b; cd ssh; : >authorized");
    let rows = bootstrap();
    assert_eq!(
        (column(&rows, "state"), code(&rows, "b")),
        (vec!["ok", "error"], "ws::git::authentication"),
        "{rows:#}"
    );
}
