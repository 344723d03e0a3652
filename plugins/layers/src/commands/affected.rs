//! `ws affected`: what a change reaches.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, SyntaxShape};
use ws_core::inspect;
use ws_core::layers::AffectedRow;
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Caller, Command, Offer, error, input, row, selection, stream};

use crate::{KINDS, example, example_list, kinds};

const MORE: &str = "Names say what was changed; --since adds every sibling with commits that a revision lacks, or with \
something uncommitted. A sibling of which that is unknown has a row with an error. Nearest first, then by name.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, AffectedRow::COLUMNS));

/// The command.
pub struct Affected;

impl Command for Affected {
    fn name(&self) -> &'static str {
        "ws affected"
    }

    fn description(&self) -> &'static str {
        "What a change reaches: everything that depends on it, nearest first."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "dependency", "dependent", "impact", "change", "since"]
    }

    fn signature(&self) -> Signature {
        let signature = Signature::build(self.name())
            .rest("names", SyntaxShape::String, "What was changed: names of siblings, or globs.")
            .named("since", SyntaxShape::String, "Also every sibling that has changed since this revision.", None)
            .named("kind", SyntaxShape::String, "Which dependencies count: runtime (the default) or all.", None);
        selection::root(signature)
            .input_output_type(input::names_type(), row::table_type(AffectedRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example_list(
                "ws affected tofusoup | get name",
                "What a change of one sibling reaches.",
                &["tofusoup", "terraform-provider-tofusoup"],
            ),
            example("ws affected --since origin/main", "What was changed since the last push, and what that reaches."),
            example("ws siblings | where dirty | ws affected", "What is uncommitted, and what that reaches."),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Positional(_) => Offer::Siblings,
            ArgType::Flag(flag) if flag == "kind" => KINDS,
            ArgType::Flag(flag) if flag == "since" => Offer::Nothing,
            ArgType::Flag(_) => Offer::ShellsOwn,
        }
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let mut names: Vec<Spanned<String>> = call.rest(0)?;
        let piped = input::names(input, call.head)?;
        let since: Option<String> = call.get_flag("since")?;
        if names.is_empty() && piped.is_none() && since.is_none() {
            let help = "name siblings, pipe them in, or say since which revision";
            return Err(error::usage("nothing says what was changed", "needs names or --since", call.head, help));
        }
        names.extend(piped.into_iter().flatten());
        let root: Option<Spanned<String>> = call.get_flag("root")?;
        let kinds = kinds(call)?;
        let caller = Caller::of(engine)?;
        let config = caller.open(root.as_ref(), call.head)?;
        let interrupt = Interrupt::of(engine)?;
        let options = caller.inspect_options(&config, true, &interrupt);
        let items: Vec<String> = names.iter().map(|name| name.item.clone()).collect();
        let rows = inspect::affected(&config, Some(&items), since.as_deref(), kinds, &options).map_err(|problem| {
            let text = problem.to_string();
            let place = names.iter().find(|name| text.contains(&format!("`{}`", name.item)));
            error::labeled(&problem, place.map_or(call.head, |name| name.span))
        })?;
        Ok(stream::table(rows.into_iter(), interrupt, call.head))
    }
}
