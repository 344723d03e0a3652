//! A small workspace with a venv made by hand, and every question about it.

use std::fs;

use super::*;
use crate::config;
use crate::git::LookOptions;
use crate::source::SourceFile;

struct Scene {
    directory: tempfile::TempDir,
}

impl Scene {
    /// `app` needs `kit` needs `base`; `app` asks for `web`, which asks for `text`, with the extra `fast` for `speed`.
    fn new() -> Self {
        let scene = Self { directory: tempfile::tempdir().unwrap() };
        scene.write("root/wrknv.toml", "[workspace]\nname = \"w\"\nsiblings = []\n[[siblings]]\nname = \"app\"\n");
        let config = "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"app\"\n[[siblings]]\nname = \"kit\"\n\
                      [[siblings]]\nname = \"base\"\n";
        scene.write("root/wrknv.toml", config);
        scene.project("base", "\"text>=1\"", "");
        scene.project("kit", "\"base\"", "");
        scene.project(
            "app",
            "\"kit\", \"web[fast]>=2,<3\", \"old; python_version < '3'\"",
            "[dependency-groups]\ndev = [\"tester\"]\n",
        );
        scene.write("root/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n");
        scene.installed("web", "2.1", "text<3\nspeed; extra == 'fast'\nslow; extra == 'other'");
        scene.installed("text", "2.0", "");
        scene.installed("speed", "1.0", "");
        scene.installed("tester", "1.0", "");
        scene.installed("stray", "1.0", "");
        for name in ["app", "kit", "base"] {
            scene.installed(name, "1.0", "");
            let path = scene.directory.path().join(name);
            let url = format!("{{\"url\": \"file://{}\", \"dir_info\": {{\"editable\": true}}}}", path.display());
            scene.write(&format!("{SITE}/{name}-1.0.dist-info/direct_url.json"), &url);
            scene.write(&format!("{SITE}/{name}-1.0.dist-info/RECORD"), &format!("{name}.pth,,\n"));
            scene.write(&format!("{SITE}/{name}.pth"), &format!("{}/src\n", path.display()));
        }
        scene
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn project(&self, name: &str, dependencies: &str, more: &str) {
        let text = format!("[project]\nname = \"{name}\"\nversion = \"1.0\"\ndependencies = [{dependencies}]\n{more}");
        self.write(&format!("{name}/pyproject.toml"), &text);
        self.write(&format!("{name}/src/{name}/__init__.py"), "");
    }

    fn installed(&self, name: &str, version: &str, requires: &str) {
        let lines = requires.lines().map(|line| format!("Requires-Dist: {line}\n")).collect::<Vec<_>>().concat();
        let text = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{lines}");
        self.write(&format!("{SITE}/{name}-{version}.dist-info/METADATA"), &text);
        self.write(&format!("{SITE}/{name}-{version}.dist-info/INSTALLER"), "uv");
    }

    fn try_why(&self, name: &str) -> Result<Vec<WhyRow>, Error> {
        let root = self.directory.path().join("root");
        let config = config::load(SourceFile::read(&root.join("wrknv.toml")).unwrap(), &root, None).unwrap();
        let look = LookOptions { fast: true, run_repository_filters: false, env: Vec::new(), ..LookOptions::default() };
        why(&config, name, &InspectOptions::new(look))
    }

    /// The reasons of one kind, with the way in brackets; the scene's directory is `~`.
    fn why(&self, name: &str, what: Question) -> Vec<String> {
        let rows = self.try_why(name).unwrap().into_iter().filter(|row| row.what == what);
        let here = self.directory.path().display().to_string();
        let line = |row: WhyRow| format!("{} [{}]", row.because, row.through.join(" ")).replace(&here, "~");
        rows.map(line).collect()
    }
}

const SITE: &str = "root/.venv/lib/python3.12/site-packages";

#[test]
fn a_package_is_there_because_of_each_sibling_that_leads_to_it() {
    let scene = Scene::new();
    let expected = ["`web` asks for `text<3` [app web text]", "`base` asks for `text>=1` [base text]"];
    assert_eq!(scene.why("text", Question::Installed), expected);
    assert_eq!(scene.why("speed", Question::Installed), ["`web` asks for `speed` [app web speed]"]);
    assert_eq!(scene.why("Tester", Question::Installed), ["`app` asks for `tester` (group:dev) [app tester]"]);
    assert_eq!(scene.why("stray", Question::Installed), ["uv installed it, and no sibling needs it []"]);
}

#[test]
fn a_version_has_those_who_limit_it() {
    let scene = Scene::new();
    let expected = [
        "uv installed 2.0 []",
        "`base` asks for `text>=1`, which 2.0 meets [base text]",
        "`web` asks for `text<3`, which 2.0 meets [web text]",
    ];
    assert_eq!(scene.why("text", Question::Version), expected);
    scene.project("base", "\"text>=9\"", "");
    assert_eq!(
        scene.why("text", Question::Version)[1],
        "`base` asks for `text>=9`, which 2.0 does not meet [base text]"
    );
}

#[test]
fn a_sibling_is_told_with_its_place_and_what_reaches_it() {
    let scene = Scene::new();
    let installed = ["it is a sibling, an editable of `~/base` []", "`kit` asks for `base` [kit base]"];
    assert_eq!(scene.why("base", Question::Installed), installed);
    assert_eq!(scene.why("base", Question::Version), ["1.0 is the version of the checkout []"]);
    assert_eq!(scene.why("base", Question::Order), ["wave 1: it needs no other sibling to be installed and to run []"]);
    let order = ["wave 3: it needs `kit`, which is in wave 2 of the installation [base kit app]"];
    assert_eq!(scene.why("app", Question::Order), order);
    let affected = ["`app` depends on `kit` [kit app]", "`app` depends on `kit`, which needs `base` [base kit app]"];
    assert_eq!(scene.why("app", Question::Affected), affected);
    assert!(scene.why("base", Question::Affected).is_empty() && scene.why("base", Question::Shadowed).is_empty());
}

#[test]
fn a_copy_and_another_checkout_shadow_a_sibling() {
    let scene = Scene::new();
    fs::remove_file(scene.directory.path().join(SITE).join("kit.pth")).unwrap();
    scene.write(&format!("{SITE}/kit/__init__.py"), "");
    fs::remove_file(scene.directory.path().join(SITE).join("kit-1.0.dist-info/direct_url.json")).unwrap();
    let copy =
        format!("Python imports a copy in `~/{SITE}`, so edits of `~/kit` have no effect: run `ws setup` [~/{SITE}]");
    assert_eq!(scene.why("kit", Question::Shadowed), [copy]);
    // One module, beside the editable that it hides.
    let scene = Scene::new();
    scene.write(&format!("{SITE}/kit.py"), "");
    let module = format!("`~/{SITE}/kit.py` is imported instead of `~/kit`, its editable checkout [~/{SITE}]");
    assert_eq!(scene.why("kit", Question::Shadowed), [module]);
}

#[test]
fn what_is_asked_for_and_not_there_is_told_with_who_asks() {
    let scene = Scene::new();
    fs::remove_dir_all(scene.directory.path().join("root/.venv")).unwrap();
    assert_eq!(scene.why("web", Question::Missing), ["`app` asks for `web[fast]>=2,<3` [app web]"]);
    let missing = ["nothing has installed it from `~/base`: run `ws setup` []", "`kit` asks for `base` [kit base]"];
    assert_eq!(scene.why("base", Question::Missing), missing);
}

#[test]
fn a_cycle_that_was_cut_is_named() {
    let scene = Scene::new();
    scene.project("base", "\"app\"", "");
    let told = ["base", "kit", "app"].map(|name| scene.why(name, Question::Order)).concat();
    let cut: Vec<&String> = told.iter().filter(|line| line.contains("the cycle is cut there")).collect();
    assert_eq!(cut.len(), 1, "{told:#?}");
    assert!(!told.iter().any(|line| line.contains("needs no other sibling")), "{told:#?}");
}

#[test]
fn what_nobody_knows_is_an_error_with_the_nearest_name() {
    let scene = Scene::new();
    for (name, nearest) in
        [("tester2", Some("tester")), ("ap", Some("app")), ("§", None), ("old", None), ("slow", None)]
    {
        let error = scene.try_why(name).unwrap_err();
        assert_eq!(error.code(), "ws::why::unknown", "{name}");
        assert_eq!(error.hint().is_some_and(|hint| nearest.is_some_and(|name| hint.contains(name))), nearest.is_some());
    }
}
