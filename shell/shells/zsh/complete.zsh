#compdef ws
# Completion of `ws` for zsh: asks `ws` itself at each TAB. To be sourced, or put on fpath as `_ws`.

__ws_complete() {
    local -a answer described
    local line
    answer=("${(@f)$(COMPLETE=zsh command {{ws}} -- "$((CURRENT - 1))" "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" "${(@Q)words[CURRENT+1,-1]}" 2>/dev/null)}")
    case $answer[1] in
        '') return 1 ;;
        ':command '*)
            # The words from there on are a command line of their own.
            local -i first=${answer[1]#:command }
            shift $first words
            (( CURRENT -= first ))
            _normal
            return
            ;;
        :directories)
            compset -P '--[^=]#='
            _files -/
            return
            ;;
        :files)
            compset -P '--[^=]#='
            _files
            return
            ;;
    esac
    for line in "${answer[@]}"; do
        # A colon ends the value in _describe's terms.
        if [[ $line == *$'\t'* ]]; then
            described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            described+=("${line//:/\\:}")
        fi
    done
    _describe -V 'ws' described
}

# The completion system may not have been started.
(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i ${__ws_no_trace:+-D}; }

if [[ ${funcstack[1]-} == _ws ]]; then
    __ws_complete "$@"
else
    compdef __ws_complete ws
fi
