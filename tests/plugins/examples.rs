//! What Nushell's own tests want of every command's help. That every example gives what it says is shown by `matrix`.

use serde_json::Value;

use super::Nu;

fn commands(nu: &Nu) -> Vec<Value> {
    let commands = nu.value("scope commands | where type == plugin | where name starts-with 'ws'");
    let commands = commands.as_array().unwrap().clone();
    assert!(!commands.is_empty());
    commands
}

#[test]
fn help_speaks_in_sentences_and_every_type_is_declared() {
    let nu = Nu::with(&[]);
    for command in commands(&nu) {
        let name = command["name"].as_str().unwrap();
        assert_ne!(name, "ws", "a bare ws must reach the CLI");
        assert_eq!(command["category"], "workspace");
        assert!(!command["search_terms"].as_str().unwrap().is_empty(), "{name} has no search terms");
        let mut texts = vec![command["description"].clone()];
        for example in command["examples"].as_array().unwrap() {
            texts.push(example["description"].clone());
        }
        for (input, signature) in command["signatures"].as_object().unwrap() {
            for parameter in signature.as_array().unwrap() {
                let kind = parameter["parameter_type"].as_str().unwrap();
                if kind == "output" {
                    let shape = parameter["syntax_shape"].as_str().unwrap();
                    let fits = shape == "string"
                        || (shape == "nothing" && name.ends_with("activate"))
                        || shape.starts_with("record<")
                        || (shape.starts_with("table<") && shape.len() > "table<>".len());
                    assert!(fits, "{name} gives {shape} for {input}");
                } else if kind != "input" && parameter["parameter_name"] != "help" {
                    texts.push(parameter["description"].clone());
                }
            }
        }
        for text in texts {
            let text = text.as_str().unwrap();
            assert!(text.starts_with(char::is_uppercase) && text.ends_with('.'), "{name}: {text:?}");
        }
    }
}
