//! The table of `ws affected`: what was changed, and everything above it.

use super::{Cell, Column, ERROR_KIND, Kind, Row, column};
use crate::error::RowError;
use crate::layers::{Graph, Reach, Reason};

/// A row of `ws affected`.
#[derive(Debug, Clone)]
pub struct AffectedRow {
    name: String,
    layer: Option<String>,
    /// What is known of it: the reason, the way to it, and how long that is.
    reach: Option<(Reason, Vec<String>)>,
    error: Option<RowError>,
}

impl AffectedRow {
    /// A sibling that is affected.
    pub fn reached(graph: &Graph, reach: &Reach) -> Self {
        let via = reach.via.iter().map(|node| graph.nodes[*node].name.to_string()).collect();
        Self { reach: Some((reach.reason, via)), ..Self::unnamed(graph, reach.node) }
    }

    /// A sibling of which it is not known whether it was changed.
    pub fn unknown(graph: &Graph, node: usize, error: RowError) -> Self {
        Self { error: Some(error), ..Self::unnamed(graph, node) }
    }

    /// The sibling.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is known if it was changed.
    pub fn is_known(&self) -> bool {
        self.error.is_none()
    }

    fn unnamed(graph: &Graph, node: usize) -> Self {
        let layer = graph.layer_of(node).map(ToString::to_string);
        Self { name: graph.nodes[node].name.to_string(), layer, reach: None, error: None }
    }
}

impl Row for AffectedRow {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("layer", Kind::String, true, true, "Its layer; null when wrknv.toml names none."),
        column("reason", Kind::String, true, true, "changed or dependent; null when it is unknown."),
        column(
            "via",
            Kind::List(&Kind::String),
            true,
            true,
            "The shortest way to it from a sibling that was changed; empty for that one itself.",
        ),
        column("distance", Kind::Int, true, true, "How many dependencies away: 0 for what was changed."),
        column("error", ERROR_KIND, true, false, "Why it is unknown whether it was changed."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let reason = self.reach.as_ref().map(|(reason, _)| match reason {
            Reason::Changed => "changed",
            Reason::Dependent => "dependent",
        });
        let via = self.reach.as_ref().map(|(_, via)| via);
        vec![
            self.name.as_str().into(),
            self.layer.clone().into(),
            reason.into(),
            via.map_or(Cell::Null, |via| Cell::List(via.iter().cloned().map(Cell::from).collect())),
            via.map(Vec::len).into(),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
