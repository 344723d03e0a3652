# ws: activates the workspace's venv on cd, and takes it back on leaving. `ws hook nu` writes this file's text, for an
# autoload directory. A prompt in an unchanged directory tests for a file and starts nothing.

# `--prompt`: once all that goes with a cd is over.
def --env "ws-hook check" [--prompt] {
    let state = $env.__ws_state? | default {}
    let epoch = $state.epoch? | default ''
    let trust_changed = if ($epoch | is-empty) { @registry@ | path exists } else { not ($epoch | path exists) }
    if $state.seen? != $env.PWD {
        ws-hook reconcile
        if not $prompt { $env.__ws_state.moved = true }
    } else if $trust_changed {
        ws-hook reconcile --here
    } else {
        # What goes on the way into a directory was not taken by hand.
        match (ws-hook env-changed) {
            'freed' => { ws-hook reconcile }
            'changed' => { ws-hook reconcile --here=(not ($state.moved? | default false)) }
        }
    }
    if $prompt and ($env.__ws_state?.moved? | default false) { $env.__ws_state.moved = false }
}

# Whether somebody else has `changed` what is only right as the hook left it, or the directory decides anew (`freed`), as where
# a venv of the user's has ended.
def --env "ws-hook env-changed" []: nothing -> string {
    let state = $env.__ws_state
    let venv = $env.VIRTUAL_ENV? | default ''
    let path = ws-hook path
    if $state.env? == [$venv ...$path] { return 'same' }
    $env.__ws_state.env = [$venv ...$path]
    let before = $state.env? | default [''] | first
    if ($venv | is-empty) and $before != '' and ($before | path expand) != ($state.venv? | default '') { return 'freed' }
    # Nushell forgets what was hidden once an overlay is hidden, and the workspace that was left is there again.
    if $env.__WS_ACTIVE? != null and ($state.venv? | default '' | is-empty) { return 'freed' }
    let is_ours = $venv == ($state.venv? | default '')
    let taken = $env.__WS_ACTIVE? != null and (($venv | is-empty) or ($is_ours and $"($venv)/bin" not-in $path))
    let comes_back = $state.left? | default '' | split row ':' | any {|bin| $bin != '' and $bin != $"($venv)/bin" and $bin in $path }
    if $taken or $comes_back { 'changed' } else { 'same' }
}

def "ws-hook path" []: nothing -> list<string> {
    let path = $env.PATH? | default []
    if ($path | describe) == 'string' { $path | split row (char esep) } else { $path | each { into string } }
}

# Asks `ws` what has to change, as data, and does it: hides first, since a hide after a load is lost.
def --env "ws-hook reconcile" [--leave, --here] {
    let state = $env.__ws_state? | default {}
    let words = [
        $"--off=($state.off? | default '')"
        $"--noted=($state.noted? | default '')"
        $"--left=($state.left? | default '')"
        ...(if $leave { ['--leave'] } else { [] })
        ...(if $here { ['--here'] } else { [] })
    ]
    let answer = try { ^@ws@ reconcile nu ...$words | complete } catch { null }
    let data = try { $answer.stdout | from json } catch { null }
    if $data == null or $answer.exit_code != 0 {
        # Said once; the next cd tries again.
        if not ($state.failed? | default false) {
            print --stderr ($answer.stderr? | default 'ws: the hook cannot run ws' | str trim)
        }
        let epoch = if (@registry@ | path exists) { @registry@ } else { '' }
        $env.__ws_state = ($state | merge {seen: $env.PWD, failed: true, epoch: $epoch})
    } else {
        if ($answer.stderr | is-not-empty) { print --stderr --no-newline $answer.stderr }
        for name in $data.unset { hide-env --ignore-errors $name }
        load-env $data.set
        if $data.path != null { $env.PATH = $data.path }
        $env.__ws_state = ($state | merge {
            seen: $env.PWD
            failed: false
            epoch: $data.epoch
            off: $data.off
            noted: $data.noted
            venv: $data.venv
            left: $data.left
            env: [($env.VIRTUAL_ENV? | default '') ...(ws-hook path)]
        })
    }
}

# Takes the workspace's venv back until the workspace is left.
export def --env deactivate [] {
    if $env.__WS_ACTIVE? != null {
        let moved = ($env.__ws_state?.moved? | default false) or $env.__ws_state?.seen? != $env.PWD
        ws-hook reconcile --leave
        # Not by hand: some other hook, on a cd. The prompt decides anew.
        if $moved { $env.__ws_state = ($env.__ws_state | merge {seen: '', off: ''}) }
    }
}

# Changes the directory to a sibling.
export def --env "ws cd" [
    sibling: string@"ws-hook destinations" # Its name, or WORKSPACE/NAME in a trusted workspace
    --root: path # The workspace, by its directory
] {
    let words = if $root == null { [] } else { ['--root' $root] }
    cd (^@ws@ path ...$words -- $sibling | str trim --right --char (char newline))
}

def "ws-hook destinations" [context: string, position: int] {
    let line = $context | str substring 0..<$position
    try { with-env {COMPLETE: nu} { ^@ws@ -- $line } | from json } catch { [] }
}

export-env {
    $env.config = ($env.config? | default {}
        | upsert hooks {|config| $config.hooks? | default {} }
        | upsert hooks.env_change {|config| $config.hooks.env_change? | default {} }
        | upsert hooks.env_change.PWD {|config| $config.hooks.env_change.PWD? | default [] }
        | upsert hooks.pre_prompt {|config| $config.hooks.pre_prompt? | default [] })
    # However often this is sourced, once: other hooks are closures, ours is a record with a mark.
    let installed = $env.config.hooks.env_change.PWD | any {|hook| try { $hook.ws_hook } catch { false } }
    if not $installed {
        $env.config.hooks.env_change.PWD = ($env.config.hooks.env_change.PWD | append {ws_hook: true, code: {|before, after| ws-hook check }})
        # Another hook's failure keeps those after it from running; and trust may change without a cd.
        $env.config.hooks.pre_prompt = ($env.config.hooks.pre_prompt | append {ws_hook: true, code: {|| ws-hook check --prompt }})
    }
}
