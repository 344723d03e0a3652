
use builtin;
use str;

set edit:completion:arg-completer[ws] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'ws'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'ws'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result; a table by default'
            cand --color 'When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand status 'Every sibling at a glance: branch, ahead, behind, changes, last commit'
            cand siblings 'One row for every sibling: its branch, upstream, and what is uncommitted'
            cand backup 'What would be lost with each sibling''s directory: what is uncommitted, stashed, or on no remote'
            cand branches 'One row for every local branch of every sibling: upstream, ahead, behind, merged, gone'
            cand layers 'One row for every layer, bottom first: its siblings, the layers it depends on, and how often it is broken'
            cand deps 'One row for every dependency between siblings, declared and actual, and whether the layering holds'
            cand order 'The siblings in the order of installation; those of one wave can be installed side by side'
            cand affected 'What a change reaches: everything that depends on it, nearest first'
            cand graph 'The layered graph of dependencies, as Mermaid, DOT or SVG'
            cand why 'Why something is installed, why at this version, why here in the order, and what reaches it'
            cand venv 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it'
            cand bootstrap 'Clones the siblings that are not there, or links them to clones that are; touches nothing that is there'
            cand setup 'Makes the shared venv and installs every sibling into it as an editable, bottom layer first'
            cand validate 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv'
            cand tasks 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace''s'
            cand run 'Runs a task in every sibling that has it, in the order in which they depend on each other'
            cand exec 'Runs a command in every sibling'
            cand sync 'Fetches every sibling, and fast-forwards its branch where that touches nobody''s work'
            cand snapshot 'The exact revision of every sibling, under a name'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, elsewhere by what it prints for eval'
            cand trust 'Allows this workspace to activate; when it has changed since, shows how. Needed once, and after such a change'
            cand untrust 'Forgets that this workspace is trusted'
            cand hook 'The script that activates the venv on cd, to be evaluated in a start-up file'
            cand init 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it where none is'
            cand prompt 'One line about the workspace for a prompt, from a cache; nothing outside a workspace'
            cand cd 'Changes the directory to a sibling; a function of the hook, since no program can do it'
            cand reconcile 'Prints what a shell''s environment has to become: for the hooks'
            cand path 'Prints the path of a sibling: for the hooks'
            cand completions 'The completion script of a shell, which asks `ws` at each TAB where that shell can'
            cand install 'Registers the Nushell plugins, and puts hook and completion into the start-up files that you name or confirm'
            cand uninstall 'Takes out what `ws install` put in, and nothing else'
            cand generate 'Writes every completion script and man page into a directory: for packages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;status'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;siblings'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fast 'Leave the working trees alone: what is uncommitted stays unknown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;backup'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;branches'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;layers'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;deps'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --imports 'Also a row for every import of another sibling in the siblings'' source code'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;order'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;affected'= {
            cand --since 'Also every sibling with commits that this revision lacks, or with something uncommitted'
            cand --kind 'Which dependencies count'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;graph'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --kind 'Which dependencies count'
            cand --format 'The form of the picture'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;why'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand siblings 'One row for every sibling: whether it is imported from the checkout next door'
            cand packages 'One row for every package that is installed in the shared venv'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, elsewhere by what it prints for eval'
            cand deactivate 'Takes the workspace''s venv back: in Nushell out of this scope, elsewhere by what it prints for eval'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;venv;siblings'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;packages'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;activate'= {
            cand --shell 'The shell that evaluates it'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;deactivate'= {
            cand --shell 'The shell that evaluates it'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;help'= {
            cand siblings 'One row for every sibling: whether it is imported from the checkout next door'
            cand packages 'One row for every package that is installed in the shared venv'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, elsewhere by what it prints for eval'
            cand deactivate 'Takes the workspace''s venv back: in Nushell out of this scope, elsewhere by what it prints for eval'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;venv;help;siblings'= {
        }
        &'ws;venv;help;packages'= {
        }
        &'ws;venv;help;activate'= {
        }
        &'ws;venv;help;deactivate'= {
        }
        &'ws;venv;help;help'= {
        }
        &'ws;bootstrap'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --from 'Link siblings to clones that this directory has already, and clone the rest'
            cand --depth 'Clone only the last N commits'
            cand --filter 'Clone without what this filter leaves out, such as blob:none'
            cand --branch 'The branch to check out; by default the one in wrknv.toml, else the remote''s'
            cand -j 'How many at a time'
            cand --jobs 'How many at a time'
            cand --patience 'Give one up when git says nothing for so many seconds'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --link 'Only link, never clone'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;setup'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --python 'The Python of the venv: a version such as 3.12, or a path'
            cand --extras 'Install this extra of every sibling that has it; may be given several times'
            cand --groups 'Install this dependency group (PEP 735) of every sibling that has it; may be given several times'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --reinstall 'Install again what is installed already'
            cand --recreate 'Make the venv anew; the one that is there is moved aside, and stays'
            cand --prune 'Take editables out that no sibling is and nobody asks for; their checkouts stay'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;validate'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --format 'How to print the result'
            cand --strict 'Fail on warnings too'
            cand --fix 'Print the commands that would mend what is found, one a line, and run none of them'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;tasks'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;run'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --since 'Only siblings that differ from this revision, and what depends on them'
            cand -j 'How many at a time; by default as many as there are processors'
            cand --jobs 'How many at a time; by default as many as there are processors'
            cand --call 'call'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fail-fast 'Begin nothing more after a failure'
            cand --keep-going 'After a failure, block only what depends on it; the default'
            cand --independent 'Keep no order: a failure blocks nothing'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;exec'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand -j 'How many at a time; by default as many as there are processors'
            cand --jobs 'How many at a time; by default as many as there are processors'
            cand --call 'call'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fail-fast 'Begin nothing more after a failure'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;sync'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand -j 'How many at a time'
            cand --jobs 'How many at a time'
            cand --patience 'Give one up when git says nothing for so many seconds'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fetch-only 'Leave every branch where it is'
            cand --prune 'Remove remote-tracking branches that the remotes no longer have'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand save 'Pins the commit at HEAD of every sibling under a name, and says what is not in it'
            cand list 'The snapshots of this workspace'
            cand diff 'How the siblings differ from a snapshot'
            cand restore 'Checks the commits of a snapshot out, where nothing would be lost; clones what is missing'
            cand export 'A snapshot as a lock file that others can restore; an error when a commit of it is on no remote'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;snapshot;save'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;list'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;diff'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;restore'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand -j 'How many at a time'
            cand --jobs 'How many at a time'
            cand --patience 'Give one up when git says nothing for so many seconds'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;export'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;help'= {
            cand save 'Pins the commit at HEAD of every sibling under a name, and says what is not in it'
            cand list 'The snapshots of this workspace'
            cand diff 'How the siblings differ from a snapshot'
            cand restore 'Checks the commits of a snapshot out, where nothing would be lost; clones what is missing'
            cand export 'A snapshot as a lock file that others can restore; an error when a commit of it is on no remote'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;snapshot;help;save'= {
        }
        &'ws;snapshot;help;list'= {
        }
        &'ws;snapshot;help;diff'= {
        }
        &'ws;snapshot;help;restore'= {
        }
        &'ws;snapshot;help;export'= {
        }
        &'ws;snapshot;help;help'= {
        }
        &'ws;activate'= {
            cand --shell 'The shell that evaluates it'
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by WS_ROOT'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;trust'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by `WS_ROOT`'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --allow-env 'Let `[workspace.env]` set this variable, by which programs run or load something; may be given several times'
            cand --list 'List the workspaces that are trusted, the one trusted last first'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;untrust'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by `WS_ROOT`'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;hook'= {
            cand --wrap-cd 'For bash: wrap cd, pushd and popd, so that `cd x && command` sees the new environment on the same line'
            cand --prompt 'Show the workspace''s name in front of the prompt, as activate scripts do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;init'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by `WS_ROOT`'
            cand --plan 'Show the file, and write nothing'
            cand --add 'Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;prompt'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by `WS_ROOT`'
            cand --format 'What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing} {errors}; what is in [brackets] is left out when all its counts are 0'
            cand --max-age 'How old the counts may be, in seconds; older ones are counted anew'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;cd'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by `WS_ROOT`'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;reconcile'= {
            cand --off 'The workspace that was deactivated by hand'
            cand --noted 'The workspace of which was said that it is not trusted'
            cand --left 'Directories that were taken from PATH and stay out of it, separated by colons'
            cand --leave 'Deactivate, until the workspace is left'
            cand --here 'The directory is the same as the last time: a venv that has gone since was deactivated by hand'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;path'= {
            cand --root 'The workspace''s root; by default it is found from the current directory, or named by `WS_ROOT`'
        }
        &'ws;completions'= {
            cand --program 'What the script runs to ask; by default this very program'
            cand --static 'A script that needs no `ws` to complete, and so knows commands and flags but no siblings'
            cand --beside-plugins 'For Nushell: leave out the commands that the plugins define'
            cand --wrap 'For a Nushell that the plugins are not made for: define their commands in its own language'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;install'= {
            cand --shell 'Only this shell, without asking; may be given several times'
            cand --file 'The start-up file to change instead of the usual one; for one --shell'
            cand --nu 'The Nushell to install into; by default `nu` on PATH'
            cand --plugin-config 'The registry of Nushell plugins to change; by default Nushell''s own'
            cand -n 'Show each change and make none'
            cand --dry-run 'Show each change and make none'
            cand -v 'Show every line of each change'
            cand --verbose 'Show every line of each change'
            cand -y 'Make all changes without asking'
            cand --yes 'Make all changes without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;uninstall'= {
            cand --shell 'Only this shell, without asking; may be given several times'
            cand --file 'The start-up file to change instead of the usual one; for one --shell'
            cand --nu 'The Nushell to install into; by default `nu` on PATH'
            cand --plugin-config 'The registry of Nushell plugins to change; by default Nushell''s own'
            cand -n 'Show each change and make none'
            cand --dry-run 'Show each change and make none'
            cand -v 'Show every line of each change'
            cand --verbose 'Show every line of each change'
            cand -y 'Make all changes without asking'
            cand --yes 'Make all changes without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;generate'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;help'= {
            cand status 'Every sibling at a glance: branch, ahead, behind, changes, last commit'
            cand siblings 'One row for every sibling: its branch, upstream, and what is uncommitted'
            cand backup 'What would be lost with each sibling''s directory: what is uncommitted, stashed, or on no remote'
            cand branches 'One row for every local branch of every sibling: upstream, ahead, behind, merged, gone'
            cand layers 'One row for every layer, bottom first: its siblings, the layers it depends on, and how often it is broken'
            cand deps 'One row for every dependency between siblings, declared and actual, and whether the layering holds'
            cand order 'The siblings in the order of installation; those of one wave can be installed side by side'
            cand affected 'What a change reaches: everything that depends on it, nearest first'
            cand graph 'The layered graph of dependencies, as Mermaid, DOT or SVG'
            cand why 'Why something is installed, why at this version, why here in the order, and what reaches it'
            cand venv 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it'
            cand bootstrap 'Clones the siblings that are not there, or links them to clones that are; touches nothing that is there'
            cand setup 'Makes the shared venv and installs every sibling into it as an editable, bottom layer first'
            cand validate 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv'
            cand tasks 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace''s'
            cand run 'Runs a task in every sibling that has it, in the order in which they depend on each other'
            cand exec 'Runs a command in every sibling'
            cand sync 'Fetches every sibling, and fast-forwards its branch where that touches nobody''s work'
            cand snapshot 'The exact revision of every sibling, under a name'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, elsewhere by what it prints for eval'
            cand trust 'Allows this workspace to activate; when it has changed since, shows how. Needed once, and after such a change'
            cand untrust 'Forgets that this workspace is trusted'
            cand hook 'The script that activates the venv on cd, to be evaluated in a start-up file'
            cand init 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it where none is'
            cand prompt 'One line about the workspace for a prompt, from a cache; nothing outside a workspace'
            cand cd 'Changes the directory to a sibling; a function of the hook, since no program can do it'
            cand reconcile 'Prints what a shell''s environment has to become: for the hooks'
            cand path 'Prints the path of a sibling: for the hooks'
            cand completions 'The completion script of a shell, which asks `ws` at each TAB where that shell can'
            cand install 'Registers the Nushell plugins, and puts hook and completion into the start-up files that you name or confirm'
            cand uninstall 'Takes out what `ws install` put in, and nothing else'
            cand generate 'Writes every completion script and man page into a directory: for packages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;help;status'= {
        }
        &'ws;help;siblings'= {
        }
        &'ws;help;backup'= {
        }
        &'ws;help;branches'= {
        }
        &'ws;help;layers'= {
        }
        &'ws;help;deps'= {
        }
        &'ws;help;order'= {
        }
        &'ws;help;affected'= {
        }
        &'ws;help;graph'= {
        }
        &'ws;help;why'= {
        }
        &'ws;help;venv'= {
            cand siblings 'One row for every sibling: whether it is imported from the checkout next door'
            cand packages 'One row for every package that is installed in the shared venv'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, elsewhere by what it prints for eval'
            cand deactivate 'Takes the workspace''s venv back: in Nushell out of this scope, elsewhere by what it prints for eval'
        }
        &'ws;help;venv;siblings'= {
        }
        &'ws;help;venv;packages'= {
        }
        &'ws;help;venv;activate'= {
        }
        &'ws;help;venv;deactivate'= {
        }
        &'ws;help;bootstrap'= {
        }
        &'ws;help;setup'= {
        }
        &'ws;help;validate'= {
        }
        &'ws;help;tasks'= {
        }
        &'ws;help;run'= {
        }
        &'ws;help;exec'= {
        }
        &'ws;help;sync'= {
        }
        &'ws;help;snapshot'= {
            cand save 'Pins the commit at HEAD of every sibling under a name, and says what is not in it'
            cand list 'The snapshots of this workspace'
            cand diff 'How the siblings differ from a snapshot'
            cand restore 'Checks the commits of a snapshot out, where nothing would be lost; clones what is missing'
            cand export 'A snapshot as a lock file that others can restore; an error when a commit of it is on no remote'
        }
        &'ws;help;snapshot;save'= {
        }
        &'ws;help;snapshot;list'= {
        }
        &'ws;help;snapshot;diff'= {
        }
        &'ws;help;snapshot;restore'= {
        }
        &'ws;help;snapshot;export'= {
        }
        &'ws;help;activate'= {
        }
        &'ws;help;trust'= {
        }
        &'ws;help;untrust'= {
        }
        &'ws;help;hook'= {
        }
        &'ws;help;init'= {
        }
        &'ws;help;prompt'= {
        }
        &'ws;help;cd'= {
        }
        &'ws;help;reconcile'= {
        }
        &'ws;help;path'= {
        }
        &'ws;help;completions'= {
        }
        &'ws;help;install'= {
        }
        &'ws;help;uninstall'= {
        }
        &'ws;help;generate'= {
        }
        &'ws;help;help'= {
        }
    ]
    $completions[$command]
}
