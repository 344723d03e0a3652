//! Nothing that a repository's own config names is run. Each command in the config leaves a canary behind.

use std::fs;

use ws_core::git::{self, Look, LookOptions};

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
