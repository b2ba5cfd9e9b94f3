//! The lines of a body before it is parsed: which are prose, and which are code, HTML or tables, where no rule may edit.
//!
//! This is the block structure of CommonMark as far as rules need it, in one pass over the lines.

use std::ops::Range;

use super::line_scanner::LineScanner;

/// The kind of block that a line is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing but white space.
    Blank,
    /// A paragraph, also one within an item, a quote or a note.
    Text,
    /// A heading that begins with `#`.
    Heading,
    /// `===` or `---` below a paragraph, which make a heading of it.
    Underline,
    /// A thematic break.
    Rule,
    /// The first or the last line of fenced code.
    Fence,
    /// A line within fenced code.
    Code,
    /// Indented by four columns or more, behind no paragraph.
    IndentedCode,
    /// A block of HTML.
    Html,
    /// A table, from its head.
    Table,
}

/// A line of the body.
#[derive(Clone, Debug)]
pub struct SourceLine {
    /// Its bytes, without the line end.
    pub range: Range<usize>,
    /// The byte behind the marks of quotes, items and notes that it stands in, …
    pub container_end: usize,
    /// … and the byte behind the spaces and tabs that follow these.
    pub content_start: usize,
    /// The width of these spaces and tabs in columns.
    pub indent: usize,
    /// The kind of block that it is part of.
    pub kind: LineKind,
    /// Whether an item, a quote or a note begins in it.
    pub begins_container: bool,
    /// The number of items, quotes and notes that it stands in.
    pub depth: usize,
    /// Whether the innermost of these is an item or a note.
    pub in_item: bool,
    /// Whether it continues a paragraph without the marks of the quote or the indentation of the item that this is in.
    pub is_lazy: bool,
}

/// The lines of a body.
pub struct SourceLines<'s> {
    /// The body.
    pub source: &'s str,
    /// Its lines in order.
    pub lines: Vec<SourceLine>,
}

impl<'s> SourceLines<'s> {
    /// Finds out the kinds of all lines.
    pub fn from_source(source: &'s str) -> Self {
        let mut scanner = LineScanner::default();
        let mut lines: Vec<SourceLine> = Vec::with_capacity(source.len() / 64);
        let mut start = 0;

        for line in source.split_inclusive('\n') {
            let text = line.strip_suffix('\n').unwrap_or(line);
            let text = text.strip_suffix('\r').unwrap_or(text);
            let scanned = scanner.scan_line(text, start);
            if scanned.kind == LineKind::Table
                && let Some(head) = lines.last_mut().filter(|head| head.kind == LineKind::Text)
            {
                head.kind = LineKind::Table;
            }
            lines.push(scanned);
            start += line.len();
        }
        Self { source, lines }
    }

    /// Returns a line as it is written, without the line end.
    pub fn text(&self, line: &SourceLine) -> &'s str {
        &self.source[line.range.clone()]
    }

    /// Returns a line behind the marks of its containers and its indentation.
    pub fn content(&self, line: &SourceLine) -> &'s str {
        &self.source[line.content_start..line.range.end]
    }

    /// Returns the line that a byte of the source stands in.
    pub fn line_at(&self, at: usize) -> Option<&SourceLine> {
        let n = self.lines.partition_point(|line| line.range.start <= at);
        self.lines.get(n.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LineKind::*;
    use pulldown_cmark::{Event, Parser, Tag};

    fn kinds(source: &str) -> Vec<LineKind> {
        SourceLines::from_source(source).lines.iter().map(|line| line.kind).collect()
    }

    #[test]
    fn lines_are_told_apart() {
        let cases: [(&str, &[LineKind]); 14] = [
            ("甲\n---\n\n---\n", &[Text, Underline, Blank, Rule]),
            ("# 甲\n乙\n==\n", &[Heading, Text, Underline]),
            ("```\n甲\n\n```\n乙\n", &[Fence, Code, Code, Fence, Text]),
            ("> ```\n> 甲\n乙\n", &[Fence, Code, Text]),
            ("- ~~~\n  甲\n\n  ~~~\n乙\n", &[Fence, Code, Code, Fence, Text]),
            ("- ```\n  甲\n乙\n", &[Fence, Code, Text]),
            ("    甲\n乙\n    丙\n", &[IndentedCode, Text, Text]),
            ("- 甲\n\n    乙\n\n      丙\n", &[Text, Blank, Text, Blank, IndentedCode]),
            ("<div>\n甲\n\n乙\n", &[Html, Html, Blank, Text]),
            ("<!-- 甲\n\n乙 -->\n丙\n", &[Html, Html, Html, Text]),
            ("| 甲 | 乙 |\n|--|--|\n| 丙 |\n\n丁\n", &[Table, Table, Table, Blank, Text]),
            ("[^1]: 甲\n    乙\n\n    丙\n", &[Text, Text, Blank, Text]),
            ("\t甲\r\n\r\n乙\r\n", &[IndentedCode, Blank, Text]),
            ("1. 甲\n2. 乙\n丙\n2. 丁\n", &[Text, Text, Text, Text]),
        ];
        for (source, expected) in cases {
            assert_eq!(kinds(source), expected, "{source}");
        }
    }

    #[test]
    fn containers_are_told_apart() {
        let lines = SourceLines::from_source("- 甲\n  乙\n丙\n> 丁\n");
        let facts: Vec<_> =
            lines.lines.iter().map(|line| (line.in_item, line.begins_container, line.is_lazy)).collect();
        assert_eq!(facts, [(true, true, false), (true, false, false), (true, false, true), (false, true, false)]);
        let contents: Vec<_> = lines.lines.iter().map(|line| lines.content(line)).collect();
        assert_eq!(contents, ["甲", "乙", "丙", "丁"]);
    }

    /// No line that the parser takes for code or HTML is one that rules may edit, in all examples of CommonMark.
    #[test]
    fn code_and_html_are_those_of_the_parser() {
        let examples = include_str!("../../../../tests/data/commonmark-0.31.2.json");
        let examples: Vec<serde_json::Value> = serde_json::from_str(examples).unwrap();
        let mut faults = Vec::new();
        for example in examples {
            let source = example["markdown"].as_str().unwrap();
            let lines = SourceLines::from_source(source);
            let verbatim = Parser::new(source).into_offset_iter().filter_map(|(event, range)| {
                matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)).then_some(range)
            });
            for range in verbatim {
                let inside =
                    lines.lines.iter().filter(|line| line.content_start >= range.start && line.range.end <= range.end);
                if inside.clone().any(|line| matches!(line.kind, Text | Heading | Rule | Underline | Table)) {
                    faults.push(example["example"].to_string());
                }
            }
        }
        assert!(faults.is_empty(), "{faults:?}");
    }
}
