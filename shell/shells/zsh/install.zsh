
__ws_install() {
  emulate -L zsh
  typeset -g +x __ws_seen __ws_off __ws_noted __ws_epoch __ws_failed __ws_env __ws_venv __ws_left __ws_moved __ws_waiting
  typeset -ga precmd_functions chpwd_functions preexec_functions
  precmd_functions=(${precmd_functions:#__ws_hook})
  if (( ! ${precmd_functions[(Ie)__ws_precmd]} )); then precmd_functions+=(__ws_precmd); fi
  if (( ! ${chpwd_functions[(Ie)__ws_hook]} )); then chpwd_functions+=(__ws_hook); fi
  if (( ! ${preexec_functions[(Ie)__ws_preexec]} )); then preexec_functions+=(__ws_preexec); fi
}
__ws_install
