# To be sourced by ~/.bashrc: activates the venv of a trusted workspace on cd. Needs ws on PATH.
eval "$(command ws hook bash)"
