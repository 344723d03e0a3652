//! Where the user is: directory and environment of the scope that the call was made in, from the engine.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use nu_plugin::EngineInterface;
use nu_protocol::{LabeledError, Span, Spanned, Value};
use ws_core::Config;
use ws_core::discover::{self, Request};
use ws_core::env::{Changes, Env};
use ws_core::exec::Host;
use ws_core::git::LookOptions;
use ws_core::inspect::InspectOptions;
use ws_core::python::venv::CallerEnv;
use ws_core::trust::{Registry, at_real_root};

use crate::error;
use crate::stream::Interrupt;

/// Where the hook keeps what it knows; see `shell/shells/nu/hook.nu`.
const HOOK_STATE: &str = "__ws_state";

/// The directory and the environment of one call.
#[derive(Debug, Clone)]
pub struct Caller {
    current_dir: PathBuf,
    env: HashMap<String, Value>,
}

impl Caller {
    /// Asks the engine.
    pub fn of(engine: &EngineInterface) -> Result<Self, LabeledError> {
        Ok(Self { current_dir: engine.get_current_dir()?.into(), env: engine.get_env_vars()? })
    }

    /// Finds the caller's workspace and reads its `wrknv.toml`; `root` is `--root`. Warnings go to standard error,
    /// which a plugin shares with its Nushell.
    pub fn open(&self, root: Option<&Spanned<String>>, head: Span) -> Result<Config, LabeledError> {
        let request = self.request(root.map(|root| root.item.as_str()));
        let place = root.map_or(head, |root| root.span);
        let config = discover::open(&request).map_err(|error| error::labeled(&error, place))?;
        if !config.warnings.is_empty() {
            eprint!("{}", ws_core::report::problems(&config.source_file, &config.warnings, false));
        }
        Ok(config)
    }

    /// The same for a command that runs what the workspace's files name, or changes clones by them: that needs trust, unless
    /// the user named the root or is in it.
    pub fn open_to_work(&self, root: Option<&Spanned<String>>, head: Span) -> Result<Config, LabeledError> {
        let config = self.open(root, head)?;
        if config.found.needs_trust() {
            let permitted = self.registry().and_then(|registry| registry.permit_work(&config, self.home().as_deref()));
            permitted.map_err(|error| error::labeled(&error, head))?;
        }
        Ok(config)
    }

    /// The same without a word about warnings; an error is core's own.
    pub fn open_silently(&self, root: Option<&Spanned<String>>) -> Result<Config, ws_core::Error> {
        discover::open(&self.request(root.map(|root| root.item.as_str())))
    }

    /// A path of the call, from the caller's directory.
    pub fn absolute(&self, path: &OsStr) -> PathBuf {
        self.current_dir.join(path)
    }

    /// What work takes from the caller.
    pub fn host(&self, interrupt: &Interrupt) -> Host {
        let temporary = self.variable("TMPDIR").filter(|path| !path.is_empty());
        let spill_directory = temporary.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from);
        Host { env: self.environment(), spill_directory, cancelled: interrupt.asked() }
    }

    /// The same at the root's real path, of which alone trust is.
    pub fn open_at_real_root(&self, root: Option<&Spanned<String>>, head: Span) -> Result<Config, LabeledError> {
        let config = self.open(root, head)?;
        at_real_root(config, self.home().as_deref()).map_err(|error| error::labeled(&error, head))
    }

    /// The user's registry of trusted workspaces.
    pub fn registry(&self) -> Result<Registry, ws_core::Error> {
        // Without a home there is no registry, and nothing that could be trusted.
        Ok(Registry::open(&self.state_dir().unwrap_or_else(|| PathBuf::from("/nonexistent")))?)
    }

    /// The environment as an external command would get it.
    pub fn environment(&self) -> Env {
        self.env.keys().filter_map(|name| Some((name.into(), self.variable(name)?))).collect()
    }

    /// Changes the environment of the caller's scope. There is no call that removes a variable: it becomes null, which
    /// no external command gets. `off` tells the hook, if there is one, which workspace was left by hand.
    pub fn change(
        &self,
        engine: &EngineInterface,
        changes: &Changes,
        off: Option<&str>,
        head: Span,
    ) -> Result<(), LabeledError> {
        for (name, value) in changes {
            // Nushell's environment is text: a name or value that is not was never in it.
            let (Some(name), Some(value)) =
                (name.to_str(), value.as_ref().map_or(Some(None), |v| v.to_str().map(Some)))
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
            let state = self.env.get(HOOK_STATE).and_then(|state| state.as_record().ok());
            let mut state = state.cloned().unwrap_or_default();
            state.insert("off", Value::string(off, head));
            engine.add_env_var(HOOK_STATE, Value::record(state, head))?;
        }
        Ok(())
    }

    /// The question that discovery answers.
    pub fn request(&self, root: Option<&str>) -> Request {
        // A relative path is relative to the caller: nobody after this knows better.
        let absolute = |path: &OsStr| self.current_dir.join(path);
        Request {
            current_dir: self.current_dir.clone(),
            root: root.map(|root| absolute(root.as_ref())),
            ws_root: self.variable("WS_ROOT").filter(|root| !root.is_empty()).map(|root| absolute(&root)),
            // A registry that cannot be read is reported where trust is asked for.
            remembered: self
                .state_dir()
                .and_then(|state_dir| Registry::open(&state_dir).ok()?.remembered().ok())
                .unwrap_or_default(),
            home: self.home(),
        }
    }

    /// Whether the user trusts the workspace as it is now. A registry that cannot be read trusts nothing.
    pub fn is_trusted(&self, config: &Config) -> bool {
        self.registry().is_ok_and(|registry| registry.trusts(config, self.home().as_deref()))
    }

    /// The venv of a workspace that may activate: the real path that was checked.
    pub fn trusted_venv(&self, config: &Config) -> Option<PathBuf> {
        self.registry().ok()?.venv(config, self.home().as_deref())
    }

    /// How to look at siblings: with the caller's environment, until `interrupt`. In a trusted workspace the
    /// repositories' own filters are run.
    pub fn inspect_options(&self, config: &Config, fast: bool, interrupt: &Interrupt) -> InspectOptions {
        // Without the working trees there is nothing to filter.
        let run_repository_filters = !fast && self.is_trusted(config);
        let look = LookOptions { fast, run_repository_filters, env: self.environment().into_iter().collect() };
        InspectOptions { interrupted: interrupt.asked(), ..InspectOptions::new(look) }
    }

    /// What `ws venv` asks of the caller: its active venv, and whether `config`'s workspace is trusted.
    pub fn venv_env(&self, config: &Config, head: Span) -> Result<CallerEnv, LabeledError> {
        let home = self.home();
        // Where relative paths mean something else than at the real root, trust is of the latter.
        let at_root = at_real_root(config.clone(), home.as_deref()).map_err(|error| error::labeled(&error, head))?;
        let registry = self.state_dir().map(|state_dir| Registry::open(&state_dir)).transpose();
        let trust = registry
            .and_then(|registry| registry.map(|registry| registry.check(&at_root)).transpose())
            .map_err(|error| error::labeled(&error.into(), head))?;
        let virtual_env = self.variable("VIRTUAL_ENV").map(PathBuf::from);
        Ok(CallerEnv { virtual_env, path: self.variable("PATH"), trust })
    }

    /// Where trust is remembered: the same place as the CLI's.
    fn state_dir(&self) -> Option<PathBuf> {
        let absolute = |path: &OsString| PathBuf::from(path).is_absolute();
        let base = if cfg!(target_os = "macos") {
            self.home()?.join("Library/Application Support")
        } else {
            let named = self.variable("XDG_STATE_HOME").filter(absolute).map(PathBuf::from);
            named.or_else(|| Some(self.home()?.join(".local/state")))?
        };
        Some(base.join("ws"))
    }

    fn home(&self) -> Option<PathBuf> {
        self.variable("HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
    }

    /// A variable as an external command would get it, by Nushell's rule: text and numbers as text, PATH joined,
    /// anything else not at all.
    fn variable(&self, name: &str) -> Option<OsString> {
        match self.env.get(name)? {
            Value::Nothing { .. } => None,
            Value::List { vals, .. } if name == "PATH" => {
                let entries: Vec<String> = vals.iter().filter_map(|entry| entry.coerce_string().ok()).collect();
                Some(entries.join(":").into())
            }
            value => value.coerce_string().ok().map(OsString::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nu_protocol::record;

    fn caller(variables: Value) -> Caller {
        let env = variables.into_record().unwrap().into_iter().collect();
        Caller { current_dir: "/w/root".into(), env }
    }

    #[test]
    fn variables_are_what_an_external_command_would_get() {
        let caller = caller(Value::test_record(record! {
            "PATH" => Value::test_list(vec![Value::test_string("/a"), Value::test_string("/b")]),
            "LIST" => Value::test_list(vec![Value::test_string("x")]),
            "NUMBER" => Value::test_int(3),
            "NULL" => Value::test_nothing(),
        }));
        assert_eq!(caller.variable("PATH"), Some("/a:/b".into()));
        assert_eq!(caller.variable("NUMBER"), Some("3".into()));
        assert_eq!(caller.variable("LIST"), None);
        assert_eq!(caller.variable("NULL"), None);
        assert_eq!(caller.variable("ABSENT"), None);
    }

    #[test]
    fn relative_roots_are_the_callers() {
        let caller = caller(Value::test_record(record! { "WS_ROOT" => Value::test_string("../other") }));
        assert_eq!(caller.request(None).ws_root, Some("/w/root/../other".into()));
        assert_eq!(caller.request(Some("sub")).root, Some("/w/root/sub".into()));
        assert_eq!(caller.request(Some("/abs")).root, Some("/abs".into()));
    }

    #[test]
    fn an_empty_root_or_home_counts_as_unset() {
        let empty = caller(Value::test_record(record! {
            "WS_ROOT" => Value::test_string(""),
            "HOME" => Value::test_string(""),
        }));
        let request = empty.request(None);
        assert_eq!((request.ws_root, request.home, request.root), (None, None, None));
        assert_eq!(request.current_dir, PathBuf::from("/w/root"));
    }
}
