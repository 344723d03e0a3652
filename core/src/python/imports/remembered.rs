//! The imports of a whole source tree, with what the user's cache remembers. The cache goes by the content of files, so
//! that a `git switch` there and back parses nothing again.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{FileImports, Import, Reader, SourceImports};
use crate::cache::Cache;
use crate::error::RowError;
use crate::python::modules::{self, Module};
use crate::work::SIZE_LIMIT;
use crate::work::files;
use crate::work::pool::{self, Pool};

const KIND: &str = "imports";
/// Another number for another form of the entry, or another reading of the same source.
const FORM: &str = "ws imports 3";
/// Fewer files than this are parsed by one thread.
const FEW: usize = 32;

/// SHA-256 of a file → its imports.
type Known = HashMap<String, Vec<Import>>;

/// An entry of the cache.
#[derive(Serialize, Deserialize)]
struct Entry {
    form: String,
    files: Known,
}

/// What one file came to.
struct Answer {
    hash: String,
    imports: Result<Vec<Import>, RowError>,
    was_known: bool,
}

/// What the source of the project in `directory` imports; `packages` are the directories in it that hold a project each,
/// when it is not one itself. `Err` when nothing can be parsed at all.
pub fn read(directory: &Path, packages: &[PathBuf], cache: Option<&Cache>) -> Result<SourceImports, RowError> {
    let modules = if packages.is_empty() {
        modules::of(directory)
    } else {
        packages.iter().map(|package| modules::of(&directory.join(package))).collect()
    };
    let known = Arc::new(cache.and_then(|cache| known(cache, directory)).unwrap_or_default());
    let threads = pool::processors();
    let share = modules.files.len().div_ceil(threads).max(FEW);
    let files: Arc<[(PathBuf, Module)]> = modules.files.into();
    let shares = (0..files.len()).step_by(share).map(|from| from..files.len().min(from + share)).collect();
    let (to_parse, already) = (Arc::clone(&files), Arc::clone(&known));
    let parse = move |share: &Range<usize>| parse_all(&to_parse[share.clone()], &already);
    let answers = Pool::patient(threads).in_order(shares, parse, |_, error| Err(error));
    let answers: Vec<Answer> = answers.collect::<Result<Vec<_>, RowError>>()?.into_iter().flatten().collect();

    let is_new = answers.iter().any(|answer| !answer.was_known) || answers.len() < known.len() / 2;
    let mut source = SourceImports { modules: modules.tops, ..SourceImports::default() };
    let mut read = Known::new();
    for ((path, module), answer) in files.iter().cloned().zip(answers) {
        match answer.imports {
            Ok(imports) => {
                read.insert(answer.hash, imports.clone());
                source.files.push(FileImports { path, module, imports });
            }
            Err(error) => source.problems.push(error),
        }
    }
    if let (Some(cache), true) = (cache, is_new)
        && let Ok(bytes) = serde_json::to_vec(&Entry { form: FORM.to_owned(), files: read })
    {
        cache.write(KIND, directory, &bytes);
    }
    Ok(source)
}

fn known(cache: &Cache, directory: &Path) -> Option<Known> {
    let (bytes, _) = cache.read(KIND, directory)?;
    let entry: Entry = serde_json::from_slice(&bytes).ok()?;
    (entry.form == FORM).then_some(entry.files)
}

fn parse_all(files: &[(PathBuf, Module)], known: &Known) -> Result<Vec<Answer>, RowError> {
    let mut reader: Option<Reader> = None;
    let mut answers = Vec::with_capacity(files.len());
    for (path, _) in files {
        let bytes = match files::read(path, SIZE_LIMIT) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                let imports = Err(RowError::new("ws::python::unreadable", message));
                answers.push(Answer { hash: String::new(), imports, was_known: true });
                continue;
            }
        };
        let hash = format!("{:x}", Sha256::digest(&bytes));
        if let Some(imports) = known.get(&hash) {
            answers.push(Answer { hash, imports: Ok(imports.clone()), was_known: true });
            continue;
        }
        let reader = match &mut reader {
            Some(reader) => reader,
            none => none.insert(Reader::new()?),
        };
        let imports = reader.imports(&bytes).map_err(|error| {
            RowError::new(error.code, format_args!("cannot read `{}`: {}", path.display(), error.message))
        });
        answers.push(Answer { hash, imports, was_known: false });
    }
    Ok(answers)
}
