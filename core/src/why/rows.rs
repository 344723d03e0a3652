//! The table of `ws why`.

use super::WhyRow;
use crate::row::table;

table! { WhyRow as it {
    what: String = it.what.as_str(), "What is explained: installed, missing, version, shadowed, order or affected.";
    because: String = it.because.as_str(), "The reason.";
    through: [String] = it.through.as_slice(),
        "The path from where it begins to what you asked about; empty when there is none.";
} }
