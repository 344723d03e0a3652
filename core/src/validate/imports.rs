//! What code imports of a sibling that neither its metadata nor `depends_on` names: it works only as long as somebody
//! else installs that sibling. A guarded import works without, so it needs no requirement.

use std::collections::BTreeMap;

use super::FindingRow;
use crate::config::Config;
use crate::error::{RowError, Severity};
use crate::layers::{Graph, ImportSite};
use crate::python::imports::SourceImports;

/// One finding for each pair of siblings, at the first import; and each file that could not be read.
pub fn undeclared(
    config: &Config,
    graph: &Graph,
    imports: &[Option<Result<SourceImports, RowError>>],
) -> Vec<FindingRow> {
    let graph = graph.clone().with_imports(config, imports);
    let mut by_pair: BTreeMap<(usize, usize), Vec<&ImportSite>> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| !edge.declared && edge.actual == Some(false)) {
        if let Some(site) = edge.site.as_ref().filter(|site| !site.guarded) {
            by_pair.entry((edge.from, edge.to)).or_default().push(site);
        }
    }
    let name = |node: usize| graph.nodes[node].name.as_str();
    let finding = |((from, to), sites): (_, Vec<&ImportSite>)| {
        let (from, to) = (name(from), name(to));
        let site = *sites.first()?;
        let others = match sites.len() {
            1 => String::new(),
            2 => ", and once more".to_owned(),
            count => format!(", and {} times more", count - 1),
        };
        let message = format!(
            "`{from}` imports `{}` of `{to}`{others}, but neither its metadata nor depends_on names `{to}`",
            site.module
        );
        let hint = format!("add `{to}` to the dependencies of `{from}`, or import it where ImportError is caught");
        let mut finding = FindingRow::warning("ws::deps::undeclared_import", message).hint(hint);
        (finding.file, finding.line) = (Some(site.file.clone()), Some(site.line));
        finding.sibling = Some(from.to_owned());
        finding.subjects = vec![format!("{from} -> {to}")];
        Some(finding)
    };
    let unread = config.siblings.iter().zip(imports).flat_map(|(sibling, imports)| {
        let problems = match imports {
            Some(Ok(imports)) => imports.problems.clone(),
            Some(Err(error)) => vec![error.clone()],
            None => Vec::new(),
        };
        problems.into_iter().map(|problem| {
            let mut finding = FindingRow::of(&problem, Severity::Warning);
            finding.sibling = Some(sibling.name.to_string());
            finding
        })
    });
    unread.chain(by_pair.into_iter().filter_map(finding)).collect()
}
