//! The lines of a body before it is parsed: which are prose, and which are code, HTML or tables, where no rule may edit.
//!
//! This is the block structure of CommonMark as far as rules need it, in one pass over the lines.

use std::ops::Range;

use super::html_block::HtmlBlockEnd;
use super::line_starts::{self, Fence, ListMark};

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

/// A block that holds others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    /// Its lines are indented to a column.
    Item(usize),
}

/// The blocks that are open behind the lines read so far.
#[derive(Default)]
struct LineScanner {
    containers: Vec<Container>,
    leaf: Leaf,
}

/// The innermost open block.
#[derive(Default)]
enum Leaf {
    #[default]
    None,
    Paragraph {
        has_pipe: bool,
    },
    Fence(Fence),
    Html(HtmlBlockEnd),
    Table,
}

/// A place in a line, in bytes and in columns.
#[derive(Clone, Copy, Default)]
struct Cursor {
    at: usize,
    column: usize,
    /// The columns of a tab that are left when a container has taken a part of it.
    rest_of_tab: usize,
}

impl Cursor {
    /// Returns the cursor behind the spaces and tabs that stand here.
    fn behind_blanks(mut self, text: &str) -> Self {
        self.column += std::mem::take(&mut self.rest_of_tab);
        for byte in text.as_bytes()[self.at..].iter() {
            match byte {
                b' ' => self.column += 1,
                b'\t' => self.column += 4 - self.column % 4,
                _ => break,
            }
            self.at += 1;
        }
        self
    }

    /// Returns the cursor behind so many columns of spaces and tabs, or as many as there are.
    fn skip_columns(mut self, text: &str, columns: usize) -> Self {
        let goal = self.column + columns;
        let from_tab = self.rest_of_tab.min(columns);
        self.column += from_tab;
        self.rest_of_tab -= from_tab;

        while self.column < goal {
            match text.as_bytes().get(self.at) {
                Some(b' ') => self.column += 1,
                Some(b'\t') => {
                    let next = self.column + 4 - self.column % 4;
                    self.rest_of_tab = next.saturating_sub(goal);
                    self.column = next.min(goal);
                }
                _ => break,
            }
            self.at += 1;
        }
        self
    }
}

impl LineScanner {
    fn scan_line(&mut self, text: &str, start: usize) -> SourceLine {
        let (cursor, matched) = self.match_containers(text);
        let all_matched = matched == self.containers.len();
        let first = cursor.behind_blanks(text);
        let indent = first.column - cursor.column;
        let content = &text[first.at..];

        let is_lazy = !all_matched
            && matches!(self.leaf, Leaf::Paragraph { .. })
            && !content.is_empty()
            && (indent >= 4 || !line_starts::begins_block(content));
        if !all_matched && !is_lazy {
            self.containers.truncate(matched);
            self.leaf = Leaf::None;
        }
        if let Some(kind) = self.continue_verbatim(content, indent) {
            return self.describe_line(text, start, cursor, first, kind);
        }

        let mut line_end = OpenedLine { cursor, first, opened: false };
        if !is_lazy {
            self.open_containers(text, &mut line_end, all_matched);
        }
        let OpenedLine { cursor, first, opened } = line_end;
        let kind = self.classify_content(&text[first.at..], first.column - cursor.column);
        let line = self.describe_line(text, start, cursor, first, kind);
        SourceLine { begins_container: opened, is_lazy, ..line }
    }

    /// Passes over the marks of the containers that are open. Returns how many the line goes on.
    fn match_containers(&self, text: &str) -> (Cursor, usize) {
        let mut cursor = Cursor::default();
        for (n, container) in self.containers.iter().enumerate() {
            let first = cursor.behind_blanks(text);
            let is_blank = first.at == text.len();
            match container {
                Container::Quote if first.column - cursor.column < 4 && text[first.at..].starts_with('>') => {
                    cursor = behind_quote_mark(text, first);
                }
                Container::Item(_) if is_blank => {}
                Container::Item(column) if first.column >= *column => {
                    cursor = cursor.skip_columns(text, column.saturating_sub(cursor.column));
                }
                _ => return (cursor, n),
            }
        }
        (cursor, self.containers.len())
    }

    /// Goes on with code or HTML that is open.
    fn continue_verbatim(&mut self, content: &str, indent: usize) -> Option<LineKind> {
        match &self.leaf {
            Leaf::Fence(fence) => {
                let ends = indent < 4 && fence.is_closed_by(content);
                if ends {
                    self.leaf = Leaf::None;
                    return Some(LineKind::Fence);
                }
                Some(LineKind::Code)
            }
            Leaf::Html(end) => {
                if end.is_blank_line() && content.trim_ascii().is_empty() {
                    self.leaf = Leaf::None;
                    return Some(LineKind::Blank);
                }
                if end.ends_in(content) {
                    self.leaf = Leaf::None;
                }
                Some(LineKind::Html)
            }
            Leaf::None | Leaf::Paragraph { .. } | Leaf::Table => None,
        }
    }

    /// Opens the quotes, items and notes that begin here.
    fn open_containers(&mut self, text: &str, line: &mut OpenedLine, all_matched: bool) {
        loop {
            line.first = line.cursor.behind_blanks(text);
            let content = &text[line.first.at..];
            if line.first.column - line.cursor.column >= 4 || line_starts::is_rule(content) {
                return;
            }

            let in_paragraph = matches!(self.leaf, Leaf::Paragraph { .. }) && all_matched && !line.opened;
            if content.starts_with('>') {
                self.containers.push(Container::Quote);
                line.cursor = behind_quote_mark(text, line.first);
            } else if let Some(mark) = line_starts::list_mark(content).filter(|it| !in_paragraph || it.interrupts) {
                line.cursor = self.open_item(text, line.first, &mark);
            } else if let Some(length) = line_starts::note_mark(content) {
                self.containers.push(Container::Item(line.cursor.column + 4));
                line.cursor = Cursor { at: line.first.at + length, column: line.first.column + length, rest_of_tab: 0 };
            } else {
                return;
            }
            line.opened = true;
            self.leaf = Leaf::None;
        }
    }

    fn open_item(&mut self, text: &str, first: Cursor, mark: &ListMark) -> Cursor {
        let behind_mark = Cursor { at: first.at + mark.length, column: first.column + mark.length, rest_of_tab: 0 };
        let words = behind_mark.behind_blanks(text);
        let blanks = words.column - behind_mark.column;
        // Code in an item stands one column behind its mark.
        let width = if words.at == text.len() || blanks > 4 { 1 } else { blanks };
        self.containers.push(Container::Item(behind_mark.column + width));
        behind_mark.skip_columns(text, width)
    }

    /// Tells the kind of what stands behind all containers, and opens the block that begins with it.
    fn classify_content(&mut self, content: &str, indent: usize) -> LineKind {
        if content.trim_ascii().is_empty() {
            self.leaf = Leaf::None;
            return LineKind::Blank;
        }

        let paragraph = match self.leaf {
            Leaf::Paragraph { has_pipe } => Some(has_pipe),
            _ => None,
        };
        if indent >= 4 {
            return if paragraph.is_some() { LineKind::Text } else { LineKind::IndentedCode };
        }
        if line_starts::is_heading(content) {
            self.leaf = Leaf::None;
            return LineKind::Heading;
        }
        if let Some(fence) = Fence::opened_by(content) {
            self.leaf = Leaf::Fence(fence);
            return LineKind::Fence;
        }
        if paragraph.is_some() && line_starts::is_underline(content) {
            self.leaf = Leaf::None;
            return LineKind::Underline;
        }
        if line_starts::is_rule(content) {
            self.leaf = Leaf::None;
            return LineKind::Rule;
        }
        if let Some(end) = HtmlBlockEnd::of_block(content, paragraph.is_some()) {
            self.leaf = if end.ends_in(content) { Leaf::None } else { Leaf::Html(end) };
            return LineKind::Html;
        }
        if matches!(self.leaf, Leaf::Table) || (paragraph == Some(true) && line_starts::is_delimiter_row(content)) {
            self.leaf = Leaf::Table;
            return LineKind::Table;
        }
        self.leaf = Leaf::Paragraph { has_pipe: content.contains('|') };
        LineKind::Text
    }

    fn describe_line(&self, text: &str, start: usize, cursor: Cursor, first: Cursor, kind: LineKind) -> SourceLine {
        SourceLine {
            range: start..start + text.len(),
            container_end: start + cursor.at,
            content_start: start + first.at,
            indent: first.column - cursor.column,
            kind,
            begins_container: false,
            depth: self.containers.len(),
            in_item: matches!(self.containers.last(), Some(Container::Item(_))),
            is_lazy: false,
        }
    }
}

/// How far the marks at the beginning of a line have been read.
struct OpenedLine {
    /// Behind the last mark of a container, …
    cursor: Cursor,
    /// … and behind the blanks that follow it.
    first: Cursor,
    /// Whether a container begins in the line.
    opened: bool,
}

/// Returns the cursor behind `>` and the space that may follow it.
fn behind_quote_mark(text: &str, mark: Cursor) -> Cursor {
    let behind = Cursor { at: mark.at + 1, column: mark.column + 1, rest_of_tab: 0 };
    behind.skip_columns(text, 1)
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
