//! Which environment does a directory want? Asks the registry of trusted workspaces who is a member, and the
//! workspace's own `wrknv.toml` what it wants; starts nothing.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::discover;
use crate::env::Wanted;
use crate::error::{Error, RowError};
use crate::source::SourceFile;
use crate::terminal::escape;
use crate::trust::{Registry, TrustError, Verdict};

/// What should be active in a directory.
#[derive(Debug, Default)]
pub struct Answer {
    /// The environment to be in; `None` for none.
    pub wanted: Option<Wanted>,
    /// A workspace that the directory is in and that may not activate: its root, and why in one line.
    pub refused: Option<(PathBuf, String)>,
}

/// What `directory` wants. It is as the user sees it, symlinks kept; `home` is what `~` means in a sibling's path.
///
/// # Errors
/// A registry that cannot be used.
pub fn answer(directory: &Path, registry: &Registry, home: Option<&Path>) -> Result<Answer, TrustError> {
    let trusted = match registry.membership(directory) {
        Ok(Some(trusted)) => trusted,
        Ok(None) => return Ok(Answer { refused: unknown(directory, registry), wanted: None }),
        Err(error @ TrustError::Conflict { .. }) => {
            return Ok(Answer { wanted: None, refused: Some((directory.to_path_buf(), with_hint(&error))) });
        }
        Err(error) => return Err(error),
    };
    let refuse = |message: String| Answer { wanted: None, refused: Some((trusted.root.clone(), message)) };
    let read = SourceFile::read(&trusted.root.join(discover::FILE_NAME))
        .and_then(|source_file| config::load(source_file, &trusted.root, home));
    let config = match read {
        Ok(config) => config,
        Err(error) => return Ok(refuse(format!("{error}: not activated"))),
    };
    Ok(match trusted.venv(&config) {
        Ok(venv) => wanted(&config, &venv).map_or_else(
            || refuse("its path is not UTF-8".to_owned()),
            |wanted| Answer { wanted: Some(wanted), refused: None },
        ),
        Err(verdict) => refuse(verdict.message(&trusted.root).unwrap_or_default()),
    })
}

/// The environment of a workspace that may activate, whose `venv` is the real path that was checked; `None` when a path in
/// it cannot stand in an environment.
pub fn wanted(config: &Config, venv: &Path) -> Option<Wanted> {
    Some(Wanted {
        root: config.root.to_str()?.to_owned(),
        venv: venv.to_str()?.to_owned(),
        // A prompt shows it as it stands, so nothing in it may be for the terminal.
        prompt: escape(&config.name).into_owned(),
        env: config.env.clone(),
    })
}

/// The nearest workspace above that was never trusted. Only said, never acted on; one that lists the directory as its
/// sibling from elsewhere is not looked for.
fn unknown(directory: &Path, registry: &Registry) -> Option<(PathBuf, String)> {
    let root = directory.ancestors().find(|above| discover::seems_a_root(above))?;
    let known = registry.get(&crate::work::paths::real_path(root)).ok().flatten().is_some();
    let message = Verdict::Unknown.message(root)?;
    (!known).then(|| (root.to_path_buf(), message))
}

fn with_hint(error: &TrustError) -> String {
    error.hint().map_or_else(|| error.to_string(), |hint| format!("{error}: {hint}"))
}

/// The environment of `config`'s workspace, which has to have been read at its real root.
///
/// # Errors
/// [`Error::NotPermitted`] with the reason when it may not activate.
pub fn permitted(config: &Config, registry: &Registry) -> Result<Wanted, Error> {
    let trusted = registry.get(&crate::work::paths::real_path(&config.root))?;
    let venv = trusted.map_or_else(|| Err(Box::new(Verdict::Unknown)), |trusted| trusted.venv(config));
    let venv = venv.map_err(|verdict| {
        let message = verdict.message(&config.root).unwrap_or_default();
        Error::NotPermitted(RowError::new(verdict.code().unwrap_or("ws::trust::required"), message))
    })?;
    let not_text = || Error::NotPermitted(RowError::new("ws::venv::bad_path", "a path of the workspace is not UTF-8"));
    wanted(config, &venv).ok_or_else(not_text)
}
