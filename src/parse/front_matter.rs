//! The front matter: what an editor says of a story between the two `---` lines.

mod common_mistakes;
mod corrections;
mod figures;

pub use common_mistakes::KEYS;

use std::ops::Range;

use chrono::DateTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use corrections::Correction;

use super::chart;
use super::issue::{IssueName, PageNumber};
use super::moment::{self, Moment};
use crate::chart::Chart;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Sources, Span, Text};
use crate::yaml::{self, Fields, Node, Value, texts_of};

/// The most tags of a story.
const MAX_TAGS: usize = 100;

/// The most former addresses of a story: for each a page is written.
const MAX_ALIASES: usize = 100;

/// The most bytes of front matter.
const MAX_FRONT_MATTER_BYTES: usize = 256 * 1024;

/// Who did what: 记者 徐晓雯.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Byline {
    /// 记者, 通讯员, 摄影, 责任编辑 …
    pub role: String,
    /// In the order of the file, without padding.
    pub names: Vec<String>,
}

/// The front matter of a story. Keys in English or Chinese, see [`parse_front_matter`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// 标题
    pub title: String,
    /// 引题
    pub kicker: Option<String>,
    /// 副题
    pub subtitle: Option<String>,
    /// 日期
    pub date: Moment,
    /// 更新
    pub updated: Option<Moment>,
    /// 更正, oldest first.
    pub corrections: Vec<Correction>,
    /// 标签, as written, with their places.
    pub tags: Vec<(String, Span)>,
    /// 署名
    pub byline: Vec<Byline>,
    /// 来源
    pub source: Option<String>,
    /// 摘要
    pub summary: Option<String>,
    /// 封面: the path of a picture.
    pub cover: Option<(String, Span)>,
    /// 期
    pub issue: Option<IssueName>,
    /// 版
    pub page: Option<PageNumber>,
    /// 数据
    pub figures: Vec<Chart>,
    /// The paths below the root of the files that figures are drawn from.
    pub tables: Vec<String>,
    /// 草稿
    pub draft: bool,
    /// 下线
    pub expires: Option<Moment>,
    /// 旧址: paths from the site's root without the leading `/`.
    pub aliases: Vec<(String, Span)>,
    /// 置顶
    pub pinned: bool,
    /// 三审: who has signed which step.
    pub review: Vec<Byline>,
    /// Where some of it stands.
    pub places: Places,
}

/// Where values of the front matter stand in the file, for mistakes that are found later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Of the title.
    pub title: Option<Span>,
    /// Of the date, if it is one.
    pub date: Option<Span>,
    /// Of the kicker.
    pub kicker: Option<Span>,
    /// Of the subtitle.
    pub subtitle: Option<Span>,
    /// Of the summary.
    pub summary: Option<Span>,
    /// Of the byline.
    pub byline: Option<Span>,
    /// Of the issue.
    pub issue: Option<Span>,
    /// Of the page.
    pub page: Option<Span>,
    /// Of the review.
    pub review: Option<Span>,
}

impl FrontMatter {
    /// When the story was last changed, by an update or a correction. `None` if it was not.
    pub fn last_changed(&self) -> Option<Moment> {
        self.updated.into_iter().chain(self.corrections.iter().map(|correction| correction.date)).max()
    }

    /// Values that are running text, with their places.
    pub fn running_text(&self) -> impl Iterator<Item = (&str, Span)> {
        let places = &self.places;
        let title = places.title.map(|span| (self.title.as_str(), span));
        let rest = [(&self.kicker, places.kicker), (&self.subtitle, places.subtitle), (&self.summary, places.summary)];
        let rest = rest.into_iter().filter_map(|(text, span)| Some((text.as_deref()?, span?)));
        title.into_iter().chain(rest)
    }
}

/// Reads the front matter at the start of a text, whose path stands in for a missing title; its figures may be drawn
/// from other `sources`. Gives it with the byte at which the body begins.
pub fn parse_front_matter(
    file: FileId,
    Text { path, text }: &Text,
    zone: Tz,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> (FrontMatter, usize) {
    let name = path.strip_prefix("content/").unwrap_or(path);
    let before = diagnostics.len();
    let (node, body) = split_front_matter(file, text, true, diagnostics);
    let mut f = Fields::of(node, "稿件头", diagnostics);
    let broken = f.diagnostics().len() > before;
    let span = f.span();
    let title_given = f.has("title", "标题");
    let title = f.text("title", "标题");
    let date_node = f.take("date", "日期").filter(|node| node.scalar().is_none_or(|written| !written.is_empty()));
    // Where the front matter cannot be read at all, saying that keys are missing would be noise.
    if !broken && !title_given {
        f.diagnostics().push(catalog::missing_key(span, "title", "标题", "市级科技计划项目签约"));
    }
    if !broken && date_node.is_none() {
        f.diagnostics().push(catalog::missing_key(span, "date", "日期", "2020-09-15"));
    }
    let date_at = date_node.as_ref().map(|node| node.span);
    let date = date_node.and_then(|node| read_moment(&node, "date", zone, f.diagnostics()));
    if let Some((title, span)) = &title {
        f.diagnostics().extend(yaml::in_smart_quotes(title).map(|inside| catalog::quotes_in_text(*span, inside)));
    }
    let text_of = |f: &mut Fields, en, zh| f.text(en, zh).unzip();
    let when = |f: &mut Fields, en, zh| f.take(en, zh).and_then(|node| read_moment(&node, en, zone, f.diagnostics()));
    let (kicker, kicker_at) = text_of(&mut f, "kicker", "引题");
    let (subtitle, subtitle_at) = text_of(&mut f, "subtitle", "副题");
    let updated = when(&mut f, "updated", "更新");
    let corrections = f
        .take("corrections", "更正")
        .map_or_else(Vec::new, |node| corrections::read_corrections(node, zone, f.diagnostics()));
    let tags = f.texts("tags", "标签");
    for (tag, span) in &tags {
        f.diagnostics().extend(yaml::in_smart_quotes(tag).map(|inside| catalog::quotes_in_text(*span, inside)));
    }
    let divided = tags.iter().flat_map(|(tags, span)| split_at_commas(tags).map(|tag| (tag.to_owned(), *span)));
    let mut tags: Vec<(String, Span)> = divided.collect();
    // Each has a page on which the story stands with all of them.
    if let Some((_, span)) = tags.get(MAX_TAGS) {
        f.diagnostics().push(catalog::too_many_tags(*span, tags.len(), MAX_TAGS));
        tags.truncate(MAX_TAGS);
    }
    let (byline, byline_at) = take_people(&mut f, "byline", "署名");
    let (review, review_at) = take_people(&mut f, "review", "三审");
    let (source, _) = text_of(&mut f, "source", "来源");
    let (summary, summary_at) = f.paragraph("summary", "摘要").unzip();
    let cover = f.text("cover", "封面");
    let (mut issue_at, mut page_at) = (None, None);
    let issue = f.text("issue", "期").and_then(|(written, span)| {
        issue_at = Some(span);
        let issue = IssueName::parse(&written);
        if issue.is_none() {
            f.diagnostics().push(match yaml::in_smart_quotes(&written) {
                Some(inside) => catalog::smart_quotes(span, "issue", inside),
                None => catalog::bad_issue(span, &written),
            });
        }
        issue
    });
    let page = f.text("page", "版").and_then(|(written, span)| {
        page_at = Some(span);
        let page = PageNumber::parse(&written);
        if page.is_none() {
            f.diagnostics().push(match yaml::in_smart_quotes(&written) {
                Some(inside) => catalog::smart_quotes(span, "page", inside),
                None => catalog::bad_page(span, &written),
            });
        } else if issue.is_none() {
            f.diagnostics().push(catalog::page_without_issue(span));
        }
        page
    });
    let place = chart::ChartContext { path, sources, file, text };
    let mut tables = Vec::new();
    let figures = f.take("figures", "数据");
    let figures =
        figures.map_or_else(Vec::new, |node| figures::read_figures(node, place, &mut tables, f.diagnostics()));
    let draft = f.flag("draft", "草稿").unwrap_or(false);
    let expires_node = f.take("expires", "下线");
    let expires_span = expires_node.as_ref().map(|node| node.span);
    let expires = expires_node.and_then(|node| read_moment(&node, "expires", zone, f.diagnostics()));
    if let (Some(date), Some(end), Some(span)) = (date, expires, expires_span)
        && end.at <= date.at
    {
        f.diagnostics().push(catalog::expires_before_date(span));
    }
    let aliases = take_aliases(&mut f);
    let pinned = f.flag("pinned", "置顶").unwrap_or(false);
    f.finish();
    let (title, title_at) = title.unzip();
    let title = title.unwrap_or_else(|| name.to_owned());
    let places = Places {
        title: title_at,
        date: date_at.filter(|_| date.is_some()),
        kicker: kicker_at,
        subtitle: subtitle_at,
        summary: summary_at,
        byline: byline_at,
        issue: issue_at,
        page: page_at,
        review: review_at,
    };
    let date = date.unwrap_or(Moment { at: DateTime::UNIX_EPOCH.fixed_offset(), has_time: false });
    let front = FrontMatter {
        title,
        kicker,
        subtitle,
        date,
        updated,
        corrections,
        tags,
        byline,
        source,
        summary,
        cover,
        issue,
        page,
        figures,
        tables,
        draft,
        expires,
        aliases,
        pinned,
        review,
        places,
    };
    (front, body)
}

/// The byte at which the body begins, of a text whose front matter is optional.
pub fn skip_front_matter(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> usize {
    split_front_matter(file, text, false, diagnostics).1
}

/// Finds the front matter and reads its YAML.
fn split_front_matter(file: FileId, text: &str, required: bool, diagnostics: &mut Vec<Diagnostic>) -> (Node, usize) {
    let empty = |at| Node { span: Span::new(file, at, at), value: Value::Map(Vec::new()) };
    match find_fences(text) {
        Fences::None => {
            if required {
                let line = text.find('\n').unwrap_or(text.len());
                let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                diagnostics.push(catalog::no_front_matter(Span::new(file, 0, line), first));
            }
            (empty(0), 0)
        }
        Fences::Open(range) => {
            // A line of other dashes was probably meant to close it.
            let mistake = match common_mistakes::find_dashes(&text[range.clone()]) {
                Some((at, line)) => {
                    let span = Span::new(file, range.start + at, range.start + at + line.len());
                    catalog::front_matter_not_closed(span, Some(line))
                }
                None => catalog::front_matter_not_closed(Span::new(file, 0, range.start.min(3)), None),
            };
            diagnostics.push(mistake);
            (empty(0), text.len())
        }
        Fences::Both(range, body) if range.len() > MAX_FRONT_MATTER_BYTES => {
            diagnostics.push(catalog::front_matter_too_large(
                Span::new(file, 0, 3),
                range.len(),
                MAX_FRONT_MATTER_BYTES,
            ));
            (empty(0), body)
        }
        Fences::Both(range, body)
            if common_mistakes::report_common_mistakes(file, text, range.clone(), diagnostics) =>
        {
            (empty(0), body)
        }
        Fences::Both(range, body) => match yaml::parse(file, text, range) {
            Ok(mut node) => {
                // The place of the whole is its first line: that is where a missing key is shown.
                node.span = Span::new(file, 0, 3);
                (node, body)
            }
            Err(mistake) => {
                diagnostics.push(*mistake);
                (empty(0), body)
            }
        },
    }
}

enum Fences {
    None,
    Open(Range<usize>),
    Both(Range<usize>, usize),
}

fn find_fences(text: &str) -> Fences {
    let fence = |line: &str| line.trim_end() == "---";
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| fence(line)) else { return Fences::None };
    let mut at = first.len();
    for line in lines {
        if fence(line) {
            return Fences::Both(first.len()..at, at + line.len());
        }
        at += line.len();
    }
    Fences::Open(first.len()..text.len())
}

/// Reads a moment; without a zone of its own it counts in the site's.
fn read_moment(node: &Node, key: &str, zone: Tz, diagnostics: &mut Vec<Diagnostic>) -> Option<Moment> {
    let Some(written) = node.scalar() else {
        diagnostics.push(catalog::wrong_type(node.span, key, &phrases::wanted_date()));
        return None;
    };
    let moment = moment::parse_moment(&written, zone);
    if moment.is_none() {
        diagnostics.push(match yaml::in_smart_quotes(&written) {
            Some(inside) => catalog::smart_quotes(node.span, key, inside),
            None => catalog::bad_date(node.span, key, &written),
        });
    }
    moment
}

/// Takes roles with names, and where they stand.
fn take_people(f: &mut Fields, en: &'static str, zh: &'static str) -> (Vec<Byline>, Option<Span>) {
    let Some(node) = f.take(en, zh) else { return (Vec::new(), None) };
    let span = node.span;
    (read_bylines(node, en, f.diagnostics()), Some(span))
}

/// `{记者: 甲, 通讯员: [乙, 丙]}`; padding inside two-character names (戴　亮) goes.
fn read_bylines(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Byline> {
    let mut bylines = Vec::new();
    for (role, span, node) in Fields::of(node, name, diagnostics).rest() {
        if node.is_null() {
            diagnostics.push(catalog::role_without_name(span, &role));
            continue;
        }
        let texts = texts_of(node, &role, diagnostics);
        let names = texts.iter().flat_map(|(text, _)| split_at_commas(text)).map(without_padding).collect::<Vec<_>>();
        if !names.is_empty() {
            bylines.push(Byline { role, names });
        }
    }
    bylines
}

/// What an editor wrote with commas between: `科技，项目`, `甲、乙`.
fn split_at_commas(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty())
}

/// A Chinese name without the spaces that set it to the width of three characters.
fn without_padding(name: &str) -> String {
    let letters: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.len() == 2 && !letters.iter().any(char::is_ascii) {
        letters.into_iter().collect()
    } else {
        name.to_owned()
    }
}

/// Addresses that the story had before: they begin with `/` and stay in the site.
fn take_aliases(f: &mut Fields) -> Vec<(String, Span)> {
    let mut aliases = Vec::new();
    let mut written = f.texts("aliases", "旧址");
    if let Some((_, span)) = written.get(MAX_ALIASES) {
        f.diagnostics().push(catalog::too_many_aliases(*span, written.len(), MAX_ALIASES));
        written.truncate(MAX_ALIASES);
    }
    for (alias, span) in written {
        // Pasted from an address bar it is percent-encoded.
        let decoded = super::link::decode_url(&alias);
        let path = decoded.strip_prefix('/').filter(|path| !path.starts_with('/')).map(|path| {
            if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
        });
        let fits = |path: &String| {
            let is_address = crate::address::Address::new(path).is_some() && path.ends_with(".html");
            is_address && path.chars().all(may_stand_in_alias)
        };
        match path.filter(fits) {
            Some(path) => aliases.push((path, span)),
            None => f.diagnostics().push(catalog::bad_alias(span, &alias)),
        }
    }
    aliases
}

/// Whether a former address may hold a character. It becomes a file's name as it is, and a line in the settings of web
/// servers: what ends a tag or an attribute, and what nobody sees, has no place there.
fn may_stand_in_alias(c: char) -> bool {
    let is_hidden =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    crate::yaml::is_text(c) && !is_hidden && !matches!(c, '<' | '>' | '"' | '`')
}
