# What may stand at the cursor, as `ws` itself says.
def "nu-complete ws" [context: string, position: int] {
    let line = $context | str substring 0..<$position
    let answer = try { with-env {COMPLETE: nu} { ^{{ws}} -- $line } | complete } catch { null }
    if $answer == null or $answer.exit_code != 0 { return [] }
    let values = try { $answer.stdout | from json } catch { [] }
    # In the order given, as prefixes.
    if $values == null { null } else { {options: {sort: false, completion_algorithm: prefix, case_sensitive: true}, completions: $values} }
}

# Nushell itself offers `ws siblings` behind `ws `, and the rest. Only `^ws` is nothing to it.
def "nu-complete ws commands" [context: string, position: int] {
    if ($context | str starts-with '^') { nu-complete ws $context $position } else { [] }
}
