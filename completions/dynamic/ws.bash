# shellcheck shell=bash
# Completion of `ws` for bash, from 3.2 on: asks `ws` itself at each TAB.

__ws_complete() {
    local rest=$COMP_LINE word typed current='' answer
    local words=() starts=() index=0 i
    # COMP_WORDS is split at `=` and `:` as well: what has no blank between it is one word to ws.
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        typed=${COMP_WORDS[i]} word=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)) && [[ $word != [=:]* ]]; then
            # Up to the cursor, and without the quote that was opened before it.
            word=$2
            if [[ $typed == *[=:]* ]]; then
                # bash 3.2 splits the words at blanks alone, and what it replaces at `=` and `:`.
                typed=${COMP_LINE:0:COMP_POINT}
                typed=${typed##*[[:space:]]}
                typed=${typed//[\"\']/}
                if [[ $typed == *[=:]"$2" ]]; then word=$typed; fi
                typed=${COMP_WORDS[i]}
            fi
        fi
        if [[ $i -eq 0 || $rest == [[:space:]]* ]]; then
            words+=("$word")
            starts+=("$i")
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
    ':command '*) __ws_complete_command "${starts[${answer#:command }]}" ;;
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

# The words from this one on are a command line of their own.
__ws_complete_command() {
    local spec word i
    if declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset "$1"
        return
    elif declare -F _command_offset >/dev/null; then
        _command_offset "$1"
        return
    fi
    # Without bash-completion: by what the user has for that command.
    for ((i = 0; i < $1; i++)); do
        word=${COMP_LINE#*"${COMP_WORDS[i]}"}
        COMP_POINT=$((COMP_POINT - ${#COMP_LINE} + ${#word}))
        COMP_LINE=$word
    done
    word=${COMP_LINE#"${COMP_LINE%%[![:space:]]*}"}
    COMP_POINT=$((COMP_POINT - ${#COMP_LINE} + ${#word}))
    COMP_LINE=$word
    COMP_WORDS=("${COMP_WORDS[@]:$1}")
    COMP_CWORD=$((COMP_CWORD - $1))
    local current=${COMP_WORDS[COMP_CWORD]} options=(-f)
    if ((COMP_CWORD == 0)); then
        options=(-c)
    else
        spec=$(complete -p -- "${COMP_WORDS[0]##*/}" 2>/dev/null)
        if [[ " $spec " =~ ' -F '([^ ]+)' ' ]]; then
            "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "$current" "${COMP_WORDS[COMP_CWORD - 1]}"
            if [[ $spec == *' -o nospace '* ]]; then compopt -o nospace 2>/dev/null; fi
            if ((${#COMPREPLY[@]} > 0)); then return; fi
        fi
    fi
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "${options[@]}" -- "$current")
}

# In the order given, where bash can (4.4).
complete -o nosort -F __ws_complete ws 2>/dev/null || complete -F __ws_complete ws
