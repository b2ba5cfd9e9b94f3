//! The beginnings of lines by which CommonMark tells blocks apart. All texts begin behind the indentation.

/// The fence of fenced code.
pub(super) struct Fence {
    mark: u8,
    length: usize,
}

impl Fence {
    /// Returns the fence that a line opens.
    pub fn opened_by(content: &str) -> Option<Self> {
        let bytes = content.as_bytes();
        let mark = *bytes.first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = run_length(bytes, mark);
        // A back-tick behind back-ticks makes them code in a line.
        let is_fence = length >= 3 && !(mark == b'`' && bytes[length..].contains(&b'`'));
        is_fence.then_some(Self { mark, length })
    }

    /// Returns whether a line closes it.
    pub fn is_closed_by(&self, content: &str) -> bool {
        let bytes = content.trim_ascii_end().as_bytes();
        bytes.len() >= self.length && run_length(bytes, self.mark) == bytes.len()
    }
}

/// The mark with which an item of a list begins.
pub(super) struct ListMark {
    /// Its length in bytes.
    pub length: usize,
    /// Whether such an item ends a paragraph above it.
    pub interrupts: bool,
}

/// Returns the mark of an item.
pub(super) fn list_mark(content: &str) -> Option<ListMark> {
    let bytes = content.as_bytes();
    let (length, may_interrupt) = match bytes.first()? {
        b'-' | b'+' | b'*' => (1, true),
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_mark = digits <= 9 && matches!(bytes.get(digits), Some(b'.' | b')'));
            (is_mark.then_some(digits + 1)?, &bytes[..digits] == b"1")
        }
        _ => return None,
    };

    let rest = &content[length..];
    let is_empty = rest.trim_ascii().is_empty();
    (is_empty || rest.starts_with([' ', '\t'])).then_some(ListMark { length, interrupts: may_interrupt && !is_empty })
}

/// Returns the length of `[^label]:` with which a note begins.
pub(super) fn note_mark(content: &str) -> Option<usize> {
    let rest = content.strip_prefix("[^")?;
    let label = rest.find(']').filter(|length| *length > 0)?;
    rest[label..].starts_with("]:").then_some(label + 4)
}

/// Returns whether a line is a heading of `#`.
pub(super) fn is_heading(content: &str) -> bool {
    let level = run_length(content.as_bytes(), b'#');
    (1..=6).contains(&level) && (content.len() == level || content[level..].starts_with([' ', '\t']))
}

/// Returns whether a line is a thematic break.
pub(super) fn is_rule(content: &str) -> bool {
    let Some(mark) = content.bytes().next().filter(|byte| matches!(byte, b'-' | b'*' | b'_')) else { return false };
    let all_alike = content.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t'));
    all_alike && content.bytes().filter(|byte| *byte == mark).count() >= 3
}

/// Returns whether a line below a paragraph makes a heading of it.
pub(super) fn is_underline(content: &str) -> bool {
    let marks = content.trim_ascii_end();
    !marks.is_empty() && (marks.bytes().all(|byte| byte == b'=') || marks.bytes().all(|byte| byte == b'-'))
}

/// Returns whether a line is the one below the head of a table.
pub(super) fn is_delimiter_row(content: &str) -> bool {
    content.contains('-') && content.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Returns whether a line begins a block that ends a paragraph outside of the container that it stands in.
pub(super) fn begins_block(content: &str) -> bool {
    content.starts_with('>')
        || is_heading(content)
        || is_rule(content)
        || list_mark(content).is_some()
        || note_mark(content).is_some()
        || Fence::opened_by(content).is_some()
        || super::html_block::HtmlBlockEnd::of_block(content, true).is_some()
}

/// Returns how often a byte is repeated at the beginning.
fn run_length(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().take_while(|it| **it == byte).count()
}
