//! The table of `ws trust --list`: one row for every trusted workspace, the one trusted last first.

use super::Trusted;
use crate::row::table;

table! { Trusted as it {
    root: Path = &it.root, "The real path of the workspace's root.";
    venv: String or null = it.venv_real.as_deref(), "The real path of its venv when it was trusted; null when there was none.";
    siblings: Int = it.settings.siblings.len(), "How many siblings it has.";
    env: [String] = it.settings.env.keys().map(String::as_str).collect::<Vec<_>>(),
        "The variables that activation sets, by name.";
    #[wide] allowed: [String] = it.settings.allowed.iter().map(String::as_str).collect::<Vec<_>>(),
        "Those that make programs run or load something, and were allowed by name.";
    trusted_at: Date = it.trusted_at, "When it was last trusted.";
    #[wide] hash: String = it.hash.as_str(), "The SHA-256 of what activation depends on.";
} }
