//! What a command of a plugin is: its signature, what it does, and what its arguments may be completed with.

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Example, LabeledError, PipelineData, Signature};

/// A command, as data and one function. [`crate::plugin`] adapts it to Nushell's own trait, so that a panic becomes an
/// error and the experimental part of that trait is named in one place.
pub trait Command: Sync {
    /// Its full name, such as `ws siblings`; never a bare `ws`, which must reach the CLI.
    fn name(&self) -> &'static str;

    /// One sentence, from upper case to full stop; fits in a completion menu.
    fn description(&self) -> &'static str;

    /// What else there is to say.
    fn extra_description(&self) -> &'static str {
        ""
    }

    /// Other words that people look for it with.
    fn search_terms(&self) -> Vec<&'static str>;

    /// Its arguments, flags and types. Every column of a table is declared.
    fn signature(&self) -> Signature;

    /// Each is run by the tests, in real Nushell; one with a result must give it.
    fn examples(&self) -> Vec<Example<'static>>;

    /// What an argument may be completed with; asked on each keypress.
    fn complete(&self, argument: &ArgType<'_>) -> Offer;

    /// Does it.
    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError>;
}

/// What an argument may be completed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The names of the workspace's siblings, each with its layer.
    Siblings,
    /// The workspace's layers, bottom first.
    Layers,
    /// The names of the workspace's tasks and of its siblings' own.
    Tasks,
    /// The names of the workspace's snapshots, each with when it was taken.
    Snapshots,
    /// These values, each with what it means.
    Values(&'static [(&'static str, &'static str)]),
    /// What Nushell offers by itself, such as directories.
    ShellsOwn,
    /// Nothing: also no names of files, which Nushell falls back to.
    Nothing,
}
