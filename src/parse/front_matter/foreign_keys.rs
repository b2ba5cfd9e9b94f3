//! Keys that other programs and other editors use: what they are called here. `table` lists them.
//!
//! A key whose meaning is certain is read as ours, and said to be another one's. A key that hides a story elsewhere never
//! publishes it here.

mod people;
mod table;

use super::head_lines::find_key;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, Misplaced};
use crate::diagnostic::fix::Fix;
use crate::source::Span;
use crate::yaml::{Node, Value, quote_if_needed};
use people::ForeignPeople;

/// The meaning of a key that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The same as a key of ours, by its English name.
    Key(&'static str),
    /// A role of the byline; the name that it has there, or its own.
    Role(Option<&'static str>),
    /// A step of the review.
    Review,
    /// `true` where the story is a draft.
    Draft,
    /// `false` where the story is a draft.
    Published,
    /// A word that says whether the story is a draft.
    Status,
    /// A place on the front page, or its rank.
    Pinned,
    /// The address that the story had.
    FormerAddress,
    /// The name of its file.
    FileName,
    /// The column, which is the directory of the file.
    Column,
    /// Files, which are named in the text.
    Attachment,
    /// Something that keeps readers away elsewhere, and does not here.
    Restriction,
    /// Something that has no effect here, and no text of the editor's.
    Needless,
}

/// Returns the meaning of a key of another program, whatever its case and the marks in it.
pub(super) fn find_meaning(key: &str) -> Option<Meaning> {
    let plain: String = key.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '　')).collect();
    let plain = plain.to_lowercase();
    let listed = table::MEANINGS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(meaning, _)| *meaning);
    // 图片 is as often the name of a file as that of a photographer.
    let is_role = super::byline_text::is_role(key) && !matches!(key, "图片" | "文字" | "特约");
    listed.or_else(|| is_role.then_some(Meaning::Role(None)))
}

/// Replaces the keys of other programs in a map by ours, and reports them.
pub(super) fn translate_keys(
    entries: Vec<(Node, Node)>,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Node, Node)> {
    let is_foreign = |(key, _): &&(Node, Node)| {
        key.scalar_text().is_some_and(|key| find_key(&key).is_none() && find_meaning(&key).is_some())
    };
    if !entries.iter().any(|entry| is_foreign(&entry)) {
        return entries;
    }

    let is_chinese = prefers_chinese(&entries);
    let (foreign, own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| is_foreign(&entry));
    let mut translator = Translator { entries: own, is_chinese, text, people: Vec::new(), diagnostics };
    for (key, value) in foreign {
        translator.translate(key, value);
    }
    translator.add_people("byline");
    translator.add_people("review");
    translator.entries
}

/// Returns whether steps of the review stand in a map as keys of their own.
pub(super) fn has_foreign_review(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|(key, _)| key.scalar_text().as_deref().and_then(find_meaning) == Some(Meaning::Review))
}

/// Returns whether the keys of a map are Chinese rather than English.
pub(super) fn prefers_chinese(entries: &[(Node, Node)]) -> bool {
    let chinese = entries.iter().filter(|(key, _)| key.scalar_text().is_some_and(|key| !key.is_ascii())).count();
    chinese * 2 > entries.len()
}

struct Translator<'t, 'd> {
    entries: Vec<(Node, Node)>,
    is_chinese: bool,
    text: &'t str,
    people: Vec<ForeignPeople>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Translator<'_, '_> {
    fn translate(&mut self, key: Node, value: Node) {
        let Some(written) = key.scalar_text() else { return };
        let span = key.span;
        let whole =
            Span::new(span.file, span.start as usize, (self.extent(&value).end as usize).max(span.end as usize));

        match find_meaning(&written) {
            Some(Meaning::Key(own)) => self.rename(own, key, value, &written),
            Some(Meaning::Role(role)) => self.take_people("byline", role.unwrap_or(&written), &key, &value, &written),
            Some(Meaning::Review) => self.take_people("review", &written, &key, &value, &written),

            Some(Meaning::Draft) => self.hide(is_true(&value), key, whole, &written),
            Some(Meaning::Published) => self.hide(is_true(&value).map(|yes| !yes), key, whole, &written),
            Some(Meaning::Status) => self.hide(is_draft_status(&value), key, whole, &written),
            Some(Meaning::Pinned) => self.pin(key, &value, whole, &written),

            Some(Meaning::FormerAddress) => self.suggest_address(span, whole, &value, &written),
            Some(Meaning::FileName) => self.report_misplaced(span, &written, Misplaced::FileName, None),
            Some(Meaning::Column) => self.suggest_tags(span, whole, &value, &written),
            Some(Meaning::Attachment) => self.report_misplaced(span, &written, Misplaced::Attachment, None),
            Some(Meaning::Restriction) => {
                let draft = self.name_of("draft");
                let line = format!("{draft}: {}", self.yes());
                let fix = self.is_one_line(whole).then(|| Fix::to_confirm(whole, line));
                self.diagnostics.push(catalog::restriction_without_effect(span, &written, draft, fix));
            }
            Some(Meaning::Needless) => {
                let fix = self.deletion(whole);
                self.diagnostics.push(catalog::needless_key(span, &written, fix));
            }
            None => {}
        }
    }

    /// Returns the name of a key of ours in the language of the file.
    fn name_of(&self, own: &'static str) -> &'static str {
        find_key(own).map_or(own, |key| if self.is_chinese { key.zh } else { key.name })
    }

    fn yes(&self) -> &'static str {
        if self.is_chinese { "是" } else { "true" }
    }

    fn has(&self, own: &str) -> bool {
        let Some(own) = find_key(own) else { return false };
        self.entries.iter().any(|(key, _)| key.scalar_text().is_some_and(|key| own.names().any(|name| name == key)))
    }

    /// Gives a value the key of ours, unless that has one.
    fn rename(&mut self, own: &'static str, key: Node, value: Node, written: &str) {
        let name = self.name_of(own);
        if self.has(own) {
            self.diagnostics.push(catalog::foreign_key_beside(key.span, written, name));
            return;
        }

        let line = format!("{name}: {}", self.excerpt(self.extent(&value)));
        self.diagnostics.push(catalog::foreign_key(key.span, written, name, &line, Some(Fix::safe(key.span, name))));
        self.entries.push((Node { value: Value::Text(own.to_owned()), ..key }, value));
    }

    /// Returns the place of a whole value. Of a list or a map the crate names the first byte alone; one over several lines
    /// ends behind a line break here.
    fn extent(&self, value: &Node) -> Span {
        if !matches!(value.value, Value::List(_) | Value::Map(_)) {
            return value.span;
        }

        let start = value.span.start as usize;
        let rest = self.text.get(start..).unwrap_or_default();
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let line = rest[..line_end].trim_end();
        let is_whole = (line.starts_with('[') && line.ends_with(']')) || (line.starts_with('{') && line.ends_with('}'));
        let length = if is_whole { line.len() } else { (line_end + 1).min(rest.len()) };
        Span::new(value.span.file, start, start + length)
    }

    /// Makes a story a draft where another program would hide it. `None` if that is not certain.
    fn hide(&mut self, is_draft: Option<bool>, key: Node, whole: Span, written: &str) {
        let name = self.name_of("draft");
        let line = format!("{name}: {}", self.yes());
        match is_draft {
            Some(true) => {
                let fix = (!self.has("draft")).then(|| Fix::safe(whole, line.clone()));
                self.diagnostics.push(catalog::foreign_key(key.span, written, name, &line, fix));
                // A story that one key hides and another does not is hidden.
                let names: Vec<_> = find_key("draft").into_iter().flat_map(|key| key.names()).collect();
                self.entries.retain(|(key, _)| key.scalar_text().is_none_or(|key| !names.contains(&key.as_str())));
                let yes = Node { span: whole, value: Value::Bool(true, "true".to_owned()) };
                self.entries.push((Node { value: Value::Text("draft".to_owned()), ..key }, yes));
            }
            Some(false) => {
                let fix = self.deletion(whole);
                self.diagnostics.push(catalog::needless_key(key.span, written, fix));
            }
            None => {
                let fix = self.is_one_line(whole).then(|| Fix::to_confirm(whole, line));
                self.diagnostics.push(catalog::restriction_without_effect(key.span, written, name, fix));
            }
        }
    }

    fn pin(&mut self, key: Node, value: &Node, whole: Span, written: &str) {
        let name = self.name_of("pinned");
        let is_rank = value.scalar_text().and_then(|rank| rank.parse::<u32>().ok()).map(|rank| rank > 0);
        match is_true(value).or(is_rank) {
            Some(true) if !self.has("pinned") => {
                let line = format!("{name}: {}", self.yes());
                let fix = Some(Fix::safe(whole, line.clone()));
                self.diagnostics.push(catalog::foreign_key(key.span, written, name, &line, fix));
                let yes = Node { span: whole, value: Value::Bool(true, "true".to_owned()) };
                self.entries.push((Node { value: Value::Text("pinned".to_owned()), ..key }, yes));
            }
            Some(false) => {
                let fix = self.deletion(whole);
                self.diagnostics.push(catalog::needless_key(key.span, written, fix));
            }
            _ => self.diagnostics.push(catalog::foreign_key(key.span, written, name, name, None)),
        }
    }

    /// Proposes an address as a former one. It is not read, since it may be the story's own, or a pattern.
    fn suggest_address(&mut self, span: Span, whole: Span, value: &Node, written: &str) {
        let name = self.name_of("aliases");
        let address = value.scalar_text().as_deref().and_then(former_address);
        let line = address.map(|address| format!("{name}: {address}"));
        let fix = line.clone().filter(|_| self.is_one_line(whole)).map(|line| Fix::to_confirm(whole, line));
        let example = line.unwrap_or_else(|| format!("{name}: /2020/09/qianyue.html"));
        self.report_misplaced(span, written, Misplaced::FormerAddress { line: example }, fix);
    }

    fn suggest_tags(&mut self, span: Span, whole: Span, value: &Node, written: &str) {
        let name = self.name_of("tags");
        let texts = texts_of(value);
        let quoted: Vec<String> = texts.iter().map(|text| quote_if_needed(text)).collect();
        let line = format!("{name}: [{}]", quoted.join(", "));
        let may_replace = !quoted.is_empty() && !self.has("tags") && self.is_one_line(whole);
        let fix = may_replace.then(|| Fix::to_confirm(whole, line.clone()));
        self.report_misplaced(span, written, Misplaced::Column { tags: line }, fix);
    }

    fn report_misplaced(&mut self, span: Span, written: &str, place: Misplaced, fix: Option<Fix>) {
        self.diagnostics.push(catalog::misplaced_key(span, written, &place, fix));
    }

    /// Returns the fix that deletes an entry with its line break.
    fn deletion(&self, whole: Span) -> Option<Fix> {
        let end = whole.end as usize;
        let rest = self.text.get(end..)?;
        let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let is_alone = rest[..line_end].trim().is_empty() && self.is_one_line(whole);
        is_alone.then(|| Fix::safe(Span::new(whole.file, whole.start as usize, end + line_end), ""))
    }

    fn is_one_line(&self, span: Span) -> bool {
        self.text.get(span.start as usize..span.end as usize).is_some_and(|written| !written.contains('\n'))
    }

    /// Returns what is written at a place, as far as it stands on one line.
    fn excerpt(&self, span: Span) -> &str {
        let written = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        written.lines().next().unwrap_or_default()
    }
}

/// Returns a text, the texts of a list, or the `name` of maps, as Hugo has authors.
fn texts_of(value: &Node) -> Vec<String> {
    match &value.value {
        Value::List(items) => items.iter().flat_map(texts_of).collect(),
        Value::Map(entries) => {
            let name = entries.iter().find(|(key, _)| key.scalar_text().as_deref() == Some("name"));
            name.and_then(|(_, name)| name.scalar_text()).into_iter().collect()
        }
        _ => value.scalar_text().filter(|text| !text.is_empty()).into_iter().collect(),
    }
}

fn is_true(value: &Node) -> Option<bool> {
    match value.scalar_text()?.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "是" | "公开" | "y" => Some(true),
        "false" | "no" | "off" | "0" | "否" | "不公开" | "n" => Some(false),
        _ => None,
    }
}

fn is_draft_status(value: &Node) -> Option<bool> {
    match value.scalar_text()?.to_lowercase().as_str() {
        "publish" | "published" | "public" | "future" | "done" | "已发布" | "发布" | "公开" | "已发" => {
            Some(false)
        }
        "draft" | "private" | "pending" | "trash" | "hidden" | "wip" | "auto-draft" | "草稿" | "未发布" | "待发布"
        | "待审" | "待审核" | "审核中" | "不发布" | "不公开" | "私密" => Some(true),
        _ => None,
    }
}

/// Returns an address from the root of a site; `None` for a pattern such as `/:year/:title/`.
fn former_address(written: &str) -> Option<String> {
    let path = match written.split_once("://") {
        Some((_, behind)) => &behind[behind.find('/')?..],
        None => written,
    };
    if path.contains([':', '?', '#', '{', ' ']) || path.trim_matches('/').is_empty() {
        return None;
    }

    let path = format!("/{}", path.trim_start_matches('/'));
    let is_page = path.ends_with('/') || path.ends_with(".html");
    Some(if is_page { path } else { format!("{path}/") })
}
