//! 0.109 has types that are one of several. An older Nushell refuses a signature that names one: there it is any type.

use nu_protocol::{CollectionColumns, PluginSignature, Type};

/// The signatures as an older Nushell reads them.
pub fn as_any(signatures: &[PluginSignature]) -> Vec<PluginSignature> {
    let mut signatures = signatures.to_vec();
    for signature in &mut signatures {
        for (input, output) in &mut signature.sig.input_output_types {
            (*input, *output) = (without(input), without(output));
        }
    }
    signatures
}

fn without(kind: &Type) -> Type {
    let columns = |columns: &CollectionColumns<Type>| columns.map(without);
    match kind {
        Type::OneOf(_) => Type::Any,
        Type::List(items) => Type::List(Box::new(without(items))),
        Type::Record(fields) => Type::Record(columns(fields)),
        Type::Table(fields) => Type::Table(columns(fields)),
        other => other.clone(),
    }
}
