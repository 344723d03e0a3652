# shellcheck shell=bash
# ws: activates the workspace's venv on cd, and takes it back on leaving. `eval "$(ws hook bash)"` in ~/.bashrc.
# In the syntax of bash 3.2. A prompt in an unchanged directory tests for a file and starts nothing.

# What follows is read without the user's aliases, of reserved words too, and without `set -a` and `set -k`.
__ws_given=${-//[!ak]/}
\set +ak
__ws_options=$__ws_given
\unset -v __ws_given
\shopt -q expand_aliases && __ws_aliases=1 || __ws_aliases=''
\shopt -u expand_aliases

# Runs first at a prompt, and leaves `$?` and `$_` as they were; `$_` is its argument.
__ws_hook() {
  # shellcheck disable=SC2319 # of whatever was before
  local __ws_status=$?
  local __ws_alone
  # Between elements of an array, bash itself hands `$?`, PIPESTATUS and `$_` on.
  if [[ -n ${__ws_array-} && ${#FUNCNAME[@]} -eq 1 && ${PROMPT_COMMAND-} == "$__ws_call" ]]; then
    __ws_alone=1
  else
    __ws_alone=''
  fi
  case $- in
    *[akvxT]*) __ws_plainly __ws_look ;;
    *) __ws_look || : ;;
  esac
  # A status that is handed on would end a shell with `set -e`, and be seen by a trap on ERR.
  case $__ws_alone$- in
    1* | *e*) return 0 ;;
    # With `set -k` it is not known.
    *) return "${__ws_status:-0}" ;;
  esac
}

# Without options by which what is assigned is exported or is the command's alone, or by which each step is shown.
__ws_plainly() {
  local __ws_options
  { __ws_options=${-//[!akvxT]/} && set +akvxT; } 2>/dev/null
  "$@" || :
  if [[ -n $__ws_options ]]; then set "-$__ws_options"; fi
}

__ws_look() {
  if [[ ${PWD-} != "${__ws_seen-}" ]]; then
    # direnv puts back the PATH that it saw on entry: before what is done here, or this is undone by it.
    if [[ -n ${__ws_seen-} ]] && __ws_is_function _direnv_hook; then _direnv_hook || :; fi
    __ws_moved=1
    __ws_reconcile
  else
    __ws_moved=
    local __ws_freed=
    if __ws_trust_changed || __ws_env_changed; then
      if [[ -n $__ws_freed ]]; then __ws_reconcile; else __ws_reconcile --here; fi
    fi
  fi
  if [[ -n ${__ws_shows-} ]]; then __ws_show; fi
  __ws_first
}

# No function is one where `declare` itself is one, which says yes to every name.
__ws_is_function() { declare -F "$1" >/dev/null && ! declare -F __ws_no_such_function >/dev/null; }

__ws_trust_changed() {
  if [[ -n ${__ws_epoch-} ]]; then
    [[ ! -e $__ws_epoch ]]
  else
    [[ -e @registry@ ]]
  fi
}

# Whether somebody else has changed what is only right as the hook left it. __ws_freed: a venv of the user's has ended.
__ws_env_changed() {
  local __ws_rest __ws_bin __ws_before=${__ws_env%%:*}
  if [[ ${VIRTUAL_ENV-}:${PATH-} == "${__ws_env-}" ]]; then return 1; fi
  __ws_env=${VIRTUAL_ENV-}:${PATH-}
  if [[ -z ${VIRTUAL_ENV-} && -n $__ws_before && ! $__ws_before -ef ${__ws_venv:-/} ]]; then
    __ws_freed=1
    return 0
  fi
  if [[ -n ${__WS_ACTIVE-} ]]; then
    if [[ -z ${VIRTUAL_ENV-} ]]; then return 0; fi
    if [[ $VIRTUAL_ENV == "${__ws_venv-}" ]]; then
      case :${PATH-}: in *:"${VIRTUAL_ENV%/}/bin":*) ;; *) return 0 ;; esac
    fi
  fi
  __ws_rest=${__ws_left-}
  while [[ -n $__ws_rest ]]; do
    __ws_bin=${__ws_rest%%:*}
    __ws_rest=${__ws_rest#"$__ws_bin"}
    __ws_rest=${__ws_rest#:}
    if [[ $__ws_bin != "${VIRTUAL_ENV%/}/bin" ]]; then
      case :${PATH-}: in *:"$__ws_bin":*) return 0 ;; esac
    fi
  done
  return 1
}

__ws_reconcile() {
  local __ws_code __ws_name __ws_posix=
  __ws_seen=${PWD-}
  if [[ -n ${__ws_failed-} ]]; then
    __ws_code=$(@ws@ reconcile bash --off="${__ws_off-}" --noted="${__ws_noted-}" --left="${__ws_left-}" "$@" 2>/dev/null) || return 0
  elif ! __ws_code=$(@ws@ reconcile bash --off="${__ws_off-}" --noted="${__ws_noted-}" --left="${__ws_left-}" "$@"); then
    # It has said what is wrong; once is enough.
    __ws_failed=1
    if [[ -e @registry@ ]]; then __ws_epoch=@registry@; fi
    return 0
  fi
  __ws_failed=
  # In POSIX mode these builtins come before functions of their names.
  if [[ -z ${POSIXLY_CORRECT+set} ]]; then
    case :$SHELLOPTS: in
      *:posix:*) ;;
      *)
        for __ws_name in eval export unset; do
          if __ws_is_function "$__ws_name"; then __ws_posix=1; fi
        done
        ;;
    esac
  fi
  if [[ -n $__ws_posix ]]; then POSIXLY_CORRECT=1; fi
  case $__ws_code in
    *'export PATH='*)
      if ! export PATH="${PATH-}" 2>/dev/null; then
        if [[ -z ${__ws_fixed-} ]]; then echo "ws: PATH is read-only, so no venv can be activated" >&2; fi
        __ws_fixed=1 __ws_code=
      fi
      ;;
  esac
  eval "$__ws_code"
  if [[ -n $__ws_posix ]]; then unset POSIXLY_CORRECT; fi
  __ws_env=${VIRTUAL_ENV-}:${PATH-}
  if [[ -n ${__WS_ACTIVE-} ]] && ! __ws_is_function deactivate; then
    # shellcheck disable=SC2317 # the user calls it
    deactivate() { __ws_plainly __ws_deactivate; }
  fi
}

# Lasts until the workspace is left. Does nothing when nothing is active.
__ws_deactivate() {
  if [[ -z ${__WS_ACTIVE-} ]]; then return 0; fi
  if [[ ${#FUNCNAME[@]} -gt 3 && ( -n ${__ws_moved-} || ${PWD-} != "${__ws_seen-}" ) ]]; then
    # Not by hand: some other hook, on a cd. The next prompt decides anew.
    __ws_reconcile --leave
    __ws_off='' __ws_seen=''
  else
    __ws_reconcile --leave
  fi
}

ws() {
  if [[ ${1-} == cd && $# -ge 2 && $2 != -h && $2 != --help ]]; then
    local __ws_path
    shift
    __ws_path=$(@ws@ path "$@") || return
    # The user's own cd, if there is one.
    cd "$__ws_path" || return
  else
    @ws@ "$@"
  fi
}

__ws_precmd() {
  __ws_hook "$_"
  return 0
}

# Puts the hook before everything else in PROMPT_COMMAND, whoever came before it since.
__ws_first() {
  local __ws_others __ws_kept=() __ws_one
  if [[ -n ${BLE_VERSION-} && -z ${__ws_ble-} ]] && __ws_is_function blehook; then
    # ble.sh runs hooks of its own kind, where prompts are made, before PROMPT_COMMAND.
    __ws_ble=1
    blehook PRECMD+-="$__ws_call" 2>/dev/null || blehook PRECMD+="$__ws_call"
  fi
  if [[ -z ${__ws_preexec-} && -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    # bash-preexec puts itself before everything at its first prompt, after the hook's turn, and then runs these functions.
    __ws_preexec=1
    precmd_functions=(__ws_precmd ${precmd_functions[@]+"${precmd_functions[@]}"})
  fi
  if [[ -n ${__ws_readonly-} ]]; then return 0; fi
  case ${PROMPT_COMMAND-} in
    "$__ws_call") if [[ ${PROMPT_COMMAND[1]-} != __ws_again ]]; then return 0; fi ;;
    "$__ws_call$__ws_nl"*) if [[ -z $__ws_array ]]; then return 0; fi ;;
  esac
  # A second call that is there when the first is overwritten. In this round it has become nothing.
  alias __ws_again=
  __ws_without_us "${PROMPT_COMMAND[@]-}"
  case " ${FUNCNAME[*]} " in
    *" __vsc_"*) if [[ -n $__ws_array ]]; then __ws_into_vscode; fi ;;
    *) __ws_put "$__ws_call" ;;
  esac
}

# VS Code runs what was there before within a function of its own, and takes whatever comes after that for a command.
__ws_into_vscode() {
  for __ws_one in ${__ws_others[@]+"${__ws_others[@]}"}; do
    case $__ws_one in *__vsc_*) __ws_kept[${#__ws_kept[@]}]=$__ws_one ;; esac
  done
  # Somebody else calls it.
  if [[ ${#__ws_kept[@]} -eq 0 ]]; then __ws_kept=("${__ws_others[0]-}"); fi
  __ws_without_us ${__vsc_original_prompt_command[@]+"${__vsc_original_prompt_command[@]}"} \
    ${__ws_others[@]+"${__ws_others[@]}"}
  PROMPT_COMMAND=("${__ws_kept[@]}") __vsc_original_prompt_command=("$__ws_call")
  for __ws_one in ${__ws_others[@]+"${__ws_others[@]}"}; do
    case $__ws_one in
      *__vsc_* | "${__ws_kept[0]}") ;;
      *) __vsc_original_prompt_command[${#__vsc_original_prompt_command[@]}]=$__ws_one ;;
    esac
  done
}

# These texts without the hook's calls, as __ws_others.
__ws_without_us() {
  local __ws_one
  __ws_others=()
  for __ws_one in "$@"; do
    __ws_one=${__ws_one//"$__ws_call __ws_again"/"$__ws_call"}
    __ws_one=${__ws_one//"$__ws_nl"__ws_again/}
    __ws_one=${__ws_one//"$__ws_nl$__ws_call"/}
    __ws_one=${__ws_one//"$__ws_call$__ws_nl"/}
    __ws_one=${__ws_one//; "$__ws_call"/}
    __ws_one=${__ws_one//;"$__ws_call"/}
    __ws_one=${__ws_one//"$__ws_call"; /}
    __ws_one=${__ws_one//"$__ws_call";/}
    case $__ws_one in
      '' | __ws_again | "$__ws_call") ;;
      *) __ws_others[${#__ws_others[@]}]=$__ws_one ;;
    esac
  done
}

# The hook, a second call, and the others that __ws_first found.
__ws_put() {
  local __ws_text=$__ws_call
  if [[ -n $__ws_array && -z ${__ws_joined-} ]]; then
    PROMPT_COMMAND=("$__ws_call" "$1" ${__ws_others[@]+"${__ws_others[@]}"})
    return 0
  fi
  for __ws_one in ${__ws_others[@]+"${__ws_others[@]}"}; do
    __ws_text=$__ws_text$__ws_nl$__ws_one
    # bash itself would run the first alone.
    if [[ -z $__ws_array ]]; then break; fi
  done
  # shellcheck disable=SC2128,SC2178 # an array where bash runs all of one
  if [[ -n $__ws_array ]]; then PROMPT_COMMAND=("$__ws_text"); else PROMPT_COMMAND=$__ws_text; fi
}
