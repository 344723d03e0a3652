
# Shows the workspace's name as activate scripts do, in front of a prompt that does not show it itself.
__ws_show() {
  emulate -L zsh
  typeset -g __ws_mark
  local __ws_rest=$PS1 __ws_name=${VIRTUAL_ENV_PROMPT-}
  if [[ -n $__ws_mark ]]; then __ws_rest=${__ws_rest#"$__ws_mark"}; fi
  # What a prompt would expand goes, and a percent sign stands for itself.
  __ws_name=${__ws_name//[\$\`\\]/}
  __ws_name="(${__ws_name//\%/%%}) "
  if [[ -n $__WS_ACTIVE && $VIRTUAL_ENV == "$__ws_venv" && -z ${VIRTUAL_ENV_DISABLE_PROMPT-} \
    && $__ws_rest != *VIRTUAL_ENV* && $__ws_rest != *"${__ws_name% }"* ]]; then
    __ws_mark=$__ws_name
    __ws_rest=$__ws_mark$__ws_rest
  fi
  if [[ $__ws_rest != "$PS1" ]]; then PS1=$__ws_rest; fi
}
