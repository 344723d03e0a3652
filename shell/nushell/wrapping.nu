# What `ws` prints, as values. `call` is the place of the user's call, which an error points at.
def ws-value [call: any, arguments: list<string>] {
    ws-text $call [--format nuon ...$arguments] | from nuon
}

# The same for a command whose last words are another program's: `ws` tells which those are.
def ws-call [call: any, verb: string, words: list<any>, piped: any] {
    let word = {|word| match ($word | describe --detailed | get type) {
        string => $word
        list => ($word | each {|one| $one | into string })
        _ => ($word | into string)
    }}
    let line = {words: ($words | each {|one| do $word $one }), piped: $piped} | to json --raw
    if ($words | any {|one| $one in ['--help' '-h'] }) {
        # Text, if it is `ws` that is asked, and not the command.
        let said = ws-text $call [--format nuon $verb --call $line]
        return (try { $said | from nuon } catch { $said })
    }
    ws-value $call [$verb --call $line]
}

# What `ws` prints; what it complains about, as an error.
def ws-text [call: any, arguments: list<string>] {
    let answer = with-env {__WS_ERRORS_AS_JSON: '1'} { ^{{ws}} ...$arguments | complete }
    if $answer.exit_code > 1 or ($answer.stdout | is-empty) {
        # Warnings come before the error, which is the last line.
        let lines = $answer.stderr | str trim | lines
        let error = try { $lines | last | from json } catch { {message: ($answer.stderr | str trim)} }
        if ($lines | length) > 1 and 'code' in $error { print --stderr ($lines | drop 1 | str join (char newline)) }
        let label = if $call == null { null } else { {text: 'during this call', span: $call} }
        let error = {msg: $error.message, code: $error.code?, help: $error.help?, label: $label}
        error make ($error | transpose key value | where value != null | transpose --header-row --as-record)
    }
    if ($answer.stderr | is-not-empty) { print --stderr --no-newline $answer.stderr }
    $answer.stdout
}

# Where the call stands: Nushell gives that place to every argument that was not given. Null for a command without any.
def ws-place [places: list<any>] {
    if ($places | is-empty) { null } else { $places | sort-by start | first }
}

# What `ws` says has to change, done: hides first, since a hide after a load is lost.
def --env ws-environment [call: any, arguments: list<string>] {
    let changes = ws-text $call $arguments | from json
    for name in $changes.unset { hide-env --ignore-errors $name }
    load-env $changes.set
    if $changes.path != null { $env.PATH = $changes.path }
    # For the hook, if there is one: it does not undo what was asked for.
    if $changes.off? != null { $env.__ws_state = ($env.__ws_state? | default {} | merge {off: $changes.off}) }
}

# A flag as words: none, itself, or with each of its values.
def ws-flag [flag: string, value: any]: nothing -> list<string> {
    match ($value | describe --detailed | get type) {
        nothing => []
        bool => (if $value { [$flag] } else { [] })
        list => ($value | each {|one| [$flag ($one | into string)] } | flatten)
        _ => [$flag ($value | into string)]
    }
}

# Names that are piped in: rows or records with a name, a list, or lines. Null when nothing is.
def ws-names []: any -> any {
    let piped = $in
    match ($piped | describe --detailed | get type) {
        nothing => null
        string => ($piped | lines | str trim | where $it != '')
        record => [$piped.name]
        _ => ($piped | each {|one| if ($one | describe) == string { $one } else { $one.name } })
    }
}
