//! Where a user's files are, as far as an environment says it. Refuses to look: whether anything is there is not asked.

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::env::Env;
use crate::error::Error;

/// Variables that say where a user's files are.
const DIRECTORIES: [&str; 5] = ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];

/// Refuses an environment that says by a relative path where the user's files are: they would be looked for, and written,
/// in whatever directory one is in. An empty variable counts as unset.
pub fn refuse_relative(env: &Env) -> Result<(), Error> {
    for name in DIRECTORIES {
        let value = env.get(OsStr::new(name)).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(value) = value.filter(|value| value.is_relative()) {
            return Err(Error::RelativeDirectory { name, value });
        }
    }
    Ok(())
}
