//! An SVG that needs no other program: a band for each layer, top layer first, and arrows that point down to what is
//! depended on. Follows the reader's light or dark scheme.

#![expect(clippy::cast_precision_loss, reason = "nothing here is counted beyond thousands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Band, Line, Picture};
use crate::layers::{Graph, Kinds};

/// All in pixels.
const CHARACTER: f64 = 7.3;
const PADDING: f64 = 14.0;
const HEIGHT: f64 = 32.0;
const GAP: f64 = 24.0;
const ROW: f64 = 84.0;
const MARGIN: f64 = 24.0;
const TITLE: f64 = 112.0;
/// Siblings beside each other before a row is broken.
const IN_A_ROW: usize = 7;

/// Colours are written out in both schemes, since not every reader of SVG knows variables.
const STYLE: &str = "\
:root { color-scheme: light dark; }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328; }
.ground { fill: #ffffff; }
.band { fill: #f3f5f8; }
.title { fill: #59636e; font-weight: 600; }
.box { fill: #ffffff; stroke: #d5dbe3; }
.line { fill: none; stroke: #6e7781; stroke-width: 1.4; }
.tip { fill: #6e7781; }
.implied { opacity: 0.28; }
.optional { stroke-dasharray: 5 4; }
.violation { stroke: #d1242f; stroke-width: 2.2; opacity: 1; }
.violation-tip { fill: #d1242f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .ground, .box { fill: #0d1117; }
  .band { fill: #161b22; }
  .title { fill: #9198a1; }
  .box { stroke: #30363d; }
  .line { stroke: #8b949e; }
  .tip { fill: #8b949e; }
  .violation { stroke: #ff6b62; }
  .violation-tip { fill: #ff6b62; }
}
";

/// Where a sibling is drawn.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
}

/// The siblings in `chosen`; what breaks the layering is red. A dependency that follows from others is faint, one that
/// only extras or groups have is dashed.
pub fn svg(graph: &Graph, chosen: &[usize], kinds: Kinds) -> String {
    let picture = Picture::new(graph, chosen, kinds);
    let rows: Vec<Vec<Vec<usize>>> = picture.bands.iter().map(|band| rows(&picture, band)).collect();
    let (places, bands, size) = lay_out(&picture, &rows);
    let mut text = String::new();
    let (width, height) = size;
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"Dependencies between siblings, by layer\">"
    );
    let _ = writeln!(text, "<style>\n{STYLE}</style>");
    for (id, class) in [("tip", "tip"), ("violation-tip", "violation-tip")] {
        let _ = writeln!(
            text,
            "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 8 4 0 8Z\" class=\"{class}\"/></marker>"
        );
    }
    let _ = writeln!(text, "<rect width=\"100%\" height=\"100%\" class=\"ground\"/>");
    for (band, (top, bottom)) in picture.bands.iter().zip(&bands) {
        let _ = writeln!(
            text,
            "<rect x=\"{:.0}\" y=\"{top:.0}\" width=\"{:.0}\" height=\"{:.0}\" rx=\"10\" class=\"band\"/>\n<text x=\"{:.0}\" y=\"{:.0}\" class=\"title\">{}</text>",
            MARGIN / 2.0,
            width - MARGIN,
            bottom - top,
            MARGIN,
            top + 22.0,
            picture.title(band)
        );
    }
    lines(&picture, &places, &mut text);
    for (node, place) in &places {
        let _ = writeln!(
            text,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{HEIGHT}\" rx=\"7\" class=\"box\"/>\n<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            place.x - place.width / 2.0,
            place.y,
            place.width,
            place.x,
            place.y + HEIGHT / 2.0 + 4.0,
            picture.name(*node)
        );
    }
    text.push_str("</svg>\n");
    text
}

/// A band's siblings in rows, the lowest first: each above those of its band that it depends on.
fn rows(picture: &Picture<'_>, band: &Band) -> Vec<Vec<usize>> {
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
    let broken = |row: Vec<usize>| {
        let even = row.len().div_ceil(row.len().div_ceil(IN_A_ROW).max(1)).max(1);
        row.chunks(even).map(<[usize]>::to_vec).collect::<Vec<_>>()
    };
    rows.into_values().flat_map(broken).collect()
}

type LaidOut = (BTreeMap<usize, Place>, Vec<(f64, f64)>, (f64, f64));

/// Every sibling's place, top and bottom of every band, and the size of the picture.
fn lay_out(picture: &Picture<'_>, rows: &[Vec<Vec<usize>>]) -> LaidOut {
    let width_of = |node: usize| picture.name(node).len() as f64 * CHARACTER + PADDING * 2.0;
    let width_of_row =
        |row: &[usize]| row.iter().map(|node| width_of(*node)).sum::<f64>() + GAP * (row.len().max(1) - 1) as f64;
    let widest = rows.iter().flatten().map(|row| width_of_row(row)).fold(240.0, f64::max);
    let width = widest + TITLE + MARGIN * 2.0;
    let height = rows.iter().map(|band| ROW * band.len() as f64 + GAP).sum::<f64>() + MARGIN;
    let mut places: BTreeMap<usize, Place> = BTreeMap::new();
    let mut bands = Vec::new();
    let mut bottom = height - MARGIN / 2.0;
    for band in rows {
        let top = bottom - ROW * band.len() as f64 - GAP / 2.0;
        bands.push((top, bottom));
        let mut y = bottom - ROW + (ROW - HEIGHT) / 2.0;
        for row in band {
            let mut row = row.clone();
            let below = |node: usize| -> Option<f64> {
                let targets = picture.lines.iter().filter(|line| line.from == node);
                let targets: Vec<f64> = targets.filter_map(|line| places.get(&line.to)).map(|place| place.x).collect();
                (!targets.is_empty()).then(|| targets.iter().sum::<f64>() / targets.len() as f64)
            };
            let wanted: BTreeMap<usize, f64> =
                row.iter().map(|node| (*node, below(*node).unwrap_or(width / 2.0))).collect();
            row.sort_by(|a, b| wanted[a].total_cmp(&wanted[b]).then_with(|| picture.name(*a).cmp(picture.name(*b))));
            let mut x = TITLE + MARGIN + (widest - width_of_row(&row)) / 2.0;
            for node in row {
                let width = width_of(node);
                places.insert(node, Place { x: x + width / 2.0, y, width });
                x += width + GAP;
            }
            y -= ROW;
        }
        bottom = top - GAP / 2.0;
    }
    (places, bands, (width, height))
}

/// The lines, those that break the layering last and so on top.
fn lines(picture: &Picture<'_>, places: &BTreeMap<usize, Place>, text: &mut String) {
    let implied = implied(picture);
    let mut sorted: Vec<&Line> = picture.lines.iter().collect();
    sorted.sort_by_key(|line| (line.violation, !implied.contains(&(line.from, line.to))));
    for line in sorted {
        let (Some(from), Some(to)) = (places.get(&line.from), places.get(&line.to)) else { continue };
        let start = port(picture, places, line, true);
        let end = port(picture, places, line, false);
        let path = if to.y > from.y {
            curve((start, from.y + HEIGHT), (end, to.y), 1.0)
        } else if to.y < from.y {
            curve((start, from.y), (end, to.y + HEIGHT), -1.0)
        } else {
            let above = from.y - ROW * 0.3;
            format!("M{start:.1} {:.1}C{start:.1} {above:.1} {end:.1} {above:.1} {end:.1} {:.1}", from.y, to.y)
        };
        let mut class = "line".to_owned();
        for (holds, name) in [
            (implied.contains(&(line.from, line.to)), " implied"),
            (line.optional, " optional"),
            (line.violation, " violation"),
        ] {
            class.push_str(if holds { name } else { "" });
        }
        let tip = if line.violation { "violation-tip" } else { "tip" };
        let _ = writeln!(
            text,
            "<path d=\"{path}\" class=\"{class}\" marker-end=\"url(#{tip})\"><title>{} → {}</title></path>",
            picture.name(line.from),
            picture.name(line.to)
        );
    }
}

/// Where on its box a line begins or ends: the lines of a box are spread over it in the order of their other ends.
fn port(picture: &Picture<'_>, places: &BTreeMap<usize, Place>, line: &Line, start: bool) -> f64 {
    let (node, other) = if start { (line.from, line.to) } else { (line.to, line.from) };
    let mut others: Vec<(f64, usize)> = picture
        .lines
        .iter()
        .filter(|line| if start { line.from == node } else { line.to == node })
        .map(|line| if start { line.to } else { line.from })
        .filter_map(|other| places.get(&other).map(|place| (place.x, other)))
        .collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let at = others.iter().position(|(_, node)| *node == other).unwrap_or(0);
    let place = places[&node];
    let room = place.width - PADDING * 2.0;
    place.x - room / 2.0 + room * (at as f64 + 1.0) / (others.len() as f64 + 1.0)
}

/// From one row to another; `down` is 1 or -1.
fn curve(from: (f64, f64), to: (f64, f64), down: f64) -> String {
    let bend = ((to.1 - from.1).abs() * 0.5).clamp(18.0, 70.0) * down;
    format!(
        "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
        from.0,
        from.1,
        from.0,
        from.1 + bend,
        to.0,
        to.1 - bend,
        to.0,
        to.1
    )
}

/// Pairs that other lines connect as well, over more than one step.
fn implied(picture: &Picture<'_>) -> BTreeSet<(usize, usize)> {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for line in picture.lines.iter().filter(|line| !line.violation && !line.optional) {
        next.entry(line.from).or_default().push(line.to);
    }
    let mut implied = BTreeSet::new();
    for line in picture.lines.iter().filter(|line| !line.violation) {
        let mut seen = BTreeSet::new();
        let first = next.get(&line.from).into_iter().flatten().copied().filter(|node| *node != line.to);
        let mut open: Vec<usize> = first.collect();
        while let Some(node) = open.pop() {
            if node == line.to {
                implied.insert((line.from, line.to));
                break;
            }
            if node != line.from && seen.insert(node) {
                open.extend(next.get(&node).into_iter().flatten());
            }
        }
    }
    implied
}
