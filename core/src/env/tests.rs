//! Environments before, inside and after a workspace.

use super::*;
use proptest::prelude::*;

fn wanted(root: &str) -> Wanted {
    Wanted {
        root: root.to_owned(),
        venv: format!("{root}/.venv"),
        prompt: "provide".to_owned(),
        env: BTreeMap::from([("LOG_LEVEL".to_owned(), "DEBUG".to_owned()), ("PATH".to_owned(), "/evil".to_owned())]),
    }
}

fn env(pairs: &[(&str, &str)]) -> Env {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn step(env: &Env, wanted: Option<&Wanted>) -> Env {
    changed(env, &reconcile(env, wanted))
}

fn value<'e>(env: &'e Env, name: &str) -> Option<&'e str> {
    env.get(OsStr::new(name)).map(|value| value.to_str().unwrap())
}

#[test]
fn entering_sets_and_leaving_takes_back() {
    let before = env(&[("PATH", "/usr/bin:/bin"), ("PYTHONHOME", "/opt"), ("LOG_LEVEL", "INFO")]);
    let inside = step(&before, Some(&wanted("/w")));
    assert_eq!(value(&inside, "PATH"), Some("/w/.venv/bin:/usr/bin:/bin"));
    assert_eq!(value(&inside, "VIRTUAL_ENV"), Some("/w/.venv"));
    assert_eq!((value(&inside, "PYTHONHOME"), value(&inside, "LOG_LEVEL")), (None, Some("DEBUG")));
    assert!(reconcile(&inside, Some(&wanted("/w"))).is_empty(), "a second time changes nothing");
    assert_eq!(step(&inside, None), before);
}

#[test]
fn what_the_user_changed_meanwhile_stays() {
    let mut inside = step(&env(&[("PATH", "/bin"), ("LOG_LEVEL", "INFO")]), Some(&wanted("/w")));
    inside.insert("PATH".into(), "/mine:/w/.venv/bin:/bin:/more".into());
    inside.insert("LOG_LEVEL".into(), "TRACE".into());
    assert_eq!(value(&step(&inside, Some(&wanted("/w"))), "LOG_LEVEL"), Some("TRACE"));
    let outside = step(&inside, None);
    assert_eq!(outside, env(&[("PATH", "/mine:/bin:/more"), ("LOG_LEVEL", "TRACE")]));
}

#[test]
fn from_one_workspace_to_another_is_as_from_outside() {
    let before = env(&[("PATH", "/bin")]);
    let other = wanted("/v");
    assert_eq!(step(&step(&before, Some(&wanted("/w"))), Some(&other)), step(&before, Some(&other)));
}

#[test]
fn a_venv_activated_by_hand_is_left_alone() {
    let by_hand = env(&[("PATH", "/else/bin:/bin"), ("VIRTUAL_ENV", "/else")]);
    assert_eq!(step(&by_hand, Some(&wanted("/w"))), by_hand);
    let mut on_top = step(&env(&[("PATH", "/bin")]), Some(&wanted("/w")));
    on_top.insert("VIRTUAL_ENV".into(), "/else".into());
    on_top.insert("PATH".into(), "/else/bin:/w/.venv/bin:/bin".into());
    assert_eq!(step(&on_top, Some(&wanted("/w"))), on_top);
    let left = step(&on_top, None);
    assert_eq!((value(&left, "VIRTUAL_ENV"), value(&left, "PATH")), (Some("/else"), Some("/else/bin:/bin")));
}

#[test]
fn the_activate_script_on_top_goes_with_the_venv() {
    let before = env(&[("PATH", "/bin"), ("LOG_LEVEL", "INFO")]);
    let mut on_top = step(&before, Some(&wanted("/w")));
    on_top.insert("PATH".into(), "/w/.venv/bin:/w/.venv/bin:/bin".into());
    on_top.insert("VIRTUAL_ENV_PROMPT".into(), "(w) ".into());
    assert_eq!(step(&on_top, None), before);
    // Its `deactivate` leaves what it found.
    on_top.remove(OsStr::new("VIRTUAL_ENV"));
    on_top.remove(OsStr::new("VIRTUAL_ENV_PROMPT"));
    assert!(is_given_up(&on_top));
    assert_eq!(step(&on_top, None), before);
    assert_eq!(step(&on_top, Some(&wanted("/w"))), step(&before, Some(&wanted("/w"))), "or it is put right");
}

#[test]
fn a_path_that_is_restored_outside_does_not_bring_the_venv_back() {
    let before = env(&[("PATH", "/bin")]);
    let inside = step(&before, Some(&wanted("/w")));
    let (changes, left) = reconcile_keeping_out(&inside, None, &[]);
    assert_eq!((changed(&inside, &changes), left.as_slice()), (before.clone(), &["/w/.venv/bin".to_owned()][..]));
    let mut restored = before.clone();
    restored.insert("PATH".into(), "/w/.venv/bin:/bin".into());
    let (changes, left) = reconcile_keeping_out(&restored, None, &left);
    assert_eq!(changed(&restored, &changes), before);
    // Also when the next workspace, or the same one, is entered with it; and then it is no longer kept out.
    let (changes, both) = reconcile_keeping_out(&restored, Some(&wanted("/v")), &left);
    assert_eq!(value(&changed(&restored, &changes), "PATH"), Some("/v/.venv/bin:/bin"));
    assert_eq!(both, left);
    let (changes, none) = reconcile_keeping_out(&restored, Some(&wanted("/w")), &left);
    assert_eq!((changed(&restored, &changes), none.len()), (inside, 0));
    // The activate script was sourced outside.
    restored.insert("VIRTUAL_ENV".into(), "/w/.venv".into());
    assert!(reconcile_keeping_out(&restored, None, &left).0.is_empty());
}

#[test]
fn what_was_on_path_before_is_not_kept_out() {
    let before = env(&[("PATH", "/bin:/w/.venv/bin")]);
    let inside = step(&before, Some(&wanted("/w")));
    let (changes, left) = reconcile_keeping_out(&inside, None, &[]);
    assert_eq!((changed(&inside, &changes), left.len()), (before, 0));
}

#[test]
fn a_login_shell_that_replaces_path_is_put_right() {
    let mut inside = step(&env(&[("PATH", "/bin")]), Some(&wanted("/w")));
    for path in ["/usr/bin:/bin", "/usr/bin:/w/.venv/bin:/bin"] {
        inside.insert("PATH".into(), path.into());
        assert_eq!(value(&step(&inside, Some(&wanted("/w"))), "PATH"), Some("/w/.venv/bin:/usr/bin:/bin"));
    }
}

#[test]
fn a_record_that_is_no_record_goes_and_nothing_with_it() {
    let broken = env(&[("PATH", "/bin"), (RECORD, "{\"root\": 3"), ("VIRTUAL_ENV", "/else")]);
    assert_eq!(step(&broken, None), env(&[("PATH", "/bin"), ("VIRTUAL_ENV", "/else")]));
}

fn bytes() -> impl Strategy<Value = OsString> {
    prop::collection::vec(1_u8..=255, 0..12).prop_map(OsString::from_vec)
}

fn any_env() -> impl Strategy<Value = Env> {
    let name = prop::sample::select(vec!["PATH", "PYTHONHOME", "LOG_LEVEL", "A", "B", "VIRTUAL_ENV_PROMPT"]);
    let path = prop::collection::vec(prop::sample::select(vec!["/bin", "/w/.venv/bin", "", "/x y"]), 0..5)
        .prop_map(|elements| OsString::from(elements.join(":")));
    prop::collection::btree_map(name.prop_map(OsString::from), prop_oneof![bytes(), path], 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50_000))]

    #[test]
    fn leaving_gives_back_the_very_environment(before in any_env()) {
        let inside = step(&before, Some(&wanted("/w")));
        prop_assert_eq!(step(&inside, None), before.clone());
        // By way of another workspace, too.
        let swapped = step(&inside, Some(&wanted("/v")));
        prop_assert_eq!(step(&swapped, None), before);
    }
}
