# Activates the workspace's venv on cd, and takes it back on leaving.
# A prompt in an unchanged directory tests for a file and starts nothing.

# In chpwd, in precmd, and before a command.
__ws_hook() {
  emulate -L zsh
  # Not in a subshell: completion and `$(cd x)` change directory there, and nobody sees it.
  if (( ZSH_SUBSHELL )); then return 0; fi
  local __ws_freed=
  if [[ $PWD != "$__ws_seen" ]]; then
    __ws_moved=1
    __ws_reconcile
  elif __ws_trust_changed; then
    __ws_reconcile --here
  elif __ws_env_changed; then
    # What goes on the way into a directory was not taken by hand.
    if [[ -n $__ws_moved$__ws_freed ]]; then __ws_reconcile; else __ws_reconcile --here; fi
  elif [[ -n $__ws_waiting ]] && (( ! ${__p9k_instant_prompt_active:-0} )); then
    __ws_reconcile --here
  fi
  return 0
}

__ws_precmd() {
  emulate -L zsh
  __ws_hook
  __ws_moved=
  if (( $+functions[__ws_show] )); then __ws_show; fi
  return 0
}

# A neighbour whose turn was later may have put back the PATH that it saw on entry.
__ws_preexec() {
  emulate -L zsh
  if [[ $PWD == "$__ws_seen" ]]; then __ws_hook; fi
  return 0
}

__ws_trust_changed() {
  if [[ -n $__ws_epoch ]]; then
    [[ ! -e $__ws_epoch ]]
  else
    [[ -e @registry@ ]]
  fi
}

# Whether somebody else has changed what is only right as the hook left it. __ws_freed: a venv of the user's has ended.
__ws_env_changed() {
  emulate -L zsh
  local __ws_bin __ws_before=${__ws_env%%:*}
  if [[ "${VIRTUAL_ENV-}:$PATH" == "$__ws_env" ]]; then return 1; fi
  __ws_env="${VIRTUAL_ENV-}:$PATH"
  if [[ -z ${VIRTUAL_ENV-} && -n $__ws_before ]] && ! [[ $__ws_before -ef ${__ws_venv:-/} ]]; then
    __ws_freed=1
    return 0
  fi
  if [[ -n $__WS_ACTIVE ]]; then
    if [[ -z ${VIRTUAL_ENV-} ]]; then return 0; fi
    if [[ $VIRTUAL_ENV == "$__ws_venv" && ":$PATH:" != *":${VIRTUAL_ENV%/}/bin:"* ]]; then return 0; fi
  fi
  for __ws_bin in ${(s.:.)__ws_left}; do
    if [[ $__ws_bin != "${VIRTUAL_ENV-}/bin" && ":$PATH:" == *":$__ws_bin:"* ]]; then return 0; fi
  done
  return 1
}

__ws_reconcile() {
  emulate -L zsh
  # What is evaluated means the builtins, whatever the user has called his functions and aliases.
  setopt no_aliases
  local __ws_code __ws_name __ws_noted_before=$__ws_noted
  local -a __ws_words __ws_hidden
  typeset -g __ws_seen=$PWD __ws_waiting
  __ws_words=(reconcile zsh --off="$__ws_off" --noted="$__ws_noted" --left="$__ws_left" "$@")
  if [[ -n $__ws_failed ]]; then
    __ws_code=$(@ws@ $__ws_words 2>/dev/null) || return 0
  elif (( ${__p9k_instant_prompt_active:-0} )); then
    # powerlevel10k complains about every word before its prompt is there.
    __ws_waiting=1
    __ws_code=$(@ws@ $__ws_words 2>/dev/null) || return 0
  elif ! __ws_code=$(@ws@ $__ws_words); then
    # It has said what is wrong; once is enough.
    __ws_failed=1
    __ws_waiting=
    if [[ -e @registry@ ]]; then __ws_epoch=@registry@; fi
    return 0
  else
    __ws_waiting=
  fi
  __ws_failed=
  if [[ $__ws_code == *'export PATH='* && ${(t)PATH} == *readonly* ]]; then
    if [[ -z ${__ws_fixed-} ]]; then print -ru2 -- "ws: PATH is read-only, so no venv can be activated"; fi
    typeset -g __ws_fixed=1
    __ws_code=
  fi
  for __ws_name in builtin eval export unset; do
    if (( $+functions[$__ws_name] )); then __ws_hidden+=($__ws_name); fi
  done
  if (( $#__ws_hidden )); then disable -f $__ws_hidden; fi
  eval "$__ws_code"
  if (( $#__ws_hidden )); then enable -f $__ws_hidden; fi
  if [[ -n $__ws_waiting ]]; then __ws_noted=$__ws_noted_before; fi
  __ws_env="${VIRTUAL_ENV-}:$PATH"
  if [[ -n $__WS_ACTIVE ]] && (( ! $+functions[deactivate] )); then
    deactivate() { __ws_deactivate; }
  fi
}

# Lasts until the workspace is left. Does nothing when nothing is active.
__ws_deactivate() {
  emulate -L zsh
  if [[ -z $__WS_ACTIVE ]]; then return 0; fi
  if (( $#funcstack > 2 )) && [[ -n $__ws_moved || $PWD != "$__ws_seen" || -n ${funcstack:*precmd_functions} ]]; then
    # Not by hand: some other hook, on a cd. The next prompt decides anew.
    __ws_reconcile --leave
    __ws_off= __ws_seen=
  else
    __ws_reconcile --leave
  fi
}

ws() {
  if [ "${1-}" = cd ] && [ "$#" -ge 2 ] && [ "$2" != -h ] && [ "$2" != --help ]; then
    local __ws_path
    shift
    __ws_path=$(@ws@ path "$@") || return
    # With the user's own options, and own cd if there is one.
    cd "$__ws_path"
  else
    @ws@ "$@"
  fi
}
