# ws: activates the workspace's venv on cd, and takes it back on leaving. `eval "$(ws hook zsh)"` in ~/.zshrc.
# A prompt in an unchanged directory tests for a file and starts nothing.

__ws_hook() {
  emulate -L zsh
  # Not in a subshell: completion and `$(cd x)` change directory there, and nobody sees it.
  if (( ! ZSH_SUBSHELL )) && { [[ $PWD != "$__ws_seen" ]] || __ws_trust_changed }; then
    __ws_reconcile
  fi
  return 0
}

__ws_trust_changed() {
  if [[ -n $__ws_epoch ]]; then
    [[ ! -e $__ws_epoch ]]
  else
    [[ -e @registry@ ]]
  fi
}

__ws_reconcile() {
  emulate -L zsh
  local __ws_code
  typeset -g __ws_seen=$PWD __ws_failed __ws_epoch
  if [[ -n $__ws_failed ]]; then
    __ws_code=$(@ws@ reconcile zsh --off="$__ws_off" --noted="$__ws_noted" "$@" 2>/dev/null) || return 0
  elif ! __ws_code=$(@ws@ reconcile zsh --off="$__ws_off" --noted="$__ws_noted" "$@"); then
    # It has said what is wrong; once is enough.
    __ws_failed=1
    if [[ -e @registry@ ]]; then __ws_epoch=@registry@; fi
    return 0
  fi
  __ws_failed=
  eval "$__ws_code"
  if [[ -n $__WS_ACTIVE ]] && (( ! $+functions[deactivate] )); then
    deactivate() { __ws_deactivate }
  fi
}

# Lasts until the workspace is left. Does nothing when nothing is active.
__ws_deactivate() {
  emulate -L zsh
  if [[ -n $__WS_ACTIVE ]]; then __ws_reconcile --leave; fi
}

ws() {
  if [ "${1-}" = cd ] && [ "$#" -eq 2 ] && [ "${2#-}" = "$2" ]; then
    local __ws_path
    __ws_path=$(@ws@ path -- "$2") || return
    cd "$__ws_path"
  else
    @ws@ "$@"
  fi
}

__ws_install() {
  emulate -L zsh
  typeset -g __ws_seen __ws_off __ws_noted __ws_epoch __ws_failed
  typeset -ga precmd_functions chpwd_functions
  if (( ! ${precmd_functions[(Ie)__ws_hook]} )); then precmd_functions+=(__ws_hook); fi
  if (( ! ${chpwd_functions[(Ie)__ws_hook]} )); then chpwd_functions+=(__ws_hook); fi
}
__ws_install
