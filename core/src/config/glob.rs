//! A pattern → what it matches. `globset` panics when it makes a matcher of a pattern that the regular expressions behind
//! it refuse, since it is too long or nested too deep. Here that is an error, as for any other pattern that is none.

use globset::{ErrorKind, GlobBuilder, GlobSet};

/// What the pattern matches; or why it is none. With `Separator::Literal`, no wildcard matches a `/`.
pub fn compile(pattern: &str, separator: Separator) -> Result<GlobSet, String> {
    let reason = |error: &globset::Error| match error.kind() {
        ErrorKind::Regex(_) => "it is too long, or nested too deep".to_owned(),
        kind => kind.to_string(),
    };
    let glob = GlobBuilder::new(pattern).literal_separator(separator == Separator::Literal).build();
    glob.and_then(|glob| GlobSet::new([glob])).map_err(|error| reason(&error))
}

/// Whether a wildcard matches a `/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// It does.
    Any,
    /// It does not.
    Literal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_an_error_where_it_cannot_be_compiled() {
        let matches = |pattern, name| compile(pattern, Separator::Any).map(|set| set.is_match(name));
        assert_eq!((matches("pyvider-*", "pyvider-cty"), matches("pyvider-*", "pyvider")), (Ok(true), Ok(false)));
        assert_eq!((matches("a*", "a/b"), matches("{a,b}", "b")), (Ok(true), Ok(true)));
        assert!(!compile("a*", Separator::Literal).unwrap().is_match("a/b"));
        for hostile in ["*?".repeat(100_000), format!("{}a{}", "{".repeat(400), "}".repeat(400))] {
            for separator in [Separator::Any, Separator::Literal] {
                assert_eq!(compile(&hostile, separator).unwrap_err(), "it is too long, or nested too deep");
            }
        }
        assert!(compile("[a", Separator::Any).is_err());
    }
}
