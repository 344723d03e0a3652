//! Is a sibling imported from the checkout next door? What core says is held against where Python itself imports it
//! from, in each of the ways in which build back ends make an editable.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use ws_core::python::venv::InstallState;

use super::{Backend, Place, SETUPTOOLS, install, sibling, state, succeed, text};

const HATCHLING: Backend = Backend { requires: "hatchling", name: "hatchling.build", modules: "src/hatched", more: "" };

const fn setuptools(modules: &'static str, more: &'static str) -> Backend {
    Backend { requires: SETUPTOOLS.0, name: SETUPTOOLS.1, modules, more }
}

fn site_packages(venv: &Path) -> std::path::PathBuf {
    fs::read_dir(venv.join("lib")).unwrap().next().unwrap().unwrap().path().join("site-packages")
}

#[test]
fn every_kind_of_editable_is_seen_for_what_it_is() {
    let place = Place::new();
    let namespace = "[tool.setuptools.packages.find]\ninclude = [\"provide*\"]\n";
    let cases = [
        ("set src", "set-src", "set_src", setuptools("src/set_src", "")),
        ("set-flat", "Set.Flat", "set_flat", setuptools("set_flat", "")),
        ("set-space", "set-space", "provide.space", setuptools("provide/space", namespace)),
        ("set-srcspace", "set-srcspace", "provide.srcspace", setuptools("src/provide/srcspace", "")),
        ("hatched", "hatched", "hatched", HATCHLING),
        ("hatflat", "hatflat", "hatflat", Backend { modules: "hatflat", ..HATCHLING }),
        (
            "flitted",
            "flitted",
            "flitted",
            Backend { requires: "flit_core>=3.2,<4", name: "flit_core.buildapi", modules: "flitted", more: "" },
        ),
        (
            "pedemed",
            "pedemed",
            "pedemed",
            Backend { requires: "pdm-backend", name: "pdm.backend", modules: "src/pedemed", more: "" },
        ),
        (
            "poems",
            "poems",
            "poems",
            Backend { requires: "poetry-core", name: "poetry.core.masonry.api", modules: "poems", more: "" },
        ),
        (
            "uvbuilt",
            "uvbuilt",
            "uvbuilt",
            Backend { requires: "uv_build", name: "uv_build", modules: "src/uvbuilt", more: "" },
        ),
    ];
    let roots: Vec<_> =
        cases.iter().map(|(directory, package, _, backend)| place.project(directory, package, backend)).collect();
    let strict = place.project("set-strict", "set-strict", &setuptools("src/set_strict", ""));
    let (by_uv, by_pip) = (place.uv_venv("by-uv"), place.python_venv("by-pip"));
    let paths: Vec<String> = roots.iter().map(|root| text(root)).collect();
    let arguments: Vec<&str> = paths.iter().flat_map(|path| ["-e", path]).collect();
    for venv in [&by_uv, &by_pip] {
        if venv == &by_uv {
            place.uv_install(venv, &arguments);
            place.uv_install(venv, &["-C", "editable_mode=strict", "-e", &text(&strict)]);
        } else {
            place.pip_install(venv, &arguments);
            place.pip_install(venv, &["--config-settings", "editable_mode=compat", "-e", &text(&strict)]);
        }
        for ((_, package, module, _), root) in cases.iter().zip(&roots) {
            let found = install(venv, &sibling(root, Some((package, "1.0"))));
            assert_eq!(found.state, InstallState::Editable, "{package} in {venv:?}: {found:?}");
            assert_eq!(found.actual_path.as_ref(), Some(root), "{package}");
            let imported = place.imported(venv, module).unwrap();
            assert!(imported.starts_with(root), "{package}: Python imports {imported:?}");
        }
        assert_eq!(state(venv, &sibling(&strict, Some(("set-strict", "1.0")))), InstallState::Editable);

        // The same venv, asked about another clone of each.
        for ((directory, package, ..), root) in cases.iter().zip(&roots) {
            let clone = place.path("clones").join(directory);
            fs::create_dir_all(&clone).unwrap();
            let found = install(venv, &sibling(&clone, Some((package, "1.0"))));
            assert_eq!(found.state, InstallState::WrongPath, "{package}");
            assert_eq!(found.actual_path.as_ref(), Some(root), "{package}");
        }
        let stale = install(venv, &sibling(&roots[0], Some(("set-src", "1.1"))));
        assert_eq!(stale.state, InstallState::Stale);
        assert_eq!(stale.installed_version.as_deref(), Some("1.0"));
        assert_eq!(state(venv, &sibling(&roots[0], Some(("set-src", "1.0.0")))), InstallState::Editable);
        assert_eq!(state(venv, &sibling(&roots[0], Some(("never-heard-of", "1")))), InstallState::Missing);
        assert_eq!(state(venv, &sibling(&place.sandbox.home(), None)), InstallState::NotPython);

        // A sibling that is a symlink to the checkout.
        let link = place.path(&format!("link-{}", venv.file_name().unwrap().to_string_lossy()));
        symlink(&roots[4], &link).unwrap();
        assert_eq!(state(venv, &sibling(&link, Some(("hatched", "1.0")))), InstallState::Editable);
    }
}

#[test]
fn a_copy_that_shadows_the_checkout_is_seen_whatever_direct_url_says() {
    let place = Place::new();
    let root = place.project("hatched", "hatched", &HATCHLING);
    let flat = place.project("set-flat", "set-flat", &setuptools("set_flat", ""));
    let venv = place.uv_venv("v");
    let site = site_packages(&venv);

    // Installed as a copy, although from the checkout.
    place.uv_install(&venv, &[&text(&root)]);
    let found = install(&venv, &sibling(&root, Some(("hatched", "1.0"))));
    assert_eq!((found.state, found.actual_path), (InstallState::Wheel, Some(site.clone())));

    for (project, package, module) in [(&root, "hatched", "hatched"), (&flat, "set-flat", "set_flat")] {
        place.uv_install(&venv, &["-e", &text(project)]);
        let asked = sibling(project, Some((package, "1.0")));
        assert_eq!(state(&venv, &asked), InstallState::Editable, "{package}");
        // A copy that some other tool put there comes first on the import path.
        fs::create_dir(site.join(module)).unwrap();
        fs::write(site.join(module).join("__init__.py"), "").unwrap();
        let found = install(&venv, &asked);
        let imported = place.imported(&venv, module).unwrap();
        assert!(imported.starts_with(&site), "Python imports {imported:?}");
        assert_eq!((found.state, found.actual_path), (InstallState::Shadowed, Some(site.clone())), "{package}");
        assert!(found.shadowed_by.unwrap().contains(module), "{package}");
        fs::remove_dir_all(site.join(module)).unwrap();

        // The import path is bent elsewhere, while direct_url.json still names the checkout.
        let clone = place.path("elsewhere").join(package);
        fs::create_dir_all(clone.join("src").join(module)).unwrap();
        fs::write(clone.join("src").join(module).join("__init__.py"), "").unwrap();
        fs::write(clone.join("pyproject.toml"), "").unwrap();
        fs::write(site.join("00-first.pth"), format!("{}\n", text(&clone.join("src")))).unwrap();
        let found = install(&venv, &asked);
        let imported = place.imported(&venv, module).unwrap();
        assert!(imported.starts_with(&clone), "Python imports {imported:?}");
        assert_eq!((found.state, found.actual_path), (InstallState::WrongPath, Some(clone)), "{package}");
        fs::remove_file(site.join("00-first.pth")).unwrap();
        assert_eq!(state(&venv, &asked), InstallState::Editable, "{package}");
    }

    // The line that adds the checkout is gone: nothing can be imported.
    for file in fs::read_dir(&site).unwrap().flatten().filter(|file| file.path().extension() == Some("pth".as_ref())) {
        fs::remove_file(file.path()).unwrap();
    }
    assert_eq!(state(&venv, &sibling(&root, Some(("hatched", "1.0")))), InstallState::Missing);
    assert_eq!(place.imported(&venv, "hatched"), None);
}

#[test]
fn a_checkout_that_is_gone_is_missing_and_one_without_metadata_is_known_by_its_place() {
    let place = Place::new();
    let root = place.project("hatched", "hatched", &HATCHLING);
    let venv = place.uv_venv("v");
    place.uv_install(&venv, &["-e", &text(&root)]);
    let (row, _) = sibling(&root, None);
    let broken = (row, Err(ws_core::RowError::new("ws::python::unreadable", "no")));
    let found = install(&venv, &broken);
    assert_eq!(found.package.as_ref().map(ToString::to_string).as_deref(), Some("hatched"));
    assert_eq!(found.state, InstallState::Editable);
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(state(&venv, &sibling(&root, Some(("hatched", "1.0")))), InstallState::Missing);
    assert_eq!(place.imported(&venv, "hatched"), None);
}

#[test]
fn an_egg_link_of_old_setuptools_counts_as_editable() {
    let place = Place::new();
    let root = place.path("legacy");
    fs::create_dir_all(root.join("legacy_pkg")).unwrap();
    fs::write(root.join("legacy_pkg/__init__.py"), "").unwrap();
    let setup = "from setuptools import setup\nsetup(name='Legacy.Pkg', version='0.3', packages=['legacy_pkg'])\n";
    fs::write(root.join("setup.py"), setup).unwrap();
    let venv = place.python_venv("v");
    place.pip_install(&venv, &["setuptools<70"]);
    let mut develop = place.command(&venv.join("bin/python"));
    super::succeed(develop.args(["setup.py", "-q", "develop"]).current_dir(&root));
    let found = install(&venv, &sibling(&root, Some(("legacy-pkg", "0.3"))));
    assert_eq!(found.state, InstallState::Editable, "{found:?}");
    assert!(place.imported(&venv, "legacy_pkg").unwrap().starts_with(&root));
    fs::create_dir_all(place.path("clone/legacy")).unwrap();
    let clone = sibling(&place.path("clone/legacy"), Some(("legacy-pkg", "0.3")));
    assert_eq!(install(&venv, &clone).state, InstallState::WrongPath);
}

/// What Python imports is what counts, module by module: an extension module or compiled code beside the checkout's source,
/// a regular package of another sibling around a namespace, a second top-level module that two projects have.
#[test]
fn what_comes_before_the_checkout_is_named() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let site = site_packages(&venv);
    let flat = place.project(
        "other-name",
        "other-name",
        &setuptools("dateful", "[tool.setuptools]\npackages = ['dateful']\n"),
    );
    place.uv_install(&venv, &["-e", &text(&flat)]);
    let asked = sibling(&flat, Some(("other-name", "1.0")));
    assert_eq!(state(&venv, &asked), InstallState::Editable);
    // Compiled code without source, where nothing else comes before it.
    let cached = "import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2])";
    let source = place.path("dateful.py");
    fs::write(&source, "").unwrap();
    let mut compile = place.command(&venv.join("bin/python"));
    super::succeed(compile.args(["-c", cached, &text(&source), &text(&site.join("dateful.pyc"))]));
    let found = install(&venv, &asked);
    let imported = place.imported(&venv, "dateful").unwrap();
    assert!(imported.starts_with(&site), "Python imports {imported:?}");
    assert_eq!(found.state, InstallState::Shadowed, "{found:?}");
    assert_eq!(found.shadowed_by.as_deref(), site.join("dateful.pyc").to_str());
    assert_eq!(found.modules.len(), 1, "{found:?}");
    fs::remove_file(site.join("dateful.pyc")).unwrap();
    // An extension module; Python would load it, so it is only looked at here.
    fs::write(site.join("dateful.abi3.so"), "").unwrap();
    assert_eq!(state(&venv, &asked), InstallState::Shadowed);
    fs::remove_file(site.join("dateful.abi3.so")).unwrap();
    assert_eq!(state(&venv, &asked), InstallState::Editable);
}

/// What maturin makes of a project in Rust, and scikit-build-core of one whose modules `CMake` installs: an editable by its
/// `direct_url.json`, whose code is a copy in site-packages. Neither a missing module nor one that something shadows.
#[test]
fn an_editable_that_was_built_into_site_packages_is_a_copy() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let site = site_packages(&venv);
    let asked = |name: &str| {
        let root = place.path(name);
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join("pyproject.toml"), format!("[project]\nname = '{name}'\nversion = '1.0'\n")).unwrap();
        sibling(&root, Some((name, "1.0")))
    };
    for (name, module, more) in [
        ("rust-py", "rusty", &[][..]),
        (
            "by-cmake",
            "made",
            &[
                ("_editable_skbc_made.pth", "import _editable_skbc_made\n"),
                (
                    "_editable_skbc_made.py",
                    "def install(*a): ...\ninstall({}, {'made': 'made/__init__.py'}, {}, ['made'])\n",
                ),
            ],
        ),
    ] {
        let asked = asked(name);
        let info = format!("{}-1.0.dist-info", name.replace('-', "_"));
        let url = format!("{{\"url\": \"file://{}\", \"dir_info\": {{\"editable\": true}}}}", asked.0.path.display());
        let mut files: Vec<(String, String)> = vec![
            (format!("{module}/__init__.py"), String::new()),
            (format!("{module}/core.abi3.so"), String::new()),
            (format!("{info}/METADATA"), format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\n")),
            (format!("{info}/direct_url.json"), url),
        ];
        files.extend(more.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())));
        let record = files.iter().map(|(file, _)| format!("{file},,")).collect::<Vec<_>>().join("\n");
        files.push((format!("{info}/RECORD"), record));
        for (file, text) in files {
            fs::create_dir_all(site.join(&file).parent().unwrap()).unwrap();
            fs::write(site.join(&file), text).unwrap();
        }
        let imported = place.imported(&venv, module).unwrap();
        assert!(imported.starts_with(&site), "Python imports {imported:?}");
        let found = install(&venv, &asked);
        assert_eq!(
            (found.state, found.built, found.actual_path.as_ref()),
            (InstallState::Wheel, true, Some(&site)),
            "{found:?}"
        );
        assert_eq!((found.modules.len(), found.shadowed_by.as_ref()), (1, None), "{found:?}");
        // Something else of the name comes first.
        let before = place.path("before");
        fs::create_dir_all(before.join(module)).unwrap();
        fs::write(before.join(module).join("__init__.py"), "").unwrap();
        fs::remove_file(site.join(module).join("__init__.py")).unwrap();
        fs::write(site.join("00.pth"), text(&before)).unwrap();
        let found = install(&venv, &asked);
        assert_ne!(found.state, InstallState::Editable, "{found:?}");
        assert!(!found.built, "{found:?}");
        fs::remove_file(site.join("00.pth")).unwrap();
    }
}

/// A sibling with the name of a module of Python's own: as source, and as an extension module.
#[test]
fn the_standard_library_comes_before_every_checkout() {
    let place = Place::new();
    let (uv, copied) = (place.uv_venv("by-uv"), place.path("copied"));
    succeed(place.command(&place.python).args(["-m", "venv", "--copies"]).arg(&copied));
    for venv in [uv, copied] {
        for (module, modules) in [("graphlib", "src/graphlib"), ("_json", "src/_json")] {
            let directory = format!("{module}-{}", venv.file_name().unwrap().display());
            let package = format!("ws-{}", module.trim_matches('_'));
            let root = place.project(&directory, &package, &setuptools(modules, ""));
            place.uv_install(&venv, &["-e", &text(&root)]);
            let imported = place.imported(&venv, module);
            assert!(imported.is_none_or(|file| !file.starts_with(&root)), "{module}");
            let found = install(&venv, &sibling(&root, Some((&package, "1.0"))));
            assert_eq!(found.state, InstallState::Shadowed, "{module}: {found:?}");
            let by = found.shadowed_by.unwrap();
            assert!(by.contains("/python3.") && by.contains(module), "{by}");
        }
    }
}

#[test]
fn a_regular_package_hides_the_namespace_of_another_sibling() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let regular = place.project("a-regular", "a-regular", &setuptools("src/shared", ""));
    let space = place.project("b-space", "b-space", &setuptools("src/shared/inside", ""));
    place.uv_install(&venv, &["-e", &text(&regular), "-e", &text(&space)]);
    assert_eq!(place.imported(&venv, "shared.inside"), None, "Python cannot import it");
    let found = install(&venv, &sibling(&space, Some(("b-space", "1.0"))));
    assert_eq!((found.state, found.shadowed_by.as_deref()), (InstallState::Shadowed, Some("a-regular")), "{found:?}");
    assert_eq!(state(&venv, &sibling(&regular, Some(("a-regular", "1.0")))), InstallState::Editable);
}

#[test]
fn a_second_module_that_two_projects_have_is_told_and_decides_nothing() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let projects = ["first", "second"].map(|name| {
        let root = place.project(name, name, &setuptools(if name == "first" { "src/first" } else { "src/second" }, ""));
        fs::create_dir_all(root.join("src/common")).unwrap();
        fs::write(root.join("src/common/__init__.py"), "").unwrap();
        root
    });
    place.uv_install(&venv, &["-e", &text(&projects[0]), "-e", &text(&projects[1])]);
    let imported = place.imported(&venv, "common").unwrap();
    for (root, name) in projects.iter().zip(["first", "second"]) {
        let found = install(&venv, &sibling(root, Some((name, "1.0"))));
        assert_eq!(found.state, InstallState::Editable, "{found:?}");
        let others: Vec<&str> = found.modules.iter().map(|module| module.module.as_str()).collect();
        assert_eq!(others, if imported.starts_with(root) { vec![] } else { vec!["common"] }, "{found:?}");
    }
}

/// The redirector of the package `editables`, which PDM's backend installs when asked to.
#[test]
fn a_redirector_is_followed() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let more = "[tool.pdm.build]\neditable-backend = 'editables'\n";
    let backend = Backend { requires: "pdm-backend", name: "pdm.backend", modules: "src/pedemed", more };
    let root = place.project("pedemed", "pedemed", &backend);
    place.uv_install(&venv, &["editables"]);
    place.uv_install(&venv, &["-e", &text(&root)]);
    assert!(place.imported(&venv, "pedemed").unwrap().starts_with(&root));
    let asked = sibling(&root, Some(("pedemed", "1.0")));
    assert_eq!(state(&venv, &asked), InstallState::Editable);
    fs::write(site_packages(&venv).join("pedemed.py"), "").unwrap();
    let imported = place.imported(&venv, "pedemed").unwrap();
    let is_checkout = imported.starts_with(&root);
    let expected = if is_checkout { InstallState::Editable } else { InstallState::Shadowed };
    assert_eq!(state(&venv, &asked), expected, "Python imports {imported:?}");
}

/// scikit-build-core's finder stands at the head of `sys.meta_path`: no copy comes before it.
#[test]
fn a_finder_that_is_asked_first_is_not_shadowed() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let root = place.project("built", "built", &setuptools("src/built", ""));
    place.uv_install(&venv, &["-e", &text(&root)]);
    let site = site_packages(&venv);
    // What scikit-build-core writes, in as few lines: its own needs CMake to be made.
    let finder = format!(
        "import sys, importlib.util\n\nclass Finder:\n    def __init__(self, files): self.files = files\n    \
         def find_spec(self, name, path=None, target=None):\n        if name in self.files:\n            \
         return importlib.util.spec_from_file_location(name, self.files[name])\n\n\
         def install(files, *rest): sys.meta_path.insert(0, Finder(files))\n\n\n\
         install({{'built': {:?}}}, {{}}, None, False, True, [], [], '')\n",
        root.join("src/built/__init__.py")
    );
    let mut files = fs::read_dir(&site).unwrap().flatten().map(|entry| entry.path());
    let is_pth = |path: &PathBuf| path.extension().is_some_and(|end| end == "pth") && text(path).contains("built");
    let pth = files.find(is_pth).unwrap();
    fs::write(&pth, format!("import _built_editable\n{}\n", root.join("src").display())).unwrap();
    fs::write(site.join("_built_editable.py"), finder).unwrap();
    let asked = sibling(&root, Some(("built", "1.0")));
    for copy in [None, Some("built.py")] {
        if let Some(copy) = copy {
            fs::write(site.join(copy), "").unwrap();
        }
        let imported = place.imported(&venv, "built").unwrap();
        assert!(imported.starts_with(&root), "Python imports {imported:?}");
        assert_eq!(state(&venv, &asked), InstallState::Editable, "{copy:?}");
    }
    // Where the finder says another checkout, the lines after it do not matter.
    let other = place.project("other/built", "built", &setuptools("src/built", ""));
    let written = fs::read_to_string(site.join("_built_editable.py")).unwrap();
    fs::write(site.join("_built_editable.py"), written.replace(&text(&root), &text(&other))).unwrap();
    assert!(place.imported(&venv, "built").unwrap().starts_with(&other));
    assert_ne!(state(&venv, &asked), InstallState::Editable);
}

/// A namespace that is not called as the package, in flit's and in setuptools' way.
#[test]
fn what_hides_a_namespace_or_a_module_inside_is_seen() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let site = site_packages(&venv);
    let flit = Backend {
        requires: "flit_core>=3.2,<4",
        name: "flit_core.buildapi",
        modules: "corp/flitted",
        more: "[tool.flit.module]\nname = \"corp.flitted\"\n",
    };
    let find = "[tool.setuptools.packages.find]\ninclude = ['firm*']\n";
    let projects = [
        ("corp.flitted", "flitted", place.project("flitted", "flitted", &flit)),
        ("firm.set.inner", "set-space", place.project("set-space", "set-space", &setuptools("firm/set/inner", find))),
    ];
    for (_, _, root) in &projects {
        place.uv_install(&venv, &["-e", &text(root)]);
    }
    let agree = |what: &str| {
        let states = projects.each_ref().map(|(module, package, root)| {
            let is_checkout = place.imported(&venv, module).is_some_and(|file| file.starts_with(root));
            let found = install(&venv, &sibling(root, Some((package, "1.0"))));
            let is_editable = found.state == InstallState::Editable;
            assert_eq!(is_editable, is_checkout, "{what}: {module}: {found:?}");
            is_editable
        });
        states.into_iter().filter(|is_editable| *is_editable).count()
    };
    assert_eq!(agree("nothing in the way"), 2);
    for (name, editable) in
        [("corp.py", 1), ("firm.py", 1), ("corp/flitted.py", 1), ("corp/flitted/__init__.py", 1), ("corp/more.py", 2)]
    {
        let file = site.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        assert_eq!(agree(name), editable, "{name}");
        fs::remove_file(&file).unwrap();
        if file.parent() == Some(&site.join("corp/flitted")) {
            fs::remove_dir_all(file.parent().unwrap()).unwrap();
        }
    }
}

/// setuptools takes a `src` that is there for the place of the packages, also when they are elsewhere.
#[test]
fn an_editable_of_an_empty_directory_is_missing() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    let root = place.project("moved", "moved", &setuptools("moved", ""));
    fs::create_dir(root.join("src")).unwrap();
    place.uv_install(&venv, &["-e", &text(&root)]);
    assert_eq!(place.imported(&venv, "moved"), None);
    let asked = sibling(&root, Some(("moved", "1.0")));
    let found = install(&venv, &asked);
    assert_eq!(found.state, InstallState::Missing, "{found:?}");
    assert_eq!(found.modules.iter().map(|it| it.module.as_str()).collect::<Vec<_>>(), ["moved"]);
    fs::rename(root.join("moved"), root.join("src/moved")).unwrap();
    assert!(place.imported(&venv, "moved").unwrap().starts_with(&root));
    assert_eq!(state(&venv, &asked), InstallState::Editable);
}
