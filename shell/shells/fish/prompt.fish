
# Shows the workspace's name as activate scripts do, in front of a prompt that does not show it itself.
function __ws_show
    builtin functions -q fish_prompt; or return 0
    builtin functions fish_prompt | builtin string match -q -r '__ws_mark|VIRTUAL_ENV'; and return 0
    builtin functions -e __ws_prompt_before
    builtin functions -c fish_prompt __ws_prompt_before
    function fish_prompt
        builtin set -l before $status
        __ws_mark
        # As the prompt of the user's own expects it.
        __ws_status $before
        __ws_prompt_before
    end
end

function __ws_mark
    builtin test -n "$__WS_ACTIVE"; and builtin test "$VIRTUAL_ENV" = "$__ws_venv"; or return 0
    builtin test -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and builtin printf '(%s) ' $VIRTUAL_ENV_PROMPT
    return 0
end
