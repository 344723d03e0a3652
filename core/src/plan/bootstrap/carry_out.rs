//! A plan → clones and links. What is there is never touched: a clone is made in its [`Staging`] and moved to its place
//! when it is whole.

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::error::RowError;
use crate::git::client::Client;
use crate::work::child::Host;
use crate::work::pool::Pool;

use super::staging::{Staging, tidy};
use super::{BootstrapRow, CloneAction, CloneOptions, CloneState, CloneStep, OnProgress, nested};

/// Carries the plan out, `jobs` clones side by side. One failure stops nothing else; every step gives a result, in order.
/// A sibling inside another waits for that one.
pub fn carry_out(
    steps: Vec<CloneStep>,
    jobs: usize,
    root: &Path,
    options: &CloneOptions,
    host: Host,
    on_progress: OnProgress,
) -> Box<dyn Iterator<Item = BootstrapRow> + Send> {
    let client = Client::new(&host.env, &host.spill_directory);
    let (root, options) = (root.to_path_buf(), options.clone());
    let work = move |group: &Vec<(usize, CloneStep)>| {
        let mut results: Vec<(usize, BootstrapRow)> = Vec::with_capacity(group.len());
        for (place, step) in group {
            let told = |phase: &str, percent: u8| on_progress(*place, phase, percent);
            let outer =
                results.iter().find(|(_, done)| done.step.error.is_some() && nested::is_inside(step, &done.step));
            let done = match outer {
                Some((_, outer)) if step.error.is_none() => nested::blocked(step, &outer.step),
                _ => carry_out_step(client.as_ref().map_err(Clone::clone), step, &root, &options, &host, &told),
            };
            results.push((*place, done));
        }
        results
    };
    let give_up = |group: &Vec<(usize, CloneStep)>, error: RowError| {
        let failed = |step: &CloneStep| CloneStep { error: Some(error.clone()), ..step.clone() };
        let done = |step: &CloneStep| BootstrapRow { step: failed(step), state: CloneState::Error, duration: None };
        group.iter().map(|(place, step)| (*place, done(step))).collect()
    };
    let results = Pool::patient(jobs).in_order(nested::groups(steps), work, give_up);
    Box::new(nested::InOrder::new(results))
}

fn carry_out_step(
    client: Result<&Client, RowError>,
    step: &CloneStep,
    root: &Path,
    options: &CloneOptions,
    host: &Host,
    told: &dyn Fn(&str, u8),
) -> BootstrapRow {
    let started = Instant::now();
    let outcome = match (&step.error, step.action) {
        (Some(error), _) => Err(error.clone()),
        (None, Some(CloneAction::Clone)) if (host.cancelled)() => {
            Err(RowError::new("ws::git::cancelled", "it was interrupted before it started"))
        }
        (None, Some(CloneAction::Clone)) => {
            client.and_then(|client| clone(client, step, root, options, host.cancelled.as_ref(), told))
        }
        (None, Some(CloneAction::Link)) => make_link(step),
        (None, _) => {
            tidy(&step.target);
            Ok(())
        }
    };
    let did = matches!(step.action, Some(CloneAction::Clone | CloneAction::Link));
    let duration = did.then(|| started.elapsed());
    match outcome {
        Ok(()) => BootstrapRow { step: step.clone(), state: CloneState::Ok, duration },
        Err(error) => {
            let state = if error.code == "ws::git::cancelled" { CloneState::Cancelled } else { CloneState::Error };
            BootstrapRow { step: CloneStep { error: Some(error), ..step.clone() }, state, duration }
        }
    }
}

fn clone(
    client: &Client,
    step: &CloneStep,
    root: &Path,
    options: &CloneOptions,
    cancelled: &dyn Fn() -> bool,
    told: &dyn Fn(&str, u8),
) -> Result<(), RowError> {
    let staging = Staging::enter(&step.target)?;
    // A new name: a git that outlived its `ws` may still write to an older one.
    let inside = staging.directory.join(format!("clone-{}", std::process::id()));
    let outcome = clone_into(client, step, root, options, &inside, cancelled, told).and_then(|()| {
        // rename(2) replaces an empty directory, and fails on anything else.
        fs::rename(&inside, &step.target).map_err(|error| {
            let target = step.target.display();
            RowError::new("ws::bootstrap::in_the_way", format_args!("cannot move the clone to `{target}`: {error}"))
        })
    });
    staging.leave();
    outcome
}

fn clone_into(
    client: &Client,
    step: &CloneStep,
    root: &Path,
    options: &CloneOptions,
    inside: &Path,
    cancelled: &dyn Fn() -> bool,
    told: &dyn Fn(&str, u8),
) -> Result<(), RowError> {
    let mut arguments: Vec<std::ffi::OsString> = vec!["clone".into(), "--progress".into()];
    if let Some(depth) = options.depth {
        arguments.push(format!("--depth={depth}").into());
    }
    if let Some(filter) = &options.filter {
        arguments.push(format!("--filter={filter}").into());
    }
    if let Some(branch) = &step.branch {
        arguments.push(format!("--branch={branch}").into());
    }
    if step.submodules || options.submodules {
        arguments.push("--recurse-submodules".into());
        arguments.extend(options.depth.map(|_| "--shallow-submodules".into()));
    }
    arguments.push("--".into());
    arguments.push(step.source.clone().unwrap_or_default().into());
    arguments.push(inside.into());
    client.run(root, &arguments, options.silence, cancelled, told).map(drop)
}

fn make_link(step: &CloneStep) -> Result<(), RowError> {
    let source = step.source.as_deref().unwrap_or_default();
    let cannot = |error: std::io::Error| {
        let target = step.target.display();
        RowError::new("ws::io::not_writable", format_args!("cannot make `{target}` a symlink: {error}"))
    };
    if let Some(parent) = step.target.parent() {
        fs::create_dir_all(parent).map_err(cannot)?;
    }
    std::os::unix::fs::symlink(source, &step.target).map_err(cannot)
}
