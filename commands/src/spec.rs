//! What a command is, as plain data: its name, texts, arguments, result, examples, and the function that does it. Knows
//! neither clap nor Nushell; both are made from it.

use std::marker::PhantomData;

use ws_core::row::Column;

use crate::answer::{Answer, Failure};
use crate::asked::Asked;
use crate::session::Session;

/// A command.
pub struct Spec {
    /// Its name after `ws`, such as `siblings` or `venv packages`.
    pub name: &'static str,
    /// One sentence without a full stop; fits in a completion menu.
    pub about: &'static str,
    /// Further paragraphs of its help; may be empty.
    pub more: &'static str,
    /// Other words under which people search for it.
    pub search: &'static [&'static str],
    /// Its arguments and flags, in groups that commands share.
    pub takes: &'static [&'static [&'static Declared]],
    /// What it gives.
    pub gives: Gives,
    /// In Nushell. Each is run by the tests; one with a result must give it in the sample workspace.
    pub examples: &'static [Example],
    /// Examples for other shells, as its help shows them.
    pub usage: &'static [&'static str],
    /// Runs the command.
    pub run: fn(&Asked, &Session) -> Result<Answer, Failure>,
}

/// What a command gives.
#[derive(Debug, Clone, Copy)]
pub enum Gives {
    /// A table.
    Rows(&'static [Column]),
    /// Rows of what children did. Where the CLI prints a table of other rows, it prints what the children say.
    Runs(&'static [Column]),
    /// Rows of what is wrong, for which the CLI has more forms.
    Findings(&'static [Column]),
    /// One record.
    Record(&'static [Column]),
    /// Text, as it is.
    Text,
    /// A change of the caller's environment.
    Environment,
}

/// An example in Nushell.
pub struct Example {
    /// What is typed.
    pub text: &'static str,
    /// One sentence: what it shows.
    pub about: &'static str,
    /// What it gives in the sample workspace, as JSON; `None` when that changes.
    pub gives: Option<&'static str>,
}

/// An argument or flag, without the type of its value.
#[derive(Debug)]
pub struct Declared {
    /// Without dashes; unique in its command.
    pub name: &'static str,
    /// The one-letter form.
    pub short: Option<char>,
    /// What it says, in one sentence without a full stop.
    pub about: &'static str,
    /// What help calls its value, where its own name would not do.
    pub placeholder: Option<&'static str>,
    /// What its value is.
    pub value: ValueKind,
    /// What TAB offers for a value.
    pub completes: Completes,
    /// What is meant when it is not given.
    pub default: Option<&'static str>,
    /// Where it stands.
    pub position: Position,
    /// Flags that cannot be given with it, each with why.
    pub excludes: &'static [(&'static str, &'static str)],
    /// A flag that must be given with it, and why.
    pub requires: Option<(&'static str, &'static str)>,
    /// Whether the CLI alone has it, since it is about what is printed or about the exit code.
    pub cli_only: bool,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// None: it is there or not.
    Switch,
    /// One text.
    Text,
    /// Several texts.
    Texts,
    /// A whole number from 1.
    Count,
}

/// Where an argument stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Anywhere, behind `--NAME`.
    Flag,
    /// One word, which must be there.
    Required,
    /// All words that are left.
    Rest,
    /// The words after `--`, which are another program's.
    Words {
        /// Whether there must be one.
        required: bool,
    },
}

/// What TAB offers for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completes {
    /// Names of siblings, each with its layer.
    Siblings,
    /// Layers, bottom first.
    Layers,
    /// Names of tasks.
    Tasks,
    /// Names of snapshots, each with when it was taken.
    Snapshots,
    /// Extras that the siblings define.
    Extras,
    /// Dependency groups that the siblings define.
    Groups,
    /// These values and no others, each with what it means.
    OneOf(&'static [(&'static str, &'static str)]),
    /// Directories.
    Directories,
    /// A command line: what the shell itself offers.
    Commands,
    /// Nothing that is known.
    Nothing,
}

/// The type of a flag that is there or not.
#[derive(Debug)]
pub enum Switch {}
/// The type of a flag with one text.
#[derive(Debug)]
pub enum Text {}
/// The type of a flag with several texts.
#[derive(Debug)]
pub enum Texts {}
/// The type of a flag with a whole number from 1.
#[derive(Debug)]
pub enum Count {}

/// An argument or flag with the type of its value. What asks for it names the handle: a wrong name or type does not
/// compile.
#[derive(Debug)]
pub struct Flag<T> {
    /// All but the type.
    pub declared: Declared,
    of: PhantomData<fn() -> T>,
}

impl<T> Flag<T> {
    const fn new(name: &'static str, about: &'static str, value: ValueKind, position: Position) -> Self {
        let declared = Declared {
            name,
            short: None,
            about,
            placeholder: None,
            value,
            completes: Completes::Nothing,
            default: None,
            position,
            excludes: &[],
            requires: None,
            cli_only: false,
        };
        Self { declared, of: PhantomData }
    }

    /// As a command lists it.
    pub const fn any(&'static self) -> &'static Declared {
        &self.declared
    }

    /// With what TAB offers.
    #[must_use]
    pub const fn completes(mut self, completes: Completes) -> Self {
        self.declared.completes = completes;
        self
    }

    /// With another word for its value in help than its own name.
    #[must_use]
    pub const fn placeholder(mut self, word: &'static str) -> Self {
        self.declared.placeholder = Some(word);
        self
    }

    /// With a one-letter form.
    #[must_use]
    pub const fn short(mut self, short: char) -> Self {
        self.declared.short = Some(short);
        self
    }

    /// With what is meant when it is not given.
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.declared.default = Some(value);
        self
    }

    /// Not together with others.
    #[must_use]
    pub const fn excludes(mut self, others: &'static [(&'static str, &'static str)]) -> Self {
        self.declared.excludes = others;
        self
    }

    /// Only together with another.
    #[must_use]
    pub const fn requires(mut self, other: &'static str, why: &'static str) -> Self {
        self.declared.requires = Some((other, why));
        self
    }

    /// For the CLI alone.
    #[must_use]
    pub const fn cli_only(mut self) -> Self {
        self.declared.cli_only = true;
        self
    }
}

impl Flag<Switch> {
    /// A flag that is there or not.
    pub const fn switch(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, ValueKind::Switch, Position::Flag)
    }
}

impl Flag<Text> {
    /// A flag with one text.
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, ValueKind::Text, Position::Flag)
    }

    /// A flag whose value is one of a few.
    pub const fn one_of(
        name: &'static str,
        about: &'static str,
        values: &'static [(&'static str, &'static str)],
        default: &'static str,
    ) -> Self {
        Self::text(name, about).completes(Completes::OneOf(values)).default(default)
    }

    /// One word that must be there.
    pub const fn required(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, ValueKind::Text, Position::Required)
    }
}

impl Flag<Texts> {
    /// A flag that may have several texts: given several times in a shell, as a list in Nushell.
    pub const fn texts(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, ValueKind::Texts, Position::Flag)
    }

    /// All words that are left.
    pub const fn rest(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, ValueKind::Texts, Position::Rest)
    }

    /// The words after `--`.
    pub const fn words(name: &'static str, about: &'static str, required: bool) -> Self {
        Self::new(name, about, ValueKind::Texts, Position::Words { required })
    }
}

impl Flag<Count> {
    /// A flag with a whole number from 1.
    pub const fn count(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, ValueKind::Count, Position::Flag)
    }
}

impl Spec {
    /// Everything that it takes, in order.
    pub fn declared(&self) -> impl Iterator<Item = &'static Declared> {
        self.takes.iter().flat_map(|group| group.iter().copied())
    }

    /// The argument for the words that are left.
    pub fn rest(&self) -> Option<&'static Declared> {
        self.declared().find(|declared| declared.position == Position::Rest)
    }

    /// The argument for the words after `--`.
    pub fn words(&self) -> Option<&'static Declared> {
        self.declared().find(|declared| matches!(declared.position, Position::Words { .. }))
    }

    /// Whether siblings may be piped in.
    pub fn takes_siblings(&self) -> bool {
        self.rest().is_some_and(|rest| rest.completes == Completes::Siblings)
    }
}

impl Gives {
    /// The columns, where there are some.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Rows(columns) | Self::Runs(columns) | Self::Findings(columns) | Self::Record(columns) => columns,
            Self::Text | Self::Environment => &[],
        }
    }
}

impl Example {
    /// One whose result depends on the workspace.
    pub const fn new(text: &'static str, about: &'static str) -> Self {
        Self { text, about, gives: None }
    }

    /// One that gives this in the sample workspace, as JSON.
    pub const fn gives(text: &'static str, about: &'static str, json: &'static str) -> Self {
        Self { text, about, gives: Some(json) }
    }
}
