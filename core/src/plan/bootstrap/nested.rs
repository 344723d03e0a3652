//! Siblings inside siblings: the outer one is cloned first, since a clone needs an empty place.

use std::collections::BTreeMap;

use crate::error::RowError;

use super::{BootstrapRow, CloneState, CloneStep};

/// Whether `step` makes its directory inside that of `outer`.
pub(super) fn is_inside(step: &CloneStep, outer: &CloneStep) -> bool {
    step.target != outer.target && step.target.starts_with(&outer.target)
}

/// The steps by what they lie in, each group outermost first, with their places in the plan. Groups are in the order of
/// their first step.
pub(super) fn groups(steps: Vec<CloneStep>) -> Vec<Vec<(usize, CloneStep)>> {
    let targets: Vec<_> = steps.iter().map(|step| step.target.clone()).collect();
    let outermost = |target: &std::path::PathBuf| {
        let around = targets.iter().filter(|outer| target.starts_with(outer));
        around.min_by_key(|outer| outer.components().count()).cloned()
    };
    let mut groups: Vec<Vec<(usize, CloneStep)>> = Vec::new();
    let mut of: BTreeMap<_, usize> = BTreeMap::new();
    for (place, step) in steps.into_iter().enumerate() {
        let group = *of.entry(outermost(&step.target)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push((place, step));
    }
    for group in &mut groups {
        group.sort_by_key(|(place, step)| (step.target.components().count(), *place));
    }
    groups
}

/// The result of a step whose outer one failed.
pub(super) fn blocked(step: &CloneStep, outer: &CloneStep) -> BootstrapRow {
    let message = format_args!("it lies in `{}`, which is missing: see that row", outer.name);
    let error = RowError::new("ws::bootstrap::blocked", message);
    BootstrapRow { step: CloneStep { error: Some(error), ..step.clone() }, state: CloneState::Error, duration: None }
}

/// Results of groups as results of steps, in the plan's order.
pub(super) struct InOrder<I> {
    groups: I,
    waiting: BTreeMap<usize, BootstrapRow>,
    next: usize,
}

impl<I> InOrder<I> {
    pub fn new(groups: I) -> Self {
        Self { groups, waiting: BTreeMap::new(), next: 0 }
    }
}

impl<I: Iterator<Item = Vec<(usize, BootstrapRow)>>> Iterator for InOrder<I> {
    type Item = BootstrapRow;

    fn next(&mut self) -> Option<BootstrapRow> {
        loop {
            if let Some(done) = self.waiting.remove(&self.next) {
                self.next += 1;
                return Some(done);
            }
            self.waiting.extend(self.groups.next()?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outer_one_is_first_and_rows_keep_their_order() {
        let step = |target: &str| CloneStep {
            submodules: false,
            name: target.to_owned(),
            action: None,
            source: None,
            target: target.into(),
            branch: None,
            error: None,
        };
        let groups = groups(["/w/o/vendor/i", "/w/other", "/w/o", "/w/oo"].map(step).into());
        let places: Vec<Vec<usize>> =
            groups.iter().map(|group| group.iter().map(|(place, _)| *place).collect()).collect();
        assert_eq!(places, [vec![2, 0], vec![1], vec![3]]);
        let done =
            |(place, step): (usize, CloneStep)| (place, BootstrapRow { step, state: CloneState::Ok, duration: None });
        let results = groups.into_iter().map(|group| group.into_iter().map(done).collect());
        let names: Vec<String> = InOrder::new(results).map(|done| done.step.name).collect();
        assert_eq!(names, ["/w/o/vendor/i", "/w/other", "/w/o", "/w/oo"]);
    }
}
