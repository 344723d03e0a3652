//! 0.114 began to send a cell path as text, such as `$.a.0?`, and each of its members too. Before, a member was
//! `{"String": {val, span, optional, casing}}` or `{"Int": {val, span, optional}}`; `casing` is since 0.105.

use nu_protocol::Span;
use nu_protocol::ast::{CellPath, PathMember};
use nu_protocol::casing::Casing;

use super::tree::{Tree, field, field_mut, variant, variant_mut};

/// Puts an older Nushell's cell paths into text: values, and what stands behind an expression of a line.
pub fn as_text(tree: &mut Tree) {
    if let Some(content) = variant_mut(tree, "CellPath") {
        // In a value it is `{"val": {"members": [...]}, "span": ...}`, in an expression the path itself.
        let whole = if field(content, "val").is_some() { field_mut(content, "val") } else { Some(content) };
        if let Some(whole) = whole
            && let Some(text) = path(whole)
        {
            *whole = text.into();
        }
    } else if let Some(Tree::Array(tail)) = variant_mut(tree, "FullCellPath").and_then(|path| field_mut(path, "tail")) {
        for part in tail {
            if let Some(member) = member(part) {
                *part = member.to_string().into();
            }
        }
    }
}

fn path(path: &Tree) -> Option<String> {
    let members = field(path, "members")?.as_array()?.iter().map(member).collect::<Option<Vec<PathMember>>>()?;
    Some(CellPath { members }.to_string())
}

fn member(member: &Tree) -> Option<PathMember> {
    let (kind, content) = variant(member)?;
    let (value, optional) = (field(content, "val")?, field(content, "optional")?.as_bool()?);
    match kind {
        "String" => {
            let insensitive = field(content, "casing").and_then(Tree::as_str) == Some("Insensitive");
            let casing = if insensitive { Casing::Insensitive } else { Casing::Sensitive };
            Some(PathMember::string(value.as_str()?.to_owned(), optional, casing, Span::unknown()))
        }
        "Int" => Some(PathMember::int(usize::try_from(value.as_u64()?).ok()?, optional, Span::unknown())),
        _ => None,
    }
}
