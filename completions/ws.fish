# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_ws_global_optspecs
    string join \n root= format= color= h/help V/version
end

function __fish_ws_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_ws_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_ws_using_subcommand
    set -l cmd (__fish_ws_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c ws -n "__fish_ws_needs_command" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_needs_command" -l format -d 'How to print the result; a table by default' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_needs_command" -l color -d 'When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_needs_command" -s V -l version -d 'Print version'
complete -c ws -n "__fish_ws_needs_command" -f -a "status" -d 'Every sibling at a glance: branch, ahead, behind, changes, last commit'
complete -c ws -n "__fish_ws_needs_command" -f -a "siblings" -d 'One row for every sibling: its branch, upstream, and what is uncommitted'
complete -c ws -n "__fish_ws_needs_command" -f -a "backup" -d 'What deleting each sibling\'s directory would lose: work that is uncommitted, stashed, or on no remote'
complete -c ws -n "__fish_ws_needs_command" -f -a "branches" -d 'One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone'
complete -c ws -n "__fish_ws_needs_command" -f -a "layers" -d 'One row for every layer, bottom first: its siblings, the layers it depends on, and its violations'
complete -c ws -n "__fish_ws_needs_command" -f -a "deps" -d 'One row for every dependency between siblings, declared and actual, and whether the layering holds'
complete -c ws -n "__fish_ws_needs_command" -f -a "order" -d 'The siblings in the order of installation; those of one wave can be installed in parallel'
complete -c ws -n "__fish_ws_needs_command" -f -a "affected" -d 'What a change reaches: everything that depends on it, nearest first'
complete -c ws -n "__fish_ws_needs_command" -f -a "graph" -d 'The layered graph of dependencies, as Mermaid, DOT or SVG'
complete -c ws -n "__fish_ws_needs_command" -f -a "why" -d 'Why something is installed, why at this version, why here in the order, and which changes reach it'
complete -c ws -n "__fish_ws_needs_command" -f -a "venv" -d 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it'
complete -c ws -n "__fish_ws_needs_command" -f -a "bootstrap" -d 'Clones the siblings that are missing, or links them to existing clones; leaves the others alone'
complete -c ws -n "__fish_ws_needs_command" -f -a "setup" -d 'Makes the shared venv and installs every sibling into it as editable, bottom layer first'
complete -c ws -n "__fish_ws_needs_command" -f -a "validate" -d 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv'
complete -c ws -n "__fish_ws_needs_command" -f -a "tasks" -d 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace\'s'
complete -c ws -n "__fish_ws_needs_command" -f -a "run" -d 'Runs a task in every sibling that has it, in dependency order'
complete -c ws -n "__fish_ws_needs_command" -f -a "exec" -d 'Runs a command in every sibling'
complete -c ws -n "__fish_ws_needs_command" -f -a "sync" -d 'Fetches every sibling, and fast-forwards its branch where that changes none of your work'
complete -c ws -n "__fish_ws_needs_command" -f -a "snapshot" -d 'The exact revision of every sibling, under a name'
complete -c ws -n "__fish_ws_needs_command" -f -a "activate" -d 'Activates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_needs_command" -f -a "trust" -d 'Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change'
complete -c ws -n "__fish_ws_needs_command" -f -a "untrust" -d 'Forgets that this workspace is trusted'
complete -c ws -n "__fish_ws_needs_command" -f -a "hook" -d 'Prints the script that activates the venv on cd, for a shell\'s start-up file'
complete -c ws -n "__fish_ws_needs_command" -f -a "init" -d 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none'
complete -c ws -n "__fish_ws_needs_command" -f -a "prompt" -d 'Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace'
complete -c ws -n "__fish_ws_needs_command" -f -a "cd" -d 'Changes the directory to a sibling; the shell\'s hook defines it, since no program can change its caller\'s directory'
complete -c ws -n "__fish_ws_needs_command" -f -a "reconcile" -d 'Prints the changes of a shell\'s environment: for the hooks'
complete -c ws -n "__fish_ws_needs_command" -f -a "path" -d 'Prints the path of a sibling: for the hooks'
complete -c ws -n "__fish_ws_needs_command" -f -a "completions" -d 'Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB'
complete -c ws -n "__fish_ws_needs_command" -f -a "install" -d 'Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm'
complete -c ws -n "__fish_ws_needs_command" -f -a "uninstall" -d 'Removes what `ws install` added'
complete -c ws -n "__fish_ws_needs_command" -f -a "generate" -d 'Writes every completion script and man page into a directory: for packages'
complete -c ws -n "__fish_ws_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ws -n "__fish_ws_using_subcommand status" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand status" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand status" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand status" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand status" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand status" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand status" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand siblings" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand siblings" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand siblings" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand siblings" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand siblings" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand siblings" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand siblings" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand siblings" -l fast -d 'Do not look at working trees: what is uncommitted stays unknown'
complete -c ws -n "__fish_ws_using_subcommand siblings" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand backup" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand backup" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand backup" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand backup" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand backup" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand backup" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand backup" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand branches" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand branches" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand branches" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand branches" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand branches" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand branches" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand branches" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand branches" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand layers" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand layers" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand layers" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand layers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand deps" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand deps" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand deps" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand deps" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand deps" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand deps" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand deps" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand deps" -l imports -d 'Also a row for every import of another sibling in the siblings\' source code'
complete -c ws -n "__fish_ws_using_subcommand deps" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand order" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand order" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand order" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand order" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand order" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand order" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand order" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand order" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand affected" -l since -d 'Also every sibling with commits that this revision lacks, or with something uncommitted' -r
complete -c ws -n "__fish_ws_using_subcommand affected" -l kind -d 'Which dependencies count' -r -f -a "runtime\t'What is needed to install and run'
all\t'Extras and groups too'
imports\t'What is needed to install and run, and what the source code imports'"
complete -c ws -n "__fish_ws_using_subcommand affected" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand affected" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand affected" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand affected" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand graph" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand graph" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand graph" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand graph" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand graph" -l kind -d 'Which dependencies count' -r -f -a "runtime\t'What is needed to install and run'
all\t'Extras and groups too'
imports\t'What is needed to install and run, and what the source code imports'"
complete -c ws -n "__fish_ws_using_subcommand graph" -l format -d 'The format of the picture' -r -f -a "mermaid\t'A flowchart, which git hosts render in Markdown'
dot\t'For Graphviz'
svg\t'A picture that needs no other program, and follows the light or dark theme'"
complete -c ws -n "__fish_ws_using_subcommand graph" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand why" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand why" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand why" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -f -a "siblings" -d 'One row for every sibling: whether Python imports it from its checkout'
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -f -a "packages" -d 'One row for every package that is installed in the shared venv'
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -f -a "activate" -d 'Activates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -f -a "deactivate" -d 'Deactivates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand venv; and not __fish_seen_subcommand_from siblings packages activate deactivate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from siblings" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from packages" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from packages" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from packages" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from packages" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from activate" -l shell -d 'The shell that will evaluate the output' -r -f -a "bash\t'GNU Bash, from 3.2 on'
zsh\t'Z shell'
fish\t'The friendly interactive shell'
nu\t'Nushell'"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from activate" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from activate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from deactivate" -l shell -d 'The shell that will evaluate the output' -r -f -a "bash\t'GNU Bash, from 3.2 on'
zsh\t'Z shell'
fish\t'The friendly interactive shell'
nu\t'Nushell'"
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from deactivate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from help" -f -a "siblings" -d 'One row for every sibling: whether Python imports it from its checkout'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from help" -f -a "packages" -d 'One row for every package that is installed in the shared venv'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from help" -f -a "activate" -d 'Activates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from help" -f -a "deactivate" -d 'Deactivates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand venv; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l from -d 'Link siblings to the clones in this directory, and clone the rest' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l depth -d 'Clone only the last N commits' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l filter -d 'Clone without what this filter leaves out, such as blob:none' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l branch -d 'The branch to check out; by default the one in wrknv.toml, else the remote\'s' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -s j -l jobs -d 'How many at a time' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l patience -d 'Give up on a sibling after this many seconds without output from git' -r
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l link -d 'Only link, never clone'
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l recurse-submodules -d 'Clone the submodules of each sibling as well, as `submodules = true` in wrknv.toml does for one'
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -l plan -d 'Show what would be done, and do nothing'
complete -c ws -n "__fish_ws_using_subcommand bootstrap" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand setup" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand setup" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand setup" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand setup" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand setup" -l python -d 'The Python of the venv: a version such as 3.12, or a path' -r
complete -c ws -n "__fish_ws_using_subcommand setup" -l extras -d 'Install this extra of every sibling that has it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand setup" -l groups -d 'Install this dependency group (PEP 735) of every sibling that has it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand setup" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand setup" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand setup" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand setup" -l reinstall -d 'Install every sibling again, also where nothing has changed'
complete -c ws -n "__fish_ws_using_subcommand setup" -l recreate -d 'Make a new venv; the old one is moved aside and kept'
complete -c ws -n "__fish_ws_using_subcommand setup" -l prune -d 'Uninstall editables that are no sibling\'s and that nothing requires; their checkouts stay'
complete -c ws -n "__fish_ws_using_subcommand setup" -l plan -d 'Show what would be done, and do nothing'
complete -c ws -n "__fish_ws_using_subcommand setup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand validate" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand validate" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand validate" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Workflow commands of GitHub Actions, which annotate lines'"
complete -c ws -n "__fish_ws_using_subcommand validate" -l strict -d 'Fail on warnings too'
complete -c ws -n "__fish_ws_using_subcommand validate" -l fix -d 'Print the commands that would fix the findings, one per line, and run none of them'
complete -c ws -n "__fish_ws_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand tasks" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand tasks" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand tasks" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand tasks" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand tasks" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand tasks" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand tasks" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand tasks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand run" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand run" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand run" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand run" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand run" -l since -d 'Only siblings that differ from this revision, and what depends on them' -r
complete -c ws -n "__fish_ws_using_subcommand run" -s j -l jobs -d 'How many at a time; by default as many as there are processors' -r
complete -c ws -n "__fish_ws_using_subcommand run" -l call -r
complete -c ws -n "__fish_ws_using_subcommand run" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand run" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand run" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand run" -l fail-fast -d 'Start nothing more after a failure'
complete -c ws -n "__fish_ws_using_subcommand run" -l keep-going -d 'After a failure, block only what depends on it (the default)'
complete -c ws -n "__fish_ws_using_subcommand run" -l independent -d 'Ignore dependencies: keep no order, and let a failure block nothing'
complete -c ws -n "__fish_ws_using_subcommand run" -l plan -d 'Show what would be done, and do nothing'
complete -c ws -n "__fish_ws_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand exec" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand exec" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand exec" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand exec" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand exec" -s j -l jobs -d 'How many at a time; by default as many as there are processors' -r
complete -c ws -n "__fish_ws_using_subcommand exec" -l call -r
complete -c ws -n "__fish_ws_using_subcommand exec" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand exec" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand exec" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand exec" -l fail-fast -d 'Start nothing more after a failure'
complete -c ws -n "__fish_ws_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand sync" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand sync" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand sync" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand sync" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand sync" -s j -l jobs -d 'How many at a time' -r
complete -c ws -n "__fish_ws_using_subcommand sync" -l patience -d 'Give up on a sibling after this many seconds without output from git' -r
complete -c ws -n "__fish_ws_using_subcommand sync" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand sync" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand sync" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand sync" -l fetch-only -d 'Leave every branch where it is'
complete -c ws -n "__fish_ws_using_subcommand sync" -l prune -d 'Remove remote-tracking branches that the remotes no longer have'
complete -c ws -n "__fish_ws_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -s h -l help -d 'Print help'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -f -a "save" -d 'Records the commit at HEAD of every sibling under a name, and says what is not in it'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -f -a "list" -d 'The snapshots of this workspace'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -f -a "diff" -d 'How the siblings differ from a snapshot'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -f -a "restore" -d 'Checks out a snapshot\'s commits where nothing would be lost; clones missing siblings'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -f -a "export" -d 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and not __fish_seen_subcommand_from save list diff restore export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from save" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l layer -d 'Only siblings of this layer; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l exclude -d 'Leave out siblings whose name matches this glob; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l affected-by -d 'Only this sibling and what depends on it; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -s j -l jobs -d 'How many at a time' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l patience -d 'Give up on a sibling after this many seconds without output from git' -r
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l dirty -d 'Only siblings with something uncommitted'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l plan -d 'Show what would be done, and do nothing'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "save" -d 'Records the commit at HEAD of every sibling under a name, and says what is not in it'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "list" -d 'The snapshots of this workspace'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "diff" -d 'How the siblings differ from a snapshot'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Checks out a snapshot\'s commits where nothing would be lost; clones missing siblings'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "export" -d 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote'
complete -c ws -n "__fish_ws_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ws -n "__fish_ws_using_subcommand activate" -l shell -d 'The shell that will evaluate the output' -r -f -a "bash\t'GNU Bash, from 3.2 on'
zsh\t'Z shell'
fish\t'The friendly interactive shell'
nu\t'Nushell'"
complete -c ws -n "__fish_ws_using_subcommand activate" -l root -d 'The workspace\'s root; by default WS_ROOT, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand activate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand trust" -l root -d 'The workspace\'s root; by default `WS_ROOT`, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand trust" -l format -d 'How to print the result' -r -f -a "table\t'Aligned columns for people, the most used ones'
json\t'One JSON array of objects'
jsonl\t'One JSON object a line'
nuon\t'Nushell\'s own notation, with its types: `| from nuon`'
csv\t'Comma-separated values with a header line'"
complete -c ws -n "__fish_ws_using_subcommand trust" -l color -d 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Also into a pipe'
never\t'Not at all'"
complete -c ws -n "__fish_ws_using_subcommand trust" -l allow-env -d 'Let `[workspace.env]` set this variable although it makes programs run or load something; may be given several times' -r
complete -c ws -n "__fish_ws_using_subcommand trust" -l list -d 'List the trusted workspaces, the most recent first'
complete -c ws -n "__fish_ws_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand untrust" -l root -d 'The workspace\'s root; by default `WS_ROOT`, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand untrust" -s h -l help -d 'Print help'
complete -c ws -n "__fish_ws_using_subcommand hook" -l wrap-cd -d 'For bash: wrap cd, pushd and popd, so that `cd x && command` sees the new environment on the same line'
complete -c ws -n "__fish_ws_using_subcommand hook" -l prompt -d 'Show the workspace\'s name in front of the prompt, as activate scripts do'
complete -c ws -n "__fish_ws_using_subcommand hook" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand init" -l root -d 'The workspace\'s root; by default `WS_ROOT`, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand init" -l plan -d 'Show the file, and write nothing'
complete -c ws -n "__fish_ws_using_subcommand init" -l add -d 'Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay'
complete -c ws -n "__fish_ws_using_subcommand init" -s h -l help -d 'Print help'
complete -c ws -n "__fish_ws_using_subcommand prompt" -l root -d 'The workspace\'s root; by default `WS_ROOT`, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand prompt" -l format -d 'What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing} {errors}; text in [brackets] is left out when all its counts are 0' -r
complete -c ws -n "__fish_ws_using_subcommand prompt" -l max-age -d 'How old the counts may be, in seconds; when they are older, count again' -r
complete -c ws -n "__fish_ws_using_subcommand prompt" -s h -l help -d 'Print help'
complete -c ws -n "__fish_ws_using_subcommand cd" -l root -d 'The workspace\'s root; by default `WS_ROOT`, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand cd" -s h -l help -d 'Print help'
complete -c ws -n "__fish_ws_using_subcommand reconcile" -l off -d 'The workspace that was deactivated by hand' -r
complete -c ws -n "__fish_ws_using_subcommand reconcile" -l noted -d 'The workspace for which the message that it is not trusted was shown' -r
complete -c ws -n "__fish_ws_using_subcommand reconcile" -l left -d 'Directories that were taken from PATH and stay out of it, separated by colons' -r
complete -c ws -n "__fish_ws_using_subcommand reconcile" -l leave -d 'Deactivate, until the workspace is left'
complete -c ws -n "__fish_ws_using_subcommand reconcile" -l here -d 'The directory has not changed: a venv that is gone since then was deactivated by hand'
complete -c ws -n "__fish_ws_using_subcommand reconcile" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand path" -l root -d 'The workspace\'s root; by default `WS_ROOT`, else found from the current directory' -r -f -a "(__fish_complete_directories)"
complete -c ws -n "__fish_ws_using_subcommand completions" -l program -d 'The program that the script asks; by default this one' -r -F
complete -c ws -n "__fish_ws_using_subcommand completions" -l static -d 'Print a script that does not run `ws`: it knows commands and flags, but no siblings'
complete -c ws -n "__fish_ws_using_subcommand completions" -l beside-plugins -d 'For Nushell: leave out the commands that the plugins define'
complete -c ws -n "__fish_ws_using_subcommand completions" -l wrap -d 'For a Nushell where the plugins do not work: define their commands in Nushell\'s own language'
complete -c ws -n "__fish_ws_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand install" -l shell -d 'Change only this shell, without asking; may be given several times' -r -f -a "bash\t'~/.bashrc'
zsh\t'~/.zshrc, or the one in `ZDOTDIR`'
fish\t'~/.config/fish/config.fish'
nu\t'~/.config/nushell/autoload/ws.nu, and the registry of plugins'"
complete -c ws -n "__fish_ws_using_subcommand install" -l file -d 'The start-up file to change instead of the usual one; needs one --shell' -r -F
complete -c ws -n "__fish_ws_using_subcommand install" -l nu -d 'The Nushell to install into; by default `nu` on PATH' -r -F
complete -c ws -n "__fish_ws_using_subcommand install" -l plugin-config -d 'The registry of Nushell plugins to change; by default Nushell\'s own' -r -F
complete -c ws -n "__fish_ws_using_subcommand install" -s n -l dry-run -d 'Show each change and make none'
complete -c ws -n "__fish_ws_using_subcommand install" -s v -l verbose -d 'Show every line of each change'
complete -c ws -n "__fish_ws_using_subcommand install" -s y -l yes -d 'Make all changes without asking'
complete -c ws -n "__fish_ws_using_subcommand install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand uninstall" -l shell -d 'Change only this shell, without asking; may be given several times' -r -f -a "bash\t'~/.bashrc'
zsh\t'~/.zshrc, or the one in `ZDOTDIR`'
fish\t'~/.config/fish/config.fish'
nu\t'~/.config/nushell/autoload/ws.nu, and the registry of plugins'"
complete -c ws -n "__fish_ws_using_subcommand uninstall" -l file -d 'The start-up file to change instead of the usual one; needs one --shell' -r -F
complete -c ws -n "__fish_ws_using_subcommand uninstall" -l nu -d 'The Nushell to install into; by default `nu` on PATH' -r -F
complete -c ws -n "__fish_ws_using_subcommand uninstall" -l plugin-config -d 'The registry of Nushell plugins to change; by default Nushell\'s own' -r -F
complete -c ws -n "__fish_ws_using_subcommand uninstall" -s n -l dry-run -d 'Show each change and make none'
complete -c ws -n "__fish_ws_using_subcommand uninstall" -s v -l verbose -d 'Show every line of each change'
complete -c ws -n "__fish_ws_using_subcommand uninstall" -s y -l yes -d 'Make all changes without asking'
complete -c ws -n "__fish_ws_using_subcommand uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ws -n "__fish_ws_using_subcommand generate" -s h -l help -d 'Print help'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "status" -d 'Every sibling at a glance: branch, ahead, behind, changes, last commit'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "siblings" -d 'One row for every sibling: its branch, upstream, and what is uncommitted'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "backup" -d 'What deleting each sibling\'s directory would lose: work that is uncommitted, stashed, or on no remote'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "branches" -d 'One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "layers" -d 'One row for every layer, bottom first: its siblings, the layers it depends on, and its violations'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "deps" -d 'One row for every dependency between siblings, declared and actual, and whether the layering holds'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "order" -d 'The siblings in the order of installation; those of one wave can be installed in parallel'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "affected" -d 'What a change reaches: everything that depends on it, nearest first'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "graph" -d 'The layered graph of dependencies, as Mermaid, DOT or SVG'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "why" -d 'Why something is installed, why at this version, why here in the order, and which changes reach it'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "venv" -d 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "bootstrap" -d 'Clones the siblings that are missing, or links them to existing clones; leaves the others alone'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "setup" -d 'Makes the shared venv and installs every sibling into it as editable, bottom layer first'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "validate" -d 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "tasks" -d 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace\'s'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "run" -d 'Runs a task in every sibling that has it, in dependency order'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "exec" -d 'Runs a command in every sibling'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "sync" -d 'Fetches every sibling, and fast-forwards its branch where that changes none of your work'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "snapshot" -d 'The exact revision of every sibling, under a name'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "activate" -d 'Activates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "trust" -d 'Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "untrust" -d 'Forgets that this workspace is trusted'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "hook" -d 'Prints the script that activates the venv on cd, for a shell\'s start-up file'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "init" -d 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "prompt" -d 'Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "cd" -d 'Changes the directory to a sibling; the shell\'s hook defines it, since no program can change its caller\'s directory'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "reconcile" -d 'Prints the changes of a shell\'s environment: for the hooks'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "path" -d 'Prints the path of a sibling: for the hooks'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "completions" -d 'Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "install" -d 'Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "uninstall" -d 'Removes what `ws install` added'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "generate" -d 'Writes every completion script and man page into a directory: for packages'
complete -c ws -n "__fish_ws_using_subcommand help; and not __fish_seen_subcommand_from status siblings backup branches layers deps order affected graph why venv bootstrap setup validate tasks run exec sync snapshot activate trust untrust hook init prompt cd reconcile path completions install uninstall generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from venv" -f -a "siblings" -d 'One row for every sibling: whether Python imports it from its checkout'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from venv" -f -a "packages" -d 'One row for every package that is installed in the shared venv'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from venv" -f -a "activate" -d 'Activates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from venv" -f -a "deactivate" -d 'Deactivates the workspace\'s venv: in Nushell in this scope, in other shells by printing code for eval'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "save" -d 'Records the commit at HEAD of every sibling under a name, and says what is not in it'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "list" -d 'The snapshots of this workspace'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "diff" -d 'How the siblings differ from a snapshot'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "restore" -d 'Checks out a snapshot\'s commits where nothing would be lost; clones missing siblings'
complete -c ws -n "__fish_ws_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "export" -d 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote'
