# ws: activates the workspace's venv on cd, and takes it back on leaving. `eval "$(ws hook zsh)"` in ~/.zshrc.
() {
  \disable -f builtin eval emulate setopt 2>/dev/null || \true
  \builtin emulate -L zsh
  \builtin setopt no_aliases
  \builtin eval "$1"
  \enable -f builtin eval emulate setopt 2>/dev/null || \true
  \return 0
} 