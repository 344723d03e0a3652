//! Several packages in one repository: a row for each where dependencies and installation are told about, and one for the
//! repository where its state is.

use serde_json::{Value, json};
use ws_test_support::TestContext;

ws_test_support::harness! {
    struct Workspace(TestContext);
}

impl Workspace {
    /// A repository `mono` of three packages, beside `base`, which one of them needs, and `app`, which needs one of them.
    fn new(mono: &[(&str, &str)], entry: &str) -> Self {
        let workspace = Self(TestContext::new());
        workspace.write("root/wrknv.toml", &format!(
            "[workspace]\nname = 'w'\n[[siblings]]\nname = 'base'\nlayer = 'foundation'\n[[siblings]]\nname = 'mono'\nlayer = 'tools'\n{entry}\n[[siblings]]\nname = 'app'\nlayer = 'tools'\n"
        ));
        workspace.write("base/pyproject.toml", &project("base", ""));
        workspace.write("app/pyproject.toml", &project("app", "'ws-two'"));
        for (path, text) in mono {
            workspace.write(&format!("mono/{path}"), text);
        }
        for (place, name, needs) in [("libs/one", "ws-one", "'base'"), ("libs/two", "ws-two", "'ws-one>=1'")] {
            workspace.write(&format!("mono/{place}/pyproject.toml"), &project(name, needs));
            let module = name.replace('-', "_");
            let code = if name == "ws-two" { "import ws_one\n" } else { "" };
            workspace.write(&format!("mono/{place}/src/{module}/__init__.py"), code);
        }
        // One that nothing names.
        workspace.write("mono/tests/data/pyproject.toml", &project("ws-of-a-test", ""));
        let script = "for d in base mono app; do cd $d; git init -q -b main; git add -A; git commit -qm 1; cd ..; done";
        workspace.sh(script);
        workspace
    }

    fn rows(&self, arguments: &[&str]) -> Vec<Value> {
        self.0.rows(arguments).1
    }

    fn names(&self, arguments: &[&str]) -> Vec<String> {
        self.rows(arguments).iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    fn git(&self, repository: &str, script: &str) {
        self.sh(&format!("cd {repository}\n{script}"));
    }
}

fn project(name: &str, needs: &str) -> String {
    format!("[project]\nname = '{name}'\nversion = '1'\ndependencies = [{needs}]\n")
}

fn pairs(rows: &[Value]) -> Vec<(&str, &str)> {
    rows.iter().map(|row| (row["from"].as_str().unwrap(), row["to"].as_str().unwrap())).collect()
}

const UV: &str = "[tool.uv.workspace]\nmembers = ['libs/*']\nexclude = ['libs/old']\n";

/// What uv, Poetry, PDM and wrknv.toml say is the same set of packages; a root that is a package keeps the sibling's name.
#[test]
fn packages_are_found_where_the_tools_say_so() {
    let poetry = "[tool.poetry]\nname = 'whole'\nversion = '1'\n[tool.poetry.dependencies]\nws-one = { path = 'libs/one', develop = true }\n\
                  [tool.poetry.group.dev.dependencies]\nws-two = { path = './libs/two' }\n";
    let pdm = "[project]\nname = 'whole'\nversion = '1'\n[tool.pdm.dev-dependencies]\ndev = ['-e file:///${PROJECT_ROOT}/libs/one#egg=ws-one', \
               '-e file:///${PROJECT_ROOT}/libs/two#egg=ws-two']\n";
    let project = project("whole", "");
    for (mono, entry, has_own) in [
        (UV.to_owned(), "", false),
        (format!("{project}{UV}"), "", true),
        (poetry.to_owned(), "", true),
        (pdm.to_owned(), "", true),
        (project.clone(), "packages = ['.', 'libs/one', 'libs/two']", true),
        (project, "packages = ['libs/one', 'libs/two']", false),
    ] {
        let workspace = Workspace::new(&[("pyproject.toml", &mono), ("libs/old/pyproject.toml", "[project]\n")], entry);
        let mut names = workspace.names(&["order"]);
        names.sort();
        let own: &[&str] = if has_own { &["mono"] } else { &[] };
        assert_eq!(names, [&["app", "base"], own, &["ws-one", "ws-two"]].concat(), "{mono} {entry}");
        assert_eq!(workspace.names(&["siblings"]), ["base", "mono", "app"], "the repository has one row");
    }
}

#[test]
fn each_package_has_its_rows_and_the_repository_one() {
    let workspace = Workspace::new(&[("pyproject.toml", UV)], "depends_on = ['base']");
    let deps = workspace.rows(&["deps"]);
    assert_eq!(pairs(&deps), [("ws-one", "base"), ("ws-two", "ws-one"), ("app", "ws-two")], "{deps:#?}");
    // depends_on is the repository's; its packages may need each other, and `app` is another member of the layer.
    let judged: Vec<(&Value, &Value)> = deps.iter().map(|row| (&row["declared"], &row["violation"])).collect();
    assert_eq!(judged, [(&json!(true), &Value::Null), (&json!(false), &Value::Null), (&json!(false), &json!("peer"))]);
    assert_eq!(workspace.names(&["order"]), ["base", "ws-one", "ws-two", "app"]);
    let states = workspace.rows(&["venv", "siblings"]);
    let places: Vec<(&str, bool)> = states
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["expected_path"].as_str().unwrap().contains("mono/libs/")))
        .collect();
    assert_eq!(places, [("base", false), ("ws-one", true), ("ws-two", true), ("app", false)]);
    assert_eq!(workspace.names(&["affected", "ws-two"]), ["ws-two", "app"]);
    assert_eq!(workspace.names(&["affected", "mono"]), ["ws-one", "ws-two", "app"], "its name means all of it");
    let imports = workspace.rows(&["deps", "mono", "--imports"]);
    assert!(imports.iter().any(|row| row["kind"] == "import" && row["from"] == "ws-two" && row["to"] == "ws-one"));
    let why = workspace.rows(&["why", "ws-two"]);
    assert!(
        why.iter().any(|row| row["because"] == "wave 3: it needs `ws-one`, which is in wave 2 of the installation")
    );
    let whole = workspace.rows(&["why", "mono"]);
    let orders: Vec<&str> =
        whole.iter().filter(|row| row["what"] == "order").map(|row| row["because"].as_str().unwrap()).collect();
    assert_eq!(
        orders,
        [
            "`ws-one`: wave 2: it needs `base`, which is in wave 1 of the installation",
            "`ws-two`: wave 3: it needs `ws-one`, which is in wave 2 of the installation"
        ],
        "a repository that is no package means its packages"
    );
    let found = workspace.rows(&["validate"]);
    let about: Vec<&Value> =
        found.iter().filter(|row| row["code"].as_str().unwrap().starts_with("ws::deps::")).collect();
    let messages: Vec<&str> = about.iter().map(|row| row["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["`app` requires `mono`, but depends_on does not list it"], "{about:#?}");
    let layers = workspace.rows(&["layers"]);
    let tools = layers.iter().find(|row| row["layer"] == "tools").unwrap();
    assert_eq!(tools["siblings"], json!(["mono", "app"]));
}

/// What is done once in each repository goes by repositories, also where the names are those of packages.
#[test]
fn a_repository_is_worked_in_once() {
    let workspace = Workspace::new(&[("pyproject.toml", UV)], "");
    let mut done = workspace.names(&["exec", "ws-one", "ws-two", "base", "--", "true"]);
    done.sort();
    assert_eq!(done, ["base", "mono"]);
    assert_eq!(workspace.names(&["status", "ws-two"]), ["mono"]);
    for name in ["base", "mono", "app"] {
        workspace.write(&format!("{name}/wrknv.toml"), "[tasks]\nhello = 'true'\n");
    }
    let rows = workspace.rows(&["run", "hello", "-j", "1", "--affected-by", "ws-one"]);
    let ran: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["name"].as_str().unwrap(), row["state"].as_str().unwrap())).collect();
    assert_eq!(ran, [("mono", "ok"), ("app", "ok")], "{rows:#?}");
    let output = workspace.command(&["status", "ws-tow"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// A commit reaches the packages in whose directories it is; one beside them reaches all.
#[test]
fn a_commit_reaches_the_packages_that_it_touches() {
    let workspace = Workspace::new(&[("pyproject.toml", UV)], "");
    let commit = |path: &str| {
        workspace.write(&format!("mono/{path}"), "x = 1\n");
        workspace.git("mono", "git tag -f before >/dev/null; git add -A; git commit -qm more");
        let rows = workspace.rows(&["affected", "--since", "before"]);
        let changed = rows.iter().filter(|row| row["reason"] == "changed");
        changed.map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    workspace.git("base", "git tag before");
    workspace.git("app", "git tag before");
    assert_eq!(commit("libs/two/src/ws_two/more.py"), ["ws-two"]);
    assert_eq!(commit("conftest.py"), ["ws-one", "ws-two"]);
    let since = workspace.names(&["exec", "--dirty", "--", "true"]);
    assert_eq!(since, Vec::<String>::new());
    workspace.write("mono/libs/one/new.py", "");
    assert_eq!(workspace.names(&["order", "--dirty"]), ["ws-one", "ws-two"]);
}

#[test]
fn a_listed_package_that_is_not_there_is_a_warning() {
    let workspace = Workspace::new(&[], "packages = ['libs/one', 'libs/two', 'libs/three']");
    let found = workspace.rows(&["validate"]);
    let finding = found.iter().find(|row| row["code"] == "ws::config::no_package").unwrap();
    assert_eq!(finding["message"], "`mono` lists the package `libs/three`, which is not there");
    assert_eq!((&finding["severity"], &finding["sibling"]), (&json!("warning"), &json!("mono")));
}

/// The repository's name leaves each of its packages out, and so it is not told that it leaves nothing out.
#[test]
fn the_name_of_the_repository_excludes_its_packages() {
    let workspace = Workspace::new(&[("pyproject.toml", UV)], "");
    for (excluded, names, warned) in
        [("mono", &["base", "app"][..], false), ("mone", &["base", "ws-one", "ws-two", "app"], true)]
    {
        let output = workspace.command(&["order", "--format", "json", "--exclude", excluded]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr).contains("leaves nothing out"), warned, "{output:?}");
        assert_eq!(workspace.names(&["order", "--exclude", excluded]), names);
    }
}

/// TAB offers the packages beside the repository, whose name means all of them; also those that only wrknv.toml lists.
#[test]
fn packages_are_completed() {
    for (mono, entry) in [(vec![("pyproject.toml", UV)], ""), (vec![], "packages = ['libs/one', 'libs/two']")] {
        let workspace = Workspace::new(&mono, entry);
        for command in ["order", "why"] {
            let mut ws = workspace.command(&["--", "2", "ws", command, ""]);
            ws.env("COMPLETE", "zsh");
            let said = String::from_utf8(ws.output().unwrap().stdout).unwrap();
            let offered: Vec<&str> = said.lines().filter_map(|line| line.split('\t').next()).collect();
            for name in ["base", "mono", "app", "ws-one", "ws-two"] {
                assert!(offered.contains(&name), "{command} {name}: {said}");
            }
        }
    }
}

/// What came in for one package of a repository is told as well as what came in at its root.
#[test]
fn sync_says_that_setup_is_due_for_a_package_inside() {
    let workspace = Workspace::new(&[("pyproject.toml", UV)], "");
    let site = "root/.venv/lib/python3.12/site-packages/ws_one-1.dist-info";
    workspace.write("root/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n");
    workspace
        .write(&format!("{site}/METADATA"), "Metadata-Version: 2.1\nName: ws-one\nVersion: 1\nRequires-Dist: base\n\n");
    let url = format!("file://{}", workspace.path("mono/libs/one").display());
    workspace.write(
        &format!("{site}/direct_url.json"),
        &format!("{{\"url\": \"{url}\", \"dir_info\": {{\"editable\": true}}}}"),
    );
    workspace.sh("git clone -q --bare mono origin.git; git clone -q origin.git other");
    workspace.git("mono", "git remote add origin ../origin.git; git fetch -q; git branch -q -u origin/main");
    workspace.write("other/libs/one/pyproject.toml", &project("ws-one", "'base', 'iniconfig'"));
    workspace.git("other", "git commit -qam more; git push -q");
    let rows = workspace.rows(&["sync", "mono"]);
    let (state, reason) = (rows[0]["state"].as_str().unwrap(), rows[0]["reason"].as_str().unwrap_or_default());
    assert!(state == "updated" && reason.contains("setup is due") && reason.contains("iniconfig"), "{rows:#?}");
}
