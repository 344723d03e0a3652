//! What stands where in a file that siblings are added to.

use super::*;

const NEW: &str = "[[siblings]]\nname = \"new\"\nrepo = \"https://example.org/x\"\n";
const INLINE: &str = "{ name = \"new\", repo = \"https://example.org/x\" }";

fn entry(name: &str) -> Entry {
    Entry { name: name.to_owned(), path: None, repo: Some("https://example.org/x".to_owned()), depends_on: Vec::new() }
}

fn add(text: &str) -> String {
    added(text, Path::new("/w/hub"), &[entry("new")]).unwrap()
}

#[test]
fn what_is_there_stays_as_it_is() {
    let workspace = "[workspace]\nname = \"hub\"\n";
    for tasks in
        ["# mine\n[tasks]\nlint   =  \"ruff\" # why\n", "# only this\n", "[workspace.python]\nversion = \"3\"\n# end\n"]
    {
        let begun = if tasks.contains("workspace") { String::new() } else { format!("{workspace}\n") };
        assert_eq!(add(tasks), format!("{tasks}\n{begun}{NEW}"));
    }
    assert_eq!(add(""), format!("{workspace}\n{NEW}"));
    assert_eq!(add("[tasks]\nx = \"y\""), format!("[tasks]\nx = \"y\"\n\n{workspace}\n{NEW}"));
    assert_eq!(add("workspace = {}\n\n\n"), format!("workspace = {{}}\n\n\n{NEW}"));
}

#[test]
fn siblings_come_behind_the_last_with_its_comments() {
    let named = "[workspace]\nname = \"w\"\n\n# the first\n[[siblings]]\nname = \"a\" # one\n";
    assert_eq!(add(named), format!("{named}\n{NEW}"));
    let own = "[[siblings]]\nname = \"a\"\n# of a\n";
    let far = "\n# of nobody\n\n[workspace]\nname = \"w\"\n";
    assert_eq!(add(&format!("{own}{far}")), format!("{own}\n{NEW}{far}"));
    // A comment right above a header is that header's.
    let first = "[[siblings]]\nname = \"a\"\n";
    let next = "# of the workspace\n[workspace]\n";
    assert_eq!(add(&format!("{first}{next}")), format!("{first}\n{NEW}\n{next}"));
    // Where others stand between them, the last counts.
    let split =
        "[[siblings]]\nname = \"a\"\n[tasks]\nx = \"1\"\n[[siblings]]\nname = \"b\"\ndepends_on = [\n  \"a\",\n]\n";
    let rest = "[workspace]\nname = \"w\"\n";
    assert_eq!(add(&format!("{split}{rest}")), format!("{split}\n{NEW}\n{rest}"));
    assert_eq!(
        add("[workspace]\n[[siblings]]\nname = \"a\" # last"),
        format!("[workspace]\n[[siblings]]\nname = \"a\" # last\n\n{NEW}")
    );
}

#[test]
fn lines_end_as_those_that_are_there() {
    let text =
        "[workspace]\r\nname = \"w\"\r\n[[siblings]]\r\nname = \"a\"\r\n[tasks]\r\nx = \"\"\"\r\ny\r\n\"\"\"\r\n";
    let unix = text.replace('\r', "");
    assert_eq!(add(text), add(&unix).replace('\n', "\r\n"));
    let list = "workspace = {}\r\nsiblings = [\r\n  \"../a\", # one\r\n]\r\n";
    assert_eq!(add(list), add(&list.replace('\r', "")).replace('\n', "\r\n"));
}

#[test]
fn a_list_grows_as_it_is_written() {
    for (before, after) in [
        ("siblings = [\"../a\"]\n", format!("siblings = [\"../a\", {INLINE}]\n")),
        ("siblings = [ \"../a\", ]\n", format!("siblings = [ \"../a\", {INLINE}, ]\n")),
        ("siblings = []\n", format!("siblings = [{INLINE}]\n")),
        ("siblings = [\n]\n", format!("siblings = [\n    {INLINE},\n]\n")),
        ("siblings = [\n  # none\n]\n", format!("siblings = [\n  # none\n  {INLINE},\n]\n")),
        ("siblings = [\n\t\"../a\", # a, b\n]\n", format!("siblings = [\n\t\"../a\", # a, b\n\t{INLINE},\n]\n")),
        (
            "siblings = [\n  \"../a\" # no, comma\n  # more\n]\n",
            format!("siblings = [\n  \"../a\", # no, comma\n  # more\n  {INLINE}\n]\n"),
        ),
        ("siblings = [\n  \"../a\",\n  \"../b\"]\n", format!("siblings = [\n  \"../a\",\n  \"../b\",\n  {INLINE}]\n")),
        ("siblings = [\n  \"../a\"\n, ]\n", format!("siblings = [\n  \"../a\", {INLINE}\n, ]\n")),
        (
            "siblings = [\n    \"../a\"\n  , { name = \"b\" }\n]\n",
            format!("siblings = [\n    \"../a\"\n  , {{ name = \"b\" }}, {INLINE}\n]\n"),
        ),
        ("siblings = { patterns = [\"../a\"] }\n", "siblings = { patterns = [\"../a\", \"../new\"] }\n".to_owned()),
        ("siblings.patterns = [] # x\n", "siblings.patterns = [\"../new\"] # x\n".to_owned()),
    ] {
        let workspace = "workspace = {}\n";
        assert_eq!(add(&format!("{before}{workspace}")), format!("{after}{workspace}"));
    }
    let patterns = "[workspace]\n[siblings]\npatterns = [\n    \"../a\", # one\n]\n";
    assert_eq!(add(patterns), "[workspace]\n[siblings]\npatterns = [\n    \"../a\", # one\n    \"../new\",\n]\n");
    let without = "[siblings] # by pattern\nexclude = [\"x\"] # not\n";
    let rest = "\n[workspace]\n";
    assert_eq!(add(&format!("{without}{rest}")), format!("{without}patterns = [\"../new\"]\n{rest}"));
}

#[test]
fn what_cannot_be_added_to_says_why() {
    let why = |text: &str| added(text, Path::new("/w/hub"), &[entry("new")]).unwrap_err();
    assert_eq!(why("siblings = { exclude = [] }\n"), "`siblings` has no list `patterns` to add to");
    assert_eq!(why("siblings = 5\n"), "`siblings` is neither a list nor a table");
    assert_eq!(why("siblings.patterns = 5\n"), "`patterns` is not a list");
}

#[test]
fn a_file_that_has_all_is_left_alone() {
    let text = "[workspace]\r\nname='w' # x\n";
    assert_eq!(added(text, Path::new("/w/hub"), &[]).unwrap(), text);
}
