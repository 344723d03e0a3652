//! Where the user is: directory and environment of the scope that the call was made in, from the engine, as the session
//! that commands ask.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use nu_plugin::EngineInterface;
use nu_protocol::{LabeledError, Record, Span, Value};
use ws_commands::{Audience, Session};
use ws_core::cache::Cache;
use ws_core::env::Changes;
use ws_core::git::Memory;
use ws_core::terminal::escape_lines;
use ws_core::{Problem, SourceFile, report};

use crate::error;
use crate::protocol::completing;

/// Where the hook keeps what it knows; see `shell/shells/nu/hook.nu`.
const HOOK_STATE: &str = "__ws_state";

/// What the plugin's former calls have seen, as long as Nushell keeps it.
static MEMORY: LazyLock<Arc<Memory>> = LazyLock::new(Arc::default);

/// The session of a call; `cancelled` is asked between steps.
pub fn session(
    engine: &EngineInterface,
    cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
) -> Result<Session, LabeledError> {
    let directory = PathBuf::from(engine.get_current_dir()?);
    let session = of(directory, &engine.get_env_vars()?, cancelled, Arc::new(StandardError(Some(engine.clone()))));
    ws_core::user_directories::refuse_relative(&session.env)
        .map_err(|error| error::labeled(&error, Span::unknown()))?;
    Ok(session)
}

/// The session of a completion. An older Nushell answers nothing then.
pub fn completing(engine: &EngineInterface) -> Option<Session> {
    let cancelled: Arc<dyn Fn() -> bool + Send + Sync> = Arc::new(|| false);
    let asked = session(engine, Arc::clone(&cancelled)).ok();
    let nobody = Arc::new(StandardError(None));
    asked.or_else(|| Some(of(completing::directory()?, &completing::environment(), cancelled, nobody)))
}

fn of(
    directory: PathBuf,
    env: &HashMap<String, Value>,
    cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
    audience: Arc<dyn Audience>,
) -> Session {
    let variable = |name: &str| variable(env, name).filter(|value| !value.is_empty());
    let home = variable("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let directory_of = |name: &str, below: &str| {
        let named = variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        named.or_else(|| Some(home.as_ref()?.join(below)))
    };
    let (state, cache) = if cfg!(target_os = "macos") {
        let below = |below: &str| Some(home.as_ref()?.join(below));
        (below("Library/Application Support"), below("Library/Caches"))
    } else {
        (directory_of("XDG_STATE_HOME", ".local/state"), directory_of("XDG_CACHE_HOME", ".cache"))
    };
    Session {
        directory,
        env: env.keys().filter_map(|name| Some((name.into(), self::variable(env, name)?))).collect(),
        // The same places as the CLI's.
        state: state.map(|state| state.join("ws")),
        memory: Some(Arc::clone(&MEMORY)),
        cache: cache.map(|cache| Cache::in_directory(cache.join("ws"))),
        temporary: variable("TMPDIR")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .unwrap_or_else(|| "/tmp".into()),
        home,
        cancelled,
        audience,
    }
}

/// A variable as an external command would get it, by Nushell's rule: text and numbers as text, PATH joined, anything
/// else not at all.
fn variable(env: &HashMap<String, Value>, name: &str) -> Option<OsString> {
    match env.get(name)? {
        Value::Nothing { .. } => None,
        Value::List { vals, .. } if name == "PATH" => {
            let entries: Vec<String> = vals.iter().filter_map(|entry| entry.coerce_string().ok()).collect();
            Some(entries.join(":").into())
        }
        value => value.coerce_string().ok().map(OsString::from),
    }
}

/// Standard error, which a plugin shares with its Nushell. A warning about a file comes once in a session of Nushell's,
/// whichever plugin it comes from.
struct StandardError(Option<EngineInterface>);

/// Which warnings have come, as hashes. A list is passed to no external command.
const TOLD: &str = "__ws_told";

/// The same, of this process: what a closure sets in its environment ends with it.
static TOLD_HERE: Mutex<Option<HashSet<i64>>> = Mutex::new(None);

impl StandardError {
    /// Whether this has not been told in this session. Then it counts as told.
    fn is_new(&self, text: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish().cast_signed();
        if !TOLD_HERE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(hash) {
            return false;
        }
        let Some(engine) = &self.0 else { return true };
        let told = engine.get_env_var(TOLD).ok().flatten().and_then(|told| told.into_list().ok());
        let mut told = told.unwrap_or_default();
        if told.iter().any(|told| told.as_int().is_ok_and(|told| told == hash)) {
            return false;
        }
        told.push(Value::int(hash, Span::unknown()));
        // Where it cannot be remembered, it is shown once more.
        let _ = engine.add_env_var(TOLD, Value::list(told, Span::unknown()));
        true
    }
}

impl Audience for StandardError {
    fn warn(&self, text: &str) {
        // Nothing is left to be done when standard error is gone; here and below.
        let _ = writeln!(std::io::stderr(), "warning: {}", escape_lines(text));
    }

    fn problems(&self, source_file: &SourceFile, problems: &[Problem]) {
        let text = report::problems(source_file, problems, false);
        if self.is_new(&text) {
            let _ = write!(std::io::stderr(), "{text}");
        }
    }
}

/// Changes the environment of the caller's scope. There is no call that removes a variable: it becomes null, which no
/// external command gets. `off` tells the hook, if there is one, which workspace was left by hand.
pub fn change(engine: &EngineInterface, changes: &Changes, off: Option<&str>, head: Span) -> Result<(), LabeledError> {
    for (name, value) in changes {
        // Nushell's environment is text: a name or value that is not was never in it.
        let (Some(name), Some(value)) = (name.to_str(), value.as_ref().map_or(Some(None), |v| v.to_str().map(Some)))
        else {
            continue;
        };
        let value = match value {
            Some(path) if name == "PATH" => {
                Value::list(path.split(':').map(|element| Value::string(element, head)).collect(), head)
            }
            Some(value) => Value::string(value, head),
            None => Value::nothing(head),
        };
        engine.add_env_var(name, value)?;
    }
    if let Some(off) = off {
        let state = engine.get_env_var(HOOK_STATE)?;
        let mut state: Record = state.and_then(|state| state.into_record().ok()).unwrap_or_default();
        state.insert("off", Value::string(off, head));
        engine.add_env_var(HOOK_STATE, Value::record(state, head))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use nu_protocol::record;

    fn session(variables: Value) -> Session {
        let env = variables.into_record().unwrap().into_iter().collect();
        of("/w/root".into(), &env, Arc::new(|| false), Arc::new(StandardError(None)))
    }

    #[test]
    fn variables_are_what_an_external_command_would_get() {
        let session = session(Value::test_record(record! {
            "PATH" => Value::test_list(vec![Value::test_string("/a"), Value::test_string("/b")]),
            "LIST" => Value::test_list(vec![Value::test_string("x")]),
            "NUMBER" => Value::test_int(3),
            "NULL" => Value::test_nothing(),
        }));
        let env = |name: &str| session.env.get(std::ffi::OsStr::new(name)).and_then(|value| value.to_str());
        assert_eq!(env("PATH"), Some("/a:/b"));
        assert_eq!(env("NUMBER"), Some("3"));
        assert_eq!(env("LIST"), None);
        assert_eq!(env("NULL"), None);
        assert_eq!(env("ABSENT"), None);
    }

    #[test]
    fn relative_roots_are_the_callers() {
        let session = session(Value::test_record(record! { "WS_ROOT" => Value::test_string("../other") }));
        assert_eq!(session.request(None).ws_root, Some("/w/root/../other".into()));
        assert_eq!(session.request(Some(Path::new("sub"))).root, Some("/w/root/sub".into()));
        assert_eq!(session.request(Some(Path::new("/abs"))).root, Some("/abs".into()));
    }

    #[test]
    fn an_empty_root_or_home_counts_as_unset() {
        let empty = session(Value::test_record(record! {
            "WS_ROOT" => Value::test_string(""),
            "HOME" => Value::test_string(""),
        }));
        let request = empty.request(None);
        assert_eq!((request.ws_root, request.home, request.root), (None, None, None));
        assert_eq!(request.current_dir, PathBuf::from("/w/root"));
        assert_eq!(empty.state, None);
    }
}
