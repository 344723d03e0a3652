# ws: activates the workspace's venv on cd, and takes it back on leaving. `ws hook fish | source` in config.fish.
# A prompt in an unchanged directory tests for a file and starts nothing.

function __ws_hook --on-event fish_prompt --on-variable PWD
    # A command substitution comes back to where it was.
    status is-command-substitution; and return
    test "$PWD" = "$__ws_seen"; and not __ws_trust_changed; and return
    __ws_reconcile
end

function __ws_trust_changed
    if test -n "$__ws_epoch"
        not test -e "$__ws_epoch"
    else
        test -e @registry@
    end
end

function __ws_reconcile
    set -g __ws_seen $PWD
    set -l code
    if test -n "$__ws_failed"
        set code (@ws@ reconcile fish --off="$__ws_off" --noted="$__ws_noted" $argv 2>/dev/null | string collect; test $pipestatus[1] = 0)
        or return 0
    else
        set code (@ws@ reconcile fish --off="$__ws_off" --noted="$__ws_noted" $argv | string collect; test $pipestatus[1] = 0)
        or begin
            # It has said what is wrong; once is enough.
            set -g __ws_failed 1
            test -e @registry@; and set -g __ws_epoch @registry@
            return 0
        end
    end
    set -g __ws_failed
    set -l was $__ws_bin
    eval $code
    set -g __ws_bin
    test -n "$__WS_ACTIVE"; and set __ws_bin $VIRTUAL_ENV/bin
    set -g __ws_check
    set -g __ws_left
    if test "$was" != "$__ws_bin"
        set __ws_check 1
        test -n "$was"; and not contains -- $was $PATH; and set __ws_left $was
    end
    if test -n "$__WS_ACTIVE"; and not functions -q deactivate
        function deactivate
            __ws_deactivate
        end
    end
    return 0
end

# Before the first command after a change: direnv, whose turn is after ours, puts back the PATH that it saw on entry.
function __ws_recheck --on-event fish_preexec
    test -n "$__ws_check"; or return
    set -g __ws_check
    if test -n "$__ws_left"; and test "$VIRTUAL_ENV/bin" != "$__ws_left"
        set -l at (contains -i -- $__ws_left $PATH)
        and set -e PATH[$at]
    end
    test -n "$__ws_bin"; and not contains -- $__ws_bin $PATH; and __ws_reconcile
    return 0
end

# Lasts until the workspace is left. Does nothing when nothing is active.
function __ws_deactivate
    test -n "$__WS_ACTIVE"; and __ws_reconcile --leave
    return 0
end

function ws
    if test "$argv[1]" = cd; and test (count $argv) = 2; and not string match -q -- '-*' $argv[2]
        set -l path (@ws@ path -- $argv[2] | string collect; test $pipestatus[1] = 0)
        or return
        cd $path
    else
        @ws@ $argv
    end
end
