//! Lists and maps in the place of a text: `来源: [新华社]`, `标题: {甲}`, a summary of several lines with a colon in one.

use super::head_lines::find_key;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, phrases};
use crate::diagnostic::fix::Fix;
use crate::source::Span;
use crate::yaml::{Node, Value, quote_text};

/// Reports a list or a map in the place of a text, with the text that is probably meant.
pub(super) fn report_no_text(node: &Node, en: &str, key: &str, text: &str) -> Diagnostic {
    let mistake = catalog::wrong_type(node.span, key, &phrases::wanted_text());
    let Some(written) = WrittenNode::find(node, text) else { return mistake };
    let Some(meant) = written.text_that_is_meant(node, en) else { return mistake };

    let fix = Fix::to_confirm(written.behind_colon(), format!(" {meant}"));
    Diagnostic { help: Some(phrases::write_value(key, &meant)), fixes: vec![fix], ..mistake }
}

/// A list or a map as it is written.
struct WrittenNode<'t> {
    text: &'t str,
    node: Span,
    start: usize,
    end: usize,
}

impl<'t> WrittenNode<'t> {
    /// Finds the lines of a value. `None` if where it ends is not certain.
    fn find(node: &Node, text: &'t str) -> Option<Self> {
        let start = node.span.start as usize;
        let line_end = line_end_of(text, start);
        let line = text.get(start..line_end)?.trim_end();
        let written = Self { text, node: node.span, start, end: start + line.len() };

        if line.starts_with(['[', '{']) {
            let is_whole = line.ends_with(']') || line.ends_with('}');
            return is_whole.then_some(written);
        }
        // A list may stand at the very start of its lines.
        let mut end = written.end;
        let mut at = line_end + 1;
        while let Some(line) =
            text.get(at..line_end_of(text, at)).filter(|line| line.starts_with([' ', '-']) && *line != "---")
        {
            end = at + line.trim_end().len();
            at += line.len() + 1;
        }
        Some(Self { end, ..written })
    }

    fn raw(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    /// The value with the blanks and line breaks between it and its colon.
    fn behind_colon(&self) -> Span {
        Span::new(self.node.file, self.text[..self.start].trim_end().len(), self.end)
    }

    /// Returns the text as YAML.
    fn text_that_is_meant(&self, node: &Node, en: &str) -> Option<String> {
        let is_prose = find_key(en).is_some_and(|key| key.prose);
        let is_in_brackets = self.raw().starts_with(['[', '{']);
        let parts: Vec<String> = match &node.value {
            Value::List(items) => items.iter().map(Node::scalar_text).collect::<Option<_>>()?,
            Value::Map(entries) if entries.iter().all(|(_, value)| value.is_null()) => {
                entries.iter().map(|(key, _)| key.scalar_text()).collect::<Option<_>>()?
            }
            _ => Vec::new(),
        };

        // What stands in the brackets of a headline is a part of it, as in `[图文]我市签约`.
        let is_headline = matches!(en, "title" | "kicker" | "subtitle" | "summary");
        match &parts[..] {
            _ if is_headline && is_in_brackets => Some(quote_text(self.raw())),
            [] if is_prose => {
                let lines: Vec<&str> = self.raw().lines().map(str::trim).collect();
                Some(quote_text(&lines.concat()))
            }
            [one] => Some(plain_or_quoted(one)),
            [] => None,
            several if en == "summary" => Some(quote_text(&several.join("；"))),
            several if is_prose => Some(plain_or_quoted(&several.join("、"))),
            _ => None,
        }
    }
}

/// Returns a text in quotes, unless all of it is letters, digits and blanks or marks of Chinese.
fn plain_or_quoted(text: &str) -> String {
    if text.starts_with(char::is_alphanumeric) && text.chars().all(is_plain_char) {
        text.to_owned()
    } else {
        quote_text(text)
    }
}

fn is_plain_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '、' | '，' | '。' | '·' | '.' | '-' | '_' | '/' | '（' | '）')
}

fn line_end_of(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end)
}
