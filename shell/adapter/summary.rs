//! Rows of what children did, as lines for a person, where what the children say is the output.

use anyhow::Result;
use ws_commands::{Rows, Telling, Told};
use ws_core::row::Cell;
use ws_core::terminal::escape;

use crate::output;

/// How many names one line shows, where something is true of many.
const NAMES_SHOWN: usize = 6;

/// Says what did not end well, and how many ended in each state; the rest is on the screen already. Whether the command
/// fails. Where nobody reads, nothing is said.
pub fn of_runs(rows: Rows) -> bool {
    let state = rows.columns.iter().position(|column| column.name == "state").unwrap_or_default();
    let mut counts: Vec<(String, usize)> = Vec::new();
    let (mut consequences, mut last) = (Alike::default(), Alike::default());
    let mut failed = false;
    for line in rows.lines {
        failed |= line.failed;
        if let Cell::String(state) = &line.cells[state] {
            match counts.iter_mut().find(|(known, _)| known == state) {
                Some((_, count)) => *count += 1,
                None => counts.push((state.clone(), 1)),
            }
        }
        let Some(told) = line.told.filter(|_| !output::is_reader_gone()) else { continue };
        match told.when {
            Telling::AtOnce => output::say(&escape(&format!("{}: {}", told.name, told.what))),
            Telling::AfterItsCause => consequences.add(told),
            Telling::Last => last.add(told),
        }
    }
    if output::is_reader_gone() {
        return false;
    }
    consequences.say();
    last.say();
    let counts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    output::say(&if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") });
    failed
}

/// What is true of several siblings, each with their names, in the order in which it came up.
#[derive(Default)]
struct Alike(Vec<(String, Vec<String>)>);

impl Alike {
    fn add(&mut self, told: Told) {
        match self.0.iter_mut().find(|(what, _)| *what == told.what) {
            Some((_, names)) => names.push(told.name),
            None => self.0.push((told.what, vec![told.name])),
        }
    }

    /// A line for each.
    fn say(self) {
        for (what, names) in self.0 {
            let more = names.len().saturating_sub(NAMES_SHOWN);
            let more = if more > 1 { format!(" and {more} more") } else { String::new() };
            let shown = if more.is_empty() { &names[..] } else { &names[..NAMES_SHOWN] };
            output::say(&escape(&format!("{}{more}: {what}", shown.join(", "))));
        }
    }
}

/// Prints what would be run: a heading for each wave, and a line for each unit in it. Whether one could not be run.
pub fn of_plan(rows: Rows) -> Result<bool> {
    let place = rows.columns.iter().position(|column| column.name == "wave").unwrap_or_default();
    let (mut wave, mut text, mut failed) = (None, Vec::new(), false);
    let mut waiting = Alike::default();
    for line in rows.lines {
        failed |= line.failed;
        let Some(told) = line.told else { continue };
        if told.when != Telling::AtOnce {
            waiting.add(told);
            continue;
        }
        if let Cell::Int(number) = line.cells[place]
            && wave.replace(number) != Some(number)
        {
            text.push(format!("wave {number}\n"));
        }
        text.push(format!("  {}: {}\n", escape(&told.name), escape(&told.what)));
    }
    output::print_text(&text.concat())?;
    waiting.say();
    Ok(failed)
}
