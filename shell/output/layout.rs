//! Which columns of a table fit a terminal, how wide each is, and where the others go. What does not fit gives way in this
//! order: columns that say nothing in any row (`table::arrange`), lists (below their rows), sentences (below), then the
//! last columns, which are named under the table. Refuses to cut: text that is too long goes on in the next line.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr as _;
use ws_core::row::{Column, Kind};

use super::findings::PLACE;
use super::table::GAP;

/// Columns that hold sentences: they may be wrapped, and stand below their row where that is not enough.
const SENTENCES: [&str; 7] = ["message", "hint", "error", "reason", "command", "description", "because"];
/// Stands below its row too, where it is not the ordinary one: a row whose sibling is missing would look empty.
const STATE: &str = "state";
/// What a sentence needs to be read at ease.
const SENTENCE: usize = 28;
/// Longer words than this are broken.
const WORD: usize = 32;
/// How much of a branch stands in one line where it is narrow; the rest follows in the next.
const BRANCH: usize = 14;

/// How much room a column wants.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// With each cell in one line.
    natural: usize,
    /// What it can do with.
    least: usize,
    /// Whether its cells can stand below their rows.
    folds: bool,
    /// Whether they go there for the sake of a later column: lists do.
    yields: bool,
}

impl Measure {
    /// Of a column with these texts.
    pub fn of<'a>(column: &Column, texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let header = column.name.width();
        let natural = texts.clone().map(str::width).max().unwrap_or(0).max(header);
        let sentences = SENTENCES.contains(&column.name) || matches!(column.kind, Kind::List(_) | Kind::Record(_));
        let least = match column.kind {
            _ if sentences => SENTENCE,
            // A path that is broken over two lines opens nothing.
            _ if column.name == PLACE => natural,
            Kind::String | Kind::Path if column.name == "branch" => BRANCH,
            Kind::String | Kind::Path => {
                texts.flat_map(str::split_ascii_whitespace).map(str::width).max().unwrap_or(0).min(WORD)
            }
            _ => natural,
        };
        Self {
            natural,
            least: least.max(header).min(natural),
            folds: sentences || [STATE, PLACE].contains(&column.name),
            yields: matches!(column.kind, Kind::List(_)),
        }
    }
}

/// Where the columns of a table go, each by its place among those that could be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// In the table, with how wide each is.
    pub shown: Vec<(usize, usize)>,
    /// Below their rows.
    pub below: Vec<usize>,
    /// Nowhere.
    pub hidden: Vec<usize>,
}

impl Layout {
    /// The first columns come first: each takes its place while there is room for what it needs at least. The very first
    /// says what a row is about, and is always there.
    pub fn of(measures: &[Measure], limit: Option<usize>) -> Self {
        let mut layout = Self::default();
        let limit = limit.unwrap_or(usize::MAX);
        let mut taken = 0;
        for (place, measure) in measures.iter().enumerate() {
            let needs = match place {
                0 => measure.natural.min(limit),
                _ => GAP + measure.least,
            };
            if needs > limit - taken && !measure.folds {
                taken -= layout.make_room(measures, (needs + taken).saturating_sub(limit));
            }
            // What comes after a sentence that stands below does not take its place in the row.
            let is_late = measure.folds && !layout.below.is_empty();
            if place == 0 || (needs <= limit - taken && !is_late) {
                taken += needs;
                layout.shown.push((place, measure.natural));
            } else if measure.folds {
                layout.below.push(place);
            } else {
                layout.hidden.push(place);
            }
        }
        layout.below.sort_unstable();
        layout.shrink(measures, limit);
        layout
    }

    /// Puts a list below its rows, where that frees as much as is missing. How much it freed.
    fn make_room(&mut self, measures: &[Measure], missing: usize) -> usize {
        let freed = |place: usize| GAP + measures[place].least;
        let yields = |place: usize| place > 0 && measures[place].yields && freed(place) >= missing;
        let Some(at) = self.shown.iter().rposition(|(place, _)| yields(*place)) else { return 0 };
        let (place, _) = self.shown.remove(at);
        self.below.push(place);
        freed(place)
    }

    /// The widest columns give way first, down to what they need.
    fn shrink(&mut self, measures: &[Measure], limit: usize) {
        let gaps = GAP * self.shown.len().saturating_sub(1);
        if let Some((_, first)) = self.shown.first_mut() {
            *first = (*first).min(limit);
        }
        let mut total: usize = gaps + self.shown.iter().map(|(_, width)| width).sum::<usize>();
        while total > limit {
            let others = self.shown.iter_mut().skip(1).filter(|(place, width)| *width > measures[*place].least);
            let Some((_, width)) = others.max_by_key(|(_, width)| *width) else { break };
            *width -= 1;
            total -= 1;
        }
    }
}

/// The lines of a text in this width; one at least. Words are kept whole where they fit.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    // A name keeps its hyphens together.
    let options = Options::new(width.max(1)).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The lines of a cell that stands below its row.
pub fn below(name: &str, text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width.max(8)).word_splitter(WordSplitter::NoHyphenation);
    let text = format!("{name}: {text}");
    let lines = textwrap::wrap(&text, options.initial_indent("  ").subsequent_indent("    "));
    lines.into_iter().map(std::borrow::Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &'static str, kind: Kind) -> Column {
        Column { name, kind, nullable: true, brief: true, about: "" }
    }

    fn measures(columns: &[(&'static str, Kind, &[&str])]) -> Vec<Measure> {
        columns.iter().map(|(name, kind, texts)| Measure::of(&column(name, *kind), texts.iter().copied())).collect()
    }

    #[test]
    fn the_first_columns_stay_sentences_go_below_and_the_rest_is_hidden() {
        let message = "a sentence that is much too long to stand beside anything in a narrow terminal";
        let measures = measures(&[
            ("name", Kind::String, &["terraform-provider-tofusoup"]),
            ("state", Kind::String, &["error"]),
            ("layer", Kind::String, &["providers"]),
            ("last_commit", Kind::Date, &["10 months"]),
            ("error", Kind::Record(&[]), &[message]),
        ]);
        assert_eq!(Layout::of(&measures, None).shown.len(), 5);
        let wide = Layout::of(&measures, Some(100));
        assert_eq!(wide.shown, [(0, 27), (1, 5), (2, 9), (3, 11), (4, 40)]);
        let narrow = Layout::of(&measures, Some(50));
        assert_eq!(narrow, Layout { shown: vec![(0, 27), (1, 5), (2, 9)], below: vec![4], hidden: vec![3] });
        // A list goes below for a count.
        let lists = self::measures(&[
            ("layer", Kind::String, &["foundation"]),
            ("siblings", Kind::List(&Kind::String), &["provide-foundation, provide-testkit"]),
            ("violations", Kind::Int, &["2"]),
        ]);
        assert_eq!(Layout::of(&lists, Some(40)).below, [1]);
        assert_eq!(Layout::of(&lists, Some(60)).shown.len(), 3);
        assert_eq!(Layout::of(&measures, Some(3)).shown, [(0, 3)]);
    }

    #[test]
    fn nothing_of_a_text_is_lost_when_it_is_wrapped() {
        let name = "a-branch/with-hyphens";
        assert_eq!(wrap(name, 30), [name]);
        assert_eq!(wrap(name, 14).concat(), name);
        assert_eq!(wrap("\u{65e5}\u{672c}\u{8a9e}", 4), ["\u{65e5}\u{672c}", "\u{8a9e}"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(below("hint", "run `ws setup` once more", 20), ["  hint: run `ws", "    setup` once more"]);
    }
}
