//! The texts that another checker gets, and the findings that it gives back.
//!
//! Places are counted in characters (Unicode code points) of the file, from 0, in both directions.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::diagnostic::catalog::checker_reasons as reasons;
use crate::diagnostic::{Diagnostic, Message, Severity, add, catalog};
use crate::source::{FileId, Span, Text};

/// The most characters of a finding's message.
const MAX_MESSAGE_CHARS: usize = 500;

/// Reading ends when so many lines were not understood.
const MAX_REFUSED: usize = 1000;

/// A story that a checker gets.
pub(super) struct CheckedText<'s> {
    pub path: &'s str,
    file: FileId,
    text: &'s str,
    /// The bytes of values of the front matter.
    values: Vec<(usize, usize)>,
}

/// A stretch of a story without a break: a value of its head, or a paragraph of its body.
pub(super) struct FindingPiece<'s> {
    /// The number of characters before it in the file.
    pub offset: usize,
    pub text: &'s str,
}

impl<'s> CheckedText<'s> {
    pub fn new(file: FileId, source: &'s Text, values: Vec<(usize, usize)>) -> Self {
        Self { path: &source.path, file, text: &source.text, values }
    }

    /// The values of the head and the paragraphs of the body, as they stand in the file; code is left out.
    pub fn pieces(&self) -> Vec<FindingPiece<'s>> {
        let mut ranges = self.values.clone();
        ranges.extend(paragraphs(self.text, body_start(self.text)));
        ranges.sort_unstable();

        let mut pieces = Vec::with_capacity(ranges.len());
        let mut counted_to = 0;
        let mut offset = 0;
        for (start, end) in ranges {
            let Some(text) = self.text.get(start..end).filter(|text| !text.trim().is_empty()) else { continue };
            if let Some(between) = self.text.get(counted_to..start) {
                offset += between.chars().count();
                counted_to = start;
                pieces.push(FindingPiece { offset, text });
            }
        }
        pieces
    }
}

/// Returns the byte behind the line that ends the front matter; 0 where there is none.
fn body_start(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let mut at = lines.next().filter(|line| line.trim_end() == "---").map_or(0, str::len);
    if at == 0 {
        return 0;
    }
    for line in lines {
        at += line.len();
        if line.trim_end() == "---" {
            return at;
        }
    }
    0
}

/// Returns the bytes of the paragraphs of a body: lines between empty ones, without fenced code.
fn paragraphs(text: &str, start: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut fence: Option<&str> = None;
    let mut at = start;

    for line in text[start..].split_inclusive('\n') {
        let content = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark));
        let is_text = match fence {
            Some(open_mark) => {
                if mark == Some(open_mark) {
                    fence = None;
                }
                false
            }
            None => {
                fence = mark;
                mark.is_none() && !content.is_empty()
            }
        };

        if is_text {
            let from = open.map_or(at, |(from, _)| from);
            open = Some((from, at + line.trim_end().len()));
        } else {
            found.extend(open.take());
        }
        at += line.len();
    }
    found.extend(open);
    found
}

/// Reads the findings on some texts, line by line.
pub(super) struct FindingReader<'c, 't> {
    command: &'c str,
    texts: &'c [&'t CheckedText<'t>],
    by_path: HashMap<&'t str, usize>,
    /// The byte of every character of a text and of its end, once a finding is in it.
    char_starts: Vec<Option<Vec<u32>>>,
    diagnostics: Vec<Diagnostic>,
    lacks_paths: bool,
    refused: usize,
    first_refused: Option<(String, Message)>,
}

impl<'c, 't> FindingReader<'c, 't> {
    pub fn new(command: &'c str, texts: &'c [&'t CheckedText<'t>]) -> Self {
        Self {
            command,
            texts,
            by_path: texts.iter().enumerate().map(|(index, text)| (text.path, index)).collect(),
            char_starts: texts.iter().map(|_| None).collect(),
            diagnostics: Vec::new(),
            lacks_paths: false,
            refused: 0,
            first_refused: None,
        }
    }

    /// Reads everything that a checker wrote.
    pub fn read_output(&mut self, output: &[u8]) {
        let output = String::from_utf8_lossy(output);
        for line in output.trim_start_matches('\u{FEFF}').lines().filter(|line| !line.trim().is_empty()) {
            match self.read_line(line) {
                Ok(Some(diagnostic)) => add(&mut self.diagnostics, diagnostic),
                Ok(None) => {}
                Err(reason) => {
                    self.refused += 1;
                    self.first_refused.get_or_insert_with(|| (line.to_owned(), reason));
                    if self.refused == MAX_REFUSED {
                        return;
                    }
                }
            }
        }
    }

    /// Returns whether a finding did not say which of several files it is about.
    pub fn lacks_paths(&self) -> bool {
        self.lacks_paths
    }

    /// Returns the findings, and what was not understood.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics;
        if let Some((line, reason)) = &self.first_refused {
            diagnostics.push(catalog::checker_output(self.command, self.refused, line, reason));
        }
        diagnostics
    }

    /// Reads one finding; `None` where its file is not known.
    fn read_line(&mut self, line: &str) -> Result<Option<Diagnostic>, Message> {
        let Ok(Value::Object(finding)) = serde_json::from_str(line) else { return Err(reasons::not_an_object()) };
        let index = match finding.get("path").filter(|path| !path.is_null()) {
            Some(Value::String(path)) => *self.by_path.get(path.as_str()).ok_or_else(reasons::unknown_path)?,
            Some(_) => return Err(reasons::bad_key("path")),
            None if self.texts.len() == 1 => 0,
            None => {
                self.lacks_paths = true;
                return Ok(None);
            }
        };

        let offset = take_number(&finding, "offset")?;
        let length = take_number(&finding, "length")?;
        let span = self.span_at(index, offset, length).ok_or_else(reasons::beyond_the_end)?;
        let message = take_text(&finding, "message")?.filter(|message| !message.trim().is_empty());
        let message: String =
            message.ok_or_else(|| reasons::bad_key("message"))?.trim().chars().take(MAX_MESSAGE_CHARS).collect();
        let replacement = take_text(&finding, "replacement")?;
        let severity = match take_text(&finding, "level")? {
            None | Some("warning") => Severity::Warning,
            Some("error") => Severity::Error,
            Some(_) => return Err(reasons::unknown_level()),
        };

        let mut diagnostic = catalog::external_finding(span, &message, replacement);
        diagnostic.severity = severity;
        Ok(Some(diagnostic))
    }

    /// Returns the stretch of so many characters behind so many others of a text.
    fn span_at(&mut self, index: usize, offset: usize, length: usize) -> Option<Span> {
        let text = self.texts[index];
        let starts = self.char_starts[index].get_or_insert_with(|| {
            let starts = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]);
            starts.map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        });
        let start = *starts.get(offset)? as usize;
        let end = *starts.get(offset.checked_add(length)?)? as usize;
        Some(Span::new(text.file, start, end))
    }
}

fn take_number(finding: &Map<String, Value>, key: &str) -> Result<usize, Message> {
    let number = finding.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| reasons::bad_key(key))
}

/// Takes a text that may be missing.
fn take_text<'f>(finding: &'f Map<String, Value>, key: &str) -> Result<Option<&'f str>, Message> {
    match finding.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(reasons::bad_key(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_values_and_paragraphs_without_code() {
        let text = "---\r\ntitle: 甲乙\r\n---\r\n第一段\r\n第二行\r\n\r\n```\r\ncode\r\n```\r\n末段";
        let source = Text { path: "content/a/b.md".to_owned(), text: text.to_owned() };
        let title = text.find("甲乙").unwrap();
        let checked = CheckedText::new(FileId(0), &source, vec![(title, title + "甲乙".len())]);

        let pieces = checked.pieces();
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(texts, ["甲乙", "第一段\r\n第二行", "末段"]);
        let chars: Vec<char> = text.chars().collect();
        for piece in pieces {
            let there: String = chars[piece.offset..].iter().take(piece.text.chars().count()).collect();
            assert_eq!(there, piece.text);
        }
    }

    #[test]
    fn findings_are_placed_by_characters_and_nonsense_is_counted() {
        let source = Text { path: "content/a/b.md".to_owned(), text: "一𠮷二三".to_owned() };
        let text = CheckedText::new(FileId(0), &source, Vec::new());
        let texts = [&text];
        let mut reader = FindingReader::new("x", &texts);
        reader.read_output(
            "\n{\"offset\": 1, \"length\": 2, \"message\": \"不对\", \"replacement\": \"丙\"}\n\
             {\"path\": \"content/a/b.md\", \"offset\": 4, \"length\": 0, \"message\": \"缺字\", \"level\": \"error\"}\n"
                .as_bytes(),
        );
        for wrong in [
            "乱写",
            "[]",
            "{}",
            "{\"offset\": -1, \"length\": 1, \"message\": \"x\"}",
            "{\"offset\": 0.5, \"length\": 1, \"message\": \"x\"}",
            "{\"offset\": 4, \"length\": 1, \"message\": \"x\"}",
            "{\"offset\": 18446744073709551615, \"length\": 1, \"message\": \"x\"}",
            "{\"offset\": 0, \"length\": 1, \"message\": \" \"}",
            "{\"offset\": 0, \"length\": 1, \"message\": 3}",
            "{\"offset\": 0, \"length\": 1, \"message\": \"x\", \"level\": \"fatal\"}",
            "{\"offset\": 0, \"length\": 1, \"message\": \"x\", \"replacement\": []}",
            "{\"path\": \"content/a/c.md\", \"offset\": 0, \"length\": 1, \"message\": \"x\"}",
            "{\"path\": 1, \"offset\": 0, \"length\": 1, \"message\": \"x\"}",
        ] {
            let refused = reader.refused;
            reader.read_output(wrong.as_bytes());
            assert_eq!(reader.refused, refused + 1, "{wrong}");
        }
        reader.read_output(b"\xFF\xFE");

        let diagnostics = reader.into_diagnostics();
        let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["J340", "J340", "J342"]);
        assert_eq!(diagnostics[0].place, Span::new(FileId(0), "一".len(), "一𠮷二".len()).into());
        assert_eq!(diagnostics[1].severity, Severity::Error);
        assert!(diagnostics[2].message.zh.contains("14 行") && diagnostics[2].message.zh.contains("`乱写`"));
    }
}
