//! Where `ws cd` may go: to a sibling of the current workspace, and from anywhere to a sibling of a trusted workspace.
//! Reads only names; a workspace that cannot be read offers none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ws_core::error::nearest;
use ws_core::outline::{self, Member, Outline};
use ws_core::select::{Selection, is_glob, select};
use ws_core::{Error, discover};

use crate::session::Session;
use crate::values::Value;

/// The directory that is meant by `NAME`, `WORKSPACE/NAME`, `WORKSPACE/` (its root) or `.` (the top of the sibling that the
/// caller is in); `root` is `--root`.
///
/// # Errors
/// Unknown, or in more than one workspace.
pub fn find(session: &Session, root: Option<&Path>, wanted: &str) -> Result<PathBuf, Error> {
    match wanted.rsplit_once('/') {
        Some((workspace, sibling)) => in_workspace(session, root, workspace, sibling),
        None => by_name(session, root, wanted),
    }
}

/// What TAB offers for `current`: names that are unambiguous, and once a workspace's name is begun, those in it.
pub fn values(session: &Session, root: Option<&Path>, current: &str) -> Vec<Value> {
    let own = session.outline(root);
    let near: HashSet<&str> = own.iter().flat_map(|own| &own.siblings).map(|member| member.name.as_str()).collect();
    let others = if root.is_some() { Vec::new() } else { trusted(session, own.as_ref()) };
    let layer = |member: &Member| member.layer.as_ref().map(ToString::to_string);
    let plain = own.iter().flat_map(|own| &own.siblings).map(|member| (member.name.to_string(), layer(member)));
    let far = |wanted: &dyn Fn(&Outline, &Member) -> bool, name: fn(&Outline, &Member) -> Value| -> Vec<Value> {
        let all = others.iter().flat_map(|other| other.siblings.iter().map(move |member| (other, member)));
        all.filter(|(other, member)| wanted(other, member)).map(|(other, member)| name(other, member)).collect()
    };
    let is_alone = |member: &Member| {
        let name = &member.name;
        !near.contains(name.as_str())
            && others.iter().filter(|other| other.siblings.iter().any(|it| it.name == *name)).count() == 1
    };
    let alone = far(&|_, member| is_alone(member), |other, member| (member.name.to_string(), Some(other.name.clone())));
    let in_full = |outline: &Outline, member: &Member| {
        (format!("{}/{}", outline.name, member.name), Some(outline.root.display().to_string()))
    };
    let begun = |outline: &Outline| {
        !current.is_empty() && format!("{}/", outline.name).starts_with(current)
            || current.starts_with(&format!("{}/", outline.name))
    };
    let ambiguous = |member: &Member| !near.contains(member.name.as_str()) && !is_alone(member);
    let qualified = far(&|other, member| begun(other) || ambiguous(member), in_full);
    let own_in_full = own.iter().filter(|own| current.contains('/') && begun(own));
    let own_in_full = own_in_full.flat_map(|own| own.siblings.iter().map(|member| in_full(own, member)));
    plain.chain(alone).chain(own_in_full).chain(qualified).collect()
}

fn by_name(session: &Session, root: Option<&Path>, name: &str) -> Result<PathBuf, Error> {
    let own = discover::open(&session.request(root));
    if let Ok(config) = &own {
        if name == "." {
            let around = config.siblings.iter().filter(|sibling| session.directory.starts_with(&sibling.path));
            let innermost = around.max_by_key(|sibling| sibling.path.as_os_str().len());
            return Ok(innermost.map_or_else(|| config.root.clone(), |sibling| sibling.path.clone()));
        }
        let selection = Selection { names: vec![name.to_owned()], ..Selection::default() };
        let several = |chosen: &[&ws_core::config::Sibling]| Error::AmbiguousSibling {
            name: name.to_owned(),
            places: chosen.iter().map(|sibling| format!("`{}/{}`", config.name, sibling.name)).collect(),
        };
        match select(config, &selection) {
            Ok(chosen) => {
                let [sibling] = chosen.as_slice() else { return Err(several(&chosen)) };
                return Ok(sibling.path.clone());
            }
            Err(error) if root.is_some() || is_glob(name) => return Err(error),
            Err(_) => {}
        }
    } else if root.is_some() {
        return Err(own.expect_err("it is no configuration"));
    }
    let own = own.map(|config| Outline::of(&config));
    let others = trusted(session, own.as_ref().ok());
    let has_it: Vec<(&Outline, &Member)> =
        others.iter().filter_map(|other| Some((other, member(other, name)?))).collect();
    match has_it.as_slice() {
        [] => match own {
            Err(error) if others.is_empty() => Err(error),
            own => {
                let known = own.iter().chain(&others).flat_map(|outline| &outline.siblings).map(|it| it.name.as_str());
                let nearest = nearest(name, known).map(str::to_owned);
                Err(Error::UnknownSibling { name: name.to_owned(), nearest, glob: false })
            }
        },
        [(_, member)] => Ok(member.path.clone()),
        several => Err(ambiguous(name, several)),
    }
}

fn in_workspace(session: &Session, root: Option<&Path>, workspace: &str, sibling: &str) -> Result<PathBuf, Error> {
    let own = session.outline(root);
    let mut all = if root.is_some() { Vec::new() } else { trusted(session, own.as_ref()) };
    all.extend(own);
    let mut called: Vec<&Outline> = all.iter().filter(|outline| outline.name == workspace).collect();
    if called.is_empty() {
        called = all.iter().filter(|outline| outline.root.file_name().is_some_and(|name| name == workspace)).collect();
    }
    if called.is_empty() {
        let nearest = nearest(workspace, all.iter().map(|outline| outline.name.as_str())).map(str::to_owned);
        return Err(Error::UnknownWorkspace { name: workspace.to_owned(), nearest });
    }
    if sibling.is_empty() {
        return match called.as_slice() {
            [one] => Ok(one.root.clone()),
            several => Err(Error::AmbiguousSibling {
                name: workspace.to_owned(),
                places: several.iter().map(|outline| format!("`{}`", outline.root.display())).collect(),
            }),
        };
    }
    let has_it: Vec<(&Outline, &Member)> =
        called.iter().filter_map(|outline| Some((*outline, member(outline, sibling)?))).collect();
    match has_it.as_slice() {
        [] => {
            let known = called.iter().flat_map(|outline| &outline.siblings).map(|it| it.name.as_str());
            let nearest = nearest(sibling, known).map(|name| format!("{workspace}/{name}"));
            Err(Error::UnknownSibling { name: format!("{workspace}/{sibling}"), nearest, glob: false })
        }
        [(_, member)] => Ok(member.path.clone()),
        several => Err(ambiguous(sibling, several)),
    }
}

/// The error that names each, by its directory where two workspaces have one name.
fn ambiguous(name: &str, several: &[(&Outline, &Member)]) -> Error {
    let names: HashSet<&str> = several.iter().map(|(outline, _)| outline.name.as_str()).collect();
    let place = |(outline, member): &(&Outline, &Member)| {
        if names.len() == several.len() {
            format!("`{}/{}`", outline.name, member.name)
        } else {
            format!("`{}`", member.path.display())
        }
    };
    Error::AmbiguousSibling { name: name.to_owned(), places: several.iter().map(place).collect() }
}

fn member<'o>(outline: &'o Outline, name: &str) -> Option<&'o Member> {
    outline.siblings.iter().find(|member| member.name.as_str() == name)
}

/// The trusted workspaces in outline, but for `own`.
fn trusted(session: &Session, own: Option<&Outline>) -> Vec<Outline> {
    let request = session.request(None);
    let own = own.and_then(|own| own.root.canonicalize().ok());
    let others = request.remembered.iter().filter(|root| Some(*root) != own.as_ref());
    let read = |root: &PathBuf| outline::read(root, request.home.as_deref(), session.cache.as_ref());
    others.filter_map(|root| read(root).ok().flatten()).collect()
}
