//! What the caller's environment says about its own repository reaches no child: a hook or an alias has it set.

use std::fs;
use std::process::{Command, Stdio};

use super::Scene;

#[test]
fn no_child_inherits_what_names_a_repository() {
    let scene = Scene::new(&["a", "b"]);
    // One that only the git program can read.
    scene.sh("rm -rf b; git init -q --object-format=sha256 b; cd b; echo x >x; git add .; git commit -qm x; cd ../a; \
         echo y >untracked; git update-index --split-index");
    let listed = Command::new("git").args(["rev-parse", "--local-env-vars"]).output().unwrap();
    let listed: Vec<String> = String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect();
    assert!(listed.len() > 10, "{listed:?}");
    let value = |name: &str| match name {
        "GIT_CONFIG_COUNT" => "1".to_owned(),
        "GIT_CONFIG_PARAMETERS" => "'ws.inherited'='yes'".to_owned(),
        "GIT_IMPLICIT_WORK_TREE" => "0".to_owned(),
        _ => scene.path("elsewhere").to_str().unwrap().to_owned(),
    };
    let log = scene.path("log");
    let strace = ["strace", "-f", "-v", "-s", "100000", "-e", "trace=execve", "-o", log.to_str().unwrap()];
    let commands: [&[&str]; 12] = [
        &["siblings"],
        &["status"],
        &["backup"],
        &["branches"],
        &["affected", "--since", "HEAD"],
        &["validate"],
        &["trust"],
        &["sync"],
        &["bootstrap", "--plan"],
        &["snapshot", "save", "x"],
        &["run", "t"],
        &["exec", "--", "git", "status"],
    ];
    let mut started = 0;
    for arguments in commands {
        let mut command = scene.behind(&strace, arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.envs(listed.iter().map(|name| (name, value(name))));
        command.envs([("GIT_CONFIG_KEY_0", "ws.inherited"), ("GIT_CONFIG_VALUE_0", "yes")]);
        command.status().unwrap();
        let log = fs::read_to_string(&log).unwrap();
        // The first is `ws` itself, as the caller starts it.
        let children: Vec<&str> = log.lines().filter(|line| line.contains("execve(")).skip(1).collect();
        started += children.len();
        for name in &listed {
            let inherited = format!("\"{name}={}\"", value(name));
            let at_fault = children.iter().find(|line| line.contains(&inherited));
            assert!(at_fault.is_none(), "{arguments:?}: {name} in {}", at_fault.unwrap());
        }
    }
    assert!(started > 12, "too few children for a test: {started}");
}

/// Config that the caller's environment carries is the user's, so it counts for git that fetches as for git that reads.
#[test]
fn config_in_the_environment_counts_all_the_same() {
    let scene = Scene::new(&["a"]);
    scene.sh("git init -q --bare real.git; git -C a push -q ../real.git HEAD:main; git -C a remote set-url origin ws-alias:real.git; \
              git -C a config branch.main.remote origin; git -C a config branch.main.merge refs/heads/main");
    let prefix = format!("url.{}/.insteadOf", scene.path("").display());
    for carried in [
        vec![
            ("GIT_CONFIG_COUNT", "1".to_owned()),
            ("GIT_CONFIG_KEY_0", prefix.clone()),
            ("GIT_CONFIG_VALUE_0", "ws-alias:".into()),
        ],
        vec![("GIT_CONFIG_PARAMETERS", format!("'{prefix}'='ws-alias:'"))],
    ] {
        let mut command = scene.behind(&[], &["sync", "--format", "jsonl"]);
        let output = command.envs(carried.iter().map(|(name, value)| (name, value))).output().unwrap();
        let rows = super::rows_of(&output);
        assert_eq!(rows[0]["state"], "up_to_date", "{carried:?}: {output:?}");
    }
    let (_, rows) = scene.rows(&["sync"]);
    assert_eq!(rows[0]["state"], "failed", "the alias leads somewhere without config: {rows:?}");
}
