//! The table's driver: builds each state, looks at it fresh and with every file touched, fast and whole, and compares.

mod formats;
mod operations;
mod references;
mod rules;
mod submodules;
mod trees;

use ws_core::git::{Look, Source};

use super::oracle::differences;
use super::repository::Scene;

/// One state: who answers, the directory to look at, and the script that makes it.
pub struct State {
    pub name: &'static str,
    pub answers: Source,
    pub path: &'static str,
    pub script: &'static str,
}

/// A state that libgit2 alone answers for, in `repo`.
const fn plain(name: &'static str, script: &'static str) -> State {
    State { name, answers: Source::Libgit2, path: "repo", script }
}

/// A state that only the git program can answer for, in `repo`.
const fn asked(name: &'static str, script: &'static str) -> State {
    State { name, answers: Source::GitProgram, path: "repo", script }
}

impl State {
    const fn at(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// Every difference, one line each.
    fn check(&self) -> Vec<String> {
        let scene = Scene::new(self.script);
        let mut found = self.compare(&scene, "fresh", false);
        found.extend(self.compare(&scene, "fast", true));
        Scene::touch(&scene.path(self.path));
        found.extend(self.compare(&scene, "touched", false));
        found
    }

    fn compare(&self, scene: &Scene, when: &str, fast: bool) -> Vec<String> {
        let path = scene.path(self.path);
        let before = scene.listing();
        let (look, calls) = scene.look(&path, fast);
        let mut found = Vec::new();
        let after = scene.listing();
        if after != before {
            let changed = after.iter().filter(|line| !before.contains(line)).map(|line| line.split(' ').next());
            found.push(format!("looking changed {:?}", changed.collect::<Vec<_>>()));
        }
        let Look::Repo(state) = look else { return vec![format!("{} ({when}): {look:?}", self.name)] };
        found.extend(differences(scene, &path, &state, fast));
        if !fast && state.source != self.answers {
            found.push(format!("{:?} answered, and not {:?}", state.source, self.answers));
        }
        if calls.is_empty() != (state.source == Source::Libgit2) {
            found.push(format!("{:?} is said to have answered, and git was called: {calls:?}", state.source));
        }
        found.iter().map(|line| format!("{} ({when}): {line}", self.name)).collect()
    }
}

/// Checks a table; all differences are shown at once.
fn check(states: &[State]) {
    let found: Vec<String> = states.iter().flat_map(State::check).collect();
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}
