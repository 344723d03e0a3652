
# Shows the workspace's name as activate scripts do, in front of a prompt that does not show it itself.
__ws_shows=1
__ws_show() {
  # shellcheck disable=SC2016 # bash expands it each time that it shows the prompt
  local __ws_mark='(${VIRTUAL_ENV_PROMPT-}) ' __ws_rest
  __ws_rest=${PS1-}
  __ws_rest=${__ws_rest#"$__ws_mark"}
  if [[ -n ${__WS_ACTIVE-} && ${VIRTUAL_ENV-} == "${__ws_venv-}" && -z ${VIRTUAL_ENV_DISABLE_PROMPT-} ]]; then
    case $__ws_rest in
      *VIRTUAL_ENV* | *"(${VIRTUAL_ENV_PROMPT-})"*) ;;
      *) __ws_rest=$__ws_mark$__ws_rest ;;
    esac
  fi
  if [[ $__ws_rest != "${PS1-}" ]]; then PS1=$__ws_rest; fi
}
