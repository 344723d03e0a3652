//! Where the boxes and lines of the SVG go. Boxes stand in rows; a line that passes a row has a place of its own there,
//! between the boxes, so that it runs behind none. After Sugiyama, Tagawa and Toda (1981): rows are given by layers, the
//! order within them by the mean of the neighbours, the places by least squares with the order kept.

#![expect(clippy::cast_precision_loss, reason = "nothing here is counted beyond thousands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Band, Line, Picture};

/// All in pixels.
pub const HEIGHT: f64 = 32.0;
pub const MARGIN: f64 = 24.0;
const CHARACTER: f64 = 7.3;
const PADDING: f64 = 14.0;
/// The room of the shortest name.
const NARROWEST: f64 = 24.0;
/// Between two lines at one side of a box, where there is room for it; and what its corners take.
const PORT: f64 = 14.0;
const CORNERS: f64 = 10.0;
const GAP: f64 = 24.0;
const ROW: f64 = 92.0;
const TITLE: f64 = 112.0;
/// Between a passing line and what stands beside it.
const PASSING: f64 = 12.0;
/// Siblings beside each other before a row is broken; more where a band has many, so that it is not a tower of rows which
/// every line would have to pass.
const IN_A_ROW: usize = 7;
/// How often the rows are gone through; more changes nothing in the pictures that were looked at.
const SWEEPS: usize = 24;

/// Where a sibling is drawn: the middle of its box, and the top.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
}

/// A picture with a place for everything.
#[derive(Debug)]
pub struct Layout {
    /// By sibling.
    pub places: BTreeMap<usize, Place>,
    /// For each line of the picture, in its order: the path as SVG writes it.
    pub paths: Vec<String>,
    /// Top and bottom of every band, in the order of the picture.
    pub bands: Vec<(f64, f64)>,
    /// Width and height of all.
    pub size: (f64, f64),
}

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Box(usize),
    /// The lines to a sibling that pass this row, as one; those that break the layering apart from the others.
    Passing {
        row: usize,
        to: usize,
        violation: bool,
    },
}

/// Rows from the lowest up, and what is connected from row to row.
struct Rows {
    items: Vec<Vec<Item>>,
    below: BTreeMap<Item, Vec<Item>>,
    above: BTreeMap<Item, Vec<Item>>,
}

impl Layout {
    pub fn new(picture: &Picture<'_>) -> Self {
        let bands: Vec<Vec<Vec<usize>>> = picture.bands.iter().map(|band| rows_of(picture, band)).collect();
        let row_of: BTreeMap<usize, usize> = bands
            .iter()
            .flatten()
            .enumerate()
            .flat_map(|(row, members)| members.iter().map(move |node| (*node, row)))
            .collect();
        let ways: Vec<Vec<Item>> = picture.lines.iter().map(|line| way(line, &row_of)).collect();
        let mut rows = Rows::new(&bands, &ways);
        rows.sort();
        let width_of = |item: Item| match item {
            Item::Box(node) => text_width(picture.name(node)).max(NARROWEST) + PADDING * 2.0,
            Item::Passing { .. } => 0.0,
        };
        let xs = rows.places(&width_of);
        let x_of = |item: &Item| xs[item];
        let edges = |sign: f64| rows.items.iter().flatten().map(move |item| x_of(item) + sign * width_of(*item) / 2.0);
        let left = edges(-1.0).reduce(f64::min).unwrap_or_default();
        let right = edges(1.0).reduce(f64::max).unwrap_or_default();
        let titles = picture.bands.iter().map(|band| text_width(picture.title(band)));
        let shift = titles.fold(TITLE, f64::max) + MARGIN - left;
        let xs: BTreeMap<Item, f64> = xs.into_iter().map(|(item, x)| (item, x + shift)).collect();
        let height = bands.iter().map(|band| ROW * band.len() as f64 + GAP).sum::<f64>() + MARGIN;
        let (ends, tops) = heights(&bands, height);
        let place = |(node, row): (&usize, &usize)| {
            let item = Item::Box(*node);
            (*node, Place { x: xs[&item], y: tops[*row], width: width_of(item) })
        };
        let places: BTreeMap<usize, Place> = row_of.iter().map(place).collect();
        let drawing = Drawing { xs: &xs, tops: &tops, places: &places, row_of: &row_of, beside: beside(&ways) };
        let paths = ways.iter().map(|way| drawing.path(way)).collect();
        Self { paths, bands: ends, size: (right + shift + MARGIN, height), places }
    }
}

fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// Top and bottom of every band, and the top of the boxes in each row, the lowest first.
fn heights(bands: &[Vec<Vec<usize>>], height: f64) -> (Vec<(f64, f64)>, Vec<f64>) {
    let (mut ends, mut tops) = (Vec::new(), Vec::new());
    let mut bottom = height - MARGIN / 2.0;
    for band in bands {
        let top = bottom - ROW * band.len() as f64 - GAP / 2.0;
        ends.push((top, bottom));
        tops.extend((0..band.len()).map(|row| bottom - ROW * (row as f64 + 1.0) + (ROW - HEIGHT) / 2.0));
        bottom = top - GAP / 2.0;
    }
    (ends, tops)
}

/// A band's siblings in rows, the lowest first: each above those of its band that it depends on.
fn rows_of(picture: &Picture<'_>, band: &Band) -> Vec<Vec<usize>> {
    let mut depth: BTreeMap<usize, usize> = band.members.iter().map(|node| (*node, 0)).collect();
    // As often as there are members at most: a cycle would go on for ever.
    for _ in 0..band.members.len() {
        let mut changed = false;
        for line in picture.lines.iter().filter(|line| !line.optional) {
            if let (Some(from), Some(to)) = (depth.get(&line.from).copied(), depth.get(&line.to).copied())
                && from <= to
                && to + 1 < band.members.len()
            {
                depth.insert(line.from, to + 1);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in &band.members {
        rows.entry(depth[node]).or_default().push(*node);
    }
    let most = IN_A_ROW.max(2 * band.members.len().isqrt());
    let broken = |row: Vec<usize>| {
        let even = row.len().div_ceil(row.len().div_ceil(most).max(1)).max(1);
        row.chunks(even).map(<[usize]>::to_vec).collect::<Vec<_>>()
    };
    rows.into_values().flat_map(broken).collect()
}

/// What a line goes by: its sibling, what it passes, and the one depended on.
fn way(line: &Line, row_of: &BTreeMap<usize, usize>) -> Vec<Item> {
    let (from, to) = (row_of[&line.from], row_of[&line.to]);
    let passing = |row| Item::Passing { row, to: line.to, violation: line.violation };
    let between: Vec<Item> =
        if from > to { (to + 1..from).rev().map(passing).collect() } else { (from + 1..to).map(passing).collect() };
    [Item::Box(line.from)].into_iter().chain(between).chain([Item::Box(line.to)]).collect()
}

impl Rows {
    fn new(bands: &[Vec<Vec<usize>>], ways: &[Vec<Item>]) -> Self {
        let mut rows: Vec<Vec<Item>> =
            bands.iter().flatten().map(|row| row.iter().copied().map(Item::Box).collect()).collect();
        let mut row_of: BTreeMap<Item, usize> =
            rows.iter().enumerate().flat_map(|(row, items)| items.iter().map(move |item| (*item, row))).collect();
        let (mut below, mut above) = (BTreeMap::<Item, Vec<Item>>::new(), BTreeMap::<Item, Vec<Item>>::new());
        for item in ways.iter().flatten() {
            if let Item::Passing { row, .. } = item
                && row_of.insert(*item, *row).is_none()
            {
                rows[*row].push(*item);
            }
        }
        for pair in ways.iter().flat_map(|way| way.windows(2)) {
            let (high, low) = if row_of[&pair[0]] > row_of[&pair[1]] { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            if row_of[&high] > row_of[&low] && !below.entry(high).or_default().contains(&low) {
                below.entry(high).or_default().push(low);
                above.entry(low).or_default().push(high);
            }
        }
        Self { items: rows, below, above }
    }

    /// Puts each row into the order in which lines cross least, as far as going up and down finds it.
    fn sort(&mut self) {
        let mut best = (self.crossings(), self.items.clone());
        for sweep in 0..SWEEPS {
            let up = sweep % 2 == 0;
            let neighbours = if up { &self.below } else { &self.above };
            let order: Vec<usize> = if up {
                (1..self.items.len()).collect()
            } else {
                (0..self.items.len().saturating_sub(1)).rev().collect()
            };
            for row in order {
                let beside = if up { &self.items[row - 1] } else { &self.items[row + 1] };
                let at: BTreeMap<Item, usize> = beside.iter().enumerate().map(|(at, item)| (*item, at)).collect();
                // What has no neighbour keeps its place, as a share of the row.
                let share = beside.len().max(1) as f64 / self.items[row].len().max(1) as f64;
                let own = self.items[row].iter().enumerate().map(|(at, item)| (*item, at as f64 * share));
                let wanted: BTreeMap<Item, f64> = own
                    .map(|(item, own)| {
                        (
                            item,
                            mean(neighbours.get(&item).into_iter().flatten().map(|item| at[item] as f64))
                                .unwrap_or(own),
                        )
                    })
                    .collect();
                self.items[row].sort_by(|a, b| wanted[a].total_cmp(&wanted[b]));
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.items.clone());
            }
        }
        self.items = best.1;
    }

    /// How often lines cross between rows.
    fn crossings(&self) -> usize {
        let mut count = 0;
        for pair in self.items.windows(2) {
            let at: BTreeMap<Item, usize> = pair[0].iter().enumerate().map(|(at, item)| (*item, at)).collect();
            // The ends below of the lines that begin further left above, sorted.
            let mut seen: Vec<usize> = Vec::new();
            for high in &pair[1] {
                let mut ends: Vec<usize> = self.below.get(high).into_iter().flatten().map(|low| at[low]).collect();
                ends.sort_unstable();
                count += ends.iter().map(|end| seen.len() - seen.partition_point(|other| other <= end)).sum::<usize>();
                for end in ends {
                    seen.insert(seen.partition_point(|other| *other <= end), end);
                }
            }
        }
        count
    }

    /// The middle of each item: near its neighbours, in the order of its row, and apart from what stands beside it.
    fn places(&self, width_of: &dyn Fn(Item) -> f64) -> BTreeMap<Item, f64> {
        let apart = |a: Item, b: Item| {
            let gap = if matches!((a, b), (Item::Box(_), Item::Box(_))) { GAP } else { PASSING };
            width_of(a) / 2.0 + gap + width_of(b) / 2.0
        };
        let mut xs: BTreeMap<Item, f64> = BTreeMap::new();
        let offsets: Vec<Vec<f64>> = self.items.iter().map(|row| offsets(row, &apart)).collect();
        for (row, offsets) in self.items.iter().zip(&offsets) {
            let middle = offsets.last().copied().unwrap_or_default() / 2.0;
            xs.extend(row.iter().zip(offsets).map(|(item, offset)| (*item, offset - middle)));
        }
        for sweep in 0..SWEEPS * 2 {
            let order: Vec<usize> =
                if sweep % 2 == 0 { (0..self.items.len()).collect() } else { (0..self.items.len()).rev().collect() };
            for row in order {
                let beside = |item: &Item| {
                    let near = [self.below.get(item), self.above.get(item)];
                    mean(near.into_iter().flatten().flatten().map(|item| xs[item])).unwrap_or(xs[item])
                };
                let wanted: Vec<f64> = self.items[row].iter().map(beside).collect();
                // A line that passes is straight rather than a box exactly in the middle of its neighbours.
                let weigh = |item: &Item| if matches!(item, Item::Box(_)) { 1.0 } else { 3.0 };
                let weights: Vec<f64> = self.items[row].iter().map(weigh).collect();
                let found = nearest_in_order(&wanted, &weights, &offsets[row]);
                xs.extend(self.items[row].iter().copied().zip(found));
            }
        }
        xs
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// How far each item of a row is from the first, when they stand as close as they may.
fn offsets(row: &[Item], apart: &dyn Fn(Item, Item) -> f64) -> Vec<f64> {
    let mut at = 0.0;
    let mut offsets = vec![0.0; row.len().min(1)];
    for pair in row.windows(2) {
        at += apart(pair[0], pair[1]);
        offsets.push(at);
    }
    offsets
}

/// The places nearest to the wanted ones, by weighted squares, that keep the order and the distances: isotonic regression
/// by pooling adjacent violators.
fn nearest_in_order(wanted: &[f64], weights: &[f64], offsets: &[f64]) -> Vec<f64> {
    struct Pool {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut pools: Vec<Pool> = Vec::new();
    for ((wanted, weight), offset) in wanted.iter().zip(weights).zip(offsets) {
        let mut pool = Pool { sum: (wanted - offset) * weight, weight: *weight, count: 1 };
        while let Some(last) = pools.pop_if(|last| last.sum / last.weight >= pool.sum / pool.weight) {
            pool = Pool { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count };
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.weight, pool.count));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}

fn beside(ways: &[Vec<Item>]) -> BTreeMap<usize, BTreeSet<(Item, bool)>> {
    let mut beside: BTreeMap<usize, BTreeSet<(Item, bool)>> = BTreeMap::new();
    for pair in ways.iter().flat_map(|way| way.windows(2)) {
        for (item, other, leaves) in [(pair[0], pair[1], true), (pair[1], pair[0], false)] {
            if let Item::Box(node) = item {
                beside.entry(node).or_default().insert((other, leaves));
            }
        }
    }
    beside
}

/// What is needed to write paths.
struct Drawing<'a> {
    xs: &'a BTreeMap<Item, f64>,
    tops: &'a [f64],
    places: &'a BTreeMap<usize, Place>,
    row_of: &'a BTreeMap<usize, usize>,
    /// What is connected to each sibling, and whether the line leaves it: two siblings that depend on each other have two.
    beside: BTreeMap<usize, BTreeSet<(Item, bool)>>,
}

impl Drawing<'_> {
    /// Curves between the rows, and straight lines through them.
    fn path(&self, way: &[Item]) -> String {
        let (&[first, next, ..], &[.., before, last]) = (way, way) else { return String::new() };
        let (from, to) = (self.row(first), self.row(last));
        let start = self.port(first, (next, true), from <= to);
        let end = self.port(last, (before, false), from >= to);
        if from == to {
            let (y, above) = (self.tops[from], self.tops[from] - ROW * 0.3);
            return format!("M{start:.1} {y:.1}C{start:.1} {above:.1} {end:.1} {above:.1} {end:.1} {y:.1}");
        }
        let down = from > to;
        // Where a line leaves a row, and where it enters one.
        let leaves = |row: usize| if down { self.tops[row] + HEIGHT } else { self.tops[row] };
        let enters = |row: usize| if down { self.tops[row] } else { self.tops[row] + HEIGHT };
        let mut path = format!("M{start:.1} {:.1}", leaves(from));
        let (mut x, mut y) = (start, leaves(from));
        for item in &way[1..] {
            let row = self.row(*item);
            let (next_x, next_y) = (if *item == last { end } else { self.xs[item] }, enters(row));
            let middle = f64::midpoint(y, next_y);
            let _ = write!(path, "C{x:.1} {middle:.1} {next_x:.1} {middle:.1} {next_x:.1} {next_y:.1}");
            (x, y) = (next_x, next_y);
            if *item != last {
                y = leaves(row);
                let _ = write!(path, "V{y:.1}");
            }
        }
        path
    }

    fn row(&self, item: Item) -> usize {
        match item {
            Item::Box(node) => self.row_of[&node],
            Item::Passing { row, .. } => row,
        }
    }

    /// Where on the upper or lower side of its box a line begins or ends: what is connected there is spread over it, in the
    /// order in which it stands. `other` is what the line goes on to, and whether it leaves here.
    fn port(&self, item: Item, other: (Item, bool), is_upper: bool) -> f64 {
        let Item::Box(node) = item else { return self.xs[&item] };
        let own = self.row(item);
        let is_here = |beside: &&(Item, bool)| (self.row(beside.0) >= own) == is_upper;
        let mut others: Vec<(Item, bool)> = self.beside[&node].iter().filter(is_here).copied().collect();
        others.sort_by(|a, b| {
            let leaves = |it: &(Item, bool)| it.1 == is_upper;
            self.xs[&a.0].total_cmp(&self.xs[&b.0]).then_with(|| a.0.cmp(&b.0)).then_with(|| leaves(a).cmp(&leaves(b)))
        });
        let at = others.iter().position(|known| *known == other).unwrap_or(0);
        let place = self.places[&node];
        let (room, count) = (place.width - CORNERS, others.len() as f64);
        // Far enough apart for their tips; in a wide box the ends are left free.
        let step = (room / count).min(PORT).max((room - CORNERS) / (count + 1.0));
        place.x + (at as f64 - (count - 1.0) / 2.0) * step
    }
}
