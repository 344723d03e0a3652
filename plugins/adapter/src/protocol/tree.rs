//! Messages as trees of `MessagePack`, before they are read as anything. The translations of what Nushell sends change
//! these; a shape that could also be a value of the user's is never touched: in a record, each of the user's columns
//! holds a tagged value such as `{"String": {"val": ..., "span": ...}}`.

use std::io::{ErrorKind, Read};

pub use rmpv::Value as Tree;

/// Reads one message; `None` at the end of the input, also in the middle of a message.
pub fn read(input: &mut impl Read) -> Result<Option<Tree>, String> {
    match rmpv::decode::read_value(input) {
        Ok(tree) => Ok(Some(tree)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// The bytes of a message.
pub fn bytes(tree: &Tree) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Memory takes everything.
    let _ = rmpv::encode::write_value(&mut bytes, tree);
    bytes
}

/// Calls `change` with each node, the innermost first.
pub fn walk(tree: &mut Tree, change: &mut impl FnMut(&mut Tree)) {
    match tree {
        Tree::Array(items) => items.iter_mut().for_each(|item| walk(item, change)),
        Tree::Map(entries) => entries.iter_mut().for_each(|(_, value)| walk(value, change)),
        _ => {}
    }
    change(tree);
}

/// The value of a field.
pub fn field<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    tree.as_map()?.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

/// The same, to change it.
pub fn field_mut<'t>(tree: &'t mut Tree, name: &str) -> Option<&'t mut Tree> {
    let Tree::Map(entries) = tree else { return None };
    entries.iter_mut().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

/// The name of an enum's variant and its content: `{"Name": content}`.
pub fn variant(tree: &Tree) -> Option<(&str, &Tree)> {
    match tree.as_map()?.as_slice() {
        [(name, content)] => Some((name.as_str()?, content)),
        _ => None,
    }
}

/// The same, to change the content.
pub fn variant_mut<'t>(tree: &'t mut Tree, name: &str) -> Option<&'t mut Tree> {
    let Tree::Map(entries) = tree else { return None };
    match entries.as_mut_slice() {
        [(key, content)] if key.as_str() == Some(name) => Some(content),
        _ => None,
    }
}
