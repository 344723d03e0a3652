//! The siblings' own files: their `wrknv.toml` and their metadata, each problem with its place.

use super::FindingRow;
use crate::config::{self, Config, Sibling};
use crate::discover;
use crate::error::{Error, Problem, RowError, Severity};
use crate::source::SourceFile;
use crate::work::paths;

/// What is wrong with the tasks of the root.
pub fn of_root(config: &Config) -> Vec<FindingRow> {
    problems_of(&config.source_file)
        .into_iter()
        .map(|problem| super::of_problem(&problem, &config.source_file))
        .collect()
}

/// What is wrong with the `wrknv.toml` of a sibling. Most have none.
pub fn of_tasks(sibling: &Sibling) -> Vec<FindingRow> {
    let path = sibling.path.join(discover::FILE_NAME);
    if path.symlink_metadata().is_err() {
        return Vec::new();
    }
    let about = |finding: FindingRow| FindingRow { sibling: Some(sibling.name.to_string()), ..finding };
    match SourceFile::read(&path) {
        Ok(source_file) => problems_of(&source_file)
            .into_iter()
            .map(|problem| about(super::of_problem(&problem, &source_file)))
            .collect(),
        Err(error) => {
            let finding = FindingRow::of(&crate::tasks::unreadable(&error), Severity::Error);
            vec![about(FindingRow { file: Some(path), ..finding })]
        }
    }
}

fn problems_of(source_file: &SourceFile) -> Vec<Problem> {
    match config::own_tasks(source_file) {
        Ok(own) => own.problems,
        Err(Error::Config { problems, .. }) => problems,
        // Nothing else comes of a file that was read.
        Err(_) => Vec::new(),
    }
}

/// A directory that the sibling's `packages` lists and its repository does not have.
pub fn no_package(package: &Sibling, config: &Config) -> Option<FindingRow> {
    if package.part_of.is_none() || paths::is_there(&package.path) != Ok(false) || !package.repository_path().is_dir() {
        return None;
    }
    let directory = package.path.strip_prefix(package.repository_path()).unwrap_or(&package.path);
    let message = format!("`{}` lists the package `{}`, which is not there", package.repository(), directory.display());
    let finding = FindingRow::warning("ws::config::no_package", message).hint("correct `packages` of the sibling");
    Some(FindingRow { sibling: Some(package.repository().to_string()), ..finding.about(package, config) })
}

/// One finding for each part of a sibling's metadata that cannot be read.
pub fn of_metadata(sibling: &Sibling, problems: &[RowError]) -> Vec<FindingRow> {
    let known = problems.iter().filter(|error| error.code != "ws::sibling::missing");
    known.map(|error| FindingRow::of(error, Severity::Error).in_metadata(sibling, error.place)).collect()
}
