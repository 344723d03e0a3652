//! What is unusual on the disk or in the file is found too, and said as it is.

use std::fs;

use serde_json::json;

use super::Scene;

/// The file cannot be used at all, and that is a finding with a place as any other.
#[test]
fn a_file_that_is_no_text_is_a_finding() {
    let scene = Scene::new("");
    fs::write(scene.path("root/wrknv.toml"), b"[workspace]\nname = \"caf\xe9\"\n").unwrap();
    let (code, rows) = scene.validate(&["--root", "."]);
    assert_eq!((code, rows.len()), (Some(1), 1), "{rows:#?}");
    assert_eq!(
        (&rows[0]["code"], &rows[0]["line"], &rows[0]["column"]),
        (&json!("ws::config::not_utf8"), &json!(2), &json!(12))
    );
    assert_eq!(rows[0]["hint"], "save the file as UTF-8");
}

/// `ws siblings` says so, and what is to find everything must not know less.
#[test]
fn an_index_that_cannot_be_read_is_a_finding() {
    let scene = Scene::new("[workspace]\n[[siblings]]\nname = 'a'\n");
    scene.sh("git init -q -b main a; cd a; echo 1 >f; git add f; git commit -qm 1; truncate -s 0 .git/index");
    let (code, rows) = scene.validate(&[]);
    let found = rows.iter().find(|row| row["code"].as_str().unwrap().starts_with("ws::git::"));
    assert_eq!((code, &found.unwrap()["sibling"]), (Some(1), &json!("a")), "{rows:#?}");
}

/// Nobody is told to move the directory away that everything is in.
#[test]
fn a_path_that_holds_the_root_is_to_be_corrected() {
    let scene = Scene::new("[workspace]\n[[siblings]]\nname = 'all'\npath = '/'\n");
    let hint = scene.finding("ws::sibling::not_git")["hint"].as_str().unwrap().to_owned();
    assert!(hint.starts_with("use another path") && !hint.contains("move"), "{hint}");
}

/// `ws init --add` leaves it out, so that the hint must not send anybody there.
#[test]
fn a_repository_whose_name_cannot_be_a_siblings_is_to_get_another() {
    let scene = Scene::new("[workspace]\n[[siblings]]\nname = 'a'\n");
    scene.sh("git init -q -b main a; git init -q -b main 'sp ace'");
    let hint = scene.finding("ws::sibling::unlisted")["hint"].as_str().unwrap().to_owned();
    assert!(hint.contains("another `name`") && !hint.contains("init"), "{hint}");
}

/// A file with tasks alone is not passed over in silence: it is where the workspace may be begun.
#[test]
fn who_stands_beside_a_file_without_a_workspace_hears_of_init() {
    for text in ["", "[tasks]\nx = 'echo'\n"] {
        let output = Scene::new(text).ws(&["siblings"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("wrknv.toml` has neither a [workspace] table nor siblings: `ws init --add`"), "{said}");
    }
}
