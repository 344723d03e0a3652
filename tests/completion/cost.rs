//! What a key press reads.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use super::Place;

/// A thousand siblings in each of two workspaces, of which one is trusted: both are known once they were read.
#[test]
fn a_large_file_that_has_not_changed_is_not_opened() {
    let config = |name: &str| {
        (0..1000).fold(format!("[workspace]\nname = \"{name}\"\n"), |mut text, number| {
            let _ = write!(text, "[[siblings]]\nname = \"{name}-{number}\"\n");
            text
        })
    };
    let place = Place::with_config(&config("one"));
    place.write("other/root/wrknv.toml", &config("two"));
    let trusted = place.command("ws", &place.path("other/root")).arg("trust").output().unwrap();
    assert!(trusted.status.success(), "{trusted:?}");
    let log = place.path("strace.log");
    let opened = || {
        let mut strace = place.command("strace", &place.root);
        strace.args(["-f", "-qq", "-e", "trace=openat,open", "-o"]).arg(&log).args(["ws", "--", "2"]);
        let output = strace.args(["ws", "siblings", "one-99"]).env("COMPLETE", "bash").output();
        let output = output.expect("strace is not installed: run `cargo xtask test`");
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 11, "{output:?}");
        let log = fs::read_to_string(&log).unwrap();
        log.lines().filter(|line| line.contains("wrknv.toml\"")).map(str::to_owned).collect::<Vec<_>>()
    };
    // A file that was changed just now is read each time.
    let begun = Instant::now();
    loop {
        let opened = opened();
        if opened.is_empty() {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{opened:#?}");
    }
    let broken = config("one").replace("one-998", "one-99a");
    fs::write(place.root.join("wrknv.toml"), broken).unwrap();
    assert!(place.offers(&place.root, &["ws", "siblings", "one-99"]).contains(&"one-99a".to_owned()), "it has changed");
}
