//! Writes signatures into the front matter: an edit of the text, of which everything else stays as it is.

use super::signatures::Signature;
use super::split::split_front_matter;
use crate::diagnostic::fix::Edit;
use crate::source::{FileId, Span};
use crate::yaml::{self, Node, Value};

/// The names of the key.
const REVIEW_KEY: [&str; 2] = ["三审", "review"];

/// The signatures that are to stand behind a step.
#[derive(Clone, Copy, Debug)]
pub struct StepSignatures<'s> {
    /// 初审, 复审, 终审
    pub step: &'s str,
    /// One or several.
    pub signatures: &'s [Signature],
}

/// Returns the edit that writes signatures behind a step, in the place of those that are there. `None` where the text has no front
/// matter that can be read.
///
/// The edit is right for front matter in the usual forms. Whoever applies it reads the text again, and sees whether it says
/// what it should.
pub fn signing_edit(file: FileId, text: &str, new: StepSignatures) -> Option<Edit> {
    let split = split_front_matter(file, text, true, &mut Vec::new());
    let yaml_end = split.yaml_end?;
    let Value::Map(entries) = &split.node.value else { return None };

    let line_end = if text[..yaml_end].ends_with("\r\n") { "\r\n" } else { "\n" };
    let editor = SigningEditor { file, text, line_end, new };
    match entries.iter().find(|(key, _)| is_review_key(key)) {
        Some((key, value)) => editor.edit_review(key, value),
        None => Some(editor.add_review(entries, yaml_end)),
    }
}

fn is_review_key(key: &Node) -> bool {
    key.scalar_text().is_some_and(|key| REVIEW_KEY.contains(&key.as_str()))
}

struct SigningEditor<'t> {
    file: FileId,
    text: &'t str,
    /// `\n`, or `\r\n` where the file has it.
    line_end: &'static str,
    new: StepSignatures<'t>,
}

impl SigningEditor<'_> {
    fn edit(&self, start: usize, end: usize, replacement: String) -> Edit {
        Edit { span: Span::new(self.file, start, end), replacement }
    }

    /// The value of the step: plain where nothing in it can be taken for YAML.
    fn value(&self) -> String {
        let written: Vec<String> = self.new.signatures.iter().map(Signature::written).collect();
        let value = written.join("、");
        fn is_plain(c: char) -> bool {
            c.is_alphanumeric() || matches!(c, '（' | '）' | '、' | '·' | '-' | ' ')
        }
        let is_safe = value.starts_with(char::is_alphanumeric) && value.chars().all(is_plain) && !value.contains(" -");
        if is_safe { value } else { yaml::quote_text(&value) }
    }

    fn entry(&self) -> String {
        format!("{}: {}", yaml::quote_if_needed(self.new.step), self.value())
    }

    /// Adds the key in front of the closing fence, in the language of the other keys.
    fn add_review(&self, entries: &[(Node, Node)], yaml_end: usize) -> Edit {
        let is_english = entries
            .first()
            .and_then(|(key, _)| key.scalar_text())
            .is_some_and(|key| key.bytes().all(|b| b.is_ascii_alphanumeric()));
        let key = if is_english { "review" } else { "三审" };
        let indent = entries.first().map_or("", |(key, _)| self.indent_of(key));

        let eol = self.line_end;
        self.edit(yaml_end, yaml_end, format!("{indent}{key}:{eol}{indent}  {}{eol}", self.entry()))
    }

    /// Edits the value of the key that is there.
    fn edit_review(&self, key: &Node, value: &Node) -> Option<Edit> {
        let Value::Map(steps) = &value.value else {
            if !value.is_null() {
                return None;
            }
            let at = self.line_end_from(key.span.end as usize);
            return Some(self.edit(at, at, format!("{}{}  {}", self.line_end, self.indent_of(key), self.entry())));
        };

        match steps.iter().find(|(step, _)| step.scalar_text().is_some_and(|step| step == self.new.step)) {
            Some((step, old)) => Some(self.replace_step(step, old)),
            None => self.add_step(value, steps),
        }
    }

    fn replace_step(&self, step: &Node, old: &Node) -> Edit {
        if old.is_null() {
            let key_end = step.span.end as usize;
            let colon = self.text[key_end..].find(':').map_or(key_end, |offset| key_end + offset + 1);
            return self.edit(colon, colon, format!(" {}", self.value()));
        }

        let start = old.span.start as usize;
        let end = self.end_of(old);
        match &old.value {
            // A list over several lines: the value goes behind the colon.
            Value::List(_) if !self.text[start..].starts_with('[') => {
                let key_end = step.span.end as usize;
                let colon = self.text[key_end..].find(':').map_or(key_end, |offset| key_end + offset + 1);
                self.edit(colon, end, format!(" {}", self.value()))
            }
            _ => self.edit(start, end, self.value()),
        }
    }

    /// Adds the step behind the others.
    fn add_step(&self, map: &Node, steps: &[(Node, Node)]) -> Option<Edit> {
        let start = map.span.start as usize;
        let is_flow = self.text[start..].starts_with('{');
        let Some((last, value)) = steps.last() else {
            let end = self.end_of(map);
            return is_flow.then(|| self.edit(start, end, format!("{{{}}}", self.entry())));
        };

        let end = if value.is_null() { last.span.end as usize } else { self.end_of(value) };
        if is_flow {
            // A key without a value ends with its colon.
            let colon = self.text[end..].find([':', ',', '}']).filter(|_| value.is_null());
            let at = colon
                .filter(|offset| self.text[end + offset..].starts_with(':'))
                .map_or(end, |offset| end + offset + 1);
            return Some(self.edit(at, at, format!(", {}", self.entry())));
        }
        let at = self.line_end_from(end);
        Some(self.edit(at, at, format!("{}{}{}", self.line_end, self.indent_of(last), self.entry())))
    }

    /// The byte behind a value. The place of a list or map is where it begins.
    fn end_of(&self, node: &Node) -> usize {
        let start = node.span.start as usize;
        let close = match self.text.as_bytes().get(start) {
            Some(b'[') => ']',
            Some(b'{') => '}',
            _ => '\0',
        };
        let last = match &node.value {
            Value::List(items) => items.last(),
            Value::Map(entries) => entries.last().map(|(key, value)| if value.is_null() { key } else { value }),
            _ => return start + self.text[start..node.span.end as usize].trim_end().len(),
        };

        let end = last.map_or(start, |last| self.end_of(last));
        self.text[end..].find(close).filter(|_| close != '\0').map_or(end, |offset| end + offset + 1)
    }

    /// The blanks before a key.
    fn indent_of(&self, key: &Node) -> &str {
        let start = key.span.start as usize;
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let indent = &self.text[line..start];
        if indent.chars().all(|c| c == ' ') { indent } else { "" }
    }

    /// The end of the line that a byte stands in, before the characters that end it.
    fn line_end_from(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |offset| at + offset);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::fix::apply_edits;
    use crate::parse::front_matter::parse_front_matter;
    use crate::source::{Sources, Text};

    fn signature(step: &str, name: &str) -> Signature {
        let text = Some(crate::digest::Digest::of_bytes(b"").into());
        let span = Span::new(FileId(1), 0, 0);
        Signature { step: step.to_owned(), name: name.to_owned(), date: Some("2026-11-30".to_owned()), text, span }
    }

    fn sign(text: &str, step: &str, name: &str) -> String {
        let signatures = [signature(step, name)];
        let edit = signing_edit(FileId(1), text, StepSignatures { step, signatures: &signatures }).unwrap();
        apply_edits(text, &[edit]).unwrap()
    }

    fn signatures(text: &str) -> Vec<(String, String)> {
        let text = Text { path: "content/a/b.md".to_owned(), text: text.to_owned() };
        let mut diagnostics = Vec::new();
        let zone = chrono_tz::Tz::Asia__Shanghai;
        let parsed = parse_front_matter(FileId(1), &text, zone, &Sources::default(), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{}: {diagnostics:?}", text.text);
        parsed.front.review.iter().map(|signature| (signature.step.clone(), signature.written())).collect()
    }

    #[test]
    fn a_signature_goes_into_front_matter_of_every_usual_form() {
        for (before, after) in [
            (
                "---\n标题: 甲\n日期: 2020-01-01\n---\n文\n",
                "---\n标题: 甲\n日期: 2020-01-01\n三审:\n  终审: @\n---\n文\n",
            ),
            ("---\ntitle: 甲\ndate: 2020-01-01\n---\n", "---\ntitle: 甲\ndate: 2020-01-01\nreview:\n  终审: @\n---\n"),
            (
                "---\r\n标题: 甲\r\n日期: 2020-01-01\r\n---\r\n文",
                "---\r\n标题: 甲\r\n日期: 2020-01-01\r\n三审:\r\n  终审: @\r\n---\r\n文",
            ),
            (
                "---\n标题: 甲\n三审:\n  初审: 乙  # 注\n日期: 2020-01-01\n---\n",
                "---\n标题: 甲\n三审:\n  初审: 乙  # 注\n  终审: @\n日期: 2020-01-01\n---\n",
            ),
            (
                "---\n标题: 甲\n三审: # 注\n日期: 2020-01-01\n---\n",
                "---\n标题: 甲\n三审: # 注\n  终审: @\n日期: 2020-01-01\n---\n",
            ),
            (
                "---\n标题: 甲\n日期: 2020-01-01\n三审: {初审: 乙, 终审: 丙 }\n---\n",
                "---\n标题: 甲\n日期: 2020-01-01\n三审: {初审: 乙, 终审: @ }\n---\n",
            ),
            (
                "---\n标题: 甲\n日期: 2020-01-01\n三审: {初审: 乙, 复审: \"丙\"} # 注\n---\n",
                "---\n标题: 甲\n日期: 2020-01-01\n三审: {初审: 乙, 复审: \"丙\", 终审: @} # 注\n---\n",
            ),
            (
                "---\n标题: 甲\n日期: 2020-01-01\n三审:\n    终审: '丙'\n    复审: 丁\n---\n",
                "---\n标题: 甲\n日期: 2020-01-01\n三审:\n    终审: @\n    复审: 丁\n---\n",
            ),
            (
                "---\n标题: 甲\n日期: 2020-01-01\n三审:\n  终审: [丙, 戊] # 注\n---\n",
                "---\n标题: 甲\n日期: 2020-01-01\n三审:\n  终审: @ # 注\n---\n",
            ),
            (
                "---\n标题: 甲\n三审:\n  终审:\n    - 丙\n    - 戊\n日期: 2020-01-01\n---\n",
                "---\n标题: 甲\n三审:\n  终审: @\n日期: 2020-01-01\n---\n",
            ),
            (
                "---\n标题: 甲\n三审:\n  初审:\n    - 丙\n    - 戊\n\n日期: 2020-01-01\n---\n",
                "---\n标题: 甲\n三审:\n  初审:\n    - 丙\n    - 戊\n  终审: @\n\n日期: 2020-01-01\n---\n",
            ),
            (
                "---\n标题: 甲\n日期: 2020-01-01\n三审: {}\n---\n",
                "---\n标题: 甲\n日期: 2020-01-01\n三审: {终审: @}\n---\n",
            ),
            (
                "---\n标题: 甲\n日期: 2020-01-01\n摘要: |\n  一\n  二\n---\n",
                "---\n标题: 甲\n日期: 2020-01-01\n摘要: |\n  一\n  二\n三审:\n  终审: @\n---\n",
            ),
        ] {
            let expected = after.replace('@', "王五（2026-11-30 af1349b9）");
            let signed = sign(before, "终审", "王五");
            assert_eq!(signed, expected, "{before}");
            let own = ("终审".to_owned(), "王五（2026-11-30 af1349b9）".to_owned());
            assert!(signatures(&signed).contains(&own), "{signed}");
            assert_eq!(sign(&signed, "终审", "王五"), signed, "idempotent");
        }
    }

    #[test]
    fn a_name_that_could_be_yaml_is_quoted() {
        let signed = sign("---\n标题: 甲\n日期: 2020-01-01\n---\n", "终审", "O'Neil: #1");
        assert!(signed.contains("终审: 'O''Neil: #1（2026-11-30 af1349b9）'"), "{signed}");
        assert_eq!(signatures(&signed)[0].1, "O'Neil: #1（2026-11-30 af1349b9）");
    }
}
