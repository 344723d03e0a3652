"""Stands between Nushell and a plugin as its first argument names it, and replaces bytes in what each of them says.

DISGUISE holds the pairs as hexadecimal digits: `OLD=NEW` for what Nushell says; the plugin's words are turned back.
"""

import os
import subprocess
import sys
import threading

pairs = [tuple(bytes.fromhex(half) for half in pair.split("=")) for pair in os.environ["DISGUISE"].split(",")]


def pass_on(source, target, pairs):
    while said := os.read(source, 1 << 20):
        for old, new in pairs:
            said = said.replace(old, new)
        while said:
            said = said[os.write(target, said) :]
    os.close(target)


plugin = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
to_plugin = threading.Thread(target=pass_on, args=(0, plugin.stdin.fileno(), pairs), daemon=True)
to_plugin.start()
pass_on(plugin.stdout.fileno(), 1, [(new, old) for old, new in pairs])
