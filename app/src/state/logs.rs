//! The lines a log tail shows.

use std::collections::VecDeque;
use std::sync::Arc;

use model::live::LogsView;
use model::log::LogLine;

use super::letters::lower;

/// A line as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ShownLine {
    /// The line; its message without control characters.
    pub(crate) line: LogLine,
    /// How many lines before it never came.
    pub(crate) gap: u64,
}

/// A line that is shared between what is held and what is shown.
pub(crate) type Line = Arc<ShownLine>;

/// The newest lines of a tail, bounded.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Lines {
    held: VecDeque<Line>,
}

impl Lines {
    /// The lines of a snapshot.
    pub(crate) fn of(lines: Vec<LogLine>) -> Self {
        let mut all = Self::default();
        all.extend(lines);
        all
    }

    /// Adds newer lines; the oldest go when there are too many. Lines held already stay single, and
    /// a number that is missing in between tells of lines that never came.
    pub(crate) fn extend(&mut self, lines: Vec<LogLine>) {
        for mut line in lines {
            let newest = self.newest();
            if newest.is_some_and(|newest| line.number <= newest) {
                continue;
            }
            let gap = newest.map_or(0, |newest| line.number - newest - 1);
            line.message = plain(&line.message);
            self.held.push_back(Arc::new(ShownLine { line, gap }));
        }
        let excess = self.held.len().saturating_sub(LogsView::MAX_LINES);
        self.held.drain(..excess);
    }

    /// The number of the newest line.
    pub(crate) fn newest(&self) -> Option<u64> {
        self.held.back().map(|shown| shown.line.number)
    }

    /// How many lines are held.
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// The lines that a filter lets through.
    pub(crate) fn shown(&self, filter: &Filter) -> Vec<Line> {
        let shown = self.held.iter().filter(|shown| filter.lets(&shown.line));
        shown.cloned().collect()
    }

    /// How many lines after a number a filter lets through.
    pub(crate) fn count_after(&self, number: u64, filter: &Filter) -> usize {
        self.held
            .iter()
            .rev()
            .take_while(|shown| shown.line.number > number)
            .filter(|shown| filter.lets(&shown.line))
            .count()
    }
}

/// Which lines are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Lower-case text that a line must have; empty for all.
    text: String,
    /// Keys of sources that are not shown.
    hidden: Vec<String>,
}

impl Filter {
    /// A filter by plain text, whatever its case, and by sources (comma-separated keys to hide).
    pub(crate) fn new(text: &str, hidden: &str) -> Self {
        Self {
            text: lower(text),
            hidden: hidden
                .split(',')
                .filter(|key| !key.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether a source is shown.
    pub(crate) fn shows(&self, source: &str) -> bool {
        !self.hidden.iter().any(|key| key == source)
    }

    /// The hidden sources after one of them is turned on or off, comma-separated.
    pub(crate) fn toggled(&self, source: &str) -> String {
        let mut hidden = self.hidden.clone();
        if self.shows(source) {
            hidden.push(source.to_owned());
        } else {
            hidden.retain(|key| key != source);
        }
        hidden.join(",")
    }

    fn lets(&self, line: &LogLine) -> bool {
        self.shows(&line.source)
            && (self.text.is_empty() || lower(&line.message).contains(&self.text))
    }

    /// A message cut where the text is found: (piece, whether it is the text).
    pub(crate) fn pieces(&self, message: &str) -> Vec<(String, bool)> {
        pieces(message, &self.text)
    }
}

/// A message without terminal sequences and other control characters.
fn plain(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut letters = message.trim_end_matches(['\n', '\r']).chars();
    while let Some(letter) = letters.next() {
        match letter {
            // A control sequence: parameters and intermediates up to a final byte.
            '\u{1b}' => {
                if letters.clone().next() == Some('[') {
                    letters.next();
                    letters.by_ref().find(|c| ('\u{40}'..='\u{7e}').contains(c));
                }
            }
            '\t' | '\n' => out.push(letter),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A text cut at every place where `needle` (lower case) stands in it, whatever its case.
fn pieces(text: &str, needle: &str) -> Vec<(String, bool)> {
    if needle.is_empty() {
        return vec![(text.to_owned(), false)];
    }
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(length) = prefix_length(rest, needle) {
            if !plain.is_empty() {
                pieces.push((std::mem::take(&mut plain), false));
            }
            pieces.push((rest[..length].to_owned(), true));
            rest = &rest[length..];
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push((plain, false));
    }
    pieces
}

/// The length in bytes of the beginning of `text` that equals `needle` in lower case. Lower case
/// may be longer than upper case, so the texts are walked together.
fn prefix_length(text: &str, needle: &str) -> Option<usize> {
    let mut wanted = needle.chars();
    let mut length = 0;
    for letter in text.chars() {
        if wanted.as_str().is_empty() {
            break;
        }
        let mut bytes = [0; 4];
        for lower in lower(letter.encode_utf8(&mut bytes)).chars() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
        length += letter.len_utf8();
    }
    wanted.as_str().is_empty().then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;

    fn line(number: u64, source: &str, message: &str) -> LogLine {
        LogLine {
            number,
            at: Timestamp(0),
            source: source.to_owned(),
            message: message.to_owned(),
            late: false,
        }
    }

    fn numbers(lines: &[Line]) -> Vec<u64> {
        lines.iter().map(|shown| shown.line.number).collect()
    }

    #[test]
    fn no_line_twice_and_never_too_many() {
        let mut lines = Lines::of(vec![line(1, "a", "x"), line(2, "a", "y")]);
        lines.extend(vec![line(2, "a", "y"), line(3, "a", "z")]);
        let all = Filter::default();
        assert_eq!(numbers(&lines.shown(&all)), [1, 2, 3]);
        assert_eq!(lines.count_after(1, &all), 2);
        lines.extend((4..5_000).map(|number| line(number, "a", "")).collect());
        assert_eq!(lines.len(), LogsView::MAX_LINES);
        assert_eq!(lines.newest(), Some(4_999));
    }

    #[test]
    fn a_gap_stands_before_the_first_line_after_it() {
        let mut lines = Lines::of(vec![line(1, "a", "x")]);
        lines.extend(vec![
            line(1, "a", "x"),
            line(9, "a", "y"),
            line(10, "a", "z"),
        ]);
        let shown = lines.shown(&Filter::default());
        let gaps: Vec<u64> = shown.iter().map(|shown| shown.gap).collect();
        assert_eq!((numbers(&shown), gaps), (vec![1, 9, 10], vec![0, 7, 0]));
    }

    #[test]
    fn control_characters_go() {
        for (message, expected) in [
            ("\u{1b}[31mERROR\u{1b}[0m x\r\n", "ERROR x"),
            ("a\u{1b}", "a"),
            ("a\u{1b}[", "a"),
            ("a\tb\u{0}\u{7}", "a\tb"),
            ("<b>ü</b>", "<b>ü</b>"),
        ] {
            assert_eq!(plain(message), expected);
        }
    }

    #[test]
    fn filters_by_text_and_source() {
        let lines = Lines::of(vec![
            line(1, "t/web", "GET /Health"),
            line(2, "t/envoy", "GET /health"),
            line(3, "t/web", "other"),
        ]);
        let found = |text, hidden| numbers(&lines.shown(&Filter::new(text, hidden)));
        assert_eq!(found("health", ""), [1, 2]);
        assert_eq!(found("HEALTH", "t/envoy"), [1]);
        assert_eq!(found("", "t/web,t/envoy"), Vec::<u64>::new());
    }

    #[test]
    fn toggles_sources() {
        let filter = Filter::new("", "a/b");
        assert_eq!(filter.toggled("a/b"), "");
        assert_eq!(filter.toggled("c/d"), "a/b,c/d");
    }

    #[test]
    fn marks_every_place() {
        let cut = |text, needle| {
            pieces(text, needle)
                .into_iter()
                .map(|(piece, is)| if is { format!("[{piece}]") } else { piece })
                .collect::<String>()
        };
        for (text, needle, expected) in [
            ("Time out, timeout", "time", "[Time] out, [time]out"),
            ("aaa", "aa", "[aa]a"),
            ("<b>", "<b>", "[<b>]"),
            ("İstanbul", "st", "İ[st]anbul"),
            ("x", "", "x"),
            ("", "x", ""),
        ] {
            assert_eq!(cut(text, needle), expected);
        }
    }
}
