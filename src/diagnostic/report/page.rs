//! A report as one HTML page, to be printed and put behind the first review: no script, no file beside it, A4.

use super::human::Excerpt;
use super::overview::{CodeCount, count_codes};
use super::{Location, Printer, line_column};
use crate::diagnostic::plain::one_line;
use crate::diagnostic::secrets;
use crate::diagnostic::{Diagnostic, Lang, Place, Severity};
use crate::markup::escape_html;
use crate::source::Span;

const STYLE: &str = include_str!("page.css");

/// The most mistakes that are listed one by one; the table counts all of them.
const MAX_LISTED: usize = 2000;

/// The most characters of a place that has a caret of its own below it; a longer one is underlined.
const MAX_CARET_CHARS: usize = 20;

/// Everything that the page says beside the mistakes.
pub struct CheckPage<'p> {
    /// The bulletin's name.
    pub bulletin: &'p str,
    /// Day and time of the check, in the bulletin's time zone.
    pub checked_at: &'p str,
    /// The selection of stories and codes, in words.
    pub scope: &'p str,
    /// The stories that were looked at.
    pub stories: &'p [CheckedStory],
    /// The steps of the review, each with who has signed it; of a step that nobody has signed the space is left empty.
    pub signatures: &'p [Signature],
    /// The mistakes, in order.
    pub diagnostics: &'p [Diagnostic],
}

/// A story that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedStory {
    /// Its headline.
    pub title: String,
    /// Its path below the root.
    pub path: String,
    /// Its day.
    pub date: String,
    /// Who signed it, and whether that still counts; empty if nobody did.
    pub signed: String,
}

/// A step of the review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// 初审, 复审, 终审.
    pub step: String,
    /// Who signed it; empty where it is to be signed on paper.
    pub name: String,
    /// The day.
    pub date: String,
}

/// The most stories that are listed by name.
const MAX_STORIES: usize = 50;

impl Printer<'_> {
    /// Renders the page, in Chinese.
    pub fn render_page(&self, page: &CheckPage) -> String {
        let new: Vec<&Diagnostic> = page.diagnostics.iter().filter(|d| !d.known).collect();
        let errors: usize = new.iter().filter(|d| d.is_error()).map(|d| d.count()).sum();
        let warnings: usize = new.iter().filter(|d| !d.is_error()).map(|d| d.count()).sum();
        let known: usize = page.diagnostics.iter().filter(|d| d.known).map(Diagnostic::count).sum();
        let bulletin = escape_html(&one_line(page.bulletin));

        let mut html = format!(
            "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>机审报告：{bulletin}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <h1>机审报告</h1>\n<table class=\"facts\">\n"
        );
        let version = format!("jianbao {}", env!("CARGO_PKG_VERSION"));
        let outcome = match (errors, warnings) {
            (0, 0) => "没有发现问题".to_owned(),
            _ => format!("{errors} 个错误，{warnings} 个警告"),
        };
        let baseline = if known > 0 { format!("；基线里原有的 {known} 个警告另计") } else { String::new() };
        let facts = [
            ("刊名", page.bulletin.to_owned()),
            ("检查时间", page.checked_at.to_owned()),
            ("程序", version),
            ("范围", page.scope.to_owned()),
            ("稿件", format!("{} 篇", page.stories.len())),
            ("结果", format!("{outcome}{baseline}")),
        ];
        for (name, value) in facts {
            html.push_str(&format!("<tr><th>{name}</th><td>{}</td></tr>\n", escape_html(&one_line(&value))));
        }
        html.push_str("</table>\n");

        push_signatures(&mut html, page.signatures);
        push_stories(&mut html, page.stories);
        push_table(&mut html, &count_codes(page.diagnostics.iter(), self.sources));
        self.push_diagnostics(&mut html, page.diagnostics);
        html.push_str("</body>\n</html>\n");
        html
    }

    /// Lists the errors, then the warnings.
    fn push_diagnostics(&self, html: &mut String, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        html.push_str("<h2>逐条</h2>\n");
        let of_level = |severity| diagnostics.iter().filter(move |d| d.severity == severity);
        for d in of_level(Severity::Error).chain(of_level(Severity::Warning)).take(MAX_LISTED) {
            self.push_diagnostic(html, d);
        }
        if diagnostics.len() > MAX_LISTED {
            let rest = diagnostics.len() - MAX_LISTED;
            html.push_str(&format!("<p>还有 {rest} 条没有逐条列出，都计入了上表。</p>\n"));
        }
    }

    fn push_diagnostic(&self, html: &mut String, d: &Diagnostic) {
        let d = &self.without_secrets(d);
        let (class, level) = match d.severity {
            Severity::Error => ("error", "错误"),
            Severity::Warning => ("warning", "警告"),
        };
        let message = escape_html(&one_line(&d.message.zh));
        let known = if d.known { " <span class=\"known\">（基线里原有）</span>" } else { "" };
        html.push_str(&format!(
            "<article class=\"{class}\">\n<p><span class=\"level\">{level} {}</span> {message}{known}</p>\n",
            d.code
        ));
        self.push_place(html, &d.place, d);
        for related in &d.related {
            html.push_str(&format!("<p>另见：{}</p>\n", escape_html(&one_line(&related.remark.zh))));
            self.push_place(html, &related.place, d);
        }
        if let Some(help) = &d.help {
            html.push_str(&format!("<p>办法：{}</p>\n", escape_html(&one_line(help.in_lang(Lang::Zh)))));
        }
        html.push_str("</article>\n");
    }

    /// Writes where a place is, and its line with the place marked.
    fn push_place(&self, html: &mut String, place: &Place, d: &Diagnostic) {
        let Some(Location { path, range }) = Location::of_place(place, self.sources) else { return };
        let position =
            range.map_or_else(String::new, |range| format!("，第 {} 行第 {} 字", range.start.line, range.start.column));
        html.push_str(&format!("<p class=\"place\">{}{position}</p>\n", escape_html(&one_line(path))));
        if let Place::At(span) = place {
            self.push_excerpt(html, *span, d);
        }
    }

    fn push_excerpt(&self, html: &mut String, span: Span, d: &Diagnostic) {
        let file = self.sources.text(span.file);
        let excerpt = Excerpt::around_span(&file.text, span);
        let shown = &file.text[excerpt.bytes.clone()];
        let start = excerpt.bytes.start;

        let hidden = self.credentials.for_diagnostic(d);
        let hidden: Vec<_> = hidden
            .in_excerpt(file, excerpt.bytes.clone())
            .iter()
            .map(|range| range.start - start..range.end - start)
            .collect();
        let masked = secrets::mask(shown, &hidden);
        let from = secrets::masked_offset(shown, &hidden, excerpt.caret.start - start);
        let to = secrets::masked_offset(shown, &hidden, excerpt.caret.end - start).max(from);

        let part = |range: std::ops::Range<usize>| escape_html(&one_line(masked.get(range).unwrap_or_default()));
        let is_short = masked.get(from..to).is_some_and(|marked| marked.chars().count() <= MAX_CARET_CHARS);
        let class = if is_short { " class=\"short\"" } else { "" };
        let (line, _) = line_column(span, self.sources);
        let cut = if excerpt.begins_line(&file.text) { "" } else { "…" };
        let rest = if excerpt.ends_line(&file.text) { "" } else { "…" };
        html.push_str(&format!(
            "<code class=\"excerpt\">{line}｜{cut}{}<mark{class}>{}</mark>{}{rest}</code>\n",
            part(0..from),
            part(from..to),
            part(to..masked.len())
        ));
    }
}

/// The place for signatures.
fn push_signatures(html: &mut String, signatures: &[Signature]) {
    html.push_str(
        "<h2>审核</h2>\n<table class=\"sign\">\n<tr><th>审次</th><th>姓名</th><th>意见</th><th>日期</th></tr>\n",
    );
    for Signature { step, name, date } in signatures {
        let [step, name, date] = [step, name, date].map(|value| escape_html(&one_line(value)));
        html.push_str(&format!("<tr><td>{step}</td><td>{name}</td><td></td><td>{date}</td></tr>\n"));
    }
    html.push_str("</table>\n");
}

fn push_stories(html: &mut String, stories: &[CheckedStory]) {
    if stories.is_empty() {
        return;
    }
    html.push_str("<h2>稿件</h2>\n<table>\n<tr><th>日期</th><th>标题</th><th>文件</th>");
    let has_signed = stories.iter().any(|story| !story.signed.is_empty());
    html.push_str(if has_signed { "<th>三审</th></tr>\n" } else { "</tr>\n" });

    for CheckedStory { title, path, date, signed } in stories.iter().take(MAX_STORIES) {
        let [date, title, path, signed] = [date, title, path, signed].map(|value| escape_html(&one_line(value)));
        html.push_str(&format!("<tr><td>{date}</td><td>{title}</td><td>{path}</td>"));
        html.push_str(&if has_signed { format!("<td>{signed}</td></tr>\n") } else { "</tr>\n".to_owned() });
    }
    html.push_str("</table>\n");
    if stories.len() > MAX_STORIES {
        html.push_str(&format!("<p>还有 {} 篇，没有逐篇列出。</p>\n", stories.len() - MAX_STORIES));
    }
}

fn push_table(html: &mut String, rows: &[CodeCount]) {
    if rows.is_empty() {
        return;
    }
    html.push_str(
        "<h2>按编号</h2>\n<table>\n\
         <tr><th>级别</th><th>编号</th><th class=\"count\">个数</th><th>是什么</th><th>第一处</th></tr>\n",
    );
    // The worst first: a page is read from its beginning.
    for row in rows.iter().rev() {
        let level = match row.severity {
            Severity::Error => "错误",
            Severity::Warning => "警告",
        };
        let title = escape_html(&one_line(&row.title.zh));
        let first = escape_html(&one_line(&row.first));
        html.push_str(&format!(
            "<tr><td>{level}</td><td>{}</td><td class=\"count\">{}</td><td>{title}</td><td>{first}</td></tr>\n",
            row.code, row.count
        ));
    }
    html.push_str("</table>\n");
}
