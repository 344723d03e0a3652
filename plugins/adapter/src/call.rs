//! A call → what was asked for, with the place of each value, so that an error points at it.

use std::collections::HashMap;
use std::path::Path;

use nu_plugin::EvaluatedCall;
use nu_protocol::{FromValue as _, LabeledError, PipelineData, Span, Spanned, Value};
use ws_commands::words::{self, Misread, Reading, Token};
use ws_commands::{Asked, Declared, Failure, Given, Position, Session, Spec, ValueKind};

use crate::{error, input, signature};

/// What one call asked for.
pub struct Call {
    /// The values.
    pub asked: Asked,
    places: HashMap<&'static str, Vec<Span>>,
    /// The argument that was piped in as well, and how many of its values stand on the line.
    piped: Option<(&'static str, usize)>,
    head: Span,
}

impl Call {
    /// Reads the arguments and the input. Names of both are meant together. `None` when help was asked for, which
    /// Nushell itself sees to where no words are another program's.
    pub fn read(
        spec: &'static Spec,
        call: &EvaluatedCall,
        input: PipelineData,
        session: &Session,
    ) -> Result<Option<Self>, LabeledError> {
        let mut read = Self { asked: Asked::default(), places: HashMap::new(), piped: None, head: call.head };
        if spec.words().is_some() {
            if !read.words(spec, call, session)? {
                return Ok(None);
            }
        } else {
            read.arguments(spec, call)?;
        }
        if let Some(rest) = spec.rest().filter(|_| spec.takes_siblings()) {
            let places = read.places.entry(rest.name).or_default();
            read.piped = Some((rest.name, places.len()));
            if let Some(piped) = input::names(input, call.head)? {
                places.extend(piped.iter().map(|name| name.span));
                read.asked.pipe(rest, piped.into_iter().map(|name| name.item).collect());
            }
        }
        match read.asked.conflict(spec) {
            Some((given, message, help)) => Err(error::usage(&message, "not this", read.place(Some(given)), &help)),
            None => Ok(Some(read)),
        }
    }

    /// Arguments and flags, as Nushell's parser has told them apart.
    fn arguments(&mut self, spec: &'static Spec, call: &EvaluatedCall) -> Result<(), LabeledError> {
        for declared in signature::declared(spec).filter(|declared| declared.position == Position::Flag) {
            self.flag(declared, call)?;
        }
        let mut required = spec.declared().filter(|declared| declared.position == Position::Required);
        for value in &call.positional {
            for word in texts(value)? {
                if let Some(declared) = required.next().or(spec.rest()) {
                    self.give(declared, word);
                }
            }
        }
        Ok(())
    }

    /// Everything, where Nushell's parser knows no flags: see [`signature`]. False when help was asked for.
    fn words(&mut self, spec: &'static Spec, call: &EvaluatedCall, session: &Session) -> Result<bool, LabeledError> {
        let (mut tokens, mut places) = (Vec::new(), Vec::new());
        for value in &call.positional {
            let words = texts(value)?;
            places.push((value.span(), words.iter().map(|word| word.span).collect::<Vec<Span>>()));
            let home = session.home.as_deref().filter(|_| matches!(value, Value::Glob { .. }));
            let mut words = words.into_iter().map(|word| at_home(word.item, home));
            tokens.push(match value {
                Value::List { .. } => Token::Several(words.collect()),
                _ => Token::One(words.next().unwrap_or_default()),
            });
        }
        let misread = |misread: Misread| {
            let place = places.get(misread.token).map_or(call.head, |(place, _)| *place);
            error::usage(&misread.message, "not this", place, &misread.help)
        };
        let Reading::Arguments(arguments) = words::read(spec, tokens, session).map_err(misread)? else {
            return Ok(false);
        };
        for argument in arguments {
            let span = places.get(argument.token).and_then(|(_, items)| items.get(argument.item)).copied();
            self.give(argument.declared, Spanned { item: argument.text, span: span.unwrap_or(call.head) });
        }
        Ok(true)
    }

    fn flag(&mut self, declared: &'static Declared, call: &EvaluatedCall) -> Result<(), LabeledError> {
        if declared.value == ValueKind::Switch {
            if call.has_flag(declared.name)? {
                let span = call.get_flag_span(declared.name).unwrap_or(call.head);
                self.give(declared, Spanned { item: String::new(), span });
            }
            return Ok(());
        }
        // However often it is given.
        let given = call.named.iter().filter(|(name, _)| name.item == declared.name);
        for value in given.filter_map(|(_, value)| value.clone()) {
            match value {
                Value::Nothing { .. } => {}
                list @ Value::List { .. } if declared.value == ValueKind::Texts => {
                    for item in Vec::<Spanned<String>>::from_value(list)? {
                        self.give(declared, item);
                    }
                }
                value => self.give(declared, text(value)?),
            }
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

    fn was_piped(&self, given: Option<Given>) -> bool {
        let piped = self.piped.zip(given);
        piped.is_some_and(|((name, on_the_line), given)| given.name == name && given.index >= on_the_line)
    }

    /// An error of the command, which points at what it is about.
    pub fn error(&self, failure: &Failure) -> LabeledError {
        match failure {
            Failure::Core(cause, given) if self.was_piped(*given) => error::piped(cause, self.place(*given)),
            Failure::Core(cause, given) => error::labeled(cause, self.place(*given)),
            Failure::Row(cause, given) => error::row(cause, self.place(*given)),
            Failure::Usage { message, help, code, place } | Failure::Refused { message, help, code, place } => {
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

/// An argument as texts: a list is several.
fn texts(value: &Value) -> Result<Vec<Spanned<String>>, LabeledError> {
    match value {
        Value::List { vals, .. } => vals.iter().cloned().map(text).collect(),
        value => Ok(vec![text(value.clone())?]),
    }
}

/// A bare word that begins with `~`, as an external command gets it.
fn at_home(word: String, home: Option<&Path>) -> String {
    match (home, word.strip_prefix('~')) {
        (Some(home), Some("")) => home.to_string_lossy().into_owned(),
        (Some(home), Some(below)) if below.starts_with('/') => format!("{}{below}", home.display()),
        _ => word,
    }
}
