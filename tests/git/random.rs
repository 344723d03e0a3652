//! Whatever is done to a repository, the counts are those of `git status`.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use ws_core::git::Look;

use super::oracle::differences;
use super::repository::Scene;

const FILES: [&str; 8] = ["one", "many", "sub/two", "new", "d/e f", "d/g/h", "x.o", "ä"];
const RULES: [&str; 5] = ["*.o", "/new", "d/", "!x.o", "sub/*"];

/// One step as a line of bash. A step that fails does nothing.
fn step() -> impl Strategy<Value = String> {
    let file = || prop::sample::select(&FILES[..]);
    prop_oneof![
        4 => (file(), 0..4_u8).prop_map(|(file, line)| format!("put '{file}' {line}")),
        2 => (file(), 0..4_u8).prop_map(|(file, line)| format!("echo {line} >>'{file}'")),
        2 => file().prop_map(|file| format!("rm -rf '{file}'")),
        4 => file().prop_map(|file| format!("git add -f '{file}'")),
        1 => Just("git add -A".to_owned()),
        1 => file().prop_map(|file| format!("git rm -q --cached '{file}'")),
        2 => (file(), file()).prop_map(|(from, to)| format!("mkdir -p \"$(dirname '{to}')\"; git mv '{from}' '{to}'")),
        3 => any::<bool>().prop_map(|all| format!("git commit -q {} -m x", if all { "-a" } else { "" })),
        1 => prop::sample::select(&RULES[..]).prop_map(|rule| format!("echo '{rule}' >>.gitignore")),
        1 => prop::sample::select(&["git stash -q", "git stash pop -q", "git stash -q -u"][..]).prop_map(str::to_owned),
        1 => file().prop_map(|file| format!("chmod +x '{file}'")),
        1 => file().prop_map(|file| format!("rm -f '{file}'; ln -s many '{file}'")),
        1 => Just("mkdir -p void/deep; git reset -q --soft HEAD~1".to_owned()),
        1 => file().prop_map(|file| format!("git add -N '{file}'")),
        1 => (0..3_u8).prop_map(|name| format!("git checkout -q -B b{name}")),
        1 => (0..3_u8).prop_map(|name| format!("git merge -q -m m b{name}")),
        1 => (0..3_u8).prop_map(|name| format!("git branch -q -u b{name}")),
        1 => file().prop_map(|file| format!("git update-index --assume-unchanged '{file}'")),
    ]
}

#[test]
fn any_sequence_of_steps() {
    // The same 30 everywhere, so that a failure is the change's; `WS_CASES=1000` looks further, at random.
    let more = std::env::var("WS_CASES").ok().and_then(|cases| cases.parse().ok());
    let config =
        Config { cases: more.unwrap_or(30), failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    let mut runner = if more.is_some() {
        TestRunner::new(config)
    } else {
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    };
    let strategy = prop::collection::vec(step(), 1..30);
    let result = runner.run(&strategy, |steps| {
        let put = "put() { mkdir -p \"$(dirname \"$1\")\"; seq \"$2\" 40 >\"$1\"; }";
        let lines: Vec<String> = steps.iter().map(|step| format!("{{ {step}; }} 2>/dev/null || true")).collect();
        let scene = Scene::new(&format!("{put}\nnew repo\n{}", lines.join("\n")));
        let path = scene.path("repo");
        for touched in [false, true] {
            if touched {
                Scene::touch(&path);
            }
            let (look, _) = scene.look(&path, false);
            let Look::Repo(state) = look else { return Err(TestCaseError::fail(format!("{look:?}"))) };
            let found = differences(&scene, &path, &state, false);
            prop_assert!(found.is_empty(), "touched: {}, {:?}: {}", touched, state.source, found.join("\n"));
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
