//! The table of `ws layers`: a row for each layer, bottom first.

use super::{Cell, Column, Kind, Row, column};
use crate::config::{LayerName, SiblingName};
use crate::layers::LayerSummary;

/// A row of `ws layers`.
pub type LayerRow = LayerSummary;

impl Row for LayerSummary {
    const COLUMNS: &'static [Column] = &[
        column("layer", Kind::String, true, true, "The layer; null for the siblings that have none."),
        column("order", Kind::Int, true, true, "Its place, from 1 at the bottom."),
        column("siblings", Kind::List(&Kind::String), false, true, "Its members, in the order of wrknv.toml."),
        column(
            "depends_on",
            Kind::List(&Kind::String),
            false,
            true,
            "The other layers that its members need to be installed and to run.",
        ),
        column("violations", Kind::Int, false, true, "How many dependencies of its members break the layering."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.layer.as_ref().map(LayerName::as_str).into(),
            self.order.into(),
            Cell::List(self.siblings.iter().map(SiblingName::as_str).map(Cell::from).collect()),
            Cell::List(self.depends_on.iter().map(LayerName::as_str).map(Cell::from).collect()),
            self.violations.into(),
        ]
    }
}
