//! Variables that make programs run or load something.

use super::*;

#[test]
fn variables_that_run_something_are_allowed_by_name_and_value_and_path_never() {
    let place = Place::new();
    let mut config = place.workspace("ws", &[]);
    let mut registry = place.open();
    let set = |config: &mut Config, name: &str, value: &str| _ = config.env.insert(name.to_owned(), value.to_owned());
    set(&mut config, "EDITOR", "one");
    set(&mut config, "LD_PRELOAD", "x");
    let (editor, preload) = ("EDITOR".to_owned(), "LD_PRELOAD".to_owned());
    assert_eq!(code(registry.trust(&config, std::slice::from_ref(&editor), &[])), "ws::trust::env_refused");
    assert_eq!(registry.check(&config).unwrap(), Verdict::Unknown);
    assert_eq!(code(registry.trust(&config, &[editor.clone(), preload.clone()], &[])), "trusted");
    assert_eq!(place.open().check(&config).unwrap(), Verdict::Trusted);
    // What was allowed stays so, until it says something else.
    assert_eq!(registry.trust(&config, &[], &[]).unwrap().difference, Difference::None);
    set(&mut config, "LOG_LEVEL", "INFO");
    assert_eq!(code(registry.trust(&config, &[], &[])), "trusted");
    set(&mut config, "EDITOR", "two");
    assert_eq!(registry.check(&config).unwrap().code(), Some("ws::trust::changed"));
    let Err(TrustError::Refused(refusal)) = registry.trust(&config, &[], &[]) else { panic!("not refused") };
    assert_eq!(refusal, Refusal::Variables { own: Vec::new(), runs: vec![editor.clone()] });
    assert_eq!(refusal.hint(), "if you want them, run `ws trust --allow-env EDITOR`");
    assert_eq!(code(registry.trust(&config, std::slice::from_ref(&editor), &[])), "trusted");
    // A name that is not set is a mistake.
    assert_eq!(code(registry.trust(&config, &["EDITR".to_owned()], &[])), "ws::trust::nothing_to_allow");
    for name in ["PATH", "VIRTUAL_ENV", "__WS_ACTIVE"] {
        let mut config = config.clone();
        set(&mut config, name, "/evil");
        let allow = [editor.clone(), preload.clone(), name.to_owned()];
        assert_eq!(code(registry.trust(&config, &allow, &[])), "ws::trust::env_refused", "{name}");
    }
}

/// An entry of a version that refused nothing.
#[test]
fn what_was_never_allowed_does_not_activate_although_it_was_trusted() {
    let place = Place::new();
    let mut config = place.workspace("ws", &[]);
    let mut registry = place.open();
    registry.trust(&config, &[], &[]).unwrap();
    config.env = BTreeMap::from([("LD_PRELOAD".to_owned(), "x".to_owned())]);
    let file = registry_file(&place.state());
    let text = fs::read_to_string(&file).unwrap().replace("LOG_LEVEL", "LD_PRELOAD").replace("DEBUG", "x");
    let text = text.replace(&place.open().list().unwrap()[0].hash, &Settings::of(&config).hash());
    fs::write(&file, text).unwrap();
    assert_eq!(place.open().check(&config).unwrap().code(), Some("ws::trust::env_refused"));
    assert_eq!(code(place.open().trust(&config, &["LD_PRELOAD".to_owned()], &[])), "trusted");
    assert_eq!(place.open().check(&config).unwrap(), Verdict::Trusted);
}
