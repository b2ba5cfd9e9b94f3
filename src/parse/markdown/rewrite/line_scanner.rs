//! The block structure of CommonMark, line by line: which containers a line goes on or opens, and what it is itself.

use super::html_block::HtmlBlockEnd;
use super::line_starts::{self, Fence, ListMark};
use super::source_lines::{LineKind, SourceLine};

/// A block that holds others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    /// Its lines are indented to a column.
    Item(usize),
}

/// The blocks that are open behind the lines read so far.
#[derive(Default)]
pub(super) struct LineScanner {
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
    /// Reads the next line, which begins at a byte of the source.
    pub fn scan_line(&mut self, text: &str, start: usize) -> SourceLine {
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
