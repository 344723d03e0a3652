
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result; a table by default'
            cand --color 'When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand status 'Every sibling at a glance: branch, ahead, behind, changes, last commit'
            cand siblings 'One row for every sibling: its branch, upstream, and what is uncommitted'
            cand backup 'What deleting each sibling''s directory would lose: work that is uncommitted, stashed, or on no remote'
            cand branches 'One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone'
            cand layers 'One row for every layer, bottom first: its siblings, the layers it depends on, and its violations'
            cand deps 'One row for every dependency between siblings, declared and actual, and whether the layering holds'
            cand order 'The siblings in the order of installation; those of one wave can be installed in parallel'
            cand affected 'What a change reaches: everything that depends on it, nearest first'
            cand graph 'The layered graph of dependencies, as Mermaid, DOT or SVG'
            cand why 'Why something is installed, why at this version, why here in the order, and which changes reach it'
            cand venv 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it'
            cand bootstrap 'Clones the siblings that are missing, or links them to existing clones; leaves the others alone'
            cand setup 'Makes the shared venv and installs every sibling into it as editable, bottom layer first'
            cand validate 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv'
            cand tasks 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace''s'
            cand run 'Runs a task in every sibling that has it, in dependency order'
            cand exec 'Runs a command in every sibling'
            cand sync 'Fetches every sibling, and fast-forwards its branch where that changes none of your work'
            cand snapshot 'The exact revision of every sibling, under a name'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
            cand trust 'Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change'
            cand untrust 'Forgets that this workspace is trusted'
            cand hook 'Prints the script that activates the venv on cd, for a shell''s start-up file'
            cand init 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none'
            cand prompt 'Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace'
            cand cd 'Changes the directory to a sibling; the shell''s hook defines it, since no program can change its caller''s directory'
            cand reconcile 'Prints the changes of a shell''s environment: for the hooks'
            cand path 'Prints the path of a sibling: for the hooks'
            cand completions 'Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB'
            cand install 'Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm'
            cand uninstall 'Removes what `ws install` added'
            cand generate 'Writes every completion script and man page into a directory: for packages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;status'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fast 'Do not look at working trees: what is uncommitted stays unknown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;backup'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;layers'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;deps'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;affected'= {
            cand --since 'Also every sibling with commits that this revision lacks, or with something uncommitted'
            cand --kind 'Which dependencies count'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;graph'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --kind 'Which dependencies count'
            cand --format 'The format of the picture'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;why'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand siblings 'One row for every sibling: whether Python imports it from its checkout'
            cand packages 'One row for every package that is installed in the shared venv'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
            cand deactivate 'Deactivates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;venv;siblings'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;packages'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;activate'= {
            cand --shell 'The shell that will evaluate the output'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;deactivate'= {
            cand --shell 'The shell that will evaluate the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;venv;help'= {
            cand siblings 'One row for every sibling: whether Python imports it from its checkout'
            cand packages 'One row for every package that is installed in the shared venv'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
            cand deactivate 'Deactivates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --from 'Link siblings to the clones in this directory, and clone the rest'
            cand --depth 'Clone only the last N commits'
            cand --filter 'Clone without what this filter leaves out, such as blob:none'
            cand --branch 'The branch to check out; by default the one in wrknv.toml, else the remote''s'
            cand -j 'How many at a time'
            cand --jobs 'How many at a time'
            cand --patience 'Give up on a sibling after this many seconds without output from git'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --link 'Only link, never clone'
            cand --recurse-submodules 'Clone the submodules of each sibling as well, as `submodules = true` in wrknv.toml does for one'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;setup'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --python 'The Python of the venv: a version such as 3.12, or a path'
            cand --extras 'Install this extra of every sibling that has it; may be given several times'
            cand --groups 'Install this dependency group (PEP 735) of every sibling that has it; may be given several times'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --reinstall 'Install every sibling again, also where nothing has changed'
            cand --recreate 'Make a new venv; the old one is moved aside and kept'
            cand --prune 'Uninstall editables that are no sibling''s and that nothing requires; their checkouts stay'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;validate'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --format 'How to print the result'
            cand --strict 'Fail on warnings too'
            cand --fix 'Print the commands that would fix the findings, one per line, and run none of them'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;tasks'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --since 'Only siblings that differ from this revision, and what depends on them'
            cand -j 'How many at a time; by default as many as there are processors'
            cand --jobs 'How many at a time; by default as many as there are processors'
            cand --call 'call'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fail-fast 'Start nothing more after a failure'
            cand --keep-going 'After a failure, block only what depends on it (the default)'
            cand --independent 'Ignore dependencies: keep no order, and let a failure block nothing'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;exec'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand -j 'How many at a time; by default as many as there are processors'
            cand --jobs 'How many at a time; by default as many as there are processors'
            cand --call 'call'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --fail-fast 'Start nothing more after a failure'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;sync'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand -j 'How many at a time'
            cand --jobs 'How many at a time'
            cand --patience 'Give up on a sibling after this many seconds without output from git'
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
            cand save 'Records the commit at HEAD of every sibling under a name, and says what is not in it'
            cand list 'The snapshots of this workspace'
            cand diff 'How the siblings differ from a snapshot'
            cand restore 'Checks out a snapshot''s commits where nothing would be lost; clones missing siblings'
            cand export 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ws;snapshot;save'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;list'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;diff'= {
            cand --layer 'Only siblings of this layer; may be given several times'
            cand --exclude 'Leave out siblings whose name matches this glob; may be given several times'
            cand --affected-by 'Only this sibling and what depends on it; may be given several times'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
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
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand -j 'How many at a time'
            cand --jobs 'How many at a time'
            cand --patience 'Give up on a sibling after this many seconds without output from git'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --dirty 'Only siblings with something uncommitted'
            cand --plan 'Show what would be done, and do nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;export'= {
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;snapshot;help'= {
            cand save 'Records the commit at HEAD of every sibling under a name, and says what is not in it'
            cand list 'The snapshots of this workspace'
            cand diff 'How the siblings differ from a snapshot'
            cand restore 'Checks out a snapshot''s commits where nothing would be lost; clones missing siblings'
            cand export 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote'
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
            cand --shell 'The shell that will evaluate the output'
            cand --root 'The workspace''s root; by default WS_ROOT, else found from the current directory'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;trust'= {
            cand --root 'The workspace''s root; by default `WS_ROOT`, else found from the current directory'
            cand --format 'How to print the result'
            cand --color 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set'
            cand --allow-env 'Let `[workspace.env]` set this variable although it makes programs run or load something; may be given several times'
            cand --list 'List the trusted workspaces, the most recent first'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;untrust'= {
            cand --root 'The workspace''s root; by default `WS_ROOT`, else found from the current directory'
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
            cand --root 'The workspace''s root; by default `WS_ROOT`, else found from the current directory'
            cand --plan 'Show the file, and write nothing'
            cand --add 'Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;prompt'= {
            cand --root 'The workspace''s root; by default `WS_ROOT`, else found from the current directory'
            cand --format 'What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing} {errors}; text in [brackets] is left out when all its counts are 0'
            cand --max-age 'How old the counts may be, in seconds; when they are older, count again'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;cd'= {
            cand --root 'The workspace''s root; by default `WS_ROOT`, else found from the current directory'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'ws;reconcile'= {
            cand --off 'The workspace that was deactivated by hand'
            cand --noted 'The workspace for which the message that it is not trusted was shown'
            cand --left 'Directories that were taken from PATH and stay out of it, separated by colons'
            cand --leave 'Deactivate, until the workspace is left'
            cand --here 'The directory has not changed: a venv that is gone since then was deactivated by hand'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;path'= {
            cand --root 'The workspace''s root; by default `WS_ROOT`, else found from the current directory'
        }
        &'ws;completions'= {
            cand --program 'The program that the script asks; by default this one'
            cand --static 'Print a script that does not run `ws`: it knows commands and flags, but no siblings'
            cand --beside-plugins 'For Nushell: leave out the commands that the plugins define'
            cand --wrap 'For a Nushell where the plugins do not work: define their commands in Nushell''s own language'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'ws;install'= {
            cand --shell 'Change only this shell, without asking; may be given several times'
            cand --file 'The start-up file to change instead of the usual one; needs one --shell'
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
            cand --shell 'Change only this shell, without asking; may be given several times'
            cand --file 'The start-up file to change instead of the usual one; needs one --shell'
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
            cand backup 'What deleting each sibling''s directory would lose: work that is uncommitted, stashed, or on no remote'
            cand branches 'One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone'
            cand layers 'One row for every layer, bottom first: its siblings, the layers it depends on, and its violations'
            cand deps 'One row for every dependency between siblings, declared and actual, and whether the layering holds'
            cand order 'The siblings in the order of installation; those of one wave can be installed in parallel'
            cand affected 'What a change reaches: everything that depends on it, nearest first'
            cand graph 'The layered graph of dependencies, as Mermaid, DOT or SVG'
            cand why 'Why something is installed, why at this version, why here in the order, and which changes reach it'
            cand venv 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it'
            cand bootstrap 'Clones the siblings that are missing, or links them to existing clones; leaves the others alone'
            cand setup 'Makes the shared venv and installs every sibling into it as editable, bottom layer first'
            cand validate 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv'
            cand tasks 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace''s'
            cand run 'Runs a task in every sibling that has it, in dependency order'
            cand exec 'Runs a command in every sibling'
            cand sync 'Fetches every sibling, and fast-forwards its branch where that changes none of your work'
            cand snapshot 'The exact revision of every sibling, under a name'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
            cand trust 'Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change'
            cand untrust 'Forgets that this workspace is trusted'
            cand hook 'Prints the script that activates the venv on cd, for a shell''s start-up file'
            cand init 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none'
            cand prompt 'Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace'
            cand cd 'Changes the directory to a sibling; the shell''s hook defines it, since no program can change its caller''s directory'
            cand reconcile 'Prints the changes of a shell''s environment: for the hooks'
            cand path 'Prints the path of a sibling: for the hooks'
            cand completions 'Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB'
            cand install 'Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm'
            cand uninstall 'Removes what `ws install` added'
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
            cand siblings 'One row for every sibling: whether Python imports it from its checkout'
            cand packages 'One row for every package that is installed in the shared venv'
            cand activate 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
            cand deactivate 'Deactivates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval'
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
            cand save 'Records the commit at HEAD of every sibling under a name, and says what is not in it'
            cand list 'The snapshots of this workspace'
            cand diff 'How the siblings differ from a snapshot'
            cand restore 'Checks out a snapshot''s commits where nothing would be lost; clones missing siblings'
            cand export 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote'
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
