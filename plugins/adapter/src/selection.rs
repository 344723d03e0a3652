//! Which siblings are meant: the same arguments and flags for every command that takes siblings. Core chooses; here
//! is only where each name stood, so that an error points at it.

use nu_plugin::EvaluatedCall;
use nu_protocol::engine::ArgType;
use nu_protocol::{FromValue as _, LabeledError, PipelineData, Signature, Span, Spanned, SyntaxShape, Value};
use ws_core::inspect::{self, InspectOptions};
use ws_core::select::{self, Selection};
use ws_core::{Config, Error, Sibling};

use crate::command::Offer;
use crate::{error, input};

/// Adds `[names...] --layer --exclude --dirty --affected-by --root` to a signature.
pub fn arguments(signature: Signature) -> Signature {
    flags(signature.rest(
        "names",
        SyntaxShape::String,
        "Names of siblings, or globs such as 'pyvider-*'; all by default.",
    ))
}

/// The same without the names, for a command whose words are its own.
pub fn flags(signature: Signature) -> Signature {
    // The list first: a bare word is no list, but a list would do as a string.
    let one_or_more = SyntaxShape::OneOf(vec![SyntaxShape::List(Box::new(SyntaxShape::String)), SyntaxShape::String]);
    let signature = signature
        .named("layer", one_or_more.clone(), "Only siblings of this layer, or of any of a list of layers.", None)
        .named(
            "exclude",
            one_or_more.clone(),
            "Leave out siblings whose name matches this glob, or any of a list.",
            None,
        )
        .switch("dirty", "Only siblings with something uncommitted.", None)
        .named("affected-by", one_or_more, "Only this sibling and what depends on it, or those of a list.", None);
    root(signature)
}

/// Adds `--root`, for a command that selects no siblings.
pub fn root(signature: Signature) -> Signature {
    let about = "The workspace's root; by default found from the current directory.";
    signature.named("root", SyntaxShape::Directory, about, None)
}

/// What the arguments of [`arguments`] may be completed with.
pub fn offer(argument: &ArgType<'_>) -> Offer {
    match argument {
        ArgType::Positional(_) => Offer::Siblings,
        ArgType::Flag(flag) => match flag.as_ref() {
            "layer" => Offer::Layers,
            "exclude" | "affected-by" => Offer::Siblings,
            _ => Offer::ShellsOwn,
        },
    }
}

/// What one call asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `--root`.
    pub root: Option<Spanned<String>>,
    /// Where `--dirty` stands; only a look at the repository tells.
    pub dirty: Option<Span>,
    names: Vec<Spanned<String>>,
    layers: Vec<Spanned<String>>,
    exclude: Vec<Spanned<String>>,
    affected_by: Vec<Spanned<String>>,
    /// Names were piped in, and there were none.
    none_meant: bool,
    head: Span,
}

impl Asked {
    /// Reads the arguments and the input. Names of both are meant together.
    pub fn read(call: &EvaluatedCall, input: PipelineData) -> Result<Self, LabeledError> {
        Self::with_names(call, input, call.rest(0)?)
    }

    /// The same where not every word is a name.
    pub fn with_names(
        call: &EvaluatedCall,
        input: PipelineData,
        mut names: Vec<Spanned<String>>,
    ) -> Result<Self, LabeledError> {
        let piped = input::names(input, call.head)?;
        let none_meant = names.is_empty() && piped.as_ref().is_some_and(Vec::is_empty);
        names.extend(piped.unwrap_or_default());
        let dirty = if call.has_flag("dirty")? { call.get_flag_span("dirty") } else { None };
        Ok(Self {
            root: call.get_flag("root")?,
            dirty,
            names,
            layers: one_or_more(call, "layer")?,
            exclude: one_or_more(call, "exclude")?,
            affected_by: one_or_more(call, "affected-by")?,
            none_meant,
            head: call.head,
        })
    }

    /// The chosen siblings in the configured order, each once; `--dirty` is left to the caller, who looks at the
    /// repositories anyway.
    pub fn choose<'c>(&self, config: &'c Config, options: &InspectOptions) -> Result<Vec<&'c Sibling>, LabeledError> {
        if self.none_meant {
            return Ok(Vec::new());
        }
        let items = |spanned: &[Spanned<String>]| spanned.iter().map(|name| name.item.clone()).collect();
        let selection =
            Selection { names: items(&self.names), layers: items(&self.layers), exclude: items(&self.exclude) };
        select::select(config, &selection)
            .and_then(|chosen| inspect::affected_by(config, chosen, &items(&self.affected_by), options))
            .map_err(|error| error::labeled(&error, self.place_of(&error)))
    }

    /// The same with `--dirty`: looks at the repositories if it is asked for.
    pub fn choose_and_look<'c>(
        &self,
        config: &'c Config,
        options: &InspectOptions,
    ) -> Result<Vec<&'c Sibling>, LabeledError> {
        let chosen = self.choose(config, options)?;
        Ok(if self.dirty.is_some() { inspect::dirty(&chosen, options) } else { chosen })
    }

    /// The argument that an error is about, else the call.
    fn place_of(&self, error: &Error) -> Span {
        let place = |of: &[Spanned<String>], text: &str| of.iter().find(|name| name.item == text).map(|name| name.span);
        match error {
            Error::UnknownSibling { name, .. } => place(&self.names, name).or_else(|| place(&self.affected_by, name)),
            Error::UnknownLayer { name, .. } => place(&self.layers, name),
            Error::BadGlob { pattern, .. } => {
                [&self.names, &self.exclude, &self.affected_by].into_iter().find_map(|given| place(given, pattern))
            }
            _ => None,
        }
        .unwrap_or(self.head)
    }
}

/// The texts of a flag that takes one or a list.
pub fn strings(call: &EvaluatedCall, flag: &str) -> Result<Vec<String>, LabeledError> {
    Ok(one_or_more(call, flag)?.into_iter().map(|one| one.item).collect())
}

fn one_or_more(call: &EvaluatedCall, flag: &str) -> Result<Vec<Spanned<String>>, LabeledError> {
    Ok(match call.get_flag_value(flag) {
        None | Some(Value::Nothing { .. }) => Vec::new(),
        Some(list @ Value::List { .. }) => Vec::from_value(list)?,
        Some(one) => vec![Spanned::from_value(one)?],
    })
}
