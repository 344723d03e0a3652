# What may stand at the cursor, as `ws` itself says.
def "nu-complete ws" [context: string, position: int] {
    let line = $context | str substring 0..<$position
    let answer = try { with-env {COMPLETE: nu} { ^{{ws}} -- $line } | complete } catch { null }
    if $answer == null or $answer.exit_code != 0 { return [] }
    let values = try { $answer.stdout | from json } catch { [] }
    # In the order given, as prefixes.
    if $values == null { null } else { {options: {sort: false, completion_algorithm: prefix, case_sensitive: true}, completions: $values} }
}
