//! The 18 siblings of the provide.io ecosystem: the layer each is documented in, and the requirements that their
//! published `pyproject.toml` declares. The two do not agree everywhere; that is how it is.

use super::spec::{Condition, SiblingSpec};
use super::tasks;

/// The 18 siblings, in the order of the project's sample `wrknv.toml`, with working copies in every state.
pub fn specs() -> Vec<SiblingSpec> {
    let mut siblings = foundation_and_framework();
    siblings.extend(tools());
    siblings.extend(providers());
    siblings
}

fn foundation_and_framework() -> Vec<SiblingSpec> {
    let sibling = |name, version| SiblingSpec::new(name).version(version);
    vec![
        sibling("provide-foundation", "0.4.10")
            .layer("foundation")
            .dev_requires(&["provide-testkit", "provide-foundry"])
            .task_file(tasks::FOUNDATION),
        sibling("provide-testkit", "0.5.3")
            .layer("foundation")
            .requires(&["provide-foundation>=0.4.0"])
            .with(Condition::Unstaged(2)),
        sibling("pyvider-cty", "0.6.3")
            .layer("framework")
            .requires(&["provide-foundation>=0.4.0"])
            .dev_requires(&["provide-testkit[standard]>=0.4.5"]),
        sibling("pyvider-hcl", "0.6.4")
            .layer("framework")
            .requires(&["pyvider-cty>=0.5.3", "provide-foundation>=0.4.0"])
            .with(Condition::Behind(2)),
        sibling("pyvider-rpcplugin", "0.5.5")
            .layer("framework")
            .requires(&["provide-foundation>=0.4.6"])
            .with(Condition::Ahead(1)),
        sibling("pyvider", "0.8.1")
            .layer("framework")
            .requires(&["provide-foundation>=0.4.10", "pyvider-cty>=0.6.2", "pyvider-rpcplugin>=0.5.5"])
            .task_file(tasks::PYVIDER)
            .with(Condition::Ahead(2))
            .with(Condition::Staged(2))
            .with(Condition::Unstaged(1))
            .with(Condition::Untracked(1)),
        sibling("pyvider-components", "0.8.1")
            .layer("framework")
            .requires(&[
                "provide-foundation>=0.4.10",
                "pyvider-rpcplugin>=0.5.5",
                "pyvider-cty>=0.6.2",
                "pyvider>=0.8.1",
                "plating>=0.6.1",
            ])
            .with(Condition::Ahead(1))
            .with(Condition::Behind(3)),
    ]
}

fn tools() -> Vec<SiblingSpec> {
    let sibling = |name| SiblingSpec::new(name).layer("tools");
    vec![
        sibling("bfiles").requires(&["provide-foundation[all]>=0.3.21"]).with(Condition::Untracked(3)),
        sibling("ci-tooling").version("0.4.0").task_file(tasks::CI_TOOLING),
        // One requirement per platform, told apart by environment markers.
        sibling("flavorpack")
            .version("0.4.0")
            .requires(&[
                "provide-foundation[all]>=0.4.0; sys_platform != 'win32' or platform_machine != 'ARM64'",
                "provide-foundation[cli,compression,crypto,transport,platform]>=0.4.0; \
                 sys_platform == 'win32' and platform_machine == 'ARM64'",
            ])
            .task_file(tasks::FLAVORPACK)
            .with(Condition::Detached),
        sibling("messometer").with(Condition::Missing),
        sibling("wrknv").version("0.4.1").requires(&["provide-foundation[all]>=0.4.0"]).task_file(tasks::WRKNV),
        sibling("plating")
            .version("0.6.1")
            .requires(&["pyvider-cty>=0.4.0", "pyvider>=0.4.0", "provide-foundation[all]>=0.4.0"])
            .with(Condition::Conflicted),
        sibling("tofusoup")
            .version("0.8.2")
            .requires(&["provide-foundation[all]>=0.4.10", "plating>=0.6.1", "pyvider>=0.6.2"])
            .extra("cty", &["pyvider-cty>=0.5.3"])
            .extra("hcl", &["pyvider-hcl>=0.6.3"])
            .extra("rpc", &["pyvider-rpcplugin>=0.4.2"])
            .with(Condition::Staged(1))
            .with(Condition::Stashed),
        sibling("supsrc").version("0.4.0").requires(&["provide-foundation[all]>=0.4.0"]).with(Condition::Corrupt),
        // The documentation hub: the architecture overview names it, and puts it in no layer.
        SiblingSpec::new("provide-foundry")
            .version("0.4.1")
            .requires(&["provide-foundation>=0.4.0"])
            .with(Condition::NoUpstream),
    ]
}

fn providers() -> Vec<SiblingSpec> {
    let sibling = |name| SiblingSpec::new(name).layer("providers");
    vec![
        sibling("terraform-provider-pyvider")
            .requires(&["provide-foundation>=0.4.0", "pyvider>=0.4.0", "pyvider-components>=0.4.0"])
            .dev_requires(&["flavorpack>=0.4.0", "plating>=0.4.0", "provide-foundry>=0.4.0"]),
        sibling("terraform-provider-tofusoup")
            .requires(&["pyvider>=0.4.0", "tofusoup>=0.4.0", "flavorpack>=0.4.0", "provide-foundation[all]>=0.4.0"])
            .dev_requires(&["plating>=0.4.0", "provide-foundry>=0.4.0"])
            .with(Condition::Behind(1))
            .with(Condition::Unstaged(1)),
    ]
}
