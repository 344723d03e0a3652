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
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result; a table by default
    --color: string@"nu-complete ws"         # When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set
    --help(-h)                               # Print help (see more with '--help')
    --version(-V)                            # Print version
    ...command: string@"nu-complete ws commands" # What to do
  ]

  # Every sibling at a glance: branch, ahead, behind, changes, last commit
  export extern "ws status" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every sibling: its branch, upstream, and what is uncommitted
  export extern "ws siblings" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --fast                                   # Leave the working trees alone: what is uncommitted stays unknown
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # What would be lost with each sibling's directory: what is uncommitted, stashed, or on no remote
  export extern "ws backup" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every local branch of every sibling: upstream, ahead, behind, merged, gone
  export extern "ws branches" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every layer, bottom first: its siblings, the layers it depends on, and how often it is broken
  export extern "ws layers" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every dependency between siblings, declared and actual, and whether the layering holds
  export extern "ws deps" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --imports                                # Also a row for every import of another sibling in the siblings' source code
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The siblings in the order of installation; those of one wave can be installed side by side
  export extern "ws order" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # What a change reaches: everything that depends on it, nearest first
  export extern "ws affected" [
    ...names: string@"nu-complete ws"        # What was changed: names of siblings, or globs
    --since: string                          # Also every sibling with commits that this revision lacks, or with something uncommitted
    --kind: string@"nu-complete ws"          # Which dependencies count
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The layered graph of dependencies, as Mermaid, DOT or SVG
  export extern "ws graph" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --kind: string@"nu-complete ws"          # Which dependencies count
    --format: string@"nu-complete ws"        # The form of the picture
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Why something is installed, why at this version, why here in the order, and what reaches it
  export extern "ws why" [
    name: string@"nu-complete ws"            # A sibling, or a package of the venv
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it
  export extern "ws venv" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
    ...command: string@"nu-complete ws commands" # What to do
  ]

  # One row for every sibling: whether it is imported from the checkout next door
  export extern "ws venv siblings" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every package that is installed in the shared venv
  export extern "ws venv packages" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Activates the workspace's venv: in Nushell in this scope, elsewhere by what it prints for eval
  export extern "ws venv activate" [
    --shell: string@"nu-complete ws"         # The shell that evaluates it
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Takes the workspace's venv back: in Nushell out of this scope, elsewhere by what it prints for eval
  export extern "ws venv deactivate" [
    --shell: string@"nu-complete ws"         # The shell that evaluates it
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Clones the siblings that are not there, or links them to clones that are; touches nothing that is there
  export extern "ws bootstrap" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --from: directory                        # Link siblings to clones that this directory has already, and clone the rest
    --link                                   # Only link, never clone
    --depth: string                          # Clone only the last N commits
    --filter: string                         # Clone without what this filter leaves out, such as blob:none
    --branch: string                         # The branch to check out; by default the one in wrknv.toml, else the remote's
    --plan                                   # Show what would be done, and do nothing
    --jobs(-j): string                       # How many at a time
    --patience: string                       # Give one up when git says nothing for so many seconds
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Makes the shared venv and installs every sibling into it as an editable, bottom layer first
  export extern "ws setup" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --python: string                         # The Python of the venv: a version such as 3.12, or a path
    --extras: string@"nu-complete ws"        # Install this extra of every sibling that has it; may be given several times
    --groups: string@"nu-complete ws"        # Install this dependency group (PEP 735) of every sibling that has it; may be given several times
    --reinstall                              # Install again what is installed already
    --recreate                               # Make the venv anew; the one that is there is moved aside, and stays
    --prune                                  # Take editables out that no sibling is and nobody asks for; their checkouts stay
    --plan                                   # Show what would be done, and do nothing
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv
  export extern "ws validate" [
    --strict                                 # Fail on warnings too
    --fix                                    # Print the commands that would mend what is found, one a line, and run none of them
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --format: string@"nu-complete ws"        # How to print the result
    --help(-h)                               # Print help (see more with '--help')
  ]

  # One row for every task of every sibling: those of its own wrknv.toml, and the workspace's
  export extern "ws tasks" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Runs a task in every sibling that has it, in the order in which they depend on each other
  export extern "ws run" [
    task?: string@"nu-complete ws"           # The task, such as lint or test.unit
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --since: string                          # Only siblings that differ from this revision, and what depends on them
    --jobs(-j): string                       # How many at a time; by default as many as there are processors
    --fail-fast                              # Begin nothing more after a failure
    --keep-going                             # After a failure, block only what depends on it; the default
    --independent                            # Keep no order: a failure blocks nothing
    --plan                                   # Show what would be done, and do nothing
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Runs a command in every sibling
  export extern "ws exec" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --jobs(-j): string                       # How many at a time; by default as many as there are processors
    --fail-fast                              # Begin nothing more after a failure
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Fetches every sibling, and fast-forwards its branch where that touches nobody's work
  export extern "ws sync" [
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --fetch-only                             # Leave every branch where it is
    --prune                                  # Remove remote-tracking branches that the remotes no longer have
    --jobs(-j): string                       # How many at a time
    --patience: string                       # Give one up when git says nothing for so many seconds
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The exact revision of every sibling, under a name
  export extern "ws snapshot" [
    --help(-h)                               # Print help
    ...command: string@"nu-complete ws commands" # What to do
  ]

  # Pins the commit at HEAD of every sibling under a name, and says what is not in it
  export extern "ws snapshot save" [
    snapshot: string                         # Its name; one that is there is kept
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # The snapshots of this workspace
  export extern "ws snapshot list" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # How the siblings differ from a snapshot
  export extern "ws snapshot diff" [
    snapshot: string@"nu-complete ws"        # A snapshot, or the path of a lock file
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Checks the commits of a snapshot out, where nothing would be lost; clones what is missing
  export extern "ws snapshot restore" [
    snapshot: string@"nu-complete ws"        # A snapshot, or the path of a lock file
    ...names: string@"nu-complete ws"        # Names of siblings, or globs such as 'pyvider-*'; all by default, `.` is the one you are in
    --layer: string@"nu-complete ws"         # Only siblings of this layer; may be given several times
    --exclude: string@"nu-complete ws"       # Leave out siblings whose name matches this glob; may be given several times
    --dirty                                  # Only siblings with something uncommitted
    --affected-by: string@"nu-complete ws"   # Only this sibling and what depends on it; may be given several times
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --plan                                   # Show what would be done, and do nothing
    --jobs(-j): string                       # How many at a time
    --patience: string                       # Give one up when git says nothing for so many seconds
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --help(-h)                               # Print help (see more with '--help')
  ]

  # A snapshot as a lock file that others can restore; an error when a commit of it is on no remote
  export extern "ws snapshot export" [
    snapshot: string@"nu-complete ws"        # A snapshot
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Activates the workspace's venv: in Nushell in this scope, elsewhere by what it prints for eval
  export extern "ws activate" [
    --shell: string@"nu-complete ws"         # The shell that evaluates it
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by WS_ROOT
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Allows this workspace to activate; when it has changed since, shows how. Needed once, and after such a change
  export extern "ws trust" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    --format: string@"nu-complete ws"        # How to print the result
    --color: string@"nu-complete ws"         # When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    --list                                   # List the workspaces that are trusted, the one trusted last first
    --allow-env: string                      # Let `[workspace.env]` set this variable, by which programs run or load something; may be given several times
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Forgets that this workspace is trusted
  export extern "ws untrust" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    directory?: directory                    # The root of the workspace; by default the one here
    --help(-h)                               # Print help
  ]

  # The script that activates the venv on cd, to be evaluated in a start-up file
  export extern "ws hook" [
    shell: string@"nu-complete ws"           # Which shell
    --wrap-cd                                # For bash: wrap cd, pushd and popd, so that `cd x && command` sees the new environment on the same line
    --prompt                                 # Show the workspace's name in front of the prompt, as activate scripts do
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Proposes a wrknv.toml from the git repositories next to this directory, and writes it where none is
  export extern "ws init" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    --plan                                   # Show the file, and write nothing
    --add                                    # Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay
    --help(-h)                               # Print help
  ]

  # One line about the workspace for a prompt, from a cache; nothing outside a workspace
  export extern "ws prompt" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    --format: string                         # What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing} {errors}; what is in [brackets] is left out when all its counts are 0
    --max-age: string                        # How old the counts may be, in seconds; older ones are counted anew
    --help(-h)                               # Print help
  ]

  # Changes the directory to a sibling; a function of the hook, since no program can do it
  export extern "ws cd" [
    --root: directory                        # The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    name: string@"nu-complete ws"            # The sibling: NAME in this workspace, or in the only trusted one that has it; WORKSPACE/NAME in a trusted one; WORKSPACE/ for its root, . for the top of where you are
    --help(-h)                               # Print help
  ]

  # The completion script of a shell, which asks `ws` at each TAB where that shell can
  export extern "ws completions" [
    shell: string@"nu-complete ws"           # Which shell
    --static                                 # A script that needs no `ws` to complete, and so knows commands and flags but no siblings
    --program: path                          # What the script runs to ask; by default this very program
    --beside-plugins                         # For Nushell: leave out the commands that the plugins define
    --wrap                                   # For a Nushell that the plugins are not made for: define their commands in its own language
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Registers the Nushell plugins, and puts hook and completion into the start-up files that you name or confirm
  export extern "ws install" [
    --dry-run(-n)                            # Show each change and make none
    --verbose(-v)                            # Show every line of each change
    --yes(-y)                                # Make all changes without asking
    --shell: string@"nu-complete ws"         # Only this shell, without asking; may be given several times
    --file: path                             # The start-up file to change instead of the usual one; for one --shell
    --nu: path                               # The Nushell to install into; by default `nu` on PATH
    --plugin-config: path                    # The registry of Nushell plugins to change; by default Nushell's own
    --help(-h)                               # Print help (see more with '--help')
  ]

  # Takes out what `ws install` put in, and nothing else
  export extern "ws uninstall" [
    --dry-run(-n)                            # Show each change and make none
    --verbose(-v)                            # Show every line of each change
    --yes(-y)                                # Make all changes without asking
    --shell: string@"nu-complete ws"         # Only this shell, without asking; may be given several times
    --file: path                             # The start-up file to change instead of the usual one; for one --shell
    --nu: path                               # The Nushell to install into; by default `nu` on PATH
    --plugin-config: path                    # The registry of Nushell plugins to change; by default Nushell's own
    --help(-h)                               # Print help (see more with '--help')
  ]

}
use ws-commands *
