# What `ws` prints, as values.
def ws-value [arguments: list<string>] {
    ws-text [--format nuon ...$arguments] | from nuon
}

# The same for a command whose last words are another program's: `ws` tells which those are.
def ws-call [verb: string, words: list<any>, piped: any] {
    let word = {|word| match ($word | describe --detailed | get type) {
        string => $word
        list => ($word | each {|one| $one | into string })
        _ => ($word | into string)
    }}
    let call = {words: ($words | each {|one| do $word $one }), piped: $piped} | to json --raw
    if ($words | any {|one| $one in ['--help' '-h'] }) {
        # Text, if it is `ws` that is asked, and not the command.
        let said = ws-text [--format nuon $verb --call $call]
        return (try { $said | from nuon } catch { $said })
    }
    ws-value [$verb --call $call]
}

# What `ws` prints; what it complains about, as an error.
def ws-text [arguments: list<string>] {
    let answer = ^{{ws}} ...$arguments | complete
    if $answer.exit_code > 1 or ($answer.stdout | is-empty) {
        error make {msg: ($answer.stderr | str trim)}
    }
    if ($answer.stderr | is-not-empty) { print --stderr --no-newline $answer.stderr }
    $answer.stdout
}

# What `ws` says has to change, done: hides first, since a hide after a load is lost.
def --env ws-environment [arguments: list<string>] {
    let changes = ws-text $arguments | from json
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
