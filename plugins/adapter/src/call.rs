//! A call → what was asked for, with the place of each value, so that an error points at it.

use std::collections::HashMap;

use nu_plugin::EvaluatedCall;
use nu_protocol::{FromValue as _, LabeledError, PipelineData, Span, Spanned, Value};
use ws_commands::{Asked, Declared, Failure, Given, Position, Spec, ValueKind};

use crate::{error, input, signature};

/// What one call asked for.
pub struct Call {
    /// The values.
    pub asked: Asked,
    places: HashMap<&'static str, Vec<Span>>,
    head: Span,
}

impl Call {
    /// Reads the arguments and the input. Names of both are meant together.
    pub fn read(spec: &'static Spec, call: &EvaluatedCall, input: PipelineData) -> Result<Self, LabeledError> {
        let mut read = Self { asked: Asked::default(), places: HashMap::new(), head: call.head };
        for declared in signature::declared(spec).filter(|declared| declared.position == Position::Flag) {
            read.flag(declared, call)?;
        }
        let mut words = Vec::new();
        for value in &call.positional {
            match value {
                Value::List { .. } => words.extend(Vec::<Spanned<String>>::from_value(value.clone())?),
                value => words.push(text(value.clone())?),
            }
        }
        let required = spec.declared().filter(|declared| declared.position == Position::Required);
        for declared in required {
            if !words.is_empty() {
                read.give(declared, words.remove(0));
            }
        }
        let (names, others) = at_dashes(words, spec);
        for word in others {
            if let Some(words) = spec.words() {
                read.give(words, word);
            }
        }
        if let Some(rest) = spec.rest() {
            let piped = if spec.takes_siblings() { input::names(input, call.head)? } else { None };
            if names.is_empty() && piped.as_ref().is_some_and(Vec::is_empty) {
                read.asked.mean_none();
            }
            names.into_iter().chain(piped.into_iter().flatten()).for_each(|name| read.give(rest, name));
        }
        match read.asked.conflict(spec) {
            Some((given, message, help)) => Err(error::usage(&message, "not this", read.place(Some(given)), &help)),
            None => Ok(read),
        }
    }

    fn flag(&mut self, declared: &'static Declared, call: &EvaluatedCall) -> Result<(), LabeledError> {
        match (declared.value, call.get_flag_value(declared.name)) {
            (ValueKind::Switch, _) => {
                if call.has_flag(declared.name)? {
                    let span = call.get_flag_span(declared.name).unwrap_or(call.head);
                    self.give(declared, Spanned { item: String::new(), span });
                }
            }
            (_, None | Some(Value::Nothing { .. })) => {}
            (ValueKind::Texts, Some(list @ Value::List { .. })) => {
                for item in Vec::<Spanned<String>>::from_value(list)? {
                    self.give(declared, item);
                }
            }
            (_, Some(value)) => self.give(declared, text(value)?),
        }
        Ok(())
    }

    fn give(&mut self, declared: &'static Declared, value: Spanned<String>) {
        self.places.entry(declared.name).or_default().push(value.span);
        self.asked.give(declared, value.item);
    }

    /// Where a value stands, else the call.
    fn place(&self, given: Option<Given>) -> Span {
        let place = given.and_then(|given| self.places.get(given.name)?.get(given.index));
        place.copied().unwrap_or(self.head)
    }

    /// An error of the command, which points at what it is about.
    pub fn error(&self, failure: &Failure) -> LabeledError {
        match failure {
            Failure::Core(cause, given) => error::labeled(cause, self.place(*given)),
            Failure::Row(cause, given) => error::row(cause, self.place(*given)),
            Failure::Usage { message, help, code, place } => {
                error::usage(message, "see help", self.place(*place), help).with_code(*code)
            }
        }
    }
}

/// A value as text: numbers too, since `ws run test 3` means a word.
fn text(value: Value) -> Result<Spanned<String>, LabeledError> {
    let span = value.span();
    match value.coerce_string() {
        Ok(item) => Ok(Spanned { item, span }),
        Err(_) => Ok(Spanned::from_value(value)?),
    }
}

/// The words before `--`, and those after it. Without dashes, all of it is the command where there must be one.
fn at_dashes(mut words: Vec<Spanned<String>>, spec: &Spec) -> (Vec<Spanned<String>>, Vec<Spanned<String>>) {
    let Some(declared) = spec.words() else { return (words, Vec::new()) };
    match words.iter().position(|word| word.item == "--") {
        Some(index) => {
            let after = words.split_off(index + 1);
            words.pop();
            (words, after)
        }
        None if declared.position == (Position::Words { required: true }) => (Vec::new(), words),
        None => (words, Vec::new()),
    }
}
