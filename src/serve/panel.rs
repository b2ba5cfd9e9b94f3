//! The part that the preview puts into a page: what is wrong, whether readers see this story, and the script that
//! waits for changes. Everything else of the page is as `build` writes it. Nothing is inline; all text is escaped.

use chrono::{Datelike, Timelike};

use super::live::PreviewState;
use crate::diagnostic::report::render_human;
use crate::diagnostic::{Diagnostic, Lang};
use crate::model::{StoryIx, Unpublished};
use crate::source::Sources;

/// What stands before the part.
pub const PANEL_BEGIN: &str = "<!--jianbao-->";
/// What stands after it.
pub const PANEL_END: &str = "<!--/jianbao-->";

/// A mistake as the terminal shows it, without colours.
pub fn diagnostic_text(mistake: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    render_human(mistake, sources, lang, false)
}

/// A page with the part at the beginning of its body.
pub fn inject_panel(page: Vec<u8>, shown: &PreviewState, story: Option<StoryIx>, lang: Lang) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&page) else { return page };
    let mut inner = String::new();
    if let Some(mark) = story.and_then(|ix| unpublished_label(shown, ix, lang)) {
        let explained = match lang {
            Lang::Zh => format!("{mark}　读者现在看不到这一篇"),
            Lang::En => format!("{mark}: readers do not see this story now"),
        };
        inner.push_str(&format!("<p class=\"jianbao-mark\">{}</p>", escape_html(&explained)));
    }
    inner.push_str(&render_link_marks(text, shown, lang));
    inner.push_str(&render_panel(shown, shown.page_revision, &[], lang));
    insert_into_body(text, &inner).into_bytes()
}

/// A page in the place of one that could not be rendered.
pub fn broken_page(shown: &PreviewState, mistake: &str, lang: Lang) -> Vec<u8> {
    let page = "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>500</title>\n</head>\n\
                <body>\n</body>\n</html>\n";
    // Of the page that is missing nothing can stay: any change loads it anew.
    insert_into_body(page, &render_panel(shown, 0, &[mistake], lang)).into_bytes()
}

fn insert_into_body(page: &str, inner: &str) -> String {
    let at = body_start(page).unwrap_or(page.len());
    let (before, after) = page.split_at(at);
    format!(
        "{before}{PANEL_BEGIN}<link rel=\"stylesheet\" href=\"/.jianbao/preview.css\">\
         <script type=\"module\" src=\"/.jianbao/preview.js\"></script>{inner}{PANEL_END}{after}"
    )
}

/// Behind the tag that opens the body.
fn body_start(page: &str) -> Option<usize> {
    let lower = page.to_ascii_lowercase();
    let head = lower.find("</head>").unwrap_or(0);
    let tag = lower[head..].match_indices("<body").map(|(at, _)| head + at);
    let start =
        tag.into_iter().find(|at| lower[at + 5..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace()))?;
    let mut quote = None;
    for (at, c) in lower[start..].char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return Some(start + at + 1),
            _ => {}
        }
    }
    None
}

/// What is wrong, errors open and warnings folded; `own` are errors of this page alone.
pub fn render_panel(shown: &PreviewState, page: u64, own: &[&str], lang: Lang) -> String {
    let faults = &shown.problems;
    let number = shown.revision;
    let mut out = format!("<aside id=\"jianbao-preview\" data-number=\"{number}\" data-page=\"{page}\">");
    let errors = faults.errors + own.len();
    if errors > 0 {
        let state = match (own.is_empty(), shown.is_valid, lang) {
            (false, _, Lang::Zh) => "这一页因此不能显示",
            (false, _, Lang::En) => "this page cannot be shown",
            (true, true, Lang::Zh) => "改正之前，页面停在出错前的样子",
            (true, true, Lang::En) => "until they are mended the page stays as it was",
            (true, false, Lang::Zh) => "改正之前，页面可能不完整",
            (true, false, Lang::En) => "until they are mended pages may be incomplete",
        };
        let title = match lang {
            Lang::Zh => format!("{errors} 个错误：{state}"),
            Lang::En => format!("{errors} errors: {state}"),
        };
        let texts = own.iter().copied().chain(faults.error_texts.iter().map(String::as_str));
        out.push_str(&render_details("errors", true, &title, texts, errors, lang));
    }
    if faults.warnings > 0 {
        let count = faults.warnings;
        let title = match lang {
            Lang::Zh => format!("{count} 个警告"),
            Lang::En => format!("{count} warnings"),
        };
        let texts = faults.warning_texts.iter().map(String::as_str);
        out.push_str(&render_details("warnings", false, &title, texts, count, lang));
    }
    out.push_str("</aside>");
    out
}

fn render_details<'t>(
    class: &str,
    open: bool,
    title: &str,
    texts: impl Iterator<Item = &'t str>,
    count: usize,
    lang: Lang,
) -> String {
    let open = if open { " open" } else { "" };
    let mut out = format!("<details class=\"jianbao-{class}\"{open}><summary>{}</summary>", escape_html(title));
    let mut told = 0;
    for text in texts {
        told += 1;
        out.push_str(&format!("<pre>{}</pre>", escape_html(text.trim_end())));
    }
    if told < count {
        let rest = count - told;
        let more = match lang {
            Lang::Zh => format!("另有 {rest} 个，见终端"),
            Lang::En => format!("{rest} more: see the terminal"),
        };
        out.push_str(&format!("<p>{}</p>", escape_html(&more)));
    }
    out.push_str("</details>");
    out
}

/// For the script: which of the page's links lead to stories that readers do not see.
fn render_link_marks(page: &str, shown: &PreviewState, lang: Lang) -> String {
    let site = &shown.bulletin.site;
    let mut out = String::new();
    for ix in site.all_stories() {
        let Some(mark) = unpublished_label(shown, ix, lang) else { continue };
        let url = escape_html(&format!("{}/{}", site.config.base_path, site.story(ix).address.url()));
        if page.contains(&format!("href=\"{url}\"")) {
            out.push_str(&format!("<a class=\"jianbao-link\" hidden href=\"{url}\">{}</a>", escape_html(&mark)));
        }
    }
    out
}

/// 草稿 / 定时 9月15日 08:00
fn unpublished_label(shown: &PreviewState, ix: StoryIx, lang: Lang) -> Option<String> {
    let (site, edition) = (&shown.bulletin.site, shown.edition);
    match edition.reason_unpublished(&site.story(ix).front)? {
        Unpublished::Draft => Some(if lang == Lang::Zh { "草稿" } else { "draft" }.to_owned()),
        Unpublished::Expired(_) => None,
        Unpublished::Scheduled(moment) => {
            let at = moment.at;
            let this_year = edition.now.with_timezone(&site.config.timezone).year() == at.year();
            let (zh, en) =
                if this_year { ("", "") } else { (&*format!("{}年", at.year()), &*format!("{}-", at.year())) };
            let time = if moment.has_time { format!(" {:02}:{:02}", at.hour(), at.minute()) } else { String::new() };
            Some(match lang {
                Lang::Zh => format!("定时 {zh}{}月{}日{time}", at.month(), at.day()),
                Lang::En => format!("scheduled {en}{:02}-{:02}{time}", at.month(), at.day()),
            })
        }
    }
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_found_where_it_begins() {
        for (page, before) in [
            ("<head></head><body>x", "<head></head><body>"),
            ("<title><body></title></head><BODY class=\"a>b\" >x", "<title><body></title></head><BODY class=\"a>b\" >"),
            ("<bodyguard><body>", "<bodyguard><body>"),
        ] {
            assert_eq!(body_start(page).map(|at| &page[..at]), Some(before));
        }
        assert_eq!(body_start("<p>x</p>"), None);
    }
}
