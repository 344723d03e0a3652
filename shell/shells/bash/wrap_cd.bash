
# `cd x && command` sees the new environment on the same line. A function of the user's own by these names stays.
__ws_wrapped=1
if ! declare -F cd >/dev/null; then
  cd() {
    builtin cd "$@" || return
    if [[ ${BASH_SUBSHELL} -eq 0 ]]; then __ws_hook; fi
  }
fi
if ! declare -F pushd >/dev/null; then
  pushd() {
    builtin pushd "$@" || return
    if [[ ${BASH_SUBSHELL} -eq 0 ]]; then __ws_hook; fi
  }
fi
if ! declare -F popd >/dev/null; then
  popd() {
    builtin popd "$@" || return
    if [[ ${BASH_SUBSHELL} -eq 0 ]]; then __ws_hook; fi
  }
fi
