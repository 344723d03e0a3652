//! The sample `wrknv.toml` in the root and the workspace that tests, demo and benches make are one workspace.

use ws_core::SourceFile;
use ws_test_support::workspace::provide_io;

use super::repository;

#[test]
fn the_sample_is_the_workspace_that_is_made() {
    let file = SourceFile::read(&repository().join("wrknv.toml")).unwrap();
    let config = ws_core::config::load(file, repository(), None).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    let in_root: Vec<_> = config
        .siblings
        .iter()
        .map(|sibling| {
            let depends_on: Vec<String> = sibling.depends_on.iter().map(ToString::to_string).collect();
            (sibling.name.to_string(), sibling.layer.as_ref().map(ToString::to_string), depends_on)
        })
        .collect();
    let made: Vec<_> = provide_io()
        .iter()
        .map(|sibling| {
            let depends_on = sibling.depends_on().into_iter().map(str::to_owned).collect();
            (sibling.name.clone(), sibling.layer.clone(), depends_on)
        })
        .collect();
    assert_eq!(in_root, made);
}
