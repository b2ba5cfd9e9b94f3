//! Finds the tags of a template, and the names of values in an expression.

/// Keywords of the template engine that are no values.
const TEMPLATE_KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "if", "else", "true", "false", "null"];

/// A text at a place of the template: the inside of `{{ … }}` or `{% … %}`, or a part of it.
#[derive(Clone, Copy)]
pub(super) struct Tag<'t> {
    /// Its place, in bytes.
    pub(super) offset: usize,
    pub(super) text: &'t str,
}

impl<'t> Tag<'t> {
    /// Returns the first word.
    pub(super) fn keyword(self) -> &'t str {
        self.text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
    }

    /// Returns what follows the first bytes.
    pub(super) fn after(self, bytes: usize) -> Self {
        Self { offset: self.offset + bytes, text: &self.text[bytes..] }
    }

    /// Returns the same text in a template where what it was found in begins at an offset.
    pub(super) fn after_offset(self, offset: usize) -> Self {
        Self { offset: self.offset + offset, text: self.text }
    }
}

/// Iterates over the tags of a template, without comments and without the marks of white space (`-`).
pub(super) fn template_tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut position = 0;
    std::iter::from_fn(move || {
        loop {
            let open = position + text.get(position..)?.find('{')?;
            let close = match text.as_bytes().get(open + 1)? {
                b'{' => "}}",
                b'%' => "%}",
                b'#' => {
                    position = open + 2 + text.get(open + 2..)?.find("#}")? + 2;
                    continue;
                }
                _ => {
                    position = open + 1;
                    continue;
                }
            };

            let start = open + 2;
            let end = start + text.get(start..)?.find(close)?;
            position = end + 2;

            let inside = text[start..end].trim_start_matches('-');
            return Some(Tag { offset: end - inside.len(), text: inside.trim_end_matches('-') });
        }
    })
}

/// A value with its fields, such as `story.date.iso`.
pub(super) struct ValuePath<'t> {
    /// Its names, with their places in the expression.
    pub(super) names: Vec<Tag<'t>>,
    /// Whether an item of a list is meant at the end or on the way.
    pub(super) indexed: bool,
}

/// Returns the values that an expression names, without strings, calls, filters, tests, names of arguments, and
/// `statements`.
pub(super) fn value_paths<'t>(text: &'t str, statements: &[&str]) -> Vec<ValuePath<'t>> {
    let mut scanner = ExpressionScanner { text, position: 0, after_is: false };
    let mut paths = Vec::new();

    while let Some(byte) = scanner.peek() {
        match byte {
            b'"' | b'\'' | b'`' => scanner.skip_string(byte),
            b'0'..=b'9' => scanner.skip_number(),
            _ if is_name_byte(byte) => {
                let path = scanner.read_path();
                if scanner.is_value(&path, statements) {
                    paths.push(path);
                }
            }
            _ => scanner.skip_byte(byte),
        }
    }

    paths
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

struct ExpressionScanner<'t> {
    text: &'t str,
    position: usize,
    /// Whether the last token was `is`, or the `not` behind it: a test follows.
    after_is: bool,
}

impl<'t> ExpressionScanner<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn skip_while(&mut self, is_part: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&is_part) {
            self.position += 1;
        }
    }

    fn skip_string(&mut self, quote: u8) {
        self.position += 1;
        self.skip_while(|byte| byte != quote);
        self.position += 1;
        self.after_is = false;
    }

    fn skip_number(&mut self) {
        self.skip_while(|byte| is_name_byte(byte) || byte == b'.');
        self.after_is = false;
    }

    fn skip_byte(&mut self, byte: u8) {
        if !byte.is_ascii_whitespace() {
            self.after_is = false;
        }
        self.position += 1;
    }

    /// Reads names with `.` or `?.` between, and an index behind any of them.
    fn read_path(&mut self) -> ValuePath<'t> {
        let mut path = ValuePath { names: Vec::new(), indexed: false };

        loop {
            let start = self.position;
            self.skip_while(is_name_byte);
            path.names.push(Tag { offset: start, text: &self.text[start..self.position] });

            if self.peek() == Some(b'[') {
                path.indexed = true;
                let end = self.text[self.position..].find(']');
                self.position = end.map_or(self.text.len(), |end| self.position + end + 1);
            }

            let rest = &self.text[self.position..];
            let Some(next) = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.')) else { return path };
            if !next.as_bytes().first().is_some_and(|byte| is_name_byte(*byte)) {
                return path;
            }
            self.position = self.text.len() - next.len();
        }
    }

    /// Whether the path that was just read is a value.
    fn is_value(&mut self, path: &ValuePath, statements: &[&str]) -> bool {
        let Some(first) = path.names.first() else { return false };
        let rest = self.text[self.position..].trim_start();

        let is_keyword = TEMPLATE_KEYWORDS.contains(&first.text) || statements.contains(&first.text);
        let is_argument = rest.starts_with('=') && !rest.starts_with("==");
        let is_call = rest.starts_with('(');
        let is_tested = rest.starts_with("is ") || self.after_is;
        self.after_is = first.text == "is" || (first.text == "not" && self.after_is);

        first.text != "is" && !is_keyword && !is_argument && !is_call && !is_tested && self.can_begin_at(first.offset)
    }

    /// Whether a value can begin at a place: not behind the bar of a filter or the start of a component's call.
    fn can_begin_at(&self, start: usize) -> bool {
        let before = &self.text[..start];
        !before.trim_end().ends_with('|') && !before.ends_with('<')
    }
}
