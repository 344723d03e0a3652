# ws: activates the workspace's venv on cd, and takes it back on leaving. `ws hook fish | source` in config.fish, after
# `status is-interactive; and`. A prompt in an unchanged directory tests for a file and starts nothing.
# `builtin` and `command` are no functions of the user's, whatever he has called them.

function __ws_hook --on-variable PWD
    # A command substitution comes back to where it was.
    builtin status is-command-substitution; and return
    if builtin test "$PWD" != "$__ws_seen"
        builtin set -g __ws_moved 1
        __ws_reconcile
    else if __ws_trust_changed
        __ws_reconcile --here
    else if __ws_env_changed
        # What goes on the way into a directory was not taken by hand.
        if builtin test -n "$__ws_moved$__ws_freed"
            __ws_reconcile
        else
            __ws_reconcile --here
        end
    end
    return 0
end

function __ws_prompt --on-event fish_prompt
    __ws_hook
    builtin set -g __ws_moved
    builtin functions -q __ws_show; and __ws_show
    return 0
end

# Before a command: direnv, whose turn is after ours, puts back the PATH that it saw on entry.
function __ws_preexec --on-event fish_preexec
    builtin test "$PWD" = "$__ws_seen"; and __ws_hook
    return 0
end

function __ws_trust_changed
    if builtin test -n "$__ws_epoch"
        not builtin test -e "$__ws_epoch"
    else
        builtin test -e @registry@
    end
end

# Whether somebody else has changed what is only right as the hook left it. __ws_freed: a venv of the user's has ended.
function __ws_env_changed
    builtin set -l now "$VIRTUAL_ENV:$PATH"
    builtin test "$now" = "$__ws_env"; and return 1
    builtin set -l before (builtin string replace -r ':.*' '' -- "$__ws_env")
    builtin set -g __ws_env $now
    builtin set -g __ws_freed
    if builtin test -z "$VIRTUAL_ENV"; and builtin test -n "$before"
        if builtin test "$before" != "$__ws_venv"; and builtin test (builtin realpath -- $before 2>/dev/null; or builtin echo /) != "$__ws_venv"
            builtin set -g __ws_freed 1
            return 0
        end
    end
    if builtin test -n "$__WS_ACTIVE"
        builtin test -z "$VIRTUAL_ENV"; and return 0
        if builtin test "$VIRTUAL_ENV" = "$__ws_venv"
            builtin contains -- $VIRTUAL_ENV/bin $PATH; or return 0
        end
    end
    for bin in (builtin string split --no-empty : -- "$__ws_left")
        builtin test "$bin" != "$VIRTUAL_ENV/bin"; and builtin contains -- $bin $PATH; and return 0
    end
    return 1
end

function __ws_reconcile
    builtin set -g __ws_seen $PWD
    builtin set -l words reconcile fish --off="$__ws_off" --noted="$__ws_noted" --left="$__ws_left" $argv
    builtin set -l code
    if builtin test -n "$__ws_failed"
        builtin set code (@ws@ $words 2>/dev/null | builtin string collect; builtin test $pipestatus[1] = 0)
        or return 0
    else
        builtin set code (@ws@ $words | builtin string collect; builtin test $pipestatus[1] = 0)
        or begin
            # It has said what is wrong; once is enough.
            builtin set -g __ws_failed 1
            builtin test -e @registry@; and builtin set -g __ws_epoch @registry@
            return 0
        end
    end
    builtin set -g __ws_failed
    builtin eval $code
    builtin set -g __ws_env "$VIRTUAL_ENV:$PATH"
    if builtin test -n "$__WS_ACTIVE"; and not builtin functions -q deactivate
        function deactivate
            __ws_deactivate
        end
    end
    return 0
end

# Lasts until the workspace is left. Does nothing when nothing is active.
function __ws_deactivate
    builtin test -n "$__WS_ACTIVE"; or return 0
    builtin set -l callers (builtin status stack-trace | builtin string match 'in function *')
    if builtin test (builtin count $callers) -gt 2; and begin
            builtin test -n "$__ws_moved"; or builtin test "$PWD" != "$__ws_seen"
        end
        # Not by hand: some other hook, on a cd. The next prompt decides anew.
        __ws_reconcile --leave
        builtin set -g __ws_off
        builtin set -g __ws_seen
    else
        __ws_reconcile --leave
    end
    return 0
end

function __ws_status
    return $argv[1]
end

function ws
    if builtin test "$argv[1]" = cd; and builtin test (builtin count $argv) -ge 2; and not builtin contains -- $argv[2] -h --help
        builtin set -l path (@ws@ path $argv[2..-1] | builtin string collect; __ws_status $pipestatus[1])
        or return
        # The user's own cd, if there is one.
        cd $path
    else
        @ws@ $argv
    end
end
