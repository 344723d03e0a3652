# To be run once, with ws on PATH: from then on, Nushell activates the venv of a trusted workspace on cd.
let directory = $nu.user-autoload-dirs | first
mkdir $directory
^ws hook nu | save --force ($directory | path join ws-hook.nu)
