//! The fetch of one sibling: the remote that its branch follows decides, the others are fetched too.

use crate::error::RowError;
use crate::git::Remotes;
use crate::git::client::QUIET;
use crate::git::fetch_head::FetchHead;

use super::Work;

/// What a fetch came to.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// The other remotes that could not be fetched, and why.
    pub note: Option<String>,
    /// Why the branch has nothing to follow any more.
    pub gone: Option<String>,
}

impl Work<'_> {
    /// Fetches the remote of `branch`, whose failure is the sibling's, and the others, whose failure is a note. Where no
    /// remote is the branch's own, one that can be fetched will do.
    pub(super) fn fetch(&self, remotes: &Remotes, branch: Option<&str>) -> Result<Fetched, RowError> {
        let mut fetched = Fetched::default();
        let before = FetchHead::remember(self.path);
        let restore = |error: RowError| {
            if let Some(before) = &before {
                before.restore();
            }
            error
        };
        let own = remotes.of_branch(branch);
        if let Some(own) = own {
            self.fetch_one(own, false).map_err(restore)?;
            let follows = branch.and_then(|branch| Some((branch, remotes.followed(branch)?)));
            if let Some((branch, followed)) = follows
                && before.as_ref().and_then(FetchHead::has_one_to_merge) == Some(false)
            {
                let followed = followed.trim_start_matches("refs/heads/");
                fetched.gone = Some(format!("`{branch}` tracks `{followed}`, which no longer exists on {own}"));
            }
        }
        let mut first = None;
        let mut complete = own.is_some();
        let mut notes = Vec::new();
        for other in remotes.others(own) {
            match self.fetch_one(other, complete) {
                Ok(()) => complete = true,
                Err(error) if error.code == "ws::git::cancelled" => return Err(restore(error)),
                Err(error) => {
                    notes.push(format!("{other} could not be fetched: {}", error.message));
                    first.get_or_insert(error);
                }
            }
        }
        match first {
            Some(error) if !complete => return Err(restore(error)),
            _ => {}
        }
        fetched.note = Some(notes.join("; ")).filter(|note| !note.is_empty());
        Ok(fetched)
    }

    /// `append`: what an earlier remote brought stays in `FETCH_HEAD`.
    fn fetch_one(&self, remote: &str, append: bool) -> Result<(), RowError> {
        let mut arguments = [&QUIET[..], &["fetch", "--progress", "--no-recurse-submodules"]].concat();
        if append {
            arguments.push("--append");
        }
        if self.options.prune {
            arguments.push("--prune");
        }
        arguments.extend(["--", remote]);
        self.git(&arguments).map(drop)
    }
}
