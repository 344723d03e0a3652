//! Which Nushell this is: its greeting, and what its version means for what it says.

use std::io::Read;

use nu_plugin_protocol::{PluginInput, ProtocolInfo};
use semver::Version;

use super::{tree, unknown};

/// The Nushell at the other end.
#[derive(Debug, Clone)]
pub struct Engine {
    /// As it named itself.
    version: String,
    /// `None` when that is no version at all: then it is taken for newer than everything we know.
    parsed: Option<Version>,
}

impl Engine {
    /// Reads the greeting, which is Nushell's first message.
    pub fn greeted(input: &mut impl Read) -> Result<Self, String> {
        let problem = |problem: String| format!("this is no greeting of Nushell's: {problem}");
        let greeting = tree::read(input).map_err(problem)?.ok_or_else(|| problem("its end".to_owned()))?;
        match unknown::decode(&greeting) {
            Ok(PluginInput::Hello(info)) => Ok(Self::named(info.version)),
            Ok(_) => Err(problem("another message".to_owned())),
            Err(error) => Err(problem(error)),
        }
    }

    /// The Nushell of this version.
    pub fn named(version: String) -> Self {
        let parsed = Version::parse(&version).ok();
        Self { version, parsed }
    }

    /// Its version, as it named it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The version of Nushell that these plugins are made with.
    pub fn ours() -> String {
        ProtocolInfo::default().version
    }

    /// Whether it is older than 0.`minor`. A nightly build counts as what it becomes, as in `ProtocolInfo`.
    pub fn is_before(&self, minor: u64) -> bool {
        self.parsed.as_ref().is_some_and(|version| (version.major, version.minor) < (0, minor))
    }

    /// Whether it says everything as our crate does.
    pub fn speaks_as_we_do(&self) -> bool {
        let ours = Version::parse(&Self::ours()).ok();
        let minor = |version: &Version| (version.major, version.minor);
        self.parsed.is_some() && self.parsed.as_ref().map(minor) == ours.as_ref().map(minor)
    }

    /// The greeting that `nu-plugin` gets, which would refuse another version.
    pub fn greeting_for_us() -> PluginInput {
        PluginInput::Hello(ProtocolInfo::default())
    }

    /// Our greeting, which Nushell would refuse with another version than its own.
    pub fn greeting_for_it(&self) -> ProtocolInfo {
        ProtocolInfo { version: self.version.clone(), ..ProtocolInfo::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_their_minor() {
        let engine = |version: &str| Engine::named(version.to_owned());
        assert!(engine("0.108.3").is_before(109));
        assert!(!engine("0.109.0-nightly.1").is_before(109));
        assert!(!engine("1.0.0").is_before(109));
        assert!(engine("0.115.0").speaks_as_we_do() && !engine("0.116.0").speaks_as_we_do());
        // Not a version: everything new, nothing ours.
        assert!(!engine("next").is_before(200) && !engine("next").speaks_as_we_do());
    }
}
