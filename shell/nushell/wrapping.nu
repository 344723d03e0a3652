# What `ws` prints, as values. `call` is the place of the user's call, which an error points at; `piped` are names that
# the line does not show.
def ws-value [call: any, arguments: list<string>, piped: any = null] {
    ws-text $call [--format nuon ...$arguments] $piped | from nuon
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
    ws-value $call [$verb --call $line] $piped
}

# What `ws` prints; what it complains about, as an error.
def ws-text [call: any, arguments: list<string>, piped: any = null] {
    let answer = with-env {__WS_ERRORS_AS_JSON: '1'} { ^{{ws}} ...$arguments | complete }
    if $answer.exit_code > 1 or ($answer.stdout | is-empty) {
        # Warnings come before the error, which is the last line.
        let lines = $answer.stderr | str trim | lines
        # To `from json`, a line that is no JSON is a text.
        let read = try { $lines | last | from json } catch { null }
        let error = if ($read | describe) starts-with record { $read } else { {message: ($answer.stderr | str trim)} }
        if ($lines | length) > 1 and 'code' in $error { print --stderr ($lines | drop 1 | str join (char newline)) }
        let label = if $call == null { null } else { {text: 'during this call', span: $call} }
        let is_piped = $error.code? == 'ws::sibling::unknown' and ($piped | default [] | any {|name| $error.message ends-with $"`($name)`" })
        let closure = if $is_piped { ['what is piped in, also the item of a closure, names siblings'] } else { [] }
        let help = [$error.help? ...$closure] | where $it != null | str join (char newline)
        ws-error $error.message $error.code? $label $help
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

# A flag as words: none, itself, or with each of its values. Of several flags of a name, Nushell gives the last: those
# before it are read from the user's line.
def ws-flag [flag: string, value: any, place?: any, call?: any, --several]: nothing -> list<string> {
    let before = if $value == null or $place == null or $call == null { [] } else { ws-given $flag $place $call }
    if ($before | is-not-empty) and not $several {
        ws-usage $"($flag) is given (($before | length) + 1) times" 'one of them' $place 'give it once'
    }
    for word in $before { ws-literal $flag $word $place }
    let earlier = $before | each {|word| ws-literal $flag $word $place } | flatten
    match ($value | describe --detailed | get type) {
        nothing => []
        bool => (if $value { [$flag] } else { [] })
        _ => ($earlier ++ (ws-words [$value]) | each {|one| [$flag $one] } | flatten)
    }
}

# Arguments as words, those of lists too.
def ws-words [arguments: any]: nothing -> list<string> {
    $arguments | default [] | each {|one|
        if ($one | describe --detailed | get type) == list { $one | each {|each| $each | into string } } else { [($one | into string)] }
    } | flatten
}

# The values that a flag has in the user's line before `place`, as they stand there.
def ws-given [flag: string, place: record, call: record]: nothing -> list<string> {
    if $call.start >= $place.start { return [] }
    let words = try { view span $call.start $place.start | ws-split } catch { [] }
    let values = $words | enumerate | each {|word|
        if $word.item starts-with $"($flag)=" { [($word.item | str substring (($flag | str length) + 1)..)] } else if $word.item == $flag {
            $words | skip ($word.index + 1) | take 1
        } else { [] }
    }
    $values | flatten
}

# The words of a line, whole where they are quoted or in brackets.
def ws-split []: string -> list<string> {
    $in | parse --regex r#'(?P<word>(?:'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[^\s,'"`\[({])+)'# | get word
}

# A word of a line as the text, or the texts of a list, that it means.
def ws-literal [flag: string, word: string, place: record]: nothing -> list<string> {
    if $word =~ '^\[.*\]$' {
        $word | str substring 1..-2 | ws-split | each {|one| ws-literal $flag $one $place } | flatten
    } else if $word !~ "^'" and $word =~ '[$(]' {
        ws-usage $"($flag) is given several times, and not only with words" 'the last one' $place $"give a list: ($flag) [...]"
    } else {
        [($word | str replace --regex r#'^(['"`])(.*)\1$'# '$2')]
    }
}

# Names that are piped in: rows or records with a name, a list, or lines. Null when nothing is.
def ws-names []: any -> any {
    let piped = $in
    match ($piped | describe --detailed | get type) {
        nothing => null
        string => ($piped | lines | str trim | where $it != '')
        list | table => {
            # A list that is made with `each` may hold errors, which a loop does not.
            for item in $piped { ws-name $item }
            $piped | each {|item| ws-name $item } | flatten
        }
        _ => (ws-name $piped)
    }
}

# One item: a name, or a row that has one under `name`, or, as those of `ws tasks`, under `sibling`. A finding that is about
# no sibling names none.
def ws-name [item: any]: nothing -> list<string> {
    let kind = $item | describe --detailed | get type
    let place = (metadata $item).span
    let is_row = $kind == record and ('name' in $item or 'sibling' in $item)
    let key = if not $is_row or 'name' in $item { 'name' } else { 'sibling' }
    let name = if $is_row { $item | get $key } else { $item }
    if $key == 'sibling' and $name == null { return [] }
    if ($name | describe) == string { return [$name] }
    let what = match $kind {
        record => (if $is_row { $"`($key)` is ($name | describe)" } else { 'a record without a column `name` or `sibling`' })
        _ => $"this is ($name | describe)"
    }
    ws-usage 'the input names no sibling' $what $place 'pipe in names, or a table with a column `name` or `sibling`, such as `ws siblings` gives'
}

def ws-usage [message: string, label: string, place: record, help: string] {
    ws-error $message 'ws::usage' {text: $label, span: $place} $help
}

# Before 0.109, `error make` leaves the code out: there it is a line of the help.
def ws-error [message: string, code: any, label: any, help: string] {
    let takes_codes = (version | get minor) >= 109
    let help = if $takes_codes or $code == null { $help } else { $"($help)\ncode: ($code)" | str trim }
    let error = {msg: $message, code: $code, help: (if $help == '' { null } else { $help }), label: $label}
    error make ($error | transpose key value | where value != null | transpose --header-row --as-record)
}
