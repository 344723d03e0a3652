//! Trust: what is remembered of a workspace, and what becomes of it when the workspace or the registry changes.

mod variables;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::config::{FoundBy, PythonSettings, Sibling, SiblingName};
use crate::source::SourceFile;

/// A directory with a workspace `ws` that could be trusted, and the state directory beside it.
struct Place {
    _directory: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().canonicalize().unwrap();
        Self { _directory: directory, path }
    }

    fn state(&self) -> PathBuf {
        self.path.join("state")
    }

    fn open(&self) -> Registry {
        Registry::open(&self.state()).unwrap()
    }

    /// A root with a venv, and its configuration.
    fn workspace(&self, name: &str, siblings: &[&str]) -> Config {
        let root = self.path.join(name);
        fs::create_dir_all(root.join(".venv/bin")).unwrap();
        fs::write(root.join(".venv/pyvenv.cfg"), "home = /usr/bin\n").unwrap();
        for directory in [&root, &root.join(".venv"), &root.join(".venv/bin")] {
            fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).unwrap();
        }
        config(&root, siblings)
    }
}

fn config(root: &Path, siblings: &[&str]) -> Config {
    let sibling = |name: &&str| Sibling {
        install: true,
        optional: false,
        packages: Vec::new(),
        submodules: false,
        name: SiblingName::parse(name).unwrap(),
        path: root.parent().unwrap().join(name),
        repo: None,
        layer: None,
        depends_on: Vec::new(),
        branch: None,
        extras: Vec::new(),
        with_deps: true,
        part_of: None,
        span: 0..0,
    };
    Config {
        allow: Vec::new(),
        root: root.to_path_buf(),
        found: FoundBy::default(),
        source_file: Arc::new(SourceFile::new(root.join("wrknv.toml"), String::new())),
        name: "ws".to_owned(),
        description: None,
        version: None,
        python: PythonSettings { version: None, venv_path: root.join(".venv") },
        env: BTreeMap::from([("LOG_LEVEL".to_owned(), "DEBUG".to_owned())]),
        tools: BTreeMap::new(),
        tasks: Vec::new(),
        layers: Vec::new(),
        siblings: siblings.iter().map(sibling).collect(),
        has_patterns: false,
        warnings: Vec::new(),
    }
}

fn code(result: Result<TrustChange, TrustError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "trusted")
}

#[test]
fn what_was_trusted_activates_and_nothing_else() {
    let place = Place::new();
    let config = place.workspace("ws", &["pyvider"]);
    let mut registry = place.open();
    assert_eq!(registry.check(&config).unwrap(), Verdict::Unknown);
    assert_eq!(registry.trust(&config, &[], &[]).unwrap().difference, Difference::New);
    assert_eq!(registry.check(&config).unwrap(), Verdict::Trusted);
    assert_eq!(place.open().check(&config).unwrap(), Verdict::Trusted);
    assert_eq!(registry.trust(&config, &[], &[]).unwrap().difference, Difference::None);
    assert_eq!(registry.remembered().unwrap(), std::slice::from_ref(&config.root));
    assert_eq!(registry.untrust(&config.root).unwrap().map(|trusted| trusted.root), Some(config.root.clone()));
    assert_eq!(place.open().check(&config).unwrap(), Verdict::Unknown);
    assert_eq!(registry.untrust(&config.root).unwrap(), None);
}

#[test]
fn only_what_activation_depends_on_asks_again() {
    let place = Place::new();
    let config = place.workspace("ws", &["pyvider"]);
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();

    let mut harmless = config.clone();
    harmless.description = Some("else".to_owned());
    harmless.siblings[0].branch = Some("next".to_owned());
    harmless.source_file = Arc::new(SourceFile::new("x".into(), "# comment".to_owned()));
    assert_eq!(registry.check(&harmless).unwrap(), Verdict::Trusted);

    let mut edited = config.clone();
    edited.env.insert("LOG_LEVEL".to_owned(), "INFO".to_owned());
    edited.env.insert("LD_PRELOAD".to_owned(), "/tmp/x\u{1b}[2J".to_owned());
    edited.python.venv_path = config.root.join("other");
    edited.siblings[0].path = place.path.join("elsewhere");
    let Verdict::Changed(changes) = registry.check(&edited).unwrap() else { panic!("not changed") };
    let place_name = place.path.display();
    assert_eq!(
        changes.lines(),
        [
            format!("~ venv `{place_name}/ws/.venv` -> `{place_name}/ws/other`"),
            format!("- sibling `{place_name}/pyvider`"),
            format!("+ sibling `{place_name}/elsewhere`"),
            "+ env LD_PRELOAD=\"/tmp/x\\u{1b}[2J\" (programs run or load what it says)".to_owned(),
            "~ env LOG_LEVEL=\"DEBUG\" -> \"INFO\"".to_owned(),
        ]
    );
    edited.python.venv_path.clone_from(&config.python.venv_path);
    assert_eq!(code(registry.trust(&edited, &[], &[])), "ws::trust::env_refused");
    let allow = ["LD_PRELOAD".to_owned()];
    let Difference::Changed(again) = registry.trust(&edited, &allow, &[]).unwrap().difference else {
        panic!("not changed")
    };
    assert_eq!(again.env_changed, changes.env_changed);
    assert_eq!(registry.check(&edited).unwrap(), Verdict::Trusted);
    assert!(matches!(registry.check(&config).unwrap(), Verdict::Changed(_)));
}

#[test]
fn parts_of_the_hash_cannot_pose_as_each_other() {
    let with = |pairs: &[(&str, &str)]| Settings {
        env: pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..Settings::default()
    };
    assert_ne!(with(&[("A", "B"), ("C", "D")]).hash(), with(&[("A", "BCD")]).hash());
    assert_ne!(with(&[("A", "BC")]).hash(), with(&[("AB", "C")]).hash());
    let siblings = Settings { siblings: [PathBuf::from("A")].into(), ..Settings::default() };
    assert_ne!(siblings.hash(), Settings { venv_path: "A".into(), ..Settings::default() }.hash());
    assert_eq!(Settings::default().hash().len(), 64);
}

#[test]
fn membership_goes_by_whole_components_and_real_paths() {
    let place = Place::new();
    let config = place.workspace("ws", &["pyvider", "linked", "gone"]);
    for directory in ["pyvider/src", "pyvider-evil", "ws-evil", "ws/deep/er", "real-linked/src"] {
        fs::create_dir_all(place.path.join(directory)).unwrap();
    }
    symlink(place.path.join("real-linked"), place.path.join("linked")).unwrap();
    symlink(place.path.join("ws"), place.path.join("ws-link")).unwrap();
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();

    let member = |directory: &str| registry.membership(&place.path.join(directory)).unwrap().map(|found| found.root);
    for inside in [
        "ws",
        "ws/deep/er",
        "ws/not/there",
        "pyvider",
        "pyvider/src",
        "linked",
        "linked/src",
        "real-linked/src",
        "gone",
        "gone/src",
        "ws-link",
        "ws-link/deep",
    ] {
        assert_eq!(member(inside), Some(config.root.clone()), "{inside}");
    }
    for outside in ["", "ws-evil", "ws-evil/x", "pyvider-evil", "real", "linke", "go"] {
        assert_eq!(member(outside), None, "{outside}");
    }
    assert_eq!(registry.membership(Path::new("/")).unwrap(), None);
}

#[test]
fn a_hostile_clone_that_lists_a_repository_gains_nothing_until_trusted_and_then_both_stop_there() {
    let place = Place::new();
    let good = place.workspace("ws", &["pyvider"]);
    let evil = place.workspace("evil", &["pyvider"]);
    fs::create_dir_all(place.path.join("pyvider/src")).unwrap();
    let mut registry = place.open();
    registry.trust(&good, &[], &[]).unwrap();
    let source = place.path.join("pyvider/src");
    assert_eq!(registry.membership(&source).unwrap().unwrap().root, good.root);
    assert_eq!(registry.membership(&evil.root).unwrap(), None);

    let change = registry.trust(&evil, &[], &[]).unwrap();
    assert_eq!(change.shared, [(place.path.join("pyvider"), good.root.clone())]);
    let conflict = registry.membership(&source).unwrap_err();
    assert_eq!(conflict.code(), "ws::trust::conflict");
    let message = conflict.to_string();
    assert!(message.contains(&*good.root.to_string_lossy()) && message.contains(&*evil.root.to_string_lossy()));
    assert_eq!(registry.membership(&good.root).unwrap().unwrap().root, good.root);
}

#[test]
fn a_root_reached_through_a_symlink_is_one_entry_and_is_not_parsed_there() {
    let place = Place::new();
    let real = place.workspace("ws", &[]);
    symlink(&real.root, place.path.join("link")).unwrap();
    let linked = config(&place.path.join("link"), &[]);
    let mut registry = place.open();
    assert_eq!(code(registry.trust(&linked, &[], &[])), "ws::trust::root_is_a_link");
    registry.trust(&real, &[], &[]).unwrap();
    assert_eq!(registry.check(&linked).unwrap().code(), Some("ws::trust::root_is_a_link"));
    assert_eq!(registry.untrust(&place.path.join("link")).unwrap().unwrap().root, real.root);
}

#[test]
fn a_moved_workspace_asks_again() {
    let place = Place::new();
    let before = place.workspace("ws", &[]);
    let mut registry = place.open();
    registry.trust(&before, &[], &[]).unwrap();
    fs::rename(&before.root, place.path.join("moved")).unwrap();
    assert_eq!(registry.check(&config(&place.path.join("moved"), &[])).unwrap(), Verdict::Unknown);
    assert_eq!(registry.membership(&place.path.join("moved")).unwrap(), None);
    assert_eq!(registry.check(&before).unwrap().code(), Some("ws::trust::root_missing"));
    // What stands at the old place now is not what was trusted if it is a link.
    symlink(place.path.join("moved"), &before.root).unwrap();
    assert_eq!(registry.check(&before).unwrap().code(), Some("ws::trust::required"));
    assert!(registry.untrust(&before.root).unwrap().is_some());
}

#[test]
fn whatever_others_may_fill_is_refused_when_trusted_and_when_activated() {
    let place = Place::new();
    let config = place.workspace("ws", &[]);
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();
    for part in ["", ".venv", ".venv/bin"] {
        for mode in [0o775, 0o757, 0o1777] {
            let directory = config.root.join(part);
            fs::set_permissions(&directory, fs::Permissions::from_mode(mode)).unwrap();
            let wanted = "ws::trust::writable_by_others";
            assert_eq!(registry.check(&config).unwrap().code(), Some(wanted), "{part} {mode:o}");
            assert_eq!(code(registry.trust(&config, &[], &[])), wanted, "{part} {mode:o}");
            fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
        }
        assert_eq!(registry.check(&config).unwrap(), Verdict::Trusted);
    }
}

#[test]
fn a_foreign_owner_is_refused() {
    let place = Place::new();
    let config = place.workspace("ws", &[]);
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();
    if !rustix::process::geteuid().is_root() {
        // Nobody but root can give a directory away; who counts as foreign is tested beside `check::foreign`.
        println!("not root: ownership on the disk is not tried");
        return;
    }
    for part in ["", ".venv", ".venv/bin"] {
        let directory = config.root.join(part);
        std::os::unix::fs::chown(&directory, Some(4242), None).unwrap();
        assert_eq!(registry.check(&config).unwrap().code(), Some("ws::trust::unsafe_owner"), "{part}");
        std::os::unix::fs::chown(&directory, Some(0), None).unwrap();
    }
    let file = registry_file(&place.state());
    std::os::unix::fs::chown(&file, Some(4242), None).unwrap();
    assert_eq!(Registry::open(&place.state()).unwrap_err().code(), "ws::trust::unsafe_owner");
}

#[test]
fn a_venv_that_is_elsewhere_gone_or_no_venv_is_refused() {
    let place = Place::new();
    let config = place.workspace("ws", &[]);
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();
    let (venv, away) = (config.root.join(".venv"), place.path.join("away"));
    let now = |registry: &Registry| registry.check(&config).unwrap().code();

    fs::rename(&venv, &away).unwrap();
    assert_eq!(now(&registry), Some("ws::venv::missing"));
    symlink(&away, &venv).unwrap();
    assert_eq!(now(&registry), Some("ws::trust::venv_moved"));
    assert_eq!(registry.trust(&config, &[], &[]).unwrap().trusted.venv_real.as_deref(), Some(&*away));
    assert_eq!(now(&registry), None);
    fs::remove_file(away.join("pyvenv.cfg")).unwrap();
    assert_eq!(now(&registry), Some("ws::venv::broken"));
    assert_eq!(code(registry.trust(&config, &[], &[])), "ws::venv::broken");
    fs::remove_file(&venv).unwrap();
    fs::write(&venv, "a file").unwrap();
    assert_eq!(now(&registry), Some("ws::venv::missing"));
}

#[test]
fn a_venv_path_that_cannot_stand_in_path_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let place = Place::new();
    let mut registry = place.open();
    for name in ["a:b", "a\nb", "a\rb"] {
        assert_eq!(code(registry.trust(&place.workspace(name, &[]), &[], &[])), "ws::venv::bad_path", "{name:?}");
    }
    let mut config = place.workspace("ws", &[]);
    config.python.venv_path = config.root.join("a\0b");
    assert_eq!(code(registry.trust(&config, &[], &[])), "ws::venv::bad_path");
    config.python.venv_path = config.root.join(std::ffi::OsString::from_vec(b"\xff".to_vec()));
    assert_eq!(code(registry.trust(&config, &[], &[])), "ws::venv::bad_path");
    // Also where only the real path has it.
    config.python.venv_path = place.path.join("fine");
    symlink(place.path.join("a:b/.venv"), place.path.join("fine")).unwrap();
    assert_eq!(code(registry.trust(&config, &[], &[])), "ws::venv::bad_path");
}

#[test]
fn a_venv_that_git_tracks_is_refused() {
    let place = Place::new();
    let config = place.workspace("ws", &[]);
    let repository = git2::Repository::init(&config.root).unwrap();
    let mut registry = place.open();
    #[expect(clippy::disallowed_methods, reason = "git must be found")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    // What a hook of another repository has set does not count.
    let elsewhere = place.path.join("elsewhere").into_os_string();
    let environment = [
        ("PATH".into(), path),
        ("GIT_DIR".into(), elsewhere.clone()),
        ("GIT_INDEX_FILE".into(), elsewhere.clone()),
        ("GIT_WORK_TREE".into(), elsewhere),
    ];
    // Without git there is nobody to ask, and that is not a yes.
    assert_eq!(code(registry.trust(&config, &[], &[])), "ws::trust::tracking_unknown");
    assert_eq!(code(registry.trust(&config, &[], &environment)), "trusted");
    fs::write(config.root.join(".venv-notes"), "").unwrap();
    let mut index = repository.index().unwrap();
    index.add_path(Path::new(".venv-notes")).unwrap();
    index.write().unwrap();
    assert_eq!(code(registry.trust(&config, &[], &environment)), "trusted");
    index.add_path(Path::new(".venv/pyvenv.cfg")).unwrap();
    index.write().unwrap();
    assert_eq!(code(registry.trust(&config, &[], &environment)), "ws::trust::venv_tracked");
    index.remove_path(Path::new(".venv/pyvenv.cfg")).unwrap();
    index.write().unwrap();
    // A venv that is a clone of something: its own repository tracks it.
    let inner = git2::Repository::init(config.root.join(".venv")).unwrap();
    let mut index = inner.index().unwrap();
    index.add_path(Path::new("pyvenv.cfg")).unwrap();
    index.write().unwrap();
    assert_eq!(code(registry.trust(&config, &[], &environment)), "ws::trust::venv_tracked");
    // A repository that nobody can read says nothing, and that is not a yes.
    fs::remove_dir_all(config.root.join(".venv/.git")).unwrap();
    fs::write(config.root.join(".git/HEAD"), "nonsense").unwrap();
    fs::write(config.root.join(".git/index"), "nonsense").unwrap();
    assert_eq!(code(registry.trust(&config, &[], &environment)), "ws::trust::tracking_unknown");
}

#[test]
fn a_registry_that_others_may_write_or_that_is_none_is_refused_and_kept() {
    let place = Place::new();
    let config = place.workspace("ws", &[]);
    place.open().trust(&config, &[], &[]).unwrap();
    let file = registry_file(&place.state());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o600);
    assert_eq!(fs::metadata(place.state()).unwrap().permissions().mode() & 0o7777, 0o700);
    for (path, mode, back) in [(&file, 0o620, 0o600), (&file, 0o602, 0o600), (&place.state(), 0o770, 0o700)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(Registry::open(&place.state()).unwrap_err().code(), "ws::trust::writable_by_others");
        fs::set_permissions(path, fs::Permissions::from_mode(back)).unwrap();
    }
    let good = fs::read_to_string(&file).unwrap();
    let forged = good.replace("DEBUG", "FORGED");
    for bad in ["{", "null", "[]", "{\"version\": 2, \"workspaces\": []}", "\u{0}", &forged] {
        fs::write(&file, bad).unwrap();
        let mut registry = place.open();
        let error = registry.list().unwrap_err();
        assert_eq!(error.code(), "ws::trust::registry_broken", "{bad}");
        assert!(!error.to_string().contains("struct"), "{error}");
        assert_eq!(registry.check(&config).unwrap_err().code(), "ws::trust::registry_broken", "{bad}");
        assert_eq!(code(registry.trust(&config, &[], &[])), "ws::trust::registry_broken", "{bad}");
        assert_eq!(fs::read_to_string(&file).unwrap(), bad);
    }
    fs::remove_file(&file).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &file,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    assert_eq!(Registry::open(&place.state()).unwrap_err().code(), "ws::trust::registry_broken");
}

#[test]
fn every_path_comes_back_as_it_went_in() {
    use std::os::unix::ffi::OsStringExt as _;
    let place = Place::new();
    let mut config = place.workspace("ws 'it' $(x) \"é\"\t", &["a"]);
    let odd = PathBuf::from(std::ffi::OsString::from_vec(b"/odd/\xff\xfe/x".to_vec()));
    for path in [odd.clone(), "/".into(), "/with space/and\nline".into(), "/b/c".into(), "/b/d".into(), "/b".into()] {
        let mut sibling = config.siblings[0].clone();
        sibling.path = path;
        config.siblings.push(sibling);
    }
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();
    let listed = place.open().list().unwrap();
    assert_eq!(listed[0].settings, Settings::of(&config));
    assert_eq!(listed[0].root, config.root);
    assert_eq!(place.open().check(&config).unwrap(), Verdict::Trusted);
    assert!(registry.membership(&odd.join("below")).unwrap().is_some());
}

#[test]
fn writers_side_by_side_lose_nothing() {
    let place = Place::new();
    let configs: Vec<Config> = (0..100).map(|number| place.workspace(&format!("ws{number}"), &[])).collect();
    std::thread::scope(|scope| {
        for config in &configs {
            scope.spawn(|| place.open().trust(config, &[], &[]).unwrap());
        }
    });
    assert_eq!(place.open().list().unwrap().len(), 100);
}

#[test]
fn one_of_fifty_workspaces_of_a_thousand_siblings_is_found() {
    let place = Place::new();
    let names: Vec<String> = (0..1000).map(|number| format!("some-sibling-{number}")).collect();
    let entries: Vec<Trusted> = (0..50)
        .map(|number| {
            let root = place.path.join(format!("group{number}/ws"));
            let config = config(&root, &names.iter().map(String::as_str).collect::<Vec<_>>());
            let settings = Settings::of(&config);
            let venv_real = settings.venv_path.clone();
            let hash = settings.hash();
            Trusted {
                root,
                hash,
                settings,
                venv_real: Some(venv_real),
                trusted_at: Timestamp::UNIX_EPOCH,
                links: BTreeMap::new(),
            }
        })
        .collect();
    let _lock = store::lock(&place.state()).unwrap();
    store::write(&place.state(), &entries).unwrap();
    let inside = place.path.join("group7/some-sibling-999/src");
    assert_eq!(place.open().membership(Path::new("/usr/lib")).unwrap(), None);
    assert_eq!(place.open().membership(&inside).unwrap().unwrap().root, place.path.join("group7/ws"));
}
