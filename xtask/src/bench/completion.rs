//! What a TAB costs, in workspaces of more and more siblings, beside the least that a process can cost.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use ws_test_support::sandbox::environment;

use crate::bench::turns::{Contender, race};
use crate::demo;

const SIZES: [usize; 3] = [18, 100, 1_000];
const RUNS: usize = 200;

/// Makes the workspaces in `directory` and prints the times.
pub fn cost(directory: &Path) -> Result<()> {
    let mut contenders = vec![Contender::new("/bin/true", Command::new("/bin/true"))];
    for size in SIZES {
        let root = directory.join(size.to_string()).join("root");
        fs::create_dir_all(&root)?;
        let mut text = String::from("[workspace]\nname = \"bench\"\n");
        for number in 0..size {
            let repository = format!("https://example.org/member-{number}.git");
            let _ = write!(
                text,
                "\n[[siblings]]\nname = \"member-{number}\"\nrepo = \"{repository}\"\nlayer = \"tools\"\n"
            );
        }
        fs::write(root.join("wrknv.toml"), text)?;
        let mut tab = Command::new(demo::release("ws"));
        tab.env_clear().envs(environment(directory)).env("COMPLETE", "bash").env("PWD", &root).current_dir(&root);
        tab.args(["--", "2", "ws", "siblings", "member-17"]);
        contenders.push(Contender::new(format!("ws siblings member-17<TAB>, {size} siblings"), tab));
    }
    // A file that was changed just now is read again each time.
    std::thread::sleep(Duration::from_secs(4));
    println!("\na key press, {RUNS} runs each, in turn\n");
    race(&mut contenders, 0, 10, RUNS)
}
