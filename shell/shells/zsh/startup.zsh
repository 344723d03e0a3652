# To be sourced by ~/.zshrc: activates the venv of a trusted workspace on cd. Needs ws on PATH.
eval "$(command ws hook zsh)"
