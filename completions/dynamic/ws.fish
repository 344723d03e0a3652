# Completion of `ws` for fish: asks `ws` itself at each TAB.

function __ws_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    # Without the quote that was opened before it.
    set -l current (commandline --current-token --cut-at-cursor | string replace --regex -- '^(--[^=]+=)?["\']' '$1')
    set -l answer (COMPLETE=fish command 'ws' -- (count $words) $words "$current" 2>/dev/null)
    switch "$answer[1]"
        case ''
            return 1
        case ':command *'
            # What follows the dashes is a command line of its own.
            complete --do-complete (commandline --current-process --cut-at-cursor | string replace --regex -- '^.*?\s--\s+' '')
        case :directories
            __fish_complete_directories "$current" ''
        case :files
            __fish_complete_path "$current" ''
        case '*'
            printf '%s\n' $answer
    end
end

complete --command ws --erase
complete --command ws --no-files --keep-order --arguments '(__ws_complete)'
