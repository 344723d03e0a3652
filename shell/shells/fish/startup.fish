# To be sourced by config.fish: activates the venv of a trusted workspace on cd. Needs ws on PATH.
status is-interactive; and command ws hook fish | source
