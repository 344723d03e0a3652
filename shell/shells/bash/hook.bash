# shellcheck shell=bash
# ws: activates the workspace's venv on cd, and takes it back on leaving. `eval "$(ws hook bash)"` in ~/.bashrc.
# In the syntax of bash 3.2. A prompt in an unchanged directory tests for a file and starts nothing.

__ws_hook() {
  # shellcheck disable=SC2319 # of whatever was before
  local __ws_status=$?
  if [ "${PWD-}" != "${__ws_seen-}" ] || __ws_trust_changed; then
    __ws_reconcile || :
  fi
  # A failure that is handed on would end a shell with `set -e`.
  case $- in *e*) return 0 ;; esac
  return "$__ws_status"
}

__ws_trust_changed() {
  if [ -n "${__ws_epoch-}" ]; then
    [ ! -e "$__ws_epoch" ]
  else
    [ -e @registry@ ]
  fi
}

__ws_reconcile() {
  local __ws_code
  __ws_seen=${PWD-}
  if [ -n "${__ws_failed-}" ]; then
    __ws_code=$(@ws@ reconcile bash --off="${__ws_off-}" --noted="${__ws_noted-}" "$@" 2>/dev/null) || return 0
  elif ! __ws_code=$(@ws@ reconcile bash --off="${__ws_off-}" --noted="${__ws_noted-}" "$@"); then
    # It has said what is wrong; once is enough.
    __ws_failed=1
    if [ -e @registry@ ]; then __ws_epoch=@registry@; fi
    return 0
  fi
  __ws_failed=
  eval "$__ws_code"
  if [ -n "${__WS_ACTIVE-}" ] && ! declare -F deactivate >/dev/null; then
    # shellcheck disable=SC2317 # the user calls it
    deactivate() { __ws_deactivate; }
  fi
}

# Lasts until the workspace is left. Does nothing when nothing is active.
__ws_deactivate() {
  if [ -n "${__WS_ACTIVE-}" ]; then __ws_reconcile --leave; fi
}

ws() {
  if [ "${1-}" = cd ] && [ "$#" -eq 2 ] && [ "${2#-}" = "$2" ]; then
    local __ws_path
    __ws_path=$(@ws@ path -- "$2") || return
    # The user's own cd, if there is one.
    cd "$__ws_path" || return
  else
    @ws@ "$@"
  fi
}

__ws_install() {
  local __ws_command
  for __ws_command in "${PROMPT_COMMAND[@]-}"; do
    case $__ws_command in *__ws_hook*) return 0 ;; esac
  done
  if [ "${BASH_VERSINFO[0]}" -gt 5 ] || { [ "${BASH_VERSINFO[0]}" -eq 5 ] && [ "${BASH_VERSINFO[1]}" -ge 1 ]; }; then
    # An element of its own: others overwrite the first.
    PROMPT_COMMAND=("${PROMPT_COMMAND[@]-}" __ws_hook)
  else
    # A line of its own, whatever the one before ends in.
    # shellcheck disable=SC2178,SC2128 # no array here
    PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}__ws_hook"
  fi
}
__ws_install
