
# Shows the workspace's name as activate scripts do, in front of a prompt that does not show it itself.
export-env {
    let before = $env.PROMPT_COMMAND?
    $env.PROMPT_COMMAND = {||
        let text = if ($before | describe) == 'closure' { do --env $before } else { $before | default '' }
        let shown = $"\(($env.VIRTUAL_ENV_PROMPT? | default '')\)"
        let is_ours = $env.__WS_ACTIVE? != null and $env.VIRTUAL_ENV? == ($env.__ws_state?.venv?)
        let wanted = $is_ours and ($env.VIRTUAL_ENV_DISABLE_PROMPT? | default '' | is-empty)
        if $wanted and $shown not-in ($text | ansi strip) { $"($shown) ($text)" } else { $text }
    }
}
