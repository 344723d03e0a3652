//! Nothing that a repository's own config names is run. Each command in the config leaves a canary behind.

use std::fs;

use ws_core::git::{self, Look, LookOptions};

use super::oracle::differences;
use super::repository::Scene;

/// Fills the config of the repository in the current directory with commands that make `$CANARY`.
const TRAPS: &str = r#"
traps() {
    local canary="$1"
    printf '#!/bin/sh\necho "$0 $*" >>"%s"\n' "$canary" >"$canary.sh"; chmod +x "$canary.sh"
    local run="$canary.sh" key
    mkdir -p "$canary.hooks"
    for hook in post-index-change fsmonitor-watchman reference-transaction pre-auto-gc post-checkout query-watchman; do
        cp "$run" "$canary.hooks/$hook"; cp "$run" ".git/hooks/$hook" 2>/dev/null || true
    done
    git config core.hooksPath "$canary.hooks"
    for key in core.fsmonitor core.sshCommand core.pager core.editor core.askPass core.gitProxy \
        core.alternateRefsCommand diff.external diff.x.command diff.x.textconv merge.x.driver credential.helper \
        gpg.program gpg.ssh.program sequence.editor interactive.diffFilter uploadpack.packObjectsHook \
        pager.status pager.config pager.log remote.origin.uploadpack remote.origin.vcs filter.x.clean filter.x.smudge \
        filter.x.process trace2.normalTarget receive.procReceiveRefs; do
        git config "$key" "$run"
    done
    for key in alias.status alias.config alias.ls-files alias.rev-parse submodule.module.update; do
        git config "$key" "!$run"
    done
    git config filter.x.required true; git config log.showSignature true; git config status.submoduleSummary true
    git config diff.x.cachetextconv false; git config submodule.recurse true; git config remote.origin.url ../nowhere
    echo '* filter=x diff=x merge=x' >.git/info/attributes 2>/dev/null || true
}
"#;

fn scene(script: &str) -> Scene {
    Scene::new(&format!("{TRAPS}\n{script}"))
}

fn canary(scene: &Scene) -> Option<String> {
    fs::read_to_string(scene.path("canary")).ok()
}

#[test]
fn nothing_of_the_repository_is_run() {
    let base = "export CANARY=\"$PWD/canary\"; nested; (cd module; echo x >>one; echo y >y); (new inner)";
    let forms = [
        ("libgit2", "traps \"$CANARY\""),
        ("split index", "git update-index --split-index; traps \"$CANARY\""),
        ("renamed and edited", "git mv many lots; echo x >>lots; git add lots; traps \"$CANARY\""),
        ("traps within", "(cd inner; traps \"$CANARY\")"),
    ];
    for (name, form) in forms {
        let scene = scene(&format!("{base}; {form}"));
        let modules = scene.path("repo/.git/modules/module");
        let config = fs::read_to_string(scene.path("repo/.git/config")).unwrap();
        // The submodule's own config and hooks are as bad.
        let traps: String =
            config.split_inclusive('\n').filter(|line| !line.contains("repositoryformatversion")).collect();
        let own = fs::read_to_string(modules.join("config")).unwrap();
        fs::write(modules.join("config"), format!("{own}\n{traps}")).unwrap();
        Scene::touch(&scene.path("repo"));
        let _ = fs::remove_file(scene.path("canary"));
        for fast in [true, false] {
            let (look, _) = scene.look(&scene.path("repo"), fast);
            assert!(matches!(look, Look::Repo(_)), "{name}: {look:?}");
            assert_eq!(canary(&scene), None, "{name}, fast: {fast}");
        }
        let (look, _) = scene.look(&scene.path("repo/module"), false);
        assert!(matches!(look, Look::Repo(_)), "{name}: {look:?}");
        assert_eq!(canary(&scene), None, "{name}: the submodule itself");
    }
}

/// The traps work: git run by hand springs them.
#[test]
fn the_canary_sings() {
    let scene = scene("export CANARY=\"$PWD/canary\"; new repo; traps \"$CANARY\"");
    let _ = fs::remove_file(scene.path("canary"));
    let _ = scene.git(&scene.path("repo")).arg("status").output().unwrap();
    assert!(canary(&scene).is_some_and(|song| song.contains("canary.sh")));
}

/// In a trusted workspace the repository's filter is run, and its answer counts.
#[test]
fn a_trusted_repositorys_filter_runs() {
    let scene = Scene::new(
        "new repo; git config filter.up.clean 'tr a-z A-Z'; echo 'one filter=up' >.gitattributes
         echo hello >one; git add .; git commit -qm up",
    );
    let path = scene.path("repo");
    Scene::touch(&path);
    let options = |trusted| LookOptions {
        fast: false,
        run_repository_filters: trusted,
        env: scene.environment(),
        ..LookOptions::default()
    };
    let Look::Repo(state) = git::look(&path, &options(true)) else { panic!("a repository") };
    assert_eq!((state.tree.unwrap().unstaged, state.tree.unwrap().dirty, state.error), (Some(0), Some(false), None));
    let Look::Repo(state) = git::look(&path, &options(false)) else { panic!("a repository") };
    assert_eq!((state.tree.unwrap().unstaged, state.tree.unwrap().dirty), (None, None));
    assert_eq!(state.error.unwrap().code, "ws::git::filter_not_run");
}

/// The same through the command: untrusted it is not run, trusted it is, and no longer when trust is taken back.
#[test]
fn trust_decides_whether_a_repositorys_filter_runs() {
    let scene = Scene::new(
        "new repo; git config filter.up.clean 'tr a-z A-Z'; echo 'one filter=up' >.gitattributes
         echo hello >one; git add .; git commit -qm up; cd ..; mkdir root; cd root
         printf '[workspace]\\n[[siblings]]\\nname = \"repo\"\\n' >wrknv.toml; python3 -m venv --without-pip .venv",
    );
    let root = scene.path("root");
    let ws = |arguments: &[&str]| {
        Scene::touch(&scene.path("repo"));
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ws"));
        let output = command.current_dir(&root).env_clear().envs(scene.environment()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    let row = || {
        let rows: serde_json::Value = serde_json::from_slice(&ws(&["siblings", "--format", "json"])).unwrap();
        (rows[0]["dirty"].clone(), rows[0]["error"]["code"].clone())
    };
    let unknown = (serde_json::Value::Null, "ws::git::filter_not_run".into());
    assert_eq!(row(), unknown);
    ws(&["trust"]);
    assert_eq!(row(), (false.into(), serde_json::Value::Null));
    ws(&["untrust"]);
    assert_eq!(row(), unknown);
}

/// Ways in which a repository's config comes to define a filter. Some are unknown to libgit2, which so sees no filter at
/// all; where git has to be asked for another reason, it must not run one.
const WAYS: [(&str, &str); 10] = [
    ("in the config itself", "cat .git/evil >>.git/config"),
    ("included by name", "include 'include' evil"),
    ("by a remote's URL", "git remote add origin https://example.org/a; include 'includeIf \"hasconfig:remote.*.url:https://**\"' evil"),
    ("by the branch", "include 'includeIf \"onbranch:ma*\"' evil"),
    ("by the directory", "include 'includeIf \"gitdir:**/.git\"' evil"),
    ("by the directory in any case", "include 'includeIf \"gitdir/i:**/REPO/.GIT\"' evil"),
    ("for this worktree", "git config extensions.worktreeConfig true; cat .git/evil >>.git/config.worktree"),
    (
        "for this worktree under a condition",
        "git config extensions.worktreeConfig true; git remote add origin https://example.org/a
         include 'includeIf \"hasconfig:remote.*.url:https://**\"' evil config.worktree",
    ),
    (
        "by a condition within what is included",
        "git remote add origin https://example.org/a; printf '[includeIf \"hasconfig:remote.*.url:https://**\"]\\n\\tpath = evil\\n' >.git/more
         include 'include' more",
    ),
    ("from a file in the working tree", "cp .git/evil ..config; printf '[include]\\n\\tpath = ../..config\\n' >>.git/config"),
];

#[test]
fn a_filter_is_not_run_however_it_comes_into_the_config() {
    let names = ["pwn", "a=b", "a.b.c", "Pwn"];
    for (way, script) in WAYS {
        let mut scene = Scene::new(&format!(
            "include() {{ printf '[%s]\\n\\tpath = %s\\n' \"$1\" \"$2\" >>\".git/${{3:-config}}\"; }}
             printf '#!/bin/sh\\necho \"$1\" >>\"$CANARY\"; cat\\n' >trap; chmod +x trap; trap=$PWD/trap
             new repo; echo encoded >encoded; git add .; git commit -qm encoded
             echo 'encoded working-tree-encoding=UTF-16' >>.git/info/attributes
             for name in {}; do
                 echo x >\"$name\"; git add \"$name\"; echo \"$name filter=$name\" >>.git/info/attributes
                 for key in clean process; do git config -f .git/evil \"filter.$name.$key\" \"$trap $name\"; done
                 git config -f .git/evil \"filter.$name.required\" true
             done
             git commit -qm filters; {script}",
            names.join(" "),
        ));
        let repo = scene.path("repo");
        Scene::touch(&repo);
        scene.extra.push(("CANARY".into(), scene.path("canary").into()));
        let (look, calls) = scene.look(&repo, false);
        assert_eq!(canary(&scene), None, "{way}: {calls:#?}");
        let Look::Repo(state) = look else { panic!("{way}: {look:?}") };
        assert_eq!(state.tree.unwrap().unstaged, None, "{way}");
        assert_eq!(state.error.unwrap().code, "ws::git::filter_not_run", "{way}");
        // The trap works: git by itself runs them.
        let _ = scene.git(&repo).arg("status").output().unwrap();
        assert!(canary(&scene).is_some_and(|sung| names.iter().any(|name| sung.contains(name))), "{way}");
    }
}

/// The same conditions are honoured where they say nothing dangerous, as git honours them.
#[test]
fn config_under_a_condition_counts_as_it_does_for_git() {
    let more = "printf '[status]\\n\\tshowUntrackedFiles = no\\n' >.git/more; touch new";
    for condition in ["hasconfig:remote.*.url:https://**", "onbranch:main", "onbranch:other", "gitdir:**/none/.git"] {
        let scene = Scene::new(&format!(
            "new repo; git remote add origin https://example.org/a; {more}
             printf '[includeIf \"{condition}\"]\\n\\tpath = more\\n' >>.git/config"
        ));
        let repo = scene.path("repo");
        let (Look::Repo(state), _) = scene.look(&repo, false) else { panic!("{condition}") };
        let found = differences(&scene, &repo, &state, false);
        assert!(found.is_empty(), "{condition}: {found:?}");
    }
}
