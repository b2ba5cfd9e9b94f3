//! The part that the preview inserts into a page: errors and warnings, whether readers see this story, and the script that
//! listens for changes. Everything else of the page is as `build` writes it. Nothing is inline; all text is escaped.

use chrono::{Datelike, Timelike};

use super::Preview;
use super::fixes::{ALL_SAFE, FIX_PATH, OfferedFix};
use super::live::{PreviewState, Problem};
use crate::diagnostic::Lang;
use crate::markup::escape_html;
use crate::model::{StoryIx, Unpublished};
use crate::parse::Moment;

/// Marks the beginning of the part.
pub const PANEL_BEGIN: &str = "<!--jianbao-->";
/// Marks the end of the part.
pub const PANEL_END: &str = "<!--/jianbao-->";

/// The page in the place of one that cannot be rendered.
const BROKEN_PAGE: &str = "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
                           <title>500</title>\n</head>\n<body>\n</body>\n</html>\n";

/// The values that the part is made from.
pub struct PanelInput<'p> {
    /// The state of the preview.
    pub state: &'p PreviewState,
    /// The language of the part.
    pub lang: Lang,
    /// Whether fixes may be applied from the page.
    pub offers_fixes: bool,
}

impl<'p> PanelInput<'p> {
    /// Takes what a preview says. On a network nobody else may change a text.
    pub fn of(preview: &Preview, state: &'p PreviewState) -> Self {
        Self { state, lang: preview.lang, offers_fixes: !preview.network }
    }
}

/// Inserts the part at the beginning of a page's body.
pub fn inject_panel(page: Vec<u8>, input: &PanelInput, story: Option<StoryIx>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&page) else { return page };
    let PanelInput { state, lang, .. } = *input;

    let mut inner = String::new();
    if let Some(label) = story.and_then(|ix| unpublished_label(state, ix, lang)) {
        let explained = match lang {
            Lang::Zh => format!("{label}　读者现在看不到这一篇"),
            Lang::En => format!("{label}: readers do not see this story now"),
        };
        inner.push_str(&format!("<p class=\"jianbao-mark\">{}</p>", escape_html(&explained)));
    }
    inner.push_str(&render_link_marks(text, state, lang));
    inner.push_str(&render_panel(input, state.page_revision, &[]));

    insert_into_body(text, &inner).into_bytes()
}

/// Returns a page in the place of one that cannot be rendered, with the text of the error.
pub fn broken_page(input: &PanelInput, error: &str) -> Vec<u8> {
    // Revision 0: any change loads the page again.
    insert_into_body(BROKEN_PAGE, &render_panel(input, 0, &[error])).into_bytes()
}

fn insert_into_body(page: &str, inner: &str) -> String {
    let (before, after) = page.split_at(body_start(page).unwrap_or(page.len()));
    format!(
        "{before}{PANEL_BEGIN}<link rel=\"stylesheet\" href=\"/.jianbao/preview.css\">\
         <script type=\"module\" src=\"/.jianbao/preview.js\"></script>{inner}{PANEL_END}{after}"
    )
}

/// Returns the byte offset behind the tag that opens the body.
fn body_start(page: &str) -> Option<usize> {
    let lower = page.to_ascii_lowercase();
    let head_end = lower.find("</head>").unwrap_or(0);
    let mut candidates = lower[head_end..].match_indices("<body").map(|(offset, _)| head_end + offset);
    let start = candidates
        .find(|start| lower[start + "<body".len()..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace()))?;

    let mut open_quote = None;
    for (offset, c) in lower[start..].char_indices() {
        match (open_quote, c) {
            (None, '"' | '\'') => open_quote = Some(c),
            (Some(quote), c) if c == quote => open_quote = None,
            (None, '>') => return Some(start + offset + 1),
            _ => {}
        }
    }
    None
}

/// Renders errors, unfolded, and warnings, folded; `own_errors` are those of this page alone.
pub fn render_panel(input: &PanelInput, page_revision: u64, own_errors: &[&str]) -> String {
    let PanelInput { state, lang, .. } = *input;
    let problems = &state.problems;
    let revision = state.revision;
    let mut out = format!("<aside id=\"jianbao-preview\" data-number=\"{revision}\" data-page=\"{page_revision}\">");
    out.push_str(&input.safe_fixes_button());

    let errors = problems.errors + own_errors.len();
    if errors > 0 {
        let consequence = error_consequence(!own_errors.is_empty(), state.is_valid, lang);
        let group = ProblemGroup {
            class: "errors",
            is_open: true,
            title: match lang {
                Lang::Zh => format!("{errors} 个错误：{consequence}"),
                Lang::En => format!("{errors} errors: {consequence}"),
            },
            count: errors,
        };
        let own: Vec<String> = own_errors.iter().map(|text| render_text(text)).collect();
        let shown = own.into_iter().chain(input.render_problems(&problems.first_errors, 0));
        out.push_str(&group.render(shown, lang));
    }

    if problems.warnings > 0 {
        let warnings = problems.warnings;
        let known = match (problems.known, lang) {
            (0, _) => String::new(),
            (known, Lang::Zh) => format!("（基线里另有 {known} 个）"),
            (known, Lang::En) => format!(" ({known} more in the baseline)"),
        };
        let group = ProblemGroup {
            class: "warnings",
            is_open: false,
            title: match lang {
                Lang::Zh => format!("{warnings} 个警告{known}"),
                Lang::En => format!("{warnings} warnings{known}"),
            },
            count: warnings,
        };
        let shown = input.render_problems(&problems.first_warnings, problems.first_errors.len());
        out.push_str(&group.render(shown, lang));
    }

    out.push_str("</aside>");
    out
}

fn render_text(text: &str) -> String {
    format!("<pre>{}</pre>", escape_html(text.trim_end()))
}

impl PanelInput<'_> {
    /// Renders problems, each with its fix; `first` is the number of the first one.
    fn render_problems<'s>(&'s self, problems: &'s [Problem], first: usize) -> impl Iterator<Item = String> + 's {
        problems.iter().zip(first..).map(|(problem, number)| {
            let fix = problem.fix.as_ref().filter(|_| self.offers_fixes);
            render_text(&problem.text) + &fix.map_or_else(String::new, |fix| self.render_fix(fix, number))
        })
    }

    /// Renders the line as it would be, with a button.
    fn render_fix(&self, offered: &OfferedFix, number: usize) -> String {
        let line = offered.corrected_line.as_deref().unwrap_or_default();
        let label = match (self.lang, offered.fix.is_safe()) {
            (Lang::Zh, true) => "改好这一处",
            (Lang::Zh, false) => "看过了，就这样改",
            (Lang::En, true) => "mend this",
            (Lang::En, false) => "confirm and mend this",
        };
        let button = self.render_button(&number.to_string(), label);
        format!("<p class=\"jianbao-fix\"><ins>{}</ins>{button}</p>", escape_html(line))
    }

    /// Renders the button that applies all safe fixes, if there are any.
    fn safe_fixes_button(&self) -> String {
        let count = self.state.problems.with_safe_fix.len();
        if count == 0 || !self.offers_fixes {
            return String::new();
        }
        let label = match self.lang {
            Lang::Zh => format!("改好能放心改的 {count} 处"),
            Lang::En => format!("mend what is certain ({count})"),
        };
        format!("<p class=\"jianbao-fixes\">{}</p>", self.render_button(ALL_SAFE, &label))
    }

    fn render_button(&self, name: &str, label: &str) -> String {
        let revision = self.state.revision;
        format!("<button type=\"button\" data-fix=\"{FIX_PATH}{revision}/{name}\">{}</button>", escape_html(label))
    }
}

/// Returns the words that say what errors do to the page.
fn error_consequence(is_page_broken: bool, is_valid: bool, lang: Lang) -> &'static str {
    match (is_page_broken, is_valid, lang) {
        (true, _, Lang::Zh) => "这一页因此不能显示",
        (true, _, Lang::En) => "this page cannot be shown",
        (false, true, Lang::Zh) => "改正之前，页面停在出错前的样子",
        (false, true, Lang::En) => "until they are mended the page stays as it was",
        (false, false, Lang::Zh) => "改正之前，页面可能不完整",
        (false, false, Lang::En) => "until they are mended pages may be incomplete",
    }
}

/// A foldable list of errors or of warnings.
struct ProblemGroup {
    class: &'static str,
    is_open: bool,
    title: String,
    /// The number of problems; the texts may be fewer.
    count: usize,
}

impl ProblemGroup {
    /// Renders the list of problems that are rendered already.
    fn render(&self, problems: impl Iterator<Item = String>, lang: Lang) -> String {
        let Self { class, is_open, title, count } = self;
        let open = if *is_open { " open" } else { "" };
        let mut out = format!("<details class=\"jianbao-{class}\"{open}><summary>{}</summary>", escape_html(title));

        let mut shown = 0;
        for problem in problems {
            shown += 1;
            out.push_str(&problem);
        }

        if shown < *count {
            let rest = count - shown;
            let more = match lang {
                Lang::Zh => format!("另有 {rest} 个，见终端"),
                Lang::En => format!("{rest} more: see the terminal"),
            };
            out.push_str(&format!("<p>{}</p>", escape_html(&more)));
        }
        out.push_str("</details>");
        out
    }
}

/// Renders hidden links for the script: those of the page's links that lead to stories which readers do not see.
fn render_link_marks(page: &str, state: &PreviewState, lang: Lang) -> String {
    let site = &state.bulletin.site;
    let mut out = String::new();

    for ix in site.all_stories() {
        let Some(label) = unpublished_label(state, ix, lang) else { continue };
        let url = escape_html(&format!("{}/{}", site.config.base_path, site.story(ix).address.to_url()));
        if page.contains(&format!("href=\"{url}\"")) {
            let label = escape_html(&label);
            out.push_str(&format!("<a class=\"jianbao-link\" hidden href=\"{url}\">{label}</a>"));
        }
    }
    out
}

/// Returns 草稿, 待审 or 定时 9月15日 08:00 for a story that is not public yet.
fn unpublished_label(state: &PreviewState, ix: StoryIx, lang: Lang) -> Option<String> {
    let site = &state.bulletin.site;
    match state.edition.reason_unpublished(site.story(ix), &site.review_desk())? {
        Unpublished::Draft => Some(if lang == Lang::Zh { "草稿" } else { "draft" }.to_owned()),
        Unpublished::Unsigned => Some(if lang == Lang::Zh { "待审" } else { "in review" }.to_owned()),
        Unpublished::Expired(_) => None,
        Unpublished::Scheduled(moment) => {
            let this_year = state.edition.now.with_timezone(&site.config.timezone).year();
            Some(scheduled_label(moment, this_year, lang))
        }
    }
}

fn scheduled_label(moment: Moment, this_year: i32, lang: Lang) -> String {
    let at = moment.at;
    let time = if moment.has_time { format!(" {:02}:{:02}", at.hour(), at.minute()) } else { String::new() };
    let is_other_year = at.year() != this_year;

    match lang {
        Lang::Zh => {
            let year = if is_other_year { format!("{}年", at.year()) } else { String::new() };
            format!("定时 {year}{}月{}日{time}", at.month(), at.day())
        }
        Lang::En => {
            let year = if is_other_year { format!("{}-", at.year()) } else { String::new() };
            format!("scheduled {year}{:02}-{:02}{time}", at.month(), at.day())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_the_body_is_found() {
        for (page, before) in [
            ("<head></head><body>x", "<head></head><body>"),
            ("<title><body></title></head><BODY class=\"a>b\" >x", "<title><body></title></head><BODY class=\"a>b\" >"),
            ("<bodyguard><body>", "<bodyguard><body>"),
        ] {
            assert_eq!(body_start(page).map(|start| &page[..start]), Some(before));
        }
        assert_eq!(body_start("<p>x</p>"), None);
    }
}
