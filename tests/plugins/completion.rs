//! Completion as a person sees it: in a terminal, on the screen.

use ws_test_support::workspace::SiblingSpec;

use super::Nu;

fn sample() -> Nu {
    let sibling = |name, layer| SiblingSpec::new(name).layer(layer);
    Nu::with(&[
        sibling("provide-foundation", "foundation"),
        sibling("pyvider", "framework"),
        sibling("pyvider-cty", "framework"),
        sibling("pyvider-hcl", "framework"),
        sibling("wrknv", "tools"),
    ])
}

#[test]
fn names_are_offered_with_their_layer() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.text("ws siblings pyv");
    terminal.key("Tab");
    terminal.wait_for("pyvider-hcl");
    let screen = terminal.screen();
    assert!(screen.contains("ws siblings pyvider"), "the common prefix is filled in: {screen}");
    assert!(screen.contains("pyvider-cty") && screen.contains("framework"), "{screen}");
    assert!(!screen.contains("wrknv") && !screen.contains("provide-foundation"), "{screen}");
}

#[test]
fn what_is_on_the_line_is_not_offered_again() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.text("ws siblings pyvider pyvider-cty pyv");
    terminal.key("Tab");
    terminal.wait_for("pyvider pyvider-cty pyvider-hcl");
    terminal.key("Enter");
    terminal.wait_for("─");
}

#[test]
fn a_whole_name_is_still_offered_with_what_it_begins() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.text("ws siblings pyvider");
    terminal.key("Tab");
    terminal.wait_for("pyvider-cty");
    assert!(terminal.screen().lines().any(|line| line.starts_with("pyvider ")), "{}", terminal.screen());
}

#[test]
fn layers_are_offered_with_how_many_siblings_they_have() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.text("ws siblings --layer ");
    terminal.key("Tab");
    terminal.wait_for("providers");
    let screen = terminal.screen();
    let line = |layer: &str| screen.lines().find(|line| line.starts_with(layer)).unwrap_or_default().to_owned();
    assert!(line("foundation").contains("1 sibling"), "{screen}");
    assert!(line("framework").contains("3 siblings"), "{screen}");
    assert!(line("tools").contains("1 sibling") && line("providers").contains("0 siblings"), "{screen}");
    assert!(!screen.contains("pyvider "), "{screen}");
}

#[test]
fn a_list_is_completed_item_by_item() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.text("ws siblings --layer [foundation, fr");
    terminal.key("Tab");
    terminal.wait_for("--layer [foundation, framework");
    terminal.text("] --exclude pyvider-h");
    terminal.key("Tab");
    terminal.wait_for("--exclude pyvider-hcl");
    terminal.text("--fast | get name | str join '+'");
    terminal.key("Enter");
    terminal.wait_for("provide-foundation+pyvider+pyvider-cty");
}

#[test]
fn roots_are_directories_and_the_named_root_is_the_one_completed_from() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.line("cd ../home");
    terminal.text("ws siblings --root ../provide-w");
    terminal.key("Tab");
    terminal.wait_for("--root ../provide-workspace/");
    terminal.text(" wr");
    terminal.key("Tab");
    terminal.wait_for("--root ../provide-workspace/ wrknv");
}

#[test]
fn flags_are_offered_with_their_texts() {
    let nu = sample();
    let terminal = nu.terminal();
    terminal.text("ws siblings --");
    terminal.key("Tab");
    terminal.wait_for("--dirty");
    let screen = terminal.screen();
    for flag in ["--exclude", "--fast", "--layer", "--root"] {
        assert!(screen.contains(flag), "{flag}: {screen}");
    }
}

#[test]
fn without_a_workspace_nothing_is_offered_and_no_file_either() {
    let nu = sample();
    let terminal = nu.terminal();
    std::fs::write(nu.workspace.home().join("pyvider-file"), "").unwrap();
    terminal.line("cd ../home");
    terminal.text("ws siblings pyv");
    terminal.key("Tab");
    terminal.wait_for("NO RECORDS FOUND");
    assert!(!terminal.screen().contains("pyvider-file"), "{}", terminal.screen());
}

#[test]
fn kinds_formats_and_names_of_the_layers_plugin_are_offered() {
    let nu = sample();
    for (line, offered) in [
        ("ws affected pyvider --kind ", ["runtime", "Extras and groups too"]),
        ("ws graph --format ", ["mermaid", "For Graphviz"]),
        ("ws deps --layer ", ["foundation", "1 sibling"]),
        ("ws affected pyv", ["pyvider-cty", "framework"]),
    ] {
        let terminal = nu.terminal();
        terminal.text(line);
        terminal.key("Tab");
        for text in offered {
            terminal.wait_for(text);
        }
    }
}

/// Where words are another program's, what stands before them is completed all the same.
#[test]
fn what_stands_before_the_words_of_a_command_is_completed() {
    let nu = sample();
    for (line, offered) in [
        ("ws exec --", vec!["--dirty", "--layer", "--jobs"]),
        ("ws exec --layer ", vec!["foundation", "1 sibling"]),
        ("ws exec -j 2 --exclude pyv", vec!["pyvider-cty"]),
        ("ws run --layer tools lint pyv", vec!["pyvider-cty"]),
    ] {
        let terminal = nu.terminal();
        terminal.text(line);
        terminal.key("Tab");
        for text in offered {
            terminal.wait_for(text);
        }
    }
    // A flag that was completed is the flag.
    let terminal = nu.terminal();
    terminal.text("ws exec --lay");
    terminal.key("Tab");
    terminal.wait_for("--layer");
    terminal.line(" tools echo --layer | get stdout");
    terminal.wait_for("│ 0 │ --layer │");
}
