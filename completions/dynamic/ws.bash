# shellcheck shell=bash
# Completion of `ws` for bash: asks `ws` itself at each TAB.

__ws_complete() {
    local rest=$COMP_LINE word typed current='' answer
    local words=() index=0 i
    # COMP_WORDS is split at `=` and `:` as well: what has no blank between it is one word to ws.
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        typed=${COMP_WORDS[i]} word=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)) && [[ $word != [=:]* ]]; then
            # Up to the cursor, and without the quote that was opened before it.
            word=$2
        fi
        if [[ $i -eq 0 || $rest == [[:space:]]* ]]; then
            words+=("$word")
        else
            words[${#words[@]} - 1]+=$word
        fi
        if ((i == COMP_CWORD)); then
            index=$((${#words[@]} - 1))
            current=${words[index]}
        fi
        rest=${rest#"${rest%%[![:space:]]*}"}
        rest=${rest#"$typed"}
    done
    # The part before the last `=` or `:` is not bash's to replace.
    local settled=${current%"$2"}

    COMPREPLY=()
    answer=$(COMPLETE=bash command 'ws' -- "$index" "${words[@]}" 2>/dev/null) || return 0
    case $answer in
    :directories)
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$2")
        ;;
    :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$2")
        ;;
    ?*)
        while IFS= read -r word; do COMPREPLY+=("${word#"$settled"}"); done <<<"$answer"
        ;;
    esac
    return 0
}

# In the order given, where bash can (4.4).
complete -o nosort -F __ws_complete ws 2>/dev/null || complete -F __ws_complete ws
