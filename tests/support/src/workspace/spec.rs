//! What to make: a sibling with its metadata, the length of its history and the conditions of its working copy.
//! Refuses to do: touch the disk.

/// One sibling to make. Python package, directory and sibling share the name.
#[derive(Debug, Clone)]
pub struct SiblingSpec {
    /// Its name.
    pub name: String,
    /// Its layer in `wrknv.toml`, where it has one.
    pub layer: Option<String>,
    /// The content of its `VERSION` file.
    pub version: String,
    /// Runtime requirements (PEP 508).
    pub requires: Vec<String>,
    /// `[project.optional-dependencies]`: name → requirements.
    pub extras: Vec<(String, Vec<String>)>,
    /// `[dependency-groups] dev`.
    pub dev_requires: Vec<String>,
    /// The text of its own `wrknv.toml`, with its tasks.
    pub task_file: Option<String>,
    /// How many commits its upstream has; at least 4.
    pub commits: usize,
    /// How many modules its package has beside `__init__.py`.
    pub modules: usize,
    /// What is the matter with its working copy; nothing: a clean clone.
    pub conditions: Vec<Condition>,
}

/// What may be the matter with a working copy. They combine; the order in which they are named does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// It was never cloned; its upstream exists.
    Missing,
    /// A directory with its files and no repository.
    NotGit,
    /// The upstream has this many commits (up to 3) that it has not.
    Behind(usize),
    /// It has this many commits that the upstream has not.
    Ahead(usize),
    /// A merge of a local branch stopped at a conflict in README.md; the branch is one commit ahead by that.
    Conflicted,
    /// HEAD is the tag of the release, not a branch.
    Detached,
    /// On the branch `topic`, which has no upstream.
    NoUpstream,
    /// One stash.
    Stashed,
    /// This many new files in the index.
    Staged(usize),
    /// This many changed files (up to 4) not in the index.
    Unstaged(usize),
    /// This many files that git does not know.
    Untracked(usize),
    /// Its index is not an index.
    Corrupt,
}

impl SiblingSpec {
    /// A Python package without requirements, version 0.1.0, six commits, four modules, cloned and clean.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            layer: None,
            version: "0.1.0".to_owned(),
            requires: Vec::new(),
            extras: Vec::new(),
            dev_requires: Vec::new(),
            task_file: None,
            commits: 6,
            modules: 4,
            conditions: Vec::new(),
        }
    }

    /// Puts it into a layer.
    #[must_use]
    pub fn layer(mut self, layer: &str) -> Self {
        self.layer = Some(layer.to_owned());
        self
    }

    /// Sets its version.
    #[must_use]
    pub fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self
    }

    /// Adds runtime requirements (PEP 508).
    #[must_use]
    pub fn requires(mut self, requirements: &[&str]) -> Self {
        self.requires.extend(requirements.iter().map(|&r| r.to_owned()));
        self
    }

    /// Adds development requirements (PEP 508).
    #[must_use]
    pub fn dev_requires(mut self, requirements: &[&str]) -> Self {
        self.dev_requires.extend(requirements.iter().map(|&r| r.to_owned()));
        self
    }

    /// Adds an optional dependency group.
    #[must_use]
    pub fn extra(mut self, name: &str, requirements: &[&str]) -> Self {
        self.extras.push((name.to_owned(), requirements.iter().map(|&r| r.to_owned()).collect()));
        self
    }

    /// Gives it a `wrknv.toml` of its own.
    #[must_use]
    pub fn task_file(mut self, text: &str) -> Self {
        self.task_file = Some(text.to_owned());
        self
    }

    /// Adds a condition.
    #[must_use]
    pub fn with(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Whether it has this very condition.
    pub fn has(&self, condition: Condition) -> bool {
        self.conditions.contains(&condition)
    }

    /// The name of its import package.
    pub fn module(&self) -> String {
        self.name.replace(['-', '.'], "_")
    }

    /// The names (without version, extras or marker) of its runtime requirements, each once, as they are in
    /// `depends_on`.
    pub fn depends_on(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for requirement in &self.requires {
            let end = requirement.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
            let name = &requirement[..end.unwrap_or(requirement.len())];
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
