
# Shows the workspace's name as activate scripts do, in front of a prompt that does not show it itself.
__ws_show() {
  emulate -L zsh
  typeset -g __ws_mark
  if (( $+functions[_p9k_precmd] )); then __ws_into_p10k; return 0; fi
  local __ws_rest=$PS1 __ws_name
  if [[ -n $__ws_mark ]]; then __ws_rest=${__ws_rest#"$__ws_mark"}; fi
  if __ws_name && [[ $__ws_rest != *VIRTUAL_ENV* && $__ws_rest != *"$__ws_name"* ]]; then
    __ws_mark="$__ws_name "
    __ws_rest=$__ws_mark$__ws_rest
  fi
  if [[ $__ws_rest != "$PS1" ]]; then PS1=$__ws_rest; fi
}

# The name in parentheses, as __ws_name; fails where it is not to be shown.
__ws_name() {
  if [[ -z $__WS_ACTIVE || $VIRTUAL_ENV != "$__ws_venv" || -n ${VIRTUAL_ENV_DISABLE_PROMPT-} ]]; then return 1; fi
  # What a prompt would expand goes, and a percent sign stands for itself.
  __ws_name=${${VIRTUAL_ENV_PROMPT-}//[\$\`\\]/}
  __ws_name="(${__ws_name//\%/%%})"
}

# powerlevel10k makes PS1 anew after every other hook, of the segments that are listed.
__ws_into_p10k() {
  emulate -L zsh
  setopt extended_glob
  local -a __ws_listed
  if (( ! $+functions[prompt_ws] )); then
    prompt_ws() {
      emulate -L zsh
      local __ws_name
      if __ws_name; then p10k segment -t "$__ws_name"; fi
    }
  fi
  __ws_listed=($POWERLEVEL9K_LEFT_PROMPT_ELEMENTS $POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS)
  if [[ -n ${(M)__ws_listed:#(#i)(ws|virtualenv)(_joined|)} ]]; then return 0; fi
  # Where nothing is listed, it shows these.
  if (( ! $+POWERLEVEL9K_LEFT_PROMPT_ELEMENTS )); then typeset -ga POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(context dir vcs); fi
  POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(ws $POWERLEVEL9K_LEFT_PROMPT_ELEMENTS)
  p10k reload
}

# Its first prompt may be made before the hook's first turn.
if (( $+functions[_p9k_precmd] && $+POWERLEVEL9K_LEFT_PROMPT_ELEMENTS )); then __ws_into_p10k; fi
