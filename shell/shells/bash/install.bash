
__ws_install() {
  local __ws_attributes __ws_joined=''
  # shellcheck disable=SC2016 # expanded at each prompt
  __ws_call='__ws_hook "$_"' __ws_nl=$'\n' __ws_array='' __ws_readonly=''
  if ((BASH_VERSINFO[0] > 5 || (BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] >= 1))); then
    __ws_array=1
  fi
  __ws_attributes=$(declare -p PROMPT_COMMAND 2>/dev/null) || :
  __ws_attributes=${__ws_attributes#declare -}
  case ${__ws_attributes%% *} in
    *r*)
      __ws_readonly=1
      if [[ -z ${__ws_wrapped-} ]]; then
        echo "ws: PROMPT_COMMAND is read-only, so nothing can run at a prompt: use \`ws hook bash --wrap-cd\`" >&2
      fi
      return 0
      ;;
  esac
  case ${PROMPT_COMMAND-} in
    __vsc_prompt_cmd | __vsc_prompt_cmd_original)
      # VS Code's turn has come before: it calls what it remembers, as if that had been there first.
      case " ${__vsc_original_prompt_command[*]-} " in
        *" $__ws_call "*) ;;
        *) __vsc_original_prompt_command=("$__ws_call" ${__vsc_original_prompt_command[@]+"${__vsc_original_prompt_command[@]}"}) ;;
      esac
      PROMPT_COMMAND[0]=__vsc_prompt_cmd_original
      ;;
    *)
      # VS Code's turn may come later: it calls the first element, and no other.
      case ${TERM_PROGRAM-}:${VSCODE_SHELL_INTEGRATION-} in vscode:* | *:?*) __ws_joined=1 ;; esac
      __ws_first
      # Others overwrite the first element.
      if [[ -n $__ws_array ]]; then
        PROMPT_COMMAND[1]=__ws_again
        # shellcheck disable=SC2139 # the text is the same in each round
        alias __ws_again="$__ws_call"
      fi
      ;;
  esac
}

# Where aliases are off.
__ws_again() { __ws_hook "$_"; }

__ws_install
if [[ -n $__ws_options ]]; then set "-$__ws_options"; fi
if [[ -n $__ws_aliases ]]; then shopt -s expand_aliases; fi
