//! 0.114 began to send a range as text, such as `1..3..<9`; before it was `{"IntRange": {start, step, end}}`.

use super::tree::{Tree, field, variant, variant_mut};

/// Puts an older Nushell's ranges into text.
pub fn as_text(tree: &mut Tree) {
    let Some(range) = variant_mut(tree, "Range") else { return };
    // In a value it is `{"Range": {"val": ..., "span": ...}}`.
    let Some(range) = super::tree::field_mut(range, "val") else { return };
    if let Some(text) = text(range) {
        *range = text.into();
    }
}

fn text(range: &Tree) -> Option<String> {
    let (kind, range) = variant(range)?;
    let (start, step, end) = (field(range, "start")?, field(range, "step")?, field(range, "end")?);
    let bound = if end.as_str() == Some("Unbounded") { None } else { Some(variant(end)?) };
    let sign = if bound.is_some_and(|(kind, _)| kind == "Excluded") { "<" } else { "" };
    let (first, next, last) = match kind {
        "IntRange" => {
            let (start, step) = (start.as_i64()?, step.as_i64()?);
            let last = bound.map(|(_, end)| end.as_i64().map(|end| end.to_string()));
            (start.to_string(), (step != 1).then(|| start.saturating_add(step).to_string()), last)
        }
        "FloatRange" => {
            // `{:?}` shows a float's point also where it is whole.
            let (start, step) = (start.as_f64()?, step.as_f64()?);
            let last = bound.map(|(_, end)| end.as_f64().map(|end| format!("{end:?}")));
            #[expect(clippy::float_cmp, reason = "as Nushell writes its ranges: exactly 1 is not written")]
            let next = (step != 1.0).then(|| format!("{:?}", start + step));
            (format!("{start:?}"), next, last)
        }
        _ => return None,
    };
    let last = match last {
        None => String::new(),
        Some(last) => last?,
    };
    let next = next.map(|next| format!("{next}..")).unwrap_or_default();
    Some(format!("{first}..{next}{sign}{last}"))
}
