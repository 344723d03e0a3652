//! The clap types, and nothing else: what the command line may say. Completions and man pages are made from these.

mod activation;
mod bring_up;
mod work;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ws_core::layers::Kinds;
use ws_core::select::Selection;

pub use self::activation::*;
pub use self::bring_up::*;
pub use self::work::*;
use crate::complete;

/// See and work a meta-repository workspace: many git repositories, one wrknv.toml, one Python venv.
#[derive(Debug, Parser)]
#[command(name = "ws", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    #[arg(long, global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath, add = complete::directories())]
    pub root: Option<PathBuf>,
    /// How to print the result; a table by default
    #[arg(long, global = true, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people, the most used ones
    Table,
    /// One JSON array of objects
    Json,
    /// One JSON object a line
    Jsonl,
    /// Nushell's own notation, with its types: `| from nuon`
    Nuon,
    /// Comma-separated values with a header line
    Csv,
    /// A flowchart for Markdown; of `ws graph`
    #[value(skip)]
    Mermaid,
    /// For Graphviz; of `ws graph`
    #[value(skip)]
    Dot,
    /// A picture; of `ws graph`
    #[value(skip)]
    Svg,
    /// For code scanning; of `ws validate`
    #[value(skip)]
    Sarif,
    /// For GitHub Actions; of `ws validate`
    #[value(skip)]
    Github,
    /// A line with places for values; of `ws prompt`. It lives as long as the process
    #[value(skip)]
    Line(&'static str),
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Also into a pipe
    Always,
    /// Not at all
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// One row for every sibling: its layer, branch, upstream and what is uncommitted
    #[command(
        after_help = "Examples:\n  ws siblings\n  ws siblings 'pyvider-*' --layer framework\n  ws siblings --dirty --format json | jq -r '.[].name'\n  ws siblings --fast --format csv"
    )]
    Siblings(SiblingsArgs),
    /// One row for every layer, bottom first: its siblings, the layers it depends on, and how often it is broken
    Layers,
    /// One row for every dependency between siblings, declared and actual, and whether the layering holds
    #[command(
        after_help = "Examples:\n  ws deps\n  ws deps pyvider-components\n  ws deps --format jsonl | jq 'select(.violation)'"
    )]
    Deps(DepsArgs),
    /// The siblings in the order of installation; those of one wave can be installed side by side
    Order(OrderArgs),
    /// What a change reaches: everything that depends on it, nearest first
    #[command(
        after_help = "Examples:\n  ws affected provide-foundation\n  ws affected --since origin/main\n  ws affected pyvider --kind all --format json"
    )]
    Affected(AffectedArgs),
    /// The layered graph of dependencies, as Mermaid, DOT or SVG
    #[command(
        after_help = "Examples:\n  ws graph\n  ws graph --format svg >workspace.svg\n  ws graph --format dot | dot -Tpdf >workspace.pdf"
    )]
    Graph(GraphArgs),
    /// The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it
    #[command(after_help = "Examples:\n  ws venv\n  ws venv siblings\n  ws venv packages --format json")]
    Venv(VenvArgs),
    /// Allows this workspace to activate; when it has changed since, shows how. Needed once, and after such a change
    #[command(after_help = "Examples:\n  ws trust\n  ws trust --list")]
    Trust(TrustArgs),
    /// Forgets that this workspace is trusted
    Untrust(UntrustArgs),
    /// The script that activates the venv on cd, to be evaluated in a start-up file
    #[command(
        after_help = "Examples:\n  eval \"$(ws hook bash)\"             # in ~/.bashrc; zsh the same way\n  ws hook fish | source                # in ~/.config/fish/config.fish\n  ws hook nu                           # into a file of an autoload directory"
    )]
    Hook(HookArgs),
    /// Prints what activates the workspace's venv, for `eval` in a script
    #[command(after_help = "Examples:\n  eval \"$(ws activate)\"\n  ws activate --shell fish | source")]
    Activate(ActivateArgs),
    /// Clones the siblings that are not there, or links them to clones that are; touches nothing that is there
    #[command(
        after_help = "Examples:\n  ws bootstrap --plan\n  ws bootstrap -j 8\n  ws bootstrap --from ~/src          # link what is there, clone the rest\n  ws bootstrap --link --from ~/src   # only link"
    )]
    Bootstrap(BootstrapArgs),
    /// Makes the shared venv and installs every sibling into it as an editable, bottom layer first
    #[command(
        after_help = "Examples:\n  ws setup --plan\n  ws setup\n  ws setup --python 3.12 --extras dev --groups test"
    )]
    Setup(SetupArgs),
    /// Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv
    #[command(
        after_help = "Examples:\n  ws validate\n  ws validate --strict\n  ws validate --fix                       # prints commands, runs none\n  ws validate --format sarif >ws.sarif    # for code scanning"
    )]
    Validate(ValidateArgs),
    /// Proposes a wrknv.toml from the git repositories next to this directory, and writes it where none is
    #[command(after_help = "Examples:\n  ws init --plan\n  ws init")]
    Init(InitArgs),
    /// One row for every task of every sibling: those of its own wrknv.toml, and the workspace's
    #[command(after_help = "Examples:\n  ws tasks\n  ws tasks pyvider --format json")]
    Tasks(TasksArgs),
    /// Runs a task in every sibling that has it, in the order in which they depend on each other
    #[command(
        after_help = "Examples:\n  ws run lint\n  ws run test -j 4 --affected-by pyvider-cty\n  ws run test --since origin/main -- -x"
    )]
    Run(RunArgs),
    /// Runs a command in every sibling
    #[command(after_help = "Examples:\n  ws exec -- git fetch\n  ws exec --dirty -- git diff --stat")]
    Exec(ExecArgs),
    /// Fetches every sibling, and fast-forwards its branch where that touches nobody's work
    #[command(after_help = "Examples:\n  ws sync\n  ws sync --fetch-only -j 8")]
    Sync(SyncArgs),
    /// One row for every local branch of every sibling: upstream, ahead, behind, merged, gone
    #[command(after_help = "Examples:\n  ws branches\n  ws branches pyvider --format json | jq '.[] | select(.gone)'")]
    Branches(BranchesArgs),
    /// The exact revision of every sibling, under a name
    #[command(
        after_help = "Examples:\n  ws snapshot save before-refactoring\n  ws snapshot diff before-refactoring\n  ws snapshot restore before-refactoring --plan\n  ws snapshot export release >ws.lock\n  ws snapshot restore ./ws.lock"
    )]
    Snapshot(SnapshotArgs),
    /// One line about the workspace for a prompt, from a cache; nothing outside a workspace
    #[command(
        after_help = "Examples:\n  ws prompt\n  ws prompt --format '{workspace} {dirty} {ahead}'\n  ws prompt --format '{workspace}[ \u{b1}{dirty}][ \u{2191}{ahead}]' --max-age 30"
    )]
    Prompt(PromptArgs),
    /// Changes the directory to a sibling; a function of the hook, since no program can do it
    Cd(CdArgs),
    /// Prints what a shell's environment has to become: for the hooks
    #[command(hide = true)]
    Reconcile(ReconcileArgs),
    /// Prints the path of a sibling: for the hooks
    #[command(hide = true)]
    Path(CdArgs),
    /// The completion script of a shell, which asks `ws` at each TAB where that shell can
    #[command(
        after_help = "Examples:\n  eval \"$(ws completions bash)\"      # in ~/.bashrc; zsh the same way\n  ws completions fish | source         # in ~/.config/fish/config.fish\n  ws completions bash --static"
    )]
    Completions(CompletionsArgs),
    /// Registers the Nushell plugins, and puts hook and completion into the start-up files that you name or confirm
    #[command(
        after_help = "Examples:\n  ws install --dry-run                 # shows each change, makes none\n  ws install                           # asks before each file\n  ws install --shell zsh --shell nu\n  ws install --yes"
    )]
    Install(InstallArgs),
    /// Takes out what `ws install` put in, and nothing else
    Uninstall(UninstallArgs),
    /// Writes every completion script and man page into a directory: for packages
    #[command(hide = true)]
    Generate(GenerateArgs),
}

/// Which siblings are meant: the same for every command that takes siblings.
#[derive(Debug, Clone, Args)]
pub struct SelectionArgs {
    /// Names of siblings, or globs such as 'pyvider-*'; all by default
    #[arg(value_name = "NAME", add = complete::siblings())]
    pub names: Vec<String>,
    /// Only siblings of this layer; may be given several times
    #[arg(long, value_name = "LAYER", add = complete::layers())]
    pub layer: Vec<String>,
    /// Leave out siblings whose name matches this glob; may be given several times
    #[arg(long, value_name = "GLOB", add = complete::siblings())]
    pub exclude: Vec<String>,
    /// Only siblings with something uncommitted
    #[arg(long)]
    pub dirty: bool,
    /// Only this sibling and what depends on it; may be given several times
    #[arg(long, value_name = "NAME", add = complete::siblings())]
    pub affected_by: Vec<String>,
}

/// Arguments of `ws siblings`.
#[derive(Debug, Args)]
pub struct SiblingsArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Leave the working trees alone: what is uncommitted stays unknown
    #[arg(long, conflicts_with = "dirty")]
    pub fast: bool,
    /// Say too what only these clones have: would deleting the directory lose work?
    #[arg(long, conflicts_with = "fast")]
    pub backup: bool,
}

/// Arguments of `ws deps`.
#[derive(Debug, Args)]
pub struct DepsArgs {
    /// Whose dependencies.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Arguments of `ws order`.
#[derive(Debug, Args)]
pub struct OrderArgs {
    /// Which siblings; each keeps its wave among all.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Arguments of `ws affected`.
#[derive(Debug, Args)]
pub struct AffectedArgs {
    /// What was changed: names of siblings, or globs
    #[arg(value_name = "NAME", required_unless_present = "since", add = complete::siblings())]
    pub names: Vec<String>,
    /// Also every sibling with commits that this revision lacks, or with something uncommitted
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// Which dependencies count
    #[arg(long, value_name = "KIND", default_value = "runtime")]
    pub kind: Kind,
}

/// Arguments of `ws graph`.
#[derive(Debug, Args)]
pub struct GraphArgs {
    /// Which siblings to draw.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Which dependencies to draw; what breaks the layering is always drawn
    #[arg(long, value_name = "KIND", default_value = "runtime")]
    pub kind: Kind,
    /// The form of the picture
    #[arg(id = "format", long, value_name = "FORMAT", default_value = "mermaid", value_parser = picture())]
    pub format: Format,
}

/// Which dependencies count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// What is needed to install and run
    Runtime,
    /// Extras and groups too
    All,
}

impl From<Kind> for Kinds {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Runtime => Self::Runtime,
            Kind::All => Self::All,
        }
    }
}

/// The forms of a picture. Its `--format` takes the place of the one that all commands have, so it has its type.
fn picture() -> impl TypedValueParser<Value = Format> {
    let values = [
        PossibleValue::new("mermaid").help("A flowchart, which git hosts render in Markdown"),
        PossibleValue::new("dot").help("For Graphviz"),
        PossibleValue::new("svg").help("A picture that needs no other program, light or dark as its reader is"),
    ];
    PossibleValuesParser::new(values).map(|value| match value.as_str() {
        "dot" => Format::Dot,
        "svg" => Format::Svg,
        _ => Format::Mermaid,
    })
}

/// A shell that has completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash, from 3.2 on
    Bash,
    /// Z shell
    Zsh,
    /// The friendly interactive shell
    Fish,
    /// Nushell, for `ws` as an external command
    Nu,
    /// Elvish
    Elvish,
    /// `PowerShell`
    Powershell,
}

/// A shell whose start-up files `ws install` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StartupShell {
    /// ~/.bashrc
    Bash,
    /// ~/.zshrc, or the one in `ZDOTDIR`
    Zsh,
    /// ~/.config/fish/config.fish
    Fish,
    /// ~/.config/nushell/autoload/ws.nu, and the registry of plugins
    Nu,
}

/// Arguments of `ws completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
    /// A script that needs no `ws` to complete, and so knows commands and flags but no siblings
    #[arg(long = "static")]
    pub fixed: bool,
    /// What the script runs to ask; by default this very program
    #[arg(long, value_name = "PROGRAM", conflicts_with = "fixed", value_hint = clap::ValueHint::ExecutablePath, add = complete::files())]
    pub program: Option<String>,
    /// For Nushell: leave out the commands that the plugins define
    #[arg(long, conflicts_with_all = ["fixed", "wrap"])]
    pub beside_plugins: bool,
    /// For a Nushell that the plugins are not made for: define their commands in its own language
    #[arg(long, conflicts_with = "fixed")]
    pub wrap: bool,
}

/// Arguments of `ws install`.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// What to change, and where.
    #[command(flatten)]
    pub target: InstallTarget,
}

/// Arguments of `ws uninstall`.
#[derive(Debug, Args)]
pub struct UninstallArgs {
    /// What to change, and where.
    #[command(flatten)]
    pub target: InstallTarget,
}

/// What to install into, or to take out of: the same for both.
#[derive(Debug, Clone, Args)]
pub struct InstallTarget {
    /// Show each change and make none
    #[arg(long, short = 'n')]
    pub dry_run: bool,
    /// Make all changes without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
    /// Only this shell, without asking; may be given several times
    #[arg(long, value_name = "SHELL")]
    pub shell: Vec<StartupShell>,
    /// The start-up file to change instead of the usual one; for one --shell
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, add = complete::files())]
    pub file: Option<PathBuf>,
    /// The Nushell to install into; by default `nu` on PATH
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::ExecutablePath, add = complete::files())]
    pub nu: Option<PathBuf>,
    /// The registry of Nushell plugins to change; by default Nushell's own
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, add = complete::files())]
    pub plugin_config: Option<PathBuf>,
}

/// Arguments of `ws generate`.
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// Where to write; made if need be
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath, add = complete::directories())]
    pub directory: PathBuf,
}

impl StartupShell {
    /// Its name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Nu => "nu",
        }
    }
}

impl SelectionArgs {
    /// As core takes it; `--dirty` is not part of it, since only a look at the repository tells.
    pub fn to_selection(&self) -> Selection {
        Selection { names: self.names.clone(), layers: self.layer.clone(), exclude: self.exclude.clone() }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
