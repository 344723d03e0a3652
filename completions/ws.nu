module ws-commands {
  # What may stand at the cursor, as `ws` itself says.
  def "nu-complete ws" [context: string, position: int] {
      let line = $context | str substring 0..<$position
      let answer = try { with-env {COMPLETE: nu} { ^ws -- $line } | complete } catch { null }
      if $answer == null or $answer.exit_code != 0 { return [] }
      let values = try { $answer.stdout | from json } catch { [] }
      # In the order given, as prefixes.
      if $values == null { null } else { {options: {sort: false, completion_algorithm: prefix, case_sensitive: true}, completions: $values} }
  }

  # Nushell itself offers `ws siblings` behind `ws `, and the rest. Only `^ws` is nothing to it.
  def "nu-complete ws commands" [context: string, position: int] {
      if ($context | str starts-with '^') { nu-complete ws $context $position } else { [] }
  }

  # See and work a meta-repository workspace: many git repositories, one wrknv.toml, one Python venv
  export extern "ws" [
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result; a table by default
    --color: string@"nu-complete ws"         # When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set
    --help(-h)                               # Print help (see more with '--help')
    --version(-V)                            # Print version
    ...command: string@"nu-complete ws commands" # What to do
  ]

  # Every sibling at a glance: branch, ahead, behind, changes, last commit
  export extern "ws status" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every sibling: its branch, upstream, and what is uncommitted
  export extern "ws siblings" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --fast                                   # Do not look at working trees: what is uncommitted stays unknown
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # What deleting each sibling's directory would lose: work that is uncommitted, stashed, or on no remote
  export extern "ws backup" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone
  export extern "ws branches" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every layer, bottom first: its siblings, the layers it depends on, and its violations
  export extern "ws layers" [
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every dependency between siblings, declared and actual, and whether the layering holds
  export extern "ws deps" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --imports                                # Also a row for every import of another sibling in the siblings' source code
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The siblings in the order of installation; those of one wave can be installed in parallel
  export extern "ws order" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # What a change reaches: everything that depends on it, nearest first
  export extern "ws affected" [
    ...names: string@"nu-complete ws"        # What was changed: names of siblings, or globs
    --since: string                          # Also every sibling with commits that this revision lacks, or with something uncommitted
    --kind: string@"nu-complete ws"          # Which dependencies count
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The layered graph of dependencies, as Mermaid, DOT or SVG
  export extern "ws graph" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --kind: string@"nu-complete ws"          # Which dependencies count
    --format: string@"nu-complete ws"        # The format of the picture
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Why something is installed, why at this version, why here in the order, and which changes reach it
  export extern "ws why" [
    name: string@"nu-complete ws"            # A sibling, or a package of the venv
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it
  export extern "ws venv" [
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
    ...command: string@"nu-complete ws commands" # What to do
  ]

  # One row for every sibling: whether Python imports it from its checkout
  export extern "ws venv siblings" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every package that is installed in the shared venv
  export extern "ws venv packages" [
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Activates the workspace's venv: in Nushell in this scope, in other shells by printing code for eval
  export extern "ws venv activate" [
    --shell: string@"nu-complete ws"         # The shell that will evaluate the output
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Deactivates the workspace's venv: in Nushell in this scope, in other shells by printing code for eval
  export extern "ws venv deactivate" [
    --shell: string@"nu-complete ws"         # The shell that will evaluate the output
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Clones the siblings that are missing, or links them to existing clones; leaves the others alone
  export extern "ws bootstrap" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --from: directory                        # Link siblings to the clones in this directory, and clone the rest
    --link                                   # Only link, never clone
    --depth: string                          # Clone only the last N commits
    --filter: string                         # Clone without what this filter leaves out, such as blob:none
    --branch: string                         # The branch to check out; by default the one in wrknv.toml, else the remote's
    --recurse-submodules                     # Clone the submodules of each sibling as well, as `submodules = true` in wrknv.toml does for one
    --plan                                   # Show what would be done, and do nothing
    --jobs(-j): string                       # How many at a time
    --patience: string                       # Give up on a sibling after this many seconds without output from git
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Makes the shared venv and installs every sibling into it as editable, bottom layer first
  export extern "ws setup" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --python: string                         # The Python of the venv: a version such as 3.12, or a path
    --extras: string@"nu-complete ws"        # Install this extra of every sibling that has it; may be given several times
    --groups: string@"nu-complete ws"        # Install this dependency group (PEP 735) of every sibling that has it; may be given several times
    --reinstall                              # Install every sibling again, also where nothing has changed
    --recreate                               # Make a new venv; the old one is moved aside and kept
    --prune                                  # Uninstall editables that are no sibling's and that nothing requires; their checkouts stay
    --plan                                   # Show what would be done, and do nothing
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv
  export extern "ws validate" [
    --strict                                 # Fail on warnings too
    --fix                                    # Print the commands that would fix the findings, one per line, and run none of them
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --format: string@"nu-complete ws"        # How to print the result
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every task of every sibling: those of its own wrknv.toml, and the workspace's
  export extern "ws tasks" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Runs a task in every sibling that has it, in dependency order
  export extern "ws run" [
    task?: string@"nu-complete ws"           # The task, such as lint or test.unit
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --since: string                          # Only siblings that differ from this revision, and what depends on them
    --jobs(-j): string                       # How many at a time; by default as many as there are processors
    --fail-fast                              # Start nothing more after a failure
    --keep-going                             # After a failure, block only what depends on it (the default)
    --independent                            # Ignore dependencies: keep no order, and let a failure block nothing
    --plan                                   # Show what would be done, and do nothing
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Runs a command in every sibling
  export extern "ws exec" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --jobs(-j): string                       # How many at a time; by default as many as there are processors
    --fail-fast                              # Start nothing more after a failure
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Fetches every sibling, and fast-forwards its branch where that changes none of your work
  export extern "ws sync" [
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --fetch-only                             # Leave every branch where it is
    --prune                                  # Remove remote-tracking branches that the remotes no longer have
    --jobs(-j): string                       # How many at a time
    --patience: string                       # Give up on a sibling after this many seconds without output from git
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The exact revision of every sibling, under a name
  export extern "ws snapshot" [
    --help(-h)                               # Print help
    ...command: string@"nu-complete ws commands" # What to do
  ]

  # Records the commit at HEAD of every sibling under a name, and says what is not in it
  export extern "ws snapshot save" [
    snapshot: string                         # The name of the new snapshot
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The snapshots of this workspace
  export extern "ws snapshot list" [
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # How the siblings differ from a snapshot
  export extern "ws snapshot diff" [
    snapshot: string@"nu-complete ws"        # A snapshot, or the path of a lock file
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Checks out a snapshot's commits where nothing would be lost; clones missing siblings
  export extern "ws snapshot restore" [
    snapshot: string@"nu-complete ws"        # A snapshot, or the path of a lock file
    ...names: string@"nu-complete ws"        # Siblings: names, globs such as 'pyvider-*', or `.` for the one you are in; all by default
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --plan                                   # Show what would be done, and do nothing
    --jobs(-j): string                       # How many at a time
    --patience: string                       # Give up on a sibling after this many seconds without output from git
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote
  export extern "ws snapshot export" [
    snapshot: string@"nu-complete ws"        # A snapshot
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Activates the workspace's venv: in Nushell in this scope, in other shells by printing code for eval
  export extern "ws activate" [
    --shell: string@"nu-complete ws"         # The shell that will evaluate the output
    --root: directory                        # The workspace's root; by default WS_ROOT, else found from the current directory
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change
  export extern "ws trust" [
    --root: directory                        # The workspace's root; by default `WS_ROOT`, else found from the current directory
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --list                                   # List the trusted workspaces, the most recent first
    --allow-env: string                      # Let `[workspace.env]` set this variable although it makes programs run or load something; may be given several times
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Forgets that this workspace is trusted
  export extern "ws untrust" [
    --root: directory                        # The workspace's root; by default `WS_ROOT`, else found from the current directory
    directory?: directory                    # The root of the workspace; by default the one here
    --help(-h)                               # Print help
  ]

  # Prints the script that activates the venv on cd, for a shell's start-up file
  export extern "ws hook" [
    shell: string@"nu-complete ws"           # Which shell
    --wrap-cd                                # For bash: wrap cd, pushd and popd, so that `cd x && command` sees the new environment on the same line
    --prompt                                 # Show the workspace's name in front of the prompt, as activate scripts do
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none
  export extern "ws init" [
    --root: directory                        # The workspace's root; by default `WS_ROOT`, else found from the current directory
    --plan                                   # Show the file, and write nothing
    --add                                    # Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay
    --help(-h)                               # Print help
  ]

  # Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace
  export extern "ws prompt" [
    --root: directory                        # The workspace's root; by default `WS_ROOT`, else found from the current directory
    --format: string                         # What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing} {errors}; text in [brackets] is left out when all its counts are 0
    --max-age: string                        # How old the counts may be, in seconds; when they are older, count again
    --help(-h)                               # Print help
  ]

  # Changes the directory to a sibling; the shell's hook defines it, since no program can change its caller's directory
  export extern "ws cd" [
    --root: directory                        # The workspace's root; by default `WS_ROOT`, else found from the current directory
    name: string@"nu-complete ws"            # NAME: a sibling of this workspace, or of the only trusted one that has it; WORKSPACE/NAME: of a trusted workspace; WORKSPACE/: its root; `.`: the top of the sibling you are in
    --help(-h)                               # Print help
  ]

  # Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB
  export extern "ws completions" [
    shell: string@"nu-complete ws"           # Which shell
    --static                                 # Print a script that does not run `ws`: it knows commands and flags, but no siblings
    --program: path                          # The program that the script asks; by default this one
    --beside-plugins                         # For Nushell: leave out the commands that the plugins define
    --wrap                                   # For a Nushell where the plugins do not work: define their commands in Nushell's own language
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm
  export extern "ws install" [
    --dry-run(-n)                            # Show each change and make none
    --verbose(-v)                            # Show every line of each change
    --yes(-y)                                # Make all changes without asking
    --shell: string@"nu-complete ws"         # Change only this shell, without asking; may be given several times
    --file: path                             # The start-up file to change instead of the usual one; needs one --shell
    --nu: path                               # The Nushell to install into; by default `nu` on PATH
    --plugin-config: path                    # The registry of Nushell plugins to change; by default Nushell's own
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Removes what `ws install` added
  export extern "ws uninstall" [
    --dry-run(-n)                            # Show each change and make none
    --verbose(-v)                            # Show every line of each change
    --yes(-y)                                # Make all changes without asking
    --shell: string@"nu-complete ws"         # Change only this shell, without asking; may be given several times
    --file: path                             # The start-up file to change instead of the usual one; needs one --shell
    --nu: path                               # The Nushell to install into; by default `nu` on PATH
    --plugin-config: path                    # The registry of Nushell plugins to change; by default Nushell's own
    --help(-h)                               # Print help (see more with '--help')
  ]

}
export use ws-commands *
