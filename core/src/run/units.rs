//! What `ws run` and `ws exec` have to do in each sibling, and what waits for what. Runs nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

use crate::config::{Config, Sibling};
use crate::error::{RowError, nearest};
use crate::layers::{Graph, Kinds};
use crate::tasks::{self, ROOT_NAME, TaskStep, Tasks};
use crate::work::paths;

/// The work in one sibling.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The sibling.
    pub name: String,
    /// Its layer.
    pub layer: Option<String>,
    /// The task; `None` for a command of the user's own.
    pub task: Option<String>,
    /// Where the sibling is.
    pub directory: PathBuf,
    /// The commands; or why there is nothing to do here.
    pub steps: Result<Vec<TaskStep>, RowError>,
    /// Units that come first, by their places.
    pub after: Vec<usize>,
    /// Why it is unknown which come first.
    pub unknown: Option<RowError>,
}

impl Unit {
    fn of(sibling: &Sibling) -> Self {
        Self {
            name: sibling.name.to_string(),
            layer: sibling.layer.as_ref().map(ToString::to_string),
            task: None,
            directory: sibling.path.clone(),
            steps: Ok(Vec::new()),
            after: Vec::new(),
            unknown: None,
        }
    }

    fn keep_no_order(&mut self) {
        (self.after, self.unknown) = (Vec::new(), None);
    }

    /// Whether there is nothing to do here: the sibling, or the task in it, is not there.
    pub fn is_skipped(&self) -> bool {
        matches!(&self.steps, Err(error) if matches!(error.code, "ws::tasks::none" | "ws::sibling::missing"))
    }
}

/// Where a task is run.
#[derive(Debug, Clone)]
pub struct Places<'c> {
    /// The siblings.
    pub siblings: Vec<&'c Sibling>,
    /// Whether the root's own task runs too, if it has one: as `.`.
    pub root: bool,
}

/// The units of a task: in each of `chosen` the commands that it comes to, after those that the sibling depends on, also by
/// way of siblings that lack it: these are skipped. Code, when all lack it: `ws::tasks::unknown`, with the nearest name.
pub fn of_task(
    config: &Config,
    chosen: &[&Sibling],
    graph: &Graph,
    task: &str,
    arguments: &[String],
) -> Result<Vec<Unit>, RowError> {
    let places = Places { siblings: chosen.to_vec(), root: false };
    of_task_in(config, &places, graph, task, arguments)
}

/// The same, the root included where that is asked for. Its unit is the first.
pub fn of_task_in(
    config: &Config,
    places: &Places<'_>,
    graph: &Graph,
    task: &str,
    arguments: &[String],
) -> Result<Vec<Unit>, RowError> {
    let has_it = |tasks: Result<Tasks, RowError>| tasks.is_ok_and(|tasks| tasks.has(task));
    let is_literal = task.contains(':')
        && (places.siblings.iter().any(|sibling| has_it(Tasks::of(config, sibling)))
            || places.root && has_it(Tasks::of_root(config)));
    let task = &if is_literal { task.to_owned() } else { tasks::full_name(task) };
    // Of siblings that are not there it is not known.
    let mut known = config.tasks.iter().any(|known| known.name == *task);
    let mut names = BTreeSet::new();
    let mut look = |tasks: Result<Tasks, RowError>| match tasks {
        Err(error) => (Err(error), true),
        Ok(tasks) if tasks.has(task) => {
            known = true;
            (tasks.steps(task, arguments), tasks.is_ordered(task))
        }
        Ok(tasks) => {
            names.extend(tasks.names().map(str::to_owned));
            (Err(RowError::new("ws::tasks::none", format_args!("no task `{task}`"))), true)
        }
    };
    let mut units = Vec::new();
    if places.root {
        let (steps, _) = look(Tasks::of_root(config));
        let root = Unit {
            name: ROOT_NAME.to_owned(),
            layer: None,
            task: Some(task.clone()),
            directory: config.root.clone(),
            steps,
            after: Vec::new(),
            unknown: None,
        };
        // The root is no sibling: that it has no such task is no news.
        units.extend(Some(root).filter(|root| places.siblings.is_empty() || !root.is_skipped()));
    }
    let of_root = units.len();
    let mut unordered = Vec::new();
    for sibling in &places.siblings {
        let (steps, ordered) = match here(sibling) {
            Ok(()) => look(Tasks::of(config, sibling)),
            Err(error) => (Err(error), true),
        };
        unordered.extend((!ordered).then_some(units.len()));
        units.push(Unit { task: Some(task.clone()), steps, ..Unit::of(sibling) });
    }
    if !known && !units.iter().any(|unit| matches!(&unit.steps, Err(error) if is_unreadable(error))) {
        let near = nearest(task, names.iter().map(String::as_str));
        let hint = near.map_or_else(|| "`ws tasks` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        let whom = match places.siblings.as_slice() {
            [] => "the root has no task".to_owned(),
            [one] if config.siblings.len() > 1 => format!("`{}` has no task", one.name),
            some if some.len() < config.siblings.len() => {
                format!("none of the {} chosen siblings has a task", some.len())
            }
            _ => "no sibling has a task".to_owned(),
        };
        return Err(RowError::new("ws::tasks::unknown", format_args!("{whom} `{task}`: {hint}")));
    }
    order(&mut units, of_root, &places.siblings, &unordered, graph);
    Ok(units)
}

/// Lets every unit wait for those that its sibling depends on. One that is skipped, or whose task is of no order, neither
/// waits nor is anything to wait for, but what it depends on still is.
fn order(units: &mut [Unit], of_root: usize, siblings: &[&Sibling], unordered: &[usize], graph: &Graph) {
    let is_active = |place: &usize| !units[*place].is_skipped() && !unordered.contains(place);
    let active: Vec<usize> = (of_root..units.len()).filter(is_active).collect();
    let chosen: Vec<&Sibling> = active.iter().map(|place| siblings[place - of_root]).collect();
    let nodes = graph.places(&chosen);
    for ((place, after), node) in active.iter().zip(dependencies(graph, &nodes)).zip(&nodes) {
        units[*place].after = after.into_iter().map(|before| active[before]).collect();
        units[*place].unknown.clone_from(&graph.nodes[*node].unread);
    }
}

/// Lets no unit wait for another, so that a failure blocks nothing.
pub fn independent(units: &mut [Unit]) {
    units.iter_mut().for_each(Unit::keep_no_order);
}

/// In which wave each unit can begin, from 0: all that it waits for is in an earlier one. `None` for what is skipped.
pub fn waves(units: &[Unit]) -> Vec<Option<usize>> {
    let mut waves: BTreeMap<usize, usize> = BTreeMap::new();
    // As many rounds as the longest chain; the order of installation has no cycles.
    for _ in 0..=units.len() {
        for (place, unit) in units.iter().enumerate() {
            if let Some(wave) = unit.after.iter().try_fold(0, |wave, before| Some(wave.max(waves.get(before)? + 1))) {
                waves.insert(place, wave);
            }
        }
        if waves.len() == units.len() {
            break;
        }
    }
    let wave = |(place, unit): (usize, &Unit)| waves.get(&place).copied().filter(|_| !unit.is_skipped());
    units.iter().enumerate().map(wave).collect()
}

/// The units of a command of the user's own, which depend on nothing.
pub fn of_command(chosen: &[&Sibling], words: &[String]) -> Vec<Unit> {
    let step = TaskStep { words: words.to_vec(), line: shell_words::join(words), ..TaskStep::default() };
    let unit = |sibling: &&Sibling| Unit { steps: here(sibling).map(|()| vec![step.clone()]), ..Unit::of(sibling) };
    chosen.iter().map(unit).collect()
}

/// May there be tasks all the same?
fn is_unreadable(error: &RowError) -> bool {
    matches!(error.code, "ws::tasks::unreadable" | "ws::sibling::unreadable")
}

fn here(sibling: &Sibling) -> Result<(), RowError> {
    if paths::is_there(&sibling.path)? {
        return Ok(());
    }
    let what = if sibling.path.exists() { "not a directory" } else { "not there" };
    Err(RowError::new("ws::sibling::missing", format_args!("`{}` is {what}", sibling.path.display())))
}

/// Which of `chosen` each has to come after: those that it depends on, also by way of siblings that were not chosen.
/// Cycles are cut where the order of installation cuts them.
pub fn dependencies(graph: &Graph, chosen: &[usize]) -> Vec<Vec<usize>> {
    let order = crate::layers::order(graph);
    let position: BTreeMap<usize, usize> = order.steps.iter().enumerate().map(|(at, step)| (step.node, at)).collect();
    let places: BTreeMap<usize, usize> = chosen.iter().enumerate().map(|(place, node)| (*node, place)).collect();
    let below = |node: usize| {
        graph.edges.iter().filter(move |edge| edge.from == node && edge.counts(Kinds::Runtime)).map(|edge| edge.to)
    };
    chosen
        .iter()
        .map(|start| {
            let (mut found, mut seen, mut next) = (HashSet::new(), HashSet::from([*start]), vec![*start]);
            while let Some(node) = next.pop() {
                for other in below(node).filter(|other| position[other] < position[&node]) {
                    if seen.insert(other) {
                        match places.get(&other) {
                            Some(place) => _ = found.insert(*place),
                            None => next.push(other),
                        }
                    }
                }
            }
            let mut found: Vec<usize> = found.into_iter().collect();
            found.sort_unstable();
            found
        })
        .collect()
}
