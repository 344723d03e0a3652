# To be run once, with ws on PATH: from then on, Nushell activates the venv of a trusted workspace on cd.
# 0.101 has none of the user's own but that of its data.
let directory = $nu.user-autoload-dirs? | default [($nu.data-dir | path join vendor autoload)] | first
mkdir $directory
^ws hook nu | save --force ($directory | path join ws-hook.nu)
