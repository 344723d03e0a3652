
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'ws' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'ws'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'ws' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result; a table by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Every sibling at a glance: branch, ahead, behind, changes, last commit')
            [CompletionResult]::new('siblings', 'siblings', [CompletionResultType]::ParameterValue, 'One row for every sibling: its branch, upstream, and what is uncommitted')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'What deleting each sibling''s directory would lose: work that is uncommitted, stashed, or on no remote')
            [CompletionResult]::new('branches', 'branches', [CompletionResultType]::ParameterValue, 'One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone')
            [CompletionResult]::new('layers', 'layers', [CompletionResultType]::ParameterValue, 'One row for every layer, bottom first: its siblings, the layers it depends on, and its violations')
            [CompletionResult]::new('deps', 'deps', [CompletionResultType]::ParameterValue, 'One row for every dependency between siblings, declared and actual, and whether the layering holds')
            [CompletionResult]::new('order', 'order', [CompletionResultType]::ParameterValue, 'The siblings in the order of installation; those of one wave can be installed in parallel')
            [CompletionResult]::new('affected', 'affected', [CompletionResultType]::ParameterValue, 'What a change reaches: everything that depends on it, nearest first')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'The layered graph of dependencies, as Mermaid, DOT or SVG')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Why something is installed, why at this version, why here in the order, and which changes reach it')
            [CompletionResult]::new('venv', 'venv', [CompletionResultType]::ParameterValue, 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Clones the siblings that are missing, or links them to existing clones; leaves the others alone')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Makes the shared venv and installs every sibling into it as editable, bottom layer first')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv')
            [CompletionResult]::new('tasks', 'tasks', [CompletionResultType]::ParameterValue, 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace''s')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Runs a task in every sibling that has it, in dependency order')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Runs a command in every sibling')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetches every sibling, and fast-forwards its branch where that changes none of your work')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'The exact revision of every sibling, under a name')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change')
            [CompletionResult]::new('untrust', 'untrust', [CompletionResultType]::ParameterValue, 'Forgets that this workspace is trusted')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Prints the script that activates the venv on cd, for a shell''s start-up file')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none')
            [CompletionResult]::new('prompt', 'prompt', [CompletionResultType]::ParameterValue, 'Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace')
            [CompletionResult]::new('cd', 'cd', [CompletionResultType]::ParameterValue, 'Changes the directory to a sibling; the shell''s hook defines it, since no program can change its caller''s directory')
            [CompletionResult]::new('reconcile', 'reconcile', [CompletionResultType]::ParameterValue, 'Prints the changes of a shell''s environment: for the hooks')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Prints the path of a sibling: for the hooks')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB')
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Removes what `ws install` added')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Writes every completion script and man page into a directory: for packages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ws;status' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;siblings' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--fast', '--fast', [CompletionResultType]::ParameterName, 'Do not look at working trees: what is uncommitted stays unknown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;backup' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;branches' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;layers' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;deps' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--imports', '--imports', [CompletionResultType]::ParameterName, 'Also a row for every import of another sibling in the siblings'' source code')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;order' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;affected' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Also every sibling with commits that this revision lacks, or with something uncommitted')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Which dependencies count')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;graph' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Which dependencies count')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format of the picture')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;why' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;venv' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('siblings', 'siblings', [CompletionResultType]::ParameterValue, 'One row for every sibling: whether Python imports it from its checkout')
            [CompletionResult]::new('packages', 'packages', [CompletionResultType]::ParameterValue, 'One row for every package that is installed in the shared venv')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Deactivates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ws;venv;siblings' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;venv;packages' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;venv;activate' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell that will evaluate the output')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;venv;deactivate' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell that will evaluate the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;venv;help' {
            [CompletionResult]::new('siblings', 'siblings', [CompletionResultType]::ParameterValue, 'One row for every sibling: whether Python imports it from its checkout')
            [CompletionResult]::new('packages', 'packages', [CompletionResultType]::ParameterValue, 'One row for every package that is installed in the shared venv')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Deactivates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ws;venv;help;siblings' {
            break
        }
        'ws;venv;help;packages' {
            break
        }
        'ws;venv;help;activate' {
            break
        }
        'ws;venv;help;deactivate' {
            break
        }
        'ws;venv;help;help' {
            break
        }
        'ws;bootstrap' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Link siblings to the clones in this directory, and clone the rest')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Clone only the last N commits')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Clone without what this filter leaves out, such as blob:none')
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'The branch to check out; by default the one in wrknv.toml, else the remote''s')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many at a time')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many at a time')
            [CompletionResult]::new('--patience', '--patience', [CompletionResultType]::ParameterName, 'Give up on a sibling after this many seconds without output from git')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--link', '--link', [CompletionResultType]::ParameterName, 'Only link, never clone')
            [CompletionResult]::new('--recurse-submodules', '--recurse-submodules', [CompletionResultType]::ParameterName, 'Clone the submodules of each sibling as well, as `submodules = true` in wrknv.toml does for one')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;setup' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--python', '--python', [CompletionResultType]::ParameterName, 'The Python of the venv: a version such as 3.12, or a path')
            [CompletionResult]::new('--extras', '--extras', [CompletionResultType]::ParameterName, 'Install this extra of every sibling that has it; may be given several times')
            [CompletionResult]::new('--groups', '--groups', [CompletionResultType]::ParameterName, 'Install this dependency group (PEP 735) of every sibling that has it; may be given several times')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--reinstall', '--reinstall', [CompletionResultType]::ParameterName, 'Install every sibling again, also where nothing has changed')
            [CompletionResult]::new('--recreate', '--recreate', [CompletionResultType]::ParameterName, 'Make a new venv; the old one is moved aside and kept')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Uninstall editables that are no sibling''s and that nothing requires; their checkouts stay')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;validate' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail on warnings too')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Print the commands that would fix the findings, one per line, and run none of them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;tasks' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;run' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only siblings that differ from this revision, and what depends on them')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many at a time; by default as many as there are processors')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many at a time; by default as many as there are processors')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'call')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Start nothing more after a failure')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'After a failure, block only what depends on it (the default)')
            [CompletionResult]::new('--independent', '--independent', [CompletionResultType]::ParameterName, 'Ignore dependencies: keep no order, and let a failure block nothing')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;exec' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many at a time; by default as many as there are processors')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many at a time; by default as many as there are processors')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'call')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Start nothing more after a failure')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;sync' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many at a time')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many at a time')
            [CompletionResult]::new('--patience', '--patience', [CompletionResultType]::ParameterName, 'Give up on a sibling after this many seconds without output from git')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--fetch-only', '--fetch-only', [CompletionResultType]::ParameterName, 'Leave every branch where it is')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Remove remote-tracking branches that the remotes no longer have')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;snapshot' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Records the commit at HEAD of every sibling under a name, and says what is not in it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The snapshots of this workspace')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'How the siblings differ from a snapshot')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Checks out a snapshot''s commits where nothing would be lost; clones missing siblings')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ws;snapshot;save' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;snapshot;list' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;snapshot;diff' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;snapshot;restore' {
            [CompletionResult]::new('--layer', '--layer', [CompletionResultType]::ParameterName, 'Only siblings of this layer; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out siblings whose name matches this glob; may be given several times')
            [CompletionResult]::new('--affected-by', '--affected-by', [CompletionResultType]::ParameterName, 'Only this sibling and what depends on it; may be given several times')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many at a time')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many at a time')
            [CompletionResult]::new('--patience', '--patience', [CompletionResultType]::ParameterName, 'Give up on a sibling after this many seconds without output from git')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dirty', '--dirty', [CompletionResultType]::ParameterName, 'Only siblings with something uncommitted')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;snapshot;export' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;snapshot;help' {
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Records the commit at HEAD of every sibling under a name, and says what is not in it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The snapshots of this workspace')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'How the siblings differ from a snapshot')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Checks out a snapshot''s commits where nothing would be lost; clones missing siblings')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ws;snapshot;help;save' {
            break
        }
        'ws;snapshot;help;list' {
            break
        }
        'ws;snapshot;help;diff' {
            break
        }
        'ws;snapshot;help;restore' {
            break
        }
        'ws;snapshot;help;export' {
            break
        }
        'ws;snapshot;help;help' {
            break
        }
        'ws;activate' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell that will evaluate the output')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default WS_ROOT, else found from the current directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;trust' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default `WS_ROOT`, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--allow-env', '--allow-env', [CompletionResultType]::ParameterName, 'Let `[workspace.env]` set this variable although it makes programs run or load something; may be given several times')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the trusted workspaces, the most recent first')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;untrust' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default `WS_ROOT`, else found from the current directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ws;hook' {
            [CompletionResult]::new('--wrap-cd', '--wrap-cd', [CompletionResultType]::ParameterName, 'For bash: wrap cd, pushd and popd, so that `cd x && command` sees the new environment on the same line')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'Show the workspace''s name in front of the prompt, as activate scripts do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;init' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default `WS_ROOT`, else found from the current directory')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Show the file, and write nothing')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ws;prompt' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default `WS_ROOT`, else found from the current directory')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing} {errors}; text in [brackets] is left out when all its counts are 0')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How old the counts may be, in seconds; when they are older, count again')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ws;cd' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default `WS_ROOT`, else found from the current directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ws;reconcile' {
            [CompletionResult]::new('--off', '--off', [CompletionResultType]::ParameterName, 'The workspace that was deactivated by hand')
            [CompletionResult]::new('--noted', '--noted', [CompletionResultType]::ParameterName, 'The workspace for which the message that it is not trusted was shown')
            [CompletionResult]::new('--left', '--left', [CompletionResultType]::ParameterName, 'Directories that were taken from PATH and stay out of it, separated by colons')
            [CompletionResult]::new('--leave', '--leave', [CompletionResultType]::ParameterName, 'Deactivate, until the workspace is left')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'The directory has not changed: a venv that is gone since then was deactivated by hand')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;path' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The workspace''s root; by default `WS_ROOT`, else found from the current directory')
            break
        }
        'ws;completions' {
            [CompletionResult]::new('--program', '--program', [CompletionResultType]::ParameterName, 'The program that the script asks; by default this one')
            [CompletionResult]::new('--static', '--static', [CompletionResultType]::ParameterName, 'Print a script that does not run `ws`: it knows commands and flags, but no siblings')
            [CompletionResult]::new('--beside-plugins', '--beside-plugins', [CompletionResultType]::ParameterName, 'For Nushell: leave out the commands that the plugins define')
            [CompletionResult]::new('--wrap', '--wrap', [CompletionResultType]::ParameterName, 'For a Nushell where the plugins do not work: define their commands in Nushell''s own language')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;install' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'Change only this shell, without asking; may be given several times')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'The start-up file to change instead of the usual one; needs one --shell')
            [CompletionResult]::new('--nu', '--nu', [CompletionResultType]::ParameterName, 'The Nushell to install into; by default `nu` on PATH')
            [CompletionResult]::new('--plugin-config', '--plugin-config', [CompletionResultType]::ParameterName, 'The registry of Nushell plugins to change; by default Nushell''s own')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show each change and make none')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show each change and make none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every line of each change')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every line of each change')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Make all changes without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Make all changes without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;uninstall' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'Change only this shell, without asking; may be given several times')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'The start-up file to change instead of the usual one; needs one --shell')
            [CompletionResult]::new('--nu', '--nu', [CompletionResultType]::ParameterName, 'The Nushell to install into; by default `nu` on PATH')
            [CompletionResult]::new('--plugin-config', '--plugin-config', [CompletionResultType]::ParameterName, 'The registry of Nushell plugins to change; by default Nushell''s own')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show each change and make none')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show each change and make none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every line of each change')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every line of each change')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Make all changes without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Make all changes without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'ws;generate' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ws;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Every sibling at a glance: branch, ahead, behind, changes, last commit')
            [CompletionResult]::new('siblings', 'siblings', [CompletionResultType]::ParameterValue, 'One row for every sibling: its branch, upstream, and what is uncommitted')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'What deleting each sibling''s directory would lose: work that is uncommitted, stashed, or on no remote')
            [CompletionResult]::new('branches', 'branches', [CompletionResultType]::ParameterValue, 'One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone')
            [CompletionResult]::new('layers', 'layers', [CompletionResultType]::ParameterValue, 'One row for every layer, bottom first: its siblings, the layers it depends on, and its violations')
            [CompletionResult]::new('deps', 'deps', [CompletionResultType]::ParameterValue, 'One row for every dependency between siblings, declared and actual, and whether the layering holds')
            [CompletionResult]::new('order', 'order', [CompletionResultType]::ParameterValue, 'The siblings in the order of installation; those of one wave can be installed in parallel')
            [CompletionResult]::new('affected', 'affected', [CompletionResultType]::ParameterValue, 'What a change reaches: everything that depends on it, nearest first')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'The layered graph of dependencies, as Mermaid, DOT or SVG')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Why something is installed, why at this version, why here in the order, and which changes reach it')
            [CompletionResult]::new('venv', 'venv', [CompletionResultType]::ParameterValue, 'The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Clones the siblings that are missing, or links them to existing clones; leaves the others alone')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Makes the shared venv and installs every sibling into it as editable, bottom layer first')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv')
            [CompletionResult]::new('tasks', 'tasks', [CompletionResultType]::ParameterValue, 'One row for every task of every sibling: those of its own wrknv.toml, and the workspace''s')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Runs a task in every sibling that has it, in dependency order')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Runs a command in every sibling')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetches every sibling, and fast-forwards its branch where that changes none of your work')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'The exact revision of every sibling, under a name')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change')
            [CompletionResult]::new('untrust', 'untrust', [CompletionResultType]::ParameterValue, 'Forgets that this workspace is trusted')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Prints the script that activates the venv on cd, for a shell''s start-up file')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none')
            [CompletionResult]::new('prompt', 'prompt', [CompletionResultType]::ParameterValue, 'Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace')
            [CompletionResult]::new('cd', 'cd', [CompletionResultType]::ParameterValue, 'Changes the directory to a sibling; the shell''s hook defines it, since no program can change its caller''s directory')
            [CompletionResult]::new('reconcile', 'reconcile', [CompletionResultType]::ParameterValue, 'Prints the changes of a shell''s environment: for the hooks')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Prints the path of a sibling: for the hooks')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB')
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Removes what `ws install` added')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Writes every completion script and man page into a directory: for packages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ws;help;status' {
            break
        }
        'ws;help;siblings' {
            break
        }
        'ws;help;backup' {
            break
        }
        'ws;help;branches' {
            break
        }
        'ws;help;layers' {
            break
        }
        'ws;help;deps' {
            break
        }
        'ws;help;order' {
            break
        }
        'ws;help;affected' {
            break
        }
        'ws;help;graph' {
            break
        }
        'ws;help;why' {
            break
        }
        'ws;help;venv' {
            [CompletionResult]::new('siblings', 'siblings', [CompletionResultType]::ParameterValue, 'One row for every sibling: whether Python imports it from its checkout')
            [CompletionResult]::new('packages', 'packages', [CompletionResultType]::ParameterValue, 'One row for every package that is installed in the shared venv')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Deactivates the workspace''s venv: in Nushell in this scope, in other shells by printing code for eval')
            break
        }
        'ws;help;venv;siblings' {
            break
        }
        'ws;help;venv;packages' {
            break
        }
        'ws;help;venv;activate' {
            break
        }
        'ws;help;venv;deactivate' {
            break
        }
        'ws;help;bootstrap' {
            break
        }
        'ws;help;setup' {
            break
        }
        'ws;help;validate' {
            break
        }
        'ws;help;tasks' {
            break
        }
        'ws;help;run' {
            break
        }
        'ws;help;exec' {
            break
        }
        'ws;help;sync' {
            break
        }
        'ws;help;snapshot' {
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Records the commit at HEAD of every sibling under a name, and says what is not in it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The snapshots of this workspace')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'How the siblings differ from a snapshot')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Checks out a snapshot''s commits where nothing would be lost; clones missing siblings')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote')
            break
        }
        'ws;help;snapshot;save' {
            break
        }
        'ws;help;snapshot;list' {
            break
        }
        'ws;help;snapshot;diff' {
            break
        }
        'ws;help;snapshot;restore' {
            break
        }
        'ws;help;snapshot;export' {
            break
        }
        'ws;help;activate' {
            break
        }
        'ws;help;trust' {
            break
        }
        'ws;help;untrust' {
            break
        }
        'ws;help;hook' {
            break
        }
        'ws;help;init' {
            break
        }
        'ws;help;prompt' {
            break
        }
        'ws;help;cd' {
            break
        }
        'ws;help;reconcile' {
            break
        }
        'ws;help;path' {
            break
        }
        'ws;help;completions' {
            break
        }
        'ws;help;install' {
            break
        }
        'ws;help;uninstall' {
            break
        }
        'ws;help;generate' {
            break
        }
        'ws;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
